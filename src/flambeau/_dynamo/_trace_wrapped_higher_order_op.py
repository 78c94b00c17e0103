"""A mode of PyTorch's compiler that a program enters to index by tensors within vmap, which needs none here."""

from __future__ import annotations

__all__ = ["TransformGetItemToIndex"]


class TransformGetItemToIndex:
    """A block that changes nothing: ``x[i]`` of a tensor ``i`` without dimensions is batched as it is.

    >>> import flambeau as torch
    >>> from flambeau._dynamo._trace_wrapped_higher_order_op import TransformGetItemToIndex
    >>> with TransformGetItemToIndex():
    ...     torch.vmap(lambda i: torch.arange(5)[i])(torch.tensor([4, 2]))
    tensor([4, 2])
    """

    def __enter__(self) -> TransformGetItemToIndex:
        return self

    def __exit__(self, *error: object) -> None:
        pass
