"""The seed and state of the generator that random functions draw from.

>>> import flambeau as torch
>>> with torch.random.fork_rng():
...     _ = torch.random.manual_seed(1)
...     first = torch.rand(1)
>>> torch.random.initial_seed()
0
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._core import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from ._listing import listing

__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
__dir__ = listing(globals())


@contextmanager
def fork_rng(
    devices: Any = None,
    enabled: bool = True,
    _caller: str = "fork_rng",
    _devices_kw: str = "devices",
    device_type: str = "cuda",
) -> Iterator[None]:
    """A block after which the generator is as it was before; ``devices`` beside the CPU are none.

    >>> import flambeau as torch
    >>> _ = torch.manual_seed(0)
    >>> with torch.random.fork_rng():
    ...     inside = torch.rand(1)
    >>> inside == torch.rand(1)
    tensor([True])
    """
    state = get_rng_state() if enabled else None
    try:
        yield
    finally:
        if state is not None:
            set_rng_state(state)
