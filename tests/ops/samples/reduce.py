"""The samples of ops/reduce.py."""

from __future__ import annotations

from operands import FLOATS, DtypeOf, call, exact, val

from .table import NAN, OPS, SPECIAL, of

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
