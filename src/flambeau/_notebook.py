"""What notebooks show of tables and trees: HTML that stands on its own and follows the notebook's colours."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from html import escape

_CODE = "font:12px ui-monospace,Menlo,Consolas,monospace"
_TABLE = f"border-collapse:collapse;{_CODE}"
_CELL = "padding:2px 10px;white-space:pre"


def cell_of(file: str) -> str | None:
    """``In [3]`` for the file that a notebook's third cell was compiled as; None for other files."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    numbers = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return f"In [{numbers[file]}]" if file in numbers else None


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1, note: str = "") -> str:
    """A table whose first ``left`` columns start at the left, the others end at the right; ``note`` stands below."""

    def line(cells: Sequence[str], tag: str, style: str) -> str:
        aligned = (
            f'<{tag} style="{_CELL};text-align:{"left" if k < left else "right"};{style}">{escape(cell)}</{tag}>'
            for k, cell in enumerate(cells)
        )
        return f"<tr>{''.join(aligned)}</tr>"

    head = line(titles, "th", "border-bottom:1px solid #8888")
    body = "\n".join(line(row, "td", "") for row in rows)
    below = f'<div style="margin-top:6px">{text(note)}</div>' if note else ""
    return f'<div><table style="{_TABLE}"><thead>{head}</thead><tbody>\n{body}\n</tbody></table>{below}</div>'


def steps(points: Sequence[tuple[float, float]], about: str, width: int = 600, height: int = 120) -> str:
    """A curve of values that hold from their time on, as SVG; ``about`` is what it shows, for those who cannot see."""
    last, most = max(x for x, _ in points) or 1.0, max(y for _, y in points) or 1.0
    path = f"M0 {height * (1 - points[0][1] / most):.1f}"
    for x, y in points[1:]:
        path += f"H{width * x / last:.1f}V{height * (1 - y / most):.1f}"
    return (
        f'<svg role="img" aria-label="{escape(about)}" width="{width}" height="{height + 2}" '
        f'viewBox="0 -1 {width} {height + 2}"><path d="{path}H{width}" fill="none" stroke="#3f7cac"/></svg>'
    )


def tree(heading: str, children: Sequence[str], opened: bool = False) -> str:
    """A heading that opens to what is below it, which is HTML already."""
    line = f'<span style="{_CODE};white-space:pre">{escape(heading)}</span>'
    if not children:
        return f'<div style="padding-left:1.1em">{line}</div>'
    inside = "".join(children)
    return (
        f"<details{' open' if opened else ''}><summary>{line}</summary>"
        f'<div style="padding-left:1.1em">{inside}</div></details>'
    )


def text(plain: str) -> str:
    """Text as it is."""
    return f'<pre style="margin:0;{_CODE}">{escape(plain)}</pre>'
