"""The registry of models, and the one decorator that makes a model's builder of the function that constructs it."""

from __future__ import annotations

import fnmatch
import functools
import warnings
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, Signature, signature
from types import ModuleType
from typing import Any

from ... import nn
from ..._arguments import explain_module, explained
from ._weights import Weights, WeightsEnum

__all__ = [
    "Weights",
    "WeightsEnum",
    "builder",
    "get_model",
    "get_model_builder",
    "get_model_weights",
    "get_weight",
    "list_models",
]

Builder = Callable[..., nn.Module]
_builders: dict[str, Builder] = {}
_weights_of: dict[str, type[WeightsEnum]] = {}


def builder(
    weights: type[WeightsEnum],
    legacy: str | None = "IMAGENET1K_V1",
    prepare: Callable[[dict[str, Any], Any], Callable[[Any], None] | None] | None = None,
    backbone: type[WeightsEnum] | None = None,
    backbone_default: str | None = "IMAGENET1K_V1",
) -> Callable[[Builder], Builder]:
    """Makes a builder with ``weights=`` and ``progress=`` of a function that constructs the model from its options.

    The builder is registered under its name. With weights it constructs the model for their number of classes and loads
    them.

    Args:
        weights: the enum of the model's checkpoints.
        legacy: the checkpoint that the deprecated ``pretrained=True`` means; None where there was none.
        prepare: changes the options where weights are given: called with the options and the checkpoint. What it
            returns, if anything, is called with the loaded model.
        backbone: the enum of the checkpoints of the network that the model stands on. The builder takes
            ``weights_backbone=`` then, and hands on which checkpoint it is and ``progress``.
        backbone_default: the checkpoint of the backbone where neither it nor ``weights`` is given.
    """

    def decorate(construct: Builder) -> Builder:
        old = weights[legacy] if legacy else None
        below = backbone[backbone_default] if backbone is not None and backbone_default else None

        @functools.wraps(construct)
        def build(*args: Any, **options: Any) -> nn.Module:
            _name_positional(keywords, args, options)
            chosen = weights.verify(_chosen(options, weights, old))
            progress = options.pop("progress", True)
            if backbone is not None:
                given = backbone.verify(
                    _chosen(options, backbone, backbone[backbone_default or "IMAGENET1K_V1"], below, "_backbone")
                )
                options.update(weights_backbone=given if chosen is None else None, progress=progress)
            if chosen is None:
                return construct(**options)
            if chosen.meta["categories"] is not None:
                override(options, "num_classes", len(chosen.meta["categories"]))
            finish = prepare(options, chosen) if prepare is not None else None
            model = construct(**options)
            model.load_state_dict(chosen.get_state_dict(progress=progress, check_hash=True))
            if finish is not None:
                finish(model)
            return model

        named = _parameters(construct, weights, backbone, below)
        keywords = [p.name for p in named if p.kind is Parameter.KEYWORD_ONLY]
        home, _, package = construct.__module__.rpartition(".")[0].rpartition(".")
        build.__signature__ = Signature(named, return_annotation=construct.__annotations__["return"])  # type: ignore[attr-defined]
        build.__doc__ = (
            f"{construct.__doc__}\n\n    ``weights``: a :class:`{weights.__name__}`, or None for random ones.\n\n"
            "    Raises: KeyError for weights that there are not; TypeError for those of another model; ValueError for "
            "options\n        that the weights exclude; urllib.error.URLError for a checkpoint that cannot be fetched."
            f"\n\n    >>> from {home} import {package}\n"
            f"    >>> weights = {package}.{weights.__name__}.DEFAULT  "
            f"# {package}.{construct.__name__}(weights=weights) loads them\n"
            f"    >>> weights.meta['num_params']\n    {weights['DEFAULT'].meta['num_params']}\n"
        )
        if construct.__name__ in _builders:
            raise ValueError(f"a model is already registered as {construct.__name__}")
        _builders[construct.__name__] = explained(build)
        _weights_of[construct.__name__] = weights
        return _builders[construct.__name__]

    return decorate


def override(options: dict[str, Any], name: str, value: Any) -> None:
    """Sets an option to what the weights need; an error where the caller asked for something else."""
    if options.setdefault(name, value) != value:
        raise ValueError(f"The parameter '{name}' expected value {value} but got {options[name]} instead.")


def _parameters(
    construct: Builder, weights: type[WeightsEnum], backbone: type[WeightsEnum] | None, default: WeightsEnum | None
) -> list[Parameter]:
    """A builder's parameters: the weights, the options that the function names, the backbone and what is trained."""
    own = [
        p.replace(kind=Parameter.KEYWORD_ONLY)
        for p in signature(construct).parameters.values()
        if p.kind is not Parameter.VAR_KEYWORD and p.name not in ("weights_backbone", "progress", "trained")
    ]
    named = [
        Parameter("weights", Parameter.KEYWORD_ONLY, default=None, annotation=f"{weights.__name__} | None"),
        Parameter("progress", Parameter.KEYWORD_ONLY, default=True, annotation="bool"),
        *(p for p in own if p.name != "trainable_backbone_layers"),
    ]
    if backbone is not None:
        hint = f"{backbone.__name__} | None"
        named.append(Parameter("weights_backbone", Parameter.KEYWORD_ONLY, default=default, annotation=hint))
    named += [p for p in own if p.name == "trainable_backbone_layers"]
    return [*named, Parameter("options", Parameter.VAR_KEYWORD, annotation="Any")]


def _name_positional(keywords: list[str], args: tuple[Any, ...], options: dict[str, Any]) -> None:
    """The deprecated way to give ``weights`` and what follows it: by position."""
    if not args:
        return
    names = keywords[: len(args)]
    if len(args) > len(keywords) or any(name in options for name in names):
        raise TypeError(f"a model's builder takes {', '.join(keywords)}, once each | got {len(args)} by position")
    joint = " and " if len(names) == 2 else ", and "
    given = joint.join(part for part in (", ".join(map(repr, names[:-1])), repr(names[-1])) if part)
    _warn(
        f"Using {given} as positional parameter(s) is deprecated since 0.13 and may be "
        "removed in the future. Please use keyword parameter(s) instead."
    )
    options.update(zip(names, args, strict=True))


def _chosen(
    options: dict[str, Any],
    enum: type[WeightsEnum],
    old: WeightsEnum | None,
    default: WeightsEnum | None = None,
    of: str = "",
) -> Any:
    """What ``weights=`` asks for; torchvision's older ways (``pretrained=``, a bool) are translated and warned of.

    ``of`` is "_backbone" for the weights of the network that the model stands on.
    """
    weights = options.pop(f"weights{of}", default)
    if f"pretrained{of}" in options:
        _warn(f"The parameter 'pretrained{of}' is deprecated since 0.13 and may be removed in the future, "
              f"please use 'weights{of}' instead.")  # fmt: skip
        weights = bool(options.pop(f"pretrained{of}"))
    if not isinstance(weights, bool):
        return weights
    if weights and old is None:
        raise ValueError("No weights available for model")
    translated = old if weights else None
    message = (
        f"Arguments other than a weight enum or `None` for 'weights{of}' are deprecated since 0.13 and may be removed "
        f"in the future. The current behavior is equivalent to passing `weights{of}={translated}`."
    )
    if weights:
        message += f" You can also use `weights{of}={enum.__name__}.DEFAULT` to get the most up-to-date weights."
    _warn(message)
    return translated


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=4)  # the caller of the builder


def list_models(
    module: ModuleType | None = None,
    include: Iterable[str] | str | None = None,
    exclude: Iterable[str] | str | None = None,
) -> list[str]:
    """The names of the registered models, sorted; ``include`` and ``exclude`` are patterns such as ``"resnet*"``.

    Raises: TypeError for patterns that are no strings.

    >>> from flambeau.vision import models
    >>> models.list_models(include="wide*")
    ['wide_resnet101_2', 'wide_resnet50_2']
    """
    names = {
        name
        for name, build in _builders.items()
        if module is None or build.__module__.rpartition(".")[0] == vars(module)["__name__"]
    }

    def matching(patterns: Iterable[str] | str) -> set[str]:
        wanted = [patterns] if isinstance(patterns, str) else patterns
        return {name for pattern in wanted for name in fnmatch.filter(names, pattern)}

    return sorted((matching(include) if include else names) - (matching(exclude) if exclude else set()))


def get_model_builder(name: str) -> Builder:
    """The function that builds the model called ``name``.

    Raises: ValueError where there is none.

    >>> from flambeau.vision import models
    >>> models.get_model_builder("resnet18") is models.resnet18
    True
    """
    try:
        return _builders[name.lower()]
    except KeyError:
        raise ValueError(f"Unknown model {name}") from None


def get_model(name: str, **config: Any) -> nn.Module:
    """The model called ``name``, built with the options ``config`` (``weights="DEFAULT"``, ``num_classes=10``, …).

    Raises: ValueError where there is none; whatever its builder does.

    >>> from flambeau.vision import models
    >>> models.get_model("squeezenet1_1", num_classes=10).num_classes
    10
    """
    return get_model_builder(name)(**config)


def get_model_weights(name: str | Builder) -> type[WeightsEnum]:
    """The enum of checkpoints of a model, given by name or by its builder.

    Raises: ValueError where there is no such model.

    >>> from flambeau.vision import models
    >>> models.get_model_weights("resnet18") is models.ResNet18_Weights
    True
    """
    found = name if isinstance(name, str) else name.__name__
    get_model_builder(found)
    return _weights_of[found.lower()]


def get_weight(name: str) -> WeightsEnum:
    """The checkpoint with the full name ``name``: ``"ResNet50_Weights.IMAGENET1K_V2"``.

    Raises: ValueError where no model has weights of that enum; KeyError where the enum has no such member.

    >>> from flambeau.vision import models
    >>> models.get_weight("ResNet50_Weights.IMAGENET1K_V2") is models.ResNet50_Weights.DEFAULT
    True
    """
    enum_name, _, member = name.rpartition(".")
    by_name: Mapping[str, type[WeightsEnum]] = {enum.__name__: enum for enum in _weights_of.values()}
    if enum_name not in by_name:
        raise ValueError(f"The weight enum '{enum_name}' for the specific method couldn't be retrieved. | {name}")
    found: WeightsEnum = by_name[enum_name][member]
    return found


explain_module(globals())
