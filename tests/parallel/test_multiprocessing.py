"""Tensors that travel between processes: the first one too, by every way of starting processes and of sending."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import flambeau as torch

METHODS = ["fork", "spawn", "forkserver"]
DTYPES = ["bool", "uint8", "int16", "int64", "float16", "bfloat16", "float32", "float64", "complex64"]

# In a process of its own: what was pickled before must not make a difference.
PROGRAM = """
import multiprocessing as mp, sys
import flambeau as torch

def double(x):
    return x * 2

def answer(connection, queue):
    connection.send(connection.recv() + 1)
    queue.put(torch.arange(3))
    queue.put(torch.nn.Parameter(torch.ones(2)))

if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        results = pool.map_async(double, [torch.full((2,), float(n)) for n in range(4)]).get(60)
    assert [r.tolist() for r in results] == [[0, 0], [2, 2], [4, 4], [6, 6]]
    ours, theirs = context.Pipe()
    queue = context.Queue()
    child = context.Process(target=answer, args=(theirs, queue))
    child.start()
    ours.send(torch.ones(2, 3, dtype=torch.bfloat16).t())
    assert ours.poll(60)
    got = ours.recv()
    assert got.tolist() == [[2, 2]] * 3 and got.dtype is torch.bfloat16
    assert queue.get(timeout=60).tolist() == [0, 1, 2]
    parameter = queue.get(timeout=60)
    assert type(parameter) is torch.nn.Parameter and parameter.requires_grad
    child.join(60)
    assert child.exitcode == 0
"""


def blocks() -> set[str]:
    """Shared memory with a name. Semaphores are not counted: those of other programs come and go."""
    return {name for name in os.listdir("/dev/shm") if not name.startswith("sem.")}


@pytest.mark.parametrize("method", METHODS)
def test_the_first_tensor_arrives(method: str, tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    before = blocks()
    done = subprocess.run([sys.executable, script, method], capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert blocks() <= before


def echo(connection: Any) -> None:
    while (value := connection.recv()) is not None:
        connection.send(value)


def test_what_is_sent_is_what_arrives() -> None:
    base = torch.arange(6.0).reshape(2, 3)
    values = [torch.tensor([[0, 1], [2, 3]]).to(getattr(torch, name)) for name in DTYPES]
    values += [torch.tensor(3.0), torch.zeros(0, 4), base.t(), base[1:, ::2], base.expand(4, 2, 3)]
    values += [torch.ones(2, requires_grad=True), torch.nn.Parameter(torch.ones(3), requires_grad=False)]
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=echo, args=(theirs,))
    child.start()
    for value in values:
        ours.send(value)
        assert ours.poll(60)
        got = ours.recv()
        assert type(got) is type(value)
        assert got.tolist() == value.tolist()
        assert (got.dtype, got.shape, got.stride(), got.requires_grad) == (
            value.dtype,
            value.shape,
            value.stride(),
            value.requires_grad,
        )
    ours.send((base, base.t()))
    first, second = ours.recv()
    assert first.data_ptr() == second.data_ptr()
    module = torch.nn.Linear(3, 2)
    ours.send(module)
    assert torch.equal(ours.recv()(base), module(base))
    ours.send(None)
    child.join(60)
    assert child.exitcode == 0


def summed(x: Any) -> float:
    torch.set_num_threads(2)
    return float(x.exp().sum())


def test_a_pool_after_parallel_work() -> None:
    x = torch.linspace(0, 1, 1 << 18)
    expected = float(x.exp().sum())
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(summed, [x] * 4).get(60) == pytest.approx([expected] * 4)
