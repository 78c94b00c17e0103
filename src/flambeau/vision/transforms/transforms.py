"""Transforms of PIL images and tensors, for `Compose`."""

from ..._listing import listing
from . import _colour, _compose, _convert, _geometry
from ._colour import *
from ._compose import *
from ._convert import *
from ._geometry import *
from .functional import InterpolationMode

_MODULES = (_colour, _compose, _convert, _geometry)
__all__ = ["InterpolationMode", *sorted(name for module in _MODULES for name in module.__all__)]
__dir__ = listing(globals())
