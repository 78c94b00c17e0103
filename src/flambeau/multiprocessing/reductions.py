"""How storages travel to another process: by reference to a file in memory, in one of two ways.

``file_descriptor``: the file has no name; its descriptor is handed over. Nothing can be left behind, but a tensor that
is still under way is lost when the process that sent it ends.

``file_system``: a new name in /dev/shm is made for every time the storage is sent; the receiver removes it. The sender
may end before. `multiprocessing`'s resource tracker removes the names that nobody has received when the last process
ends.
"""

from __future__ import annotations

import os
import secrets
from multiprocessing import resource_tracker
from multiprocessing.reduction import DupFd, ForkingPickler
from typing import Any
from weakref import WeakValueDictionary

from .._core import Tensor
from .._shared import NAMED, Segment, moved_to_segment, require_leaf
from .._storage import UntypedStorage, storage_from_bytes
from ..nn import Parameter

__all__ = ["get_all_sharing_strategies", "get_sharing_strategy", "set_sharing_strategy"]

_strategy = "file_descriptor"


def get_all_sharing_strategies() -> set[str]:
    """The ways in which tensors can be shared: "file_descriptor" and "file_system"."""
    return {"file_descriptor", "file_system"}


def get_sharing_strategy() -> str:
    """The way in which this process sends tensors; "file_descriptor" unless changed."""
    return _strategy


def set_sharing_strategy(new_strategy: str) -> None:
    """Chooses the way in which this process sends tensors.

    With "file_descriptor" nothing can be left behind in /dev/shm, and the sender has to live until a tensor has
    arrived; with "file_system" it may end before. Choose before starting processes and before sharing tensors: those
    that are shared already go on to travel as they did.

    Raises:
        ValueError: another name.
    """
    global _strategy
    if not isinstance(new_strategy, str) or new_strategy not in get_all_sharing_strategies():
        raise ValueError(
            f"set_sharing_strategy: {new_strategy!r} is none | choose one of {sorted(get_all_sharing_strategies())}"
        )
    _strategy = new_strategy
    if new_strategy == "file_system":
        resource_tracker.ensure_running()  # before processes are forked, so that they share it


# What this process knows of files: a storage that arrives a second time is the same storage.
_received: WeakValueDictionary[tuple[int, int], Segment] = WeakValueDictionary()
_storages: WeakValueDictionary[tuple[int, int], UntypedStorage] = WeakValueDictionary()


def _reduce_storage(storage: UntypedStorage) -> tuple[Any, ...]:
    size = storage.nbytes()
    if size == 0:
        return storage_from_bytes, (b"",)
    if storage.bytes.is_meta:
        return storage.__reduce__()
    by_name = _strategy == "file_system"
    segment = moved_to_segment(storage.bytes, linkable=by_name)
    key = _key(segment.descriptor)
    _received[key], _storages[key] = segment, storage
    if by_name and (name := _named(segment.descriptor)):
        return _from_name, (name, _tracker(), size)
    return _from_descriptor, (DupFd(segment.descriptor), size)


def _key(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino


def _named(descriptor: int) -> str | None:
    """A new name for the file; None for one that was made without the possibility."""
    name = f"/flambeau-{os.getpid()}-{secrets.token_hex(8)}"
    resource_tracker.register(name, "shared_memory")  # first, so that no moment is left in which it could stay behind
    try:
        # Without a folder Python does not follow the link; the path being absolute, it does not matter which.
        os.link(f"/proc/self/fd/{descriptor}", f"{NAMED}{name}", src_dir_fd=descriptor)
    except OSError:
        resource_tracker.unregister(name, "shared_memory")
        return None
    return name


def _tracker() -> int:
    """Which resource tracker this process talks to: processes of one family usually share one."""
    return os.fstat(resource_tracker.getfd() or 0).st_ino


def _from_name(name: str, tracker: int, size: int) -> UntypedStorage:
    descriptor = os.open(f"{NAMED}{name}", os.O_RDWR | os.O_CLOEXEC)
    os.unlink(f"{NAMED}{name}")
    if tracker == _tracker():
        resource_tracker.unregister(name, "shared_memory")
    return _mapped(descriptor, size)


def _from_descriptor(descriptor: Any, size: int) -> UntypedStorage:
    try:
        return _mapped(descriptor.detach(), size)
    except (ConnectionError, FileNotFoundError, EOFError) as error:
        raise RuntimeError(
            "multiprocessing: the process that sent a tensor has ended before the tensor was received | let it wait "
            'for the receiver, or call multiprocessing.set_sharing_strategy("file_system") in it'
        ) from error


def _mapped(descriptor: int, size: int) -> UntypedStorage:
    key = _key(descriptor)
    storage = _storages.get(key)
    if storage is not None:
        os.close(descriptor)
        return storage
    segment = _received.get(key)
    if segment is None:
        segment = _received[key] = Segment(descriptor, size)
    else:
        os.close(descriptor)
    storage = _storages[key] = UntypedStorage(_bytes=segment.storage(0, size))
    return storage


def _reduce_tensor(tensor: Tensor) -> Any:
    require_leaf(tensor)
    return share(tensor).__reduce_ex__(2)


def share(tensor: Tensor) -> Tensor:
    """What ``Tensor.share_memory_`` does."""
    if not tensor.is_meta:
        moved_to_segment(tensor, linkable=_strategy == "file_system")
    return tensor


def register() -> None:
    """Makes `multiprocessing` send storages, and the tensors over them, by reference."""
    ForkingPickler.register(UntypedStorage, _reduce_storage)
    ForkingPickler.register(Tensor, _reduce_tensor)
    ForkingPickler.register(Parameter, _reduce_tensor)
