"""Sums and products element by element, and the functions that keep zeros zero."""

from __future__ import annotations

from typing import Any

from .. import _functions as ops
from .._core import Tensor, result_type
from .._functions import searchsorted
from ._compressed import CompressedTensor, as_compressed
from ._coo import COOTensor, as_coo, check_indices, coalesced, coo, joined, picked, places
from ._tensor import SparseTensor, answers

# f(0) = 0: computed of the values alone, once positions are distinct.
_KEEPS_ZERO = (
    *("abs", "absolute", "asin", "arcsin", "asinh", "arcsinh", "atan", "arctan", "atanh", "arctanh", "ceil", "deg2rad"),
    *("erf", "erfinv", "expm1", "floor", "frac", "isinf", "isnan", "isneginf", "isposinf", "log1p", "nan_to_num"),
    *("positive", "rad2deg", "relu", "round", "sgn", "sign", "signbit", "sin", "sinh", "sqrt", "tan", "tanh", "trunc"),
    *("fix", "square", "conj", "conj_physical", "resolve_conj", "resolve_neg", "threshold", "real", "imag"),
)


def _of_values(name: str) -> Any:
    def apply(self: SparseTensor, *args: Any, **kwargs: Any) -> Tensor:
        found = coalesced(self) if isinstance(self, COOTensor) else self
        function = getattr(found._held, name, None)
        if callable(function):
            return found._with(function(*args, **kwargs))
        return found._with(getattr(ops, name)(found._held, *args, **kwargs))

    return apply


for _name in _KEEPS_ZERO:
    answers(_name)(_of_values(_name))


@answers("neg", "negative")
def neg(self: SparseTensor) -> Tensor:
    return self._with(-self._held)


def is_scalar(x: Any) -> bool:
    """Whether it multiplies all elements alike."""
    return not isinstance(x, Tensor) or (x.ndim == 0 and not isinstance(x, SparseTensor))


def _require_tensor(name: str, x: Any) -> None:
    if not isinstance(x, Tensor):
        raise RuntimeError(f"{name}(sparse, dense) is not supported. Use {name}(dense, sparse) instead.")


def _require_same_size(name: str, a: Tensor, b: Tensor) -> None:
    if a.shape != b.shape:
        raise RuntimeError(
            f"{name}: expected 'self' and 'other' to have same size, but self has size {list(a.shape)} while other has "
            f"size {list(b.shape)} | sparse tensors are not broadcast"
        )


@answers("add", sparse=("self", "other"))
def add(self: Any, other: Any, alpha: Any = 1) -> Tensor:
    if isinstance(self, SparseTensor) and isinstance(other, SparseTensor):
        return _add_sparse(self, other, alpha)
    if isinstance(self, CompressedTensor) and isinstance(other, Tensor) and other.ndim:
        return add(other * alpha, self)
    if isinstance(self, SparseTensor):
        raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
    _require_tensor("add", self)
    dtype = result_type(self, other._held)
    return add_into(self.to(dtype, copy=True).contiguous(), other, alpha)


def add_into(target: Tensor, other: SparseTensor, alpha: Any = 1) -> Tensor:
    """Adds the values where they belong in a strided tensor, in place."""
    _require_same_size("add", target, other)
    found = as_coo(other)
    values = found._held.to(target.dtype)
    count = found._indices_held.shape[0]
    if count == 0:
        return target.add_(values.sum(0), alpha=alpha)
    check_indices(found._indices_held, target.shape)
    scaled = values if isinstance(alpha, int) and alpha == 1 else values * alpha
    return target.index_put_(tuple(found._indices_held), scaled, accumulate=True)


@answers("add_", "__iadd__", sparse=("self", "other"))
def add_(self: Any, other: Any, alpha: Any = 1) -> Tensor:
    if isinstance(self, SparseTensor):
        from ._tensor import written

        return written(self, add(self, other, alpha), "add_")
    from ._tensor import check_cast

    check_cast(result_type(self, other._held), self)
    return add_into(self, other, alpha)


def _add_sparse(a: SparseTensor, b: SparseTensor, alpha: Any) -> Tensor:
    _require_same_size("add", a, b)
    dtype = result_type(a._held, b._held)
    if isinstance(alpha, float) and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    x, y = as_coo(a), as_coo(b)
    if x._indices_held.shape[0] != y._indices_held.shape[0]:
        raise RuntimeError(
            f"add: Expected 'self' and 'other' to have same number of sparse dimensions, but got "
            f"{x._indices_held.shape[0]} and {y._indices_held.shape[0]}"
        )
    second = y._held.to(dtype) if isinstance(alpha, int) and alpha == 1 else y._held.to(dtype) * alpha
    both = x._coalesced and y._coalesced
    parts = [x._with(x._held.to(dtype)), y._with(second)]
    total = joined(parts, a.shape, both or isinstance(a, CompressedTensor))
    return as_compressed(total, type(a)) if isinstance(a, CompressedTensor) else total


@answers("sub", "subtract", sparse=("self", "other"))
def sub(self: Any, other: Any, alpha: Any = 1) -> Tensor:
    return add(self, other, -alpha)


@answers("rsub", sparse=("self", "other"))
def rsub(self: Any, other: Any, alpha: Any = 1) -> Tensor:
    return sub(other, self, alpha)


@answers("sub_", "subtract_", "__isub__", sparse=("self", "other"))
def sub_(self: Any, other: Any, alpha: Any = 1) -> Tensor:
    return add_(self, other, -alpha)


@answers("mul", "multiply", sparse=("self", "other"))
def mul(self: Any, other: Any) -> Tensor:
    if not isinstance(self, SparseTensor):
        return mul(other, self)
    if is_scalar(other):
        return self._with(self._held * other)
    if not isinstance(other, SparseTensor):
        return _mul_dense(self, other)
    x, y = coalesced(as_coo(self)), coalesced(as_coo(other))
    _require_same_size("mul", x, y)
    if x._indices_held.shape[0] != y._indices_held.shape[0]:
        raise RuntimeError("mul: the tensors have different numbers of sparse dimensions")
    found = _intersection(x, y)
    flag = as_coo(self)._coalesced and as_coo(other)._coalesced
    product = coo(found._indices_held, found._held, x.shape, flag)
    return as_compressed(product, type(self)) if isinstance(self, CompressedTensor) else product


def _intersection(x: COOTensor, y: COOTensor) -> COOTensor:
    """The products where both have values."""
    mine, other = places(x._indices_held, x.shape), places(y._indices_held, y.shape)
    if not other.shape[0]:
        return coo(x._indices_held[:, :0], x._held[:0] * y._held[:0].sum(), x.shape, True)
    at = searchsorted(other, mine).clamp(max=other.shape[0] - 1)
    kept = (other[at] == mine).nonzero().squeeze(1)
    values = x._held.index_select(0, kept) * y._held.index_select(0, at[kept])
    return coo(x._indices_held.index_select(1, kept), values, x.shape, True)


def _mul_dense(x: SparseTensor, other: Tensor) -> Tensor:
    if other.ndim > x.ndim:
        raise RuntimeError(
            f"mul: the strided operand has {other.ndim} dimensions, the sparse one {x.ndim} | at most as many"
        )
    if any(m not in (1, n) for m, n in zip(other.shape[::-1], x.shape[::-1], strict=False)):
        raise RuntimeError(
            f"mul: the strided operand has shape {list(other.shape)}, the sparse one {list(x.shape)} | only the "
            "strided one is broadcast"
        )
    factor = picked(other.expand(x.shape), x._coordinates())
    return x._with(x._held * factor)


@answers("div", "divide", "true_divide", sparse=("self", "other"))
def div(self: Any, other: Any, *, rounding_mode: Any = None) -> Tensor:
    if not isinstance(self, SparseTensor) or not is_scalar(other):
        kind = "floor division" if rounding_mode == "floor" else "division"
        raise RuntimeError(
            f"Sparse {kind} requires a scalar or zero-dim dense tensor divisor (got shape "
            f"{list(getattr(other, 'shape', ()))} for divisor)"
        )
    found = coalesced(self) if isinstance(self, COOTensor) and rounding_mode else self
    return found._with(found._held.div(other, rounding_mode=rounding_mode))


@answers("floor_divide", "__floordiv__", sparse=("self", "other"))
def floor_divide(self: Any, other: Any) -> Tensor:
    return div(self, other, rounding_mode="floor")


@answers("pow")
def power(self: SparseTensor, exponent: Any) -> Tensor:
    if isinstance(exponent, Tensor) or exponent <= 0:
        raise RuntimeError(f"pow(): argument 'exponent' is {exponent} | of sparse tensors a number above 0 is taken")
    found = coalesced(self) if isinstance(self, COOTensor) else self
    return found._with(found._held.pow(exponent))
