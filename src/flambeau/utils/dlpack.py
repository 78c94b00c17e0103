"""Tensors exchanged with other libraries through DLPack."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from .._tensor import from_dlpack

__all__ = ["from_dlpack", "to_dlpack"]
__dir__ = listing(globals())


def to_dlpack(tensor: Tensor) -> Any:
    """The tensor's memory as a capsule, to be used once.

    >>> import flambeau as torch
    >>> x = torch.zeros(2)
    >>> torch.utils.dlpack.from_dlpack(torch.utils.dlpack.to_dlpack(x)).fill_(1)
    tensor([1., 1.])
    >>> x
    tensor([1., 1.])
    """
    return tensor.__dlpack__()


explain_module(globals())
