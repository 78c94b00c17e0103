"""The switch under which results do not depend on the number of threads."""

from __future__ import annotations

from . import _core

_MODES = ("default", "warn", "error")
_warn_only = False


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Make results the same bits for any number of threads, or (``mode`` False) let libraries share sums out by it.

    Flambeau's own kernels always give the same bits. Products and convolutions in OpenBLAS and oneDNN order their sums
    by the number of threads; while ``mode`` is True they run on one thread. No operation is refused, so ``warn_only``
    changes nothing but what `is_deterministic_algorithms_warn_only_enabled` answers.

    Raises: TypeError for a mode that is not a bool.

    >>> import flambeau as torch
    >>> torch.use_deterministic_algorithms(True)
    >>> torch.are_deterministic_algorithms_enabled()
    True
    >>> torch.use_deterministic_algorithms(False)
    """
    global _warn_only
    if not isinstance(mode, bool):
        raise TypeError(
            f"_set_deterministic_algorithms(): argument 'mode' (position 1) must be bool, not {type(mode).__name__}"
        )
    _core._set_deterministic(mode)
    _warn_only = bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """Whether `use_deterministic_algorithms` is on.

    >>> import flambeau as torch
    >>> torch.are_deterministic_algorithms_enabled()
    False
    """
    return bool(_core._is_deterministic())


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether `use_deterministic_algorithms` was asked to warn instead of refusing.

    >>> import flambeau as torch
    >>> torch.is_deterministic_algorithms_warn_only_enabled()
    False
    """
    return _warn_only


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """`use_deterministic_algorithms` by a number or word: 0 "default", off; 1 "warn", ``warn_only``; 2 "error", on.

    Raises: TypeError for what is neither a str nor an int; RuntimeError for another number or word.

    >>> import flambeau as torch
    >>> torch.set_deterministic_debug_mode("error")
    >>> torch.get_deterministic_debug_mode()
    2
    >>> torch.set_deterministic_debug_mode("default")
    """
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if isinstance(debug_mode, str):
        if debug_mode not in _MODES:
            expected = ", ".join(f"`{mode}`" for mode in _MODES)
            raise RuntimeError(f"invalid value of debug_mode, expected one of {expected}, but got {debug_mode}")
        debug_mode = _MODES.index(debug_mode)
    if debug_mode not in (0, 1, 2):
        raise RuntimeError(f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}")
    use_deterministic_algorithms(debug_mode > 0, warn_only=debug_mode == 1)


def get_deterministic_debug_mode() -> int:
    """0 where `use_deterministic_algorithms` is off, 1 where it only warns, else 2.

    >>> import flambeau as torch
    >>> torch.get_deterministic_debug_mode()
    0
    """
    if not are_deterministic_algorithms_enabled():
        return 0
    return 1 if _warn_only else 2
