"""Nested containers of values: taken apart into a flat list of leaves and put together again.

Tuples, named tuples, lists, deques and dicts (OrderedDict and defaultdict too) are containers, as are classes that were
registered; anything else, None included, is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class _Shape(NamedTuple):
    kind: type | None
    context: Any
    children: tuple[TreeSpec, ...]
    num_leaves: int


class TreeSpec(_Shape):
    """The shape of a tree: what its root is, what it needs to be made again, its children, and how many leaves there
    are below (by default as many as the children have). A leaf has no kind."""

    __slots__ = ()

    def __new__(cls, type: Any, context: Any, children_specs: Any, num_leaves: int | None = None) -> TreeSpec:
        children = tuple(children_specs)
        if num_leaves is None:
            num_leaves = sum(child.num_leaves for child in children)
        return super().__new__(cls, type, context, children, num_leaves)

    @property
    def type(self) -> Any:
        """The class of the root; None for a leaf."""
        return self.kind

    @property
    def children_specs(self) -> list[TreeSpec]:
        """The shapes of its children."""
        return list(self.children)

    @property
    def num_children(self) -> int:
        """How many children it has."""
        return len(self.children)

    @property
    def num_nodes(self) -> int:
        """How many containers and leaves there are, itself included."""
        return 1 + sum(child.num_nodes for child in self.children)

    def is_leaf(self) -> bool:
        """Whether it is the shape of a leaf."""
        return self.kind is None

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
        if self.kind is deque:
            return "deque([" + ", ".join(parts) + "])"
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"


LEAF = TreeSpec(None, None, (), 1)

# Most trees are a few arguments or results, none of them a container: their shapes are made once, by length.
_FLAT = tuple(TreeSpec(tuple, None, (LEAF,) * length, length) for length in range(8))

_CONTAINERS: set[type] = {tuple, list, deque, dict, OrderedDict, defaultdict}


class NodeDef(NamedTuple):
    """How a registered class is taken apart, into items and a context, and made of these again; and the items' keys."""

    type: type
    flatten_fn: Callable[[Any], tuple[list[Any], Any]]
    unflatten_fn: Callable[[list[Any], Any], Any]
    flatten_with_keys_fn: Callable[[Any], tuple[list[tuple[Any, Any]], Any]] | None = None


REGISTERED: dict[type, NodeDef] = {}


def register(cls: type, flatten_fn: Any, unflatten_fn: Any, flatten_with_keys_fn: Any = None) -> None:
    """Makes the instances of a class containers.

    Raises: ValueError for a class that is one already; TypeError for what is no class.
    """
    if not isinstance(cls, type):
        raise TypeError(f"register_pytree_node: {cls!r} | it must be a class")
    if cls in _CONTAINERS:
        raise ValueError(f"{cls} is already registered as pytree node.")
    REGISTERED[cls] = NodeDef(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)
    _CONTAINERS.add(cls)


def forget(cls: type) -> None:
    """Undoes `register`."""
    del REGISTERED[cls]
    _CONTAINERS.remove(cls)


def children_of(tree: Any) -> tuple[type, Any, list[Any]] | None:
    """What a container is made of: its kind, its context and its items; None for a leaf."""
    kind = type(tree)
    if kind is tuple or kind is list:
        return kind, None, list(tree)
    if kind is deque:
        return kind, tree.maxlen, list(tree)
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


def tree_flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], TreeSpec]:
    """The leaves in order, and the shape that :func:`tree_unflatten` needs. What ``is_leaf`` holds of is one.

    >>> tree_flatten({"a": 1, "b": (2, [3])})
    ([1, 2, 3], {'a': *, 'b': (*, [*])})
    """
    if is_leaf is not None:
        found: list[Any] = []
        return found, _gather_until(is_leaf, tree, found)
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
    made_of = children_of(node)
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


def _gather_until(is_leaf: Callable[[Any], bool], node: Any, leaves: list[Any]) -> TreeSpec:
    """The same, where more may be a leaf than what is no container."""
    made_of = None if is_leaf(node) else children_of(node)
    if made_of is None:
        leaves.append(node)
        return LEAF
    kind, context, items = made_of
    before = len(leaves)
    children = tuple([_gather_until(is_leaf, item, leaves) for item in items])
    return TreeSpec(kind, context, children, len(leaves) - before)


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
    if node.kind is deque:
        return deque(items, node.context)
    if node.kind in REGISTERED:
        return REGISTERED[node.kind].unflatten_fn(items, node.context)
    if node.kind is defaultdict:
        keys, factory = node.context
        return defaultdict(factory, zip(keys, items, strict=True))
    if issubclass(node.kind, dict):
        return node.kind(zip(node.context, items, strict=True))
    made: Callable[..., Any] = getattr(node.kind, "_make", node.kind)  # named tuples
    return made(items)


def tree_map(
    function: Callable[..., Any], tree: Any, *others: Any, is_leaf: Callable[[Any], bool] | None = None
) -> Any:
    """`function` of every leaf (and the leaves in the same places of `others`), in a tree of the same shape.

    >>> tree_map(lambda x: x + 1, {"a": 1, "b": [2]})
    {'a': 2, 'b': [3]}
    """
    leaves, spec = tree_flatten(tree, is_leaf)
    rest = [tree_flatten(other, is_leaf)[0] for other in others]
    return tree_unflatten([function(*xs) for xs in zip(leaves, *rest, strict=True)], spec)


def tree_leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """The leaves in order."""
    return tree_flatten(tree, is_leaf)[0]


def broadcast_prefix(prefix: Any, spec: TreeSpec) -> list[Any] | None:
    """One value per leaf of `spec` from a tree that has its upper part, whose leaves stand for all below them; None
    where the two do not fit.

    >>> broadcast_prefix((0, None), tree_flatten((1, [2, 3]))[1])
    [0, None, None]
    """
    made_of = None if type(prefix) is int else children_of(prefix)
    if made_of is None:
        return [prefix] * spec.num_leaves
    kind, context, items = made_of
    if spec.kind is not kind or len(spec.children) != len(items) or (context is not None and context != spec.context):
        return None
    parts = [broadcast_prefix(item, child) for item, child in zip(items, spec.children, strict=True)]
    if any(part is None for part in parts):
        return None
    return [leaf for part in parts if part is not None for leaf in part]
