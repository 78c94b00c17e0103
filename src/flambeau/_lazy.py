"""Where the names of the top level stand that few programs use: their modules are imported when first asked for."""

from __future__ import annotations

_TYPED = ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")

_NAMES = {
    "_closed_range": ("range",),
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
        "get_num_interop_threads",
        "is_conj",
        "is_deterministic_algorithms_warn_only_enabled",
        "is_inference",
        "is_neg",
        "is_warn_always_enabled",
        "set_default_device",
        "set_default_tensor_type",
        "set_flush_denormal",
        "set_num_interop_threads",
    ),
}

# The module of each name.
HOMES = {name: module for module, names in _NAMES.items() for name in names}
