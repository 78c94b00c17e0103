"""The samples of ops/slice.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of("select", call(val(2, 3), -1, 1), call(val(2, 3), 0, -1), call(val(3), 0, 0))
of("select_backward", call(val(2), (2, 3), 1, 2), call(val(), (3,), 0, 0))
of("slice", call(val(7), 0, 1, 6, 2), call(val(2, 5), -1, None, -1), call(val(3, 2)), call(val(3), 0, 2, 1))
of("slice_backward", call(val(3), (7,), 0, 1, 6, 2), call(val(2, 4), (2, 5), -1, None, -1, 1))
of("narrow", call(val(2, 5), 1, 1, 3), call(val(2, 5), -1, -3, 2), call(val(3), 0, 1, 0))
of("select_scatter", call(val(2, 3), val(2), 1, 2), call(val(3), val(), 0, -1))
of("slice_scatter", call(val(5, 2), val(2, 2), 0, 1, 5, 2), call(val(2, 4), val(2, 2), -1, 2))
