"""Branches and numbers that a tracer keeps as symbols: here the branch that holds runs, and numbers are numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ._core import Tensor
from ._lazy import HOMES

__all__ = [name for name, home in HOMES.items() if home == "_symbolic"]


def _holds(value: Any) -> bool:
    if not isinstance(value, (bool, int, float, Tensor)):
        raise RuntimeError(f"Expected pred to be bool or tensor, but got {value}.")
    if isinstance(value, Tensor) and value.numel() != 1:
        raise RuntimeError(f"Expected pred to be bool or single-element tensor, but got {value}.")
    return bool(value)


def _number(function: str, value: Any) -> Any:
    """The value, which has to be a number or a tensor that stands for one."""
    if isinstance(value, (int, float)) or (isinstance(value, Tensor) and value.numel() == 1):
        return value
    raise TypeError(f"{function}: a number is expected, not {type(value).__name__}")


def _checked_inputs(function: str, inputs: Any, *functions: Any) -> None:
    if not isinstance(inputs, (tuple, list)):
        raise TypeError(f"{function}: inputs of type {type(inputs).__name__} | a tuple or a list is expected")
    for given in functions:
        if not callable(given):
            raise TypeError(f"{function}: {type(given).__name__} | a function is expected")


def cond(
    pred: Any, true_fn: Callable[..., Any], false_fn: Callable[..., Any], operands: tuple[Any, ...] | list[Any] = ()
) -> Any:
    """``true_fn(*operands)`` where ``pred``, a bool or a tensor of one element, is true, else ``false_fn(*operands)``.

    Only that one runs, so derivatives are those of the branch taken.

    Raises: RuntimeError for a ``pred`` that is neither; TypeError for branches that cannot be called and operands that
        are no tuple or list.

    >>> import flambeau as torch
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> y = torch.cond(x > 2, lambda x: x * x, lambda x: -x, (x,))
    >>> torch.autograd.grad(y, x)
    (tensor(6.),)
    """
    _checked_inputs("cond", operands, true_fn, false_fn)
    return true_fn(*operands) if _holds(pred) else false_fn(*operands)


def while_loop(
    cond_fn: Callable[..., Any], body_fn: Callable[..., Any], carried_inputs: tuple[Any, ...] | list[Any]
) -> Any:
    """``carried = body_fn(*carried)`` for as long as ``cond_fn(*carried)`` is true, from ``carried_inputs`` on.

    ``body_fn`` returns as many values as it is given; what it returned last is the result.

    Raises: RuntimeError for a condition that is neither a bool nor a tensor of one element; ValueError for a body that
        returns more or fewer values than it was given; TypeError for what cannot be called, and inputs that are no
        tuple or list.

    >>> import flambeau as torch
    >>> torch.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (torch.tensor(0), torch.ones(2)))
    (tensor(3), tensor([8., 8.]))
    """
    _checked_inputs("while_loop", carried_inputs, cond_fn, body_fn)
    carried: Any = carried_inputs
    values = tuple(carried_inputs)
    while _holds(cond_fn(*values)):
        carried = body_fn(*values)
        given = tuple(carried) if isinstance(carried, (tuple, list)) else (carried,)
        if len(given) != len(values):
            raise ValueError(
                f"while_loop: body_fn returned {len(given)} values | it is given {len(values)}, as many are expected"
            )
        values = given
    return carried


def sym_int(a: Any) -> int:
    """``int(a)``: rounded towards zero.

    Raises: TypeError for what is no number.

    >>> import flambeau as torch
    >>> torch.sym_int(-2.7)
    -2
    """
    return int(_number("sym_int", a))


def sym_float(a: Any) -> float:
    """``float(a)``.

    Raises: TypeError for what is no number; OverflowError for an integer beyond the largest float.

    >>> import flambeau as torch
    >>> torch.sym_float(2)
    2.0
    """
    try:
        return float(_number("sym_float", a))
    except OverflowError:
        raise OverflowError("sym_float: the integer is beyond the largest float") from None


def sym_max(a: Any, b: Any) -> Any:
    """The larger of two numbers, as a float where one of them is a float.

    Raises: AssertionError for a bool; TypeError for what cannot be compared.

    >>> import flambeau as torch
    >>> torch.sym_max(2, 1.0)
    2.0
    """
    return _extreme(max, a, b)


def sym_min(a: Any, b: Any) -> Any:
    """The smaller of two numbers, as a float where one of them is a float.

    Raises: AssertionError for a bool; TypeError for what cannot be compared.

    >>> import flambeau as torch
    >>> torch.sym_min(2, 1.0)
    1.0
    """
    return _extreme(min, a, b)


def _extreme(pick: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    for value in (a, b):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise AssertionError(f"sym_{pick.__name__}: expected an int or a float, not {type(value).__name__}")
    found = pick(a, b)
    return float(found) if isinstance(a, float) or isinstance(b, float) else found


def sym_not(a: Any) -> bool:
    """``not a``.

    >>> import flambeau as torch
    >>> torch.sym_not(True)
    False
    """
    return not a


def sym_ite(b: bool, t: Any, f: Any) -> Any:
    """``t if b else f``.

    Raises: AssertionError for a ``b`` that is not a bool, or values of two types.

    >>> import flambeau as torch
    >>> torch.sym_ite(True, 1, 2)
    1
    """
    if not isinstance(b, bool):
        raise AssertionError(f"expected SymBool or bool, got {type(b)}")
    if type(t) is not type(f):
        raise AssertionError(f"type mismatch: {type(t)} vs {type(f)}")
    return t if b else f


def sym_sum(*args: Any) -> Any:
    """The sum of numbers, given one by one or as a sequence.

    Raises: TypeError for what cannot be added.

    >>> import flambeau as torch
    >>> torch.sym_sum([1, 2, 3]), torch.sym_sum(1, 2)
    (6, 3)
    """
    given = args[0] if len(args) == 1 and isinstance(args[0], (list, tuple)) else args
    return sum(a if isinstance(a, Tensor) else _number("sym_sum", a) for a in given)


def sym_sqrt(a: Any) -> float:
    """The square root of a number.

    Raises: ValueError for one below zero; TypeError for what is no number.

    >>> import flambeau as torch
    >>> torch.sym_sqrt(4)
    2.0
    """
    if (number := sym_float(a)) < 0:
        raise ValueError("math domain error | sym_sqrt: a number of at least 0 is expected")
    return math.sqrt(number)
