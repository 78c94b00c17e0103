"""Drawing a scene as SVG."""

from __future__ import annotations

import unicodedata
from html import escape

from .nested import Frame, Placed, nested
from .scene import Box, Scene

ROUND = ("leaf", "parameter", "input", "result")  # boxes of tensors
FONT = "ui-sans-serif,-apple-system,'Segoe UI','Helvetica Neue',Arial,'Noto Sans',sans-serif"
TITLE, TEXT = 12.5, 11.0  # font sizes
LINE, PAD = 15.0, 11.0  # height of a line, space around the text
MARGIN = 18.0
LONGEST = 46  # characters of a line that are shown
LEGEND = 34.0  # height that the legend takes

# Per sort of box: fill, border, heading, text.
COLOURS = {
    "op": ("#ffffff", "#c9ced6", "#1f2430", "#667080"),
    "module": ("#f4f1fb", "#a999d6", "#43317f", "#6d6390"),
    "parameter": ("#e9f2fd", "#8cb8ec", "#174a86", "#4d7099"),
    "leaf": ("#e8f7ec", "#86c79a", "#1c6334", "#4d7f5d"),
    "input": ("#f1f4f7", "#aeb8c4", "#3a4656", "#667080"),
    "result": ("#2b3140", "#2b3140", "#ffffff", "#c3c9d6"),
    "outside": ("#fafafa", "#c4c4c4", "#7a7a7a", "#9a9a9a"),
}
# The stripe at the left of an op says of what sort it is: its colour, and what the legend calls it.
KINDS = {
    "elementwise": ("#3aa6a0", "elementwise"),
    "product": ("#8a63d2", "product or layer"),
    "reduction": ("#e08a3c", "reduction"),
    "view": ("#9aa5b1", "view"),
    "indexing": ("#4b8bd6", "indexing"),
    "random": ("#d65f9b", "random"),
    "write": ("#7f8f3a", "write into a view"),
    "own": ("#b58a00", "function of your own"),
    "other": ("#c9ced6", "other"),
}
STRIPE = 10.0  # what it takes of a box's width
FRAME = ("#8a63d2", "#6d6390")  # of an opened module: its border and its title


def width_of(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is, on the safe side: fonts differ."""
    wide = sum(
        1.0
        if unicodedata.east_asian_width(c) in "WF"
        else 0.33
        if c in " .,:;il|'!()[]/"
        else 0.72
        if c.isupper() or c in "mwMW×@_…"
        else 0.56
        for c in text
    )
    return wide * size * (1.15 if bold else 1.06)


def clipped(text: str) -> str:
    """The end of a text that is too long."""
    return text if len(text) <= LONGEST else "…" + text[1 - LONGEST :]


def size_of(box: Box) -> tuple[float, float]:
    """Width and height."""
    lines = [width_of(clipped(line), TEXT) for line in box.lines]
    width = max([width_of(clipped(box.title), TITLE, True), *lines]) + 2 * PAD + (STRIPE if box.kind else 0.0)
    return max(width, 60.0), 2 * PAD + TITLE + LINE * len(box.lines)


def place(scene: Scene) -> Placed:
    """Where the scene's boxes, frames and edges are."""
    frames = [
        Frame(module.group.name, width_of(clipped(module.group.name), TEXT, True) + 2 * PAD, module.outer)
        for module in scene.frames
    ]
    return nested([size_of(box) for box in scene.boxes], scene.edges, [box.frame for box in scene.boxes], frames)


def legend_of(scene: Scene) -> list[tuple[str, str]]:
    """Colour and name of each sort of op in the scene."""
    shown = {box.kind for box in scene.boxes}
    return [entry for kind, entry in KINDS.items() if kind in shown]


def _text(x: float, y: float, size: float, colour: str, text: str, more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="middle"{more}>'
        f"{escape(clipped(text))}</text>"
    )


def _draw(box: Box, x: float, y: float, key: str) -> str:
    """A box around the centre (x, y); ``key`` is the page's name for the picture it opens."""
    width, height = size_of(box)
    left, top = x - width / 2, y - height / 2
    fill, border, heading, text = COLOURS[box.sort]
    shape = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    radius = 13 if box.sort in ROUND else 6
    dashes = ' stroke-dasharray="4 3"' if box.sort == "outside" else ""
    parts = [f'<g class="box {box.sort}"{f" data-open={chr(34)}{key}{chr(34)}" if key else ""}>']
    tip = "\n".join([box.title, *(f"{name}: {value}" for name, value in box.details)])
    parts.append(f"<title>{escape(tip)}</title>")
    if box.sort == "module":  # a pile: there is more behind it
        for shift in (5.0, 2.5):
            parts.append(
                f'<rect x="{left + shift:.1f}" y="{top + shift:.1f}" width="{width:.1f}" height="{height:.1f}" '
                f'rx="{radius}" fill="{fill}" stroke="{border}" stroke-opacity=".6"/>'
            )
    parts.append(f'<rect {shape} rx="{radius}" fill="{fill}" stroke="{border}"{dashes}/>')
    if box.kind:
        parts.append(
            f'<rect x="{left + 4:.1f}" y="{top + 7:.1f}" width="3" height="{height - 14:.1f}" rx="1.5" '
            f'fill="{KINDS[box.kind][0]}"/>'
        )
        x += STRIPE / 2
    at = top + PAD + TITLE * 0.82
    parts.append(_text(x, at, TITLE, heading, box.title, ' font-weight="600"'))
    for line in box.lines:
        at += LINE
        parts.append(_text(x, at, TEXT, text, line))
    parts.append("</g>")
    return "".join(parts)


def _curve(points: list[tuple[float, float]]) -> str:
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for u, v in rest:
        bend = (v - y) / 2
        path.append(
            f"C{x:.1f} {y + bend:.1f} {u:.1f} {v - bend:.1f} {u:.1f} {v:.1f}" if u != x else f"L{u:.1f} {v:.1f}"
        )
        x, y = u, v
    return "".join(path)


def _frame(title: str, area: tuple[float, float, float, float], key: str) -> str:
    """An opened module; ``key`` is the page's name for the picture of its inside."""
    left, top, width, height = area
    border, colour = FRAME
    opens = f' data-open="{key}"' if key else ""
    return (
        f'<g class="frame"{opens}><rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="9" '
        f'fill="{border}" fill-opacity=".05" stroke="{border}" stroke-opacity=".45"/>'
        f'<text x="{left + PAD:.1f}" y="{top + 17:.1f}" font-size="{TEXT}" font-weight="600" fill="{colour}" '
        f'paint-order="stroke" stroke="#ffffff" stroke-width="5">{escape(clipped(title))}</text></g>'
    )


def _legend(entries: list[tuple[str, str]], top: float) -> str:
    parts, x = [], 0.0
    for colour, name in entries:
        parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="3" height="12" rx="1.5" fill="{colour}"/>')
        parts.append(f'<text x="{x + 8:.1f}" y="{top + 10:.1f}" font-size="{TEXT}" fill="#667080">{name}</text>')
        x += width_of(name, TEXT) + 24
    return f'<g class="legend">{"".join(parts)}</g>'


def draw(scene: Scene, keys: dict[object, str] | None = None) -> str:
    """The scene as an SVG document.

    Args:
        keys: by group, the name under which a page has the picture of its inside. The page has a legend of its own;
            without one, the picture has it.
    """
    placed = place(scene)
    entries = legend_of(scene) if keys is None else []
    keys = keys or {}
    across = sum(width_of(name, TEXT) + 24 for _, name in entries)
    width = max(placed.width, across) + 2 * MARGIN + 6
    height = placed.height + 2 * MARGIN + 6 + (LEGEND if entries else 0.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{-MARGIN:.0f} {-MARGIN:.0f} {width:.0f} {height:.0f}" font-family="{FONT}">',
        f'<rect x="{-MARGIN:.0f}" y="{-MARGIN:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0.8L7.5 4L0 7.2z" fill="#9aa3b0"/></marker></defs>',
    ]
    edges = [f'<path d="{_curve(route)}" marker-end="url(#tip)"/>' for route in placed.routes]
    parts += ['<g fill="none" stroke="#9aa3b0" stroke-width="1.3" class="edges">', *edges, "</g>"]
    for module, area in zip(scene.frames, placed.frames, strict=True):
        parts.append(_frame(module.group.name, area, keys.get(module.group, "")))
    for box, x, y in zip(scene.boxes, placed.x, placed.y, strict=True):
        parts.append(_draw(box, x, y, keys.get(box.opens, "") if box.opens else ""))
    if entries:
        parts.append(_legend(entries, placed.height + LEGEND - 12))
    parts.append("</svg>")
    return "\n".join(parts)
