"""Drawing a scene in pixels, with matplotlib."""

from __future__ import annotations

import io
import itertools
from typing import Any

from .scene import Box, Scene
from .svg import (
    COLOURS,
    FRAME,
    KINDS,
    LEGEND,
    LINE,
    MARGIN,
    PAD,
    ROUND,
    STRIPE,
    TEXT,
    TITLE,
    clipped,
    legend_of,
    place,
    size_of,
    width_of,
)

FONT = "DejaVu Sans"  # which matplotlib brings
DOTS = 72  # of matplotlib's points to an inch: sizes are those of the SVG


def draw_png(scene: Scene, scale: float) -> bytes:
    """The scene as a PNG file, ``scale`` pixels for one of the SVG's."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("a picture in pixels needs matplotlib | pip install 'flambeau[plot]'") from error
    placed, entries = place(scene), legend_of(scene)
    width = max(placed.width, sum(width_of(name, TEXT) + 24 for _, name in entries)) + 2 * MARGIN + 6
    height = placed.height + 2 * MARGIN + 6 + (LEGEND if entries else 0.0)
    figure = Figure(figsize=(width / DOTS, height / DOTS))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-MARGIN, width - MARGIN), ylim=(height - MARGIN, -MARGIN))
    axes.axis("off")
    for area in placed.frames:
        _rectangle(axes, area, 9, FRAME[0], FRAME[0], alpha=(0.05, 0.45))
    for route in placed.routes:
        _edge(axes, route)
    for module, (left, top, _, _) in zip(scene.frames, placed.frames, strict=True):
        _words(axes, left + PAD, top + 17, TEXT, FRAME[1], module.group.name, True, "left")
    for box, x, y in zip(scene.boxes, placed.x, placed.y, strict=True):
        _box(axes, box, x, y)
    x = 0.0
    for colour, name in entries:
        top = placed.height + LEGEND - 12
        _rectangle(axes, (x, top, 3, 12), 1.5, colour, "none")
        _words(axes, x + 8, top + 10, TEXT, "#667080", name, False, "left")
        x += width_of(name, TEXT) + 24
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DOTS * scale)
    return out.getvalue()


def _box(axes: Any, box: Box, x: float, y: float) -> None:
    width, height = size_of(box)
    left, top = x - width / 2, y - height / 2
    fill, border, heading, text = COLOURS[box.sort]
    radius = 13 if box.sort in ROUND else 6
    for shift in (5.0, 2.5, 0.0) if box.sort == "module" else (0.0,):
        dashed = "--" if box.sort == "outside" else "-"
        _rectangle(axes, (left + shift, top + shift, width, height), radius, fill, border, dashed)
    if box.kind:
        _rectangle(axes, (left + 4, top + 7, 3, height - 14), 1.5, KINDS[box.kind][0], "none")
        x += STRIPE / 2
    at = top + PAD + TITLE * 0.82
    _words(axes, x, at, TITLE, heading, box.title, True)
    for line in box.lines:
        at += LINE
        _words(axes, x, at, TEXT, text, line)


def _rectangle(
    axes: Any,
    area: tuple[float, float, float, float],
    radius: float,
    fill: str,
    border: str,
    line: str = "-",
    alpha: tuple[float, float] = (1.0, 1.0),
) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import FancyBboxPatch

    left, top, width, height = area
    shape = f"round,pad=0,rounding_size={radius}"
    face, edge = to_rgba(fill, alpha[0]), "none" if border == "none" else to_rgba(border, alpha[1])
    patch = FancyBboxPatch(
        (left, top), width, height, shape, facecolor=face, edgecolor=edge, linewidth=1, linestyle=line
    )
    axes.add_patch(patch)


def _edge(axes: Any, route: list[tuple[float, float]]) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    points, codes = [route[0]], [Path.MOVETO]
    for (x, y), (u, v) in itertools.pairwise(route):
        bend = (v - y) / 2
        points += [(x, y + bend), (u, v - bend), (u, v)]
        codes += [Path.CURVE4] * 3
    style = "-|>,head_length=6,head_width=3"
    path = Path(points, codes)
    axes.add_patch(FancyArrowPatch(path=path, arrowstyle=style, color="#9aa3b0", linewidth=1.3, shrinkA=0, shrinkB=0))


def _words(
    axes: Any, x: float, y: float, size: float, colour: str, text: str, bold: bool = False, align: str = "center"
) -> None:
    weight = "bold" if bold else "normal"
    plain = clipped(text).replace("$", r"\$")  # which would begin a formula
    axes.text(x, y, plain, size=size, color=colour, family=FONT, weight=weight, ha=align, va="baseline")
