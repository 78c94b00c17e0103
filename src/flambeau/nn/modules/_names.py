"""Finds the dotted name of a parameter or buffer in the tree of modules that owns it, for errors."""

from __future__ import annotations

import gc
from typing import Any

from ..._core import Tensor
from ...autograd.names import namers
from ._tree import REGISTRIES, Tree


def _holders(value: Any) -> list[tuple[Any, str]]:
    """The modules that have ``value`` in a registry, and its name there."""
    return [
        (owner, name)
        for registry in gc.get_referrers(value)
        if type(registry) is dict
        for owner in _owners(registry)
        for name, found in registry.items()
        if found is value
    ]


def _owners(registry: dict[Any, Any]) -> list[Any]:
    """The modules of which this is a registry: the dictionary lies in their own, or in them."""
    holders = gc.get_referrers(registry)
    near = [*holders, *(owner for d in holders if type(d) is dict for owner in gc.get_referrers(d))]
    owners = {id(owner): owner for owner in near if issubclass(type(owner), Tree)}
    return [o for o in owners.values() if any(o.__dict__.get(name) is registry for name in REGISTRIES)]


def owned_name(tensor: Tensor) -> str | None:
    """``parameter 'fc1.weight' of Net`` where modules own ``tensor``; None where none does."""
    holders = _holders(tensor)
    if not holders:
        return None
    module, path = holders[0]
    kind = "parameter" if path in module._parameters else "buffer"
    seen = {id(module)}
    while True:
        above = next(((owner, name) for owner, name in _holders(module) if id(owner) not in seen), None)
        if above is None:
            return f"{kind} '{path}' of {type(module).__name__}"
        module, path = above[0], f"{above[1]}.{path}"
        seen.add(id(module))


namers.append(owned_name)
