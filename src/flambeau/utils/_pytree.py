"""Nested containers of values (`flambeau._pytree`) under PyTorch's name."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._pytree import (
    LEAF,
    REGISTERED,
    NodeDef,
    TreeSpec,
    children_of,
    forget,
    register,
    tree_flatten,
    tree_leaves,
    tree_map,
    tree_unflatten,
)
from .._pytree_paths import (
    GetAttrKey,
    KeyPath,
    MappingKey,
    SequenceKey,
    key_get,
    keyed,
    keystr,
    tree_flatten_with_path,
    tree_leaves_with_path,
    tree_map_with_path,
)

__all__ = [
    "Context",
    "GetAttrKey",
    "KeyPath",
    "MappingKey",
    "NodeDef",
    "PyTree",
    "SequenceKey",
    "TreeSpec",
    "is_namedtuple_class",
    "is_namedtuple_instance",
    "is_structseq_class",
    "is_structseq_instance",
    "key_get",
    "keystr",
    "register_pytree_node",
    "tree_all",
    "tree_all_only",
    "tree_any",
    "tree_any_only",
    "tree_flatten",
    "tree_flatten_with_path",
    "tree_is_leaf",
    "tree_iter",
    "tree_leaves",
    "tree_leaves_with_path",
    "tree_map",
    "tree_map_",
    "tree_map_only",
    "tree_map_only_",
    "tree_map_with_path",
    "tree_structure",
    "tree_unflatten",
]
PyTree = Context = Any


def _of(kind: Any) -> NodeDef:
    """How one of Python's own containers is taken apart and put together."""

    def together(items: Any, context: Any) -> Any:
        return tree_unflatten(items, TreeSpec(kind, context, [LEAF] * len(items)))

    def apart(tree: Any) -> Any:
        _, context, items = children_of(tree)  # type: ignore[misc]
        return items, context

    return NodeDef(kind, apart, together)


class _Nodes(dict[Any, NodeDef]):
    """The classes that are containers: Python's own and those that were registered since."""

    def __missing__(self, kind: Any) -> NodeDef:
        return REGISTERED[kind]

    def __contains__(self, kind: Any) -> bool:
        return super().__contains__(kind) or kind in REGISTERED


SUPPORTED_NODES = _Nodes({kind: _of(kind) for kind in (tuple, list, deque, dict, OrderedDict, defaultdict)})
SUPPORTED_NODES[namedtuple] = NodeDef(
    tuple, lambda tree: (list(tree), type(tree)), lambda items, context: context(*items)
)


def _get_node_type(tree: Any) -> Any:
    """What `SUPPORTED_NODES` knows a container by."""
    is_named = isinstance(tree, tuple) and hasattr(type(tree), "_fields") and type(tree) not in REGISTERED
    return namedtuple if is_named else type(tree)


BUILTIN_TYPES = set(SUPPORTED_NODES)


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
    """Makes the instances of ``cls`` containers: ``flatten_fn`` gives their items and what else they are made of,
    ``flatten_with_keys_fn`` the items with their keys.

    Raises: ValueError for a class that is one already; TypeError for what is no class.
    """
    register(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)


_register_pytree_node = register_pytree_node
_dict_flatten, _dict_unflatten = SUPPORTED_NODES[dict][1:3]
_list_flatten, _list_unflatten = SUPPORTED_NODES[list][1:3]


def _flatten_with_keys(tree: Any) -> tuple[Any, Any]:
    """The items of a container with their keys, and what else it is made of."""
    return keyed(tree), SUPPORTED_NODES[type(tree)].flatten_fn(tree)[1]


_dict_flatten_with_keys = _list_flatten_with_keys = _flatten_with_keys
_deregister_pytree_node = forget


def LeafSpec() -> TreeSpec:
    """The shape of a tree that is a leaf."""
    return LEAF


_IsLeaf = Callable[[Any], bool] | None


def tree_structure(tree: Any, is_leaf: _IsLeaf = None) -> TreeSpec:
    """The shape that `tree_unflatten` needs."""
    return tree_flatten(tree, is_leaf)[1]


def tree_is_leaf(tree: Any, is_leaf: _IsLeaf = None) -> bool:
    """Whether it is no container."""
    return tree_structure(tree, is_leaf) is LEAF


def tree_iter(tree: Any, is_leaf: _IsLeaf = None) -> Any:
    """The leaves in order, one by one."""
    return iter(tree_leaves(tree, is_leaf))


def is_structseq_instance(obj: Any) -> bool:
    """Whether it is a tuple of a class that C defines with names for the places, such as `time.struct_time`."""
    return is_structseq_class(type(obj))


def is_structseq_class(cls: Any) -> bool:
    """Whether it is the class of such tuples."""
    names = ("n_fields", "n_sequence_fields", "n_unnamed_fields")
    return isinstance(cls, type) and issubclass(cls, tuple) and all(isinstance(vars(cls).get(n), int) for n in names)


def is_namedtuple_instance(obj: Any) -> bool:
    """Whether it is a tuple with names for its places."""
    return is_namedtuple_class(type(obj))


def is_namedtuple_class(cls: Any) -> bool:
    """Whether it is the class of such tuples, as `collections.namedtuple` makes them."""
    fields = getattr(cls, "_fields", None)
    return isinstance(cls, type) and issubclass(cls, tuple) and isinstance(fields, tuple)


def tree_all(predicate: Callable[[Any], bool], tree: Any, is_leaf: _IsLeaf = None) -> bool:
    """Whether it holds of every leaf."""
    return all(map(predicate, tree_leaves(tree, is_leaf)))


def tree_any(predicate: Callable[[Any], bool], tree: Any, is_leaf: _IsLeaf = None) -> bool:
    """Whether it holds of some leaf."""
    return any(map(predicate, tree_leaves(tree, is_leaf)))


def tree_all_only(kinds: Any, predicate: Callable[[Any], bool], tree: Any, is_leaf: _IsLeaf = None) -> bool:
    """Whether it holds of every leaf of these classes."""
    return all(predicate(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kinds))


def tree_any_only(kinds: Any, predicate: Callable[[Any], bool], tree: Any, is_leaf: _IsLeaf = None) -> bool:
    """Whether it holds of some leaf of these classes."""
    return any(predicate(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kinds))


def tree_map_only(kinds: Any, function: Callable[[Any], Any], tree: Any, is_leaf: _IsLeaf = None) -> Any:
    """`tree_map` for the leaves of these classes; the others stay.

    >>> tree_map_only(int, lambda x: x + 1, {"a": 1, "b": "c"})
    {'a': 2, 'b': 'c'}
    """
    return tree_map(lambda x: function(x) if isinstance(x, kinds) else x, tree, is_leaf=is_leaf)


def tree_map_(function: Callable[..., Any], tree: Any, *others: Any, is_leaf: _IsLeaf = None) -> Any:
    """Calls the function on every leaf, for what it does to it; the tree itself."""
    tree_map(function, tree, *others, is_leaf=is_leaf)
    return tree


def tree_map_only_(kinds: Any, function: Callable[[Any], Any], tree: Any, is_leaf: _IsLeaf = None) -> Any:
    """The same for the leaves of these classes."""
    tree_map_only(kinds, function, tree, is_leaf)
    return tree


explain_module(globals())
