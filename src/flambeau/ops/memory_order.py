"""Images with their channels innermost: which are, and results of composites that are to be so too."""

from __future__ import annotations

from .define import Tensor


def has_channels_last_order(x: Tensor) -> bool:
    """Whether the order of an image's strides puts its channels innermost, dense or not."""
    if x.ndim not in (4, 5) or x.is_contiguous():
        return False
    sizes, strides, least = x.shape, x.stride(), 0
    for d in (1, *range(x.ndim - 1, 1, -1), 0):
        if not sizes[d] or not strides[1] or strides[d] < least or (d == 0 and least == strides[1]):
            return False
        least = strides[d] * sizes[d]
    return True


def ordered_like(x: Tensor, image: Tensor) -> Tensor:
    """``x``, an image of as many dims, dense: channels-last where ``image`` is, else row-major."""
    if not has_channels_last_order(image):
        return x.contiguous()
    n = x.ndim
    return x.permute(0, *range(2, n), 1).contiguous().permute(0, n - 1, *range(1, n - 1))
