"""No public call ends in a signal: every op, called with hostile arguments in a subprocess, answers or raises.

The arguments are drawn by a seeded generator from a pool of what has ever crashed an array library: sizes of 2^62,
negative and NaN indices, empty and 0-d tensors, wrong types and dtypes, overlapping outputs. What a call answers does
not matter here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flambeau as fl
from flambeau.ops.define import registry

OPS_TESTS = Path(__file__).parents[1] / "ops"  # the samples, of which hostile variants are made
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(OPS_TESTS), os.environ.get("PYTHONPATH", "")])}
CALLS = 60  # per op
PARTS = 12  # of the ops, each in a process: what it imports takes as long as a family's calls
SECONDS = 60  # a part takes a few

PROGRAM = '''
import faulthandler, os, random, resource, sys, warnings
faulthandler.enable()
warnings.simplefilter("ignore")
# A result of 2^40 elements is a legitimate request that must fail for want of memory, not by exhausting the machine.
if "libasan" not in os.environ.get("LD_PRELOAD", ""):  # the sanitizer maps terabytes; scripts/sanitize has a limit of its own
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

import flambeau as fl
from flambeau.ops.define import registry
from operands import LAYOUTS, Maker
from samples import OPS, key_of
fl.set_num_threads(1)

part, parts, calls = map(int, sys.argv[2:])
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)  # opened once: to truncate it takes longer than a call
HUGE = 2**62
nan, inf = float("nan"), float("inf")


def tensors():
    a = fl.arange(12, dtype=fl.float32)
    return [
        a.reshape(3, 4), a.reshape(3, 4).t(), a, a[::2], fl.tensor(2.5), fl.zeros(0), fl.zeros(0, 3), fl.zeros(3, 0, 2), fl.ones(1, 1, 1, 1), fl.ones(2, 3, 4, 5),
        fl.ones(2, 4, 4), fl.tensor([nan, inf, -inf, -0.0]), a.double(), a.half().reshape(4, 3), a.bfloat16(), a.to(fl.complex64).reshape(2, 6), a.long(), a.int().reshape(3, 4),
        fl.tensor([-1, 5, HUGE, -HUGE]), fl.tensor([0, 1]), fl.tensor(3), fl.tensor([[0, 1], [1, 0]]), fl.tensor([True, False, True]), fl.ones(3, 4, dtype=fl.bool),
        fl.tensor([200, 7], dtype=fl.uint8), fl.tensor([-128, 127], dtype=fl.int8), fl.ones(1).expand(3, 4), fl.ones(2, 2, requires_grad=True), fl.full((3, 3), -2**63, dtype=fl.int64),
        fl.zeros(0, 1).expand(0, 2**40), fl.zeros(2, 3).as_strided((3, 3), (1, 1)),
        fl.nn.functional.conv2d(fl.ones(2, 3, 5, 5), WEIGHT),  # in a private layout
    ]


WEIGHT = fl.ones(8, 3, 3, 3)
NUMBERS = [0, 1, -1, 2, 3, -5, 7, HUGE, -HUGE, 2**63 - 1, -2**63, 2**63, 2**70, 0.5, -1.5, 1e300, nan, inf, -inf, 1j, True]
ODD = [None, "", "mean", "none", "floor", "a,b->c", "ij,jk", "\\x00", b"x", [], [1], [1, 2], (0, 0), (-1,), (3, 4), [HUGE, HUGE], [2, -1], (1.5,), [None], {}, object(), slice(None), Ellipsis,
       fl.float32, fl.int64, fl.complex128, fl.device("cpu"), fl.preserve_format, fl.Tensor, len, (HUGE, 0), [0] * 100]


def argument(rng, hint, pool):
    """Mostly of the declared kind, so that calls get past the parser; else anything."""
    if rng.random() < 0.12:
        return rng.choice(rng.choice([pool, NUMBERS, ODD]))
    if "list[Tensor" in hint:
        return [rng.choice(pool) if rng.random() < 0.95 else None for _ in range(rng.randint(0, 3))]
    if "Tensor" in hint and ("Number" not in hint or rng.random() < 0.6):
        return rng.choice(pool)
    if "bool" in hint:
        return rng.random() < 0.5
    if "Dtype" in hint:
        return rng.choice([fl.float32, fl.int64, fl.bool, fl.complex64, fl.float16, None])
    if "Size" in hint:
        small = [rng.choice([0, 1, 2, 3, 4, -1]) for _ in range(rng.randint(0, 4))]
        return rng.choice([small, tuple(small), rng.choice(NUMBERS[:9]), [rng.choice(NUMBERS[:13])] * rng.randint(1, 3)])
    if "str" in hint:
        return rng.choice(["mean", "sum", "none", "trunc", "tanh", "reflect", "bilinear", "nearest", "amax", "prod", "add", "xy", "", "\\x00"])
    if "int" in hint or "float" in hint or "Number" in hint:
        return rng.choice(NUMBERS[:6] if rng.random() < 0.6 else NUMBERS)
    return rng.choice(rng.choice([pool, NUMBERS, ODD]))


def nearly_right(rng, entry, pool):
    """A sample of the op with one argument exchanged for a hostile one: gets past the checks that come first."""
    sample = rng.choice(OPS[key_of(entry)].samples)
    args, kwargs = Maker(fl, rng.choice(["float32", "float64", "int64", "float16", "complex64"]), rng.choice(LAYOUTS), seed=str(rng.random())).call_arguments(sample)
    if args:
        args[rng.randrange(len(args))] = rng.choice(rng.choice([pool, NUMBERS, ODD]))
    elif kwargs:
        kwargs[rng.choice(list(kwargs))] = rng.choice(NUMBERS)
    return args, kwargs


def drawn(rng, entry, pool):
    """Every argument drawn, mostly of the declared kind."""
    code, hints = entry.signature.__code__, entry.signature.__annotations__
    positional = code.co_varnames[: code.co_argcount]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    count = len(positional) if rng.random() < 0.7 else rng.randint(0, len(positional) + 1)
    args = [argument(rng, hints.get(positional[min(k, len(positional) - 1)], "") if positional else "", pool) for k in range(count)]
    if code.co_flags & 0x04:
        starred = hints.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], "")
        args += [argument(rng, starred, pool) for _ in range(rng.randint(0, 4))]
    kwargs = {name: argument(rng, hints.get(name, ""), pool) for name in keywords if rng.random() < 0.15}
    return args, kwargs


def call(rng, entry, pool, log):
    args, kwargs = (nearly_right if rng.random() < 0.5 and key_of(entry) in OPS else drawn)(rng, entry, pool)
    if rng.random() < 0.15:
        kwargs["out"] = rng.choice([*pool, *[a for a in args if isinstance(a, fl.Tensor)]])
    function = entry.inplace_function if entry.inplace_function is not None and (entry.inplace == "only" or rng.random() < 0.2) else entry.function
    if entry.name in MANY:
        args = [a for a in args if (max([0, *a.shape]) if isinstance(a, fl.Tensor) else a if isinstance(a, (int, float)) else 0) < 1000]
    described = [f"{tuple(a.shape)}:{a.stride()}:{a.dtype}" if isinstance(a, fl.Tensor) else repr(a) for a in [*args, *kwargs.values()]]
    os.pwrite(log, f"{entry.qualified} {function}({', '.join(described)}) {list(kwargs)}\\n".encode(), 0)
    result = function(*args, **kwargs)
    for t in result if isinstance(result, (tuple, list)) else [result]:
        if isinstance(t, fl.Tensor) and t.numel() < 1000:
            t.tolist()
            if t.requires_grad and t.numel():
                t.backward(fl.ones_like(t))


# As many pieces as asked for, or as there are places, each a tensor: 2^40 are refused only by the memory, after a while.
MANY = {"tensor_split", "hsplit", "vsplit", "dsplit", "split", "unsafe_split", "chunk", "unsafe_chunk", "unbind"}
outcomes = {"answered": 0, "raised": 0}
for entry in list(registry)[part::parts]:
    if not (entry.namespaces or entry.method or entry.kind == "update"):
        continue  # the library's own: its callers check what it is given
    rng = random.Random(entry.name)
    for k in range(calls):
        pool = tensors()
        try:
            call(rng, entry, pool, log)
            outcomes["answered"] += 1
        except (Exception, RecursionError) as error:
            outcomes["raised"] += 1
            assert type(error) is not SystemError, f"{entry.qualified}, call {k}: {error!r}"
print(outcomes["answered"], outcomes["raised"])
'''


def last_call(log: Path) -> str:
    """The first line; what stands behind it is left of longer ones."""
    return log.read_text(errors="replace").split("\n", 1)[0]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_call_ends_in_a_signal(part: int, tmp_path: Path) -> None:
    log = tmp_path / "last call"
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, (log, part, PARTS, CALLS))],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"still running after {SECONDS} s: {last_call(log)}")
    assert done.returncode == 0, f"{last_call(log)} ended with {done.returncode}\n{done.stderr[-3000:]}"
    answered, raised = map(int, done.stdout.split())
    assert answered + raised >= CALLS * len(registry) // PARTS // 2
    assert raised > 0


def test_sizes_that_wrap_around_do_not_sum_to_the_dimension() -> None:
    with pytest.raises(RuntimeError, match="split_with_sizes expects split_sizes to sum exactly to 0"):
        fl.zeros(0).split_with_sizes([2**62] * 4)
