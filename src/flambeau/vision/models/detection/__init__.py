"""Networks that find objects in images: their boxes, and masks or keypoints."""

from types import ModuleType as _ModuleType

from .faster_rcnn import *
from .fcos import *
from .generalized_rcnn import *
from .keypoint_rcnn import *
from .mask_rcnn import *
from .retinanet import *
from .ssd import *


def __dir__() -> list[str]:
    names = globals().items()
    return sorted(n for n, v in names if n[:2] == "__" or not (n[0] == "_" or isinstance(v, _ModuleType)))
