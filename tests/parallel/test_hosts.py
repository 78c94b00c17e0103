"""Two machines: network namespaces with a cable between them, and names that no server resolves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from several import PROGRAMS, require_mpi


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def enter(name: str) -> list[str]:
    """What goes before a command that is to run on a host."""
    return ["ip", "netns", "exec", name, "unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', name]


@pytest.fixture
def hosts() -> Iterator[list[str]]:
    """Names of two namespaces, whose addresses are 10.77.0.1 and 10.77.0.2."""
    names = [f"fl{os.getpid()}{side}" for side in "ab"]
    try:
        for name in names:
            ip("netns", "add", name)
        ip("link", "add", "cable", "netns", names[0], "type", "veth", "peer", "name", "cable", "netns", names[1])
        for k, name in enumerate(names):
            ip("-n", name, "address", "add", f"10.77.0.{k + 1}/24", "dev", "cable")
            for device in ("lo", "cable"):
                ip("-n", name, "link", "set", device, "up")
        subprocess.run(["unshare", "--uts", "true"], check=True, capture_output=True)
        yield names
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("network namespaces cannot be made here")
    finally:
        for name in names:
            if os.path.exists(f"/run/netns/{name}"):
                ip("netns", "delete", name)


def test_two_machines_find_each_other(hosts: list[str]) -> None:
    require_mpi()
    program = [sys.executable, "-m", "flambeau", "torchrun", "--nnodes=2", "--master-addr=10.77.0.1"]
    processes = [
        subprocess.Popen(
            [*enter(name), *program, f"--node-rank={k}", str(PROGRAMS / "started.py")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for k, name in enumerate(hosts)
    ]
    try:
        outputs = [process.communicate(timeout=60)[0] for process in processes]
    finally:
        for process in processes:
            process.terminate()
    assert [output.strip() for output in outputs] == ["torch 0 2 0 1 2", "torch 1 2 0 1 2"]
