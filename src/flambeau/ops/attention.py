"""Attention: softmax(query @ key.mT * scale + mask) @ value, in blocks where it can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import _core
from .._arguments import explained
from .._warnings import warn
from .create import ones, zeros
from .define import Tensor, composite, network, op
from .dropout import dropout
from .join import cat
from .matmul import linear
from .pad import pad
from .softmax import softmax


def _is_stack(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> bool:
    """Whether these are stacks of matrices that match without broadcasting, but for the mask: what is computed in
    blocks. All else, refusals among it, is left to the products.
    """
    if not query.ndim == key.ndim == value.ndim >= 2 or not query.dtype == key.dtype == value.dtype:
        return False
    lead, (length, width) = tuple(query.shape[:-2]), query.shape[-2:]
    source = key.shape[-2]
    fits = tuple(key.shape) == (*lead, source, width) and tuple(value.shape[:-1]) == (*lead, source)
    if mask is not None:
        sizes = (*lead, length, source)[-mask.ndim:] if mask.ndim else ()
        fits = fits and mask.dtype == query.dtype and mask.ndim <= query.ndim and all(
            size in (1, wanted) for size, wanted in zip(mask.shape, sizes, strict=True))
    return fits and query.is_floating_point() and query.numel() > 0 and source > 0


def _weights(query: Tensor, key: Tensor, mask: Tensor | None, is_causal: bool, scale: float) -> Tensor:
    """``softmax(query @ key.mT * scale + mask)``, and zeros for a query that may look at nothing."""
    scores = (query * scale) @ key.mT
    if is_causal:
        later = ones(query.shape[-2], key.shape[-2], device=query.device).tril() == 0
        return softmax(scores.masked_fill(later, -math.inf), -1)
    if mask is None:
        return softmax(scores, -1)
    silent = (mask == -math.inf).all(-1, True)
    return softmax(scores + mask.masked_fill(silent, 0), -1).masked_fill(silent, 0)


# ---- attention in blocks: rules for its derivatives
#
# S are the scores, P = exp(S - logsumexp) the weights and O = P @ value. Logsumexp and O are operands of the backward
# pass like the others: that they depend on these is for the rules of the forward pass to say.


def _shares(query: Tensor, key: Tensor, attn_mask: Tensor | None, logsumexp: Tensor, is_causal: bool,
            scale: float) -> Tensor:
    """``P``; zeros for a query that sees nothing, whose logsumexp is infinite."""
    scores = (query @ key.mT) * scale
    if attn_mask is not None:
        scores = scores + attn_mask
    if is_causal:
        scores = scores.masked_fill(ones(scores.shape[-2:], device=scores.device).tril() == 0, -math.inf)
    return (scores - logsumexp.unsqueeze(-1)).exp().to(query.dtype)


def _d_scores(query: Tensor, key: Tensor, d_query: Tensor, d_key: Tensor, d_mask: Tensor | None,
              scale: float) -> Tensor:
    d_scores = (d_query @ key.mT + query @ d_key.mT) * scale
    return d_scores if d_mask is None else d_scores + d_mask


def _centred(weights: Tensor, u: Tensor) -> Tensor:
    """``P * (u - sum(P * u))``: how softmax passes changes on, and gradients back."""
    return weights * (u - (weights * u).sum(-1, True))


def _attention_gradients(g_output: Tensor, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None,
                         output: Tensor, logsumexp: Tensor, is_causal: bool, scale: float,
                         g_logsumexp: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    by_query, by_key, by_value = attention_backward(g_output, query, key, value, attn_mask, output, logsumexp,
                                                    is_causal, scale)
    if g_logsumexp is None:
        return by_query, by_key, by_value
    weights = _shares(query, key, attn_mask, logsumexp, is_causal, scale)
    by_scores = (weights * g_logsumexp.unsqueeze(-1)).to(query.dtype) * scale
    return by_query + by_scores @ key, by_key + by_scores.mT @ query, by_value


def _mask_gradient(g_output: Tensor, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor, logsumexp: Tensor,
                   is_causal: bool, scale: float, g_logsumexp: Tensor | None = None) -> Tensor:
    weights = _shares(query, key, attn_mask, logsumexp, is_causal, scale)
    by_scores = _centred(weights, g_output @ value.mT)
    return by_scores if g_logsumexp is None else by_scores + weights * g_logsumexp.unsqueeze(-1)


def _attention_tangents(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None, logsumexp: Tensor,
                        d_query: Tensor, d_key: Tensor, d_value: Tensor, d_attn_mask: Tensor | None, is_causal: bool,
                        scale: float) -> tuple[Tensor, Tensor]:
    weights = _shares(query, key, attn_mask, logsumexp, is_causal, scale)
    d_scores = _d_scores(query, key, d_query, d_key, d_attn_mask, scale)
    return (_centred(weights, d_scores) @ value + weights @ d_value,
            (weights * d_scores).sum(-1).to(logsumexp.dtype))


@op(kind=network, kernel="attention", function=False, method=False, returns=("output", "logsumexp"),
    batch=lambda query, key, value, attn_mask, is_causal, scale:
        attention_forward(query, key, value, attn_mask, is_causal, scale),
    grad_name="ScaledDotProductFlashAttentionForCpu",
    vjp={("query", "key", "value"): _attention_gradients, "attn_mask": _mask_gradient},
    jvp=_attention_tangents,
    flops=lambda query_shape, key_shape, value_shape:
        2 * math.prod(query_shape[:-1]) * key_shape[-2] * (query_shape[-1] + value_shape[-1]))
def attention_forward(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None, is_causal: bool,
                      scale: float) -> tuple[Tensor, Tensor]:
    """Attention of stacks of matrices, with the logarithms of the sums of the exponentials of each query's scores."""


def _attention_backward_gradients(g_grad_query: Tensor, g_grad_key: Tensor, g_grad_value: Tensor, grad: Tensor,
                                  query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None,
                                  output: Tensor, logsumexp: Tensor, is_causal: bool,
                                  scale: float) -> tuple[Tensor, ...]:
    weights = _shares(query, key, attn_mask, logsumexp, is_causal, scale)
    slope = grad @ value.mT - (grad * output).sum(-1, True)  # the gradient for the scores is weights * slope
    u = (g_grad_query @ key.mT + query @ g_grad_key.mT) * scale
    by_slope, by_scores = weights * u, weights * (u * slope + grad @ g_grad_value.mT)
    total, used = by_slope.sum(-1, True), weights * slope
    return (by_slope @ value + weights @ g_grad_value - total * output,
            (by_scores @ key + used @ g_grad_key) * scale, (by_scores.mT @ query + used.mT @ g_grad_query) * scale,
            by_slope.mT @ grad, by_scores, -total * grad, -by_scores.sum(-1).to(logsumexp.dtype))


def _attention_backward_tangents(grad: Tensor, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None,
                                 output: Tensor, logsumexp: Tensor, d_grad: Tensor, d_query: Tensor, d_key: Tensor,
                                 d_value: Tensor, d_attn_mask: Tensor | None, d_output: Tensor, d_logsumexp: Tensor,
                                 is_causal: bool, scale: float) -> tuple[Tensor, Tensor, Tensor]:
    weights = _shares(query, key, attn_mask, logsumexp, is_causal, scale)
    slope = grad @ value.mT - (grad * output).sum(-1, True)
    d_scores = _d_scores(query, key, d_query, d_key, d_attn_mask, scale)
    d_weights = (weights * (d_scores - d_logsumexp.unsqueeze(-1))).to(query.dtype)
    d_slope = d_grad @ value.mT + grad @ d_value.mT - (d_grad * output + grad * d_output).sum(-1, True)
    used, d_used = weights * slope, d_weights * slope + weights * d_slope
    return ((d_used @ key + used @ d_key) * scale, (d_used.mT @ query + used.mT @ d_query) * scale,
            d_weights.mT @ grad + weights.mT @ d_grad)


@op(kind=network, kernel="attention_backward", function=False, method=False,
    returns=("grad_query", "grad_key", "grad_value"),
    batch=lambda grad, query, key, value, attn_mask, output, logsumexp, is_causal, scale:
        attention_backward(grad, query, key, value, attn_mask, output, logsumexp, is_causal, scale),
    grad_name="ScaledDotProductFlashAttentionForCpuBackward",
    vjp={("grad", "query", "key", "value", "attn_mask", "output", "logsumexp"): _attention_backward_gradients},
    jvp=_attention_backward_tangents,
    flops=lambda query_shape, key_shape, value_shape:
        2 * math.prod(query_shape[:-1]) * key_shape[-2] * (3 * query_shape[-1] + 2 * value_shape[-1]))
def attention_backward(grad: Tensor, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None,
                       output: Tensor, logsumexp: Tensor, is_causal: bool,
                       scale: float) -> tuple[Tensor, Tensor, Tensor]:
    """All gradients at once: scores are computed again, block by block, and their gradients with them."""


@op(kind=composite, traits=("autocast_lower",), namespace="nn.functional")
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
    mask = attn_mask
    if mask is not None and mask.dtype == _core.bool:
        mask = zeros(mask.shape, dtype=query.dtype, device=query.device).masked_fill(~mask, -math.inf)
    if dropout_p == 0.0 and _is_stack(query, key, value, mask):
        if mask is not None:
            mask = mask.expand(*query.shape[:-1], key.shape[-2])
        return attention_forward(query, key, value, mask, is_causal, float(scale))[0]
    weights = _weights(query, key, mask, is_causal, scale)
    return (dropout(weights, dropout_p) if dropout_p > 0 else weights) @ value


def _check_inputs(query: Tensor, key: Tensor, value: Tensor, padding: Tensor | None,
                  mask: Tensor | None, width: int, apart: bool) -> bool:
    """Whether there is a batch dimension; AssertionError if the shapes do not go together."""
    dims = query.dim()
    if dims not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor")
    kind = "batched (3-D)" if dims == 3 else "unbatched (2-D)"
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(f"For {kind} `query`, expected `key` and `value` to be {dims}-D but found {key.dim()}-D "
                             f"and {value.dim()}-D tensors respectively")
    if padding is not None and padding.dim() != dims - 1:
        raise AssertionError(f"For {kind} `query`, expected `key_padding_mask` to be `None` or {dims - 1}-D but found "
                             f"{padding.dim()}-D tensor instead")
    if mask is not None and mask.dim() not in (2, 3):
        raise AssertionError(f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found "
                             f"{mask.dim()}-D tensor instead")
    if query.shape[-1] != width:
        raise AssertionError(f"was expecting embedding dimension of {width}, but got {query.shape[-1]}")
    if not apart and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if key.shape[:-1] != value.shape[:-1]:
        raise AssertionError(f"key's sequence and batch dims {key.shape[:-1]} do not match value's {value.shape[:-1]}")
    return bool(dims == 3)


def _projected(inputs: tuple[Tensor, ...], weights: Any, bias: Tensor | None) -> tuple[Tensor, ...]:
    """Queries, keys and values times their weights: three, or one tensor of the three behind each other."""
    biases: Sequence[Any] = (None, None, None) if bias is None else bias.chunk(3)
    if not isinstance(weights, tuple):
        query, key, value = inputs
        if query is key and key is value:  # one product instead of three
            return tuple(linear(query, weights, bias).chunk(3, -1))
        weights = weights.chunk(3)
    return tuple(linear(x, weight, own) for x, weight, own in zip(inputs, weights, biases, strict=True))


def _float_mask(mask: Tensor, name: str, dtype: Any) -> Tensor:
    if mask.dtype == _core.bool:
        return zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(mask, -math.inf)
    if not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return mask


def _merged_mask(query: Tensor, source: int, heads: int, padding: Tensor | None,
                 attention: Tensor | None) -> Tensor | None:
    """Both masks as one float mask to be added to the scores (N, heads, L, S)."""
    length, batch = query.shape[0], query.shape[1]
    merged = None
    if attention is not None:
        merged = _float_mask(attention, "attn_mask", query.dtype)
        wanted = (length, source) if merged.dim() == 2 else (batch * heads, length, source)
        if tuple(merged.shape) != wanted:
            raise RuntimeError(f"The shape of the {merged.dim()}D attn_mask is {merged.shape}, but should be {wanted}.")
        merged = merged if merged.dim() == 2 else merged.view(batch, heads, length, source)
    if padding is not None:
        if tuple(padding.shape) != (batch, source):
            raise AssertionError(
                f"expecting key_padding_mask shape of {(batch, source)}, but got {tuple(padding.shape)}")
        if attention is not None and attention.dtype != padding.dtype:
            warn("Support for mismatched key_padding_mask and attn_mask is deprecated. Use same type for both instead.")
        hidden = _float_mask(padding, "key_padding_mask", query.dtype).view(batch, 1, 1, source)
        merged = hidden if merged is None else merged + hidden
    return merged


def _per_head(x: Tensor, heads: int) -> Tensor:
    """(L, N, E) -> (N, heads, L, E / heads)"""
    length, batch, width = x.shape
    return x.reshape(length, batch, heads, width // heads).permute(1, 2, 0, 3)


def _static(x: Tensor, name: str, batch: int, heads: int, width: int) -> Tensor:
    """Given keys or values of all heads, (N * heads, S, width) -> (N, heads, S, width)."""
    if x.shape[0] != batch * heads:
        raise AssertionError(f"expecting {name}.size(0) of {batch * heads}, but got {x.shape[0]}")
    if x.shape[2] != width:
        raise AssertionError(f"expecting {name}.size(2) of {width}, but got {x.shape[2]}")
    return x.view(batch, heads, x.shape[1], width)


@explained
def multi_head_attention_forward(query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int,
                                 in_proj_weight: Tensor | None, in_proj_bias: Tensor | None, bias_k: Tensor | None,
                                 bias_v: Tensor | None, add_zero_attn: bool, dropout_p: float,
                                 out_proj_weight: Tensor, out_proj_bias: Tensor | None, training: bool = True,
                                 key_padding_mask: Tensor | None = None, need_weights: bool = True,
                                 attn_mask: Tensor | None = None, use_separate_proj_weight: bool = False,
                                 q_proj_weight: Tensor | None = None, k_proj_weight: Tensor | None = None,
                                 v_proj_weight: Tensor | None = None, static_k: Tensor | None = None,
                                 static_v: Tensor | None = None, average_attn_weights: bool = True,
                                 is_causal: bool = False) -> tuple[Tensor, Tensor | None]:
    """``softmax(Q K^T / sqrt(d)) V`` in ``num_heads`` heads of projected queries, keys and values: what
    `nn.MultiheadAttention` computes, whose options and masks these are, with its parameters given.

    The input projections lie in ``in_proj_weight`` (3 E, E), or, if ``use_separate_proj_weight``, in the three others.
    ``static_k`` and ``static_v`` (N * heads, S, E / heads) take the place of projected keys and values.

    Shape: query ``(L, N, E)``, key ``(S, N, ...)`` and value ``(S, N, ...)``, or all without N, give ``(L, N, E)`` and
        the weights ``(N, L, S)``, per head unless ``average_attn_weights``; None without ``need_weights``.
    Dtype: floating, the same for all; the results have it.
    Raises: AssertionError for sizes that do not go together and missing weights; RuntimeError for masks of another
        shape and ``is_causal`` without a mask.
    Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.2.

    >>> import flambeau as torch
    >>> x, w = torch.ones(3, 1, 4), torch.eye(4)
    >>> out, weights = torch.nn.functional.multi_head_attention_forward(
    ...     x, x, x, 4, 2, torch.cat([w, w, w]), None, None, None, False, 0.0, w, None)
    >>> out.shape, weights.shape
    (torch.Size([3, 1, 4]), torch.Size([1, 3, 3]))
    """
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
                           "`generate_square_subsequent_mask` to create this mask.")
    batched = _check_inputs(query, key, value, key_padding_mask, attn_mask, embed_dim_to_check,
                            use_separate_proj_weight)
    head_dim = embed_dim_to_check // num_heads
    if head_dim * num_heads != embed_dim_to_check:
        raise AssertionError(f"embed_dim {embed_dim_to_check} not divisible by num_heads {num_heads}")
    if not batched:
        wanted = num_heads, query.shape[0], key.shape[0]
        if attn_mask is not None and attn_mask.dim() == 3 and tuple(attn_mask.shape) != wanted:
            raise AssertionError(f"Expected `attn_mask` shape to be {wanted} but got {attn_mask.shape}")
        same = query is key and key is value
        query = query.unsqueeze(1)
        key, value = (query, query) if same else (key.unsqueeze(1), value.unsqueeze(1))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    weights: Any = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else in_proj_weight
    if weights is None or (use_separate_proj_weight and None in weights):
        name = "a projection weight" if use_separate_proj_weight else "in_proj_weight"
        raise AssertionError(f"use_separate_proj_weight is {use_separate_proj_weight} but {name} is None")
    q, k, v = _projected((query, key, value), weights, in_proj_bias)
    length, batch = q.shape[0], q.shape[1]
    source = k.shape[0] if static_k is None else static_k.shape[1]
    mask = _merged_mask(q, source, num_heads, key_padding_mask, attn_mask)
    causal = is_causal and key_padding_mask is None and not need_weights
    if bias_k is not None and bias_v is not None:  # a learned position, which every query may see
        if static_k is not None or static_v is not None:
            raise AssertionError("bias cannot be added to static key or value.")
        k, v = cat([k, bias_k.expand(1, batch, -1)]), cat([v, bias_v.expand(1, batch, -1)])
        mask = None if mask is None else pad(mask, (0, 1))
    q, k, v = (_per_head(x, num_heads) for x in (q, k, v))
    if static_k is not None:
        k = _static(static_k, "static_k", batch, num_heads, head_dim)
    if static_v is not None:
        v = _static(static_v, "static_v", batch, num_heads, head_dim)
    if add_zero_attn:
        zero = k.new_zeros(batch, num_heads, 1, head_dim)
        k, v = cat([k, zero], 2), cat([v, zero], 2)
        mask = None if mask is None else pad(mask, (0, 1))
    dropout_p = dropout_p if training else 0.0
    shares = None
    if need_weights:
        scores = (q * math.sqrt(1.0 / head_dim)) @ k.transpose(-2, -1)
        shares = softmax(scores if mask is None else scores + mask, -1)
        shares = dropout(shares, dropout_p) if dropout_p > 0.0 else shares
        attended = shares @ v
    else:
        attended = scaled_dot_product_attention(q, k, v, None if causal else mask, dropout_p, causal)
    attended = attended.permute(2, 0, 1, 3).reshape(length * batch, embed_dim_to_check)
    output = linear(attended, out_proj_weight, out_proj_bias).view(length, batch, out_proj_weight.shape[0])
    if shares is not None and average_attn_weights:
        shares = shares.mean(1)
    if not batched:
        return output.squeeze(1), None if shares is None else shares.squeeze(0)
    return output, shares
