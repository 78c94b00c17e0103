"""The samples of ops/histogram.py."""

from __future__ import annotations

from operands import call, const, exact, pos, val

from .table import NAN, of

_FLOATS = ("float32", "float64")
_EDGES = const(exact([-2.0, -0.5, 0.25, 2.0], dtype="real"))

of(
    "histc",
    call(val(3, 4), 5),
    call(exact([0.0, 0.5, 1.0, 3.0, 4.0, NAN, -1.0]), bins=3, min=0, max=3, dtypes=_FLOATS),
    call(exact([2.0, 2.0]), 4),
    call(exact([2.0, 2.0, 5.0]), 3, 5, 5),
    call(val(0, 3), 2),
    call(exact(1.5), 2, -1, 2),
    complex=False,
    judged=False,
)
of(
    "histogram",
    call(val(3, 4), 5),
    call(val(3, 4), _EDGES, density=True),
    call(exact([0.0, 1.0, 2.5, 3.0, NAN, 4.0]), bins=3, range=(0.0, 3.0), dtypes=_FLOATS),
    call(val(6), 3, weight=pos(6)),
    call(exact([2.0, 2.0]), 3),
    call(val(0), 2),
    call(exact(0.5), 2, range=(0.0, 0.0)),
    dtypes=_FLOATS,
    complex=False,
    judged=False,
)
of(
    "histogramdd",
    call(val(5, 2), [3, 2]),
    call(val(2, 3, 2), 2, weight=pos(2, 3), density=True),
    call(val(5, 2), [_EDGES, _EDGES]),
    call(val(4, 1), [3], range=(-1.0, 1.0)),
    dtypes=_FLOATS,
    complex=False,
    judged=False,
)
