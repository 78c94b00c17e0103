"""Several threads at once: no addition is lost, no memory is taken away under a kernel, errors are Python's."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import flambeau as torch
from flambeau.autograd import graph

LARGE = 1 << 16  # elements: kernels let other threads run from half of that on
THREADS, ROUNDS = 4, 25


@pytest.fixture(autouse=True)
def _frequent_switches() -> Iterator[None]:
    """The interpreter goes on to another thread as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[int], None], count: int = THREADS) -> None:
    """Runs ``work(k)`` in `count` threads at once, and raises what any of them raised."""
    errors: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(k: int) -> None:
        try:
            gate.wait(30)
            work(k)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a thread hangs"
    if errors:
        raise errors[0]


@pytest.mark.parametrize("size", [3, LARGE])
@pytest.mark.parametrize("create_graph", [False, True])
def test_gradients_of_one_leaf_add_up(size: int, create_graph: bool) -> None:
    leaf = torch.zeros(size, requires_grad=True)
    rounds = ROUNDS if not create_graph else 5

    def work(k: int) -> None:
        for _ in range(rounds):
            (leaf * 2).sum().backward(create_graph=create_graph)

    in_threads(work)
    assert leaf.grad is not None
    assert leaf.grad.unique().tolist() == [2.0 * THREADS * rounds]


def test_the_first_gradient_of_a_leaf() -> None:
    for _ in range(30):
        leaf = torch.zeros(LARGE, requires_grad=True)
        in_threads(lambda k, leaf=leaf: (leaf * 1).sum().backward())  # type: ignore[misc]
        assert leaf.grad is not None
        assert leaf.grad.unique().tolist() == [THREADS]


def test_retained_gradients_add_up() -> None:
    x = torch.zeros(LARGE, requires_grad=True)
    middle = x * 1
    middle.retain_grad()
    outputs = [[(middle * 3).sum() for _ in range(10)] for _ in range(THREADS)]

    def work(k: int) -> None:
        for out in outputs[k]:
            out.backward(retain_graph=True)

    in_threads(work)
    assert middle.grad is not None
    assert middle.grad.unique().tolist() == [3.0 * 10 * THREADS]
    assert x.grad is not None
    assert x.grad.unique().tolist() == [3.0 * 10 * THREADS]


def test_hooks_come_and_go_while_others_run() -> None:
    leaf = torch.zeros(LARGE, requires_grad=True)
    calls: list[int] = []

    def work(k: int) -> None:
        for _ in range(ROUNDS):
            if k % 2:
                handle = leaf.register_hook(lambda g: g)
                after = leaf.register_post_accumulate_grad_hook(lambda p: calls.append(1))
                handle.remove()
                after.remove()
            else:
                (leaf * 1).sum().backward()

    in_threads(work)
    assert leaf.grad is not None
    assert leaf.grad.unique().tolist() == [2.0 * ROUNDS]


def test_two_passes_over_one_graph() -> None:
    """Without retain_graph one of them finds its saved tensors freed: that is an error, and PyTorch's."""
    for _ in range(20):
        x = torch.rand(LARGE, requires_grad=True)
        y = x
        for _ in range(5):
            y = y * y.exp().sin()
        loss = y.sum()
        outcomes: list[str] = []

        def work(k: int, loss: Any = loss, outcomes: list[str] = outcomes) -> None:
            try:
                loss.backward()
            except RuntimeError as error:
                outcomes.append(str(error))

        in_threads(work)
        assert all("Trying to backward through the graph a second time" in text for text in outcomes)
        assert len(outcomes) < THREADS


def test_two_passes_over_one_graph_with_hooks() -> None:
    for _ in range(10):
        x = torch.rand(LARGE, requires_grad=True)
        with graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t.clone()):
            loss = (x * x.exp()).sin().sum()

        outcomes: list[str] = []

        def work(k: int, loss: Any = loss, outcomes: list[str] = outcomes) -> None:
            try:
                loss.backward()
            except RuntimeError as error:
                outcomes.append(str(error))

        in_threads(work)
        assert all("Trying to backward through the graph a second time" in text for text in outcomes)
        assert len(outcomes) < THREADS


def test_memory_in_use_by_a_kernel_is_not_given_away() -> None:
    """A tensor's elements are exchanged while another thread's kernel reads them: it reads old ones or new ones."""
    x = torch.zeros(1 << 20)
    until = time.monotonic() + 1.0

    def work(k: int) -> None:
        while time.monotonic() < until:
            if k == 0:
                x.data = torch.ones(1 << 20)
                torch.full((1 << 20,), -7.0)  # would get the memory that was freed
            else:
                assert x.add(1.0).min().item() >= 1.0

    in_threads(work, 3)


def test_lazily_ordered_elements_are_put_in_order_once() -> None:
    weight = torch.rand(8, 3, 3, 3)
    images = torch.rand(2, 3, 40, 40)
    expected = torch.nn.functional.conv2d(images, weight).contiguous().sum().item()
    for _ in range(10):
        out = torch.nn.functional.conv2d(images, weight)
        results: list[float] = []

        def work(k: int, out: Any = out, results: list[float] = results) -> None:
            results.append(out.reshape(-1).sum().item() if k % 2 else torch.tensor(out.tolist()).sum().item())

        in_threads(work)
        assert results == pytest.approx([expected] * THREADS, rel=1e-5)


def test_one_generator() -> None:
    """No number is drawn twice, and none is left out."""
    torch.manual_seed(0)
    expected = torch.rand(THREADS * ROUNDS * 16).sort().values
    torch.manual_seed(0)
    drawn: list[list[Any]] = [[] for _ in range(THREADS)]

    def work(k: int) -> None:
        for _ in range(ROUNDS):
            drawn[k].append(torch.rand(16))

    in_threads(work)
    assert torch.equal(torch.cat([part for parts in drawn for part in parts]).sort().values, expected)


def test_products_and_convolutions_of_many_shapes() -> None:
    """The caches of prepared kernels, and the library that is opened with the first product."""

    def work(k: int) -> None:
        for n in range(20, 60):
            a = torch.rand(n, 33)
            assert torch.allclose(a @ a.t(), (a.double() @ a.double().t()).float(), atol=1e-4)
            torch.nn.functional.conv2d(torch.rand(1, 2, n, 9), torch.rand(4, 2, 3, 3))

    in_threads(work)


def test_statistics_stay_whole() -> None:
    torch.rand(LARGE)
    before = torch._core.memory_stats()["in_use"]

    def work(k: int) -> None:
        for n in range(200):
            torch.ones(1000 + n).add(1)

    in_threads(work)
    assert torch._core.memory_stats()["in_use"] == before
