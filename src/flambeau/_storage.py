"""`UntypedStorage`: the bytes that tensors view, as an object of its own."""

from __future__ import annotations

import os
from typing import Any
from weakref import WeakValueDictionary

from . import _core
from ._arguments import explain_methods
from ._core import Tensor, dtype


def _opened_or_made(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o666)


class UntypedStorage:
    """The memory behind one or several tensors, in bytes; asking twice for it gives the same object.

    >>> import flambeau as torch
    >>> x = torch.zeros(3)
    >>> x.untyped_storage().nbytes(), x[1:].untyped_storage() is x.untyped_storage()
    (12, True)
    """

    __slots__ = ("__weakref__", "bytes")

    def __init__(self, size: int = 0, *, _bytes: Tensor | None = None) -> None:
        self.bytes = _core.tensor_from_data([0] * size, _core.uint8) if _bytes is None else _bytes

    def data_ptr(self) -> int:
        """The address of the first byte; 0 when empty."""
        return int(self.bytes.data_ptr())

    def nbytes(self) -> int:
        """The number of bytes."""
        return int(self.bytes.numel())

    size = nbytes
    __len__ = nbytes

    def untyped(self) -> UntypedStorage:
        """Itself, as `TypedStorage.untyped` gives what it is made of."""
        return self

    def tolist(self) -> list[int]:
        """The bytes as ints."""
        return list(self.bytes.tolist())

    def __reduce__(self) -> tuple[Any, ...]:
        content: Any = self.bytes
        if content.is_meta:
            return meta_storage, (self.nbytes(),)
        return storage_from_bytes, (bytes(memoryview(content)),)

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def __getitem__(self, index: int | slice) -> Any:
        part: Any = self.bytes[index]
        return storage_from_buffer(part, copy=False) if isinstance(index, slice) else int(part.item())

    @classmethod
    def from_file(cls, filename: str, shared: bool = False, nbytes: int = 0) -> UntypedStorage:
        """The first ``nbytes`` of a file, mapped: read when they are first used. Writes are the file's if ``shared``.

        Raises: TypeError for what is no path; RuntimeError for a file that cannot be opened, and for one that is
            shorter and not ``shared``, which else is made, and made longer.

        >>> import flambeau as torch, tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     _ = file.write(bytes([1, 2, 3])), file.flush()
        ...     torch.UntypedStorage.from_file(file.name, nbytes=3).tolist()
        [1, 2, 3]
        """
        import mmap

        path = os.fspath(filename)  # a number would be a descriptor of the process, which closing the file closes
        try:
            file = open(path, "r+b", opener=_opened_or_made) if shared else open(path, "rb")  # noqa: SIM115 - closed below
        except OSError as error:
            mode = "read-write" if shared else "read-only"
            raise RuntimeError(
                f"unable to open file <{path}> in {mode} mode: {error.strerror} ({error.errno})"
            ) from None
        with file:
            there = os.fstat(file.fileno()).st_size
            if shared and there < nbytes:
                file.truncate(nbytes)
            elif there < nbytes:
                raise RuntimeError(f"file <{path}> size <{there}> is smaller than the required mapping size <{nbytes}>")
            if not nbytes:
                return cls()
            access = mmap.ACCESS_WRITE if shared else mmap.ACCESS_COPY
            return storage_from_buffer(mmap.mmap(file.fileno(), nbytes, access=access), copy=False)

    @classmethod
    def from_buffer(
        cls, buffer: Any, byte_order: str = "native", count: int = -1, offset: int = 0, *, dtype: dtype
    ) -> UntypedStorage:
        """A copy of ``count`` elements of ``dtype`` (by default all) that begin ``offset`` bytes into an object with
        Python's buffer protocol, where their bytes lie in ``byte_order``, "big", "little" or "native".

        Raises: ValueError for another order, and for a count or an offset that the buffer's length does not allow.

        >>> import flambeau as torch
        >>> torch.UntypedStorage.from_buffer(bytes([0, 1]), "big", dtype=torch.int16).tolist()
        [1, 0]
        """
        import sys

        if byte_order not in ("big", "little", "native"):
            raise ValueError(f"invalid byte_order '{byte_order}' (expected 'big', 'little', or 'native')")
        content = memoryview(buffer).cast("B")
        length, size = content.nbytes, dtype.itemsize
        if not 0 <= offset <= length:
            raise ValueError(
                f"offset must be non-negative and no greater than buffer length ({length}), but got {offset}"
            )
        if count < 0:
            if (length - offset) % size:
                raise ValueError(f"buffer size ({length - offset}) must be a multiple of element size ({size})")
            count = (length - offset) // size
        if offset + count * size > length:
            there = length - offset
            raise ValueError(
                f"buffer has only {there} bytes after offset {offset}, but {count} elements were asked for"
            )
        taken = bytearray(content[offset : offset + count * size])
        if byte_order not in ("native", sys.byteorder):
            part = size // 2 if dtype.is_complex else size
            taken[:] = b"".join(taken[k : k + part][::-1] for k in range(0, len(taken), part))
        return storage_from_buffer(taken, copy=True)

    @property
    def device(self) -> Any:
        """Where the bytes are."""
        return self.bytes.device

    def __repr__(self) -> str:
        return f"[torch.UntypedStorage of size {self.nbytes()}]"


_known: WeakValueDictionary[int, UntypedStorage] = WeakValueDictionary()


def untyped_storage(self: Tensor) -> UntypedStorage:
    """The memory this tensor views."""
    whole = self._storage_bytes()
    address = whole.data_ptr()
    found = _known.get(address)
    if found is None or found.data_ptr() != address or found.nbytes() != whole.numel():  # it may have been moved
        found = UntypedStorage(_bytes=whole)
        if address:
            _known[address] = found
    return found


def storage_from_buffer(buffer: Any, *, copy: bool) -> UntypedStorage:
    """A storage holding the bytes of ``buffer``: a copy of them, or (writable buffers) those bytes themselves."""
    view = memoryview(buffer).cast("B")
    whole = UntypedStorage(0, _bytes=_core.bytes_tensor(view, copy))
    if whole.data_ptr():
        _known[whole.data_ptr()] = whole
    return whole


def storage_from_bytes(content: bytes) -> UntypedStorage:
    """A storage with a copy of these bytes."""
    return storage_from_buffer(content, copy=True)


def meta_storage(size: int) -> UntypedStorage:
    made: Any = _core.tensor_from_data([], _core.uint8)
    return UntypedStorage(_bytes=made.new_empty((size,), device="meta"))


def tensor_from_storage(storage: UntypedStorage, kind: dtype, size: Any, stride: Any, offset: int) -> Tensor:
    """A tensor over part of a storage; sizes, strides and offset count elements and are checked to lie within it."""
    return _core.tensor_from_bytes(storage.bytes, kind, tuple(size), tuple(stride), offset)


explain_methods(UntypedStorage)
