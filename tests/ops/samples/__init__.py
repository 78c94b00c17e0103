"""The one table of sample calls, by op: every judge and every parity test is generated from it.

Shapes are tiny, but among an op's samples are broadcasting, negative dims, keepdim, empty and 0-d tensors; dtype and
memory layout are added by the tests. Values keep clear of kinks and ties, where a derivative does not exist.
"""

from __future__ import annotations

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
from .table import OPS, OpSamples, called, key_of, lists_of, of

__all__ = ["OPS", "OpSamples", "called", "key_of", "lists_of", "of"]
