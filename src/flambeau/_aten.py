"""Operations under the names of PyTorch's dispatcher: ``ops.aten.add.Tensor`` is the op ``add``.

Packages name operations so, mostly to say what a subclass of `Tensor` does for each. Here an op has one form: every
overload is that one.

>>> import flambeau as torch
>>> torch.ops.aten.add.Tensor(torch.ones(2), 1)
tensor([2., 2.])
>>> torch.ops.aten.add.Tensor is torch.ops.aten.add.Tensor
True
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ._core import Tensor
from ._listing import listing

# What the dispatcher alone has names for: parts of ops, and forms that only it chooses.
_WITHOUT_FUNCTION = (
    *("_pin_memory", "_sparse_addmm", "_sparse_mm_reduce_impl", "_to_copy", "_unsafe_view", "alias"),
    *("convolution", "convolution_backward", "index"),
    *("lift_fresh", "slice", "sym_numel", "sym_size", "sym_storage_offset", "sym_stride"),
)


class OpOverload:
    """One form of an operation; a call computes it.

    Raises: NotImplementedError, when it is called, for what has no function of its own here.
    """

    def __init__(self, name: str, overload: str) -> None:
        self.__name__ = f"{name}.{overload}" if overload else name
        self._op, self._overload = name, overload

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result of the function, the layer's function or the method of that name."""
        function = _function(self._op)
        if function is None:
            raise NotImplementedError(f"ops.aten.{self.__name__}: there is no function of that name")
        return function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<OpOverload(op='aten.{self._op}', overload='{self._overload}')>"


class OpOverloadPacket(OpOverload):
    """An operation; its attributes are its overloads.

    Raises: NotImplementedError, when it is called, for what has no function of its own here.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, "")

    def __getattr__(self, overload: str) -> OpOverload:
        if overload.startswith("__"):
            raise AttributeError(f"'OpOverloadPacket' object has no attribute {overload!r}")
        found = OpOverload(self._op, overload)
        setattr(self, overload, found)  # the same object whenever it is asked for: packages have tables of them
        return found

    def __repr__(self) -> str:
        return f"<OpOverloadPacket(op='aten.{self._op}')>"

    def __str__(self) -> str:
        return f"aten.{self._op}"


def _function(name: str) -> Any:
    import flambeau

    places = (flambeau, flambeau.nn.functional, Tensor)
    return next((getattr(place, name) for place in places if hasattr(place, name)), None)


@cache
def packet(name: str) -> OpOverloadPacket:
    """The operation called so, also where only other operations call it.

    >>> import flambeau as torch
    >>> torch.ops.aten.packet("bmm") is torch.ops.aten.bmm
    True
    """
    return OpOverloadPacket(name)


def __getattr__(name: str) -> OpOverloadPacket:
    if name.startswith("__") or (name not in _WITHOUT_FUNCTION and not callable(_function(name))):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return packet(name)


__all__ = ["OpOverload", "OpOverloadPacket", "packet"]
__dir__ = listing(globals())
