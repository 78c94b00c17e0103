"""The functions that layers call: activations, convolutions, pooling, normalisation, losses. Each is an op's entry.

Only `multi_head_attention_forward` has more parameters than an op may have, and is a function of ops.
"""

from __future__ import annotations

from .. import ops
from .._listing import listing
from ..ops.attention import multi_head_attention_forward as multi_head_attention_forward
from . import grad as grad

_by_name = ops.exports("nn.functional")
globals().update(_by_name)
__all__ = [*_by_name, "multi_head_attention_forward"]
__dir__ = listing(globals())
