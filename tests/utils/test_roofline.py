"""The machine's limits, and ops measured against them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import flambeau as fl
from flambeau.profiler import profile
from flambeau.utils import Roofline, roofline
from flambeau.utils import _roofline as module


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    module._for_threads.cache_clear()
    yield tmp_path / "flambeau" / "roofline.json"
    module._for_threads.cache_clear()


def test_it_is_measured_once_and_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = roofline()
    assert 1e8 < first.bytes_per_second < 1e13
    assert 1e8 < first.flops_per_second["float64"] < first.flops_per_second["float32"] * 1.5 < 1e15
    assert len(json.loads(cache.read_text())) == 1
    monkeypatch.setattr(module, "_measure", lambda threads: pytest.fail("measured again"))
    assert roofline() == first
    module._for_threads.cache_clear()  # as another process would
    assert roofline() == first


def test_bad_or_unwritable_caches_do_no_harm(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Roofline(1e10, {"float32": 1e11}, 1)
    monkeypatch.setattr(module, "_measure", lambda threads: limits)
    for text in ("not JSON", "[1]", '{"key": {"half": 1}}'):
        cache.parent.mkdir(exist_ok=True)
        cache.write_text(text)
        module._for_threads.cache_clear()
        assert roofline() == limits
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    module._for_threads.cache_clear()
    assert roofline(refresh=True) == limits


def test_least_time() -> None:
    limits = Roofline(1e9, {"float32": 1e10, "float64": 5e9}, 1)
    assert limits.least_time(2e9) == 2
    assert limits.least_time(1e9, 4e10) == 4
    assert limits.least_time(1e9, 4e10, "float64") == 8


def test_ops_are_told_by_what_they_could_gain() -> None:
    limits = Roofline(1e9, {"float32": 1e9}, 1)  # a slow machine, so that the numbers below are plain
    a, big = fl.rand(64, 64), fl.rand(100_000)
    with profile(with_flops=True) as prof:
        a @ a
        big + big
        a.t()
    rows = {row["name"]: row for row in prof.efficiency(limits).rows()}
    assert set(rows) == {"aten::matmul", "aten::add"}  # a view moves nothing
    product, addition = rows["aten::matmul"], rows["aten::add"]
    assert product["flops"] == 2 * 64**3
    assert product["nbytes"] == 3 * 64 * 64 * 4
    assert product["limit"] == pytest.approx(2 * 64**3 / 1e9 * 1e6)
    assert product["bound"] == "arithmetic"
    assert (addition["nbytes"], addition["bound"]) == (1_200_000, "memory")
    assert addition["bytes_per_second"] == pytest.approx(1.2e6 / (addition["time"] / 1e6))
    assert addition["share"] == pytest.approx(1200 / addition["time"])
    titles = str(prof.efficiency(limits)).splitlines()[0]
    assert re.split(" {2,}", titles) == [
        "name",
        "calls",
        "time",
        "GB/s",
        "GFLOP/s",
        "bound by",
        "of limit",
        "could gain",
    ]
