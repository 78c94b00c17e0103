"""What `help` shows of an op: its entry's docstring, with the lines that follow from its kind, kernel and parameters.

A docstring has a definition, labelled lines (``Shape:``, ``Dtype:``, ``Raises:``, ``Source:``) and an example. A label
that the entry leaves out is filled in here where the kind answers for it. ``Gradient:`` and ``Tangent:`` state the
rules as the entry has them; ``Forms:`` lists the ways to call the op.
"""

from __future__ import annotations

import re
from inspect import Signature, cleandoc
from typing import Any

from .. import _core
from .rule import Rule
from .signature import signature_of

_LABELS = ("Shape", "Dtype", "Raises", "Source", "Derivative", "Gradient", "Tangent", "Forms")
_SECTION = re.compile(rf"^({'|'.join(_LABELS)}): ", re.MULTILINE)
_DIMS = ("dim", "dim0", "dim1", "dim2", "start_dim", "end_dim")
_KERNELS = _core.elementwise_kernels()


def documented(entry: Any) -> str | None:
    """The whole documentation of an entry; None where Python runs without docstrings."""
    if entry.signature.__doc__ is None:
        return None
    text, mark, example = cleandoc(entry.signature.__doc__).partition("\n>>>")
    definition, *parts = _SECTION.split(text.strip())
    own = dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))
    implied = _from_kind(entry)
    takes_all = own.get("Dtype", "").startswith("any;")
    errors = _errors(entry, own.get("Raises", implied.get("Raises", "")), takes_all)
    sections = {**implied, **own, "Raises": errors, **_derivative(entry), "Forms": _forms(entry)}
    lines = "\n".join(f"{label}: {sections[label]}" for label in _LABELS if sections.get(label))
    return "\n\n".join(part for part in (definition.strip(), lines, (mark + example).strip()) if part)


def _operands(entry: Any) -> list[str]:
    """The tensors that broadcast and promote together; none where the kind does not do that."""
    together = entry.kind.startswith(("elementwise", "comparison"))
    return [name for name, hint, *_ in entry.parameters if together and hint in ("Tensor", "Tensor | Number")]


def _and(words: list[str], word: str = "and") -> str:
    return f" {word} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _listed(names: list[str], word: str = "and") -> str:
    return _and([f"``{name}``" for name in names], word)


def _from_kind(entry: Any) -> dict[str, str]:
    operands = _operands(entry)
    if operands:
        several = len(operands) > 1
        dtype = (
            "has the common dtype of the operands (`result_type`)" if several else f"has that of {_listed(operands)}"
        )
        result = {"comparison": "is bool", "elementwise_float": f"{dtype}; bools and integers become the default dtype"}
        shape = _listed(operands) + (", broadcast together" if several else "")
        return {"Shape": f"that of {shape}.", "Dtype": f"the result {result.get(entry.kind, dtype)}."}
    if entry.kind == "view":
        return {"Dtype": "any; the result has that of ``self`` and shares its memory."}
    if entry.kind == "reduction" and {"dim", "keepdim"} <= {name for name, *_ in entry.parameters}:
        return {"Shape": "that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``."}
    if entry.kind == "update":
        steps = ", except its number of steps" if any(name == "steps" for name, *_ in entry.parameters) else ""
        return {
            "Shape": f"all tensors of a parameter have its shape{steps}.",
            "Dtype": "floating and complex.",
            "Raises": "RuntimeError for lists of different lengths, tensors of other shapes, and parameters that must "
            "not be written to (expanded ones; inference tensors outside inference mode)",
        }
    return _from_size(entry) if entry.kind in ("creation", "random") else {}


def _from_size(entry: Any) -> dict[str, str]:
    """Of an op that makes a tensor of a size, in the form of another one, or that fills one anew."""
    first, names = entry.parameters[0][0], {name for name, *_ in entry.parameters}
    if "size" in names:
        default = "that of ``self``" if first == "self" else "the default dtype"
        return {
            "Shape": "``size``.",
            "Dtype": f"``dtype``; without it {default}.",
            "Raises": "RuntimeError for a negative size",
        }
    if "dtype" in names:
        return {"Shape": f"that of ``{first}``.", "Dtype": f"``dtype``; without it that of ``{first}``."}
    return {"Shape": "that of ``self``.", "Dtype": "``self`` keeps its own."} if entry.inplace == "only" else {}


def _refused(entry: Any) -> list[str]:
    """Which numbers the elementwise kernel has no loop for, and the kind does not convert."""
    taken = {_category(dtype) for dtype in _KERNELS.get(entry.kernel, ())}
    if entry.kind == "elementwise_float":
        taken |= {"bool", "integer"}
    return [name for name in ("bool", "integer", "floating", "complex") if taken and name not in taken]


def _category(dtype: Any) -> str:
    if dtype == _core.bool:
        return "bool"
    return "complex" if dtype.is_complex else "floating" if dtype.is_floating_point else "integer"


def _errors(entry: Any, own: str, takes_all: bool) -> str:
    """What the entry says of errors, and those that its kernel and parameters imply."""
    errors = [own.rstrip(".")] if own else []
    operands = _operands(entry)
    refused = _refused(entry) if operands and not takes_all else []
    if refused and refused[0] not in own:
        where = "where the common dtype is " + _and(refused, "or")
        errors.append(f"NotImplementedError {where if len(operands) > 1 else f'for {_and(refused)} tensors'}")
    if len(operands) > 1 and "broadcast" not in own:
        errors.append("RuntimeError for shapes that do not broadcast")
    dims = [name for name, *_ in entry.parameters if name in _DIMS]
    if dims and "IndexError" not in own:
        errors.append(f"IndexError for {_listed(dims, 'or')} out of range")
    if any(name == "requires_grad" for name, *_ in entry.parameters):
        errors.append("RuntimeError for ``requires_grad`` with a bool or integer dtype")
    if operands and entry.inplace and "in place" not in own:
        errors.append(f"in place, RuntimeError where the result does not fit into ``{operands[0]}``")
    return "; ".join(errors) + "." if errors else ""


def _forms(entry: Any) -> str:
    """The function, the method and the in-place form, as they are called."""
    forms = []
    if entry.namespaces and entry.inplace != "only" and entry.prop is not True:
        forms.append(f"``{entry.qualified}{_called(signature_of(entry))}``")
    bound = _called(signature_of(entry, method=True), first=1) if entry.method else ""
    if entry.prop:
        forms.append(f"``x.{entry.prop if isinstance(entry.prop, str) else entry.name}``")
    elif entry.method and entry.inplace != "only":
        forms.append(f"``x.{entry.method}{bound}``")
    if entry.inplace and entry.method:
        forms.append(f"in place ``x.{entry.method}_{bound}``")
    if entry.aliases:
        forms.append(f"also called {_listed(list(entry.aliases))}")
    return "; ".join(forms) + "." if forms else ""


def _called(signature: Signature, first: int = 0) -> str:
    """The parameters from ``first`` on, in brackets, without their types and without those that are not for users."""
    shown = [p for p in list(signature.parameters.values())[first:] if not p.name.startswith("_")]
    return str(Signature([p.replace(annotation=p.empty) for p in shown]))


def _derivative(entry: Any) -> dict[str, str]:
    """The rules as the entry has them."""
    if entry.kind == "composite":
        return {"Derivative": "that of the operations it is made of, which ``inspect.getsource`` shows."}
    if not any(entry.vjp.values()):
        return {"Derivative": "none."} if any("Tensor" in hint for _, hint, *_ in entry.parameters) else {}
    rules = [
        f"to {_listed([names] if isinstance(names, str) else list(names))} {_stated(rule)}"
        for names, rule in entry.vjp.items()
    ]
    return {"Gradient": "; ".join(rules) + ".", "Tangent": _stated(entry.jvp) + "."}


def _stated(rule: Any) -> str:
    return f"``{rule.text}``" if isinstance(rule, Rule) else "none" if rule is None else str(rule)
