"""Normalisation layers.

All of them take means over some dims and scale: ``y = (x - mean) * rstd * weight + bias``. With ``P`` the derivative
of the normalised value, ``P(u) = rstd * (u - mean(u) - y0 * mean(u * y0))`` for ``y0 = (x - mean) * rstd``, its own
transpose, gradients are ``P(g * weight)``, ``sum(g * y0)`` and ``sum(g)``; `_second_order` has those of these.
Forward passes return mean and rstd with derivatives of their own, which backward passes take.
"""

from __future__ import annotations

import math
from typing import Any

from .._arguments import entries
from .broadcast import refuse_dtypes
from .define import Size, Tensor, composed, composite, full, network, op, refused
from .memory_order import has_channels_last_order, ordered_like
from .norm import vector_norm
from .reduce import reduced_count


def _project(u: Tensor, y: Tensor, rstd: Tensor, dims: Size) -> Tensor:
    """``P(u)`` of the module's docstring."""
    return rstd * _straightened(u, y, dims)


def _straightened(u: Tensor, y: Tensor, dims: Size) -> Tensor:
    """``P(u) / rstd``."""
    return u - u.mean(dims, True) - y * (u * y).mean(dims, True)


def _by_moments(g_mean: Tensor | None, g_rstd: Tensor | None, input: Tensor, mean: Tensor, rstd: Tensor,
                dims: Size) -> Tensor:
    """What the gradients of the moments add to the input's: ``d mean = mean(dx)``, ``d rstd = -rstd**2 mean(y dx)``."""
    total: Any = 0 if g_mean is None else g_mean
    if g_rstd is not None:
        total = total - g_rstd * rstd * rstd * ((input - mean) * rstd)
    return total / reduced_count(input.shape, dims)


def _forward_tangents(input: Tensor, weight: Tensor, mean: Tensor, rstd: Tensor, d_input: Tensor, d_weight: Tensor,
                      dims: Size) -> tuple[Tensor, Tensor, Tensor]:
    """Tangents of ``y * weight``, mean and rstd."""
    y = (input - mean) * rstd
    d_mean, d_rstd = d_input.mean(dims, True), -rstd * rstd * (y * d_input).mean(dims, True)
    return _project(d_input, y, rstd, dims) * weight + y * d_weight, d_mean, d_rstd


# Rules of a fused backward pass, a function of grad, input, weight, mean and rstd. Mean and rstd are operands like the
# others: that they depend on the input is for the rules of the forward pass to say.


def _second_order(u: Tensor, v: Tensor, t: Tensor, grad: Tensor, input: Tensor, weight: Tensor, mean: Tensor,
                  rstd: Tensor, dims: Size) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Gradients for ``grad``, ``input``, ``weight``, ``mean`` and ``rstd``.

    ``u``, ``v``, ``t`` are the gradients coming in for the three results; all but ``u`` and ``grad`` broadcast.
    """
    centred = input - mean
    y, b = centred * rstd, grad * weight
    through_u = _project(u, y, rstd, dims)
    by_y = grad * v - rstd * (u * (b * y).mean(dims, True) + b * (u * y).mean(dims, True))
    by_input = by_y * rstd
    by_rstd = (u * _straightened(b, y, dims) + by_y * centred).sum(dims, True)
    return weight * through_u + v * y + t, by_input, grad * through_u, -by_input.sum(dims, True), by_rstd


def _first_tangents(grad: Tensor, input: Tensor, weight: Tensor, mean: Tensor, rstd: Tensor, d_grad: Tensor,
                    d_input: Tensor, d_weight: Tensor, d_mean: Tensor, d_rstd: Tensor,
                    dims: Size) -> tuple[Tensor, Tensor, Tensor]:
    """Tangents of ``P(grad * weight)``, ``grad * y`` and ``grad``."""
    centred = input - mean
    y, dy = centred * rstd, (d_input - d_mean) * rstd + centred * d_rstd
    b, db = grad * weight, d_grad * weight + grad * d_weight
    bent = dy * (b * y).mean(dims, True) + y * (b * dy).mean(dims, True)
    d_projected = d_rstd * _straightened(b, y, dims) + rstd * (_straightened(db, y, dims) - bent)
    return d_projected, d_grad * y + grad * dy, d_grad


def _one_if_none(weight: Tensor | None, like: Tensor, shape: Size) -> Tensor:
    return like.new_ones(()) if weight is None else weight.reshape(shape)


def _zero_if_none(d_weight: Tensor | None, like: Tensor, shape: Size) -> Tensor:
    return like.new_zeros(()) if d_weight is None else d_weight.reshape(shape)


# ---- layer norm: over the last dims, one weight for each element of them


def _last(shape: Size) -> tuple[int, ...]:
    return tuple(range(-len(shape), 0))


def _lead(x: Tensor, shape: Size) -> tuple[int, ...]:
    return tuple(range(x.ndim - len(shape)))


def _summed(x: Tensor, dims: Size) -> Tensor:
    return x.sum(dims) if dims else x


def _layer_norm_tangents(input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor, d_input: Tensor,
                         d_weight: Tensor | None, d_bias: Tensor | None,
                         normalized_shape: Size) -> tuple[Tensor, Tensor, Tensor]:
    d, d_mean, d_rstd = _forward_tangents(input, _one_if_none(weight, input, normalized_shape), mean, rstd, d_input,
                                          _zero_if_none(d_weight, input, normalized_shape), _last(normalized_shape))
    return d if d_bias is None else d + d_bias, d_mean, d_rstd


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


def _layer_norm_forward_gradients(g_output: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  normalized_shape: Size, g_mean: Tensor | None = None,
                                  g_rstd: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    by_input, by_weight, by_bias = layer_norm_backward(g_output, input, weight, mean, rstd, normalized_shape)
    if g_mean is not None or g_rstd is not None:
        by_input = by_input + _by_moments(g_mean, g_rstd, input, mean, rstd, _last(normalized_shape))
    return by_input, by_weight, by_bias


@op(kind=network, kernel="layer_norm", function=False, method=False, returns=("output", "mean", "rstd"),
    batch=full(_layer_norm_batched),
    grad_name="NativeLayerNorm",
    vjp={("input", "weight", "bias"): _layer_norm_forward_gradients},
    jvp=_layer_norm_tangents)
def layer_norm_forward(input: Tensor, normalized_shape: Size, weight: Tensor | None, bias: Tensor | None,
                       eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`layer_norm` with the means and reciprocal deviations used (input's shape, normalised dims of size 1)."""


def _layer_norm_backward_gradients(g_grad_input: Tensor, g_grad_weight: Tensor, g_grad_bias: Tensor, grad: Tensor,
                                   input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                   normalized_shape: Size) -> tuple[Tensor | None, ...]:
    by_grad, by_input, by_weight, by_mean, by_rstd = _second_order(
        g_grad_input, g_grad_weight, g_grad_bias, grad, input, _one_if_none(weight, input, normalized_shape), mean,
        rstd, _last(normalized_shape))
    summed = None if weight is None else _summed(by_weight, _lead(input, normalized_shape))
    return by_grad, by_input, summed, by_mean, by_rstd


def _layer_norm_backward_tangents(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  d_grad: Tensor, d_input: Tensor, d_weight: Tensor | None, d_mean: Tensor,
                                  d_rstd: Tensor, normalized_shape: Size) -> tuple[Tensor, Tensor, Tensor]:
    d_projected, d_scaled, d_shifted = _first_tangents(
        grad, input, _one_if_none(weight, input, normalized_shape), mean, rstd, d_grad, d_input,
        _zero_if_none(d_weight, input, normalized_shape), d_mean, d_rstd, _last(normalized_shape))
    lead = _lead(input, normalized_shape)
    return d_projected, _summed(d_scaled, lead), _summed(d_shifted, lead)


@op(kind=network, kernel="layer_norm_backward", function=False, method=False,
    batch=composed(lambda grad, input, weight, mean, rstd, normalized_shape:
        _layer_norm_gradients(grad, input, weight, mean, rstd, normalized_shape)),
    returns=("grad_input", "grad_weight", "grad_bias"), grad_name="NativeLayerNormBackward",
    vjp={("grad", "input", "weight", "mean", "rstd"): _layer_norm_backward_gradients},
    jvp=_layer_norm_backward_tangents)
def layer_norm_backward(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                        normalized_shape: Size) -> tuple[Tensor, Tensor, Tensor]:
    """``P(grad * weight)``, and ``grad * y0`` and ``grad`` summed over the leading dims: all gradients at once."""


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def layer_norm(input: Tensor, normalized_shape: Size, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over the last dimensions, ``normalized_shape``.

    Variances are divided by n. ``weight`` and ``bias`` have the shape ``normalized_shape`` too.

    Shape: ``(..., *normalized_shape)``; the result has it.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: RuntimeError for an input that does not end in ``normalized_shape``, an empty one, and a weight of another
        shape or dtype; NotImplementedError for bool, integer and complex tensors.
    Source: Ba, Kiros and Hinton 2016, Layer Normalization.

    >>> import flambeau as torch
    >>> torch.nn.functional.layer_norm(torch.tensor([1., 3.]), (2,))
    tensor([-1.0000,  1.0000])
    """
    return layer_norm_forward(input, normalized_shape, weight, bias, eps)[0]


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def rms_norm(input: Tensor, normalized_shape: Size, weight: Tensor | None = None, eps: float | None = None) -> Tensor:
    """``x / sqrt(mean(x**2) + eps) * weight`` over the last dimensions, ``normalized_shape``; ``eps`` by default the
    dtype's.

    Shape: ``(..., *normalized_shape)``; the result has it.
    Dtype: floating or complex; the result has ``input``'s. 16-bit floats are computed in float32.
    Raises: RuntimeError for an input or a weight that does not end in ``normalized_shape``, and for an empty one;
        NotImplementedError for bool and integer tensors.
    Source: Zhang and Sennrich 2019, Root Mean Square Layer Normalization, equation 4.

    >>> import flambeau as torch
    >>> torch.nn.functional.rms_norm(torch.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
    """
    shape = entries(normalized_shape, "normalized_shape")
    if not shape:
        raise RuntimeError("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
                           "element, but got normalized_shape = []")
    if weight is not None and weight.shape != shape:
        raise RuntimeError(f"Expected weight to be of same shape as normalized_shape, but got weight of shape "
                           f"{list(weight.shape)} and normalized_shape = {list(shape)}")
    if tuple(input.shape[input.ndim - len(shape):]) != shape:
        raise RuntimeError(f"Given normalized_shape={list(shape)}, expected input with shape "
                           f"[*, {', '.join(map(str, shape))}], but got input of size {list(input.shape)}")
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise NotImplementedError(f"rms_norm is not implemented for {input.dtype} | convert the input first")
    x = (input.float() if input.dtype.itemsize < 4 else input).contiguous()
    eps = _EPSILON[x.dtype.to_real().itemsize] if eps is None else eps
    out = x * ((x * x).mean(_last(shape), True) + eps).rsqrt()
    return (out if weight is None else out * weight).to(input.dtype)


_EPSILON = {4: 2.0 ** -23, 8: 2.0 ** -52}

# ---- group norm: over a group of channels and all positions of a sample, one weight for each channel

_IN_GROUP = (2, 3)


def _grouped(x: Tensor, groups: int) -> Tensor:
    """``x`` (N, C, ...) as (N, groups, C / groups, positions)."""
    return x.reshape(x.shape[0], groups, x.shape[1] // groups, math.prod(x.shape[2:]))


def _over_group(moment: Tensor) -> Tensor:
    return moment.reshape(*moment.shape, 1, 1)


def _in_groups(input: Tensor, groups: int) -> tuple[int, ...]:
    """The shape of a weight beside `_grouped`."""
    return (1, groups, input.shape[1] // groups, 1)


def _by_channel(x: Tensor) -> Tensor:
    """`_grouped` elements summed to (C,)."""
    return x.sum((0, 3)).reshape(x.shape[1] * x.shape[2])


def _group_norm_tangents(input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor, d_input: Tensor,
                         d_weight: Tensor | None, d_bias: Tensor | None,
                         num_groups: int) -> tuple[Tensor, Tensor, Tensor]:
    shape = _in_groups(input, num_groups)
    d, d_mean, d_rstd = _forward_tangents(
        _grouped(input, num_groups), _one_if_none(weight, input, shape), _over_group(mean), _over_group(rstd),
        _grouped(d_input, num_groups), _zero_if_none(d_weight, input, shape), _IN_GROUP)
    d = d.reshape(input.shape)
    d = d if d_bias is None else d + d_bias.reshape(_channels(input))
    return d, d_mean.reshape(mean.shape), d_rstd.reshape(mean.shape)


def _group_norm_batched(call: Any) -> Any:
    """The examples' samples are samples of one call, unless weights differ between them."""
    input, num_groups, weight, bias, eps = call.originals
    if call.dims[2] is None and call.dims[3] is None:
        x = call.front(0)
        results = call.run([x.reshape(x.shape[0] * x.shape[1], *x.shape[2:]), *call.values[1:]])
        return call.wrap([r.reshape(*x.shape[:2], *r.shape[1:]) for r in results])
    output, mean, rstd = group_norm_forward(input, num_groups, None, None, eps)
    output = output if weight is None else output * weight.reshape(_channels(input))
    return output if bias is None else output + bias.reshape(_channels(input)), mean, rstd


def _group_norm_gradients(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                          num_groups: int) -> tuple[Tensor, Tensor, Tensor]:
    g, rstd = _grouped(grad, num_groups), _over_group(rstd)
    y = (_grouped(input, num_groups) - _over_group(mean)) * rstd
    b = g if weight is None else g * weight.reshape(_in_groups(input, num_groups))
    return _project(b, y, rstd, _IN_GROUP).reshape(input.shape), _by_channel(g * y), _by_channel(g)


def _group_norm_forward_gradients(g_output: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  num_groups: int, g_mean: Tensor | None = None,
                                  g_rstd: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    by_input, by_weight, by_bias = group_norm_backward(g_output, input, weight, mean, rstd, num_groups)
    if g_mean is not None or g_rstd is not None:
        g_mean, g_rstd = (None if g is None else _over_group(g) for g in (g_mean, g_rstd))
        by_moments = _by_moments(g_mean, g_rstd, _grouped(input, num_groups), _over_group(mean), _over_group(rstd),
                                 _IN_GROUP)
        by_input = (_grouped(by_input, num_groups) + by_moments).reshape(input.shape)
    return by_input, by_weight, by_bias


@op(kind=network, kernel="group_norm", function=False, method=False, returns=("output", "mean", "rstd"),
    batch=full(_group_norm_batched),
    grad_name="NativeGroupNorm",
    vjp={("input", "weight", "bias"): _group_norm_forward_gradients},
    jvp=_group_norm_tangents)
def group_norm_forward(input: Tensor, num_groups: int, weight: Tensor | None, bias: Tensor | None,
                       eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`group_norm` with the means and reciprocal deviations used, (N, num_groups)."""


def _group_norm_backward_gradients(g_grad_input: Tensor, g_grad_weight: Tensor, g_grad_bias: Tensor, grad: Tensor,
                                   input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                   num_groups: int) -> tuple[Tensor | None, ...]:
    shape = _in_groups(input, num_groups)
    by_grad, by_input, by_weight, by_mean, by_rstd = _second_order(
        _grouped(g_grad_input, num_groups), g_grad_weight.reshape(shape), g_grad_bias.reshape(shape),
        _grouped(grad, num_groups), _grouped(input, num_groups), _one_if_none(weight, input, shape), _over_group(mean),
        _over_group(rstd), _IN_GROUP)
    summed = None if weight is None else _by_channel(by_weight)
    return (by_grad.reshape(input.shape), by_input.reshape(input.shape), summed, by_mean.reshape(mean.shape),
            by_rstd.reshape(mean.shape))


def _group_norm_backward_tangents(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  d_grad: Tensor, d_input: Tensor, d_weight: Tensor | None, d_mean: Tensor,
                                  d_rstd: Tensor, num_groups: int) -> tuple[Tensor, Tensor, Tensor]:
    shape = _in_groups(input, num_groups)
    d_projected, d_scaled, d_shifted = _first_tangents(
        _grouped(grad, num_groups), _grouped(input, num_groups), _one_if_none(weight, input, shape), _over_group(mean),
        _over_group(rstd), _grouped(d_grad, num_groups), _grouped(d_input, num_groups),
        _zero_if_none(d_weight, input, shape), _over_group(d_mean), _over_group(d_rstd), _IN_GROUP)
    return d_projected.reshape(input.shape), _by_channel(d_scaled), _by_channel(d_shifted)


@op(kind=network, kernel="group_norm_backward", function=False, method=False,
    batch=composed(lambda grad, input, weight, mean, rstd, num_groups:
        _group_norm_gradients(grad, input, weight, mean, rstd, num_groups)),
    returns=("grad_input", "grad_weight", "grad_bias"), grad_name="NativeGroupNormBackward",
    vjp={("grad", "input", "weight", "mean", "rstd"): _group_norm_backward_gradients},
    jvp=_group_norm_backward_tangents)
def group_norm_backward(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                        num_groups: int) -> tuple[Tensor, Tensor, Tensor]:
    """``P(grad * weight)``, and ``grad * y0`` and ``grad`` summed over all but the channels: all gradients at once."""


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over ``C / num_groups`` neighbouring channels
    and all positions of a sample.

    Variances are divided by n. ``weight`` and ``bias`` have one element per channel.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: RuntimeError for fewer than two dimensions, unless ``num_groups`` divides C, and for a weight of another
        shape or dtype; NotImplementedError for bool, integer and complex tensors.
    Source: Wu and He 2018, Group Normalization.

    >>> import flambeau as torch
    >>> torch.nn.functional.group_norm(torch.tensor([[1., 3., 2., 2.]]), 2)
    tensor([[-1.0000,  1.0000,  0.0000,  0.0000]])
    """
    if input.ndim >= 2 and num_groups > 0 and input.numel() == num_groups == input.shape[1]:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {list(input.shape)}")
    out = group_norm_forward(input, num_groups, weight, bias, eps)[0]
    return ordered_like(out, input) if has_channels_last_order(input) else out


# ---- batch norm: over all dims but the channels, dim 1


def _rest(x: Tensor) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _channels(x: Tensor) -> tuple[int, ...]:
    return (1, -1, *(1,) * (x.ndim - 2))


def _batch_norm_tangents(input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor, d_input: Tensor,
                         d_weight: Tensor | None, d_bias: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    shape = _channels(input)
    d, d_mean, d_rstd = _forward_tangents(input, _one_if_none(weight, input, shape), mean.reshape(shape),
                                          rstd.reshape(shape), d_input, _zero_if_none(d_weight, input, shape),
                                          _rest(input))
    return d if d_bias is None else d + d_bias.reshape(shape), d_mean.reshape(-1), d_rstd.reshape(-1)


def _batch_norm_forward_gradients(g_output: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  g_mean: Tensor | None = None,
                                  g_rstd: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    by_input, by_weight, by_bias = batch_norm_backward(g_output, input, weight, mean, rstd)
    if g_mean is not None or g_rstd is not None:
        shape = _channels(input)
        g_mean, g_rstd = (None if g is None else g.reshape(shape) for g in (g_mean, g_rstd))
        by_input = by_input + _by_moments(g_mean, g_rstd, input, mean.reshape(shape), rstd.reshape(shape),
                                          _rest(input))
    return by_input, by_weight, by_bias


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
        if "moves_moments" in call.entry.traits and call.values[i] is not None and call.dims[i] is None:
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
                call.put_back(i, _apart(call, moments))
        return call.wrap([_apart(call, r) for r in result])
    return call.wrap(_apart(call, result))


def _batch_norm_backward_batched(call: Any) -> Any:
    return call.wrap([_apart(call, r) for r in call.run([*(_beside(call, i) for i in range(5)), *call.values[5:]])])


@op(kind=network, kernel="batch_norm", keeps_layout=True, function=False, method=False, traits=("moves_moments",),
    returns=("output", "mean", "rstd"),
    batch=full(_batch_norm_batched),
    grad_name="NativeBatchNorm",
    vjp={("input", "weight", "bias"): _batch_norm_forward_gradients,
         "running_mean": refused, "running_var": refused},
    jvp=_batch_norm_tangents)
def batch_norm_forward(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
                       running_var: Tensor | None, momentum: float, eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_norm` in training: normalises by the batch's moments, returns mean and rstd (C,), updates running ones.

    ``running = (1 - momentum) * running + momentum * batch``, the variance put in being the unbiased one. This writes
    ``running_mean`` and ``running_var``.
    """


def _batch_norm_backward_gradients(g_grad_input: Tensor, g_grad_weight: Tensor, g_grad_bias: Tensor, grad: Tensor,
                                   input: Tensor, weight: Tensor | None, mean: Tensor,
                                   rstd: Tensor) -> tuple[Tensor | None, ...]:
    dims, shape = _rest(input), _channels(input)
    by_grad, by_input, by_weight, by_mean, by_rstd = _second_order(
        g_grad_input, g_grad_weight.reshape(shape), g_grad_bias.reshape(shape), grad, input,
        _one_if_none(weight, input, shape), mean.reshape(shape), rstd.reshape(shape), dims)
    summed = None if weight is None else by_weight.sum(dims)
    return by_grad, by_input, summed, by_mean.reshape(-1), by_rstd.reshape(-1)


def _batch_norm_backward_tangents(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor,
                                  d_grad: Tensor, d_input: Tensor, d_weight: Tensor | None, d_mean: Tensor,
                                  d_rstd: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    dims, shape = _rest(input), _channels(input)
    d_projected, d_scaled, d_shifted = _first_tangents(
        grad, input, _one_if_none(weight, input, shape), mean.reshape(shape), rstd.reshape(shape), d_grad, d_input,
        _zero_if_none(d_weight, input, shape), d_mean.reshape(shape), d_rstd.reshape(shape), dims)
    return d_projected, d_scaled.sum(dims), d_shifted.sum(dims)


@op(kind=network, kernel="batch_norm_backward", keeps_layout=True, function=False, method=False,
    batch=full(_batch_norm_backward_batched),
    returns=("grad_input", "grad_weight", "grad_bias"), grad_name="NativeBatchNormBackward",
    vjp={("grad", "input", "weight", "mean", "rstd"): _batch_norm_backward_gradients},
    jvp=_batch_norm_backward_tangents)
def batch_norm_backward(grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor,
                        rstd: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """``P(grad * weight)``, and ``grad * y0`` and ``grad`` summed over all but the channels: all gradients at once."""


@op(kind=network, kernel="batch_norm_inference", piecewise_linear=True, keeps_layout=True, function=False, method=False,
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
    """``(x - mean) / sqrt(var + eps) * weight + bias`` per channel.

    In training the moments are the batch's (variances divided by n), and the running ones move towards them by
    ``momentum`` (variances divided by n - 1); else the running moments are used.

    Shape: ``(N, C, ...)``; the result has it. Weights and moments are ``(C,)``.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: ValueError in training for a single value per channel; RuntimeError for another number of channels, a dtype
        that does not go with the weight's, fewer than two dimensions, and missing moments outside training;
        NotImplementedError for bool, integer and complex tensors.
    Source: Ioffe and Szegedy 2015, Batch Normalization, algorithms 1 and 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    if not training and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when training=False")
    if input.shape == (0,):  # without channels there is nothing to normalize, as in PyTorch
        return input * 1
    if not training:
        return batch_norm_inference(input, weight, bias, running_mean, running_var, eps)
    if input.numel() == math.prod(input.shape[1:2]):
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {tuple(input.shape)}")
    return batch_norm_forward(input, weight, bias, running_mean, running_var, momentum, eps)[0]


@op(kind=composite, namespace="nn.functional")
def instance_norm(input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
                  weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
                  momentum: float = 0.1, eps: float = 1e-05) -> Tensor:
    """`batch_norm` of every sample by itself, ``(x - mean) / sqrt(var + eps) * weight + bias``; running moments move by
    the mean over the samples.

    Shape: ``(N, C, ...)``; the result has it. Weights and moments are ``(C,)``.
    Dtype: floating; the result has that of ``input``.
    Raises: ValueError for a single value per channel; RuntimeError for missing moments if ``use_input_stats`` is false;
        NotImplementedError for bool, integer and complex tensors.
    Source: Ulyanov, Vedaldi and Lempitsky 2016, Instance Normalization.

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


@op(kind=composite, traits=("casts_out",), namespace="nn.functional")
def normalize(input: Tensor, p: float = 2.0, dim: Size = 1, eps: float = 1e-12) -> Tensor:
    """``x / max(norm(x), eps)`` with the ``p``-norm along ``dim``.

    Shape: that of ``input``.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nn.functional.normalize(torch.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """
    return input / vector_norm(input, p, dim, True).clamp_min(eps).expand_as(input)


@op(kind=composite, namespace="nn.functional")
def local_response_norm(input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """``x / (k + alpha * mean of x**2 over size neighbouring channels) ** beta``, zeros beyond the ends.

    Shape: ``(N, C, ...)`` with at least three dimensions; the result has it.
    Dtype: int64 or floating; the result has it.
    Raises: ValueError for fewer than three dimensions; RuntimeError for a ``size`` below 1; NotImplementedError for
        bool, complex and narrower integer tensors.
    Source: Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks,
        section 3.3.

    >>> import flambeau as torch
    >>> torch.nn.functional.local_response_norm(torch.ones(1, 2, 1), 1).shape
    torch.Size([1, 2, 1])
    """
    refuse_dtypes("local_response_norm", input, "bool", "complex", "uint8", "int8", "int16", "int32")
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
    windows = padded.unfold(1, size, 1)
    means = windows.mean(-1) if input.dtype.is_floating_point else windows.sum(-1).div(size, rounding_mode="trunc")
    return input / (means * alpha + k) ** beta
