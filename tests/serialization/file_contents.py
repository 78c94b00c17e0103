"""What the tests of files write, as either library has it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import Any

DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


def objects_of(lib: Any) -> dict[str, Any]:
    """One of everything a file may hold; `lib` is flambeau or PyTorch."""
    base = lib.arange(20, dtype=lib.float32).reshape(4, 5)
    objects = {
        "base": base,
        "transposed": base.t(),
        "row": base[1, 1:],
        "parameter": lib.nn.Parameter(base[2]),
        "leaf": lib.ones(2, requires_grad=True),
        "scalar": lib.tensor(3.0),
        "empty": lib.zeros(0, 3),
        "size": lib.Size([1, 2]),
        "dtype": lib.float16,
        "device": lib.device("cpu"),
        "plain": [1, -2.5, "text", None, True, (1, (2,)), {3, 4}, 10**30],
        "ordered": OrderedDict(a=1, b=lib.ones(1)),
        "counted": Counter("aab"),
        "state": lib.nn.Linear(3, 2).state_dict(),
    }
    for name in DTYPES:
        objects[name] = lib.tensor([[0, 1], [2, 3]]).to(getattr(lib, name))
    return objects


def facts(value: Any) -> Any:
    """A value as plain Python data, comparable between the two libraries."""
    if hasattr(value, "untyped_storage"):
        return (
            type(value).__name__,
            str(value.dtype),
            tuple(value.shape),
            tuple(value.stride()),
            value.storage_offset(),
            value.requires_grad,
            value.tolist(),
        )
    if isinstance(value, dict):
        return type(value).__name__, [(key, facts(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [facts(item) for item in value]
    if type(value).__name__ in ("dtype", "device"):
        return str(value)
    return value
