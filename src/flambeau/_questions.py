"""What programs ask of the library as a whole, or tell it, that has one answer here."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from . import _core, _tensor_types, _types
from ._arguments import explain_module, overridable
from ._core import Tensor
from ._lazy import HOMES
from ._tensor_types import tensortype
from ._warnings import warn_once

__all__ = [name for name, home in HOMES.items() if home == "_questions" and not name.startswith("_")]


def can_cast(from_: Any, to: Any) -> bool:
    """Whether promotion lets a result of one dtype be written to another: complex numbers only to complex ones, floats
    not to integers, integers not to bools.

    Raises: TypeError for what is no dtype.

    >>> import flambeau as torch
    >>> torch.can_cast(torch.int64, torch.float32), torch.can_cast(torch.float32, torch.int64)
    (True, False)
    """
    ranks = []
    for kind in (from_, to):
        if not isinstance(kind, _core.dtype):
            raise TypeError(f"can_cast(): its arguments are two dtypes, not {type(kind).__name__}")
        ranks.append(3 if kind.is_complex else 2 if kind.is_floating_point else int(kind is not _core.bool))
    return ranks[0] <= ranks[1]


def is_signed(input: Tensor) -> bool:
    """Whether the dtype has negative numbers.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_signed(torch.zeros(2, dtype=torch.uint8))
    False
    """
    return input.is_signed()


def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made within `inference_mode`.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_inference(torch.zeros(2))
    False
    """
    return input.is_inference()


def is_conj(input: Tensor) -> bool:
    """False: conjugates are computed at once.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_conj(torch.tensor([1j]).conj())
    False
    """
    return input.is_conj()


def is_neg(input: Tensor) -> bool:
    """False: negatives are computed at once.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_neg(torch.zeros(2))
    False
    """
    return input.is_neg()


def get_device_module(device: Any = None) -> Any:
    """The module with the functions of a kind of device: `cpu` without an argument.

    Raises: RuntimeError for a kind that has no module.

    >>> import flambeau as torch
    >>> torch.get_device_module("cpu").device_count()
    1
    """
    kind = _types.device("cpu" if device is None else device).type
    if kind not in ("cpu", "cuda", "mps", "xpu"):
        raise RuntimeError(f"Device '{kind}' does not have a corresponding module registered as 'torch.{kind}'.")
    return importlib.import_module(f".{kind}", __package__)


_matmul_precision = "highest"


def get_float32_matmul_precision() -> str:
    """How much precision products of float32 may lose, as it was set.

    >>> import flambeau as torch
    >>> torch.get_float32_matmul_precision()
    'highest'
    """
    return _matmul_precision


def set_float32_matmul_precision(precision: str) -> None:
    """Lets products of float32 lose precision ("high", "medium") or not ("highest"); they are always made in float32.

    Another word changes nothing, with a warning.

    Raises: TypeError for what is not a str.

    >>> import flambeau as torch
    >>> torch.set_float32_matmul_precision("highest")
    """
    global _matmul_precision
    if not isinstance(precision, str):
        raise TypeError(f"set_float32_matmul_precision: {type(precision).__name__} | it must be a str")
    if precision in ("highest", "high", "medium"):
        _matmul_precision = precision
    else:
        warnings.warn(
            f"{precision} is not one of 'highest', 'high', or 'medium'; the current setFloat32MatmulPrecision call has "
            "no effect.",
            UserWarning,
            stacklevel=2,
        )


def set_default_tensor_type(t: tensortype | str) -> None:
    """Sets the dtype of Python floats by an old name, ``"torch.DoubleTensor"``; `set_default_dtype` is today's way.

    Raises: TypeError for what is no type of floating tensors.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.set_default_tensor_type(torch.FloatTensor)
    """
    warn_once(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
        "torch.set_default_device() as alternatives."
    )
    given: Any = t
    if isinstance(t, str):
        given = getattr(_tensor_types, t.removeprefix("torch."), t)
    if not isinstance(given, tensortype):
        raise TypeError(f"invalid type object: {t} | give a type of tensors, such as torch.FloatTensor")
    if not given.dtype.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _core.set_default_dtype(given.dtype)


def set_flush_denormal(mode: bool) -> bool:
    """False, that is, not supported: numbers too small for the normal format stay as they are.

    Raises: TypeError for what is not a bool.

    >>> import flambeau as torch
    >>> torch.set_flush_denormal(True)
    False
    """
    if not isinstance(mode, bool):
        raise TypeError(f"set_flush_denormal expects a bool, but got {type(mode).__name__}")
    return not mode


def get_num_interop_threads() -> int:
    """1: operations of one thread of a program do not run beside each other.

    >>> import flambeau as torch
    >>> torch.get_num_interop_threads()
    1
    """
    return 1


def set_num_interop_threads(threads: int) -> None:
    """Accepts any number of threads, of which one is used; see `get_num_interop_threads`.

    Raises: RuntimeError for a number that is not positive; TypeError for what is not an int.

    >>> import flambeau as torch
    >>> torch.set_num_interop_threads(2)
    """
    if isinstance(threads, bool) or not isinstance(threads, int):
        raise TypeError(f"set_num_interop_threads expects an int, but got {type(threads).__name__}")
    if threads < 1:
        raise RuntimeError("set_num_interop_threads expects a positive number of threads")


def compiled_with_cxx11_abi() -> bool:
    """True: the core uses the C++ library's strings of 2011.

    >>> import flambeau as torch
    >>> torch.compiled_with_cxx11_abi()
    True
    """
    return True


@overridable
def _assert(condition: Any, message: str) -> None:
    """``assert condition, message`` as a function, for programs that are traced elsewhere."""
    assert condition, message


explain_module(globals())
