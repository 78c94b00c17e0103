"""Tensors with a shape and no data are made by ``x.to("meta")``."""

from __future__ import annotations

from .._absent import refusing_class
from .fake_tensor import SENTENCE

__all__ = ["MetaConverter"]

MetaConverter = refusing_class("MetaConverter", __name__, NotImplementedError, SENTENCE)
