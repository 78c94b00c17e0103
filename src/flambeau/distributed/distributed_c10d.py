"""The process group: made, asked and taken down."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from .._arguments import explain_module
from . import mpi
from .group import ProcessGroup
from .reductions import PremultipliedSum, ReduceOp
from .rendezvous import meeting_place, place_of_this_process
from .stores import Store as Store  # PyTorch's is found here
from .transport import Alone, Mpi
from .work import Work
from .world import world_of

__all__ = [
    "Backend",
    "GroupMember",
    "ProcessGroup",
    "ReduceOp",
    "Work",
    "default_pg_timeout",
    "destroy_process_group",
    "get_backend",
    "get_backend_config",
    "get_global_rank",
    "get_group_rank",
    "get_node_local_rank",
    "get_pg_count",
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
    "is_xccl_available",
    "new_group",
    "new_subgroups",
    "new_subgroups_by_enumeration",
]


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
_NOT_BUILT = {"nccl": "NCCL", "ucc": "UCC", "xccl": "XCCL"}
default_pg_timeout = timedelta(minutes=30)


def _make_nccl_premul_sum(factor: Any) -> PremultipliedSum:
    """``ReduceOp.PREMUL_SUM`` with its factor, a number or a tensor of one element."""
    return PremultipliedSum(factor)


def _get_global_rank(group: ProcessGroup, rank: int) -> int:
    """`get_global_rank` under an older name."""
    return get_global_rank(group, rank)


def is_available() -> bool:
    """Whether there can be several processes, for mpi4py is installed; or there is a group, or the environment names
    one by ``RANK`` and ``WORLD_SIZE``.

    >>> import flambeau.distributed as dist
    >>> dist.is_available() or not dist.is_mpi_available()
    True
    """
    return bool(_groups) or mpi.installed() or {"RANK", "WORLD_SIZE"} <= os.environ.keys()


def is_initialized() -> bool:
    """Whether `init_process_group` has made the group of all processes."""
    return bool(_groups)


def is_gloo_available() -> bool:
    """True: what programs ask of gloo, MPI does, and a world of one needs nothing of it."""
    return True


def is_nccl_available() -> bool:
    """False: there is no CUDA device."""
    return False


def is_mpi_available() -> bool:
    """Whether mpi4py is installed."""
    return mpi.installed()


def is_ucc_available() -> bool:
    """False: MPI carries messages."""
    return False


def is_xccl_available() -> bool:
    """False: there is no XPU device."""
    return False


def is_backend_available(backend: str) -> bool:
    """Whether a group can be made over it.

    >>> import flambeau.distributed as dist
    >>> dist.is_backend_available("gloo"), dist.is_backend_available("nccl")
    (True, False)
    """
    return backend.lower() == "gloo" or (backend.lower() == "mpi" and mpi.installed())


def is_torchelastic_launched() -> bool:
    """Whether PyTorch's launcher started this process, by its environment."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: timedelta | None = None,
    world_size: int = -1,
    rank: int = -1,
    store: Store | None = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
) -> None:
    """Makes the group of all processes; MPI carries its messages, whether ``backend`` is "gloo", "mpi" or none.

    Rank and size come from the arguments, from the environment (``RANK``, ``WORLD_SIZE``), or from MPI's launcher.
    Processes that MPI's launcher has not started find each other at ``MASTER_ADDR`` and ``MASTER_PORT``, at the address
    or in the file of ``init_method`` ("tcp://host:port", "file:///path"), or in a ``store``. What waits for others
    gives up after ``timeout`` (30 minutes).

    Raises: ValueError without a rank and a size, and where there is a group already; RuntimeError for several
        processes without mpi4py, and for a backend that is not here; AssertionError for one that nobody knows;
        DistStoreError when not all have come in time.

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
    if name not in (Backend.GLOO, Backend.MPI):
        raise AssertionError(f"Unknown backend type {name} | use gloo")
    timeout = _checked_timeout(timeout) or default_pg_timeout
    if store is not None and init_method is not None:
        raise AssertionError("Cannot specify both init_method and store.")
    place = place_of_this_process(init_method, rank, world_size)
    if place.size == 1:
        _groups.append(ProcessGroup(name, Alone(), [0], timeout))
        return
    if store is None and not place.launched:
        store = meeting_place(init_method, place, timeout)
    world = world_of(place.rank, place.size, store, timeout)
    transport = Mpi(world.mpi, world.communicator)
    _groups.append(ProcessGroup(name, transport, list(range(place.size)), timeout, world))


def _checked_timeout(timeout: Any) -> timedelta | None:
    if timeout is not None and not isinstance(timeout, timedelta):
        raise TypeError(f"Expected timeout argument to be of type datetime.timedelta, got {timeout!r}")
    return timeout


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
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    use_local_synchronization: bool = False,
    group_desc: str | None = None,
    device_id: Any = None,
) -> ProcessGroup | int:
    """A group of some of the processes, or of all; every process calls it, in the same order, whether in it or not.

    A process that is not in it gets `GroupMember.NON_GROUP_MEMBER`.

    Raises: ValueError before there is the group of all processes, for ranks out of range and repeated ones.
    """
    world = group_of(None)
    members = list(range(world.size())) if ranks is None else sorted(ranks)
    for one in members:
        if not 0 <= one < world.size():
            raise ValueError(
                f"Rank {one} is out of range. Valid ranks are 0 to {world.size() - 1} (world_size={world.size()})"
            )
    if len(set(members)) != len(members):
        raise ValueError(f"Found duplicate ranks in group: {members}")
    name = Backend(backend) if backend else world.backend
    allowed = _checked_timeout(timeout) or default_pg_timeout
    transport = world.part(members)
    if transport is None:
        return GroupMember.NON_GROUP_MEMBER
    made = ProcessGroup(name, transport, members, allowed, world.world)
    _groups.append(made)
    return made


def new_subgroups_by_enumeration(
    ranks_per_subgroup_list: Sequence[Sequence[int]],
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    group_desc: str | None = None,
) -> tuple[Any, list[Any]]:
    """Groups of the ranks listed, which share none; this process's group, and all.

    Raises: ValueError for an empty list, and for a rank that is in two.
    """
    if not ranks_per_subgroup_list:
        raise ValueError("The arg 'ranks_per_subgroup_list' cannot be empty")
    listed = [rank for ranks in ranks_per_subgroup_list for rank in ranks]
    if len(set(listed)) != len(listed):
        raise ValueError("Rank has appeared in more than one subgroup")
    made = [new_group(ranks, timeout, backend, pg_options) for ranks in ranks_per_subgroup_list]
    return next((one for one in made if one != GroupMember.NON_GROUP_MEMBER), None), made


def new_subgroups(
    group_size: int | None = None,
    group: ProcessGroup | None = None,
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    group_desc: str | None = None,
) -> tuple[Any, list[Any]]:
    """Groups of ``group_size`` neighbouring ranks each (by default those of a machine); this process's, and all.

    Raises: ValueError where the size does not divide the number of processes.
    """
    size = get_world_size()
    each = group_size or int(os.environ.get("LOCAL_WORLD_SIZE", size))
    if each <= 0 or each > size:
        raise ValueError(f"The arg 'group_size' ({each}) must be between 1 and the world size ({size})")
    if size % each:
        raise ValueError(f"The world size ({size}) must be divisible by 'group_size={each}'")
    parts = [range(first, first + each) for first in range(0, size, each)]
    return new_subgroups_by_enumeration(parts, timeout, backend, pg_options)


def group_of(group: Any) -> ProcessGroup:
    """``group``, or that of all processes.

    Raises: ValueError where there is none, and for one that this process is not in; TypeError for what is no group.
    """
    if not _groups:
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
    if group is None:
        return _groups[0]
    if is_outside(group):
        raise ValueError("Invalid process group specified: this process is not part of it")
    if not isinstance(group, ProcessGroup):
        raise TypeError(f"group: {type(group).__name__} | it must be a ProcessGroup or None")
    return group


def is_outside(group: Any) -> bool:
    """Whether it stands for a group that this process is not in."""
    return isinstance(group, int) and group == GroupMember.NON_GROUP_MEMBER


def get_rank(group: ProcessGroup | None = None) -> int:
    """The place of this process in a group, or among all; -1 for one that is not in it.

    Raises: ValueError before there is a group.
    """
    return -1 if is_outside(group) else group_of(group).rank()


def get_world_size(group: ProcessGroup | None = None) -> int:
    """The number of processes of a group, or of all; -1 for a process that is not in it.

    Raises: ValueError before there is a group.
    """
    return -1 if is_outside(group) else group_of(group).size()


def get_backend(group: ProcessGroup | None = None) -> str:
    """What the group was made over.

    Raises: ValueError before there is a group.
    """
    return group_of(group).backend


def get_backend_config(group: ProcessGroup | None = None) -> str:
    """What the group was made over, for each kind of device.

    Raises: ValueError before there is a group.
    """
    return f"cpu:{group_of(group).backend}"


def get_pg_count() -> int:
    """How many groups there are."""
    return len(_groups)


def get_process_group_ranks(group: ProcessGroup | None) -> list[int]:
    """The ranks among all of the processes of a group."""
    return list(group_of(group).ranks)


def get_group_rank(group: ProcessGroup, global_rank: int) -> int:
    """The rank within a group of a process known by its rank among all.

    Raises: ValueError for a process that is not in it.
    """
    ranks = get_process_group_ranks(group)
    if global_rank not in ranks:
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return ranks.index(global_rank)


def get_global_rank(group: ProcessGroup, group_rank: int) -> int:
    """The rank among all of a process known by its rank within a group.

    Raises: ValueError for a process that is not in it.
    """
    ranks = get_process_group_ranks(group)
    if not 0 <= group_rank < len(ranks):
        raise ValueError(f"Group rank {group_rank} is not part of group {group}")
    return ranks[group_rank]


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
