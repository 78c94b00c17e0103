"""The scripts in examples/ with what they print and draw when they are run now."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from docstrings import inline
from site_map import ROOT, Site

import flambeau

INDEX = "examples/index.md"


@functools.cache
def ran(script: Path) -> tuple[str, dict[str, bytes]]:
    """What a script prints, and the pictures that it draws, in a folder of its own."""
    package = str(Path(flambeau.__file__).parents[1])
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, script],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": package},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return run.stdout, {path.name: path.read_bytes() for path in sorted(Path(folder).rglob("*.png"))}


def page(script: Path, site: Site) -> str:
    """The page of an example."""
    here = f"examples/{script.stem}.md"
    text = script.read_text(encoding="utf-8")
    tree = ast.parse(text)
    doc = ast.get_docstring(tree) or ""
    code = "\n".join(text.splitlines()[tree.body[0].end_lineno :]).strip()
    title = script.stem.replace("_", " ").capitalize()
    parts = [f"# {title}", *(inline(p, site, here) for p in doc.split("\n\n"))]
    parts += [f"{site.say('From')} {site.shown_source(f'examples/{script.name}', 1, here)}", f"```python\n{code}\n```"]
    printed, drawn = ran(script)
    parts += [f"## {site.say('What it prints')} {{ #output }}", f"```text\n{printed.rstrip()}\n```"]
    for name, picture in drawn.items():
        path = f"examples/{script.stem}_{name}"
        site.pictures[path] = picture
        parts.append(f"![{name}]({Path(path).name})")
    if "ms" in printed.split():
        parts.append(site.say("Figures of time and memory are those of the machine that built this page."))
    return "\n\n".join(parts) + "\n"


def add(site: Site) -> None:
    """Adds a page for each script, and the page that lists them."""
    rows = []
    for script in sorted((ROOT / "examples").glob("*.py")):
        site.pages[f"examples/{script.stem}.md"] = page(script, site)
        doc = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
        rows.append(f"- [{script.stem.replace('_', ' ').capitalize()}]({script.stem}.md) — {doc.splitlines()[0]}")
    site.pages[INDEX] = f"# {site.say('Examples')}\n\n" + "\n".join(rows) + "\n"
