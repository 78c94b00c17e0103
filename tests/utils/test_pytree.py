"""Nested containers under PyTorch's names: paths, leaves of one's own choice, registered classes."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque, namedtuple
from typing import Any

import pytest

from flambeau.utils import _pytree as ours

Point = namedtuple("Point", ["x", "y"])


class Pair:
    def __init__(self, left: Any, right: Any) -> None:
        self.left, self.right = left, right


def trees() -> list[Any]:
    some = defaultdict(list, k=[1, 2])
    return [
        3,
        {"a": [1, (2, 3)], "b": {"c": 4}},
        [Point(1, Point(2, [])), OrderedDict(z=1, a=(2,))],
        deque([1, [2, 3]], maxlen=5),
        (some, deque(), (), [[]]),
    ]


@pytest.mark.parametrize("k", range(len(trees())))
def test_paths_are_pytorchs(k: int) -> None:
    pytest.importorskip("torch")
    import torch.utils._pytree as theirs

    tree = trees()[k]
    found, expected = (p.tree_flatten_with_path(tree)[0] for p in (ours, theirs))
    assert [(ours.keystr(path), leaf) for path, leaf in found] == [
        (theirs.keystr(path), leaf) for path, leaf in expected
    ]
    assert all(ours.key_get(tree, path) == leaf for path, leaf in found)
    for p in (ours, theirs):
        assert p.tree_map_with_path(lambda path, x: x, tree) == tree
        assert p.tree_unflatten(*p.tree_flatten(tree)) == tree
    one, other = ours.tree_structure(tree), theirs.tree_structure(tree)
    assert (one.type, one.num_leaves, one.num_nodes, one.num_children, one.is_leaf()) == (
        *(other.type, other.num_leaves, other.num_nodes, other.num_children, other.is_leaf()),
    )


@pytest.mark.parametrize("k", range(1, len(trees())))
def test_a_container_is_taken_apart_by_hand(k: int) -> None:
    tree = trees()[k]
    node = ours.SUPPORTED_NODES[ours._get_node_type(tree)]
    items, context = node.flatten_fn(tree)
    assert node.unflatten_fn(items, context) == tree
    point = Point(1, 2)
    node = ours.SUPPORTED_NODES[ours._get_node_type(point)]
    assert node.unflatten_fn(*node.flatten_fn(point)) == point
    assert ours._get_node_type(3) not in ours.SUPPORTED_NODES
    spec = ours.TreeSpec(type(tree), context, [ours.tree_structure(item) for item in items])
    assert spec == ours.tree_structure(tree)


def test_what_is_a_leaf_may_be_said() -> None:
    tree = {"a": [1, 2], "b": (3, [4])}

    def is_list(x: Any) -> bool:
        return isinstance(x, list)

    assert ours.tree_leaves(tree, is_leaf=is_list) == [[1, 2], 3, [4]]
    assert ours.tree_map(lambda x: 0, tree, is_leaf=is_list) == {"a": 0, "b": (0, 0)}
    assert [ours.keystr(path) for path, _ in ours.tree_leaves_with_path(tree, is_list)] == [
        "['a']",
        "['b'][0]",
        "['b'][1]",
    ]
    assert ours.tree_all_only(int, lambda x: x > 0, tree)
    assert not ours.tree_any_only(list, len, tree)
    seen: list[int] = []
    assert ours.tree_map_(seen.append, tree) is tree
    assert seen == [1, 2, 3, 4]


def test_registered_classes_have_the_keys_that_they_give() -> None:
    def with_keys(pair: Pair) -> Any:
        return [(ours.GetAttrKey("left"), pair.left), (ours.GetAttrKey("right"), pair.right)], None

    class Silent(Pair):
        pass

    flatten = lambda pair: ([pair.left, pair.right], None)  # noqa: E731
    ours.register_pytree_node(Pair, flatten, lambda items, _: Pair(*items), flatten_with_keys_fn=with_keys)
    ours.register_pytree_node(Silent, flatten, lambda items, _: Silent(*items))
    try:
        tree = [Pair(1, {"k": 2})]
        assert [ours.keystr(path) for path, _ in ours.tree_leaves_with_path(tree)] == ["[0].left", "[0].right['k']"]
        assert ours.tree_map_with_path(lambda path, x: x + len(path), tree)[0].right == {"k": 5}
        with pytest.raises(ValueError, match="flatten_with_keys_fn"):
            ours.tree_leaves_with_path(Silent(1, 2))
    finally:
        for cls in (Pair, Silent):
            ours._deregister_pytree_node(cls)
    assert ours.tree_is_leaf(Pair(1, 2))
