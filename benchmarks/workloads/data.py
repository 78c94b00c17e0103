"""Loading data: epochs over images of MNIST's size with worker processes and threads, and what memory they take."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

from ..workload import ALL_THREADS, Job, Rival, Section, Setup

section = Section("Loading data")

IMAGES, BATCH, WORKERS = 10_000, 64, 2


def images(torch: Any) -> Any:
    """A dataset of random images, each made float and normalised when it is asked for."""
    pixels = torch.randint(0, 256, (IMAGES, 1, 28, 28), dtype=torch.uint8)
    labels = torch.randint(0, 10, (IMAGES,))

    class Images:
        def __len__(self) -> int:
            return IMAGES

        def __getitem__(self, index: int) -> Any:
            return pixels[index].float().div(255).sub(0.1307).div(0.3081), labels[index]

    return Images()


def epoch(torch: Any, **options: Any) -> Job:
    """One epoch; workers are started anew where they do not persist."""
    loader = torch.utils.data.DataLoader(images(torch), batch_size=BATCH, shuffle=True, **options)

    def job() -> None:
        for batch, _ in loader:
            assert batch.shape[1:] == (1, 28, 28)

    return job


@section.case(f"epoch of {IMAGES} images, {WORKERS} workers", limit=1.0, threads=ALL_THREADS)
def with_workers(torch: Any) -> Job:
    return epoch(torch, num_workers=WORKERS)


@section.case("the same, persistent workers", limit=1.0, threads=ALL_THREADS)
def with_persistent_workers(torch: Any) -> Job:
    return epoch(torch, num_workers=WORKERS, persistent_workers=True)


@section.case("the same, no workers", limit=1.0, threads=ALL_THREADS)
def without_workers(torch: Any) -> Job:
    return epoch(torch)


def first_batch(**options: Any) -> Setup:
    """Seconds from starting an epoch to its first batch."""

    def setup(torch: Any) -> Job:
        loader = torch.utils.data.DataLoader(images(torch), batch_size=BATCH, num_workers=WORKERS, **options)

        def job() -> float:
            start = time.perf_counter()
            next(iter(loader))
            return time.perf_counter() - start

        return job

    return setup


section.add(
    "first batch, 2 threads",
    first_batch(worker_type="thread"),
    against_torch=False,
    rivals=[
        Rival("our processes", first_batch()),
        Rival("PyTorch's processes", first_batch(), limit=1.0, library="torch"),
    ],
    self_measured=True,
    threads=ALL_THREADS,
    ceiling=5e-3,
)


def proportional_memory() -> int:
    """Bytes of this process and its children, each shared page counted once."""
    pids = [os.getpid(), *Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:  # it has ended
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return 1024 * total


@section.case("peak memory of an epoch", limit=1.0, threads=ALL_THREADS, unit="B", self_measured=True, quick=False)
def peak_memory(torch: Any) -> Job:
    run = epoch(torch, num_workers=WORKERS)

    def job() -> float:
        peak, done = 0, threading.Event()

        def watch() -> None:
            nonlocal peak
            while not done.wait(0.02):
                peak = max(peak, proportional_memory())

        watching = threading.Thread(target=watch)
        watching.start()
        run()
        done.set()
        watching.join()
        return float(peak)

    return job
