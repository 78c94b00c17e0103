"""Augmentation by random operations, and by mixing the images of a batch."""

from __future__ import annotations

import math
from typing import Any

import flambeau
from flambeau import Tensor, _pytree
from flambeau._arguments import explain_module
from flambeau.nn.functional import one_hot

from ...tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, TVTensor, Video, wrap
from .. import autoaugment
from .._steps import Step
from ..functional._image import is_pil, largest
from . import functional as F
from ._misc import labels_by
from ._transform import Stepped, Transform, call_kernel, has_any, plain, query_size
from .functional._dispatch import is_pure_tensor

__all__ = ["AugMix", "AutoAugment", "CutMix", "MixUp", "RandAugment", "TrivialAugmentWide"]


class _Augmentation(Stepped):
    """Changes the one image or video of a sample."""

    _transformed_types = (is_pure_tensor, is_pil, Image, Video)
    _brightest = 1.0

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raises TypeError for boxes, masks and keypoints, and unless there is one image or video."""
        for inpt in flat_inputs:
            if isinstance(inpt, BoundingBoxes | Mask | KeyPoints):
                raise TypeError(f"Inputs of type {type(inpt).__name__} are not supported by {type(self).__name__}()")
        found = sum(self._needs_transform_list(flat_inputs))
        if found == 0:
            raise TypeError("Found no image in the sample.")
        if found > 1:
            raise ValueError(f"Auto augment transformations are only properly defined for a single image or video, but found {found}.")  # fmt: skip # noqa: E501

    def _negative(self) -> bool:
        return bool(flambeau.rand(()) <= 0.5)

    def _applied(self, img: Any, name: str, arguments: dict[str, Any]) -> Any:
        """One step; thresholds are parts of full brightness."""
        if name == "solarize":
            full = largest(img.dtype) if isinstance(img, Tensor) else 255.0
            arguments = {"threshold": full * arguments["threshold"]}
        return call_kernel(name, img, arguments)


class AutoAugment(_Augmentation, autoaugment.AutoAugment):
    __doc__ = autoaugment.AutoAugment.__doc__

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        pair = self.policies[int(flambeau.randint(len(self.policies), ()))]
        space, steps = self._space(height, width), []
        for name, probability, bin in pair:
            if float(flambeau.rand(())) > probability:
                continue
            magnitudes, signed = space[name]
            value = magnitudes[bin] if bin is not None and magnitudes else 0.0
            steps += self._step(name, -value if magnitudes and signed and self._negative() else value)
        return steps


class RandAugment(_Augmentation, autoaugment.RandAugment):
    __doc__ = autoaugment.RandAugment.__doc__


class TrivialAugmentWide(_Augmentation, autoaugment.TrivialAugmentWide):
    __doc__ = autoaugment.TrivialAugmentWide.__doc__


class AugMix(_Augmentation, autoaugment.AugMix):
    __doc__ = autoaugment.AugMix.__doc__

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Nothing: all is drawn while the image is mixed."""
        return {}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The mixed image."""
        if is_pil(inpt):
            return F.to_pil_image(self._mixed(F.pil_to_tensor(inpt)), inpt.mode)
        mixed = self._mixed(plain(inpt), 5 if isinstance(inpt, Video) else 4)
        return wrap(mixed, like=inpt) if isinstance(inpt, TVTensor) else mixed


class _Mix(Transform):
    """Mixes each image of a batch, and its label, with another: the one before it."""

    def __init__(self, *, alpha: float = 1.0, num_classes: int | None = None, labels_getter: Any = "default") -> None:
        super().__init__()
        self.alpha, self.num_classes = float(alpha), num_classes
        self._labels = labels_by(labels_getter)

    def _part(self) -> float:
        """How much of an image stays, from a Beta distribution."""
        from flambeau import distributions  # which takes some time to load

        alpha = flambeau.tensor([self.alpha])
        return float(distributions.Beta(alpha, alpha).sample(()))

    def forward(self, *inputs: Any) -> Any:
        """The mixed batch."""
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat, structure = _pytree.tree_flatten(sample)
        if has_any(flat, is_pil, BoundingBoxes, Mask, KeyPoints):
            raise ValueError(
                f"{type(self).__name__}() does not support PIL images, bounding boxes, masks and keypoints."
            )
        labels = self._labels(sample)
        self._check_labels(labels)
        params = {"labels": labels, "batch_size": labels.shape[0], **self.make_params(self._images(flat, labels))}
        images = {id(image) for image in self._images(flat, labels)}
        out = []
        for inpt in flat:
            if inpt is labels:
                inpt = self._mixed_labels(labels, params["lam"])
            elif id(inpt) in images:
                self._check_images(inpt, params["batch_size"])
                inpt = self.transform(inpt, params)
            out.append(inpt)
        return _pytree.tree_unflatten(out, structure)

    def _images(self, flat: list[Any], labels: Tensor) -> list[Any]:
        others = [inpt for inpt in flat if inpt is not labels]
        return [inpt for inpt, change in zip(others, self._needs_transform_list(others), strict=True) if change]

    def _check_labels(self, labels: Any) -> None:
        if not isinstance(labels, Tensor):
            raise ValueError(f"The labels must be a tensor, but got {type(labels)} instead.")
        if labels.ndim not in (1, 2):
            raise ValueError(
                "labels should be index based with shape (batch_size,) or probability based with shape "
                f"(batch_size, num_classes), but got a tensor of shape {labels.shape} instead."
            )
        if labels.ndim == 2 and self.num_classes is not None and labels.shape[-1] != self.num_classes:
            raise ValueError(
                f"When passing 2D labels, the number of elements in last dimension must match num_classes: "
                f"{labels.shape[-1]} != {self.num_classes}."
            )
        if labels.ndim == 1 and self.num_classes is None:
            raise ValueError("num_classes must be passed if the labels are index-based (1D)")

    def _check_images(self, batch: Tensor, batch_size: int) -> None:
        expected = 5 if isinstance(batch, Video) else 4
        if batch.ndim != expected:
            raise ValueError(f"Expected a batched input with {expected} dims, but got {batch.ndim} dimensions instead.")
        if batch.shape[0] != batch_size:
            raise ValueError(
                f"The batch size of the image or video does not match the batch size of the labels: "
                f"{batch.shape[0]} != {batch_size}."
            )

    def _mixed_labels(self, labels: Tensor, lam: float) -> Tensor:
        chances = one_hot(labels, self.num_classes or -1) if labels.ndim == 1 else labels
        chances = chances if chances.is_floating_point() else chances.float()
        return chances.roll(1, 0) * (1.0 - lam) + chances * lam


class MixUp(_Mix):
    """Each image of a batch mixed with the one before it, and the labels likewise.

    Args:
        alpha: both parameters of the Beta distribution that the part of each is drawn from.
        num_classes: how many labels there are; needed where labels are numbers.
        labels_getter: where the labels are, as of `SanitizeBoundingBoxes`.

    Raises: ValueError, when called, for PIL images, boxes, masks, keypoints, and labels that do not go with the images.

    Source: H. Zhang et al., mixup: Beyond Empirical Risk Minimization, 2018.

    >>> import flambeau as torch
    >>> images, labels = torch.zeros(2, 3, 4, 4), torch.tensor([0, 1])
    >>> _, mixed = torch.vision.transforms.v2.MixUp(num_classes=2)(images, labels)
    >>> mixed.sum(1)
    tensor([1., 1.])
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """How much of each image stays."""
        return {"lam": self._part()}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The mixed images."""
        images, lam = plain(inpt), params["lam"]
        out = (images.roll(1, 0) * (1.0 - lam) + images * lam).to(images.dtype)
        return wrap(out, like=inpt) if isinstance(inpt, TVTensor) else out


class CutMix(_Mix):
    """A rectangle of each image of a batch is taken from the one before it; the labels are mixed by its area.

    The arguments are those of `MixUp`.

    Raises: ValueError, when called, for PIL images, boxes, masks, keypoints, and labels that do not go with the images.

    Source: S. Yun et al., CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features, 2019.

    >>> import flambeau as torch
    >>> images, labels = torch.zeros(2, 3, 4, 4), torch.tensor([0, 1])
    >>> _, mixed = torch.vision.transforms.v2.CutMix(num_classes=2)(images, labels)
    >>> mixed.sum(1)
    tensor([1., 1.])
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """The rectangle, and how much of each image stays."""
        half = 0.5 * math.sqrt(1.0 - self._part())
        height, width = query_size(flat_inputs)
        x, y = int(flambeau.randint(width, (1,))), int(flambeau.randint(height, (1,)))
        across, down = int(half * width), int(half * height)
        left, right = max(x - across, 0), min(x + across, width)
        top, bottom = max(y - down, 0), min(y + down, height)
        return {"box": (left, top, right, bottom), "lam": 1.0 - (right - left) * (bottom - top) / (width * height)}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The mixed images."""
        left, top, right, bottom = params["box"]
        images = plain(inpt)
        out = images.clone()
        out[..., top:bottom, left:right] = images.roll(1, 0)[..., top:bottom, left:right]
        return wrap(out, like=inpt) if isinstance(inpt, TVTensor) else out


explain_module(globals())
