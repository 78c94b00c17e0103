"""Arguments that act while they are read: lists that hold themselves, lists of any depth, numbers whose conversion
changes the list they came in. Programs run in another process; each must answer or raise.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = '''
import faulthandler
faulthandler.enable()
import flambeau as fl
x = fl.arange(12.).reshape(3, 4)

class Acts:
    """A number whose reading runs `act`, whichever way it is read."""
    dtype = "acts"
    def __init__(self, act, value=1):
        self.act, self.value = act, value
    def run(self, *_):
        self.act()
        return self.value
    __index__ = __int__ = run
    def __float__(self):
        return float(self.run())
    def __bool__(self):
        return bool(self.run())
    def item(self):
        return self.run()

def nested(depth):
    inner = [1.0]
    for _ in range(depth):
        inner = [inner]
    return inner

def itself(*before):
    l = [*before]
    l.append(l)
    return l

def changing(change, n=2000):
    l = []
    l.extend([1] * 3 + [Acts(lambda: change(l))] + [1] * n)
    return l

def clear(l): l.clear()
def grow(l): l.extend([2] * 10000)
def shrink(l): del l[2:]
def replace(l): l[:] = [object() for _ in l]

class SaysItself:
    dtype = "self"
    def item(self): return self

class Sequence:
    """A sequence with the length and items it is told to have."""
    def __init__(self, length, item):
        self.length, self.of = length, item
    def __len__(self): return self.length() if callable(self.length) else self.length
    def __getitem__(self, i): return self.of(i)

def refuse(): raise KeyError("refused")
'''

# Programs and what they may raise; None: they must answer.
ANY = (
    "ValueError", "TypeError", "RuntimeError", "IndexError", "KeyError", "OverflowError", "RecursionError", "AttributeError",
)  # fmt: skip
TOO_DEEP = ("ValueError", "IndexError", "RecursionError", "TypeError")  # the last: a list is among its own items
READERS = (
    "fl.tensor({})",
    "fl.tensor({}, dtype=fl.int64)",
    "fl.as_tensor({})",
    "fl.Tensor({})",
    "x.new_tensor({})",
    "x[{}]",
    "x[0, {}]",
    "x.__setitem__({}, 1.)",
    "x.__setitem__(0, {})",
)
DEEP = ("itself()", "itself(1.)", "itself([1.], [2.])", "nested(200_000)", "nested(70)")
COUNTERS = (
    "fl.tensor({})",
    "fl.tensor({}, dtype=fl.float64)",
    "x[{}]",
    "x.__setitem__(0, {})",
    "x.reshape({})",
    "x.permute({})",
    "x.sum({})",
    "fl.zeros({})",
)
PROGRAMS: dict[str, tuple[str, ...] | None] = {
    **{reader.format(data): TOO_DEEP for reader in READERS for data in DEEP},
    **{
        reader.format(f"changing({change})"): ("RuntimeError", "ValueError", "TypeError", "IndexError")
        for reader in COUNTERS
        for change in ("clear", "grow", "shrink", "replace")
    },
    "fl.tensor(SaysItself())": ("RuntimeError", "TypeError"),
    "fl.tensor([SaysItself()])": ("RuntimeError", "TypeError"),
    "x * SaysItself()": ("TypeError",),
    "x.clamp(SaysItself())": ("TypeError",),
    "fl.full((2,), SaysItself())": ("TypeError", "RuntimeError"),
    "fl.tensor(Sequence(1, lambda i: Sequence(1, lambda i: 2.)))": None,
    "fl.tensor(Sequence(2**62, lambda i: 1.))": (*ANY, "MemoryError"),
    "fl.tensor(Sequence(-1, lambda i: 1.))": ("ValueError",),
    "fl.tensor((lambda s: s)(Sequence(3, lambda i: refuse())))": ("KeyError",),
    "s = Sequence(2, lambda i: s); fl.tensor(s)": TOO_DEEP,
    "fl.tensor(Sequence(3, lambda i: 1. / (3 - i)))": None,
    "fl.tensor(Sequence(iter([3, 5, 2, 1, 0, 7]).__next__, lambda i: 1.))": ANY,
    "x[Acts(lambda: (x.squeeze_(0), x.resize_(12, 1))), Acts(lambda: None, 0)]": None,
    "x[Acts(lambda: x.resize_(12)), 0]": ("IndexError",),
    "x[Acts(lambda: x.resize_(12)), 0:2]": ("IndexError",),
    "x[Acts(lambda: x.resize_(1)), Acts(lambda: x.resize_(())), 0:2]": ("IndexError",),
    "x[Acts(refuse)]": ("KeyError",),
    "x.reshape(Acts(refuse), 1)": ("KeyError",),
    "fl.zeros([Acts(refuse)])": ("KeyError",),
    "l = [fl.ones(100) for _ in range(50)]; fl.cat(l, Acts(l.clear, 0))": None,
    "l = [fl.ones(100) for _ in range(50)]; fl.stack(l, dim=Acts(l.clear, 0))": None,
    "l = [fl.ones(2, 100) for _ in range(50)]; fl.cat(l, dim=Acts(lambda: l.__setitem__(slice(None), [None] * 9), 1)).sum().item()": None,
    "outs = [fl.empty(0), fl.empty(0, dtype=fl.int64)]; fl.topk(x, 1, 0, out=outs)": None,
    "class A:\n    __array_interface__ = None\nfl.tensor(A())": ANY,
    "class A:\n    __array_interface__ = property(lambda s: refuse())\n    strides = ()\nfl.tensor(A())": ANY,
    "class A:\n    __array_interface__ = {}\n    strides = ()\nfl.as_tensor(A())": ANY,
    "class A:\n    def __array__(self, *a, **k): return self\n    __array_interface__ = 5\n    strides = 3\nfl.tensor(A())": ANY,
    "x[[Acts(lambda: None), 0]]": None,
    "x[(itself(),)]": TOO_DEEP,
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    """Every program in one process as long as that lives: a crash ends it, and the next program gets a new one."""
    found: dict[str, str] = {}
    left = list(PROGRAMS)
    while left:
        source = (
            PROGRAM
            + f"""
import sys
for text in {left!r}:
    x = fl.arange(12.).reshape(3, 4)
    sys.stdout.write("@@" + text.splitlines()[0] + "@@"); sys.stdout.flush()
    try:
        exec(text)
        sys.stdout.write("answered")
    except BaseException as error:
        sys.stdout.write(type(error).__name__ + ": " + str(error)[:300].replace("@@", ""))
    sys.stdout.flush()
"""
        )
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=120)
        parts = done.stdout.split("@@")[1:]
        for text, outcome in zip(left, parts[1::2], strict=False):
            found[text] = outcome
        if done.returncode:
            crashed = left[len(parts) // 2 - 1]
            found[crashed] = f"ended with {done.returncode}: {done.stderr[-1500:]}"
        left = left[len(parts) // 2 :]
    return found


@pytest.mark.parametrize("program", list(PROGRAMS))
def test_arguments_that_act(program: str, outcomes: dict[str, str]) -> None:
    allowed = PROGRAMS[program]
    assert outcomes[program].split(":")[0] in (("answered",) if allowed is None else allowed), outcomes[program]
