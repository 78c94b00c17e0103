"""What a gradient is connected with, for every op beside PyTorch: no operand's gradient is lost without an error, and a
second derivative that is zero is zeros, not an error that the inputs were not used.
"""

from __future__ import annotations

import warnings
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from operands import COMPLEX, FLOATS, Maker, Operand, Sample, fits, numbered, tensors_of  # noqa: E402
from references import reference  # noqa: E402
from samples import OPS  # noqa: E402
from test_parity import ENTRIES, GRADIENT_ULPS, NOT_COMPARED, assert_same, cotangents  # noqa: E402

import flambeau as fl  # noqa: E402 - the comparison needs both

DRAWS = ("normal", "bernoulli")  # what is drawn has no graph
KEYS = [k for k, e in ENTRIES.items() if e.inplace != "only" and e.kind not in ("random", "update") and k not in DRAWS]
NOBODY = -1


class Marked(Maker):
    """Lets the floating operand at ``place`` alone require grad, whether it is meant to be differentiated or not."""

    def __init__(self, library: Any, place: int, seed: str) -> None:
        super().__init__(library, "float64", "contiguous", seed)
        self.place, self.seen = place, 0

    def argument(self, value: Any, grad: bool) -> Any:
        made = super().argument(value, False)
        if isinstance(value, Operand) and value.kind_of(self.dtype) in FLOATS + COMPLEX:
            if self.seen == self.place:
                self.leaves.append(made.requires_grad_())
            self.seen += 1
        return made


def outputs(maker: Maker, key: str, sample: Sample) -> list[Any]:
    """The tensors in the op's result, by the maker's library; the maker has the leaves."""
    args, kwargs = maker.call_arguments(sample, grad=True)
    maker.library.manual_seed(3)
    function = reference(ENTRIES[key], key) if maker.library is torch else ENTRIES[key].function
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tensors_of(function(*args, **kwargs))


def taken_by_pytorch(key: str) -> list[tuple[str, Sample, int]]:
    """Seed, sample, and how many floating operands it has."""
    taken = []
    for seed, sample in numbered(key, OPS[key].samples):
        maker = Marked(torch, NOBODY, seed)
        try:
            if fits(sample, "float64"):
                outputs(maker, key, sample)
                taken.append((seed, sample, maker.seen))
        except (RuntimeError, NotImplementedError, TypeError, ValueError, IndexError):
            continue
    return taken


def recorded_gradients(maker: Maker, key: str, sample: Sample, seed: str) -> list[Any] | None:
    """The leaves' gradients, with their graphs, for cotangents that are the same for both libraries."""
    outs = outputs(maker, key, sample)
    pairs = cotangents(outs, seed)
    recorded = [(out, pair[maker.library is torch]) for out, pair in zip(outs, pairs, strict=True) if out.requires_grad]
    if not recorded or not maker.leaves:
        return None
    outs, weights = zip(*recorded, strict=True)
    return list(maker.library.autograd.grad(outs, maker.leaves, weights, create_graph=True, allow_unused=True))


def refused(error: RuntimeError) -> bool:
    return any(words in str(error) for words in REFUSALS)


# Of derivatives that are not there, or of functions that have none; and where PyTorch's own rules fail.
REFUSALS = (
    *("not implemented", "not differentiable", "is ill-defined", "depends on Q"),
    "does not support automatic differentiation",
    *("modified by an inplace operation", "input tensor must have at least 2 dimensions"),
)
# PyTorch chooses other signs for vectors of wide matrices.
OTHER_SIGNS = ("svd_factors",)
# PyTorch's backward pass leaves out what comes through the means and deviations.
LEFT_OUT = ("native_layer_norm",)
# No gradient goes through it by its meaning; PyTorch's refuses to go backward.
DETACHED = ("detach_copy", "histogram", "histogramdd")  # counts do not require grad


# Where PyTorch's gradient has a graph and ours none, and why.
NO_SECOND = {
    "cummax": "PyTorch's gradient of a tensor without dimensions requires grad without a graph",
    "cummin": "PyTorch's gradient of a tensor without dimensions requires grad without a graph",
    "segment_reduce": "PyTorch's graph only says that there is no second derivative; ours is constant",
}


@pytest.mark.parametrize("key", KEYS)
def test_second_derivatives_that_are_zero_are_zeros(key: str) -> None:
    """Where PyTorch's gradient has a graph, ours has one."""
    without = []
    for seed, sample, _ in taken_by_pytorch(key):
        try:
            theirs = recorded_gradients(Maker(torch, "float64", seed=seed), key, sample, seed)
        except RuntimeError as error:
            if refused(error):
                continue
            raise
        if theirs is None:
            continue
        ours = recorded_gradients(Maker(fl, "float64", seed=seed), key, sample, seed) or [None] * len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            if b is not None and b.requires_grad and (a is None or not a.requires_grad):
                without.append((seed, b.grad_fn))
    assert bool(without) == (key in NO_SECOND), without


@pytest.mark.parametrize("key", KEYS)
def test_no_operand_loses_its_gradient(key: str) -> None:
    """An operand that requires grad gets PyTorch's gradient; where PyTorch refuses, a gradient or a refusal."""
    compared = (key, "gradients") not in NOT_COMPARED and (key, "values") not in NOT_COMPARED
    compared = compared and key not in OTHER_SIGNS + LEFT_OUT
    for seed, sample, count in taken_by_pytorch(key):
        for place in range(count):
            theirs = outcome(torch, key, sample, seed, place)
            ours = outcome(fl, key, sample, seed, place)
            what = f"{seed}, operand {place}: {ours}, PyTorch's {theirs}"
            assert (ours is None) <= (theirs is None) or key in DETACHED, what
            if compared and isinstance(theirs, torch.Tensor):
                assert_same(ours, theirs, GRADIENT_ULPS, what, least=1.0)


def outcome(library: Any, key: str, sample: Sample, seed: str, place: int) -> Any:
    """The operand's gradient, None, or what was said instead of a gradient."""
    try:
        return (recorded_gradients(Marked(library, place, seed), key, sample, seed) or [None])[0]
    except RuntimeError as error:
        if refused(error):
            return str(error)
        raise


def test_refusals_say_which_operand() -> None:
    """An operand whose derivative is not offered: an error in the backward pass, and one in forward mode."""
    x, y = fl.zeros(2), fl.ones(2)
    weight = fl.ones(2, requires_grad=True)
    loss = fl.nn.functional.binary_cross_entropy_with_logits(x, y, weight=weight)
    with pytest.raises(RuntimeError, match="the derivative for 'weight' of binary_cross_entropy_with_logits"):
        loss.backward()

    def by_weight(w: Any) -> Any:
        return fl.nn.functional.binary_cross_entropy_with_logits(x, y, weight=w)

    with pytest.raises(NotImplementedError, match="derivative for 'weight' is not implemented"):
        fl.func.jvp(by_weight, (y,), (y,))
    loss = fl.nn.functional.cross_entropy(fl.zeros(2, 2), fl.tensor([0, 1]), weight=weight)
    with pytest.raises(RuntimeError, match="derivative for 'weight' of nll_loss"):
        loss.backward()


def test_a_network_of_relus_has_a_hessian_and_a_gradient_penalty() -> None:
    x = fl.tensor([[1.0, -2.0], [3.0, 0.5]], requires_grad=True)
    (slope,) = fl.autograd.grad(x.relu().sum(), x, create_graph=True)
    (bend,) = fl.autograd.grad(slope.sum(), x)
    assert bend.tolist() == [[0.0, 0.0], [0.0, 0.0]]

    weight = fl.tensor([[1.0, 2.0]], requires_grad=True)
    (slope,) = fl.autograd.grad((x.relu() @ weight.T).sum(), x, create_graph=True)
    by_x, by_weight = fl.autograd.grad((slope**2).sum(), [x, weight])
    assert by_x.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert by_weight.tolist() == [[4.0, 4.0]]  # 2 w for every active unit: two rows of the first, one of the second


def test_zeros_have_graphs_in_every_order() -> None:
    """The square of a piecewise linear function has third derivatives: zeros."""
    x = fl.tensor([[[1.0, -2.0, 3.0, 0.5]]], requires_grad=True)
    derivative = (fl.nn.functional.max_pool1d(x, 2).relu() ** 2).sum()
    for _ in range(4):
        (derivative,) = fl.autograd.grad(derivative.sum(), x, create_graph=True)
    assert derivative.tolist() == [[[0.0, 0.0, 0.0, 0.0]]]


@pytest.mark.parametrize("write", [lambda x: fl.relu_(x), lambda x: fl.relu_(x[:2])], ids=["whole", "view"])
def test_zeros_have_graphs_after_writes(write: Any) -> None:
    x = fl.tensor([1.0, -2.0, 3.0], requires_grad=True)
    y = x.clone()
    write(y)
    (slope,) = fl.autograd.grad(y.sum(), x, create_graph=True)
    (bend,) = fl.autograd.grad(slope.sum(), x)
    assert slope.tolist() == [1.0, 0.0, 1.0]
    assert bend.tolist() == [0.0, 0.0, 0.0]


def test_the_tests_fail_on_what_they_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operand cut off from the graph, and a gradient that is not tied to the inputs."""
    key = "nn.functional.hardtanh"
    test_second_derivatives_that_are_zero_are_zeros(key)
    test_no_operand_loses_its_gradient(key)

    def untied(input: Any, low: float = -1.0, high: float = 1.0) -> Any:
        return input * ((input > low) & (input < high)) + low * (input <= low) + high * (input >= high)

    monkeypatch.setattr(ENTRIES[key], "function", untied)
    test_no_operand_loses_its_gradient(key)
    with pytest.raises(AssertionError, match="HardtanhBackwardBackward0"):
        test_second_derivatives_that_are_zero_are_zeros(key)
    monkeypatch.setattr(ENTRIES[key], "function", lambda input, *bounds: untied(input.detach(), *bounds))
    with pytest.raises(AssertionError, match="operand 0: None"):
        test_no_operand_loses_its_gradient(key)
