"""Which ops have ``out=``, and what it may be."""

from __future__ import annotations

from typing import Any


def takes_out(entry: Any) -> bool:
    """Whether there is a tensor, or a known number of them, for ``out=`` to take."""
    result = entry.signature.__annotations__.get("return", "Tensor")
    passes_all_on = any(p[1] == "object" and p[3] for p in entry.parameters)
    one_or_several = result.startswith(("Tensor", "tuple[Tensor, Tensor", "object")) and not passes_all_on
    return one_or_several or "list_out" in entry.traits


def casts_out(entry: Any) -> bool:
    """Whether ``out=`` may have another dtype: what pairs or sums elements casts as it writes; other ops do not."""
    types = [p[1] for p in entry.parameters]
    elementwise = entry.kind in ("elementwise", "elementwise_int", "comparison")
    if "own_out" in entry.traits:
        return False
    pairs = elementwise and sum(t.startswith("Tensor") for t in types) > 1
    sums = entry.kind == "reduction" and "Dtype" in types
    return pairs or sums or entry.kind == "elementwise_float" or "casts_out" in entry.traits
