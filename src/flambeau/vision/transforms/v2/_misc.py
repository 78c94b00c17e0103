"""Conversions, statistics, boxes and keypoints, and any function as a transform."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, _pytree
from flambeau._arguments import entries, explain_module

from ...tv_tensors import BoundingBoxes, BoundingBoxFormat, Image, KeyPoints, Mask, TVTensor, Video, wrap
from .. import _convert
from ..functional._image import is_pil
from . import functional as F
from ._transform import Stepped, Transform, call_kernel, get_bounding_boxes, get_keypoints, has_any, plain
from .functional._boxes import valid_boxes, valid_points
from .functional._dispatch import is_pure_tensor

__all__ = [
    "ClampBoundingBoxes",
    "ClampKeyPoints",
    "ConvertBoundingBoxFormat",
    "ConvertImageDtype",
    "GaussianNoise",
    "Identity",
    "Lambda",
    "LinearTransformation",
    "Normalize",
    "PILToTensor",
    "SanitizeBoundingBoxes",
    "SanitizeKeyPoints",
    "SetClampingMode",
    "ToDtype",
    "ToImage",
    "ToPILImage",
    "ToPureTensor",
    "ToTensor",
    "UniformTemporalSubsample",
]


def _is_array(inpt: Any) -> bool:
    import numpy as np

    return isinstance(inpt, np.ndarray)


class Identity(Transform):
    """The inputs as they are.

    >>> from flambeau.vision.transforms import v2
    >>> v2.Identity()(1)
    1
    """

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """``inpt``."""
        return inpt


class Lambda(Transform):
    """A function as a transform, of the inputs of certain types; of all if none are given.

    Raises: what the function raises.

    >>> from flambeau.vision.transforms import v2
    >>> v2.Lambda(lambda x: x + 1, int)((1, "a"))
    (2, 'a')
    """

    _transformed_types = (object,)

    def __init__(self, lambd: Callable[[Any], Any], *types: type) -> None:
        super().__init__()
        self.lambd = lambd
        self.types = types or (object,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """What the function gives."""
        return self.lambd(inpt) if isinstance(inpt, self.types) else inpt

    def extra_repr(self) -> str:
        """The function and the types."""
        return f"{getattr(self.lambd, '__name__', '')}, types={[t.__name__ for t in self.types]}"


class _Tensors(Transform):
    """A transform that refuses PIL images."""

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raises TypeError for PIL images."""
        if has_any(flat_inputs, is_pil):
            raise TypeError(f"{type(self).__name__}() does not support PIL images.")


class Normalize(_Tensors, Stepped, _convert.Normalize):
    __doc__ = _convert.Normalize.__doc__

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__(list(entries(mean, "mean")), list(entries(std, "std")), inplace)


class LinearTransformation(_Tensors, _convert.LinearTransformation):
    __doc__ = _convert.LinearTransformation.__doc__
    _transformed_types = (is_pure_tensor, Image, Video)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The transformed image."""
        out = _convert.LinearTransformation.forward(self, plain(inpt))
        return wrap(out, like=inpt) if isinstance(inpt, TVTensor) else out


class GaussianNoise(Transform):
    """An image plus normal noise, on the scale [0, 1]; see `functional.gaussian_noise`.

    Raises: ValueError, when called, for a negative sigma, integers that are no bytes, and PIL images.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.GaussianNoise(mean=0.5, sigma=0.)(torch.zeros(1, 1, 2))
    tensor([[[0.5000, 0.5000]]])
    """

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        super().__init__()
        self.mean, self.sigma, self.clip = mean, sigma, clip

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The noisy image."""
        if is_pil(inpt):
            raise ValueError("Gaussian Noise is not implemented for PIL images.")
        return call_kernel("gaussian_noise", inpt, {"mean": self.mean, "sigma": self.sigma, "clip": self.clip})


class ToDtype(Transform):
    """Tensors in another dtype.

    Args:
        dtype: of images, videos and plain tensors; or a dict by type, in which "others" stands for the rest and None
            means that the dtype stays.
        scale: whether values of images and videos are scaled with the dtype, as by `functional.to_dtype`.

    Raises: ValueError, when called, for a type that the dict does not name.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.ToDtype(torch.float32, scale=True)(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """

    _transformed_types = (Tensor,)

    def __init__(self, dtype: Any, scale: bool = False) -> None:
        super().__init__()
        self.dtype, self.scale = dtype, scale

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The tensor in the other dtype."""
        image = is_pure_tensor(inpt) or isinstance(inpt, Image | Video)
        if not isinstance(self.dtype, dict):
            return F.to_dtype(inpt, self.dtype, self.scale) if image else inpt
        if type(inpt) not in self.dtype and "others" not in self.dtype:
            raise ValueError(
                f"No dtype was specified for type {type(inpt)}. If you only need to convert the dtype of images or "
                "videos, you can just pass e.g. dtype=torch.float32."
            )
        dtype = self.dtype.get(type(inpt), self.dtype.get("others"))
        if dtype is None:
            if self.scale and image:
                warnings.warn(f"scale was set to True but no dtype was specified for {type(inpt)}", stacklevel=2)
            return inpt
        return F.to_dtype(inpt, dtype, self.scale)


class ConvertImageDtype(Transform):
    """An image in another dtype, its values scaled with it; `ToDtype` with ``scale`` does the same.

    Raises: RuntimeError, when called, for a conversion that is not safe.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.ConvertImageDtype()(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """

    _transformed_types = (is_pure_tensor, Image)

    def __init__(self, dtype: flambeau.dtype = flambeau.float32) -> None:
        super().__init__()
        self.dtype = dtype

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The image in the other dtype."""
        return F.to_dtype(inpt, self.dtype, True)


class ToImage(Transform):
    """A plain tensor, a PIL image or an array (height, width, channels) as `tv_tensors.Image`, of its own dtype.

    Raises: ValueError, when called, for tensors of fewer than two dimensions.

    >>> import flambeau as torch
    >>> type(torch.vision.transforms.v2.ToImage()(torch.zeros(3, 2, 2))).__name__
    'Image'
    """

    _transformed_types = (is_pure_tensor, is_pil, _is_array)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The image."""
        return F.to_image(inpt)


class ToPureTensor(Transform):
    """Tensors that say what they are as plain tensors.

    Raises: what `as_subclass` raises.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.ToPureTensor()(torch.vision.tv_tensors.Mask([[1]]))
    tensor([[1]])
    """

    _transformed_types = (TVTensor,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The tensor."""
        return plain(inpt)


class ToPILImage(Transform):
    """A plain tensor, an image or an array as a PIL image; see `functional.to_pil_image`.

    Raises: TypeError and ValueError, when called, for what has no such image.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.ToPILImage()(torch.zeros(3, 4, 5)).size  # doctest: +SKIP
    (5, 4)
    """

    _transformed_types = (is_pure_tensor, Image, _is_array)

    def __init__(self, mode: str | None = None) -> None:
        super().__init__()
        self.mode = mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The image."""
        return F.to_pil_image(plain(inpt) if isinstance(inpt, Tensor) else inpt, self.mode)


class PILToTensor(Transform):
    """A PIL image as a plain tensor of its own dtype.

    Raises: TypeError, when called, for what has no such tensor.

    >>> from flambeau.vision.transforms import v2
    >>> v2.PILToTensor()("no image")
    'no image'
    """

    _transformed_types = (is_pil,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The tensor."""
        return F.pil_to_tensor(inpt)


class ToTensor(Transform):
    """A PIL image or an array as a plain tensor of floats in [0, 1]. Deprecated: `ToImage`, then `ToDtype`.

    Raises: ValueError, when called, for arrays that have not two or three dimensions.

    >>> import numpy, pytest
    >>> from flambeau.vision.transforms import v2
    >>> with pytest.warns(UserWarning, match="deprecated"):
    ...     v2.ToTensor()(numpy.array([[255]], dtype=numpy.uint8))
    tensor([[[1.]]])
    """

    _transformed_types = (is_pil, _is_array)

    def __init__(self) -> None:
        warnings.warn(
            "The transform `ToTensor()` is deprecated and will be removed in a future release. Instead, please use "
            "`v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])`.",
            stacklevel=2,
        )
        super().__init__()

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The tensor."""
        return F.to_tensor(inpt)


class UniformTemporalSubsample(Transform):
    """``num_samples`` frames of a video, equally far apart.

    Raises: TypeError, when called, for what has no frames.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.UniformTemporalSubsample(3)(torch.arange(5).view(5, 1, 1, 1)).flatten()
    tensor([0, 2, 4])
    """

    _transformed_types = (is_pure_tensor, Video)

    def __init__(self, num_samples: int) -> None:
        super().__init__()
        self.num_samples = num_samples

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The frames."""
        return F.uniform_temporal_subsample(inpt, self.num_samples)


class ConvertBoundingBoxFormat(Transform):
    """Boxes in another format: a `BoundingBoxFormat` or its name.

    Raises: ValueError, when called, for formats of which only one may be turned.

    >>> import flambeau as torch
    >>> boxes = torch.vision.tv_tensors.BoundingBoxes([[1, 2, 3, 4]], format="XYXY", canvas_size=(5, 5))
    >>> torch.vision.transforms.v2.ConvertBoundingBoxFormat("XYWH")(boxes).tolist()
    [[1, 2, 2, 2]]
    """

    _transformed_types = (BoundingBoxes,)

    def __init__(self, format: Any) -> None:
        super().__init__()
        self.format = BoundingBoxFormat[format.upper()] if isinstance(format, str) else format

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The boxes."""
        return F.convert_bounding_box_format(inpt, new_format=self.format)


class ClampBoundingBoxes(Transform):
    """Boxes, the part that lies within the image; see `functional.clamp_bounding_boxes`.

    Raises: ValueError, when called, for a mode that is none.

    >>> import flambeau as torch
    >>> boxes = torch.vision.tv_tensors.BoundingBoxes([[1, 2, 9, 4]], format="XYXY", canvas_size=(5, 5))
    >>> torch.vision.transforms.v2.ClampBoundingBoxes()(boxes).tolist()
    [[1, 2, 5, 4]]
    """

    _transformed_types = (BoundingBoxes,)

    def __init__(self, clamping_mode: Any = "auto") -> None:
        super().__init__()
        self.clamping_mode = clamping_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The boxes."""
        return F.clamp_bounding_boxes(inpt, clamping_mode=self.clamping_mode)


class SetClampingMode(Transform):
    """How boxes that reach beyond the image are cut from now on: "soft", "hard", or None.

    Raises: ValueError for another mode.

    >>> import flambeau as torch
    >>> boxes = torch.vision.tv_tensors.BoundingBoxes([[1, 2, 9, 4]], format="XYXY", canvas_size=(5, 5))
    >>> torch.vision.transforms.v2.SetClampingMode(None)(boxes).clamping_mode is None
    True
    """

    _transformed_types = (BoundingBoxes,)

    def __init__(self, clamping_mode: Any) -> None:
        super().__init__()
        if clamping_mode not in (None, "soft", "hard"):
            raise ValueError(f"clamping_mode must be soft, hard or None, got {clamping_mode}")
        self.clamping_mode = clamping_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The boxes."""
        return wrap(plain(inpt).clone(), like=inpt, clamping_mode=self.clamping_mode)


class ClampKeyPoints(Transform):
    """Keypoints, moved into the image.

    Raises: what `functional.clamp_keypoints` raises.

    >>> import flambeau as torch
    >>> points = torch.vision.tv_tensors.KeyPoints([[9, -1]], canvas_size=(5, 5))
    >>> torch.vision.transforms.v2.ClampKeyPoints()(points).tolist()
    [[4, 0]]
    """

    _transformed_types = (KeyPoints,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The points."""
        return F.clamp_keypoints(inpt)


def find_labels(inputs: Any) -> Any:
    """The labels in a sample: its second part, or there or in itself what a dict has under a key that says "label"."""
    if isinstance(inputs, tuple | list):
        inputs = inputs[1]
    if isinstance(inputs, Tensor):
        return inputs
    if not isinstance(inputs, Mapping):
        raise ValueError(
            "When using the default labels_getter, the input passed to forward must be a dictionary or a two-tuple "
            f"whose second item is a dictionary or a tensor, but got {inputs} instead."
        )
    exact = [key for key in inputs if str(key).lower() == "labels"]
    for key in exact or [key for key in inputs if "label" in str(key).lower()]:
        return inputs[key]
    raise ValueError(
        "Could not infer where the labels are in the sample. Try passing a callable as the labels_getter parameter? "
        "If there are no labels in the sample by design, pass labels_getter=None."
    )


def _under(key: str, inputs: Any) -> Any:
    return (inputs[1] if isinstance(inputs, tuple | list) else inputs)[key]


def _no_labels(inputs: Any) -> None:
    """There are none."""


def labels_by(getter: Any) -> Callable[[Any], Any]:
    """The function that finds labels: "default", a key of a dict, a function, or None."""
    if getter == "default":
        return find_labels
    if isinstance(getter, str):
        return functools.partial(_under, getter)
    if callable(getter):
        return getter
    if getter is None:
        return _no_labels
    raise ValueError(f"labels_getter should either be 'default', a string, a callable, or None, but got {getter}.")


class _Sanitize(Transform):
    """Removes some of the items of a sample, and the labels of these."""

    _removed: tuple[type[Tensor], ...] = ()

    def __init__(self, labels_getter: Any) -> None:
        super().__init__()
        self.labels_getter = labels_getter
        self._labels = labels_by(labels_getter)

    def _kept(self, flat_inputs: list[Any]) -> Tensor:
        """Which items stay."""
        raise NotImplementedError

    def forward(self, *inputs: Any) -> Any:
        """The sample without what is removed."""
        sample = inputs if len(inputs) > 1 else inputs[0]
        labels = self._labels(sample)
        labels = list(labels) if isinstance(labels, tuple | list) else [] if labels is None else [labels]
        if not all(isinstance(each, Tensor) for each in labels):
            raise ValueError("The labels in the input to forward() must be a tensor or None, or tuples of them")
        flat, structure = _pytree.tree_flatten(sample)
        kept = self._kept(flat)
        for each in labels:
            if len(each) != len(kept):
                raise ValueError(
                    f"Number of boxes (shape={tuple(kept.shape)}) and must match the number of labels."
                    f"Found labels with shape={tuple(each.shape)})."
                )
        out = []
        for inpt in flat:
            goes_with = isinstance(inpt, self._removed) and len(inpt) == len(kept)  # a mask of the whole image does not
            if goes_with or any(inpt is each for each in labels):
                few = plain(inpt)[kept]
                inpt = wrap(few, like=inpt) if isinstance(inpt, TVTensor) else few
            out.append(inpt)
        return _pytree.tree_unflatten(out, structure)


class SanitizeBoundingBoxes(_Sanitize):
    """Removes boxes that are too small or reach beyond the image, with their masks and labels.

    Args:
        min_size: the least width and height, in pixels.
        min_area: the least area, in square pixels.
        labels_getter: where the labels are: the key of a dict, a function of the sample, None for no labels; "default":
            the second part of the sample, or what stands under a key that says "label".

    Raises: ValueError for numbers below 1 and a getter that is none and, when called, without boxes, or for another
        number of labels.

    >>> import flambeau as torch
    >>> boxes = torch.vision.tv_tensors.BoundingBoxes([[1, 2, 3, 4], [1, 1, 1, 1]], format="XYXY", canvas_size=(5, 5))
    >>> sample = torch.vision.transforms.v2.SanitizeBoundingBoxes()({"boxes": boxes, "labels": torch.tensor([7, 8])})
    >>> sample["labels"]
    tensor([7])
    """

    _removed = (BoundingBoxes, Mask)

    def __init__(self, min_size: float = 1.0, min_area: float = 1.0, labels_getter: Any = "default") -> None:
        if min_size < 1:
            raise ValueError(f"min_size must be >= 1, got {min_size}.")
        if min_area < 1:
            raise ValueError(f"min_area must be >= 1, got {min_area}.")
        super().__init__(labels_getter)
        self.min_size, self.min_area = min_size, min_area

    def _kept(self, flat_inputs: list[Any]) -> Tensor:
        boxes = get_bounding_boxes(flat_inputs)
        return valid_boxes(boxes, boxes.format, boxes.canvas_size, self.min_size, self.min_area)


class SanitizeKeyPoints(_Sanitize):
    """Removes keypoints that lie outside the image, with their labels; of points in groups, whole groups.

    ``labels_getter``: as of `SanitizeBoundingBoxes`.

    Raises: ValueError for a getter that is none and, when called, without keypoints, or for another number of labels.

    >>> import flambeau as torch
    >>> points = torch.vision.tv_tensors.KeyPoints([[1, 1], [9, 1]], canvas_size=(5, 5))
    >>> torch.vision.transforms.v2.SanitizeKeyPoints()(points).tolist()
    [[1, 1]]
    """

    _removed = (KeyPoints,)

    def __init__(self, labels_getter: Any = None) -> None:
        super().__init__(labels_getter)

    def _kept(self, flat_inputs: list[Any]) -> Tensor:
        points = get_keypoints(flat_inputs)
        kept = valid_points(plain(points), points.canvas_size)
        while kept.ndim > 1:
            kept = kept.all(-1)
        return kept


explain_module(globals())
