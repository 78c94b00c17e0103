"""What every elementwise kernel computes, in wider arithmetic, and how far from it a result may be.

One row per kernel of the core's table; test_elementwise.py fails for a kernel without one. The bounds are ulps of the
right value: the largest error measured on the numbers of inputs.py over all instruction sets, rounded up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest
from wide import PI, WIDE, Array, from_mpmath

import flambeau as fl
from flambeau.ops.define import registry

EXACT = 0.5  # ulps: correctly rounded
FEW = 1200
ENTRIES = {entry.kernel: entry.function for entry in registry if entry.kernel}


@dataclass(frozen=True)
class Row:
    """The right value, how to call the kernel, and the bounds for real and for complex numbers."""

    right: Callable[..., Any]  # of wide operands
    real: float  # ulps, float32 and float64
    complex: float  # ulps of the size of the right value
    operands: int = 1
    call: Callable[..., Any] | None = None  # by default the entry that names the kernel
    scale: Callable[..., Any] | None = None  # a sum whose terms may cancel: the terms, of whose size ulps are counted
    numbers: int = 24_000  # to try; FEW where the right value takes long to find
    native: bool = False  # `right` takes the operands as they are: what is computed depends on their rounding
    signs: bool = True  # zeros have their sign
    domain: Callable[..., Any] | None = None  # brings operands to where the function is judged


ROWS: dict[str, Row] = {}


def row(name: str, right: Callable[..., Any], real: float = EXACT, complex: float = EXACT, **more: Any) -> None:
    ROWS[name] = Row(right, real, complex, **more)


def exact(operands: int, right_of: dict[str, Callable[..., Any]], **more: Any) -> None:
    """Kernels that round once at most."""
    for name, right in right_of.items():
        row(name, right, operands=operands, **more)


def entry(name: str, *numbers: Any, **keywords: Any) -> Callable[..., Any]:
    """The op behind a kernel, with what follows the operands."""
    return lambda *x: ENTRIES[name](*x, *numbers, **keywords)


def whole_too(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """A rounding that leaves integers as they are."""
    return lambda x: function(x) if x.dtype.kind in "fc" else x


def tame(*x: Array) -> tuple[Array, ...]:
    """Operands whose products and quotients stay far from overflow and are no 0 * inf."""
    if x[0].dtype.kind in "biuc":
        return x
    return tuple(np.where((np.abs(v) > 1e-9) & (np.abs(v) < 1e9), v, 1.5).astype(v.dtype) for v in x)


def _no_zero(*x: Array) -> tuple[Array, ...]:
    """The last operand is no complex zero: of infinity in which direction, the standard does not say."""
    return *x[:-1], np.where((x[-1] == 0) & (x[-1].dtype.kind == "c"), 1, x[-1]).astype(x[-1].dtype)


# --- arithmetic

exact(1, {"neg": np.negative, "conj": np.conj})
row("abs", np.abs, EXACT, 1)
exact(
    1,
    {
        name: whole_too(f)
        for name, f in (("floor", np.floor), ("ceil", np.ceil), ("round", np.rint), ("trunc", np.trunc))
    },
)
exact(1, {"frac": lambda x: x - np.trunc(x)}, signs=False)
exact(2, {"copysign": np.copysign, "gcd": np.gcd, "lcm": np.lcm})
exact(2, {"add": np.add, "sub": np.subtract})
exact(2, {"maximum": np.maximum, "minimum": np.minimum, "fmax": np.fmax, "fmin": np.fmin}, signs=False)
exact(2, {"clamp_min": np.maximum, "clamp_max": np.minimum}, signs=False)
exact(2, {"nextafter": np.nextafter}, native=True)
exact(2, {"heaviside": lambda x, at_zero: np.where(x == 0, at_zero, x > 0)})
exact(1, {"relu": lambda x: np.where(x < 0, 0, x)}, signs=False)
exact(1, {"sign": lambda x: x if x.dtype.kind == "b" else np.where(x == x, np.sign(x), 0)}, signs=False)
exact(3, {"clamp": lambda x, low, high: np.minimum(np.maximum(x, low), high)}, signs=False)
exact(1, {"hardtanh": lambda x: np.clip(x, 1, 4)}, call=entry("hardtanh", 1, 4), signs=False)
exact(1, {"nan_to_num": lambda x: np.where(np.isnan(x), 3, np.where(x == np.inf, 4, np.where(x == -np.inf, -5, x)))},
      call=entry("nan_to_num", 3.0, 4.0, -5.0))  # fmt: skip

row("mul", np.multiply, EXACT, 1.5, operands=2)
row("div", np.divide, EXACT, 4, operands=2, domain=_no_zero)
row("reciprocal", lambda x: 1 / x, EXACT, 4, domain=_no_zero)
row("square", np.square, EXACT, 1.5)
row("sqrt", np.sqrt, EXACT, 2)
row("rsqrt", lambda x: 1 / np.sqrt(x), 1.5, 4, domain=_no_zero)
row("sgn", lambda x: x if x.dtype.kind == "b" else np.where(x == x, np.sign(x), 0), EXACT, 2, signs=False)
row("div_floor", np.floor_divide, 2, operands=2, signs=False)
row("div_trunc", lambda a, b: np.trunc(a / b) if a.dtype.kind == "f" else _quotient(a, b), operands=2, native=True)
row("remainder", np.remainder, 1, operands=2, signs=False)
row("fmod", np.fmod, operands=2)
row("add_scaled", lambda a, b: a + 3 * b, 1, 2, operands=2, call=lambda a, b: fl.add(a, b, alpha=3), domain=tame,
    scale=lambda a, b: (a, 3 * b))  # fmt: skip
row("addcmul", lambda a, b, c: a + 3 * b * c, 2, 4, operands=3, call=entry("addcmul", value=3), domain=tame,
    scale=lambda a, b, c: (a, 3 * b * c))  # fmt: skip
row("addcdiv", lambda a, b, c: a + 3 * b / c, 2, 6, operands=3, call=entry("addcdiv", value=3), domain=tame,
    scale=lambda a, b, c: (a, 3 * b / c))  # fmt: skip
row("lerp", lambda a, b, w: a + w * (b - a), 4, 6, operands=3, domain=tame, scale=lambda a, b, w: (a, w * a, w * b))


def _in_16_bits(name: str, dtype: str) -> None:
    """Whole quotients of 16-bit floats, whose steps round as PyTorch's do, so that these are the right ones."""

    def quotient(lib: Any, a: Any, b: Any) -> Any:
        kind = getattr(lib, dtype)
        rounding = {"div_floor": "floor", "div_trunc": "trunc"}[name]
        return lib.div(a.to(kind), b.to(kind), rounding_mode=rounding).float()

    def narrowed(*x: Array) -> list[Array]:
        torch = pytest.importorskip("torch")
        return [torch.from_numpy(v).to(getattr(torch, dtype)).float().numpy() for v in x]

    def right(*x: Array) -> Array:
        torch = pytest.importorskip("torch")
        return np.asarray(quotient(torch, *map(torch.from_numpy, x)).numpy())

    kernel = f"{name}_{'half' if dtype == 'float16' else dtype}"
    row(kernel, right, operands=2, native=True, domain=narrowed, call=lambda *x: quotient(fl, *x), signs=False)


for _name in ("div_floor", "div_trunc"):
    for _dtype in ("float16", "bfloat16"):
        _in_16_bits(_name, _dtype)


def _quotient(a: Array, b: Array) -> Array:
    down = np.floor_divide(a, b)
    return down + ((down * b != a) & ((a < 0) != (b < 0)))


# --- bits, comparisons, predicates

exact(2, {"bitwise_and": np.bitwise_and, "bitwise_or": np.bitwise_or, "bitwise_xor": np.bitwise_xor})
exact(1, {"bitwise_not": np.bitwise_not})


def _shifted(left: bool) -> Callable[[Array, Array], Array]:
    def shift(a: Array, b: Array) -> Array:
        width = 8 * a.dtype.itemsize
        inside = (b >= 0) & (b < width)
        few = np.where(inside, b, 0).astype(a.dtype)
        if left:
            return np.where(inside, a << few, 0)
        return np.where(inside, a >> few, np.where(a < 0, -1, 0))

    return shift


exact(2, {"bitwise_left_shift": _shifted(True), "bitwise_right_shift": _shifted(False)}, native=True)
exact(2, {"eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater})
exact(2, {"ge": np.greater_equal, "logical_and": np.logical_and, "logical_or": np.logical_or})
exact(2, {"logical_xor": np.logical_xor})
exact(1, {"logical_not": np.logical_not, "isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite})
exact(1, {"isposinf": lambda x: x == np.inf, "isneginf": lambda x: x == -np.inf})
exact(1, {"signbit": lambda x: np.signbit(x) if x.dtype.kind == "f" else x < 0})
exact(2, {"where": lambda a, b: np.where(a == a, a, b)}, call=lambda a, b: ENTRIES["where"](a == a, a, b))

# --- exponentials, logarithms, powers


def _one_sheet(*x: Array) -> tuple[Array, ...]:
    """Complex numbers whose exponentials do not cancel, so that their sum has one logarithm."""
    return tuple((v.real + 1j * np.clip(v.imag, -1.4, 1.4)).astype(v.dtype) if v.dtype.kind == "c" else v for v in x)


def _log_of_sum(a: Array, b: Array) -> Array:
    """Of complex numbers: near the one with the larger real part."""
    most, least = np.where(a.real < b.real, b, a), np.where(a.real < b.real, a, b)
    ratio = np.exp(least - most)
    return most + _log1p(ratio.real, ratio.imag)


def _log1p(x: Array, y: Array) -> Array:
    return np.log1p(x * (2 + x) + y * y) / 2 + 1j * np.arctan2(y, 1 + x)


def _power(x: Array, y: Array) -> Array:
    """Of integers, which wrap; of what a negative exponent leaves, 1 and -1 have some."""
    wraps = np.array([pow(int(a), max(int(b), 0), 2**64) for a, b in zip(x, y, strict=True)], np.uint64).view(np.int64)
    parity = np.where(y % 2 == 0, 1, x)
    return np.where(y >= 0, wraps, np.where(np.abs(x) == 1, parity, 0))


def _powers(x: Array, y: Array) -> tuple[Array, Array]:
    """Complex numbers away from 0 ** 0, which is NaN in C, and from overflow."""
    if x.dtype.kind != "c":
        return x, y
    return np.where(np.abs(x) < 0.1, 1.5, x).astype(x.dtype), np.where(np.abs(y) > 8, 1.5j, y).astype(y.dtype)


row("xlogy", lambda x, y: np.where((x == 0) & ~np.isnan(y), 0, x * np.log(y)), 2, operands=2, signs=False)


ROOT_2PI = np.sqrt(2 * PI)
row("exp", np.exp, 1.2, 3)
row("exp2", np.exp2, 1.2, 100)
row("expm1", np.expm1, 2, 3)
row("log", np.log, 1, 3)
row("log2", np.log2, 2, 3)
row("log10", np.log10, 2.2, 3)
row("log1p", lambda x: np.log1p(x) if x.dtype.kind == "f" else _log1p(x.real, x.imag), 1.5, 3)
row("pow", lambda x, y: np.power(x, y) if x.dtype.kind in "fc" else _power(x, y), 1, 200, operands=2, domain=_powers)
row("sigmoid", lambda x: 1 / (1 + np.exp(-x)), 2.5, 16)
row("logaddexp", lambda a, b: np.logaddexp(a, b) if a.dtype.kind == "f" else _log_of_sum(a, b), 3, 8,
    operands=2, domain=_one_sheet,
    scale=lambda a, b: (np.ones_like(a),))  # fmt: skip

# --- trigonometric and hyperbolic functions

row("sin", np.sin, 1.7, 3)
row("cos", np.cos, 1.7, 3)
row("tan", np.tan, 4, 5.5)
row("sinc", lambda x: np.where(x == 0, 1, _sin_pi(x) / (PI * x)), 4, 4, scale=lambda x: (np.sin(PI * x) / (PI * x),)
    if x.dtype.kind == "f" else (np.cosh(PI * x.imag),))  # fmt: skip


def _sin_pi(x: Array) -> Array:
    whole = np.rint(x.real)
    return np.sin(PI * (x - whole)) * np.where(np.rint(whole / 2) * 2 == whole, 1, -1)


row("asin", np.arcsin, 1.5, 4)
row("acos", np.arccos, 1.5, 4)
row("atan", np.arctan, 1.6, 4)
row("sinh", np.sinh, 2.5, 4)
row("cosh", np.cosh, 2, 4)
row("tanh", np.tanh, 3, 5.5)
row("asinh", np.arcsinh, 2, 4)
row("acosh", np.arccosh, 2, 4)
row("atanh", np.arctanh, 2, 4)
row("atan2", np.arctan2, 3, operands=2)
row("hypot", np.hypot, 1, operands=2)
row("angle", lambda x: np.where(np.isnan(x), np.nan, np.angle(x)), EXACT, 1.5, signs=False)

# --- special functions


def _gamma_domain(x: Array) -> list[Array]:
    """Between the poles, and where mpmath is quick."""
    near = np.clip(np.where(np.isnan(x), 1, x), -30, 1e6)
    return [np.where((near <= 0) & (np.rint(near) == near), near + 0.375, near).astype(x.dtype)]


row("erf", from_mpmath(mpmath.erf), 2.6, numbers=FEW)
row("erfc", from_mpmath(mpmath.erfc), 4, numbers=FEW, domain=lambda x: [np.clip(x, -40, 40)])
row("erfinv", from_mpmath(mpmath.erfinv), 2, numbers=FEW)
row("lgamma", from_mpmath(lambda x: mpmath.re(mpmath.loggamma(x))), 4, numbers=FEW, domain=_gamma_domain)
row("digamma", from_mpmath(mpmath.digamma), 4, numbers=FEW, domain=_gamma_domain,
    scale=lambda x: (np.log(np.abs(x) + 10), np.where(x < 0, PI / np.tan(PI * x), 1)))  # fmt: skip
row("polygamma", from_mpmath(lambda x: mpmath.polygamma(2, x)), 4, numbers=FEW // 2, domain=_gamma_domain,
    call=lambda x: fl.polygamma(2, x), scale=lambda x: (np.where(x < 0, 2 / (x - np.rint(x)) ** 3, 0),))  # fmt: skip


def _shapes_and_points(a: Array, x: Array, *more: Array) -> list[Array]:
    """Shapes from 0.01 to 100, and points within a few times of them."""
    shape = np.clip(np.abs(np.where(np.isfinite(a), a, 1)), 0.01, 100).astype(a.dtype)
    ratio = np.clip(np.abs(np.where(np.isfinite(x), x, 1)), 0.2, 4).astype(x.dtype)
    return [shape, shape * ratio]


def _gamma_slope(a: Any, x: Any) -> Any:
    """``-(dF/da) / p`` of the gamma distribution, from the side of the smaller tail."""
    density = mpmath.exp((a - 1) * mpmath.log(x) - x - mpmath.loggamma(a))
    if x <= a:
        return -mpmath.diff(lambda b: mpmath.gammainc(b, 0, x, regularized=True), a) / density
    return mpmath.diff(lambda b: mpmath.gammainc(b, x, regularized=True), a) / density


def _points_and_betas(x: Array, a: Array, total: Array) -> list[Array]:
    """Both parameters from 0.05 to 20, points inside (0, 1)."""
    first = np.clip(np.abs(np.where(np.isfinite(a), a, 1)), 0.05, 20).astype(a.dtype)
    second = np.clip(np.abs(np.where(np.isfinite(total), total, 1)), 0.05, 20).astype(a.dtype)
    return [np.clip(np.abs(np.where(np.isfinite(x), x, 0.5)), 0.02, 0.95).astype(x.dtype), first, first + second]


def _beta_slope(x: Any, a: Any, total: Any) -> Any:
    b = total - a
    density = x ** (a - 1) * (1 - x) ** (b - 1) / mpmath.beta(a, b)
    return -mpmath.diff(lambda c: mpmath.betainc(c, b, 0, x, regularized=True), a) / density / (1 - x)


def _zeta_domain(s: Array, q: Array) -> list[Array]:
    """Exponents from 1.1 to 30, and where sums begin between 0.1 and 100."""
    exponent = np.clip(np.abs(np.where(np.isfinite(s), s, 2)), 1.1, 30).astype(s.dtype)
    return [exponent, np.clip(np.abs(np.where(np.isfinite(q), q, 1)), 0.1, 100).astype(q.dtype)]


def _hurwitz(s: Any, q: Any) -> Any:
    """By the Euler-Maclaurin formula from the hundredth term on: mpmath's own is wrong for large exponents."""
    end = q + 100
    rest = end ** (1 - s) / (s - 1) + end**-s / 2
    for j in range(1, 16):
        rest += mpmath.bernoulli(2 * j) / mpmath.factorial(2 * j) * mpmath.rf(s, 2 * j - 1) * end ** (1 - s - 2 * j)
    return mpmath.fsum((q + k) ** -s for k in range(100)) + rest


def _log_ncdf(x: Any) -> Any:
    return mpmath.log1p(-mpmath.ncdf(-x)) if x > 0 else mpmath.log(mpmath.ncdf(x))


# Products and sums of as many terms as the shape has size: hundreds of roundings in float64.
row("igamma", from_mpmath(lambda a, x: mpmath.gammainc(a, 0, x, regularized=True)), 600, operands=2, numbers=FEW // 4,
    domain=_shapes_and_points)  # fmt: skip
row("igammac", from_mpmath(lambda a, x: mpmath.gammainc(a, x, regularized=True)), 4000, operands=2, numbers=FEW // 4,
    domain=_shapes_and_points)  # fmt: skip
row("standard_gamma_grad", from_mpmath(_gamma_slope), 2000, operands=2, numbers=60, domain=_shapes_and_points)
row("dirichlet_grad", from_mpmath(_beta_slope), 4000, operands=3, numbers=60, domain=_points_and_betas)
row("erfcx", from_mpmath(lambda x: mpmath.exp(x * x) * mpmath.erfc(x)), 1, numbers=FEW,
    domain=lambda x: [np.clip(x, -26, 1e4)])  # fmt: skip
row("ndtr", from_mpmath(mpmath.ncdf), 1, numbers=FEW, domain=lambda x: [np.clip(x, -37, 37)])
row("log_ndtr", from_mpmath(_log_ncdf), 1, numbers=FEW, domain=lambda x: [np.clip(x, -1e3, 8)])
row("ndtri", from_mpmath(lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)), 3, numbers=FEW // 4,
    domain=lambda x: [(np.abs(np.where(np.isfinite(x), x, 1)) % 1).clip(1e-12).astype(x.dtype)])  # fmt: skip
row("entr", lambda x: np.where(x == 0, 0, np.where(x < 0, -np.inf, -x * np.log(x))), 3, signs=False)
row("xlog1py", lambda x, y: np.where((x == 0) & ~np.isnan(y), 0, x * np.log1p(y)), 4, operands=2, signs=False)
row("zeta", from_mpmath(_hurwitz), 6, operands=2, numbers=FEW // 4, domain=_zeta_domain)


# --- Bessel functions

SAFE = {"numbers": FEW, "domain": lambda x: [np.clip(x, -700, 700)]}
POSITIVE = {"numbers": 150, "domain": lambda x: [np.clip(np.abs(np.where(np.isfinite(x), x, 1)), 1e-30, 80)]}
WAVE = {
    "numbers": FEW // 2,
    "domain": lambda x: [np.clip(np.where(np.isfinite(x), x, 1), -100, 100)],
    # Between its zeros a wave has this height.
    "scale": lambda x: (1 / np.sqrt(1 + np.abs(x)),),
}
RISING = WAVE | {"numbers": 150, "domain": lambda x: [np.clip(np.abs(np.where(np.isfinite(x), x, 1)), 1e-30, 100)]}
row("i0", from_mpmath(lambda x: mpmath.besseli(0, x)), 1, **SAFE)
row("i1", from_mpmath(lambda x: mpmath.besseli(1, x)), 1, **SAFE)
row("i0e", from_mpmath(lambda x: mpmath.besseli(0, x) * mpmath.exp(-abs(x))), 1, **SAFE)
row("i1e", from_mpmath(lambda x: mpmath.besseli(1, x) * mpmath.exp(-abs(x))), 1, **SAFE)
row("bessel_j0", from_mpmath(mpmath.j0), 1, **WAVE)
row("bessel_j1", from_mpmath(mpmath.j1), 1, **WAVE)
row("bessel_y0", from_mpmath(lambda x: mpmath.bessely(0, x)), 1, **RISING)
row("bessel_y1", from_mpmath(lambda x: mpmath.bessely(1, x)), 1, **RISING)
for _order in (0, 1):
    row(f"modified_bessel_k{_order}", from_mpmath(lambda x, n=_order: mpmath.besselk(n, x)), 1, **POSITIVE)
    row(f"scaled_modified_bessel_k{_order}",
        from_mpmath(lambda x, n=_order: mpmath.besselk(n, x) * mpmath.exp(x)), 1, **POSITIVE)  # fmt: skip
row("spherical_bessel_j0", from_mpmath(lambda x: mpmath.sinc(x)), 1, numbers=FEW,
    domain=lambda x: [np.clip(x, -1e6, 1e6)])  # fmt: skip
row("airy_ai", from_mpmath(mpmath.airyai), 1, **WAVE)
row("airy_ai_slope", from_mpmath(lambda x: mpmath.airyai(x, derivative=1)), 1,
    **WAVE | {"scale": lambda x: (np.sqrt(np.sqrt(1 + np.abs(x))),)})  # fmt: skip

# --- orthogonal polynomials: the terms of a recurrence grow with the degree, and cancel at the zeros


def _degrees(x: Array, n: Array, *parameter: Array) -> list[Array]:
    whole = (np.abs(np.where(np.isfinite(n), n, 3)) % 12).astype(int).astype(x.dtype)
    tidy = np.where(np.isfinite(x) & (np.abs(x) > 1e-9), x, 0.5)  # mpmath gives up near 0
    return [np.clip(tidy, -3, 3).astype(x.dtype), whole,
            *(np.full_like(x, 1.5) for _ in parameter)]  # fmt: skip


def _height(x: Array, n: Array, *parameter: Array) -> tuple[Array, ...]:
    """About as large as the terms of degree n."""
    return (np.cosh(n * np.arccosh(np.maximum(1, np.abs(x)))),)


def _polynomial(name: str, right: Callable[..., Any], operands: int = 2) -> None:
    row(name, from_mpmath(right), 1, operands=operands, numbers=FEW // 2, domain=_degrees, scale=_height)


def _chebyshev_u(x: Any, n: Any) -> Any:
    """By powers: mpmath's own gives up where the value is 0."""
    return sum((-1) ** k * mpmath.binomial(n - k, k) * (2 * x) ** (n - 2 * k) for k in range(int(n) // 2 + 1))


CHEBYSHEV = {
    "t": lambda x, n: (_chebyshev_u(x, n) - (_chebyshev_u(x, n - 2) if n > 1 else 0)) / (2 if n > 0 else 1),
    "u": _chebyshev_u,
    "v": lambda x, n: _chebyshev_u(x, n) - (_chebyshev_u(x, n - 1) if n > 0 else 0),
    "w": lambda x, n: _chebyshev_u(x, n) + (_chebyshev_u(x, n - 1) if n > 0 else 0),
}
for _kind, _right in CHEBYSHEV.items():
    _polynomial(f"chebyshev_polynomial_{_kind}", _right)
    row(f"shifted_chebyshev_polynomial_{_kind}", from_mpmath(lambda x, n, f=_right: f(2 * x - 1, n)), 1, operands=2,
        numbers=FEW // 2, domain=_degrees, scale=lambda x, n: _height(2 * x - 1, n))  # fmt: skip
_polynomial("hermite_polynomial_h", lambda x, n: mpmath.hermite(n, x))
_polynomial("hermite_polynomial_he", lambda x, n: 2 ** (-n / 2) * mpmath.hermite(n, x / mpmath.sqrt(2)))
_polynomial("laguerre", lambda x, n, a: mpmath.laguerre(n, a, x), 3)
_polynomial("gegenbauer", lambda x, n, a: mpmath.gegenbauer(n, a, x), 3)

# --- activations and their derivatives


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _normal_cdf(x: Any) -> Any:
    return from_mpmath(lambda v: mpmath.erfc(-v / mpmath.sqrt(2)) / 2)(x)


def _gate(x: Any) -> Any:
    """What GELU's approximation by tanh multiplies x with. As a power of e it is known to as many ulps less as its
    exponent is large, in which the error of that is absolute.
    """
    return _sigmoid(_gate_input(x))


def _gate_input(x: Any) -> Any:
    return 2 * np.sqrt(2 / PI) * (x + WIDE("0.044715") * x**3)


def _finite(*x: Array) -> tuple[Array, ...]:
    """Activations are judged where x times a gate is no 0 * inf, and the gate no subnormal."""
    return tuple(np.where(np.isfinite(v) & (np.abs(v) < 40), v, 1).astype(v.dtype) for v in x)


def _near(*x: Array) -> tuple[Array, ...]:
    """Where the gate of GELU's approximation is no subnormal."""
    return tuple(np.where(np.abs(v) < 9, v, 1).astype(v.dtype) for v in x)


row("leaky_relu", lambda x: np.where(x > 0, x, x * 0.25), call=entry("leaky_relu", 0.25))
row(
    "leaky_relu_backward",
    lambda g, x: np.where(x > 0, g, g * 0.25),
    operands=2,
    call=entry("leaky_relu_backward", 0.25),
)
row("prelu", lambda x, w: np.where(x > 0, x, x * w), operands=2)
exact(1, {"threshold": lambda x: np.where(x <= 2, 7, x)}, call=entry("threshold", 2, 7))
exact(2, {"threshold_backward": lambda g, x: np.where(x <= 2, 0, g)}, call=entry("threshold_backward", 2))
exact(1, {"hardshrink": lambda x: np.where(np.abs(x) <= 0.5, 0, x)}, call=entry("hardshrink", 0.5))
exact(1, {"softshrink": lambda x: np.where(x > 0.5, x - 0.5, np.where(x < -0.5, x + 0.5, x * 0))},
      call=entry("softshrink", 0.5), signs=False)  # fmt: skip
exact(2, {"hardtanh_backward": lambda g, y: np.where((y <= 1) | (y >= 4), 0, g)}, call=entry("hardtanh_backward", 1, 4))
row("hardsigmoid", lambda x: np.clip(x + 3, 0, 6) / 6, 1, scale=lambda x: (np.minimum(np.abs(x), 6) / 6,), signs=False)
row("hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6, 2, scale=lambda x: (x * np.minimum(np.abs(x), 6) / 6,),
    domain=_finite, signs=False)  # fmt: skip
row("elu", lambda x: np.where(x > 0, x * 1.5, np.expm1(x * 0.5) * 3), 3, call=entry("elu", 2.0, 1.5, 0.5))
row("softplus", lambda x: np.where(x * 2 > 20, x, np.logaddexp(0, x * 2) / 2), 3, call=entry("softplus", 2.0, 20.0))
row("softplus_backward", lambda g, x: np.where(x * 2 > 20, g, g * _sigmoid(x * 2)), 4, operands=2,
    call=entry("softplus_backward", 2.0, 20.0), domain=_finite)  # fmt: skip
row("log_sigmoid", lambda x: -np.logaddexp(0, -x), 2.5, signs=False)
# Of a product of complex numbers either part may cancel.
row("silu", lambda x: x * _sigmoid(x), 3, 64, domain=_finite)
row("silu_backward", lambda g, x: g * (_sigmoid(x) + x * _sigmoid(x) * _sigmoid(-x)), 5, 64, operands=2, domain=_finite,
    scale=lambda g, x: (g * _sigmoid(x), g * x * _sigmoid(x) * _sigmoid(-x)))  # fmt: skip
row("mish", lambda x: x * np.tanh(np.logaddexp(0, x)), 4, domain=_finite)
row("gelu", lambda x: x * _normal_cdf(x), 3, numbers=FEW, domain=_finite, scale=lambda x: (x / 2,))
row("gelu_backward", lambda g, x: g * (_normal_cdf(x) + x * np.exp(-x * x / 2) / ROOT_2PI), 4, operands=2, numbers=FEW,
    domain=_finite, scale=lambda g, x: (g / 2, g * x * np.exp(-x * x / 2) / ROOT_2PI))  # fmt: skip
row("gelu_tanh", lambda x: x * _gate(x), 4, call=entry("gelu", approximate="tanh"), domain=_near,
    scale=lambda x: (x * _gate(x) * (1 + np.abs(_gate_input(x))),))  # fmt: skip
row("gelu_tanh_backward", lambda g, x: g * (_gate(x) + x * _gate(x) * (1 - _gate(x)) * _gate_slope(x)), 6, operands=2,
    call=entry("gelu_backward", approximate="tanh"), domain=_near, signs=False,
    scale=lambda g, x: (g * _gate(x) * (1 + np.abs(x * _gate_slope(x))) * (1 + np.abs(_gate_input(x))),))  # fmt: skip
row("sigmoid_backward", lambda g, y: g * np.conj((1 - y) * y), 2.5, 4, operands=2, domain=_finite)
row("tanh_backward", lambda g, y: g * np.conj(1 - y * y), 2, 4, operands=2, domain=_finite,
    scale=lambda g, y: (g, g * y * y))  # fmt: skip


def _gate_slope(x: Any) -> Any:
    return 2 * np.sqrt(2 / PI) * (1 + 3 * WIDE("0.044715") * x * x)
