"""Good objects of public classes, whose methods are called; other classes are made with drawn arguments."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import flambeau as fl
from flambeau import nn, optim
from flambeau.autograd import forward_ad, graph
from flambeau.nn.utils import rnn
from flambeau.optim import lr_scheduler
from flambeau.utils import benchmark, data
from flambeau.vision import models

from .draw import EFFICIENT, INVERTED, MOBILE

Maker = Callable[[], Any]


class Cube(fl.autograd.Function):
    """A Function of the user's own."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Any) -> Any:
        return x**3

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(inputs[0])

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return 3 * ctx.saved_tensors[0] ** 2 * g


class Stream(data.IterableDataset):  # type: ignore[type-arg]
    """A data set without indices."""

    def __iter__(self) -> Any:
        return iter([1, 2, 3])


def parameters() -> list[Any]:
    """Two parameters with gradients."""
    made = [nn.Parameter(fl.ones(3, 4)), nn.Parameter(fl.ones(2))]
    for p in made:
        p.grad = fl.ones_like(p)
    return made


def stepped(kind: Any) -> Any:
    """An optimiser with state."""
    optimizer = kind(parameters(), lr=0.1)
    optimizer.step()
    return optimizer


def node() -> Any:
    return (fl.ones(2, requires_grad=True) * 2).sum().grad_fn


def profiled() -> Any:
    with fl.profiler.profile(record_shapes=True) as found:
        fl.ones(2) + 1
    return found


def hooked() -> Any:
    return fl.ones(2, requires_grad=True).register_hook(lambda g: g)


def packed() -> Any:
    return rnn.pack_padded_sequence(fl.ones(4, 2, 3), fl.tensor([4, 2]))


def optimizer() -> Any:
    return optim.SGD(parameters(), lr=0.1)


TASK = benchmark.TaskSpec("f(x)", "", label="f", sub_label="x", description="here")

OPTIMIZERS = [optim.SGD, optim.Adam, optim.AdamW, optim.Adagrad, optim.RMSprop, optim.Adadelta]
OPTIMIZERS += [optim.Adamax, optim.NAdam, optim.RAdam, optim.Rprop, optim.ASGD, optim.Adafactor]

RECEIVERS: dict[Any, list[Maker]] = {
    fl.Generator: [fl.Generator],
    fl.dtype: [lambda: fl.float32, lambda: fl.complex64],
    fl.Size: [lambda: fl.Size((2, 3)), fl.Size],
    fl.device: [lambda: fl.device("cpu"), lambda: fl.device("meta")],
    fl.finfo: [lambda: fl.finfo(fl.float32)],
    fl.iinfo: [lambda: fl.iinfo(fl.int32)],
    fl.UntypedStorage: [lambda: fl.ones(3).untyped_storage(), lambda: fl.ones(3, device="meta").untyped_storage()],
    fl.futures.Future: [lambda: fl.jit.fork(fl.ones, 3)],  # with a result: it would wait for one without end
    nn.Parameter: [lambda: nn.Parameter(fl.ones(3))],
    nn.Module: [nn.Module, lambda: nn.Linear(4, 3), lambda: nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))],
    nn.Sequential: [lambda: nn.Sequential(nn.Linear(4, 4), nn.ReLU()), nn.Sequential],
    nn.ModuleList: [lambda: nn.ModuleList([nn.Linear(4, 4), nn.ReLU()]), nn.ModuleList],
    nn.ModuleDict: [lambda: nn.ModuleDict({"a": nn.Linear(4, 4)}), nn.ModuleDict],
    nn.ParameterList: [lambda: nn.ParameterList(parameters()), nn.ParameterList],
    nn.ParameterDict: [lambda: nn.ParameterDict({"a": fl.ones(2)}), nn.ParameterDict],
    nn.Transformer: [lambda: nn.Transformer(4, 2, 1, 1, 8)],
    nn.TransformerEncoderLayer: [lambda: nn.TransformerEncoderLayer(4, 2, 8)],
    nn.TransformerDecoderLayer: [lambda: nn.TransformerDecoderLayer(4, 2, 8)],
    nn.TransformerEncoder: [lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1)],
    nn.TransformerDecoder: [lambda: nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8), 1)],
    nn.LSTM: [lambda: nn.LSTM(4, 3), lambda: nn.LSTM(4, 3, 2, bidirectional=True, proj_size=2)],
    nn.GRU: [lambda: nn.GRU(4, 3, batch_first=True)],
    nn.RNN: [lambda: nn.RNN(4, 3)],
    rnn.PackedSequence: [packed],
    **{kind: [lambda k=kind: stepped(k), lambda k=kind: k(parameters(), lr=0.1)] for kind in OPTIMIZERS},
    optim.Optimizer: [optimizer],
    lr_scheduler.LambdaLR: [lambda: lr_scheduler.LambdaLR(optimizer(), lambda k: 0.9)],
    lr_scheduler.SequentialLR: [
        lambda: lr_scheduler.SequentialLR(o := optimizer(), [lr_scheduler.ConstantLR(o), lr_scheduler.LinearLR(o)], [2])
    ],
    data.DataLoader: [
        lambda: data.DataLoader([1, 2, 3], batch_size=2),
        lambda: data.DataLoader(Stream()),
        lambda: data.DataLoader(data.TensorDataset(fl.arange(5)), shuffle=True),
    ],
    data.TensorDataset: [lambda: data.TensorDataset(fl.arange(5), fl.ones(5, 2))],
    data.StackDataset: [lambda: data.StackDataset([1, 2], [3, 4])],
    data.ConcatDataset: [lambda: data.ConcatDataset([[1, 2], [3]])],
    data.ChainDataset: [lambda: data.ChainDataset([Stream(), Stream()])],
    data.Subset: [lambda: data.Subset([1, 2, 3], [0, 2])],
    data.Dataset: [data.Dataset],
    data.IterableDataset: [Stream],
    data.RandomSampler: [lambda: data.RandomSampler([1, 2, 3])],
    data.BatchSampler: [lambda: data.BatchSampler(range(5), 2, False)],
    fl.autograd.Function: [Cube],
    graph.Node: [node],
    type(hooked()): [hooked],
    fl.profiler.profile: [profiled, fl.profiler.profile],
    fl.profiler.EventList: [lambda: profiled().events(), lambda: profiled().key_averages()],
    fl.profiler.FunctionEvent: [lambda: profiled().events()[0]],
    fl.profiler.FunctionEventAvg: [lambda: profiled().key_averages()[0], fl.profiler.FunctionEventAvg],
    fl.profiler.record_function: [lambda: fl.profiler.record_function("a")],
    fl.utils.Roofline: [lambda: fl.utils.Roofline(2e10, {"float32": 1e11}, 1)],
    benchmark.TaskSpec: [lambda: TASK],
    benchmark.Measurement: [lambda: benchmark.Measurement(1, [1.0, 2.0], TASK)],
    benchmark.Compare: [lambda: benchmark.Compare([benchmark.Measurement(1, [1.0, 2.0], TASK)])],
    models.DenseNet: [lambda: models.DenseNet(2, (1, 1), 4, num_classes=2)],
    models.ConvNeXt: [lambda: models.ConvNeXt([(4, 1)], num_classes=2)],
    models.EfficientNet: [lambda: models.EfficientNet([EFFICIENT], 0.1, num_classes=2)],
    models.MNASNet: [lambda: models.MNASNet(0.1, num_classes=2)],
    models.MobileNetV2: [lambda: models.MobileNetV2(2, 0.1, [MOBILE])],
    models.MobileNetV3: [lambda: models.MobileNetV3([INVERTED], 8, 2)],
    models.RegNet: [lambda: models.RegNet(models.regnet.BlockParams([1], [8], [8], [1.0], [2], 0.25), 2, 4)],
    models.ResNet: [lambda: models.ResNet(models.resnet.BasicBlock, [1, 1, 1, 1], 2)],
    models.ShuffleNetV2: [lambda: models.ShuffleNetV2([1, 1, 1], [4, 8, 8, 8, 8], 2)],
    models.SqueezeNet: [lambda: models.SqueezeNet("1_1", 2)],
    models.VisionTransformer: [lambda: models.VisionTransformer(8, 4, 1, 1, 4, 4, num_classes=2)],
    forward_ad.dual_level: [forward_ad.dual_level],
    fl.no_grad: [fl.no_grad],
    fl.autograd.strong_zero: [fl.autograd.strong_zero],
    fl.enable_grad: [fl.enable_grad],
    fl.inference_mode: [fl.inference_mode],
    type(fl.visualize(fl.ones(2, requires_grad=True) * 2)): [lambda: fl.visualize(fl.ones(2, requires_grad=True) * 2)],
    io.BytesIO: [],
}
