"""What the pages quote is what stands in the sources, and what they show of programs is what these print."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SOURCE = re.compile(r"`((?:src|core|tests|examples|scripts)/[\w/]+\.\w+)`")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Language, text and what stands before it on the page, of each code block."""
    text = text_of(page)
    return [(found[1], found[2], text[: found.start()]) for found in BLOCK.finditer(text)]


def quoted(page: str) -> list[tuple[str, str]]:
    """The sources that a page quotes, each with the quotation."""
    quotes = []
    for language, block, before in blocks(page):
        if language == "python" and block.startswith(("@", "def ", "class ")):
            quotes.append((SOURCE.findall(before)[-1], block))
        elif language == "diff":
            path = re.search(r"^\+\+\+ b/(.*)$", block, re.MULTILINE)
            assert path, f"{page}: a diff that names no file"
            parts = re.split(r"^(?:---|\+\+\+|@@|-).*\n", block, flags=re.MULTILINE)
            quotes += [(path[1], re.sub(r"^[+ ]", "", part, flags=re.MULTILINE)) for part in parts if part]
    return quotes


QUOTED = {page: quotes for page in PAGES if (quotes := quoted(page))}


def test_pages_with_quotations_are_known() -> None:
    """A page that loses its quotations by a change of form would otherwise go unread."""
    assert set(QUOTED) == {"README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/architecture.md"}


@pytest.mark.parametrize("page", QUOTED)
def test_quotations_stand_in_the_source(page: str) -> None:
    for path, quotation in QUOTED[page]:
        assert quotation in text_of(path), f"{page} quotes {path}, which has no\n{quotation}"


def programs(page: str) -> list[tuple[str, str | None]]:
    """The programs of a page, each with the error that it is said to end in."""
    found = []
    on_page = blocks(page)
    for k, (language, block, _) in enumerate(on_page):
        if language == "python" and block.startswith("import flambeau"):
            shown = on_page[k + 1] if k + 1 < len(on_page) else ("", "", "")
            found.append((block, shown[1] if not shown[0] and re.match(r"\w+Error: ", shown[1]) else None))
    return found


@pytest.mark.parametrize(("program", "error"), programs("README.md"))
def test_programs_print_what_they_show(program: str, error: str | None) -> None:
    """What a ``print`` gives stands behind it as a comment; what ends the program, in the block after it."""
    printed = io.StringIO()
    place = re.search(r"at (/\S+\.py):\d+", error or "")  # frames are named by the compiled file
    code = compile(program, place[1] if place else "README.md", "exec")
    message = None
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, {"__name__": "__main__"})
        except Exception as raised:
            message = f"{type(raised).__name__}: {raised}\n"
    assert message == error
    assert printed.getvalue().splitlines() == re.findall(r"^print\(.*\)\s+# (.*)$", program, re.MULTILINE)


def code_of(page: str) -> str:
    """What a reader pastes, block after block; sessions with >>> are run by tests/test_doctests.py."""
    return "\n".join(
        block
        for language, block, _ in blocks(page)
        if language == "python" and not block.startswith((">>>", "@", "def ", "class "))
    )


# Twins in Chinese have the same code; each of the README's programs is run above, and the last ends in an error.
WITH_CODE = [page for page in PAGES if ".zh-CN" not in page and page != "README.md" and code_of(page)]


def test_pages_with_code_are_known() -> None:
    """A page that loses its code by a change of form would otherwise go unread."""
    assert {"docs/profiling.md", "docs/data.md", "docs/distributions.md"} <= set(WITH_CODE)


@pytest.mark.parametrize("page", WITH_CODE)
def test_a_pages_code_runs_as_pasted(page: str, tmp_path: Path) -> None:
    program = tmp_path / "pasted.py"
    program.write_text(code_of(page), encoding="utf-8")
    done = subprocess.run([sys.executable, program.name], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    if "need Pillow" in done.stderr and importlib.util.find_spec("PIL") is None:
        pytest.skip("the page's code needs Pillow")
    assert done.returncode == 0, done.stderr
    if page == "docs/profiling.md":
        assert len(titles_of(page)) == 7
        assert titles_of(page) <= {tuple(line.split()) for line in done.stdout.splitlines()}


def titles_of(page: str) -> set[tuple[str, ...]]:
    """The titles of the tables that stand on a page as what its code prints."""
    shown = "\n".join(block for language, block, _ in blocks(page) if not language)
    above_rules = re.findall(r"^([^\d\n]+)\n-+(?:  -+)+ *$", shown, re.MULTILINE)
    return {tuple(line.split()) for line in [*above_rules, *re.findall("^ *time %.*", shown, re.MULTILINE)]}


TWINS = [page for page in PAGES if page.removesuffix(".md") + ".zh-CN.md" in PAGES]


@pytest.mark.parametrize("page", TWINS)
def test_twins_show_the_same_code(page: str) -> None:
    """Shell commands differ in their comments only."""

    def shown(name: str) -> list[tuple[str, str]]:
        return [
            (language, re.sub(r"\s*#.*", "", block) if language != "" else block) for language, block, _ in blocks(name)
        ]

    assert shown(page) == shown(page.removesuffix(".md") + ".zh-CN.md")


@pytest.mark.parametrize("page", PAGES)
def test_files_and_links_exist(page: str) -> None:
    text = BLOCK.sub("", text_of(page))
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not ((ROOT / page).parent / link).exists()]
    missing += [path for path in SOURCE.findall(text) if not (ROOT / path).exists()]
    assert missing == []


def test_dataflow_names_what_there_is() -> None:
    """Each function that a story of docs/dataflow.md tells of stands in one of the files that the story names."""
    for story in text_of("docs/dataflow.md").split("\n## ")[1:]:
        files = [ROOT / path for path in SOURCE.findall(story)]
        files += [
            file
            for path in SOURCE.findall(story)
            for file in (ROOT / path).parent.glob("*.*")
            if f"`{file.name}`" in story
        ]
        words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
        names = {name.split("::")[-1] for name in re.findall(r"`((?:\w+::)*[a-z]\w*)`", story)}
        assert sorted(names - words - NOT_IN_C) == []


# Names in the stories that a user's program gives or Python does.
NOT_IN_C = {"a", "b", "loss"}
