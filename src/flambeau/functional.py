"""PyTorch's other home of some top-level functions: ``torch.functional.einsum`` is ``torch.einsum``."""

from __future__ import annotations

from . import ops
from ._listing import listing

_names = (
    "atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes", "broadcast_tensors", "cartesian_prod",
    "cdist", "chain_matmul", "einsum", "meshgrid", "norm", "split", "tensordot", "unique", "unique_consecutive",
)  # fmt: skip
_exports = {**ops.exports(""), "broadcast_shapes": ops.broadcast.broadcast_shapes}
__all__ = [name for name in _names if name in _exports]
__dir__ = listing(globals())
globals().update({name: _exports[name] for name in __all__})
