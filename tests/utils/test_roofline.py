"""The machine's limits, and ops measured against them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import flambeau as fl
from flambeau import nn
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
    assert all(1e8 < speed < 1e15 for speed in first.flops_per_second.values())  # on a busy machine in any order
    speeds = [*(speed for _, speed in first.caches), first.bytes_per_second]
    assert speeds == sorted(speeds, reverse=True), "a smaller cache is no slower"
    assert [size for size, _ in first.caches] == sorted(size for size, _ in first.caches)
    assert len(json.loads(cache.read_text())) == 1
    monkeypatch.setattr(module, "_measure", lambda threads: pytest.fail("measured again"))
    assert roofline() == first
    module._for_threads.cache_clear()  # as another process would
    assert roofline() == first


def test_bad_or_unwritable_caches_do_no_harm(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Roofline(1e10, {"float32": 1e11}, 1, ((1024, 1e11), (4096, 5e10)))
    monkeypatch.setattr(module, "_measure", lambda threads: limits)
    for text in ("not JSON", "[1]", '{"key": {"half": 1}}'):
        cache.parent.mkdir(exist_ok=True)
        cache.write_text(text)
        module._for_threads.cache_clear()
        assert roofline() == limits
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    module._for_threads.cache_clear()
    assert roofline(refresh=True) == limits


def test_it_is_kept_whole(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Roofline(1e10, {"float32": 1e11}, 1, ((1024, 1e11), (4096, 5e10)))
    monkeypatch.setattr(module, "_measure", lambda threads: limits)
    roofline()
    module._for_threads.cache_clear()
    assert roofline() == limits
    assert hash(roofline()) == hash(limits)


def test_least_time() -> None:
    limits = Roofline(1e9, {"float32": 1e10, "float64": 5e9}, 1)
    assert limits.least_time(2e9) == 2
    assert limits.least_time(1e9, 4e10) == 4
    assert limits.least_time(1e9, 4e10, "float64") == 8


def test_what_fits_into_a_cache_moves_at_its_speed() -> None:
    limits = Roofline(1e9, {"float32": 1e10}, 1, caches=((500, 1e11), (5000, 1e10)))
    assert limits.least_time(1000) == pytest.approx(1e-8)
    assert limits.least_time(10_000) == pytest.approx(1e-8 + 9e-7)
    assert limits.least_time(1e6) == pytest.approx(1e-8 + 9e-7 + 990_000 / 1e9)
    assert limits.least_time(1000, 1e4) == pytest.approx(1e-6)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """A team of threads is never undisturbed on a busy machine, one of them is now and then."""
    before = fl.get_num_threads()
    fl.set_num_threads(1)
    yield
    fl.set_num_threads(before)


def test_no_op_beats_the_limit_of_where_its_operands_lie(cache: Path, one_thread: None) -> None:
    """Small operands, operands of a cache's size, ops that read a few elements of a large tensor, 16-bit products."""
    table, few, matrix = fl.zeros(100_000, 64), fl.tensor([3, 5]), fl.ones(256, 256)
    vectors = [fl.ones(n) for n in (10, 1000, 30_000, 300_000)]

    def work() -> None:
        for x in vectors:
            x.add_(x).sum()
        fl.zeros(300_000)
        fl.empty(4_000_000)
        table[few]
        table.index_select(0, few)
        table.index_add_(0, few, fl.ones(2, 64))
        nn.functional.embedding(few, table)
        for dtype in (fl.float32, fl.float64, fl.bfloat16):
            matrix.to(dtype) @ matrix.to(dtype)

    limits = roofline()
    with profile(with_flops=True) as prof:
        for _ in range(3):
            work()
    rows = {row["name"]: row["share"] for row in prof.efficiency(limits).rows()}
    assert {"aten::add_", "aten::sum", "aten::matmul", "aten::zeros"} < rows.keys()
    assert not {"aten::index", "aten::empty", "aten::embedding"} & rows.keys()
    # What is left above one is noise of the two measurements.
    assert max(rows.values()) < 1.5, rows


def test_what_is_overwritten_is_not_read() -> None:
    x, y = fl.zeros(100), fl.ones(100)
    with profile() as prof:
        x.add_(y)
        x.copy_(y)
        x.fill_(1.0)
        x.uniform_()
    assert [event.nbytes for event in prof.events()] == [1200, 800, 400, 400]


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
