"""What packages that stand on torch reach for is there, or refuses in a sentence that says what to use."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl

NAMES = Path(__file__).with_name("names_of_packages.tsv")
RESOLVE = """
import importlib, sys, types, warnings
import flambeau.compat
flambeau.compat.install()
warnings.simplefilter("error")

def found(name):
    value, path = importlib.import_module("torch"), "torch"
    for part in name.split(".")[1:]:
        path += "." + part
        try:
            value = getattr(value, part)
        except AttributeError as missing:
            try:
                value = importlib.import_module(path)
            except ImportError:
                raise missing from None

for name in sys.stdin.read().split():
    try:
        found(name)
    except (AttributeError, ImportError) as error:
        print(name, " | " in str(error))
"""


def names() -> list[str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines if not line.startswith("#")]


def test_names_are_there_or_refuse_in_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RESOLVE], input="\n".join(names()), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    answers = dict(line.split() for line in done.stdout.splitlines())
    assert not [name for name, told in answers.items() if told == "False"]
    assert len(answers) < len(names()) / 2, "most are there"


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: fl.sparse_coo_tensor, "tensors are dense"),
        (lambda: fl.nested, "pad_sequence"),
    ],
)
def test_what_is_missing_says_what_to_use(ask: Any, sentence: str) -> None:
    with pytest.raises(AttributeError, match=sentence):
        ask()


@pytest.mark.parametrize(
    "call",
    [
        lambda: fl.nn.attention.flex_attention.flex_attention(fl.ones(1), fl.ones(1), fl.ones(1)),
        lambda: fl.SymInt(3),
    ],
)
def test_what_cannot_be_done_is_refused(call: Any) -> None:
    __import__("flambeau.nn.attention.flex_attention")
    with pytest.raises(RuntimeError, match=r" \| "):
        call()
    assert not isinstance(fl.nn.Parameter(fl.ones(1)), fl.nn.parameter.UninitializedParameter)
    assert not fl.nn.parameter.is_lazy(fl.ones(1))


def test_registered_classes_are_containers_everywhere() -> None:
    tree = fl.utils._pytree

    class Pair:
        def __init__(self, a: Any, b: Any, name: str) -> None:
            self.a, self.b, self.name = a, b, name

    tree.register_pytree_node(Pair, lambda p: ([p.a, p.b], p.name), lambda items, name: Pair(*items, name))
    with pytest.raises(ValueError, match="already registered"):
        tree.register_pytree_node(Pair, None, None)
    with pytest.raises(ValueError, match="already registered"):
        tree.register_pytree_node(dict, None, None)
    pair = Pair(fl.tensor([2.0]), [fl.tensor([3.0])], "x")
    leaves, spec = tree.tree_flatten({"p": pair})
    assert [leaf.item() for leaf in leaves] == [2, 3]
    again = tree.tree_unflatten(leaves, spec)["p"]
    assert (type(again), again.name, again.b[0] is leaves[1]) == (Pair, "x", True)
    assert Pair in tree.SUPPORTED_NODES
    grads = fl.func.grad(lambda p: (p.a * p.b[0]).sum())(pair)
    assert (type(grads), grads.a.item(), grads.b[0].item()) == (Pair, 3, 2)
    assert tree.tree_map_only(int, lambda x: x + 1, [1, "a", (2,)]) == [2, "a", (3,)]
    assert (tree.tree_all(bool, [1, 0]), tree.tree_any(bool, [1, 0]), tree.tree_is_leaf(3)) == (False, True, True)


def test_kernels_of_attention() -> None:
    kernels = fl.nn.attention.SDPBackend
    x = fl.rand(1, 1, 3, 2)
    wanted = fl.nn.functional.scaled_dot_product_attention(x, x, x).tolist()
    for allowed in (kernels.MATH, kernels.FLASH_ATTENTION, [kernels.CUDNN_ATTENTION, kernels.MATH]):
        with fl.nn.attention.sdpa_kernel(allowed):
            assert fl.nn.functional.scaled_dot_product_attention(x, x, x).tolist() == wanted
    with pytest.raises(RuntimeError, match="No viable backend"), fl.nn.attention.sdpa_kernel(kernels.CUDNN_ATTENTION):
        pass
    with pytest.raises(AssertionError, match="got int"), fl.nn.attention.sdpa_kernel(3):  # type: ignore[arg-type]
        pass


def lists(t: Any) -> list[Any]:
    """Ops over lists of tensors, out of place and in place, and their refusals."""
    seen: list[Any] = []
    tensors = [t.tensor([1.0, 4.0]), t.tensor([9.0])]

    def keep(results: Any) -> None:
        seen.append([x.tolist() for x in results])

    keep(t._foreach_add(tensors, 2))
    keep(t._foreach_add(tensors, tensors, alpha=3))
    keep(t._foreach_mul(tensors, [2.0, 3.0]))
    keep(t._foreach_sqrt(tensors))
    keep(t._foreach_addcmul(tensors, tensors, tensors, value=2.0))
    keep(t._foreach_addcdiv(tensors, tensors, tensors, [2.0, 3.0]))
    keep(t._foreach_lerp(tensors, tensors, 0.5))
    keep(t._foreach_norm(tensors))
    seen.append(t._foreach_div_(tensors, 2) is tensors)
    keep(tensors)
    t._foreach_copy_(tensors, [t.ones(2), t.ones(1)])
    t._foreach_sub_(tensors, tensors)
    keep(tensors)
    for wrong in (lambda: t._foreach_add([], 1), lambda: t._foreach_add(tensors, [1.0])):
        with pytest.raises(RuntimeError):
            wrong()
    return seen


def test_ops_over_lists() -> None:
    seen = lists(fl)
    assert seen[0] == [[3, 6], [11]]
    assert seen[-3:] == [True, [[0.5, 2], [4.5]], [[0, 0], [0]]]


def test_ops_over_lists_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert lists(fl) == lists(torch)


def test_small_doors() -> None:
    x = fl.zeros(2)
    fl.utils.dlpack.from_dlpack(fl.utils.dlpack.to_dlpack(x)).fill_(1)
    assert x.tolist() == [1, 1]
    assert fl._C._nn._parse_to("cpu", fl.float16) == (fl.device("cpu"), fl.float16, False, None)
    loader = fl.utils.data.DataLoader(range(2))
    iterators = fl.utils.data.dataloader
    assert isinstance(iter(loader), iterators._SingleProcessDataLoaderIter)
    assert issubclass(iterators._MultiProcessingDataLoaderIter, iterators._BaseDataLoaderIter)
    assert fl.nn.functional.sigmoid(input=fl.zeros(1)).item() == 0.5
    assert fl.nn.functional.tanh(fl.zeros(1)).item() == 0
