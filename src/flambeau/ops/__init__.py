"""Every operation, one entry each, by theme. `define` says what an entry is."""

from __future__ import annotations

from . import (
    activation,
    arithmetic,
    bags,
    compare,
    composite_attention,
    conv,
    create,
    ctc,
    elementary,
    index,
    linalg,
    loss,
    matmul,
    normalize,
    pad,
    pool,
    random,
    reduce,
    resample,
    shape,
    sort,
    statistics,
    warp,
)

from . import batching  # isort: skip - reads the registry when it is complete
from .define import attach_methods, custom_op, exports, registry

attach_methods()

__all__ = [
    "activation",
    "arithmetic",
    "bags",
    "batching",
    "compare",
    "composite_attention",
    "conv",
    "create",
    "ctc",
    "custom_op",
    "elementary",
    "exports",
    "index",
    "linalg",
    "loss",
    "matmul",
    "normalize",
    "pad",
    "pool",
    "random",
    "reduce",
    "registry",
    "resample",
    "shape",
    "sort",
    "statistics",
    "warp",
]
