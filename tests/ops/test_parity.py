"""Every op beside PyTorch's: values, dtypes, shapes, gradients with a random cotangent, names of nodes, in-place and out= forms.

Over dtypes and memory layouts, on the samples of samples.py. PyTorch is the specification: where it computes, so must we;
where it refuses a dtype there is nothing to compare with.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - the comparison needs both
from flambeau.ops.define import registry  # noqa: E402
from operands import ALL_DTYPES, COMPLEX, FLOATS, LAYOUTS, Maker, Sample, fits, numbered, tensors_of  # noqa: E402
from references import reference  # noqa: E402
from samples import OPS, key_of  # noqa: E402

ENTRIES = {key_of(entry): entry for entry in registry}
EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52, "complex64": 2.0**-23, "complex128": 2.0**-52}

# Two correct libraries differ by their rounding: a few ulp per function, and for sums a few ulp of the largest term (the
# absolute part, relative to the largest element). Gradients take several functions, in another order in each library.
VALUE_ULPS, GRADIENT_ULPS = 16.0, 64.0


def name_of(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def as_numpy(tensor: Any) -> np.ndarray[Any, Any]:
    """The elements, exactly, in a dtype NumPy has."""
    tensor = tensor.detach()
    if name_of(tensor.dtype) in ("float16", "bfloat16"):
        tensor = tensor.to(tensor.__class__.__module__ and (fl if isinstance(tensor, fl.Tensor) else torch).float32)
    if not isinstance(tensor, fl.Tensor):
        tensor = tensor.resolve_conj().resolve_neg()
    return np.asarray(tensor.contiguous().numpy())


def assert_same(ours: Any, theirs: Any, ulps: float, what: str, *, values: bool = True) -> None:
    """Same shape and dtype; equal elements, or for inexact dtypes within rounding."""
    assert tuple(ours.shape) == tuple(theirs.shape), f"{what}: shape {tuple(ours.shape)}, PyTorch's {tuple(theirs.shape)}"
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
    assert np.allclose(a, b, rtol=ulps * eps, atol=ulps * eps * max(largest, 1e-3), equal_nan=True), \
        f"{what}: off by {np.nanmax(np.abs(a - b)) / eps / max(largest, 1e-3):.3g} ulp\n{a}\nPyTorch's:\n{b}"


def compare(ours: Any, theirs: Any, ulps: float, what: str, *, values: bool = True) -> None:
    """`assert_same` through tuples and lists."""
    if isinstance(theirs, (tuple, list)):
        assert isinstance(ours, (tuple, list)), f"{what}: {type(ours).__name__}, PyTorch's is {type(theirs).__name__}"
        assert len(ours) == len(theirs), f"{what}: {len(ours)} results, PyTorch's {len(theirs)}"
        for k, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            compare(a, b, ulps, f"{what}[{k}]", values=values)
    elif isinstance(theirs, torch.Tensor):
        assert_same(ours, theirs, ulps, what, values=values)
    else:
        assert ours == theirs, f"{what}: {ours}, PyTorch's {theirs}"


class Refused(Exception):
    """PyTorch does not take the call in this dtype."""


def run(library: Any, function: Any, sample: Sample, dtype: str, layout: str, seed: str, *, grad: bool) -> tuple[Any, list[Any], list[Any]]:
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
    rng = np.random.default_rng(abs(hash(seed)) % 2**32)
    pairs = []
    for out in outputs:
        drawn = rng.standard_normal(tuple(out.shape))
        if name_of(out.dtype) in COMPLEX:
            drawn = drawn + 1j * rng.standard_normal(tuple(out.shape))
        dtype = name_of(out.dtype)
        pairs.append(tuple(lib.from_numpy(np.asarray(drawn)).to(getattr(lib, dtype)) for lib in (fl, torch)))
    return pairs


def gradients(ours: Any, theirs: Any, our_leaves: list[Any], their_leaves: list[Any], what: str) -> None:
    """Gradients with the same random cotangents agree; so do the nodes' names."""
    our_outs, their_outs = tensors_of(ours), tensors_of(theirs)
    which = [k for k, out in enumerate(their_outs) if out.requires_grad and out.grad_fn is not None]
    if not which:
        return
    missing = [k for k in which if not our_outs[k].requires_grad]
    assert not missing, f"{what}: outputs {missing} do not require grad; PyTorch's do, by {their_outs[missing[0]].grad_fn.name()}"
    pairs = cotangents([their_outs[k] for k in which], what)
    ours_g = fl.autograd.grad([our_outs[k] for k in which], our_leaves, [u for u, _ in pairs], allow_unused=True)
    theirs_g = torch.autograd.grad([their_outs[k] for k in which], their_leaves, [u for _, u in pairs], allow_unused=True)
    for k, (a, b) in enumerate(zip(ours_g, theirs_g, strict=True)):
        if b is None or a is None:  # "no path" and zeros mean the same here; which of the two is the engine tests' business
            nonzero = a if b is None else b
            assert nonzero is None or not nonzero.numel() or not bool((nonzero != 0).any()), f"{what}: gradient {k} is {a}, PyTorch's {b}"
        else:
            assert_same(a, b, GRADIENT_ULPS, f"{what}: gradient {k}")


@pytest.mark.parametrize("key", list(ENTRIES))
def test_values_and_gradients(key: str) -> None:
    entry, op = ENTRIES[key], OPS[key]
    theirs_of = reference(entry, key)
    ours_of = entry.inplace_function if entry.inplace == "only" else entry.function
    compared = 0
    for dtype in ALL_DTYPES:
        for seed, sample in numbered(key, op.samples):
            if not fits(sample, dtype):
                continue
            for layout in LAYOUTS:
                grad = dtype in FLOATS + COMPLEX and entry.inplace != "only"
                try:
                    theirs, their_leaves, their_args = run(torch, theirs_of, sample, dtype, layout, seed, grad=grad)
                except Refused:
                    continue
                what = f"{seed} {dtype} {layout} {sample.args} {sample.kwargs}"
                try:
                    ours, our_leaves, our_args = run(fl, ours_of, sample, dtype, layout, seed, grad=grad)
                    compare(ours, theirs, VALUE_ULPS, what, values=not op.shapes_only)
                    for a, b in zip(our_args, their_args, strict=True):  # what a call writes to besides its result
                        if isinstance(b, torch.Tensor):
                            compare(a, b, VALUE_ULPS, f"{what}: argument after the call")
                    if grad:
                        gradients(ours, theirs, our_leaves, their_leaves, what)
                except AssertionError:
                    raise
                except Exception as error:
                    raise RuntimeError(what) from error
                compared += 1
    assert compared, "PyTorch refused every sample: the reference is wrong"
