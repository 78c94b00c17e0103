"""``MultiheadAttention``."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import empty
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
        batched = query.dim() == 3
        if self.batch_first and batched:
            same = query is key and key is value
            query = query.transpose(0, 1)
            key, value = (query, query) if same else (key.transpose(0, 1), value.transpose(0, 1))
        output, weights = F.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            self.training,
            key_padding_mask,
            need_weights,
            attn_mask,
            not self._qkv_same_embed_dim,
            self.q_proj_weight,
            self.k_proj_weight,
            self.v_proj_weight,
            None,
            None,
            average_attn_weights,
            is_causal,
        )
        return output.transpose(0, 1) if self.batch_first and batched else output, weights


explain_module(globals())
