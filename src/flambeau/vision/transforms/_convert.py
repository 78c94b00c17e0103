"""Transforms between PIL images, arrays and tensors, of dtypes and of ranges, and any function as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from . import functional as F
from ._steps import Step, Transform

__all__ = [
    "ConvertImageDtype",
    "Lambda",
    "LinearTransformation",
    "Normalize",
    "PILToTensor",
    "ToPILImage",
    "ToTensor",
]


class ToTensor:
    """A PIL image or an array (height, width, channels) as a tensor; see `functional.to_tensor`.

    Raises: TypeError, when called, for what is neither; ValueError for an array that has not two or three dimensions.

    >>> import numpy
    >>> from flambeau.vision import transforms
    >>> transforms.ToTensor()(numpy.array([[[0], [255]]], dtype=numpy.uint8))
    tensor([[[0., 1.]]])
    """

    def __call__(self, pic: Any) -> Tensor:
        """The tensor."""
        return F.to_tensor(pic)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class PILToTensor:
    """A PIL image as a tensor of its own dtype; see `functional.pil_to_tensor`.

    Raises: TypeError, when called, for what is no PIL image.

    >>> from PIL import Image  # doctest: +SKIP
    >>> PILToTensor()(Image.new("RGB", (5, 4))).shape  # doctest: +SKIP
    torch.Size([3, 4, 5])
    """

    def __call__(self, pic: Any) -> Tensor:
        """The tensor."""
        return F.pil_to_tensor(pic)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class ToPILImage:
    """A tensor or an array as a PIL image; see `functional.to_pil_image`.

    Raises: TypeError and ValueError, when called, for what has no such image.

    >>> import flambeau as torch
    >>> ToPILImage()(torch.zeros(3, 4, 5)).size  # doctest: +SKIP
    (5, 4)
    """

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Any) -> Any:
        """The image."""
        return F.to_pil_image(pic, self.mode)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'' if self.mode is None else f'mode={self.mode}'})"


class ConvertImageDtype(Transform):
    """A tensor in another dtype, its values scaled with it; see `functional.convert_image_dtype`.

    Raises: RuntimeError, when called, for floats and an integer dtype that they have too few digits for.

    >>> import flambeau as torch
    >>> torch.vision.transforms.ConvertImageDtype(torch.float32)(torch.tensor([[[0, 51]]], dtype=torch.uint8))
    tensor([[[0.0000, 0.2000]]])
    """

    def __init__(self, dtype: flambeau.dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, img: Any) -> Any:
        """The image in the other dtype."""
        return F.convert_image_dtype(img, self.dtype)


class Normalize(Transform):
    """``(img - mean) / std``, channel by channel, of a float tensor; see `functional.normalize`.

    Raises: TypeError and ValueError, when called, as that does.

    >>> import flambeau as torch
    >>> torch.vision.transforms.Normalize(mean=[1.], std=[2.])(torch.tensor([[[1., 3.]]]))
    tensor([[[0., 1.]]])
    """

    _shown = ("mean", "std")

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("normalize", {"mean": self.mean, "std": self.std, "inplace": self.inplace})]


class LinearTransformation(Transform):
    """``(img.flatten() - mean_vector) @ transformation_matrix`` in the shape of ``img``, as in whitening.

    Args:
        transformation_matrix: (D, D) with D = channels * height * width.
        mean_vector: (D,).

    Raises: ValueError for another shape of either and, when called, for an image that has not D elements.

    >>> import flambeau as torch
    >>> torch.vision.transforms.LinearTransformation(2 * torch.eye(2), torch.ones(2))(torch.tensor([[[1., 3.]]]))
    tensor([[[0., 4.]]])
    """

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        rows, columns = transformation_matrix.shape
        if rows != columns:
            raise ValueError(
                f"transformation_matrix should be square. Got {list(transformation_matrix.shape)} rectangular matrix."
            )
        if mean_vector.shape[0] != rows:
            raise ValueError(
                f"mean_vector should have the same length {mean_vector.shape[0]} as any one of the dimensions of the "
                f"transformation_matrix [{list(transformation_matrix.shape)}]"
            )
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def forward(self, tensor: Any) -> Any:
        """The transformed image."""
        size = self.transformation_matrix.shape[0]
        if tensor.shape[-3:].numel() != size:
            raise ValueError(
                "Input tensor and transformation matrix have incompatible shape."
                f"{list(tensor.shape[-3:])} has {tensor.shape[-3:].numel()} elements, expected {size}"
            )
        centred = tensor.reshape(-1, size) - self.mean_vector
        return (centred @ self.transformation_matrix.to(centred.dtype)).reshape(tensor.shape)

    def __repr__(self) -> str:
        matrix, mean = self.transformation_matrix.tolist(), self.mean_vector.tolist()
        return f"{type(self).__name__}(transformation_matrix={matrix}, mean_vector={mean})"


class Lambda:
    """A function as a transform.

    Raises: TypeError for what cannot be called.

    >>> from flambeau.vision import transforms
    >>> transforms.Lambda(lambda img: img + 1)(1)
    2
    """

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        """What the function gives."""
        return self.lambd(img)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


explain_module(globals())
