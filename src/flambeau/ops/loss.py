"""Losses. ``reduction`` is "none", "mean" or "sum"; ``size_average`` and ``reduce`` are its older spellings."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .._warnings import warn
from .activation import logsigmoid
from .broadcast import broadcast_tensors, widened
from .define import Size, Tensor, composite, full, network, op, refused
from .elementary import sigmoid, xlogy
from .matmul import linear
from .softmax import log_softmax


def reduction_of_old(size_average: bool | None, reduce: bool | None) -> str:
    """What the two older arguments mean, with a warning; one of them was given."""
    reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    warn(f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.")
    return reduction


def _warn_of_broadcasting(input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        warn(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
             "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.")


def chosen_reduction(reduction: str, size_average: bool | None, reduce: bool | None) -> str:
    """The reduction, the older arguments taken into account."""
    if size_average is not None or reduce is not None:
        reduction = reduction_of_old(size_average, reduce)
    if reduction == "elementwise_mean":
        warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.")
        reduction = "mean"
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def reduced(x: Tensor, reduction: str) -> Tensor:
    """The losses of single elements put together."""
    return x.mean() if reduction == "mean" else x.sum() if reduction == "sum" else x


def _each(g: Tensor, x: Tensor, reduction: str) -> Tensor:
    """The gradient that a reduction passes to each of the elements ``x``."""
    return g / x.numel() if reduction == "mean" else g


def pair(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both with the shape they broadcast to."""
    return (input, target) if input.shape == target.shape else tuple(broadcast_tensors(input, target))


def _each_batched(call: Any) -> Any:
    """The losses of single elements, reduced for each example."""
    place = call.layout.places["reduction"]
    values = list(call.originals)
    values[place] = "none"
    return reduced(call.op(*values), call.values[place]) if call.values[place] != "none" else _elements(call)


def _elements(call: Any) -> Any:
    # For all elements an example's dimensions are as good as the batch's: only pos_weight lies along the last ones.
    rank = call.originals[0].ndim
    values = [call.aligned(call.front(i), rank) if i in call.layout.tensor_places and v is not None else v
              for i, v in enumerate(call.values)]
    return call.wrap(call.run(values))


def _safe_targets(target: Tensor, weight: Tensor | None, ignore_index: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Targets with class 0 for those to ignore, and the weights of all, zero for those."""
    ignored = target == ignore_index
    safe = target.masked_fill(ignored, 0)
    weights = like.new_ones(()).expand(target.shape) if weight is None else weight[safe].to(like.dtype)
    return safe, weights.masked_fill(ignored, 0)


def _nll_of_one(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str,
                ignore_index: int) -> tuple[Tensor, Tensor]:
    channel = 0 if input.ndim == 1 else 1
    safe, weights = _safe_targets(target, weight, ignore_index, input)
    losses = -input.gather(channel, safe.unsqueeze(channel)).squeeze(channel) * weights
    losses = losses.masked_fill(weights == 0, 0)
    total = weights.sum()
    return (losses, total) if reduction == "none" else (losses.sum() / (total if reduction == "mean" else 1), total)


def _nll_gradient_of_one(grad: Tensor, target: Tensor, weight: Tensor | None, total_weight: Tensor, input_shape: Size,
                         reduction: str, ignore_index: int) -> Tensor:
    channel = 0 if len(input_shape) == 1 else 1
    safe, weights = _safe_targets(target, weight, ignore_index, grad)
    each = -weights * grad / (total_weight if reduction == "mean" else 1)
    each = each.masked_fill(weights == 0, 0)
    return grad.new_zeros(input_shape).scatter(channel, safe.unsqueeze(channel), each.unsqueeze(channel))


def _nll_batched(call: Any) -> Any:
    """The losses of all targets of all examples, reduced for each example."""
    input, target, weight, reduction, ignore_index = call.originals
    if call.dim("weight") is not None:
        return _nll_of_one(input, target, weight, reduction, ignore_index)
    rows, targets, weight, alone = call.front(0), call.front(1), call.given("weight"), input.ndim == 1
    losses = nll_loss_forward(_joined(rows, alone), _joined(targets, alone), weight, "none", ignore_index)[0]
    used = (targets != ignore_index).to(rows.dtype) if weight is None else _safe_targets(
        targets, weight, ignore_index, rows)[1]
    if not alone:
        losses, used = losses.reshape(targets.shape), used.flatten(1).sum(1)
    if reduction != "none" and not alone:
        losses = losses.flatten(1).sum(1)
    return call.wrap((losses / used if reduction == "mean" else losses, used))


def _nll_backward_batched(call: Any) -> Any:
    grad, target, weight, total_weight, input_shape, reduction, ignore_index = call.originals
    if call.dim("weight") is not None:
        return _nll_gradient_of_one(grad, target, weight, total_weight, input_shape, reduction, ignore_index)
    g, targets, weight, alone = call.front(0), call.front(1), call.given("weight"), len(input_shape) == 1
    if reduction == "mean":
        g = g / call.front(3)
    g = widened(g, targets.ndim - 1).expand(targets.shape)
    shape = (call.size, *input_shape)
    out = nll_loss_backward(_joined(g, alone), _joined(targets, alone), weight, g.new_ones(()),
                            shape if alone else (shape[0] * shape[1], *shape[2:]), "none", ignore_index)
    return call.wrap(out.reshape(shape))


def _joined(x: Tensor, alone: bool) -> Tensor:
    """The batch as the op's own first dimension: joined with it, unless an example is ``alone``, without one."""
    return x if alone else x.flatten(0, 1)


@op(kind=network, kernel="mse_loss", function=False, method=False, grad_name="MseLoss",
    batch=full(_each_batched),
    vjp=dict(input=lambda g, input, target, reduction: _each(g, input, reduction) * (2 * (input - target)),
             target=lambda g, input, target, reduction: _each(g, input, reduction) * (2 * (target - input))),
    jvp=lambda input, target, d_input, d_target, reduction:
        reduced(2 * (input - target) * (d_input - d_target), reduction))
def squared_error(input: Tensor, target: Tensor, reduction: str) -> Tensor:
    """``(input - target) ** 2`` of two tensors of one shape, reduced."""


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def mse_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
             reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """Squared error, the mean of ``(input - target) ** 2``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.mse_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(2.)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    _warn_of_broadcasting(input, target)
    input, target = pair(input, target)
    if weight is None:
        return squared_error(input, target, reduction)
    if weight.shape != input.shape:
        raise ValueError("Inputs and weight must have the same size.")
    weighted = squared_error(input, target, "none") * weight
    return weighted.sum() / weight.sum() if reduction == "mean" else reduced(weighted, reduction)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
            reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """Absolute error, the mean of ``|input - target|``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating or complex, or integer without a mean; complex tensors give their real dtype.
    Raises: RuntimeError for bool tensors, for the mean of integers and for shapes that do not broadcast; ValueError for
        another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.l1_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(1.)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    _warn_of_broadcasting(input, target)
    error = (input - target).abs()
    if weight is None:
        return reduced(error, reduction)
    weighted = error * weight
    return weighted.sum() / weight.sum() if reduction == "mean" else reduced(weighted, reduction)


@op(kind=network, kernel="huber_loss", function=False, method=False, grad_name="HuberLoss",
    batch=full(_each_batched),
    vjp=dict(input=lambda g, input, target, reduction, delta:
             _each(g, input, reduction) * (input - target).clamp(-delta, delta),
             target=lambda g, input, target, reduction, delta:
             _each(g, input, reduction) * (target - input).clamp(-delta, delta)),
    jvp=lambda input, target, d_input, d_target, reduction, delta:
        reduced((input - target).clamp(-delta, delta) * (d_input - d_target), reduction))
def huber(input: Tensor, target: Tensor, reduction: str, delta: float) -> Tensor:
    """``d**2 / 2`` where ``|d| = |input - target| <= delta``, else ``delta * (|d| - delta / 2)``, reduced."""


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0,
               weight: Tensor | None = None) -> Tensor:
    """The mean of ``d**2 / 2`` where ``d = |input - target| < delta``, else ``delta * (d - delta / 2)``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; each element has the dtype of ``input``, means the common one.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for ``delta <= 0`` and for shapes
        that do not broadcast; ValueError for another ``reduction``.
    Source: Huber 1964, Robust Estimation of a Location Parameter.

    >>> import flambeau as torch
    >>> torch.nn.functional.huber_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    _warn_of_broadcasting(input, target)
    input, target = pair(input, target)
    if weight is None:
        return huber(input, target, chosen_reduction(reduction, None, None), delta).to(input.dtype)
    weighted = huber(input, target, "none", delta).to(input.dtype) * weight
    return weighted.sum() / weight.sum() if reduction == "mean" else reduced(weighted, reduction)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def smooth_l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                   reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The mean of ``d**2 / (2 * beta)`` where ``d = |input - target| < beta``, else ``d - beta / 2``; `l1_loss` for
    beta 0.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for a negative ``beta`` and for
        shapes that do not broadcast; ValueError for another ``reduction``.
    Source: Girshick 2015, Fast R-CNN, equation 3.

    >>> import flambeau as torch
    >>> torch.nn.functional.smooth_l1_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    _warn_of_broadcasting(input, target)
    loss = huber(*pair(input, target), reduction, beta)
    return loss if beta == 1 else loss / beta


@op(kind=network, kernel="nll_loss", piecewise_linear=True, function=False, method=False,
    returns=("output", "total_weight"),
    batch=full(_nll_batched),
    grad_name="NllLoss",
    vjp=dict(input=lambda g_output, input_shape, target, weight, total_weight, reduction, ignore_index:
             nll_loss_backward(g_output, target, weight, total_weight, input_shape, reduction, ignore_index),
             target=None, weight=refused),
    jvp=lambda target, weight, d_input, reduction, ignore_index:
        nll_loss_forward(d_input, target, weight, reduction, ignore_index)[0])
def nll_loss_forward(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str,
                     ignore_index: int) -> tuple[Tensor, Tensor]:
    """``-weight[target] * input[target]`` for (N, C, ...) and (N, ...), reduced, and the sum of the weights used.

    "mean" divides by that sum; ``ignore_index`` counts for nothing. IndexError for a target outside ``[0, C)``.
    Without a batch (C,) and ().
    """


@op(kind=network, kernel="nll_loss_backward", function=False, method=False, grad_name="NllLossBackward",
    batch=full(_nll_backward_batched),
    vjp=dict(grad=lambda g, target, weight, total_weight, reduction, ignore_index:
             _nll_of(g, target, weight, total_weight, reduction, ignore_index),
             target=None, weight=refused, total_weight=refused),
    jvp=lambda target, weight, total_weight, d_grad, input_shape, reduction, ignore_index:
        nll_loss_backward(d_grad, target, weight, total_weight, input_shape, reduction, ignore_index))
def nll_loss_backward(grad: Tensor, target: Tensor, weight: Tensor | None, total_weight: Tensor, input_shape: Size,
                      reduction: str, ignore_index: int) -> Tensor:
    """Zeros of ``input_shape`` with ``-weight[target] * grad`` (over ``total_weight`` for "mean") at the targets."""


def _nll_of(g: Tensor, target: Tensor, weight: Tensor | None, total_weight: Tensor, reduction: str,
            ignore_index: int) -> Tensor:
    loss, _ = nll_loss_forward(g, target, weight, "sum" if reduction == "mean" else reduction, ignore_index)
    return loss / total_weight if reduction == "mean" else loss


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
             ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    """Negative log likelihood, the mean of ``-weight[target] * input[target]`` over the classes, of log-probabilities.

    "mean" divides by the sum of the weights used. Targets ``ignore_index`` count for nothing. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``(C,)``, ``(N, C)`` or ``(N, C, d1, ...)`` with classes ``()``, ``(N,)`` or ``(N, d1, ...)`` gives 0-d; with
        ``reduction="none"`` that of ``target``.
    Dtype: floating ``input``; the result has it. Classes are int64 or uint8.
    Raises: NotImplementedError for bool, integer and complex tensors; IndexError for a class out of range; RuntimeError
        for a target of another dtype or shape and another number of weights; ValueError for batches of different sizes;
        ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.nll_loss(torch.tensor([[-1., -2.]]), torch.tensor([1]))
    tensor(2.)
    """
    return nll_loss_forward(input, target, weight, chosen_reduction(reduction, size_average, reduce), ignore_index)[0]


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
                  ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> Tensor:
    """The mean of ``-weight[y] * log_softmax(input)[y]`` over the classes; of probabilities q,
    ``-sum(q * log_softmax(input))``.

    ``label_smoothing`` mixes that much of the uniform distribution into the target. Classes ``ignore_index`` count for
    nothing. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(C,)``, ``(N, C)`` or ``(N, C, d1, ...)`` with classes ``()``, ``(N,)`` or ``(N, d1, ...)``, or
        probabilities of the same shape, gives 0-d; with ``reduction="none"`` that of the classes.
    Dtype: floating ``input``; the result has it. Classes are int64 or uint8, probabilities floating.
    Raises: NotImplementedError for bool, integer and complex tensors; IndexError for a class out of range; RuntimeError
        for a target of another dtype or shape, another number of weights and a ``label_smoothing`` outside [0, 1];
        ValueError for batches of different sizes; ValueError for another ``reduction``.
    Source: for label smoothing, Szegedy et al. 2016, Rethinking the Inception Architecture, section 7.

    >>> import flambeau as torch
    >>> torch.nn.functional.cross_entropy(torch.tensor([[0., 0.]]), torch.tensor([1]))
    tensor(0.6931)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    channel = 0 if input.ndim == 1 else 1
    logs = log_softmax(input, channel)
    if target.is_floating_point():
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target | cross_entropy: "
                               f"ignore_index is {ignore_index}, and target holds probabilities")
        return _soft_cross_entropy(logs, target, weight, channel, reduction, label_smoothing)
    if target.shape == input.shape and input.ndim:
        raise RuntimeError("Expected floating point type for target with class probabilities, got "
                           f"{target.dtype} | cross_entropy: classes have the input's shape without its {channel}. "
                           "dimension")
    if label_smoothing == 0:
        return nll_loss_forward(logs, target, weight, reduction, ignore_index)[0]
    return _smoothed_cross_entropy(logs, target, weight, channel, reduction, ignore_index, label_smoothing)


@op(kind=composite, namespace="nn.functional")
def linear_cross_entropy(input: Tensor, linear_weight: Tensor, target: Tensor, *, linear_bias: Tensor | None = None,
                         weight: Tensor | None = None, reduction: str = "mean", ignore_index: int | None = None,
                         label_smoothing: float = 0.0, options: object = None) -> Tensor:
    """`cross_entropy` of the scores ``linear(input, linear_weight, linear_bias)``.

    ``ignore_index`` is -100 unless given. ``options`` say in what pieces PyTorch works; here nothing depends on them.

    Shape: ``(N, F)`` or ``(F,)`` with ``linear_weight`` ``(C, F)`` and the target of a `cross_entropy` of ``(N, C)``;
        with ``linear_weight`` ``(C, d1, ..., F)`` and ``linear_bias`` ``(C, d1, ...)`` that of ``(N, C, d1, ...)``.
    Dtype: floating, the same for all but the target; the result has it.
    Raises: RuntimeError for sizes that do not go together and two different dtypes; NotImplementedError for bool,
        integer and complex tensors; IndexError for a class out of range; ValueError for batches of different sizes and
        for another ``reduction``.

    >>> import flambeau as torch
    >>> scores = dict(linear_weight=torch.ones(2, 3), target=torch.tensor([1]))
    >>> torch.nn.functional.linear_cross_entropy(torch.ones(1, 3), **scores)
    tensor(0.6931)
    """
    _check_linear_of_classes(input, linear_weight, linear_bias)
    scores = linear(input, linear_weight.flatten(0, -2), None if linear_bias is None else linear_bias.flatten())
    if linear_weight.ndim > 2:
        scores = scores.unflatten(-1, linear_weight.shape[:-1])
    if ignore_index is not None and target.is_floating_point():
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    ignored = -100 if ignore_index is None else ignore_index
    return cross_entropy(scores, target, weight, ignore_index=ignored, reduction=reduction,
                         label_smoothing=label_smoothing)


def _check_linear_of_classes(x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if x.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {x.ndim}")
    if weight.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {weight.ndim}")
    features, wanted = x.shape[-1], weight.shape[-1]
    if features != wanted:
        raise RuntimeError("expected equal input and linear_weight last dimensions (in_features), got "
                           f"{features} and {wanted}, respectively")
    if weight.ndim > 2 and x.ndim == 1:
        raise RuntimeError(f"K-dimensional loss defined by linear_weight shape {tuple(weight.shape)} requires batched "
                           f"input, (N, {features}), got unbatched input with shape {tuple(x.shape)}")
    if bias is not None and bias.shape != weight.shape[:-1]:
        raise RuntimeError(f"expected linear_bias shape {tuple(weight.shape[:-1])}, got {tuple(bias.shape)}")


def _per_class(weight: Tensor, x: Tensor, channel: int) -> Tensor:
    return weight.reshape([-1 if d == channel else 1 for d in range(x.ndim)])


def _soft_cross_entropy(logs: Tensor, target: Tensor, weight: Tensor | None, channel: int, reduction: str,
                        smoothing: float) -> Tensor:
    if target.shape == logs.shape[:channel] + logs.shape[channel + 1:]:
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype} | cross_entropy: a "
                           f"target of shape {list(target.shape)} holds classes: give target.long(); probabilities "
                           f"have the input's shape {list(logs.shape)}")
    if logs.shape != target.shape:
        raise RuntimeError("cross_entropy: Expected floating point type for target with class probabilities, of the "
                           f"input's shape {list(logs.shape)}, got {list(target.shape)}")
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / logs.shape[channel]
    if weight is not None:
        logs = logs * _per_class(weight, logs, channel)
    loss = -(logs * target).sum(channel)
    return loss.sum() / math.prod(loss.shape) if reduction == "mean" else reduced(loss, reduction)


def _smoothed_cross_entropy(logs: Tensor, target: Tensor, weight: Tensor | None, channel: int, reduction: str,
                            ignore_index: int, smoothing: float) -> Tensor:
    classes = logs.shape[channel]
    sharp, total = nll_loss_forward(logs, target, weight, reduction, ignore_index)
    uniform = -(logs if weight is None else logs * _per_class(weight, logs, channel)).sum(channel)
    uniform = uniform.masked_fill(target == ignore_index, 0)
    if reduction == "mean":
        uniform = uniform.sum() / total
    elif reduction == "sum":
        uniform = uniform.sum()
    return sharp * (1 - smoothing) + uniform * (smoothing / classes)


def _log(x: Tensor) -> Tensor:
    """The logarithm, not below -100: losses stay finite."""
    return x.log().clamp(min=-100)


@op(kind=network, kernel="binary_cross_entropy", function=False, method=False, grad_name="BinaryCrossEntropy",
    batch=full(_each_batched),
    vjp=dict(input=lambda g, input, target, weight, reduction:
             weighted(_each(g, input, reduction), weight) * (input - target) / (input * (1 - input)).clamp(min=1e-12),
             target=lambda g, input, target, weight, reduction:
             weighted(_each(g, input, reduction), weight) * (_log(1 - input) - _log(input)),
             weight=refused),
    jvp=lambda input, target, weight, d_input, d_target, reduction:
        reduced(weighted(d_input * (input - target) / (input * (1 - input)).clamp(min=1e-12)
                          + d_target * (_log(1 - input) - _log(input)), weight), reduction))
def bernoulli_entropy(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """``-weight * (target * log(input) + (1 - target) * log(1 - input))`` of one shape, logarithms >= -100, reduced."""


def weighted(x: Tensor, weight: Tensor | None) -> Tensor:
    return x if weight is None else x * weight


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None,
                         size_average: bool | None = None, reduce: bool | None = None,
                         reduction: str = "mean") -> Tensor:
    """The mean of ``-(target * log(input) + (1 - target) * log(1 - input))`` for probabilities ``input``.

    Logarithms are kept at or above -100. ``weight`` scales elements, broadcast to the input. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``input`` and ``target`` of one shape give 0-d; with ``reduction="none"`` that shape.
    Dtype: floating, the same for both; the result has it.
    Raises: RuntimeError for probabilities outside [0, 1] and two different dtypes; NotImplementedError for bool,
        integer and complex tensors; ValueError for two different shapes; ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([.5]), torch.tensor([1.]))
    tensor(0.6931)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    if input.shape != target.shape:
        raise ValueError(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is "
                         "deprecated. Please ensure they have the same size.")
    weight = None if weight is None else weight.expand(input.shape)
    return bernoulli_entropy(input, target, weight, reduction)


def _logits_slope(x: Tensor, target: Tensor, pos_weight: Tensor | None) -> Tensor:
    """The derivative by the logits: ``(1 + (p - 1) t) sigmoid(x) - p t``, which is ``sigmoid(x) - t`` for p = 1."""
    if pos_weight is None:
        return sigmoid(x) - target
    positive = pos_weight * target
    return (positive + 1 - target) * sigmoid(x) - positive


def _logits_by_target(x: Tensor, pos_weight: Tensor | None) -> Tensor:
    """The derivative by the target: ``log(1 - s) - p log(s)``, which is ``-x`` for p = 1."""
    return -x if pos_weight is None else logsigmoid(-x) - pos_weight * logsigmoid(x)


@op(kind=network, kernel="binary_cross_entropy_with_logits", function=False, method=False,
    batch=full(_each_batched),
    grad_name="BinaryCrossEntropyWithLogits",
    vjp=dict(input=lambda g, input, target, weight, pos_weight, reduction:
             weighted(_each(g, input, reduction), weight) * _logits_slope(input, target, pos_weight),
             target=lambda g, input, weight, pos_weight, reduction:
             weighted(_each(g, input, reduction), weight) * _logits_by_target(input, pos_weight),
             weight=refused, pos_weight=refused),
    jvp=lambda input, target, weight, pos_weight, d_input, d_target, reduction:
        reduced(weighted(d_input * _logits_slope(input, target, pos_weight)
                          + d_target * _logits_by_target(input, pos_weight), weight), reduction))
def logits_entropy(input: Tensor, target: Tensor, weight: Tensor | None, pos_weight: Tensor | None,
                   reduction: str) -> Tensor:
    """``-weight * (pos_weight * t * log(s) + (1 - t) * log(1 - s))`` with ``s = sigmoid(input)``, reduced.

    ``target`` has the input's shape; ``weight`` and ``pos_weight`` broadcast to it.
    """


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                     size_average: bool | None = None, reduce: bool | None = None,
                                     reduction: str = "mean", pos_weight: Tensor | None = None) -> Tensor:
    """`binary_cross_entropy` of ``sigmoid(input)``, computed without overflow.

    ``weight`` scales elements, ``pos_weight`` the positive part; both broadcast to the input. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``input`` and ``target`` of one shape give 0-d; with ``reduction="none"`` that shape.
    Dtype: floating targets; the result has the target's dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for a target that is not floating
        beside a floating input; ValueError for two different shapes; ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    if input.shape != target.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return logits_entropy(input, target, weight, pos_weight, reduction)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def kl_div(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
           reduction: str = "mean", log_target: bool = False) -> Tensor:
    """Kullback-Leibler divergence, the mean of ``target * (log(target) - input)`` for log-probabilities ``input``.

    ``log_target`` says that the target holds logarithms too; the reduction "batchmean" divides the sum by the size of
    the batch. ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for bool, integer and complex tensors and for shapes that do not broadcast; ValueError for
        another ``reduction``.
    Source: Kullback and Leibler 1951, On Information and Sufficiency.

    >>> import flambeau as torch
    >>> torch.nn.functional.kl_div(torch.tensor([[0., 0.]]), torch.tensor([[.5, .5]]), reduction="batchmean")
    tensor(-0.6931)
    """
    if reduction == "mean" and size_average is None and reduce is None:
        warn("reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
             "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
             "same as 'batchmean' in the next major release.")
    if reduction != "batchmean":
        reduction = chosen_reduction(reduction, size_average, reduce)
    for x in (input, target):
        if not x.is_floating_point():
            kind = "Complex" if x.is_complex() else "Integral"
            raise RuntimeError(f"kl_div: {kind} inputs not supported. | one of the two is {x.dtype}")
    loss = target.exp() * (target - input) if log_target else xlogy(target, target) - target * input
    if reduction == "batchmean":
        return loss.sum() / (input.shape[0] if input.ndim else 1)
    return reduced(loss, reduction)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
                     size_average: bool | None = None, eps: float = 1e-08, reduce: bool | None = None,
                     reduction: str = "mean") -> Tensor:
    """The mean of ``exp(input) - target * input``; of ``input - target * log(input + eps)`` with ``log_input=False``.

    ``full`` adds Stirling's term ``t * log(t) - t + log(2 * pi * t) / 2`` where the target t is above 1. ``reduction``
    is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; ValueError for another ``reduction``.

    >>> import flambeau as torch
    >>> torch.nn.functional.poisson_nll_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(1.)
    """
    reduction = chosen_reduction(reduction, size_average, reduce)
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return reduced(loss, reduction)


@op(kind=composite, namespace="nn.functional")
def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-06,
                      reduction: str = "mean") -> Tensor:
    """The mean of ``(log(v) + (input - target)**2 / v) / 2`` with the variance ``v = max(var, eps)``.

    ``full`` adds ``log(2 * pi) / 2``. The gradient passes where ``v`` is ``eps``. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target`` of one shape, ``var`` of the same, or without its last size, or with size 1 there,
        or a number, give 0-d; with ``reduction="none"`` their shape.
    Dtype: integer or floating, ``var`` floating; the result has the common dtype.
    Raises: ValueError for a negative variance and one of another size; RuntimeError for bool tensors, an integer
        ``var`` and shapes that do not broadcast; NotImplementedError for a complex ``var``; ValueError for another
        ``reduction``.
    Source: Nix and Weigend 1994, Estimating the Mean and Variance of the Target Probability Distribution.

    >>> import flambeau as torch
    >>> torch.nn.functional.gaussian_nll_loss(torch.tensor([0.]), torch.tensor([1.]), torch.tensor([1.]))
    tensor(0.5000)
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid | reduction is none, mean or sum")
    var = var if isinstance(var, Tensor) else input.new_full(input.shape, var)
    if var.shape == input.shape[:-1] and var.ndim < input.ndim:
        var = var.unsqueeze(-1)
    elif var.shape != input.shape:
        differing = [size for size, wanted in zip(var.shape, input.shape, strict=False) if size != wanted]
        if var.ndim != input.ndim or differing != [1]:
            raise ValueError(f"var is of incorrect size | gaussian_nll_loss: var has shape {list(var.shape)}, the "
                             f"input {list(input.shape)}")
    if bool(_core._innermost(var < 0).any()):
        raise ValueError("var has negative entry/entries")
    if not (var.is_floating_point() or var.is_complex()):
        raise RuntimeError(f"result type Float can't be cast to the desired output type of var, {var.dtype}")
    var = var + (var.detach().clamp(min=eps) - var.detach())
    loss = 0.5 * (var.log() + (input - target) ** 2 / var)
    return reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)
