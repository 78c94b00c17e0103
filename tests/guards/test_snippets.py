"""What the pages quote is what stands in the sources, and what they show of programs is what these print."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

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


def test_the_pages_on_profiling_run() -> None:
    """Its numbers are a machine's; that the calls exist and take those arguments is not."""
    [(program, _)] = programs("docs/profiling.md")
    names: dict[str, Any] = {}
    setup = (
        "import flambeau as torch\nfrom flambeau import nn\n"
        "model, images, labels = nn.Linear(8, 4), torch.rand(16, 8), torch.zeros(16, dtype=torch.int64)\n"
    )
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(setup + program, names)
        for language, block, _ in blocks("docs/profiling.md"):
            if language == "python" and block.startswith("print(prof."):
                exec(block, names)
    assert "Self CPU time total" in printed.getvalue()


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
