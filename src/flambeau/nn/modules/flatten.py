"""Changes of shape: ``Flatten`` and ``Unflatten``."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from .module import Module

__all__ = ["Flatten", "Unflatten"]


class Flatten(Module):
    """The dimensions ``start_dim`` to ``end_dim`` as one; all but the first by default. A view where the memory allows
    it.

    Shape: ``(N, …)`` → ``(N, product of the others)`` by default; a 0-d input becomes ``(1,)``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError if ``start_dim`` comes after ``end_dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Flatten()(flambeau.ones(2, 3, 4)).shape
    torch.Size([2, 12])
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Dimension ``dim`` split into the dimensions ``unflattened_size``, one of which may be −1: what is left.

    Shape: ``(…, S, …)`` → ``(…, *unflattened_size, …)``.
    Dtype: any; the result has it.
    Raises: TypeError unless ``unflattened_size`` is a tuple or list of ints; RuntimeError when its product is not S;
        IndexError for ``dim`` out of range.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Unflatten(1, (3, 4))(flambeau.ones(2, 12)).shape
    torch.Size([2, 3, 4])
    """

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            raise TypeError(
                f"unflattened_size must be a tuple of ints, but found type {type(unflattened_size).__name__}"
            )
        for place, size in enumerate(unflattened_size):
            if not isinstance(size, int):
                raise TypeError(
                    "unflattened_size must be tuple of ints, but found element of type "
                    f"{type(size).__name__} at pos {place}"
                )
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


explain_module(globals())
