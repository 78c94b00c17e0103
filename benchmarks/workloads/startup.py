"""What importing costs beyond starting Python, and what an installation takes on disk."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..workload import Job, Rival, Section

section = Section("Start-up and size")

NUMPY_SHARE = 100 / 85  # "100 ms where NumPy takes 85"
LARGEST_INSTALL = 100e6  # bytes


def run(program: str) -> float:
    """Seconds from starting an interpreter to its end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def import_time(module: str) -> Callable[[Any], Job]:
    """Wall time of ``import module`` in a new process, less that of a process that does nothing."""
    return lambda _: lambda: run(f"import {module}") - run("pass")


def installed_size(torch: Any) -> Job:
    """Bytes of the package's folder and of the libraries beside it that the process has loaded from elsewhere."""
    folder = Path(torch.__file__).parent
    site = Path(sysconfig.get_path("purelib")).parent.parent.parent
    libraries = (Path(part) for x in Path("/proc/self/maps").read_text().splitlines() if (part := x[73:]).strip())
    outside = {p.resolve() for p in libraries if ".so" in p.name and p.is_relative_to(site)}
    ours = {p for p in outside if p.name.startswith(("libdnnl", "libscipy_openblas", "libgomp"))}
    files = {p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    size = float(sum(p.stat().st_size for p in files | ours))
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
