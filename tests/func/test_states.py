"""Whatever ends the code inside a transform, levels and modes are afterwards as they were before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl
from flambeau import _core
from flambeau.autograd import forward_ad
from flambeau.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, linearize, vjp, vmap
from flambeau.ops import batching

X = fl.tensor([0.5, 1.5])


class Breaks(fl.autograd.Function):
    """x * 1; the part named in `broken` raises."""

    broken = ""
    error: BaseException = RuntimeError()

    @classmethod
    def _reach(cls, part: str) -> None:
        if cls.broken == part:
            raise cls.error

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        Breaks._reach("forward")
        return x * 1

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        Breaks._reach("backward")
        return g * 1

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        Breaks._reach("jvp")
        return d * 1


def _sum(x: Any) -> Any:
    return Breaks.apply(x * x).sum()


def _pull_outside(x: Any) -> Any:
    _, pull = vjp(_sum, x)
    return vmap(pull)(fl.ones(2))


def _by_dual_numbers(x: Any) -> Any:
    with forward_ad.dual_level():
        return _sum(forward_ad.make_dual(x, x))


def _rows_batched(x: Any) -> Any:
    x = x.clone().requires_grad_()
    return fl.autograd.grad(Breaks.apply(x), x, fl.eye(2), is_grads_batched=True)


TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "vmap": vmap(_sum),
    "vmap in chunks": vmap(_sum, chunk_size=1, randomness="same"),
    "grad": grad(_sum),
    "vjp": lambda x: vjp(_sum, x),
    "vmap of a pull-back": _pull_outside,
    "jvp": lambda x: jvp(_sum, (x,), (x,)),
    "linearize": lambda x: linearize(_sum, x)[1](x),
    "jacrev": jacrev(Breaks.apply),
    "jacfwd": jacfwd(Breaks.apply),
    "hessian": hessian(_sum),
    "jacrev jacfwd": jacrev(jacfwd(Breaks.apply)),
    "grad vmap grad": grad(lambda X: vmap(grad(_sum))(X).sum()),
    "jvp vmap jvp": lambda x: jvp(vmap(lambda a: jvp(_sum, (a,), (a,))[1]), (x,), (x,)),
    "dual numbers": _by_dual_numbers,
    "is_grads_batched": _rows_batched,
    "functional.hessian": lambda x: fl.autograd.functional.hessian(_sum, x),
    "functional.hessian, batched": lambda x: fl.autograd.functional.hessian(
        _sum, x, vectorize=True, outer_jacobian_strategy="forward-mode"
    ),
    "functional_call": lambda x: functional_call(_Module(), {"w": x}, x),
}


class _Module(fl.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = fl.nn.Parameter(fl.ones(2))

    def forward(self, x: Any) -> Any:
        return vmap(_sum)(self.w * x)


def _state() -> tuple[Any, ...]:
    modes = fl.is_grad_enabled(), fl.is_inference_mode_enabled(), _core._is_strong_zero()
    return *modes, _core._vmap_depth(), batching._running.levels, _core._open_levels(), _core._visible_levels()


def _works() -> None:
    """Transforms find what they should."""
    assert vmap(grad(fl.sin))(X).tolist() == X.cos().tolist()
    assert jacfwd(fl.sin)(X).tolist() == fl.diag(X.cos()).tolist()
    assert vmap(lambda x: x)(X).tolist() == X.tolist()


ERRORS = [RuntimeError("raised"), KeyboardInterrupt(), SystemExit(), GeneratorExit()]


@pytest.mark.parametrize("part", ["forward", "backward", "jvp"])
@pytest.mark.parametrize("name", TRANSFORMS)
def test_an_exception_leaves_levels_and_modes_as_they_were(name: str, part: str, monkeypatch: Any) -> None:
    before, reached = _state(), 0
    monkeypatch.setattr(Breaks, "broken", part)
    for error in ERRORS:
        monkeypatch.setattr(Breaks, "error", error)
        try:
            TRANSFORMS[name](X)
        except type(error) as caught:
            reached += caught is error
        assert _state() == before
    monkeypatch.setattr(Breaks, "broken", "")
    _works()
    assert reached in (0, len(ERRORS))
    assert part != "forward" or reached


def test_every_part_is_broken_somewhere() -> None:
    """The test above would not notice parts that no transform reaches."""
    for part in ("backward", "jvp"):
        Breaks.broken, Breaks.error = part, RuntimeError("raised")
        try:
            with pytest.raises(RuntimeError, match="raised"):
                TRANSFORMS["grad"](X) if part == "backward" else TRANSFORMS["jvp"](X)
        finally:
            Breaks.broken = ""


def test_what_code_inside_left_open_is_closed() -> None:
    def careless(x: Any) -> Any:
        forward_ad.forward_level().__enter__()
        batching.vmap_level(2, "error").__enter__()
        fl._core._set_grad_enabled(False)
        raise ValueError("left open")

    before = _state()
    for transform in (vmap(careless), grad(careless), jacfwd(careless), lambda x: jvp(careless, (x,), (x,))):
        with (
            pytest.raises(ValueError, match="left open"),
            fl.enable_grad(),
            forward_ad.forward_level(),
            batching.vmap_level(2, "error"),
        ):
            transform(X)
        assert _state() == before
    _works()


def test_a_level_opened_within_a_rule_does_not_show_the_levels_that_the_rule_must_not_see() -> None:
    seen = []

    class Looks(fl.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_forward(x)
            seen.append(jvp(lambda z: z * x, (fl.ones(2),), (fl.ones(2),))[1])
            seen.append(_core._visible_levels())
            return x.sin()

        @staticmethod
        def jvp(ctx: Any, d: Any) -> Any:
            (x,) = ctx.saved_tensors
            seen.append(_core._visible_levels())
            cosine = jvp(fl.sin, (x,), (fl.ones(2),))[1]
            seen.append(_core._visible_levels())
            return d * cosine

    tangent = jvp(Looks.apply, (X,), (X,))[1]
    assert tangent.tolist() == (X * X.cos()).tolist()
    assert seen[0].tolist() == X.tolist()
    assert seen[1:] == [0, 0, 0]
    (_, second) = jvp(lambda x: jvp(Looks.apply, (x,), (X,))[1], (X,), (X,))
    assert fl.allclose(second, -X * X * X.sin())


def test_a_dual_level_outlives_the_transform_it_was_opened_in() -> None:
    def opens(x: Any) -> Any:
        forward_ad.enter_dual_level()
        return x

    jvp(opens, (X,), (X,))
    assert _core._open_levels() == 0
    forward_ad.exit_dual_level()  # it was closed with the transform; the call is no error
    assert _core._open_levels() == 0
    with forward_ad.dual_level():
        assert forward_ad.unpack_dual(forward_ad.make_dual(X, X)).tangent is not None
