"""The samples of ops/sort.py."""

from __future__ import annotations

from operands import FLOATS, INTEGERS, call, distinct, exact, ints, val

from .table import OPS, OpSamples, of

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
