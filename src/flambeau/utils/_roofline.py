"""What the machine can do at best, measured: the yardstick for how well an op uses it."""

from __future__ import annotations

import functools
import json
import math
import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import flambeau as fl

from .. import _core
from .._arguments import explain_methods

_SECONDS = 0.3  # for each number: a busy machine gets several chances to show its best


@dataclass(frozen=True)
class Roofline:
    """The machine's limits, as measured by this library's own kernels with ``threads`` threads.

    Attributes:
        bytes_per_second: moved between memory and processor, reading and writing counted.
        flops_per_second: floating-point operations of a large product, by dtype ("float32", "float64"); a
            multiplication with an addition is two.
        threads: how many threads the kernels used.

    >>> import flambeau as torch
    >>> torch.utils.Roofline(1e10, {"float32": 1e11, "float64": 5e10}, 1).threads
    1
    """

    bytes_per_second: float
    flops_per_second: dict[str, float] = field(hash=False)
    threads: int

    def least_time(self, nbytes: float, flops: float = 0.0, dtype: str = "float32") -> float:
        """The shortest time in seconds in which so many bytes can be moved and so many operations done.

        >>> from flambeau.utils import Roofline
        >>> Roofline(2e10, {"float32": 1e11}, 1).least_time(nbytes=4e9, flops=1e11)
        1.0
        """
        peak = self.flops_per_second.get(dtype, self.flops_per_second["float32"])
        return max(nbytes / self.bytes_per_second, flops / peak)


explain_methods(Roofline)


def roofline(refresh: bool = False) -> Roofline:
    """The machine's peak bandwidth and arithmetic, measured in about a second and kept for this machine.

    It is measured anew with ``refresh``, and for another number of threads or instruction set. The results are kept in
    ``$XDG_CACHE_HOME/flambeau/roofline.json`` (``~/.cache`` by default); where nothing can be written, for the process.

    >>> import flambeau as torch
    >>> torch.utils.roofline().bytes_per_second > 1e8
    True
    """
    if refresh:
        _for_threads.cache_clear()
    return _for_threads(_core.get_num_threads(), refresh)


@functools.cache
def _for_threads(threads: int, refresh: bool) -> Roofline:
    path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "flambeau" / "roofline.json"
    key = f"{_processor()}, {threads} threads, {_core.isa_level()}"
    kept = _read(path)
    if not refresh and key in kept:
        return Roofline(**kept[key])
    measured = _measure(threads)
    _write(path, {**kept, key: asdict(measured)})
    return measured


def _measure(threads: int) -> Roofline:
    with fl.no_grad():
        a, b = fl.ones(1 << 24), fl.ones(1 << 24)  # 64 MiB each: no processor's cache holds them
        moved = 3 * 4 * a.numel()  # a += b reads both and writes one
        bandwidth = moved / _shortest(lambda: a.add_(b))
        flops = {}
        for dtype in (fl.float32, fl.float64):
            n = 1024
            x, y = fl.ones(n, n, dtype=dtype), fl.ones(n, n, dtype=dtype)
            flops[str(dtype).removeprefix("torch.")] = 2.0 * n**3 / _shortest(lambda x=x, y=y: x @ y)  # type: ignore[misc]
    return Roofline(bandwidth, flops, threads)


def _shortest(job: Callable[[], object]) -> float:
    job()
    shortest, end = math.inf, time.perf_counter() + _SECONDS
    while (start := time.perf_counter()) < end:
        job()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    complete = {"bytes_per_second", "flops_per_second", "threads"}
    return {k: v for k, v in kept.items() if set(v) == complete} if isinstance(kept, dict) else {}


def _write(path: Path, data: object) -> None:
    """Replaces the file at once, so that another process reads the old or the new one; failing to is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            json.dump(data, file, indent=1)
        os.replace(file.name, path)
    except OSError:
        pass
