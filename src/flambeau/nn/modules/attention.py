"""``MultiheadAttention``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ... import _core
from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat, empty, zeros
from ..._warnings import warn
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .linear import NonDynamicallyQuantizableLinear
from .module import Module

__all__ = ["MultiheadAttention"]


class MultiheadAttention(Module):
    """``softmax(Q Kᵀ / √d) V`` in ``num_heads`` heads of projected queries, keys and values, d being the width of a
    head; the heads' results are concatenated and projected.

    In masks, true (or −∞, added) forbids: ``attn_mask`` (L, S) or (N·heads, L, S) per pair of positions,
    ``key_padding_mask`` (N, S) per key. ``is_causal`` promises that ``attn_mask`` hides the future. ``dropout`` drops
    weights in training. Projections start Xavier-uniform, biases at 0.

    Shape: ``query`` (L, N, embed_dim), ``key`` (S, N, kdim), ``value`` (S, N, vdim), or (N, L, …) with ``batch_first``,
        or without N → the output, shaped as the query, and the weights (N, L, S), averaged over the heads unless
        ``average_attn_weights=False``; None with ``need_weights=False``.
    Dtype: that of the weights, for all three; the results have it.
    Raises: ValueError unless ``embed_dim`` and ``num_heads`` are positive; AssertionError unless heads divide
        ``embed_dim``, and for queries, keys and values whose sizes do not go together; RuntimeError for another dtype,
        a mask of another shape, and ``is_causal`` without a mask.
    Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.2 and equation 1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> x = flambeau.ones(5, 2, 8)
    >>> output, weights = nn.MultiheadAttention(8, num_heads=2)(x, x, x)
    >>> tuple(output.shape), tuple(weights.shape)
    ((5, 2, 8), (2, 5, 5))
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                "embed_dim and num_heads must be greater than 0, "
                f"got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        apart = {"q_proj_weight": embed_dim, "k_proj_weight": self.kdim, "v_proj_weight": self.vdim}
        if self._qkv_same_embed_dim:
            self.in_proj_weight = Parameter(empty((3 * embed_dim, embed_dim), **made))
            for name in apart:
                self.register_parameter(name, None)
        else:
            for name, width in apart.items():
                setattr(self, name, Parameter(empty((embed_dim, width), **made)))
            self.register_parameter("in_proj_weight", None)
        self.register_parameter("in_proj_bias", Parameter(empty(3 * embed_dim, **made)) if bias else None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, **made)
        for name in ("bias_k", "bias_v"):
            values = Parameter(empty((1, 1, embed_dim), **made)) if add_bias_kv else None
            self.register_parameter(name, values)
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        if is_causal and attn_mask is None:
            raise RuntimeError(
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
                "`generate_square_subsequent_mask` to create this mask."
            )
        batched = self._check_inputs(query, key, value, key_padding_mask)
        if not batched:
            query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
            key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
        elif self.batch_first:
            query, key, value = (tensor.transpose(0, 1) for tensor in (query, key, value))
        q, k, v = self._project(query, key, value)
        mask = self._merged_mask(q, k, key_padding_mask, attn_mask)
        causal = is_causal and key_padding_mask is None and not need_weights
        k, v, mask = self._extend(k, v, mask)
        q, k, v = (self._heads(tensor) for tensor in (q, k, v))
        dropout = self.dropout if self.training else 0.0
        weights = None
        if need_weights:
            scores = (q * math.sqrt(1.0 / self.head_dim)) @ k.transpose(-2, -1)
            weights = F.softmax(scores if mask is None else scores + mask, -1)
            if dropout > 0.0:
                weights = F.dropout(weights, dropout)
            attended = weights @ v
        else:
            attended = F.scaled_dot_product_attention(q, k, v, None if causal else mask, dropout, causal)
        length, batch = query.shape[0], query.shape[1]
        attended = attended.permute(2, 0, 1, 3).reshape(length * batch, self.embed_dim)
        output = F.linear(attended, self.out_proj.weight, self.out_proj.bias).view(length, batch, self.embed_dim)
        if weights is not None and average_attn_weights:
            weights = weights.mean(1)
        if not batched:
            return output.squeeze(1), None if weights is None else weights.squeeze(0)
        return output.transpose(0, 1) if self.batch_first else output, weights

    def _check_inputs(self, query: Tensor, key: Tensor, value: Tensor, padding: Tensor | None) -> bool:
        """Say whether the input has a batch dimension; raise if the shapes do not go together."""
        dims = query.dim()
        if dims not in (2, 3):
            raise AssertionError(
                f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor"
            )
        kind = "batched (3-D)" if dims == 3 else "unbatched (2-D)"
        if key.dim() != dims or value.dim() != dims:
            raise AssertionError(
                f"For {kind} `query`, expected `key` and `value` to be {dims}-D but found {key.dim()}-D and "
                f"{value.dim()}-D tensors respectively"
            )
        if padding is not None and padding.dim() != dims - 1:
            raise AssertionError(
                f"For {kind} `query`, expected `key_padding_mask` to be `None` or {dims - 1}-D but found "
                f"{padding.dim()}-D tensor instead"
            )
        if query.shape[-1] != self.embed_dim:
            raise AssertionError(f"was expecting embedding dimension of {self.embed_dim}, but got {query.shape[-1]}")
        if key.shape[:-1] != value.shape[:-1]:
            raise AssertionError(
                f"key's sequence and batch dims {key.shape[:-1]} do not match value's {value.shape[:-1]}"
            )
        return bool(dims == 3)

    def _project(self, query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, ...]:
        biases: Sequence[Any] = (None, None, None) if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
        weights: Sequence[Any]
        if not self._qkv_same_embed_dim:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        elif query is key and key is value:  # one product instead of three
            return tuple(F.linear(query, self.in_proj_weight, self.in_proj_bias).chunk(3, -1))
        else:
            weights = self.in_proj_weight.chunk(3)
        inputs = (query, key, value)
        return tuple(F.linear(x, weight, bias) for x, weight, bias in zip(inputs, weights, biases, strict=True))

    def _heads(self, tensor: Tensor) -> Tensor:
        """(L, N, E) -> (N, heads, L, head_dim)"""
        length, batch = tensor.shape[0], tensor.shape[1]
        return tensor.reshape(length, batch, self.num_heads, self.head_dim).permute(1, 2, 0, 3)

    def _merged_mask(
        self, query: Tensor, key: Tensor, padding: Tensor | None, attention: Tensor | None
    ) -> Tensor | None:
        """Both masks as one float mask to be added to the scores (N, heads, L, S)."""
        length, batch = query.shape[0], query.shape[1]
        source = key.shape[0]
        merged = None
        if attention is not None:
            merged = _float_mask(attention, "attn_mask", query.dtype)
            if merged.dim() == 2:
                if tuple(merged.shape) != (length, source):
                    raise RuntimeError(
                        f"The shape of the 2D attn_mask is {merged.shape}, but should be {(length, source)}."
                    )
            elif merged.dim() == 3:
                wanted = (batch * self.num_heads, length, source)
                if tuple(merged.shape) != wanted:
                    raise RuntimeError(f"The shape of the 3D attn_mask is {merged.shape}, but should be {wanted}.")
                merged = merged.view(batch, self.num_heads, length, source)
            else:
                raise RuntimeError(f"attn_mask's dimension {merged.dim()} is not supported")
        if padding is not None:
            if tuple(padding.shape) != (batch, source):
                raise AssertionError(
                    f"expecting key_padding_mask shape of {(batch, source)}, but got {tuple(padding.shape)}"
                )
            if attention is not None and attention.dtype != padding.dtype:
                warn(
                    "Support for mismatched key_padding_mask and attn_mask is deprecated. "
                    "Use same type for both instead."
                )
            hidden = _float_mask(padding, "key_padding_mask", query.dtype).view(batch, 1, 1, source)
            merged = hidden if merged is None else merged + hidden
        return merged

    def _extend(self, key: Tensor, value: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor | None]:
        """Add the learned and the zero position, which every query may see, behind keys and values."""
        batch = key.shape[1]
        if self.bias_k is not None and self.bias_v is not None:
            key = cat([key, self.bias_k.expand(1, batch, -1)])
            value = cat([value, self.bias_v.expand(1, batch, -1)])
            mask = None if mask is None else F.pad(mask, (0, 1))
        if self.add_zero_attn:
            zero = key.new_zeros(1, batch, self.embed_dim)
            key, value = cat([key, zero]), cat([value, zero])
            mask = None if mask is None else F.pad(mask, (0, 1))
        return key, value, mask


def _float_mask(mask: Tensor, name: str, dtype: Any) -> Tensor:
    if mask.dtype == _core.bool:
        return zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(mask, -math.inf)
    if not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return mask


explain_module(globals())
