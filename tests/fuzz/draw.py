"""Arguments for parameters: mostly of the declared kind, so that calls get past the first check; else anything."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import flambeau as fl
from flambeau.vision.models import convnext, efficientnet, mobilenetv2, mobilenetv3, regnet, resnet, shufflenetv2

from . import objects, tensors
from .objects import NUMBERS, SMALL

# What parameters of the library are usually given, by name: calls that mean something go deeper than others.
USUAL: dict[str, list[Any]] = {
    "in_features in_channels num_features num_channels input_size d_model": [4, 4, 8],
    "out_features out_channels hidden_size embed_dim embedding_dim": [4, 8, 3],
    "kernel_size stride upscale_factor downscale_factor": [1, 2, 3, (2, 2), (1, 2, 2), objects.Endless()],
    "padding dilation output_padding": [0, 1, 2, (1, 1), "same", objects.Endless()],
    "groups num_groups nhead num_heads batch_size chunks": [1, 2, 4],
    "dim start_dim end_dim dim0 dim1 axis": [0, 1, -1, 2, None],
    "lr momentum eps p gamma weight_decay std dropout": [0.0, 0.1, 0.5],
    "normalized_shape size output_size": [4, (3, 4), (2, 2), (8, 8), objects.Endless()],
    "func function fn f fun closure hook user_fn body lr_lambda": objects.FUNCTIONS,
    "pack_hook unpack_hook collate_fn on_trace_ready": objects.FUNCTIONS,
    "reduction": ["mean", "sum", "none"],
    "mode": ["bilinear", "nearest", "bicubic", "linear", "sum", "mean", "max", "constant", "reflect", "min", "fan_in"],
    "padding_mode": ["zeros", "reflect", "circular", "border", "replicate"],
    "approximate": ["tanh", "none"],
    "randomness": ["error", "same", "different"],
    "nonlinearity": ["tanh", "relu", "linear"],
    "in_dims": [0, None, (0, None), 1, -1],
    "out_dims": [0, None, (0, 1), -1],
    "argnums": [0, 1, (0,), (0, 0), -1],
    "chunk_size": [None, 1, 2, 3],
    "device": [None, "cpu", "meta"],
    "milestones": [[1, 3], [3, 1]],
    "betas": [(0.9, 0.99)],
    "step_size": [1, 2, 3],
    "lengths": [[2, 1], [1, 2], [0.5, 0.5], [3]],
    "block": [resnet.BasicBlock, resnet.Bottleneck, mobilenetv2.InvertedResidual, shufflenetv2.InvertedResidual],
    "norm_layer activation": [fl.nn.BatchNorm2d, fl.nn.Identity, fl.nn.LayerNorm, fl.nn.ReLU, *objects.FUNCTIONS],
    "num_classes": [2, 0, 1],
    "width_mult alpha": [0.1, 0.25, 0.0],
    "stages_out_channels": [(4, 8, 8, 8, 8), (4, 6, 8, 10, 12)],
    "hidden_dim mlp_dim growth_rate num_init_features last_channel stem_width": [4, 8, 2],
    "image_size patch_size": [4, 8, 2],
    "key": ["a", "weight", "lr"],
    "name": ["a", "weight", "bias", "x.y"],
}
USUAL = {name: values for names, values in USUAL.items() for name in names.split()}

# Rows of tables of networks: one each of MobileNet 2 and 3 and of EfficientNet.
MOBILE = (1, 4, 1, 1)
INVERTED = mobilenetv3.InvertedResidualConfig(8, 3, 8, 8, True, "HS", 1, 1, 1.0)
EFFICIENT = efficientnet.MBConvConfig(1.0, 3, 1, 8, 8, 1)
NEXT = convnext.CNBlockConfig(4, None, 1)
REGULAR = regnet.BlockParams([2, 1], [8, 16], [8, 8], [1.0, 1.0], [2, 2])

# How many modules or processes are to be made, or rounds to be computed: one by one, here as in PyTorch, so that 2^40
# take for ever. Any number may be right for somebody, and Ctrl-C ends it: only small numbers are drawn for these.
MODULES: dict[str, list[Any]] = {
    "num_layers num_encoder_layers num_decoder_layers": [1, 2, 4],
    "n_power_iterations niter": [0, 1, 2],
    "num_ops mixture_width chain_depth": [0, 1, 2, 3],
    "num_workers nprocs": [0, 1],
    "layers": [(1, 1, 1, 1), (2, 1, 1, 1), (1, 1), (1, 1, 1, 0)],
    "block_config stages_repeats": [(1, 1), (1, 1, 1), (2, 1, 1), ()],
    "block_setting": [[NEXT], [convnext.CNBlockConfig(4, 8, 2), convnext.CNBlockConfig(8, None, 1)], [(4, 1, 1)], []],
    "inverted_residual_setting": [
        [MOBILE],
        [MOBILE, MOBILE],
        [INVERTED],
        [INVERTED, MOBILE],
        [EFFICIENT],
        [EFFICIENT] * 2,
    ],
    "block_params": [REGULAR, regnet.BlockParams([1], [8], [4], [0.5], [1], 0.25), EFFICIENT],
}
MODULES = {name: values for names, values in MODULES.items() for name in names.split()}
NO_COUNTS = [
    lambda: None,
    lambda: -1,
    lambda: 1.5,
    lambda: "x",
    dict,
    object,
    objects.HasEverything,
    objects.Unprintable,
]
NO_COUNTS += [lambda: fl.ones(3), lambda: fl.tensor(2), lambda: (1.5, None, "x", -1), lambda: objects.raises]

# Objects that some parameters take, made anew for each call.
MADE: dict[str, list[Callable[[], Any]]] = {
    "params": [
        lambda: [fl.nn.Parameter(fl.ones(3, 4))],
        lambda: fl.nn.Linear(4, 3).parameters(),
        lambda: [{"params": [fl.nn.Parameter(fl.ones(3))], "lr": 0.1}],
        lambda: [fl.ones(3, device="meta", requires_grad=True)],
        lambda: [fl.ones(3, requires_grad=True), fl.ones(2, dtype=fl.complex64, requires_grad=True)],
        list,
    ],
    "parameters": [lambda: fl.nn.Linear(4, 3).parameters(), lambda: [_with_grad()]],
    "optimizer": [lambda: fl.optim.SGD([fl.nn.Parameter(fl.ones(3))], lr=0.1)],
    "module": [lambda: fl.nn.Linear(4, 3), lambda: fl.nn.BatchNorm1d(4), lambda: fl.nn.Sequential(fl.nn.Linear(4, 4))],
    "dataset": [lambda: [1, 2, 3], lambda: fl.utils.data.TensorDataset(fl.arange(5))],
    "data_source": [lambda: [1, 2, 3], lambda: objects.WrongLength(5, 2)],
    "sampler": [lambda: fl.utils.data.SequentialSampler(range(5)), lambda: None],
    "generator": [lambda: None, fl.Generator],
    "state_dict": [lambda: fl.nn.Linear(4, 3).state_dict(), lambda: {"state": {}, "param_groups": []}],
    "params_and_buffers_dicts": [lambda: {"weight": fl.ones(3, 4), "bias": fl.ones(3)}],
    "memo": [dict],
    "f": [io.BytesIO],
    "filename": [io.BytesIO],
}
MADE["params_and_buffers_dict"] = MADE["parameter_and_buffer_dicts"] = MADE["params_and_buffers_dicts"]
MADE["self_module"] = MADE["model"] = MADE["module"]


def _with_grad() -> Any:
    parameter = fl.nn.Parameter(fl.ones(3))
    parameter.grad = fl.ones(3)
    return parameter


class Draw:
    """Draws arguments from one generator. `inside` is a tensor of a running transform, which others are mixed with."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.inside: Any = None

    def tensor(self) -> Any:
        rng = self.rng
        made = rng.choice(tensors.COMMON if rng.random() < 0.6 else tensors.RARE)()
        if self.inside is not None and rng.random() < 0.5 and not made.is_meta:
            wrapped = made + self.inside if made.is_floating_point() or made.is_complex() else made + self.inside.long()
            return wrapped if made.dtype == wrapped.dtype else wrapped.to(made.dtype)
        return made

    def number(self) -> Any:
        return self.rng.choice(SMALL if self.rng.random() < 0.6 else NUMBERS)

    def size(self) -> Any:
        rng = self.rng
        kind = rng.random()
        if kind < 0.6:
            small = [rng.choice(SMALL) for _ in range(rng.randint(0, 4))]
            return small if rng.random() < 0.5 else tuple(small)
        if kind < 0.75:
            return [rng.choice(NUMBERS)] * rng.randint(1, 3)
        if kind < 0.85:
            return objects.acting_list(rng)
        if kind < 0.96:
            return rng.choice(NUMBERS)
        return objects.Endless() if kind < 0.97 else [1] * rng.choice([8, 9, 64, 65, 1000])

    def odd(self) -> Any:
        rng = self.rng
        kind = rng.random()
        if kind < 0.1:
            return objects.acting_list(rng)
        if kind < 0.2:
            return objects.acting(rng)
        if kind < 0.22:
            return objects.saved_file(rng)
        return rng.choice(objects.ODD)()

    def anything(self) -> Any:
        kind = self.rng.random()
        return self.tensor() if kind < 0.4 else self.number() if kind < 0.65 else self.odd()

    def tensor_list(self) -> Any:
        rng = self.rng
        made: list[Any] = [self.tensor() for _ in range(rng.randint(0, 3))]
        if rng.random() < 0.1:
            made.append(self.anything())
        return tuple(made) if rng.random() < 0.3 else made

    def argument(self, name: str, hint: str) -> Any:
        """One for a parameter of this name and annotation."""
        rng = self.rng
        if rng.random() < 0.15:
            return rng.choice(NO_COUNTS)() if name in MODULES else self.anything()
        if name in MODULES:
            return rng.choice(MODULES[name])
        if name in MADE and rng.random() < 0.7:
            return rng.choice(MADE[name])()
        if name in USUAL and rng.random() < 0.7:
            return rng.choice(USUAL[name])
        return self._of_kind(hint)

    def _of_kind(self, hint: str) -> Any:
        rng = self.rng
        if "list[Tensor" in hint or "Iterable[Tensor" in hint or "Sequence[Tensor" in hint:
            return self.tensor_list()
        if "Tensor" in hint and ("Number" not in hint or rng.random() < 0.6):
            return self.tensor()
        if hint.startswith("bool"):
            return rng.random() < 0.5
        if "type" in hint.lower():
            return rng.choice([fl.float32, fl.int64, fl.bool, fl.complex64, fl.float16, None])
        if "Callable" in hint:
            return rng.choice(objects.FUNCTIONS)
        if "Module" in hint:
            return rng.choice(MADE["module"])()
        if "Size" in hint or "tuple" in hint:
            return self.size()
        if "str" in hint:
            return rng.choice(
                rng.choice([USUAL["reduction"], USUAL["mode"], ["trunc", "amax", "prod", "xy", "", "\x00"]])
            )
        if "int" in hint or "float" in hint or "Number" in hint:
            return self.number()
        return self.anything()

    def arguments(self, parameters: list[tuple[str, str, Any]]) -> tuple[list[Any], dict[str, Any]]:
        """For a signature in triples: name, annotation, kind ("positional", "keyword", "starred" or "optional")."""
        rng = self.rng
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        short = rng.random() < 0.03
        for name, hint, kind in parameters:
            if kind == "positional":
                args.append(self.argument(name, hint))
            elif kind == "starred":
                args += [self.argument(name, hint) for _ in range(rng.randint(0, 3))]
            elif rng.random() < (0.25 if kind == "optional" else 0.9):
                kwargs[name] = self.argument(name, hint)
        if short and args:
            args.pop()
        if rng.random() < 0.02:
            args.append(self.anything())
        if rng.random() < 0.01:
            kwargs["no_such_parameter"] = 1
        return args, kwargs

    def swap_one(self, args: list[Any], kwargs: dict[str, Any], parameters: list[tuple[str, str, Any]]) -> None:
        """Exchanges one argument for anything."""
        places: list[Any] = [*range(len(args)), *kwargs]
        if not places:
            return
        place = self.rng.choice(places)
        name = parameters[min(place, len(parameters) - 1)][0] if isinstance(place, int) else place
        value = self.rng.choice(NO_COUNTS)() if name in MODULES else self.anything()
        if isinstance(place, int):
            args[place] = value
        else:
            kwargs[place] = value
