"""Tensors over memory that others hold: `frombuffer`, `from_file` and `asarray`."""

from __future__ import annotations

import warnings
from typing import Any

from . import _core, _types
from ._arguments import explain_module
from ._core import Tensor, dtype
from ._storage import UntypedStorage, storage_from_buffer
from ._tensor import as_tensor, from_dlpack, tensor
from ._typed_storage import TypedStorage
from ._warnings import warn_once

__all__ = ["asarray", "from_file", "frombuffer"]


def frombuffer(buffer: Any, *, dtype: dtype, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A 1-D tensor over the memory of an object with Python's buffer protocol, from byte ``offset`` on.

    Writes are seen on both sides. Of memory that must not be written (``bytes``) it holds a copy.

    Shape: ``(count,)``; without a count, as many elements as there are.
    Dtype: ``dtype``.
    Raises: ValueError for an object without the protocol, and for a count or an offset that its length does not allow;
        RuntimeError for memory with gaps, and for ``requires_grad`` with a bool or integer dtype.

    >>> import flambeau as torch
    >>> torch.frombuffer(bytearray([1, 0, 2, 0]), dtype=torch.int16)
    tensor([1, 2], dtype=torch.int16)
    """
    try:
        view = memoryview(buffer)
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    if not view.c_contiguous:
        raise RuntimeError("could not retrieve buffer from object: its memory has gaps | give a contiguous copy")
    if view.readonly:
        warn_once("The given buffer is not writable. The tensor holds a copy of it, to which writes go.")
    size = dtype.itemsize
    count = _checked_count(view.nbytes, size, count, offset)
    storage = storage_from_buffer(view.cast("B") if view.nbytes else view, copy=view.readonly)
    part = storage.bytes[offset : offset + count * size]
    if part.data_ptr() % size:
        part = part.clone()  # kernels read whole elements
    made = part.view(dtype)
    return made.requires_grad_() if requires_grad else made


def from_file(
    filename: str,
    shared: bool | None = None,
    size: int = 0,
    *,
    dtype: dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
) -> Tensor:
    """The first ``size`` elements of a file, mapped: read when first used. Writes are the file's if ``shared``.

    Shape: ``(size,)``.
    Dtype: ``dtype``, by default the default one.
    Raises: TypeError for what is no path; RuntimeError for a negative size, a file that cannot be opened, and one that
        is shorter and not ``shared``, which else is made, and made longer; NotImplementedError for another device than
        the CPU and another layout than strided.

    >>> import flambeau as torch, tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(bytes([1, 2, 3])), file.flush()
    ...     torch.from_file(file.name, size=2, dtype=torch.uint8)
    tensor([1, 2], dtype=torch.uint8)
    """
    if device is not None and _types.device(device).type != "cpu":
        raise NotImplementedError(f"from_file: a file is mapped to the CPU's memory, not to {device}'s")
    if pin_memory:
        raise RuntimeError("from_file: Cannot access accelerator device when none is available.")
    if layout not in (None, _types.strided):
        raise NotImplementedError(f"from_file: layout is {layout} | a file's elements are strided: torch.strided")
    if size < 0:
        raise RuntimeError(f"from_file: size is {size} | it must not be negative")
    kind = _core.get_default_dtype() if dtype is None else dtype
    return UntypedStorage.from_file(filename, bool(shared), size * kind.itemsize).bytes.view(kind)


def _checked_count(length: int, size: int, count: int, offset: int) -> int:
    """How many elements of ``size`` bytes to take of ``length`` bytes."""
    if not length or not count:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} bytes) minus 1"
        )
    if count < 0:
        if (length - offset) % size:
            raise ValueError(
                f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a multiple of element "
                f"size ({size})"
            )
        return (length - offset) // size
    if offset + count * size > length:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must not be greater than "
            f"actual buffer length ({length} bytes)"
        )
    return count


def asarray(
    obj: Any,
    *,
    dtype: dtype | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """``obj`` as a tensor, over the same memory where that can be: a tensor, an array, what speaks DLPack, a buffer.

    A sequence or a number is copied. ``copy`` True always copies, False never does. What is no tensor's history is not
    kept: without ``requires_grad`` a tensor's own stays.

    Shape: that of ``obj``; of a buffer a vector of elements of ``dtype``.
    Dtype: ``dtype``; without it that of ``obj``, as `tensor` finds it, and the default dtype for a buffer.
    Raises: ValueError where ``copy`` is False and the memory cannot be shared; RuntimeError for what is no data.

    >>> import numpy, flambeau as torch
    >>> array = numpy.zeros(2)
    >>> torch.asarray(array)[0] = 1
    >>> array
    array([1., 0.])
    """
    shared = _sharing(obj, dtype)
    if shared is None:
        if copy is False:
            raise ValueError("can't alias arbitrary sequence into a tensor.")
        return tensor(obj, dtype=dtype, device=device, requires_grad=bool(requires_grad))
    wanted = shared.dtype if dtype is None else as_tensor([], dtype=dtype).dtype
    elsewhere = device is not None and _types.device(device).type != shared.device.type
    if copy is False and wanted is not shared.dtype:
        raise ValueError(f"can't alias tensor with dtype '{shared.dtype}' into dtype '{wanted}'.")
    if copy is False and elsewhere:
        raise ValueError(f"can't alias tensor from device '{shared.device}' to '{device}'.")
    made = shared.to(wanted) if device is None else shared.to(device, wanted)
    if copy and made is shared:
        made = made.clone()
    if requires_grad is None:
        if isinstance(obj, Tensor) and obj.requires_grad:
            warnings.warn(
                "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. Pass "
                "requires_grad=False explicitly to get the old behavior and silence this warning.",
                UserWarning,
                stacklevel=2,
            )
        return made
    if requires_grad:
        return made if made.requires_grad else made.requires_grad_()
    return made.detach() if made.requires_grad else made


def _sharing(obj: Any, dtype: dtype | None) -> Tensor | None:
    """A tensor over the memory of ``obj``; None where there is none to share."""
    if isinstance(obj, Tensor):
        return obj
    if isinstance(obj, TypedStorage | UntypedStorage):
        typed = obj if isinstance(obj, TypedStorage) else TypedStorage(wrap_storage=obj, dtype=_core.uint8)
        return typed.elements
    if hasattr(obj, "__array_interface__") and hasattr(obj, "strides"):
        return as_tensor(obj)
    if hasattr(obj, "__dlpack__") or type(obj).__name__ == "PyCapsule":
        return from_dlpack(obj)
    try:
        memoryview(obj)
    except TypeError:
        return None
    return frombuffer(obj, dtype=_core.get_default_dtype() if dtype is None else dtype)


explain_module(globals())
