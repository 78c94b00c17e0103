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
        (lambda: fl.sparse_bsr_tensor, "matrices of blocks"),
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


def test_steps_of_vmap_are_those_of_vmap() -> None:
    inside, steps = fl._C._functorch, fl._functorch.vmap
    seen: list[Any] = []

    def f(x: Any) -> Any:
        seen.append((inside.is_batchedtensor(x), fl._C._are_functorch_transforms_active(), inside.maybe_get_bdim(x)))
        level = inside.maybe_get_level(x)
        seen.append(steps._maybe_remove_batch_dim("f", x * 2, level, 3, -1).tolist())
        return x + inside._add_batch_dim(inside.get_unwrapped(x), 1, level)

    x = fl.arange(6.0).view(2, 3)
    assert fl.vmap(f, in_dims=1)(x).tolist() == fl.vmap(lambda a: a + a, in_dims=1)(x).tolist()
    assert seen == [(True, True, 1), (x * 2).tolist()]
    assert (inside.is_batchedtensor(x), fl._C._are_functorch_transforms_active()) == (False, False)
    assert steps._broadcast_to_and_flatten((0, None), steps.tree_flatten((x, [x, x]))[1]) == [0, None, None]
    with pytest.raises(ValueError, match="must only return Tensors, got type <class 'int'>"):
        steps._maybe_remove_batch_dim("f", 3, 1, 3, 0)


def functional(functorch: Any, t: Any) -> list[Any]:
    """Modules as functions of their parameters."""
    t.manual_seed(0)
    layer = t.nn.Linear(2, 1)
    f, params = functorch.make_functional(layer)
    seen = [f(params, t.ones(2)).tolist(), [p.requires_grad for p in params], params[0] is layer.weight]
    seen.append([p.requires_grad for p in functorch.make_functional(layer, True)[1]])
    norm = t.nn.Sequential(t.nn.Linear(2, 2), t.nn.BatchNorm1d(2))
    f, params, buffers = functorch.make_functional_with_buffers(norm.eval())
    seen += [f(params, buffers, t.ones(1, 2)).tolist(), len(params), len(buffers), f.param_names]
    f, params, buffers = functorch.combine_state_for_ensemble([t.nn.Linear(2, 1) for _ in range(3)])
    seen.append(t.vmap(f, (0, 0, None))(params, buffers, t.ones(2)).tolist())
    with pytest.raises(RuntimeError, match="has buffers"):
        functorch.make_functional(norm)
    return seen


def test_functorch() -> None:
    seen = functional(fl._functorch.package, fl)
    assert seen[1:4] == [[True, True], False, [False, False]]
    assert seen[5:8] == [4, 3, ("0.weight", "0.bias", "1.weight", "1.bias")]
    assert isinstance(fl._functorch.package.make_functional(fl.nn.ReLU())[0], fl._functorch.package.FunctionalModule)


def test_functorch_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = functional(pytest.importorskip("functorch"), torch)
    for a, b in zip(functional(fl._functorch.package, fl), theirs, strict=True):
        assert a == b if isinstance(b, tuple | bool | int) else fl.allclose(fl.tensor(a), fl.tensor(b), rtol=1e-6)


def test_weak_mappings_know_keys_by_identity() -> None:
    weak = __import__("flambeau.utils.weak", fromlist=["*"])
    x, y = fl.zeros(2), fl.zeros(2)
    names = weak.WeakIdKeyDictionary({x: "x"})
    names[y] = "y"
    assert (names[x], names[y], len(names), next(iter(names)) is x, 3 in names) == ("x", "y", 2, True, False)
    twin = names.copy()
    names[x] = "again"
    assert (names[x], twin[x], names.pop(y), y in names) == ("again", "x", "y", False)
    with pytest.raises(KeyError):
        names[y]
    reference, tensor = weak.WeakIdRef(x), weak.TensorWeakRef(x)
    del x
    assert (len(names), len(twin), next(iter(twin)) is y, reference(), tensor()) == (0, 1, True, None, None)
    assert reference == reference
    assert reference != weak.WeakIdRef(y)
    with pytest.raises(AssertionError, match="got <class 'int'>"):
        weak.TensorWeakRef(3)


def test_a_class_of_samples_can_be_taught_to_collate() -> None:
    collate = __import__("flambeau.utils.data._utils.collate", fromlist=["*"])

    class Point:
        def __init__(self, x: float) -> None:
            self.x = x

    def points(batch: Any, *, collate_fn_map: Any = None) -> Any:
        return collate.collate([p.x for p in batch], collate_fn_map=collate_fn_map)

    with pytest.raises(TypeError, match="batch must contain"):
        fl.utils.data.default_collate([Point(1.0)])
    collate.default_collate_fn_map[Point] = points
    try:
        assert fl.utils.data.default_collate([{"p": Point(1.0)}, {"p": Point(2.0)}])["p"].tolist() == [1, 2]
        derived = type("Derived", (Point,), {})
        assert fl.utils.data.default_collate([(derived(1.0), "a")])[0].tolist() == [1]
    finally:
        del collate.default_collate_fn_map[Point]
    with pytest.raises(TypeError):
        collate.collate([1.0])
    table = {int: lambda batch, collate_fn_map: sum(batch), str: lambda batch, collate_fn_map: len(batch)}
    assert collate.collate([[1, "a"], [2, "b"]], collate_fn_map=table) == [3, 2]


def test_contexts_that_are_decorators() -> None:
    contexts = __import__("flambeau.utils._contextlib", fromlist=["*"])
    log: list[Any] = []

    class Noted(contexts._DecoratorContextManager):
        def __init__(self, name: str = "") -> None:
            self.name = name

        def __enter__(self) -> None:
            log.append(f"+{self.name}")

        def __exit__(self, *error: object) -> None:
            log.append(f"-{self.name}")

        def clone(self) -> Any:
            return type(self)(self.name)

    @Noted("a")
    def twice(x: int) -> int:
        log.append(x)
        return 2 * x

    assert twice(3) == 6
    assert log == ["+a", 3, "-a"]

    class Plain(contexts._NoParamDecoratorContextManager):
        def __enter__(self) -> None:
            log.append("in")

        def __exit__(self, *error: object) -> None:
            log.append("out")

    @Plain
    def steps() -> Any:
        yield from range(2)

    assert list(steps()) == [0, 1]
    assert log[3:] == ["in", "out"] * (len(log[3:]) // 2) != []


def test_named_tuples_of_results() -> None:
    x = fl.tensor([[1.0, 3.0], [4.0, 2.0]])
    for name in ("max", "cummin", "topk", "kthvalue", "sort"):
        result = getattr(fl, name)(x, *([1] if name in ("topk", "kthvalue") else [0]))
        assert type(result) is getattr(fl.return_types, name)
    assert "linalg_qr" in dir(fl.return_types)
    assert not hasattr(fl.return_types, "add")


def test_tensors_of_a_module_are_swapped() -> None:
    accessor = __import__("flambeau.nn.utils._named_member_accessor", fromlist=["*"])
    net = fl.nn.Sequential(fl.nn.BatchNorm1d(2))
    at, before, new = accessor.NamedMemberAccessor(net), net[0].weight, fl.zeros(2)
    assert at.swap_tensor("0.weight", new) is before
    assert (net[0].weight is new, at.get_tensor("0.weight") is new) == (True, True)
    assert at.swap_tensors_dict({"0.weight": before, "0.running_mean": new})["0.weight"] is new
    assert net.state_dict()["0.running_mean"] is not None
    assert at.swap_tensor("0.extra", new, allow_missing=True) is None
    assert at.swap_tensor("0.extra", None) is new
    assert not hasattr(net[0], "extra")
    for wrong, error in (("0.nope", AttributeError), ("", KeyError), ("0.eps", TypeError)):
        with pytest.raises(error):
            at.swap_tensor(wrong, new)


def test_tuples_with_names() -> None:
    import time
    from collections import namedtuple

    tree, pair = fl.utils._pytree, namedtuple("pair", "a b")
    for value, struct, named in ((time.gmtime(), True, False), (pair(1, 2), False, True), ((1, 2), False, False)):
        assert (tree.is_structseq_instance(value), tree.is_namedtuple_instance(value)) == (struct, named)


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
