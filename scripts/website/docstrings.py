"""Docstrings as Markdown: definition, labelled lines, examples."""

from __future__ import annotations

import inspect
import re

from site_map import Site

from flambeau.ops.documentation import _LABELS

LABEL = re.compile(rf"^({'|'.join(_LABELS)}): ")
PLAIN = str.maketrans({"<": "&lt;", "|": "&#124;", "[": "\\[", "_": "\\_"})  # characters that Markdown reads
ROLE = re.compile(r":(?:class|func|mod|meth):(?=`)")
ARGUMENT = re.compile(r"^    ([\w, *]+): ")
CODE = re.compile(r"(``.+?``|`[^`\n]+`)", re.DOTALL)


def markdown(text: str | None, site: Site, page: str) -> str:
    """A whole docstring."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        lines = paragraph.split("\n")
        if paragraph.startswith(">>>"):
            parts.append(f"```pycon\n{paragraph}\n```")
        elif all(line.startswith("    ") for line in lines):
            parts.append("```text\n" + inspect.cleandoc(paragraph) + "\n```")
        else:
            parts += [inline(part, site, page) for part in labelled(lines, site)]
    return "\n\n".join(part for part in parts if part)


def labelled(lines: list[str], site: Site) -> list[str]:
    """A paragraph, cut before each labelled line; the labels, and what is listed below ``Args:``, stand in a list."""
    prose: list[str] = []
    items: list[str] = []
    for line in lines:
        if label := LABEL.match(line):
            items.append(f"- **{site.say(label[1])}** — {line[label.end() :]}")
        elif line == "Args:":
            items.append(f"- **{site.say('Arguments')}**")
        elif items and (argument := ARGUMENT.match(line)):
            items.append(f"    - ``{argument[1]}`` — {line[argument.end() :]}")
        elif items:
            items[-1] += " " + line.strip()
        else:
            prose.append(line)
    return ["\n".join(prose), "\n".join(items)]


def inline(text: str, site: Site, page: str) -> str:
    """Text with its code marked once, not twice, and its names linked; nothing else is markup."""
    parts = CODE.split(ROLE.sub("", text))
    for k, part in enumerate(parts):
        if k % 2 == 0:
            parts[k] = part.translate(PLAIN)
        else:
            name = " ".join(part.strip("`").split())
            parts[k] = site.named(name, page) if re.fullmatch(r"[\w.]+", name) else f"`{name}`"
    return "".join(parts)


def summary(text: str | None) -> str:
    """The first sentence or line of a docstring, for tables."""
    first = inspect.cleandoc(text or "").split("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=[^.]\.)\s", first)[0]


def signature(name: str, function: object, first: str | None = None) -> str | None:
    """A signature as Python would have it; on several lines if it is long. None where it cannot be read."""
    try:
        parameters = list(inspect.signature(function).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    written: list[str] = []
    for k, p in enumerate(parameters):
        title = first if k == 0 and first else p.name if p.kind is p.VAR_POSITIONAL else p.name.rstrip("_") or p.name
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        if p.kind is p.KEYWORD_ONLY and not any(w.startswith("*") for w in written):
            written.append("*")
        hint = "" if p.annotation is p.empty else f": {annotated(p.annotation)}"
        default = "" if p.default is p.empty else f" = {shown(p.default)}" if hint else f"={shown(p.default)}"
        written.append(f"{star}{title}{hint}{default}")
    returned = getattr(function, "__annotations__", {}).get("return")
    result = f" -> {annotated(returned)}" if returned is not None and not inspect.isclass(function) else ""
    line = f"{name}({', '.join(written)}){result}"
    if len(line) <= 88:
        return line
    return f"{name}(\n" + "".join(f"    {w},\n" for w in written) + f"){result}"


def annotated(hint: object) -> str:
    """An annotation, whether it was evaluated or not."""
    return hint if isinstance(hint, str) else inspect.formatannotation(hint)


def shown(value: object) -> str:
    """A default."""
    if inspect.isclass(value) or inspect.isfunction(value):
        return value.__name__
    text = repr(value)
    return "..." if " at 0x" in text else text
