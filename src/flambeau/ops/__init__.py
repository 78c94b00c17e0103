"""Every operation, one entry each, by theme. `define` says what an entry is."""

from __future__ import annotations

import importlib
from typing import Any

from .._listing import listing
from . import (
    activation,
    arithmetic,
    attention,
    bitwise,
    broadcast,
    clamp,
    compare,
    complex,
    conv,
    copy,
    create,
    ctc,
    diagonal,
    distance,
    dropout,
    einsum,
    elementary,
    embedding,
    extremum,
    fractional_pool,
    gamma,
    index,
    join,
    linalg,
    loss,
    margin,
    mask,
    matmul,
    norm,
    normalize,
    optim,
    pad,
    pool,
    quantile,
    random,
    rearrange,
    reduce,
    repeat,
    resample,
    rounding,
    scan,
    scatter,
    slice,
    softmax,
    sort,
    special,
    split,
    statistics,
    strided,
    view,
    warp,
)

from . import batching  # isort: skip - reads the registry when it is complete
from .define import attach_methods, custom_op, exports, registry

attach_methods()


def __getattr__(name: str) -> Any:
    if name == "aten":  # few programs use it
        return importlib.import_module(".aten", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "activation",
    "arithmetic",
    "attention",
    "batching",
    "bitwise",
    "broadcast",
    "clamp",
    "compare",
    "complex",
    "conv",
    "copy",
    "create",
    "ctc",
    "custom_op",
    "diagonal",
    "distance",
    "dropout",
    "einsum",
    "elementary",
    "embedding",
    "exports",
    "extremum",
    "fractional_pool",
    "gamma",
    "index",
    "join",
    "linalg",
    "loss",
    "margin",
    "mask",
    "matmul",
    "norm",
    "normalize",
    "optim",
    "pad",
    "pool",
    "quantile",
    "random",
    "rearrange",
    "reduce",
    "registry",
    "repeat",
    "resample",
    "rounding",
    "scan",
    "scatter",
    "slice",
    "softmax",
    "sort",
    "special",
    "split",
    "statistics",
    "strided",
    "view",
    "warp",
]
__dir__ = listing(globals(), "aten")
