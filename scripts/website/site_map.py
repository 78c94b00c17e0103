"""`Site`: what is being generated for one language, and the links between its parts."""

from __future__ import annotations

import ast
import functools
import posixpath
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from words import CHINESE

ROOT = Path(__file__).parents[2]
PACKAGE = "src/flambeau"


@dataclass
class Site:
    """The pages by path, the files of the repository that they link to, and where each documented name stands.

    ``minor`` are pages that the search shows after others.
    """

    language: str
    pages: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    minor: set[str] = field(default_factory=lambda: {"changelog.md", "derivatives.md", "names.md", "api/operations.md"})

    def say(self, english: str) -> str:
        """A label of a generated page, in the site's language."""
        return english if self.language == "en" else CHINESE[english]

    def source(self, path: str, line: int | None, page: str) -> str:
        """The link from a page to a file of the repository, which then becomes a page too."""
        self.sources.add(path)
        return to(f"source/{path}.html", page) + (f"#line-{line}" if line else "")

    def shown_source(self, path: str, line: int, page: str) -> str:
        """The same as Markdown that shows file and line."""
        return f"[`{path}:{line}`]({self.source(path, line, page)})"

    def named(self, name: str, page: str) -> str:
        """A name as code, and as a link where it is documented."""
        place = self.names.get(name.removeprefix("torch.").removeprefix("flambeau."))
        return f"[`{name}`]({to(place, page)})" if place else f"`{name}`"


def to(target: str, page: str) -> str:
    """The relative link from one page to another, which may have an anchor."""
    path, mark, anchor = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor


def file_of(module: str) -> str:
    """Where a module of the package stands in the repository."""
    path = "/".join(module.split(".")[1:])
    whole = ROOT / PACKAGE / path
    return f"{PACKAGE}/{path}/__init__.py".replace("//", "/") if whole.is_dir() else f"{PACKAGE}/{path}.py"


@functools.cache
def lines(path: str) -> list[str]:
    """The lines of a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


@functools.cache
def definitions(path: str) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """The functions and classes at the top level of a file."""
    tree = ast.parse("\n".join(lines(path)))
    return {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}


def home(value: Any) -> tuple[str, int] | None:
    """File and line of a function or class of the package."""
    module = str(getattr(value, "__module__", ""))
    if module.partition(".")[0] != "flambeau" or module not in sys.modules or module == "flambeau._core":
        return None
    path = file_of(module)
    node = definitions(path).get(str(getattr(value, "__name__", "")))
    return (path, node.lineno) if node else None
