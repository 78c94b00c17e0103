"""Comparing results with a tolerance, and making tensors to test with."""

from ._compare import assert_allclose, assert_close
from ._make import make_tensor

__all__ = ["assert_allclose", "assert_close", "make_tensor"]
