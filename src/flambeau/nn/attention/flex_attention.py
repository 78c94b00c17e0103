"""Attention whose scores a function changes, which is compiled elsewhere: not offered."""

from __future__ import annotations

from ..._absent import refusing_all, refusing_class

_DEFAULT_SPARSE_BLOCK_SIZE = 128
_SENTENCE = "flambeau has no flex attention | give scaled_dot_product_attention an attn_mask with the changes"
globals().update(
    refusing_all(
        "flex_attention create_block_mask create_mask create_nested_block_mask and_masks or_masks noop_mask",
        __name__,
        RuntimeError,
        _SENTENCE,
    )
)
BlockMask, AuxRequest, AuxOutput, FlexKernelOptions = (
    refusing_class(name, __name__, RuntimeError, _SENTENCE)
    for name in ("BlockMask", "AuxRequest", "AuxOutput", "FlexKernelOptions")
)
