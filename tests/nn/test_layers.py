"""Every layer against PyTorch's: names, initial weights for one seed, text, results and gradients."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau import nn

torch = pytest.importorskip("torch")

F32 = np.float32


def image(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(F32)


def classes(*shape: int, upto: int = 5) -> np.ndarray:
    return np.random.default_rng(1).integers(0, upto, shape)


def signs(*shape: int) -> np.ndarray:
    return np.where(image(*shape, seed=2) > 0, 1.0, -1.0).astype(F32)


def shares(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).random(shape).astype(F32)


def winners(*shape: int) -> np.ndarray:
    """For max-unpooling by windows of two: where in an image of twice each size its values came from."""
    places = np.zeros(shape, np.int64)
    for d in range(2, len(shape)):
        along = [1] * len(shape)
        along[d] = shape[d]
        picked = 2 * np.arange(shape[d]).reshape(along) + np.random.default_rng(d).integers(0, 2, shape)
        places = places * 2 * shape[d] + picked
    return places


M, L = image(4, 5), image(2, 4, 9)
P, X = image(2, 4, 8, 8), image(2, 4, 5, 6, 7)
SPOKEN = (
    image(9, 2, 5),
    np.array([[1, 2, 2], [3, 4, 1]]),
    np.array([9, 7]),
    np.array([3, 2]),
)  # steps, targets, lengths

# class, arguments, keywords, inputs
LAYERS: list[tuple[str, tuple[Any, ...], dict[str, Any], tuple[np.ndarray, ...]]] = [
    ("Identity", (), {}, (M,)),
    ("Linear", (5, 3), {}, (M,)),
    ("Linear", (5, 3), {"bias": False}, (M,)),
    ("Bilinear", (5, 5, 2), {}, (M, M)),
    ("Conv1d", (4, 6, 3), {}, (L,)),
    ("Conv1d", (4, 6, 3), {"padding": 2, "padding_mode": "circular"}, (L,)),
    ("Conv2d", (4, 6, 3), {"stride": 2, "padding": 1}, (P,)),
    ("Conv2d", (4, 6, (3, 2)), {"groups": 2, "bias": False, "dilation": 2, "padding": "same"}, (P,)),
    ("Conv2d", (4, 6, 4), {"padding": "same", "padding_mode": "reflect"}, (P,)),
    ("Conv2d", (4, 6, 3), {}, (P[0],)),
    ("Conv3d", (4, 3, 2), {}, (X,)),
    ("ConvTranspose1d", (4, 3, 3), {"stride": 2, "output_padding": 1}, (L,)),
    ("ConvTranspose2d", (4, 6, 3), {"stride": 2, "padding": 1, "groups": 2}, (P,)),
    ("ConvTranspose3d", (4, 2, 2), {"bias": False}, (X,)),
    ("BatchNorm1d", (5,), {}, (M,)),
    ("BatchNorm1d", (4,), {"affine": False}, (L,)),
    ("BatchNorm2d", (4,), {"momentum": None}, (P,)),
    ("BatchNorm2d", (4,), {"track_running_stats": False}, (P,)),
    ("BatchNorm2d", (4,), {"bias": False}, (P,)),
    ("BatchNorm3d", (4,), {}, (X,)),
    ("SyncBatchNorm", (4,), {}, (P,)),
    ("SyncBatchNorm", (5,), {"momentum": None, "affine": False}, (M,)),
    ("InstanceNorm1d", (4,), {}, (L,)),
    ("InstanceNorm2d", (4,), {"affine": True, "track_running_stats": True}, (P,)),
    ("InstanceNorm2d", (4,), {}, (P[0],)),
    ("InstanceNorm3d", (4,), {}, (X,)),
    ("LayerNorm", (5,), {}, (M,)),
    ("LayerNorm", ([8, 8],), {"bias": False}, (P,)),
    ("LayerNorm", ((8,),), {"elementwise_affine": False}, (P,)),
    ("GroupNorm", (2, 4), {}, (P,)),
    ("GroupNorm", (2, 4), {"affine": False}, (P,)),
    ("RMSNorm", (5,), {}, (M,)),
    ("RMSNorm", (5,), {"eps": 1e-3, "elementwise_affine": False}, (M,)),
    ("LocalResponseNorm", (3,), {}, (P,)),
    ("Dropout", (0.3,), {}, (M,)),
    *((f"Dropout{d}d", (0.3,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("FeatureAlphaDropout", (0.3,), {}, (P,)),
    ("AlphaDropout", (0.3,), {}, (M,)),
    ("Flatten", (), {}, (P,)),
    ("Flatten", (0, 1), {}, (P,)),
    ("Unflatten", (1, (2, 2)), {}, (P,)),
    ("PixelShuffle", (2,), {}, (P,)),
    ("PixelUnshuffle", (2,), {}, (P,)),
    ("ChannelShuffle", (2,), {}, (P,)),
    ("Unfold", (3,), {"stride": 2}, (P,)),
    ("Fold", ((4, 4), 2), {}, (image(1, 12, 9),)),
    ("Upsample", (), {"scale_factor": 2}, (P,)),
    ("Upsample", (), {"size": (5, 11), "mode": "bilinear"}, (P,)),
    ("Upsample", (), {"scale_factor": (2, 3), "mode": "nearest"}, (P,)),
    ("UpsamplingNearest2d", (), {"size": 5}, (P,)),
    ("UpsamplingBilinear2d", (), {"scale_factor": 2}, (P,)),
    ("PairwiseDistance", (), {}, (M, image(4, 5, seed=9))),
    ("CosineSimilarity", (), {}, (M, image(4, 5, seed=9))),
    ("Embedding", (6, 3), {}, (classes(2, 4),)),
    ("Embedding", (6, 3), {"padding_idx": -2, "scale_grad_by_freq": True}, (classes(2, 4),)),
    ("Embedding", (6, 3), {"max_norm": 1.0, "norm_type": 1.0}, (classes(2, 4),)),
    *(("Embedding", (6, 3), {"max_norm": 1.0, "norm_type": p}, (classes(2, 4),)) for p in (0.0, 0.5, math.inf)),
    ("EmbeddingBag", (6, 3), {"mode": "max"}, (classes(2, 4),)),
    ("EmbeddingBag", (6, 3), {"mode": "sum", "padding_idx": 1}, (classes(2, 4),)),
    ("PReLU", (), {}, (P,)),
    ("PReLU", (4,), {"init": 0.1}, (P,)),
    ("Threshold", (0.1, 2.0), {}, (M,)),
    ("Hardtanh", (-0.5, 0.7), {}, (M,)),
    ("GELU", (), {"approximate": "tanh"}, (M,)),
    ("GLU", (), {"dim": 0}, (M,)),
    ("Softplus", (2.0,), {"threshold": 1.0}, (M,)),
    ("RReLU", (), {}, (M,)),
    ("Softmax2d", (), {}, (P,)),
    *(
        (name, (), {}, (M,))
        for name in (
            "CELU",
            "ELU",
            "GELU",
            "Hardshrink",
            "Hardsigmoid",
            "Hardswish",
            "LeakyReLU",
            "LogSigmoid",
            "Mish",
            "ReLU",
            "ReLU6",
            "SELU",
            "Sigmoid",
            "SiLU",
            "Softplus",
            "Softshrink",
            "Softsign",
            "Tanh",
            "Tanhshrink",
        )
    ),
    *((name, (), {"inplace": True}, (M,)) for name in ("ReLU", "ReLU6", "ELU", "LeakyReLU", "SiLU", "Hardtanh")),
    *((name, (), {"dim": 1}, (M,)) for name in ("Softmax", "LogSoftmax", "Softmin")),
    *((f"MaxPool{d}d", (2,), {"padding": 1}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("MaxPool2d", (3, 2), {"return_indices": True, "ceil_mode": True}, (P,)),
    *((f"AvgPool{d}d", (2,), {"padding": 1}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("AvgPool2d", ((3, 2), 2), {"count_include_pad": False, "divisor_override": 3}, (P,)),
    *((f"AdaptiveAvgPool{d}d", (3,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *((f"AdaptiveMaxPool{d}d", (3,), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("AdaptiveAvgPool2d", ((None, 2),), {}, (P,)),
    *((f"LPPool{d}d", (2, 2), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    *(
        (f"MaxUnpool{len(shape) - 2}d", (2,), {}, (image(*shape), winners(*shape)))
        for shape in ((2, 3, 4), (2, 3, 4, 3), (2, 3, 2, 3, 2))
    ),
    ("MaxUnpool2d", (2, 2, 0), {}, (image(3, 4, 3), winners(1, 3, 4, 3)[0])),
    *(
        (f"{kind}Pad{d}d", (1,), {}, (x,))
        for kind in ("Circular", "Reflection", "Replication", "Zero")
        for d, x in ((1, L), (2, P), (3, X))
    ),
    *((f"ConstantPad{d}d", (1, 3.5), {}, (x,)) for d, x in ((1, L), (2, P), (3, X))),
    ("ZeroPad2d", ((1, 0, 2, -1),), {}, (P,)),
    ("L1Loss", (), {}, (M, image(4, 5, seed=9))),
    ("MSELoss", (), {"reduction": "sum"}, (M, image(4, 5, seed=9))),
    ("SmoothL1Loss", (), {"beta": 0.5}, (M, image(4, 5, seed=9))),
    ("HuberLoss", (), {"delta": 0.5, "reduction": "none"}, (M, image(4, 5, seed=9))),
    ("CrossEntropyLoss", (), {"label_smoothing": 0.1}, (M, classes(4))),
    ("CrossEntropyLoss", (), {"reduction": "none"}, (M, shares(4, 5))),
    ("LinearCrossEntropyLoss", (5, 3), {"bias": True}, (M, classes(4, upto=3))),
    ("NLLLoss", (), {"ignore_index": 1}, (M, classes(4))),
    ("NLLLoss2d", (), {"reduction": "sum"}, (P, classes(2, 8, 8, upto=4))),
    ("CTCLoss", (), {}, SPOKEN),
    ("CTCLoss", (1, "sum"), {"zero_infinity": True}, (SPOKEN[0], SPOKEN[1] * 0 + 3, *SPOKEN[2:])),
    ("BCELoss", (), {}, (shares(4, 5), shares(4, 5))),
    ("BCEWithLogitsLoss", (), {}, (M, shares(4, 5))),
    ("KLDivLoss", (), {"reduction": "batchmean"}, (M, shares(4, 5))),
    ("PoissonNLLLoss", (), {"full": True}, (M, shares(4, 5) * 4)),
    ("GaussianNLLLoss", (), {}, (M, image(4, 5, seed=9), shares(4, 5) + F32(0.1))),
    ("HingeEmbeddingLoss", (), {}, (M, signs(4, 5))),
    ("SoftMarginLoss", (), {}, (M, signs(4, 5))),
    ("MultiLabelSoftMarginLoss", (), {}, (M, shares(4, 5).round())),
    ("MultiLabelMarginLoss", (), {}, (M, classes(4, 5) - 1)),
    ("MultiMarginLoss", (), {"p": 2}, (M, classes(4))),
    ("CosineEmbeddingLoss", (), {"margin": 0.1}, (M, image(4, 5, seed=9), signs(4))),
    ("MarginRankingLoss", (), {"margin": 0.1}, (M, image(4, 5, seed=9), signs(4, 5))),
    ("TripletMarginLoss", (), {"swap": True}, (M, image(4, 5, seed=9), image(4, 5, seed=8))),
    ("TripletMarginWithDistanceLoss", (), {}, (M, image(4, 5, seed=9), image(4, 5, seed=8))),
    *(
        (name, (5, 3), kw, (image(6, 2, 5),))
        for name in ("RNN", "LSTM", "GRU")
        for kw in (
            {},
            {"num_layers": 2, "bidirectional": True, "batch_first": True},
            {"bias": False, "num_layers": 2},
            {"num_layers": 2, "dropout": 0.4},
        )
    ),
    ("RNN", (5, 3), {"nonlinearity": "relu"}, (image(6, 5),)),
    ("LSTM", (5, 3), {"proj_size": 2, "bidirectional": True, "num_layers": 2}, (image(6, 2, 5),)),
    *(
        (name, (5, 3), {"bias": bias}, (x,))
        for name in ("RNNCell", "LSTMCell", "GRUCell")
        for bias, x in ((True, M), (False, M[0]))
    ),
    ("MultiheadAttention", (8, 2), {}, (image(6, 3, 8),) * 3),
    (
        "MultiheadAttention",
        (8, 2),
        {"batch_first": True, "add_bias_kv": True, "add_zero_attn": True},
        (image(3, 6, 8), image(3, 4, 8), image(3, 4, 8)),
    ),
    (
        "MultiheadAttention",
        (8, 2),
        {"kdim": 5, "vdim": 3, "bias": False},
        (image(6, 2, 8), image(4, 2, 5), image(4, 2, 3)),
    ),
    ("MultiheadAttention", (8, 2), {}, (image(6, 8),) * 3),
    ("TransformerEncoderLayer", (8, 2, 16), {"dropout": 0.0, "activation": "gelu"}, (image(6, 3, 8),)),
    ("TransformerEncoderLayer", (8, 2, 16), {"dropout": 0.0, "norm_first": True, "bias": False}, (image(6, 3, 8),)),
    ("TransformerDecoderLayer", (8, 2, 16), {"dropout": 0.0}, (image(5, 3, 8), image(6, 3, 8))),
    ("Transformer", (8, 2, 2, 2, 16, 0.0), {"batch_first": True}, (image(3, 5, 8), image(3, 6, 8))),
]


def build(namespace: Any, library: Any, make: Callable[[Any], Any]) -> Any:
    library.manual_seed(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make(namespace)


def flat(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, (tuple, list)):
        return [part for item in value for part in flat(item)]
    return [value]


def run(module: Any, library: Any, inputs: tuple[np.ndarray, ...]) -> tuple[list[Any], list[Any]]:
    """The outputs, and the gradients of inputs and parameters for a random cotangent."""
    # One passed twice is one leaf; signs are targets, of which PyTorch refuses to be differentiated by some.
    made = {id(x): library.tensor(x, requires_grad=x.dtype == F32 and bool((abs(x) != 1).any())) for x in inputs}
    leaves = [leaf for leaf in made.values() if leaf.requires_grad]
    trained = [*leaves, *module.parameters()]
    tensors = [made[id(x)] * 1 if getattr(module, "inplace", False) else made[id(x)] for x in inputs]
    library.manual_seed(3)
    outputs = flat(module(*tensors))
    cotangents = [library.tensor(np.random.default_rng(5).standard_normal(tuple(y.shape)).astype(F32)) for y in outputs]
    loss = sum((y * c).sum() for y, c in zip(outputs, cotangents, strict=True) if y.is_floating_point())
    if loss.requires_grad:
        loss.backward()
    return [y.detach().numpy() for y in outputs], [None if p.grad is None else p.grad.numpy() for p in trained]


# Classes without a row: containers, which test_container.py compares; bases, which have no forward of their own; and
# stacks of layers, which are made from one.
ELSEWHERE = {
    *("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"),
    *("Module", "RNNBase", "RNNCellBase"),
    *("TransformerEncoder", "TransformerDecoder"),
    *(name for name in nn.modules.__all__ if name.startswith("Lazy")),  # test_lazy.py
    *("AdaptiveLogSoftmaxWithLoss", "CrossMapLRN2d", "FractionalMaxPool2d", "FractionalMaxPool3d"),  # test_rarer_layers
}


def public_classes() -> list[str]:
    return [name for name in nn.modules.__all__ if isinstance(getattr(nn, name), type)]


def test_every_class_has_a_row() -> None:
    assert set(public_classes()) == {case[0] for case in LAYERS} | ELSEWHERE
    assert {case[0] for case in LAYERS} & ELSEWHERE == set()


@pytest.mark.parametrize("name", [name for name in public_classes() if name != "NLLLoss2d"])  # PyTorch's hides its own
def test_options_are_pytorchs(name: str) -> None:
    """The same options in the same order with the same defaults; what else ours take comes after."""
    ours, theirs = (dict(inspect.signature(getattr(lib, name)).parameters) for lib in (nn, torch.nn))
    assert list(ours)[: len(theirs)] == list(theirs)
    for option, parameter in theirs.items():
        default = parameter.default
        assert getattr(ours[option].default, "__name__", repr(ours[option].default)) == (
            getattr(default, "__name__", repr(default))
        ), option
        assert ours[option].kind == parameter.kind, option


@pytest.mark.parametrize("name", ["TransformerEncoder", "TransformerDecoder"])
@pytest.mark.parametrize("normed", [False, True])
def test_stacks_of_layers(name: str, normed: bool) -> None:
    """Two layers made from one, with and without a norm at the end, as the other layers are compared."""

    def stack(of: Any) -> Any:
        layer = getattr(of, f"{name}Layer")(8, 2, 16, dropout=0.0)
        norm = of.LayerNorm(8) if normed else None
        return getattr(of, name)(
            layer, 2, norm, **({"enable_nested_tensor": False} if name.endswith("Encoder") else {})
        )

    inputs = (image(6, 3, 8),) if name.endswith("Encoder") else (image(5, 3, 8), image(6, 3, 8, seed=4))
    compare(stack, inputs)


@pytest.mark.parametrize("case", LAYERS, ids=lambda case: f"{case[0]}{case[1]}{case[2]}")
def test_like_pytorch(case: Any) -> None:
    name, args, kwargs, inputs = case
    compare(lambda of: getattr(of, name)(*args, **kwargs), inputs)


def compare(make: Callable[[Any], Any], inputs: tuple[np.ndarray, ...]) -> None:
    """A module of both libraries: text, names, weights; in training and evaluation, results, gradients and buffers."""
    ours, theirs = build(nn, flambeau, make), build(torch.nn, torch, make)
    assert repr(ours) == repr(theirs)
    ours_state, theirs_state = ours.state_dict(), theirs.state_dict()
    assert list(ours_state) == list(theirs_state)
    assert [name for name, _ in ours.named_parameters()] == [name for name, _ in theirs.named_parameters()]
    for name, value in ours_state.items():
        np.testing.assert_array_equal(value.numpy(), theirs_state[name].numpy(), err_msg=name)
    for training in (True, False):
        ours.train(training)
        theirs.train(training)
        ours.zero_grad()
        theirs.zero_grad()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            our_outputs, our_gradients = run(ours, flambeau, inputs)
            their_outputs, their_gradients = run(theirs, torch, inputs)
        # A few dozen roundings of float32, in sums of up to a few hundred terms
        for got, wanted in zip(our_outputs, their_outputs, strict=True):
            np.testing.assert_allclose(got, wanted, rtol=2e-5, atol=2e-5)
        for got, wanted in zip(our_gradients, their_gradients, strict=True):
            assert (got is None) == (wanted is None)
            if got is not None:
                np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-4)
    for name, value in ours.state_dict().items():
        np.testing.assert_allclose(value.numpy(), theirs.state_dict()[name].numpy(), rtol=1e-5, atol=1e-5)


ERRORS: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("batch norm 2d", lambda t, n: n.BatchNorm2d(3)(t.zeros(2, 3))),
    ("batch norm 1d", lambda t, n: n.BatchNorm1d(3)(t.zeros(2, 3, 4, 5))),
    ("instance norm", lambda t, n: n.InstanceNorm2d(3)(t.zeros(2, 3))),
    ("in channels", lambda t, n: n.Conv2d(3, 4, 3, groups=2)),
    ("out channels", lambda t, n: n.Conv2d(4, 3, 3, groups=2)),
    ("groups", lambda t, n: n.Conv2d(3, 4, 3, groups=0)),
    ("same stride", lambda t, n: n.Conv2d(3, 4, 3, padding="same", stride=2)),
    ("transpose mode", lambda t, n: n.ConvTranspose2d(3, 4, 3, padding_mode="reflect")),
    ("output size", lambda t, n: n.ConvTranspose2d(2, 2, 3, stride=2)(t.zeros(1, 2, 3, 3), output_size=(20,))),
    ("dropout", lambda t, n: n.Dropout(1.5)),
    ("group norm", lambda t, n: n.GroupNorm(3, 4)),
    ("padding index", lambda t, n: n.Embedding(3, 4, padding_idx=5)),
    ("table shape", lambda t, n: n.Embedding(2, 3, _weight=t.zeros(3, 3))),
    ("table dimensions", lambda t, n: n.Embedding.from_pretrained(t.zeros(3))),
    ("input size", lambda t, n: n.LSTM(0, 3)),
    ("hidden size", lambda t, n: n.LSTM(3, 0)),
    ("layers", lambda t, n: n.LSTM(3, 4, num_layers=0)),
    ("size type", lambda t, n: n.LSTM("3", 4)),
    ("rnn dropout", lambda t, n: n.LSTM(3, 4, dropout=2.0)),
    ("projection", lambda t, n: n.LSTM(3, 4, proj_size=4)),
    ("no projection", lambda t, n: n.GRU(3, 4, proj_size=2)),
    ("nonlinearity", lambda t, n: n.RNN(3, 4, nonlinearity="x")),
    ("lstm features", lambda t, n: n.LSTM(3, 4)(t.zeros(2, 2, 5))),
    ("lstm dims", lambda t, n: n.LSTM(3, 4)(t.zeros(2, 2, 2, 3))),
    ("lstm hidden", lambda t, n: n.LSTM(3, 4)(t.zeros(2, 2, 3), (t.zeros(1, 3, 4), t.zeros(1, 2, 4)))),
    ("lstm cell state", lambda t, n: n.LSTM(3, 4)(t.zeros(2, 2, 3), (t.zeros(1, 2, 4), t.zeros(1, 2, 5)))),
    ("lstm state dims", lambda t, n: n.LSTM(3, 4)(t.zeros(2, 2, 3), (t.zeros(1, 4), t.zeros(1, 2, 5)))),
    ("gru hidden", lambda t, n: n.GRU(3, 4)(t.zeros(2, 2, 3), t.zeros(1, 3, 4))),
    ("gru hidden dims", lambda t, n: n.GRU(3, 4)(t.zeros(2, 2, 3), t.zeros(3, 4))),
    ("gru dtype", lambda t, n: n.GRU(3, 4)(t.zeros(2, 2, 3).double())),
    ("gru cell dims", lambda t, n: n.GRUCell(3, 4)(t.zeros(2, 2, 3))),
    ("gru cell size", lambda t, n: n.GRUCell(3, 4)(t.zeros(2, 5))),
    ("gru cell hidden", lambda t, n: n.GRUCell(3, 4)(t.zeros(2, 3), t.zeros(1, 2, 4))),
    ("lstm cell batch", lambda t, n: n.LSTMCell(3, 4)(t.zeros(2, 3), (t.zeros(3, 4), t.zeros(2, 4)))),
    ("cell nonlinearity", lambda t, n: n.RNNCell(3, 4, nonlinearity="x")(t.zeros(2, 3))),
    ("heads", lambda t, n: n.MultiheadAttention(5, 2)),
    ("no heads", lambda t, n: n.MultiheadAttention(0, 2)),
    ("causal hint", lambda t, n: n.MultiheadAttention(4, 2)(*[t.zeros(2, 1, 4)] * 3, is_causal=True)),
    ("unflatten", lambda t, n: n.Unflatten(1, 3)),
    ("unflatten sizes", lambda t, n: n.Unflatten(1, ("a",))),
    ("softmax2d", lambda t, n: n.Softmax2d()(t.zeros(2))),
    ("hardtanh", lambda t, n: n.Hardtanh(2, 1)),
    ("multi margin", lambda t, n: n.MultiMarginLoss(p=3)),
    ("triplet margin", lambda t, n: n.TripletMarginWithDistanceLoss(margin=-1)),
    ("activation", lambda t, n: n.TransformerEncoderLayer(4, 2, activation="x")),
    ("bilinear", lambda t, n: n.Bilinear(0, 2, 3)),
    ("bag offsets", lambda t, n: n.EmbeddingBag(3, 4)(t.tensor([1]))),
    ("bag end", lambda t, n: n.EmbeddingBag(3, 4, mode="sum")(t.tensor([1]), t.tensor([0, 2]))),
    ("bag mode", lambda t, n: n.EmbeddingBag(3, 4, mode="x")(t.tensor([[1]]))),
    # In single precision PyTorch's words depend on the processor.
    ("bag index", lambda t, n: n.EmbeddingBag(3, 4, mode="sum", dtype=t.float64)(t.tensor([1, 3]), t.tensor([0]))),
    ("grid mode", lambda t, n: n.functional.grid_sample(t.zeros(1, 1, 2, 2), t.zeros(1, 1, 1, 2), mode="x")),
    ("affine theta", lambda t, n: n.functional.affine_grid(t.zeros(1, 2, 2), (1, 1, 2, 2))),
    ("affine size", lambda t, n: n.functional.affine_grid(t.zeros(1, 2, 3), (1, 1, 0, 2))),
    ("ctc empty", lambda t, n: n.functional.ctc_loss(t.zeros(0, 1, 2), t.tensor([[1]]), (0,), (1,))),
    ("circular", lambda t, n: n.CircularPad2d(1)(t.zeros(3))),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("what", "act"), ERRORS, ids=[what for what, _ in ERRORS])
def test_errors_begin_as_pytorchs(what: str, act: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever PyTorch raises, ours must too
        act(torch, torch.nn)
    with pytest.raises(type(theirs.value)) as ours:
        act(flambeau, nn)
    assert str(ours.value).partition(" | ")[0] == str(theirs.value)  # after the bar we may say more


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_packed_sequences(kind: str, bidirectional: bool) -> None:
    lengths = [3, 6, 1, 6]
    results = []
    for library in (flambeau, torch):
        library.manual_seed(0)
        network = getattr(library.nn, kind)(5, 3, num_layers=2, bidirectional=bidirectional)
        pack = library.nn.utils.rnn
        packed = pack.pack_padded_sequence(library.tensor(image(6, 4, 5)), lengths, enforce_sorted=False)
        output, state = network(packed)
        padded, sizes = pack.pad_packed_sequence(output)
        results.append([*flat(padded), *flat(state), sizes])
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("need_weights", [False, True])
def test_attention_masks(need_weights: bool) -> None:
    padding = np.zeros((3, 6), dtype=bool)
    padding[1, 4:] = True
    future = np.triu(np.ones((6, 6), dtype=bool), 1)
    results = []
    for library in (flambeau, torch):
        library.manual_seed(0)
        attention = library.nn.MultiheadAttention(8, 2)
        x = library.tensor(image(6, 3, 8))
        masks = {"key_padding_mask": library.tensor(padding), "attn_mask": library.tensor(future)}
        for chosen in ([], ["attn_mask"], ["key_padding_mask"], ["attn_mask", "key_padding_mask"]):
            given = {name: masks[name] for name in chosen}
            results.append([y.detach().numpy() for y in flat(attention(x, x, x, need_weights=need_weights, **given))])
    for ours, theirs in zip(results[:4], results[4:], strict=True):
        for got, wanted in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("need_weights", [False, True])
@pytest.mark.parametrize("training", [False, True])
def test_attention_of_an_example_that_is_all_padding(need_weights: bool, training: bool) -> None:
    """Finite results and gradients; with ``need_weights`` NaN, as PyTorch's."""
    results = []
    for library in (flambeau, torch):
        library.manual_seed(0)
        attention = library.nn.MultiheadAttention(8, 2, batch_first=True).train(training)
        for padding in (library.tensor([[True] * 3, [False] * 3]), library.tensor([[-math.inf] * 3, [0.0] * 3])):
            x = library.tensor(image(2, 3, 8)).requires_grad_()
            output, _ = attention(x, x, x, key_padding_mask=padding, need_weights=need_weights)
            output.sum().backward()
            results.append((output.detach().numpy(), x.grad.numpy()))
    for ours, theirs in zip(results[:2], results[2:], strict=True):
        for got, wanted in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)
            assert np.isfinite(got).all() != need_weights


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_transformer_masks() -> None:
    results = []
    for library in (flambeau, torch):
        library.manual_seed(0)
        model = library.nn.Transformer(8, 2, 1, 1, 16, 0.0)
        mask = library.nn.Transformer.generate_square_subsequent_mask(5)
        assert math.isinf(mask[0, 1].item())
        output = model(library.tensor(image(6, 2, 8)), library.tensor(image(5, 2, 8)), tgt_mask=mask)
        results.append(output.detach().numpy())
    np.testing.assert_allclose(*results, rtol=1e-5, atol=1e-6)
