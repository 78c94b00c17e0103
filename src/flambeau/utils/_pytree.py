"""Nested containers of values (`flambeau._pytree`) under PyTorch's name."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._pytree import (
    LEAF,
    REGISTERED,
    NodeDef,
    TreeSpec,
    register,
    tree_flatten,
    tree_leaves,
    tree_map,
    tree_unflatten,
)

__all__ = [
    "NodeDef",
    "PyTree",
    "TreeSpec",
    "register_pytree_node",
    "tree_all",
    "tree_any",
    "tree_flatten",
    "tree_is_leaf",
    "tree_iter",
    "tree_leaves",
    "tree_map",
    "tree_map_only",
    "tree_structure",
    "tree_unflatten",
]
PyTree = Any


SUPPORTED_NODES: dict[type, NodeDef] = REGISTERED  # beside Python's own containers
BUILTIN_TYPES = {tuple, list, dict, OrderedDict, defaultdict}


def register_pytree_node(
    cls: type,
    flatten_fn: Callable[[Any], tuple[list[Any], Any]],
    unflatten_fn: Callable[[Any, Any], Any],
    *,
    serialized_type_name: str | None = None,
    to_dumpable_context: Any = None,
    from_dumpable_context: Any = None,
    flatten_with_keys_fn: Any = None,
) -> None:
    """Makes the instances of ``cls`` containers: ``flatten_fn`` gives their items and what else they are made of.

    Raises: ValueError for a class that is one already; TypeError for what is no class.
    """
    register(cls, flatten_fn, unflatten_fn)


_register_pytree_node = register_pytree_node


def LeafSpec() -> TreeSpec:
    """The shape of a tree that is a leaf."""
    return LEAF


def tree_structure(tree: Any) -> TreeSpec:
    """The shape that `tree_unflatten` needs."""
    return tree_flatten(tree)[1]


def tree_is_leaf(tree: Any) -> bool:
    """Whether it is no container."""
    return tree_structure(tree) is LEAF


def tree_iter(tree: Any) -> Any:
    """The leaves in order, one by one."""
    return iter(tree_leaves(tree))


def tree_all(predicate: Callable[[Any], bool], tree: Any) -> bool:
    """Whether it holds of every leaf."""
    return all(map(predicate, tree_leaves(tree)))


def tree_any(predicate: Callable[[Any], bool], tree: Any) -> bool:
    """Whether it holds of some leaf."""
    return any(map(predicate, tree_leaves(tree)))


def tree_map_only(kinds: Any, function: Callable[[Any], Any], tree: Any) -> Any:
    """`tree_map` for the leaves of these classes; the others stay.

    >>> tree_map_only(int, lambda x: x + 1, {"a": 1, "b": "c"})
    {'a': 2, 'b': 'c'}
    """
    return tree_map(lambda x: function(x) if isinstance(x, kinds) else x, tree)


explain_module(globals())
