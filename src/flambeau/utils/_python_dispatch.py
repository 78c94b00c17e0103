"""The names of PyTorch's dispatch below autograd, which packages import; there is no second dispatcher here."""

from __future__ import annotations

from typing import Any

from .._listing import listing

__all__ = ["TorchDispatchMode", "is_traceable_wrapper_subclass"]
__dir__ = listing(globals())


class TorchDispatchMode:
    """Not offered: `flambeau.overrides.TorchFunctionMode` answers calls above autograd, and profiles list operations.

    Raises: NotImplementedError when it is entered.
    """

    def __enter__(self) -> Any:
        raise NotImplementedError(
            "TorchDispatchMode: there is no dispatch below autograd | torch.overrides.TorchFunctionMode answers the "
            "program's calls, and torch.profiler lists the operations that run"
        )

    def __exit__(self, *error: object) -> None:
        pass

    @classmethod
    def is_infra_mode(cls) -> bool:
        """False."""
        return False


def is_traceable_wrapper_subclass(t: object) -> bool:
    """False: no type wraps tensors below autograd.

    >>> import flambeau as torch
    >>> from flambeau.utils._python_dispatch import is_traceable_wrapper_subclass
    >>> is_traceable_wrapper_subclass(torch.zeros(2))
    False
    """
    return False


def _get_current_dispatch_mode() -> None:
    """None: no such mode can be entered."""


def _get_current_dispatch_mode_stack() -> list[Any]:
    """None can be entered."""
    return []
