"""The samples of ops/bitwise.py."""

from __future__ import annotations

from operands import pos

from .table import binary, of, unary

of("bitwise_and bitwise_or bitwise_xor", *binary(numbers=(3, True)), judged=False)
of("bitwise_not", *unary(), judged=False)
of("bitwise_left_shift bitwise_right_shift", *binary(left=pos, right=pos, numbers=(2,)), judged=False)
of("gcd lcm", *binary(), judged=False)
