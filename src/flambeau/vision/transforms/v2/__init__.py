"""Transforms of images, videos, masks, boxes and keypoints together, in samples of any structure."""

from ...._listing import listing
from ..autoaugment import AutoAugmentPolicy
from ..functional import InterpolationMode
from . import _augment, _container, _image, _misc, _transform, functional
from ._augment import *
from ._container import *
from ._image import *
from ._misc import *
from ._transform import *

_MODULES = (_augment, _container, _image, _misc, _transform)
__all__ = ["AutoAugmentPolicy", "InterpolationMode", "functional"]
__all__ += sorted(name for module in _MODULES for name in module.__all__)
__dir__ = listing(globals())
