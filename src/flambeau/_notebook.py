"""What notebooks show of tables and trees: HTML that stands on its own and follows the notebook's colours."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from html import escape

_TABLE = "border-collapse:collapse;font:12px ui-monospace,Menlo,Consolas,monospace"
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


def text(plain: str) -> str:
    """Text as it is."""
    return f'<pre style="margin:0">{escape(plain)}</pre>'
