"""Networks for images, with their published checkpoints."""

from types import ModuleType as _ModuleType
from typing import Any as _Any

from ..._missing import no_attribute as _no_attribute
from . import detection as detection
from . import segmentation as segmentation
from . import video as video
from ._api import Weights, WeightsEnum, get_model, get_model_builder, get_model_weights, get_weight, list_models
from .alexnet import *
from .convnext import *
from .densenet import *
from .efficientnet import *
from .googlenet import *
from .inception import *
from .maxvit import *
from .mnasnet import *
from .mobilenetv2 import *
from .mobilenetv3 import *
from .regnet import *
from .resnet import *
from .shufflenetv2 import *
from .squeezenet import *
from .swin_transformer import *
from .vgg import *
from .vision_transformer import *


def __dir__() -> list[str]:
    names = globals().items()
    own = {n for n, v in names if n[:2] == "__" or not (n[0] == "_" or isinstance(v, _ModuleType))}
    return sorted(own | {"detection", "segmentation", "video"})


_ABSENT = {
    "quantization": "models of whole numbers are not here; the floating ones are, and amp.autocast makes them faster",
    "optical_flow": "RAFT is not here",
}


def __getattr__(name: str) -> _Any:
    raise _no_attribute(f"module {__name__!r}", name, _ABSENT)
