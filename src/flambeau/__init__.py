"""Flambeau: PyTorch's define-by-run automatic differentiation, small enough to read and fast enough to prefer.

>>> import flambeau as torch
>>> x = torch.tensor([2., 3.], requires_grad=True)
>>> (3 * x ** 3).sum().backward()
>>> x.grad
tensor([36., 81.])
"""

from __future__ import annotations

import math as _math
import os as _os
from types import BuiltinFunctionType as _BuiltinFunctionType

from . import _processors

with _processors.bounded_waiting():
    from . import _core
from . import _types

_core.set_num_threads(_processors.threads(_core.get_num_threads()))
_core._set_library_folder(_os.path.dirname(__file__) + _os.sep)

from ._core import (
    Generator,
    Tensor,
    bfloat16,
    bool,
    complex32,
    complex64,
    complex128,
    default_generator,
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    get_num_threads,
    get_rng_state,
    initial_seed,
    int8,
    int16,
    int32,
    int64,
    is_anomaly_check_nan_enabled,
    is_anomaly_enabled,
    is_grad_enabled,
    is_inference_mode_enabled,
    manual_seed,
    promote_types,
    result_type,
    seed,
    set_num_threads,
    set_rng_state,
    uint8,
    uint16,
    uint32,
    uint64,
)
from ._types import (
    Size,
    channels_last,
    channels_last_3d,
    contiguous_format,
    device,
    layout,
    memory_format,
    preserve_format,
    strided,
)

_core._register(Size=Size, cpu=device("cpu"), meta=device("meta"), strided=strided)

from ._collector import paused as _paused

with _paused():
    from . import _functions, _host, _protocols, _sparse_methods, _tensor_facts, autograd, ops
    from ._tensor import attach as _attach

    _attach()
    _protocols.attach()
    _sparse_methods.attach()
    _tensor_facts.attach()

    from . import __config__, linalg, nn, special, utils

from ._deterministic import are_deterministic_algorithms_enabled, use_deterministic_algorithms
from ._functions import *
from ._lazy import HOMES as _HOMES
from ._lazy import INSTEAD as _INSTEAD
from ._lazy import MODULES as _MODULES
from ._listing import listing as _listing
from ._numeric import finfo, iinfo
from ._storage import UntypedStorage
from .autograd import enable_grad, inference_mode, no_grad, set_grad_enabled

__version__ = "0.1.0"

# Aliases that PyTorch has.
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64
chalf, cfloat, cdouble = complex32, complex64, complex128
pi, e, inf, nan, newaxis = _math.pi, _math.e, _math.inf, _math.nan, None


def set_default_dtype(d: dtype) -> None:
    """Sets the dtype of Python floats and of creation functions; a floating dtype."""
    _core.set_default_dtype(d)


def typename(obj: object) -> str:
    """The name of an object's type, as PyTorch writes it."""
    if isinstance(obj, Tensor):
        return str(obj.type())
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = getattr(named, "__module__", None)
    return named.__qualname__ if module in ("builtins", "__builtin__", None) else f"{module}.{named.__qualname__}"


def __getattr__(name: str) -> object:
    # What not every program needs to compute costs nothing at import: transforms, optimisers, files, printing, testing.
    import importlib

    if name in _HOMES:
        value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    elif name in _MODULES:
        value = importlib.import_module(f".{name}", __name__)
    else:
        hint = f" | {_INSTEAD[name]}" if name in _INSTEAD else ""
        raise AttributeError(
            f"module 'flambeau' has no attribute {name!r}: either PyTorch has none, or Flambeau lacks it so far{hint}"
        )
    globals()[name] = value
    return value


for _value in [v for v in globals().values() if isinstance(v, _BuiltinFunctionType)]:
    _value.__module__ = __name__  # the name that their errors tell

__all__ = [
    "Generator",
    "Size",
    "Tensor",
    "UntypedStorage",
    "are_deterministic_algorithms_enabled",
    "autograd",
    "bfloat16",
    "bool",
    "cdouble",
    "cfloat",
    "chalf",
    "channels_last",
    "channels_last_3d",
    "complex32",
    "complex64",
    "complex128",
    "contiguous_format",
    "cuda",
    "default_generator",
    "device",
    "double",
    "dtype",
    "e",
    "enable_grad",
    "finfo",
    "float",
    "func",
    "float16",
    "float32",
    "float64",
    "get_default_dtype",
    "get_num_threads",
    "get_rng_state",
    "half",
    "iinfo",
    "inf",
    "inference_mode",
    "initial_seed",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_anomaly_check_nan_enabled",
    "is_anomaly_enabled",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "layout",
    "linalg",
    "long",
    "manual_seed",
    "memory_format",
    "nan",
    "newaxis",
    "nn",
    "no_grad",
    "ops",
    "optim",
    "pi",
    "preserve_format",
    "profiler",
    "promote_types",
    "result_type",
    "seed",
    "set_default_dtype",
    "set_grad_enabled",
    "set_num_threads",
    "set_rng_state",
    "short",
    "special",
    "strided",
    "testing",
    "typename",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "utils",
    "use_deterministic_algorithms",
    *_functions.__all__,
    *(name for name in _HOMES if not name.startswith("_")),
]
__dir__ = _listing(globals(), *(name for name in _MODULES if not name.startswith("_")))
