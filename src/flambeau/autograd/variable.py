"""`Variable`: what a tensor that records was called before every tensor could."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from .._core import Tensor, _queue_callback
from .._listing import listing

__all__ = ["Variable", "VariableMeta"]
__dir__ = listing(globals())


class VariableMeta(type):
    """Every tensor is an instance of `Variable`."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Engine:
    """What programs ask of the engine that runs backward passes."""

    def queue_callback(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` at the end of the innermost backward pass that runs, when all gradients are there.

        Raises: RuntimeError outside a backward pass. What a callback raises, ``backward`` raises.
        """
        _queue_callback(callback)


class Variable(metaclass=VariableMeta):
    """A tensor, for programs from the time when a Variable was wrapped around one.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.autograd.Variable(torch.ones(2), requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    """

    _execution_engine = Engine()

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = False, volatile: Any = None) -> Any:
        """The elements of ``data`` outside the graph they are in; ``volatile`` has had no effect for long."""
        if not isinstance(data, Tensor | None):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        if volatile:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with torch.no_grad():` instead.",
                UserWarning,
                stacklevel=2,
            )
        made = Tensor() if data is None else data.detach()
        return made.requires_grad_(requires_grad)
