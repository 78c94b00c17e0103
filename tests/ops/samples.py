"""The one table of sample calls, by op: every judge and every parity test is generated from it.

Shapes are tiny, but among an op's samples are broadcasting, negative dims, keepdim, empty and 0-d tensors; dtype and
memory layout are added by the tests. Values keep clear of kinks and ties, where a derivative does not exist.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from operands import (
    COMPLEX,
    FLOATS,
    INTEGERS,
    KINK,
    UNSMOOTH,
    DtypeOf,
    Operand,
    Sample,
    call,
    const,
    distinct,
    exact,
    index,
    ints,
    mask,
    pos,
    real,
    unit,
    val,
)

INF, NAN = math.inf, math.nan


@dataclass
class OpSamples:
    """An op's samples, and what holds for all of them."""

    samples: list[Sample]
    complex: bool = True  # takes complex numbers; with False it may refuse them
    judged: bool = True  # has derivatives
    shapes_only: bool = False  # the values are undefined by design (empty)
    writes: bool = True  # the in-place form, where there is one, takes these samples
    dtypes: tuple[str, ...] | None = None  # the only dtypes compared with PyTorch


OPS: dict[str, OpSamples] = {}


def of(names: str, *samples: Sample, **flags: Any) -> None:
    """Enters samples for ops named by their key (see `key_of`), several separated by blanks."""
    for name in names.split():
        if name in OPS:
            raise ValueError(f"{name} has samples already")
        OPS[name] = OpSamples(list(samples), **flags)


def key_of(entry: Any) -> str:
    """The table's key: the public name with its namespace; forms that only write carry their underscore."""
    return entry.qualified + ("_" if entry.inplace == "only" else "")


def unary(make: Any = val, **kwargs: Any) -> list[Sample]:
    """A matrix, an empty one, a 0-d tensor and one with a dimension of one."""
    return [call(make(*shape), **kwargs) for shape in ((3, 4), (0, 3), (), (2, 1, 3))]


def binary(left: Any = val, right: Any = val, numbers: tuple[Any, ...] = ()) -> list[Sample]:
    """Same shape, broadcasting both ways, 0-d, empty, and Python numbers on the right."""
    shapes = [
        ((3, 4), (3, 4)),
        ((3, 1), (1, 4)),
        ((4,), (2, 3, 4)),
        ((), (3,)),
        ((3,), ()),
        ((), ()),
        ((0, 3), (3,)),
        ((0, 1), (1, 0)),
    ]
    return [call(left(*a), right(*b)) for a, b in shapes] + [call(left(2, 3), number) for number in numbers]


# Comparison -----------------------------------------------------------------------------------------------------------
of(
    "eq ne",
    *binary(numbers=(1, 0.5, True)),
    call(exact([1, 2, 3]), exact([1, 5, 3])),
    call(val(3), 1j, dtypes=COMPLEX),
    judged=False,
)
of("lt le gt ge", *binary(numbers=(1, 0.5, True)), call(exact([1, 2, 3]), exact([1, 5, 3])), judged=False)
SPECIAL = exact([0.0, -0.0, 1.0, -2.0, INF, -INF, NAN], grad=False)
of("isnan isinf isfinite isreal", *unary(), call(SPECIAL, dtypes=FLOATS + COMPLEX), judged=False)
of("isposinf isneginf signbit", *unary(), call(SPECIAL, dtypes=FLOATS), judged=False)
of("logical_and logical_or logical_xor", *binary(), judged=False)
of("logical_not", *unary(), judged=False)
of(
    "choose",
    call(mask(3, 4), val(4), val(3, 1)),
    call(mask(3), val(), val(3)),
    call(mask(0, 3), val(3), val(1)),
    call(mask(), val(), val()),
    call(mask(3), 2.0, val(3), dtypes=FLOATS + COMPLEX),
    call(mask(3), val(3), 2),
)
of(
    "where",
    call(mask(3, 4), val(4), val(3, 1)),
    call(mask(3), val(), val(3)),
    call(mask(0, 3), val(3), val(1)),
    call(mask(3), val(3), 2),
    call(mask(2, 2), 1.5, val(2, 1), dtypes=FLOATS + COMPLEX),
)
of("where_method", call(val(4), mask(3, 4), val(3, 1)), call(val(3), mask(3), 0))
of(
    "isclose",
    *binary(numbers=()),
    call(exact([1.0, NAN]), exact([1.0, NAN]), equal_nan=True, dtypes=FLOATS),
    judged=False,
)
of("allclose equal", call(val(3), val(3)), call(exact([1, 2]), exact([1, 2])), call(val(0), val(0)), judged=False)
of(
    "isin",
    call(exact([1, 2, 3, 4]), exact([2, 4])),
    call(exact([[1, 2], [3, 4]]), exact([2]), invert=True),
    call(val(0), val(2)),
    judged=False,
)

# Elementary -----------------------------------------------------------------------------------------------------------
of("exp expm1 sin cos tanh sinh cosh asinh atan sigmoid exp2 sinc square neg", *unary())
of("log log1p log2 log10 sqrt rsqrt reciprocal", *unary(pos))
of("tan asin acos atanh", *unary(unit))
of("acosh", *unary(lambda *s: Operand(s, 1.2, 3.0)))
of("erf erfc i0 special.i1", *unary(), complex=False)
of(
    "erfinv",
    *unary(unit),
    call(exact([0.0, 0.5, 1.0, -1.0, 2.0], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    complex=False,
)
of("lgamma digamma", *unary(pos), call(val(3, low=-1.9, high=-1.1)), complex=False)
of("polygamma", *[call(n, pos(*shape)) for n in (0, 1, 2) for shape in ((3, 2), (), (0, 2))], complex=False)
of("mvlgamma", call(Operand((3,), 2.0, 4.0), 2), call(Operand((2, 2), 3.0, 5.0), p=3), complex=False)
of("logit", *unary(unit), call(val(3, 2, low=0.01, high=0.99), 0.2), complex=False)
of("deg2rad rad2deg", *unary(), complex=False)
of("sigmoid_backward tanh_backward", call(val(3, 4), val(3, 4)), call(val(), val()), call(val(0), val(0)))
of("nan_to_num", *unary(), call(SPECIAL, dtypes=FLOATS), call(SPECIAL, 1.0, 2.0, -3.0, dtypes=FLOATS), complex=False)
of("conj conj_physical resolve_conj resolve_neg", *unary())
of("real", *unary())
of("_real", *[call(val(*s), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of("imag", *[call(val(*s), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of("angle", *unary(pos))
of("view_as_real", *[call(val(*s, reorder=False), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of(
    "view_as_complex",
    *[call(val(*s, 2, reorder=False), dtypes=("float32", "float64")) for s in ((3, 4), (0, 3), ())],
    complex=False,
)
of(
    "complex polar",
    *[
        call(pos(*a), val(*b), dtypes=("float32", "float64"))
        for a, b in (((3, 4), (3, 4)), ((3, 1), (4,)), ((), ()), ((0,), (1,)))
    ],
    complex=False,
)

# Arithmetic -----------------------------------------------------------------------------------------------------------
NUMBERS = (2, 2.5, True)
of(
    "add sub",
    *binary(numbers=(2, 2.5)),
    call(val(2), val(2), alpha=2),
    call(val(2), val(2), alpha=2.5, dtypes=FLOATS),
    call(val(2), 1 + 2j, dtypes=COMPLEX),
)
of("rsub", *binary(numbers=(2, 2.5)), call(val(2), val(2), alpha=2))
of("mul", *binary(numbers=NUMBERS), call(2.5, val(3)), call(val(2), 1 + 2j, dtypes=("float32", "float64", *COMPLEX)))
of(
    "div",
    *binary(right=pos, numbers=NUMBERS),
    call(val(2, 3), pos(3), rounding_mode=None),
    *[call(val(6, high=9), pos(6), rounding_mode=mode, dtypes=INTEGERS + FLOATS) for mode in ("trunc", "floor")],
)
of("floor_divide div_trunc remainder fmod", *binary(right=pos, numbers=(2, 1.5)), complex=False)
of(
    "pow",
    *binary(left=pos, numbers=(0, 1, 2, 3)),
    *[call(pos(3), n, dtypes=FLOATS + COMPLEX) for n in (0.5, -1, -1.5)],
    call(2, val(3), dtypes=FLOATS + COMPLEX),
    call(0.5, val(2, 2), dtypes=FLOATS + COMPLEX),
    call(exact([-2.0, 3.0]), 3, dtypes=FLOATS),
    call(exact([0.0, 2.0]), 2, dtypes=FLOATS),
    call(val(3), 2),
)
of("float_power", *binary(left=pos, numbers=(2, 0.5)))
of("abs sgn", *unary(), call(exact([-3, 5])))
of("positive", *unary())
of("sign", *unary(), call(exact([0.0, -0.0, NAN], grad=False), dtypes=FLOATS), complex=False)
of("floor ceil trunc", *unary(), complex=False)
of(
    "round",
    *unary(),
    call(exact([0.5, 1.5, -0.5, 2.5], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    call(val(3), decimals=1, dtypes=("float32", "float64")),
    complex=False,
)
of("frac", *unary(), complex=False)
of(
    "lerp",
    call(val(3, 4), val(4), 0.3),
    call(val(3, 4), val(4), val(3, 1)),
    call(val(3), val(3), 0.7),
    call(val(), val(), val()),
    call(val(0, 2), val(2), 0.5),
)
of(
    "addcmul",
    *[call(val(*a), val(*b), val(*c)) for a, b, c in (((3, 4), (4,), (3, 1)), ((), (), ()), ((0, 2), (2,), (1,)))],
    call(val(3), val(3), val(3), value=2),
)
of(
    "addcdiv",
    *[
        call(val(*a), val(*b), pos(*c), dtypes=FLOATS + COMPLEX)
        for a, b, c in (((3, 4), (4,), (3, 1)), ((), (), ()), ((0, 2), (2,), (1,)))
    ],
    call(val(3), val(3), pos(3), value=2, dtypes=FLOATS + COMPLEX),
)
of(
    "clamp",
    call(val(3, 4), -1, 1),
    call(val(3, 4), min=0),
    call(val(3, 4), max=1),
    call(val(), -1, 1),
    call(val(0, 3), 0, 1),
    call(val(3, 4), val(4, low=-2, high=-0.5), val(3, 1, low=0.5)),
    call(val(3, 4), val(4), None),
    call(val(3, 4), None, val(4)),
    call(val(3, 4), -0.5, 0.5, dtypes=FLOATS),
    complex=False,
)
of("clamp_min clamp_max", call(val(3, 4), 0), call(val(), 1), call(val(0), 1), call(val(3, 4), val(4)), complex=False)
of(
    "maximum minimum fmax fmin",
    *binary(),
    call(exact([NAN, 1.0, NAN], grad=False), exact([1.0, NAN, NAN], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    complex=False,
)
of("logaddexp", *binary())
of("atan2 copysign", *binary(), complex=False)
of("logaddexp2", *binary(), complex=False)
of("hypot", *binary(left=pos, right=pos), complex=False)
of("xlogy", *binary(right=pos, numbers=(2,)), call(2.0, pos(3), dtypes=FLOATS), complex=False)
of("heaviside", *binary(), complex=False)
of("nextafter", *binary(), complex=False)
of("bitwise_and bitwise_or bitwise_xor", *binary(numbers=(3, True)), judged=False)
of("bitwise_not", *unary(), judged=False)
of("bitwise_left_shift bitwise_right_shift", *binary(left=pos, right=pos, numbers=(2,)), judged=False)
of("gcd lcm", *binary(), judged=False)

# Random: both libraries draw from the same seed -----------------------------------------------------------------------
of("rand randn", call(3, 4), call((2, 0)), call(5, dtype=DtypeOf(), dtypes=FLOATS), judged=False)
of("rand_like randn_like", call(val(3, 4), dtypes=FLOATS), call(val(0), dtypes=FLOATS), judged=False)
of("integers", call(0, 5, (3, 4)), call(-3, 300, (2,)), judged=False)
of("randint", call(5, (3, 4)), call(-3, 300, (2,)), call(0, 2, (0,)), judged=False)
of("randint_like", call(val(3, 4), 5, dtypes=INTEGERS + FLOATS), judged=False)
of("randperm", call(7), call(0), call(1, dtype=DtypeOf("int32")), judged=False)
of("bernoulli_each", call(unit(3, 4), dtypes=FLOATS), call(unit(0), dtypes=FLOATS), judged=False)
of("bernoulli", call(unit(3, 4), dtypes=FLOATS), call(unit(3), 0.3, dtypes=FLOATS), judged=False)
of("poisson", call(pos(3, 4), dtypes=FLOATS), call(pos(0), dtypes=FLOATS), judged=False)
of("dropout_mask", call(val(3, 4), 0.4, (3, 4), dtypes=FLOATS), judged=False)
of(
    "multinomial",
    call(pos(3, 4), 2, dtypes=("float32", "float64")),
    call(pos(5), 6, True, dtypes=("float32", "float64")),
    judged=False,
)
of(
    "normal",
    call(val(3), pos(3), dtypes=FLOATS),
    call(val(3), 2.0, dtypes=FLOATS),
    call(0.5, 2.0, (3, 2)),
    judged=False,
)
for _name in ("uniform_", "normal_", "exponential_", "cauchy_", "log_normal_"):
    of(_name, call(val(3, 4), dtypes=FLOATS), call(val(0), dtypes=FLOATS), judged=False)
of("bernoulli_", call(val(3, 4), 0.3, dtypes=FLOATS + INTEGERS), call(val(3), dtypes=FLOATS), judged=False)
of("geometric_", call(val(3, 4), 0.3, dtypes=FLOATS), judged=False)
of("random_", call(val(3, 4), 5, dtypes=FLOATS + INTEGERS), call(val(3), 1, 4, dtypes=FLOATS + INTEGERS), judged=False)

# Activations ----------------------------------------------------------------------------------------------------------
WIDE = {"low": -4.0, "high": 4.0}


def wide(*shape: int) -> Operand:
    """Values on both sides of every activation's kinks."""
    return val(*shape, **WIDE)


of(
    "relu nn.functional.relu6 nn.functional.leaky_relu nn.functional.silu nn.functional.mish nn.functional.hardtanh",
    *unary(wide),
    complex=False,
)
of(
    "nn.functional.hardswish nn.functional.hardsigmoid nn.functional.logsigmoid nn.functional.softsign "
    "nn.functional.tanhshrink",
    *unary(wide),
    complex=False,
)
of(
    "hardshrink nn.functional.softshrink nn.functional.softplus nn.functional.elu selu celu",
    *unary(wide),
    complex=False,
)
OPS["nn.functional.leaky_relu"] = OpSamples([*unary(wide), call(wide(3), 0.3)], complex=False)
OPS["nn.functional.softplus"] = OpSamples([*unary(wide), call(wide(5), 2.0, 3.0)], complex=False)
OPS["nn.functional.elu"] = OpSamples([*unary(wide), call(wide(5), 0.7)], complex=False)
of(
    "nn.functional.gelu",
    *unary(wide),
    call(wide(5), approximate="tanh"),
    call(wide(), approximate="tanh"),
    complex=False,
)
of("threshold", *[call(wide(*s), 0.1, 3.0) for s in ((3, 4), (), (0,))], complex=False)
of("hardtanh_backward", call(val(3, 4), wide(3, 4), -1, 1), call(val(), val(), -0.5, 6), complex=False)
of("threshold_backward", call(val(3, 4), wide(3, 4), 0), call(val(), val(), 0.5), complex=False)
of("leaky_relu_backward", call(val(3, 4), wide(3, 4), 0.1), call(val(), val(), 0.1), complex=False)
of("scaled_elu", call(wide(3, 4), 1.5, 1.2, 0.7), call(wide(), 1.0, 1.0, 1.0), complex=False)
of("gelu_backward", call(val(3, 4), wide(3, 4)), call(val(3), wide(3), approximate="tanh"), complex=False)
of("silu_backward", call(val(3, 4), wide(3, 4)), call(val(), val()), complex=False)
of("softplus_backward", call(val(3, 4), wide(3, 4), 2.0, 5.0), call(val(), val(), 1.0, 20.0), complex=False)
of("prelu_elements", call(wide(2, 3, 4), val(3, 1)), call(wide(2, 3), val(2, 3)), call(wide(3), val()), complex=False)
of("prelu", call(wide(2, 3, 4), val(3)), call(wide(3, 2), val(1)), call(wide(), val(1)), complex=False)
of("rrelu", call(wide(3, 4)), call(wide(3, 4), training=True), complex=False)
of("nn.functional.glu", call(val(3, 4)), call(val(4, 3), 0), call(val(0, 2)), complex=False)
for _name in ("softmax", "log_softmax"):
    of(
        _name,
        call(val(3, 4), 1),
        call(val(3, 4), 0),
        call(val(2, 3, 4), -2),
        call(val(), 0),
        call(val(0, 3), 1),
        call(val(3, 0), 1),
        call(val(5), -1),
        call(val(3), 0, dtype=DtypeOf("float64")),
        complex=False,
    )
    of(
        f"{_name}_backward",
        call(val(3, 4), unit(3, 4), 1),
        call(val(3, 4), unit(3, 4), 0),
        call(val(), unit(), 0),
        complex=False,
    )
    of(
        f"nn.functional.{_name}",
        call(val(3, 4), 1),
        call(val(2, 3), dim=-2),
        call(val(3), dim=0, dtype=DtypeOf("float64")),
        complex=False,
    )
of("nn.functional.softmin", call(val(3, 4), 1), call(val(2, 3), dim=-2), complex=False)
of(
    "nn.functional.gumbel_softmax",
    call(val(3, 4), dtypes=FLOATS),
    call(val(3, 4), 0.5, dim=0, dtypes=FLOATS),
    complex=False,
)
of(
    "nn.functional.dropout",
    call(val(3, 4)),
    call(val(3, 4), 0.3),
    call(val(3), 1.0),
    call(val(3), 0.0),
    call(val(3), 0.5, False),
    call(val(0)),
    complex=False,
)
of("nn.functional.dropout1d", call(val(2, 3, 4), 0.3), call(val(3, 4), 0.3), complex=False)
of("nn.functional.dropout2d", call(val(2, 3, 2, 2), 0.3), complex=False)
of("nn.functional.dropout3d", call(val(2, 3, 2, 2, 1), 0.3), complex=False)
of("nn.functional.alpha_dropout", call(val(3, 4), 0.3, True), call(val(3, 4), 0.3, False), complex=False)
of("nn.functional.feature_alpha_dropout", call(val(2, 3, 4), 0.3, True), complex=False)

# Creation -------------------------------------------------------------------------------------------------------------
of("zeros ones", call(3, 4), call((2, 0)), call(()), call(2, 3, dtype=DtypeOf()), judged=False)
of("zeros_like ones_like", *unary(), call(val(3, 2), dtype=DtypeOf("float64")), judged=False)
of(
    "new_zeros new_ones",
    call(val(2), 3, 4),
    call(val(2), (2, 0)),
    call(val(2), 2, dtype=DtypeOf("int64")),
    judged=False,
)
of("empty", call(3, 4), call((2, 0), dtype=DtypeOf()), judged=False, shapes_only=True)
of("empty_like", *unary(), judged=False, shapes_only=True)
of("new_empty", call(val(2), 3, 4), call(val(2), (2, 0)), judged=False, shapes_only=True)
of("empty_strided", call((2, 3), (1, 2)), call((0, 2), (1, 1), dtype=DtypeOf()), judged=False, shapes_only=True)
of("new_empty_strided", call(val(2), (2, 3), (1, 2)), call(val(2), (0, 2), (1, 1)), judged=False, shapes_only=True)
of(
    "full",
    call((3, 4), 2.5),
    call((2, 0), 1),
    call((), True),
    call((2,), 3, dtype=DtypeOf()),
    call((2,), 1 + 2j),
    judged=False,
)
of("full_like", *[call(val(*s), 1) for s in ((3, 4), (0,), ())], judged=False)
of("new_full", call(val(2), (3, 4), 1), call(val(2), (2, 0), 1), judged=False)
of("scalar_tensor", call(2.5), call(3), call(1, dtype=DtypeOf()), judged=False)
of("counted", call(1, 7, 2), call(5, 1, -1.5), call(0, 0, 1), judged=False)
of(
    "arange",
    call(5),
    call(1, 7, 2),
    call(5, 1, -1.5),
    call(0),
    call(0, 1, 0.1),
    call(3, dtype=DtypeOf(), dtypes=INTEGERS + FLOATS),
    judged=False,
)
of("linspace", call(0, 1, 5), call(3, -2, 1), call(0, 1, 0), call(0, 10, 4, dtype=DtypeOf()), judged=False)
of("logspace", call(0, 2, 5), call(3, -2, 1), call(0, 1, 4, base=2), judged=False)
of("eye", call(3), call(3, 4), call(2, 0), call(3, dtype=DtypeOf()), judged=False)
of("tril_indices triu_indices", call(3, 4), call(3, 3, 1), call(2, 5, -1), call(0, 3), judged=False)

# Padding, convolution -------------------------------------------------------------------------------------------------
of(
    "constant_pad_nd",
    call(val(3, 4), (1, 2, -1, 3), 2),
    call(val(3), (1, 0)),
    call(val(0, 2), (1, 1)),
    call(val(2, 3, 2), (0, -1)),
)
of(
    "nn.functional.pad",
    call(val(3, 4), (1, 2)),
    call(val(3, 4), (1, 2), "constant", 2),
    call(val(1, 2, 3, 4), (1, 2, 1, 1), "reflect"),
    call(val(2, 3, 4), (1, 2), "replicate"),
    call(val(2, 3, 4), (1, 2), "circular"),
)
of("pixel_shuffle", call(val(2, 8, 3, 2), 2), call(val(4, 1, 1), 2))
of("pixel_unshuffle", call(val(2, 2, 4, 6), 2))
of("channel_shuffle", call(val(2, 6, 3), 3), call(val(2, 4, 1, 2, 1, 2), 2))
of(
    "unfold_patches nn.functional.unfold",
    call(val(2, 3, 5, 6), (2, 3), (1, 2), (1, 0), (2, 1)),
    call(val(1, 2, 3, 3), (2, 2), (1, 1), (0, 0), (1, 1)),
)
of(
    "fold_patches nn.functional.fold",
    call(val(2, 18, 6), (5, 6), (2, 3), (1, 2), (1, 0), (2, 1)),
    call(val(1, 4, 4), (3, 3), (2, 2), (1, 1), (0, 0), (1, 1)),
)
CONVOLUTIONS = [  # input, weight, output, (stride, padding, dilation, transposed, output padding, groups)
    ((2, 3, 7), (4, 3, 2), (2, 4, 6), ((1,), (0,), (1,), False, (0,), 1)),
    ((2, 4, 5, 4), (6, 2, 3, 2), (2, 6, 3, 4), ((2, 1), (1, 1), (1, 2), False, (0, 0), 2)),
    ((1, 2, 3, 3), (2, 2, 1, 1), (1, 2, 3, 3), ((1, 1), (0, 0), (1, 1), False, (0, 0), 1)),
    ((2, 3, 3, 4), (3, 1, 3, 2), (2, 3, 3, 3), ((1, 1), (1, 0), (1, 1), False, (0, 0), 3)),
    ((2, 4, 3, 2), (4, 3, 2, 2), (2, 6, 7, 4), ((3, 2), (1, 0), (1, 1), True, (1, 0), 2)),
    ((1, 2, 3, 3, 2), (2, 2, 2, 2, 2), (1, 2, 2, 2, 1), ((1,) * 3, (0,) * 3, (1,) * 3, False, (0,) * 3, 1)),
    ((0, 2, 4, 4), (3, 2, 3, 3), (0, 3, 2, 2), ((1, 1), (0, 0), (1, 1), False, (0, 0), 1)),
]
of(
    "convolution",
    *[call(val(*x), val(*w), bias, *rest) for x, w, y, rest in CONVOLUTIONS for bias in (None, val(y[1]))],
)
of("conv_grad_input", *[call(val(*y), val(*w), x, *rest) for x, w, y, rest in CONVOLUTIONS])
of("conv_grad_weight", *[call(val(*y), val(*x), w, *rest) for x, w, y, rest in CONVOLUTIONS])
for _n in (1, 2, 3):
    _size = (5, 4, 3)[:_n]
    of(
        f"conv{_n}d",
        call(val(2, 3, *_size), val(4, 3, *(2,) * _n), val(4)),
        call(val(2, *_size), val(4, 1, *(2,) * _n), None, 2, 1, 1, 2),
        call(val(1, 2, *_size), val(2, 2, *(3,) * _n), padding="same"),
        call(val(1, 2, *_size), val(2, 2, *(3,) * _n), padding="valid"),
    )
    of(
        f"conv_transpose{_n}d",
        call(val(2, 3, *_size), val(3, 4, *(2,) * _n), val(4)),
        call(val(2, 4, *_size), val(4, 1, *(2,) * _n), None, 2, 1, 1, 2),
    )
HEADS = (val(2, 4, 5, 3), val(2, 4, 6, 3), val(2, 4, 6, 2))
# Under this mask the last query looks at nothing.
SILENT = [[0.5 if k in (q, 5) else -INF for k in range(6)] for q in range(4)] + [[-INF] * 6]
of(
    "nn.functional.scaled_dot_product_attention",
    call(*HEADS),
    call(*HEADS, is_causal=True),
    call(*HEADS, val(5, 6)),
    call(*HEADS, scale=0.3),
    call(*HEADS, exact(SILENT, grad=False)),
    call(*HEADS, exact([[score > -INF for score in row] for row in SILENT], dtype="bool", grad=False)),
    complex=False,
)

# Shape ----------------------------------------------------------------------------------------------------------------
of(
    "view",
    call(val(2, 6, reorder=False), 3, 4),
    call(val(2, 6, reorder=False), (-1,)),
    call(val(), 1, 1),
    call(val(0, 3, reorder=False), 3, 0),
    call(val(1), ()),
)
of(
    "reshape",
    call(val(2, 6), 3, 4),
    call(val(2, 6), (-1,)),
    call(val(), 1, 1),
    call(val(0, 3), 3, 0),
    call(val(2, 3, 4), 6, -1),
)
of("view_as", call(val(2, 6, reorder=False), const(val(3, 4))))
of("reshape_as", call(val(2, 6), const(val(3, 4))))
of(
    "transpose swapaxes",
    call(val(2, 3, 4), 0, -1),
    call(val(2, 3), 0, 1),
    call(val(), 0, -1),
    call(val(0, 2), 0, 1),
    writes=False,
)
of(
    "permute",
    call(val(2, 1, 1, 3, 1, 2), (3, 0, -1, 1, 4, 2)),
    call(val(2, 3, 4), (2, -3, 1)),
    call(val(2, 3, 4), -1, 0, 1),
    call(val(), ()),
)
of("t", call(val(2, 3)), call(val(3)), call(val()), writes=False)
of("T mT H mH adjoint", call(val(2, 3)), call(val(0, 3)))
of(
    "squeeze",
    call(val(2, 1, 3, 1)),
    call(val(2, 1, 3, 1), 1),
    call(val(2, 1, 3, 1), (0, -1)),
    call(val(2, 3), 0),
    call(val()),
    writes=False,
)
of("unsqueeze", call(val(2, 3), -1), call(val(2, 3), 0), call(val(), 0), writes=False)
of(
    "expand",
    call(val(3, 1), 2, 3, 4),
    call(val(2, 1, 1, 3, 1), 2, 1, 2, 3, 2),
    call(val(3, 1), (-1, 4)),
    call(val(), 3),
    call(val(1), 0),
)
of("expand_as", call(val(3, 1), const(val(2, 3, 4))))
of(
    "broadcast_to",
    call(val(3, 1), (2, 3, 4)),
    call(val(2, 1, 1, 1, 3), (2, 1, 2, 1, 3)),
    call(val(0, 1), (0, 2)),
    call(val(), (2,)),
)
of("sum_to_size", call(val(2, 3, 4), 3, 1), call(val(2, 3), (2, 3)))
of("flatten", call(val(2, 3, 4)), call(val(2, 3, 4), 1), call(val(2, 3, 4), 0, -2), call(val()))
of("unflatten", call(val(2, 6), 1, (2, -1)), call(val(4), -1, (2, 2)))
of("ravel", call(val(2, 3)), call(val()))
_JOINS = [
    call([val(2, 3), val(1, 3)]),
    call([val(2, 3), val(2, 1)], -1),
    call([val(0, 3), val(2, 3)]),
    call([val(2), val(3), val(1)], dim=0),
    call([val(0), val(2, 3)]),
]
of("cat", *_JOINS)
of(
    "stack",
    call([val(2, 3), val(2, 3)]),
    call([val(2, 3), val(2, 3)], -1),
    call([val(), val(), val()]),
    call([val(0), val(0)], 1),
)
of("hstack vstack dstack column_stack", call([val(2, 3), val(2, 3)]), call([val(3), val(3)]), call([val(), val()]))
of(
    "split_with_sizes",
    call(val(2, 5), [2, 3], 1),
    call(val(2, 1, 1, 3, 1), [1, 2], -2),
    call(val(5), (1, 0, 4)),
    call(val(0, 2), [0, 0]),
)
of("split_evenly", call(val(5), 2), call(val(2, 6), 3, -1), call(val(0), 2))
of("unsafe_split", call(val(5), 2), call(val(2, 6), 3, -1), call(val(0), 2))
of(
    "unsafe_split_with_sizes",
    call(val(2, 5), [2, 3], 1),
    call(val(2, 1, 1, 3, 1), [1, 2], -2),
    call(val(5), (1, 0, 4)),
    call(val(0, 2), [0, 0]),
)
of("unsafe_chunk", call(val(5), 2), call(val(2, 6), 4, -1))
of("split", call(val(5), 2), call(val(2, 5), [2, 3], 1), call(val(2, 6), 3, dim=-1))
of("chunk", call(val(5), 2), call(val(2, 6), 4, -1))
of("tensor_split", call(val(7), 3), call(val(2, 6), (1, 3), -1))
of("hsplit", call(val(2, 4), 2), call(val(4), [1]))
of("vsplit", call(val(4, 2), 2))
of("dsplit", call(val(2, 2, 4), 2))
of("unbind", call(val(2, 3)), call(val(2, 3), -1), call(val(3)), call(val(2, 0)))
of("select", call(val(2, 3), -1, 1), call(val(2, 3), 0, -1), call(val(3), 0, 0))
of("select_backward", call(val(2), (2, 3), 1, 2), call(val(), (3,), 0, 0))
of("slice", call(val(7), 0, 1, 6, 2), call(val(2, 5), -1, None, -1), call(val(3, 2)), call(val(3), 0, 2, 1))
of("slice_backward", call(val(3), (7,), 0, 1, 6, 2), call(val(2, 4), (2, 5), -1, None, -1, 1))
of(
    "diagonal",
    call(val(3, 4)),
    call(val(3, 4), 1),
    call(val(2, 3, 4), 0, -1, 0),
    call(val(3, 3), -2),
    call(val(2, 2), 5),
)
of("diagonal_backward", call(val(3), (3, 4), 0, 0, 1), call(val(2), (3, 3), 1, 0, 1))
of("tril triu", call(val(3, 4)), call(val(3, 4), 1), call(val(2, 3, 3), -1), call(val(0, 3)))
of(
    "as_strided",
    call(val(6, reorder=False), (2, 2), (3, 1)),
    call(val(6, reorder=False), (3, 2), (1, 1), 1),
    call(val(6, reorder=False), (), ()),
    call(val(2, 3, reorder=False), (3, 2), (1, 3)),
    writes=False,
)
of("unfold", call(val(2, 7), 1, 3, 2), call(val(4), 0, 2, 1), call(val(3), -1, 3, 1))
of("unfold_backward", call(val(2, 3, 3), (2, 7), 1, 3, 2))
of(
    "repeat",
    call(val(2, 3), 2, 1, 3),
    call(val(2, 1, 3), 1, 2, 1, 2, 2),
    call(val(), 2),
    call(val(2), (0,)),
    call(val(2), 2, 2),
)
of("tile", call(val(2, 3), 2), call(val(2, 3), (2, 1, 2)), call(val(), 3))
of("repeat_index", call(ints([1, 0, 2])), call(ints([])), judged=False)
of(
    "repeat_interleave",
    call(val(3), 2),
    call(val(2, 3), 2, 1),
    call(val(3), ints([1, 0, 2])),
    call(val(2, 3), ints([1, 0, 2]), -1),
)
of("flip", call(val(2, 3), (0, -1)), call(val(2, 3), 0), call(val(0, 2), 1), call(val(3), [0]))
of("fliplr flipud", call(val(2, 3)), call(val(2, 0)))
of("roll", call(val(5), 2), call(val(2, 5), (1, -2), (0, 1)), call(val(2, 3), 1), call(val(0, 2), 1, 0))
of("rot90", call(val(2, 3)), call(val(2, 3), 3, (0, 1)), call(val(2, 3, 2), -2, (2, 0)))
of("movedim", call(val(2, 3, 4), (0, 1), (2, 0)), call(val(2, 3, 4), 0, -1))
of("narrow", call(val(2, 5), 1, 1, 3), call(val(2, 5), -1, -3, 2), call(val(3), 0, 1, 0))
of("diag_embed", call(val(2, 3)), call(val(3), 1), call(val(2, 3), -1, 0, 2))
of("diag", call(val(3, 4)), call(val(3)), call(val(3), 1), call(val(3, 3), -1))
of("diagflat", call(val(2, 2)), call(val(3), 1))
of("trace", call(val(3, 4)), call(val(0, 0)))
of("atleast_1d atleast_2d atleast_3d", call(val()), call(val(2)), call(val(2, 3)), call(val(2, 1, 3)))
of("broadcast_tensors", call(val(3, 1), val(1, 2)), call(val(), val(2)))
of(
    "meshgrid",
    call(val(2), val(3), indexing="ij"),
    call(val(2), val(3), indexing="xy"),
    call(val(), val(2), indexing="ij"),
)
of("cartesian_prod", call(val(2), val(3)), call(val(3)))
of("block_diag", call(val(2, 2), val(1, 3)), call(val(2), val()))
of("clone contiguous alias", *unary(), writes=False)
# A cast to fewer digits is no smooth function: order 0 leaves it to the parity tests.
of(
    "_to_copy",
    *[call(val(3, 2), dtype=DtypeOf(d), order=UNSMOOTH) for d in ("float32", "complex64")],
    call(val(3, 2), dtype=DtypeOf("float64")),
    call(val(2)),
    call(val(3), dtype=DtypeOf("int64"), dtypes=FLOATS + INTEGERS, order=UNSMOOTH),
)
of(
    "to",
    call(val(3, 2), DtypeOf("complex128")),
    call(val(2, 2), dtype=DtypeOf("float64"), dtypes=INTEGERS + FLOATS),
    call(val(2), copy=True),
)
of("type_as", call(val(3), const(val(2))))
of("to_float to_half to_bfloat16", call(val(3, 2), dtypes=("bool", *INTEGERS, *FLOATS), order=UNSMOOTH), complex=False)
of("to_double", call(val(3, 2), dtypes=("bool", *INTEGERS, *FLOATS)), complex=False)
of("to_cfloat", call(val(3, 2), order=UNSMOOTH))
of("to_cdouble", call(val(3, 2)))
of(
    "to_int to_long to_short to_char to_byte to_bool",
    call(pos(3, 2), dtypes=("bool", *INTEGERS, *FLOATS)),
    judged=False,
)
of(
    "copy_",
    call(val(2, 3), val(3)),
    call(val(2, 3), const(index(5, 2, 3))),
    call(val(), val()),
    call(val(0), val(1)),
    writes=False,
)
of("fill", call(val(2, 3), val()), call(val(2, 3), 2), call(val(), 1), call(val(0), 1))
of("zero_", *unary(), writes=False)

# Indexing -------------------------------------------------------------------------------------------------------------
of(
    "index",
    call(val(4, 5), [index(4, 3), index(5, 3)]),
    call(val(4, 5, 6), [index(4, 3, 1), None, index(6, 2)]),
    call(val(3, 4), [mask(3, 4)]),
    call(val(4), [ints([])]),
    call(val(4, 3), [ints([-1, 0])]),
    call(val(3), [ints(1)]),
)
of(
    "index_put",
    call(val(4, 5), [ints([3, 1])], val(5)),
    call(val(4, 5), [ints([0, 2]), ints([1, 1])], val(2)),
    call(val(4, 5), [index(4, 3)], val(3, 5), True),
    call(val(3), [exact([True, False, True], dtype="bool")], val(2)),
    call(val(3, 2), [ints([])], val(0, 2)),
)
of(
    "gather",
    call(val(3, 4), 1, index(4, 3, 2)),
    call(val(3, 4), -2, index(3, 2, 4)),
    call(val(), 0, ints(0)),
    call(val(2, 3), 0, index(2, 0, 3)),
)
of(
    "take_along_dim",
    call(val(3, 4), index(4, 3, 2), 1),
    call(val(3, 4), index(12, 5)),
    call(val(3, 4), index(3, 1, 4), 0),
)
of(
    "scatter",
    call(val(3, 4), 0, ints([[0, 1], [2, 0]]), val(2, 2)),
    call(val(3, 4), -1, ints([[0, 3], [2, 0]]), 2),
    call(val(3), 0, ints([2]), value=1),
    call(val(2, 2), 0, index(2, 0, 2), val(0, 2)),
    call(val(3, 4), 0, index(3, 2, 2), val(2, 2), reduce="add"),
    call(val(3), 0, ints([2, 2]), pos(2), reduce="multiply"),
)
of(
    "scatter_add",
    call(val(3, 4), 0, index(3, 2, 2), val(2, 2)),
    call(val(3), -1, ints([1, 1]), val(2)),
    call(val(), 0, ints(0), val()),
    call(val(3, 2), 0, index(3, 0, 2), val(0, 2)),
)
of(
    "scatter_extreme",
    *[
        call(distinct(3, 4), 0, index(3, 5, 4), distinct(5, 4), largest, include)
        for largest in (True, False)
        for include in (True, False)
    ],
    complex=False,
)
of("scatter_prod", call(pos(3, 4), 0, index(3, 5, 4), pos(5, 4)), call(pos(3), 0, ints([1, 1]), pos(2)), complex=False)
of(
    "scatter_reduce",
    *[
        call(distinct(3, 4), 0, index(3, 5, 4), distinct(5, 4), how, include_self=include)
        for how in ("sum", "prod", "mean", "amax", "amin")
        for include in (True, False)
    ],
    complex=False,
)
of(
    "index_select",
    call(val(3, 4), 1, index(4, 6)),
    call(val(3, 4), -2, ints([0, 2])),
    call(val(3), 0, ints([])),
    call(val(), 0, ints([0])),
)
of(
    "index_add",
    call(val(3, 4), 0, index(3, 2), val(2, 4)),
    call(val(3, 4), -1, ints([0, 0, 3]), val(3, 3), alpha=2),
    call(val(3), 0, ints([]), val(0)),
    call(val(2, 1, 1, 1, 3), -1, index(3, 2), val(2, 1, 1, 1, 2)),
)
of(
    "index_copy",
    call(val(3, 4), -1, ints([2, 0]), val(3, 2)),
    call(val(2, 1, 1, 1, 3), -1, ints([2, 0]), val(2, 1, 1, 1, 2)),
    call(val(3), 0, ints([1]), val(1)),
)
of(
    "index_fill",
    call(val(3, 4), 0, ints([0, 2]), val()),
    call(val(3, 4), -1, ints([0, 2]), 2),
    call(val(3), 0, ints([]), 1),
)
of(
    "masked_fill",
    call(val(3, 4), mask(4), 2),
    call(val(3, 4), mask(3, 1), val()),
    call(val(), mask(), 1),
    call(val(0, 2), mask(2), 1),
)
of("masked_select", call(val(3, 4), mask(4)), call(val(3, 1), mask(3, 4)), call(val(0), mask(0)), call(val(), mask()))
of("masked_scatter", call(val(3, 4), mask(3, 4), val(15)), call(val(2, 3), mask(3), val(6)))
of("take", call(val(3, 4), index(12, 2, 2)), call(val(3), ints([])), call(val(3), ints(-1)))
of("put", call(val(3, 4), ints([1, 5]), val(2)), call(val(3, 4), ints([1, 5, 1]), val(3), True))
of(
    "nonzero_positions nonzero argwhere",
    call(exact([[0, 1], [2, 0]])),
    call(exact([1, 0, 3])),
    call(val(0, 2)),
    call(val()),
    judged=False,
)
of("select_scatter", call(val(2, 3), val(2), 1, 2), call(val(3), val(), 0, -1))
of("slice_scatter", call(val(5, 2), val(2, 2), 0, 1, 5, 2), call(val(2, 4), val(2, 2), -1, 2))
of(
    "diagonal_scatter",
    call(val(3, 4), val(3)),
    call(val(2, 1, 1, 3, 4), val(2, 1, 1, 3), 0, -2, -1),
    call(val(3, 3), val(2), 1),
)
of(
    "nn.functional.embedding",
    call(index(5, 2, 3), val(5, 4)),
    call(ints([]), val(5, 2)),
    call(ints(3), val(5, 2)),
    # Not derivatives by design: the padding row gets no gradient, and frequent rows a smaller one.
    call(index(5, 2, 3), val(5, 4), 2, order=UNSMOOTH),
    call(ints([1, 1, 3]), val(5, 2), scale_grad_by_freq=True, order=UNSMOOTH),
    # This writes into the table.
    call(index(5, 4), const(val(5, 3, **WIDE, reorder=False)), None, 1.0, dtypes=("float32", "float64")),
)
_BAGS = (index(5, 6), distinct(5, 3), ints([0, 2, 2, 5]))
of(
    "nn.functional.embedding_bag",
    *[call(*_BAGS, mode=mode) for mode in ("sum", "mean", "max")],
    call(index(5, 2, 3), val(5, 4)),
    call(index(5, 0, 3), val(5, 4)),
    call(ints([]), val(5, 2), ints([0, 0]), mode="max"),
    call(index(5, 6), val(5, 3), ints([0, 2, 6]), include_last_offset=True),
    call(index(5, 6), val(5, 3), ints([0, 4]), mode="sum", per_sample_weights=val(6)),
    *[
        call(ints([1, 2, 1, 2]), distinct(3, 2), ints([0, 3]), mode=m, padding_idx=-2, order=UNSMOOTH)
        for m in ("sum", "mean", "max")
    ],
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "embedding_backward",
    call(val(2, 3, 4), index(5, 2, 3), 5, 1, False),
    call(val(2, 4), index(5, 2), 5, None, False),
    # Constant: PyTorch leaves the scaling out of this op's own gradient.
    call(const(val(3, 2)), ints([1, 1, 2]), 4, None, True),
)
of(
    "nn.functional.one_hot",
    call(index(4, 3)),
    call(index(4, 2, 2), 5),
    call(ints(1), 3),
    call(ints([]), 3),
    judged=False,
)

# Reductions -----------------------------------------------------------------------------------------------------------
_DIMS = [
    ((3, 4), ()),
    ((2, 3, 4), (1,)),
    ((2, 3, 4), (-1, True)),
    ((2, 3, 4), ((0, 2),)),
    ((2, 3, 4), ((0, -1), True)),
    ((), ()),
    ((0, 3), (1,)),
    ((0, 3), (0,)),
    ((), (0,)),
    ((3, 4), ((),)),
    ((3, 4), (None, True)),
]
of("sum nansum", *[call(val(*s), *d) for s, d in _DIMS], call(val(3), dtype=DtypeOf("float64")), call(val(0)))
OPS["nansum"].complex = False
OPS["nansum"].samples.append(call(exact([[1.0, NAN], [2.0, 3.0]], grad=False), 1, dtypes=FLOATS))
of("mean", *[call(val(*s), *d) for s, d in _DIMS if 0 not in s], call(val(3), dtype=DtypeOf("float64")))
of(
    "nanmean",
    *[call(val(*s), *d) for s, d in _DIMS if 0 not in s],
    call(exact([[1.0, NAN], [2.0, 3.0]], grad=False), 1, dtypes=FLOATS),
    complex=False,
)
of(
    "prod",
    *[
        call(x, *d)
        for x in (val(2, 3), exact([0, 2, 3]), exact([0, 0, 3]), exact([1, 2, 0]), val(0, 3), val())
        for d in ((), (-1,), (0, True))
    ],
)
of(
    "cumsum",
    *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), 0), ((2, 3, 2), -2), ((), 0), ((0, 3), 1), ((5,), -1))],
    call(val(3), 0, dtype=DtypeOf("float64")),
)
of(
    "cumprod",
    *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), 0), ((2, 3, 2), -2), ((), 0), ((0, 3), 1))],
    call(exact([1, 2, 0]), 0),
    call(exact([0, 2, 3]), 0),
    call(exact([2, 0, 3, 0]), 0),
)
of("logcumsumexp", *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), -2), ((), 0), ((0, 3), 1))])
of(
    "logcumsumexp_backward logcumsumexp_forward",
    call(val(3, 4), val(3, 4), val(3, 4, low=1), 1),
    call(val(3, 4), val(3, 4), val(3, 4, low=1), -2),
    call(exact([0.0, 1.0, 0.0, -2.0]), val(4), val(4, low=1), 0),
    call(val(), val(), val(low=1), 0),
    call(val(0, 3), val(0, 3), val(0, 3), 1),
    dtypes=FLOATS + COMPLEX,
)
of(
    "cummax cummin",
    *[call(distinct(*s), d) for s, d in (((3, 4), 1), ((3, 4), -2), ((), 0), ((0, 3), 1))],
    complex=False,
)
of(
    "variance deviation",
    *[call(val(3, 4, 5), *rest) for rest in ((None, 1, False), ((0,), 1, True), ((0, -1), 0, False), ((1,), 2, False))],
)
for _name in ("var", "std", "var_mean", "std_mean"):
    of(
        _name,
        call(val(3, 4)),
        call(val(3, 4), 1),
        call(val(3, 4), False),
        call(val(3, 4), (0, 1), correction=0),
        call(val(3, 4), dim=-1, unbiased=False, keepdim=True),
    )
of("max_all min_all", call(distinct(3, 4)), call(distinct()), call(exact([1, 1, 1]), order=KINK), complex=False)
of("median_all nanmedian_all", call(distinct(3, 4)), call(distinct()), call(distinct(5)), complex=False)
_LINES = [
    call(distinct(3, 4), 1),
    call(distinct(3, 4), -2, True),
    call(distinct(), 0),
    call(distinct(0, 3), 1),
    call(distinct(5), dim=0),
]
of("max_dim min_dim median_dim nanmedian_dim", *_LINES, complex=False)
of("max min", call(distinct(3, 4)), call(distinct()), *_LINES, call(distinct(3, 4), val(3, 4)), complex=False)
of("median nanmedian", call(distinct(3, 4)), call(distinct()), *_LINES, complex=False)
of(
    "mode",
    call(distinct(3, 4)),
    call(distinct(3, 4), 0, True),
    call(exact([1, 2, 2, 3], grad=False), dtypes=INTEGERS),
    call(distinct(), 0),
    complex=False,
)
of(
    "amax amin",
    call(distinct(3, 4)),
    call(distinct(3, 4, 2), (0, -1)),
    call(distinct(3, 4), 1, True),
    call(exact([1, 1, 0]), 0, order=KINK),
    call(distinct()),
    call(distinct(0, 3), 1),
    complex=False,
)
of("aminmax", call(distinct(3, 4)), call(distinct(3, 4), dim=-1, keepdim=True), call(distinct(), dim=0), complex=False)
of(
    "argmax argmin",
    call(distinct(3, 4)),
    call(distinct(3, 4), 0),
    call(distinct(3, 4), -1, True),
    call(distinct()),
    call(distinct(0, 3), 1),
    call(exact([2, 5, 5, 1])),
    call(exact([1.0, NAN, 3.0], grad=False), dtypes=FLOATS),
    judged=False,
)
of(
    "any all",
    *[call(val(*s), *d) for s, d in _DIMS],
    call(exact([0, 0])),
    call(exact([1, 0])),
    call(SPECIAL, dtypes=FLOATS),
    judged=False,
)
of(
    "count_nonzero",
    call(exact([[0, 1], [2, 0]])),
    call(exact([[0, 1], [2, 0]]), 0),
    call(exact([[0, 1], [2, 0]]), (0, 1)),
    call(val(0)),
    judged=False,
)
of(
    "logsumexp",
    call(val(3, 4), 0),
    call(val(3, 4), (0, 1), True),
    call(val(3, 4), -1),
    call(val(), 0),
    call(val(0, 3), 1),
)
of(
    "linalg.vector_norm",
    *[call(pos(3, 4), o, *d) for o in (2, 1, 3, 2.5, 0.5) for d in ((), (1, True), ((0, -1),))],
    *[call(distinct(3, 4), o, 1, order=1) for o in (INF, -INF, 0)],
    call(val(0)),
    call(val(2), 2),
    call(val()),
)
of(
    "norm",
    call(val(3, 4)),
    call(pos(3, 4), 1),
    call(val(3, 4), 2, 1, True),
    call(val(3, 4), p="fro", dim=(0, 1)),
    call(distinct(3), INF),
)
of(
    "linalg.norm",
    call(val(3, 4)),
    call(pos(3), 3),
    call(val(3, 4), None, 1, True),
    call(val(2, 3, 4), "fro", (1, 2)),
    call(distinct(3, 4), 1),
    call(distinct(3, 4), INF),
)
of("linalg.matrix_norm", call(val(3, 4)), call(distinct(3, 4), 1), call(distinct(2, 3, 4), -1, keepdim=True))
of("dist", call(val(3, 4), val(3, 4)), call(pos(3), val(3, low=-2, high=0), 1), call(val(3, 4), val(4)))
of(
    "quantile",
    *[call(distinct(3, 4), 0.3, interpolation=how) for how in ("linear", "lower", "higher", "midpoint", "nearest")],
    call(distinct(3, 4), exact([0.1, 0.7], grad=False), 1, True),
    complex=False,
)
of(
    "nanquantile",
    call(distinct(3, 4), 0.3),
    call(distinct(3, 4), exact([0.1, 0.7], grad=False), 1, True),
    complex=False,
)
of("diff", call(val(3, 4)), call(val(3, 4), 2, 0), call(val(3, 4), 1, 0, val(1, 4), val(2, 4)))

# Losses ---------------------------------------------------------------------------------------------------------------
REDUCTIONS = ("none", "mean", "sum")


def losses(*operands: Any, **kwargs: Any) -> list[Sample]:
    """One sample per way to reduce."""
    return [call(*operands, reduction=how, **kwargs) for how in REDUCTIONS]


of(
    "squared_error",
    *[call(val(*a), val(*b), how) for how in REDUCTIONS for a, b in (((3, 4), (3, 4)), ((), ()))],
    call(val(0), val(0), "sum"),
    complex=False,
)
of("huber", *[call(wide(3, 4), val(3, 4), how, 0.7) for how in REDUCTIONS], complex=False)
_TARGET = ints([0, 1, 4, -1])
_WEIGHT = const(pos(5))
_NLL = [call(val(4, 5), _TARGET, w, how, -1) for how in REDUCTIONS for w in (None, _WEIGHT)] + [
    call(val(2, 5, 3), index(5, 2, 3), _WEIGHT, how, -100) for how in REDUCTIONS
]
of("nll_loss_forward", *_NLL, call(val(5), ints(2), None, "mean", -100), complex=False)
of(
    "nll_loss_backward",
    *[
        call(val(4) if how == "none" else val(), _TARGET, w, const(exact(total)), (4, 5), how, -1)
        for how in REDUCTIONS
        for w, total in ((None, 3.0), (exact([0.5, 1.0, 1.5, 1.0, 1.0], grad=False), 2.5))
    ],
    complex=False,
)
of(
    "bernoulli_entropy",
    *[call(unit(3, 4), unit(3, 4), w, how) for how in REDUCTIONS for w in (None, const(pos(3, 4)))],
    complex=False,
)
of(
    "logits_entropy",
    *[
        call(wide(3, 4), unit(3, 4), w, p, how)
        for how in REDUCTIONS
        for w, p in ((None, None), (const(pos(3, 1)), const(pos(4))))
    ],
    complex=False,
)
_LOSS = "nn.functional."
of(
    f"{_LOSS}mse_loss {_LOSS}l1_loss {_LOSS}huber_loss {_LOSS}smooth_l1_loss",
    *losses(val(3, 4), val(3, 4)),
    complex=False,
)
of(
    f"{_LOSS}nll_loss",
    call(val(2, 3, 1, 2, 2), index(3, 2, 1, 2, 2)),
    *losses(val(4, 5), _TARGET, _WEIGHT, ignore_index=-1),
    *losses(val(2, 5, 3), index(5, 2, 3)),
    complex=False,
)
of(
    f"{_LOSS}cross_entropy",
    *losses(val(4, 5), _TARGET, _WEIGHT, ignore_index=-1),
    *losses(val(2, 5, 3), index(5, 2, 3)),
    *losses(val(3, 5), index(5, 3), _WEIGHT, label_smoothing=0.1),
    *losses(val(3, 5), unit(3, 5)),
    call(val(5), ints(2)),
    complex=False,
)
of(
    f"{_LOSS}binary_cross_entropy",
    *losses(unit(3, 4), unit(3, 4)),
    *losses(unit(3, 4), unit(3, 4), const(pos(4))),
    complex=False,
)
of(
    f"{_LOSS}binary_cross_entropy_with_logits",
    *losses(wide(3, 4), unit(3, 4)),
    *losses(wide(3, 4), unit(3, 4), const(pos(4)), pos_weight=const(pos(4))),
    complex=False,
)
of(
    f"{_LOSS}kl_div",
    *losses(val(3, 4), unit(3, 4)),
    *losses(val(3, 4), val(3, 4), log_target=True),
    call(val(3, 4), unit(3, 4), reduction="batchmean"),
    complex=False,
)
of(
    f"{_LOSS}poisson_nll_loss",
    *losses(val(3, 4), pos(3, 4)),
    *losses(pos(3, 4), const(Operand((3, 4), 1.5, 4.0)), log_input=False, full=True),
    complex=False,
)
of(
    f"{_LOSS}gaussian_nll_loss",
    *losses(val(3, 4), val(3, 4), pos(3, 4)),
    *losses(val(3, 4), val(3, 4), pos(3, 1), full=True),
    complex=False,
)
of(
    f"{_LOSS}cosine_embedding_loss",
    *losses(val(3, 4), val(3, 4), exact([1, -1, 1], grad=False), margin=0.1),
    complex=False,
)
of(
    f"{_LOSS}triplet_margin_loss",
    *losses(val(3, 4), val(3, 4), val(3, 4)),
    *losses(val(3, 4), val(3, 4), val(3, 4), swap=True),
    complex=False,
)
of(f"{_LOSS}triplet_margin_with_distance_loss", *losses(val(3, 4), val(3, 4), val(3, 4)), complex=False)
of(f"{_LOSS}margin_ranking_loss", *losses(val(3), val(3), exact([1, -1, 1], grad=False)), complex=False, dtypes=FLOATS)
of(
    f"{_LOSS}hinge_embedding_loss {_LOSS}soft_margin_loss",
    *losses(val(3), exact([1, -1, 1], grad=False)),
    complex=False,
    dtypes=FLOATS,
)
of(f"{_LOSS}multilabel_soft_margin_loss", *losses(val(3, 4), const(unit(3, 4))), complex=False)
of(
    f"{_LOSS}multi_margin_loss",
    *losses(val(3, 4), index(4, 3)),
    *losses(val(3, 4), index(4, 3), p=2, weight=const(pos(4))),
    complex=False,
)
of(
    f"{_LOSS}multilabel_margin_loss",
    *losses(val(3, 4), ints([[1, 3, -1, 0], [0, 0, 2, -1], [-1, 1, 2, 3]])),
    call(val(4), ints([2, 0, -1, 1])),
    call(val(), ints(0)),
    complex=False,
    dtypes=("float32", "float64"),
)
# No derivative by design: probabilities are added to it. PyTorch misreads a row of targets that is not dense.
_TARGETS = Operand((3,), values=[1, 2, 0], dtype="int64", grad=False, reorder=False)
of(
    f"{_LOSS}ctc_loss",
    *losses(val(6, 3, 4), ints([[1, 2, 2], [3, 1, 0], [2, 2, 2]]), (6, 4, 5), (3, 2, 3)),
    call(val(5, 2, 4), _TARGETS, ints([5, 3]), ints([2, 1]), 3, zero_infinity=True),
    call(val(5, 4), ints([[1, 2]]), ints([5]), ints([2])),
    call(val(2, 1, 3), ints([[1, 1]]), (2,), (2,), zero_infinity=True),
    *losses(val(4, 2, 3), index(1, 2, 0), (4, 3), (0, 0)),  # targets of no labels, in rows of no width…
    call(val(4, 2, 3), ints([[1, 2], [1, 1]]), (4, 3), (0, 0)),  # …or not told apart by width
    *losses(val(4, 2, 3), ints([1, 2]), (4, 4), (0, 2)),
    complex=False,
    dtypes=("float32", "float64"),
    judged=False,
)
of("cosine_similarity", call(val(3, 4), val(3, 4)), call(val(3, 4), val(4), -1), call(val(3), val(3), 0), complex=False)
of(
    "pairwise_distance",
    call(val(3, 4), val(3, 4)),
    call(pos(3, 4), val(3, 4, low=-2, high=0), 1.0, keepdim=True),
    complex=False,
)
of("cdist", call(val(3, 4), val(5, 4)), call(val(2, 3, 4), val(2, 5, 4), 1.0), complex=False)

of(
    "cov",
    call(val(3, 5)),
    call(val(4)),
    call(val(2, 4), correction=0, fweights=ints([1, 2, 0, 3])),
    call(val(2, 4), fweights=ints([1, 2, 0, 3]), aweights=const(pos(4, dtype="real"))),
    dtypes=("float32", "float64", *COMPLEX, *INTEGERS[1:]),
)
# Rows that are alike correlate by exactly one, where the result is cut off and has no second derivative.
of("corrcoef", call(distinct(3, 5)), call(val(4)), dtypes=("float32", "float64"), complex=False)
of(
    "combinations",
    call(val(4)),
    call(val(3), 2, True),
    call(val(4), 3),
    call(val(2), 3),
    call(val(2), 0),
)
of(
    "trapezoid",
    call(val(3, 4)),
    call(val(3, 4), val(4)),
    call(val(3, 4), val(3, 4), dim=0),
    call(val(3, 4), dx=0.5, dim=0),
    dtypes=("float32", "float64"),
    complex=False,
)

# Products -------------------------------------------------------------------------------------------------------------
MATMULS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((3, 1, 2, 3), (2, 3, 4)),
    ((2, 3), (5, 3, 4)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((1, 1), (1, 1)),
]
of("matmul", *[call(val(*a), val(*b)) for a, b in MATMULS])
of("mm", call(val(2, 3), val(3, 4)), call(val(2, 0), val(0, 3)), call(val(0, 3), val(3, 2)))
of("bmm", call(val(2, 3, 4), val(2, 4, 5)), call(val(0, 3, 4), val(0, 4, 5)), call(val(2, 3, 0), val(2, 0, 1)))
of("mv", call(val(2, 3), val(3)), call(val(0, 3), val(3)), call(val(2, 0), val(0)))
of("dot vdot", call(val(3), val(3)), call(val(0), val(0)))
of(
    "addmm",
    call(val(4), val(2, 3), val(3, 4)),
    call(val(2, 4), val(2, 3), val(3, 4), beta=2, alpha=3),
    call(val(), val(2, 0), val(0, 4)),
    call(val(2, 4), val(2, 3), val(3, 4), beta=0),
)
of("addmv", call(val(2), val(2, 3), val(3)), call(val(), val(2, 3), val(3), alpha=2))
of(
    "baddbmm",
    call(val(3, 5), val(2, 3, 4), val(2, 4, 5)),
    call(val(2, 3, 5), val(2, 3, 4), val(2, 4, 5), beta=2, alpha=3),
)
of("addbmm", call(val(3, 5), val(2, 3, 4), val(2, 4, 5)), call(val(3, 5), val(2, 3, 4), val(2, 4, 5), beta=2, alpha=3))
of(
    "nn.functional.linear",
    call(val(2, 3), val(4, 3), val(4)),
    call(val(5, 2, 3), val(4, 3), val(4)),
    call(val(3), val(4, 3)),
    call(val(0, 3), val(4, 3), val(4)),
)
of("outer", call(val(3), val(4)), call(val(0), val(2)))
of(
    "addr",
    call(val(3, 4), val(3), val(4)),
    call(val(3, 4), val(3), val(4), beta=2, alpha=3),
    dtypes=INTEGERS + FLOATS + COMPLEX,
)
of("inner", call(val(2, 3), val(4, 3)), call(val(3), val(3)), call(val(), val(3)))
of(
    "tensordot",
    call(val(2, 3, 4), val(3, 4, 5)),
    call(val(2, 3), val(3, 2), 1),
    call(val(2, 3, 4), val(4, 2), ([2, 0], [0, 1])),
)
of("linalg.vecdot", call(val(2, 3), val(2, 3)), call(val(3, 2), val(3, 1), dim=0))
of("linalg.cross", call(val(2, 3), val(2, 3)), call(val(3, 2), val(3, 2), dim=0))
of("cross", call(val(2, 3), val(2, 3), 1), call(val(3, 2), val(3, 2), 0))
of("kron", call(val(2, 2), val(1, 3)), call(val(2), val(2, 2)))
of("nn.functional.bilinear", call(val(2, 3), val(2, 4), val(5, 3, 4), val(5)), call(val(3), val(4), val(2, 3, 4)))
_SUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->ji", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
    ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 4)),
    ("i,i->", (3,), (3,)),
    ("ij,ik,il->jkl", (2, 3), (2, 4), (2, 2)),
    ("...i,i->...", (2, 3, 4), (4,)),
    ("ij->", (2, 3)),
    ("abc,cd,de->abe", (2, 2, 3), (3, 2), (2, 2)),
]
of("einsum", *[call(equation, *[val(*s) for s in shapes]) for equation, *shapes in _SUMS])

# Normalisation --------------------------------------------------------------------------------------------------------
of(
    "layer_norm_forward",
    *[call(val(3, 4, 5), (4, 5), w, b, 1e-5) for w, b in ((None, None), (val(4, 5), val(4, 5)), (val(4, 5), None))],
    call(val(5), (5,), val(5), val(5), 1e-5),
    complex=False,
)
of(
    "layer_norm_backward",
    *[call(val(3, 4), val(3, 4), w, real(3, 1), pos(3, 1, dtype="real"), (4,)) for w in (None, val(4))],
    complex=False,
)
of(
    "group_norm_forward",
    *[call(val(2, 4, 5), 2, w, b, 1e-5) for w, b in ((None, None), (val(4), val(4)), (val(4), None))],
    call(val(3, 8), 2, val(8), val(8), 1e-5),
    call(val(2, 4, 1, 2, 1, 2), 2, val(4), val(4), 1e-5),
    complex=False,
)
of(
    "group_norm_backward",
    *[call(val(2, 4, 3), val(2, 4, 3), w, real(2, 2), pos(2, 2, dtype="real"), 2) for w in (None, val(4))],
    call(val(2, 4, 1, 2, 1, 2), val(2, 4, 1, 2, 1, 2), val(4), real(2, 2), pos(2, 2, dtype="real"), 2),
    complex=False,
)
_STATISTICS = (None, None, 0.1, 1e-5)
of(
    "batch_norm_forward",
    *[call(val(3, 4, 5), w, b, *_STATISTICS) for w, b in ((None, None), (val(4), val(4)))],
    call(val(6, 4), val(4), val(4), *_STATISTICS),
    complex=False,
)
of(
    "batch_norm_backward",
    *[call(val(3, 4, 5), val(3, 4, 5), w, val(4), pos(4)) for w in (None, val(4))],
    complex=False,
)
of(
    "batch_norm_inference",
    *[call(val(3, 4, 5), w, b, const(val(4)), const(pos(4)), 1e-5) for w, b in ((None, None), (val(4), val(4)))],
    complex=False,
)
of("layer_norm", call(val(3, 4), (4,)), call(val(2, 3, 4), (3, 4), val(3, 4), val(3, 4)), complex=False)
of("rms_norm", call(val(3, 4), (4,)), call(val(2, 3, 4), (3, 4), val(3, 4), 1e-3), complex=False)
of(
    "group_norm",
    call(val(2, 4, 3), 2),
    call(val(2, 4, 1, 2, 1, 2), 2),
    call(val(2, 4, 3, 2), 2, val(4), val(4)),
    complex=False,
)
of(
    "nn.functional.batch_norm",
    call(val(3, 4, 2), const(val(4)), const(pos(4)), val(4), val(4)),
    call(val(3, 4, 2), const(val(4)), const(pos(4)), val(4), val(4), True),
    call(val(3, 4), None, None, training=True),
    complex=False,
)
of("nn.functional.instance_norm", call(val(2, 3, 4)), call(val(2, 3, 4), None, None, val(3), val(3)), complex=False)
of(
    "nn.functional.normalize",
    call(val(3, 4)),
    call(pos(2, 1)),
    call(val(2, 3, 1, 1, 2)),
    call(pos(3, 4, 2), 1.0, (1, 2)),
    call(val(3), dim=0),
    complex=False,
)
of("nn.functional.local_response_norm", call(val(2, 4, 3), 3), complex=False, dtypes=FLOATS)

# Pooling, resampling --------------------------------------------------------------------------------------------------
_CELLS: dict[int, Any] = {1: [1, 2], 2: [[0, 3], [9, 14]], 3: [[[0, 3], [9, 14]], [[33, 38], [40, 47]]]}
for _n in (1, 2, 3):
    _size = (5, 4, 4)[:_n]
    _x = distinct(2, 2, *_size)
    of(
        f"nn.functional.max_pool{_n}d",
        call(_x, 2),
        call(_x, 3, 2, 1, ceil_mode=True),
        call(distinct(2, *_size), 2, 1, return_indices=True),
        call(_x, 2, dilation=2),
        complex=False,
    )
    of(
        f"nn.functional.avg_pool{_n}d",
        call(val(2, 2, *_size), 2),
        call(val(2, 2, *_size), 3, 2, 1, True, False),
        call(val(2, *_size), 2, 1),
        complex=False,
    )
    of(f"nn.functional.adaptive_avg_pool{_n}d", call(val(2, 2, *_size), 3), call(val(2, *_size), 1), complex=False)
    of(f"nn.functional.adaptive_max_pool{_n}d", call(_x, 3), call(distinct(2, *_size), 2, True), complex=False)
    of(f"nn.functional.max_unpool{_n}d", call(val(1, 1, *(2,) * _n), ints([[_CELLS[_n]]]), 2), complex=False)
_POOLS = [
    ((2, 2, 5), (2,), (2,), (1,)),
    ((2, 2, 5, 4), (3, 2), (2, 1), (1, 1)),
    ((1, 2, 3, 4, 3), (2, 2, 2), (2, 1, 1), (1, 0, 1)),
]
of(
    "max_pool_with_indices",
    *[call(distinct(*x), k, s, p, (1,) * len(k), ceil) for x, k, s, p in _POOLS for ceil in (True, False)],
    complex=False,
)
of(
    "avg_pool",
    *[
        call(val(*x), k, s, p, ceil, include, None)
        for x, k, s, p in _POOLS
        for ceil, include in ((True, False), (False, True))
    ],
    call(val(1, 1, 4, 4), (2, 2), (2, 2), (0, 0), False, True, 3),
    complex=False,
)
of(
    "avg_pool_backward",
    call(val(2, 2, 3), (2, 2, 5), (2,), (2,), (1,), False, True, None),
    call(val(2, 2, 3, 5), (2, 2, 5, 4), (3, 2), (2, 1), (1, 1), False, False, None),
    complex=False,
)
of(
    "adaptive_avg_pool",
    call(val(2, 2, 5), (3,)),
    call(val(2, 2, 5, 4), (2, 3)),
    call(val(1, 2, 3, 4, 3), (2, 2, 1)),
    complex=False,
)
of("adaptive_avg_pool_backward", call(val(2, 2, 3), (2, 2, 5)), call(val(2, 2, 2, 3), (2, 2, 5, 4)), complex=False)
of(
    "adaptive_max_pool_with_indices",
    call(distinct(2, 2, 5), (3,)),
    call(distinct(2, 2, 5, 4), (2, 3)),
    call(distinct(1, 2, 3, 4, 3), (2, 2, 1)),
    complex=False,
)
of(
    "scatter_pooled",
    call(val(1, 2, 2), ints([[[1, 3], [0, 2]]]), (1, 2, 4)),
    call(val(1, 1, 2, 2), ints([[[[1, 3], [9, 11]]]]), (1, 1, 4, 3)),
    complex=False,
)
of("nn.functional.lp_pool1d", call(pos(2, 2, 5), 2.0, 2), call(pos(2, 5), 3.0, 3, 1), complex=False)
of("nn.functional.lp_pool3d", call(pos(1, 2, 4, 3, 4), 2.0, 2), complex=False)
of("nn.functional.lp_pool2d", call(pos(2, 2, 5, 4), 2.0, 2), call(pos(2, 2, 5, 4), 3.0, (3, 2), 1), complex=False)
of(
    "nn.functional.interpolate",
    *[
        call(val(2, 2, 4, 3), size=(3, 5), mode=mode)
        for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "area")
    ],
    *[call(val(2, 2, 4, 3), scale_factor=1.7, mode=mode) for mode in ("nearest", "bilinear", "bicubic")],
    call(val(1, 2, 5), size=8, mode="linear", align_corners=True),
    call(val(2, 2, 4, 3), size=(6, 2), mode="bilinear", antialias=True),
    complex=False,
)
_GRID = val(2, 3, 2, 2, low=-1.4, high=1.4)
of(
    "nn.functional.grid_sample",
    *[
        call(val(2, 2, 4, 3), _GRID, mode=mode, padding_mode=padding, align_corners=corners)
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for corners in (False, True)
    ],
    *[
        call(val(1, 2, 3, 4, 2), val(1, 2, 1, 3, 3), mode=mode, padding_mode=padding, align_corners=False)
        for mode in ("bilinear", "nearest")
        for padding in ("zeros", "reflection")
    ],
    call(val(1, 2, 1, 1), val(1, 2, 2, 2), padding_mode="reflection", align_corners=True),
    call(val(0, 2, 3, 3), val(0, 2, 2, 2), align_corners=False),
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "nn.functional.affine_grid",
    *[call(val(2, 2, 3), (2, 1, 3, 4), align_corners=corners) for corners in (False, True)],
    call(val(1, 3, 4), (1, 2, 2, 1, 3), align_corners=False),
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "nn.functional.upsample",
    call(val(2, 2, 4, 3), size=(3, 5)),
    call(val(1, 2, 5), size=8, mode="linear"),
    complex=False,
)

# Sorting --------------------------------------------------------------------------------------------------------------
of(
    "sort",
    call(distinct(3, 4)),
    call(distinct(3, 4), 0, True),
    call(distinct()),
    call(distinct(0, 3), 1),
    call(exact([2, 1, 2, 1], grad=False), stable=True),
    complex=False,
)
of("argsort", call(distinct(3, 4)), call(distinct(3, 4), 0, True), call(distinct()), judged=False)
of("msort", call(distinct(3, 4)), call(distinct(4)), complex=False)
of(
    "topk",
    call(distinct(3, 5), 2),
    call(distinct(3, 5), 2, 0, False),
    call(distinct(4), 0),
    call(distinct(), 1),
    complex=False,
)
of("kthvalue", call(distinct(3, 4), 2), call(distinct(3, 4), 2, 0, True), call(distinct(), 1), complex=False)
_RUNS = exact([3, 1, 1, 2, 3, 3])
of("unique_values unique", call(_RUNS), call(val(0)), call(exact([[1, 2], [2, 1]])), judged=False)
OPS["unique"] = OpSamples(
    [
        *OPS["unique"].samples,
        call(_RUNS, return_inverse=True, return_counts=True),
        call(exact([[1, 2], [1, 2], [0, 5]]), dim=0),
    ],
    judged=False,
)
of("unique_slices", call(exact([[1, 2], [1, 2], [0, 5]]), 0), call(exact([[1, 1, 0], [2, 2, 5]]), -1), judged=False)
of("unique_runs", call(_RUNS), call(val(0)), judged=False)
of("unique_consecutive", call(_RUNS), call(_RUNS, return_inverse=True, return_counts=True), judged=False)
_EDGES = exact([1, 3, 5, 7], grad=False)
of(
    "search_lines",
    call(_EDGES, val(3, 4, high=8), False, False),
    call(_EDGES, exact([1, 3, 9]), True, True),
    judged=False,
)
of(
    "searchsorted",
    call(_EDGES, val(3, 4, high=8)),
    call(_EDGES, exact([1, 3, 9]), right=True),
    call(_EDGES, 4),
    call(_EDGES, val(0)),
    judged=False,
    dtypes=INTEGERS + FLOATS,
)
of(
    "bucketize",
    call(val(3, 4, high=8), _EDGES),
    call(exact([1, 3, 9]), _EDGES, right=True),
    call(4, _EDGES),
    judged=False,
    dtypes=INTEGERS + FLOATS,
)
of("count_values", call(ints([0, 3, 3]), 0), call(ints([]), 2), judged=False)
of(
    "bincount",
    call(ints([0, 3, 3])),
    call(ints([0, 3, 3]), exact([0.5, 1.5, 2.0], dtype="float64", grad=False)),
    call(ints([]), minlength=2),
    judged=False,
)

MATRIX = [[3.0, 1.0, -0.5], [0.5, 2.5, 1.0], [-1.0, 0.25, 2.0]]
POSITIVE = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.5], [0.5, -0.5, 2.0]]
BATCH = [MATRIX, [[1.0, 0.5, 0.0], [0.25, -2.0, 1.0], [0.5, 1.0, 3.0]]]
of(
    "linalg.inv inverse linalg.det linalg.slogdet cofactors",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact([[2.0]])),
    dtypes=("float64", "complex128"),
)
of(
    "cofactors_change",
    call(exact(MATRIX), val(3, 3)),
    call(exact(BATCH), val(2, 3, 3)),
    call(exact([[2.0]]), val(1, 1)),
    dtypes=("float64", "complex128"),
)
of("logdet", call(exact(MATRIX)), call(exact([[2.0]])), complex=False, dtypes=("float64",))
# In complex types PyTorch's gradient is not Hermitian for a cotangent with a complex diagonal; ours is.
of(
    "cholesky_lower",
    call(exact(POSITIVE)),
    call(exact([POSITIVE, [[2.0, 0, 0], [0, 3, 1], [0, 1, 1]]])),
    dtypes=("float64",),
)
of("linalg.cholesky", call(exact(POSITIVE)), call(exact(POSITIVE), upper=True), dtypes=("float64",))
of("solve_matrix", call(exact(MATRIX), val(3, 2)), call(exact(BATCH), val(3, 2)), dtypes=("float64", "complex128"))
of(
    "linalg.solve",
    call(exact(MATRIX), val(3)),
    call(exact(BATCH), val(2, 3)),
    call(exact(MATRIX), val(2, 3), left=False),
    call(exact(BATCH), val(2, 3, 1)),
    dtypes=("float64", "complex128"),
)
