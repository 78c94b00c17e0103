"""Every op beside PyTorch's: values, dtypes, shapes, gradients with a random cotangent, names of nodes, in-place and
out= forms.

Over dtypes and memory layouts, on the samples of samples/. PyTorch is the specification: where it computes, so must
we; where it refuses a dtype there is nothing to compare with.
"""

from __future__ import annotations

import math
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from operands import (  # noqa: E402
    ALL_DTYPES,
    COMPLEX,
    FLOATS,
    INTEGERS,
    LAYOUTS,
    Maker,
    Sample,
    fits,
    layouts_of,
    numbered,
    tensors_of,
)
from references import reference  # noqa: E402
from samples import OPS, key_of  # noqa: E402
from shapes import callee, dtype_of, samples_of  # noqa: E402

import flambeau as fl  # noqa: E402 - the comparison needs both
from flambeau.ops.define import registry, update  # noqa: E402

fl.set_num_threads(1)  # tiny tensors, several test processes
torch.set_num_threads(1)

ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}  # test_registry_complete.py: that is all
EPS = {
    "float16": 2.0**-10,
    "bfloat16": 2.0**-7,
    "float32": 2.0**-23,
    "float64": 2.0**-52,
    "complex32": 2.0**-10,
    "complex64": 2.0**-23,
    "complex128": 2.0**-52,
}

# What is not compared, and why. "values" covers the gradients too.
HALF = ("float16", "bfloat16")
NOT_COMPARED: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    ("digamma", "gradients"): (("float64",), "PyTorch's trigamma is good to 1e-9 only; the judges hold ours"),
    ("special.psi", "gradients"): (("float64",), "the same"),
    ("polygamma", "values"): (("float64",), "the same"),
    **{
        (f"special.bessel_{kind}", "values"): (("float64",), "PyTorch's are good to 1e-9 only")
        for kind in ("j0", "j1", "y0", "y1")
    },
    ("special.i1e", "gradients"): (HALF, "PyTorch's backward refuses them"),
    ("_standard_gamma", "gradients"): (
        FLOATS,
        "PyTorch's approximation is good to 1e-3; the kernels' table holds ours",
    ),
    ("_sample_dirichlet", "gradients"): (FLOATS, "the same"),
    ("cholesky_solve", "gradients"): (
        FLOATS + COMPLEX,
        "PyTorch gives slopes for the triangle that is not read, too",
    ),
    ("cholesky_inverse", "gradients"): (FLOATS + COMPLEX, "the same"),
    ("linalg.cond", "gradients"): (FLOATS + COMPLEX, "PyTorch's backward pass fails for norms that take an inverse"),
    ("vander", "gradients"): (FLOATS + COMPLEX, "PyTorch's backward pass fails"),
    ("nn.functional.hardsigmoid", "gradients"): (("float64",), "PyTorch multiplies by a float32 1/6"),
    ("sinc", "values"): (
        (*INTEGERS, "bool"),
        "zero at whole numbers here, where PyTorch takes the sine of a rounded multiple of pi",
    ),
    ("clamp_min", "values"): (("bool",), "not offered: a bound on truth values"),
    ("clamp_max", "values"): (("bool",), "not offered: a bound on truth values"),
    ("nn.functional.interpolate", "values"): (
        ("uint8",),
        "PyTorch rounds through fixed-point weights of 8 to 14 bits there",
    ),
    ("scatter_reduce", "values"): (COMPLEX, "PyTorch takes some reductions there, and gradients of none"),
    **{
        (f"logical_{name}", "in-place gradients"): (
            FLOATS + COMPLEX,
            "PyTorch keeps the history of what was overwritten",
        )
        for name in ("and", "or", "xor", "not")
    },
    ("as_strided_scatter", "gradients"): (FLOATS + COMPLEX, "PyTorch hands self the gradient of what src overwrote"),
    ("pdist", "gradients"): (FLOATS, "PyTorch's end the process for a single row; tests/parity compares others"),
    ("native_batch_norm", "gradients"): (
        FLOATS,
        "those of a single value are rounding errors around zero; batch_norm's hold",
    ),
    ("view_as_real_copy", "gradients"): (COMPLEX, "PyTorch's asks for strides that an empty gradient does not have"),
    ("normal", "gradients"): (FLOATS, "PyTorch records a node that passes zeros on; here a draw has no graph"),
}
for _key in ENTRIES:
    if _key.endswith("_backward") and (_key, "gradients") not in NOT_COMPARED:
        NOT_COMPARED[_key, "gradients"] = (
            HALF,
            "second derivatives: other intermediate results, each rounded to 8 or 11 bits",
        )

# Two correct libraries differ by their rounding: a few ulp per function, and for sums a few ulp of the largest term
# (the absolute part, relative to the largest element). Gradients take several functions, in another order in each
# library.
VALUE_ULPS, GRADIENT_ULPS = 16.0, 64.0


def name_of(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def as_numpy(tensor: Any) -> np.ndarray[Any, Any]:
    """The elements, exactly, in a dtype NumPy has."""
    tensor = tensor.detach()
    if name_of(tensor.dtype) in ("float16", "bfloat16"):
        tensor = tensor.float()
    elif name_of(tensor.dtype) == "complex32":
        tensor = tensor.cfloat()
    if not isinstance(tensor, fl.Tensor):
        tensor = tensor.resolve_conj().resolve_neg().clone()  # a zero without memory gets some
    return np.asarray(tensor.contiguous().numpy())


def assert_same(ours: Any, theirs: Any, ulps: float, what: str, *, values: bool = True, least: float = 1e-3) -> None:
    """Same shape and dtype; equal elements, or for inexact dtypes within rounding."""
    assert tuple(ours.shape) == tuple(theirs.shape), (
        f"{what}: shape {tuple(ours.shape)}, PyTorch's {tuple(theirs.shape)}"
    )
    assert name_of(ours.dtype) == name_of(theirs.dtype), f"{what}: {ours.dtype}, PyTorch's {theirs.dtype}"
    if not values or not ours.numel():
        return
    a, b = as_numpy(ours), as_numpy(theirs)
    if name_of(ours.dtype) not in EPS:
        assert np.array_equal(a, b), f"{what}:\n{a}\nPyTorch's:\n{b}"
        return
    eps = EPS[name_of(ours.dtype)]
    finite = np.abs(b[np.isfinite(b)])
    largest = float(finite.max()) if finite.size else 0.0
    assert np.allclose(a, b, rtol=ulps * eps, atol=ulps * eps * max(largest, least), equal_nan=True), (
        f"{what}: off by {np.max(np.abs(np.nan_to_num(a - b, nan=math.inf))) / eps / max(largest, least):.3g} ulp\n"
        f"{a}\nPyTorch's:\n{b}"
    )


def compare(ours: Any, theirs: Any, ulps: float, what: str, *, values: bool = True) -> None:
    """`assert_same` through tuples and lists."""
    if isinstance(theirs, (tuple, list)):
        kind = tuple if isinstance(theirs, tuple) else list
        assert isinstance(ours, kind), f"{what}: {type(ours).__name__}, PyTorch's is {type(theirs).__name__}"
        assert len(ours) == len(theirs), f"{what}: {len(ours)} results, PyTorch's {len(theirs)}"
        for k, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            compare(a, b, ulps, f"{what}[{k}]", values=values)
    elif isinstance(theirs, torch.Tensor):
        assert_same(ours, theirs, ulps, what, values=values)
    else:
        assert ours == theirs, f"{what}: {ours}, PyTorch's {theirs}"


class Refused(Exception):
    """PyTorch does not take the call in this dtype."""


def run(
    library: Any, function: Any, sample: Sample, dtype: str, layout: str, seed: str, *, grad: bool
) -> tuple[Any, list[Any], list[Any]]:
    """The result, the leaves it was computed from and all its arguments."""
    maker = Maker(library, dtype, layout, seed)
    args, kwargs = maker.call_arguments(sample, grad=grad)
    library.manual_seed(3)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs), maker.leaves, args
    except (RuntimeError, NotImplementedError, TypeError, ValueError, IndexError) as error:
        if library is torch:
            raise Refused(str(error)) from error
        raise


def cotangents(outputs: list[Any], seed: str) -> list[tuple[Any, Any]]:
    """The same random cotangent for both libraries, for each differentiable output of PyTorch's."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    pairs = []
    for out in outputs:
        drawn = rng.standard_normal(tuple(out.shape))
        if name_of(out.dtype) in COMPLEX:
            drawn = drawn + 1j * rng.standard_normal(tuple(out.shape))
        dtype = name_of(out.dtype)
        pairs.append(tuple(lib.from_numpy(np.asarray(drawn)).to(getattr(lib, dtype)) for lib in (fl, torch)))
    return pairs


# Where PyTorch fails in the backward pass and we do not, by op: what its error says.
OURS_ALONE = {
    "floor_divide": "is not implemented",  # zeros, as of floor
    "scatter": "is not implemented",  # with a reduction
    "bincount": "is not implemented",
    "histogram": "is not implemented",
    "histogramdd": "is not implemented",
    "bernoulli": "is not implemented",  # here a draw has no graph
    "asinh": "'inplace version of asinh' is not implemented",
    "acosh": "'inplace version of acosh' is not implemented",
    "atanh": "'inplace version of atanh' is not implemented",
    "special.i1": "not implemented for '",  # 16-bit floats
    "embedding_backward": "cannot reshape tensor of 0 elements",
    "pixel_shuffle": "returned an invalid gradient",  # of batches of no images
    "view_as_real": "must have a last dimension with stride 1",  # of tensors without elements
    "nn.functional.max_unpool2d": "view size is not compatible",  # of gradients that do not lie row by row
    "nn.functional.max_unpool3d": "view size is not compatible",
}


def gradients(key: str, ours: Any, theirs: Any, our_leaves: list[Any], their_leaves: list[Any], what: str) -> bool:
    """Gradients with the same random cotangents agree; where PyTorch refuses, so do we. Whether any were compared."""
    our_outs, their_outs = tensors_of(ours), tensors_of(theirs)
    which = [k for k, out in enumerate(their_outs) if out.requires_grad]
    if not which:
        return False
    pairs = cotangents([their_outs[k] for k in which], what)
    theirs_g, said = None, ""
    try:
        theirs_g = torch.autograd.grad(
            [their_outs[k] for k in which], their_leaves, [u for _, u in pairs], allow_unused=True
        )
    except RuntimeError as error:  # PyTorch has a node there, but no derivative behind it
        said = str(error)
    if theirs_g is None:
        if key not in OURS_ALONE or OURS_ALONE[key] not in said:
            assert "is not implemented" in said, f"{what}: PyTorch says {said}"
            with pytest.raises(RuntimeError, match="is not implemented"):
                fl.autograd.grad([our_outs[k] for k in which], our_leaves, [u for u, _ in pairs], allow_unused=True)
        return False
    missing = [k for k in which if not our_outs[k].requires_grad]
    assert not missing, (
        f"{what}: outputs {missing} do not require grad; PyTorch's do, by {their_outs[missing[0]].grad_fn.name()}"
    )
    ours_g = fl.autograd.grad([our_outs[k] for k in which], our_leaves, [u for u, _ in pairs], allow_unused=True)
    for k, (a, b) in enumerate(zip(ours_g, theirs_g, strict=True)):
        if (
            b is None or a is None
        ):  # "no path" and zeros mean the same here; which of the two is the engine tests' business
            nonzero = a if b is None else b
            assert nonzero is None or not nonzero.numel() or not bool((nonzero != 0).any()), (
                f"{what}: gradient {k} is {a}, PyTorch's {b}"
            )
        else:
            assert_same(
                a, b, GRADIENT_ULPS, f"{what}: gradient {k}", least=1.0
            )  # sums of terms as large as the cotangents
    return True


def left_out(key: str, part: str, dtype: str) -> bool:
    return dtype in NOT_COMPARED.get((key, part), ((), ""))[0]


def dtypes_of(entry: Any) -> tuple[str, ...]:
    """Every dtype for what users call; an op without a public name only gets numbers that have derivatives."""
    key = key_of(entry)
    internal = not entry.namespaces and not entry.method and entry.kind != "composite" and any(entry.vjp.values())
    inexact = FLOATS + COMPLEX if OPS[key].complex else FLOATS
    return OPS[key].dtypes or (inexact if internal else ALL_DTYPES)


def calls(
    key: str, theirs_of: Any, grad: bool = True
) -> Iterator[tuple[str, Sample, str, str, bool, tuple[Any, Any, Any]]]:
    """Every call PyTorch takes: seed, sample, dtype, layout, whether to differentiate, and what PyTorch answered.

    A dtype whose first sample PyTorch refuses is passed over: it may still take it for empty tensors, which is no
    support. What is derived of the table, and the extra layouts, are compared in one dtype.
    """
    for dtype in dtypes_of(ENTRIES[key]):
        if left_out(key, "values", dtype):
            continue
        first, widest, seen = True, dtype == dtype_of(key), set[str]()
        for seed, sample in numbered(key, samples_of(key) if widest else OPS[key].samples):
            if not fits(sample, dtype):
                continue
            for layout in layouts_of(sample, LAYOUTS, seen) if widest else LAYOUTS:
                differentiate = grad and dtype in FLOATS + COMPLEX
                try:
                    theirs = run(torch, theirs_of, sample, dtype, layout, seed, grad=differentiate)
                except Refused:
                    if first:
                        break
                    continue
                first = False
                yield seed, sample, dtype, layout, differentiate, theirs
            if first:
                break


@contextmanager
def described(what: str) -> Iterator[None]:
    """An unexpected error says which call it came from."""
    try:
        yield
    except AssertionError:
        raise
    except Exception as error:
        raise RuntimeError(what) from error


@pytest.mark.parametrize("key", list(ENTRIES))
def test_values_and_gradients(key: str) -> None:
    entry, op = ENTRIES[key], OPS[key]
    writes = entry.inplace == "only" or entry.kind == update
    compared = gradients_compared = 0
    for seed, sample, dtype, layout, grad, (theirs, their_leaves, their_args) in calls(
        key, reference(entry, key), not writes
    ):
        what = f"{seed} {dtype} {layout} {sample.args} {sample.kwargs}"
        with described(what):
            ours, our_leaves, our_args = run(fl, callee(key), sample, dtype, layout, seed, grad=grad)
            compare(ours, theirs, VALUE_ULPS, what, values=not op.shapes_only)
            for a, b in zip(our_args, their_args, strict=True):  # what a call writes to besides its result
                if isinstance(b, torch.Tensor):
                    compare(a, b, VALUE_ULPS, f"{what}: argument after the call")
            if grad and not left_out(key, "gradients", dtype):
                gradients_compared += gradients(key, ours, theirs, our_leaves, their_leaves, what)
        compared += 1
    assert compared, "PyTorch refused every sample: the reference is wrong"
    assert gradients_compared or writes or key in NO_GRADIENTS or not differentiable(entry), "no gradient was compared"


def differentiable(entry: Any) -> bool:
    """Whether the op has derivatives to offer: by its rules, or for a composite by the table."""
    if entry.kind == "composite":
        return OPS[key_of(entry)].judged
    return any(entry.vjp.values())


CHEBYSHEV = [f"{shift}chebyshev_polynomial_{kind}" for shift in ("", "shifted_") for kind in "tuvw"]
BESSEL = [
    *("bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "modified_bessel_k0", "modified_bessel_k1"),
    *("scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0", "airy_ai"),
]
# What PyTorch offers without derivatives.
WITHOUT = [f"special.{name}" for name in (*CHEBYSHEV, *BESSEL, "hermite_polynomial_h", "hermite_polynomial_he")]
MADE_OF_THEM = [
    f"special.{name}"
    for name in ("modified_bessel_i0", "modified_bessel_i1", "laguerre_polynomial_l", "legendre_polynomial_p")
]

# Differentiable entries of which no gradient can be compared here, and why.
NO_GRADIENTS = {
    **dict.fromkeys([*WITHOUT, *MADE_OF_THEM, "airy_ai_slope"], "PyTorch has none"),
    "floor_divide": "PyTorch refuses",
    **dict.fromkeys(
        ("as_strided_scatter", "native_batch_norm", "pdist", "view_as_real_copy"),
        "wrong or missing in PyTorch (NOT_COMPARED)",
    ),
    "polygamma": "good to 1e-9 only in PyTorch",
    **dict.fromkeys(("binomial_each", "binomial"), "PyTorch refuses"),
    "_standard_gamma": "good to 1e-3 only in PyTorch",
    "_sample_dirichlet": "good to 1e-3 only in PyTorch",
    "standard_gamma_grad": "it has none",
    "dirichlet_grad": "it has none",
    **dict.fromkeys(
        ("cholesky_solve", "cholesky_inverse"), "PyTorch's is of another function: not of what is read alone"
    ),
    **dict.fromkeys(("linalg.cond", "vander"), "PyTorch's backward pass fails"),
}


IN_PLACE = [
    key
    for key, entry in ENTRIES.items()
    if entry.inplace_function is not None
    and entry.inplace != "only"
    and entry.method
    and hasattr(torch.Tensor, f"{entry.method}_")
    and OPS[key].writes
]


@pytest.mark.parametrize("key", IN_PLACE)
def test_in_place(key: str) -> None:
    """The form that writes into its first argument: result, identity, the gradient through it."""
    name = f"{ENTRIES[key].method}_"

    def written(first: Any, *rest: Any, **kwargs: Any) -> Any:
        if not hasattr(first, "clone"):
            raise TypeError("a number has no in-place form")
        target = first.clone()
        result = getattr(target, name)(*rest, **kwargs)
        assert result is target
        return result

    for seed, sample, dtype, layout, grad, (theirs, their_leaves, _) in calls(key, written):
        what = f"{name} {seed} {dtype} {layout} {sample.args} {sample.kwargs}"
        with described(what):
            ours, our_leaves, _ = run(fl, written, sample, dtype, layout, seed, grad=grad)
            compare(ours, theirs, VALUE_ULPS, what)
            if grad and not (left_out(key, "gradients", dtype) or left_out(key, "in-place gradients", dtype)):
                gradients(key, ours, theirs, our_leaves, their_leaves, what)


def accepts_out(key: str) -> bool:
    """Whether PyTorch's function of that name takes ``out=`` for the first sample."""
    entry = ENTRIES[key]
    if not entry.namespaces or entry.inplace == "only" or OPS[key].shapes_only:
        return False
    args, kwargs = Maker(torch, "float32", seed="out").call_arguments(OPS[key].samples[0])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = reference(entry, key)(*args, **kwargs)
            outs = tuple(torch.empty_like(r) for r in tensors_of(result))
            reference(entry, key)(*args, **kwargs, out=outs if isinstance(result, tuple) else outs[0])
    except (TypeError, RuntimeError, NotImplementedError, ValueError, IndexError):
        return False
    return True


@pytest.mark.filterwarnings("ignore:.*is deprecated")
@pytest.mark.parametrize("key", [key for key in ENTRIES if accepts_out(key)])
def test_out(key: str) -> None:
    """``out=`` is written, resized when empty, returned; a dtype that cannot hold the result, or is not that of it, is
    refused.
    """
    entry, sample = ENTRIES[key], OPS[key].samples[0]
    args, kwargs = Maker(fl, "float32", seed="out").call_arguments(sample)
    fl.manual_seed(3)
    answer = entry.function(*args, **kwargs)
    expected, several = tensors_of(answer), isinstance(answer, tuple)
    for start in (tuple(map(fl.empty_like, expected)), tuple(fl.empty(0, dtype=e.dtype) for e in expected)):
        fl.manual_seed(3)
        result = entry.function(*args, **kwargs, out=start if several else start[0])
        assert result is (start if several else start[0])
        for r, e in zip(start, expected, strict=True):
            assert bool((r == e).all())
            assert r.shape == e.shape
    if expected[0].dtype == fl.float32:
        if any(p[0] == "pin_memory" for p in entry.parameters):  # what makes tensors makes them of the dtype of out=
            wider = fl.empty(expected[0].shape, dtype=fl.float64)
            assert entry.function(*args, **kwargs, out=wider) is wider
            return
        wrong = tuple(fl.empty(e.shape, dtype=fl.int64) for e in expected)
        with pytest.raises(
            (RuntimeError, TypeError),
            match=r"can't be cast|Expected out tensor to have dtype|(needs|requires) a floating",
        ):
            entry.function(*args, **kwargs, out=wrong if several else wrong[0])


# Nodes whose name differs from PyTorch's, and why.
OTHER_NAMES = {
    **dict.fromkeys(WITHOUT, "PyTorch has none"),
    "special.ndtr": "PyTorch's is made of several ops",
    "floor_divide": "PyTorch's node there only refuses",
    "matmul": "one op for all ranks, named as for matrices; the first sample is of vectors, PyTorch's Dot",
    "fill": "one op for numbers and tensors, FillBackward0; PyTorch numbers the overload with a tensor 1",
}


@pytest.mark.parametrize(
    "key",
    [
        key
        for key, e in ENTRIES.items()
        if e.kind != "composite" and any(e.vjp.values()) and (e.namespaces or e.method) and e.inplace != "only"
    ],
)
def test_node_names(key: str) -> None:
    """``grad_fn`` carries the name PyTorch prints."""
    entry = ENTRIES[key]
    dtype = "float64" if any(fits(sample, "float64") for sample in OPS[key].samples) else "complex128"
    sample = next(sample for sample in OPS[key].samples if fits(sample, dtype))
    try:
        theirs, _, _ = run(torch, reference(entry, key), sample, dtype, "contiguous", key, grad=True)
    except Refused:
        pytest.skip("PyTorch refuses the first sample")
    ours, _, _ = run(fl, entry.function, sample, dtype, "contiguous", key, grad=True)
    names = [[out.grad_fn.name() for out in tensors_of(result) if out.grad_fn is not None] for result in (ours, theirs)]
    if key in OTHER_NAMES:
        assert names[0] != names[1], "the names agree by now: take the op off OTHER_NAMES"
    else:
        assert names[0] == names[1]
