"""All tensors of a call are on one device: every op, each tensor argument in turn on the meta device, in a process of
its own.

The error is PyTorch's. Allowed, as in PyTorch: 0-d tensors on the CPU among the operands of elementwise ops, ops that
ask another tensor for its shape or dtype only, and copies.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.ops.define import registry

OPS_TESTS = Path(__file__).parents[1] / "ops"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(OPS_TESTS), os.environ.get("PYTHONPATH", "")])}
FAMILIES = sorted({entry.signature.__module__.rsplit(".", 1)[-1] for entry in registry})
PARTS = 8  # of the families, each in a process: what it imports takes as long as a family's calls
ONE_DEVICE = "Expected all tensors to be on the same device, but found at least two devices, cpu and meta!"

PROGRAM = '''
import faulthandler, itertools, sys, warnings
faulthandler.enable()
warnings.simplefilter("ignore")
import flambeau as fl
from flambeau.ops.define import registry
from operands import ALL_DTYPES, Maker, fits, tensors_of
from samples import OPS, key_of
fl.set_num_threads(1)

ONE_DEVICE = sys.argv[2]
# What looks at a second tensor's shape or dtype only, or copies from it.
ASKS_ONLY = {"view_as", "reshape_as", "expand_as", "type_as", "broadcast_tensors", "copy_"}
ASKS_ONLY |= {"select_scatter", "slice_scatter", "diagonal_scatter"}
OTHER_WORDS = (
    "meshgrid expects all tensors to have the same device",
    "torch.gradient expected each tensor to be on the same device",
)
NEEDS_VALUES = ("Cannot copy out of meta tensor; no data!", "cannot be called on meta tensors", "meta tensor", "on the meta device", "no elements")
CPU, META = fl.device("cpu"), fl.device("meta")


def places(args, kwargs):
    """Where the tensors are among the arguments, those in lists one by one."""
    for at, value in itertools.chain(enumerate(args), kwargs.items()):
        if isinstance(value, fl.Tensor):
            yield at, None
        elif isinstance(value, list):
            yield from ((at, k) for k, item in enumerate(value) if isinstance(item, fl.Tensor))


def exchange(args, kwargs, place, change):
    at, k = place
    holder = args if isinstance(at, int) else kwargs
    if k is None:
        holder[at] = change(holder[at])
    else:
        holder[at][k] = change(holder[at][k])
    return holder[at] if k is None else holder[at][k]


def attempt(function, args, kwargs):
    try:
        return tensors_of(function(*args, **kwargs)), None
    except Exception as error:
        return [], error


def judge(entry, sample):
    function = entry.inplace_function if entry.inplace == "only" else entry.function
    takes = lambda d: fits(sample, d) and attempt(function, *Maker(fl, d).call_arguments(sample))[1] is None
    dtype = next((d for d in ("float32", "complex64", "int64", "bool", *ALL_DTYPES) if takes(d)), "float32")
    key, made = key_of(entry), lambda: Maker(fl, dtype).call_arguments(sample)
    all_places = list(places(*made()))
    wrong, judged = [], 0
    args, kwargs = made()
    for place in all_places:
        exchange(args, kwargs, place, lambda t: t.to(META))
    results, error = attempt(function, args, kwargs)  # all on meta: computes shapes, or says that it needs values
    if any(not t.is_meta for t in results) and all_places and key not in ASKS_ONLY:
        wrong.append("all on meta: a result on the CPU")
    for chosen, others in itertools.product(all_places if len(all_places) > 1 else (), (False, True)):
        args, kwargs = made()
        devices = {place: META if (place == chosen) != others else CPU for place in all_places}
        tensors = [exchange(args, kwargs, place, lambda t, d=d: t.to(d)) for place, d in devices.items()]
        results, error = attempt(function, args, kwargs)
        judged += 1
        numbers = all(t.ndim == 0 or (key == "prelu" and t.numel() == 1) for t in tensors if not t.is_meta)
        if error is not None and ONE_DEVICE in str(error):
            continue
        if error is None and (numbers or key in ASKS_ONLY or not results):
            if numbers and key not in ASKS_ONLY and any(not t.is_meta for t in results):
                wrong.append(f"{devices}: numbers on the CPU beside meta, and a result on the CPU")
            continue
        if error is not None and isinstance(error, (RuntimeError, NotImplementedError, TypeError)) and any(w in str(error) for w in NEEDS_VALUES + OTHER_WORDS):
            continue
        wrong.append(f"{[(p, str(d), tuple(t.shape)) for (p, d), t in zip(devices.items(), tensors)]}: {error!r} {results}"[:400])
    return judged, wrong


judged = 0
for entry in registry:
    if entry.signature.__module__.rsplit(".", 1)[-1] not in sys.argv[1].split() or key_of(entry) not in OPS:
        continue
    for sample in OPS[key_of(entry)].samples:
        print(key_of(entry), file=sys.stderr, flush=True)
        count, wrong = judge(entry, sample)
        judged += count
        for what in wrong:
            print(f"{key_of(entry)}: {what}")
print("judged", judged)
'''


@pytest.mark.parametrize("part", range(PARTS))
def test_each_argument_on_another_device(part: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, " ".join(FAMILIES[part::PARTS]), ONE_DEVICE],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=120,
    )
    assert done.returncode == 0, f"ended with {done.returncode}\n{done.stderr[-3000:]}"
    *wrong, counted = done.stdout.splitlines()
    assert not wrong, "\n".join(wrong)
    assert int(counted.removeprefix("judged ")) > 50


LAYERS = {
    "PReLU": (lambda: nn.PReLU(device="meta"), (3,)),
    "Linear": (lambda: nn.Linear(3, 2, device="meta"), (4, 3)),
    "Conv1d": (lambda: nn.Conv1d(2, 2, 1, device="meta"), (1, 2, 5)),
    "Conv2d": (lambda: nn.Conv2d(2, 2, 1, device="meta"), (1, 2, 5, 5)),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(2, 2, 1, device="meta"), (1, 2, 5, 5)),
    "Conv3d": (lambda: nn.Conv3d(2, 2, 1, device="meta"), (1, 2, 5, 5, 5)),
    "LayerNorm": (lambda: nn.LayerNorm(3, device="meta"), (4, 3)),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4, device="meta"), (1, 4, 3)),
    "RMSNorm": (lambda: nn.RMSNorm(3, device="meta"), (4, 3)),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3, device="meta"), (4, 3)),
    "Bilinear": (lambda: nn.Bilinear(3, 3, 2, device="meta"), (4, 3)),
    "LSTM": (lambda: nn.LSTM(3, 2, device="meta"), (5, 1, 3)),
    "GRUCell": (lambda: nn.GRUCell(3, 2, device="meta"), (1, 3)),
    "MultiheadAttention": (lambda: nn.MultiheadAttention(4, 2, device="meta"), (5, 1, 4)),
    "TransformerEncoderLayer": (lambda: nn.TransformerEncoderLayer(4, 2, 8, device="meta"), (5, 1, 4)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_on_another_device(name: str) -> None:
    make, shape = LAYERS[name]
    module, x = make(), fl.ones(shape)
    inputs = {"Bilinear": 2, "MultiheadAttention": 3}.get(name, 1)
    with pytest.raises(RuntimeError, match=ONE_DEVICE):
        module(*[x] * inputs)
    with pytest.raises(RuntimeError, match=ONE_DEVICE):
        type(module).forward(make().to_empty(device="cpu"), *[x.to("meta")] * inputs)


@pytest.mark.parametrize("parameter", ["weight", "bias"])
@pytest.mark.parametrize("name", ["conv2d", "layer_norm", "group_norm", "batch_norm"])
def test_an_optional_parameter_on_another_device_is_not_dropped(name: str, parameter: str) -> None:
    given = {"layer_norm": ((4,),), "group_norm": (4,), "batch_norm": (None, None)}.get(name, ())
    more = {"training": True} if name == "batch_norm" else {}
    values = {"weight": fl.ones(4, 4, 1, 1) if name == "conv2d" else fl.ones(4), "bias": fl.ones(4)}
    call = getattr(nn.functional, name)
    assert call(fl.ones(2, 4, 4, 4), *given, **values, **more).shape == (2, 4, 4, 4)
    values[parameter] = values[parameter].to("meta")
    with pytest.raises(RuntimeError, match=ONE_DEVICE):
        call(fl.ones(2, 4, 4, 4), *given, **values, **more)


@pytest.mark.parametrize(
    "call",
    [
        lambda one, huge: fl.cosine_similarity(one, huge),
        lambda one, huge: fl.cosine_similarity(huge, one),
        lambda one, huge: huge.repeat_interleave(one.reshape(1).long(), 0),
        lambda one, huge: fl.einsum("i,ij->j", one.reshape(1), huge),
    ],
)
def test_a_number_on_the_cpu_is_not_computed_at_the_size_of_a_tensor_on_meta(call: Any) -> None:
    with pytest.raises(RuntimeError, match=ONE_DEVICE):
        call(fl.tensor(2.0), fl.empty(2**40, 2, device="meta"))


def test_results_and_gradients_on_another_device() -> None:
    x, meta = fl.ones(3, requires_grad=True), fl.ones(3, device="meta")
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        fl.add(fl.ones(3), 1, out=meta)
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        fl.topk(meta, 1, out=(fl.empty(1, device="meta"), fl.empty(1, dtype=fl.int64)))
    with pytest.raises(RuntimeError, match="expected device cpu but got meta"):
        (x * 2).backward(meta)
    y = x * 2
    y.register_hook(lambda g: g.to("meta"))
    with pytest.raises(RuntimeError):
        y.sum().backward()
    number = fl.tensor(2.0, requires_grad=True)
    with pytest.raises(RuntimeError, match="expected device cpu but got meta"):
        (number * meta).sum().backward()
    assert x.grad is None
    assert number.grad is None


def test_training_on_meta_computes_shapes() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 2)).to(
        "meta"
    )
    loss = nn.functional.cross_entropy(
        model(fl.ones(5, 3, 8, 8, device="meta")), fl.zeros(5, dtype=fl.int64, device="meta")
    )
    loss.backward()
    assert all(p.grad.shape == p.shape and p.grad.is_meta for p in model.parameters())
    for make in (fl.optim.SGD, fl.optim.Adam, fl.optim.AdamW, fl.optim.RMSprop):
        make(model.parameters(), lr=0.1).step()


def test_indices_and_values_from_python_go_where_the_tensor_is() -> None:
    m = fl.ones(3, 4, device="meta")
    assert m[[0, 2]].shape == (2, 4)
    assert m[0, [1, 2, 3]].is_meta
    m[1] = 5.0
    m[[0, 1]] = 2.0
    m[0] = fl.ones(4)
    with pytest.raises(RuntimeError, match="Cannot copy out of meta tensor"):
        fl.ones(3)[0] = fl.ones((), device="meta")
