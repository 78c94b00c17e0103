"""The steps of PyTorch's vmap that packages use for containers of their own; `func.vmap` does not go through them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .._C._functorch import _add_batch_dim as _add_batch_dim
from .._C._functorch import _remove_batch_dim
from .._core import Tensor
from .._pytree import TreeSpec, broadcast_prefix, tree_flatten, tree_unflatten
from ..func import vmap

__all__ = ["Tensor", "tree_flatten", "tree_unflatten", "vmap"]


def _get_name(func: Callable[..., Any]) -> str:
    """What errors call a function."""
    while isinstance(func, functools.partial):
        func = func.func
    return getattr(func, "__name__", repr(func))


def _broadcast_to_and_flatten(tree: Any, spec: TreeSpec) -> list[Any] | None:
    """A value for each leaf of a shape, from a tree that matches its upper part; None where it does not."""
    return broadcast_prefix(tree, spec)


def _maybe_remove_batch_dim(name: str, tensor: Any, level: int, batch_size: int, out_dim: int | None) -> Any:
    """The values of all examples of a result; without an ``out_dim`` it must be the same for all.

    Raises: ValueError for what is no tensor.
    """
    if out_dim is None:
        return tensor
    if not isinstance(tensor, Tensor):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(tensor)}. Did you mean to set "
            "out_dims= to None for output?"
        )
    return _remove_batch_dim(tensor, level, batch_size, out_dim)
