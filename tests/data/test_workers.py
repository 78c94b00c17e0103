"""Worker processes and threads: batches, seeds and orders are PyTorch's; whatever happens to a worker is an error."""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau.utils import data
from flambeau.utils.data import DataLoader, get_worker_info

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning"),
]
Pair = namedtuple("Pair", "x y")
METHODS = ["fork", "spawn", "forkserver"]


@pytest.fixture(autouse=True)
def _nothing_stays_behind() -> Iterator[None]:
    yield
    gc.collect()
    assert not multiprocessing.active_children()


class Rows:
    """Sample i is a row of i's; what else it does is told by `act`."""

    def __init__(self, size: int = 12, act: Any = None, width: int = 3) -> None:
        self.size, self.act, self.width = size, act, width

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> Any:
        if self.act is not None:
            self.act(index)
        return flambeau.full((self.width,), float(index)), index


class Stream(data.IterableDataset):  # type: ignore[type-arg]
    """Each worker's share of `sizes`, as numbers that name the worker."""

    def __init__(self, *sizes: int) -> None:
        self.sizes = sizes

    def __iter__(self) -> Iterator[int]:
        info = get_worker_info()
        worker = info.id if info else 0
        return iter(range(100 * worker, 100 * worker + self.sizes[worker]))


def values(loader: Any) -> list[Any]:
    return [(rows.tolist(), numbers.tolist()) for rows, numbers in loader]


@pytest.mark.parametrize("method", [*METHODS, "thread"])
def test_batches_are_those_of_the_main_process(method: str) -> None:
    how: Any = {"worker_type": "thread"} if method == "thread" else {"multiprocessing_context": method}
    expected = values(DataLoader(Rows(13), batch_size=3))
    loader = DataLoader(Rows(13), batch_size=3, num_workers=2, persistent_workers=True, **how)
    for _ in range(2):
        assert values(loader) == expected
    assert len(loader) == 5


def test_everything_that_a_batch_may_be_arrives() -> None:
    base = flambeau.arange(6.0).reshape(2, 3)
    batch = {
        "pair": Pair(flambeau.ones(3, dtype=flambeau.bfloat16), [np.arange(4), "text", None]),
        "large": flambeau.rand(100, 1000),
        "arrays": (np.ones((50, 1000)), np.zeros(0)),
        "views": [base, base.t(), base[:, 1], base[1:]],
        "leaf": flambeau.ones(2, requires_grad=True),
        "parameter": flambeau.nn.Parameter(flambeau.ones(2)),
        "odd": [flambeau.zeros(0, 4), flambeau.tensor(3), flambeau.empty(2, device="meta"), 1 + 2j, {7}],
        "many": [flambeau.full((40_000,), k % 256, dtype=flambeau.uint8) for k in range(300)],
        "text": "x" * 500_000,
    }
    (got,) = DataLoader([batch], batch_size=None, num_workers=1, collate_fn=_same)
    assert got["pair"].x.tolist() == [1, 1, 1]
    assert got["pair"].x.dtype is flambeau.bfloat16
    assert got["pair"].y[0].tolist() == [0, 1, 2, 3]
    assert got["pair"].y[1:] == ["text", None]
    assert flambeau.equal(got["large"], batch["large"])
    assert got["large"].is_shared()
    assert got["arrays"][0].sum() == 50_000
    got["arrays"][0][0] = 2  # it may be written to
    assert got["arrays"][1].shape == (0,)
    assert [view.tolist() for view in got["views"]] == [view.tolist() for view in batch["views"]]
    assert got["views"][1].stride() == (1, 3)
    assert got["leaf"].requires_grad
    assert type(got["parameter"]) is flambeau.nn.Parameter
    assert got["odd"][0].shape == (0, 4)
    assert got["odd"][1].item() == 3
    assert got["odd"][2].is_meta
    assert got["odd"][3:] == [1 + 2j, {7}]
    assert [part[0].item() for part in got["many"]] == [k % 256 for k in range(300)]
    assert got["text"] == batch["text"]


def _same(batch: Any) -> Any:
    return batch


def test_batches_lie_in_shared_memory_and_hold_no_files_open() -> None:
    def files() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = files()
    kept = [rows for rows, _ in DataLoader(Rows(40, width=20_000), batch_size=2, num_workers=2)]
    assert all(rows.is_shared() for rows in kept)
    assert files() <= before + 2
    kept[0].fill_(5)  # nobody else's
    assert kept[0].min().item() == 5
    assert kept[1][0, 0].item() == 2
    mapped = Path("/proc/self/maps").read_text().count("memfd:flambeau")
    del kept[10:]
    assert Path("/proc/self/maps").read_text().count("memfd:flambeau") <= mapped - 10


def test_a_view_does_not_bring_along_what_it_is_a_view_of() -> None:
    whole = flambeau.rand(1000, 1000)
    (row,) = DataLoader([whole[3]], batch_size=None, num_workers=1)
    assert row.untyped_storage().nbytes() == 4000
    assert flambeau.equal(row, whole[3])


def test_tensors_of_a_graph_are_refused() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)worker process 0.*Cowardly refusing to serialize non-leaf tensor"):
        list(DataLoader([flambeau.ones(2, requires_grad=True) * 2], batch_size=None, num_workers=1))


@pytest.mark.parametrize("kind", ["process", "thread"])
def test_streams(kind: str) -> None:
    loader = DataLoader(Stream(5, 2), batch_size=2, num_workers=2, worker_type=kind)
    assert [batch.tolist() for batch in loader] == [[0, 1], [100, 101], [2, 3], [4]]
    loader = DataLoader(Stream(5, 3), batch_size=2, num_workers=2, drop_last=True, worker_type=kind)
    assert [batch.tolist() for batch in loader] == [[0, 1], [100, 101], [2, 3]]
    loader = DataLoader(Stream(1, 0, 2), batch_size=None, num_workers=3, worker_type=kind)
    assert list(loader) == [0, 200, 201]


class Counted(Stream):
    def __len__(self) -> int:
        return 3


def test_a_stream_that_is_longer_than_it_says() -> None:
    loader = DataLoader(Counted(2, 2), batch_size=None, num_workers=2)
    assert len(list(loader)) == 4  # nobody has asked
    assert len(loader) == 3
    with pytest.warns(UserWarning, match=r"was reported to be 3 .* but 4 samples have been fetched"):
        assert len(list(loader)) == 4


# ---- what PyTorch does with the same seeds ----


class Drawn:
    """Every source of random numbers that a sample may use, and who the worker is."""

    def __init__(self, lib: Any) -> None:
        self.lib = lib

    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> Any:
        lib, info = self.lib, self.lib.utils.data.get_worker_info()
        numbers = lib.rand(2).tolist(), random.random(), float(np.random.rand())
        return index, info.id, info.num_workers, info.seed, lib.initial_seed(), lib.get_num_threads(), *numbers


def epochs(lib: Any, **options: Any) -> list[Any]:
    """Two epochs and what the main process draws after each."""
    lib.manual_seed(5)
    loader = lib.utils.data.DataLoader(Drawn(lib), batch_size=3, num_workers=2, collate_fn=_same, **options)
    out: list[Any] = []
    for _ in range(2):
        out += [*loader, lib.rand(1).item()]
    return out


@pytest.mark.parametrize("options", [{}, {"shuffle": True, "persistent_workers": True}, {"prefetch_factor": 1}])
def test_seeds_orders_and_the_main_stream_are_pytorchs(options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    assert epochs(flambeau, **options) == epochs(torch, **options)


def test_a_generator_seeds_the_workers() -> None:
    torch = pytest.importorskip("torch")
    results = []
    for lib in (flambeau, torch):
        results.append(epochs(lib, shuffle=True, generator=lib.Generator().manual_seed(3)))
    assert results[0] == results[1]


def test_the_initialiser_runs_in_each_worker_once() -> None:
    def init(worker: int) -> None:
        info = get_worker_info()
        assert info is not None
        assert info.id == worker
        info.dataset.width = 10 + worker

    loader = DataLoader(Rows(4), num_workers=2, worker_init_fn=init, persistent_workers=True)
    for _ in range(2):
        assert [rows.shape[1] for rows, _ in loader] == [10, 11, 10, 11]
    assert get_worker_info() is None


# ---- what may happen to a worker ----


def _raise(index: int) -> None:
    if index == 5:
        raise ValueError("bad sample")


def _key(index: int) -> None:
    {}[index]


def _kill(index: int) -> None:
    if index == 5:
        os.kill(os.getpid(), signal.SIGKILL)


def _crash(index: int) -> None:
    if index == 5:
        os.abort()  # a sanitizer would take a segmentation fault for one of ours


def _exit(index: int) -> None:
    if index == 5:
        sys.exit(3)


def _block(index: int) -> None:
    if index == 5:
        time.sleep(1000)


def _stop(index: int) -> None:
    if index == 5:
        os.kill(os.getpid(), signal.SIGSTOP)


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (_raise, ValueError, "(?s)^Caught ValueError in DataLoader worker process 0.\nWhile loading batch 2, indices "
         r"\[4, 5\]\.\nOriginal Traceback .* in _raise\n.*ValueError: bad sample"),
        (_key, KeyError, "(?s)^Caught KeyError in DataLoader worker process 0.\n.* in _key"),
        (_kill, RuntimeError, r"worker \(pid \d+\) is killed by signal: Killed.*worker 0 had to load batch 2, indices"),
        (_crash, RuntimeError, "(?s)is killed by signal: Aborted.*batch 2.* its stack:.* in _crash\n"),
        (_exit, RuntimeError, "exited unexpectedly with exit code 3.*worker 0 had to load batch 2"),
        (_block, RuntimeError, "(?s)timed out after 0.5 seconds.*worker 0 .* batch 2.* its stack:.* in _block\n"),
        (_stop, RuntimeError, "(?s)timed out after 0.5 seconds.*worker 0 .* batch 2.*it does not answer"),
    ],
)  # fmt: skip
def test_whatever_happens_to_a_worker_is_an_error(act: Any, kind: type[Exception], words: str) -> None:
    timeout = 0.5 if act in (_block, _stop) else 0
    loader = DataLoader(Rows(act=act), batch_size=2, num_workers=2, timeout=timeout)
    began = time.monotonic()
    with pytest.raises(kind, match=words):
        list(loader)
    assert time.monotonic() - began < 30
    gc.collect()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("prefetch", [2, 4])  # 4: it ends with tasks unread, which its socket tells before the batches
@pytest.mark.parametrize("late", [False, True])  # the other worker's batch comes long after the end
@pytest.mark.parametrize("in_order", [True, False])
def test_what_a_worker_sent_before_it_was_killed_arrives(prefetch: int, late: bool, in_order: bool) -> None:
    def act(index: int) -> None:
        if late and index == 2:
            time.sleep(0.3)
        _kill(index)

    loader = DataLoader(Rows(act=act), batch_size=2, num_workers=2, prefetch_factor=prefetch, in_order=in_order)
    batches = iter(loader)
    batches._workers[0].join(30)
    seen = []
    with pytest.raises(RuntimeError, match=r"is killed by signal: Killed.*worker 0 had to load batch 2, indices"):
        seen.extend(numbers.tolist() for _, numbers in batches)
    assert seen[:2] == [[0, 1], [2, 3]] if in_order else {(0, 1), (2, 3)} <= set(map(tuple, seen))
    with pytest.raises(RuntimeError, match=r"its workers have ended"):
        next(batches)


def test_an_idle_worker_that_is_killed_is_missed() -> None:
    batches = iter(DataLoader(Rows(100), num_workers=2))
    next(batches)
    os.kill(batches._workers[1].pid, signal.SIGKILL)
    with pytest.raises(RuntimeError, match=r"is killed by signal"):
        list(batches)
    with pytest.raises(RuntimeError, match=r"its workers have ended"):
        next(batches)


def test_threads_fail_like_processes() -> None:
    def loader(act: Any, timeout: float = 0) -> Any:
        return DataLoader(Rows(act=act), batch_size=2, num_workers=2, worker_type="thread", timeout=timeout)

    with pytest.raises(ValueError, match=r"(?s)in DataLoader worker thread 0.*batch 2, indices.* in _raise\n"):
        list(loader(_raise))
    with pytest.raises(RuntimeError, match=r"Caught SystemExit in DataLoader worker thread 0"):
        list(loader(_exit))
    gate = threading.Event()

    def waiting(index: int) -> None:
        gate.wait(60)

    with pytest.raises(RuntimeError, match=r"(?s)timed out .*worker 0.* in waiting\n"):
        list(loader(waiting, 0.2))
    gate.set()


def test_after_an_exception_the_next_batches_come() -> None:
    batches = iter(DataLoader(Rows(12, act=_raise), batch_size=2, num_workers=2))
    seen = []
    for _ in range(6):
        try:
            seen.append(next(batches)[1].tolist())
        except ValueError:
            seen.append("error")
    assert seen == [[0, 1], [2, 3], "error", [6, 7], [8, 9], [10, 11]]


def test_a_broken_initialiser() -> None:
    def init(worker: int) -> None:
        raise LookupError("no such file")

    with pytest.raises(LookupError, match=r"(?s)in DataLoader worker process 0.*no such file"):
        list(DataLoader(Rows(), num_workers=2, worker_init_fn=init))


class Secret(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)


def test_exceptions_that_cannot_be_made_again_are_runtime_errors() -> None:
    def act(index: int) -> None:
        raise Secret(1, "two arguments")

    with pytest.raises(RuntimeError, match=r"(?s)Caught Secret in .*two arguments"):
        list(DataLoader(Rows(act=act), num_workers=1))


def test_what_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(Exception, match=r"(?s)in DataLoader worker process 0.*While sending batch 0.*lambda"):
        list(DataLoader(Rows(), num_workers=1, collate_fn=lambda batch: lambda: 1))


class Bomb:
    """Can be sent, but not received."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _explode, ()


def _explode() -> None:
    raise LookupError("boom")


def test_what_cannot_be_received_or_asked_for_is_an_error() -> None:
    batches = iter(DataLoader([Bomb(), 1], batch_size=None, num_workers=1))
    with pytest.raises(LookupError, match="boom"):
        next(batches)
    with pytest.raises(RuntimeError, match="its workers have ended"):
        next(batches)
    indices = iter([0, 1, threading.Lock(), 2])
    loader = DataLoader(Rows(), batch_size=None, sampler=indices, num_workers=1, prefetch_factor=1)  # type: ignore[arg-type]
    seen = iter(loader)
    assert next(seen)[1] == 0
    with pytest.raises(TypeError, match="cannot pickle"):
        next(seen)


def test_indices_that_do_not_fit_a_packet_and_a_worker_that_does_not_read() -> None:
    def act(index: int) -> None:
        time.sleep(0.001)

    large = [list(range(5)) + [0] * 100_000 for _ in range(8)]
    loader = DataLoader(_Firsts(act), batch_size=None, sampler=large, num_workers=1, prefetch_factor=8)
    assert list(loader) == [100_005] * 8
    medium = [list(range(3000))] * 300
    assert list(DataLoader(_Firsts(act), None, sampler=medium, num_workers=1, prefetch_factor=300)) == [3000] * 300


class _Firsts:
    def __init__(self, act: Any) -> None:
        self.act = act

    def __getitem__(self, index: Any) -> Any:
        return len(index) if isinstance(index, list) else index


def test_a_dropped_iterator_ends_its_workers() -> None:
    for options in ({}, {"persistent_workers": True}):
        loader = DataLoader(Rows(1000), num_workers=2, **options)
        for number, _ in enumerate(loader):
            if number == 3:
                break
        if options:
            assert values(loader)[5] == ([[5.0] * 3], [5])  # the new epoch begins anew
        del loader
        gc.collect()
        assert not multiprocessing.active_children()


def test_two_iterators_of_one_loader_and_loaders_in_threads() -> None:
    loader = DataLoader(Rows(8), batch_size=2, num_workers=1)
    assert [a[1].tolist() == b[1].tolist() for a, b in zip(loader, loader, strict=True)] == [True] * 4
    results: list[Any] = []
    threads = [threading.Thread(target=lambda: results.append(values(loader))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [values(DataLoader(Rows(8), batch_size=2))] * 3


def test_batches_as_they_come() -> None:
    def act(index: int) -> None:
        if index == 0:
            time.sleep(0.3)

    loader = DataLoader(Rows(8, act=act), num_workers=2, in_order=False)
    numbers = [numbers.item() for _, numbers in loader]
    assert numbers[0] != 0
    assert sorted(numbers) == list(range(8))


def test_a_worker_computes() -> None:
    def act(index: int) -> None:
        flambeau.set_num_threads(2)
        x = flambeau.rand(300, 300, requires_grad=True)
        (x @ x).exp().mean().backward()
        assert x.grad is not None

    flambeau.rand(1 << 20).exp()  # the parent's threads are there
    assert len(values(DataLoader(Rows(4, act=act), num_workers=2))) == 4


# ---- ends of the whole program ----

PROGRAM = """
import os, sys, time
import flambeau as torch
from flambeau.utils.data import DataLoader

class Slow:
    def __len__(self):
        return 1000
    def __getitem__(self, index):
        if sys.argv[1] == "blocked" and index > 3:
            time.sleep(1000)
        return index

loader = DataLoader(Slow(), num_workers=2, persistent_workers=True)
batches = iter(loader)
next(batches)
print(*[w.pid for w in batches._workers], flush=True)
if sys.argv[1] == "exit":
    sys.exit(5)
if sys.argv[1] == "training":
    time.sleep(1000)
list(batches)
"""


def test_ctrl_c_while_a_worker_starts_ends_it_quietly() -> None:
    program = """
import os, signal
from flambeau.utils.data import DataLoader

os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    list(DataLoader(range(4), num_workers=1))
except RuntimeError as error:
    print(error)
assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "exited unexpectedly with exit code 0" in done.stdout


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("stage", "sent", "status"),
    [
        ("exit", None, 5),
        ("blocked", signal.SIGINT, -signal.SIGINT),
        ("training", signal.SIGINT, -signal.SIGINT),
        ("blocked", signal.SIGKILL, -signal.SIGKILL),
        ("training", signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_the_end_of_the_program_is_the_end_of_its_workers(
    stage: str, sent: signal.Signals | None, status: int, tmp_path: Path
) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, script, stage],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(pid) for pid in process.stdout.readline().split()]
    assert len(workers) == 2
    if sent is not None:
        terminal = stage == "training" and sent == signal.SIGINT  # which sends it to the workers too
        (os.killpg if terminal else os.kill)(process.pid, sent)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors
    assert errors.count("KeyboardInterrupt") == (sent == signal.SIGINT)
    assert "Exception ignored" not in errors
    until = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, workers))
