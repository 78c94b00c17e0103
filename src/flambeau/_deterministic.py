"""The switch under which results do not depend on the number of threads."""

from __future__ import annotations

from . import _core


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Make results the same bits for any number of threads, or (``mode`` False) let libraries share sums out by it.

    Flambeau's own kernels always give the same bits. Products and convolutions in OpenBLAS and oneDNN order their sums
    by the number of threads; while ``mode`` is True they run on one thread. No operation is refused, so ``warn_only``
    changes nothing.

    Raises: TypeError for a mode that is not a bool.

    >>> import flambeau as torch
    >>> torch.use_deterministic_algorithms(True)
    >>> torch.are_deterministic_algorithms_enabled()
    True
    >>> torch.use_deterministic_algorithms(False)
    """
    if not isinstance(mode, bool):
        raise TypeError(f"use_deterministic_algorithms: mode is a {type(mode).__name__} | it must be a bool")
    _core._set_deterministic(mode)


def are_deterministic_algorithms_enabled() -> bool:
    """Whether `use_deterministic_algorithms` is on.

    >>> import flambeau as torch
    >>> torch.are_deterministic_algorithms_enabled()
    False
    """
    return bool(_core._is_deterministic())
