"""The namespace of the Python Array API standard 2024.12, which ``Tensor.__array_namespace__`` gives.

PyTorch's functions have other names, defaults or results for some of what the standard asks for. Where they agree this
module has the function itself; here stand the others, with the standard's signatures.

Source: Python Data API Standards Consortium, Array API standard 2024.12.
"""

from __future__ import annotations

import builtins
import math
import types
from collections.abc import Sequence
from typing import Any, NamedTuple

from . import _core
from . import _functions as own
from . import fft as _fft
from . import linalg as _linalg
from ._core import Tensor
from ._numeric import finfo as finfo
from ._numeric import iinfo as iinfo
from ._tensor import as_tensor
from ._tensor import from_dlpack as _from_dlpack
from ._types import device as _Device

__array_api_version__ = "2024.12"
e, inf, nan, newaxis, pi = math.e, math.inf, math.nan, None, math.pi

bool_ = builtins.bool
_SIGNED = ("int8", "int16", "int32", "int64")
_FLOATS, _COMPLEX = ("float32", "float64"), ("complex64", "complex128")
_KINDS = {
    "bool": ("bool",),
    "signed integer": _SIGNED,
    "unsigned integer": ("uint8",),
    "integral": (*_SIGNED, "uint8"),
    "real floating": _FLOATS,
    "complex floating": _COMPLEX,
    "numeric": (*_SIGNED, "uint8", *_FLOATS, *_COMPLEX),
}
_NAMES = ("bool", *_KINDS["numeric"])
for _name in _NAMES:
    globals()[_name] = getattr(_core, _name)

# What PyTorch has with the standard's names, parameters and results.
_UNARY = (
    *("abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "conj", "cos", "cosh", "exp", "expm1", "floor"),
    *("imag", "isfinite", "isinf", "isnan", "log", "log10", "log1p", "log2", "logical_not", "negative", "positive"),
    *("real", "reciprocal", "round", "sign", "signbit", "sin", "sinh", "sqrt", "square", "tan", "tanh", "trunc"),
)
_BINARY = (
    *("add", "atan2", "bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift", "bitwise_xor"),
    *("copysign", "divide", "equal", "floor_divide", "greater", "greater_equal", "hypot", "less", "less_equal"),
    *("logaddexp", "logical_and", "logical_or", "logical_xor", "maximum", "minimum", "multiply", "nextafter"),
    *("not_equal", "pow", "remainder", "subtract"),
)
_SAME = (
    *("matmul", "moveaxis", "stack", "empty_like", "zeros_like", "ones_like", "full_like", "diff"),
    *_UNARY,
)
_ELSEWHERE = {"equal": "eq"}  # torch.equal compares whole tensors


def _binary(name: str) -> Any:
    function = getattr(own, _ELSEWHERE.get(name, name))

    def call(x1: Any, x2: Any, /) -> Tensor:
        if not isinstance(x1, Tensor):
            x1 = _scalar_like(x1, x2)
        return function(x1, x2)  # type: ignore[no-any-return]

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`torch.{_ELSEWHERE.get(name, name)}` of two arrays, or of an array and a Python number."
    return call


def _scalar_like(x: Any, other: Tensor) -> Tensor:
    """A Python number as an array of the dtype that it takes beside ``other``."""
    return as_tensor(x, dtype=_core.result_type(other, x))


for _name in _SAME:
    globals()[_name] = getattr(own, _name)
for _name in _BINARY:
    globals()[_name] = _binary(_name)


# ---- dtypes ----


def astype(x: Tensor, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Tensor:
    """The array in another dtype."""
    if x.is_complex() and not dtype.is_complex:
        raise TypeError(f"astype(): {x.dtype} to {dtype} loses the imaginary part | take real(x) first")
    return x.to(dtype=dtype, device=device, copy=copy)


def can_cast(from_: Any, to: Any, /) -> bool:
    """Whether every value of one dtype, or of an array's, has a place in the other by the standard's promotion."""
    return bool_(_core.promote_types(getattr(from_, "dtype", from_), to) == to)


def isdtype(dtype: Any, kind: Any) -> bool:
    """Whether a dtype is of a kind: a dtype, a name of the standard's, or several of them."""
    if isinstance(kind, tuple):
        return builtins.any(isdtype(dtype, one) for one in kind)
    if isinstance(kind, str):
        if kind not in _KINDS:
            raise ValueError(f"isdtype(): argument 'kind' is {kind!r} | one of {', '.join(_KINDS)}")
        return dtype.name in _KINDS[kind]
    return bool_(dtype == kind)


def result_type(*arrays_and_dtypes: Any) -> Any:
    """The dtype that the arrays, dtypes and numbers have together."""
    if not arrays_and_dtypes:
        raise ValueError("result_type(): at least one array or dtype is required")
    numbers = [x for x in arrays_and_dtypes if isinstance(x, bool_ | int | float | complex)]
    kinds = [getattr(x, "dtype", x) for x in arrays_and_dtypes if not isinstance(x, bool_ | int | float | complex)]
    if not kinds:
        raise ValueError("result_type(): at least one array or dtype is required beside numbers")
    found = kinds[0]
    for kind in kinds[1:]:
        found = _core.promote_types(found, kind)
    for x in numbers:
        found = _core.result_type(own.empty(1, dtype=found), x)
    return found


# ---- creation ----


def _shape(shape: Any) -> tuple[int, ...]:
    return tuple(shape) if isinstance(shape, tuple | list) else (shape,)


def asarray(obj: Any, /, *, dtype: Any = None, device: Any = None, copy: bool | None = None) -> Tensor:
    """``obj`` as an array: numbers, nested sequences, an array; a copy if asked for, or where it takes one."""
    found = as_tensor(obj, dtype=dtype, device=device)
    if copy is False and (not isinstance(obj, Tensor) or found.data_ptr() != obj.data_ptr()):
        raise ValueError("asarray(): copy=False, but a copy is needed")
    return found.clone() if copy and isinstance(obj, Tensor) and found.data_ptr() == obj.data_ptr() else found


def arange(start: Any, /, stop: Any = None, step: Any = 1, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Numbers from ``start`` below ``stop``; with one number, from 0."""
    first, last = (0, start) if stop is None else (start, stop)
    if (last - first) * step <= 0:
        whole = builtins.all(isinstance(x, int) for x in (first, last, step))
        return own.empty(0, dtype=dtype or (_core.int64 if whole else _core.get_default_dtype()), device=device)
    return own.arange(first, last, step, dtype=dtype, device=device)


def linspace(
    start: Any, stop: Any, /, num: int, *, dtype: Any = None, device: Any = None, endpoint: bool = True
) -> Tensor:
    """``num`` numbers at even distances, the last of them ``stop`` or, without ``endpoint``, one step before it."""
    if endpoint:
        return own.linspace(start, stop, num, dtype=dtype, device=device)
    return own.linspace(start, stop, num + 1, dtype=dtype, device=device)[:num]


def empty(shape: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """An array whose elements are not set."""
    return own.empty(_shape(shape), dtype=dtype, device=device)


def zeros(shape: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """An array of zeros."""
    return own.zeros(_shape(shape), dtype=dtype, device=device)


def ones(shape: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """An array of ones."""
    return own.ones(_shape(shape), dtype=dtype, device=device)


def full(shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """An array of one number."""
    return own.full(_shape(shape), fill_value, dtype=dtype, device=device)


def eye(n_rows: int, n_cols: int | None = None, /, *, k: int = 0, dtype: Any = None, device: Any = None) -> Tensor:
    """Ones on the diagonal ``k``, zeros elsewhere."""
    columns = n_rows if n_cols is None else n_cols
    found = own.zeros(n_rows, columns, dtype=dtype, device=device)
    if -n_rows < k < columns:
        found.diagonal(k).fill_(1)
    return found


def tril(x: Tensor, /, *, k: int = 0) -> Tensor:
    """The part of matrices on and below the diagonal ``k``."""
    return own.tril(x, k)


def triu(x: Tensor, /, *, k: int = 0) -> Tensor:
    """The part of matrices on and above the diagonal ``k``."""
    return own.triu(x, k)


def meshgrid(*arrays: Tensor, indexing: str = "xy") -> list[Tensor]:
    """Coordinates of a grid from the coordinates along each of its dimensions."""
    return list(own.meshgrid(*arrays, indexing=indexing)) if arrays else []


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """An array over the memory of another library's."""
    found = _from_dlpack(x)
    return found.clone() if copy else found


# ---- elementwise ----


def bitwise_invert(x: Tensor, /) -> Tensor:
    """The opposite of each bit."""
    return own.bitwise_not(x)


def clip(x: Tensor, /, min: Any = None, max: Any = None) -> Tensor:
    """The array between bounds, in its own dtype."""
    low, high = (as_tensor(b, dtype=x.dtype) if b is not None else None for b in (min, max))
    if low is None and high is None:
        return x.clone()
    return own.clip(x, low, high)


def where(condition: Tensor, x1: Any, x2: Any, /) -> Tensor:
    """Elements of ``x1`` where the condition holds, else of ``x2``."""
    if not isinstance(x1, Tensor) and isinstance(x2, Tensor):
        x1 = _scalar_like(x1, x2)
    elif not isinstance(x2, Tensor) and isinstance(x1, Tensor):
        x2 = _scalar_like(x2, x1)
    return own.where(condition, x1, x2)


# ---- sums and the like ----


def _axes(x: Tensor, axis: Any) -> tuple[int, ...]:
    return tuple(range(x.ndim)) if axis is None else _shape(axis)


def _total(x: Tensor, dtype: Any) -> Any:
    """The dtype of a sum or product: the default integer for smaller ones."""
    if dtype is not None:
        return dtype
    return _core.int64 if isdtype(x.dtype, ("bool", "integral")) else x.dtype


def sum(x: Tensor, /, *, axis: Any = None, dtype: Any = None, keepdims: bool_ = False) -> Tensor:
    """The sum over the axes named, or over all."""
    if axis == ():
        return x.to(_total(x, dtype), copy=True)
    return own.sum(x, _axes(x, axis), keepdims, dtype=_total(x, dtype))


def prod(x: Tensor, /, *, axis: Any = None, dtype: Any = None, keepdims: bool_ = False) -> Tensor:
    """The product over the axes named, or over all."""
    found = x.to(_total(x, dtype))
    for d in sorted((a % (x.ndim or 1) for a in _axes(x, axis)), reverse=True):
        found = own.prod(found, d, True)
    return found if keepdims else _without(found, x, axis)


def _without(found: Tensor, x: Tensor, axis: Any) -> Tensor:
    gone = {a % (x.ndim or 1) for a in _axes(x, axis)}
    return found.reshape([n for d, n in enumerate(found.shape) if d not in gone])


def _extremum(name: str) -> Any:
    function = getattr(own, name)

    def call(x: Tensor, /, *, axis: Any = None, keepdims: bool_ = False) -> Tensor:
        return function(x, _axes(x, axis), keepdims) if x.ndim and axis != () else x.clone()

    call.__name__ = call.__qualname__ = name[1:]
    call.__doc__ = f"The {name[1:]}imum over the axes named, or over all."
    return call


max, min = _extremum("amax"), _extremum("amin")


def _truth(name: str, all_: bool_) -> Any:
    def call(x: Tensor, /, *, axis: Any = None, keepdims: bool_ = False) -> Tensor:
        counts = own.sum((x == 0) if all_ else (x != 0), _axes(x, axis), keepdims) if axis != () else x != 0
        return (counts == 0) if all_ and axis != () else counts != 0

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"Whether {name} of the elements are true, over the axes named, or over all."
    return call


all, any = _truth("all", True), _truth("any", False)


def mean(x: Tensor, /, *, axis: Any = None, keepdims: bool_ = False) -> Tensor:
    """The mean over the axes named, or over all."""
    return own.mean(x, _axes(x, axis), keepdims) if axis != () else x.clone()


def var(x: Tensor, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool_ = False) -> Tensor:
    """The variance over the axes named, or over all: squares divided by their number less ``correction``."""
    return own.var(x, _axes(x, axis), correction=correction, keepdim=keepdims) if axis != () else own.zeros_like(x)


def std(x: Tensor, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool_ = False) -> Tensor:
    """The root of `var`."""
    return own.sqrt(var(x, axis=axis, correction=correction, keepdims=keepdims))


def count_nonzero(x: Tensor, /, *, axis: Any = None, keepdims: bool_ = False) -> Tensor:
    """How many elements are not zero."""
    return sum(x != 0, axis=axis, keepdims=keepdims)


def _cumulative(function: Any, start: int) -> Any:
    def call(x: Tensor, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool_ = False) -> Tensor:
        if axis is None and x.ndim > 1:
            raise ValueError(f"cumulative: argument 'axis' is required for an array of {x.ndim} dimensions")
        d = 0 if axis is None else axis
        line = x.reshape(1) if x.ndim == 0 else x
        found = function(line, d, dtype=_total(x, dtype))
        if not include_initial:
            return found  # type: ignore[no-any-return]
        size = list(found.shape)
        size[d] = 1
        return own.cat([own.full(size, start, dtype=found.dtype), found], d)

    return call


cumulative_sum, cumulative_prod = _cumulative(own.cumsum, 0), _cumulative(own.cumprod, 1)


# ---- order and search ----


def sort(x: Tensor, /, *, axis: int = -1, descending: bool_ = False, stable: bool_ = True) -> Tensor:
    """The elements in order along an axis."""
    return own.sort(x, axis, descending, stable=stable).values


def argsort(x: Tensor, /, *, axis: int = -1, descending: bool_ = False, stable: bool_ = True) -> Tensor:
    """Where the elements in order along an axis stand."""
    return own.sort(x, axis, descending, stable=stable).indices


def argmax(x: Tensor, /, *, axis: int | None = None, keepdims: bool_ = False) -> Tensor:
    """Where the largest element stands, the first of equal ones."""
    return _place(own.argmax, x, axis, keepdims)


def argmin(x: Tensor, /, *, axis: int | None = None, keepdims: bool_ = False) -> Tensor:
    """Where the smallest element stands, the first of equal ones."""
    return _place(own.argmin, x, axis, keepdims)


def _place(function: Any, x: Tensor, axis: int | None, keepdims: bool_) -> Tensor:
    if axis is not None:
        return function(x, axis, keepdims)  # type: ignore[no-any-return]
    found = function(x.reshape(-1), 0)
    return found.reshape((1,) * x.ndim) if keepdims else found  # type: ignore[no-any-return]


def nonzero(x: Tensor, /) -> tuple[Tensor, ...]:
    """Where the elements are not zero, an array of indices for each dimension."""
    if x.ndim == 0:
        raise ValueError("nonzero(): an array without dimensions has no places")
    return tuple(own.nonzero(x, as_tuple=True))


def searchsorted(x1: Tensor, x2: Any, /, *, side: str = "left", sorter: Tensor | None = None) -> Tensor:
    """Where values would go in an array in order."""
    return own.searchsorted(x1 if sorter is None else x1[sorter], x2, side=side)


class _Values(NamedTuple):
    values: Tensor
    counts: Tensor


class _Inverse(NamedTuple):
    values: Tensor
    inverse_indices: Tensor


class _All(NamedTuple):
    values: Tensor
    indices: Tensor
    inverse_indices: Tensor
    counts: Tensor


def unique_values(x: Tensor, /) -> Tensor:
    """The distinct elements."""
    return unique_all(x).values  # type: ignore[no-any-return]


def unique_counts(x: Tensor, /) -> Any:
    """The distinct elements and how often each occurs."""
    found = unique_all(x)
    return _Values(found.values, found.counts)


def unique_inverse(x: Tensor, /) -> Any:
    """The distinct elements and where each element of the array stands among them."""
    found = unique_all(x)
    return _Inverse(found.values, found.inverse_indices)


def unique_all(x: Tensor, /) -> Any:
    """The distinct elements, where each occurs first, where each element stands among them, and how often it occurs."""
    values, inverse, counts = own.unique(x, return_inverse=True, return_counts=True)
    flat = inverse.reshape(-1)
    first = flat.new_full(values.shape, flat.shape[0]).scatter_reduce(0, flat, own.arange(flat.shape[0]), "amin")
    return _All(values, first, inverse.reshape(x.shape), counts)


# ---- shapes ----


def broadcast_arrays(*arrays: Tensor) -> tuple[Tensor, ...]:
    """The arrays with the shape that they have together."""
    return tuple(own.broadcast_tensors(*arrays))


def broadcast_to(x: Tensor, /, shape: Sequence[int]) -> Tensor:
    """The array with a larger shape."""
    return own.broadcast_to(x, tuple(shape))


def concat(arrays: Sequence[Tensor], /, *, axis: int | None = 0) -> Tensor:
    """Arrays one after the other along an axis, or, for None, all elements in a row."""
    kind = result_type(*arrays)
    parts = [x.to(kind) for x in arrays]
    return own.cat([x.reshape(-1) for x in parts], 0) if axis is None else own.cat(parts, axis)


def expand_dims(x: Tensor, /, *, axis: int = 0) -> Tensor:
    """The array with a dimension of size one more."""
    return own.unsqueeze(x, axis)


def squeeze(x: Tensor, /, axis: Any) -> Tensor:
    """The array without dimensions of size one, which are named."""
    axes = _shape(axis)
    for a in axes:
        if x.shape[a] != 1:
            raise ValueError(f"squeeze(): axis {a} has size {x.shape[a]} | dimensions of size 1 can go")
    return own.squeeze(x, axes)


def flip(x: Tensor, /, *, axis: Any = None) -> Tensor:
    """The elements in the opposite order along axes, or along all."""
    return own.flip(x, _axes(x, axis)) if x.ndim else x.clone()


def permute_dims(x: Tensor, /, axes: Sequence[int]) -> Tensor:
    """The dimensions in another order."""
    return own.permute(x, tuple(axes))


def reshape(x: Tensor, /, shape: Sequence[int], *, copy: bool_ | None = None) -> Tensor:
    """The elements in another shape."""
    if copy is False:
        return x.view(tuple(shape))
    return x.clone().reshape(tuple(shape)) if copy else x.reshape(tuple(shape))


def repeat(x: Tensor, repeats: Any, /, *, axis: int | None = None) -> Tensor:
    """Each element so many times, one after the other."""
    return own.repeat_interleave(x, repeats, axis)


def roll(x: Tensor, /, shift: Any, *, axis: Any = None) -> Tensor:
    """The elements moved along axes; what leaves at one end comes in at the other."""
    return own.roll(x, shift, axis) if x.ndim else x.clone()


def tile(x: Tensor, repetitions: Sequence[int], /) -> Tensor:
    """The array so many times along each dimension."""
    return own.tile(x, tuple(repetitions))


def unstack(x: Tensor, /, *, axis: int = 0) -> tuple[Tensor, ...]:
    """The slices along an axis."""
    return tuple(own.unbind(x, axis))


def take(x: Tensor, indices: Tensor, /, *, axis: int | None = None) -> Tensor:
    """The slices along an axis at indices."""
    if axis is None:
        if x.ndim != 1:
            raise ValueError(f"take(): argument 'axis' is required for an array of {x.ndim} dimensions")
        axis = 0
    places = own.where(indices < 0, indices + x.shape[axis], indices)
    return (
        own.index_select(x, axis, places.reshape(-1)).unflatten(axis, tuple(indices.shape) or (1,))
        if (indices.ndim != 1)
        else own.index_select(x, axis, places)
    )


def take_along_axis(x: Tensor, indices: Tensor, /, *, axis: int = -1) -> Tensor:
    """An element along an axis for each index."""
    return own.take_along_dim(x, own.where(indices < 0, indices + x.shape[axis], indices), axis)


def matrix_transpose(x: Tensor, /) -> Tensor:
    """Matrices with rows and columns exchanged."""
    return x.mT


def vecdot(x1: Tensor, x2: Tensor, /, *, axis: int = -1) -> Tensor:
    """Sums of ``conj(x1) * x2`` along an axis."""
    return (x1.conj() * x2).sum(axis)  # of integers too, which linalg.vecdot refuses


def tensordot(x1: Tensor, x2: Tensor, /, *, axes: Any = 2) -> Tensor:
    """Sums of products over the last ``axes`` of one array and the first of the other, or over pairs of axes."""
    return own.tensordot(x1, x2, axes)


# ---- extensions ----


def _matrix_rank(x: Tensor, /, *, rtol: Any = None) -> Tensor:
    return _linalg.matrix_rank(x, rtol=rtol)


def _pinv(x: Tensor, /, *, rtol: Any = None) -> Tensor:
    return _linalg.pinv(x, rtol=rtol)


def _cholesky(x: Tensor, /, *, upper: bool_ = False) -> Tensor:
    return _linalg.cholesky(x, upper=upper)


def _svd(x: Tensor, /, *, full_matrices: bool_ = True) -> Any:
    return _linalg.svd(x, full_matrices=full_matrices)


def _qr(x: Tensor, /, *, mode: str = "reduced") -> Any:
    return _linalg.qr(x, mode=mode)


def _cross(x1: Tensor, x2: Tensor, /, *, axis: int = -1) -> Tensor:
    return _linalg.cross(*broadcast_arrays(x1, x2), dim=axis)


def _trace(x: Tensor, /, *, offset: int = 0, dtype: Any = None) -> Tensor:
    return sum(own.diagonal(x, offset, -2, -1), axis=-1, dtype=dtype)


def _diagonal(x: Tensor, /, *, offset: int = 0) -> Tensor:
    return own.diagonal(x, offset, -2, -1)


def _outer(x1: Tensor, x2: Tensor, /) -> Tensor:
    return own.outer(x1, x2)


def _vector_norm(x: Tensor, /, *, axis: Any = None, keepdims: bool_ = False, ord: Any = 2) -> Tensor:
    return _linalg.vector_norm(x, ord, axis, keepdims)


def _matrix_norm(x: Tensor, /, *, keepdims: bool_ = False, ord: Any = "fro") -> Tensor:
    return _linalg.matrix_norm(x, ord, keepdim=keepdims)


def _extension(name: str, **functions: Any) -> types.ModuleType:
    made = types.ModuleType(f"{__name__}.{name}")
    vars(made).update(functions, __all__=sorted(functions))
    return made


_LINALG = {
    name: getattr(_linalg, name) for name in ("det", "eigh", "eigvalsh", "inv", "matrix_power", "slogdet", "solve")
}
_LINALG |= {"svdvals": _linalg.svdvals, "matmul": own.matmul, "tensordot": tensordot, "vecdot": vecdot}
_LINALG |= {f.__name__[1:]: f for f in (_matrix_rank, _pinv, _cholesky, _svd, _qr, _cross, _trace, _diagonal, _outer)}
linalg = _extension(
    "linalg", matrix_transpose=matrix_transpose, vector_norm=_vector_norm, matrix_norm=_matrix_norm, **_LINALG
)


def _along(name: str) -> Any:
    function = getattr(_fft, name)
    if name.endswith("n"):

        def call(x: Tensor, /, *, s: Any = None, axes: Any = None, norm: str = "backward") -> Tensor:
            return function(x, s, axes, norm)  # type: ignore[no-any-return]
    else:

        def call(x: Tensor, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Tensor:  # type: ignore[misc]
            return function(x, n, axis, norm)  # type: ignore[no-any-return]

    return call


def _shift(name: str) -> Any:
    function = getattr(_fft, name)
    return lambda x, /, *, axes=None: function(x, axes)


_TRANSFORMS = ("fft", "ifft", "fftn", "ifftn", "rfft", "irfft", "rfftn", "irfftn", "hfft", "ihfft")
_FREQUENCIES = {name: getattr(_fft, name) for name in ("fftfreq", "rfftfreq")}
fft = _extension(
    "fft",
    **{name: _along(name) for name in _TRANSFORMS},
    **{name: _shift(name) for name in ("fftshift", "ifftshift")},
    **_FREQUENCIES,
)


class _Info:
    """What the namespace has: dtypes, devices, abilities."""

    def capabilities(self) -> dict[str, Any]:
        """What is supported that the standard leaves open."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> Any:
        """Where arrays are made."""
        return _Device("cpu")

    def devices(self) -> list[Any]:
        """Where arrays can be."""
        return [_Device("cpu"), _Device("meta")]

    def default_dtypes(self, *, device: Any = None) -> dict[str, Any]:
        """The dtypes that Python's numbers and indices get."""
        real = _core.get_default_dtype()
        wide = _core.complex128 if real == _core.float64 else _core.complex64
        return {"real floating": real, "complex floating": wide, "integral": _core.int64, "indexing": _core.int64}

    def dtypes(self, *, device: Any = None, kind: Any = None) -> dict[str, Any]:
        """The dtypes, of one kind or all."""
        return {n: getattr(_core, n) for n in _NAMES if kind is None or isdtype(getattr(_core, n), kind)}


def __array_namespace_info__() -> _Info:
    """What the namespace has: an object with ``capabilities``, ``dtypes`` and the like."""
    return _Info()


_WITHIN = {"annotations", "builtins", "math", "types", "own", "bool_"}
__all__ = sorted(
    ["__array_api_version__", "__array_namespace_info__"]
    + [
        n
        for n in globals()
        if n[0] != "_"
        and n not in _WITHIN
        and not n.isupper()
        and n not in ("Tensor", "NamedTuple", "Sequence", "Any", "as_tensor")
    ]
)
