"""The one table of sample calls, by op: every judge and every parity test is generated from it.

Shapes are tiny, but among an op's samples are broadcasting, negative dims, keepdim, empty and 0-d tensors; dtype and
memory layout are added by the tests. Values keep clear of kinks and ties, where a derivative does not exist.
"""

from __future__ import annotations

import importlib
import pkgutil

from .table import OPS, OpSamples, called, key_of, lists_of, of

__all__ = ["OPS", "OpSamples", "called", "key_of", "lists_of", "of"]

for module in pkgutil.iter_modules(__path__):  # each fills the table
    importlib.import_module(f"{__name__}.{module.name}")
