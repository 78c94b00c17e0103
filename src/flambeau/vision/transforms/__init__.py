"""Transforms of images."""

from ..._listing import listing
from . import functional
from .functional import InterpolationMode

__all__ = ["InterpolationMode", "functional"]
__dir__ = listing(globals())
