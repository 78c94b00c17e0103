"""What goes wrong in one process ends all, with an error that says where the others waited and for whom."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from several import PROGRAMS, gone, launch, require_mpi

WAITED = rf"all_reduce at .*faults.py:{(PROGRAMS / 'faults.py').read_text().count(chr(10))}: "


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("raise", WAITED + "rank 1 has raised ValueError: of rank 1"),
        ("kill", WAITED + "rank 1 was killed or has exited"),
        ("exit", WAITED + "rank 1 was killed or has exited"),
        ("end", WAITED + "(rank 1 has come to the end of its program|not done within 3 s)"),
        ("hang", WAITED + r"not done within 3 s: rank 1 has finished all_reduce at .*faults.py:14"),
        (
            "differ",
            r"ranks \[0\]: all_reduce\(\(2,\) of torch.float32, .*ranks \[1\]: broadcast\(\(3,\) of torch.float32",
        ),
        (
            "coalesced",
            r"ranks \[0\]: all_gather_coalesced\(\(2,\) of torch.float32\) .*"
            r"ranks \[1\]: all_gather_coalesced\(\(2,\) of torch.float32, \(2,\) of torch.float32\)",
        ),
        (
            "message",
            r"receive from rank 1 at .*faults.py:\d+: a tensor of shape \(2,\) of torch.float32 is to be received, "
            r"sent at .*faults.py:\d+ is \(2,\) of torch.int32",
        ),
        ("barrier", "Ranks 1 failed to reach monitoredBarrier"),
    ],
)
def test_the_others_say_who_and_where(what: str, words: str) -> None:
    require_mpi()
    before = set(os.listdir("/dev/shm"))
    output = launch(2, "faults.py", what, status=1)
    assert re.search(words, output), output
    assert "torchrun: rank " in output
    assert not [n for n in set(os.listdir("/dev/shm")) - before if n.startswith("mpich")] or what == "kill"


@pytest.mark.parametrize("by", ["ourselves", "the launcher of MPI"])
def test_ctrl_c_ends_all(by: str, tmp_path: Path) -> None:
    require_mpi()
    hosts = tmp_path / "hosts"
    hosts.write_text("localhost:2\n")
    where = [] if by == "ourselves" else ["--hostfile", str(hosts)]
    command = [sys.executable, "-m", "flambeau", "launch", "-n", "2", *where, str(PROGRAMS / "waits.py")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        assert process.wait(timeout=30) != 0
        assert gone(process.pid)
    finally:
        if not gone(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
