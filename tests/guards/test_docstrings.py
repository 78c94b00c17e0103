"""Docstrings have their parts: a definition, shapes, dtypes, the errors, the source where there is one, an example.

What they say of refused dtypes is compared with what the op does; examples are run by tests/test_doctests.py.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau import _functions, nn
from flambeau.ops.define import registry

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))
from operands import Maker
from samples import OPS, key_of

# Where docstrings still lack parts.
UNFINISHED: set[str] = set()

TENSOR_PARTS = {
    "definition": r"\A[^\n]*``|\A([^\n]+\n)+[^\n]*``",
    "shapes": r"^Shape: ",
    "dtypes": r"^Dtype: ",
    "errors": r"^Raises: ",
    "example": r"^>>> ",
}
OTHER_PARTS = {name: TENSOR_PARTS[name] for name in ("errors", "example")}
ANOTHER_NAME = re.compile(r"\AAnother name (?:of|for) `([\w.]+)`")

# What raises nothing of its own: any argument of the declared type is an answer.
NEVER_RAISES = """
    is_storage is_tensor nn.Identity func.debug_unwrap autograd.NestedIOFunction autograd.enable_grad
    autograd.enforce_grad_layout_policy autograd.no_grad autograd.set_grad_enabled
    autograd.set_multithreading_enabled autograd.strong_zero utils.Roofline
    utils.roofline autograd.forward_ad.UnpackedDualTensor autograd.forward_ad.unpack_dual autograd.graph.GradientEdge
    hub.get_dir profiler.DeviceType profiler.FunctionEventAvg profiler.FunctionEvent profiler.Interval
    profiler.ProfilerAction profiler.ProfilerActivity profiler.kineto_available profiler.supported_activities
    utils.benchmark.Colorize utils.benchmark.Language utils.benchmark.TaskSpec vision.models.Weights
    vision.transforms.InterpolationMode vision.transforms._presets.InterpolationMode
    vision.transforms.functional.InterpolationMode vision.transforms.AutoAugmentPolicy vision.io.ImageReadMode
    vision.transforms.v2.AutoAugmentPolicy vision.transforms.v2.InterpolationMode vision.transforms.v2.Identity
    vision.transforms.v2.functional.InterpolationMode vision.transforms.v2.functional.is_pure_tensor
    vision.tv_tensors.BoundingBoxFormat
    vision.transforms.autoaugment.AutoAugmentPolicy
    autograd.graph.set_override_stale_capture_stream autograd.graph.set_warn_on_accumulate_grad_stream_mismatch
    nn.utils.rnn.PackedSequence nn.utils.rnn.invert_permutation utils.checkpoint.check_backward_validity
    utils.checkpoint.noop_context_fn utils.checkpoint.set_checkpoint_debug_enabled
    utils.checkpoint.set_checkpoint_early_stop utils.data.SequentialSampler utils.data.SubsetRandomSampler
    utils.data.default_convert utils.data.get_worker_info utils.collect_env.SystemEnv utils.collect_env.get_env_info
    utils.collect_env.get_pretty_env_info utils.collect_env.main utils.collect_env.pretty_str
"""
# Papers and tables: the docstring of each of these names its source.
SOURCED = """
    celu channel_shuffle conv_transpose1d conv_transpose2d conv_transpose3d digamma erf erfc group_norm
    hardshrink i0 layer_norm lgamma nextafter nn.AlphaDropout nn.BatchNorm1d nn.BatchNorm2d nn.BatchNorm3d
    nn.CELU nn.CTCLoss nn.ChannelShuffle nn.ConvTranspose1d nn.ConvTranspose2d nn.ConvTranspose3d
    nn.CrossEntropyLoss nn.Dropout nn.Dropout1d nn.Dropout2d nn.Dropout3d nn.ELU nn.FeatureAlphaDropout nn.GELU
    nn.GLU nn.GRU nn.GRUCell nn.GaussianNLLLoss nn.GroupNorm nn.Hardshrink nn.Hardswish nn.HuberLoss
    nn.InstanceNorm1d nn.InstanceNorm2d nn.InstanceNorm3d nn.KLDivLoss nn.LSTM nn.LSTMCell nn.LayerNorm
    nn.LeakyReLU nn.LocalResponseNorm nn.MaxUnpool1d nn.MaxUnpool2d nn.MaxUnpool3d nn.Mish nn.MultiMarginLoss
    nn.MultiheadAttention nn.PReLU nn.PixelShuffle nn.RMSNorm nn.RNN nn.RNNCell nn.RReLU nn.ReLU nn.ReLU6
    nn.SELU nn.SiLU nn.SmoothL1Loss nn.Softplus nn.Softshrink nn.Transformer nn.TransformerDecoder
    nn.TransformerDecoderLayer nn.TransformerEncoder nn.TransformerEncoderLayer nn.TripletMarginLoss nn.Upsample
    nn.functional.affine_grid nn.functional.alpha_dropout nn.functional.batch_norm nn.functional.cross_entropy
    nn.functional.ctc_loss nn.functional.dropout nn.functional.dropout1d nn.functional.dropout2d
    nn.functional.dropout3d nn.functional.elu nn.functional.feature_alpha_dropout
    nn.functional.gaussian_nll_loss nn.functional.gelu nn.functional.glu nn.functional.grid_sample
    nn.functional.gumbel_softmax nn.functional.hardswish nn.functional.huber_loss nn.functional.instance_norm
    nn.functional.interpolate nn.functional.kl_div nn.functional.leaky_relu nn.functional.local_response_norm
    nn.functional.max_unpool1d nn.functional.max_unpool2d nn.functional.max_unpool3d nn.functional.mish
    nn.functional.multi_margin_loss nn.functional.relu6 nn.functional.scaled_dot_product_attention
    nn.functional.silu nn.functional.smooth_l1_loss nn.functional.softplus nn.functional.softshrink
    nn.functional.triplet_margin_loss nn.init.calculate_gain nn.init.kaiming_normal_ nn.init.kaiming_uniform_
    nn.init.orthogonal_ nn.init.sparse_ nn.init.xavier_normal_ nn.init.xavier_uniform_ nn.utils.clip_grad_norm_
    optim.Adadelta optim.Adagrad optim.Adam optim.AdamW optim.Adamax optim.NAdam optim.RAdam optim.RMSprop
    optim.SGD optim.lr_scheduler.CosineAnnealingLR optim.lr_scheduler.CosineAnnealingWarmRestarts
    optim.lr_scheduler.CyclicLR optim.lr_scheduler.OneCycleLR pixel_shuffle polygamma prelu relu rms_norm rrelu
    selu special.i1 trapezoid trapz vision.ops.SqueezeExcitation vision.ops.StochasticDepth
    vision.ops.stochastic_depth
"""


def home_of(entry: Any) -> str:
    return f"ops.{entry.signature.__module__.rsplit('.', 1)[-1]}" + " composites" * (entry.kind == "composite")


def op_docs() -> Iterator[tuple[str, str, str]]:
    for entry in registry:
        if entry.namespaces or entry.method or entry.prop:
            yield entry.qualified, home_of(entry), entry.function.__doc__


def modules() -> Iterator[tuple[str, type]]:
    for name in nn.__all__:
        layer = getattr(nn, name)
        if inspect.isclass(layer) and issubclass(layer, nn.Module):
            yield name, layer


def layer_docs() -> Iterator[tuple[str, str, str]]:
    for name, layer in modules():
        if name not in HOLDERS:
            yield f"nn.{name}", f"nn.{layer.__module__.rsplit('.', 1)[-1]}", layer.__doc__ or ""


# Modules that compute nothing of their own: they hold others, or are what others derive from.
HOLDERS = {
    "Module",
    "ModuleDict",
    "ModuleList",
    "ParameterDict",
    "ParameterList",
    "RNNBase",
    "RNNCellBase",
    "Sequential",
}
OTHERS = """
    optim optim.lr_scheduler func autograd autograd.functional autograd.forward_ad autograd.graph nn.init nn.utils
    nn.utils.rnn testing utils utils.benchmark utils.checkpoint utils.collect_env utils.data hub profiler vision.models
    vision.models.detection vision.models.segmentation vision.models.video
    vision.models.feature_extraction
    vision.datasets vision.datasets.folder vision.datasets.utils vision.io vision.ops
    vision.utils vision.transforms vision.transforms._presets vision.transforms.autoaugment vision.transforms.functional
    vision.transforms.v2 vision.transforms.v2.functional vision.tv_tensors
"""


def public_names(module: types.ModuleType) -> list[str]:
    homes = re.compile(rf"{re.escape(module.__name__)}(\._\w+)?")
    own = [n for n, value in vars(module).items() if homes.fullmatch(str(getattr(value, "__module__", "")))]
    return list(getattr(module, "__all__", [n for n in own if not n.startswith("_")]))


def other_docs() -> Iterator[tuple[str, str, str]]:
    for name in sorted(HOLDERS):
        yield f"nn.{name}", "nn", getattr(nn, name).__doc__
    registered = {entry.name for entry in registry}
    for name in _functions.__all__:
        if name.removesuffix("_") not in registered and name not in registered:
            yield name, "_functions", getattr(fl, name).__doc__
    for module in OTHERS.split():
        home = importlib.import_module(f"flambeau.{module}")
        for name in public_names(home):
            value = getattr(home, name)
            native = value is fl.autograd.graph.Node  # documented by the core
            foreign = not str(getattr(value, "__module__", "")).startswith("flambeau")
            error = inspect.isclass(value) and issubclass(value, Exception)
            if not (inspect.ismodule(value) or native or foreign or error):
                yield f"{module}.{name}", module, value.__doc__ or ""


def missing(docs: Callable[[], Iterator[tuple[str, str, str]]], parts: dict[str, str]) -> list[str]:
    read = list(docs())
    found = {name: inspect.cleandoc(text or "") for name, _, text in read}
    lacking = []
    for name, home, _ in read:
        text = found[name]
        alias = ANOTHER_NAME.match(text)
        wanted = {"example": parts["example"]} if alias else parts
        absent = [
            part
            for part, pattern in wanted.items()
            if not re.search(pattern, text, re.MULTILINE) and not (part == "errors" and name in NEVER_RAISES.split())
        ]
        if name in SOURCED.split() and not re.search(r"^Source: .*\d{4}", text, re.MULTILINE | re.DOTALL):
            absent.append("source")
        if absent and home not in UNFINISHED:
            lacking.append(f"{name}: {', '.join(absent)}")
    return lacking


@pytest.mark.parametrize(
    ("docs", "parts"), [(op_docs, TENSOR_PARTS), (layer_docs, TENSOR_PARTS), (other_docs, OTHER_PARTS)]
)
def test_parts(docs: Any, parts: dict[str, str]) -> None:
    assert missing(docs, parts) == []


def test_every_source_is_of_something() -> None:
    names = {name for docs in (op_docs, layer_docs, other_docs) for name, _, _ in docs()}
    assert set(SOURCED.split()) - names == set()


WORDS = {"bool": "bool", "int64": "integer", "float32": "floating", "complex64": "complex"}


def callable_of(entry: Any) -> Callable[..., Any]:
    if entry.inplace == "only":
        return getattr(fl.Tensor, f"{entry.method or entry.name}_")
    if entry.prop:
        title = entry.prop if isinstance(entry.prop, str) else entry.name
        return lambda tensor: getattr(tensor, title)
    return entry.function


def refusals(entry: Any) -> Iterator[tuple[str, str]]:
    """The dtypes that an op's samples can be made of and that it never takes, each with the error's class."""
    function = callable_of(entry)
    for dtype, word in WORDS.items():
        errors = set()
        for sample in OPS[key_of(entry)].samples:
            try:
                args, kwargs = Maker(fl, dtype).call_arguments(sample)
            except (OverflowError, ValueError):  # infinities and NaNs are no integers
                continue
            if not any(isinstance(a, fl.Tensor) and a.dtype == getattr(fl, dtype) for a in [*args, *kwargs.values()]):
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    function(*args, **kwargs)
            except Exception as error:
                errors.add(type(error).__name__)
            else:
                break
        else:
            yield from ((word, error) for error in sorted(errors)[:1])


def test_refused_dtypes_are_stated() -> None:
    """An op that takes no tensor of a sort says so under ``Raises``, with the error's class."""
    silent = []
    for entry in registry:
        text = inspect.cleandoc(entry.function.__doc__ or "")
        if not (entry.namespaces or entry.method) or home_of(entry) in UNFINISHED or ANOTHER_NAME.match(text):
            continue
        stated = re.search(r"^Raises: ((?:.+\n?)+)", text, re.MULTILINE)
        for word, error in refusals(entry):
            if not stated or word not in stated[1].lower() or error not in stated[1]:
                silent.append(f"{entry.qualified}: {error} for {word}")
    assert silent == []
