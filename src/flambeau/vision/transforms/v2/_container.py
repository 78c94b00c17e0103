"""Transforms made of transforms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau._arguments import explain_module

from .._compose import listed
from .._steps import happens
from ._transform import Transform

__all__ = ["Compose", "RandomApply", "RandomChoice", "RandomOrder"]


def _through(transforms: Sequence[Callable[..., Any]], inputs: tuple[Any, ...]) -> Any:
    """The inputs after one transform after the other; several inputs go on as several."""
    several = len(inputs) > 1
    for transform in transforms:
        out = transform(*inputs)
        inputs = out if several else (out,)
    return inputs if several else inputs[0]


class _Several(Transform):
    def __init__(self, transforms: Any) -> None:
        super().__init__()
        self.transforms = listed(transforms)

    def extra_repr(self) -> str:
        """The transforms, one a line."""
        return "\n".join(f"  {transform}" for transform in self.transforms)


class Compose(_Several):
    """One transform after the other.

    Raises: TypeError for what is no sequence; ValueError for an empty one.

    >>> from flambeau.vision.transforms import v2
    >>> v2.Compose([v2.Lambda(lambda x: x + 1), v2.Lambda(lambda x: x * 10)])({"a": 1})
    {'a': 20}
    """

    def __init__(self, transforms: Any) -> None:
        super().__init__(transforms)
        if not transforms:
            raise ValueError("Pass at least one transform")

    def forward(self, *inputs: Any) -> Any:
        """The transformed inputs."""
        return _through(self.transforms, inputs)


class RandomApply(_Several):
    """One transform after the other with probability ``p``, and none otherwise.

    Raises: TypeError for what is no sequence; ValueError for what is no probability.

    >>> from flambeau.vision.transforms import v2
    >>> v2.RandomApply([v2.Lambda(lambda x: x + 1)], p=1.)(1)
    2
    """

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__(transforms)
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        """The inputs, transformed or not."""
        return _through(self.transforms if happens(self.p) else [], inputs)


class RandomChoice(_Several):
    """One of the transforms, chosen with the weights ``p`` from PyTorch's stream.

    Raises: TypeError for what is no sequence; ValueError for another number of weights.

    >>> from flambeau.vision.transforms import v2
    >>> v2.RandomChoice([v2.Lambda(lambda x: x + 1), v2.Lambda(lambda x: x * 10)], p=[0, 1])(1)
    10
    """

    def __init__(self, transforms: Any, p: list[float] | None = None) -> None:
        super().__init__(transforms)
        weights = [1.0] * len(transforms) if p is None else p
        if len(weights) != len(transforms):
            raise ValueError(f"Length of p doesn't match the number of transforms: {len(weights)} != {len(transforms)}")
        self.p = [w / sum(weights) for w in weights]

    def forward(self, *inputs: Any) -> Any:
        """The transformed inputs."""
        chosen = int(flambeau.multinomial(flambeau.tensor(self.p), 1))
        return self.transforms[chosen](*inputs)


class RandomOrder(_Several):
    """All of the transforms, in an order drawn from PyTorch's stream.

    Raises: TypeError for what is no sequence.

    >>> from flambeau.vision.transforms import v2
    >>> v2.RandomOrder([v2.Lambda(lambda x: x + 1), v2.Lambda(lambda x: x + 2)])(1)
    4
    """

    def forward(self, *inputs: Any) -> Any:
        """The transformed inputs."""
        order = flambeau.randperm(len(self.transforms)).tolist()
        return _through([self.transforms[k] for k in order], inputs)


explain_module(globals())
