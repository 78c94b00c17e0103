"""``_foreach_add`` and its like: an op over lists of tensors, one after the other.

PyTorch's optimisers are made of them, and packages with optimisers of their own call them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ._core import Tensor
from ._lazy import HOMES

# What PyTorch's forms of these functions call their operands, in the order in which they are taken.
_OPERANDS = (
    "tensors1",
    "tensor1",
    "tensor2",
    "other",
    "src",
    "tensor",
    "exponent",
    "scalar",
    "scalars",
    "weight",
    "weights",
)


def _spread(operand: Any, count: int, name: str) -> Sequence[Any]:
    """One operand for each tensor."""
    if not isinstance(operand, list | tuple):
        return [operand] * count
    if len(operand) != count:
        raise RuntimeError(f"{name}: Tensor lists must have the same number of tensors, got {count} and {len(operand)}")
    return operand


def _over_lists(name: str) -> Callable[..., Any]:
    method, inplace = name.removeprefix("_foreach_"), name.endswith("_")

    def function(self: Sequence[Tensor], *operands: Any, **options: Any) -> Any:
        if not self:
            raise RuntimeError(f"{name}: Tensor list must have at least one tensor.")
        operands += tuple(options.pop(operand) for operand in _OPERANDS if operand in options)
        value = options.pop("value", None)
        columns = [_spread(operand, len(self), name) for operand in operands]
        if value is not None or (method.startswith("addc") and len(columns) == 3):
            values = columns.pop() if value is None else _spread(value, len(self), name)
            done = [
                getattr(x, method)(*row, value=v, **options) for x, v, *row in zip(self, values, *columns, strict=True)
            ]
        else:
            done = [getattr(x, method)(*row, **options) for x, *row in zip(self, *columns, strict=True)]
        return self if inplace else tuple(done)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"``{method}`` of each tensor of a list, with what belongs to it of each further argument."
    return function


globals().update({name: _over_lists(name) for name, home in HOMES.items() if home == "_foreach"})
