"""Attention, written out of products and a softmax."""

from __future__ import annotations

import math

from .activation import dropout, softmax
from .create import ones
from .define import Tensor, composite, op


@op(kind=composite, namespace="nn.functional")
def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None,
                                 dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
                                 enable_gqa: bool = False) -> Tensor:
    """``softmax(query @ key.mT * scale + mask) @ value`` (Vaswani et al. 2017).

    query (..., L, E), key (..., S, E), value (..., S, V), result (..., L, V); ``scale`` is ``1 / sqrt(E)`` by default.
    ``attn_mask`` broadcasts to (..., L, S): added if floating, if bool false entries are left out. ``is_causal`` lets
    position i see positions up to i. ``enable_gqa`` repeats the heads (dim -3) of key and value to the query's.

    >>> import flambeau as torch
    >>> q = torch.ones(1, 2, 4)
    >>> torch.nn.functional.scaled_dot_product_attention(q, q, q).shape
    torch.Size([1, 2, 4])
    """
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if enable_gqa:
        heads = query.shape[-3]
        key, value = (x.repeat_interleave(heads // x.shape[-3], -3) for x in (key, value))
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = (query * scale) @ key.mT
    if is_causal:
        attn_mask = ones(query.shape[-2], key.shape[-2], device=query.device).tril() != 0
    if attn_mask is None:
        weights = softmax(scores, -1)
    elif str(attn_mask.dtype).endswith("bool"):
        weights = softmax(scores.masked_fill(~attn_mask, -math.inf), -1)
        weights = weights.masked_fill(~attn_mask.any(-1, True), 0)
    else:
        weights = softmax(scores + attn_mask, -1)
    return dropout(weights, dropout_p) @ value if dropout_p > 0 else weights @ value
