"""Networks that say what a video shows."""

from types import ModuleType as _ModuleType

from .resnet import *


def __dir__() -> list[str]:
    names = globals().items()
    return sorted(n for n, v in names if n[:2] == "__" or not (n[0] == "_" or isinstance(v, _ModuleType)))
