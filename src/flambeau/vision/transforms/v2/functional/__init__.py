"""Operations on images, videos, masks, boxes and keypoints: each input says by its type what is computed."""

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
from . import _boxes, _dispatch, _kernels
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
__dir__ = listing(globals())
