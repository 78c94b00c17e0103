"""Where storages are: what `save` notes of each, and what `load` does with that."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import Any

from .._storage import UntypedStorage, meta_storage
from .._typed_storage import TypedStorage
from ._errors import LoadError

__all__ = [
    "default_restore_location",
    "location_tag",
    "register_package",
    "validate_cuda_device",
    "validate_hpu_device",
]

Storage = UntypedStorage | TypedStorage
Tagger = Callable[[Any], str | None]
Deserializer = Callable[[Any, str], Any]


def _tag(storage: Any) -> str | None:
    kind = storage.device.type
    return kind if kind in ("cpu", "meta") else None


def _restored(storage: Any, location: str) -> Any:
    if location == "cpu":
        return storage
    if location == "meta":
        return meta_storage(storage.nbytes())
    if location.partition(":")[0] == "cuda":
        validate_cuda_device(location)
    return None


_registry: list[tuple[int, Tagger, Deserializer]] = [(10, _tag, _restored)]


def register_package(priority: int, tagger: Tagger, deserializer: Deserializer) -> None:
    """Let a program tell `save` and `load` of storages of its own.

    Args:
        priority: those with a lower one are asked first; storages on the CPU have 10.
        tagger: given a storage, the name of where it is, which the file notes; None where it does not know.
        deserializer: given a storage and that name, the storage where it belongs; None where it does not know.

    >>> from flambeau.serialization import _locations
    >>> register_package(20, lambda storage: None, lambda storage, location: None)
    >>> _locations._registry.pop()[0]
    20
    """
    bisect.insort(_registry, (priority, tagger, deserializer), key=lambda entry: entry[0])


def location_tag(storage: Storage) -> str:
    """The name of where a storage is, which files note.

    Raises: RuntimeError where nobody knows it; AttributeError for what is no storage.

    >>> import flambeau as torch
    >>> location_tag(torch.ones(2).untyped_storage())
    'cpu'
    """
    for _, tagger, _ in _registry:
        if location := tagger(storage):
            return location
    raise RuntimeError(f"don't know how to determine data location of {type(storage).__name__}")


def default_restore_location(storage: Any, location: str) -> Any:
    """``storage`` where a file says it was.

    Raises: LoadError, a RuntimeError, where there is no such place here.

    >>> import flambeau as torch
    >>> storage = torch.ones(2).untyped_storage()
    >>> default_restore_location(storage, "cpu") is storage
    True
    """
    for _, _, deserializer in _registry:
        if (placed := deserializer(storage, location)) is not None:
            return placed
    raise LoadError(
        f"don't know how to restore data location of {type(storage).__name__} (tagged with {location}) | load: this "
        "build computes on the CPU | pass map_location='cpu'"
    )


def _absent(kind: str, fact: str) -> LoadError:
    return LoadError(
        f"Attempting to deserialize object on a {kind} device but {fact}. If you are running on a CPU-only machine, "
        "please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."
    )


def validate_cuda_device(location: str) -> int:
    """Raises that there is no such device here.

    Raises: LoadError, a RuntimeError, always.

    >>> try:
    ...     validate_cuda_device("cuda:0")
    ... except RuntimeError as error:
    ...     print(str(error)[:49])
    Attempting to deserialize object on a CUDA device
    """
    raise _absent("CUDA", "torch.cuda.is_available() is False")


def validate_hpu_device(location: str) -> int:
    """Raises that there is no such device here.

    Raises: LoadError, a RuntimeError, always.

    >>> try:
    ...     validate_hpu_device("hpu:0")
    ... except RuntimeError as error:
    ...     print(str(error)[:48])
    Attempting to deserialize object on a HPU device
    """
    raise _absent("HPU", "there is none")
