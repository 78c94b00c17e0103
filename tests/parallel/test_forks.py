"""Forked processes compute, with as many threads as they ask for, whatever the parent's threads were doing."""

from __future__ import annotations

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable

import pytest

import flambeau as torch

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
SECONDS = 60


def compute() -> float:
    """Everything that has threads or caches: our kernels, OpenBLAS, oneDNN."""
    x = torch.linspace(0, 1, 1 << 18)
    a = torch.linspace(0, 1, 90000).reshape(300, 300)
    image = torch.linspace(0, 1, 2 * 3 * 32 * 32).reshape(2, 3, 32, 32)
    weight = torch.linspace(0, 1, 8 * 3 * 9).reshape(8, 3, 3, 3).requires_grad_()
    out = torch.nn.functional.conv2d(image, weight)
    out.sum().backward()
    parts = [
        x.exp().sum(),
        (a @ a).mean(),
        (a.double() @ a.double()).mean(),
        out.mean(),
        weight.grad.mean(),
        x.sort()[0].mean(),
    ]
    return sum(float(part.detach()) for part in parts)


def in_child(work: Callable[[], None]) -> int:
    """The exit status of a forked child that runs `work`: 0 if it came to its end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(SECONDS)
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture(autouse=True)
def _two_threads() -> object:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_a_child_computes_on_one_thread_and_on_two() -> None:
    expected = compute()

    def work() -> None:
        assert torch.get_num_threads() == 1
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            assert torch.get_num_threads() == threads
            assert compute() == pytest.approx(expected, rel=1e-5)

    assert in_child(work) == 0
    assert compute() == pytest.approx(expected, rel=1e-5)


def test_a_child_of_a_child_and_threads_of_a_child() -> None:
    expected = compute()

    def check() -> None:
        assert compute() == pytest.approx(expected, rel=1e-5)

    def work() -> None:
        torch.set_num_threads(2)
        check()
        threads = [threading.Thread(target=check) for _ in range(2)]
        for thread in threads:
            thread.start()
        check()
        for thread in threads:
            thread.join()
        assert in_child(lambda: (torch.set_num_threads(2), check())[1]) == 0

    assert in_child(work) == 0


def test_an_error_in_a_childs_kernel_is_raised() -> None:
    def work() -> None:
        torch.set_num_threads(2)
        torch.linspace(0, 1, 1 << 18).exp()
        index = torch.zeros(1 << 18, dtype=torch.int64)
        index[1000] = 7
        with pytest.raises(RuntimeError, match="out of bounds"):
            torch.zeros(3).gather(0, index)

    assert in_child(work) == 0


def test_a_fork_while_other_threads_compute() -> None:
    """The child finds every tensor whole, and no lock held by a thread that it does not have."""
    stop, done = threading.Event(), []
    targets = [torch.zeros(1 << 20) for _ in range(2)]

    def work(target: torch.Tensor) -> None:
        n = 0
        while not stop.is_set():
            target.fill_(float(n % 100))
            n += 1
            a = torch.rand(100 + n % 50, 64)
            a @ a.t()
            torch.nn.functional.conv2d(torch.rand(1, 2, 20 + n % 30, 20), torch.rand(4, 2, 3, 3))
        done.append(n)

    threads = [threading.Thread(target=work, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    try:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:

            def child() -> None:
                assert all(target.min().item() == target.max().item() for target in targets)
                torch.set_num_threads(2)
                compute()

            assert in_child(child) == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert len(done) == 2
    assert all(done)
