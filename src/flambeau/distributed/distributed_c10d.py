"""The process group: made, asked and taken down."""

from __future__ import annotations

import enum
import os
from collections.abc import Sequence
from typing import Any

from .._arguments import explain_module
from .stores import Store as Store  # PyTorch's is found here

__all__ = [
    "Backend",
    "GroupMember",
    "ProcessGroup",
    "ReduceOp",
    "Work",
    "destroy_process_group",
    "get_backend",
    "get_global_rank",
    "get_group_rank",
    "get_node_local_rank",
    "get_process_group_ranks",
    "get_rank",
    "get_world_size",
    "group",
    "init_process_group",
    "is_available",
    "is_backend_available",
    "is_gloo_available",
    "is_initialized",
    "is_mpi_available",
    "is_nccl_available",
    "is_torchelastic_launched",
    "is_ucc_available",
    "new_group",
]


class ReduceOp(enum.Enum):
    """How a collective combines the tensors of all processes; of one process each gives its tensor."""

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7


class Backend(str):
    """The name of what carries messages, in lower case.

    >>> import flambeau.distributed as dist
    >>> dist.Backend("GLOO") == dist.Backend.GLOO
    True
    """

    UNDEFINED = "undefined"
    GLOO = "gloo"
    NCCL = "nccl"
    MPI = "mpi"
    UCC = "ucc"
    XCCL = "xccl"
    backend_list = ("undefined", "gloo", "nccl", "xccl", "ucc", "mpi")

    def __new__(cls, name: str) -> Backend:
        if not isinstance(name, str):
            raise ValueError("Backend constructor parameter must be string-ish")
        return str.__new__(cls, name.lower())


class Work:
    """A collective that was started; in a world of one it is done when it starts."""

    def wait(self, timeout: Any = None) -> bool:
        """True: it is done."""
        return True

    def is_completed(self) -> bool:
        """True: it is done."""
        return True

    is_success = is_completed


class ProcessGroup:
    """A group of processes: this one."""

    def __init__(self, backend: str) -> None:
        self.backend = backend

    def rank(self) -> int:
        """0, the place of this process."""
        return 0

    def size(self) -> int:
        """1, the number of processes."""
        return 1

    def name(self) -> str:
        """What carries messages."""
        return self.backend


class _World(type):
    @property
    def WORLD(cls) -> ProcessGroup | None:
        """The group of all processes; None before there is one."""
        return _groups[0] if _groups else None


class group(metaclass=_World):
    """``group.WORLD`` is the group of all processes; None before there is one."""


class GroupMember(metaclass=_World):
    """``GroupMember.WORLD`` is the group of all processes; `NON_GROUP_MEMBER` stands for one without this process."""

    NON_GROUP_MEMBER = -100


_groups: list[ProcessGroup] = []  # the world first
_NOT_BUILT = {"nccl": "NCCL", "mpi": "MPI", "ucc": "UCC", "xccl": "XCCL"}


def _get_global_rank(group: ProcessGroup, rank: int) -> int:
    """`get_global_rank` under an older name."""
    return get_global_rank(group, rank)


def is_available() -> bool:
    """Whether there is a process group, or the environment names one by ``RANK`` and ``WORLD_SIZE``.

    >>> import flambeau.distributed as dist
    >>> dist.is_available()
    False
    """
    return bool(_groups) or {"RANK", "WORLD_SIZE"} <= os.environ.keys()


def is_initialized() -> bool:
    """Whether `init_process_group` has made the group of all processes."""
    return bool(_groups)


def is_gloo_available() -> bool:
    """True: a world of one needs nothing of it."""
    return True


def is_nccl_available() -> bool:
    """False: there is no CUDA device."""
    return False


def is_mpi_available() -> bool:
    """False: there is one process."""
    return False


def is_ucc_available() -> bool:
    """False: there is one process."""
    return False


def is_backend_available(backend: str) -> bool:
    """Whether a group can be made over it.

    >>> import flambeau.distributed as dist
    >>> dist.is_backend_available("gloo"), dist.is_backend_available("nccl")
    (True, False)
    """
    return backend.lower() == "gloo"


def is_torchelastic_launched() -> bool:
    """Whether PyTorch's launcher started this process, by its environment."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: Any = None,
    world_size: int = -1,
    rank: int = -1,
    store: Any = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
) -> None:
    """Makes the group of all processes, which is this one alone; rank and size come from the environment if not given.

    Raises: ValueError without a rank and a size, and where there is a group already; RuntimeError for several
        processes, and for a backend that is not here; AssertionError for one that nobody knows.

    >>> import flambeau.distributed as dist
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> dist.is_initialized(), dist.get_backend()
    (True, 'gloo')
    >>> dist.destroy_process_group()
    """
    if _groups:
        raise ValueError("trying to initialize the default process group twice!")
    name = Backend(backend or "gloo")
    if ":" in name:  # "cpu:gloo,cuda:nccl"
        name = Backend(dict(part.split(":") for part in name.split(",")).get("cpu", name))
    if name in _NOT_BUILT:
        raise RuntimeError(f"Distributed package doesn't have {_NOT_BUILT[name]} built in | use gloo")
    if name != Backend.GLOO:
        raise AssertionError(f"Unknown backend type {name} | use gloo")
    size, place = _from_environment("WORLD_SIZE", world_size), _from_environment("RANK", rank)
    if size != 1 or place != 0:
        raise RuntimeError(
            f"init_process_group: rank {place} of world_size {size} | flambeau computes in one process: rank 0 of 1"
        )
    _groups.append(ProcessGroup(name))


def _from_environment(variable: str, given: int) -> int:
    if given >= 0:
        return given
    if variable not in os.environ:
        raise ValueError(
            "Error initializing torch.distributed using env:// rendezvous: environment variable "
            f"{variable} expected, but not set"
        )
    return int(os.environ[variable])


def destroy_process_group(group: ProcessGroup | None = None) -> None:
    """Takes one group down; without one, all.

    Raises: AssertionError where there is none; ValueError for a group that is none of them.
    """
    if group is None and not _groups:
        raise AssertionError("Process group cannot be None")
    if group is None or group is _groups[0]:
        _groups.clear()
    elif group in _groups:
        _groups.remove(group)
    else:
        raise ValueError("Invalid process group specified")


def new_group(
    ranks: Sequence[int] | None = None,
    timeout: Any = None,
    backend: str | None = None,
    pg_options: Any = None,
    use_local_synchronization: bool = False,
    group_desc: str | None = None,
    device_id: Any = None,
) -> ProcessGroup:
    """A further group of this process.

    Raises: ValueError before there is the group of all processes, and for a rank other than 0.
    """
    world = group_of(None)
    for one in ranks or ():
        if one != 0:
            raise ValueError(f"Rank {one} is out of range. Valid ranks are 0 to 0 (world_size=1)")
    made = ProcessGroup(Backend(backend) if backend else world.backend)
    _groups.append(made)
    return made


def group_of(group: ProcessGroup | None) -> ProcessGroup:
    """``group``, or that of all processes.

    Raises: ValueError where there is none; TypeError for what is no group.
    """
    if not _groups:
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
    if group is None:
        return _groups[0]
    if not isinstance(group, ProcessGroup):
        raise TypeError(f"group: {type(group).__name__} | it must be a ProcessGroup or None")
    return group


def get_rank(group: ProcessGroup | None = None) -> int:
    """0, the place of this process.

    Raises: ValueError before there is a group.
    """
    return group_of(group).rank()


def get_world_size(group: ProcessGroup | None = None) -> int:
    """1, the number of processes.

    Raises: ValueError before there is a group.
    """
    return group_of(group).size()


def get_backend(group: ProcessGroup | None = None) -> str:
    """What the group was made over.

    Raises: ValueError before there is a group.
    """
    return group_of(group).backend


def get_process_group_ranks(group: ProcessGroup | None) -> list[int]:
    """[0], the ranks of the processes."""
    return list(range(group_of(group).size()))


def get_group_rank(group: ProcessGroup, global_rank: int) -> int:
    """The rank within a group of a process known by its rank among all.

    Raises: ValueError for a process that is not in it.
    """
    if global_rank not in get_process_group_ranks(group):
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return global_rank


def get_global_rank(group: ProcessGroup, group_rank: int) -> int:
    """The rank among all of a process known by its rank within a group.

    Raises: ValueError for a process that is not in it.
    """
    if group_rank not in get_process_group_ranks(group):
        raise ValueError(f"Group rank {group_rank} is not part of group {group}")
    return group_rank


def get_node_local_rank(fallback_rank: int | None = None) -> int:
    """The rank within the machine, from the environment's ``LOCAL_RANK``.

    Raises: RuntimeError where that is not set and there is no ``fallback_rank``.
    """
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is None:
        raise RuntimeError("LOCAL_RANK is not in the environment. Consider passing fallback_rank")
    return int(fallback_rank)


explain_module(globals())
