"""The samples of ops/random.py."""

from __future__ import annotations

from operands import FLOATS, INTEGERS, UNSMOOTH, DtypeOf, call, exact, pos, unit, val

from .table import of

of("rand randn", call(3, 4), call((2, 0)), call(5, dtype=DtypeOf(), dtypes=FLOATS), judged=False)
of("rand_like randn_like", call(val(3, 4), dtypes=FLOATS), call(val(0), dtypes=FLOATS), judged=False)
of("integers", call(0, 5, (3, 4)), call(-3, 300, (2,)), judged=False)
of("randint", call(5, (3, 4)), call(-3, 300, (2,)), call(0, 2, (0,)), judged=False)
of("randint_like", call(val(3, 4), 5, dtypes=INTEGERS + FLOATS), judged=False)
of("randperm", call(7), call(0), call(1, dtype=DtypeOf("int32")), judged=False)
of("bernoulli_each", call(unit(3, 4), dtypes=FLOATS), call(unit(0), dtypes=FLOATS), judged=False)
of("bernoulli", call(unit(3, 4), dtypes=FLOATS), call(unit(3), 0.3, dtypes=FLOATS), judged=False)
of("poisson", call(pos(3, 4), dtypes=FLOATS), call(pos(0), dtypes=FLOATS), judged=False)
# By rejection: what a seed gives jumps as the parameters move. tests/distributions judges the gradients.
_WIDE = {"order": UNSMOOTH, "dtypes": ("float32", "float64")}
of("_standard_gamma", call(pos(3, 4), **_WIDE), call(pos(0), **_WIDE), judged=False)
of("_sample_dirichlet", call(pos(3, 4), **_WIDE), call(pos(2, 0), **_WIDE), judged=False)
of(
    "binomial_each binomial",
    call(exact([3.0, 40.0, 200.0]), unit(3), **_WIDE),
    call(pos(0), unit(0), **_WIDE),
    judged=False,
)
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
