"""``torchrun``'s command line: a program as several processes of this machine, started again when one fails.

``python -m torch.distributed.run`` and ``flambeau torchrun`` come here. The processes find each other at
``MASTER_ADDR`` and ``MASTER_PORT``; with ``--nnodes`` the same command runs on each machine, with its ``--node-rank``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence

from .._listing import listing

__all__ = ["main"]
__dir__ = listing(globals())

_GRACE = 10.0  # seconds in which the others of a process that has failed say so, before they are ended
_POLL = 0.05
_IGNORED = (  # how PyTorch's agent watches and logs: nothing here
    "--rdzv-backend --rdzv-id --rdzv-conf --role --monitor-interval --start-method --log-dir --redirects --tee "
    "--local-ranks-filter --local-addr --logs-specs --event-log-handler --numa-binding --signals-to-handle"
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="torchrun", description="Runs a program in several processes.")

    def add(name: str, **options: object) -> None:
        parser.add_argument(name, name[:2] + name[2:].replace("-", "_"), **options)  # type: ignore[arg-type]

    add("--nnodes", default="1", help="how many machines (default: 1)")
    add("--nproc-per-node", default="1", help="processes on each: a number, or auto: the processors (default: 1)")
    add("--node-rank", type=int, default=0, help="which of the machines this is")
    add("--master-addr", default="127.0.0.1", help="where rank 0 runs")
    add("--master-port", type=int, default=0, help="a free port there (default: 29500, of one machine any)")
    add("--rdzv-endpoint", default="", help="--master-addr and --master-port in one: HOST:PORT")
    add("--max-restarts", type=int, default=0, help="how often all are started again when one has failed")
    add("--standalone", action="store_true", help="one machine")
    for name in _IGNORED.split():
        add(name, help=argparse.SUPPRESS)
    parser.add_argument("-m", "--module", action="store_true", help="the program is a module")
    parser.add_argument("--no-python", "--no_python", action="store_true", help="the program is no Python")
    parser.add_argument("script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _count(text: str) -> int:
    if text in ("auto", "cpu"):
        return len(os.sched_getaffinity(0))
    if not text.isdigit() or int(text) < 1:
        raise SystemExit(f"torchrun: --nproc-per-node {text} | a number of at least 1, auto or cpu")
    return int(text)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class _Job:
    """The processes of this machine."""

    def __init__(self, options: argparse.Namespace) -> None:
        nodes = options.nnodes.split(":")[-1]
        self.nodes = int(nodes)
        self.node = options.node_rank
        self.each = _count(options.nproc_per_node)
        host, _, port = options.rdzv_endpoint.partition(":")
        if self.nodes == 1:
            host, port = host or options.master_addr, port or options.master_port or _free_port()
        self.host, self.port = host or options.master_addr, int(port or options.master_port or 29500)
        self.restarts = options.max_restarts
        if options.no_python:
            self.command = [options.script, *options.arguments]
        else:
            way = ["-m", options.script] if options.module else [options.script]
            self.command = [sys.executable, "-m", "flambeau", "run", *way, *options.arguments]
        self.name = str(uuid.uuid4())
        self.processes: list[subprocess.Popen[bytes]] = []

    def _environment(self, local: int, attempt: int) -> dict[str, str]:
        rank, size = self.node * self.each + local, self.nodes * self.each
        told = {
            "RANK": rank,
            "LOCAL_RANK": local,
            "WORLD_SIZE": size,
            "LOCAL_WORLD_SIZE": self.each,
            "GROUP_RANK": self.node,
            "GROUP_WORLD_SIZE": self.nodes,
            "ROLE_RANK": rank,
            "ROLE_WORLD_SIZE": size,
            "MASTER_ADDR": self.host,
            "MASTER_PORT": self.port,
            "TORCHELASTIC_RUN_ID": self.name,
            "TORCHELASTIC_RESTART_COUNT": attempt,
            "TORCHELASTIC_MAX_RESTARTS": self.restarts,
        }
        threads = {} if self.each == 1 else {"OMP_NUM_THREADS": "1"}
        return {**threads, **os.environ, **{name: str(value) for name, value in told.items()}}

    def attempt(self, attempt: int) -> list[tuple[int, int]]:
        """Starts all, and waits for them; ranks that have failed, the first first, with their exit statuses."""
        self.processes = [
            subprocess.Popen(self.command, env=self._environment(local, attempt)) for local in range(self.each)
        ]
        failed: list[tuple[int, int]] = []
        running = dict(enumerate(self.processes))
        until = float("inf")
        while running:
            for local, process in list(running.items()):
                status = process.poll()
                if status is not None:
                    del running[local]
                    if status:
                        failed.append((self.node * self.each + local, status))
                        until = min(until, time.monotonic() + _GRACE)
            if time.monotonic() > until:
                self.end()
            time.sleep(_POLL if running else 0)
        return failed

    def end(self) -> None:
        """Ends what still runs: it is asked, then made to."""
        for send in (signal.SIGTERM, signal.SIGKILL):
            for process in self.processes:
                if process.poll() is None:
                    process.send_signal(send)
            until = time.monotonic() + _GRACE / 2
            for process in self.processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, until - time.monotonic()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; the exit status, 0 when all processes have succeeded."""
    options = _parser().parse_args(arguments)
    job = _Job(options)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    failed: list[tuple[int, int]] = []
    try:
        for attempt in range(job.restarts + 1):
            failed = job.attempt(attempt)
            if not failed:
                return 0
    except KeyboardInterrupt:
        return 130
    finally:
        job.end()
    for rank, status in failed[:1]:
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        print(f"torchrun: rank {rank} was the first to fail, by {how}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
