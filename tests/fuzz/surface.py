"""What can be called: everything public, each with the parameters that its signature tells."""

from __future__ import annotations

import enum
import importlib
import inspect
import pkgutil
import random
import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flambeau as fl
from flambeau import nn
from flambeau.ops.define import registry

from . import objects
from .draw import Draw
from .receivers import RECEIVERS, Cube

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))  # the samples, of which hostile variants are made

from operands import LAYOUTS, Maker
from samples import OPS, key_of

Parameters = list[tuple[str, str, str]]  # name, annotation, kind: see Draw.arguments

# Not called, with the reason.
LEFT_OUT = {
    "flambeau.cli": "a program: it takes words of a command line, and ends the process",
    "flambeau.demo": "a program: it trains for a minute",
    "flambeau.__main__": "a program",
    "flambeau.utils.roofline": "measures the machine for seconds, whatever it is given",
    "flambeau.utils.benchmark.Timer": "runs the code that it is given, as often as it is told",
    "flambeau.multiprocessing.spawn": "starts processes, which take a second each",
    "flambeau.multiprocessing.start_processes": "the same",
    **{
        f"flambeau.distributed{name}": "waits for a key, five minutes where it is not told how long"
        for name in (".stores", ".Store", ".HashStore", ".FileStore", ".TCPStore", ".PrefixStore")
    },
    **{
        f"flambeau.distributed.{name}": "starts processes, listens, or waits for other processes"
        for name in ("file_store", "launch", "mpi", "pmi", "rendezvous", "run", "tcp_store", "watch", "world")
    },
    "flambeau.distributed.checkpoint": "writes to folders, and replaces what is there",
    **{
        f"flambeau.distributed.{name}": "gets what `distributed` itself has made"
        for name in ("group", "reducer", "reductions", "transport", "work", "ProcessGroup", "Work")
    },
    "flambeau.distributed.distributed_c10d": "its public names are those of `distributed`",
    "flambeau.fx.immutable_collections": "Python's own list and dict, whose errors are Python's",
    "flambeau.return_types": "Python's own named tuples",
    "flambeau.utils.weak": "a mapping by Python's own protocol, of types that the caller gives",
    "Tensor.__torch_function__": "the library calls it, with what it made itself",
    "flambeau.ops": "its public functions are exported elsewhere",
    "flambeau.vision.models": "most networks take a tenth of a second to make; see `models` for those called here",
}

# These change the state that every other call has to leave alone.
CHANGES = re.compile(
    r"(set_(default_device|default_dtype|default_tensor_type|num_threads|grad_enabled|printoptions|detect_anomaly|dir)|step"
    r"|set_multithreading_enabled"
    r"|(un)?install"
    r"|(start|stop|prepare)(_trace)?|(enter|exit)_dual_level|(add|clear)_safe_globals|register_module_\w+)(\(\))?$"
)

DUNDERS = re.compile(
    r"__(call|[gs]etitem|delitem|len|iter|contains|repr|str|hash|bool|eq|lt|[ir]?add|r?mul|i?or|(deep)?copy|reduce_ex"
    r"|getstate|(set|del)attr|dir|reversed)__$"
)
NOT_FOR_USERS = {"setup_context", "vmap", "backward", "forward", "jvp"}  # of Functions: the engine calls them

# As many pieces as asked for, or as there are places: 2^40 are refused only by the memory, after a while.
MANY = re.compile(
    r"(tensor_|[hvd]|unsafe_)?split(_copy)?|(unsafe_)?chunk|unbind(_copy)?|kron|combinations|cartesian_prod"
)


# A pass of the given function for each element, as in PyTorch: with a million they take minutes.
PASS_PER_ELEMENT = re.compile(r"\.(jacobian|hessian|grad(grad)?check)$")


def changes(name: str) -> bool:
    """Whether it is there to change the state that other calls leave alone."""
    return any(map(CHANGES.match, name.split(".")))


@dataclass
class Target:
    """One thing to call: `bind` makes the function and its arguments of what is drawn."""

    name: str
    bind: Callable[[Draw], tuple[Callable[..., Any], list[Any], dict[str, Any]]]
    changes: bool = False  # the state of the process, and may


def parameters(function: Any) -> Parameters | None:
    """The parameters of anything that tells its signature."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return None
    found: Parameters = []
    for p in signature.parameters.values():
        hint = "" if p.annotation is p.empty else str(p.annotation)
        if p.kind is p.VAR_POSITIONAL:
            found.append((p.name, hint, "starred"))
        elif p.kind is p.VAR_KEYWORD:
            continue
        elif p.default is not p.empty:
            found.append((p.name, hint, "optional"))
        else:
            found.append((p.name, hint, "keyword" if p.kind is p.KEYWORD_ONLY else "positional"))
    return found


UNKNOWN: Parameters = [("other", "", "starred")]


# Ops: as functions, methods and in place; by samples with one argument exchanged, or with all drawn.


def _few_pieces(args: list[Any]) -> list[Any]:
    def much(a: Any) -> bool:
        if isinstance(a, fl.Tensor):
            return max([0, *a.shape]) >= 1000
        return isinstance(a, int | float | complex) and not abs(a) < 1000

    return [a for a in args if not much(a)]


def _sample(rng: random.Random, sample: Any) -> tuple[list[Any], dict[str, Any]]:
    maker = Maker(fl, rng.choice(DTYPES), rng.choice(LAYOUTS), seed=str(rng.random()))
    try:
        return maker.call_arguments(sample)
    except (ValueError, OverflowError):  # its values are NaN, say, and the dtype has none
        return Maker(fl, "float32", "contiguous").call_arguments(sample)


DTYPES = ["float32", "float64", "int64", "float16", "complex64", "bool"]


def _op(entry: Any, function: Any, told: Parameters) -> Callable[[Draw], Any]:
    samples = OPS[key_of(entry)].samples if key_of(entry) in OPS else []

    def bind(draw: Draw) -> Any:
        rng = draw.rng
        if samples and rng.random() < 0.5:
            args, kwargs = _sample(rng, rng.choice(samples))
            draw.swap_one(args, kwargs, told)
        else:
            args, kwargs = draw.arguments(told)
        if MANY.fullmatch(entry.name):
            args = _few_pieces(args)
        if rng.random() < 0.1:
            kwargs["out"] = rng.choice([a for a in args if isinstance(a, fl.Tensor)] or [draw.anything()])
        return function, args, kwargs

    return bind


def ops() -> Iterator[Target]:
    """Every public op, in each form."""
    for entry in registry:
        if not (entry.namespaces or entry.method):
            continue  # the library's own: its callers check what it is given
        told = parameters(entry.signature) or UNKNOWN
        if entry.namespaces and entry.inplace != "only" and entry.prop is not True:
            space = importlib.import_module(".".join(["flambeau", *filter(None, [entry.namespaces[0]])]))
            yield Target(entry.qualified, _op(entry, getattr(space, entry.name), told))
        if entry.method and entry.inplace != "only" and callable(getattr(fl.Tensor, entry.method)):
            yield Target(f"Tensor.{entry.method}", _op(entry, getattr(fl.Tensor, entry.method), told))
        if entry.inplace_function is not None:
            yield Target(f"{entry.qualified}_", _op(entry, entry.inplace_function, told))


# Tensor: its attributes, operators and protocols.


def _index_item(draw: Draw) -> Any:
    rng = draw.rng
    kind = rng.random()
    if kind < 0.3:
        return draw.number()
    if kind < 0.5:
        return slice(*[rng.choice([None, draw.number()]) for _ in range(3)])
    if kind < 0.65:
        return rng.choice([None, Ellipsis, True, False])
    if kind < 0.85:
        return draw.tensor()
    return draw.size() if kind < 0.93 else draw.odd()


def index(draw: Draw) -> Any:
    """What stands in square brackets."""
    items = [_index_item(draw) for _ in range(draw.rng.choice([1, 1, 1, 2, 2, 3, 4, 9]))]
    return items[0] if len(items) == 1 else items if draw.rng.random() < 0.1 else tuple(items)


def tensor_protocol() -> Iterator[Target]:
    """Attributes, indexing, operators: what a Tensor answers without a dot and a parenthesis."""
    names = sorted(n for n in dir(fl.Tensor) if not n.startswith("_"))
    plain = [n for n in names if not callable(getattr(fl.Tensor, n))]
    covered = {entry.method for entry in registry} | {f"{entry.method or entry.name}_" for entry in registry}
    for name in plain:
        yield Target(f"Tensor.{name} (get)", lambda draw, n=name: (getattr, [draw.tensor(), n], {}))
        yield Target(f"Tensor.{name} (set)", lambda draw, n=name: (setattr, [draw.tensor(), n, draw.anything()], {}))
    yield Target("del tensor.attribute", lambda draw: (delattr, [draw.tensor(), draw.rng.choice(plain)], {}))
    for k in range(12):  # as often as it is used
        yield Target(f"tensor[] {k}", lambda draw: (_get, [draw.tensor(), index(draw)], {}))
        yield Target(f"tensor[] = {k}", lambda draw: (_set, [draw.tensor(), index(draw), draw.anything()], {}))
    for name in sorted(set(names) - set(plain) - covered):
        method = getattr(fl.Tensor, name)
        told = parameters(method) or [("self", "Tensor", "positional"), *UNKNOWN]
        yield Target(
            f"Tensor.{name}",
            lambda draw, m=method, t=told: (m, *draw.arguments([("self", "Tensor", "positional"), *t[1:]])),
        )
    left = {
        "__format__",
        "__class__",
        "__new__",
        "__init_subclass__",
        "__subclasshook__",
        "__getattribute__",
        "__del__",
        "__dict__",
        "__buffer__",  # the interpreter's, whose errors name no argument
        "__release_buffer__",
    }
    for name in sorted(n for n in dir(fl.Tensor) if n.startswith("__") and n not in left and _own(n)):
        told = [("self", "Tensor", "positional"), ("other", "Tensor | Number", "positional")]
        count = 1 if ONE_OPERAND.match(name) else 2
        yield Target(f"Tensor.{name}", lambda draw, n=name, t=told[:count]: (getattr(fl.Tensor, n), *draw.arguments(t)))
    yield Target("Tensor()", lambda draw: (fl.Tensor, *draw.arguments(UNKNOWN)))


def _own(name: str) -> bool:
    method = getattr(fl.Tensor, name)
    return callable(method) and method is not getattr(object, name, None)


ONE_OPERAND = re.compile(
    r"__(abs|bool|complex|dir|float|hash|index|int|invert|iter|len|neg|pos|repr|reversed|str|dlpack|dlpack_device|array"
    r"|sizeof|reduce)__$"
)


def _get(tensor: Any, at: Any) -> Any:
    return tensor[at]


def _set(tensor: Any, at: Any, value: Any) -> None:
    tensor[at] = value


# Everything else: functions and classes of the public modules.


def modules() -> list[types.ModuleType]:
    """The public modules."""
    found = [fl]
    for info in pkgutil.walk_packages(fl.__path__, "flambeau."):
        if any(part.startswith("_") for part in info.name.split(".")[1:]) or info.name in LEFT_OUT:
            continue
        if not any(info.name.startswith(f"{left}.") for left in LEFT_OUT):
            found.append(importlib.import_module(info.name))
    return found


def public() -> Iterator[tuple[str, Any]]:
    """Names and objects that the modules export, each object once."""
    seen: set[int] = set()
    covered = {id(entry.function) for entry in registry} | {id(entry.inplace_function) for entry in registry}
    op_names = {entry.name for entry in registry}
    for module in modules():
        for name in sorted(getattr(module, "__all__", ())):
            value = getattr(module, name)
            if name in op_names and not isinstance(value, type):
                continue
            home = getattr(value, "__module__", None) or ""
            told = f"{module.__name__}.{name}"
            if id(value) in seen | covered or told in LEFT_OUT or not callable(value) or isinstance(value, fl.dtype):
                continue
            if home and not home.startswith("flambeau"):
                continue
            seen.add(id(value))
            yield told, value


def native(method: Any) -> bool:
    """Whether a method written in C is the library's."""
    return getattr(method.__objclass__, "__module__", "").startswith("flambeau")


def _calls(function: Any, told: Parameters) -> Callable[[Draw], Any]:
    return lambda draw: (function, *draw.arguments(told))


def _calls_with_few(function: Any, told: Parameters) -> Callable[[Draw], Any]:
    def few(value: Any) -> Any:
        return fl.ones(3) if isinstance(value, fl.Tensor) and value.numel() > 100 else value

    def bind(draw: Draw) -> Any:
        args, kwargs = draw.arguments(told)
        return function, [few(a) for a in args], {name: few(a) for name, a in kwargs.items()}

    return bind


def _with(cls: Any) -> Callable[[Draw], Any]:
    return lambda draw: (_enter_and_leave, [receiver_of(cls, draw), draw.rng.choice(objects.FUNCTIONS)], {})


def _enter_and_leave(context: Any, body: Any) -> None:
    with context:
        body(fl.ones(2, requires_grad=True))


def _method(cls: Any, name: str) -> Callable[[Draw], Any]:
    def bind(draw: Draw) -> Any:
        receiver = receiver_of(cls, draw)
        if receiver is None:
            raise objects.HostileError("there is none here, as a node without a graph")
        method = getattr(receiver, name)
        if name == "__getitem__" and draw.rng.random() < 0.5:
            return method, [draw.number()], {}
        return method, *draw.arguments(parameters(method) or [])

    return bind


def receiver_of(cls: Any, draw: Draw) -> Any:
    """An object of the class, mostly a good one."""
    if RECEIVERS.get(cls):
        return draw.rng.choice(RECEIVERS[cls])()
    args, kwargs = draw.arguments(parameters(cls) or [])
    return cls(*args, **kwargs)


def _layer(cls: Any) -> Callable[[Draw], Any]:
    def bind(draw: Draw) -> Any:
        layer = receiver_of(cls, draw)
        if draw.rng.random() < 0.2:
            layer.train(draw.rng.random() < 0.5)
        return layer, *draw.arguments(parameters(layer.forward) or UNKNOWN)

    return bind


def functions_and_classes() -> Iterator[Target]:
    """Functions, constructors, methods; layers are also called."""
    for name, value in public():
        yield from _of(name, value)


def _of(name: str, value: Any) -> Iterator[Target]:
    """What can be called of a public function or class."""
    if value is fl.Tensor or (isinstance(value, type) and issubclass(value, enum.Enum)):
        return
    called = f"{name}()" if isinstance(value, type) else name
    bound = _calls_with_few if PASS_PER_ELEMENT.search(name) else _calls
    yield Target(called, bound(value, parameters(value) or UNKNOWN), changes(called))
    if not isinstance(value, type):
        return
    if issubclass(value, nn.Module):
        for k in range(3):
            yield Target(f"{name}()() {k}", _layer(value))
    if hasattr(value, "__enter__"):
        yield Target(f"with {name}", _with(value))
    for method in sorted(_methods(value)):
        found = next((vars(c)[method] for c in value.__mro__ if method in vars(c)), None) and getattr(value, method)
        if not callable(found) or isinstance(found, type | property) or found is getattr(object, method, None):
            continue
        if isinstance(found, types.WrapperDescriptorType | types.MethodDescriptorType) and not native(found):
            continue  # a dict's or a tuple's
        yield Target(f"{name}.{method}", _method(value, method), changes(f"{name}.{method}"))


def _methods(cls: type) -> set[str]:
    if issubclass(cls, nn.Module) and cls is not nn.Module:
        names = set(vars(cls)) - {"forward"}  # the common ones are called on Module
    elif issubclass(cls, fl.Tensor):
        names = set(vars(cls))
    else:
        names = set(dir(cls))
    if issubclass(cls, fl.autograd.Function):
        names -= NOT_FOR_USERS
    return {name for name in names if not name.startswith("_") or DUNDERS.match(name)}


# Networks that are made in some ten milliseconds. VGG and AlexNet have linear layers of 100 million weights.
NETWORKS = [
    *["DenseNet", "MobileNetV2", "MobileNetV3", "EfficientNet", "RegNet", "ShuffleNetV2", "SqueezeNet", "MNASNet"],
    *["ConvNeXt", "ResNet", "VisionTransformer", "interpolate_embeddings", "Weights"],
    *["list_models", "get_model_builder", "get_model_weights", "get_weight"],
]
BUILDERS = {  # and whose options they take
    "mobilenet_v3_small": "MobileNetV3",
    "shufflenet_v2_x0_5": "ShuffleNetV2",
    "squeezenet1_1": "SqueezeNet",
    "mnasnet0_5": "MNASNet",
    "efficientnet_b0": "EfficientNet",
    "regnet_y_400mf": "RegNet",
    "resnet18": "ResNet",
}


def networks() -> Iterator[Target]:
    """Networks for images: the small ones, and those that can be made small."""
    models = fl.vision.models
    for name in NETWORKS:
        yield from _of(f"flambeau.vision.models.{name}", getattr(models, name))
    for name, cls in BUILDERS.items():
        build = getattr(models, name)
        options = [(n, hint, "optional") for n, hint, _ in parameters(getattr(models, cls)) or []]
        yield Target(f"flambeau.vision.models.{name}", _calls(build, [*(parameters(build) or []), *options]))


def transforms() -> Iterator[Target]:
    """Functions of functions, called and then applied."""
    names = ["grad", "grad_and_value", "jacfwd", "jacrev", "hessian", "vmap", "functionalize"]

    def apply(transform: Any) -> Callable[[Draw], Any]:
        def bind(draw: Draw) -> Any:
            function = draw.rng.choice(objects.FUNCTIONS) if draw.rng.random() < 0.9 else draw.anything()
            options = draw.arguments([p for p in parameters(transform) or [] if p[2] == "optional"])[1]
            given = [
                draw.anything() if draw.rng.random() < 0.3 else draw.tensor() for _ in range(draw.rng.choice([1, 1, 2]))
            ]
            return _applied, [transform, function, options, given], {}

        return bind

    for name in names:
        for k in range(4):
            yield Target(f"func.{name}(f)(x) {k}", apply(getattr(fl.func, name)))
    for name in ["jvp", "vjp", "linearize"]:
        for k in range(4):
            yield Target(
                f"func.{name} {k}", _calls(getattr(fl.func, name), parameters(getattr(fl.func, name)) or UNKNOWN)
            )
    for k in range(3):
        yield Target(f"Function.apply {k}", _calls(Cube.apply, [("x", "Tensor", "positional")]))


def _applied(transform: Any, function: Any, options: dict[str, Any], given: list[Any]) -> Any:
    return transform(function, **options)(*[x for x in given if not isinstance(x, fl.Tensor) or x.numel() <= 100])


FAMILIES = {
    "ops": (ops, 0.5),
    "tensor": (tensor_protocol, 0.14),
    "rest": (functions_and_classes, 0.278),
    "networks": (networks, 0.002),
    "transforms": (transforms, 0.08),
}


def surface() -> dict[str, list[Target]]:
    """All targets, by family."""
    return {
        name: sorted((t for t in find() if t.name not in LEFT_OUT), key=lambda t: t.name)
        for name, (find, _) in FAMILIES.items()
    }
