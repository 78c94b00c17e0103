"""The ways to start several processes: each brings them together."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from several import LIMIT, PROGRAMS, require_mpi, run

import flambeau as fl

STARTED = str(PROGRAMS / "started.py")
TWO = ["torch 0 2 0 2 2", "torch 1 2 1 2 2"]


def lines(output: str) -> list[str]:
    return sorted(line.strip() for line in output.splitlines() if line.startswith("torch "))


@pytest.mark.parametrize(
    "words",
    [
        ("launch", "-n", "2", STARTED),
        ("torchrun", "--nproc-per-node=2", "--standalone", STARTED),
        ("run", "-m", "torch.distributed.run", "--nproc_per_node", "2", "--nnodes=1", STARTED),
    ],
)
def test_commands(words: tuple[str, ...]) -> None:
    require_mpi()
    assert lines(run("-m", "flambeau", *words)) == TWO


def test_the_launcher_of_mpi() -> None:
    require_mpi()
    from flambeau.distributed.launch import find_mpiexec

    command = [find_mpiexec(), "-n", "2", sys.executable, "-m", "flambeau", "run", STARTED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert lines(done.stdout) == TWO, done.stdout + done.stderr


def test_a_file_of_hosts(tmp_path: Path) -> None:
    require_mpi()
    hosts = tmp_path / "hosts"
    hosts.write_text("localhost:2\n")
    assert lines(run("-m", "flambeau", "launch", "-n", "2", "--hostfile", str(hosts), STARTED)) == TWO


def free_port() -> str:
    with socket.create_server(("localhost", 0)) as server:
        return str(server.getsockname()[1])


def test_a_program_of_the_tutorials(tmp_path: Path) -> None:
    require_mpi()
    program, found = str(PROGRAMS / "spawned.py"), tmp_path / "found"
    run("-m", "flambeau", "run", program, free_port(), str(found))
    ours: Any = fl.load(found)
    if importlib.util.find_spec("torch") is not None:
        expected = tmp_path / "expected"
        run(program, free_port(), str(expected))
        for p, q in zip(ours, fl.load(expected), strict=True):
            fl.testing.assert_close(fl.tensor(p), fl.tensor(q))


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("launch", "-n", "0", STARTED), 2, "at least 1 needed"),
        (("launch", "-n", "2"), 2, "no SCRIPT given"),
        (("torchrun", "--nproc-per-node", "x", STARTED), 1, "a number of at least 1"),
        (("launch", "--help"), 0, "flambeau launch -n N"),
    ],
)
def test_command_lines_that_do_not_fit(words: tuple[str, ...], status: int, message: str) -> None:
    assert message in run("-m", "flambeau", *words, status=status)


def test_one_process_works_without_mpi_and_two_say_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['mpi4py'] = None\n"
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'mpi4py' else found(name, *more)\n"
        "import flambeau.distributed as d; d.init_process_group(rank=0, world_size=1); d.barrier()\n"
        "d.destroy_process_group(); print(d.is_mpi_available())\n"
        "d.init_process_group(rank=0, world_size=2, init_method='file://' + sys.argv[1])"
    )
    output = run("-c", program, str(tmp_path / "store"), status=1)
    assert "False" in output
    assert "2 processes need MPI, and mpi4py is not installed | pip install 'flambeau[distributed]'" in output
