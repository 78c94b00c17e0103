"""Tensors shared between processes in place: through queues, pools, arguments, and a training in several processes."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flambeau
import flambeau.multiprocessing as mp
from flambeau import nn

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(autouse=True)
def _nothing_stays_behind() -> Iterator[None]:
    yield
    gc.collect()
    assert_no_names()


def assert_no_names() -> None:
    """Names of other tests, and those that a resource tracker is about to remove, are there for a moment only."""
    until = time.monotonic() + 10
    while names := [name for name in os.listdir("/dev/shm") if name.startswith("flambeau")]:
        assert time.monotonic() < until, names
        time.sleep(0.01)


@pytest.fixture(params=["file_descriptor", "file_system"])
def strategy(request: pytest.FixtureRequest) -> Iterator[str]:
    mp.set_sharing_strategy(request.param)
    yield request.param
    mp.set_sharing_strategy("file_descriptor")


def test_the_names_are_there() -> None:
    assert mp.get_all_sharing_strategies() == {"file_descriptor", "file_system"}
    assert mp.get_sharing_strategy() == "file_descriptor"
    assert flambeau.multiprocessing is mp
    assert {"Process", "Queue", "Pool", "Pipe", "Manager", "Event", "set_start_method", "spawn"} <= set(dir(mp))
    with pytest.raises(ValueError, match="set_sharing_strategy: 'magic' is none"):
        mp.set_sharing_strategy("magic")


def test_sharing_moves_a_storage_with_all_its_views() -> None:
    base = flambeau.arange(6.0)
    view, array = base[2:], base.numpy()
    assert not base.is_shared()
    assert base.share_memory_() is base
    assert base.is_shared()
    assert view.is_shared()
    base.add_(1)
    assert view.tolist() == [3, 4, 5, 6]
    assert array.tolist() == [0, 1, 2, 3, 4, 5]  # NumPy keeps the former memory, which stays valid
    address = base.data_ptr()
    assert base.share_memory_().data_ptr() == address
    assert base.untyped_storage().data_ptr() == address
    borrowed = flambeau.from_numpy(np.ones(100)).share_memory_()
    assert borrowed.sum() == 100
    assert flambeau.ones(2, device="meta").share_memory_().is_meta
    half = flambeau.ones(2, dtype=flambeau.bfloat16).share_memory_()
    assert (half + 1).tolist() == [2, 2]


def test_a_graph_through_shared_tensors() -> None:
    x = flambeau.ones(3, requires_grad=True)
    y = x * 2
    x.share_memory_()
    (y * x).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [4, 4, 4]


def test_a_module_is_shared_with_its_buffers() -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    before = [tensor.clone() for tensor in model.state_dict().values()]
    assert model.share_memory() is model
    assert all(tensor.is_shared() for tensor in model.state_dict().values())
    assert all(map(flambeau.equal, model.state_dict().values(), before))


def _write(tensor: Any, value: float) -> None:
    tensor.fill_(value)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_what_a_child_writes_is_seen_here(method: str) -> None:
    shared = flambeau.zeros(4).share_memory_()
    child = mp.get_context(method).Process(target=_write, args=(shared, 7.0))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert shared.tolist() == [7] * 4


def _echo(inbox: Any, outbox: Any) -> None:
    while (value := inbox.get()) is not None:
        value[0].fill_(9)
        outbox.put(value)
    outbox.get()  # lives until all has arrived


def test_queues(strategy: str) -> None:
    context = mp.get_context("fork")
    inbox, outbox = context.SimpleQueue(), context.SimpleQueue()
    child = context.Process(target=_echo, args=(inbox, outbox))
    child.start()
    base = flambeau.zeros(2, 3)
    parameter = nn.Parameter(flambeau.ones(2))
    inbox.put((base, base.t(), parameter, flambeau.zeros(0), flambeau.ones(2, device="meta")))
    same, turned, leaf, empty, meta = outbox.get()
    assert base.tolist() == [[9] * 3] * 2
    assert same.data_ptr() == base.data_ptr() == turned.data_ptr()  # it came back, and is the same storage
    assert turned.stride() == (1, 3)
    assert type(leaf) is nn.Parameter
    assert leaf.requires_grad
    assert empty.shape == (0,)
    assert meta.is_meta
    inbox.put((base,))
    outbox.get()
    inbox.put(None)
    outbox.put(None)
    child.join(60)
    assert child.exitcode == 0


def test_graphs_are_not_sent() -> None:
    with pytest.raises(RuntimeError, match="Cowardly refusing to serialize non-leaf tensor"):
        mp.SimpleQueue().put(flambeau.ones(2, requires_grad=True) * 2)


def _double(tensor: Any) -> Any:
    return tensor * 2


def test_pools(strategy: str) -> None:
    with mp.get_context("fork").Pool(2) as pool:
        got = pool.map_async(_double, [flambeau.full((3,), float(k)) for k in range(6)]).get(60)
    assert [tensor.tolist() for tensor in got] == [[2.0 * k] * 3 for k in range(6)]


def _put_and_end(queue: Any) -> None:
    queue.put(flambeau.ones(3))


def test_a_sender_that_has_ended(strategy: str) -> None:
    context = mp.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=_put_and_end, args=(queue,))
    child.start()
    child.join(60)
    if strategy == "file_system":
        assert queue.get().tolist() == [1, 1, 1]
    else:
        with pytest.raises(RuntimeError, match="the process that sent a tensor has ended before"):
            queue.get()


def _descend(model: Any, seed: int) -> None:
    generator = flambeau.Generator().manual_seed(seed)
    optimizer = flambeau.optim.SGD(model.parameters(), lr=0.02)
    for _ in range(300):
        x = flambeau.rand(8, 2, generator=generator)
        optimizer.zero_grad()
        loss = (model(x).squeeze(1) - x @ flambeau.tensor([2.0, -3.0])).square().mean()
        loss.backward()
        optimizer.step()


def test_hogwild() -> None:
    """Several processes train one model in shared memory without locks."""
    flambeau.manual_seed(0)
    model = nn.Linear(2, 1).share_memory()
    context = mp.get_context("fork")
    children = [context.Process(target=_descend, args=(model, seed)) for seed in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    x = flambeau.rand(50, 2)
    assert (model(x).squeeze(1) - x @ flambeau.tensor([2.0, -3.0])).abs().max().item() < 0.5


def _fill_mine(number: int, results: Any) -> None:
    results[number] = number + 1


def _fail_second(number: int) -> None:
    if number == 1:
        raise ValueError("second")
    time.sleep(1000)


def _die(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit(number: int) -> None:
    sys.exit(4)


def test_spawn() -> None:
    results = flambeau.zeros(2)
    assert mp.spawn(_fill_mine, (results,), nprocs=2) is None
    assert results.tolist() == [1, 2]
    with pytest.raises(
        mp.ProcessRaisedException, match=r"(?s)-- Process 1 terminated with.*ValueError: second"
    ) as raised:
        mp.start_processes(_fail_second, nprocs=2, start_method="fork")
    assert raised.value.error_index == 1
    with pytest.raises(mp.ProcessExitedException, match="process 0 terminated with signal SIGKILL") as exited:
        mp.start_processes(_die, start_method="fork")
    assert exited.value.signal_name == "SIGKILL"
    with pytest.raises(mp.ProcessExitedException, match="process 0 terminated with exit code 4") as exited:
        mp.start_processes(_exit, start_method="fork")
    assert exited.value.exit_code == 4
    running = mp.start_processes(_fill_mine, (results,), nprocs=2, join=False, start_method="fork")
    assert running is not None
    assert len(running.pids()) == 2
    while not running.join():
        pass


KILLED = """
import os, signal, sys
import flambeau as torch
import flambeau.multiprocessing as mp
mp.set_sharing_strategy(sys.argv[1])
queue = mp.get_context("fork").SimpleQueue()
kept = torch.ones(1000).share_memory_()
queue.put(kept)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_nothing(strategy: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, strategy], capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert_no_names()


def test_memory_goes_with_its_last_tensor() -> None:
    def mapped() -> int:
        return Path("/proc/self/maps").read_text().count("memfd:flambeau")

    before, files = mapped(), len(os.listdir("/proc/self/fd"))
    tensors = [flambeau.ones(5000).share_memory_() for _ in range(20)]
    views = [tensor[:1] for tensor in tensors]
    del tensors
    assert mapped() >= before + 20
    del views
    assert mapped() <= before
    assert len(os.listdir("/proc/self/fd")) <= files
