"""Copies, conversions, and writes of whole tensors."""

from __future__ import annotations

from typing import Any

from .._absent_dtypes import absent_dtype
from .._types import as_dtype, channels_last_3d
from .create import full_like
from .define import (
    Device,
    Dtype,
    Number,
    Tensor,
    bfloat16,
    channels_last,
    complex32,
    complex64,
    complex128,
    composed,
    composite,
    contiguous_format,
    elementwise,
    float16,
    float32,
    float64,
    full,
    int8,
    int16,
    int32,
    int64,
    op,
    preserve_format,
    uint8,
)
from .define import bool as bool_dtype
from .memory_order import has_channels_last_order


@op(kind=elementwise, kernel="clone", traits=("stores",), vjp=dict(self=lambda g: g), jvp=lambda d_self: d_self.clone(),
    flops=lambda: 0)
def clone(self: Tensor, *, memory_format: object = None) -> Tensor:
    """A copy in memory of its own, ``out[i] = self[i]``, through which gradients flow.

    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions.

    >>> import flambeau as torch
    >>> torch.clone(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """


def _contiguous_batched(call: Any) -> Any:
    """Each example is to be contiguous, wherever the batch lies."""
    if call.values[1] is None and call.originals[0].is_contiguous():
        return call.wrap(call.values[0], call.dims[0])
    return call.wrap(call.run([call.front(0), *call.values[1:]]))


@op(kind=elementwise, kernel="contiguous", traits=("stores",), function=False, grad_name="Clone", keeps_layout=False,
    batch=full(_contiguous_batched),
    vjp=dict(self=lambda g: g),
    jvp=lambda d_self: d_self.clone(),
    flops=lambda: 0)
def contiguous(self: Tensor, memory_format: object = None) -> Tensor:
    """The tensor itself if it lies in memory in the order of ``memory_format`` (row by row by default), else a copy
    that does.

    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).t().contiguous().stride()
    (2, 1)
    """


@op(kind=elementwise, kernel="to_copy", traits=("stores",), function=False, method=False,
    across_devices=True, grad_name="ToCopy",
    vjp=dict(self=lambda g: g),
    jvp=lambda d_self, dtype, device: _to_copy(d_self, dtype=dtype, device=device),
    flops=lambda: 0)
def _to_copy(self: Tensor, *, dtype: Dtype | None = None, device: Device | None = None, non_blocking: bool = False,
             memory_format: object = None) -> Tensor:
    """A copy in another dtype or on another device; the engine brings gradients back to the input's dtype."""


def _lies_so(x: Tensor, memory_format: object) -> object:
    """Whether a conversion to the memory format may return the tensor itself."""
    if memory_format in (None, preserve_format):
        return True
    if has_channels_last_order(x):
        return memory_format is (channels_last if x.ndim == 4 else channels_last_3d)
    return memory_format is contiguous_format


@op(kind=composite, function=False)
def to(self: Tensor, target: object = None, second: object = None, non_blocking: bool = False, copy: bool = False, *,
       dtype: Dtype | None = None, device: Device | None = None, memory_format: object = None,
       other: Tensor | None = None) -> Tensor:
    """The tensor as another dtype, on another device, or both, or as those of another tensor: ``x.to(float64)``.

    Called as ``to(dtype)``, ``to(device, dtype)`` or ``to(other)``; the tensor itself if nothing changes, unless
    ``copy``. Floating numbers lose their fraction as integers, complex ones their imaginary part (with a warning) as
    real ones.

    Shape: that of ``self``.
    Dtype: any; the result has the one asked for.
    Raises: RuntimeError for an unknown device; TypeError for arguments that are nothing of the above.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).to(torch.int64)
    tensor([1])
    """
    given: Any
    wanted: Any = dtype
    for given in (target, second, other):
        if isinstance(given, Tensor):
            wanted, device = given.dtype, given.device
        elif isinstance(given, (type(float32), absent_dtype, type)):
            wanted = given
        elif isinstance(given, bool):
            non_blocking = given
        elif given is not None:
            device = given
    wanted = as_dtype(wanted)
    same_device = device is None or str(device).partition(":")[0] == str(self.device).partition(":")[0]
    if not copy and same_device and wanted in (None, self.dtype) and _lies_so(self, memory_format):
        return self
    return _to_copy(self, dtype=wanted, device=device, non_blocking=non_blocking, memory_format=memory_format)


@op(kind=composite, function=False)
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.to(other.dtype)``.

    Shape: that of ``self``.
    Dtype: any; the result has that of ``other``.
    Raises: TypeError if ``other`` is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).type_as(torch.tensor([1.]))
    tensor([1.])
    """
    return to(self, other.dtype)


@op(kind=composite, function=False, method="float")
def to_float(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(float32)``.

    Shape: that of ``self``.
    Dtype: any; the result has float32.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).float()
    tensor([1.])
    """
    return to(self, float32, memory_format=memory_format)


@op(kind=composite, function=False, method="double")
def to_double(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(float64)``.

    Shape: that of ``self``.
    Dtype: any; the result has float64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).double()
    tensor([1.], dtype=torch.float64)
    """
    return to(self, float64, memory_format=memory_format)


@op(kind=composite, function=False, method="half")
def to_half(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(float16)``.

    Shape: that of ``self``.
    Dtype: any; the result has float16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).half()
    tensor([1.], dtype=torch.float16)
    """
    return to(self, float16, memory_format=memory_format)


@op(kind=composite, function=False, method="bfloat16")
def to_bfloat16(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(bfloat16)``.

    Shape: that of ``self``.
    Dtype: any; the result has bfloat16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).bfloat16()
    tensor([1.], dtype=torch.bfloat16)
    """
    return to(self, bfloat16, memory_format=memory_format)


@op(kind=composite, function=False, method="int")
def to_int(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(int32)``.

    Shape: that of ``self``.
    Dtype: any; the result has int32.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).int()
    tensor([1], dtype=torch.int32)
    """
    return to(self, int32, memory_format=memory_format)


@op(kind=composite, function=False, method="long")
def to_long(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(int64)``.

    Shape: that of ``self``.
    Dtype: any; the result has int64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).long()
    tensor([1])
    """
    return to(self, int64, memory_format=memory_format)


@op(kind=composite, function=False, method="short")
def to_short(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(int16)``.

    Shape: that of ``self``.
    Dtype: any; the result has int16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).short()
    tensor([1], dtype=torch.int16)
    """
    return to(self, int16, memory_format=memory_format)


@op(kind=composite, function=False, method="char")
def to_char(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(int8)``.

    Shape: that of ``self``.
    Dtype: any; the result has int8.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).char()
    tensor([1], dtype=torch.int8)
    """
    return to(self, int8, memory_format=memory_format)


@op(kind=composite, function=False, method="byte")
def to_byte(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(uint8)``.

    Shape: that of ``self``.
    Dtype: any; the result has uint8.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).byte()
    tensor([1], dtype=torch.uint8)
    """
    return to(self, uint8, memory_format=memory_format)


@op(kind=composite, function=False, method="bool")
def to_bool(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(bool)``.

    Shape: that of ``self``.
    Dtype: any; the result has bool.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([0., 1.7]).bool()
    tensor([False,  True])
    """
    return to(self, bool_dtype, memory_format=memory_format)


@op(kind=composite, function=False, method="chalf")
def to_chalf(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(complex32)``.

    Shape: that of ``self``.
    Dtype: any; the result has complex32.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).chalf()
    tensor([1.+0.j], dtype=torch.complex32)
    """
    return to(self, complex32, memory_format=memory_format)


@op(kind=composite, function=False, method="cfloat")
def to_cfloat(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(complex64)``.

    Shape: that of ``self``.
    Dtype: any; the result has complex64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).cfloat()
    tensor([1.+0.j])
    """
    return to(self, complex64, memory_format=memory_format)


@op(kind=composite, function=False, method="cdouble")
def to_cdouble(self: Tensor, memory_format: object = preserve_format) -> Tensor:
    """``self.to(complex128)``.

    Shape: that of ``self``.
    Dtype: any; the result has complex128.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).cdouble()
    tensor([1.+0.j], dtype=torch.complex128)
    """
    return to(self, complex128, memory_format=memory_format)


@op(kind=elementwise, kernel="copy", traits=("overwrites", "stores"), function=False, inplace="only",
    across_devices=True,
    grad_name="CopyBackwards",
    vjp=dict(self=lambda g: g.new_zeros(g.shape), src=lambda g: g),
    jvp=lambda result, src, d_src: (d_src.to(result.dtype).expand(result.shape) if isinstance(src, Tensor)
                                    else result.new_zeros(result.shape)),
    flops=lambda: 0)
def copy(self: Tensor, src: Tensor | Number, non_blocking: bool = False) -> Tensor:
    """``copy_``: ``self[i] = src[i]``, broadcast and cast to the dtype of ``self``; complex numbers lose their
    imaginary part.

    Shape: that of ``self``.
    Dtype: any; ``self`` keeps its own.
    Raises: RuntimeError for a ``src`` that does not broadcast to ``self``.

    >>> import flambeau as torch
    >>> torch.zeros(2).copy_(torch.tensor([1, 2]))
    tensor([1., 2.])
    """


@op(kind=elementwise, kernel="fill", traits=("fills", "stores"),
    batch=composed(lambda self, value: self.new_zeros(self.shape) + value.to(self.dtype) if isinstance(value, Tensor)
                   else full_like(self, value)),
    vjp=dict(self=lambda g: g.new_zeros(g.shape), value=lambda g: g.sum()),
    jvp=lambda result, value, d_value: (d_value.expand(result.shape) if isinstance(value, Tensor)
                                        else result.new_zeros(result.shape)),
    flops=lambda: 0)
def fill(self: Tensor, value: Tensor | Number) -> Tensor:
    """Every element the same, ``out[i] = value``, a number or a 0-d tensor, cast to the dtype of ``self``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a tensor with dimensions and for a number that the dtype cannot hold.

    >>> import flambeau as torch
    >>> torch.zeros(2).fill_(3)
    tensor([3., 3.])
    """


@op(kind=elementwise, kernel="zero", method=True, inplace="only", traits=("fills", "stores"),
    vjp=dict(self=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape),
    flops=lambda: 0)
def zero(self: Tensor) -> Tensor:
    """``zero_``: every element becomes 0.

    Raises: RuntimeError for a leaf that requires grad.

    >>> import flambeau as torch
    >>> torch.ones(2).zero_()
    tensor([0., 0.])
    """
