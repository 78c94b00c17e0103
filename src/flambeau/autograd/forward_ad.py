"""Forward mode: tensors that carry a tangent through every operation.

Levels nest: an operation on duals of several levels gives a dual of all of them, and the rule of one level computes
with duals of the levels outside it, so that a tangent has tangents itself. PyTorch's own functions, here `dual_level`
and `enter_dual_level`, open one level at a time; `func.jvp` opens as many as it is nested.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from .. import _core
from .._arguments import explained
from .._core import Tensor
from .._listing import listing
from .._thread import carried
from ..ops.create import zeros_like


class _State(threading.local):
    """The level that `enter_dual_level` opened in this thread."""

    def __init__(self) -> None:
        self.level: forward_level | None = None


__all__ = [
    "UnpackedDualTensor",
    "dual_level",
    "enter_dual_level",
    "exit_dual_level",
    "make_dual",
    "unpack_dual",
]
__dir__ = listing(globals())


def __getattr__(name: str) -> int:
    if name == "_current_level":  # programs look whether a level is open: -1 says that none is
        return _core._open_levels() - 1
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class UnpackedDualTensor(NamedTuple):
    """A dual tensor taken apart by `unpack_dual`: ``(primal, tangent)``; ``tangent`` is None for a plain tensor.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> fwAD.unpack_dual(torch.tensor(2.))
    UnpackedDualTensor(primal=tensor(2.), tangent=None)
    """

    primal: Tensor
    tangent: Tensor | None


def open_levels() -> range:
    """The levels whose tangents operations see, outermost first."""
    return range(_core._visible_levels())


class forward_level(_core.Scope):
    """``with forward_level() as level``: within it a level is open inside those that operations see.

    Whatever ends the block, afterwards the levels are as they were before: what code inside left open is closed too.
    """

    __slots__ = ("index",)
    _before, _restore = staticmethod(_core._dual_state), staticmethod(_core._set_dual_state)

    def _switch(self) -> int:
        self.index: int = _core._enter_dual_level()
        return self.index


_state = carried(_State())


def enter_dual_level() -> int:
    """Opens a dual level and returns its index; one may be open at a time.

    Raises: RuntimeError while one is open.

    >>> import flambeau.autograd.forward_ad as fwAD
    >>> level = fwAD.enter_dual_level()
    >>> fwAD.exit_dual_level(level=level)
    """
    if _state.level is not None:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    level = forward_level()
    index: int = level.__enter__()
    _state.level = level
    return index


@explained
def exit_dual_level(*, level: int | None = None) -> None:
    """Closes the dual level: duals made in it become plain tensors.

    Raises: RuntimeError where none is open, and for another ``level`` than the last one.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> level = fwAD.enter_dual_level()
    >>> x = fwAD.make_dual(torch.tensor(2.), torch.tensor(1.))
    >>> fwAD.exit_dual_level(level=level)
    >>> fwAD.unpack_dual(x).tangent is None
    True
    """
    if _state.level is None:
        raise RuntimeError("Trying to exit a forward AD level that was not entered")
    if level not in (None, _state.level.index):
        raise RuntimeError(f"Trying to exit a forward AD level that was not the last one that was created: {level}")
    closing, _state.level = _state.level, None
    closing.__exit__()


class dual_level(_core.Scope):
    """Within ``with dual_level():`` tangents made by `make_dual` travel through every operation.

    Raises: RuntimeError within another one.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     x = fwAD.make_dual(torch.tensor(2.), torch.tensor(1.))
    ...     fwAD.unpack_dual(x ** 3).tangent
    tensor(12.)
    """

    def _before(self) -> tuple[int, int]:
        if _state.level is not None:
            raise RuntimeError("Nested forward mode AD is not supported at the moment")
        return _core._dual_state()

    def _switch(self) -> int:
        return enter_dual_level()

    def _restore(self, before: tuple[int, int]) -> None:
        _core._set_dual_state(before)
        _state.level = None


class outer_levels(_core.Scope):
    """Within it operations see the tangents of the levels outside ``level`` only."""

    __slots__ = ("_level",)
    _before, _restore = staticmethod(_core._visible_levels), staticmethod(_core._set_visible_levels)

    def __init__(self, level: int) -> None:
        self._level = level

    def _switch(self) -> None:
        _core._set_visible_levels(self._level)


@explained
def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A tensor with ``tensor``'s elements that carries ``tangent`` at the open level.

    Raises: RuntimeError where no level is open, for another ``level`` than the open one, for a tangent of another
        shape, and for a tensor that carries one already; ValueError for dtypes that are not floating or complex.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     x = fwAD.make_dual(torch.tensor(0.), torch.tensor(3.))
    ...     fwAD.unpack_dual(x.sin()).tangent
    tensor(3.)
    """
    levels = _core._open_levels()
    if not levels:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    if not (tensor.is_floating_point() or tensor.is_complex()):
        raise ValueError(f"Expected primal to be floating point or complex, but got: {tensor.dtype}")
    if not (tangent.is_floating_point() or tangent.is_complex()):
        raise ValueError(f"Expected tangent to be floating point or complex, but got: {tangent.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not "
            f"supported. Tensor is of size {list(tensor.shape)} while the given forward gradient is of size "
            f"{list(tangent.shape)}."
        )
    at = levels - 1 if level is None else level
    if _core._tangent(tensor, at) is not None:
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level "
            f"{at} is not supported."
        )
    if _core._innermost(tensor)._storage_key() == _core._innermost(tangent)._storage_key():
        tangent = tangent.clone()  # writes to the one must not be writes to the other
    with outer_levels(at):
        primal = _core._lift(tensor)
        dual = primal.view_as(primal)
    _core._set_tangent(dual, at, tangent, False)
    return dual


def innermost_tangent(tensor: Tensor) -> Tensor | None:
    """The tangent at the innermost open level that has one for this tensor."""
    found = (_core._tangent(tensor, level) for level in reversed(range(_core._open_levels())))
    return next((tangent for tangent in found if tangent is not None), None)


@explained
def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The primal (a view of ``tensor``) and the tangent that it carries; no tangent outside a level.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     fwAD.unpack_dual(fwAD.make_dual(torch.tensor(2.), torch.tensor(1.)))
    UnpackedDualTensor(primal=tensor(2.), tangent=tensor(1.))
    """
    levels = _core._open_levels()
    if not levels:
        return UnpackedDualTensor(tensor, None)
    at = levels - 1 if level is None else level
    tangent = _core._tangent(tensor, at)
    if tangent is None:
        return UnpackedDualTensor(tensor, None)
    with outer_levels(at):
        primal = tensor.view_as(tensor)
    if _core._tangent(primal, at) is not None:  # a view has its base's, unless it is given its own
        _core._set_tangent(primal, at, zeros_like(tangent), False)
    return UnpackedDualTensor(primal, tangent)
