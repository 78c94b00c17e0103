"""The samples of ops/matrix_functions.py."""

from __future__ import annotations

from operands import call, exact, val

from .table import BATCH, LAPACK, MATRIX, of

of(
    "linalg.matrix_power",
    call(val(3, 3), 3),
    call(val(2, 3, 3), 0),
    call(val(3, 3), 1),
    call(exact(BATCH), -2),
    dtypes=LAPACK,
)
of("linalg.matrix_exp", call(val(3, 3)), call(exact(BATCH)), call(val(1, 1)), dtypes=LAPACK)
of(
    "linalg.multi_dot",
    call([val(2, 3), val(3, 4), val(4, 2)]),
    call([val(3), val(3, 2)]),
    call([val(2, 3), val(3, 4), val(4)]),
    dtypes=LAPACK,
)
of("chain_matmul", call(val(2, 3), val(3, 4), val(4, 2)), dtypes=LAPACK)
FOUR_BY_TWO_BY_TWO = [
    [[3.0, 1.0], [0.5, 2.0]],
    [[1.0, -2.0], [2.0, 0.5]],
    [[0.0, 1.0], [-1.0, 3.0]],
    [[1.0, 1.0], [2.0, 4.0]],
]
DEEP = [[[[[[2.0]]]]]]
of(
    "linalg.tensorinv",
    call(exact(FOUR_BY_TWO_BY_TWO), 1),
    call(exact(DEEP), 3),
    call(val(0, 0), 1),
    call(exact(2.0), 1),
    dtypes=LAPACK,
)
of(
    "linalg.tensorsolve",
    call(exact(MATRIX), val(3)),
    call(exact([MATRIX]), val(1, 3)),
    call(exact(DEEP), val(1, 1, 1)),
    call(val(0, 0), val(0)),
    call(exact(2.0), val()),
    dtypes=LAPACK,
)
of("linalg.vander", call(val(3)), call(val(2, 3), N=4), dtypes=LAPACK)
of("vander", call(val(3)), call(val(2), 4, True), call(val(2), 0), dtypes=LAPACK)
