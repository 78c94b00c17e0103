"""Images from PIL and NumPy to tensors and back; dtypes and their ranges of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from ..._pillow import pillow
from ._image import is_pil, largest

__all__ = ["convert_image_dtype", "normalize", "pil_to_tensor", "to_pil_image", "to_tensor"]


def pil_to_tensor(pic: Any) -> Tensor:
    """A PIL image as a tensor (channels, height, width) of its own dtype, without scaling.

    Of 16 bits ("I;16") it is int32.

    Raises: TypeError for what is no PIL image.

    >>> from PIL import Image  # doctest: +SKIP
    >>> pil_to_tensor(Image.new("RGB", (5, 4))).shape  # doctest: +SKIP
    torch.Size([3, 4, 5])
    """
    if not is_pil(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    import numpy as np

    pixels = np.array(pic, copy=True)
    pixels = pixels.astype(np.int32) if pixels.dtype.itemsize == 2 else pixels
    return flambeau.from_numpy(pixels).reshape(pic.height, pic.width, len(pic.getbands())).permute(2, 0, 1)


def to_tensor(pic: Any) -> Tensor:
    """A PIL image or an array (height, width, channels) as a contiguous tensor (channels, height, width).

    Bytes become the default floating dtype in [0, 1]; other numbers keep their dtype and value.

    Raises: TypeError for what is neither a PIL image nor an array; ValueError for an array that has not two or three
        dimensions.

    >>> import numpy
    >>> to_tensor(numpy.array([[[0], [255]]], dtype=numpy.uint8))
    tensor([[[0., 1.]]])
    """
    import numpy as np

    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        img = flambeau.from_numpy(pic[:, :, None] if pic.ndim == 2 else pic).permute(2, 0, 1).contiguous()
    elif is_pil(pic):
        img = pil_to_tensor(pic).contiguous()
        if pic.mode == "I;16":
            img = img.to(flambeau.int16)
        if pic.mode == "1":
            img = img.to(flambeau.uint8) * 255
    else:
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    return img.to(flambeau.get_default_dtype()).div(255) if img.dtype == flambeau.uint8 else img


def convert_image_dtype(image: Tensor, dtype: flambeau.dtype = flambeau.float32) -> Tensor:
    """``image`` in another dtype, its values scaled with it: floats are in [0, 1], integers in [0, largest].

    Raises: RuntimeError for a float image and an integer dtype that it has too few digits for; TypeError for what is no
        tensor.

    >>> import flambeau as torch
    >>> convert_image_dtype(torch.tensor([0, 51, 255], dtype=torch.uint8))
    tensor([0.0000, 0.2000, 1.0000])
    """
    if not isinstance(image, Tensor):
        raise TypeError("Input img should be Tensor Image")
    source = image.dtype
    if source == dtype:
        return image
    if source.is_floating_point:
        if dtype.is_floating_point:
            return image.to(dtype)
        wide = dtype == flambeau.int64 or (dtype == flambeau.int32 and source == flambeau.float32)
        if wide and not (dtype == flambeau.int32 and source == flambeau.float64):
            raise RuntimeError(f"The cast from {source} to {dtype} cannot be performed safely.")
        return image.mul(largest(dtype) + 1.0 - 1e-3).to(dtype)  # rounds to the nearest of evenly wide steps
    if dtype.is_floating_point:
        return image.to(dtype) / largest(source)
    old, new = largest(source), largest(dtype)
    if old > new:  # drops the lower digits
        return flambeau.div(image, (old + 1) // (new + 1), rounding_mode="floor").to(dtype)
    return image.to(dtype) * ((new + 1) // (old + 1))


def normalize(tensor: Tensor, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Tensor:
    """``(tensor - mean) / std``, channel by channel, of a float tensor (..., channels, height, width).

    Raises: TypeError for what is no floating tensor; ValueError for fewer than three dimensions, and a standard
        deviation that is zero.

    >>> import flambeau as torch
    >>> normalize(torch.tensor([[[1., 3.]]]), mean=[1.], std=[2.])
    tensor([[[0., 1.]]])
    """
    if not isinstance(tensor, Tensor) or not tensor.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {getattr(tensor, 'dtype', type(tensor))}.")
    if tensor.ndim < 3:
        raise ValueError(
            f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}"
        )
    shift, scale = (flambeau.as_tensor(v, dtype=tensor.dtype).reshape(-1, 1, 1) for v in (mean, std))
    if bool((scale == 0).any()):
        raise ValueError(f"std evaluated to zero after conversion to {tensor.dtype} | Normalize divides by it")
    out = tensor if inplace else tensor.clone()
    return out.sub_(shift).div_(scale)


# Modes of PIL images by the number of channels; the first is the default.
_MODES = {1: ("L", "I;16", "I", "F"), 2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}
_MODE_OF_ONE_CHANNEL = {"uint8": "L", "int16": "I;16", "int32": "I", "float32": "F"}


def to_pil_image(pic: Any, mode: str | None = None) -> Any:
    """A tensor (channels, height, width) or an array (height, width, channels) as a PIL image.

    Floats in [0, 1] become bytes, unless ``mode`` is "F". One channel gives "L" ("I;16", "I" or "F" by dtype), two
    "LA", three "RGB", four "RGBA", if ``mode`` names no other.

    Raises: TypeError for another type or dtype; ValueError for more than four channels, another number of dimensions,
        and a mode that does not fit the channels.

    >>> import flambeau as torch
    >>> to_pil_image(torch.zeros(3, 4, 5)).size  # doctest: +SKIP
    (5, 4)
    """
    import numpy as np

    if isinstance(pic, Tensor):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        if pic.ndim == 3 and pic.shape[-3] > 4:
            raise ValueError(f"pic should not have > 4 channels. Got {pic.shape[-3]} channels.")
        pic = pic.unsqueeze(0) if pic.ndim == 2 else pic
        if pic.is_floating_point() and mode != "F":
            pic = pic.mul(255).to(flambeau.uint8)
        pixels = pic.permute(1, 2, 0).detach().cpu().numpy()
    elif isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        pixels = pic[:, :, None] if pic.ndim == 2 else pic
        if pixels.shape[-1] > 4:
            raise ValueError(f"pic should not have > 4 channels. Got {pixels.shape[-1]} channels.")
    else:
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    return _image_of(pixels, mode)


def _image_of(pixels: Any, mode: str | None) -> Any:
    """A PIL image of an array (height, width, channels)."""
    height, width, channels = pixels.shape
    name = pixels.dtype.name
    if channels == 1:
        expected = _MODE_OF_ONE_CHANNEL.get(name)
        if mode is not None and mode != expected:
            raise ValueError(f"Incorrect mode ({mode}) supplied for input type {pixels.dtype}. Should be {expected}")
    elif mode is not None and mode not in _MODES[channels]:
        raise ValueError(f"Only modes {_MODES[channels]} are supported for {channels}D inputs")
    else:
        expected = mode or (_MODES[channels][0] if name == "uint8" else None)
    if expected is None or (channels > 1 and name != "uint8"):
        raise TypeError(f"Input type {name} is not supported")
    return pillow().frombytes(expected, (width, height), pixels.tobytes())


explain_module(globals())
