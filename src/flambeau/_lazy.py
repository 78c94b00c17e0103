"""The names of the top level that are imported when first asked for, and where they stand."""

from __future__ import annotations

_TYPED = ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")

_NAMES = {
    "_absent_dtypes": (
        *("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz"),
        *("qint8", "qint32", "quint8", "quint4x2", "quint2x4"),
    ),
    "_C": ("PyTorchFileReader",),
    "_deterministic": (
        *("get_deterministic_debug_mode", "is_deterministic_algorithms_warn_only_enabled"),
        "set_deterministic_debug_mode",
    ),
    "_symbolic": (
        *("cond", "sym_float", "sym_int", "sym_ite", "sym_max", "sym_min", "sym_not", "sym_sqrt", "sym_sum"),
        "while_loop",
    ),
    "amp": ("GradScaler",),
    "cpu": ("Event", "Stream"),
    "cuda": ("AcceleratorError", "OutOfMemoryError"),
    "jit": ("ScriptModule", "fork", "wait"),
    "utils.dlpack": ("to_dlpack",),
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
        *("dsmm", "hsmm", "hspmm", "smm", "spmm"),
        *("sparse_compressed_tensor", "sparse_coo_tensor", "sparse_csc_tensor", "sparse_csr_tensor"),
    ),
    "_positional": (
        *("dropout", "dropout_", "alpha_dropout", "alpha_dropout_", "feature_alpha_dropout", "feature_alpha_dropout_"),
        *("feature_dropout", "feature_dropout_", "native_dropout", "batch_norm", "instance_norm", "norm_except_dim"),
        *("frobenius_norm", "nuclear_norm", "embedding", "embedding_renorm_", "embedding_bag", "adaptive_max_pool1d"),
        *("affine_grid_generator", "binary_cross_entropy_with_logits", "cosine_embedding_loss", "ctc_loss"),
        *("hinge_embedding_loss", "kl_div", "margin_ranking_loss", "poisson_nll_loss", "triplet_margin_loss"),
        *("lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"),
        *("detach", "detach_", "as_strided_", "is_same_size", "get_device"),
    ),
    "_printing": ("get_printoptions", "printoptions", "set_printoptions"),
    "_summary": ("summary",),
    "_visualize": ("visualize",),
    "_buffers": ("asarray", "from_file", "frombuffer"),
    "_tensor_types": tuple(f"{name}Tensor" for name in _TYPED),
    "_typed_storage": (
        "Storage",
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
        "_jit_internal",
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
