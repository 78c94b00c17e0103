"""Blocks of neighbouring elements dropped together while training: Ghiasi et al. 2018, arXiv:1810.12890."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module

__all__ = ["DropBlock2d", "DropBlock3d", "drop_block2d", "drop_block3d"]


def drop_block2d(
    input: Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6, training: bool = True
) -> Tensor:
    """Images (N, C, H, W) with squares of ``block_size`` set to zero, some ``p`` of the elements in all.

    The others are scaled so that the mean stays. Unchanged where not ``training``.

    Raises: ValueError for ``p`` outside [0, 1], an even size of blocks (or of images that are smaller), and an input of
        another number of dimensions.
    Source: Ghiasi et al. 2018, DropBlock.

    >>> import flambeau as torch
    >>> torch.vision.ops.drop_block2d(torch.ones(1, 1, 4, 4), p=0.0, block_size=3).sum()
    tensor(16.)
    """
    return _drop(input, p, block_size, inplace, eps, training, 2, F.max_pool2d)


def drop_block3d(
    input: Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6, training: bool = True
) -> Tensor:
    """Volumes (N, C, D, H, W) with cubes of ``block_size`` set to zero; see :func:`drop_block2d`.

    Raises: ValueError for ``p`` outside [0, 1], an even size of blocks (or of images that are smaller), and an input of
        another number of dimensions.
    Source: Ghiasi et al. 2018, DropBlock.

    >>> import flambeau as torch
    >>> torch.vision.ops.drop_block3d(torch.ones(1, 1, 2, 2, 2), p=0.0, block_size=3).sum()
    tensor(8.)
    """
    return _drop(input, p, block_size, inplace, eps, training, 3, F.max_pool3d)


def _drop(
    input: Tensor, p: float, block: int, inplace: bool, eps: float, training: bool, dims: int, pool: Callable[..., Any]
) -> Tensor:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}.")
    if input.ndim != dims + 2:
        raise ValueError(f"input should be {dims + 2} dimensional. Got {input.ndim} dimensions.")
    if not training or p == 0.0:
        return input
    sizes = input.shape[2:]
    block = min(block, *sizes)
    if block % 2 == 0:
        raise ValueError(f"block size should be odd. Got {block} which is even.")
    gamma = p / block**dims  # the rate of blocks, as many centres as there are places for a whole block
    for size in sizes:
        gamma *= size / (size - block + 1)
    centres = input.new_empty([*input.shape[:2], *(size - block + 1 for size in sizes)]).bernoulli_(gamma)
    padded = F.pad(centres, [block // 2] * 2 * dims, value=0)
    kept = 1 - pool(padded, block, 1, block // 2)
    scale = kept.numel() / (eps + kept.sum())
    return input.mul_(kept).mul_(scale) if inplace else input * kept * scale


class _DropBlock(nn.Module):
    _function: Callable[..., Tensor]

    def __init__(self, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6) -> None:
        super().__init__()
        self.p, self.block_size, self.inplace, self.eps = p, block_size, inplace, eps

    def forward(self, input: Tensor) -> Tensor:
        """``input`` with blocks set to zero while training."""
        return type(self)._function(input, self.p, self.block_size, self.inplace, self.eps, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, block_size={self.block_size}, inplace={self.inplace})"


class DropBlock2d(_DropBlock):
    """:func:`drop_block2d` as a layer.

    Raises: ValueError, when called, for ``p`` outside [0, 1], and an input that is not 4-D.
    Source: Ghiasi et al. 2018, DropBlock.

    >>> import flambeau as torch
    >>> torch.vision.ops.DropBlock2d(0.1, 3)
    DropBlock2d(p=0.1, block_size=3, inplace=False)
    """

    _function = staticmethod(drop_block2d)


class DropBlock3d(_DropBlock):
    """:func:`drop_block3d` as a layer.

    Raises: ValueError, when called, for ``p`` outside [0, 1], and an input that is not 5-D.
    Source: Ghiasi et al. 2018, DropBlock.

    >>> import flambeau as torch
    >>> torch.vision.ops.DropBlock3d(0.1, 3)
    DropBlock3d(p=0.1, block_size=3, inplace=False)
    """

    _function = staticmethod(drop_block3d)


explain_module(globals())
