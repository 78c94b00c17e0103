"""Two profiles compared."""

from __future__ import annotations

from typing import Any

from ._averages import EventList
from ._events import format_time
from ._modules import Rows


def diff(a: Any, b: Any) -> Rows:
    """How the profile ``b`` differs from ``a``: per name the calls and the self time in both, and what changed.

    Takes profiles or lists of events; rows stand in order of the size of the change. Times in microseconds.

    Raises: AssertionError for a profile that has recorded nothing; AttributeError for what is no profile.

    >>> import flambeau as torch
    >>> from flambeau.profiler import diff, profile
    >>> x = torch.ones(1000)
    >>> with profile() as a:
    ...     y = x.exp()
    >>> with profile() as b:
    ...     y = x.exp() + x.exp()
    >>> [(row["name"], row["calls_a"], row["calls_b"]) for row in sorted(diff(a, b).rows(), key=lambda r: r["name"])]
    [('aten::add', 0, 1), ('aten::exp', 1, 2)]
    """
    first, second = _averages(a), _averages(b)
    rows: list[dict[str, Any]] = []
    for name in first | second:
        x, y = first.get(name), second.get(name)
        before = x.self_cpu_time_total if x is not None else 0.0
        after = y.self_cpu_time_total if y is not None else 0.0
        rows.append(
            {
                "name": name,
                "calls_a": x.count if x is not None else 0,
                "calls_b": y.count if y is not None else 0,
                "self_a": before,
                "self_b": after,
                "change": after - before,
                "ratio": after / before if before else float("inf"),
            }
        )
    rows.sort(key=lambda row: abs(row["change"]), reverse=True)

    def signed(us: float) -> str:
        return ("+" if us >= 0 else "-") + format_time(abs(us))

    return Rows(
        rows,
        {
            "name": lambda row: row["name"],
            "calls a": lambda row: str(row["calls_a"]),
            "calls b": lambda row: str(row["calls_b"]),
            "self a": lambda row: format_time(row["self_a"]),
            "self b": lambda row: format_time(row["self_b"]),
            "change": lambda row: signed(row["change"]),
            "ratio": lambda row: f"{row['ratio']:.2f}" if row["self_a"] else "new",
        },
    )


def _averages(profile: Any) -> dict[str, Any]:
    events = profile if isinstance(profile, EventList) else profile.key_averages()
    return {event.key: event for event in (events.key_averages() if isinstance(profile, EventList) else events)}
