"""Settings of `save` and `load`, for the whole program or a block of it."""

from __future__ import annotations

import enum
import mmap
import sys
import threading
from types import TracebackType
from typing import Self

__all__ = [
    "LoadEndianness",
    "get_crc32_options",
    "get_default_load_endianness",
    "get_default_mmap_options",
    "set_crc32_options",
    "set_default_load_endianness",
    "set_default_mmap_options",
    "skip_data",
]


class LoadEndianness(enum.Enum):
    """The order of bytes in files that do not say it: this machine's, the lowest first, or the highest first."""

    NATIVE = 1
    LITTLE = 2
    BIG = 3


class _Settings(threading.local):
    """What holds in a thread alone."""

    skip = False


_settings = _Settings()
_order: LoadEndianness | None = None
_mmap_flags = mmap.MAP_PRIVATE
_sums = True


def get_default_load_endianness() -> LoadEndianness | None:
    """What `set_default_load_endianness` has set; None for the lowest byte first.

    >>> get_default_load_endianness() is None
    True
    """
    return _order


def set_default_load_endianness(endianness: LoadEndianness | None) -> None:
    """Say in which order `load` takes the bytes of numbers in files that do not say it, which PyTorch before 2.1 wrote.

    Raises: TypeError for what is no `LoadEndianness`, nor None.

    >>> set_default_load_endianness(LoadEndianness.NATIVE)
    >>> set_default_load_endianness(None)
    """
    global _order
    if endianness is not None and not isinstance(endianness, LoadEndianness):
        raise TypeError(
            "Invalid argument type in function set_default_load_endianness | endianness is a "
            f"{type(endianness).__name__}, where a LoadEndianness or None is expected"
        )
    _order = endianness


def byteorder_of_old_files() -> str:
    """ "little" or "big"."""
    names: dict[LoadEndianness | None, str] = {LoadEndianness.NATIVE: sys.byteorder, LoadEndianness.BIG: "big"}
    return names.get(_order, "little")


def get_default_mmap_options() -> int:
    """The flags with which ``load(mmap=True)`` maps files.

    >>> import mmap
    >>> get_default_mmap_options() == mmap.MAP_PRIVATE
    True
    """
    return _mmap_flags


class set_default_mmap_options:
    """Choose how ``load(mmap=True)`` maps files: at once, or for a ``with`` block.

    Args:
        flags: ``mmap.MAP_PRIVATE``, with which writing to a tensor does not change the file, or ``mmap.MAP_SHARED``,
            with which it does.

    Raises: ValueError for other flags.

    >>> import mmap
    >>> with set_default_mmap_options(mmap.MAP_SHARED):
    ...     get_default_mmap_options() == mmap.MAP_SHARED
    True
    """

    def __init__(self, flags: int) -> None:
        global _mmap_flags
        if flags not in (mmap.MAP_PRIVATE, mmap.MAP_SHARED):
            raise ValueError(
                "Invalid argument in function set_default_mmap_options, expected mmap.MAP_PRIVATE or mmap.MAP_SHARED, "
                f"but got {flags}"
            )
        self.prev = _mmap_flags
        _mmap_flags = flags

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _mmap_flags
        _mmap_flags = self.prev


def get_crc32_options() -> bool:
    """Whether `save` notes the sum (CRC-32) of each record.

    >>> get_crc32_options()
    True
    """
    return _sums


def set_crc32_options(compute_crc32: bool) -> None:
    """Say whether `save` notes the sum (CRC-32) of each record. Without, `load` cannot tell that a file is damaged, and
    programs that unpack archives may complain.

    >>> set_crc32_options(True)
    """
    global _sums
    _sums = compute_crc32


class skip_data:
    """A block in which `save` leaves room for the elements of tensors and does not write them, and `load` makes tensors
    and does not read their elements, whose values are then whatever the memory holds.

    Args:
        materialize_fake_tensors: accepted; there are no such tensors.

    Raises: RuntimeError from `save` in the form of before PyTorch 1.6.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> with skip_data():
    ...     flambeau.save(flambeau.ones(2), file)
    >>> flambeau.load(file)
    tensor([0., 0.])
    """

    def __init__(self, materialize_fake_tensors: bool = False) -> None:
        self.materialize_fake_tensors = materialize_fake_tensors

    def __enter__(self) -> Self:
        self._before = _settings.skip
        _settings.skip = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _settings.skip = self._before


def skipping() -> bool:
    """Whether this thread is in a `skip_data` block."""
    return _settings.skip
