"""Comparing results with a tolerance, and making tensors to test with."""

from .._arguments import explain_module
from .._listing import listing
from ._compare import assert_allclose, assert_close
from ._make import make_tensor

__all__ = ["assert_allclose", "assert_close", "make_tensor"]
__dir__ = listing(globals())

explain_module(globals())
