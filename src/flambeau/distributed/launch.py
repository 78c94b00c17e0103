"""``flambeau launch``: a program as several processes, on this machine or, by MPI's own launcher, on several."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata

from . import mpi
from .run import main as torchrun

__all__ = ["find_mpiexec", "launch"]

HELP = """usage: flambeau launch -n N [--hostfile FILE] SCRIPT [ARGS …]
       flambeau launch -n N [--hostfile FILE] -m MODULE [ARGS …]

Runs a program in N processes, which torch.distributed.init_process_group brings together; `import torch` gives
flambeau, as with flambeau run.

options:
  -n N             how many processes
  --hostfile FILE  the machines to run on: a line each, NAME or NAME:PROCESSES"""


def find_mpiexec() -> str:
    """The launcher of the MPI that mpi4py brings along, or the system's.

    Raises: RuntimeError where there is none.
    """
    beside = os.path.join(os.path.dirname(sys.executable), "mpiexec")
    if os.access(beside, os.X_OK):
        return beside
    try:
        files = metadata.files("mpich") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "mpiexec":
            return str(file.locate())
    found = shutil.which("mpiexec")
    if found is None or not mpi.installed():
        raise RuntimeError("flambeau launch: there is no MPI | pip install 'flambeau[distributed]' brings it along")
    return found


def _parsed(words: Sequence[str]) -> tuple[int, str | None, list[str]]:
    parser = argparse.ArgumentParser(prog="flambeau launch", usage=HELP.removeprefix("usage: "), add_help=False)
    parser.add_argument("-n", "-np", type=int, required=True)
    parser.add_argument("--hostfile")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    ours, program = list(words), []
    for k, word in enumerate(words):  # what follows the script, or -m, is the program's
        takes_value = k > 0 and words[k - 1] in ("-n", "-np", "--hostfile")
        if word == "-m" or (not word.startswith("-") and not takes_value):
            ours, program = list(words[:k]), list(words[k:])
            break
    options = parser.parse_args(ours)
    if options.n < 1:
        parser.error(f"-n {options.n}: at least 1 needed")
    if not program:
        parser.error("no SCRIPT given")
    return options.n, options.hostfile, program


def launch(words: Sequence[str]) -> int:
    """Runs the command line; the exit status, 0 when all processes have succeeded."""
    if list(words[:1]) in (["-h"], ["--help"]):
        print(HELP)
        return 0
    count, hostfile, program = _parsed(words)
    if hostfile is None:  # MPI's launcher would kill all when one dies, before they can say which
        return torchrun(["--nproc-per-node", str(count), *program])
    try:
        mpiexec = find_mpiexec()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    command = [mpiexec, "-n", str(count), "-hostfile", hostfile, sys.executable, "-m", "flambeau", "run", *program]
    return _awaited(subprocess.Popen(command))


def _awaited(process: subprocess.Popen[bytes]) -> int:
    """Waits; Ctrl-C has reached the launcher too, which ends the processes."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGTERM)
