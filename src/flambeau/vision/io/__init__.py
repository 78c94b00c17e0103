"""Files of images as tensors of bytes, and back; through Pillow."""

from ..._listing import listing
from . import image
from .image import *

__all__ = [*image.__all__]
__dir__ = listing(globals(), "image")
