"""Grad modes as context managers and decorators, and that they belong to one thread and to the code they wrap."""

from __future__ import annotations

import asyncio
import threading

import pytest

import flambeau as fl

MODES = {
    "no_grad": (lambda: fl.no_grad(), False),
    "enable_grad": (lambda: fl.enable_grad(), True),
    "set_grad_enabled": (lambda: fl.set_grad_enabled(False), False),
    "inference_mode": (lambda: fl.inference_mode(), False),
}


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("outside", [True, False])
def test_block_and_decorator(name, outside):
    make, inside = MODES[name]
    with fl.set_grad_enabled(outside):
        with make():
            assert fl.is_grad_enabled() is inside
        assert fl.is_grad_enabled() is outside
        with pytest.raises(KeyError), make():
            raise KeyError
        assert fl.is_grad_enabled() is outside

        @make()
        def state(depth):
            """A docstring."""
            assert fl.is_grad_enabled() is inside
            return state(depth - 1) if depth else fl.is_grad_enabled()

        assert fl.is_grad_enabled() is outside
        assert state(3) is inside
        assert state.__name__ == "state"
        assert state.__doc__ == "A docstring."
        assert fl.is_grad_enabled() is outside
    assert fl.is_grad_enabled()


@pytest.mark.parametrize("mode", [fl.no_grad, fl.enable_grad, fl.inference_mode])
def test_decorator_without_parentheses(mode):
    @mode
    def state():
        return fl.is_grad_enabled()

    assert state() is (mode is fl.enable_grad)
    assert fl.is_grad_enabled()


def test_set_grad_enabled_as_a_call():
    fl.set_grad_enabled(False)
    try:
        assert not fl.is_grad_enabled()
    finally:
        fl.set_grad_enabled(True)
    assert fl.is_grad_enabled()


def test_results():
    x = fl.ones(2, requires_grad=True)
    with fl.no_grad():
        y = x * 2
        with fl.enable_grad():
            z = x * 3
    assert not y.requires_grad
    assert y.grad_fn is None
    z.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_inference_mode():
    with fl.inference_mode():
        assert fl.is_inference_mode_enabled()
        assert not fl.is_grad_enabled()
        with fl.inference_mode(False):
            assert not fl.is_inference_mode_enabled()
            assert fl.is_grad_enabled()
        assert fl.is_inference_mode_enabled()
        y = fl.ones(2) * 2
    assert not fl.is_inference_mode_enabled()
    assert fl.is_grad_enabled()
    with pytest.raises(RuntimeError, match="Inference tensors do not track version counter"):
        y._version  # noqa: B018


def test_generator_sees_the_mode_only_while_it_runs():
    log = []

    @fl.no_grad()
    def numbers():
        try:
            received = yield fl.is_grad_enabled()
            log.append((received, fl.is_grad_enabled()))
            try:
                yield 2
            except KeyError:
                log.append(("thrown", fl.is_grad_enabled()))
            yield 3
        finally:
            log.append(("closed", fl.is_grad_enabled()))
        return "unreached"

    generator = numbers()
    assert next(generator) is False
    assert fl.is_grad_enabled()
    assert generator.send("sent") == 2
    assert fl.is_grad_enabled()
    assert generator.throw(KeyError()) == 3
    assert fl.is_grad_enabled()
    generator.close()
    assert log == [("sent", False), ("thrown", False), ("closed", False)]
    assert fl.is_grad_enabled()

    @fl.no_grad()
    def answer():
        yield 1
        return 42

    def outer():
        return (yield from answer())

    steps = outer()
    next(steps)
    with pytest.raises(StopIteration) as stop:
        next(steps)
    assert stop.value.value == 42


def test_coroutines_interleave():
    @fl.no_grad()
    async def silent():
        for _ in range(3):
            assert not fl.is_grad_enabled()
            await asyncio.sleep(0)
        return fl.is_grad_enabled()

    async def recorded():
        for _ in range(3):
            assert fl.is_grad_enabled()
            await asyncio.sleep(0)
        return fl.is_grad_enabled()

    @fl.no_grad()
    async def stream():
        for i in range(3):
            await asyncio.sleep(0)
            yield i, fl.is_grad_enabled()

    async def main():
        items = [item async for item in stream()]
        assert fl.is_grad_enabled()
        return items, await asyncio.gather(silent(), recorded(), silent())

    items, states = asyncio.run(main())
    assert items == [(0, False), (1, False), (2, False)]
    assert states == [False, True, False]


def test_class_decoration_warns_and_wraps_construction():
    with pytest.warns(FutureWarning, match="Decorating classes is deprecated"):

        @fl.no_grad()
        class Holder:
            def __init__(self):
                self.state = fl.is_grad_enabled()

    assert Holder().state is False
    assert fl.is_grad_enabled()


def test_methods():
    class Model:
        @fl.no_grad()
        def run(self, x):
            return x * 2

        @staticmethod
        @fl.no_grad()
        def plain(x):
            return x * 2

    x = fl.ones(1, requires_grad=True)
    assert not Model().run(x).requires_grad
    assert not Model.plain(x).requires_grad


def test_modes_are_per_thread():
    states = []
    with fl.no_grad():
        thread = threading.Thread(target=lambda: states.append(fl.is_grad_enabled()))
        thread.start()
        thread.join()
    assert states == [True]
