"""What goes wrong in one process ends all, with an error that says where the others waited and for whom."""

from __future__ import annotations

import os
import re

import pytest
from several import PROGRAMS, launch, require_mpi

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
