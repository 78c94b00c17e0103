"""Sequences of points that fill a cube more evenly than random ones do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ._arguments import explain_module
from ._core import Generator, Tensor, dtype, float32, get_default_dtype, int64
from ._functions import arange, eye, from_numpy, randint, where, zeros
from ._listing import listing

__all__ = ["SobolEngine"]
__dir__ = listing(globals())


class SobolEngine:
    """Points of the Sobol sequence, in the cube ``[0, 1)`` to the power of ``dimension``.

    Point i is ``XOR of v[j] where bit j of i ^ (i >> 1) is set``, in each dimension with direction numbers v of its
    own, read as a binary fraction of 30 bits. ``scramble`` makes another sequence of the same evenness: the digits are
    multiplied by a random lower triangular matrix and shifted by random digits (Matoušek), drawn with ``seed`` or the
    default generator.

    Dtype: points are of the default dtype, unless `draw` is asked for another.
    Raises: ValueError for a ``dimension`` outside of [1, 21201].
    Source: Joe and Kuo 2008, doi:10.1137/070709359, the direction numbers; Matoušek 1998, doi:10.1006/jcom.1998.0489.

    >>> import flambeau as torch
    >>> torch.quasirandom.SobolEngine(2).draw(3)
    tensor([[0.0000, 0.0000],
            [0.5000, 0.5000],
            [0.7500, 0.2500]])
    """

    MAXBIT = 30
    MAXDIM = 21201

    def __init__(self, dimension: int, scramble: bool = False, seed: int | None = None) -> None:
        if not 1 <= dimension <= self.MAXDIM:
            raise ValueError(
                f"Supported range of dimensionality for SobolEngine is [1, {self.MAXDIM}] | got {dimension}"
            )
        self.dimension, self.scramble, self.seed = dimension, scramble, seed
        self.sobolstate = _direction_numbers(dimension)
        self.shift = zeros(dimension, dtype=int64)
        if scramble:
            self._scramble()
        self.num_generated = 0

    def _scramble(self) -> None:
        generator = None
        if self.seed is not None:
            generator = Generator()
            generator.manual_seed(self.seed)
        d, bits = self.dimension, self.MAXBIT
        digits = randint(2, (d, bits), generator=generator)
        self.shift = (digits << arange(bits)).sum(1)
        lower = randint(2, (d, bits, bits), generator=generator).tril()
        lower = where(eye(bits, dtype=int64) > 0, 1, lower)
        places = arange(bits - 1, -1, -1)  # the first digit is the highest bit
        columns = (self.sobolstate.unsqueeze(1) >> places.unsqueeze(1)) & 1
        mixed = (lower.to(float32) @ columns.to(float32)).to(int64) & 1  # sums of at most 30 ones are exact
        self.sobolstate = (mixed << places.unsqueeze(1)).sum(1)

    def draw(self, n: int = 1, out: Tensor | None = None, dtype: dtype | None = None) -> Tensor:
        """The next ``n`` points, one a row.

        Shape: ``(n, dimension)``.
        Dtype: ``dtype``, a floating one; without it the default dtype.
        Raises: RuntimeError for a negative ``n``; ValueError beyond 2**30 points, where the sequence ends.

        >>> import flambeau as torch
        >>> torch.quasirandom.SobolEngine(1).draw(4).flatten()
        tensor([0.0000, 0.5000, 0.7500, 0.2500])
        """
        if n < 0:
            raise RuntimeError(f"SobolEngine.draw: Trying to create tensor with negative dimension {n}: [{n}]")
        if self.num_generated + n > 1 << self.MAXBIT:
            raise ValueError(
                f"SobolEngine.draw: the sequence has 2**{self.MAXBIT} points | {self.num_generated} are drawn"
            )
        index = arange(self.num_generated, self.num_generated + n).unsqueeze(1)
        gray = index ^ (index >> 1)
        points = self.shift.expand(n, self.dimension)
        for bit in range((self.num_generated + n).bit_length()):
            points = points ^ (self.sobolstate[:, bit] * ((gray >> bit) & 1))
        self.num_generated += n
        found = points.to(get_default_dtype() if dtype is None else dtype) / float(1 << self.MAXBIT)
        if out is None:
            return found
        return out.resize_as_(found).copy_(found)

    def draw_base2(self, m: int, out: Tensor | None = None, dtype: dtype | None = None) -> Tensor:
        """The next ``2**m`` points: as many as keep the sequence balanced.

        Shape: ``(2**m, dimension)``.
        Raises: ValueError for an ``m`` below 0 or above 62, and for a number of points drawn that is no power of two.

        >>> import flambeau as torch
        >>> torch.quasirandom.SobolEngine(1).draw_base2(1)
        tensor([[0.0000],
                [0.5000]])
        """
        if not 0 <= m < 63:  # as many as a tensor can have
            raise ValueError(f"SobolEngine.draw_base2: m must not be negative, and less than 63, got {m}")
        n = 2**m
        total = self.num_generated + n
        if total & (total - 1):
            raise ValueError(
                f"The balance properties of Sobol' points require n to be a power of 2. {self.num_generated} points "
                f"have been previously generated, then: n={self.num_generated}+2**{m}={total}. If you still want to do "
                "this, please use 'SobolEngine.draw()' instead."
            )
        return self.draw(n, out, dtype)

    def reset(self) -> SobolEngine:
        """Begins anew with the first point; returns the engine.

        >>> import flambeau as torch
        >>> engine = torch.quasirandom.SobolEngine(1)
        >>> _ = engine.draw(5)
        >>> engine.reset().num_generated
        0
        """
        self.num_generated = 0
        return self

    def fast_forward(self, n: int) -> SobolEngine:
        """Leaves out the next ``n`` points; returns the engine.

        Raises: ValueError for a negative ``n``.

        >>> import flambeau as torch
        >>> torch.quasirandom.SobolEngine(1).fast_forward(1).draw()
        tensor([[0.5000]])
        """
        if n < 0:
            raise ValueError(f"SobolEngine.fast_forward: n must not be negative, got {n}")
        self.num_generated += n
        return self

    def __repr__(self) -> str:
        scrambled = ", scramble=True" if self.scramble else ""
        seed = "" if self.seed is None else f", seed={self.seed}"
        return f"SobolEngine(dimension={self.dimension}{scrambled}{seed})"


@cache
def _published() -> tuple[np.ndarray, np.ndarray]:
    """Joe and Kuo's numbers: for each dimension but the first a primitive polynomial, as bits, and the initial
    direction numbers, of which there are as many as its degree.

    The file has half the gaps between the polynomials, which ascend from x + 1, a byte each, and then the direction
    numbers without their last bits, which are all one: number j (from 0) of a dimension has j bits.
    """
    count = SobolEngine.MAXDIM - 2
    data = np.fromfile(Path(__file__).with_name("_sobol.bin"), np.uint8)
    polynomials = np.concatenate([[3], 3 + 2 * np.cumsum(data[:count], dtype=np.int64)])
    degrees = np.frexp(polynomials)[1] - 1
    bits = np.unpackbits(data[count:], bitorder="little").astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(degrees * (degrees - 1) // 2)[:-1]])
    numbers = np.zeros((count + 1, degrees[-1]), np.int64)
    for j in range(degrees[-1]):
        rows = np.flatnonzero(degrees > j)
        numbers[rows, j] = 1
        for b in range(j):
            numbers[rows, j] |= bits[starts[rows] + j * (j - 1) // 2 + b] << (b + 1)
    return polynomials, numbers


def _direction_numbers(dimension: int) -> Tensor:
    """The direction numbers of each dimension, as integers of 30 bits.

    From number s on, the degree of the polynomial with coefficients a, they follow from those before:
    ``v[j] = v[j - s] ^ (v[j - s] >> s) ^ XOR of a[k] * v[j - k]``.
    """
    bits = SobolEngine.MAXBIT
    v = np.empty((dimension, bits), np.int64)
    v[0] = 1 << np.arange(bits - 1, -1, -1)
    polynomials, numbers = (found[: dimension - 1] for found in _published())
    degrees = np.frexp(polynomials)[1] - 1
    for s in np.unique(degrees):
        rows = np.flatnonzero(degrees == s)
        w = np.empty((len(rows), bits), np.int64)
        w[:, :s] = numbers[rows, :s] << (bits - 1 - np.arange(s))
        for j in range(s, bits):
            w[:, j] = w[:, j - s] ^ (w[:, j - s] >> s)
            for k in range(1, s):
                w[:, j] ^= w[:, j - k] * (polynomials[rows] >> (s - k) & 1)
        v[rows + 1] = w
    return from_numpy(v)


explain_module(globals())
