"""Invertible functions with the logarithm of their derivative's determinant."""

from __future__ import annotations

import functools
import math
import operator
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module, explained
from .._core import Tensor
from .._numeric import finfo
from .._types import Size
from ..linalg import cholesky
from ..nn.functional import logsigmoid, pad, softplus
from . import constraints
from .utils import _sum_rightmost, broadcast_all, tril_matrix_to_vec, vec_to_tril_matrix

__all__ = [
    "AbsTransform",
    "AffineTransform",
    "CatTransform",
    "ComposeTransform",
    "CorrCholeskyTransform",
    "CumulativeDistributionTransform",
    "ExpTransform",
    "IndependentTransform",
    "LowerCholeskyTransform",
    "PositiveDefiniteTransform",
    "PowerTransform",
    "ReshapeTransform",
    "SigmoidTransform",
    "SoftmaxTransform",
    "SoftplusTransform",
    "StackTransform",
    "StickBreakingTransform",
    "TanhTransform",
    "Transform",
    "identity_transform",
]


class Transform:
    """A function with an inverse; ``t(x)`` computes it, ``t.inv`` is the inverse transform.

    A transform gives ``domain``, ``codomain``, ``_call``, ``_inverse`` and `log_abs_det_jacobian`; ``bijective`` says
    whether every value has one inverse, ``sign`` whether it increases (1) or decreases (-1).

    Args:
        cache_size: 1 keeps the last input and output, so that the inverse of the output is the very input.

    Raises: ValueError for a ``cache_size`` other than 0 and 1 and for an `event_dim` that differs between both sides;
        NotImplementedError from what a subclass does not give.

    >>> import flambeau as torch
    >>> double = torch.distributions.AffineTransform(0.0, 2.0)
    >>> double(torch.tensor(3.0)), double.inv(torch.tensor(6.0))
    (tensor(6.), tensor(3.))
    """

    bijective = False
    domain: Any
    codomain: Any

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ValueError("cache_size must be 0 or 1")
        self._cache_size = cache_size
        self._inv: Any = None
        self._cached_x_y: tuple[Any, Any] = (None, None)
        super().__init__()

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state["_inv"] = None  # a weak reference, which cannot be pickled
        return state

    @property
    def event_dim(self) -> int:
        """The number of rightmost dimensions that one value takes, where it is the same on both sides."""
        if self.domain.event_dim == self.codomain.event_dim:
            return int(self.domain.event_dim)
        raise ValueError("Please use either .domain.event_dim or .codomain.event_dim")

    @property
    def inv(self) -> Any:
        """The inverse transform; its inverse is this one."""
        inverse = self._inv() if self._inv is not None else None
        if inverse is None:
            inverse = _InverseTransform(self)
            self._inv = weakref.ref(inverse)
        return inverse

    @property
    def sign(self) -> Any:
        """1 where it increases, -1 where it decreases."""
        raise NotImplementedError

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same transform with that ``cache_size``."""
        if self._cache_size == cache_size:
            return self
        if type(self).__init__ is Transform.__init__:
            return type(self)(cache_size=cache_size)
        raise NotImplementedError(f"{type(self)}.with_cache is not implemented")

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    @explained
    def __call__(self, x: Tensor) -> Tensor:
        """``y`` for ``x``."""
        return self._partner(0, x, self._call)

    def _inv_call(self, y: Tensor) -> Tensor:
        """``x`` for ``y``."""
        return self._partner(1, y, self._inverse)

    def _partner(self, side: int, given: Tensor, compute: Callable[[Tensor], Tensor]) -> Tensor:
        """The other one of the pair ``(x, y)`` that ``given`` belongs to: the last pair's, where it was in that."""
        if self._cache_size == 0:
            return compute(given)
        pair = self._cached_x_y
        if given is not pair[side]:
            found = compute(given)
            self._cached_x_y = pair = (found, given) if side else (given, found)
        return pair[1 - side]

    def _call(self, x: Tensor) -> Tensor:
        raise NotImplementedError

    def _inverse(self, y: Tensor) -> Tensor:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """``log |det dy/dx|`` at ``x``, whose value is ``y``."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.__class__.__name__ + "()"

    def forward_shape(self, shape: Any) -> Any:
        """The shape of ``y`` for that of ``x``."""
        return shape

    def inverse_shape(self, shape: Any) -> Any:
        """The shape of ``x`` for that of ``y``."""
        return shape


class _InverseTransform(Transform):
    """A transform the other way round; its cache is that of the transform."""

    def __init__(self, transform: Transform) -> None:
        super().__init__(cache_size=transform._cache_size)
        self._inv: Any = transform

    @property
    def domain(self) -> Any:
        return self._inv.codomain

    @property
    def codomain(self) -> Any:
        return self._inv.domain

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return bool(self._inv.bijective)

    @property
    def sign(self) -> Any:
        return self._inv.sign

    @property
    def inv(self) -> Any:
        return self._inv

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__.copy()

    def with_cache(self, cache_size: int = 1) -> Any:
        return self.inv.with_cache(cache_size).inv

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _InverseTransform) and bool(self._inv == other._inv)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self._inv!r})"

    @explained
    def __call__(self, x: Tensor) -> Tensor:
        return self._inv._inv_call(x)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -self._inv.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: Any) -> Any:
        return self._inv.inverse_shape(shape)

    def inverse_shape(self, shape: Any) -> Any:
        return self._inv.forward_shape(shape)


def _widened(constraint: Any, event_dim: int) -> Any:
    """The constraint, for values of at least ``event_dim`` dimensions."""
    extra = event_dim - constraint.event_dim
    return constraints.independent(constraint, extra) if extra > 0 else constraint


class ComposeTransform(Transform):
    """One transform after the other, ``parts[0]`` first.

    Args:
        parts: the transforms.
        cache_size: that of each part.

    Raises: TypeError for parts that are no transforms; ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> from flambeau.distributions import AffineTransform, ComposeTransform, ExpTransform
    >>> t = ComposeTransform([AffineTransform(1.0, 2.0), ExpTransform()])
    >>> t(torch.tensor([-0.5, 0.0]))
    tensor([1.0000, 2.7183])
    """

    def __init__(self, parts: Sequence[Transform], cache_size: int = 0) -> None:
        if not all(map(callable, parts)):
            raise TypeError("ComposeTransform(): argument 'parts' must be transforms")
        if cache_size:
            parts = [part.with_cache(cache_size) for part in parts]
        super().__init__(cache_size=cache_size)
        self.parts = list(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComposeTransform) and self.parts == other.parts

    __hash__ = object.__hash__

    @property
    def domain(self) -> Any:
        if not self.parts:
            return constraints.real
        event_dim = self.parts[-1].codomain.event_dim
        for part in reversed(self.parts):
            event_dim = max(event_dim + part.domain.event_dim - part.codomain.event_dim, part.domain.event_dim)
        return _widened(self.parts[0].domain, event_dim)

    @property
    def codomain(self) -> Any:
        if not self.parts:
            return constraints.real
        event_dim = self.parts[0].domain.event_dim
        for part in self.parts:
            event_dim = max(event_dim + part.codomain.event_dim - part.domain.event_dim, part.codomain.event_dim)
        return _widened(self.parts[-1].codomain, event_dim)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return all(part.bijective for part in self.parts)

    @property
    def sign(self) -> Any:
        sign: Any = 1
        for part in self.parts:
            sign = sign * part.sign
        return sign

    @property
    def inv(self) -> Any:
        inverse = self._inv() if self._inv is not None else None
        if inverse is None:
            inverse = ComposeTransform([part.inv for part in reversed(self.parts)])
            self._inv = weakref.ref(inverse)
            inverse._inv = weakref.ref(self)
        return inverse

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else ComposeTransform(self.parts, cache_size=cache_size)

    @explained
    def __call__(self, x: Tensor) -> Tensor:
        for part in self.parts:
            x = part(x)
        return x

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        if not self.parts:
            return fl.zeros_like(x)
        values = [x]
        for part in self.parts[:-1]:
            values.append(part(values[-1]))
        values.append(y)
        terms = []
        event_dim = self.domain.event_dim
        for part, before, after in zip(self.parts, values[:-1], values[1:], strict=True):
            jacobian = part.log_abs_det_jacobian(before, after)
            terms.append(_sum_rightmost(jacobian, event_dim - part.domain.event_dim))
            event_dim += part.codomain.event_dim - part.domain.event_dim
        return functools.reduce(operator.add, terms)

    def forward_shape(self, shape: Any) -> Any:
        for part in self.parts:
            shape = part.forward_shape(shape)
        return shape

    def inverse_shape(self, shape: Any) -> Any:
        for part in reversed(self.parts):
            shape = part.inverse_shape(shape)
        return shape

    def __repr__(self) -> str:
        inner = ",\n    ".join(repr(part) for part in self.parts)
        return f"{self.__class__.__name__}(\n    {inner}\n)"


identity_transform = ComposeTransform([])


class IndependentTransform(Transform):
    """``base_transform`` with further dimensions on the right counted as part of one value.

    Args:
        base_transform: the transform.
        reinterpreted_batch_ndims: how many dimensions more.
        cache_size: as of any transform.

    Raises: ValueError for a ``cache_size`` other than 0 and 1, and from a call for too few dimensions.

    >>> import flambeau as torch
    >>> t = torch.distributions.IndependentTransform(torch.distributions.ExpTransform(), 1)
    >>> x = torch.zeros(2, 3)
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([0., 0.])
    """

    def __init__(self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0) -> None:
        super().__init__(cache_size=cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return IndependentTransform(self.base_transform, self.reinterpreted_batch_ndims, cache_size=cache_size)

    @property
    def domain(self) -> Any:
        return constraints.independent(self.base_transform.domain, self.reinterpreted_batch_ndims)

    @property
    def codomain(self) -> Any:
        return constraints.independent(self.base_transform.codomain, self.reinterpreted_batch_ndims)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return bool(self.base_transform.bijective)

    @property
    def sign(self) -> Any:
        return self.base_transform.sign

    def _call(self, x: Tensor) -> Tensor:
        if x.dim() < self.domain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform(x)

    def _inverse(self, y: Tensor) -> Tensor:
        if y.dim() < self.codomain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        each = self.base_transform.log_abs_det_jacobian(x, y)
        return _sum_rightmost(each, self.reinterpreted_batch_ndims)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.base_transform!r}, {self.reinterpreted_batch_ndims})"

    def forward_shape(self, shape: Any) -> Any:
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Any) -> Any:
        return self.base_transform.inverse_shape(shape)


class ReshapeTransform(Transform):
    """The last dimensions in another shape; the Jacobian is 1.

    Args:
        in_shape: the shape of one value before.
        out_shape: and after, with as many elements.
        cache_size: as of any transform.

    Raises: ValueError for shapes of different numbers of elements, and for a ``cache_size`` other than 0 and 1;
        RuntimeError from a call for an input of another size.

    >>> import flambeau as torch
    >>> t = torch.distributions.ReshapeTransform((4,), (2, 2))
    >>> t(torch.arange(4.0))
    tensor([[0., 1.],
            [2., 3.]])
    """

    bijective = True

    def __init__(self, in_shape: Any, out_shape: Any, cache_size: int = 0) -> None:
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if self.in_shape.numel() != self.out_shape.numel():
            raise ValueError("in_shape, out_shape have different numbers of elements")
        super().__init__(cache_size=cache_size)

    @property
    def domain(self) -> Any:
        return constraints.independent(constraints.real, len(self.in_shape))

    @property
    def codomain(self) -> Any:
        return constraints.independent(constraints.real, len(self.out_shape))

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return ReshapeTransform(self.in_shape, self.out_shape, cache_size=cache_size)

    def _call(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[: x.dim() - len(self.in_shape)] + self.out_shape)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.reshape(y.shape[: y.dim() - len(self.out_shape)] + self.in_shape)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return x.new_zeros(x.shape[: x.dim() - len(self.in_shape)])

    def _exchanged(self, shape: Any, old: Size, new: Size) -> Any:
        if len(shape) < len(old):
            raise ValueError("Too few dimensions on input")
        cut = len(shape) - len(old)
        if shape[cut:] != old:
            raise ValueError(f"Shape mismatch: expected {shape[cut:]} but got {old}")
        return shape[:cut] + new

    def forward_shape(self, shape: Any) -> Any:
        return self._exchanged(shape, self.in_shape, self.out_shape)

    def inverse_shape(self, shape: Any) -> Any:
        return self._exchanged(shape, self.out_shape, self.in_shape)


class _Plain(Transform):
    """A bijection without parameters: any two are equal."""

    domain = constraints.real
    bijective = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    __hash__ = object.__hash__


class ExpTransform(_Plain):
    """``y = exp(x)``.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.ExpTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([0.3679, 1.0000, 7.3891])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([-1.,  0.,  2.])
    """

    codomain = constraints.positive
    sign = +1

    def _call(self, x: Tensor) -> Tensor:
        return x.exp()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return x


class PowerTransform(Transform):
    """``y = x**exponent``, for positive ``x``.

    Args:
        exponent: a tensor or number.
        cache_size: as of any transform.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.PowerTransform(2.0)
    >>> x = torch.tensor([1., 3.])
    >>> t(x)
    tensor([1., 9.])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([0.6931, 1.7918])
    """

    domain = constraints.positive
    codomain = constraints.positive
    bijective = True

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size=cache_size)
        (self.exponent,) = broadcast_all(exponent)

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else PowerTransform(self.exponent, cache_size=cache_size)

    @property
    def sign(self) -> Any:
        return self.exponent.sign()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PowerTransform) and bool(self.exponent.eq(other.exponent).all())

    __hash__ = object.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return x.pow(self.exponent)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return (self.exponent * y / x).abs().log()

    def forward_shape(self, shape: Any) -> Any:
        return fl.broadcast_shapes(shape, self.exponent.shape)

    def inverse_shape(self, shape: Any) -> Any:
        return fl.broadcast_shapes(shape, self.exponent.shape)


def _clipped_sigmoid(x: Tensor) -> Tensor:
    """The sigmoid, kept away from 0 and 1."""
    limits = finfo(x.dtype)
    return x.sigmoid().clamp(min=limits.tiny, max=1.0 - limits.eps)


class SigmoidTransform(_Plain):
    """``y = 1 / (1 + exp(-x))``, kept away from 0 and 1; the inverse is the logit.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.SigmoidTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([0.2689, 0.5000, 0.8808])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([-1.6265, -1.3863, -2.2539])
    """

    codomain = constraints.unit_interval
    sign = +1

    def _call(self, x: Tensor) -> Tensor:
        return _clipped_sigmoid(x)

    def _inverse(self, y: Tensor) -> Tensor:
        limits = finfo(y.dtype)
        kept = y.clamp(min=limits.tiny, max=1.0 - limits.eps)
        return kept.log() - (-kept).log1p()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -softplus(-x) - softplus(x)


class SoftplusTransform(_Plain):
    """``y = log(1 + exp(x))``, which is ``x`` from 20 on.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.SoftplusTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([0.3133, 0.6931, 2.1269])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([-1.3133, -0.6931, -0.1269])
    """

    codomain = constraints.positive
    sign = +1

    def _call(self, x: Tensor) -> Tensor:
        return softplus(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -softplus(-x)


class TanhTransform(_Plain):
    """``y = tanh(x)``; with a cache, the inverse of an output is exact.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.TanhTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([-0.7616,  0.0000,  0.9640])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([-0.8676,  0.0000, -2.6500])
    """

    codomain = constraints.interval(-1.0, 1.0)
    sign = +1

    def _call(self, x: Tensor) -> Tensor:
        return x.tanh()

    def _inverse(self, y: Tensor) -> Tensor:
        return fl.atanh(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        # log(1 - tanh(x)**2), without cancellation.
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(Transform):
    """``y = abs(x)``; the inverse takes the nonnegative of both.

    Raises: ValueError for a ``cache_size`` other than 0 and 1; NotImplementedError from `log_abs_det_jacobian`: it is
        no bijection.

    >>> import flambeau as torch
    >>> t = torch.distributions.AbsTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([1., 0., 2.])
    """

    domain = constraints.real
    codomain = constraints.positive

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AbsTransform)

    __hash__ = object.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return x.abs()

    def _inverse(self, y: Tensor) -> Tensor:
        return y


class AffineTransform(Transform):
    """``y = loc + scale * x``.

    Args:
        loc: a tensor or number.
        scale: a tensor or number, not 0.
        event_dim: the number of rightmost dimensions that one value takes.
        cache_size: as of any transform.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.AffineTransform(1.0, -2.0)
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([ 3.,  1., -3.])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor([0.6931, 0.6931, 0.6931])
    """

    bijective = True

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size=cache_size)
        self.loc = loc
        self.scale = scale
        self._event_dim = event_dim

    @property
    def event_dim(self) -> int:
        return self._event_dim

    @property
    def domain(self) -> Any:
        return _widened(constraints.real, self.event_dim)

    @property
    def codomain(self) -> Any:
        return _widened(constraints.real, self.event_dim)

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return AffineTransform(self.loc, self.scale, self.event_dim, cache_size=cache_size)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AffineTransform):
            return False
        pairs = ((self.loc, other.loc), (self.scale, other.scale))
        return all(bool((fl.as_tensor(a) == fl.as_tensor(b)).all()) for a, b in pairs)

    __hash__ = object.__hash__

    @property
    def sign(self) -> Any:
        if isinstance(self.scale, Tensor):
            return self.scale.sign()
        return (self.scale > 0) - (self.scale < 0)

    def _call(self, x: Tensor) -> Tensor:
        return self.loc + self.scale * x

    def _inverse(self, y: Tensor) -> Tensor:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        scale = self.scale
        each = scale.abs().log() if isinstance(scale, Tensor) else fl.full_like(x, math.log(abs(scale)))
        shape = x.shape[: x.dim() - self.event_dim]
        if self.event_dim:
            each = each.expand(fl.broadcast_shapes(each.shape, x.shape[x.dim() - self.event_dim :]))
        return _sum_rightmost(each, self.event_dim).expand(shape)

    def forward_shape(self, shape: Any) -> Any:
        return fl.broadcast_shapes(shape, getattr(self.loc, "shape", ()), getattr(self.scale, "shape", ()))

    def inverse_shape(self, shape: Any) -> Any:
        return self.forward_shape(shape)


class CorrCholeskyTransform(Transform):
    """Vectors of ``n (n - 1) / 2`` real numbers to Cholesky factors of ``n`` by ``n`` correlation matrices.

    Each number becomes a partial correlation by tanh; row by row they break the unit length of the row.

    Source: Lewandowski, Kurowicka and Joe 2009, Generating random correlation matrices.

    Raises: ValueError for a last dimension that is not ``n (n - 1) / 2`` long, and for a ``cache_size`` other than 0
        and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.CorrCholeskyTransform()
    >>> x = torch.tensor([0.5])
    >>> t(x)
    tensor([[1.0000, 0.0000],
            [0.4621, 0.8868]])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor(-0.2402)
    """

    domain = constraints.real_vector
    codomain = constraints.corr_cholesky
    bijective = True

    def _call(self, x: Tensor) -> Tensor:
        eps = finfo(x.dtype).eps
        r = vec_to_tril_matrix(fl.tanh(x).clamp(min=-1 + eps, max=1 - eps), diag=-1)
        rest = (1 - r.square()).sqrt().cumprod(-1)  # the length that is left after each number
        r = r + fl.eye(r.shape[-1], dtype=r.dtype, device=r.device)
        return r * pad(rest[..., :-1], [1, 0], value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        rest = pad((1 - (y * y).cumsum(-1))[..., :-1], [1, 0], value=1)
        t = tril_matrix_to_vec(y, diag=-1) / tril_matrix_to_vec(rest, diag=-1).sqrt()
        return (t.log1p() - (-t).log1p()) / 2

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor, intermediates: Any = None) -> Tensor:
        rest = 1 - (y * y).cumsum(-1)
        row = 0.5 * tril_matrix_to_vec(rest, diag=-2).log().sum(-1)
        slopes = -2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)
        return row + slopes

    def forward_shape(self, shape: Any) -> Any:
        if len(shape) < 1:
            raise ValueError("Too few dimensions on input")
        size = shape[-1]
        n = round((0.25 + 2 * size) ** 0.5 + 0.5)
        if n * (n - 1) // 2 != size:
            raise ValueError("Input is not a flattened lower-diagonal number")
        return (*shape[:-1], n, n)

    def inverse_shape(self, shape: Any) -> Any:
        if len(shape) < 2:
            raise ValueError("Too few dimensions on input")
        if shape[-2] != shape[-1]:
            raise ValueError("Input is not square")
        n = shape[-1]
        return (*shape[:-2], n * (n - 1) // 2)


class SoftmaxTransform(Transform):
    """``y = exp(x) / sum(exp(x))`` over the last dimension; the inverse is the logarithm, so it is not bijective.

    Raises: NotImplementedError from `log_abs_det_jacobian`: it is no bijection.

    >>> import flambeau as torch
    >>> t = torch.distributions.SoftmaxTransform()
    >>> x = torch.tensor([-1., 0., 2.])
    >>> t(x)
    tensor([0.0420, 0.1142, 0.8438])
    """

    domain = constraints.real_vector
    codomain = constraints.simplex

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SoftmaxTransform)

    __hash__ = object.__hash__

    def _call(self, x: Tensor) -> Tensor:
        probs = (x - x.max(-1, True)[0]).exp()
        return probs / probs.sum(-1, True)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()

    def forward_shape(self, shape: Any) -> Any:
        if len(shape) < 1:
            raise ValueError("Too few dimensions on input")
        return shape

    inverse_shape = forward_shape


class StickBreakingTransform(Transform):
    """``n - 1`` real numbers to ``n`` positive ones that add up to 1: each takes its share of what is left of a stick.

    The k-th share is the sigmoid of ``x[k] - log(n - 1 - k)``, so that zeros give equal parts.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.StickBreakingTransform()
    >>> x = torch.tensor([0., 0.])
    >>> t(x)
    tensor([0.3333, 0.3333, 0.3333])
    >>> t.log_abs_det_jacobian(x, t(x))
    tensor(-3.2958)
    """

    domain = constraints.real_vector
    codomain = constraints.simplex
    bijective = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StickBreakingTransform)

    __hash__ = object.__hash__

    def _offsets(self, x: Tensor) -> Tensor:
        n = x.shape[-1]
        return fl.arange(n, 0, -1, dtype=x.dtype, device=x.device).log()

    def _call(self, x: Tensor) -> Tensor:
        z = _clipped_sigmoid(x - self._offsets(x))
        left = (1 - z).cumprod(-1)
        return pad(z, [0, 1], value=1) * pad(left, [1, 0], value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        parts = y[..., :-1]
        left = (1 - parts.cumsum(-1)).clamp(min=finfo(y.dtype).tiny)
        return parts.log() - left.log() + self._offsets(parts)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        x = x - self._offsets(x)
        return (-x + logsigmoid(x) + y[..., :-1].log()).sum(-1)

    def forward_shape(self, shape: Any) -> Any:
        if len(shape) < 1:
            raise ValueError("Too few dimensions on input")
        return (*shape[:-1], shape[-1] + 1)

    def inverse_shape(self, shape: Any) -> Any:
        if len(shape) < 1:
            raise ValueError("Too few dimensions on input")
        return (*shape[:-1], shape[-1] - 1)


class LowerCholeskyTransform(Transform):
    """Square matrices to lower triangular ones: ``exp`` of the diagonal, and what is below it.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.LowerCholeskyTransform()
    >>> x = torch.tensor([[0., 5.], [2., 0.]])
    >>> t(x)
    tensor([[1., 0.],
            [2., 1.]])
    """

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.lower_cholesky

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LowerCholeskyTransform)

    __hash__ = object.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


class PositiveDefiniteTransform(Transform):
    """Square matrices to positive definite ones, ``L Lᵀ`` with ``L`` from `LowerCholeskyTransform`.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.PositiveDefiniteTransform()
    >>> x = torch.tensor([[0., 5.], [2., 0.]])
    >>> t(x)
    tensor([[1., 2.],
            [2., 5.]])
    """

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.positive_definite

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PositiveDefiniteTransform)

    __hash__ = object.__hash__

    def _call(self, x: Tensor) -> Tensor:
        lower = LowerCholeskyTransform()(x)
        return lower @ lower.mT

    def _inverse(self, y: Tensor) -> Tensor:
        return LowerCholeskyTransform().inv(cholesky(y))


class _Pieces(Transform):
    """What `CatTransform` and `StackTransform` share: a transform for each piece of a tensor along ``dim``."""

    transforms: list[Transform]
    dim: int

    def _check_parts(self, tseq: Sequence[Transform]) -> None:
        if not all(isinstance(t, Transform) for t in tseq):
            raise AssertionError("All elements of tseq must be Transform instances")

    def _check_dim(self, x: Tensor) -> None:
        if not -x.dim() <= self.dim < x.dim():
            raise AssertionError(f"dim {self.dim} is out of range for a tensor of {x.dim()} dimensions")

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return all(t.bijective for t in self.transforms)


class CatTransform(_Pieces):
    """A transform for each of consecutive pieces along ``dim``.

    Args:
        tseq: the transforms.
        dim: the dimension.
        lengths: the length of each piece, 1 by default.
        cache_size: that of each part.

    Raises: AssertionError for items that are no transforms, and from a call for a size that is not the sum of
        ``lengths``.

    >>> import flambeau as torch
    >>> from flambeau.distributions import AffineTransform, CatTransform, ExpTransform
    >>> t = CatTransform([ExpTransform(), AffineTransform(0.0, 2.0)], lengths=[1, 2])
    >>> t(torch.tensor([0., 1., 2.]))
    tensor([1., 2., 4.])
    """

    def __init__(
        self, tseq: Sequence[Transform], dim: int = 0, lengths: Sequence[int] | None = None, cache_size: int = 0
    ) -> None:
        self._check_parts(tseq)
        super().__init__(cache_size=cache_size)
        self.transforms = [t.with_cache(cache_size) for t in tseq] if cache_size else list(tseq)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.transforms):
            raise AssertionError(f"lengths must match transforms: {len(self.lengths)} != {len(self.transforms)}")
        self.dim = dim

    @property
    def event_dim(self) -> int:
        return max(t.event_dim for t in self.transforms)

    @property
    def length(self) -> int:
        """The length of all pieces together."""
        return sum(self.lengths)

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return CatTransform(self.transforms, self.dim, self.lengths, cache_size)

    def _split(self, x: Tensor) -> Any:
        self._check_dim(x)
        if x.size(self.dim) != self.length:
            raise AssertionError(f"the pieces are {self.length} long, but dim {self.dim} is {x.size(self.dim)}")
        return x.split(self.lengths, self.dim)

    def _call(self, x: Tensor) -> Tensor:
        return fl.cat([t(part) for t, part in zip(self.transforms, self._split(x), strict=True)], dim=self.dim)

    def _inverse(self, y: Tensor) -> Tensor:
        return fl.cat([t.inv(part) for t, part in zip(self.transforms, self._split(y), strict=True)], dim=self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        terms = []
        for t, a, b in zip(self.transforms, self._split(x), self._split(y), strict=True):
            terms.append(_sum_rightmost(t.log_abs_det_jacobian(a, b), self.event_dim - t.event_dim))
        dim = self.dim - x.dim() if self.dim >= 0 else self.dim
        dim = dim + self.event_dim
        return fl.cat(terms, dim=dim) if dim < 0 else functools.reduce(operator.add, terms)

    @property
    def domain(self) -> Any:
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @property
    def codomain(self) -> Any:
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)


class StackTransform(_Pieces):
    """A transform for each entry along ``dim``.

    Args:
        tseq: the transforms.
        dim: the dimension.
        cache_size: that of each part.

    Raises: AssertionError for items that are no transforms, and from a call for a size that is not their number.

    >>> import flambeau as torch
    >>> from flambeau.distributions import AffineTransform, ExpTransform, StackTransform
    >>> t = StackTransform([ExpTransform(), AffineTransform(0.0, 2.0)])
    >>> t(torch.tensor([[0., 1.], [2., 3.]]))
    tensor([[1.0000, 2.7183],
            [4.0000, 6.0000]])
    """

    def __init__(self, tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0) -> None:
        self._check_parts(tseq)
        super().__init__(cache_size=cache_size)
        self.transforms = [t.with_cache(cache_size) for t in tseq] if cache_size else list(tseq)
        self.dim = dim

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else StackTransform(self.transforms, self.dim, cache_size)

    def _entries(self, x: Tensor) -> Any:
        self._check_dim(x)
        if x.size(self.dim) != len(self.transforms):
            raise AssertionError(
                f"there are {len(self.transforms)} transforms, but dim {self.dim} is {x.size(self.dim)}"
            )
        return x.unbind(self.dim)

    def _call(self, x: Tensor) -> Tensor:
        return fl.stack([t(part) for t, part in zip(self.transforms, self._entries(x), strict=True)], dim=self.dim)

    def _inverse(self, y: Tensor) -> Tensor:
        return fl.stack([t.inv(part) for t, part in zip(self.transforms, self._entries(y), strict=True)], dim=self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        parts = zip(self.transforms, self._entries(x), self._entries(y), strict=True)
        return fl.stack([t.log_abs_det_jacobian(a, b) for t, a, b in parts], dim=self.dim)

    @property
    def domain(self) -> Any:
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @property
    def codomain(self) -> Any:
        return constraints.stack([t.codomain for t in self.transforms], self.dim)


class CumulativeDistributionTransform(Transform):
    """``y = distribution.cdf(x)``: samples of the distribution become uniform.

    Args:
        distribution: one with `cdf` and `icdf`.
        cache_size: as of any transform.

    Raises: ValueError for a ``cache_size`` other than 0 and 1.

    >>> import flambeau as torch
    >>> t = torch.distributions.CumulativeDistributionTransform(torch.distributions.Normal(0.0, 1.0))
    >>> t(torch.tensor([-1., 0., 1.]))
    tensor([0.1587, 0.5000, 0.8413])
    """

    bijective = True
    codomain = constraints.unit_interval
    sign = +1

    def __init__(self, distribution: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size=cache_size)
        if not (hasattr(distribution, "cdf") and hasattr(distribution, "icdf")) or isinstance(distribution, type):
            raise TypeError(
                "CumulativeDistributionTransform(): argument 'distribution' must have the methods cdf and icdf, not be "
                f"{type(distribution).__name__}"
            )
        self.distribution = distribution

    @property
    def domain(self) -> Any:
        return self.distribution.support

    def _call(self, x: Tensor) -> Tensor:
        return self.distribution.cdf(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.distribution.icdf(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return self.distribution.log_prob(x)

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return CumulativeDistributionTransform(self.distribution, cache_size=cache_size)


explain_module(globals())
