"""Where the leaves of nested containers are: each has a path, a key for every container around it."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from ._pytree import REGISTERED, TreeSpec, children_of, tree_flatten, tree_unflatten


class SequenceKey(NamedTuple):
    """A place in a list, a tuple or a deque."""

    idx: int

    def __str__(self) -> str:
        return f"[{self.idx!r}]"

    def get(self, container: Any) -> Any:
        """The item in that place."""
        return container[self.idx]


class MappingKey(NamedTuple):
    """A key of a dict."""

    key: Any

    def __str__(self) -> str:
        return f"[{self.key!r}]"

    def get(self, container: Any) -> Any:
        """The item with that key."""
        return container[self.key]


class GetAttrKey(NamedTuple):
    """The name of a field."""

    name: str

    def __str__(self) -> str:
        return f".{self.name}"

    def get(self, container: Any) -> Any:
        """The field's value."""
        return getattr(container, self.name)


KeyPath = tuple[Any, ...]


def keystr(path: KeyPath) -> str:
    """A path as it is written in Python.

    >>> keystr((MappingKey("a"), SequenceKey(0)))
    "['a'][0]"
    """
    return "".join(map(str, path))


def key_get(tree: Any, path: KeyPath) -> Any:
    """What is at the end of a path.

    >>> key_get({"a": [1, 2]}, (MappingKey("a"), SequenceKey(1)))
    2
    """
    for key in path:
        tree = key.get(tree)
    return tree


def keyed(node: Any) -> list[tuple[Any, Any]] | None:
    """The items of a container with their keys; None for a leaf."""
    kind = type(node)
    if kind in REGISTERED:
        flatten = REGISTERED[kind].flatten_with_keys_fn
        if flatten is None:
            raise ValueError(f"Did not find a flatten_with_keys_fn for type: {kind} | give one to register_pytree_node")
        return list(flatten(node)[0])
    made_of = children_of(node)
    if made_of is None:
        return None
    items = made_of[2]
    if kind in (dict, OrderedDict, defaultdict):
        return [(MappingKey(key), item) for key, item in zip(node, items, strict=True)]
    if hasattr(kind, "_fields"):
        return [(GetAttrKey(name), item) for name, item in zip(kind._fields, items, strict=True)]
    return [(SequenceKey(k), item) for k, item in enumerate(items)]


def _paths(node: Any, path: KeyPath, is_leaf: Callable[[Any], bool] | None) -> list[tuple[KeyPath, Any]]:
    items = None if is_leaf is not None and is_leaf(node) else keyed(node)
    if items is None:
        return [(path, node)]
    return [found for key, item in items for found in _paths(item, (*path, key), is_leaf)]


def tree_leaves_with_path(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[tuple[KeyPath, Any]]:
    """The leaves in order, each with its path.

    Raises: ValueError for a class that was registered without a ``flatten_with_keys_fn``.

    >>> [(keystr(path), leaf) for path, leaf in tree_leaves_with_path({"a": 1, "b": (2, 3)})]
    [("['a']", 1), ("['b'][0]", 2), ("['b'][1]", 3)]
    """
    return _paths(tree, (), is_leaf)


def tree_flatten_with_path(
    tree: Any, is_leaf: Callable[[Any], bool] | None = None
) -> tuple[list[tuple[KeyPath, Any]], TreeSpec]:
    """The leaves with their paths, and the shape that `tree_unflatten` needs.

    Raises: ValueError for a class that was registered without a ``flatten_with_keys_fn``.
    """
    return tree_leaves_with_path(tree, is_leaf), tree_flatten(tree, is_leaf)[1]


def tree_map_with_path(
    function: Callable[..., Any], tree: Any, *others: Any, is_leaf: Callable[[Any], bool] | None = None
) -> Any:
    """`tree_map` with a function that is given the path of each leaf before it.

    Raises: ValueError for a class that was registered without a ``flatten_with_keys_fn``.

    >>> tree_map_with_path(lambda path, x: f"{keystr(path)} is {x}", [1, 2])
    ['[0] is 1', '[1] is 2']
    """
    leaves, spec = tree_flatten_with_path(tree, is_leaf)
    rest = [tree_flatten(other, is_leaf)[0] for other in others]
    made = [function(path, leaf, *more) for (path, leaf), *more in zip(leaves, *rest, strict=True)]
    return tree_unflatten(made, spec)
