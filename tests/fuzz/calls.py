"""One call: a target, arguments, and surroundings (modes, transforms), drawn from a seed and a number."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import flambeau as fl
from flambeau.autograd import forward_ad

from .draw import Draw
from .surface import FAMILIES, Target, surface

Body = Callable[[Any], Any]  # takes a tensor of the transform around it, or None


def _plain(body: Body) -> Any:
    return body(None)


def _no_grad(body: Body) -> Any:
    with fl.no_grad():
        return body(None)


def _inference(body: Body) -> Any:
    with fl.inference_mode():
        return body(None)


def _dual(body: Body) -> Any:
    with forward_ad.dual_level():
        return body(forward_ad.make_dual(fl.tensor(2.0), fl.tensor(1.0)))


def _vmap(body: Body) -> Any:
    return fl.vmap(body, randomness="different")(fl.tensor([2.0, 3.0]))


def _grad(body: Body) -> Any:
    return fl.func.grad(lambda x: (body(x), x * x)[1])(fl.tensor(2.0))


def _jvp(body: Body) -> Any:
    return fl.func.jvp(body, (fl.tensor(2.0),), (fl.tensor(1.0),))


def _vmap_grad(body: Body) -> Any:
    return fl.vmap(fl.func.grad(lambda x: (body(x), x * x)[1]), randomness="same")(fl.tensor([2.0, 3.0]))


def _jacfwd(body: Body) -> Any:
    return fl.func.jacfwd(lambda x: (body(x.sum()), x * x)[1])(fl.tensor([2.0, 3.0]))


def _profiled(body: Body) -> Any:
    with fl.profiler.profile():
        return body(None)


SURROUNDINGS: list[tuple[Callable[[Body], Any], float]] = [
    (_plain, 0.72),
    (_no_grad, 0.04),
    (_inference, 0.04),
    (_dual, 0.04),
    (_vmap, 0.06),
    (_grad, 0.03),
    (_jvp, 0.02),
    (_vmap_grad, 0.02),
    (_jacfwd, 0.02),
    (_profiled, 0.01),
]


class Calls:
    """All calls of a seed."""

    def __init__(self, seed: int, only: Callable[[str], bool] | None = None) -> None:
        self.seed = seed
        families = surface()
        if only is not None:
            families = {name: [t for t in targets if only(t.name)] for name, targets in families.items()}
        self.families = [targets for targets in families.values() if targets]
        self.weights = [FAMILIES[name][1] for name, targets in families.items() if targets]

    def call(self, number: int) -> Call:
        return Call(random.Random(f"{self.seed}/{number}"), self.families, self.weights, number)


class Call:
    """One of them, ready to be made; `target` is known before."""

    def __init__(self, rng: random.Random, families: list[list[Target]], weights: list[float], number: int) -> None:
        self.rng, self.number = rng, number
        self.target = rng.choice(rng.choices(families, weights)[0])
        self.around = rng.choices([s for s, _ in SURROUNDINGS], [w for _, w in SURROUNDINGS])[0]
        self.described: tuple[Any, ...] = ()

    def make(self) -> Any:
        """Draws the arguments within the surroundings, calls, and reads what is answered."""
        fl.manual_seed(self.number)
        return self.around(self._body)

    def given(self) -> list[Any]:
        """The arguments of the call that was made."""
        _, args, kwargs = self.described or (None, [], {})
        return [*args, *kwargs.values()]

    def _body(self, inside: Any) -> Any:
        draw = Draw(self.rng)
        draw.inside = inside
        function, args, kwargs = self.target.bind(draw)
        self.described = function, args, kwargs
        result = function(*args, **kwargs)
        if self.rng.random() < 0.5:
            _read(result, inside is None)
        return result


def _read(result: Any, plainly: bool) -> None:
    """Looks at tensors, runs backward, iterates a little: what is done with answers."""
    for t in result if isinstance(result, tuple | list) else [result]:
        if not isinstance(t, fl.Tensor) or t.numel() > 1000 or t.is_meta:
            continue
        if plainly:
            t.tolist()
        if t.requires_grad and t.numel() and plainly and not t.is_inference():
            t.backward(fl.ones_like(t))
