"""Drawing a scene as SVG."""

from __future__ import annotations

import unicodedata
from html import escape

from .layout import layered
from .scene import Box, Scene

FONT = "ui-sans-serif,-apple-system,'Segoe UI','Helvetica Neue',Arial,'Noto Sans',sans-serif"
TITLE, TEXT = 12.5, 11.0  # font sizes
LINE, PAD = 15.0, 11.0  # height of a line, space around the text
MARGIN = 18.0
LONGEST = 46  # characters of a line that are shown

# Per sort of box: fill, border, heading, text.
COLOURS = {
    "op": ("#ffffff", "#c9ced6", "#1f2430", "#667080"),
    "module": ("#f4f1fb", "#a999d6", "#43317f", "#6d6390"),
    "parameter": ("#e9f2fd", "#8cb8ec", "#174a86", "#4d7099"),
    "leaf": ("#e8f7ec", "#86c79a", "#1c6334", "#4d7f5d"),
    "result": ("#2b3140", "#2b3140", "#ffffff", "#c3c9d6"),
    "outside": ("#fafafa", "#c4c4c4", "#7a7a7a", "#9a9a9a"),
}
# The stripe at the left of an op says of what kind it is.
KINDS = {
    "elementwise": "#3aa6a0",
    "elementwise_float": "#3aa6a0",
    "reduction": "#e08a3c",
    "contraction": "#8a63d2",
    "network": "#8a63d2",
    "view": "#9aa5b1",
    "indexing": "#4b8bd6",
}
LEGEND = {"elementwise": "elementwise", "contraction": "product or layer", "reduction": "reduction", "view": "view"}


def _width(text: str, size: float, bold: bool = False) -> float:
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
    return wide * size * (1.06 if bold else 1.0)


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST else "…" + text[1 - LONGEST :]


def _size(box: Box) -> tuple[float, float]:
    lines = [_width(_clipped(line), TEXT) for line in box.lines]
    width = max([_width(_clipped(box.title), TITLE, True), *lines]) + 2 * PAD + 4
    return max(width, 60.0), 2 * PAD + TITLE + LINE * len(box.lines)


def _text(x: float, y: float, size: float, colour: str, text: str, more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="middle"{more}>'
        f"{escape(_clipped(text))}</text>"
    )


def _draw(box: Box, x: float, y: float, key: str) -> str:
    """A box around the centre (x, y); ``key`` is the page's name for the picture it opens."""
    width, height = _size(box)
    left, top = x - width / 2, y - height / 2
    fill, border, heading, text = COLOURS[box.sort]
    shape = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    radius = 13 if box.sort in ("leaf", "parameter", "result") else 6
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
    if box.kind in KINDS:
        parts.append(
            f'<rect x="{left + 4:.1f}" y="{top + 7:.1f}" width="3" height="{height - 14:.1f}" rx="1.5" '
            f'fill="{KINDS[box.kind]}"/>'
        )
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


def draw(scene: Scene, keys: dict[object, str] | None = None) -> str:
    """The scene as an SVG document. ``keys``: by group, the name under which a page has the picture of its inside."""
    place = layered([_size(box) for box in scene.boxes], scene.edges)
    width, height = place.width + 2 * MARGIN + 6, place.height + 2 * MARGIN + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{-MARGIN:.0f} {-MARGIN:.0f} {width:.0f} {height:.0f}" font-family="{FONT}">',
        f'<rect x="{-MARGIN:.0f}" y="{-MARGIN:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0.8L7.5 4L0 7.2z" fill="#9aa3b0"/></marker></defs>',
        '<g fill="none" stroke="#9aa3b0" stroke-width="1.3">',
    ]
    parts += [f'<path d="{_curve(route)}" marker-end="url(#tip)"/>' for route in place.routes]
    parts.append("</g>")
    keys = keys or {}
    for box, x, y in zip(scene.boxes, place.x, place.y, strict=True):
        parts.append(_draw(box, x, y, keys.get(box.opens, "") if box.opens else ""))
    parts.append("</svg>")
    return "\n".join(parts)
