"""Repetition of elements and of tensors."""

from __future__ import annotations

from .broadcast import require_one_device, unpacked, widened
from .define import Size, Tensor, composite, indexing, op
from .view import wrap_dim


def _repeat_gradient(g: Tensor, self_shape: Size, repeats: Size) -> Tensor:
    shape = (*(1,) * (len(repeats) - len(self_shape)), *self_shape)
    pairs = [size for pair in zip(repeats, shape, strict=True) for size in pair]
    summed = g.reshape(pairs).sum(tuple(range(0, len(pairs), 2))) if pairs else g
    return summed.reshape(self_shape)


@op(kind=indexing, kernel="repeat", traits=("stores",), function=False,
    batch=lambda self, repeats: widened(self, len(repeats)).repeat(1, *repeats),
    vjp=dict(self=lambda g, self_shape, repeats: _repeat_gradient(g, self_shape, repeats)),
    jvp="linear")
def repeat(self: Tensor, *repeats: int) -> Tensor:
    """The whole tensor repeated along each dimension, new ones in front: ``out[i] = self[i % n]`` for a vector.

    Shape: the sizes of ``self`` times ``repeats``.
    Dtype: any; the result has it.
    Raises: RuntimeError for negative repeats and for fewer of them than ``self`` has dimensions.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """


@op(kind=composite)
def tile(self: Tensor, *dims: int) -> Tensor:
    """`repeat` with missing repetitions taken as 1: ``out[i] = self[i % n]`` for a vector.

    Shape: the sizes of ``self`` times ``dims``, the shorter of both filled up with ones in front.
    Dtype: any; the result has it.
    Raises: RuntimeError for negative repetitions.

    >>> import flambeau as torch
    >>> torch.tile(torch.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    dims = unpacked(dims)
    return self.repeat((*(1,) * (self.ndim - len(dims)), *dims))


@op(kind=indexing, kernel="repeat_index", batch="loop", function=False, method=False)
def repeat_index(repeats: Tensor) -> Tensor:
    """Each index i of the vector ``repeats`` written ``repeats[i]`` times, as int64; negative counts are an error."""


@op(kind=composite)
def repeat_interleave(self: Tensor, repeats: Tensor | int | None = None, dim: int | None = None, *,
                      output_size: int | None = None) -> Tensor:
    """Each element along ``dim`` (of the flattened tensor by default) repeated: ``a, a, b, b`` of ``a, b``; all alike
    or each as ``repeats`` says.

    Called with a tensor of ``repeats`` alone, the index of each element that often. ``output_size`` may say what the
    repetitions add up to.

    Shape: that of ``self`` with the sum of the repetitions at ``dim``.
    Dtype: any; the result has it. ``repeats`` are integers.
    Raises: RuntimeError for negative repetitions, another number of them and another ``output_size``;
        NotImplementedError for ``repeats`` of another dtype; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    if repeats is None:
        return repeat_index(self)
    x, dim = (self.reshape(-1), 0) if dim is None else (self, wrap_dim(dim, self.ndim))
    if isinstance(repeats, Tensor):
        require_one_device("repeat_interleave", self, repeats)
        if repeats.numel() == 1:
            repeats = repeats.reshape(1).expand(x.shape[dim])
        if repeats.shape[0] != x.shape[dim]:
            raise RuntimeError("repeats must have the same size as input along dim, but got "
                               f"repeats.size(0) = {repeats.shape[0]} and input.size({dim}) = {x.shape[dim]}")
        index = repeat_index(repeats)
        if output_size is not None and output_size != index.shape[0]:
            raise RuntimeError("allocated size does not match required size | repeat_interleave: output_size is "
                               f"{output_size}, the repeats add up to {index.shape[0]}")
        return x.index_select(dim, index)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    if output_size is not None and output_size != repeats * x.shape[dim]:
        raise RuntimeError("repeat_interleave: Invalid output_size, expected "
                           f"{repeats * x.shape[dim]} but got {output_size}")
    shape = x.shape
    wide = x.unsqueeze(dim + 1).expand((*shape[:dim + 1], repeats, *shape[dim + 1:]))
    return wide.clone().flatten(dim, dim + 1)
