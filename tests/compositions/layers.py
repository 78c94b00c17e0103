"""Every layer of nn, as a function of its parameters and inputs through `functional_call`."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from subjects import DRAWN, Subject, floating

import flambeau as fl
from flambeau import func, nn

F64 = {"dtype": fl.float64}
Draw = Callable[[Any], Any]


def val(*shape: int) -> Draw:
    return lambda generator: fl.randn(shape, generator=generator, **F64)


def unit(*shape: int) -> Draw:
    return lambda generator: 0.1 + 0.8 * fl.rand(shape, generator=generator, **F64)


def labels(bound: int, *shape: int) -> Draw:
    return lambda generator: fl.randint(0, bound, shape, generator=generator)


def signs(*shape: int) -> Draw:
    return lambda generator: fl.randint(0, 2, shape, generator=generator).double() * 2 - 1


def fixed(values: Any) -> Draw:
    return lambda generator: fl.tensor(values)


M, L, P, X = val(2, 3), val(2, 2, 5), val(2, 2, 4, 4), val(1, 2, 3, 3, 3)
SMOOTH = "CELU ELU GELU Hardsigmoid Hardswish LogSigmoid Mish SELU Sigmoid SiLU Softplus Softsign Tanh Tanhshrink"
CORNERS = "Hardshrink Hardtanh LeakyReLU ReLU ReLU6 Softshrink RReLU Identity PReLU"

# class, arguments, keywords, inputs; another line of the same class tries another form of it
LAYERS: list[tuple[str, tuple[Any, ...], dict[str, Any], tuple[Draw, ...]]] = [
    *((name, (), {}, (M,)) for name in (SMOOTH + " " + CORNERS).split()),
    ("Threshold", (0.1, 2.0), {}, (M,)),
    ("ReLU", (), {"inplace": True}, (val(2, 3),)),
    ("GLU", (), {"dim": 0}, (M,)),
    *((name, (), {"dim": 1}, (M,)) for name in ("Softmax", "LogSoftmax", "Softmin")),
    ("Softmax2d", (), {}, (val(1, 2, 2, 2),)),
    ("Linear", (3, 2), {}, (M,)),
    ("Bilinear", (3, 2, 2), {}, (M, val(2, 2))),
    ("Conv1d", (2, 2, 2), {"padding": 1, "padding_mode": "circular"}, (L,)),
    ("Conv2d", (2, 4, 2), {"groups": 2, "stride": 2}, (P,)),
    ("Conv3d", (2, 2, 2), {}, (X,)),
    ("ConvTranspose1d", (2, 2, 2), {"stride": 2}, (L,)),
    ("ConvTranspose2d", (2, 2, 2), {"padding": 1}, (P,)),
    ("ConvTranspose3d", (2, 1, 2), {}, (val(1, 2, 2, 2, 2),)),
    ("SyncBatchNorm", (2,), {"track_running_stats": False}, (P,)),
    *(
        (f"BatchNorm{d}d", (2,), {"track_running_stats": False}, (x,))
        for d, x in ((1, L), (2, P), (3, val(2, 2, 1, 2, 2)))
    ),
    ("BatchNorm1d", (3,), {"eval": True}, (M,)),
    *((f"InstanceNorm{d}d", (2,), {"affine": True}, (x,)) for d, x in ((1, L), (2, P), (3, val(2, 2, 1, 2, 2)))),
    ("LayerNorm", (3,), {}, (M,)),
    ("LayerNorm", (3,), {"elementwise_affine": False}, (M,)),
    ("LayerNorm", ((2, 5),), {"bias": False}, (L,)),
    ("GroupNorm", (2, 4), {}, (val(2, 4, 3),)),
    ("GroupNorm", (1, 2), {"affine": False}, (P,)),
    ("RMSNorm", (3,), {}, (M,)),
    ("LocalResponseNorm", (2,), {}, (val(1, 3, 4),)),
    *((name, (0.3,), {}, (M,)) for name in ("Dropout", "AlphaDropout")),
    *((f"Dropout{d}d", (0.3,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("FeatureAlphaDropout", (0.3,), {}, (L,)),
    ("Flatten", (), {}, (P,)),
    ("Unflatten", (1, (2, 2)), {}, (val(2, 4, 3),)),
    ("PixelShuffle", (2,), {}, (val(1, 4, 2, 2),)),
    ("PixelUnshuffle", (2,), {}, (P,)),
    ("ChannelShuffle", (2,), {}, (val(1, 4, 2),)),
    ("Unfold", (2,), {}, (val(1, 2, 3, 3),)),
    ("Fold", ((3, 3), 2), {}, (val(1, 4, 4),)),
    ("Upsample", (), {"scale_factor": 2}, (val(1, 2, 2, 2),)),
    ("Upsample", (), {"size": (3, 5), "mode": "bilinear"}, (P,)),
    ("UpsamplingNearest2d", (), {"size": 5}, (P,)),
    ("UpsamplingBilinear2d", (), {"scale_factor": 2}, (val(1, 1, 2, 3),)),
    ("PairwiseDistance", (), {}, (M, M)),
    ("CosineSimilarity", (), {}, (M, M)),
    ("Embedding", (5, 3), {}, (labels(5, 2, 3),)),
    ("AdaptiveLogSoftmaxWithLoss", (3, 6, [2, 4]), {}, (val(4, 3), fixed([0, 2, 5, 1]))),
    ("CrossMapLRN2d", (2,), {}, (P,)),
    *((f"FractionalMaxPool{d}d", (2,), {"output_size": 2}, (x,)) for d, x in ((2, P), (3, X))),
    ("EmbeddingBag", (5, 3), {"mode": "sum"}, (labels(5, 2, 3),)),
    *((f"MaxPool{d}d", (2,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *((f"AvgPool{d}d", (2,), {"padding": 1}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *((f"AdaptiveAvgPool{d}d", (2,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *((f"AdaptiveMaxPool{d}d", (2,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *((f"LPPool{d}d", (2, 2), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("MaxUnpool1d", (2,), {}, (val(1, 1, 2), fixed([[[1, 2]]]))),
    ("MaxUnpool2d", (2,), {}, (val(1, 1, 2, 2), fixed([[[[0, 3], [9, 14]]]]))),
    ("MaxUnpool3d", (2,), {}, (val(1, 1, 2, 2, 2), fixed([[[[[0, 3], [9, 14]], [[33, 38], [40, 47]]]]]))),
    *(
        (f"{kind}Pad{d}d", (1,), {}, (x,))
        for kind in ("Circular", "Reflection", "Replication", "Zero")
        for d, x in ((1, L), (2, val(1, 1, 3, 3)), (3, val(1, 1, 2, 2, 2)))
    ),
    *((f"ConstantPad{d}d", (1, 3.5), {}, (x,)) for d, x in ((1, L), (2, P), (3, val(1, 1, 2, 2, 2)))),
    *((name, (), {}, (M, M)) for name in ("L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss")),
    ("CrossEntropyLoss", (), {"label_smoothing": 0.1}, (M, labels(3, 2))),
    ("CrossEntropyLoss", (), {}, (M, unit(2, 3))),
    ("LinearCrossEntropyLoss", (3, 4), {"bias": True}, (M, labels(4, 2))),
    ("NLLLoss", (), {}, (M, labels(3, 2))),
    ("NLLLoss2d", (), {}, (val(1, 3, 2, 2), labels(3, 1, 2, 2))),
    ("BCELoss", (), {}, (unit(2, 3), unit(2, 3))),
    ("BCEWithLogitsLoss", (), {}, (M, unit(2, 3))),
    ("KLDivLoss", (), {"reduction": "batchmean"}, (M, unit(2, 3))),
    ("PoissonNLLLoss", (), {}, (M, unit(2, 3))),
    ("GaussianNLLLoss", (), {}, (M, M, unit(2, 3))),
    ("HingeEmbeddingLoss", (), {}, (M, signs(2, 3))),
    ("SoftMarginLoss", (), {}, (M, signs(2, 3))),
    ("MultiLabelSoftMarginLoss", (), {}, (M, unit(2, 3))),
    ("MultiLabelMarginLoss", (), {}, (M, fixed([[1, 2, -1], [0, -1, 2]]))),
    ("MultiMarginLoss", (), {}, (M, labels(3, 2))),
    ("CosineEmbeddingLoss", (), {"margin": 0.1}, (M, M, fixed([1.0, -1.0]))),
    ("MarginRankingLoss", (), {"margin": 0.1}, (M, M, signs(2, 3))),
    ("TripletMarginLoss", (), {"swap": True}, (M, M, M)),
    ("TripletMarginWithDistanceLoss", (), {}, (M, M, M)),
    (
        "CTCLoss",
        (),
        {},
        (
            lambda g: fl.randn(4, 2, 3, generator=g, **F64).log_softmax(-1),
            fixed([[1, 2], [2, 1]]),
            fixed([4, 3]),
            fixed([2, 1]),
        ),
    ),
    *((name, (3, 2), {}, (val(2, 1, 3),)) for name in ("RNN", "LSTM", "GRU")),
    ("LSTM", (2, 3), {"proj_size": 2, "bidirectional": True, "num_layers": 2}, (val(2, 1, 2),)),
    ("GRU", (2, 2), {"bidirectional": True, "batch_first": True}, (val(1, 2, 2),)),
    *((name, (3, 2), {}, (M,)) for name in ("RNNCell", "LSTMCell", "GRUCell")),
    ("MultiheadAttention", (4, 2), {}, (val(3, 1, 4),) * 3),
    ("MultiheadAttention", (4, 2), {"batch_first": True, "add_bias_kv": True}, (val(1, 2, 4),) * 3),
    ("TransformerEncoderLayer", (4, 2, 3, 0.0), {"activation": "gelu"}, (val(2, 1, 4),)),
    (
        "TransformerDecoderLayer",
        (4, 2, 3, 0.0),
        {"norm_first": True, "activation": "gelu"},
        (val(2, 1, 4), val(2, 1, 4)),
    ),
    ("TransformerEncoder", (nn.TransformerEncoderLayer(4, 2, 3, 0.0, activation="gelu"), 1), {}, (val(2, 1, 4),)),
    ("TransformerDecoder", (nn.TransformerDecoderLayer(4, 2, 3, 0.0, activation="gelu"), 1), {}, (val(2, 1, 4),) * 2),
    ("Transformer", (4, 2, 1, 1, 3, 0.0), {"activation": "gelu"}, (val(2, 1, 4), val(2, 1, 4))),
    ("Sequential", (nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), {}, (M,)),
]

# Containers and bases: no computation of their own. Lazy layers become another layer when they are first called.
NO_LAYERS = {"Module", "ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "RNNBase", "RNNCellBase"}
NO_LAYERS |= {name for name in dir(nn) if name.startswith("Lazy")}


def all_layers() -> set[str]:
    """The names of every layer that nn exports."""
    classes = {n: c for n, c in vars(nn).items() if inspect.isclass(c) and issubclass(c, nn.Module)}
    return set(classes) - NO_LAYERS


def layer_subjects(name: str) -> Iterator[Subject]:
    """The layer's cases, parameters first, then inputs; in training, unless the case says eval."""
    for number, (case, args, kwargs, draws) in enumerate(LAYERS):
        if case == name:
            yield _subject(name, number, args, dict(kwargs), draws)


def _subject(name: str, number: int, args: Any, kwargs: dict[str, Any], draws: tuple[Draw, ...]) -> Subject:
    evaluated = kwargs.pop("eval", False)
    fl.manual_seed(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = getattr(nn, name)(*args, **kwargs).double()
    module.train(not evaluated)
    names = [n for n, _ in module.named_parameters()]
    generator = fl.Generator().manual_seed(number)
    examples = [
        [p.detach() + 0.1 * fl.randn(p.shape, generator=generator, **F64) for _, p in module.named_parameters()]
        + [draw(generator) for draw in draws]
        for _ in range(DRAWN)
    ]

    def function(xs: Any) -> list[Any]:
        parameters, given = dict(zip(names, xs, strict=False)), list(xs[len(names) :])
        if kwargs.get("inplace"):
            given[0] = given[0] * 1
        fl.manual_seed(1)
        return floating(func.functional_call(module, parameters, tuple(given)))

    derived = tuple(
        i for i, x in enumerate(examples[0]) if x.is_floating_point() and not _is_constant(name, i - len(names))
    )
    return Subject(f"nn.{name}", function, examples, derived, description=f"{args} {kwargs}")


def _is_constant(name: str, place: int) -> bool:
    """Targets that are signs are not differentiated by."""
    signed = {"HingeEmbeddingLoss": 1, "SoftMarginLoss": 1, "CosineEmbeddingLoss": 2, "MarginRankingLoss": 2}
    return signed.get(name) == place
