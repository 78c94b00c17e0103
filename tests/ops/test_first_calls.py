"""An op is read from its entry when it is first needed: by whoever that is, in whichever thread, and unseen."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import flambeau as fl
from flambeau._core import read_op
from flambeau.ops import define
from flambeau.ops.define import elementwise, registry

BEFORE_ITS_FIRST_CALL = 20  # ops that an import may read


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("entry", registry, ids=lambda entry: entry.qualified)
def test_every_entry_can_be_read(entry: Any) -> None:
    """What is wrong with an entry of the library would else be found at its first call."""
    read_op(entry.function)


def test_an_import_reads_next_to_none() -> None:
    program = "import flambeau; print(sum('parameters' in vars(e) for e in flambeau.ops.registry))"
    assert int(run(program)) <= BEFORE_ITS_FIRST_CALL


def test_first_calls_come_from_many_threads_at_once() -> None:
    """As functions, methods, operators and by name from the core, each for the first time in eight threads at once."""
    program = """
import sys, threading
sys.setswitchinterval(1e-6)
import flambeau as fl

x = fl.arange(1.0, 5.0)
def gradient(x):
    y = x.clone().requires_grad_()
    return fl.autograd.grad(y.sigmoid().sum(), y)[0]
calls = [
    lambda x: x * x + 1 - x / 2, lambda x: x.exp(), lambda x: fl.sin(x), lambda x: x.clone().mul_(2),
    lambda x: x[1:3], lambda x: x.flatten(), lambda x: fl.cumsum(x, 0, out=fl.empty(4)), lambda x: x.view(2, 2),
    lambda x: fl.func.vmap(fl.cos)(x), gradient,
]
for call in calls:
    start, said = threading.Barrier(8), []
    def first():
        start.wait()
        said.append(call(x).tolist())
    threads = [threading.Thread(target=first) for _ in range(8)]
    for t in threads: t.start()
    for t in threads: t.join()
    assert said == [call(x).tolist()] * 8, said
print("right")
"""
    assert run(program) == "right\n"


def test_a_profile_function_is_not_told_of_the_reading() -> None:
    program = """
import sys
import flambeau as fl
x, entered = fl.ones(2), []
sys.setprofile(lambda frame, event, _: event == "call" and entered.append(frame.f_code.co_qualname))
x.exp(); fl.sin(x); x - x
sys.setprofile(None)
print(entered)
"""
    assert run(program) == "[]\n"


def test_an_entry_that_cannot_be_read_says_so_at_every_call() -> None:
    def planted(self: fl.Tensor) -> fl.Tensor: ...  # type: ignore[empty-body]

    planted.__annotations__ = {"self": "Tensor", "return": "Tensor"}
    op = define.op(kind=elementwise, kernel="no such kernel", function=False, method=False)(planted)
    try:
        for call in (op, define.registry[-1].inplace_function or op, op):
            with pytest.raises(NotImplementedError, match="there is no kernel named no such kernel"):
                call(fl.ones(2))
    finally:
        del registry[-1]
    with pytest.raises(NotImplementedError, match="there is no kernel named no such kernel"):
        define.op(kind=elementwise, kernel="no such kernel", function=False, method=False, listed=False)(planted)
    with pytest.raises(NotImplementedError, match="there is no op named no such op"):
        define.op_named("no such op")
    with pytest.raises(TypeError, match="an Op is expected, not int"):
        read_op(5)  # type: ignore[arg-type]
