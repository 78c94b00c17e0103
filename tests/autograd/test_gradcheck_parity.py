"""gradcheck and gradgradcheck beside PyTorch's: same verdict, same exception, same first words, for every option."""

from __future__ import annotations

import warnings

import pytest

import flambeau

torch = pytest.importorskip("torch")


def function(library, forward, backward, jvp=None):
    """A custom Function from plain functions; ``backward`` gets the saved inputs first, then the gradients."""

    class Custom(library.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            ctx.save_for_backward(*inputs)
            ctx.save_for_forward(*inputs)
            return forward(*inputs)

        @staticmethod
        def backward(ctx, *gradients):
            return backward(ctx.saved_tensors, *gradients)

    if jvp is not None:
        Custom.jvp = staticmethod(lambda ctx, *tangents: jvp(ctx.saved_tensors, *tangents))
    return Custom.apply


class Bench:
    """Functions right and wrong, and inputs, in one of the two libraries."""

    def __init__(self, library):
        self.lib = library
        self.calls = 0
        square = lambda x: x * x  # noqa: E731
        make = lambda *rules: function(library, square, *rules)  # noqa: E731
        self.right = make(lambda s, g: g * s[0] * 2)
        self.wrong = make(lambda s, g: g * s[0] * 3)
        self.wrong_forward = make(lambda s, g: g * s[0] * 2, lambda s, t: t * s[0] * 3)
        self.nan = make(lambda s, g: g * float("nan"))
        self.wrong_shape = make(lambda s, g: (g * s[0] * 2)[0])
        self.not_linear = make(lambda s, g: g * s[0] * 2 + 1e-7)
        self.drifting = make(self._drift)
        self.curious = make(lambda s, g: g * s[0] * 2 if g.sum().item() < 1e9 else g)
        self.curious_forward = make(lambda s, g: g * s[0] * 2, lambda s, t: t * s[0] * 2 if t.sum().item() < 1e9 else t)
        self.cube_once = function(library, lambda x: x**3, lambda s, g: g * 3 * (s[0] ** 2).detach())
        self.half_cube = function(library, lambda x: x**3, lambda s, g: g * 3 * s[0] * s[0].detach())

    def _drift(self, saved, g):
        self.calls += 1
        return g * (saved[0] * 2 + 1e-7 * self.calls)

    def leaf(self, *shape, dtype="float64"):
        self.lib.manual_seed(0)
        return self.lib.rand(shape, dtype=getattr(self.lib, dtype)).requires_grad_()

    def check(self, f, *inputs, **options):
        return self.lib.autograd.gradcheck(f, inputs, **options)

    def check_twice(self, f, *inputs, **options):
        return self.lib.autograd.gradgradcheck(f, inputs, **options)


FIRST = {
    "right": lambda b, **o: b.check(b.right, b.leaf(3), **o),
    "wrong": lambda b, **o: b.check(b.wrong, b.leaf(3), **o),
    "wrong, no exception": lambda b, **o: b.check(b.wrong, b.leaf(3), raise_exception=False, **o),
    "atol": lambda b, **o: b.check(b.wrong, b.leaf(3), atol=10.0, **o),
    "rtol": lambda b, **o: b.check(b.wrong, b.leaf(3), rtol=2.0, **o),
    "no jvp": lambda b, **o: b.check(b.right, b.leaf(3), check_forward_ad=True, **o),
    "wrong jvp": lambda b, **o: b.check(b.wrong_forward, b.leaf(3), check_forward_ad=True, **o),
    "jvp alone": lambda b, **o: b.check(
        b.wrong_forward, b.leaf(3), check_forward_ad=True, check_backward_ad=False, **o
    ),
    "nan": lambda b, **o: b.check(b.nan, b.leaf(3), **o),
    "wrong shape": lambda b, **o: b.check(b.wrong_shape, b.leaf(3, 3), **o),
    "not linear": lambda b, **o: b.check(b.not_linear, b.leaf(3), **o),
    "drifting": lambda b, **o: b.check(b.drifting, b.leaf(3), **o),
    "grad dtypes": lambda b, **o: b.check(b.right, b.leaf(3), check_grad_dtypes=True, **o),
    "batched": lambda b, **o: b.check(b.right, b.leaf(3), check_batched_grad=True, **o),
    "batched forward": lambda b, **o: b.check(
        lambda x: (x.sin() * x, x.sum()), b.leaf(3), check_forward_ad=True, check_batched_forward_grad=True, **o
    ),
    "batched, complex": lambda b, **o: b.check(
        lambda z: (z * z).abs(),
        b.leaf(2, dtype="complex128"),
        check_batched_grad=True,
        check_forward_ad=True,
        check_batched_forward_grad=True,
        **o,
    ),
    "asks for a number": lambda b, **o: b.check(b.curious, b.leaf(3), check_batched_grad=True, **o),
    "asks for a number, forward": lambda b, **o: b.check(
        b.curious_forward, b.leaf(3), check_forward_ad=True, check_batched_forward_grad=True, **o
    ),
    "complex without conj": lambda b, **o: b.check(b.right, b.leaf(3, dtype="complex128"), **o),
    "complex": lambda b, **o: b.check(lambda z: z * z.conj() * z, b.leaf(3, dtype="complex128"), **o),
    "complex forward": lambda b, **o: b.check(
        lambda z: (z * z).abs(), b.leaf(3, dtype="complex128"), check_forward_ad=True, **o
    ),
    "real to complex": lambda b, **o: b.check(lambda x: b.lib.complex(x, x * x), b.leaf(3), **o),
    "nothing requires grad": lambda b, **o: b.check(lambda x: x * 2, b.leaf(3).detach(), **o),
    "single precision": lambda b, **o: b.check(lambda x: x * 2, b.leaf(3, dtype="float32"), eps=1e-2, atol=1e-1, **o),
    "hidden dependence": lambda b, **o: b.check(lambda x: x.detach() * 2, b.leaf(3), **o),
    "constant": lambda b, **o: b.check(lambda x: b.lib.ones(3), b.leaf(3), **o),
    "integers beside": lambda b, **o: b.check(lambda x: (x * 2, x.argmax()), b.leaf(3), **o),
    "integers alone": lambda b, **o: b.check(lambda x: x.argmax(), b.leaf(3), **o),
    "two, one hidden": lambda b, **o: b.check(lambda x: (x * 2, x.detach() * 3), b.leaf(3), **o),
    "unused input": lambda b, **o: b.check(lambda x, y: x * 2, b.leaf(3), b.leaf(2), **o),
    "overlapping": lambda b, **o: b.check(lambda x: x * 2, b.leaf(1).detach().expand(3).requires_grad_(), **o),
    "neither mode": lambda b, **o: b.check(lambda x: x * 2, b.leaf(3), check_backward_ad=False, **o),
    "batched forward alone": lambda b, **o: b.check(lambda x: x, b.leaf(3), check_batched_forward_grad=True, **o),
    "batched without backward": lambda b, **o: b.check(
        lambda x: x, b.leaf(3), check_batched_grad=True, check_forward_ad=True, check_backward_ad=False, **o
    ),
    "empty input": lambda b, **o: b.check(lambda x: x * 2, b.leaf(0), **o),
    "empty output": lambda b, **o: b.check(lambda x: x[:0], b.leaf(2), **o),
    "zero dimensions": lambda b, **o: b.check(lambda x: x * x, b.leaf(), **o),
    "other arguments": lambda b, **o: b.check(lambda x, n: x * n, b.leaf(3), 3, **o),
    "not a leaf": lambda b, **o: b.check(lambda x: x * x, b.leaf(3) * 1, **o),
    "in place": lambda b, **o: b.check(lambda x: x.clone().mul_(x), b.leaf(3), **o),
    "masked": lambda b, **o: b.check(lambda x: x * x, b.leaf(3), masked=True, **o),
    "its own error": lambda b, **o: b.check(lambda x: 1 / 0, b.leaf(3), **o),
}
SECOND = {
    "right": lambda b, **o: b.check_twice(lambda x: x**3, b.leaf(3), **o),
    "detached": lambda b, **o: b.check_twice(b.cube_once, b.leaf(3), **o),
    "half": lambda b, **o: b.check_twice(b.half_cube, b.leaf(3), **o),
    "half, no exception": lambda b, **o: b.check_twice(b.half_cube, b.leaf(3), raise_exception=False, **o),
    "linear": lambda b, **o: b.check_twice(lambda x: x * 3, b.leaf(3), **o),
    "forward over reverse": lambda b, **o: b.check_twice(lambda x: x**3, b.leaf(3), check_fwd_over_rev=True, **o),
    "forward alone": lambda b, **o: b.check_twice(
        lambda x: x**3,
        b.leaf(3),
        check_fwd_over_rev=True,
        check_rev_over_rev=False,
        check_undefined_grad=False,
        **o,
    ),
    "undefined without reverse": lambda b, **o: b.check_twice(
        lambda x: x**3, b.leaf(3), check_fwd_over_rev=True, check_rev_over_rev=False, **o
    ),
    "neither": lambda b, **o: b.check_twice(lambda x: x**3, b.leaf(3), check_rev_over_rev=False, **o),
    "batched": lambda b, **o: b.check_twice(lambda x: x**3, b.leaf(3), check_batched_grad=True, **o),
    "apart in memory": lambda b, **o: b.check_twice(
        lambda x: x**3, b.leaf(2, 2), gen_non_contig_grad_outputs=True, **o
    ),
    "cotangent given": lambda b, **o: b.check_twice(lambda x: x**3, b.leaf(3), grad_outputs=b.leaf(3), **o),
    "complex": lambda b, **o: b.check_twice(lambda z: z**3, b.leaf(3, dtype="complex128"), **o),
}


def outcome(case, library, **options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            answer = str(case(Bench(library), **options))
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"[:54]  # PyTorch's shortest message
    return answer, [str(w.message)[:50] for w in caught if "jit" not in str(w.message)]


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize(
    "case", [*FIRST.values(), *SECOND.values()], ids=[*FIRST, *(f"second order, {name}" for name in SECOND)]
)
def test_same_verdict_and_first_words(case, fast_mode):
    assert outcome(case, flambeau, fast_mode=fast_mode) == outcome(case, torch, fast_mode=fast_mode)


def test_a_function_without_tensors():
    with pytest.raises(TypeError, match="the function returned int"):
        flambeau.autograd.gradcheck(lambda x: 3, Bench(flambeau).leaf(3))
