"""Neural networks: modules, their parameters, how these start, and the functions the modules call.

>>> import flambeau
>>> from flambeau import nn
>>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
>>> tuple(model(flambeau.ones(3, 4)).shape)
(3, 2)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .._listing import listing
from . import functional, grad, init, modules, parameter, utils
from .modules import *
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter


def __getattr__(name: str) -> Any:
    if name in ("attention", "parallel"):  # few programs use them
        return importlib.import_module(f".{name}", __name__)
    if name == "DataParallel":
        return importlib.import_module(".parallel", __name__).DataParallel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if not TYPE_CHECKING:  # checkers read literal lists only, and know from the star import what is exported
    _own = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter"]
    __all__ = [*_own, "functional", "grad", "init", "modules", "parameter", "utils", *modules.__all__]
    __dir__ = listing(globals(), "DataParallel", "attention", "parallel")
