"""Transforms made of transforms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import nn
from flambeau._arguments import explain_module

__all__ = ["Compose", "RandomApply", "RandomChoice", "RandomOrder"]


def listed(transforms: Any) -> Any:
    """``transforms``, which must be a sequence."""
    if not isinstance(transforms, Sequence | nn.ModuleList):
        raise TypeError("Argument transforms should be a sequence")
    return transforms


def _check_iterable(transforms: Any, name: str) -> None:
    if not hasattr(transforms, "__iter__") or isinstance(transforms, type):
        raise TypeError(
            f"{name}(): argument 'transforms' must be a sequence of transforms, not {type(transforms).__name__}"
        )


class _Several:
    """Holds transforms, and prints them one a line."""

    def __init__(self, transforms: Any) -> None:
        _check_iterable(transforms, type(self).__name__)
        self.transforms = transforms

    def __repr__(self) -> str:
        return f"{type(self).__name__}(\n" + "".join(f"    {t}\n" for t in self.transforms) + ")"


class Compose(_Several):
    """One transform after the other.

    Raises: what they raise.

    >>> from flambeau.vision import transforms
    >>> transforms.Compose([lambda img: img + 1, lambda img: img * 10])(1)
    20
    """

    def __call__(self, img: Any) -> Any:
        """The transformed image."""
        for transform in self.transforms:
            img = transform(img)
        return img


class RandomApply(nn.Module):
    """One transform after the other with probability ``p``, and none otherwise.

    Raises: what they raise.

    >>> from flambeau.vision import transforms
    >>> transforms.RandomApply([lambda img: img + 1], p=1.)(1)
    2
    """

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__()
        _check_iterable(transforms, type(self).__name__)
        self.transforms, self.p = transforms, p

    def forward(self, img: Any) -> Any:
        """The image, transformed or not."""
        if self.p < flambeau.rand(1):
            return img
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return f"{type(self).__name__}(\n    p={self.p}\n" + "".join(f"    {t}\n" for t in self.transforms) + ")"


class RandomChoice(_Several):
    """One of the transforms, chosen with the weights ``p`` by Python's `random`.

    Raises: TypeError for what is no sequence.

    >>> from flambeau.vision import transforms
    >>> transforms.RandomChoice([lambda img: img + 1, lambda img: img * 10], p=[0, 1])(1)
    10
    """

    def __init__(self, transforms: Any, p: Sequence[float] | None = None) -> None:
        super().__init__(listed(transforms))
        if p is not None and not isinstance(p, Sequence):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, img: Any) -> Any:
        """The transformed image."""
        return random.choices(self.transforms, weights=self.p)[0](img)

    def __repr__(self) -> str:
        return f"{super().__repr__()}(p={self.p})"


class RandomOrder(_Several):
    """All of the transforms, in an order that Python's `random` draws.

    Raises: TypeError for what is no sequence.

    >>> from flambeau.vision import transforms
    >>> transforms.RandomOrder([lambda img: img + 1, lambda img: img + 2])(1)
    4
    """

    def __init__(self, transforms: Any) -> None:
        super().__init__(listed(transforms))

    def __call__(self, img: Any) -> Any:
        """The transformed image."""
        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for k in order:
            img = self.transforms[k](img)
        return img


explain_module(globals())
