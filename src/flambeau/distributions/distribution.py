"""The base of all distributions: shapes, checks of arguments, expansion."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any, ClassVar

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._homes import home_of
from .._types import Size
from ..autograd import no_grad
from . import constraints
from .utils import lazy_property

__all__ = ["Distribution"]


class Distribution:
    """A probability distribution over tensors, or a batch of independent ones.

    A sample has the shape ``sample_shape + batch_shape + event_shape``: independent draws, then one distribution per
    entry of the parameters, then the dimensions of one value.

    Args:
        batch_shape: the shape of the batch of distributions.
        event_shape: the shape of one value, ``()`` for numbers.
        validate_args: whether parameters and values are checked; by default what `set_default_validate_args` said.

    Raises: ValueError for parameters outside their constraints, where they are checked; NotImplementedError from what a
        subclass does not give.

    >>> import flambeau as torch
    >>> standard = torch.distributions.Normal(torch.zeros(3), 1.0)
    >>> standard.batch_shape, standard.event_shape, standard.sample((2,)).shape
    (torch.Size([3]), torch.Size([]), torch.Size([2, 3]))
    """

    has_rsample = False
    has_enumerate_support = False
    _validate_args = __debug__
    # Attributes, besides the parameters, that hold the distribution's parts and are expanded with it.
    _parts: ClassVar[tuple[str, ...]] = ()

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether distributions check their arguments where ``validate_args`` is not given."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: bool | None = None) -> None:
        self._batch_shape = Size(batch_shape)
        self._event_shape = Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()
        super().__init__()

    def _check_parameters(self) -> None:
        try:
            known: Mapping[str, Any] = self.arg_constraints
        except NotImplementedError:
            known = {}
            warnings.warn(
                f"{self.__class__} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or "
                "initialize the distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
        for name, constraint in known.items():
            if constraints.is_dependent(constraint):
                continue
            if name not in self.__dict__ and isinstance(getattr(type(self), name), lazy_property):
                continue  # it is computed from another one, which is checked
            value = getattr(self, name)
            if not constraint.check(value).all():
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution with its parameters expanded to ``batch_shape``; no memory is copied.

        Raises: NotImplementedError of a subclass with a constructor of its own, unless it has an ``expand`` too.
        """
        batch_shape = Size(batch_shape)
        new = self._blank(_instance)
        for name, constraint in self.arg_constraints.items():
            value = self.__dict__.get(name)
            if value is not None:
                event = value.shape[value.ndim - constraint.event_dim :]
                new.__dict__[name] = value.expand(batch_shape + event)
        for name in self._parts:
            setattr(new, name, getattr(self, name).expand(batch_shape))
        new._batch_shape = batch_shape
        new._event_shape = self._event_shape
        new._validate_args = self._validate_args
        return new

    def _blank(self, instance: Any = None) -> Any:
        """An instance without attributes, to fill in; what the constructor does besides is not known of subclasses."""
        if instance is not None:
            if not isinstance(instance, Distribution):
                raise TypeError(f"expand(): argument '_instance' must be Distribution, not {type(instance).__name__}")
            return instance
        kind = type(self)
        family = next(c for c in kind.__mro__ if str(home_of(c)).startswith(__package__))
        if family is Distribution or kind.__init__ is not family.__init__:  # type: ignore[misc]
            raise NotImplementedError(
                f"Subclass {kind.__name__} of {family.__name__} that defines a custom __init__ method must also define "
                "a custom .expand() method."
            )
        return kind.__new__(kind)

    def _get_checked_instance(self, cls: type, _instance: Any = None) -> Any:
        """`_blank` for an ``expand`` that a subclass of ``cls`` may inherit."""
        if _instance is None and type(self).__init__ != cls.__init__:  # type: ignore[misc]
            raise NotImplementedError(
                f"Subclass {type(self).__name__} of {cls.__name__} that defines a custom __init__ method must also "
                "define a custom .expand() method."
            )
        return type(self).__new__(type(self)) if _instance is None else self._blank(_instance)

    @property
    def batch_shape(self) -> Size:
        """The shape of the batch of distributions."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one value."""
        return self._event_shape

    @property
    def arg_constraints(self) -> Any:
        """The set that each parameter lies in, by name."""
        raise NotImplementedError

    @property
    def support(self) -> Any:
        """The set of values that can occur."""
        raise NotImplementedError

    @property
    def mean(self) -> Tensor:
        """The mean."""
        raise NotImplementedError

    @property
    def mode(self) -> Tensor:
        """The most probable value."""
        raise NotImplementedError(f"{self.__class__} does not implement mode")

    @property
    def variance(self) -> Tensor:
        """The variance."""
        raise NotImplementedError

    @property
    def stddev(self) -> Tensor:
        """The standard deviation, the root of `variance`."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """Draws values without gradients, of shape ``sample_shape + batch_shape + event_shape``."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        """Draws values that carry gradients to the parameters."""
        raise NotImplementedError

    def sample_n(self, n: int) -> Tensor:
        """``sample((n,))``; deprecated."""
        warnings.warn("sample_n(n) will be deprecated. Use .sample((n,)) instead", UserWarning, stacklevel=2)
        return self.sample(Size((n,)))

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density, or of the probability, at ``value``."""
        raise NotImplementedError

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of values up to ``value``."""
        raise NotImplementedError

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`: the quantile of ``value``."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values that can occur, along a new first dimension; with ``expand`` repeated for the whole batch."""
        raise NotImplementedError

    def entropy(self) -> Tensor:
        """The entropy, in nats, of each distribution of the batch."""
        raise NotImplementedError

    def perplexity(self) -> Tensor:
        """``exp(entropy())``."""
        return fl.exp(self.entropy())

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        """The shape of samples: ``sample_shape + batch_shape + event_shape``."""
        return Size(sample_shape) + self._batch_shape + self._event_shape

    def _validate_sample(self, value: Any) -> None:
        """ValueError for a value of the wrong type or shape, or outside the support."""
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        start = len(value.shape) - len(self._event_shape)
        if value.shape[max(start, 0) :] != self._event_shape:
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs {self._event_shape}."
            )
        expected = self._batch_shape + self._event_shape
        for given, wanted in zip(reversed(value.shape), reversed(expected), strict=False):
            if given != wanted and 1 not in (given, wanted):
                raise ValueError(
                    f"Value is not broadcastable with batch_shape+event_shape: {value.shape} vs {expected}."
                )
        try:
            support = self.support
        except NotImplementedError:
            warnings.warn(
                f"{self.__class__} does not define `support` to enable sample validation. Please initialize the "
                "distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
            return
        if support is None:
            raise AssertionError("support is unexpectedly None")
        if not support.check(value).all():
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def _check(self, value: Any) -> None:
        """`_validate_sample`, unless arguments are not to be checked."""
        if self._validate_args:
            self._validate_sample(value)

    def _enumerated(self, values: Tensor, expand: bool) -> Tensor:
        """`enumerate_support` from the values of one distribution, whose events are numbers."""
        values = values.reshape((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values

    def __repr__(self) -> str:
        present = [name for name in self.arg_constraints if name in self.__dict__]
        values = {name: self.__dict__[name] for name in present}
        shown = [f"{name}: {v if math.prod(v.shape) == 1 else v.size()}" for name, v in values.items()]
        return f"{self.__class__.__name__}({', '.join(shown)})"


explain_module(globals())
