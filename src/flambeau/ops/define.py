"""`op`: how an entry of this folder becomes a function, a method, an in-place form and a place in the registry.

An entry is a typed Python signature with a docstring. A native entry has no body: the core computes it with the kernel
it names, and its rules say how gradients and tangents pass. A composite entry has a body of other ops and no rules.
Both become an `Op`. See docs/architecture.md, "The op entry".
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from .. import _core
from .._core import Generator as Generator
from .._core import (
    Tensor,
    bfloat16,
    bool,
    complex32,
    complex64,
    complex128,
    conj,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from .._core import dtype as Dtype
from .._types import channels_last, contiguous_format, preserve_format
from .._types import device as Device
from .._types import layout as Layout
from .layout import Layout as Places
from .out_argument import casts_out, takes_out
from .parameters import parameters_of
from .rule import Rule
from .signature import OpProperty, attach_signatures, return_type

if TYPE_CHECKING:
    # In an entry these say what the core accepts and hands to the rules, which is more than a static type can: a lone
    # int is a Size too, and arrives as a tuple.
    Number: TypeAlias = Any
    Size: TypeAlias = Any
else:
    from .._types import Number, Size

__all__ = [
    "Device",
    "Dtype",
    "Generator",
    "Layout",
    "Number",
    "Size",
    "Tensor",
    "bfloat16",
    "bool",
    "channels_last",
    "comparison",
    "complex32",
    "complex64",
    "complex128",
    "composed",
    "composite",
    "conj",
    "contiguous_format",
    "contraction",
    "creation",
    "elementwise",
    "elementwise_float",
    "elementwise_int",
    "float16",
    "float32",
    "float64",
    "full",
    "host",
    "indexing",
    "int8",
    "int16",
    "int32",
    "int64",
    "network",
    "op",
    "preserve_format",
    "random",
    "reduction",
    "refused",
    "registry",
    "uint8",
    "update",
    "view",
]

# Kinds: what entries have in common in shapes, promotion and sample inputs.
elementwise = "elementwise"  # operands broadcast and promote together
elementwise_float = "elementwise_float"  # the same; integers become the default float
elementwise_int = "elementwise_int"  # bitwise: integers and bools only
comparison = "comparison"  # the result is bool
reduction = "reduction"
view = "view"  # the result shares the first input's storage
contraction = "contraction"
indexing = "indexing"
network = "network"
creation = "creation"
random = "random"
update = "update"  # writes lists of tensors in place, outside of every graph, and returns nothing
composite = "composite"  # a Python body of other ops
host = "host"  # a Python body that computes outside the graph, with a library such as NumPy; it has rules

_KINDS = (
    elementwise,
    elementwise_float,
    elementwise_int,
    comparison,
    reduction,
    view,
    contraction,
    indexing,
    network,
    creation,
    random,
    update,
    composite,
    host,
)

# The operator each symbol stands for, in the order of the core's slots (cpython/py.h, enum Slot).
_SLOTS = [
    *("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>"),
    *("<", "<=", "==", "!=", ">", ">=", "neg", "abs", "~", "pos"),
]

Written: TypeAlias = Any  # a rule as entries write it: a function

# Facts about an op that others act on.
_TRAITS = (
    "uninitialised",  # its results hold what was in memory before: anomaly mode does not judge them
    "fills",  # its in-place form may write to an expanded tensor: it fills whatever elements there are
    "overwrites",  # its in-place form reads nothing of what it writes to, as is true of those that fill
    "repeats_writes",  # the same, which PyTorch means to forbid: it warns
    "list_out",  # its results are as many as it finds, and out= takes a sequence of so many
    "own_out",  # out= has the dtype of the result, although it pairs elements
    "casts_out",  # out= may have another dtype that the result can be cast to, as out= of what pairs elements may
    "needs_tensor",  # among its operands: two numbers are no call
    "numbers_came_first",  # calls in PyTorch's old order are read, with a warning: add(self, alpha, other)
    "keeps_empty_dims",  # () for dim means no dimension; for other reductions all of them
    "draws_by_input",  # it draws with the probabilities in its first tensor
    "moves_moments",  # it writes the running moments
    "autocast_lower",  # within autocast it computes in the 16-bit dtype of the block,
    "autocast_float32",  # …in float32 where its operands have 16 bits,
    "autocast_widest",  # …in float32 if an operand has it, else in 16 bits,
    "autocast_as_given",  # …in the dtype of its operands, and so does what its body calls
    "stores",  # it takes uint16, uint32, uint64 and complex32, which most ops refuse
    "fills_out",  # out= of as many elements as the result keeps its shape, and is filled in order
    "row_major_out",  # out= that gets another shape is row-major, whatever the order of the result
    "listed_sizes",  # its sizes are given as sequences: one int is none
    "touches_part",  # of its operands it reads or writes what it is asked for: their bytes say nothing of its time
)
_NUMBER_AS_TENSOR = "other"  # the parameter of which PyTorch makes a tensor where it is a number
_ASKS_IN_PLACE = "inplace"  # the parameter of a native op that asks for the in-place form


class Entry:
    """One op as declared, and what follows from that, which is worked out when somebody asks."""

    name: str
    signature: Any  # the function that was decorated
    kind: str
    kernel: str | None
    written: dict[Any, Written | None]  # the rules for gradients, as they stand in the entry
    written_jvp: Written | str | None
    grad_name: str | dict[Any, str] | None
    namespaces: tuple[str, ...]
    method: str | None
    inplace: object
    prop: object
    returns: tuple[str, ...]
    body_for: tuple[str, ...]
    aliases: tuple[str, ...]  # other names of the same op
    traits: frozenset[str]
    options: dict[str, Any]
    keeps_layout: object
    piecewise_linear: object
    batch: Any  # how vmap batches it, as written; None for the kind's way
    batching: Any = None  # the same as a function of one call (ops/batching.py)
    function: Any  # what is called: an Op
    inplace_function: Any = None  # the form that writes into its first argument

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)  # not a dataclass: to import those takes longer than a third of the ops

    @cached_property
    def vjp(self) -> dict[Any, Rule | None]:
        """A rule, None or `refused` for each differentiable input, under names for tracebacks: ``mul.vjp[self]``."""
        made = {}
        for key, rule in self.written.items():
            shown = ",".join(key) if isinstance(key, tuple) else key
            made[key] = Rule(rule).named(f"{self.name}.vjp[{shown}]") if rule else rule
        return made

    @cached_property
    def jvp(self) -> Rule | str | None:
        """The rule for tangents, or what stands for one."""
        rule = self.written_jvp
        return Rule(rule).named(f"{self.name}.jvp") if isinstance(rule, types.FunctionType) else rule

    @cached_property
    def parameters(self) -> list[tuple[Any, ...]]:
        """The parameters as the core has them."""
        return parameters_of(self.signature, self.kind == composite)

    @cached_property
    def takes_out(self) -> object:
        """Whether there is ``out=``."""
        return bool_of(takes_out(self))

    @property
    def return_type(self) -> type | None:
        """The named tuple of several results: one, whichever thread asks first."""
        facts = self.__dict__
        if "named_tuple" not in facts:
            facts.setdefault("named_tuple", return_type(self.results_name, self.returns))
        made: type | None = facts["named_tuple"]
        return made

    @cached_property
    def other_node_names(self) -> dict[tuple[str, ...], str]:
        """What its nodes are called in calls with tensors for these parameters."""
        names = self.grad_name if isinstance(self.grad_name, dict) else {}
        return {_key(parameters): _grad_name(name) for parameters, name in names.items()}

    @property
    def node_names(self) -> tuple[str, ...]:
        """What its nodes may be called; first, what they are called by default."""
        stem = self.grad_name if isinstance(self.grad_name, str) else None
        return (_grad_name(stem) if stem else f"{_camel(self.name)}Backward0", *self.other_node_names.values())

    @cached_property
    def layout(self) -> Places:
        """Which parameters hold what."""
        return Places(self.function, self.parameters)

    @property
    def qualified(self) -> str:
        """The public name, with its namespace."""
        space = self.namespaces[0] if self.namespaces else ""
        return f"{space}.{self.name}" if space else self.name

    @property
    def results_name(self) -> str:
        """What the named tuple of an op with several outputs is called, as PyTorch has it."""
        in_linalg = self.namespaces[:1] == ("linalg",) and "" not in self.namespaces
        return f"linalg_{self.name}" if in_linalg else self.name.removesuffix("_dim")

    @property
    def exported(self) -> tuple[str, ...]:
        """The names under which its namespaces have the op."""
        return (self.name, *self.aliases) if self.inplace != "only" and self.prop is not True else ()

    @property
    def exported_in_place(self) -> tuple[str, ...]:
        """The same of the in-place form; those of views (t_ and the like) are methods only."""
        if self.inplace_function is None or self.kind == view:
            return ()
        return tuple(f"{name}_" for name in (self.name, *self.aliases))

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of the `Tensor` methods that are the op."""
        return (self.method, *self.aliases) if self.method and self.inplace != "only" else ()

    @property
    def in_place_methods(self) -> tuple[str, ...]:
        """The names of the `Tensor` methods that are its in-place form."""
        names = (self.method or self.name, *self.aliases) if self.method or self.inplace == "only" else ()
        return tuple(f"{name}_" for name in names) if self.inplace_function is not None else ()


registry: list[Entry] = []


def op_named(name: str) -> Any:
    """The op that the core calls by this name; it calls no composites."""
    found = next((e.function for e in registry if e.name == name and e.kind != composite), None)
    if found is None:
        raise NotImplementedError(f"there is no op named {name}")
    return found


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.strip("_").split("_"))


def _grad_name(stem: str) -> str:
    base = stem.rstrip("0123456789")
    return stem if base.endswith(("Backward", "Backwards")) else f"{stem}Backward0"


class _Refused:
    """Stands for the rule of an input that has a derivative which is not offered: asking for it is an error."""

    def __bool__(self) -> Any:
        return False  # there is no rule

    def __repr__(self) -> str:
        return "refused"


refused: Any = _Refused()


def _refusal(entry: Entry, name: str) -> Any:
    def refuse(g: Tensor) -> Tensor:
        raise RuntimeError(
            f"the derivative for '{name}' of {entry.kernel or entry.name} is not implemented | detach() it"
        )

    return refuse


def _differentiable(returns: tuple[str, ...], vjp: dict[Any, Rule | None]) -> int:
    """Bit k: some rule names the gradient of output k; all, where the only rules are refused."""
    if len(returns) < 2:
        return 1
    named = {name for rule in vjp.values() if rule for name in rule.names}
    mask = sum(1 << k for k, output in enumerate(returns) if f"g_{output}" in named) | ("g" in named)
    return mask or ((1 << len(returns)) - 1 if refused in vjp.values() else 0)


def _key(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return names if isinstance(names, tuple) else (names,)


def _for_core(rule: Rule | None) -> tuple[Any, tuple[str, ...]]:
    return (rule.function, rule.asked()) if rule else (None, ())


def _documented(entry: Entry) -> str | None:
    """The docstring, made when somebody asks."""
    from .documentation import documented

    return documented(entry)


def _facts(entry: Entry) -> dict[str, Any]:
    """What the core reads of an entry when its op is first needed."""
    _check(entry)
    result = entry.signature.__annotations__.get("return", "Tensor")
    refusals = [key for key, rule in entry.vjp.items() if rule is refused]
    rules = {key: Rule(_refusal(entry, key)) if rule is refused else rule for key, rule in entry.vjp.items()}
    places = {p[0]: i for i, p in enumerate(entry.parameters)}
    return {
        "name": entry.name,
        "kind": entry.kind,
        "kernel": entry.kernel,
        "body": entry.signature if entry.kind in (host, composite) or entry.body_for else None,
        "body_for": entry.body_for,
        "takes_out": entry.takes_out,
        "casts_out": bool_of(casts_out(entry)),
        "is_internal": entry.kind == update,
        "traits": entry.traits,
        "number_as_tensor": _NUMBER_AS_TENSOR,
        "inplace_param": places.get(_ASKS_IN_PLACE),
        "params": entry.parameters,
        "returns": entry.returns or None,
        "results_have_names": entry.kind != network or None,  # PyTorch's layers number theirs
        "return_type": entry.return_type,
        "returns_nothing": result == "None",
        "returns_list": result.startswith(("list", "tuple[Tensor, ...")) or None,
        "is_view": entry.kind == view,
        "across_devices": entry.options["across_devices"],
        "keeps_layout": entry.kind.startswith(("elementwise", "comparison"))
        if entry.keeps_layout is None
        else entry.keeps_layout,
        "format_param": places.get("memory_format"),
        "differentiable": _differentiable(entry.returns, entry.vjp),
        "vjp": {_key(names): _for_core(rule) for names, rule in rules.items()},
        "refused": {_key(names) for names in refusals} or None,
        "piecewise_linear": entry.piecewise_linear or None,
        "jvp": _for_core(entry.jvp) if isinstance(entry.jvp, Rule) else entry.jvp,
        "grad_name": entry.node_names[0],
        "grad_alternates": entry.other_node_names,
    }


def _make(entry: Entry) -> Any:
    """The op of an entry, which the core reads when it is first needed."""
    signature = entry.signature
    attributes = {
        "entry": entry,
        "__name__": entry.name,
        "__qualname__": signature.__name__,
        "__doc__": partial(_documented, entry),
        "__module__": signature.__module__,
        "__wrapped__": signature,  # for inspect.signature
    }
    return _core.make_op(attributes, entry.kind == composite, partial(_facts, entry))


def _check(entry: Entry) -> None:
    """A differentiable input without a rule, or an op with gradients but no tangents, is an error."""
    if entry.kind == composite or not entry.vjp:
        return
    stated = {name for key in entry.vjp for name in (key if isinstance(key, tuple) else (key,))}
    hints = entry.signature.__annotations__
    tensors = [n.rstrip("_") for n, hint in hints.items() if n != "return" and "Tensor" in hint]
    missing = [name for name in tensors if name not in stated]
    if missing:
        raise TypeError(
            f"op {entry.name}: no derivative rule for {', '.join(missing)} | state it, or None for no derivative"
        )
    if any(entry.vjp.values()) and entry.jvp is None:
        raise TypeError(f"op {entry.name}: it has vjp rules but no jvp rule")


def _with_autocast(kind: str, traits: frozenset[str]) -> frozenset[str]:
    """The traits; what a host body calls computes in the dtypes that the body sees, unless the op is in a list."""
    listed = any(trait.startswith("autocast_") for trait in traits)
    return traits | {"autocast_as_given"} if kind == host and not listed else traits


def op(
    *,
    kind: str,
    kernel: str | None = None,
    symbol: str | None = None,
    aliases: tuple[str, ...] = (),
    vjp: dict[Any, Written | None] | None = None,
    jvp: Written | str | None = None,
    name: str | None = None,
    namespace: str | tuple[str, ...] = "",
    method: object = None,
    function: object = True,
    inplace: object = None,
    prop: object = False,
    returns: tuple[str, ...] = (),
    grad_name: str | dict[Any, str] | None = None,
    body_for: tuple[str, ...] = (),
    listed: object = True,
    flops: Written | None = None,
    batch: Any = None,
    keeps_layout: object = None,
    piecewise_linear: object = False,
    across_devices: object = False,
    traits: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Any]:
    """Declares an op; the decorated signature is its name, parameters and documentation. See the module's docstring.

    ``vjp`` has one rule per differentiable input, or None for "no derivative"; what a rule names is what is saved:
    ``g``, inputs, ``result``, ``<input>_shape``; `refused` where there is a derivative and asking for it is an error.
    ``jvp`` maps tangents ``d_<input>``, or is "linear". ``aliases`` are further names of the op. ``namespace``
    says where the function is exported ("" is the top), ``method`` and ``function`` whether there is one, ``inplace``
    if there is a form that writes into its first argument (by default: elementwise kinds), ``prop`` that it is a
    property, ``body_for`` in calls with which arguments (that is, where they are not None) the entry's Python body
    answers instead of its kernel, ``batch`` how `vmap` batches it where the kind's
    way does not do (ops/batching.py), ``keeps_layout`` whether the kernel takes channels-last operands as they lie and
    answers in kind (core/dispatch/private_layout.h; by default: elementwise kinds), ``piecewise_linear`` that gradients
    do not change with the inputs, and second derivatives are to be zeros, not absent, ``across_devices``
    that its tensors may be on different devices, ``traits`` what else is true of it (`_TRAITS`). ``flops`` maps
    ``<input>_shape`` and ``result_shape`` to floating-point operations; elementwise kinds count one per element of the
    result.
    """
    namespaces = (namespace,) if isinstance(namespace, str) else namespace
    public = "" in namespaces
    if kind not in _KINDS:
        raise ValueError(f"op: there is no kind {kind!r} | one of {', '.join(_KINDS)}")
    if unknown := set(traits) - set(_TRAITS):
        raise ValueError(f"op: there is no trait {', '.join(sorted(unknown))} | one of {', '.join(_TRAITS)}")
    if symbol is not None and symbol not in _SLOTS:
        raise ValueError(f"op: there is no operator {symbol!r} | one of {' '.join(_SLOTS)}")

    def declare(signature: Callable[..., Any]) -> Any:
        assert isinstance(signature, types.FunctionType)
        title = name or signature.__name__
        first = next(iter(signature.__annotations__.values()), "")
        takes_self = first.startswith("Tensor")
        if method is None:
            method_name = title if public and takes_self and signature.__code__.co_argcount else None
        else:
            method_name = method if isinstance(method, str) else title if method else None
        writes = inplace if inplace is not None else kind.startswith(("elementwise", "comparison")) and public
        entry = Entry(
            name=title,
            signature=signature,
            kind=kind,
            kernel=kernel,
            written=vjp or {},
            written_jvp=jvp,
            grad_name=grad_name,
            namespaces=namespaces if function else (),
            method=method_name,
            inplace=writes,
            prop=prop,
            returns=returns,
            body_for=body_for,
            aliases=aliases,
            traits=_with_autocast(kind, frozenset(traits)),
            options={
                "function": bool_of(function),
                "flops": Rule(flops) if flops else None,
                "across_devices": bool_of(across_devices),
            },
            keeps_layout=keeps_layout,
            piecewise_linear=piecewise_linear,
            batch=batch,
        )
        entry.function = _make(entry)
        if writes:
            entry.inplace_function = _core.make_method(entry.function, True)
        if symbol is not None:
            _core.set_slot(_SLOTS.index(symbol), entry.function)
        if listed:
            registry.append(entry)
        else:
            _core.read_op(entry.function)  # what is wrong with it is told where it is declared
        return entry.function

    return declare


class composed:
    """A batching rule by computing the op from others: a function of its parameters, on the tensors of one example."""

    def __init__(self, function: Written) -> None:
        self.function = function


class full:
    """A batching rule that takes the whole `ops.batching.Call`."""

    def __init__(self, function: Written) -> None:
        self.function = function


def custom_op(
    *,
    kind: str = host,
    vjp: dict[Any, Written | None] | None = None,
    jvp: Written | str | None = None,
    name: str | None = None,
    returns: tuple[str, ...] = (),
    grad_name: str | dict[Any, str] | None = None,
    batch: Any = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Declares an operation of one's own, as complete as the library's: a typed signature, rules, a node with its name.

    The decorated function is the body. As a ``host`` op (the default) it computes tensors from tensors by any means,
    NumPy for instance: it sees them outside the graph, and what it returns is copied where it is an argument's memory.
    ``vjp`` has per tensor argument a rule from ``g`` to its gradient, or None for no derivative; ``jvp`` is the rule
    from tangents ``d_<argument>`` to the tangent of the result. A rule's parameter names say what it needs (arguments,
    ``result``, ``<argument>_shape``), which is then saved. Rules are made of differentiable operations, so second
    derivatives follow. ``batch`` says how `vmap` batches it: by default one call per example; "front" for a body that
    treats leading dimensions as a batch (see ops/batching.py). With ``kind="composite"`` the body is made of other
    operations, and there are no rules.

    Annotations are as in the library's entries: Tensor, Number, int, float, bool, str, Size, object, list[Tensor], each
    with ``| None``. TypeError for a tensor argument without a rule.

    >>> import flambeau as torch
    >>> import numpy
    >>> @torch.ops.custom_op(vjp=dict(x=lambda g, result: g * result), jvp=lambda result, d_x: d_x * result)
    ... def numpy_exp(x: "Tensor") -> "Tensor":
    ...     return torch.from_numpy(numpy.exp(x.numpy()))
    >>> x = torch.tensor([0., 1.], dtype=torch.float64, requires_grad=True)
    >>> numpy_exp(x)
    tensor([1.0000, 2.7183], dtype=torch.float64, grad_fn=<NumpyExpBackward0>)
    >>> torch.autograd.gradcheck(numpy_exp, x, check_forward_ad=True)
    True
    >>> torch.autograd.gradgradcheck(numpy_exp, x)
    True
    """
    declare = op(
        kind=kind,
        vjp=vjp,
        jvp=jvp,
        name=name,
        namespace=(),
        method=False,
        returns=returns,
        grad_name=grad_name,
        batch=batch,
        listed=False,
    )

    def spelled(function: Callable[..., Any]) -> Any:
        function.__annotations__ = {k: _spelled(v) for k, v in function.__annotations__.items()}
        return declare(function)

    return spelled


def _spelled(annotation: Any) -> str:
    """An annotation as entries write it, whether it was evaluated or not: ``Tensor | None``, ``list[Tensor]``."""
    if isinstance(annotation, str):
        import re

        # Quoted in a module whose annotations are strings anyway; ``torch.Tensor`` is a Tensor.
        return re.sub(r"[A-Za-z_]\w*\.", "", annotation.strip("'\""))
    parts = [_spelled(a) for a in get_args(annotation) if a is not Ellipsis]
    if isinstance(annotation, types.UnionType):
        return " | ".join(parts)
    name = "None" if annotation in (None, types.NoneType) else annotation.__name__
    return f"{name}[{', '.join(parts)}]" if parts else name


def bool_of(x: object) -> object:
    """Truth of a declaration flag (the name ``bool`` is a dtype here)."""
    return True if x else False  # noqa: SIM210 - bool() is not at hand


def attach_methods() -> None:
    """Gives `Tensor` its methods, in-place methods and properties."""
    attach_signatures()
    for entry in registry:
        if entry.prop:
            title = entry.prop if isinstance(entry.prop, str) else entry.name
            setattr(Tensor, title, OpProperty(title, entry.function))
            if entry.prop is True or entry.prop == title:
                continue
        for name in entry.methods:
            setattr(Tensor, name, _core.make_method(entry.function))
        for name in entry.in_place_methods:
            setattr(Tensor, name, entry.inplace_function)


def exports(namespace: str) -> dict[str, Any]:
    """The public functions of a namespace, by name."""
    found: dict[str, Any] = {}
    for entry in registry:
        if namespace not in entry.namespaces:
            continue
        found.update(dict.fromkeys(entry.exported, entry.function))
        found.update(dict.fromkeys(entry.exported_in_place, entry.inplace_function))
    return found
