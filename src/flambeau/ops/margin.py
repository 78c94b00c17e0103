"""Losses that ask for a margin: between scores, between distances, between classes."""

from __future__ import annotations

from typing import Any

from .activation import logsigmoid
from .broadcast import refuse_dtypes, scalar_name
from .compare import choose
from .define import Tensor, composite, int64, op
from .distance import pairwise_distance
from .loss import chosen_reduction, reduced, weighted


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0,
                          size_average: bool | None = None, reduce: bool | None = None,
                          reduction: str = "mean") -> Tensor:
    """The mean of ``1 - cos(input1, input2)`` where the target is 1 and ``max(0, cos - margin)`` where it is -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, D)``, ``(N, D)`` and ``(N,)``, or the same without N, give 0-d; with ``reduction="none"`` that of
        ``target``.
    Dtype: any but complex; the result is floating.
    Raises: NotImplementedError for complex tensors; RuntimeError for shapes that do not go together; ValueError for
        another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.cosine_embedding_loss(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([1]))
    tensor(0.)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise RuntimeError(f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs "
                           f"with sizes {list(input1.shape)} and {list(input2.shape)}.")
    small = 1e-12

    def sums(a: Tensor, b: Tensor) -> Tensor:
        return (a * b).sum(-1)

    cosine = sums(input1, input2) / ((sums(input1, input1) + small) * (sums(input2, input2) + small)).sqrt()
    zero = cosine.new_zeros(())
    same, other = choose(target == 1, 1 - cosine, zero), choose(target == -1, (cosine - margin).clamp_min(0), zero)
    return reduced(same + other, reduction)


def _check_triplet(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError("The anchor, positive, and negative tensors are expected to have the same number of "
                           f"dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative "
                           f"{negative.ndim}D inputs")


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
                        eps: float = 1e-06, swap: bool = False, size_average: bool | None = None,
                        reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    """The mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` with ``d`` the `pairwise_distance`.

    ``swap`` takes ``d(positive, negative)`` where that is smaller than ``d(anchor, negative)``. ``reduction`` is
    "mean", "sum" or "none".

    Shape: three of ``(N, D)`` or ``(D,)`` give 0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: integer, floating or complex; the result is floating.
    Raises: RuntimeError for bool tensors, different numbers of dimensions and shapes that do not broadcast; ValueError
        unless ``margin > 0`` and for another ``reduction``.
    Source: Balntas et al. 2016, Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural
        Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    _check_triplet(anchor, positive, negative, margin)
    near, far = pairwise_distance(anchor, positive, p, eps), pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    return reduced((margin + near - far).clamp_min(0), reduction)


@op(kind=composite, namespace="nn.functional")
def triplet_margin_with_distance_loss(anchor: Tensor, positive: Tensor, negative: Tensor, *,
                                      distance_function: object = None, margin: float = 1.0, swap: bool = False,
                                      reduction: str = "mean") -> Tensor:
    """The mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` with a distance ``d`` of the user's.

    ``distance_function`` is `pairwise_distance` by default. ``swap`` takes ``d(positive, negative)`` where that is
    smaller. ``reduction`` is "mean", "sum" or "none".

    Shape: what ``distance_function`` takes gives 0-d; with ``reduction="none"`` the shape of the distances.
    Dtype: what ``distance_function`` takes; by default integer, floating or complex.
    Raises: ValueError unless ``margin > 0``; by default RuntimeError for bool tensors; ValueError for another
        ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_with_distance_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """
    _check_triplet(anchor, positive, negative, margin)
    distance: Any = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp_min(0), chosen_reduction(reduction, None, None))


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0,
                        size_average: bool | None = None, reduce: bool | None = None,
                        reduction: str = "mean") -> Tensor:
    """The mean of ``max(0, -target * (input1 - input2) + margin)``: target 1 says that ``input1`` is to be the larger
    one, -1 the smaller one.

    ``reduction`` is "mean", "sum" or "none".

    Shape: all three, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; means are floating.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; NotImplementedError for complex tensors;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.margin_ranking_loss(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError("margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
                           f"{input1.shape}, input2: {input2.shape}, target: {target.shape} ")
    loss = (-target * (input1 - input2) + margin).clamp_min(0)
    return reduced(loss, chosen_reduction(reduction, size_average, reduce))


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool | None = None,
                         reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    """The mean of ``input`` where the target is 1 and ``max(0, margin - input)`` where it is -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; integers become the default dtype.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; NotImplementedError for complex tensors;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([.25]), torch.tensor([-1]))
    tensor(0.7500)
    """
    zero = input.new_zeros(())
    loss = choose(target == 1, input, zero) + choose(target == -1, (margin - input).clamp_min(0), zero)
    return reduced(loss, chosen_reduction(reduction, size_average, reduce))


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def soft_margin_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                     reduction: str = "mean") -> Tensor:
    """The mean of ``log(1 + exp(-target * input))`` for targets 1 and -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.soft_margin_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """
    each = -logsigmoid(input * target)
    if each.shape != input.shape:
        raise RuntimeError(f"output with shape {list(input.shape)} doesn't match the broadcast shape "
                           f"{list(each.shape)} | soft_margin_loss: target may not be larger than input")
    return reduced(each, chosen_reduction(reduction, size_average, reduce))


@op(kind=composite, namespace="nn.functional")
def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                size_average: bool | None = None, reduce: bool | None = None,
                                reduction: str = "mean") -> Tensor:
    """The mean over the classes, the last dimension, of ``-(t * log(s) + (1 - t) * log(1 - s))`` with
    ``s = sigmoid(input)``.

    ``weight`` scales the classes. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(..., C)`` and a target of the same give 0-d; with ``reduction="none"`` ``(...)``.
    Dtype: floating ``input``; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_soft_margin_loss(torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.6931)
    """
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    return reduced(weighted(loss, weight).mean(-1), chosen_reduction(reduction, size_average, reduce))


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def multi_margin_loss(input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
                      size_average: bool | None = None, reduce: bool | None = None,
                      reduction: str = "mean") -> Tensor:
    """The mean over the samples of ``sum over c != y of max(0, margin - x[y] + x[c]) ** p / C`` for classes ``y``.

    ``weight[y]`` scales the samples. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, C)`` with ``(N,)``, or ``(C,)`` with a 0-d target, gives 0-d; with ``reduction="none"`` that of
        ``target``.
    Dtype: floating ``input``; classes are int32 or int64.
    Raises: ValueError for p other than 1 and 2; RuntimeError for classes of another shape or dtype or out of range;
        NotImplementedError for bool, integer and complex tensors; ValueError for another ``reduction``.
    Source: Weston and Watkins 1999, Support Vector Machines for Multi-Class Pattern Recognition.

    >>> import flambeau as torch
    >>> torch.nn.functional.multi_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([0]))
    tensor(1.)
    """
    refuse_dtypes("multi_margin_loss", input, "bool", "integer")
    reduction = chosen_reduction(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError(f"only p == 1 and p == 2 supported, not {p}")
    if weight is not None and weight.ndim != 1:
        raise ValueError(f"weight must be one-dimensional, not of shape {list(weight.shape)}")
    if input.ndim > 2 or (input.ndim and not input.shape[-1]):
        raise RuntimeError("Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
                           f"{list(input.shape)}")
    samples = input.shape[0] if input.ndim == 2 else 1
    if target.ndim > 1 or target.numel() != samples:
        raise RuntimeError("multi_margin_loss: target tensor should be 1-D with size equal to the number of input "
                           f"samples (batch size). Expected target size [{samples}], but got {list(target.shape)}. "
                           f"Input has shape {list(input.shape)}.")
    if weight is not None and weight.numel() != (input.shape[-1] if input.ndim else 1):
        raise RuntimeError(f"inconsistent weight size, expected {input.shape[-1] if input.ndim else 1} but got "
                           f"{list(weight.shape)}")
    if target.dtype != int64:
        raise RuntimeError(f"expected scalar type Long but found {scalar_name(target.dtype)}")
    x, y = (input, target) if input.ndim == 2 else (input.reshape(1, -1), target.reshape(1))
    loss = (margin - x.gather(1, y.unsqueeze(1)) + x).clamp_min(0) ** p
    if weight is not None:
        loss = loss * weight.index_select(0, y).unsqueeze(1)
    loss = loss.scatter(1, y.unsqueeze(1), 0).sum(1) / x.shape[1]
    return reduced(loss if input.ndim == 2 else loss.reshape(target.shape), reduction)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def multilabel_margin_loss(input: Tensor, target: Tensor, size_average: bool | None = None,
                           reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    """The mean over the samples of ``sum over j in y, i not in y of max(0, 1 - (x[j] - x[i])) / C``.

    ``target`` holds the classes ``y`` of each row up to the first -1. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, C)`` or ``(C,)``, and the classes of the same shape, give 0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: floating ``input``; classes are integers.
    Raises: RuntimeError for a target of another shape, of a floating dtype or out of range;
        NotImplementedError for bool, integer and complex tensors; ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([[1, -1]]))
    tensor(0.)
    """
    refuse_dtypes("multilabel_margin_loss", input, "bool", "integer")
    reduction = chosen_reduction(reduction, size_average, reduce)
    if input.ndim > 2 or (input.ndim > 0 and input.shape[-1] == 0):
        raise RuntimeError("Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
                           f"{list(input.shape)}")
    if target.shape != input.shape:
        raise RuntimeError(f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}")
    if target.is_floating_point():
        raise RuntimeError(f"expected scalar type Long but found {target.dtype} | multilabel_margin_loss: target")
    x, y = (input, target) if input.ndim == 2 else (input.reshape(1, -1), target.reshape(1, -1))
    classes = x.shape[1]
    if y.numel() and not -1 <= int(y.min()) <= int(y.max()) < classes:
        raise RuntimeError("argument #2 'target' is out of range | multilabel_margin_loss: classes are 0 to "
                           f"{classes - 1}, and -1 ends a row")
    real = (y >= 0).long().cumprod(1)
    chosen = y * real
    is_target = real.new_zeros(x.shape).scatter_add(1, chosen, real) > 0
    pairs = (1 - x.gather(1, chosen).unsqueeze(2) + x.unsqueeze(1)).clamp_min(0)
    loss = (pairs * (real.unsqueeze(2) * (~is_target).unsqueeze(1))).sum((1, 2)) / classes
    return reduced(loss if input.ndim == 2 else loss.squeeze(0), reduction)
