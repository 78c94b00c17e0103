"""The progress bar: ten plain lines in a file, one live line in a terminal, tqdm's where it is installed."""

from __future__ import annotations

import io
import re

import pytest

from flambeau.utils._chart import curve
from flambeau.utils._progress import Line, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_ten_lines_where_nobody_watches() -> None:
    plain = io.StringIO()
    with progress(20, "batch", plain) as bar:
        for _ in range(20):
            bar.advance("note")
    assert len(plain.getvalue().splitlines()) == 10


def test_steps_of_any_size_show_each_tenth_once() -> None:
    plain = io.StringIO()
    with progress(1000, "B", plain) as bar:
        for _ in range(4):
            bar.advance(steps=250)
    assert [line.split()[0] for line in plain.getvalue().splitlines()] == ["25%", "50%", "75%", "100%"]


def test_a_live_line_on_a_terminal() -> None:
    live = Terminal()
    bar = Line(4, live)
    for _ in range(4):
        bar.advance("note")
    bar.close()
    assert "100% |" in live.getvalue()
    assert live.getvalue().endswith("\n")


def shown(text: str) -> list[str]:
    """What a terminal shows after ``text``: carriage returns, line feeds, cursor up and clearing to the line's end."""
    lines: list[str] = [""]
    row = column = 0
    for part in re.findall(r"\x1b\[\d*[AK]|\r|\n|[^\x1b\r\n]+", text):
        if part == "\r":
            column = 0
        elif part == "\n":
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif part.endswith("A") and part.startswith("\x1b"):
            row -= int(part[2:-1])
        elif part == "\x1b[K":
            lines[row] = lines[row][:column]
        else:
            lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
            column += len(part)
    return lines


def test_lines_below_the_bar_are_drawn_over_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setattr(Line, "PERIOD", 0.0)
    live = Terminal()
    with progress(2, "batch", live, lambda: ["first", "x" * 200]) as bar:
        bar.advance("one")
        assert [line[:12] for line in shown(live.getvalue())] == [" 50% |██████", "first", "x" * 12]
        assert " s left · one" in live.getvalue()
        bar.advance("two")
    bar_line, first, second, end = shown(live.getvalue())
    assert bar_line.startswith("100% |")
    assert "left" not in bar_line
    assert (first, len(second), end) == ("first", 79, "")


@pytest.mark.parametrize("terminal", ["dumb", ""])
def test_nothing_is_drawn_below_where_the_cursor_does_not_move(monkeypatch: pytest.MonkeyPatch, terminal: str) -> None:
    monkeypatch.setenv("TERM", terminal) if terminal else monkeypatch.delenv("TERM", raising=False)
    for out in (Terminal(), io.StringIO()):
        with progress(1, "batch", out, lambda: ["below"]) as bar:
            bar.advance("note")
        assert "below" not in out.getvalue()
        assert "\x1b" not in out.getvalue()


def test_a_curve_falls_as_its_values_do() -> None:
    lines = curve([10.0 ** (-k / 10) for k in range(40)], total=40, width=20, height=4)
    assert [line[:10] for line in lines] == ["       1 ┤", "         ┤", "         ┤", "0.000126 ┤"]
    heights = [next(row for row, line in enumerate(lines) if line[10 + x] != "\u2800") for x in range(20)]
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (0, 3)


def test_a_curve_of_half_the_steps_takes_half_the_width() -> None:
    lines = curve([1.0] * 10, total=20, width=20, height=4)
    assert [c != "\u2800" for c in lines[0][10:]] == [True] * 10 + [False] * 10
    assert [len(line) for line in curve([], 10, 20, 4)] == [30] * 4
    assert curve([float("nan"), float("inf"), 0.0], 3, 20, 4) == curve([], 3, 20, 4)


def test_tqdm_on_a_terminal() -> None:
    pytest.importorskip("tqdm")
    live = Terminal()
    with progress(3 * 2**20, "B", live) as bar:
        bar.advance("half", 3 * 2**20)
    assert "3.00M/3.00M" in live.getvalue()
    assert "half" in live.getvalue()
