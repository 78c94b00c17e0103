"""Transforms of images."""

from ..._listing import listing
from . import functional, transforms
from .transforms import *

__all__ = [*transforms.__all__, "functional"]
__dir__ = listing(globals())
