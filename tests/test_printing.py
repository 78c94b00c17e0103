"""What tensors look like: PyTorch's text, byte for byte, over a sweep of values, and the cases by name without it."""

from __future__ import annotations

import math
import random

import pytest

import flambeau as fl

DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


@pytest.fixture(autouse=True)
def _default_options():
    yield
    fl.set_printoptions(profile="default")


@pytest.mark.parametrize(
    ("tensor", "text"),
    [
        (lambda: fl.tensor(1.0), "tensor(1.)"),
        (lambda: fl.tensor([1.0, 2.5]), "tensor([1.0000, 2.5000])"),
        (lambda: fl.tensor([1, 20]), "tensor([ 1, 20])"),
        (lambda: fl.tensor([True, False]), "tensor([ True, False])"),
        (lambda: fl.tensor([1e-7, 1.0]), "tensor([1.0000e-07, 1.0000e+00])"),
        (lambda: fl.tensor([math.nan, math.inf, -1.0]), "tensor([nan, inf, -1.])"),
        (lambda: fl.tensor([-0.0, 0.0]), "tensor([-0., 0.])"),
        (lambda: fl.tensor([1 + 2j]), "tensor([1.+2.j])"),
        (lambda: fl.tensor([1.0], dtype=fl.float64), "tensor([1.], dtype=torch.float64)"),
        (lambda: fl.tensor([1], dtype=fl.int32), "tensor([1], dtype=torch.int32)"),
        (lambda: fl.zeros(0, 3), "tensor([], size=(0, 3))"),
        (lambda: fl.zeros(0, dtype=fl.int64), "tensor([], dtype=torch.int64)"),
        (lambda: fl.ones(2, requires_grad=True), "tensor([1., 1.], requires_grad=True)"),
        (lambda: fl.ones(2, requires_grad=True) * 2, "tensor([2., 2.], grad_fn=<MulBackward0>)"),
        (
            lambda: fl.zeros(2, 2000),
            "tensor([[0., 0., 0.,  ..., 0., 0., 0.],\n        [0., 0., 0.,  ..., 0., 0., 0.]])",
        ),
        (lambda: fl.zeros(1, 2, 1), "tensor([[[0.],\n         [0.]]])"),
        (lambda: fl.nn.Parameter(fl.ones(1)), "Parameter containing:\ntensor([1.], requires_grad=True)"),
    ],
)
def test_text(tensor, text):
    assert repr(tensor()) == text


def test_subclass_shows_its_name():
    class Named(fl.Tensor):
        pass

    assert repr(fl.ones(2).as_subclass(Named)) == "Named([1., 1.])"


def test_format_of_one_element_is_the_numbers():
    assert f"{fl.tensor(2.5):.3f} {fl.tensor(7)} {fl.tensor([1.0])}" == "2.500 7 tensor([1.])"
    with pytest.raises(TypeError, match="unsupported format string"):
        format(fl.ones(2), ".3f")


def test_options():
    fl.set_printoptions(precision=2, sci_mode=True)
    assert repr(fl.tensor([1.5])) == "tensor([1.50e+00])"
    assert fl.get_printoptions() == {
        "precision": 2,
        "threshold": 1000,
        "edgeitems": 3,
        "linewidth": 80,
        "sci_mode": True,
    }
    fl.set_printoptions(profile="full")
    assert repr(fl.zeros(1500)).count("0.") == 1500
    with pytest.raises(ValueError, match="profile"):
        fl.set_printoptions(profile="fancy")


def test_long_facts_go_to_a_line_of_their_own():
    text = repr(fl.zeros(18, requires_grad=True))
    assert text.splitlines()[-1] == "       requires_grad=True)"


def test_a_large_tensor_is_not_read_whole():
    huge = fl.zeros(1).expand(2**40)  # reading it all would take hours
    assert repr(huge) == "tensor([0., 0., 0.,  ..., 0., 0., 0.])"


def _random_case(rng, torch):
    """A torch tensor of random dtype, shape and magnitude, and printing options."""
    dtype = getattr(torch, rng.choice(DTYPES))
    shape = [rng.choice([0, 1, 1, 2, 3, 5, 7, 13, 30, 200]) for _ in range(rng.randrange(4))]
    values = torch.randn(shape, dtype=torch.float64)
    kind = rng.randrange(6)
    if kind == 0:
        values = (values * 10 ** rng.uniform(0, 7)).round()
    elif kind == 1:
        values = values * 10 ** rng.uniform(-12, 12)
    elif kind == 2:
        values = values * 10 ** (torch.randn(shape, dtype=torch.float64) * rng.uniform(0, 5))
    elif kind == 3:
        odd = torch.tensor(rng.choice([math.nan, math.inf, -math.inf, 0.0]), dtype=torch.float64)
        values = torch.where(torch.rand(shape) < rng.random(), odd, values)
    if dtype.is_complex:
        values = torch.complex(values, torch.randn(shape, dtype=torch.float64))
    elif not dtype.is_floating_point:
        values = values.nan_to_num().clamp(-(2**62), 2**62).to(torch.int64)
    options = {
        "precision": rng.choice([None, 0, 1, 8]),
        "threshold": rng.choice([None, 5, 20]),
        "edgeitems": rng.choice([None, None, 0, 1, 5]),
        "linewidth": rng.choice([None, 1, 20, 40, 120]),
        "profile": rng.choice(["default", "short"]),
        "sci_mode": rng.choice([None, None, True, False]),
    }
    return values.to(dtype), options


@pytest.mark.parametrize("seed", range(8))
def test_same_text_as_pytorch(seed):
    torch = pytest.importorskip("torch")
    rng = random.Random(seed)
    torch.manual_seed(seed)
    try:
        for _ in range(60):
            theirs, options = _random_case(rng, torch)
            name = str(theirs.dtype).rpartition(".")[2]
            ours = fl.tensor(theirs.tolist(), dtype=getattr(fl, name)).reshape(tuple(theirs.shape))
            if (theirs.is_floating_point() or theirs.is_complex()) and rng.random() < 0.3:
                theirs, ours = theirs.requires_grad_(), ours.requires_grad_()
                if rng.random() < 0.5:
                    theirs, ours = theirs * 1, ours * 1
            torch.set_printoptions(**options)
            fl.set_printoptions(**options)
            assert repr(ours) == repr(theirs), (options, theirs.shape, theirs.dtype)
    finally:
        torch.set_printoptions(profile="default")
