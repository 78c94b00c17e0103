"""Products of vectors and matrices, and the contractions written with them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import _core
from .._warnings import warn_once
from .arithmetic import add
from .broadcast import scalar_name
from .create import arange
from .define import Number, Size, Tensor, composed, composite, conj, contraction, full, op
from .define import bool as bool_dtype
from .join import cat
from .view import wrap_dim


def _rows(x: Tensor) -> Tensor:
    """(..., n) as a matrix (m, n); unlike ``reshape(-1, n)``, also when n is 0."""
    return x.reshape(math.prod(x.shape[:-1]), x.shape[-1])


def _matmul_by_self(g: Tensor, other: Tensor, self_shape: Size) -> Tensor:
    """The gradient of ``self @ other`` for ``self``; the engine sums over dims that ``self`` was broadcast along."""
    if other.ndim == 1:
        return g.unsqueeze(-1) * conj(other)
    if len(self_shape) == 1:
        return (conj(other) @ g.unsqueeze(-1)).squeeze(-1)
    return g @ conj(other).mT


def _matmul_by_other(g: Tensor, self: Tensor, other_shape: Size) -> Tensor:
    """The gradient of ``self @ other`` for ``other``; a matrix shared by a batch gets it in one product."""
    if self.ndim == 1:
        return conj(self) * g.unsqueeze(-1) if len(other_shape) == 1 else conj(self).unsqueeze(-1) * g.unsqueeze(-2)
    if len(other_shape) == 1:
        return (conj(self).mT @ g.unsqueeze(-1)).squeeze(-1)
    if len(other_shape) == 2 and self.ndim > 2:
        return _rows(conj(self)).mT @ _rows(g)
    return conj(self).mT @ g


def _matmul_batched(call: Any) -> Any:
    """One product for the whole batch; an operand that all examples share is not expanded."""
    n, m = (t.ndim for t in call.originals)
    if n == 0 or m == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {n}D and {m}D")
    if call.dims[1] is None:
        a, b = call.front(0), call.values[1]
        if n == 1 and m > 2:
            return call.wrap((call.aligned(a.unsqueeze(-2), m) @ b).squeeze(-2))
        return call.wrap(call.aligned(a, m if m > 2 else n) @ b)
    if call.dims[0] is None:
        a, b = call.values[0], call.front(1)
        if m == 1:
            out = a @ b.t()
            return call.wrap(out, out.ndim - 1)
        return call.wrap(a @ call.aligned(b, n))
    a, b = call.front(0), call.front(1)
    a, b = a.unsqueeze(-2) if n == 1 else a, b.unsqueeze(-1) if m == 1 else b
    a, b = call.aligned(a, m), call.aligned(b, n)
    out = a * b if a.shape[-1] == b.shape[-2] == 1 and a.dtype is b.dtype else a @ b  # outer products are no sums
    out = out.squeeze(-2) if n == 1 else out
    return call.wrap(out.squeeze(-1) if m == 1 else out)


def _check_ranks(name: str, a: Tensor, rank_a: int, b: Tensor, rank_b: int) -> None:
    if a.ndim != rank_a or b.ndim != rank_b:
        raise RuntimeError(f"{name}: expected a {rank_a}-D and a {rank_b}-D tensor, got shapes {list(a.shape)} and "
                           f"{list(b.shape)}")
    if rank_a == 3 and a.shape[0] != b.shape[0]:
        raise RuntimeError(f"{name}: the batches have different sizes: {list(a.shape)} and {list(b.shape)}")


def _of_ranks(name: str, a: Tensor, rank_a: int, b: Tensor, rank_b: int) -> Tensor:
    """The product of one example, checked as the op by that name checks it."""
    _check_ranks(name, a, rank_a, b, rank_b)
    return matmul(a, b)


def _product_of_ranks(rank_a: int, rank_b: int) -> Callable[[Any], Any]:
    """The batching rule of a product of operands of these ranks alone."""

    def rule(call: Any) -> Any:
        a, b = call.originals
        _check_ranks(call.entry.name, a, rank_a, b, rank_b)
        return _matmul_batched(call)

    return rule


def _added(name: str, self: Tensor, a: Tensor, rank_a: int, b: Tensor, rank_b: int, beta: Number,
           alpha: Number) -> Tensor:
    product = _times(_of_ranks(name, a, rank_a, b, rank_b), alpha)
    return product if beta == 0 else _times(self, beta) + product


@op(kind=contraction, traits=("autocast_lower",), kernel="matmul", symbol="@", namespace=("", "linalg"),
    grad_name="Mm",
    batch=full(_matmul_batched),
    vjp=dict(self=_matmul_by_self,
             other=_matmul_by_other),
    jvp="multilinear",
    flops=lambda self_shape, result_shape: 2 * math.prod(result_shape) * self_shape[-1])
def matmul(self: Tensor, other: Tensor) -> Tensor:
    """Matrix product, ``out[..., i, j] = sum over k of self[..., i, k] * other[..., k, j]``.

    Shape: ``(..., m, n)`` by ``(..., n, p)`` gives ``(..., m, p)``, the leading dimensions broadcast together; a vector
        ``(n,)`` on either side is a row or column whose dimension is left out of the result.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for shapes that do not go together, 0-d tensors and two different dtypes.

    >>> import flambeau as torch
    >>> torch.tensor([[1., 2.], [3., 4.]]) @ torch.tensor([1., 1.])
    tensor([3., 7.])
    """


@op(kind=contraction, traits=("autocast_lower",), kernel="mm",
    batch=full(_product_of_ranks(2, 2)),
    vjp=dict(self=lambda g, mat2: g.mm(conj(mat2).t()),
             mat2=lambda g, self: conj(self).t().mm(g)),
    jvp="multilinear",
    flops=lambda self_shape, result_shape: 2 * math.prod(result_shape) * self_shape[-1])
def mm(self: Tensor, mat2: Tensor) -> Tensor:
    """Matrix product, ``out[i, j] = sum over k of self[i, k] * mat2[k, j]``.

    Shape: ``(m, n)`` by ``(n, p)`` gives ``(m, p)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.mm(torch.tensor([[1., 2.]]), torch.tensor([[3.], [4.]]))
    tensor([[11.]])
    """


@op(kind=contraction, traits=("autocast_lower",), kernel="bmm",
    batch=full(_product_of_ranks(3, 3)),
    vjp=dict(self=lambda g, mat2: g.bmm(conj(mat2).mT),
             mat2=lambda g, self: conj(self).mT.bmm(g)),
    jvp="multilinear",
    flops=lambda self_shape, result_shape: 2 * math.prod(result_shape) * self_shape[-1])
def bmm(self: Tensor, mat2: Tensor) -> Tensor:
    """Matrix products in a batch, ``out[b, i, j] = sum over k of self[b, i, k] * mat2[b, k, j]``.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(b, m, p)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 1)).shape
    torch.Size([2, 1, 1])
    """


@op(kind=contraction, kernel="mv",
    batch=full(_product_of_ranks(2, 1)),
    vjp=dict(self=lambda g, vec: g.unsqueeze(1) * conj(vec),
             vec=lambda g, self: conj(self).t().mv(g)),
    jvp="multilinear",
    flops=lambda self_shape: 2 * math.prod(self_shape))
def mv(self: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector, ``out[i] = sum over k of self[i, k] * vec[k]``.

    Shape: ``(m, n)`` by ``(n,)`` gives ``(m,)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.mv(torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([11.])
    """


@op(kind=contraction, kernel="dot",
    batch=full(_product_of_ranks(1, 1)),
    vjp=dict(self=lambda g, tensor: g * conj(tensor),
             tensor=lambda g, self: g * conj(self)),
    jvp="multilinear",
    flops=lambda self_shape: 2 * math.prod(self_shape))
def dot(self: Tensor, tensor: Tensor) -> Tensor:
    """Product of two vectors, ``sum over i of self[i] * tensor[i]``.

    Shape: ``(n,)`` by ``(n,)`` gives a 0-d tensor.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.dot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """


@op(kind=contraction, kernel="vdot",
    batch=composed(lambda self, other: _of_ranks("vdot", conj(self), 1, other, 1)),
    vjp=dict(self=lambda g, other: conj(g) * other,
             other=lambda g, self: g * self),
    jvp=lambda self, other, d_self, d_other: d_self.vdot(other) + self.vdot(d_other),
    flops=lambda self_shape: 2 * math.prod(self_shape))
def vdot(self: Tensor, other: Tensor) -> Tensor:
    """Product of two vectors, ``sum over i of conj(self[i]) * other[i]``.

    Shape: ``(n,)`` by ``(n,)`` gives a 0-d tensor.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.vdot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """


def _times(x: Tensor, factor: Number) -> Tensor:
    return x if factor == 1 else x * factor


@op(kind=contraction, traits=("autocast_lower", "numbers_came_first",), kernel="addmm", inplace=True,
    batch=composed(lambda self, mat1, mat2, beta, alpha: _added("addmm", self, mat1, 2, mat2, 2, beta, alpha)),
    vjp=dict(self=lambda g, beta: _times(g, conj(beta)),
             mat1=lambda g, mat2, alpha: _times(g.mm(conj(mat2).t()), conj(alpha)),
             mat2=lambda g, mat1, alpha: _times(conj(mat1).t().mm(g), conj(alpha))),
    jvp=lambda mat1, mat2, d_self, d_mat1, d_mat2, beta, alpha:
        d_self * beta + (d_mat1.mm(mat2) + mat1.mm(d_mat2)) * alpha,
    flops=lambda mat1_shape, result_shape: 2 * math.prod(result_shape) * mat1_shape[-1])
def addmm(self: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``beta * self + alpha * (mat1 @ mat2)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(m, n)`` by ``(n, p)`` gives ``(m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.addmm(torch.ones(1, 1), torch.tensor([[1., 2.]]), torch.tensor([[3.], [4.]]))
    tensor([[12.]])
    """


@op(kind=contraction, traits=("numbers_came_first",), inplace=True, kernel="addmv",
    batch=composed(lambda self, mat, vec, beta, alpha: _added("addmv", self, mat, 2, vec, 1, beta, alpha)),
    vjp=dict(self=lambda g, beta: _times(g, conj(beta)),
             mat=lambda g, vec, alpha: _times(g.unsqueeze(1) * conj(vec), conj(alpha)),
             vec=lambda g, mat, alpha: _times(conj(mat).t().mv(g), conj(alpha))),
    jvp=lambda mat, vec, d_self, d_mat, d_vec, beta, alpha: d_self * beta + (d_mat.mv(vec) + mat.mv(d_vec)) * alpha,
    flops=lambda mat_shape: 2 * math.prod(mat_shape))
def addmv(self: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``beta * self + alpha * (mat @ vec)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(m, n)`` by ``(n,)`` gives ``(m,)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.addmv(torch.ones(1), torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([12.])
    """


@op(kind=contraction, traits=("autocast_lower", "numbers_came_first",), kernel="baddbmm", inplace=True,
    batch=composed(lambda self, batch1, batch2, beta, alpha:
        _added("baddbmm", self, batch1, 3, batch2, 3, beta, alpha)),
    vjp=dict(self=lambda g, beta: _times(g, conj(beta)),
             batch1=lambda g, batch2, alpha: _times(g.bmm(conj(batch2).mT), conj(alpha)),
             batch2=lambda g, batch1, alpha: _times(conj(batch1).mT.bmm(g), conj(alpha))),
    jvp=lambda batch1, batch2, d_self, d_batch1, d_batch2, beta, alpha:
        d_self * beta + (d_batch1.bmm(batch2) + batch1.bmm(d_batch2)) * alpha,
    flops=lambda batch1_shape, result_shape: 2 * math.prod(result_shape) * batch1_shape[-1])
def baddbmm(self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``beta * self + alpha * bmm(batch1, batch2)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(b, m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.baddbmm(torch.ones(1), torch.ones(2, 1, 3), torch.ones(2, 3, 1)).shape
    torch.Size([2, 1, 1])
    """


@op(kind=composite, traits=("autocast_lower", "numbers_came_first",), inplace=True)
def addbmm(self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``beta * self + alpha * (sum over b of batch1[b] @ batch2[b])``.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.addbmm(torch.ones(1, 1), torch.ones(2, 1, 3), torch.ones(2, 3, 1))
    tensor([[7.]])
    """
    if batch1.ndim != 3 or batch2.ndim != 3:
        raise RuntimeError("addbmm: batch1 and batch2 must be 3D tensors")
    batch, rows, inner = batch1.shape
    wide = batch1.transpose(0, 1).reshape(rows, batch * inner)
    return addmm(self, wide, _rows(batch2), beta=beta, alpha=alpha)


@op(kind=composite, traits=("casts_out",), aliases=("ger",))
def outer(self: Tensor, vec2: Tensor) -> Tensor:
    """Outer product, ``out[i][j] = self[i] * vec2[j]``.

    Shape: ``(m,)`` and ``(n,)`` give ``(m, n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for tensors that are not 1-D.

    >>> import flambeau as torch
    >>> torch.outer(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    if self.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError(f"outer: Expected 1-D arguments, but got {self.ndim}-D and {vec2.ndim}-D")
    return self.unsqueeze(1) * vec2


@op(kind=composite, traits=("casts_out", "numbers_came_first",), inplace=True)
def addr(self: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``out[i][j] = beta * self[i][j] + alpha * vec1[i] * vec2[j]``.

    Shape: ``(m,)`` and ``(n,)`` give ``(m, n)``; ``self`` is broadcast to that.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for vectors that are not 1-D, a ``self`` that does not broadcast, and a ``beta`` or ``alpha``
        that is a bool or a float where no element is.

    >>> import flambeau as torch
    >>> torch.addr(torch.zeros(2, 2), torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    product = outer(vec1, vec2)
    common = _core.result_type(self, product)
    if type(beta) is bool and common is not bool_dtype:
        raise RuntimeError("Boolean beta only supported for Boolean results. | addr")
    if type(beta) is float and not (common.is_floating_point or common.is_complex):
        raise RuntimeError("For integral input tensors, argument beta must not be a floating point number. | addr")
    zero = self.new_zeros((), dtype=common)
    summand = self if beta == 1 else zero if beta == 0 else add(zero, self, alpha=beta)
    return add(summand, product, alpha=alpha)


@op(kind=composite)
def inner(self: Tensor, other: Tensor) -> Tensor:
    """Sums of products over the last dimensions: ``out[i][j] = sum over k of self[i][k] * other[j][k]``.

    Shape: ``(*self.shape[:-1], *other.shape[:-1])``; with a number the other's.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for last sizes that differ and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.inner(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """
    if self.ndim == 0 or other.ndim == 0:
        return self * other
    if self.shape[-1] != other.shape[-1]:
        raise RuntimeError("inner() the last dimension must match on both input tensors but got shapes "
                           f"{list(self.shape)} and {list(other.shape)}")
    if self.ndim == other.ndim == 1:
        return dot(self, other)
    return tensordot(self, other, ([-1], [-1]))


@op(kind=composite, method=False)
def tensordot(a: Tensor, b: Tensor, dims: object = 2) -> Tensor:
    """Sums of products over ``dims``: the last ``n`` of ``a`` with the first ``n`` of ``b``, or two lists of
    dimensions.

    Shape: the dimensions of ``a`` and then those of ``b`` that are not summed over.
    Dtype: integer, floating or complex, the same for both; the result has it.
    Raises: RuntimeError for sizes that differ, a negative number of dimensions and two different dtypes;
        NotImplementedError for bool tensors; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.tensordot(torch.ones(2, 3), torch.ones(3, 4), 1).shape
    torch.Size([2, 4])
    """
    over: Any = dims.tolist() if isinstance(dims, Tensor) else dims
    if isinstance(over, int):
        if over < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={over}")
        if over > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={over} for tensors with "
                               f"{a.ndim} and {b.ndim} dimensions")
        over_a, over_b = list(range(a.ndim - over, a.ndim)), list(range(over))
    else:
        for side, x in zip(over, (a, b), strict=True):
            if side not in ([], ()) and not x.ndim:
                raise IndexError(f"tensordot: Dimension specified as {side} but tensor has no dimensions")
        over_a, over_b = ([wrap_dim(d, x.ndim) for d in ([side] if isinstance(side, int) else side)]
                          for side, x in zip(over, (a, b), strict=True))
    for i, j in zip(over_a, over_b, strict=True):
        if a.shape[i] == 1 and b.shape[j] != 1:  # broadcast: the sum meets the one
            b = b.sum(j, keepdim=True)
        elif b.shape[j] == 1 and a.shape[i] != 1:
            a = a.sum(i, keepdim=True)
        elif a.shape[i] != b.shape[j]:
            raise RuntimeError(f"contracted dimensions need to match, but first has size {a.shape[i]} in dim {i} and "
                               f"second has size {b.shape[j]} in dim {j}")
    free_a = [d for d in range(a.ndim) if d not in over_a]
    free_b = [d for d in range(b.ndim) if d not in over_b]
    summed = math.prod(a.shape[d] for d in over_a)
    left = a.permute(free_a + over_a).reshape(math.prod(a.shape[d] for d in free_a), summed)
    right = b.permute(over_b + free_b).reshape(summed, math.prod(b.shape[d] for d in free_b))
    return left.mm(right).reshape([*(a.shape[d] for d in free_a), *(b.shape[d] for d in free_b)])


@op(kind=composite, traits=("autocast_lower",), namespace="linalg")
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """``sum of conj(x[i]) * y[i]`` along ``dim``.

    Shape: that of ``x`` and ``y``, broadcast together, without ``dim``.
    Dtype: floating or complex; the result has the common dtype.
    Raises: RuntimeError for bool and integer tensors and for shapes that do not broadcast; IndexError for ``dim`` out
        of range.

    >>> import flambeau as torch
    >>> torch.linalg.vecdot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """
    if not (x.is_floating_point() or x.is_complex()):
        raise RuntimeError("linalg.vecdot: Expected a floating point or complex tensor as input. Got "
                           f"{scalar_name(x.dtype)}")
    return (conj(x) * y).sum(dim)


@op(kind=composite, namespace="linalg")
def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """Cross product of vectors of three elements along ``dim``: ``out[0] = input[1] * other[2] - input[2] * other[1]``
    and so on.

    Shape: that of ``input`` and ``other``, broadcast together.
    Dtype: integer, floating or complex; the result has the common dtype.
    Raises: RuntimeError unless ``dim`` has size 3, for different numbers of dimensions, shapes that do not broadcast,
        and for bool tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.linalg.cross(torch.tensor([1., 0., 0.]), torch.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
    """
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions. | they have "
                           f"{input.ndim} and {other.ndim}")
    wrap_dim(dim, input.ndim)  # or an IndexError
    if input.shape[dim] != 3 or other.shape[dim] != 3:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. "
                           f"Got {input.shape[dim]} and {other.shape[dim]}")
    a, b = input.unbind(dim), other.unbind(dim)
    from_pairs = [a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)]
    return cat([x.unsqueeze(dim) for x in from_pairs], dim)


@op(kind=composite, name="cross")
def cross_of(self: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """Cross product along ``dim``; without it, with a warning, along the first dimension of size 3:
    ``out[0] = self[1] * other[2] - self[2] * other[1]`` and so on.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: integer, floating or complex; the result has the common dtype.
    Raises: RuntimeError unless ``dim`` has size 3, for shapes that do not broadcast, and for bool tensors; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.cross(torch.tensor([1., 0., 0.]), torch.tensor([0., 1., 0.]), dim=0)
    tensor([0., 0., 1.])
    """
    if dim is None:
        warn_once("Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim "
                  "explicitly or simply use torch.linalg.cross.\nThe default value of dim will change to agree with "
                  "that of linalg.cross in a future release.")
        dim = next((d for d, size in enumerate(self.shape) if size == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
        dim -= self.ndim
    return cross(self, other, dim=dim)


@op(kind=composite, traits=("casts_out",))
def kron(self: Tensor, other: Tensor) -> Tensor:
    """Kronecker product: every element of ``self`` replaced by its product with all of ``other``,
    ``out[i * p + k][j * q + l] = self[i][j] * other[k][l]``.

    Shape: ``(m, n)`` and ``(p, q)`` give ``(m * p, n * q)``; fewer dimensions are filled up with sizes of 1 in front.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 1]))
    tensor([1, 1, 2, 2])
    """
    n = max(self.ndim, other.ndim)
    a = self.reshape((1,) * (n - self.ndim) + tuple(self.shape))
    b = other.reshape((1,) * (n - other.ndim) + tuple(other.shape))
    shape = [x * y for x, y in zip(a.shape, b.shape, strict=True)]
    a = a.reshape([size for x in a.shape for size in (x, 1)])
    b = b.reshape([size for y in b.shape for size in (1, y)])
    return (a * b).reshape(shape)


def _linear_by_weight(g: Tensor, input: Tensor) -> Tensor:
    """All rows of the batch in one product."""
    if input.ndim == 1:
        return g.unsqueeze(1) * conj(input)
    if input.ndim == 2:
        return g.t().mm(conj(input))
    return _rows(g).t().mm(_rows(conj(input)))


def _linear_batched(call: Any) -> Any:
    if call.dims[1] is None and call.dims[2] is None:
        return call.wrap(call.run([call.front(0), *call.values[1:]]))
    input, weight, bias = call.originals
    out = matmul(weight, input) if input.ndim == 1 else matmul(input, weight.mT)
    return out if bias is None else out + bias


@op(kind=contraction, traits=("autocast_lower",), kernel="linear", namespace="nn.functional", grad_name="Addmm",
    batch=full(_linear_batched),
    vjp=dict(input=lambda g, weight: g @ conj(weight),
             weight=_linear_by_weight,
             bias=lambda g: g),
    jvp=lambda input, weight, d_input, d_weight, d_bias:
        linear(d_input, weight, d_bias) + linear(input, d_weight),
    flops=lambda weight_shape, result_shape: 2 * math.prod(result_shape) * weight_shape[-1])
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``out[..., j] = sum over k of input[..., k] * weight[j, k] + bias[j]``.

    Shape: ``(..., n)`` with ``weight`` ``(m, n)`` and ``bias`` ``(m,)`` gives ``(..., m)``; a weight ``(n,)`` gives
        ``(...)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for shapes that do not go together and for different dtypes.

    >>> import flambeau as torch
    >>> torch.nn.functional.linear(torch.tensor([1., 2.]), torch.tensor([[3., 4.]]))
    tensor([11.])
    """


def _met(begins: Tensor, indices: Tensor, g: Tensor, dense: Tensor, transposed: bool) -> Tensor:
    """The gradient of `compressed_product` for ``values``: the row of ``g`` by the row of ``dense`` that each met."""
    lines = arange(begins.shape[0] - 1, device=begins.device).repeat_interleave(begins.diff())
    to, of = (indices, lines) if transposed else (lines, indices)
    return (g.index_select(0, to) * conj(dense.index_select(0, of))).sum(1)


@op(kind=contraction, kernel="compressed_product", function=False, method=False, batch="loop",
    vjp=dict(begins=None, indices=None,
             values=lambda g, begins, indices, dense, transposed: _met(begins, indices, g, dense, transposed),
             dense=lambda g, begins, indices, values, dense_shape, transposed:
                 compressed_product(begins, indices, conj(values), g, dense_shape[0], not transposed)),
    jvp=lambda begins, indices, values, dense, d_values, d_dense, size, transposed:
        compressed_product(begins, indices, d_values, dense, size, transposed)
        + compressed_product(begins, indices, values, d_dense, size, transposed),
    flops=lambda values_shape, dense_shape: 2 * math.prod(values_shape) * dense_shape[-1])
def compressed_product(begins: Tensor, indices: Tensor, values: Tensor, dense: Tensor, size: int,
                       transposed: bool) -> Tensor:
    """A matrix of lists, or its transpose, times a dense matrix; the result has ``size`` rows.

    ``values[begins[i]:begins[i + 1]]`` stand in line ``i`` of the matrix at ``indices``, all else is 0. A row of the
    result is summed in the order of its values.
    """


@op(kind=composite, traits=("autocast_as_given",), namespace=("nn.functional", ""), method=False)
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``out[..., k] = sum over i, j of input1[..., i] * weight[k, i, j] * input2[..., j] + bias[k]``.

    Shape: ``(..., m)`` and ``(..., n)`` with ``weight`` ``(p, m, n)`` and ``bias`` ``(p,)`` give ``(..., p)``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for sizes that do not go together and two different dtypes; NotImplementedError for bool
        tensors; IndexError for a 0-d tensor.

    >>> import flambeau as torch
    >>> torch.nn.functional.bilinear(torch.ones(1, 2), torch.ones(1, 3), torch.ones(4, 2, 3)).shape
    torch.Size([1, 4])
    """
    through = tensordot(input1, weight, ([-1], [1]))
    out = (through @ input2.unsqueeze(-1)).squeeze(-1)
    return out if bias is None else out + bias
