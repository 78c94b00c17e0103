"""The names of the top level that are imported when first asked for, and where they stand."""

from __future__ import annotations

_TYPED = ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")

_NAMES = {
    "_closed_range": ("range",),
    "_compile": ("compile",),
    "amp.autocast_mode": (
        "autocast",
        "clear_autocast_cache",
        "get_autocast_cpu_dtype",
        "get_autocast_dtype",
        "get_autocast_gpu_dtype",
        "is_autocast_cache_enabled",
        "is_autocast_cpu_enabled",
        "is_autocast_enabled",
        "set_autocast_enabled",
    ),
    "serialization": ("load", "save"),
    "_printing": ("get_printoptions", "printoptions", "set_printoptions"),
    "_visualize": ("visualize",),
    "_buffers": ("asarray", "frombuffer"),
    "_tensor_types": tuple(f"{name}Tensor" for name in _TYPED),
    "_typed_storage": (
        "TypedStorage",
        *(f"{name}Storage" for name in (*_TYPED, "ComplexFloat", "ComplexDouble")),
    ),
    "_questions": (
        "_assert",
        "compiled_with_cxx11_abi",
        "get_default_device",
        "get_device_module",
        "get_float32_matmul_precision",
        "get_num_interop_threads",
        "is_conj",
        "is_deterministic_algorithms_warn_only_enabled",
        "is_inference",
        "is_neg",
        "is_warn_always_enabled",
        "set_default_device",
        "set_default_tensor_type",
        "set_float32_matmul_precision",
        "set_flush_denormal",
        "set_num_interop_threads",
    ),
}

# The module of each name.
HOMES = {name: module for module, names in _NAMES.items() for name in names}

# Modules that are attributes of the package without having been imported.
MODULES = frozenset(
    [
        "_dynamo",
        "_printing",
        "accelerator",
        "amp",
        "backends",
        "compat",
        "compiler",
        "cpu",
        "demo",
        "distributed",
        "functional",
        "futures",
        "hub",
        "jit",
        "mps",
        "multiprocessing",
        "onnx",
        "profiler",
        "random",
        "serialization",
        "testing",
        "types",
        "version",
        "vision",
        "xpu",
    ]
)
