"""Floating-point operations of the products and convolutions that a block computes, by module and operation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .. import _aten
from .._arguments import explain_module
from .._listing import listing

__all__ = ["FlopCounterMode"]
__dir__ = listing(globals())

_UNITS = {"T": 10**12, "B": 10**9, "M": 10**6, "K": 10**3}


class FlopCounterMode:
    """Counts, in a ``with`` block, what its products and convolutions take, forward and backward.

    A multiplication with its addition is two operations; what is not made of them counts nothing. The block is
    profiled (`autograd.profiler.profile`), so none can be running.

    Args:
        mods: accepted; modules are found by themselves.
        depth: how many levels of modules the table shows.
        display: whether it is printed when the block ends.
        custom_mapping: not offered.

    Raises:
        NotImplementedError: for a ``custom_mapping``.
        RuntimeError: where a profile is running, and for counts that are asked for before the block has ended.

    >>> import flambeau as torch
    >>> from flambeau.utils.flop_counter import FlopCounterMode
    >>> with FlopCounterMode(display=False) as counter:
    ...     y = torch.nn.Linear(4, 5)(torch.ones(3, 4))
    >>> counter.get_total_flops()
    120
    """

    def __init__(self, mods: Any = None, depth: int = 2, display: bool = True, custom_mapping: Any = None) -> None:
        if custom_mapping:
            raise NotImplementedError("FlopCounterMode: custom_mapping is not offered | custom ops state their flops")
        self.depth = depth
        self.display = display
        self._counts: dict[str, Counter[Any]] | None = None

    def __enter__(self) -> FlopCounterMode:
        from ..profiler._autograd_profile import profile

        self._counts = None
        self._profile = profile(with_flops=True, with_modules=True)
        self._profile.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._profile.__exit__(*error)
        self._counts = _counted(self._profile.function_events)
        if self.display:
            print(self.get_table())

    def _known(self) -> dict[str, Counter[Any]]:
        if self._counts is None:
            raise RuntimeError("FlopCounterMode: the counts are known when the block has ended")
        return self._counts

    def get_flop_counts(self) -> dict[str, dict[Any, int]]:
        """By module ("Global" is all of the block), what each operation took; a module counts what is in it too."""
        return {name: dict(counts) for name, counts in self._known().items()}

    def get_total_flops(self) -> int:
        """What the whole block took."""
        return self._known()["Global"].total()

    def get_table(self, depth: int | None = None) -> str:
        """The counts as a table, of modules down to ``depth`` levels."""
        from ..profiler._table import plain_table

        depth, total = self.depth if depth is None else depth, self.get_total_flops() or 1
        cells = []
        for name, counts in self._known().items():
            if name != "Global" and name.count(".") >= depth:
                continue
            own = [(f"- {op}", count) for op, count in counts.most_common()]
            for title, count in [(name, counts.total()), *own]:
                cells.append([title, _shown(count), f"{count / total:.2%}"])
        return plain_table(["Module", "FLOP", "% Total"], cells)


def _counted(events: Any) -> dict[str, Counter[Any]]:
    counts: dict[str, Counter[Any]] = {"Global": Counter()}
    for event in events:
        if not event.multiply_adds:
            continue
        operation = _aten.packet(event.name.removeprefix("aten::"))
        parts = event.module.split(".") if event.module else []
        for name in ("Global", *(".".join(parts[: k + 1]) for k in range(len(parts)))):
            counts.setdefault(name, Counter())[operation] += 2 * event.multiply_adds
    return counts


def _shown(count: int) -> str:
    return next((f"{count / size:.3f}{unit}" for unit, size in _UNITS.items() if count >= size), str(count))


explain_module(globals())
