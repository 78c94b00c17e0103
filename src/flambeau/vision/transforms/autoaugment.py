"""Augmentation by operations of random kind and strength: policies that were searched for, and simpler ways.

An operation has a name and a magnitude; `step` says which function of `functional` it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from ..._listing import listing
from . import functional as F
from ._steps import Step, Transform, integer
from .functional import InterpolationMode
from .functional._image import mode_of

__all__ = ["AugMix", "AutoAugment", "AutoAugmentPolicy", "RandAugment", "TrivialAugmentWide"]
__dir__ = listing(globals())

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR
Space = dict[str, tuple[list[float], bool]]  # magnitudes (none where there is nothing to choose), and whether signed


class AutoAugmentPolicy(Enum):
    """The data set that a policy was searched on.

    >>> AutoAugmentPolicy("svhn").name
    'SVHN'
    """

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


# Pairs of operations, each with its probability and the number of its magnitude (Cubuk et al. 2019, tables 7 to 9).
_POLICIES = {
    AutoAugmentPolicy.IMAGENET: """
        Posterize 0.4 8, Rotate 0.6 9 | Solarize 0.6 5, AutoContrast 0.6 | Equalize 0.8, Equalize 0.6 |
        Posterize 0.6 7, Posterize 0.6 6 | Equalize 0.4, Solarize 0.2 4 | Equalize 0.4, Rotate 0.8 8 |
        Solarize 0.6 3, Equalize 0.6 | Posterize 0.8 5, Equalize 1 | Rotate 0.2 3, Solarize 0.6 8 |
        Equalize 0.6, Posterize 0.4 6 | Rotate 0.8 8, Color 0.4 0 | Rotate 0.4 9, Equalize 0.6 |
        Equalize 0, Equalize 0.8 | Invert 0.6, Equalize 1 | Color 0.6 4, Contrast 1 8 | Rotate 0.8 8, Color 1 2 |
        Color 0.8 8, Solarize 0.8 7 | Sharpness 0.4 7, Invert 0.6 | ShearX 0.6 5, Equalize 1 |
        Color 0.4 0, Equalize 0.6 | Equalize 0.4, Solarize 0.2 4 | Solarize 0.6 5, AutoContrast 0.6 |
        Invert 0.6, Equalize 1 | Color 0.6 4, Contrast 1 8 | Equalize 0.8, Equalize 0.6
    """,
    AutoAugmentPolicy.CIFAR10: """
        Invert 0.1, Contrast 0.2 6 | Rotate 0.7 2, TranslateX 0.3 9 | Sharpness 0.8 1, Sharpness 0.9 3 |
        ShearY 0.5 8, TranslateY 0.7 9 | AutoContrast 0.5, Equalize 0.9 | ShearY 0.2 7, Posterize 0.3 7 |
        Color 0.4 3, Brightness 0.6 7 | Sharpness 0.3 9, Brightness 0.7 9 | Equalize 0.6, Equalize 0.5 |
        Contrast 0.6 7, Sharpness 0.6 5 | Color 0.7 7, TranslateX 0.5 8 | Equalize 0.3, AutoContrast 0.4 |
        TranslateY 0.4 3, Sharpness 0.2 6 | Brightness 0.9 6, Color 0.2 8 | Solarize 0.5 2, Invert 0 |
        Equalize 0.2, AutoContrast 0.6 | Equalize 0.2, Equalize 0.6 | Color 0.9 9, Equalize 0.6 |
        AutoContrast 0.8, Solarize 0.2 8 | Brightness 0.1 3, Color 0.7 0 | Solarize 0.4 5, AutoContrast 0.9 |
        TranslateY 0.9 9, TranslateY 0.7 9 | AutoContrast 0.9, Solarize 0.8 3 | Equalize 0.8, Invert 0.1 |
        TranslateY 0.7 9, AutoContrast 0.9
    """,
    AutoAugmentPolicy.SVHN: """
        ShearX 0.9 4, Invert 0.2 | ShearY 0.9 8, Invert 0.7 | Equalize 0.6, Solarize 0.6 6 |
        Invert 0.9, Equalize 0.6 | Equalize 0.6, Rotate 0.9 3 | ShearX 0.9 4, AutoContrast 0.8 |
        ShearY 0.9 8, Invert 0.4 | ShearY 0.9 5, Solarize 0.2 6 | Invert 0.9, AutoContrast 0.8 |
        Equalize 0.6, Rotate 0.9 3 | ShearX 0.9 4, Solarize 0.3 3 | ShearY 0.8 8, Invert 0.7 |
        Equalize 0.9, TranslateY 0.6 6 | Invert 0.9, Equalize 0.6 | Contrast 0.3 3, Rotate 0.8 4 |
        Invert 0.8, TranslateY 0 2 | ShearY 0.7 6, Solarize 0.4 8 | Invert 0.6, Rotate 0.8 4 |
        ShearY 0.3 7, TranslateX 0.9 3 | ShearX 0.1 6, Invert 0.6 | Solarize 0.7 2, TranslateY 0.6 7 |
        ShearY 0.8 4, Invert 0.8 | ShearX 0.7 9, TranslateY 0.8 3 | ShearY 0.8 5, AutoContrast 0.7 |
        ShearX 0.7 2, Invert 0.1
    """,
}


def _pairs(policy: AutoAugmentPolicy) -> list[list[tuple[str, float, int | None]]]:
    def operation(text: str) -> tuple[str, float, int | None]:
        name, probability, *magnitude = text.split()
        return name, float(probability), int(magnitude[0]) if magnitude else None

    return [[operation(text) for text in pair.split(",")] for pair in _POLICIES[policy].replace("\n", "").split("|")]


_PLACES = "ShearX ShearY TranslateX TranslateY Rotate"
_COLOURS = "Brightness Color Contrast Sharpness"
_TONES = "Posterize Solarize AutoContrast Equalize"


def space(
    names: str,
    bins: int,
    translate: tuple[float, float],
    shear: float = 0.3,
    rotate: float = 30.0,
    colour: float = 0.9,
    bits: tuple[int, int] = (8, 4),
    brightest: float = 255.0,
) -> Space:
    """The magnitudes of the operations, ``bins`` of each from none to the strongest.

    Shears are tangents, translations pixels, angles degrees, colours how far a factor is from one; ``bits`` are what
    remains at first, and how many less at last; ``brightest`` is the first threshold.
    """
    full, less = bits
    ranges = dict.fromkeys(["ShearX", "ShearY"], shear) | dict.fromkeys(_COLOURS.split(), colour)
    ranges |= {"TranslateX": translate[0], "TranslateY": translate[1], "Rotate": rotate}
    found: Space = {}
    for name in names.split():
        if name in ranges:
            found[name] = flambeau.linspace(0.0, ranges[name], bins).tolist(), True
        elif name == "Posterize":
            drops = (flambeau.arange(bins) / ((bins - 1) / less)).round().tolist()
            found[name] = [full - int(d) for d in drops], False
        elif name == "Solarize":
            found[name] = flambeau.linspace(brightest, 0.0, bins).tolist(), False
        else:
            found[name] = [], False
    return found


def step(name: str, magnitude: float, interpolation: InterpolationMode, fill: Any) -> list[Step]:
    """The step that an operation is; none for the identity."""
    how = {"interpolation": interpolation, "fill": fill}
    affine = {"angle": 0.0, "translate": [0, 0], "scale": 1.0, "shear": [0.0, 0.0], **how}
    sheared, moved = math.degrees(math.atan(magnitude)), int(magnitude)
    steps: dict[str, Step] = {
        "ShearX": ("affine", affine | {"shear": [sheared, 0.0], "center": [0, 0]}),
        "ShearY": ("affine", affine | {"shear": [0.0, sheared], "center": [0, 0]}),
        "TranslateX": ("affine", affine | {"translate": [moved, 0]}),
        "TranslateY": ("affine", affine | {"translate": [0, moved]}),
        "Rotate": ("rotate", {"angle": magnitude, **how}),
        "Brightness": ("adjust_brightness", {"brightness_factor": 1.0 + magnitude}),
        "Color": ("adjust_saturation", {"saturation_factor": 1.0 + magnitude}),
        "Contrast": ("adjust_contrast", {"contrast_factor": 1.0 + magnitude}),
        "Sharpness": ("adjust_sharpness", {"sharpness_factor": 1.0 + magnitude}),
        "Posterize": ("posterize", {"bits": moved}),
        "Solarize": ("solarize", {"threshold": magnitude}),
        "AutoContrast": ("autocontrast", {}),
        "Equalize": ("equalize", {}),
        "Invert": ("invert", {}),
    }
    return [] if name == "Identity" else [steps[name]]


class Augmentation(Transform):
    """What the ways have in common: a space of operations, and one drawn from it."""

    _brightest = 255.0  # the largest threshold for inverting

    def __init__(self, interpolation: Any, fill: Any) -> None:
        super().__init__()
        self.interpolation, self.fill = mode_of(interpolation), fill

    def _negative(self) -> bool:
        """Whether a magnitude that may have either sign is negative."""
        return integer(0, 2) == 1

    def _operation(self, space: Space, magnitude: Callable[[list[float]], float]) -> list[Step]:
        """One operation of the space, of a magnitude chosen from its own."""
        name = list(space)[integer(0, len(space))]
        magnitudes, signed = space[name]
        value = magnitude(magnitudes) if magnitudes else 0.0
        return self._step(name, -value if signed and self._negative() else value)

    def _step(self, name: str, magnitude: float) -> list[Step]:
        return step(name, magnitude, self.interpolation, self.fill)

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={getattr(self, name)}" for name in self._shown)
        return f"{type(self).__name__}({settings})"


class AutoAugment(Augmentation):
    """One of 25 pairs of operations, drawn at random; each is done with its own probability.

    Args:
        policy: which data set the pairs were searched on.
        interpolation, fill: of operations that move pixels.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of bytes of one or three channels.

    Source: E. Cubuk et al., AutoAugment: Learning Augmentation Strategies from Data, 2019.

    >>> import flambeau as torch
    >>> torch.vision.transforms.AutoAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = ("policy", "fill")

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: Any = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        if not isinstance(policy, AutoAugmentPolicy):
            raise ValueError(f"The provided policy {policy} is not recognized.")
        self.policy = policy
        self._policies = _pairs(policy)

    @property
    def policies(self) -> list[list[tuple[str, float, int | None]]]:
        """The pairs: names of operations, their probabilities and the numbers of their magnitudes."""
        return self._policies

    @staticmethod
    def get_params(transform_num: int) -> tuple[int, Tensor, Tensor]:
        """The number of the pair, and for each of its operations a number in [0, 1) and a sign."""
        return integer(0, transform_num), flambeau.rand(2), flambeau.randint(2, (2,))

    def _space(self, height: int, width: int) -> Space:
        names, farthest = f"{_PLACES} {_COLOURS} {_TONES} Invert", (150.0 / 331.0 * width, 150.0 / 331.0 * height)
        return space(names, 10, farthest, brightest=self._brightest)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        k, chances, signs = self.get_params(len(self.policies))
        space, steps = self._space(height, width), []
        for (name, probability, bin), chance, sign in zip(self.policies[k], chances, signs, strict=True):
            magnitudes, signed = space[name]
            value = magnitudes[bin] if bin is not None and magnitudes else 0.0
            if chance <= probability:
                steps += self._step(name, -value if signed and sign == 0 else value)
        return steps


class RandAugment(Augmentation):
    """Some operations, drawn at random, all of one strength.

    Args:
        num_ops: how many.
        magnitude: how strong, from 0 to ``num_magnitude_bins - 1``.
        interpolation, fill: of operations that move pixels.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of bytes of one or three channels.

    Source: E. Cubuk et al., RandAugment: Practical automated data augmentation with a reduced search space, 2020.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = ("num_ops", "magnitude", "num_magnitude_bins", "interpolation", "fill")

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Any = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        names, farthest = f"Identity {_PLACES} {_COLOURS} {_TONES}", (150.0 / 331.0 * width, 150.0 / 331.0 * height)
        operations = space(names, self.num_magnitude_bins, farthest, brightest=self._brightest)
        chosen = [self._operation(operations, lambda m: m[self.magnitude]) for _ in range(self.num_ops)]
        return [one for steps in chosen for one in steps]


class TrivialAugmentWide(Augmentation):
    """One operation of any strength, drawn at random.

    Args:
        num_magnitude_bins: how many strengths there are.
        interpolation, fill: of operations that move pixels.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of bytes of one or three channels.

    Source: S. Müller and F. Hutter, TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation, 2021.

    >>> import flambeau as torch
    >>> torch.vision.transforms.TrivialAugmentWide()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = ("num_magnitude_bins", "interpolation", "fill")

    def __init__(self, num_magnitude_bins: int = 31, interpolation: Any = NEAREST, fill: Any = None) -> None:
        super().__init__(interpolation, fill)
        self.num_magnitude_bins = num_magnitude_bins

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        names, bins = f"Identity {_PLACES} {_COLOURS} {_TONES}", self.num_magnitude_bins
        ranges = {"shear": 0.99, "rotate": 135.0, "colour": 0.99, "brightest": self._brightest}
        operations = space(names, bins, (32.0, 32.0), bits=(8, 6), **ranges)
        return self._operation(operations, lambda m: m[integer(0, bins)])


class AugMix(Augmentation):
    """An image mixed with several copies, each of which went through a chain of operations.

    Args:
        severity: how many of the ten strengths may be drawn.
        mixture_width: the number of chains.
        chain_depth: the length of a chain; not positive: drawn from 1 to 3.
        alpha: the concentration of the weights' Dirichlet distribution.
        all_ops: whether the operations on brightness, colour, contrast and sharpness are there too.
        interpolation, fill: of operations that move pixels.

    Raises: ValueError for a severity that is not from 1 to 10; TypeError, when called, for what is neither a PIL image
        nor a tensor of bytes of one or three channels.

    Source: D. Hendrycks et al., AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty, 2020.

    >>> import flambeau as torch
    >>> torch.vision.transforms.AugMix()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = ("severity", "mixture_width", "chain_depth", "alpha", "all_ops", "interpolation", "fill")

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: Any = BILINEAR,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def forward(self, img: Any) -> Any:
        """The mixed image."""
        pixels = F.pil_to_tensor(img) if F._image.is_pil(img) else img
        mixed = self._mixed(pixels)
        return F.to_pil_image(mixed, img.mode) if F._image.is_pil(img) else mixed

    def _mixed(self, img: Tensor, ndim: int = 4) -> Tensor:
        """The mixed tensor, whose last dimensions, ``ndim`` less one, are an example."""
        _, height, width = F.get_dimensions(img)
        names = f"{_PLACES} {_TONES}" + f" {_COLOURS}" * self.all_ops
        operations = space(names, 10, (width / 3.0, height / 3.0), bits=(4, 4), brightest=self._brightest)
        batch = img.reshape([1] * max(ndim - img.ndim, 0) + list(img.shape))
        examples, column = batch.shape[0], [batch.shape[0]] + [1] * (batch.ndim - 1)
        own, rest = self._weights(examples, 2).unbind(1)
        weights = self._weights(examples, self.mixture_width) * rest[:, None]
        mix = own.view(column) * batch
        for k in range(self.mixture_width):
            copy = batch
            for _ in range(self.chain_depth if self.chain_depth > 0 else integer(1, 4)):
                for name, arguments in self._operation(operations, lambda m: m[integer(0, self.severity)]):
                    copy = self._applied(copy, name, arguments)
            mix = mix + weights[:, k].view(column) * copy
        return mix.view(img.shape).to(img.dtype)

    def _weights(self, examples: int, n: int) -> Tensor:
        """``n`` weights with sum one for each example."""
        from flambeau import distributions  # which takes some time to load

        concentration = flambeau.tensor([float(self.alpha)] * n).expand(examples, n)
        return distributions.Dirichlet(concentration, validate_args=False).sample()


explain_module(globals())
