"""Floating-point operations of a call, from the shapes of its operands and what the op's entry says."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from ..ops.define import composite, registry

_Shapes = list[Any]
_PER_ELEMENT = ("elementwise", "elementwise_float")


@functools.cache
def _native() -> dict[str, Any]:
    return {entry.name: entry for entry in registry if entry.kind != composite}


@functools.cache
def is_internal(name: str) -> bool:
    """Whether a native op only serves others: users cannot call it."""
    entry = _native().get(name)
    return (
        entry is not None and not entry.namespaces and not entry.method and not entry.prop and entry.inplace != "only"
    )


@functools.cache
def touches_part(name: str) -> bool:
    """Whether a native op reads or writes only a part of its operands and results."""
    entry = _native().get(name)
    return entry is not None and not entry.traits.isdisjoint(("uninitialised", "touches_part"))


@functools.cache
def _formula(name: str) -> Callable[[_Shapes, _Shapes], int] | None:
    entry = _native().get(name)
    if entry is None:
        return None
    rule = entry.options.get("flops")
    if rule is not None:
        names = [p[0] for p in entry.parameters]
        wanted = [n.removesuffix("_shape") for n in rule.names]
        # Of the operands, then of the result.
        places = [len(names) if n == "result" else names.index(n) for n in wanted]
        return lambda inputs, outputs: int(rule(*([*inputs, outputs[0]][place] for place in places)))
    if entry.kind in _PER_ELEMENT:
        return lambda inputs, outputs: math.prod(outputs[0])
    return None


def flops_of(name: str, inputs: _Shapes, outputs: _Shapes) -> int:
    """How many a native op's call took; 0 where neither its entry nor its kind says.

    A multiplication with an addition counts as two; elementwise ops count one per element of the result.
    """
    formula = _formula(name)
    return formula(inputs, outputs) if formula is not None and outputs else 0


def multiply_adds_of(name: str, flops: int) -> int:
    """How many multiplications with their additions an op's ``flops`` are: those of products and convolutions."""
    entry = _native().get(name)
    return flops // 2 if entry is not None and entry.options.get("flops") is not None else 0
