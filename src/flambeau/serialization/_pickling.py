"""How tensors are pickled and copied."""

from __future__ import annotations

import copy
from typing import Any

from .. import _core
from .._core import Tensor
from .._storage import storage_from_bytes, tensor_from_storage
from ..utils.hooks import warn_if_has_hooks
from ._globals import as_kind, state_of, with_state
from ._names import dtype_name


def _unpickled(
    kind: type[Tensor],
    storage: Any,
    dtype: str,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    offset: int,
    requires_grad: bool,
    attributes: Any,
) -> Tensor:
    tensor = tensor_from_storage(storage, getattr(_core, dtype), size, stride, offset)
    tensor = as_kind(tensor, kind, requires_grad)
    return with_state(tensor, attributes)


def reduce_tensor(tensor: Tensor, protocol: int) -> tuple[Any, ...]:
    """What ``Tensor.__reduce_ex__`` returns. Tensors that share memory share it again if pickled together.

    The gradient, the graph and hooks stay behind; ``requires_grad``, the class and a user's attributes come along.
    """
    warn_if_has_hooks(tensor)
    layout = tuple(tensor.size()), tuple(tensor.stride()), tensor.storage_offset()
    attributes = state_of(tensor)
    storage, dtype = tensor.untyped_storage(), dtype_name(tensor.dtype)
    return _unpickled, (type(tensor), storage, dtype, *layout, tensor.requires_grad, attributes)


def deepcopy_tensor(tensor: Tensor, memo: dict[Any, Any]) -> Tensor:
    """What ``Tensor.__deepcopy__`` does: own memory (shared again within one deepcopy), class, attributes, gradient.

    Raises:
        RuntimeError: `tensor` was computed from others; only leaves can be copied.
    """
    if id(tensor) in memo:
        return memo[id(tensor)]  # type: ignore[no-any-return]
    if not tensor.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment. "
            f"deepcopy: a tensor of shape {tuple(tensor.shape)} has grad_fn {type(tensor.grad_fn).__name__} | "
            "copy tensor.detach() instead"
        )
    storage = _copied_storage(tensor.untyped_storage(), memo)
    warn_if_has_hooks(tensor)
    layout = tuple(tensor.size()), tuple(tensor.stride()), tensor.storage_offset()
    twin = tensor_from_storage(storage, tensor.dtype, *layout)
    twin = as_kind(twin, type(tensor), tensor.requires_grad)
    memo[id(tensor)] = twin
    if tensor.grad is not None:
        twin.grad = copy.deepcopy(tensor.grad, memo)
    attributes = state_of(tensor)
    return with_state(twin, copy.deepcopy(attributes, memo)) if attributes else twin


def _copied_storage(storage: Any, memo: dict[Any, Any]) -> Any:
    """One copy per storage and deepcopy; the original is kept in the memo so that its address is not used again."""
    key = ("storage", storage.data_ptr(), storage.nbytes())
    if storage.device.type == "meta":
        return storage
    if not storage.nbytes():
        return storage_from_bytes(b"")
    if key not in memo:
        memo[key] = storage, storage_from_bytes(bytes(memoryview(storage.bytes)))
    return memo[key][1]
