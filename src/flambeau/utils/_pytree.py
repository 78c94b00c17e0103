"""Nested containers of values (`flambeau._pytree`) under PyTorch's name."""

from __future__ import annotations

from .._pytree import TreeSpec, tree_flatten, tree_leaves, tree_map, tree_unflatten

__all__ = ["TreeSpec", "tree_flatten", "tree_leaves", "tree_map", "tree_unflatten"]
