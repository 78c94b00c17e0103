"""Normalisation layers.

All of them take means over some dims and scale: ``y = (x - mean) * rstd * weight + bias``. With ``P`` the derivative
of the normalised value, ``P(u) = rstd * (u - mean(u) - y0 * mean(u * y0))`` for ``y0 = (x - mean) * rstd``, its own
transpose, gradients are ``P(g * weight)``, ``sum(g * y0)`` and ``sum(g)``; `_second_order` has those of these.
"""

from __future__ import annotations

import math
from typing import Any

from .define import Size, Tensor, composed, composite, full, network, op
from .reduce import vector_norm


def _normalised(x: Tensor, dims: Size, eps: float) -> tuple[Tensor, Tensor]:
    """``(x - mean) * rstd`` and ``rstd``, as functions of ``x``: rules differentiate through both."""
    centred = x - x.mean(dims, True)
    rstd = ((centred * centred).mean(dims, True) + eps).rsqrt()
    return centred * rstd, rstd


def _project(u: Tensor, y: Tensor, rstd: Tensor, dims: Size) -> Tensor:
    """``P(u)`` of the module's docstring."""
    return rstd * (u - u.mean(dims, True) - y * (u * y).mean(dims, True))


def _second_order(u: Tensor, v: Tensor, t: Tensor, grad: Tensor, input: Tensor, weight: Tensor, dims: Size,
                  eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """Gradients for ``grad``, ``input`` and ``weight`` of a fused backward pass.

    ``u``, ``v``, ``t`` are the gradients coming in for its three results; all but ``u`` and ``grad`` broadcast.
    From ``d rstd = -rstd**2 * mean(y * dx)`` and ``dy = P(dx)``:
    ``d <u, P(b)> = <-rstd * y * mean(u * P(b)) - P(rstd * (u * mean(b * y) + b * mean(u * y))), dx>``.
    """
    y, rstd = _normalised(input, dims, eps)
    b = grad * weight
    through_b, through_u = _project(b, y, rstd, dims), _project(u, y, rstd, dims)
    cross = rstd * (u * (b * y).mean(dims, True) + b * (u * y).mean(dims, True))
    by_input = _project(grad * v - cross, y, rstd, dims) - rstd * y * (u * through_b).mean(dims, True)
    return weight * through_u + v * y + t, by_input, grad * through_u


def _first_tangents(grad: Tensor, input: Tensor, weight: Tensor, d_grad: Tensor, d_input: Tensor, d_weight: Tensor,
                    dims: Size, eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """Tangents of ``P(grad * weight)``, ``grad * y`` and ``grad``."""
    y, rstd = _normalised(input, dims, eps)
    dy = _project(d_input, y, rstd, dims)
    b, db = grad * weight, d_grad * weight + grad * d_weight
    d_rstd_over_rstd = -rstd * (y * d_input).mean(dims, True)
    d_projected = (_project(b, y, rstd, dims) * d_rstd_over_rstd + _project(db, y, rstd, dims)
                   - rstd * (dy * (b * y).mean(dims, True) + y * (b * dy).mean(dims, True)))
    return d_projected, d_grad * y + grad * dy, d_grad


def _one_if_none(weight: Tensor | None, like: Tensor, shape: Size) -> Tensor:
    return like.new_ones(()) if weight is None else weight.reshape(shape)


# ---- layer norm: over the last dims, one weight for each element of them


def _last(shape: Size) -> tuple[int, ...]:
    return tuple(range(-len(shape), 0))


def _lead(x: Tensor, shape: Size) -> tuple[int, ...]:
    return tuple(range(x.ndim - len(shape)))


def _summed(x: Tensor, dims: Size) -> Tensor:
    return x.sum(dims) if dims else x


def _layer_norm_tangent(input: Tensor, weight: Tensor | None, d_input: Tensor, d_weight: Any,
                        d_bias: Tensor | None, normalized_shape: Size, eps: float) -> Tensor:
    dims = _last(normalized_shape)
    y, rstd = _normalised(input, dims, eps)
    d = _project(d_input, y, rstd, dims)
    d = d if weight is None else d * weight + y * d_weight
    return d if d_bias is None else d + d_bias


def _layer_norm_batched(call: Any) -> Any:
    input, shape, weight, bias, eps = call.originals
    if call.dims[2] is None and call.dims[3] is None:
        return call.wrap(call.run([call.front(0), *call.values[1:]]))
    output, mean, rstd = layer_norm_forward(input, shape, None, None, eps)
    output = output if weight is None else output * weight
    return output if bias is None else output + bias, mean, rstd


def _layer_norm_gradients(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                          normalized_shape: Size) -> tuple[Tensor, Tensor, Tensor]:
    y = (input - mean) * rstd
    lead = _lead(input, normalized_shape)
    b = grad if weight is None else grad * weight
    return _project(b, y, rstd, _last(normalized_shape)), _summed(grad * y, lead), _summed(grad, lead)


@op(kind=network, kernel="layer_norm", function=False, method=False, returns=("output", "mean", "rstd"),
    batch=full(_layer_norm_batched),
    grad_name="NativeLayerNorm",
    vjp={("input", "weight", "bias"): lambda g_output, input, weight, mean, rstd, normalized_shape, eps:
         layer_norm_backward(g_output, input, weight, mean, rstd, normalized_shape, eps)},
    jvp=_layer_norm_tangent)
def layer_norm_forward(input: Tensor, normalized_shape: Size, weight: Tensor | None, bias: Tensor | None,
                       eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`layer_norm` with the means and reciprocal deviations used (input's shape, normalised dims of size 1)."""


def _layer_norm_backward_gradients(g_grad_input: Tensor, g_grad_weight: Tensor, g_grad_bias: Tensor, grad: Tensor,
                                   input: Tensor, weight: Tensor | None, normalized_shape: Size,
                                   eps: float) -> tuple[Tensor, Tensor, Tensor | None]:
    by_grad, by_input, by_weight = _second_order(
        g_grad_input, g_grad_weight, g_grad_bias, grad, input, _one_if_none(weight, input, normalized_shape),
        _last(normalized_shape), eps)
    return by_grad, by_input, None if weight is None else _summed(by_weight, _lead(input, normalized_shape))


def _layer_norm_backward_tangents(grad: Tensor, input: Tensor, weight: Tensor | None, d_grad: Tensor, d_input: Tensor,
                                  d_weight: Tensor | None, normalized_shape: Size,
                                  eps: float) -> tuple[Tensor, Tensor, Tensor]:
    d_weight = input.new_zeros(()) if d_weight is None else d_weight
    d_projected, d_scaled, d_shifted = _first_tangents(
        grad, input, _one_if_none(weight, input, normalized_shape), d_grad, d_input, d_weight,
        _last(normalized_shape), eps)
    lead = _lead(input, normalized_shape)
    return d_projected, _summed(d_scaled, lead), _summed(d_shifted, lead)


@op(kind=network, kernel="layer_norm_backward", function=False, method=False,
    batch=composed(lambda grad, input, weight, mean, rstd, normalized_shape:
        _layer_norm_gradients(grad, input, weight, mean, rstd, normalized_shape)),
    returns=("grad_input", "grad_weight", "grad_bias"), grad_name="NativeLayerNormBackward",
    vjp={("grad", "input", "weight"): _layer_norm_backward_gradients, "mean": None, "rstd": None},
    jvp=_layer_norm_backward_tangents)
def layer_norm_backward(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                        normalized_shape: Size, eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """``P(grad * weight)``, and ``grad * y0`` and ``grad`` summed over the leading dims: all three gradients at once.

    ``mean`` and ``rstd`` are those of ``input``; their derivatives are counted as part of the input's.
    """


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def layer_norm(input: Tensor, normalized_shape: Size, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over the last dims, ``normalized_shape``.

    ``weight`` and ``bias`` have that shape too; the variance is the biased one (Ba et al. 2016).

    >>> import flambeau as torch
    >>> torch.nn.functional.layer_norm(torch.tensor([1., 3.]), (2,))
    tensor([-1.0000,  1.0000])
    """
    return layer_norm_forward(input, normalized_shape, weight, bias, eps)[0]


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def rms_norm(input: Tensor, normalized_shape: Size, weight: Tensor | None = None, eps: float | None = None) -> Tensor:
    """``x / sqrt(mean(x**2) + eps) * weight`` over the last dims, ``normalized_shape``; ``eps`` by default the dtype's.

    >>> import flambeau as torch
    >>> torch.nn.functional.rms_norm(torch.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
    """
    shape = tuple(normalized_shape)
    if tuple(input.shape[input.ndim - len(shape):]) != shape:
        raise RuntimeError(f"Given normalized_shape={list(shape)}, expected input with shape "
                           f"[*, {', '.join(map(str, shape))}], but got input of size {list(input.shape)}")
    x = input.float() if input.dtype.itemsize < 4 else input
    eps = _EPSILON[x.dtype.to_real().itemsize] if eps is None else eps
    out = (x * ((x * x).mean(_last(shape), True) + eps).rsqrt()).to(input.dtype)
    return out if weight is None else out * weight


_EPSILON = {4: 2.0 ** -23, 8: 2.0 ** -52}


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-05) -> Tensor:
    """`layer_norm` of groups of channels of (N, C, ...): moments over C / num_groups channels and all positions.

    ``weight`` and ``bias`` have one element per channel (Wu and He 2018).

    >>> import flambeau as torch
    >>> torch.nn.functional.group_norm(torch.tensor([[1., 3., 2., 2.]]), 2)
    tensor([[-1.0000,  1.0000,  0.0000,  0.0000]])
    """
    n, channels = input.shape[:2]
    if channels % num_groups:
        raise RuntimeError("Expected number of channels in input to be divisible by num_groups, but got input of shape "
                           f"{list(input.shape)} and num_groups={num_groups}")
    size = math.prod(input.shape[1:]) // num_groups
    out = layer_norm_forward(input.reshape(n, num_groups, size), (size,), None, None, eps)[0].reshape(input.shape)
    shape = (1, channels, *(1,) * (input.ndim - 2))
    out = out if weight is None else out * weight.reshape(shape)
    return out if bias is None else out + bias.reshape(shape)


# ---- batch norm: over all dims but the channels, dim 1


def _rest(x: Tensor) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _channels(x: Tensor) -> tuple[int, ...]:
    return (1, -1, *(1,) * (x.ndim - 2))


def _batch_norm_tangent(input: Tensor, weight: Tensor | None, d_input: Tensor, d_weight: Any,
                        d_bias: Tensor | None, eps: float) -> Tensor:
    dims, shape = _rest(input), _channels(input)
    y, rstd = _normalised(input, dims, eps)
    d = _project(d_input, y, rstd, dims)
    d = d if weight is None else d * weight.reshape(shape) + y * d_weight.reshape(shape)
    return d if d_bias is None else d + d_bias.reshape(shape)


# Every example of a batch has channels of its own, beside those of the others.


def _beside(call: Any, i: int) -> Tensor | None:
    """The tensor at place ``i`` (N, C, ...) or (C,) with the channels of all examples in one dimension."""
    if call.values[i] is None:
        return None
    x = call.front(i)
    if x.ndim == 2:
        return x.reshape(-1)
    return x.transpose(0, 1).reshape(x.shape[1], x.shape[0] * x.shape[2], *x.shape[3:])


def _apart(call: Any, x: Tensor) -> Tensor:
    """The channels of each example again, the batch in front."""
    if x.ndim == 1:
        return x.reshape(call.size, -1)
    return x.reshape(x.shape[0], call.size, x.shape[1] // call.size, *x.shape[2:]).transpose(0, 1)


def _batch_norm_batched(call: Any) -> Any:
    for i, name in ((3, "running_mean"), (4, "running_var")):
        if call.entry.name == "batch_norm_forward" and call.values[i] is not None and call.dims[i] is None:
            raise RuntimeError(
                "Batch norm got a batched tensor as input while the running_mean or running_var, which will be "
                "updated in "
                "place, were not batched.\nIf you are using a module and do not need eval mode, please set "
                f"`track_running_stats` to be False ({name}; func.replace_all_batch_norm_modules_ does so).")
    tensors = [_beside(call, i) for i in range(5)]
    result = call.run([*tensors, *call.values[5:]])
    if not isinstance(result, Tensor):
        for i, moments in enumerate(tensors[3:], 3):  # the running moments were written to, maybe in a copy
            if moments is not None:
                call.front(i).copy_(_apart(call, moments))
        return call.wrap([_apart(call, r) for r in result])
    return call.wrap(_apart(call, result))


def _batch_norm_backward_batched(call: Any) -> Any:
    return call.wrap([_apart(call, r) for r in call.run([*(_beside(call, i) for i in range(5)), *call.values[5:]])])


@op(kind=network, kernel="batch_norm", keeps_layout=True, function=False, method=False,
    returns=("output", "mean", "rstd"),
    batch=full(_batch_norm_batched),
    grad_name="NativeBatchNorm",
    vjp={("input", "weight", "bias"): lambda g_output, input, weight, mean, rstd, eps:
         batch_norm_backward(g_output, input, weight, mean, rstd, eps),
         "running_mean": None, "running_var": None},
    jvp=_batch_norm_tangent)
def batch_norm_forward(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
                       running_var: Tensor | None, momentum: float, eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_norm` in training: normalises by the batch's moments, returns mean and rstd (C,), updates running ones.

    ``running = (1 - momentum) * running + momentum * batch``, the variance put in being the unbiased one. This writes
    ``running_mean`` and ``running_var``.
    """


def _batch_norm_backward_gradients(g_grad_input: Tensor, g_grad_weight: Tensor, g_grad_bias: Tensor, grad: Tensor,
                                   input: Tensor, weight: Tensor | None,
                                   eps: float) -> tuple[Tensor, Tensor, Tensor | None]:
    dims, shape = _rest(input), _channels(input)
    by_grad, by_input, by_weight = _second_order(
        g_grad_input, g_grad_weight.reshape(shape), g_grad_bias.reshape(shape), grad, input,
        _one_if_none(weight, input, shape), dims, eps)
    return by_grad, by_input, None if weight is None else by_weight.sum(dims)


def _batch_norm_backward_tangents(grad: Tensor, input: Tensor, weight: Tensor | None, d_grad: Tensor, d_input: Tensor,
                                  d_weight: Tensor | None, eps: float) -> tuple[Tensor, Tensor, Tensor]:
    dims, shape = _rest(input), _channels(input)
    d_weight = input.new_zeros(()) if d_weight is None else d_weight.reshape(shape)
    d_projected, d_scaled, d_shifted = _first_tangents(
        grad, input, _one_if_none(weight, input, shape), d_grad, d_input, d_weight, dims, eps)
    return d_projected, d_scaled.sum(dims), d_shifted.sum(dims)


@op(kind=network, kernel="batch_norm_backward", keeps_layout=True, function=False, method=False,
    batch=full(_batch_norm_backward_batched),
    returns=("grad_input", "grad_weight", "grad_bias"), grad_name="NativeBatchNormBackward",
    vjp={("grad", "input", "weight"): _batch_norm_backward_gradients, "mean": None, "rstd": None},
    jvp=_batch_norm_backward_tangents)
def batch_norm_backward(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                        eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """``P(grad * weight)``, and ``grad * y0`` and ``grad`` summed over all but the channels: all gradients at once.

    ``mean`` and ``rstd`` are those of ``input``; their derivatives are counted as part of the input's.
    """


@op(kind=network, kernel="batch_norm_inference", keeps_layout=True, function=False, method=False,
    grad_name="NativeBatchNorm",
    batch=full(_batch_norm_batched),
    vjp=dict(input=lambda g, input, weight, running_var, eps: g * _scale(input, weight, running_var, eps),
             weight=lambda g, input, running_mean, running_var, eps:
             (g * (input - running_mean.reshape(_channels(input)))).sum(_rest(input)) * (running_var + eps).rsqrt(),
             bias=lambda g: g.sum(_rest(g)),
             running_mean=lambda g, input, weight, running_var, eps:
             -(g * _scale(input, weight, running_var, eps)).sum(_rest(g)),
             running_var=lambda g, input, weight, running_mean, running_var, eps:
             (g * (input - running_mean.reshape(_channels(input))) * _scale(input, weight, running_var, eps))
             .sum(_rest(g)) * (-0.5 / (running_var + eps))),
    jvp=lambda input, weight, running_mean, running_var, d_input, d_weight, d_bias, d_running_mean, d_running_var, eps:
        _inference_tangent(input, weight, running_mean, running_var, d_input, d_weight, d_bias, d_running_mean,
                           d_running_var, eps))
def batch_norm_inference(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor,
                         running_var: Tensor, eps: float) -> Tensor:
    """`batch_norm` with fixed moments: ``(x - running_mean) / sqrt(running_var + eps) * weight + bias`` per channel."""


def _scale(input: Tensor, weight: Tensor | None, running_var: Tensor, eps: float) -> Tensor:
    scale = (running_var + eps).rsqrt()
    return (scale if weight is None else scale * weight).reshape(_channels(input))


def _inference_tangent(input: Tensor, weight: Tensor | None, running_mean: Tensor, running_var: Tensor,
                       d_input: Tensor, d_weight: Tensor | None, d_bias: Tensor | None, d_running_mean: Tensor,
                       d_running_var: Tensor, eps: float) -> Tensor:
    shape = _channels(input)
    rstd = (running_var + eps).rsqrt()
    centred = input - running_mean.reshape(shape)
    slope = rstd if weight is None else rstd * weight
    d_slope = slope * (-0.5 * d_running_var / (running_var + eps))
    if d_weight is not None:
        d_slope = d_slope + rstd * d_weight
    out = (d_input - d_running_mean.reshape(shape)) * slope.reshape(shape) + centred * d_slope.reshape(shape)
    return out if d_bias is None else out + d_bias.reshape(shape)


@op(kind=composite, namespace="nn.functional")
def batch_norm(input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
               bias: Tensor | None = None, training: bool = False, momentum: float = 0.1,
               eps: float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` per channel of (N, C, ...) (Ioffe and Szegedy 2015).

    In training the moments are the batch's, and the running ones move towards them by ``momentum``; else the running
    moments are used. ValueError in training for a single value per channel.

    >>> import flambeau as torch
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    if not training:
        if running_mean is None or running_var is None:
            raise RuntimeError("Expected running_mean and running_var to be defined when training=False")
        return batch_norm_inference(input, weight, bias, running_mean, running_var, eps)
    if input.numel() == input.shape[1]:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {tuple(input.shape)}")
    return batch_norm_forward(input, weight, bias, running_mean, running_var, momentum, eps)[0]


@op(kind=composite, namespace="nn.functional")
def instance_norm(input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
                  weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
                  momentum: float = 0.1, eps: float = 1e-05) -> Tensor:
    """`batch_norm` of every sample of (N, C, ...) by itself; running moments move by the mean over the samples.

    >>> import flambeau as torch
    >>> torch.nn.functional.instance_norm(torch.tensor([[[1., 3.]]]))
    tensor([[[-1.0000,  1.0000]]])
    """
    n, channels, *space = input.shape
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    if math.prod(space) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    def repeated(x: Tensor | None) -> Tensor | None:
        return None if x is None else x.repeat(n)

    mean, var = repeated(running_mean), repeated(running_var)
    out = batch_norm_forward(input.reshape(1, n * channels, *space), repeated(weight), repeated(bias), mean, var,
                             momentum, eps)[0]
    for running, moved in ((running_mean, mean), (running_var, var)):
        if running is not None and moved is not None:
            running.detach().copy_(moved.detach().reshape(n, channels).mean(0))
    return out.reshape(input.shape)


@op(kind=composite, namespace="nn.functional")
def normalize(input: Tensor, p: float = 2.0, dim: Size = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """``x / max(norm(x), eps)`` with the ``p``-norm along ``dim``.

    >>> import flambeau as torch
    >>> torch.nn.functional.normalize(torch.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """
    return input / vector_norm(input, p, dim, True).clamp_min(eps).expand_as(input)


@op(kind=composite, namespace="nn.functional")
def local_response_norm(input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """``x / (k + alpha * mean of x**2 over size neighbouring channels) ** beta``, zeros beyond the ends.

    >>> import flambeau as torch
    >>> torch.nn.functional.local_response_norm(torch.ones(1, 2, 1), 1).shape
    torch.Size([1, 2, 1])
    """
    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)")
    if input.numel() == 0:
        return input
    squares = input * input
    before, after = size // 2, (size - 1) // 2
    shape = list(squares.shape)
    shape[1] += before + after
    padded = squares.new_zeros(shape)
    padded.narrow(1, before, squares.shape[1]).copy_(squares)
    return input / (padded.unfold(1, size, 1).mean(-1) * alpha + k) ** beta
