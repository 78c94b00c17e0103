"""Where processes meet that no MPI launcher has started: which rank each is, and the store that all can reach."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from .file_store import FileStore
from .mpi import launched, started
from .stores import Store
from .tcp_store import TCPStore

__all__ = ["Place", "meeting_place", "place_of_this_process"]


@dataclass(frozen=True)
class Place:
    """Which of how many processes this is, and whether MPI knows the others already."""

    rank: int
    size: int
    launched: bool


def place_of_this_process(init_method: str | None, rank: int, size: int) -> Place:
    """Rank and size: as given, in the address, in the environment, or as MPI's launcher has told.

    Raises: ValueError where nobody says.
    """
    told = launched()
    of_address = {name.upper(): value[0] for name, value in parse_qs(urlparse(init_method or "").query).items()}
    known = started()
    if known is not None:
        told |= {"RANK": str(known[0]), "WORLD_SIZE": str(known[1])}
    found = [
        _first(name, given, {**told, **os.environ, **of_address})
        for name, given in (("RANK", rank), ("WORLD_SIZE", size))
    ]
    place, count = found
    if not 0 <= place < count:
        raise RuntimeError(f"init_process_group: rank {place} of world_size {count} | ranks count from 0")
    by_launcher = (told.get("RANK"), told.get("WORLD_SIZE")) == (str(place), str(count))
    return Place(place, count, by_launcher)


def _first(variable: str, given: int, told: dict[str, str]) -> int:
    if given >= 0:
        return given
    if variable not in told:
        raise ValueError(
            "Error initializing torch.distributed using env:// rendezvous: environment variable "
            f"{variable} expected, but not set"
        )
    return int(told[variable])


def meeting_place(init_method: str | None, place: Place, timeout: timedelta) -> Store:
    """The store at an address: "env://" (``MASTER_ADDR`` and ``MASTER_PORT``), "tcp://host:port" or "file:///path".

    Raises: ValueError for another address, and without the environment's.
    """
    url = urlparse(init_method or "env://")
    if url.scheme == "file":
        return FileStore(url.path, place.size)
    if url.scheme == "tcp":
        host, port = url.hostname, url.port
        if host is None or port is None:
            raise ValueError(f"init_method: {init_method!r} | a host and a port are needed: tcp://host:port")
    elif url.scheme == "env":
        for variable in ("MASTER_ADDR", "MASTER_PORT"):
            if variable not in os.environ:
                raise ValueError(
                    "Error initializing torch.distributed using env:// rendezvous: environment variable "
                    f"{variable} expected, but not set"
                )
        host, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
    else:
        raise RuntimeError(f"No rendezvous handler for {url.scheme}://")
    return TCPStore(host, port, None, place.rank == 0, timeout)
