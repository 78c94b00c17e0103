"""Sets of values: what parameters must satisfy, and where samples lie. Each checks elementwise or per event.

>>> import flambeau as torch
>>> torch.distributions.constraints.positive.check(torch.tensor([-1., 2.]))
tensor([False,  True])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._core import bool as bool_
from .._numeric import finfo
from ..ops.linalg import is_positive_definite, is_positive_semidefinite

__all__ = [
    "Constraint",
    "MixtureSameFamilyConstraint",
    "boolean",
    "cat",
    "corr_cholesky",
    "dependent",
    "dependent_property",
    "greater_than",
    "greater_than_eq",
    "half_open_interval",
    "independent",
    "integer_interval",
    "interval",
    "is_dependent",
    "less_than",
    "lower_cholesky",
    "lower_triangular",
    "multinomial",
    "nonnegative",
    "nonnegative_integer",
    "one_hot",
    "positive",
    "positive_definite",
    "positive_integer",
    "positive_semidefinite",
    "real",
    "real_vector",
    "simplex",
    "square",
    "stack",
    "symmetric",
    "unit_interval",
]


class Constraint:
    """A set of values. ``event_dim`` is the number of rightmost dimensions that one value takes.

    Raises: NotImplementedError from `check` of a subclass that has none.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.positive.check(torch.tensor([-1., 2.]))
    tensor([False,  True])
    """

    is_discrete: Any = False
    event_dim: Any = 0

    def check(self, value: Tensor) -> Tensor:
        """Which values lie in the set: a bool tensor of the shape of ``value`` without its event dimensions."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.__class__.__name__[1:] + "()"


class _Dependent(Constraint):
    """A set that depends on other variables: it cannot be checked alone.

    Raises: ValueError from `check`; NotImplementedError for ``is_discrete`` and ``event_dim`` where they are not given.

    >>> import flambeau as torch
    >>> support = torch.distributions.constraints.dependent(is_discrete=False, event_dim=1)
    >>> support.event_dim
    1
    """

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        self._is_discrete = is_discrete
        self._event_dim = event_dim

    @property
    def is_discrete(self) -> bool:
        if self._is_discrete is NotImplemented:
            raise NotImplementedError(".is_discrete cannot be determined statically")
        return bool(self._is_discrete)

    @property
    def event_dim(self) -> int:
        if self._event_dim is NotImplemented:
            raise NotImplementedError(".event_dim cannot be determined statically")
        return int(self._event_dim)

    def __call__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> _Dependent:
        """The same with more known about it."""
        return _Dependent(
            is_discrete=self._is_discrete if is_discrete is NotImplemented else is_discrete,
            event_dim=self._event_dim if event_dim is NotImplemented else event_dim,
        )

    def check(self, value: Tensor) -> Tensor:
        raise ValueError("Cannot determine validity of dependent constraint")


def is_dependent(constraint: object) -> bool:
    """Whether it is a `dependent` constraint.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.is_dependent(torch.distributions.Uniform.support)
    True
    """
    return isinstance(constraint, _Dependent)


class _DependentProperty(property, _Dependent):
    """A property whose value is a constraint that depends on the instance; of the class, it is a dependent one.

    Raises: NotImplementedError for ``is_discrete`` and ``event_dim`` of the class where they are not given.

    >>> import flambeau as torch
    >>> torch.distributions.Uniform.support.event_dim
    0
    >>> torch.distributions.Uniform(0.0, 2.0).support
    Interval(lower_bound=0.0, upper_bound=2.0)
    """

    def __init__(
        self,
        fn: Callable[[Any], Any] | None = None,
        *,
        is_discrete: Any = NotImplemented,
        event_dim: Any = NotImplemented,
    ) -> None:
        super().__init__(fn)
        self._is_discrete = is_discrete
        self._event_dim = event_dim

    def __call__(self, fn: Callable[[Any], Any]) -> _DependentProperty:  # type: ignore[override]
        """As a decorator with arguments: ``@dependent_property(is_discrete=False, event_dim=1)``."""
        return _DependentProperty(fn, is_discrete=self._is_discrete, event_dim=self._event_dim)


class _IndependentConstraint(Constraint):
    """Values all of whose rightmost ``reinterpreted_batch_ndims`` dimensions satisfy ``base_constraint``.

    Raises: ValueError from `check` for too few dimensions.

    >>> import flambeau as torch
    >>> from flambeau.distributions import constraints
    >>> constraints.independent(constraints.positive, 1).check(torch.tensor([[1., 2.], [-1., 2.]]))
    tensor([ True, False])
    """

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> bool:
        return bool(self.base_constraint.is_discrete)

    @property
    def event_dim(self) -> int:
        return int(self.base_constraint.event_dim) + self.reinterpreted_batch_ndims

    def check(self, value: Tensor) -> Tensor:
        each = self.base_constraint.check(value)
        if each.dim() < self.reinterpreted_batch_ndims:
            expected = self.base_constraint.event_dim + self.reinterpreted_batch_ndims
            raise ValueError(f"Expected value.dim() >= {expected} but got {value.dim()}")
        return each.reshape((*each.shape[: each.dim() - self.reinterpreted_batch_ndims], -1)).all(-1)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamilyConstraint(Constraint):
    """Values that satisfy ``base_constraint`` for every component of a mixture, whose dimension they lack.

    Raises: AssertionError for what is no constraint; ValueError from `check` for too few dimensions.

    >>> import flambeau as torch
    >>> from flambeau.distributions import constraints
    >>> constraints.MixtureSameFamilyConstraint(constraints.positive).check(torch.tensor([-1., 2.]))
    tensor([False,  True])
    """

    def __init__(self, base_constraint: Constraint) -> None:
        if not isinstance(base_constraint, Constraint):
            raise AssertionError(f"base_constraint must be a Constraint, got {type(base_constraint)}")
        self.base_constraint = base_constraint

    @property
    def is_discrete(self) -> bool:
        return bool(self.base_constraint.is_discrete)

    @property
    def event_dim(self) -> int:
        return int(self.base_constraint.event_dim)

    def check(self, value: Tensor) -> Tensor:
        """A bool per mixture, True if every component takes the value."""
        each = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        if value.dim() < self.event_dim:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.dim()}")
        return each.reshape((*value.shape[: value.dim() - self.event_dim], -1)).all(-1)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.base_constraint!r})"


class _Boolean(Constraint):
    """0 and 1.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.boolean.check(torch.tensor([0., 0.5, 1.]))
    tensor([ True, False,  True])
    """

    is_discrete = True

    def check(self, value: Tensor) -> Tensor:
        return (value == 0) | (value == 1)


class _OneHot(Constraint):
    """Vectors with a single 1, else 0.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.one_hot.check(torch.tensor([[0., 1.], [1., 1.]]))
    tensor([ True, False])
    """

    is_discrete = True
    event_dim = 1

    def check(self, value: Tensor) -> Tensor:
        return ((value == 0) | (value == 1)).all(-1) & value.sum(-1).eq(1)


class _IntegerInterval(Constraint):
    """Whole numbers from ``lower_bound`` to ``upper_bound``.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.integer_interval(0, 2).check(torch.tensor([0., 0.5, 2., 3.]))
    tensor([ True, False,  True, False])
    """

    is_discrete = True

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return (value % 1 == 0) & (self.lower_bound <= value) & (value <= self.upper_bound)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(lower_bound={self.lower_bound}, upper_bound={self.upper_bound})"


class _IntegerLessThan(Constraint):
    """Whole numbers up to ``upper_bound``."""

    is_discrete = True

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return (value % 1 == 0) & (value <= self.upper_bound)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(upper_bound={self.upper_bound})"


class _IntegerGreaterThan(Constraint):
    """Whole numbers from ``lower_bound`` on.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.nonnegative_integer.check(torch.tensor([-1., 0., 0.5]))
    tensor([False,  True, False])
    """

    is_discrete = True

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Tensor) -> Tensor:
        return (value % 1 == 0) & (value >= self.lower_bound)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(lower_bound={self.lower_bound})"


class _Real(Constraint):
    """All numbers but nan.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.real.check(torch.tensor([1., float('inf'), float('nan')]))
    tensor([ True,  True, False])
    """

    def check(self, value: Tensor) -> Tensor:
        return value == value


class _GreaterThan(Constraint):
    """Numbers above ``lower_bound``.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.greater_than(1.0).check(torch.tensor([1., 2.]))
    tensor([False,  True])
    """

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Tensor) -> Tensor:
        return self.lower_bound < value

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(lower_bound={self.lower_bound})"


class _GreaterThanEq(_GreaterThan):
    """Numbers from ``lower_bound`` on.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.greater_than_eq(1.0).check(torch.tensor([0., 1.]))
    tensor([False,  True])
    """

    def check(self, value: Tensor) -> Tensor:
        return self.lower_bound <= value


class _LessThan(Constraint):
    """Numbers below ``upper_bound``.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.less_than(1.0).check(torch.tensor([0., 1.]))
    tensor([ True, False])
    """

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return value < self.upper_bound

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(upper_bound={self.upper_bound})"


class _Interval(Constraint):
    """Numbers from ``lower_bound`` to ``upper_bound``.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.interval(0.0, 1.0).check(torch.tensor([0., 1., 2.]))
    tensor([ True,  True, False])
    """

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return (self.lower_bound <= value) & (value <= self.upper_bound)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__[1:]}(lower_bound={self.lower_bound}, upper_bound={self.upper_bound})"


class _HalfOpenInterval(_Interval):
    """Numbers from ``lower_bound`` on and below ``upper_bound``.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.half_open_interval(0.0, 1.0).check(torch.tensor([0., 1.]))
    tensor([ True, False])
    """

    def check(self, value: Tensor) -> Tensor:
        return (self.lower_bound <= value) & (value < self.upper_bound)


class _Simplex(Constraint):
    """Vectors of nonnegative numbers that add up to 1, within 1e-6.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.simplex.check(torch.tensor([[0.5, 0.5], [0.5, 0.6]]))
    tensor([ True, False])
    """

    event_dim = 1

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class _Multinomial(Constraint):
    """Vectors of nonnegative numbers that add up to at most ``upper_bound``; they may be fractional.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.multinomial(3).check(torch.tensor([[1., 2.], [2., 2.]]))
    tensor([ True, False])
    """

    is_discrete = True
    event_dim = 1

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


class _LowerTriangular(Constraint):
    """Square matrices with zeros above the diagonal.

    Raises: RuntimeError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.lower_triangular.check(torch.tensor([[1., 0.], [2., -3.]]))
    tensor(True)
    """

    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        return (value.tril() == value).reshape((*value.shape[:-2], -1)).all(-1)


class _LowerCholesky(_LowerTriangular):
    """Lower triangular matrices with a positive diagonal.

    Raises: RuntimeError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.lower_cholesky.check(torch.tensor([[1., 0.], [2., -3.]]))
    tensor(False)
    """

    def check(self, value: Tensor) -> Tensor:
        return super().check(value) & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class _CorrCholesky(_LowerCholesky):
    """Lower triangular matrices with a positive diagonal and rows of length 1: Cholesky factors of correlations.

    Raises: RuntimeError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.corr_cholesky.check(torch.tensor([[1., 0.], [0.6, 0.8]]))
    tensor(True)
    """

    def check(self, value: Tensor) -> Tensor:
        tolerance = finfo(value.dtype).eps * value.size(-1) * 10  # rounding errors of a sum of that many squares
        lengths = value.detach().norm(dim=-1)
        return super().check(value) & (lengths - 1).abs().le(tolerance).all(-1)


class _Square(Constraint):
    """Square matrices.

    Raises: IndexError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.square.check(torch.ones(2, 3))
    tensor(False)
    """

    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        return fl.full(value.shape[:-2], value.shape[-2] == value.shape[-1], dtype=bool_, device=value.device)


class _Symmetric(_Square):
    """Symmetric matrices, within 1e-6.

    Raises: IndexError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.symmetric.check(torch.tensor([[1., 2.], [2., 1.]]))
    tensor(True)
    """

    def check(self, value: Tensor) -> Tensor:
        square = super().check(value)
        if not square.all():
            return square
        return fl.isclose(value, value.mT, atol=1e-6).all(-2).all(-1)


class _PositiveSemidefinite(_Symmetric):
    """Symmetric matrices without negative eigenvalues.

    Raises: IndexError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.positive_semidefinite.check(torch.tensor([[1., 1.], [1., 1.]]))
    tensor(True)
    """

    def check(self, value: Tensor) -> Tensor:
        symmetric = super().check(value)
        if not symmetric.all():
            return symmetric
        return is_positive_semidefinite(value)


class _PositiveDefinite(_Symmetric):
    """Symmetric matrices that have a Cholesky factor.

    Raises: IndexError from `check` for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.distributions.constraints.positive_definite.check(torch.tensor([[1., 1.], [1., 1.]]))
    tensor(False)
    """

    def check(self, value: Tensor) -> Tensor:
        symmetric = super().check(value)
        if not symmetric.all():
            return symmetric
        return is_positive_definite(value)


class _Pieces(Constraint):
    """What `cat` and `stack` share: a constraint for each piece of a tensor along ``dim``."""

    def __init__(self, cseq: Sequence[Constraint], dim: int) -> None:
        for piece in cseq:
            if not isinstance(piece, Constraint):
                raise AssertionError(f"All items must be Constraints, got {type(piece)}")
        self.cseq = list(cseq)
        self.dim = dim

    @property
    def is_discrete(self) -> bool:
        return any(piece.is_discrete for piece in self.cseq)


class _Cat(_Pieces):
    """Consecutive pieces of given lengths along ``dim``, each in a set of its own.

    Raises: AssertionError for items that are no constraints, and for another number of ``lengths``; RuntimeError from
        `check` for a size that is not their sum.

    >>> import flambeau as torch
    >>> pieces = [torch.distributions.constraints.positive, torch.distributions.constraints.boolean]
    >>> torch.distributions.constraints.cat(pieces, lengths=[1, 2]).check(torch.tensor([3., 0., 2.]))
    tensor([ True,  True, False])
    """

    def __init__(self, cseq: Sequence[Constraint], dim: int = 0, lengths: Sequence[int] | None = None) -> None:
        super().__init__(cseq, dim)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.cseq):
            raise AssertionError(f"lengths must match constraints: {len(self.lengths)} != {len(self.cseq)}")

    @property
    def event_dim(self) -> int:
        return max(piece.event_dim for piece in self.cseq)

    def check(self, value: Tensor) -> Tensor:
        if not -value.dim() <= self.dim < value.dim():
            raise AssertionError(f"dim {self.dim} out of range for value with {value.dim()} dimensions")
        pieces = value.split(self.lengths, self.dim)
        return fl.cat([piece.check(part) for piece, part in zip(self.cseq, pieces, strict=True)], self.dim)


class _Stack(_Pieces):
    """The entries along ``dim``, each in a set of its own.

    Raises: AssertionError for items that are no constraints; ValueError from `check` for a size that is not their
        number.

    >>> import flambeau as torch
    >>> pieces = [torch.distributions.constraints.positive, torch.distributions.constraints.boolean]
    >>> torch.distributions.constraints.stack(pieces).check(torch.tensor([[3., -1.], [0., 1.]]))
    tensor([[ True, False],
            [ True,  True]])
    """

    def __init__(self, cseq: Sequence[Constraint], dim: int = 0) -> None:
        super().__init__(cseq, dim)

    @property
    def event_dim(self) -> int:
        most = max(piece.event_dim for piece in self.cseq)
        return int(most) + (self.dim + most < 0)

    def check(self, value: Tensor) -> Tensor:
        if not -value.dim() <= self.dim < value.dim():
            raise AssertionError(f"dim {self.dim} out of range for value with {value.dim()} dimensions")
        pieces = value.unbind(self.dim)
        return fl.stack([piece.check(part) for piece, part in zip(self.cseq, pieces, strict=True)], self.dim)


dependent = _Dependent()
dependent_property = _DependentProperty
independent = _IndependentConstraint
boolean = _Boolean()
one_hot = _OneHot()
nonnegative_integer = _IntegerGreaterThan(0)
positive_integer = _IntegerGreaterThan(1)
integer_interval = _IntegerInterval
real = _Real()
real_vector = independent(real, 1)
positive = _GreaterThan(0.0)
nonnegative = _GreaterThanEq(0.0)
greater_than = _GreaterThan
greater_than_eq = _GreaterThanEq
less_than = _LessThan
multinomial = _Multinomial
unit_interval = _Interval(0.0, 1.0)
interval = _Interval
half_open_interval = _HalfOpenInterval
simplex = _Simplex()
lower_triangular = _LowerTriangular()
lower_cholesky = _LowerCholesky()
corr_cholesky = _CorrCholesky()
square = _Square()
symmetric = _Symmetric()
positive_semidefinite = _PositiveSemidefinite()
positive_definite = _PositiveDefinite()
cat = _Cat
stack = _Stack


explain_module(globals())
