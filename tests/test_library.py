"""Operations of a program's own under PyTorch's names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl


@fl.library.custom_op("tests::cube", mutates_args=())
def cube(x: fl.Tensor, scale: float = 1.0) -> fl.Tensor:
    return fl.from_numpy(np.asarray(x.numpy() ** 3 * scale))


@cube.register_fake
def _(x: Any, scale: float = 1.0) -> Any:
    return fl.empty_like(x)


def _backward(ctx: Any, g: Any) -> Any:
    (x,) = ctx.saved_tensors
    return g * 3 * x * x * ctx.scale, None


def _setup(ctx: Any, inputs: Any, output: Any) -> None:
    ctx.save_for_backward(inputs[0])
    ctx.scale = inputs[1]


cube.register_autograd(_backward, setup_context=_setup)


def test_it_computes_differentiates_and_is_found_by_name() -> None:
    x = fl.tensor([1.0, 2.0], dtype=fl.float64, requires_grad=True)
    assert cube(x, scale=2.0).tolist() == [2, 16]
    assert fl.ops.tests.cube is cube
    assert fl.ops.tests.cube.default(x).tolist() == [1, 8]
    assert fl.autograd.gradcheck(cube, (x,))
    assert fl.autograd.gradgradcheck(cube, (x,))


def test_on_meta_the_fake_answers() -> None:
    assert cube(fl.ones(3, device="meta")).is_meta
    plain = fl.library.custom_op("tests::plain", lambda x: x, mutates_args=())
    with pytest.raises(NotImplementedError, match="say by register_fake"):
        plain(fl.ones(3, device="meta"))


def test_writing_operations() -> None:
    @fl.library.custom_op("tests::fill", mutates_args={"x"})
    def fill(x: fl.Tensor, value: float) -> None:
        x.numpy()[...] = value

    x = fl.zeros(2)
    fill(x, 3.0)
    assert x.tolist() == [3, 3]
    with pytest.raises(RuntimeError, match="Cannot register autograd formula for non-functional operator"):
        fill.register_autograd(lambda ctx: None)


def test_kernels_and_batches() -> None:
    double = fl.library.custom_op("tests::double", lambda x: x * 2, mutates_args=())
    fl.library.register_kernel("tests::double", "cpu")(lambda x: x + x)
    fl.library.register_vmap("tests::double", lambda info, in_dims, x: (x * 2, in_dims[0]))
    assert fl.func.vmap(double)(fl.ones(2, 3)).tolist() == [[2.0] * 3] * 2


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: fl.library.custom_op("nothing", lambda x: x, mutates_args=()), ValueError, "namespace::name"),
        (lambda: fl.library.custom_op("conv::own", lambda x: x, mutates_args=()), ValueError, "the library's own"),
        (lambda: fl.library.register_fake("tests::absent", len), RuntimeError, "There is no operation"),
        (lambda: fl.library.Library("tests", "DEF"), NotImplementedError, "no second dispatcher"),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
