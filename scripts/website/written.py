"""The pages that people write: docs/, the README, CONTRIBUTING and CHANGELOG, with links as the site has them."""

from __future__ import annotations

import posixpath
import re

from site_map import ROOT, Site, to

TWIN = ".zh-CN.md"
# Pages of the repository's root, and where they stand on the site.
ROOT_PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
FENCE = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]+`")  # in tables, GitHub wants bars in it escaped and MkDocs does not
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def place(path: str) -> str | None:
    """Where a page of the repository stands on the site; None for what is no page."""
    path = path.replace(TWIN, ".md")
    if path in ROOT_PAGES:
        return ROOT_PAGES[path]
    return path.removeprefix("docs/") if path.startswith("docs/") and path.endswith(".md") else None


def linked(text: str, path: str, page: str, site: Site) -> str:
    """A text of the repository with its links turned to pages of the site; code is left alone."""

    def turn(found: re.Match[str]) -> str:
        picture, label, target = found.groups()
        file, mark, anchor = target.partition("#")
        if not file or "://" in file or file.startswith("mailto:"):
            return found[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        own = place(file)
        if own is None and file.startswith("docs/"):  # a picture
            return f"{picture}[{label}]({to(file.removeprefix('docs/'), page)})"
        if own is None:
            line = int(anchor[1:]) if re.fullmatch(r"L\d+", anchor) else None
            return f"[{label}]({site.source(file, line, page)})" if (ROOT / file).is_file() else label
        if file.endswith(TWIN) != path.endswith(TWIN) and (ROOT / file.replace(".md", TWIN)).exists() | file.endswith(
            TWIN
        ):
            other = "zh-CN" if file.endswith(TWIN) else "en"
            return f'<a href="../{other}/{own.replace(".md", ".html")}">{label}</a>'
        return f"[{label}]({to(own, page)}{mark}{anchor})"

    parts = FENCE.split(text)
    parts[::2] = [LINK.sub(turn, CODE.sub(lambda code: code[0].replace("\\|", "|"), part)) for part in parts[::2]]
    parts[1::2] = [re.sub(r"^```python\n>>>", "```pycon\n>>>", part) for part in parts[1::2]]
    return "".join(parts)


def add(site: Site) -> None:
    """Adds the pages: in Chinese where there is a twin, else in English with a note."""
    paths = [*ROOT_PAGES, *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
    for path in paths:
        if path.endswith(TWIN):
            continue
        twin = path.replace(".md", TWIN)
        translated = site.language != "en" and (ROOT / twin).exists()
        chosen = twin if translated else path
        page = place(path)
        assert page is not None
        text = linked((ROOT / chosen).read_text(encoding="utf-8"), chosen, page, site)
        if site.language != "en" and not translated:
            head, _, rest = text.partition("\n")
            text = f'{head}\n\n!!! note "{site.say("This page is not translated yet.")}"\n\n{rest}'
        site.pages[page] = text
