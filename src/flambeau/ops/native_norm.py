"""Norms with what their backward passes read, under PyTorch's names for them."""

from __future__ import annotations

from .define import Size, Tensor, composite, op
from .normalize import batch_norm, batch_norm_forward, group_norm_forward, layer_norm_forward


def _moments_typed(found: tuple[Tensor, Tensor, Tensor], input: Tensor,
                   weight: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Moments in the dtype of the weights; here those of 16-bit inputs are float32 throughout."""
    dtype = (input if weight is None else weight).dtype
    return found[0], found[1].to(dtype), found[2].to(dtype)


@op(kind=composite, method=False)
def native_layer_norm(input: Tensor, normalized_shape: Size, weight: Tensor | None, bias: Tensor | None,
                      eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`layer_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations used.

    Shape: the first that of ``input``, the others with sizes of one at the dimensions of ``normalized_shape``.
    Dtype: floating; the results have it.
    Raises: RuntimeError for an input, a weight or a bias that does not end in ``normalized_shape``; NotImplementedError
        for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.native_layer_norm(torch.tensor([1., 3.]), (2,), None, None, 0.)[1]
    tensor([2.])
    """
    return _moments_typed(layer_norm_forward(input, normalized_shape, weight, bias, eps), input, weight)


@op(kind=composite, method=False)
def native_group_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int,
                      eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`group_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations used.

    Shape: the first that of ``input``, which has ``N`` samples, ``C`` channels and ``HxW`` positions; the others
        ``(N, group)``.
    Dtype: floating; the results have it.
    Raises: RuntimeError for an input of other sizes and for channels that do not divide into groups;
        NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.native_group_norm(torch.tensor([[[1., 3.]]]), None, None, 1, 1, 2, 1, 0.)[1]
    tensor([[2.]])
    """
    if input.numel() != N * C * HxW:
        raise RuntimeError(f"native_group_norm: input has {input.numel()} elements | N * C * HxW is {N * C * HxW}")
    return _moments_typed(group_norm_forward(input, group, weight, bias, eps), input, weight)


@op(kind=composite, method=False)
def native_batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
                      running_var: Tensor | None, training: bool, momentum: float,
                      eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations of a
    batch in training, else with two tensors without elements.

    Shape: the first that of ``input``, the others ``(C,)`` or ``(0,)``.
    Dtype: floating; the results have it.
    Raises: RuntimeError as `batch_norm`; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.native_batch_norm(torch.tensor([[1.], [3.]]), None, None, None, None, True, .1, 0.)[1]
    tensor([2.])
    """
    if training:
        found = batch_norm_forward(input, weight, bias, running_mean, running_var, momentum, eps)
        return _moments_typed(found, input, weight)
    out = batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    return out, input.new_empty(0), input.new_empty(0)
