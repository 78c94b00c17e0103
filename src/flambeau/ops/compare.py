"""Comparisons, logic, tests for nan and infinity, and choosing by a condition."""

from __future__ import annotations

from .._warnings import warn_once
from .broadcast import scalar_name
from .define import Number, Tensor, comparison, composite, elementwise, op, uint8
from .define import bool as bool_dtype


@op(kind=comparison, kernel="eq", traits=("stores",), symbol="==")
def eq(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] == other[i]``; nan equals nothing.

    >>> import flambeau as torch
    >>> torch.eq(torch.tensor([1, 2]), torch.tensor([1, 3]))
    tensor([ True, False])
    """


@op(kind=comparison, kernel="ne", traits=("stores",), symbol="!=", aliases=("not_equal",))
def ne(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] != other[i]``; true where either is nan.

    >>> import flambeau as torch
    >>> torch.ne(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """


@op(kind=comparison, kernel="lt", symbol="<", aliases=("less",))
def lt(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] < other[i]``; false where either is nan.

    >>> import flambeau as torch
    >>> torch.lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """


@op(kind=comparison, kernel="le", symbol="<=", aliases=("less_equal",))
def le(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] <= other[i]``; false where either is nan.

    >>> import flambeau as torch
    >>> torch.le(torch.tensor([1, 2]), 1)
    tensor([ True, False])
    """


@op(kind=comparison, kernel="gt", symbol=">", aliases=("greater",))
def gt(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] > other[i]``; false where either is nan.

    >>> import flambeau as torch
    >>> torch.gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """


@op(kind=comparison, kernel="ge", symbol=">=", aliases=("greater_equal",))
def ge(self: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] >= other[i]``; false where either is nan.

    >>> import flambeau as torch
    >>> torch.ge(torch.tensor([1, 2]), 2)
    tensor([False,  True])
    """


@op(kind=comparison, kernel="isnan")
def isnan(self: Tensor) -> Tensor:
    """``out[i] = self[i] != self[i]``: where a value, or either part of a complex one, is nan.

    >>> import flambeau as torch
    >>> torch.isnan(torch.tensor([1., float("nan")]))
    tensor([False,  True])
    """


@op(kind=comparison, kernel="isinf")
def isinf(self: Tensor) -> Tensor:
    """``out[i] = |self[i]| == inf``: where a value, or either part of a complex one, is infinite.

    >>> import flambeau as torch
    >>> torch.isinf(torch.tensor([1., float("inf")]))
    tensor([False,  True])
    """


@op(kind=comparison, kernel="isfinite")
def isfinite(self: Tensor) -> Tensor:
    """``out[i] = |self[i]| < inf``: where a value is neither infinite nor nan.

    >>> import flambeau as torch
    >>> torch.isfinite(torch.tensor([1., float("inf"), float("nan")]))
    tensor([ True, False, False])
    """


@op(kind=comparison, kernel="isposinf")
def isposinf(self: Tensor) -> Tensor:
    """``out[i] = self[i] == inf``: where a value is plus infinity.

    >>> import flambeau as torch
    >>> torch.isposinf(torch.tensor([-float("inf"), float("inf")]))
    tensor([False,  True])
    """


@op(kind=comparison, kernel="isneginf")
def isneginf(self: Tensor) -> Tensor:
    """``out[i] = self[i] == -inf``: where a value is minus infinity.

    >>> import flambeau as torch
    >>> torch.isneginf(torch.tensor([-float("inf"), float("inf")]))
    tensor([ True, False])
    """


@op(kind=comparison, kernel="signbit")
def signbit(self: Tensor) -> Tensor:
    """``out[i] = self[i] < 0``, and true for minus zero: where the sign bit is set.

    >>> import flambeau as torch
    >>> torch.signbit(torch.tensor([-0., 1.]))
    tensor([ True, False])
    """


@op(kind=composite)
def isreal(self: Tensor) -> Tensor:
    """``out[i] = imag(self[i]) == 0``: everywhere true for real dtypes.

    Shape: that of ``self``.
    Dtype: any; the result is bool.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.isreal(torch.tensor([1+0j, 1j]))
    tensor([ True, False])
    """
    return eq(self.imag, 0) if self.is_complex() else self.eq(self) | isnan(self)


@op(kind=comparison, kernel="logical_and")
def logical_and(self: Tensor, other: Tensor) -> Tensor:
    """``out[i] = self[i] != 0 and other[i] != 0``.

    >>> import flambeau as torch
    >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([2, 2]))
    tensor([False,  True])
    """


@op(kind=comparison, kernel="logical_or")
def logical_or(self: Tensor, other: Tensor) -> Tensor:
    """``out[i] = self[i] != 0 or other[i] != 0``.

    >>> import flambeau as torch
    >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 2]))
    tensor([False,  True])
    """


@op(kind=comparison, kernel="logical_xor")
def logical_xor(self: Tensor, other: Tensor) -> Tensor:
    """``out[i] = (self[i] != 0) != (other[i] != 0)``: where exactly one of the two is not zero.

    >>> import flambeau as torch
    >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([2, 2]))
    tensor([ True, False])
    """


@op(kind=comparison, traits=("casts_out",), kernel="logical_not")
def logical_not(self: Tensor) -> Tensor:
    """``out[i] = self[i] == 0``.

    >>> import flambeau as torch
    >>> torch.logical_not(torch.tensor([0, 3]))
    tensor([ True, False])
    """


@op(kind=elementwise, kernel="where", traits=("stores",), function=False, method=False, grad_name="Where",
    vjp=dict(condition=None,
             self=lambda g, condition: g.masked_fill(~condition, 0),
             other=lambda g, condition: g.masked_fill(condition, 0)),
    jvp=lambda condition, d_self, d_other: choose(condition, d_self, d_other),
    flops=lambda: 0)
def choose(condition: Tensor, self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] if condition[i] else other[i]``, broadcasting all three; ``condition`` is bool."""


@op(kind=composite, method=False)
def where(condition: Tensor, input: Tensor | Number | None = None,
          other: Tensor | Number | None = None) -> Tensor:
    """``out[i] = input[i] if condition[i] else other[i]``.

    With a condition alone: the indices of its non-zero elements, one tensor per dimension.

    Shape: that of all three, broadcast together.
    Dtype: a bool ``condition`` (uint8 with a warning); the result has the common dtype of the others (`result_type`).
    Raises: RuntimeError for a ``condition`` that is neither, and for shapes that do not broadcast; TypeError for one
        value without the other.

    >>> import flambeau as torch
    >>> torch.where(torch.tensor([True, False]), torch.tensor([1., 2.]), 0.)
    tensor([1., 0.])
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    return choose(condition if condition.dtype is bool_dtype else _as_bools(condition), input, other)


def _as_bools(condition: Tensor) -> Tensor:
    if condition.dtype is not uint8:
        raise RuntimeError("where expected condition to be a boolean tensor, but got a tensor with dtype "
                           f"{condition.dtype}")
    warn_once("where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future "
              "version of PyTorch. Use a boolean condition instead.")
    return condition.bool()


@op(kind=composite, function=False, method="where")
def where_method(self: Tensor, condition: Tensor, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] if condition[i] else other[i]``; this is `Tensor.where`.

    Shape: that of all three, broadcast together.
    Dtype: a bool ``condition``; the result has the common dtype of the others (`result_type`).
    Raises: RuntimeError for a ``condition`` that is not bool, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.tensor([1., 2.]).where(torch.tensor([True, False]), 0.)
    tensor([1., 0.])
    """
    return where(condition, self, other)


@op(kind=composite)
def isclose(self: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08,
            equal_nan: bool = False) -> Tensor:
    """``out[i] = |self[i] - other[i]| <= atol + rtol * |other[i]|``; infinities are close only to themselves.

    ``equal_nan`` makes two nans close.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: any, the same for both; the result is bool.
    Raises: RuntimeError for two different dtypes, negative tolerances and shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.isclose(torch.tensor([1., 2.]), torch.tensor([1., 2.1]))
    tensor([ True, False])
    """
    if self.dtype != other.dtype:
        raise RuntimeError(f"{self.dtype!s} did not match {other.dtype!s}")
    if rtol < 0 or atol < 0:
        name, tolerance = ("rtol", rtol) if rtol < 0 else ("atol", atol)
        raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    close = eq(self, other)
    if equal_nan:
        close = close | (isnan(self) & isnan(other))
    if not (self.is_floating_point() or self.is_complex()):
        self, other = self.double(), other.double()
    error, allowed = (self - other).abs(), atol + (rtol * other).abs()
    return close | (isfinite(error) & (error <= allowed))


@op(kind=composite)
def allclose(self: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08,
             equal_nan: bool = False) -> bool:
    """Whether ``|self[i] - other[i]| <= atol + rtol * |other[i]|`` for every element, as `isclose` has it.

    Shape: two that broadcast together; the result is a Python bool.
    Dtype: any, the same for both.
    Raises: RuntimeError for two different dtypes, negative tolerances and shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.allclose(torch.tensor([1., 2.]), torch.tensor([1., 2.]))
    True
    """
    return isclose(self, other, rtol, atol, equal_nan).all().item()


@op(kind=composite)
def equal(self: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and ``self[i] == other[i]`` for every element.

    Shape: any; the result is a Python bool.
    Dtype: any; different dtypes are compared in their common one.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
    """
    return self.shape == other.shape and bool(eq(self, other).all().item())


@op(kind=composite)
def isin(elements: Tensor | Number, test_elements: Tensor | Number, *, assume_unique: bool = False,
         invert: bool = False) -> Tensor:
    """``out[i] = elements[i] in test_elements``; ``invert`` negates the answer.

    ``assume_unique`` is accepted and changes nothing.

    Shape: that of ``elements``.
    Dtype: integer or floating; the result is bool.
    Raises: TypeError for two numbers: one of the two is a tensor; RuntimeError for bool and complex tensors.

    >>> import flambeau as torch
    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 5]))
    tensor([False,  True, False])
    """
    if not isinstance(elements, Tensor):
        elements = test_elements.new_full((), elements)
    for x in (elements, test_elements):
        if isinstance(x, Tensor) and (x.dtype is bool_dtype or x.is_complex()):
            raise RuntimeError(f"Unsupported input type encountered for isin(): {scalar_name(x.dtype)}")
    if not isinstance(test_elements, Tensor):
        found = eq(elements, test_elements)
    else:
        found = eq(elements.unsqueeze(-1), test_elements.reshape(-1)).any(-1)
    return ~found if invert else found
