"""MPI's start: found, initialised once, and told by a launcher or by a store who takes part."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import socket
import stat
from datetime import timedelta
from typing import Any

from .errors import DistError, DistStoreError
from .pmi import answer_mpi, take_leave
from .stores import PrefixStore, Store

__all__ = ["finish", "installed", "launched", "start", "started"]

# What launchers tell of a process: its rank, the number of all, its rank on its machine, the number there.
_LAUNCHERS = (
    ("PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"),
)
_THREAD_MULTIPLE = 3  # MPI's constant of MPICH and Intel MPI, and of Open MPI
_running: Any = None  # mpi4py.MPI after it has been initialised


def installed() -> bool:
    """Whether mpi4py is here."""
    return importlib.util.find_spec("mpi4py") is not None


def launched() -> dict[str, str]:
    """What torchrun would have set in the environment of a process that MPI's launcher started; {} for another.

    >>> from flambeau.distributed.mpi import launched
    >>> launched()
    {}
    """
    if not _connected_to_launcher():
        return {}
    for variables in _LAUNCHERS:
        values = [os.environ.get(variable) for variable in variables]
        if values[0] is not None and values[1] is not None:
            names = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
            return {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return {}


def _connected_to_launcher() -> bool:
    """Whether this process has Hydra's connection; a child of it has inherited the variable alone."""
    number = os.environ.get("PMI_FD")
    try:
        return number is None or stat.S_ISSOCK(os.fstat(int(number)).st_mode)
    except (OSError, ValueError):
        return False


def started() -> tuple[int, int] | None:
    """Rank and size of the world that this process is in; None before `start`."""
    return None if _running is None else (_running.COMM_WORLD.rank, _running.COMM_WORLD.size)


def start(rank: int, size: int, store: Store | None, timeout: timedelta) -> Any:
    """``mpi4py.MPI``, initialised with this process as ``rank`` of ``size``: once in a process.

    A ``store`` brings together processes that no launcher has started.

    Raises: RuntimeError without mpi4py, and where MPI runs with another rank or size; DistStoreError, naming the ranks,
        when not all have come within ``timeout``.
    """
    global _running
    if _running is None:
        if not installed():
            raise RuntimeError(
                f"init_process_group: {size} processes need MPI, and mpi4py is not installed | "
                "pip install 'flambeau[distributed]', which brings MPI along"
            )
        if store is not None:
            hosts = _meet(PrefixStore("mpi", store), rank, size, timeout)
            answer_mpi(PrefixStore("pmi", store), rank, size, hosts)
        _running = _initialised()
        for name in ("PMI_FD", "PMI_RANK", "PMI_SIZE"):
            os.environ.pop(name, None)  # they are this process's, not its children's
    if started() != (rank, size):
        raise RuntimeError(
            f"init_process_group: rank {rank} of {size} | MPI runs in this process as rank {_running.COMM_WORLD.rank} "
            f"of {_running.COMM_WORLD.size}, and cannot start twice"
        )
    return _running


def _meet(store: Store, rank: int, size: int, timeout: timedelta) -> list[str]:
    """Waits until all ranks have come; the names of their machines."""
    names = [f"rank {other}" for other in range(size)]
    store.set(names[rank], socket.gethostname())
    try:
        store.wait(names, timeout)
    except DistStoreError:
        missing = [other for other, name in enumerate(names) if not store.check([name])]
        raise DistStoreError(
            f"init_process_group: ranks {missing} of {size} have not come within {timeout.total_seconds():g} s"
        ) from None
    return [store.get(name).decode() for name in names]


def _initialised() -> Any:
    """Calls MPI_Init_thread with the interpreter's lock given back, for `pmi` answers from another thread."""
    import mpi4py

    mpi4py.rc.initialize = mpi4py.rc.finalize = False
    from mpi4py import MPI

    if not MPI.Is_initialized():
        library = ctypes.CDLL(MPI.__file__)  # whichever MPI it is linked with
        given = ctypes.c_int()
        if library.MPI_Init_thread(None, None, _THREAD_MULTIPLE, ctypes.byref(given)) != 0:
            raise DistError("init_process_group: MPI does not start")
    return MPI


def finish(in_order: bool) -> None:
    """At the end of the process: MPI_Finalize, which all processes call; where not all do, MPI is left as it is."""
    if _running is None or _running.Is_finalized():
        return
    if in_order:
        ctypes.CDLL(_running.__file__).MPI_Finalize()
    else:
        _remove_shared_memory()
    take_leave()


def _remove_shared_memory() -> None:
    """Removes what MPICH would remove in MPI_Finalize: the files behind memory that the processes here share."""
    with open("/proc/self/maps") as maps:
        names = {line.split()[-1] for line in maps if "/dev/shm/mpich_shm_" in line and "deleted" not in line}
    for name in names:
        with contextlib.suppress(OSError):
            os.unlink(name)
