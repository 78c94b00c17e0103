"""Every op under `vmap`: the results, and the gradients through it, of a loop over the examples.

Each sample is drawn several times; then all of its tensors are batched together, and each by itself with the others
shared.
"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from operands import Maker, fits, layouts_of, numbered, refuses_dtype, tensors_of
from samples import OPS, called, key_of
from shapes import dtype_of, has_tensors, samples_of, takes

import flambeau as fl
from flambeau._pytree import tree_flatten, tree_unflatten
from flambeau.ops.batching import rule_for
from flambeau.ops.define import composite, random, registry, update

pytestmark = [
    pytest.mark.filterwarnings("ignore:Casting complex values to real"),
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore:dropout[23]d. Received a"),
    pytest.mark.filterwarnings("ignore:.*(is deprecated|degrees of freedom is <= 0|even kernel lengths)"),
]

EXAMPLES = 3
ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}
# How many results there are, or which elements they hold, follows from values: no batch can be computed at once.
DEPENDS_ON_VALUES = frozenset(
    [
        "allclose",
        "argwhere",
        "cov",
        "equal",
        "histc",
        "histogram",
        "histogramdd",
        "index_put",
        "is_nonzero",
        "masked_select",
        "nn.functional.ctc_loss",
        "nn.functional.embedding_bag",
        "nn.functional.multilabel_margin_loss",
        "nonzero",
        "repeat_interleave",
        "unique",
        "unique_consecutive",
        *(key for key, entry in ENTRIES.items() if entry.batch == "loop"),
    ]
)
DRAWS = frozenset(
    [
        "bernoulli",
        "binomial",
        "normal",
        "nn.functional.rrelu",
        "rrelu",
        "rrelu_with_noise",
        "nn.functional.gumbel_softmax",
    ]
)
# Sums and products of a batch may be taken in another order than those of an example: some hundred roundings at most.
TOLERANCE = 2.0**8 * 2.0**-52


# What an in-place form says where the result does not fit into its first argument.
DOES_NOT_FIT = ("broadcast shape", "desired output type", "Bad in-place call")
# Cases without anything to compare, and why.
COMPARES_NOTHING: dict[tuple[str, bool], str] = {
    ("allclose", False): "it gives a Python bool",
    ("equal", False): "it gives a Python bool",
    ("complex", True): "a complex result does not fit into the real part",
    ("choose", True): "the first argument is the condition",
    ("polygamma", True): "the number of the derivative comes before the tensor",
}
HAS_NO_GRADIENT = dict.fromkeys(
    ["to_float", "to_half", "to_bfloat16", "to_chalf", "to_cfloat"], "rounding is not differentiated"
) | {
    "layer_norm_backward": "mean and rstd must belong to the input: judged as second order of its forward op",
    "group_norm_backward": "mean and rstd must belong to the input: judged as second order of its forward op",
    "batch_norm_backward": "mean and rstd must belong to the input: judged as second order of its forward op",
}


def callee(entry: Any, in_place: bool) -> Any:
    """The op as a function of fresh inputs."""
    if entry.kind == update:
        return lambda *args: called(entry)(*([t.clone() for t in a] if isinstance(a, list) else a for a in args))
    if in_place or entry.inplace == "only":
        return lambda first, *rest, **kwargs: entry.inplace_function(first.clone(), *rest, **kwargs)
    return entry.function


class Case:
    """A sample drawn once per example, and which of its tensors are batched."""

    def __init__(
        self, function: Any, sample: Any, dtype: str, seed: str, grad: bool = False, layout: str = "contiguous"
    ) -> None:
        self.function = function
        drawn = [
            tree_flatten(Maker(fl, dtype, layout, f"{seed}/{k}").call_arguments(sample, grad=grad))
            for k in range(EXAMPLES)
        ]
        self.examples, self.spec = [leaves for leaves, _ in drawn], drawn[0][1]
        self.tensors = [i for i, leaf in enumerate(self.examples[0]) if isinstance(leaf, fl.Tensor)]

    def patterns(self) -> list[list[int]]:
        """All tensors batched, and each by itself."""
        return [self.tensors] + ([[i] for i in self.tensors] if len(self.tensors) > 1 else [])

    def call(self, leaves: list[Any]) -> Any:
        """The function with these arguments."""
        fl.manual_seed(1)
        args, kwargs = tree_unflatten(leaves, self.spec)
        return self.function(*args, **kwargs)

    def leaves(self, example: int, batched: list[int]) -> list[Any]:
        """One example's arguments."""
        return [self.examples[example if i in batched else 0][i] for i in range(len(self.examples[0]))]

    def looped(self, batched: list[int]) -> list[list[Any]]:
        """The results, example by example."""
        return [tensors_of(self.call(self.leaves(k, batched))) for k in range(EXAMPLES)]

    def together(self, batched: list[int], stacks: list[Any], dim: int) -> list[Any]:
        """The results by `vmap`, over stacks of the batched tensors along `dim`."""

        def one(*values: Any) -> Any:
            given = dict(zip(batched, values, strict=True))
            out = tensors_of(self.call([given.get(i, leaf) for i, leaf in enumerate(self.examples[0])]))
            return tuple(out)

        return list(fl.vmap(one, in_dims=dim, randomness="same")(*stacks))

    def stacks(self, batched: list[int], dim: int) -> list[Any]:
        """The batched tensors, examples along `dim`."""
        return [fl.stack([example[i] for example in self.examples], dim) for i in batched]


def varying(case: Case) -> list[int]:
    """The tensors of an update that have examples of their own: all but the counts of steps."""
    first, *others = case.examples
    return [i for i in case.tensors if not all(fl.equal(first[i], other[i]) for other in others)]


def close(got: Any, expected: Any, what: str) -> None:
    assert got.dtype == expected.dtype, f"{what}: {got.dtype} against {expected.dtype}"
    assert got.shape == expected.shape, f"{what}: {tuple(got.shape)} against {tuple(expected.shape)}"
    fl.testing.assert_close(got, expected, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True, msg=lambda m: f"{what}: {m}")


def stackable(rows: list[list[Any]]) -> bool:
    return all([t.shape for t in row] == [t.shape for t in rows[0]] for row in rows)


def updates_running_moments(key: str, sample: Any) -> bool:
    """Batch norm in training with running moments: shared by all examples, they cannot take those of each."""
    if key == "native_batch_norm":
        return sample.args[3] is not None and bool(sample.args[5])
    return key == "nn.functional.batch_norm" and len(sample.args) > 5


def dtypes_for(key: str) -> list[str]:
    """float64 and complex128, where the op takes them, or else a dtype that it does."""
    return [dtype for dtype in ("float64", "complex128") if takes(key, dtype)] or [dtype_of(key)]


CASES = [
    (key, dtype, in_place)
    for key, entry in ENTRIES.items()
    if entry.kind != random and not OPS[key].shapes_only and key not in DRAWS and has_tensors(key)
    for dtype in dtypes_for(key)
    for in_place in (False, True)
    if not in_place or (entry.inplace_function is not None and entry.inplace != "only" and OPS[key].writes)
    if not in_place or (key, dtype) != ("abs", "complex128")  # real magnitudes are not written into complex numbers
]


def test_every_op_has_a_rule() -> None:
    assert [entry.name for entry in registry if entry.kind != composite and rule_for(entry) is None] == []


@pytest.mark.parametrize(("key", "dtype", "in_place"), CASES, ids=[f"{k}{'_' * p}-{d}" for k, d, p in CASES])
def test_batched_as_looped(key: str, dtype: str, in_place: bool) -> None:
    function = callee(ENTRIES[key], in_place)
    writes = in_place or ENTRIES[key].inplace == "only"
    compared, seen = 0, set[str]()
    for seed, sample in numbered(key, samples_of(key)):
        if not fits(sample, dtype):
            continue
        for layout in layouts_of(sample, ("contiguous",), seen):
            case = Case(function, sample, dtype, seed, layout=layout)
            patterns = [varying(case)] if ENTRIES[key].kind == update else case.patterns()
            for batched in patterns:
                compared += compare_with_the_loop(key, case, sample, batched, writes, f"{seed} {layout}")
    assert compared or (key, in_place) in COMPARES_NOTHING, "nothing was compared"


def compare_with_the_loop(key: str, case: Case, sample: Any, batched: list[int], writes: bool, what: str) -> int:
    """How many results were the same."""
    if not batched or (writes and (batched[0] != 0 or not isinstance(case.examples[0][0], fl.Tensor))):
        return 0  # a tensor that all examples share cannot take what differs between them
    try:
        rows = case.looped(batched)
    except (RuntimeError, ValueError, TypeError) as error:
        if refuses_dtype(error) or (writes and any(words in str(error) for words in DOES_NOT_FIT)):
            return 0
        raise
    if not rows[0] or not stackable(rows):
        return 0
    if updates_running_moments(key, sample) and batched != case.tensors:
        with pytest.raises(RuntimeError, match="running_mean or running_var"):
            case.together(batched, case.stacks(batched, 0), 0)
        return 0
    compared = 0
    # as_strided and what is made of it show elements of the storage: a batch along the last dimension has others.
    for dim in (0,) if key in ("as_strided", "as_strided_copy", "as_strided_scatter") else (0, -1):
        with warnings.catch_warnings():
            if key.removesuffix("_") in DEPENDS_ON_VALUES:
                warnings.simplefilter("ignore")
            got = case.together(batched, case.stacks(batched, dim), dim)
        for k, (t, column) in enumerate(zip(got, zip(*rows, strict=True), strict=True)):
            close(t, fl.stack(list(column)), f"{what} {sample}, batched {batched} along {dim}, result {k}")
            compared += 1
    return compared


def judged(entry: Any) -> bool:
    return OPS[key_of(entry)].judged if entry.kind == composite else any(entry.vjp.values())


DERIVED = [key for key, entry in ENTRIES.items() if judged(entry) and entry.kind != random and key not in DRAWS]


@pytest.mark.parametrize("key", DERIVED)
def test_gradients_through_a_batch(key: str) -> None:
    """Reverse mode around `vmap`: what the batching rules are made of has derivatives too."""
    function = callee(ENTRIES[key], False)
    compared, dtype = 0, "float64" if takes(key, "float64") else "complex128"
    for seed, sample in numbered(key, samples_of(key)):
        if not fits(sample, dtype) or sample.order < 0 or updates_running_moments(key, sample):
            continue
        case = Case(function, sample, dtype, seed, grad=True)
        batched = [i for i in case.tensors if case.examples[0][i].requires_grad]
        if not batched:
            continue
        rows = case.looped(batched)
        if not rows[0] or not stackable(rows):
            continue
        stacks = [s.detach().requires_grad_() for s in case.stacks(batched, 0)]
        with warnings.catch_warnings():
            if key.removesuffix("_") in DEPENDS_ON_VALUES:
                warnings.simplefilter("ignore")
            got = [t for t in case.together(batched, stacks, 0) if t.requires_grad]
        if not got:
            continue
        columns = []
        for k in range(EXAMPLES):
            out = tensors_of(case.call(case.leaves(k, batched)))
            columns.append([t for t in out if t.requires_grad])
        expected = [fl.stack(list(column)) for column in zip(*columns, strict=True)]
        weights = [fl.randn(t.shape, dtype=t.dtype) for t in expected]
        a = fl.autograd.grad(got, stacks, weights, allow_unused=True, materialize_grads=True)
        leaves = [case.examples[k][i] for i in batched for k in range(EXAMPLES)]
        alone = fl.autograd.grad(expected, leaves, weights, allow_unused=True, materialize_grads=True)
        b = [fl.stack(list(alone[i : i + EXAMPLES])) for i in range(0, len(alone), EXAMPLES)]
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            # Gradients of quotients and powers near zero are large: the error is theirs, relative to the largest.
            scale = max(1.0, float(y.abs().max())) if y.numel() else 1.0
            close(x / scale, y / scale, f"{seed} {sample}, gradient {i}")
            compared += 1
    assert compared or key in HAS_NO_GRADIENT, "nothing was compared"


def test_masked_scatter_of_masks_with_different_numbers_of_ones() -> None:
    x, source = fl.zeros(2, 3, dtype=fl.float64), fl.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=fl.float64)
    mask = fl.tensor([[True, False, True], [False, False, True]])
    write = lambda a, m, s: a.masked_scatter(m, s)  # noqa: E731
    assert fl.vmap(write)(x, mask, source).tolist() == [[1, 0, 2], [0, 0, 4]]
    by_source = fl.vmap(fl.func.grad(lambda s, a, m: (write(a, m, s) ** 2).sum()))(source, x, mask)
    assert by_source.tolist() == [[2, 4, 0], [8, 0, 0]]
    with pytest.raises(RuntimeError, match="source < number of ones in mask"):
        fl.vmap(write)(x, mask, source[:, :1])


def test_bincount_of_a_batch() -> None:
    x = fl.tensor([[3, 1, 3], [0, 1, 1]])
    assert fl.vmap(lambda v: fl.bincount(v, minlength=4))(x).tolist() == [[0, 1, 0, 2], [1, 2, 0, 0]]
    nested = fl.vmap(fl.vmap(lambda v: fl.bincount(v, minlength=4)))(fl.stack([x, x]))
    assert nested.tolist() == [[[0, 1, 0, 2], [1, 2, 0, 0]]] * 2
    with pytest.raises(RuntimeError, match="pass minlength=4 or more"):
        fl.vmap(fl.bincount)(x)
    with pytest.raises(RuntimeError, match="non-negative"):
        fl.vmap(fl.bincount)(x - 1)


def test_a_loop_over_the_examples_warns() -> None:
    with pytest.warns(
        UserWarning, match="There is a performance drop because vmap calls masked_select once per example"
    ):
        fl.vmap(fl.masked_select)(fl.ones(2, 3), fl.ones(2, 3, dtype=fl.bool))
