"""``sparse.FloatTensor`` and its like: constructors from before there were dtypes."""

from __future__ import annotations

import warnings
from typing import Any

from .. import _core
from .._core import Tensor
from .._tensor import LEGACY_NAMES
from .._types import sparse_coo
from ._construction import sparse_coo_tensor
from ._coo import COOTensor


class tensortype(type):
    """A call makes a tensor of coordinates, an instance is any such tensor of the dtype."""

    dtype: _core.dtype

    def __call__(cls, *args: Any, device: Any = None) -> Tensor:
        warnings.warn(
            "torch.sparse.SparseTensor is deprecated. Please use torch.sparse_coo_tensor(indices, values, shape)",
            UserWarning,
            stacklevel=2,
        )
        if len(args) in (2, 3) and isinstance(args[0], Tensor) and isinstance(args[1], Tensor):
            return sparse_coo_tensor(*args, device=device)
        sizes = args[0] if len(args) == 1 and isinstance(args[0], tuple) else args or (0,)
        if not all(isinstance(size, int) for size in sizes):
            given = ", ".join(type(argument).__name__ for argument in args)
            raise TypeError(
                f"new() received an invalid combination of arguments - got ({given}) | give indices, values and a "
                "size, or a size alone"
            )
        return sparse_coo_tensor(tuple(sizes), dtype=cls.dtype, device=device)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, COOTensor) and instance.dtype is cls.dtype

    def __repr__(cls) -> str:
        return f"<class 'torch.sparse.{cls.__name__}'>"


def old_type(name: str) -> tensortype:
    """The type of this name, as ``FloatTensor``."""
    dtype = next(dtype for dtype, legacy in LEGACY_NAMES.items() if name == f"{legacy}Tensor")
    facts = {"dtype": getattr(_core, dtype), "layout": sparse_coo, "__module__": __package__}
    return tensortype(name, (), {**facts, "__doc__": f"Coordinates of {dtype}; see `sparse_coo_tensor`."})
