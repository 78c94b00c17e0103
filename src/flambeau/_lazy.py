"""The names of the top level that are imported when first asked for, and where they stand."""

from __future__ import annotations

_TYPED = ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")

_NAMES = {
    "_absent_dtypes": (
        *("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz"),
        *("uint16", "uint32", "uint64", "complex32", "chalf", "qint8", "qint32", "quint8", "quint4x2", "quint2x4"),
    ),
    "_C": ("PyTorchFileReader",),
    "jit": ("ScriptModule",),
    "jit._types": (
        *("AnyType", "AwaitType", "BoolType", "ClassType", "ComplexType", "DeviceObjType", "DictType", "EnumType"),
        *("FloatType", "FutureType", "InferredType", "IntType", "InterfaceType", "ListType", "NoneType", "NumberType"),
        *("OptionalType", "PyObjectType", "RRefType", "StreamObjType", "StringType", "TensorType", "TupleType"),
        "UnionType",
    ),
    "_closed_range": ("range",),
    "_lobpcg": ("lobpcg",),
    "_compile": ("compile",),
    "_device_context": ("get_default_device", "set_default_device"),
    "_removed": ("eig", "lstsq", "matrix_rank", "solve", "symeig"),
    "_warnings": ("is_warn_always_enabled", "set_warn_always"),
    "overrides": ("DisableTorchFunction", "DisableTorchFunctionSubclass"),
    "types": ("SymBool", "SymFloat", "SymInt"),
    "_types": ("jagged", "sparse_bsc", "sparse_bsr", "sparse_coo", "sparse_csc", "sparse_csr"),
    "amp.autocast_mode": (
        "autocast",
        "autocast_decrement_nesting",
        "autocast_increment_nesting",
        "clear_autocast_cache",
        "get_autocast_cpu_dtype",
        "get_autocast_dtype",
        "get_autocast_gpu_dtype",
        "is_autocast_cache_enabled",
        "is_autocast_cpu_enabled",
        "is_autocast_enabled",
        "set_autocast_cache_enabled",
        "set_autocast_cpu_dtype",
        "set_autocast_cpu_enabled",
        "set_autocast_dtype",
        "set_autocast_enabled",
        "set_autocast_gpu_dtype",
    ),
    "func": ("vmap",),
    "serialization": ("load", "save"),
    "sparse": (
        *("hspmm", "smm", "sparse_compressed_tensor", "sparse_coo_tensor", "sparse_csc_tensor", "sparse_csr_tensor"),
    ),
    "_printing": ("get_printoptions", "printoptions", "set_printoptions"),
    "_summary": ("summary",),
    "_visualize": ("visualize",),
    "_buffers": ("asarray", "frombuffer"),
    "_tensor_types": tuple(f"{name}Tensor" for name in _TYPED),
    "_typed_storage": (
        "TypedStorage",
        *(f"{name}Storage" for name in (*_TYPED, "ComplexFloat", "ComplexDouble")),
    ),
    "_questions": (
        "_assert",
        "can_cast",
        "compiled_with_cxx11_abi",
        "get_device_module",
        "get_float32_matmul_precision",
        "get_num_interop_threads",
        "is_conj",
        "is_deterministic_algorithms_warn_only_enabled",
        "is_inference",
        "is_neg",
        "is_signed",
        "set_default_tensor_type",
        "set_float32_matmul_precision",
        "set_flush_denormal",
        "set_num_interop_threads",
    ),
}

_FOREACH = (
    *("add", "sub", "mul", "div", "pow", "maximum", "minimum", "clamp_min", "clamp_max"),
    *("abs", "exp", "log", "neg", "reciprocal", "rsqrt", "sign", "sqrt", "addcdiv", "addcmul", "lerp"),
)
_NAMES["_foreach"] = (
    *(f"_foreach_{name}{ending}" for name in _FOREACH for ending in ("", "_")),
    *("_foreach_copy_", "_foreach_zero_", "_foreach_norm"),
)

# The module of each name.
HOMES = {name: module for module, names in _NAMES.items() for name in names}

# Modules that are attributes of the package without having been imported.
MODULES = frozenset(
    [
        "_C",
        "_dynamo",
        "_functorch",
        "_printing",
        "_subclasses",
        "_tensor_str",
        "accelerator",
        "amp",
        "backends",
        "compat",
        "compiler",
        "cpu",
        "cuda",
        "demo",
        "distributions",
        "distributed",
        "fft",
        "func",
        "fx",
        "library",
        "masked",
        "functional",
        "futures",
        "hub",
        "jit",
        "monitor",
        "mps",
        "multiprocessing",
        "onnx",
        "optim",
        "overrides",
        "package",
        "profiler",
        "quasirandom",
        "random",
        "return_types",
        "serialization",
        "signal",
        "sparse",
        "storage",
        "testing",
        "types",
        "version",
        "vision",
        "xpu",
    ]
)


# What the error for a name that is missing says to use in its place.
INSTEAD = {
    **dict.fromkeys(["quantization", "ao"], "there are no quantised tensors"),
    **dict.fromkeys(
        ["sparse_bsr_tensor", "sparse_bsc_tensor"], "matrices of blocks are not offered: sparse_csr_tensor"
    ),
    "nested": "tensors are rectangular: nn.utils.rnn.pad_sequence fills shorter ones up",
}
