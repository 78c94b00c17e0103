"""Events reach their handlers, and windows of values end as PyTorch's do."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest

import flambeau as fl

NOW = datetime.datetime(2026, 11, 30)


def program(t: Any) -> list[Any]:
    """Handlers and windows; the names and values of what was logged."""
    monitor, seen, told = t.monitor, [], []
    handle = monitor.register_event_handler(lambda event: seen.append((event.name, event.data)))
    monitor.log_event(monitor.Event("a", NOW, {"x": 1.0, "s": "t", "i": 3}))
    kinds = [getattr(monitor.Aggregation, name) for name in ("SUM", "COUNT", "MEAN", "MAX", "MIN")]
    few = monitor.Stat("few", kinds, datetime.timedelta(hours=1), 3)
    told.append(({kind.name: v for kind, v in few.get().items()} or None, few.count, few.name))
    for value in (1, 2.5, -3):
        few.add(value)
        told.append(few.count)
    few.add(7)
    told.append((few.count, {kind.name: v for kind, v in few.get().items()}))
    short = monitor.Stat("short", kinds[:1], datetime.timedelta(milliseconds=20))
    short.add(1)
    time.sleep(0.03)
    short.add(2)
    told.append((short.count, [v for _, v in short.get().items()]))
    monitor.unregister_event_handler(handle)
    monitor.log_event(monitor.Event("b", NOW, {}))
    return [seen, told]


def test_events_and_windows() -> None:
    seen, told = program(fl)
    assert seen[0] == ("a", {"x": 1.0, "s": "t", "i": 3})
    few = {"few.sum": 0.5, "few.count": 3.0, "few.mean": 0.5 / 3, "few.max": 2.5, "few.min": -3.0}
    assert seen[1:] == [("torch.monitor.Stat", few), ("torch.monitor.Stat", {"short.sum": 1.0})]
    assert told[1:4] == [1, 2, 0]
    assert told[4][0] == 0
    assert told[5] == (1, [1.0])


def test_events_and_windows_are_pytorchs() -> None:
    assert program(fl) == program(pytest.importorskip("torch"))


def test_a_window_ends_with_its_owner() -> None:
    seen: list[Any] = []
    handle = fl.monitor.register_event_handler(lambda event: seen.append(event.data))
    stat = fl.monitor.Stat("s", [fl.monitor.SUM, fl.monitor.VALUE], datetime.timedelta(hours=1))
    stat.add(2)
    stat.add(5)
    del stat
    fl.monitor.unregister_event_handler(handle)
    fl.monitor.unregister_event_handler(handle)
    assert seen == [{"s.sum": 7.0, "s.value": 5.0}]


@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.Event("a", 3, {}),
        lambda m: m.Event("a", NOW, {"x": [1]}),
        lambda m: m.log_event(3),
        lambda m: m.register_event_handler(3),
        lambda m: m.unregister_event_handler(3),
    ],
)
def test_wrong_arguments(call: Any) -> None:
    with pytest.raises(TypeError):
        call(fl.monitor)
