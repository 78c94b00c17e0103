"""Modules, optimisers and schedulers as they are, in files that either library reads."""

from __future__ import annotations

import inspect
import io
import pickle
from typing import Any

import pytest

import flambeau as torch
from flambeau import serialization

reference = pytest.importorskip("torch")

LIBRARIES = [torch, reference]
NAMES = {torch: "flambeau", reference: "pytorch"}


def through_file(writer: Any, reader: Any, value: Any, **options: Any) -> Any:
    file = io.BytesIO()
    writer.save(value, file)
    file.seek(0)
    return reader.load(file, **options)


# What a layer that has parameters of its own to be made with is made with; others take nothing, one size or more.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "AdaptiveLogSoftmaxWithLoss": (4, 6, [2]),
    "Bilinear": (2, 2, 2),
    "EmbeddingBag": (3, 2),
    "FractionalMaxPool2d": (2, 1),
    "FractionalMaxPool3d": (2, 1),
    "GRU": (2, 3, 2),
    "GroupNorm": (1, 2),
    "LSTM": (2, 3, 2),
    "MultiheadAttention": (4, 2),
    "RNN": (2, 3),
    "Threshold": (0.1, 2.0),
    "Transformer": (4, 2, 1, 1, 8),
    "TransformerDecoderLayer": (4, 2, 8),
    "TransformerEncoderLayer": (4, 2, 8),
    "Unflatten": (1, (2, 1)),
}
UNMADE = {  # bases, containers of what a test would have to choose, and what stands for a device or a process
    *("Module", "Container", "RNNBase", "RNNCellBase", "DataParallel", "TransformerDecoder", "TransformerEncoder"),
    *("TripletMarginWithDistanceLoss", "Parameter", "Buffer", "UninitializedParameter", "UninitializedBuffer"),
    *("SyncBatchNorm",),
}


def layers() -> list[str]:
    kinds = {name: getattr(torch.nn, name) for name in dir(torch.nn)}
    return sorted(
        name
        for name, kind in kinds.items()
        if isinstance(kind, type)
        and issubclass(kind, torch.nn.Module)
        and name not in UNMADE
        and hasattr(reference.nn, name)
    )


def made(lib: Any, name: str) -> Any:
    kind = getattr(lib.nn, name)
    if name in ARGUMENTS:
        return kind(*ARGUMENTS[name])
    needed = [
        p
        for p in list(inspect.signature(kind.__init__).parameters.values())[1:]
        if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]
    return kind(*[2] * len(needed))


@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True", "ignore:`NLLLoss2d` has been deprecated")
@pytest.mark.parametrize("name", layers())
def test_every_layer_goes_both_ways(name: str) -> None:
    for writer in LIBRARIES:
        module = made(writer, name)
        readers: list[Any] = [(torch, {"weights_only": False}), (reference, {"weights_only": False})]
        if "Lazy" not in name:  # whose hook is a method of the module
            readers.append((torch, {}))
        for reader, options in readers:
            found = through_file(writer, reader, module, **options)
            assert type(found) is getattr(reader.nn, name), (NAMES[writer], NAMES[reader])
            assert repr(found) == repr(module)
            assert found.training is module.training
            if "Lazy" in name:
                continue
            expected, state = module.state_dict(), found.state_dict()
            assert list(state) == list(expected)
            for key, value in expected.items():
                assert (value.tolist() == state[key].tolist()) if hasattr(value, "tolist") else value == state[key]
            assert [n for n, _ in found.named_parameters()] == [n for n, _ in module.named_parameters()]


@pytest.mark.parametrize("writer", LIBRARIES, ids=NAMES.get)
@pytest.mark.parametrize("reader", LIBRARIES, ids=NAMES.get)
def test_a_training_goes_on(writer: Any, reader: Any) -> None:
    """Model, optimiser and scheduler in one file: the parameters that they share are shared again."""
    writer.manual_seed(0)
    model = writer.nn.Sequential(
        writer.nn.Linear(3, 4), writer.nn.BatchNorm1d(4), writer.nn.Tanh(), writer.nn.Linear(4, 2)
    )
    optimizer = writer.optim.Adam(model.parameters(), lr=0.1)
    scheduler = writer.optim.lr_scheduler.StepLR(optimizer, 2)

    def steps(lib: Any, parts: tuple[Any, Any, Any], n: int) -> list[float]:
        net, rule, rate = parts
        losses = []
        for k in range(n):
            x = (lib.arange(12.0).reshape(4, 3) * (k + 1)).sin()
            loss = net(x).square().sum()
            rule.zero_grad()
            loss.backward()
            rule.step()
            rate.step()
            losses.append(loss.item())
        return losses

    steps(writer, (model, optimizer, scheduler), 3)
    found = through_file(writer, reader, (model, optimizer, scheduler), weights_only=False)
    assert found[1].param_groups[0]["params"][0] is found[0][0].weight
    expected = steps(writer, (model, optimizer, scheduler), 4)
    assert steps(reader, found, 4) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("function", ["relu", "gelu", "silu", "tanh", "sigmoid", "layer_norm"])
def test_functions_are_named(function: str) -> None:
    ours, theirs = getattr(torch.nn.functional, function), getattr(reference.nn.functional, function)
    assert through_file(torch, torch, ours) is ours
    assert callable(through_file(torch, reference, ours, weights_only=False))
    assert through_file(reference, torch, theirs, weights_only=False) is not theirs
    assert through_file(reference, torch, reference.relu, weights_only=False) is torch.relu


def test_hooks_come_along() -> None:
    module = torch.nn.Linear(1, 1)
    module.register_forward_hook(negated)
    found = through_file(torch, torch, module, weights_only=False)
    x = torch.ones(1, 1)
    assert found(x).item() == module(x).item() == -torch.nn.functional.linear(x, module.weight, module.bias).item()


def negated(module: Any, args: Any, result: Any) -> Any:
    return -result


class Doubled(torch.nn.Linear):
    """A user's own class."""

    def forward(self, x: Any) -> Any:
        return 2 * super().forward(x)


def test_own_classes_need_trust() -> None:
    module = Doubled(1, 1)
    with pytest.raises(pickle.UnpicklingError, match=r"Doubled.*add_safe_globals.*weights_only=False"):
        through_file(torch, torch, module)
    x = torch.ones(1, 1)
    assert through_file(torch, torch, module, weights_only=False)(x).item() == module(x).item()
    with serialization.safe_globals([Doubled]):
        assert through_file(torch, torch, module)(x).item() == module(x).item()


class Loud:
    """Does something when it is unpickled."""

    def __reduce__(self) -> Any:
        return exec, ("raise KeyError('it ran')",)


def test_only_trusted_files_run() -> None:
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        through_file(torch, torch, Loud())
    with pytest.raises(KeyError, match="it ran"):
        through_file(torch, torch, Loud(), weights_only=False)


@pytest.mark.parametrize(
    "what",
    [
        "torch.nn.modules.module\nwarnings",
        "torch.nn.init\nkaiming_normal_",
        "torch.nn.modules.os\nsystem",
        "flambeau.nn.modules.linear\nModule.register_buffer",
        "torch.optim.optimizer\nwarnings.warn",
        "flambeau.demo\nmain",
        "torchvision.models.resnet\nresnet18",
    ],
)
def test_files_make_nothing_but_modules_and_optimisers(what: str) -> None:
    file = io.BytesIO()
    torch.save(torch.nn.Linear(1, 1), file)
    content = file.getvalue()
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for record in old.namelist():
            data = old.read(record)
            new.writestr(record, f"\x80\x02c{what}\n)R.".encode("latin1") if record.endswith("data.pkl") else data)
    out.seek(0)
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(out)


def test_constructors_do_not_run() -> None:
    """A file cannot call a class with arguments of its own: only state is set."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("archive/data.pkl", b"\x80\x02ctorch.nn\nLinear\nI1000000000\nI1000000000\n\x86R.")
    out.seek(0)
    with pytest.raises(pickle.UnpicklingError, match="call a Linear"):
        torch.load(out)
