"""Transforms of images."""

from ..._listing import listing
from . import autoaugment, functional, transforms
from .autoaugment import *
from .transforms import *

__all__ = [*autoaugment.__all__, *transforms.__all__, "autoaugment", "functional"]
__dir__ = listing(globals())
