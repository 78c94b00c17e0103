"""Operations on images, videos, masks, boxes and keypoints: each input says by its type what is computed."""

from typing import Any

from ....._listing import listing
from ...functional import (
    InterpolationMode,
    convert_image_dtype,
    get_image_num_channels,
    get_image_size,
    pil_to_tensor,
    to_pil_image,
    to_tensor,
)
from . import _boxes, _dispatch, _kernels, _plain
from ._boxes import *
from ._dispatch import is_pure_tensor, register_kernel
from ._kernels import *

__all__ = [
    "InterpolationMode",
    "convert_image_dtype",
    "get_image_num_channels",
    "get_image_size",
    "pil_to_tensor",
    "to_pil_image",
    "to_tensor",
    *_boxes.__all__,
    *_dispatch.__all__,
    *_kernels.__all__,
]
__dir__ = listing(globals(), *_plain.names())


def __getattr__(name: str) -> Any:
    if (kernel := _plain.kernel(name)) is not None:
        return kernel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
