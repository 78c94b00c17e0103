"""The namespace of the Array API standard gives what NumPy's gives, which conforms to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl

xp = fl.zeros(1).__array_namespace__()

X = "xp.asarray([[3.0, 1.0, 2.0], [0.5, -1.0, 4.0]])"
P = "xp.asarray([[0.25, 0.5, 0.75], [0.125, 0.875, 0.375]])"
I = "xp.asarray([[3, 1, 2], [5, 1, 4]])"  # noqa: E741 - integers
B = "xp.asarray([[True, False, True], [False, False, True]])"
C = "xp.asarray([[1 + 2j, -1j, 3.0], [0.5, 2 - 1j, 1j]])"
M = "xp.asarray([[4.0, 1.0], [1.0, 3.0]])"

UNARY = """
abs acos acosh asin asinh atan atanh ceil conj cos cosh exp expm1 floor imag isfinite isinf isnan log log10 log1p log2
logical_not negative positive real reciprocal round sign signbit sin sinh sqrt square tan tanh trunc
"""
BINARY = """
add atan2 copysign divide equal floor_divide greater greater_equal hypot less less_equal logaddexp maximum minimum
multiply nextafter not_equal pow remainder subtract
"""
BITS = "bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor floor_divide remainder add multiply"


def cases() -> list[str]:
    found = []
    for name in UNARY.split():
        argument = C if name in ("conj", "imag", "real") else B if name == "logical_not" else P
        found.append(f"xp.{name}({argument} + 1)" if name == "acosh" else f"xp.{name}({argument})")
    found += [f"xp.{name}({X}, {P})" for name in BINARY.split() if name != "pow"]
    found += [f"xp.pow({P}, {X})", f"xp.add({X}, 2)", f"xp.subtract(2, {X})", f"xp.maximum(1.5, {X})"]
    found += [f"xp.{name}({I}, {I})" for name in BITS.split()] + [f"xp.bitwise_invert({I})"]
    found += [f"xp.logical_{name}({B}, ~{B})" for name in ("and", "or", "xor")]
    for name in ("sum", "prod", "max", "min", "mean", "var", "std", "any", "all", "count_nonzero"):
        options = ("", ", axis=0", ", axis=(0, 1)", ", axis=1, keepdims=True", ", axis=-1")
        found += [f"xp.{name}({X}{option})" for option in options]
    found += [f"xp.var({X}, correction=1.0)", f"xp.std({X}, axis=0, correction=1)", f"xp.sum({I}, dtype=xp.float32)"]
    found += [
        f"xp.sum({B})",
        f"xp.prod({I}, axis=0)",
        f"xp.cumulative_sum({X}, axis=1)",
        f"xp.cumulative_prod({X}, axis=0)",
    ]
    found += [f"xp.cumulative_sum({X}, axis=1, include_initial=True)", "xp.cumulative_sum(xp.asarray([1, 2, 3]))"]
    for name in ("argmax", "argmin"):
        found += [f"xp.{name}({X})", f"xp.{name}({X}, axis=1)", f"xp.{name}({X}, axis=0, keepdims=True)"]
        found += [f"xp.{name}({X}, keepdims=True)"]
    found += [f"xp.sort({X})", f"xp.sort({X}, axis=0)", f"xp.argsort({X}, axis=-1)", f"xp.nonzero({B})"]
    found += ["xp.searchsorted(xp.asarray([1.0, 2.0, 4.0]), xp.asarray([0.5, 2.0, 5.0]))"]
    found += ["xp.searchsorted(xp.asarray([1.0, 2.0, 4.0]), xp.asarray([2.0]), side='right')"]
    found += [f"xp.unique_{name}(xp.asarray([3, 1, 3, 2, 1]))" for name in ("all", "counts", "inverse")]
    found += ["xp.sort(xp.unique_values(xp.asarray([3, 1, 3, 2, 1])))"]
    found += [
        f"xp.where({B}, {X}, {P})",
        f"xp.where({B}, {X}, 0.0)",
        f"xp.clip({X}, 0.0, 2.0)",
        f"xp.clip({X}, max=1.0)",
    ]
    found += [f"xp.broadcast_arrays({X}, xp.asarray([1.0, 2.0, 3.0]))", f"xp.broadcast_to({X}, (2, 2, 3))"]
    found += [f"xp.concat([{X}, {P}])", f"xp.concat([{X}, {P}], axis=1)", f"xp.concat([{X}, {P}], axis=None)"]
    found += [
        f"xp.stack([{X}, {P}], axis=1)",
        f"xp.expand_dims({X}, axis=1)",
        f"xp.squeeze(xp.expand_dims({X}, axis=0), 0)",
    ]
    found += [f"xp.flip({X})", f"xp.flip({X}, axis=1)", f"xp.permute_dims({X}, (1, 0))", f"xp.reshape({X}, (3, 2))"]
    found += [
        f"xp.repeat({X}, 2)",
        f"xp.repeat({X}, 2, axis=1)",
        f"xp.roll({X}, 1)",
        f"xp.roll({X}, (1, 1), axis=(0, 1))",
    ]
    found += [f"xp.tile({X}, (2, 1))", f"xp.unstack({X})", f"xp.unstack({X}, axis=1)", f"xp.moveaxis({X}, 0, 1)"]
    found += [f"xp.take({X}, xp.asarray([1, 0]), axis=1)", f"xp.take_along_axis({X}, xp.asarray([[0], [2]]))"]
    found += [f"xp.matrix_transpose({X})", f"xp.vecdot({X}, {P})", f"xp.matmul({X}, xp.matrix_transpose({P}))"]
    found += [f"xp.tensordot({X}, {P}, axes=2)", f"xp.tril({X})", f"xp.triu({X}, k=1)", f"xp.diff({X})"]
    found += ["xp.arange(5)", "xp.arange(1, 7, 2)", "xp.arange(5, 1)", "xp.arange(0.0, 1.0, 0.25)", "xp.eye(3, 4, k=1)"]
    found += ["xp.linspace(0.0, 1.0, 5)", "xp.linspace(0.0, 1.0, 4, endpoint=False)", "xp.zeros((2, 3))", "xp.ones(3)"]
    found += ["xp.full((2, 2), 7)", "xp.meshgrid(xp.asarray([1, 2]), xp.asarray([3, 4, 5]))", f"xp.zeros_like({X})"]
    found += [
        f"xp.ones_like({I})",
        f"xp.full_like({X}, 2.5)",
        f"xp.astype({X}, xp.int32)",
        f"xp.asarray({X}, copy=True)",
    ]
    found += [f"xp.linalg.{n}({M})" for n in ("det", "inv", "cholesky", "slogdet", "svdvals", "eigvalsh", "pinv")]
    found += [f"xp.linalg.{n}({M})" for n in ("matrix_rank", "trace", "diagonal", "matrix_norm", "vector_norm")]
    found += [f"xp.linalg.cholesky({M}, upper=True)", f"xp.linalg.solve({M}, {M})", f"xp.linalg.matrix_power({M}, 3)"]
    found += [
        f"xp.linalg.vector_norm({X}, axis=1, ord=1)",
        f"xp.linalg.matrix_norm({M}, ord=1)",
        f"xp.linalg.cross({X}, {P})",
    ]
    found += ["xp.linalg.outer(xp.asarray([1.0, 2.0]), xp.asarray([3.0, 4.0]))", f"xp.linalg.trace({M}, offset=1)"]
    found += [
        f"xp.fft.{n}({X})" for n in ("fft", "ifft", "fftn", "ifftn", "rfft", "rfftn", "ihfft", "fftshift", "ifftshift")
    ]
    found += [f"xp.fft.{n}({C})" for n in ("irfft", "irfftn", "hfft")] + [f"xp.fft.fft({X}, n=4, axis=0, norm='ortho')"]
    found += ["xp.fft.fftfreq(5, d=0.5)", "xp.fft.rfftfreq(4)"]
    found += [
        "xp.result_type(xp.float32, xp.float64)",
        "xp.can_cast(xp.int32, xp.int64)",
        "xp.can_cast(xp.float64, xp.float32)",
    ]
    found += [
        "xp.isdtype(xp.float32, 'real floating')",
        "xp.isdtype(xp.int64, ('integral', 'bool'))",
        "xp.isdtype(xp.int8, xp.int8)",
    ]
    found += ["xp.isdtype(xp.uint8, 'signed integer')", "xp.finfo(xp.float32).bits", "xp.iinfo(xp.int16).max"]
    return found


def plain(value: Any) -> Any:
    """Arrays as NumPy's, in lists; dtypes by name."""
    if isinstance(value, fl.Tensor):
        return value.numpy()
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return getattr(value, "name", value)


def same(a: Any, b: Any) -> None:
    if isinstance(b, list):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            same(x, y)
    elif isinstance(b, np.ndarray | np.generic) and isinstance(a, np.ndarray):
        assert a.shape == np.shape(b)
        assert a.dtype.kind == np.asarray(b).dtype.kind
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    else:
        assert a == b


@pytest.mark.parametrize("expression", cases())
def test_gives_what_numpy_gives(expression: str) -> None:
    same(plain(eval(expression, {"xp": xp})), plain(eval(expression, {"xp": np})))


def test_tensors_know_their_namespace() -> None:
    assert fl.zeros(1).__array_namespace__(api_version="2024.12") is xp
    assert xp.__array_api_version__ == "2024.12"
    with pytest.raises(ValueError, match="2019"):
        fl.zeros(1).__array_namespace__(api_version="2019.01")
    x = fl.zeros(2)
    assert x.to_device("cpu") is x


def test_the_namespace_describes_itself() -> None:
    info = xp.__array_namespace_info__()
    assert info.default_dtypes()["integral"] is fl.int64
    assert info.dtypes(kind="complex floating") == {"complex64": fl.complex64, "complex128": fl.complex128}
    assert info.default_device() in info.devices()
    assert info.capabilities()["boolean indexing"] is True


def test_every_name_of_the_standard_is_there() -> None:
    strict = pytest.importorskip("array_api_strict")
    left_out = {n for n in strict.__all__ if "strict" in n.lower()} | {
        "Device",
        "__version__",
        "uint16",
        "uint32",
        "uint64",
    }
    left_out |= {"isin", "broadcast_shapes"}  # of the standard of 2025
    assert {n for n in strict.__all__ if not hasattr(xp, n)} <= left_out
    for space in ("linalg", "fft"):
        assert [n for n in getattr(strict, space).__all__ if not hasattr(getattr(xp, space), n)] == []
