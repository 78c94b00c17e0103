"""Modules called with other tensors in the place of their parameters and buffers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ..modules.module import Module

__all__ = ["functional_call"]
__dir__ = listing(globals())

# A tensor that a module holds: the table of the submodule, its key there, and the tensor.
Place = tuple[dict[str, Any], str, Tensor]


@contextmanager
def _reparametrize_module(
    module: Module, given: dict[str, Tensor], *, tie_weights: bool = False, strict: bool = False
) -> Iterator[None]:
    """Within the ``with`` block ``module`` holds the given tensors, by their dotted names."""
    held = _held(module)
    if strict:
        _check_names(given, held)
    tied = _by_tensor(given, held) if tie_weights else {}
    replaced = [
        (name, place, given[name] if name in given else tied[id(place[2])])
        for name, place in held.items()
        if name in given or id(place[2]) in tied
    ]
    try:
        for _, (table, key, _), tensor in replaced:
            table[key] = tensor
        yield
    finally:
        for name, (table, key, before), tensor in replaced:
            if name in given:
                given[name] = table.get(key, tensor)  # what was assigned meanwhile
            table[key] = before


def _held(module: Module) -> dict[str, Place]:
    """All parameters and buffers by name, also those that have several."""
    return {
        (f"{path}.{key}" if path else key): (table, key, tensor)
        for path, below in module.named_modules(remove_duplicate=False)
        for table in (below._parameters, below._buffers)
        for key, tensor in table.items()
        if tensor is not None
    }


def _by_tensor(given: dict[str, Tensor], held: dict[str, Place]) -> dict[int, Tensor]:
    """What takes the place of each tensor that the module holds, by its id."""
    names: dict[int, list[str]] = {}
    for name in given.keys() & held.keys():
        names.setdefault(id(held[name][2]), []).append(name)
    for tied in names.values():
        if any(given[name] is not given[tied[0]] for name in tied):
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(tied)}, which are tied. Consider using "
                "tie_weights=False"
            )
    return {tensor: given[tied[0]] for tensor, tied in names.items()}


def _check_names(given: dict[str, Tensor], held: dict[str, Place]) -> None:
    missing, unknown = held.keys() - given.keys(), given.keys() - held.keys()
    if missing or unknown:
        raise RuntimeError(
            "Error(s) in loading state_dict"
            + (f"\n\tMissing key(s): {', '.join(sorted(missing))}." if missing else "")
            + (f"\n\tUnexpected key(s): {', '.join(sorted(unknown))}." if unknown else "")
        )


def functional_call(
    module: Module,
    parameters_and_buffers: dict[str, Tensor],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Deprecated: `func.functional_call` is its successor. Calls ``module`` with the given tensors in the place of its
    parameters and buffers, which stay as they are.

    >>> import flambeau, warnings
    >>> layer = flambeau.nn.Linear(1, 1, bias=False)
    >>> from flambeau.nn.utils.stateless import functional_call
    >>> with warnings.catch_warnings(action="ignore"):
    ...     functional_call(layer, {"weight": flambeau.ones(1, 1)}, flambeau.tensor([3.0]))
    tensor([3.])
    """
    warnings.warn(
        "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be removed in a future "
        "version of PyTorch. Please use `torch.func.functional_call` instead which is a drop-in replacement.",
        FutureWarning,
        stacklevel=2,
    )
    arguments = () if args is None else args if isinstance(args, tuple) else (args,)
    with _reparametrize_module(module, parameters_and_buffers, tie_weights=tie_weights, strict=strict):
        return module(*arguments, **(kwargs or {}))


explain_module(globals())
