"""The page: it stays small; in a headless Chromium it loads, draws, zooms, filters and sorts without a complaint."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browser import CHROMIUM, Page

import flambeau as fl
from flambeau import nn
from flambeau.profiler import profile, record_function
from flambeau.profiler._html import merged


@pytest.fixture(scope="module")
def prof() -> profile:
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    x = fl.rand(128, 64)
    with profile(profile_memory=True, with_flops=True) as prof:
        for _ in range(10):
            with record_function("</script><b>step & more"):
                net(x).sum().backward()
    return prof


@pytest.fixture(scope="module")
def page_file(prof: profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    prof.export_html(str(path), title="A <title>")
    return path


def test_the_page_needs_nothing_else(page_file: Path) -> None:
    text = page_file.read_text()
    assert not re.search(r"""(src|href)=["'](?!data:)""", text)
    assert "https://" not in text
    assert "<title>A &lt;title&gt;</title>" in text


def test_long_runs_make_small_pages(tmp_path: Path) -> None:
    x = fl.ones(4)
    with profile() as prof:
        for k in range(20_000):
            if k % 1000 == 0:
                fl.rand(300, 300).exp()
            x.exp()
            x.sin()
    prof.export_html(str(tmp_path / "long.html"), max_events=2000)
    assert (tmp_path / "long.html").stat().st_size < 200_000
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', (tmp_path / "long.html").read_text())
    page = json.loads(data[1])
    assert len(page["boxes"]) <= 2000
    # Every event is told of: drawn, merged into a neighbour, or counted as left out.
    assert sum(box[8] for box in page["boxes"]) + page["left_out"] == len(prof.events())
    longest = max(prof.events(), key=lambda event: event.cpu_time_total)
    assert any(box[0] is longest for box in merged(list(prof.events()), 2000))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
def test_in_a_browser(page_file: Path, tmp_path: Path) -> None:
    with Page(page_file.as_uri()) as page:
        rows = page.evaluate("document.querySelectorAll('#table tbody tr').length")
        assert rows > 5
        assert "events" in page.evaluate("document.getElementById('summary').textContent")

        def colours(canvas: str) -> int:
            """How many different colours a canvas shows: an empty one shows one."""
            return page.evaluate(
                f"""(() => {{ const c = document.getElementById("{canvas}");
                const d = new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer);
                return new Set(d).size; }})()"""
            )

        assert colours("flame") > 4
        assert colours("memory") > 1
        # Sorting: the header's arrow and the order turn round.
        first = "document.querySelector('#table tbody tr td').textContent"
        before = page.evaluate(first)
        page.evaluate("document.querySelectorAll('#table th')[1].click()")
        assert page.evaluate(first) != before
        # Zoom with the wheel over the longest box of the flame graph, then back.
        area = page.evaluate("JSON.stringify(document.getElementById('flame').getBoundingClientRect())")
        flame = json.loads(area)
        longest = "data.boxes.reduce((a, b) => a[LONG] > b[LONG] ? a : b)"
        within = page.evaluate(f"(b => (b[START] + b[LONG] / 2) / data.wall)({longest})")
        down = page.evaluate(f"(b => tops[b[THREAD] - 1] + b[DEPTH] * ROW)({longest})")
        x, y = flame["x"] + flame["width"] * within, flame["y"] + down + 5
        page.mouse("mouseWheel", x, y, deltaX=0, deltaY=-400)
        page.mouse("mouseMoved", x, y)
        view = page.evaluate("view[1] - view[0]")
        assert view < 0.9 * page.evaluate("data.wall")
        assert page.evaluate("getComputedStyle(document.getElementById('tip')).display") == "block"
        page.evaluate("document.getElementById('reset').click()")
        assert page.evaluate("view[1] - view[0]") == pytest.approx(page.evaluate("data.wall"))
        # Filter: only what matches stays in the tables.
        page.evaluate(
            "(() => { const f = document.getElementById('filter'); f.value = 'relu';"
            "f.dispatchEvent(new Event('input')); })()"
        )
        shown = page.evaluate(
            "[...document.querySelectorAll('#table tbody tr td:first-child')].map(c => c.textContent)"
        )
        assert 0 < len(shown) < rows
        assert all("relu" in name.lower() for name in shown)
        page.screenshot(tmp_path / "page.png")
        assert (tmp_path / "page.png").stat().st_size > 5000
        assert page.complaints == []
