"""What the core calls in Python, connected in one place; `core/tensor/host.h` says what each function does."""

from __future__ import annotations

from typing import Any

from . import _core
from ._arguments import explanation
from ._tensor import as_tensor
from ._thread import taken
from ._warnings import from_core
from .autograd._strong_zero import cleared, cleared_tangent
from .autograd.anomaly_mode import note_traceback, report
from .autograd.graph import copy_slices, seen_through
from .autograd.names import known_as
from .ops import batching
from .ops.arithmetic import add
from .ops.define import op_named


def _show(tensor: _core.Tensor) -> str:
    from ._printing import tensor_repr  # not needed to compute

    return tensor_repr(tensor)


def _call_on_sparse(op: Any, args: tuple[Any, ...], in_place: bool) -> Any:
    from .sparse import answer_core  # most programs have no sparse tensors

    return answer_core(op, args, in_place)


_core.read_op(add)  # passes add to leaves in one step for other threads: nothing is to be read then


_core._connect(
    op_named=op_named,
    batch=batching.run,
    sparse=_call_on_sparse,
    seen_through=seen_through,
    copy_slices=copy_slices,
    strong_zero=cleared,
    strong_tangent=cleared_tangent,
    known_as=known_as,
    note_traceback=note_traceback,
    report_anomaly=report,
    carry_state=taken,
    explain=explanation,
    show=_show,
    as_tensor=as_tensor,
    warn=from_core,
)
