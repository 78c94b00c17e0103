"""How elements of several processes are combined: what `ReduceOp` takes, and MPI's datatypes and operators for it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import _core
from .._buffers import frombuffer
from .._core import Tensor
from ..autograd import no_grad
from ..ops.clamp import maximum, minimum

__all__ = ["PremultipliedSum", "ReduceOp", "check_reduction", "finish_reduction", "mpi_datatype", "mpi_operator"]


class ReduceOp(enum.Enum):
    """How a collective combines the tensors of all processes, element by element.

    ``AVG`` is the sum divided by the number of processes. ``BAND``, ``BOR`` and ``BXOR`` take integers and bools. Of
    bools, ``SUM`` and ``MAX`` are "or", ``PRODUCT`` and ``MIN`` "and". ``PREMUL_SUM`` needs a factor:
    `_make_nccl_premul_sum`.
    """

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7
    PREMUL_SUM = 8


@dataclass(frozen=True)
class PremultipliedSum:
    """``ReduceOp.PREMUL_SUM`` with its factor: each process's tensor is multiplied by it, then they are added."""

    factor: Any


_BITWISE = (ReduceOp.BAND, ReduceOp.BOR, ReduceOp.BXOR)
_OF_COMPLEX = (ReduceOp.SUM, ReduceOp.AVG)
_SIXTEEN_BITS = (_core.float16, _core.bfloat16)
# Names in MPI. What adds up in the end, a mean or a sum of products with a factor, is a sum to it.
_DATATYPES = {
    _core.float32: "FLOAT",
    _core.float64: "DOUBLE",
    _core.float16: "UINT16_T",  # MPI only moves these two; the operators are ours
    _core.bfloat16: "UINT16_T",
    _core.uint8: "UINT8_T",
    _core.int8: "INT8_T",
    _core.int16: "INT16_T",
    _core.int32: "INT32_T",
    _core.int64: "INT64_T",
    _core.bool: "C_BOOL",
    _core.complex64: "C_FLOAT_COMPLEX",
    _core.complex128: "C_DOUBLE_COMPLEX",
}
_OPERATORS = {
    ReduceOp.SUM: "SUM",
    ReduceOp.AVG: "SUM",
    ReduceOp.PREMUL_SUM: "SUM",
    ReduceOp.PRODUCT: "PROD",
    ReduceOp.MIN: "MIN",
    ReduceOp.MAX: "MAX",
    ReduceOp.BAND: "BAND",
    ReduceOp.BOR: "BOR",
    ReduceOp.BXOR: "BXOR",
}
_OF_BOOLS = {"SUM": "LOR", "MAX": "LOR", "BOR": "LOR", "PROD": "LAND", "MIN": "LAND", "BAND": "LAND", "BXOR": "LXOR"}
_OWN: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "SUM": lambda a, b: a + b,
    "PROD": lambda a, b: a * b,
    "MIN": minimum,
    "MAX": maximum,
}


def kind_of(op: Any) -> ReduceOp:
    """The `ReduceOp` of an argument ``op``.

    Raises: TypeError for anything else; ValueError for a sum with a factor that has none.
    """
    if isinstance(op, PremultipliedSum):
        return ReduceOp.PREMUL_SUM
    if not isinstance(op, ReduceOp):
        raise TypeError(f"op: {type(op).__name__} | it must be a ReduceOp, such as ReduceOp.SUM")
    if op is ReduceOp.PREMUL_SUM:
        raise ValueError("op: ReduceOp.PREMUL_SUM without a factor | use dist._make_nccl_premul_sum(factor)")
    return op


def check_reduction(name: str, tensor: Tensor, op: Any) -> None:
    """Raises ValueError where elements of the tensor's dtype cannot be combined so."""
    kind = kind_of(op)
    if tensor.dtype not in _DATATYPES:
        raise RuntimeError(f"{name}: dtype {tensor.dtype} | it cannot be sent")
    if tensor.is_complex() and kind not in _OF_COMPLEX:
        raise ValueError(f"{name} does not support {op} on complex tensors")
    if tensor.is_floating_point() and kind in _BITWISE:
        raise RuntimeError(f"{name}: Cannot use {op} with non-integral dtype {tensor.dtype}")
    if tensor.dtype == _core.bool and kind in (ReduceOp.AVG, ReduceOp.PREMUL_SUM):
        raise RuntimeError(f"{name}: Cannot use {op} with bool inputs")


def begin_reduction(tensor: Tensor, op: Any) -> Tensor:
    """What a process contributes: with a factor, that many times its tensor, in a copy."""
    if not isinstance(op, PremultipliedSum):
        return tensor
    with no_grad():
        product: Tensor = (tensor * op.factor).to(tensor.dtype)
        return product


def finish_reduction(tensor: Tensor, op: Any, size: int) -> None:
    """Makes the sum of all a mean where that is wanted."""
    if op is ReduceOp.AVG:
        with no_grad():
            if tensor.is_floating_point() or tensor.is_complex():
                tensor.div_(size)
            else:
                tensor.div_(size, rounding_mode="trunc")


def mpi_datatype(mpi: Any, dtype: Any) -> Any:
    """MPI's type of the elements of a dtype."""
    return getattr(mpi, _DATATYPES[dtype])


@cache
def mpi_operator(mpi: Any, dtype: Any, kind: ReduceOp) -> Any:
    """MPI's operator for a reduction: its own, or one of ours for the floating dtypes of 16 bits."""
    name = _OPERATORS[kind]
    if dtype == _core.bool:
        name = _OF_BOOLS[name]
    if dtype not in _SIXTEEN_BITS:
        return getattr(mpi, name)
    combine = _OWN[name]

    def combine_bytes(other: Any, result: Any, datatype: Any) -> None:
        if len(result):
            into = frombuffer(result, dtype=dtype)
            into.copy_(combine(frombuffer(other, dtype=dtype), into))

    return mpi.Op.Create(combine_bytes, commute=True)
