"""What importing costs beyond starting Python, and what an installation takes on disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..workload import Job, Rival, Section

section = Section("Start-up and size")

NUMPY_SHARE = 100 / 85  # "100 ms where NumPy takes 85"
LARGEST_INSTALL = 100e6  # bytes
BUNDLED = re.compile(r"(libdnnl|libscipy_openblas|libgomp)\.so")


def run(program: str) -> float:
    """Seconds from starting an interpreter to its end; it may keep bytecode, as an installed package has it."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    return time.perf_counter() - start


def import_time(module: str) -> Callable[[Any], Job]:
    """Wall time of ``import module`` in a new process, less that of a process that does nothing."""

    def setup(_: Any) -> Job:
        run(f"import {module}")  # so that the files are in memory and the bytecode is written
        return lambda: run(f"import {module}") - run("pass")

    return setup


def installed_size(torch: Any) -> Job:
    """Bytes of the package's folder, and of the libraries an installation bundles where a source tree lacks them."""
    large = torch.ones(512, 512).double()
    large @ large  # loads the last of the libraries
    folder = Path(torch.__file__).parent
    loaded = {Path(x[73:]).resolve() for x in Path("/proc/self/maps").read_text().splitlines() if ".so" in x}
    files = {p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    names = {p.name for p in files}
    files |= {p for p in loaded if BUNDLED.match(p.name) and p.name not in names}
    size = float(sum(p.stat().st_size for p in files))
    return lambda: size


section.add(
    "import",
    import_time("flambeau"),
    self_measured=True,
    rivals=[
        Rival("NumPy", import_time("numpy"), limit=NUMPY_SHARE),
        Rival("PyTorch", import_time("torch"), library="torch"),
    ],
    against_torch=False,
)
section.add("installed", installed_size, self_measured=True, unit="B", ceiling=LARGEST_INSTALL)
