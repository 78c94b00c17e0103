"""PyTorch's tensors for compilers, which packages ask after: there are none."""

from __future__ import annotations

from . import fake_tensor, functional_tensor, meta_utils
from .fake_tensor import FakeTensor, FakeTensorMode

__all__ = ["FakeTensor", "FakeTensorMode", "fake_tensor", "functional_tensor", "meta_utils"]
