"""How ops look: what `inspect.signature`, and so `help`, answers, and the named tuples that ops return."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from keyword import iskeyword
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from .. import _core, _types

if TYPE_CHECKING:
    from inspect import Parameter, Signature  # which takes longer to import than most of the library

# What the annotations of entries stand for; elsewhere in this package some of these names are dtypes.
_TYPES = {
    **{name: getattr(builtins, name) for name in ("int", "float", "bool", "str", "object", "list", "tuple")},
    "Tensor": _core.Tensor,
    "Dtype": _core.dtype,
    "Generator": _core.Generator,
    "Number": _types.Number,
    "Device": _types.device,
    "Layout": _types.layout,
    "Size": _types.Size,
}
_TAKEN = {**_TYPES, "Size": int | Sequence[int], "list": Sequence}  # wider for what is given than for what is returned


_RULES = {
    "vjp": "vjp: dict[Any, Callable[..., Any] | None]\n\nThe rule for the gradient of each differentiable input.",
    "jvp": "jvp: Callable[..., Any] | str | None\n\nThe rule for the tangent of the result, or how it is linear.",
}


def signature_of(entry: Any, method: object = False) -> Signature:
    """The signature of an op as a function, with ``out``, or as a method of its first parameter."""
    from inspect import Parameter, Signature

    parameters = [_parameter(entry, *described) for described in entry.parameters]
    result = _evaluated(entry.signature.__annotations__.get("return", "Tensor"), _TYPES)
    names = [p.name for p in parameters]
    if names[:1] == ["self"] or (method and names and "self" not in names):
        parameters[0] = parameters[0].replace(name="self" if method else "input")
    if entry.takes_out and not method:
        parameters.append(Parameter("out", Parameter.KEYWORD_ONLY, default=None, annotation=result | None))
    return Signature(parameters, return_annotation=result)


def _parameter(
    entry: Any, name: str, _: str, __: object, variadic: object, keyword: object, has_default: object, default: Any
) -> Parameter:
    from inspect import Parameter

    kind = (
        Parameter.VAR_POSITIONAL
        if variadic
        else Parameter.KEYWORD_ONLY
        if keyword
        else Parameter.POSITIONAL_OR_KEYWORD
    )
    hints = entry.signature.__annotations__
    name = f"{name}_" if iskeyword(name) else name  # ``from``, which callers give by position
    hint = _evaluated(hints.get(name, hints.get(f"{name}_", "object")), _TAKEN)
    return Parameter(name, kind, default=default if has_default else Parameter.empty, annotation=hint)


def _evaluated(hint: Any, types: dict[str, Any]) -> Any:
    """An annotation's type; a name that only the entry's own module knows stays as it is written."""
    try:
        return eval(hint, {}, types) if isinstance(hint, str) else hint
    except NameError:
        return hint


def attach_signatures() -> None:
    """Makes ops and methods answer `inspect.signature`, and ops tell their rules, when somebody asks."""
    for name, doc in _RULES.items():
        setattr(_core.Op, name, property(attrgetter(f"entry.{name}"), doc=doc))
    _core.Op.__signature__ = property(lambda op: signature_of(op.entry))  # type: ignore[attr-defined]
    _core.OpMethod.__signature__ = property(lambda form: signature_of(form.entry, method=True))  # type: ignore[attr-defined]


class OpProperty(property):
    """A property of `Tensor` that is an op. Its documentation is the op's, made when somebody asks."""

    def __init__(self, name: str, op: Any, setter: Any = None) -> None:
        getter = _core.make_method(op)
        super().__init__(getter, setter, doc="")  # without one Python would ask the op for its own at once
        self.__name__ = name
        getter._public_form = self.__get__

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self.fget.__doc__


def return_type(name: str, returns: tuple[str, ...]) -> type | None:
    """The named tuple that an op with several outputs returns; None for a single output."""
    if len(returns) < 2:
        return None
    fields = {field: property(itemgetter(k)) for k, field in enumerate(returns)}

    def show(self: tuple[Any, ...]) -> str:
        return (
            f"torch.return_types.{name}(\n" + ",\n".join(f"{f}={v!r}" for f, v in zip(returns, self, strict=True)) + ")"
        )

    return type(name, (tuple,), {"__slots__": (), "__repr__": show, "_fields": returns, **fields})
