"""Integers as bits, and as products of primes."""

from __future__ import annotations

from .define import Number, Tensor, elementwise, elementwise_int, op


@op(kind=elementwise_int, traits=("needs_tensor", "stores"), kernel="bitwise_and", symbol="&")
def bitwise_and(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] & other[i]``, bit by bit; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) & torch.tensor([3])
    tensor([2])
    """


@op(kind=elementwise_int, traits=("needs_tensor", "stores"), kernel="bitwise_or", symbol="|")
def bitwise_or(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] | other[i]``, bit by bit; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) | torch.tensor([3])
    tensor([7])
    """


@op(kind=elementwise_int, traits=("needs_tensor", "stores"), kernel="bitwise_xor", symbol="^")
def bitwise_xor(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] ^ other[i]``: the bits in which the two differ; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) ^ torch.tensor([3])
    tensor([5])
    """


@op(kind=elementwise_int, kernel="bitwise_not", symbol="~")
def bitwise_not(self: Tensor) -> Tensor:
    """``out[i] = ~self[i]``: every bit flipped; logical negation for bools.

    >>> import flambeau as torch
    >>> ~torch.tensor([0, 5])
    tensor([-1, -6])
    """


@op(kind=elementwise_int, traits=("needs_tensor",), kernel="bitwise_left_shift", symbol="<<")
def bitwise_left_shift(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] * 2 ** other[i]`` on the bits of integers; 0 where all bits are shifted out.

    >>> import flambeau as torch
    >>> torch.tensor([3]) << 2
    tensor([12])
    """


@op(kind=elementwise_int, traits=("needs_tensor",), kernel="bitwise_right_shift", symbol=">>")
def bitwise_right_shift(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = floor(self[i] / 2 ** other[i])``: integers shifted to the right, the sign staying.

    >>> import flambeau as torch
    >>> torch.tensor([12]) >> 2
    tensor([3])
    """


@op(kind=elementwise, kernel="gcd")
def gcd(self: Tensor, other: Tensor) -> Tensor:
    """Greatest common divisor, the largest ``d`` that divides ``self[i]`` and ``other[i]``; never negative, and 0 of
    two zeros.

    >>> import flambeau as torch
    >>> torch.gcd(torch.tensor([12]), torch.tensor([18]))
    tensor([6])
    """


@op(kind=elementwise, kernel="lcm")
def lcm(self: Tensor, other: Tensor) -> Tensor:
    """Least common multiple, ``|self[i] * other[i]| / gcd(self[i], other[i])``; never negative.

    >>> import flambeau as torch
    >>> torch.lcm(torch.tensor([4]), torch.tensor([6]))
    tensor([12])
    """
