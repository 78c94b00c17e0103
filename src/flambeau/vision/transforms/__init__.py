"""Transforms of images."""

from . import functional
from .functional import InterpolationMode

__all__ = ["InterpolationMode", "functional"]
