"""The layers, one family per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._listing import listing
from . import (
    activation,
    adaptive,
    attention,
    batchnorm,
    container,
    conv,
    distance,
    dropout,
    flatten,
    fold,
    instancenorm,
    lazy,
    linear,
    loss,
    module,
    normalization,
    padding,
    pixelshuffle,
    pooling,
    rnn,
    sparse,
    transformer,
    upsampling,
    utils,
)
from .activation import *
from .adaptive import *
from .attention import *
from .batchnorm import *
from .container import *
from .conv import *
from .distance import *
from .dropout import *
from .flatten import *
from .fold import *
from .lazy import *
from .linear import *
from .loss import *
from .module import Module as Module
from .normalization import *
from .padding import *
from .pixelshuffle import *
from .pooling import *
from .rnn import *
from .sparse import *
from .transformer import *
from .upsampling import *

if not TYPE_CHECKING:  # checkers read literal lists only, and know from the star imports what is exported
    _families = (
        activation,
        adaptive,
        attention,
        batchnorm,
        container,
        conv,
        distance,
        dropout,
        flatten,
        fold,
        lazy,
        linear,
        loss,
        normalization,
        padding,
        pixelshuffle,
        pooling,
        rnn,
        sparse,
        transformer,
        upsampling,
    )
    __all__ = ["Module", *(name for family in _families for name in family.__all__)]
    __dir__ = listing(globals())
