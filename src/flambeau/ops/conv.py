"""Convolutions in one, two and three dimensions, their transposes, and the unfolding they are made of.

A convolution is linear in its input and in its weight. Its three faces (the result, the gradient for the input, the
gradient for the weight) are each other's derivatives, which is all the rules below say.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from .._arguments import entries
from .._warnings import warn_once
from .broadcast import refuse_dtypes
from .define import Size, Tensor, composite, conj, full, network, op
from .pad import pad_constant


def _bias_gradient(g: Tensor) -> Tensor:
    return g.sum((0, *range(2, g.ndim)))


def _flops(input: list[int], result: list[int], weight: list[int]) -> int:
    """Each weight is used once for every position of the result; of the input, where the convolution is transposed,
    which its channels tell, or, where they fit either way, the smaller image."""
    positions, of_input = prod(result[2:]), prod(input[2:])
    if input[1] == weight[0]:
        positions = min(positions, of_input) if result[1] == weight[0] else of_input
    return 2 * input[0] * positions * prod(weight)


# A batch of convolutions with kernels of their own is one convolution of more groups: the batch stands before the
# channels. Where the kernel is shared, the batch joins N.


def _in_channels(call: Any, i: int, axis: int) -> Tensor:
    """The tensor at place ``i`` with the batch merged into dimension ``axis`` of an example."""
    x = call.front(i).movedim(0, axis)
    if x.ndim < axis + 2:
        raise RuntimeError(f"convolution: an operand has {x.ndim - 1} dimensions | N, channels, image are expected")
    return x.reshape(*x.shape[:axis], x.shape[axis] * x.shape[axis + 1], *x.shape[axis + 2:])


def _out_of(x: Tensor, size: int, axis: int) -> Tensor:
    """Dimension ``axis`` with the batch taken out of it, in front of what is left of it."""
    return x.reshape(*x.shape[:axis], size, x.shape[axis] // size, *x.shape[axis + 1:])


def _convolution_batched(call: Any) -> Any:
    bias, options, groups = call.originals[2], call.values[3:-1], call.values[-1]
    if call.dims[1] is None:
        out = convolution(_in_channels(call, 0, 0), call.values[1], None, *options, groups)
        out = call.wrap(_out_of(out, call.size, 0))
    else:
        out = convolution(_in_channels(call, 0, 1), _in_channels(call, 1, 0), None, *options, groups * call.size)
        out = call.wrap(_out_of(out, call.size, 1), 1)
    return out if bias is None else out + bias.reshape(-1, *(1,) * (out.ndim - 2))


def _grad_input_batched(call: Any) -> Any:
    (n, channels, *sizes), options, groups = call.values[2], call.values[3:-1], call.values[-1]
    if call.dims[1] is None:
        shape = (call.size * n, channels, *sizes)
        out = conv_grad_input(_in_channels(call, 0, 0), call.values[1], shape, *options, groups)
        return call.wrap(_out_of(out, call.size, 0))
    shape = (n, call.size * channels, *sizes)
    out = conv_grad_input(_in_channels(call, 0, 1), _in_channels(call, 1, 0), shape, *options, groups * call.size)
    return call.wrap(_out_of(out, call.size, 1), 1)


def _grad_weight_batched(call: Any) -> Any:
    (channels, *rest), options, groups = call.values[2], call.values[3:-1], call.values[-1]
    out = conv_grad_weight(_in_channels(call, 0, 1), _in_channels(call, 1, 1), (call.size * channels, *rest), *options,
                           groups * call.size)
    return call.wrap(_out_of(out, call.size, 0))


@op(kind=network, kernel="convolution", piecewise_linear=True, keeps_layout=True, method=False,
    batch=full(_convolution_batched),
    vjp=dict(input=lambda g, weight, input_shape, stride, padding, dilation, transposed, output_padding, groups:
             conv_grad_input(g, conj(weight), input_shape, stride, padding, dilation, transposed,
                             output_padding, groups),
             weight=lambda g, input, weight_shape, stride, padding, dilation, transposed, output_padding, groups:
             conv_grad_weight(g, conj(input), weight_shape, stride, padding, dilation, transposed,
                              output_padding, groups),
             bias=lambda g: _bias_gradient(g)),
    jvp=lambda input, weight, d_input, d_weight, d_bias, stride, padding, dilation, transposed, output_padding, groups:
        convolution(d_input, weight, d_bias, stride, padding, dilation, transposed, output_padding, groups)
        + convolution(input, d_weight, None, stride, padding, dilation, transposed, output_padding, groups),
    flops=lambda input_shape, weight_shape, result_shape:
        _flops(input_shape, result_shape, weight_shape))
def convolution(input: Tensor, weight: Tensor, bias: Tensor | None, stride: Size, padding: Size, dilation: Size,
                transposed: bool, output_padding: Size, groups: int) -> Tensor:
    """Cross-correlation, ``out[n, o, x] = bias[o] + sum of weight[o, c, k] * input[n, c, x * stride + k * dilation -
    padding]``, or its transpose.

    Shape: ``(N, C, ...)`` with kernels ``(K, C / groups, ...)``, or transposed ``(C, K / groups, ...)``, gives
        ``(N, K, ...)`` with sizes ``(in + 2 * padding - dilation * (k - 1) - 1) // stride + 1``, or transposed
        ``(in - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for channels that do not go together, different dtypes, and kernels larger than the padded
        input; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.convolution(torch.ones(1, 1, 3), torch.ones(1, 1, 2), None, [1], [0], [1], False, [0], 1)
    tensor([[[2., 2.]]])
    """


@op(kind=network, kernel="conv_grad_input", keeps_layout=True, function=False, method=False,
    grad_name="ConvolutionBackward",
    batch=full(_grad_input_batched),
    vjp=dict(grad=lambda g, weight, stride, padding, dilation, transposed, output_padding, groups:
             convolution(g, conj(weight), None, stride, padding, dilation, transposed, output_padding, groups),
             weight=lambda g, grad, weight_shape, stride, padding, dilation, transposed, output_padding, groups:
             conv_grad_weight(conj(grad), g, weight_shape, stride, padding, dilation, transposed,
                              output_padding, groups)),
    jvp=lambda grad, weight, d_grad, d_weight, input_shape, stride, padding, dilation, transposed, output_padding,
        groups:
        conv_grad_input(d_grad, weight, input_shape, stride, padding, dilation, transposed, output_padding, groups)
        + conv_grad_input(grad, d_weight, input_shape, stride, padding, dilation, transposed, output_padding, groups),
    flops=lambda grad_shape, weight_shape, result_shape:
        _flops(result_shape, grad_shape, weight_shape))
def conv_grad_input(grad: Tensor, weight: Tensor, input_shape: Size, stride: Size, padding: Size, dilation: Size,
                    transposed: bool, output_padding: Size, groups: int) -> Tensor:
    """The gradient of `convolution` for its input, of shape ``input_shape``."""


@op(kind=network, kernel="conv_grad_weight", keeps_layout=True, function=False, method=False,
    grad_name="ConvolutionBackward",
    batch=full(_grad_weight_batched),
    vjp=dict(grad=lambda g, input, stride, padding, dilation, transposed, output_padding, groups:
             convolution(conj(input), g, None, stride, padding, dilation, transposed, output_padding, groups),
             input=lambda g, grad, input_shape, stride, padding, dilation, transposed, output_padding, groups:
             conv_grad_input(conj(grad), g, input_shape, stride, padding, dilation, transposed,
                             output_padding, groups)),
    jvp=lambda grad, input, d_grad, d_input, weight_shape, stride, padding, dilation, transposed, output_padding,
        groups:
        conv_grad_weight(d_grad, input, weight_shape, stride, padding, dilation, transposed, output_padding, groups)
        + conv_grad_weight(grad, d_input, weight_shape, stride, padding, dilation, transposed, output_padding, groups),
    flops=lambda grad_shape, input_shape, result_shape:
        _flops(input_shape, grad_shape, result_shape))
def conv_grad_weight(grad: Tensor, input: Tensor, weight_shape: Size, stride: Size, padding: Size, dilation: Size,
                     transposed: bool, output_padding: Size, groups: int) -> Tensor:
    """The gradient of `convolution` for its weight, of shape ``weight_shape``."""


def sized(value: Size | int, n: int, name: str) -> tuple[int, ...]:
    """A number per dimension: an int stands for all."""
    if type(value) is tuple and len(value) == n:  # as layers keep it
        return value
    values = entries(value, name)
    if len(values) == 1:
        values = values * n
    if len(values) != n:
        raise RuntimeError(f"expected {name} to be a single integer value or a list of {n} values to match the "
                           f"convolution dimensions, but got {name}={list(values)}")
    return values


def _same_padding(input: Tensor, weight: Tensor, stride: Size, dilation: Size) -> tuple[Tensor, list[int]]:
    """Padding that keeps the sizes; where it is uneven the extra zero goes to the end, in front of the convolution."""
    if any(step != 1 for step in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    total = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
    if any(t % 2 for t in total):
        warn_once("Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of "
                  "the input be created")
        uneven = [side for t in reversed(total) for side in (0, t % 2)]
        input = pad_constant(input, uneven, 0)
    return input, [t // 2 for t in total]


def _as_batch(name: str, n: int, input: Tensor) -> Tensor:
    """(N, C, ...) from that or (C, ...)."""
    if input.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input of "
                           f"size: {list(input.shape)}")
    return input if input.ndim == n + 2 else input.unsqueeze(0)


def _conv(name: str, n: int, input: Tensor, weight: Tensor, bias: Tensor | None, stride: Size | int,
          padding: object, dilation: Size | int, groups: int) -> Tensor:
    """The convolution in ``n`` dimensions of an input that may be without N, with a padding that may be a word."""
    batch = _as_batch(name, n, input)
    if padding == "same":
        if weight.ndim != n + 2:
            raise RuntimeError(f"Expected {weight.ndim}-dimensional input for {weight.ndim}-dimensional weight"
                               f"{list(weight.shape)}, but got {n + 2}-dimensional input of size {list(batch.shape)} "
                               "instead")
        batch, padding = _same_padding(batch, weight, sized(stride, n, "stride"), sized(dilation, n, "dilation"))
    elif isinstance(padding, str):
        if padding != "valid":
            raise RuntimeError(f"Invalid padding string: '{padding}'")
        padding = 0
    out = convolution(batch, weight, bias, stride, padding, dilation, False, 0, groups)
    return out if batch.ndim == input.ndim else out.squeeze(0)


def _conv_transpose(name: str, n: int, input: Tensor, weight: Tensor, bias: Tensor | None, stride: Size | int,
                    padding: Size | int, output_padding: Size | int, groups: int, dilation: Size | int) -> Tensor:
    batch = _as_batch(name, n, input)
    out = convolution(batch, weight, bias, stride, padding, dilation, True, output_padding, groups)
    return out if batch.ndim == input.ndim else out.squeeze(0)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: object = 0,
           dilation: Size = 1, groups: int = 1) -> Tensor:
    """Cross-correlation,
    ``out[n, o, x] = bias[o] + sum of weight[o, c, i] * input[n, c, x * stride + i * dilation - padding]``.

    ``padding`` is in elements, "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees
    ``C / groups`` input channels.

    Shape: ``(N, C, L)`` with ``weight`` ``(K, C / groups, k)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or both
        without N; each size becomes ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 2])
    """
    if input.ndim == 3 and not isinstance(padding, str):
        return convolution(input, weight, bias, stride, padding, dilation, False, 0, groups)
    return _conv("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: object = 0,
           dilation: Size = 1, groups: int = 1) -> Tensor:
    """Cross-correlation, ``out[n, o, y, x] = bias[o] + sum of weight[o, c, i, j] * input[n, c, y * s + i * d - p, x * s
    + j * d - p]``.

    Here s is the stride, d the dilation and p the padding, one number or one per dimension. ``padding`` is in elements,
    "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees ``C / groups`` input channels.

    Shape: ``(N, C, H, W)`` with ``weight`` ``(K, C / groups, kh, kw)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or
        both without N; each size becomes ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 2, 2])
    """
    if input.ndim == 4 and not isinstance(padding, str):
        return convolution(input, weight, bias, stride, padding, dilation, False, 0, groups)
    return _conv("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: object = 0,
           dilation: Size = 1, groups: int = 1) -> Tensor:
    """Cross-correlation,
    ``out[n, o, z, y, x] = bias[o] + sum of weight[o, c, h, i, j] * input[n, c, z * s + h * d - p, ...]``.

    Here s is the stride, d the dilation and p the padding, one number or one per dimension. ``padding`` is in elements,
    "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees ``C / groups`` input channels.

    Shape: ``(N, C, D, H, W)`` with ``weight`` ``(K, C / groups, kd, kh, kw)`` and ``bias`` ``(K,)`` gives
        ``(N, K, ...)``, or both without N; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    if input.ndim == 5 and not isinstance(padding, str):
        return convolution(input, weight, bias, stride, padding, dilation, False, 0, groups)
    return _conv("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: Size = 0,
                     output_padding: Size = 0, groups: int = 1, dilation: Size = 1) -> Tensor:
    """The transpose of `conv1d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, L)`` with ``weight`` ``(C, K / groups, k)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or both
        without N; each size becomes ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 4])
    """
    return _conv_transpose("conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups,
                           dilation)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: Size = 0,
                     output_padding: Size = 0, groups: int = 1, dilation: Size = 1) -> Tensor:
    """The transpose of `conv2d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, H, W)`` with ``weight`` ``(C, K / groups, kh, kw)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or
        both without N; each size becomes
        ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """
    return _conv_transpose("conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups,
                           dilation)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Size = 1, padding: Size = 0,
                     output_padding: Size = 0, groups: int = 1, dilation: Size = 1) -> Tensor:
    """The transpose of `conv3d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, D, H, W)`` with ``weight`` ``(C, K / groups, kd, kh, kw)`` and ``bias`` ``(K,)`` gives
        ``(N, K, ...)``, or both without N; each size becomes
        ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """
    return _conv_transpose("conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups,
                           dilation)


@op(kind=network, kernel="unfold_patches", batch="merge", function=False, method=False, grad_name="Im2Col",
    vjp=dict(input=lambda g, input_shape, kernel_size, dilation, padding, stride:
             fold_patches(g, input_shape[2:], kernel_size, dilation, padding, stride)),
    jvp="linear")
def unfold_patches(input: Tensor, kernel_size: Size, dilation: Size, padding: Size, stride: Size) -> Tensor:
    """All windows of (N, C, H, W) as columns: (N, C * kh * kw, L), zeros beyond the edges."""


@op(kind=network, kernel="fold_patches", batch="merge", function=False, method=False, grad_name="Col2Im",
    vjp=dict(input=lambda g, kernel_size, dilation, padding, stride:
             unfold_patches(g, kernel_size, dilation, padding, stride)),
    jvp="linear")
def fold_patches(input: Tensor, output_size: Size, kernel_size: Size, dilation: Size, padding: Size,
                 stride: Size) -> Tensor:
    """The transpose of `unfold_patches`: columns (N, C * kh * kw, L) added up to (N, C, *output_size)."""


def _check_blocks(given: str, size: Sequence[int], kernel_size: Sequence[int], dilation: Sequence[int],
                  padding: Sequence[int], stride: Sequence[int]) -> None:
    """Refuses windows of which an image of this ``size`` holds none."""
    if min(*kernel_size, *dilation, *stride) < 1:
        return  # the kernel says so
    blocks = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1
                   for n, k, d, p, s in zip(size, kernel_size, dilation, padding, stride, strict=True))
    if min(blocks) < 1:
        raise RuntimeError(f"Given {given}, kernel_size={tuple(kernel_size)}, dilation={tuple(dilation)}, "
                           f"padding={tuple(padding)}, stride={tuple(stride)}, calculated shape of the array of "
                           f"sliding blocks as {blocks}, but its components must be at least one")


@op(kind=composite, namespace="nn.functional")
def unfold(input: Tensor, kernel_size: Size, dilation: Size = 1, padding: Size = 0, stride: Size = 1) -> Tensor:
    """All sliding windows of images as columns: ``out[n, :, l]`` holds the ``C * kh * kw`` values of window l.

    Shape: ``(N, C, H, W)`` gives ``(N, C * kh * kw, L)``, or both without N; L counts the windows.
    Dtype: any but integer; the result has it.
    Raises: NotImplementedError for integer tensors; RuntimeError for another number of
        dimensions, and for windows larger than the padded image.

    >>> import flambeau as torch
    >>> torch.nn.functional.unfold(torch.ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """
    refuse_dtypes("unfold", input, "integer")
    batched = input if input.ndim == 4 else input.unsqueeze(0)
    windows = (sized(kernel_size, 2, "kernel_size"), sized(dilation, 2, "dilation"), sized(padding, 2, "padding"),
               sized(stride, 2, "stride"))
    if batched.ndim == 4:
        size = tuple(batched.shape[2:])
        _check_blocks(f"input with spatial size {size}", size, *windows)
    out = unfold_patches(batched, *windows)
    return out if input.ndim == 4 else out.squeeze(0)


@op(kind=composite, namespace="nn.functional")
def fold(input: Tensor, output_size: Size, kernel_size: Size, dilation: Size = 1, padding: Size = 0,
         stride: Size = 1) -> Tensor:
    """Columns put back as overlapping windows and added: the transpose of ``unfold``, with ``output_size`` (H, W).

    Shape: ``(N, C * kh * kw, L)`` gives ``(N, C, H, W)``, or both without N; L counts the windows.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions, rows that ``kh * kw`` does not divide, another number of
        windows, and windows larger than the padded image.

    >>> import flambeau as torch
    >>> torch.nn.functional.fold(torch.ones(1, 4, 4), (3, 3), 2)
    tensor([[[[1., 2., 1.],
              [2., 4., 2.],
              [1., 2., 1.]]]])
    """
    batched = input if input.ndim == 3 else input.unsqueeze(0)
    size = sized(output_size, 2, "output_size")
    windows = (sized(kernel_size, 2, "kernel_size"), sized(dilation, 2, "dilation"), sized(padding, 2, "padding"),
               sized(stride, 2, "stride"))
    _check_blocks(f"output_size={tuple(size)}", size, *windows)
    out = fold_patches(batched, size, *windows)
    return out if input.ndim == 3 else out.squeeze(0)


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"), method=False)
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """`conv1d` of a sequence whose time comes first: ``out[t, n, o] = bias[o] + sum over k, i of
    input[t + k - pad, n, i] * weight[k, i, o]``.

    Shape: ``(T, N, C)`` and a weight ``(k, C, O)`` give ``(T + 2 * pad - k + 1, N, O)``.
    Dtype: floating, the same for all; the result has it.
    Raises: RuntimeError for other numbers of dimensions and sizes that do not go together; NotImplementedError for bool
        tensors.

    >>> import flambeau as torch
    >>> torch.conv_tbc(torch.ones(4, 1, 2), torch.ones(3, 2, 1), torch.zeros(1)).flatten()
    tensor([6., 6.])
    """
    if input.ndim != 3 or weight.ndim != 3:
        raise RuntimeError(f"conv_tbc: Input must have 3 dims: time, batch, in_channel, and weight 3: kernel_width, "
                           f"in_channels, out_channels | they have {input.ndim} and {weight.ndim}")
    result = conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, 1, pad)
    return result.permute(2, 0, 1).contiguous()
