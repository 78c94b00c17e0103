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
from dataclasses import asdict, dataclass, field, fields
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
        flops_per_second: floating-point operations of a product, by dtype ("float32", "float64" and the 16-bit floats);
            a multiplication with an addition is two.
        threads: how many threads the kernels used.
        caches: for each level of cache, the smallest first, how many bytes it holds and how many it moves per second.

    >>> import flambeau as torch
    >>> torch.utils.Roofline(1e10, {"float32": 1e11, "float64": 5e10}, 1).threads
    1
    """

    bytes_per_second: float
    flops_per_second: dict[str, float] = field(hash=False)
    threads: int
    caches: tuple[tuple[int, float], ...] = ()

    def least_time(self, nbytes: float, flops: float = 0.0, dtype: str = "float32") -> float:
        """The shortest time in seconds in which so many bytes can be moved and so many operations done.

        What fits into a cache may come from there: only the bytes beyond it move at the speed of the next level. An
        operand written in place is counted twice and lies there once, so a cache serves twice its size.

        >>> from flambeau.utils import Roofline
        >>> Roofline(2e10, {"float32": 1e11}, 1).least_time(nbytes=4e9, flops=1e11)
        1.0
        >>> Roofline(1e9, {"float32": 1e11}, 1, caches=((500, 1e10),)).least_time(nbytes=1000)
        1e-07
        """
        peak = self.flops_per_second.get(dtype, self.flops_per_second["float32"])
        moving, served = 0.0, 0.0
        for size, speed in (*self.caches, (math.inf, self.bytes_per_second)):
            portion = max(min(nbytes, 2 * size) - served, 0.0)
            moving += portion / speed
            served += portion
        return max(moving, flops / peak)


explain_methods(Roofline)


def roofline(refresh: bool = False) -> Roofline:
    """The machine's peak bandwidths and arithmetic, measured in about two seconds and kept for this machine.

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
    key = f"{processor()}, {threads} threads, {_core.isa_level()}"
    kept = _read(path)
    if not refresh and key in kept:
        return Roofline(**{**kept[key], "caches": tuple((size, speed) for size, speed in kept[key]["caches"])})
    measured = _measure(threads)
    _write(path, {**kept, key: asdict(measured)})
    return measured


def _measure(threads: int) -> Roofline:
    with fl.no_grad():
        memory = _bandwidth(1 << 27)  # no processor's cache holds 128 MiB of operands
        caches: list[tuple[int, float]] = []
        below = memory
        for size in sorted(_cache_sizes(threads), reverse=True):
            below = max(below, _bandwidth(size // 2))  # half of it, for something else always lies there too
            caches.insert(0, (size, below))
        flops = {
            str(dtype).removeprefix("torch."): max(_product_speed(n, dtype) for n in (256, 1024))
            for dtype in (fl.float32, fl.float64, fl.float16, fl.bfloat16)
        }
    return Roofline(memory, flops, threads, tuple(caches))


def _bandwidth(size: int) -> float:
    """Bytes per second of the fastest of four kernels whose operands take ``size`` bytes together.

    Bytes are counted as profiles count them: each operand and each result once, what ``+=`` writes as both.
    """
    a, b = fl.ones(size // 8), fl.ones(size // 8)
    one = a.numel() * 4.0
    jobs = ((3, lambda: a.add_(b)), (2, lambda: a.copy_(b)), (1, lambda: a.fill_(1.0)), (1, lambda: a.sum()))
    return max(operands * one / _shortest(job, _SECONDS / 4) for operands, job in jobs)


def _product_speed(n: int, dtype: fl.dtype) -> float:
    x, y = fl.ones(n, n, dtype=dtype), fl.ones(n, n, dtype=dtype)
    return 2.0 * n**3 / _shortest(lambda: x @ y, _SECONDS / 4)


def _cache_sizes(threads: int) -> list[int]:
    """Bytes of each level of data cache that so many threads have together: those of a core of its own add up."""
    cores = os.cpu_count() or 1
    sizes = []
    for level in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        try:
            kind, text = (level / "type").read_text().strip(), (level / "size").read_text().strip()
            sharing = bin(int((level / "shared_cpu_map").read_text().replace(",", ""), 16)).count("1")
            size = int(text.removesuffix("K")) << 10
        except (OSError, ValueError):
            continue
        if kind != "Instruction":
            sizes.append(size * max(1, min(threads, cores) // max(sharing, 1)))
    return sizes


def _shortest(job: Callable[[], object], seconds: float) -> float:
    job()
    shortest, end = math.inf, time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        job()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def processor() -> str:
    """The processor's name, as the system tells it."""
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
    complete = {field.name for field in fields(Roofline)}
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
