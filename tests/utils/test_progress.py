"""The progress bar: ten plain lines in a file, one live line in a terminal, tqdm's where it is installed."""

from __future__ import annotations

import io

import pytest

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


def test_tqdm_on_a_terminal() -> None:
    pytest.importorskip("tqdm")
    live = Terminal()
    with progress(3 * 2**20, "B", live) as bar:
        bar.advance("half", 3 * 2**20)
    assert "3.00M/3.00M" in live.getvalue()
    assert "half" in live.getvalue()
