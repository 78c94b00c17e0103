"""Attention, written out of products and a softmax."""

from __future__ import annotations

import math

from .create import ones
from .define import Tensor, composite, op
from .dropout import dropout
from .softmax import softmax


@op(kind=composite, namespace="nn.functional")
def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None,
                                 dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
                                 enable_gqa: bool = False) -> Tensor:
    """``softmax(query @ key.mT * scale + mask) @ value``; ``scale`` is ``1 / sqrt(E)`` by default.

    ``attn_mask`` broadcasts to ``(..., L, S)``: added if floating, if bool false entries are left out. A query that may
    look at nothing gets 0. ``is_causal`` lets position i see positions up to i. ``enable_gqa`` repeats the heads
    (dim -3) of key and value to the query's. ``dropout_p`` drops weights, also outside training.

    Shape: query ``(..., L, E)``, key ``(..., S, E)`` and value ``(..., S, V)`` give ``(..., L, V)``.
    Dtype: floating, the same for all three; the result has it.
    Raises: RuntimeError for shapes that do not go together, two different dtypes, bool and integer tensors, an integer
        mask and a mask beside ``is_causal``; NotImplementedError for complex tensors; ValueError for ``dropout_p``
        outside [0, 1].
    Source: Vaswani et al. 2017, Attention Is All You Need, equation 1.

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
    silent = None  # queries that may look at nothing: their softmax is that of no mask, and their result 0
    if is_causal:
        later = ones(query.shape[-2], key.shape[-2], device=query.device).tril() == 0
        scores = scores.masked_fill(later, -math.inf)
    elif attn_mask is not None:
        additive = attn_mask.is_floating_point()
        left_out = attn_mask == -math.inf if additive else ~attn_mask
        silent = left_out.all(-1, True)
        scores = (scores + attn_mask.masked_fill(silent, 0) if additive
                  else scores.masked_fill(left_out & ~silent, -math.inf))
    weights = softmax(scores, -1)
    out = (dropout(weights, dropout_p) if dropout_p > 0 else weights) @ value
    return out if silent is None else out.masked_fill(silent, 0)
