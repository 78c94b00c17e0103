"""The functions of `functional`, for all kinds of input: which kernel computes each for which kind."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau.nn import functional as nnF

from ....tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, Video, wrap
from ... import functional as F
from ...functional import InterpolationMode
from ...functional._geometry import resized_size
from ...functional._image import mode_of
from ...functional._warp import seen_through
from . import _rounding
from ._dispatch import Kernel, PILImage, functional, rewrapped
from ._points import mapped_boxes, mapped_points

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "adjust_sharpness",
    "affine",
    "autocontrast",
    "center_crop",
    "crop",
    "elastic",
    "elastic_transform",
    "equalize",
    "erase",
    "five_crop",
    "gaussian_blur",
    "gaussian_noise",
    "get_dimensions",
    "get_num_channels",
    "get_num_frames",
    "get_size",
    "grayscale_to_rgb",
    "hflip",
    "horizontal_flip",
    "invert",
    "jpeg",
    "normalize",
    "pad",
    "permute_channels",
    "perspective",
    "posterize",
    "resize",
    "resized_crop",
    "rgb_to_grayscale",
    "rotate",
    "solarize",
    "ten_crop",
    "to_dtype",
    "to_grayscale",
    "to_image",
    "uniform_temporal_subsample",
    "vertical_flip",
    "vflip",
]

BILINEAR = InterpolationMode.BILINEAR


def _resize(
    img: Any,
    size: int | Sequence[int] | None,
    interpolation: InterpolationMode = BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """``img`` at another size; the arguments are those of `transforms.functional.resize`.

    Without a ``size`` the longer side becomes ``max_size``. Tensors of bytes are rounded after each of the two
    directions, which may differ from the other function's result by one.

    Raises: TypeError for an input of another type; ValueError for a size that is no size.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.resize(torch.zeros(3, 4, 8), size=None, max_size=4).shape
    torch.Size([3, 2, 4])
    """
    _, height, width = F.get_dimensions(img)
    new = resized_size(height, width, size, max_size)
    mode = mode_of(interpolation)
    native = isinstance(img, Tensor) and img.dtype == flambeau.uint8 and mode.value in ("bilinear", "bicubic")
    if not native or new == (height, width) or img.numel() == 0:
        return F.resize(img, list(new), mode, antialias=antialias)
    batch = img.reshape(-1, F.get_dimensions(img)[0], height, width)
    out = nnF.interpolate(batch, size=new, mode=mode.value, align_corners=False, antialias=bool(antialias))
    return out.reshape(*img.shape[:-2], *new)


def _perspective(
    img: Any,
    startpoints: Any,
    endpoints: Any,
    interpolation: InterpolationMode = BILINEAR,
    fill: Any = None,
    coefficients: Sequence[float] | None = None,
) -> Any:
    """``img`` seen from elsewhere; as `transforms.functional.perspective`, or with the eight ``coefficients`` that take
    points of the result to points of the source.

    Raises: TypeError for an input of another type; ValueError for another number of corners or coefficients.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.perspective(torch.tensor([[[1., 2.]]]), None, None, coefficients=[1, 0, 0, 0, 1, 0, 0, 0])
    tensor([[[1., 2.]]])
    """
    if coefficients is None:
        return F.perspective(img, startpoints, endpoints, interpolation, fill)
    if startpoints is not None or endpoints is not None:
        raise ValueError("The startpoints/endpoints and the coefficients shouldn't be defined concurrently.")
    if len(coefficients) != 8:
        raise ValueError("Argument coefficients should have 8 float values")
    return seen_through(img, coefficients, interpolation, fill)


def _as_nearest(kernel: Kernel) -> Kernel:
    """``kernel`` for masks, between whose numbers there is nothing."""
    signature = inspect.signature(kernel)
    if "interpolation" not in signature.parameters:
        return kernel

    def call(mask: Tensor, *args: Any, **kwargs: Any) -> Any:
        given = signature.bind(mask, *args, **kwargs)
        given.arguments["interpolation"] = InterpolationMode.NEAREST
        return kernel(*given.args, **given.kwargs)

    return call


def _geometric(name: str, kernel: Kernel) -> Kernel:
    """A function that moves pixels: of images, videos and masks by ``kernel``, of boxes and keypoints by their map."""

    def boxes(inpt: Any, *args: Any, **how: Any) -> Any:
        facts = (inpt.format, inpt.canvas_size, inpt.clamping_mode)
        out, size = mapped_boxes(name, inpt.as_subclass(Tensor), *facts, *args, **how)
        return wrap(out, like=inpt, canvas_size=size)

    def points(inpt: Any, *args: Any, **how: Any) -> Any:
        out, size = mapped_points(name, inpt.as_subclass(Tensor), inpt.canvas_size, *args, **how)
        return wrap(out, like=inpt, canvas_size=size)

    more = {Mask: rewrapped(_as_nearest(kernel)), BoundingBoxes: boxes, KeyPoints: points}
    return functional(name, _of_images(kernel) | more, kernel)


def _of_images(kernel: Kernel, pil: bool = True) -> dict[type, Kernel]:
    """The table of a function of images and videos."""
    table: dict[type, Kernel] = {Tensor: kernel, Image: rewrapped(kernel), Video: rewrapped(kernel)}
    return table | {PILImage: kernel} if pil else table


def _posterize(img: Any, bits: int) -> Any:
    if isinstance(img, Tensor) and img.is_floating_point():
        levels = 1 << bits
        return (img * levels).floor().clamp(0, levels - 1) / levels
    return F.posterize(img, bits)


def _equalize(img: Any) -> Any:
    if isinstance(img, Tensor) and img.dtype != flambeau.uint8:
        return F.convert_image_dtype(F.equalize(F.convert_image_dtype(img, flambeau.uint8)), img.dtype)
    return F.equalize(img)


def _colour(name: str, kernel: Kernel | None = None) -> Kernel:
    """A function of images and videos alone, documented where the other transforms have it."""
    like = getattr(F, name)
    doc = like.__doc__ if kernel is None or ">>>" not in str(kernel.__doc__) else kernel.__doc__
    return functional(name, _of_images(kernel or like), like, doc)


def _elastic(img: Any, displacement: Tensor, interpolation: InterpolationMode = BILINEAR, fill: Any = None) -> Any:
    return F.elastic_transform(img, displacement, interpolation, fill)


_elastic.__doc__ = F.elastic_transform.__doc__

horizontal_flip = hflip = _geometric("horizontal_flip", F.hflip)
vertical_flip = vflip = _geometric("vertical_flip", F.vflip)
resize = _geometric("resize", _resize)
crop = _geometric("crop", F.crop)
center_crop = _geometric("center_crop", F.center_crop)
pad = _geometric("pad", F.pad)
affine = _geometric("affine", F.affine)
rotate = _geometric("rotate", F.rotate)
perspective = _geometric("perspective", _perspective)
elastic = elastic_transform = _geometric("elastic", _elastic)


def _resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: int | Sequence[int],
    interpolation: InterpolationMode = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    return _resize(F.crop(img, top, left, height, width), size, interpolation, antialias=antialias)


_resized_crop.__doc__ = F.resized_crop.__doc__
resized_crop = _geometric("resized_crop", _resized_crop)

five_crop = _colour("five_crop")
ten_crop = _colour("ten_crop")

adjust_brightness = _colour("adjust_brightness")
adjust_contrast = _colour("adjust_contrast")
adjust_gamma = _colour("adjust_gamma")
adjust_hue = _colour("adjust_hue")
adjust_saturation = _colour("adjust_saturation", _rounding.adjust_saturation)
adjust_sharpness = _colour("adjust_sharpness", _rounding.adjust_sharpness)
autocontrast = _colour("autocontrast", _rounding.autocontrast)
equalize = _colour("equalize", _equalize)
gaussian_blur = _colour("gaussian_blur")
invert = _colour("invert")
posterize = _colour("posterize", _posterize)
rgb_to_grayscale = to_grayscale = _colour("rgb_to_grayscale")
solarize = _colour("solarize")
normalize = functional("normalize", _of_images(F.normalize, pil=False), F.normalize)


def _through_tensor(img: Any, kernel: Kernel, *args: Any, **how: Any) -> Any:
    """A kernel of tensors, for a PIL image."""
    return F.to_pil_image(kernel(F.pil_to_tensor(img), *args, **how), img.mode)


def _erase(inpt: Any, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Any:
    if not isinstance(inpt, Tensor):
        return _through_tensor(inpt, F.erase, i, j, h, w, v)
    return F.erase(inpt, i, j, h, w, v, inplace)


_erase.__doc__ = F.erase.__doc__
erase = functional("erase", _of_images(_erase), _erase)


def _grayscale_to_rgb(inpt: Any) -> Any:
    """One channel three times; three channels stay.

    Raises: TypeError for an input that is no image.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.grayscale_to_rgb(torch.zeros(1, 2, 2)).shape
    torch.Size([3, 2, 2])
    """
    if not isinstance(inpt, Tensor):
        return inpt.convert("RGB")
    return inpt if inpt.shape[-3] >= 3 else F.rgb_to_grayscale(inpt, 3)


def _permute_channels(inpt: Any, permutation: Sequence[int]) -> Any:
    """The channels in another order.

    Raises: TypeError for an input that is no image; ValueError for what is no permutation of its channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.permute_channels(torch.arange(3).view(3, 1, 1), [2, 0, 1]).flatten()
    tensor([2, 0, 1])
    """
    if not isinstance(inpt, Tensor):
        return _through_tensor(inpt, _permute_channels, permutation)
    if len(permutation) != inpt.shape[-3]:
        raise ValueError(
            f"Length of permutation does not match number of channels: {len(permutation)} != {inpt.shape[-3]}"
        )
    return inpt[..., list(permutation), :, :]


def _gaussian_noise(inpt: Any, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Any:
    """An image plus normal noise, on the scale [0, 1].

    ``clip``: whether the result is cut to that scale.

    Raises: TypeError for an input that is no tensor; ValueError for a negative sigma, and integers that are no bytes.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.gaussian_noise(torch.zeros(1, 1, 2), mean=0.5, sigma=0.)
    tensor([[[0.5000, 0.5000]]])
    """
    if sigma < 0:
        raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
    if inpt.is_floating_point():
        out = inpt + mean + flambeau.randn_like(inpt) * sigma
        return out.clamp(0, 1) if clip else out
    if inpt.dtype != flambeau.uint8:
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={inpt.dtype}")
    noise = (mean * 255 + flambeau.randn_like(inpt, dtype=flambeau.float32) * (sigma * 255)).to(flambeau.int16)
    out = inpt + noise
    return (out.clamp(0, 255) if clip else out).to(flambeau.uint8)


def _to_dtype(inpt: Any, dtype: flambeau.dtype = flambeau.float32, scale: bool = False) -> Any:
    """A tensor in another dtype; with ``scale``, values of images are scaled with it, as by `convert_image_dtype`.

    Raises: TypeError for an input that is no tensor; RuntimeError for a scaled conversion that is not safe.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.to_dtype(torch.tensor([[[0, 255]]], dtype=torch.uint8), torch.float32, scale=True)
    tensor([[[0., 1.]]])
    """
    if scale and dtype.is_floating_point and not (inpt.is_floating_point() or inpt.dtype == flambeau.bool):
        return inpt.to(dtype) * (1.0 / flambeau.iinfo(inpt.dtype).max)
    return F.convert_image_dtype(inpt, dtype) if scale else inpt.to(dtype)


def _unscaled(inpt: Any, dtype: flambeau.dtype = flambeau.float32, scale: bool = False) -> Any:
    return inpt.to(dtype)


def _jpeg(inpt: Any, quality: int) -> Any:
    """An image of bytes as JPEG files of this ``quality``, 1 to 100, show it.

    Raises: TypeError for an input that is no image; ImportError where Pillow is not installed.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.jpeg(torch.zeros(3, 8, 8, dtype=torch.uint8), 50).sum()  # doctest: +SKIP
    tensor(0)
    """
    from ....io import decode_jpeg, encode_jpeg

    if not isinstance(inpt, Tensor):
        return _through_tensor(inpt, _jpeg, quality)
    if inpt.numel() == 0:
        return inpt
    images = inpt.reshape(-1, *inpt.shape[-3:])
    return flambeau.stack([decode_jpeg(encode_jpeg(img, quality)) for img in images]).view(inpt.shape)


def _uniform_temporal_subsample(inpt: Any, num_samples: int) -> Any:
    """``num_samples`` frames of a video (..., frames, channels, height, width), equally far apart.

    Raises: TypeError for an input that is no tensor.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.uniform_temporal_subsample(torch.arange(5).view(5, 1, 1, 1), 3).flatten()
    tensor([0, 2, 4])
    """
    at = flambeau.linspace(0, inpt.shape[-4] - 1, num_samples).long()
    return inpt.index_select(-4, at)


grayscale_to_rgb = functional("grayscale_to_rgb", _of_images(_grayscale_to_rgb), _grayscale_to_rgb)
permute_channels = functional("permute_channels", _of_images(_permute_channels), _permute_channels)
gaussian_noise = functional("gaussian_noise", _of_images(_gaussian_noise, pil=False), _gaussian_noise)
jpeg = functional("jpeg", _of_images(_jpeg), _jpeg)
_plain = {kind: rewrapped(_unscaled) for kind in (Mask, BoundingBoxes, KeyPoints)}
to_dtype = functional("to_dtype", _of_images(_to_dtype, pil=False) | _plain, _to_dtype)
uniform_temporal_subsample = functional(
    "uniform_temporal_subsample",
    {Tensor: _uniform_temporal_subsample, Video: rewrapped(_uniform_temporal_subsample)},
    _uniform_temporal_subsample,
)


def _get_size(inpt: Any) -> list[int]:
    """``[height, width]`` of an image, a video, a mask, or of what boxes and keypoints lie in.

    Raises: TypeError for an input of another type.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.get_size(torch.zeros(3, 4, 5))
    [4, 5]
    """
    return F.get_dimensions(inpt)[1:]


def _get_num_frames(inpt: Any) -> int:
    """The number of frames of a video.

    Raises: TypeError for an input of another type.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.get_num_frames(torch.zeros(7, 3, 4, 5))
    7
    """
    return int(inpt.shape[-4])


def _plain_images(kernel: Kernel) -> dict[type, Kernel]:
    """The table of a question about images and videos."""
    return dict.fromkeys((Tensor, Image, Video, PILImage), kernel)


def _of_canvas(inpt: Any) -> list[int]:
    return list(inpt.canvas_size)


_sizes = _plain_images(_get_size) | {Mask: _get_size, BoundingBoxes: _of_canvas, KeyPoints: _of_canvas}
get_size = functional("get_size", _sizes, _get_size)
get_dimensions = functional("get_dimensions", _plain_images(F.get_dimensions), F.get_dimensions)
get_num_channels = functional("get_num_channels", _plain_images(F.get_image_num_channels), F.get_image_num_channels)
get_num_frames = functional("get_num_frames", {Tensor: _get_num_frames, Video: _get_num_frames}, _get_num_frames)


def to_image(inpt: Any) -> Image:
    """A PIL image, an array (height, width, channels) or a tensor as `tv_tensors.Image`, of its own dtype.

    Raises: TypeError for another type.

    >>> import numpy
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.to_image(numpy.zeros((4, 5, 3))).shape
    torch.Size([3, 4, 5])
    """
    import numpy as np

    if isinstance(inpt, np.ndarray):
        pixels = flambeau.from_numpy(np.atleast_3d(inpt)).permute(2, 0, 1).contiguous()
    elif isinstance(inpt, Tensor):
        pixels = inpt.as_subclass(Tensor)
    else:
        try:
            pixels = F.pil_to_tensor(inpt)
        except TypeError:
            raise TypeError(f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead.") from None  # fmt: skip # noqa: E501
    made: Image = Image(pixels)
    return made
