"""Running sums, products, extremes and log-sum-exps along a dimension, and differences of neighbours."""

from __future__ import annotations

from typing import Any

from .. import _core
from .complex import real_part
from .create import arange
from .define import Dtype, Tensor, composite, conj, host, op, reduction
from .define import bool as bool_dtype
from .join import cat, stack
from .view import wrap_dim


@op(kind=reduction, inplace=True, kernel="cumsum",
    vjp=dict(self=lambda g, dim: reverse_cumsum(g, dim)),
    jvp="linear")
def cumsum(self: Tensor, dim: int, *, dtype: Dtype | None = None) -> Tensor:
    """Running sum along ``dim``, ``out[i] = self[0] + ... + self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are summed in int64.

    >>> import flambeau as torch
    >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
    tensor([1, 3, 6])
    """


def reverse_cumsum(g: Tensor, dim: int) -> Tensor:
    """Running sum from the end: ``out[i] = g[i] + ... + g[n - 1]``."""
    return g.flip(dim).cumsum(dim).flip(dim)


def _cumprod_gradient(g: Tensor, self: Tensor, result: Tensor, dim: int) -> Tensor:
    """``sum over i >= k of g[i] * product of x[j], j <= i, j != k``, in linear time also where there are zeros.

    Away from zeros this is ``reverse_cumsum(g * result) / x``. At the first zero the products without it are those of
    the sequence with a 1 in its place. At later zeros every product still contains the first one.
    """
    if not self.shape:
        return g
    zero = self == 0
    if _several_in_a_line(zero, dim):
        pairs = enumerate(_products_without_each(self, dim))
        return stack([(g * conj(without)).narrow(dim, k, self.shape[dim] - k).sum(dim) for k, without in pairs], dim)
    first = zero & (zero.cumsum(dim) == 1)
    elsewhere = reverse_cumsum(g * conj(result), dim) / conj(self.masked_fill(zero, 1))
    at_first = reverse_cumsum(g * conj(self.masked_fill(first, 1).cumprod(dim)), dim)
    return at_first.masked_fill(~first, 0) + elsewhere.masked_fill(zero, 0)


def _several_in_a_line(zero: Tensor, dim: int) -> bool:
    """Whether there are two zeros in some line of some example."""
    return bool((_core._innermost(zero.sum(dim)) > 1).any())


def _products_without_each(self: Tensor, dim: int) -> list[Tensor]:
    """The running products with a 1 in the k-th place, for each k: in quadratic time, but right to every order also
    where a line has several zeros.
    """
    n = self.shape[dim]
    place = arange(n).reshape([n if d == dim % self.ndim else 1 for d in range(self.ndim)])
    return [self.masked_fill(place == k, 1).cumprod(dim).masked_fill(place < k, 0) for k in range(n)]


def _cumprod_tangent(self: Tensor, d_self: Tensor, dim: int) -> Tensor:
    """The transpose of `_cumprod_gradient`, written forwards."""
    if not self.shape:
        return d_self
    zero = self == 0
    if _several_in_a_line(zero, dim):
        changes = [d_self.narrow(dim, k, 1) * w for k, w in enumerate(_products_without_each(self, dim))]
        return stack(changes).sum(0)
    first = zero & (zero.cumsum(dim) == 1)
    smooth = (d_self / self.masked_fill(zero, 1)).masked_fill(zero, 0).cumsum(dim) * self.cumprod(dim)
    return smooth + d_self.masked_fill(~first, 0).cumsum(dim) * self.masked_fill(first, 1).cumprod(dim)


@op(kind=reduction, inplace=True, kernel="cumprod",
    vjp=dict(self=_cumprod_gradient),
    jvp=_cumprod_tangent)
def cumprod(self: Tensor, dim: int, *, dtype: Dtype | None = None) -> Tensor:
    """Running product along ``dim``, ``out[i] = self[0] * ... * self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.

    >>> import flambeau as torch
    >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
    tensor([1, 2, 6])
    """


@op(kind=reduction, kernel="logcumsumexp",
    vjp=dict(self=lambda g, self, result, dim: logcumsumexp_backward(g, self, result, dim)),
    jvp=lambda self, result, d_self, dim: logcumsumexp_forward(d_self, self, result, dim))
def logcumsumexp(self: Tensor, dim: int) -> Tensor:
    """Running ``log(exp(self[0]) + ... + exp(self[i]))`` along ``dim`` without overflow.

    Shape: that of ``self``.
    Dtype: floating or complex; the result has it.
    Raises: NotImplementedError for bool and integer tensors.

    >>> import flambeau as torch
    >>> torch.logcumsumexp(torch.tensor([0., 0.]), 0)
    tensor([0.0000, 0.6931])
    """


def _largest(self: Tensor, dim: int) -> Tensor:
    """A finite shift that keeps exponentials along ``dim`` from overflowing; it cancels, so it has no derivative."""
    x = real_part(self.detach())
    return x.amax(dim, True).nan_to_num(0, 0, 0) if x.numel() else x


def _by_sign(x: Tensor, linear: Any) -> Tensor:
    """A linear function of ``x`` that is given in terms of logarithms: of positive and negative parts by themselves."""
    least = _LEAST[x.dtype.itemsize]

    def part(x: Tensor) -> Tensor:
        return linear(x.masked_fill(x <= 0, 1).log().masked_fill(x <= 0, least))

    return part(x) - part(-x)


# The next two linear maps are each other's transpose. They are ops, not formulas: the logarithms they are computed with
# have no derivative where the argument is zero, while the maps have one everywhere.


@op(kind=host, batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, self, sums, dim: logcumsumexp_forward(g, self, sums, dim),
             self=lambda g, result: conj(g) * result,
             sums=lambda g, grad, self, sums, dim: -grad * conj(logcumsumexp_forward(g, self, sums, dim))),
    jvp=lambda grad, self, sums, result, d_grad, d_self, d_sums, dim:
        logcumsumexp_backward(d_grad - grad * conj(d_sums), self, sums, dim) + conj(d_self) * result)
def logcumsumexp_backward(grad: Tensor, self: Tensor, sums: Tensor, dim: int) -> Tensor:
    """``sum over i >= k of grad[i] * conj(exp(self[k] - sums[i]))``: the gradient of `logcumsumexp`, whose result is
    ``sums``.
    """
    if self.is_complex():
        shift = _largest(self, dim)
        return conj((self - shift).exp()) * reverse_cumsum(grad * conj((shift - sums).exp()), dim)
    return _by_sign(grad, lambda logs: ((logs - sums).flip(dim).logcumsumexp(dim).flip(dim) + self).exp())


@op(kind=host, batch="dims", function=False, method=False,
    vjp=dict(tangent=lambda g, self, sums, dim: logcumsumexp_backward(g, self, sums, dim),
             self=lambda g, tangent, self, sums, dim: conj(tangent) * logcumsumexp_backward(g, self, sums, dim),
             sums=lambda g, result: -g * conj(result)),
    jvp=lambda tangent, self, sums, result, d_tangent, d_self, d_sums, dim:
        logcumsumexp_forward(d_tangent + tangent * d_self, self, sums, dim) - d_sums * result)
def logcumsumexp_forward(tangent: Tensor, self: Tensor, sums: Tensor, dim: int) -> Tensor:
    """``sum over k <= i of tangent[k] * exp(self[k] - sums[i])``: the tangent of `logcumsumexp`, whose result is
    ``sums``.
    """
    if self.is_complex():
        shift = _largest(self, dim)
        return (tangent * (self - shift).exp()).cumsum(dim) / (sums - shift).exp()
    return _by_sign(tangent, lambda logs: ((logs + self).logcumsumexp(dim) - sums).exp())


_LEAST = {2: -6e4, 4: -3e38, 8: -1e308}  # finite, by bytes of the dtype: exp gives 0, and differences are no nan
_running: dict[str, Any] = dict(
    vjp=dict(self=lambda g_values, indices, self_shape, dim:
             g_values.new_zeros(self_shape).scatter_add(dim, indices, g_values) if self_shape else g_values),
    jvp=lambda indices, d_self, dim: d_self.gather(dim, indices) if d_self.shape else d_self)


@op(kind=reduction, kernel="cummax", returns=("values", "indices"), **_running)
def cummax(self: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Running maximum along ``dim``, ``max(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.cummax(torch.tensor([1., 3., 2.]), 0)
    torch.return_types.cummax(
    values=tensor([1., 3., 3.]),
    indices=tensor([0, 1, 1]))
    """


@op(kind=reduction, kernel="cummin", returns=("values", "indices"), **_running)
def cummin(self: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Running minimum along ``dim``, ``min(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.cummin(torch.tensor([3., 1., 2.]), 0)
    torch.return_types.cummin(
    values=tensor([3., 1., 1.]),
    indices=tensor([0, 1, 1]))
    """


def _require_continuation(x: Tensor, part: Tensor, dim: int) -> None:
    """What is joined to an end of ``x`` along ``dim`` has its dimensions and its other sizes."""
    if part.ndim != x.ndim:
        raise RuntimeError("diff expects prepend or append to be the same dimension as input: they have "
                           f"{part.ndim} and {x.ndim} dimensions")
    along = wrap_dim(dim, x.ndim)
    for k in range(x.ndim):
        if k != along and part.shape[k] != x.shape[k]:
            raise RuntimeError("diff expects the shape of tensor to prepend or append to match that of input except "
                               f"along the differencing dimension; input.size({k}) = {x.shape[k]}, but got "
                               f"tensor.size({k}) = {part.shape[k]}")


@op(kind=composite, traits=("casts_out",))
def diff(self: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
         append: Tensor | None = None) -> Tensor:
    """Differences of neighbours along ``dim``, ``out[i] = self[i + 1] - self[i]``, taken ``n`` times; of bools, whether
    they differ.

    ``prepend`` and ``append`` are joined to the ends first.

    Shape: that of ``self``, shorter by ``n`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a 0-d tensor, a negative ``n``, and ``prepend`` and ``append`` of other shapes; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.diff(torch.tensor([1, 4, 9]))
    tensor([3, 5])
    """
    if self.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    for part in (prepend, append):
        if part is not None:
            _require_continuation(self, part, dim)
    if n == 0:
        return self.clone()
    x = self
    if prepend is not None or append is not None:
        x = cat([part for part in (prepend, self, append) if part is not None], dim)
    if n >= x.size(dim) > 1:  # nothing will be left, after however many rounds
        x = x.narrow(dim, 0, 1)
    for _ in range(n):
        size = x.shape[dim]
        if size == 0:
            break
        later, earlier = x.narrow(dim, 1, size - 1), x.narrow(dim, 0, size - 1)
        x = later ^ earlier if x.dtype is bool_dtype else later - earlier
    return x
