"""Pooling: maxima and means over sliding or adaptive windows."""

from __future__ import annotations

import math
from typing import Any

from .._arguments import entries
from .define import Size, Tensor, composite, network, op


def flat(x: Tensor, n: int) -> Tensor:
    """The ``n`` spatial dims made one: indices of maxima count in it."""
    return x.reshape((*x.shape[:-n], math.prod(x.shape[-n:])))


def gather_at(x: Tensor, indices: Tensor, n: int) -> Tensor:
    """The elements of ``x`` at flat spatial ``indices`` over its last ``n`` dims."""
    return flat(x, n).gather(-1, flat(indices, n)).reshape(indices.shape)


@op(kind=network, kernel="scatter_pooled", keeps_layout=True, batch="merge", function=False, method=False,
    grad_name="MaxPool2DWithIndicesBackward",
    vjp=dict(grad=lambda g, indices, input_shape: gather_at(g, indices, len(input_shape) - 2), indices=None),
    jvp=lambda d_grad, indices, input_shape: scatter_pooled(d_grad, indices, input_shape))
def scatter_pooled(grad: Tensor, indices: Tensor, input_shape: Size) -> Tensor:
    """Zeros of ``input_shape`` (N, C, ...) to which each ``grad`` is added at its flat spatial index."""


@op(kind=network, kernel="max_pool", piecewise_linear=True, keeps_layout=True, batch="merge",
    function=False, method=False,
    returns=("values", "indices"), grad_name="MaxPool2DWithIndices",
    vjp=dict(input=lambda g_values, indices, input_shape: scatter_pooled(g_values, indices, input_shape)),
    jvp=lambda indices, d_input: gather_at(d_input, indices, indices.ndim - 2))
def max_pool_with_indices(input: Tensor, kernel_size: Size, stride: Size, padding: Size, dilation: Size,
                          ceil_mode: bool) -> tuple[Tensor, Tensor]:
    """Maxima over windows of (N, C, ...) and their flat spatial indices (int64); the first of equal ones; nan wins."""


@op(kind=network, kernel="avg_pool", piecewise_linear=True, keeps_layout=True, batch="merge",
    function=False, method=False,
    grad_name="AvgPool2D",
    vjp=dict(input=lambda g, input_shape, kernel_size, stride, padding, ceil_mode, count_include_pad,
             divisor_override: avg_pool_backward(g, input_shape, kernel_size, stride, padding, ceil_mode,
                                                 count_include_pad, divisor_override)),
    jvp="linear")
def avg_pool(input: Tensor, kernel_size: Size, stride: Size, padding: Size, ceil_mode: bool, count_include_pad: bool,
             divisor_override: int | None) -> Tensor:
    """Means over windows of (N, C, ...)."""


@op(kind=network, kernel="avg_pool_backward", keeps_layout=True, batch="merge", function=False, method=False,
    grad_name="AvgPool2DBackward",
    vjp=dict(grad=lambda g, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override:
             avg_pool(g, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)),
    jvp="linear")
def avg_pool_backward(grad: Tensor, input_shape: Size, kernel_size: Size, stride: Size, padding: Size, ceil_mode: bool,
                      count_include_pad: bool, divisor_override: int | None) -> Tensor:
    """The transpose of `avg_pool`: each ``grad`` spread over its window in ``input_shape``."""


@op(kind=network, kernel="adaptive_avg_pool", piecewise_linear=True, function=False, method=False,
    grad_name="AdaptiveAvgPool2D", batch="merge",
    vjp=dict(input=lambda g, input_shape: adaptive_avg_pool_backward(g, input_shape)),
    jvp="linear")
def adaptive_avg_pool(input: Tensor, output_size: Size) -> Tensor:
    """Means over windows from ``floor(i * in / out)`` to ``ceil((i + 1) * in / out)`` of (N, C, ...)."""


@op(kind=network, kernel="adaptive_avg_pool_backward", batch="merge", function=False, method=False,
    grad_name="AdaptiveAvgPool2DBackward",
    vjp=dict(grad=lambda g, grad_shape: adaptive_avg_pool(g, grad_shape[2:])),
    jvp="linear")
def adaptive_avg_pool_backward(grad: Tensor, input_shape: Size) -> Tensor:
    """The transpose of `adaptive_avg_pool`."""


@op(kind=network, kernel="adaptive_max_pool", piecewise_linear=True, function=False, method=False,
    returns=("values", "indices"), batch="merge", grad_name="AdaptiveMaxPool2D",
    vjp=dict(input=lambda g_values, indices, input_shape: scatter_pooled(g_values, indices, input_shape)),
    jvp=lambda indices, d_input: gather_at(d_input, indices, indices.ndim - 2))
def adaptive_max_pool_with_indices(input: Tensor, output_size: Size) -> tuple[Tensor, Tensor]:
    """Maxima over the windows of `adaptive_avg_pool` and their flat spatial indices (int64)."""


def _batched(x: Tensor, n: int, name: str) -> Tensor:
    """(N, C, ...) from that or (C, ...)."""
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"{name}: Expected {n + 1}D or {n + 2}D (batch mode) tensor with optional 0 dim batch size "
                           f"for input, but got:{list(x.shape)} (a non-empty {n + 1}D or {n + 2}D one)")
    return x if x.ndim == n + 2 else x.unsqueeze(0)


def _max_pool(name: str, n: int, input: Tensor, kernel_size: Size, stride: Size | None, padding: Size, dilation: Size,
              ceil_mode: bool, return_indices: bool) -> object:
    step = kernel_size if stride is None or stride == () else stride
    batch = _batched(input, n, name)
    values, indices = max_pool_with_indices(batch, kernel_size, step, padding, dilation, ceil_mode)
    if batch is not input:
        values, indices = values.squeeze(0), indices.squeeze(0)
    if return_indices:
        return values, indices
    return values.contiguous() if n == 1 else values


def _avg_pool(name: str, n: int, input: Tensor, kernel_size: Size, stride: Size | None, padding: Size, ceil_mode: bool,
              count_include_pad: bool, divisor_override: int | None) -> Tensor:
    step = kernel_size if stride is None or stride == () else stride
    batch = _batched(input, n, name)
    out = avg_pool(batch, kernel_size, step, padding, ceil_mode, count_include_pad, divisor_override)
    return out if batch is input else out.squeeze(0)


def _sizes(name: str, input: Tensor, output_size: Any, n: int) -> list[int]:
    """The output's sizes; None keeps the input's."""
    if n > 1 and input.ndim <= n:
        raise ValueError(f"Input dimension should be at least {n + 1} ({name}: it is {input.ndim})")
    if type(output_size) is int:
        return [output_size] * n
    wanted = (None,) if output_size is None else entries(output_size, "output_size")
    wanted = wanted * n if len(wanted) == 1 else wanted
    if len(wanted) != n:
        what = "'output_size' should contain one int" if n == 1 else f"output_size.size() must be {n}"
        raise RuntimeError(f"{name}: {what} (got {len(wanted)}; output_size must be {n})")
    return [have if want is None else want for have, want in zip(input.shape[-n:], wanted, strict=True)]


def require_full(name: str, n: int, input: Tensor, first: int = 1) -> None:
    """Images have pixels and, in a batch, channels; of a batch it is looked from dimension ``first`` on."""
    for d in range(first if input.ndim == n + 2 else 1, input.ndim):
        if input.shape[d] == 0:
            raise RuntimeError(f"{name}(): Expected input to have non-zero size for non-batch dimensions, but got "
                               f"{list(input.shape)} with dimension {d} being empty.")


def _adaptive_avg_pool(name: str, n: int, input: Tensor, output_size: object) -> Tensor:
    sizes = _sizes(name, input, output_size, n)
    if sizes.count(1) == n and (n > 1 or input.ndim in (2, 3)):  # which may have any number of dims
        return input.mean(tuple(range(-n, 0)), True)
    batch = _batched(input, n, name)
    require_full(name, n, input, first=1 if n == 3 else 2)
    out = adaptive_avg_pool(batch, sizes)
    return out if input.ndim == n + 2 else out.squeeze(0)


def _adaptive_max_pool(name: str, n: int, input: Tensor, output_size: object, return_indices: bool) -> object:
    sizes = _sizes(name, input, output_size, n)
    require_full(name, n, input)
    batch = _batched(input, n, name)
    values, indices = adaptive_max_pool_with_indices(batch, sizes)
    if batch is not input:
        values, indices = values.squeeze(0), indices.squeeze(0)
    return (values, indices) if return_indices else values


@op(kind=composite, namespace=("nn.functional", ""), method=False)
def max_pool1d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0, dilation: Size = 1,
               ceil_mode: bool = False, return_indices: bool = False) -> object:
    """The largest element of each window, ``max of x[n, c, l * s + k]``, windows starting every s = ``stride`` places,
    by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 2-D or 3-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """
    return _max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@op(kind=composite, namespace=("nn.functional", ""), method=False)
def max_pool2d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0, dilation: Size = 1,
               ceil_mode: bool = False, return_indices: bool = False) -> object:
    """The largest element of each window, ``max of x[n, c, h * s + i, w * s + j]``, windows starting every s =
    ``stride`` places, by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 3-D or 4-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """
    return _max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@op(kind=composite, traits=("autocast_float32",), namespace=("nn.functional", ""), method=False)
def max_pool3d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0, dilation: Size = 1,
               ceil_mode: bool = False, return_indices: bool = False) -> object:
    """The largest element of each window, ``max of x[n, c, d * s + h, ...]``, windows starting every s = ``stride``
    places, by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 4-D or 5-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _max_pool("max_pool3d", 3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@op(kind=composite, namespace=("nn.functional", ""), method=False)
def avg_pool1d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
               ceil_mode: bool = False, count_include_pad: bool = True) -> Tensor:
    """The mean of each window, ``mean of x[n, c, l * s + k]``, windows starting every s = ``stride`` places, by default
    ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 2-D
        or 3-D, for padding of more than half the kernel and for results without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """
    return _avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


@op(kind=composite, namespace="nn.functional")
def avg_pool2d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
               ceil_mode: bool = False, count_include_pad: bool = True,
               divisor_override: int | None = None) -> Tensor:
    """The mean of each window, ``mean of x[n, c, h * s + i, w * s + j]``, windows starting every s = ``stride`` places,
    by default ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 3-D
        or 4-D, for padding of more than half the kernel, for a ``divisor_override`` of 0 and for results without a
        window.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """
    return _avg_pool("avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad,
                     divisor_override)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def avg_pool3d(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
               ceil_mode: bool = False, count_include_pad: bool = True,
               divisor_override: int | None = None) -> Tensor:
    """The mean of each window, ``mean of x[n, c, d * s + h, ...]``, windows starting every s = ``stride`` places, by
    default ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 4-D
        or 5-D, for padding of more than half the kernel, for a ``divisor_override`` of 0 and for results without a
        window.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _avg_pool("avg_pool3d", 3, input, kernel_size, stride, padding, ceil_mode, count_include_pad,
                     divisor_override)

def _lp_pool(average: Any, input: Tensor, norm_type: float, kernel_size: Size, dims: int, stride: Size | None,
             ceil_mode: object) -> Tensor:
    """``(sum x^p)^(1/p)`` over windows: the mean of powers times the window's size; negative sums give 0."""
    sizes = kernel_size if isinstance(kernel_size, tuple | list) else (kernel_size,) * dims
    powers = average(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
    return (powers.sign() * powers.abs().relu() * math.prod(sizes)).pow(1.0 / norm_type)


@op(kind=composite, namespace="nn.functional")
def lp_pool1d(input: Tensor, norm_type: float, kernel_size: Size, stride: Size | None = None,
              ceil_mode: bool = False) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 2-D or 3-D and for results
        without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3., 4.]]), 2, 2)
    tensor([[5.]])
    """
    return _lp_pool(avg_pool1d, input, norm_type, kernel_size, 1, stride, ceil_mode)


@op(kind=composite, namespace="nn.functional")
def lp_pool2d(input: Tensor, norm_type: float, kernel_size: Size, stride: Size | None = None,
              ceil_mode: bool = False) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 3-D or 4-D and for results
        without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool2d(torch.ones(1, 2, 2), 2, 2)
    tensor([[[2.]]])
    """
    return _lp_pool(avg_pool2d, input, norm_type, kernel_size, 2, stride, ceil_mode)


@op(kind=composite, namespace="nn.functional")
def lp_pool3d(input: Tensor, norm_type: float, kernel_size: Size, stride: Size | None = None,
              ceil_mode: bool = False) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 4-D or 5-D and for results
        without a window.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool3d(torch.ones(1, 2, 2, 1), 2, (2, 2, 1))
    tensor([[[[2.]]]])
    """
    return _lp_pool(avg_pool3d, input, norm_type, kernel_size, 3, stride, ceil_mode)



@op(kind=composite, namespace=("nn.functional", ""), method=False)
def adaptive_avg_pool1d(input: Tensor, output_size: object) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, L)`` or ``(C, L)`` with the last size replaced by ``output_size``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """
    return _adaptive_avg_pool("adaptive_avg_pool1d", 1, input, output_size)


@op(kind=composite, namespace="nn.functional")
def adaptive_avg_pool2d(input: Tensor, output_size: object) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` with the last 2 sizes replaced by ``output_size``, one number or one per
        dimension; None keeps a size.
    Dtype: floating (to size 1 complex too); the result has it.
    Raises: NotImplementedError or RuntimeError for bool and integer tensors; NotImplementedError for complex ones;
        RuntimeError for an input that is not 3-D or 4-D and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """
    return _adaptive_avg_pool("adaptive_avg_pool2d", 2, input, output_size)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def adaptive_avg_pool3d(input: Tensor, output_size: object) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` with the last 3 sizes replaced by ``output_size``, one number or one
        per dimension; None keeps a size.
    Dtype: floating (to size 1 complex too); the result has it.
    Raises: NotImplementedError or RuntimeError for bool and integer tensors; NotImplementedError for complex ones;
        RuntimeError for an input that is not 4-D or 5-D and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _adaptive_avg_pool("adaptive_avg_pool3d", 3, input, output_size)


@op(kind=composite, namespace="nn.functional")
def adaptive_max_pool1d(input: Tensor, output_size: object, return_indices: bool = False) -> object:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)`` with the last size replaced by ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool1d", 1, input, output_size, return_indices)


@op(kind=composite, namespace="nn.functional")
def adaptive_max_pool2d(input: Tensor, output_size: object, return_indices: bool = False) -> object:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` with the last 2 sizes replaced by ``output_size``, one number or one per
        dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 3-D or 4-D
        and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool2d", 2, input, output_size, return_indices)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def adaptive_max_pool3d(input: Tensor, output_size: object, return_indices: bool = False) -> object:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` with the last 3 sizes replaced by ``output_size``, one number or one
        per dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 4-D or 5-D
        and for a negative size.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool3d", 3, input, output_size, return_indices)


@op(kind=composite, namespace=("nn.functional", ""), method=False)
def max_pool1d_with_indices(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                            dilation: Size = 1, ceil_mode: bool = False,
                            return_indices: bool = False) -> object:
    """What `max_pool1d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool1d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool1d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool1d_with_indices(torch.ones(1, 1, 4), 2)[1].shape
    torch.Size([1, 1, 2])
    """
    return _max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, True)


@op(kind=composite, namespace="nn.functional")
def adaptive_max_pool1d_with_indices(input: Tensor, output_size: object,
                                     return_indices: bool = False) -> object:
    """What `adaptive_max_pool1d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool1d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool1d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool1d_with_indices(torch.ones(1, 1, 4), 2)[1].shape
    torch.Size([1, 1, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool1d", 1, input, output_size, True)


@op(kind=composite, namespace="nn.functional")
def max_pool2d_with_indices(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                            dilation: Size = 1, ceil_mode: bool = False,
                            return_indices: bool = False) -> object:
    """What `max_pool2d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool2d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool2d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool2d_with_indices(torch.ones(1, 1, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2])
    """
    return _max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, True)


@op(kind=composite, namespace="nn.functional")
def adaptive_max_pool2d_with_indices(input: Tensor, output_size: object,
                                     return_indices: bool = False) -> object:
    """What `adaptive_max_pool2d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool2d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool2d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool2d_with_indices(torch.ones(1, 1, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool2d", 2, input, output_size, True)


@op(kind=composite, namespace="nn.functional")
def max_pool3d_with_indices(input: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                            dilation: Size = 1, ceil_mode: bool = False,
                            return_indices: bool = False) -> object:
    """What `max_pool3d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool3d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool3d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool3d_with_indices(torch.ones(1, 1, 4, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _max_pool("max_pool3d", 3, input, kernel_size, stride, padding, dilation, ceil_mode, True)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def adaptive_max_pool3d_with_indices(input: Tensor, output_size: object,
                                     return_indices: bool = False) -> object:
    """What `adaptive_max_pool3d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool3d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool3d`.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool3d_with_indices(torch.ones(1, 1, 4, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _adaptive_max_pool("adaptive_max_pool3d", 3, input, output_size, True)
