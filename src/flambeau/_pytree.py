"""Nested containers of values: taken apart into a flat list of leaves and put together again.

Tuples, named tuples, lists and dicts (OrderedDict and defaultdict too) are containers, as are classes that were
registered; anything else, None included, is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class TreeSpec(NamedTuple):
    """The shape of a tree: what its root is, what it needs to be made again, its children, and how many leaves there
    are below. A leaf has no kind."""

    kind: type | None
    context: Any
    children: tuple[TreeSpec, ...]
    num_leaves: int

    def __repr__(self) -> str:
        if self.kind is None:
            return "*"
        parts = [repr(child) for child in self.children]
        if self.kind in REGISTERED:
            return f"{self.kind.__name__}({', '.join(parts)})"
        if issubclass(self.kind, dict):
            keys = self.context[0] if self.kind is defaultdict else self.context
            return "{" + ", ".join(f"{k!r}: {p}" for k, p in zip(keys, parts, strict=True)) + "}"
        if self.kind is list:
            return "[" + ", ".join(parts) + "]"
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"


LEAF = TreeSpec(None, None, (), 1)

# Most trees are a few arguments or results, none of them a container: their shapes are made once, by length.
_FLAT = tuple(TreeSpec(tuple, None, (LEAF,) * length, length) for length in range(8))

_CONTAINERS: set[type] = {tuple, list, dict, OrderedDict, defaultdict}


class NodeDef(NamedTuple):
    """How a registered class is taken apart, into items and a context, and made of these again."""

    type: type
    flatten_fn: Callable[[Any], tuple[list[Any], Any]]
    unflatten_fn: Callable[[list[Any], Any], Any]


REGISTERED: dict[type, NodeDef] = {}


def register(cls: type, flatten_fn: Any, unflatten_fn: Any) -> None:
    """Makes the instances of a class containers.

    Raises: ValueError for a class that is one already; TypeError for what is no class.
    """
    if not isinstance(cls, type):
        raise TypeError(f"register_pytree_node: {cls!r} | it must be a class")
    if cls in _CONTAINERS:
        raise ValueError(f"{cls} is already registered as pytree node.")
    REGISTERED[cls] = NodeDef(cls, flatten_fn, unflatten_fn)
    _CONTAINERS.add(cls)


def _children(tree: Any) -> tuple[type, Any, list[Any]] | None:
    """What a container is made of: its kind, its context and its items; None for a leaf."""
    kind = type(tree)
    if kind is tuple or kind is list:
        return kind, None, list(tree)
    if kind is dict or kind is OrderedDict:
        return kind, list(tree), list(tree.values())
    if kind is defaultdict:
        return kind, (list(tree), tree.default_factory), list(tree.values())
    if kind in REGISTERED:
        items, context = REGISTERED[kind].flatten_fn(tree)
        return kind, context, list(items)
    if isinstance(tree, tuple) and hasattr(kind, "_fields"):
        return kind, None, list(tree)
    return None


def tree_flatten(tree: Any) -> tuple[list[Any], TreeSpec]:
    """The leaves in order, and the shape that :func:`tree_unflatten` needs.

    >>> tree_flatten({"a": 1, "b": (2, [3])})
    ([1, 2, 3], {'a': *, 'b': (*, [*])})
    """
    if type(tree) not in _CONTAINERS and not isinstance(tree, tuple):
        return [tree], LEAF
    if type(tree) is tuple and len(tree) < len(_FLAT):
        for item in tree:
            if type(item) in _CONTAINERS or isinstance(item, tuple):
                break
        else:
            return list(tree), _FLAT[len(tree)]
    leaves: list[Any] = []
    return leaves, _gather(tree, leaves)


# A function within tree_flatten that calls itself would be a cycle, and keep the leaves alive until a collection.
def _gather(node: Any, leaves: list[Any]) -> TreeSpec:
    """Appends the leaves below `node`; returns its shape."""
    made_of = _children(node)
    if made_of is None:
        leaves.append(node)
        return LEAF
    kind, context, items = made_of
    before, children = len(leaves), []
    for item in items:
        if type(item) in _CONTAINERS or isinstance(item, tuple):
            children.append(_gather(item, leaves))
        else:  # most are leaves: without a call each
            leaves.append(item)
            children.append(LEAF)
    return TreeSpec(kind, context, tuple(children), len(leaves) - before)


def tree_unflatten(leaves: Any, spec: TreeSpec) -> Any:
    """The tree of shape `spec` with these leaves; ValueError for another number of them."""
    given = list(leaves)
    if len(given) != spec.num_leaves:
        raise ValueError(f"tree_unflatten: got {len(given)} leaves | the tree has {spec.num_leaves}: {spec!r}")
    if spec is LEAF:
        return given[0]
    if spec.num_leaves < len(_FLAT) and spec is _FLAT[spec.num_leaves]:
        return tuple(given)
    return _build(spec, iter(given))


def _build(node: TreeSpec, remaining: Iterator[Any]) -> Any:
    """The tree of shape `node` with leaves taken from `remaining`."""
    if node.kind is None:
        return next(remaining)
    items = []
    for child in node.children:
        items.append(next(remaining) if child is LEAF else _build(child, remaining))
    if node.kind is list:
        return items
    if node.kind is tuple:
        return tuple(items)
    if node.kind in REGISTERED:
        return REGISTERED[node.kind].unflatten_fn(items, node.context)
    if node.kind is defaultdict:
        keys, factory = node.context
        return defaultdict(factory, zip(keys, items, strict=True))
    if issubclass(node.kind, dict):
        return node.kind(zip(node.context, items, strict=True))
    made: Callable[..., Any] = getattr(node.kind, "_make", node.kind)  # named tuples
    return made(items)


def tree_map(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """`function` of every leaf (and the leaves in the same places of `others`), in a tree of the same shape.

    >>> tree_map(lambda x: x + 1, {"a": 1, "b": [2]})
    {'a': 2, 'b': [3]}
    """
    leaves, spec = tree_flatten(tree)
    rest = [tree_flatten(other)[0] for other in others]
    return tree_unflatten([function(*xs) for xs in zip(leaves, *rest, strict=True)], spec)


def tree_leaves(tree: Any) -> list[Any]:
    """The leaves in order."""
    return tree_flatten(tree)[0]


def broadcast_prefix(prefix: Any, spec: TreeSpec) -> list[Any] | None:
    """One value per leaf of `spec` from a tree that has its upper part, whose leaves stand for all below them; None
    where the two do not fit.

    >>> broadcast_prefix((0, None), tree_flatten((1, [2, 3]))[1])
    [0, None, None]
    """
    made_of = None if type(prefix) is int else _children(prefix)
    if made_of is None:
        return [prefix] * spec.num_leaves
    kind, context, items = made_of
    if spec.kind is not kind or len(spec.children) != len(items) or (context is not None and context != spec.context):
        return None
    parts = [broadcast_prefix(item, child) for item, child in zip(items, spec.children, strict=True)]
    if any(part is None for part in parts):
        return None
    return [leaf for part in parts if part is not None for leaf in part]
