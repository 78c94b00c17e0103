"""Changes of shape: ``Flatten`` and ``Unflatten``."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ..._arguments import explain_module
from .module import Module

__all__ = ["Flatten", "Unflatten"]


class Flatten(Module):
    """Make one dimension of the dimensions ``start_dim`` to ``end_dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.Flatten()(flambeau.ones(2, 3, 4)).shape)
    (2, 12)
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
    """Split dimension ``dim`` into ``unflattened_size``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.Unflatten(1, (3, 4))(flambeau.ones(2, 12)).shape)
    (2, 3, 4)
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
