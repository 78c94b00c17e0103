"""Memory that several processes see: anonymous files, mapped, which vanish with the last process that looks at them.

A segment has no name in the file system, so nothing is left behind when a process is killed, and the size of /dev/shm
is no limit. It travels as an open file descriptor.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from weakref import WeakValueDictionary

from . import _core
from ._core import Tensor

NAMED = "/dev/shm"  # files made here can be given a name later


class Segment:
    """A mapped file. A storage whose bytes lie in it keeps it alive, and with it the mapping."""

    __slots__ = ("__weakref__", "bytes", "descriptor", "former")

    def __init__(self, descriptor: int, size: int) -> None:
        """Maps ``size`` bytes of the file and owns its descriptor from now on."""
        self.descriptor = descriptor
        self.former: Tensor | None = None  # the bytes that a storage had before, where NumPy still looks at them
        self.bytes = _core.map_shared(descriptor, size)

    def forget_descriptor(self) -> None:
        """Closes the file; the mapping stays. A program may hold more tensors than it may open files."""
        os.close(self.descriptor)
        self.descriptor = -1

    def storage(self, offset: int, size: int) -> Tensor:
        """A new storage over part of it, as a uint8 tensor."""
        address = self.bytes.data_ptr() + offset
        _segments[address] = self
        return _core.tensor_from_pointer(address, (size,), None, _core.uint8, self)

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        if self.descriptor >= 0:
            close(self.descriptor)


# By the address at which a storage's bytes begin.
_segments: WeakValueDictionary[int, Segment] = WeakValueDictionary()


def anonymous_file(size: int, linkable: bool = False) -> int:
    """The descriptor of a new nameless file of ``size`` bytes in memory; `os.link` can name a linkable one."""
    if linkable:
        descriptor = os.open(NAMED, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    else:
        descriptor = os.memfd_create("flambeau")
    try:
        if linkable:
            os.posix_fallocate(descriptor, 0, size)  # an error now, not a signal when the bytes are written
        else:
            os.ftruncate(descriptor, size)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def segment_of(tensor: Tensor) -> Segment | None:
    """Where the tensor's storage lies; None if in memory of its own."""
    return _segments.get(tensor._storage_bytes().data_ptr()) if _segments else None


def moved_to_segment(tensor: Tensor, linkable: bool = False) -> Segment:
    """The segment with the tensor's storage and an open descriptor; the storage is moved to a new one if need be."""
    segment = segment_of(tensor)
    if segment is not None and segment.descriptor >= 0:
        return segment
    size = max(1, tensor._storage_bytes().numel())
    segment = Segment(anonymous_file(size, linkable), size)
    segment.former = tensor._move_bytes(segment.bytes, segment)
    _segments[segment.bytes.data_ptr()] = segment
    return segment


def require_leaf(tensor: Tensor) -> None:
    """RuntimeError for a tensor that was computed from others and requires grad: graphs stay in their process."""
    if tensor.requires_grad and not tensor.is_leaf:
        raise RuntimeError(
            "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd does not support "
            "crossing process boundaries.  If you just want to transfer the data, call detach() on the tensor before "
            "serializing (e.g., putting it on the queue)."
        )


def empty_in_segment(shape: tuple[int, ...], dtype: _core.dtype) -> Tensor:
    """An uninitialised tensor in shared memory."""
    tensor = _core.tensor_from_data([], dtype)._resize((0,))
    size = dtype.itemsize
    for length in shape:
        size *= length
    if not size:
        return tensor._resize(shape)
    segment = Segment(anonymous_file(size), size)
    storage = segment.storage(0, size)
    return storage.view(dtype).view(shape)


def is_shared(self: Tensor) -> bool:
    """Whether its storage lies in memory that other processes can see.

    >>> import flambeau as torch
    >>> torch.zeros(3).is_shared()
    False
    """
    return segment_of(self) is not None
