"""Under `use_deterministic_algorithms` every op and layer gives the same bits with one thread and with two."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from operands import Maker, Operand, fits, tensors_of
from samples import OPS, key_of

import flambeau as fl
from flambeau import nn
from flambeau.nn import functional as F
from flambeau.ops.define import registry


@pytest.fixture(autouse=True)
def deterministic() -> Iterator[None]:
    before = fl.get_num_threads()
    fl.use_deterministic_algorithms(True)
    yield
    fl.use_deterministic_algorithms(False)
    fl.set_num_threads(before)


def with_threads(count: int, run: Callable[[], list[Any]]) -> list[Any]:
    fl.set_num_threads(count)
    fl.manual_seed(0)
    return run()


def assert_same_bits(run: Callable[[], list[Any]], what: str = "") -> int:
    one, two = with_threads(1, run), with_threads(2, run)
    for k, (a, b) in enumerate(zip(one, two, strict=True)):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        assert bits(a) == bits(b), f"{what}: result {k} of shape {tuple(a.shape)}"
    return len(one)


def bits(t: Any) -> bytes:
    t = t.detach().contiguous()
    return bytes((t.float() if t.dtype in (fl.float16, fl.bfloat16) else t).numpy().tobytes())


def differentiated(function: Callable[..., Any], *inputs: Any) -> list[Any]:
    """The results and the gradients of all inputs that have one, for a random cotangent."""
    leaves = [x.detach().requires_grad_() if x.is_floating_point() else x for x in inputs]
    out = function(*leaves)
    out = out[0] if isinstance(out, tuple) else out
    if out.requires_grad:
        out.backward(fl.randn_like(out))
    return [out, *(x.grad for x in leaves if x.grad is not None)]


def test_the_switch():
    assert fl.are_deterministic_algorithms_enabled()
    fl.use_deterministic_algorithms(False)
    assert not fl.are_deterministic_algorithms_enabled()
    with pytest.raises(TypeError, match="mode"):
        fl.use_deterministic_algorithms(1)


PRODUCTS: dict[str, tuple[tuple[int, ...], ...]] = {
    "matmul": ((130, 257), (257, 190)),
    "mv": ((700, 900), (900,)),
    "bmm": ((7, 90, 110), (7, 110, 65)),
    "matmul ": ((2, 3, 300, 64), (3, 64, 300)),
    "linear": ((4, 60, 130), (257, 130), (257,)),
    "addmm": ((200, 300), (200, 100), (100, 300)),
    "baddbmm": ((5, 100, 70), (5, 100, 90), (5, 90, 70)),
    "outer": ((900,), (700,)),
}


@pytest.mark.parametrize("dtype", [fl.float32, fl.float64, fl.bfloat16, fl.float16, fl.complex64])
@pytest.mark.parametrize("name", list(PRODUCTS))
def test_products(name: str, dtype: Any) -> None:
    function = F.linear if name == "linear" else getattr(fl, name.strip())

    def run() -> list[Any]:
        drawn = fl.complex64 if dtype.is_complex else fl.float32
        inputs = [fl.randn(*shape, dtype=drawn).to(dtype) for shape in PRODUCTS[name]]
        return [function(*inputs)] if dtype.is_complex else differentiated(function, *inputs)

    assert assert_same_bits(run) > 0


CONVOLUTIONS: dict[str, Callable[[], tuple[Any, tuple[int, ...]]]] = {
    "1d": lambda: (nn.Conv1d(6, 10, 3), (5, 6, 300)),
    "2d": lambda: (nn.Conv2d(8, 16, 3, padding=1), (5, 8, 24, 20)),
    "2d, large": lambda: (nn.Conv2d(3, 32, 5, stride=2), (3, 3, 64, 64)),
    "2d, pointwise": lambda: (nn.Conv2d(16, 24, 1), (5, 16, 24, 20)),
    "2d, groups": lambda: (nn.Conv2d(8, 16, 3, groups=4), (5, 8, 24, 20)),
    "2d, depthwise": lambda: (nn.Conv2d(16, 16, 3, groups=16), (5, 16, 24, 20)),
    "2d, dilated": lambda: (nn.Conv2d(8, 16, 3, dilation=2), (3, 8, 24, 20)),
    "3d": lambda: (nn.Conv3d(4, 8, 3), (3, 4, 8, 9, 10)),
    "transposed": lambda: (nn.ConvTranspose2d(8, 6, 3, stride=2), (3, 8, 15, 14)),
}


@pytest.mark.parametrize("dtype", [fl.float32, fl.float64, fl.bfloat16])
@pytest.mark.parametrize("name", list(CONVOLUTIONS))
def test_convolutions(name: str, dtype: Any) -> None:
    def run() -> list[Any]:
        layer, shape = CONVOLUTIONS[name]()
        if dtype != fl.float32:
            layer.to(dtype)
        x = fl.randn(*shape).to(dtype).requires_grad_()
        out = layer(x)
        out.backward(fl.randn(*out.shape).to(dtype))
        return [out, x.grad, *(p.grad for p in layer.parameters())]

    assert assert_same_bits(run) > 2


LAYERS: dict[str, Callable[[], tuple[Any, tuple[int, ...]]]] = {
    "batch norm": lambda: (nn.BatchNorm2d(8), (9, 8, 40, 30)),
    "layer norm": lambda: (nn.LayerNorm(300), (200, 300)),
    "group norm": lambda: (nn.GroupNorm(4, 16), (9, 16, 30, 20)),
    "lstm": lambda: (nn.LSTM(40, 64, num_layers=2), (30, 9, 40)),
    "gru": lambda: (nn.GRU(40, 64), (30, 9, 40)),
    "transformer": lambda: (nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0), (40, 6, 64)),
    "max pool": lambda: (nn.MaxPool2d(3, 2), (9, 16, 60, 40)),
    "average pool": lambda: (nn.AvgPool2d(3, 2), (9, 16, 60, 40)),
    "adaptive pool": lambda: (nn.AdaptiveAvgPool2d(5), (9, 16, 60, 40)),
    "prelu": lambda: (nn.PReLU(16), (90, 16, 50)),
    "upsample": lambda: (nn.Upsample(scale_factor=2, mode="bilinear"), (5, 8, 40, 30)),
}


@pytest.mark.parametrize("name", list(LAYERS))
def test_layers(name: str) -> None:
    def run() -> list[Any]:
        layer, shape = LAYERS[name]()
        x = fl.randn(*shape).requires_grad_()
        out = layer(x)
        out = out[0] if isinstance(out, tuple) else out
        out.backward(fl.randn(*out.shape))
        return [out, x.grad, *(p.grad for p in layer.parameters())]

    assert assert_same_bits(run) > 1


def test_indexed_sums():
    def run() -> list[Any]:
        index = fl.randint(0, 50, (20_000,))
        rows, places = fl.randn(20_000, 16), fl.rand(2, 90, 80, 2) * 2 - 1
        made = [
            fl.zeros(50, 16).index_add(0, index, rows),
            fl.zeros(50, 16, dtype=fl.bfloat16).index_add(0, index, rows.bfloat16()),
            fl.zeros(50, 16).scatter_add(0, index.unsqueeze(1).expand(-1, 16), rows),
            *differentiated(lambda table: F.embedding(index, table), fl.randn(50, 16)),
            *differentiated(lambda table: F.embedding_bag(index.reshape(200, 100), table), fl.randn(50, 16)),
            *differentiated(lambda x: F.grid_sample(x, places, align_corners=True), fl.randn(2, 3, 9, 9)),
        ]
        return made

    assert assert_same_bits(run) > 5


def enlarged(sample: Any) -> Any:
    """The sample with operands of up to 40,000 elements: every dimension of more than one is so much longer."""

    def operands(value: Any) -> list[Any]:
        if isinstance(value, list | tuple):
            return [found for item in value for found in operands(item)]
        return [value] if isinstance(value, Operand) and value.values is None and 0 not in value.shape else []

    shapes = [[n for n in o.shape if n > 1] for o in operands([*sample.args, *sample.kwargs.values()])]
    by = min([50.0, *((40_000 / math.prod(shape)) ** (1 / len(shape)) for shape in shapes if shape)])

    def larger(value: Any) -> Any:
        if isinstance(value, list):
            return [larger(item) for item in value]
        if isinstance(value, Operand) and value.values is None:
            return replace(value, shape=tuple(n * max(1, int(by)) if n > 1 else n for n in value.shape))
        return value

    return replace(
        sample, args=tuple(map(larger, sample.args)), kwargs={k: larger(v) for k, v in sample.kwargs.items()}
    )


def test_every_op():
    """On samples large enough to be shared out between threads, where the op takes them so enlarged."""
    compared = 0
    for entry in registry:
        key = key_of(entry)
        if entry.inplace == "only" or key not in OPS or OPS[key].shapes_only:
            continue
        for sample in [s for s in OPS[key].samples if fits(s, "float32")][:1]:

            def run(key: str = key, sample: Any = sample, function: Any = entry.function) -> list[Any]:
                maker = Maker(fl, "float32", seed=key)
                args, kwargs = maker.call_arguments(enlarged(sample), grad=True)
                results = tensors_of(function(*args, **kwargs))
                wanted = [r for r in results if r.requires_grad]
                if not wanted:
                    return results
                ones = [fl.ones_like(r) for r in wanted]
                grads = fl.autograd.grad(wanted, maker.leaves, ones, allow_unused=True)
                return [*results, *(g for g in grads if g is not None)]

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    compared += assert_same_bits(run, key)
                except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError, ArithmeticError):
                    continue  # the enlarged sample makes no sense
    assert compared > 1000
