"""``assert_close``: are two numbers, tensors or containers of them equal within a tolerance, and if not, where?"""

from __future__ import annotations

import cmath
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import _core
from .. import _functions as ops
from .._core import Tensor

# (relative, absolute) by dtype; everything else is compared exactly.
DEFAULT_TOLERANCES = {
    _core.float16: (1e-3, 1e-5),
    _core.bfloat16: (1.6e-2, 1e-5),
    _core.float32: (1.3e-6, 1e-5),
    _core.float64: (1e-7, 1e-7),
    _core.complex64: (1.3e-6, 1e-5),
    _core.complex128: (1e-7, 1e-7),
}
_DTYPE_OF_NUMBER = {bool: _core.bool, int: _core.int64, float: _core.float64, complex: _core.complex128}

Message = str | Callable[[str], str] | None


class _Options(NamedTuple):
    allow_subclasses: bool
    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_device: bool
    check_dtype: bool
    check_layout: bool
    check_stride: bool

    def tolerances(self, *dtypes: Any) -> tuple[float, float]:
        """The tolerances given, else the widest of the dtypes' defaults."""
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        defaults = [DEFAULT_TOLERANCES.get(dtype, (0.0, 0.0)) for dtype in dtypes]
        return max(rtol for rtol, _ in defaults), max(atol for _, atol in defaults)


class _MismatchError(Exception):
    """What differs, and at which keys and positions of the containers it was found."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
        self.path: list[Any] = []

    def message(self) -> str:
        if not self.path:
            return self.text
        return f"{self.text}\n\nThe failure occurred for item {''.join(f'[{key!r}]' for key in reversed(self.path))}"


def _allowed(tolerance: float, shown: bool) -> str:
    return f" (up to {tolerance} allowed)" if shown else ""


# Numbers ------------------------------------------------------------------------------------------------------------


def _compare_numbers(actual: Any, expected: Any, options: _Options) -> None:
    if options.check_dtype and type(actual) is not type(expected):
        raise _MismatchError(f"The (d)types do not match: {type(actual)} != {type(expected)}.")
    rtol, atol = options.tolerances(_DTYPE_OF_NUMBER[type(actual)], _DTYPE_OF_NUMBER[type(expected)])
    _compare_values(actual, expected, rtol, atol, options.equal_nan)


def _compare_values(actual: Any, expected: Any, rtol: float, atol: float, equal_nan: bool) -> None:
    """Two Python numbers, or the numbers of two 0-d tensors."""
    if actual == expected or (equal_nan and cmath.isnan(actual) and cmath.isnan(expected)):
        return
    difference = abs(actual - expected)
    if cmath.isfinite(difference) and difference <= atol + rtol * abs(expected):
        return
    relative = difference / abs(expected) if expected else math.inf
    tolerant = bool(rtol or atol)
    raise _MismatchError(
        f"Scalars are not {'close' if tolerant else 'equal'}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {difference}{_allowed(atol, tolerant)}\n"
        f"Relative difference: {relative}{_allowed(rtol, tolerant)}"
    )


# Tensors ------------------------------------------------------------------------------------------------------------


def _check_attribute(name: str, actual: Any, expected: Any) -> None:
    if actual != expected:
        raise _MismatchError(f"The values for attribute '{name}' do not match: {actual} != {expected}.")


def _compare_tensors(actual: Tensor, expected: Tensor, options: _Options) -> None:
    _check_attribute("shape", actual.shape, expected.shape)
    if options.check_device:
        _check_attribute("device", actual.device, expected.device)
    if options.check_dtype:
        _check_attribute("dtype", actual.dtype, expected.dtype)
    if options.check_stride:
        _check_attribute("stride()", actual.stride(), expected.stride())
    rtol, atol = options.tolerances(actual.dtype, expected.dtype)
    actual, expected = actual.detach(), expected.detach()
    if actual.dtype != expected.dtype:
        common = _core.promote_types(actual.dtype, expected.dtype)
        actual, expected = actual.to(common), expected.to(common)
    matches = ops.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=options.equal_nan)
    if bool(matches.all().item()):
        return
    if actual.dim() == 0:
        _compare_values(actual.item(), expected.item(), rtol, atol, options.equal_nan)
    raise _MismatchError(_describe(actual, expected, matches, rtol, atol))


def _describe(actual: Tensor, expected: Tensor, matches: Tensor, rtol: float, atol: float) -> str:
    """How many elements differ, and the largest absolute and relative difference with their places."""
    if not (actual.dtype.is_floating_point or actual.dtype.is_complex):
        actual, expected = actual.to(_core.int64), expected.to(_core.int64)
    total, wrong = matches.numel(), int((~matches).sum().item())
    absolute = (actual - expected).abs()
    relative = absolute / expected.abs()
    tolerant = bool(rtol or atol)
    lines = [
        f"Tensor-likes are not {'close' if tolerant else 'equal'}!\n",
        f"Mismatched elements: {wrong} / {total} ({wrong / total:.1%})",
    ]
    for name, difference, tolerance in (("absolute", absolute, atol), ("relative", relative, rtol)):
        only_wrong = ops.where(matches, ops.zeros_like(difference), difference).reshape(-1)
        place = int(only_wrong.argmax().item())
        value, index = only_wrong[place].item(), _index(place, tuple(actual.shape))
        lines.append(f"Greatest {name} difference: {value} at index {index}{_allowed(tolerance, tolerant)}")
    return "\n".join(lines)


def _index(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The position in each dimension of the element number `place`."""
    index: list[int] = []
    for size in reversed(shape):
        place, position = divmod(place, size)
        index.append(position)
    return tuple(reversed(index))


# Anything -------------------------------------------------------------------------------------------------------------


def _as_tensor(value: Any) -> Any:
    """A NumPy array as a tensor, anything else as it is."""
    if type(value).__module__ == "numpy" and hasattr(value, "__array__"):
        return ops.as_tensor(value)
    return value


def _compare(actual: Any, expected: Any, options: _Options) -> None:
    kinds = type(actual), type(expected)
    if actual is None or expected is None:
        if actual is not expected:
            raise _MismatchError(f"None mismatch: {actual} is not {expected}")
    elif bool in kinds and all(kind in _DTYPE_OF_NUMBER for kind in kinds):
        if actual is not expected:
            raise _MismatchError(f"Booleans mismatch: {actual} is not {expected}")
    elif all(kind in _DTYPE_OF_NUMBER for kind in kinds):
        _compare_numbers(actual, expected, options)
    elif all(isinstance(value, Mapping) for value in (actual, expected)):
        _compare_mappings(actual, expected, options)
    elif all(isinstance(value, Sequence) and not isinstance(value, str | bytes) for value in (actual, expected)):
        _compare_sequences(actual, expected, options)
    else:
        arrays = _as_tensor(actual), _as_tensor(expected)
        related = issubclass(kinds[0], kinds[1]) or issubclass(kinds[1], kinds[0])
        if not (all(isinstance(value, Tensor) for value in arrays) and related) or (
            not options.allow_subclasses and kinds[0] is not kinds[1]
        ):
            raise TypeError(f"No comparison pair was able to handle inputs of type {kinds[0]} and {kinds[1]}.")
        _compare_tensors(*arrays, options)


def _compare_within(key: Any, actual: Any, expected: Any, options: _Options) -> None:
    try:
        _compare(actual, expected, options)
    except _MismatchError as mismatch:
        mismatch.path.append(key)
        raise


def _compare_mappings(actual: Mapping[Any, Any], expected: Mapping[Any, Any], options: _Options) -> None:
    missing, additional = expected.keys() - actual.keys(), actual.keys() - expected.keys()
    if missing or additional:
        raise _MismatchError(
            "The keys of the mappings do not match:\n"
            f"Missing keys in the actual mapping: {sorted(missing)}\n"
            f"Additional keys in the actual mapping: {sorted(additional)}"
        )
    for key, value in actual.items():
        _compare_within(key, value, expected[key], options)


def _compare_sequences(actual: Sequence[Any], expected: Sequence[Any], options: _Options) -> None:
    if len(actual) != len(expected):
        raise _MismatchError(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
    for position, pair in enumerate(zip(actual, expected, strict=True)):
        _compare_within(position, *pair, options)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: Message = None,
) -> None:
    """Raise unless ``|actual - expected| <= atol + rtol * |expected|`` everywhere.

    Args:
        actual: a number, a tensor, a NumPy array, None, or sequences and mappings of such.
        expected: the same, of the same structure.
        allow_subclasses: whether one tensor may be of a subclass of the other's type.
        rtol: the relative tolerance. Left out (with `atol`), it depends on the dtypes; the widest counts: float16 1e-3,
            bfloat16 1.6e-2, float32 and complex64 1.3e-6, float64 and complex128 1e-7, others 0.
        atol: the absolute tolerance; float16, bfloat16, float32 and complex64 1e-5, float64 and complex128 1e-7.
        equal_nan: whether two NaNs are equal.
        check_device: also compare devices.
        check_dtype: also compare dtypes; if False, both are converted to their common type.
        check_layout: kept for PyTorch's signature; every tensor here is strided.
        check_stride: also compare strides.
        msg: the error's text, or a function that makes it from the text it would be.

    Raises: AssertionError where they are not close, saying how many elements differ, and where most; TypeError for
        things that cannot be compared; ValueError for one tolerance without the other.

    >>> import flambeau
    >>> assert_close(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 2.0 + 1e-6]))
    >>> assert_close(1.0, 1.1)
    Traceback (most recent call last):
    AssertionError: Scalars are not close!
    ...
    """
    if (rtol is None) != (atol is None):
        absent = "rtol" if rtol is None else "atol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {absent}.")
    options = _Options(allow_subclasses, rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride)
    try:
        _compare(actual, expected, options)
        return
    except _MismatchError as mismatch:
        text = mismatch.message()
    # Raised here so that the traceback ends at the caller's line, not deep in the comparison.
    raise AssertionError(msg(text) if callable(msg) else text if msg is None else msg)


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """The former name of :func:`assert_close`: converts both to tensors first, and compares values only.

    Raises: AssertionError where they are not close.

    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     assert_allclose([1.0, 2.0], [1.0, 2.0])
    """
    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12. "
        "Please use `torch.testing.assert_close()` instead.",
        FutureWarning,
        stacklevel=2,
    )
    actual = actual if isinstance(actual, Tensor) else ops.tensor(actual)
    expected = expected if isinstance(expected, Tensor) else ops.tensor(expected, dtype=actual.dtype)
    options: dict[str, Any] = {"check_device": True, "check_dtype": False, "check_stride": False}
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, msg=msg or None, **options)
