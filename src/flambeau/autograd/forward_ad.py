"""Forward mode: tensors that carry a tangent through every operation."""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple

from .. import _core
from .._core import Tensor

_open: list[list[Tensor]] = []  # per open level, the dual tensors to strip when it closes


class UnpackedDualTensor(NamedTuple):
    """A dual tensor taken apart; ``tangent`` is None for a plain tensor."""

    primal: Tensor
    tangent: Tensor | None


def enter_dual_level() -> int:
    """Opens a dual level and returns its index; one may be open at a time."""
    if _open:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _open.append([])
    _core._set_forward_mode(True)
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Closes the dual level: duals made in it become plain tensors."""
    if not _open:
        raise RuntimeError("Trying to exit a forward AD level that was not entered")
    if level not in (None, 0):
        raise RuntimeError(f"Trying to exit a forward AD level that was not the last one that was created: {level}")
    for tensor in _open.pop():
        _core._set_tangent(tensor, None)
    _core._set_forward_mode(False)


class dual_level:
    """Within ``with dual_level():`` tangents made by `make_dual` travel through every operation.

    >>> import flambeau as torch
    >>> import flambeau.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     x = fwAD.make_dual(torch.tensor(2.), torch.tensor(1.))
    ...     fwAD.unpack_dual(x ** 3).tangent
    tensor(12.)
    """

    def __enter__(self) -> int:
        self._level = enter_dual_level()
        return self._level

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        exit_dual_level(level=self._level)


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A tensor with ``tensor``'s elements that carries ``tangent`` at the open level; shapes and dtypes must agree."""
    if not _open:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    if not (tensor.is_floating_point() or tensor.is_complex()):
        raise ValueError(f"Expected primal to be floating point or complex, but got: {tensor.dtype}")
    if not (tangent.is_floating_point() or tangent.is_complex()):
        raise ValueError(f"Expected tangent to be floating point or complex, but got: {tangent.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            f"Expected tangent to have the same shape as the primal: {list(tensor.shape)} != {list(tangent.shape)}"
        )
    _core._set_forward_mode(False)
    try:
        dual = tensor.view_as(tensor)
    finally:
        _core._set_forward_mode(True)
    _core._set_tangent(dual, tangent)
    _open[-1].append(dual)
    return dual


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The primal (a plain view) and the tangent of ``tensor``; no tangent outside a level."""
    if not _open:
        return UnpackedDualTensor(tensor, None)
    tangent = _core._tangent(tensor)
    if tangent is None:
        return UnpackedDualTensor(tensor, None)
    _core._set_forward_mode(False)
    try:
        primal = tensor.view_as(tensor)
    finally:
        _core._set_forward_mode(True)
    return UnpackedDualTensor(primal, tangent)
