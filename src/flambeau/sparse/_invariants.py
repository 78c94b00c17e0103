"""What the parts of a sparse tensor must be for it to mean something, and the switch for the checks that take time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from ._compressed import CompressedTensor
from ._coo import check_indices


class check_sparse_tensor_invariants:
    """Whether constructors check what takes a look at all indices; a context manager and a decorator.

    Indices are always checked where they are used, so without it nothing worse than a later error happens.

    >>> import flambeau as torch
    >>> with torch.sparse.check_sparse_tensor_invariants():
    ...     torch.sparse.check_sparse_tensor_invariants.is_enabled()
    True
    """

    _on = False

    def __init__(self, enable: bool = True) -> None:
        self.state = enable
        self._before: list[bool] = []

    @staticmethod
    def is_enabled() -> bool:
        """Whether the checks are on."""
        return check_sparse_tensor_invariants._on

    @staticmethod
    def enable() -> None:
        """Switches the checks on."""
        check_sparse_tensor_invariants._on = True

    @staticmethod
    def disable() -> None:
        """Switches the checks off."""
        check_sparse_tensor_invariants._on = False

    def __enter__(self) -> None:
        if self._before:
            raise RuntimeError(
                "This context manager instance is already activated. Use a different context manager instance for "
                "context nesting."
            )
        self._before.append(check_sparse_tensor_invariants._on)
        check_sparse_tensor_invariants._on = self.state

    def __exit__(self, *error: object) -> None:
        check_sparse_tensor_invariants._on = self._before.pop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def checked(*args: Any, **kwargs: Any) -> Any:
            with type(self)(self.state):
                return function(*args, **kwargs)

        return checked


def checking(asked: bool | None) -> bool:
    """Whether a constructor that was asked for checks, or not, makes them."""
    return check_sparse_tensor_invariants._on if asked is None else asked


def check_coo(indices: Tensor, values: Tensor, size: Sequence[int], thorough: bool) -> None:
    """An error unless these are the parts of a tensor of coordinates."""
    sparse_dim, dense_dim = indices.shape[0], values.ndim - 1
    if len(size) != sparse_dim + dense_dim:
        raise RuntimeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = "
            f"{sparse_dim}, dense_dim = {dense_dim}"
        )
    if tuple(values.shape[1:]) != tuple(size[sparse_dim:]):
        expected = [values.shape[0], *size[sparse_dim:]]
        raise RuntimeError(f"values has incorrect size, expected {expected}, got {list(values.shape)}")
    if thorough:
        check_indices(indices, size)


def check_compressed(
    kind: type[CompressedTensor], begins: Tensor, plain: Tensor, values: Tensor, size: Sequence[int], thorough: bool
) -> None:
    """An error unless these are the parts of a compressed matrix; what is computed relies on all but the order."""
    first, second = kind._names
    lines, width = size[kind._dim], size[1 - kind._dim]
    if begins.dtype not in (_core.int32, _core.int64) or begins.dtype != plain.dtype:
        raise RuntimeError(
            f"{first} and {second} must be int32 or int64 tensors of one dtype, not {begins.dtype} and {plain.dtype}"
        )
    if begins.shape[0] != lines + 1:
        raise RuntimeError(
            f"{first}.shape[-1] must be equal to the number of lines + 1 = {lines + 1}, but got {begins.shape[0]}"
        )
    if plain.shape[0] != values.shape[0]:
        raise RuntimeError(
            f"number of {second} must be the number of values, but got {plain.shape[0]} and {values.shape[0]}"
        )
    if int(begins[0]) != 0:
        raise RuntimeError(f"`{first}[..., 0] == 0` is not satisfied.")
    if int(begins[-1]) != plain.shape[0]:
        raise RuntimeError(f"`{first}[..., -1] == nnz` is not satisfied.")
    steps = begins.diff()
    if bool(((steps < 0) | (steps > width)).any()):
        raise RuntimeError(
            f"`0 <= {first}[..., 1:] - {first}[..., :-1] <= {'ncols' if kind._dim == 0 else 'nrows'}` is not satisfied."
        )
    if plain.shape[0] and not 0 <= int(plain.amin()) <= int(plain.amax()) < width:
        raise RuntimeError(f"`0 <= {second} < {'ncols' if kind._dim == 0 else 'nrows'}` is not satisfied.")
    if thorough:
        _check_order(kind, begins, plain)


def _check_order(kind: type[CompressedTensor], begins: Tensor, plain: Tensor) -> None:
    within = plain.diff() <= 0
    starts = begins[1:-1]
    starts = starts[(starts > 0) & (starts < plain.shape[0])].to(_core.int64)
    if bool(within.index_fill(0, starts - 1, False).any()):
        raise RuntimeError(
            f"`{kind._names[1]}` must be sorted and distinct along the last dimension values in each line"
        )
