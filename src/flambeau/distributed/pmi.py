"""The Process Management Interface (PMI-1), by which MPI's processes find each other, spoken on behalf of a store.

MPI asks its launcher for its rank, puts its address, waits for the others and gets theirs. A process that no launcher
has started answers itself: MPI talks over a pair of sockets to a thread here, and what it puts lies in the `Store`
that `init_process_group` was given. So MPI starts wherever a store does: ``env://``, ``tcp://``, ``file://``.

Source: MPICH, The PMI-1 wire protocol.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import uuid
from collections.abc import Callable
from itertools import groupby

from .errors import DistNetworkError
from .stores import Store

__all__ = ["answer_mpi", "process_mapping", "take_leave"]

_connection: socket.socket | None = None


def process_mapping(hosts: list[str]) -> str:
    """Which ranks share a machine, as MPI reads it: ``(vector,(first node,nodes,ranks of each),…)``.

    >>> process_mapping(["a", "a", "b"])
    '(vector,(0,1,2),(1,1,1))'
    """
    number = {host: k for k, host in enumerate(dict.fromkeys(hosts))}
    blocks = [f"({number[host]},1,{len(list(same))})" for host, same in groupby(hosts)]
    return f"(vector,{','.join(blocks)})"


class _Answers:
    """What MPI is told, command by command."""

    def __init__(self, store: Store, rank: int, size: int, mapping: str) -> None:
        self.store, self.rank, self.size = store, rank, size
        self.job = store.compare_set("job", "", f"flambeau-{uuid.uuid4()}").decode()  # names MPI's shared memory too
        self.known = {"PMI_process_mapping": mapping}
        self.barriers = 0
        self.commands: dict[str, Callable[[dict[str, str]], str]] = {
            "init": lambda words: "response_to_init rc=0 pmi_version=1 pmi_subversion=2",
            "get_maxes": lambda words: "maxes rc=0 kvsname_max=256 keylen_max=64 vallen_max=1024",
            "get_appnum": lambda words: "appnum rc=0 appnum=0",
            "get_universe_size": lambda words: f"universe_size rc=0 size={size}",
            "get_my_kvsname": lambda words: f"my_kvsname rc=0 kvsname={self.job}",
            "put": self._put,
            "get": self._get,
            "barrier_in": self._barrier,
        }

    def _put(self, words: dict[str, str]) -> str:
        self.store.set(words["key"], words["value"])
        return "put_result rc=0"

    def _get(self, words: dict[str, str]) -> str:
        key = words["key"]
        if key not in self.known and not self.store.check([key]):
            return "get_result rc=1"
        return f"get_result rc=0 value={self.known.get(key) or self.store.get(key).decode()}"

    def _barrier(self, words: dict[str, str]) -> str:
        self.barriers += 1
        name = f"barrier {self.barriers}"
        if self.store.add(name, 1) == self.size:
            self.store.set(f"{name} over", "")
        with contextlib.suppress(DistNetworkError):  # the last process to pass may have ended already, with the store
            self.store.wait([f"{name} over"])
        return "barrier_out rc=0"


def answer_mpi(store: Store, rank: int, size: int, hosts: list[str]) -> None:
    """Lets MPI, which starts next, find a launcher in this process: a thread that answers from the store."""
    global _connection
    ours, theirs = socket.socketpair()
    _connection = ours
    theirs.set_inheritable(True)
    answers = _Answers(store, rank, size, process_mapping(hosts))
    threading.Thread(target=_serve, args=(ours, answers), daemon=True, name="PMI").start()
    os.environ.update(PMI_FD=str(theirs.detach()), PMI_RANK=str(rank), PMI_SIZE=str(size))


def take_leave() -> None:
    """Answers MPI's last question beforehand: it asks while the process exits, when no thread of Python's runs."""
    if _connection is not None:
        _connection.sendall(b"cmd=finalize_ack rc=0\n")


def _serve(connection: socket.socket, answers: _Answers) -> None:
    with connection.makefile("r", encoding="ascii") as lines:
        for line in lines:
            words = dict(word.split("=", 1) for word in line.split() if "=" in word)
            answer = answers.commands.get(words.get("cmd", ""))
            if answer is None:  # MPI aborts, or wants what only a launcher can do
                return
            connection.sendall(f"cmd={answer(words)}\n".encode("ascii"))
