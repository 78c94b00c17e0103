"""Image operations without state, on tensors (..., channels, height, width) and on PIL images."""

from ...._listing import listing
from . import _colour, _convert, _filter, _geometry, _image, _warp
from ._colour import *
from ._convert import *
from ._filter import *
from ._geometry import *
from ._image import *
from ._warp import *

__all__ = sorted(name for module in (_colour, _convert, _filter, _geometry, _image, _warp) for name in module.__all__)
__dir__ = listing(globals())
