"""``utils.benchmark``: what is measured, and tables that are PyTorch's."""

from __future__ import annotations

import time
from typing import Any

import pytest
from quiet import in_a_quiet_moment

import flambeau as fl
from flambeau.utils import benchmark
from flambeau.utils.benchmark import Compare, Measurement, TaskSpec, Timer

torch = pytest.importorskip("torch")
theirs = pytest.importorskip("torch.utils.benchmark")


@in_a_quiet_moment
def test_times_are_those_of_the_code() -> None:
    measured = Timer("time.sleep(0.01)", globals={"time": time}).timeit(3)
    assert 0.01 <= measured.median < 0.03
    assert measured.number_per_run == 3
    calls = []
    measured = Timer("f()", globals={"f": lambda: time.sleep(0.005)}).blocked_autorange(
        callback=lambda runs, seconds: calls.append((runs, seconds)), min_run_time=0.05
    )
    assert sum(seconds for _, seconds in calls) >= 0.05
    assert [seconds for _, seconds in calls] == measured.raw_times
    measured = Timer("f()", globals={"f": lambda: time.sleep(0.002)}).adaptive_autorange(0.5, max_run_time=1)
    assert 0.002 <= measured.median < 0.02


def test_threads_are_set_and_put_back() -> None:
    before = fl.get_num_threads()
    seen: list[int] = []
    Timer("seen.append(f.get_num_threads())", globals={"seen": seen, "f": fl}, num_threads=1).timeit(1)
    assert set(seen) == {1}
    assert fl.get_num_threads() == before


def test_code_sees_the_library_and_errors_come_through() -> None:
    assert Timer("y = torch.ones(2) + x", setup="x = flambeau.ones(2)").timeit(1).median > 0
    with pytest.raises(ZeroDivisionError):
        Timer("1 / 0").timeit(1)
    with pytest.raises(SyntaxError):
        Timer("f(")
    with pytest.raises(ValueError, match="Currently only a `str` stmt is supported"):
        Timer(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Invalid language `ruby`"):
        Timer("1", language="ruby")
    with pytest.raises(NotImplementedError, match="Python statements only"):
        Timer("1;", language="c++")
    with pytest.raises(ValueError, match="Expected an instance of `Measurement`"):
        Compare([1])  # type: ignore[list-item]


def made(
    lib: Any, label: str, sub: str, description: str, times: list[float], threads: int = 1, env: Any = None
) -> Any:
    spec = TaskSpec if lib is benchmark else theirs.utils.common.TaskSpec
    task = spec("s", "", label=label, sub_label=sub, description=description, num_threads=threads, env=env)
    return lib.Measurement(1, times, task)


TABLES = {
    "rows, columns, threads, labels": [
        ("L", "a", "d1", [1e-6]),
        ("L", "a", "d2", [2.5e-3]),
        ("L", "bbb", "d1", [3e-6]),
        ("L", "bbb", "d1", [3e-6], 4),
        ("K", "z", "d1", [3e-1]),
    ],
    "environments": [("L", "a", "d1", [1e-6], 1, "e1"), ("L", "a", "d1", [2e-6], 1, "e2")],
    "merged": [("L", "a", "d", [1e-4, 1.1e-4, 1.05e-4]), ("L", "a", "d", [3.21e-4, 3.22e-4, 3.2e-4])],
    "wide titles": [("A label", "a", "description", [1e-4, 1.1e-4]), ("A label", "b", "other", [3.21e-4, 3.22e-4])],
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("trim", [False, True])
@pytest.mark.parametrize("color", [None, "column", "row"])
def test_tables_are_those_of_pytorch(name: str, trim: bool, color: str | None) -> None:
    out = []
    for lib in (benchmark, theirs):
        compare = lib.Compare([made(lib, *row) for row in TABLES[name]])
        if trim:
            compare.trim_significant_figures()
        if color:
            compare.colorize(rowwise=color == "row")
        out.append(str(compare))
    assert out[0] == out[1]


def test_spread_is_marked() -> None:
    compare = Compare([made(benchmark, "L", "a", "d", [1.5, 1.4, 3.0])])
    compare.highlight_warnings()
    assert "1.5 (! 53%)" in str(compare)


@pytest.mark.parametrize("times", [[1e-6], [1e-6, 2e-6, 3e-6], [1e-6] * 10, [1e-3, 1.1e-3, 1.05e-3, 5e-3], [0.5, 0.51]])
def test_statistics_are_those_of_pytorch(times: list[float]) -> None:
    a, b = made(benchmark, "L", "s", "d", times), made(theirs, "L", "s", "d", times)
    for name in ("median", "mean", "iqr"):
        assert getattr(a, name) == pytest.approx(getattr(b, name), abs=1e-15), name
    for name in ("significant_figures", "has_warnings", "title", "as_row_name", "env", "times"):
        assert getattr(a, name) == getattr(b, name), name
    assert repr(a).splitlines()[1:] == repr(b).splitlines()[1:]


def test_small_helpers() -> None:
    for t in (5e-7, 1e-6, 0.2, 1, 3000):
        assert benchmark.select_unit(t) == theirs.select_unit(t)
    for x in (1, 123.456, 0.0012345, -55.5, 99.9):
        for digits in (1, 2, 3):
            assert benchmark.trim_sigfig(x, digits) == pytest.approx(theirs.trim_sigfig(x, digits))
    assert benchmark.trim_sigfig(0, 2) == 0
    for parts in (
        {"stmt": "a\nb", "setup": "z"},
        {"stmt": "a", "setup": "b\nc"},
        {"stmt": "a", "setup": "", "label": "l"},
    ):
        assert TaskSpec(**parts).summarize() == theirs.utils.common.TaskSpec(**parts).summarize()
    assert Measurement.merge([made(benchmark, "L", "a", "d", [1.0]), made(benchmark, "L", "a", "d", [2.0])])[
        0
    ].times == [1, 2]
