"""Numbers that do not fit a dtype: every op that takes a number refuses, wraps or rounds them as PyTorch does."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from operands import COMPLEX, Maker, Sample, fits, tensors_of  # noqa: E402
from references import reference  # noqa: E402
from samples import OPS, key_of  # noqa: E402

import flambeau as fl  # noqa: E402 - only where there is something to compare with
from flambeau.ops.define import registry  # noqa: E402

DTYPES = ("bool", "uint8", "int8", "int64", "float16", "bfloat16", "float32", "complex64")
NUMBERS = (300, -1, -200, 2**40, 1e6, 1e39, -1e39, math.inf, math.nan, -1.5, 1j, 1e300j)
ENTRIES = {
    key_of(entry): entry
    for entry in registry
    if entry.function and entry.namespaces and "Number" in str(entry.signature.__annotations__)
}

# Where we differ on purpose.
DIFFERENT = {
    "isin": "takes truth values and complex numbers, which PyTorch does not",
    "searchsorted": "complex numbers are refused with another class",
    "bucketize": "the same",
    "arange": "ranges of 10**12 elements, and complex ends",
    "special.zeta": "16-bit floats are taken, which PyTorch refuses",
    "random_": "draws",
    "renorm": "PyTorch makes an order beyond the dtype infinite, and then takes numbers to that power",
    "segment_reduce": "an initial value beyond the dtype is infinite, as in full",
    "normal": "draws",
    "nn.functional.gaussian_nll_loss": "integers have a loss with the constant too, which PyTorch cannot add to them",
    **{key: "PyTorch computes 2**40 terms for that degree" for key in ENTRIES if "_polynomial_" in key},
}
# Where PyTorch takes real numbers only, and we complex ones too.
TAKE_COMPLEX = {"nn.functional.pad", "trapezoid", "trapz"}


def numbered_calls(key: str, dtype: str) -> list[tuple[Sample, str | int]]:
    """The samples that pass a number where the op takes one, and the place of that argument."""
    signature = inspect.signature(ENTRIES[key].signature).parameters
    names, kinds = list(signature), [str(p.annotation) for p in signature.values()]
    found: list[tuple[Sample, str | int]] = []
    for sample in OPS[key].samples:
        if not fits(sample, dtype):
            continue
        places: list[str | int] = [
            k for k, value in enumerate(sample.args) if is_number(value) and "Number" in kinds[k]
        ]
        numbers = [name for name, kind in zip(names, kinds, strict=True) if "Number" in kind]
        places += [name for name, value in sample.kwargs.items() if is_number(value) and name in numbers]
        found += [(sample, place) for place in places if place not in [p for _, p in found]]
    return found


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | complex)


def with_number(sample: Sample, place: str | int, number: Any) -> Sample:
    if isinstance(place, str):
        return Sample(sample.args, {**sample.kwargs, place: number})
    return Sample((*sample.args[:place], number, *sample.args[place + 1 :]), sample.kwargs)


def outcome(library: Any, function: Callable[..., Any], sample: Sample, dtype: str) -> Any:
    args, kwargs = Maker(library, dtype, seed="numbers").call_arguments(sample)
    library.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = tensors_of(function(*args, **kwargs))[0]
        except (RuntimeError, TypeError, ValueError, IndexError, MemoryError) as error:
            return error
    exact = not (result.dtype.is_floating_point or result.dtype.is_complex)
    wide = result if exact else result.to(library.complex128)
    return str(result.dtype).removeprefix("torch."), wide.resolve_conj().numpy()


def agrees(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Exception) or isinstance(theirs, Exception):
        return isinstance(ours, Exception) and isinstance(theirs, Exception)
    # Not the last digits, and of overflowing complex products only that they overflow: those are other tests' business.
    finite = np.isfinite(ours[1]) & np.isfinite(theirs[1])
    largest = float(np.abs(theirs[1][finite]).max(initial=0))
    same = np.allclose(ours[1][finite], theirs[1][finite], rtol=0.02, atol=0.02 * largest)
    return ours[0] == theirs[0] and same and (ours[0] in COMPLEX or bool((finite == np.isfinite(theirs[1])).all()))


def test_assignments_refuse_what_the_dtype_cannot_hold():
    for dtype, number in (("int8", 300), ("int64", math.inf), ("int32", 2**40), ("float32", 1j), ("uint8", -1.5)):
        z = fl.zeros(3, dtype=getattr(fl, dtype))
        for index in (0, slice(None), fl.tensor([True, False, True]), fl.tensor([0, 2])):
            with pytest.raises(RuntimeError, match="value cannot be converted to type"):
                z[index] = number
        assert z.tolist() == [0, 0, 0]


def test_what_wraps_or_becomes_infinite():
    assert fl.full((1,), 1e6, dtype=fl.float16).item() == math.inf
    assert fl.tensor([-1], dtype=fl.uint8).item() == 255
    half = fl.zeros(2, dtype=fl.float16)
    half[:] = 1e6
    assert half.tolist() == [math.inf, math.inf]
    with pytest.raises(RuntimeError, match="without overflow"):
        fl.full((2,), 1e6, dtype=fl.float16)  # as PyTorch: only a single element may round to infinity


def test_searching_for_a_number_does_not_cut_its_fraction_off():
    assert fl.searchsorted(fl.tensor([1, 2, 3]), 2.5).item() == 2
    assert fl.searchsorted(fl.tensor([1, 2, 3], dtype=fl.uint8), 300).item() == 3


@pytest.mark.parametrize("key", [key for key in ENTRIES if key not in DIFFERENT])
def test_numbers_out_of_range(key: str) -> None:
    compared = 0
    for dtype in DTYPES:
        for sample, place in numbered_calls(key, dtype):
            for number in NUMBERS:
                if isinstance(number, complex) and (dtype == "float16" or key in TAKE_COMPLEX):
                    continue  # there is no complex32 here
                changed = with_number(sample, place, number)
                theirs = outcome(torch, reference(ENTRIES[key], key), changed, dtype)
                ours = outcome(fl, ENTRIES[key].function, changed, dtype)
                assert agrees(ours, theirs), f"{dtype} {changed.args} {changed.kwargs}: {ours}\nPyTorch's: {theirs}"
                compared += 1
    if not compared:
        pytest.skip("no sample gives a number")


def test_a_margin_is_a_float_also_beside_integers() -> None:
    loss = fl.nn.functional.margin_ranking_loss(fl.tensor([1, 2]), fl.tensor([3, 1]), fl.tensor([1, 1]))
    assert (loss.item(), loss.dtype) == (1.0, fl.float32)
