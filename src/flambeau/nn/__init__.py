"""Neural networks: modules, their parameters, how these start, and the functions the modules call.

>>> import flambeau
>>> from flambeau import nn
>>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
>>> tuple(model(flambeau.ones(3, 4)).shape)
(3, 2)
"""

from __future__ import annotations

from . import functional, init, modules, parameter, utils
from .modules import *
from .modules import __all__ as _layers
from .parameter import Buffer, Parameter

__all__ = ["Buffer", "Parameter", "functional", "init", "modules", "parameter", "utils", *_layers]
