"""The samples of ops/rearrange.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of("pixel_shuffle", call(val(2, 8, 3, 2), 2), call(val(4, 1, 1), 2))
of("pixel_unshuffle", call(val(2, 2, 4, 6), 2))
of("channel_shuffle", call(val(2, 6, 3), 3), call(val(2, 4, 1, 2, 1, 2), 2))
of("flip", call(val(2, 3), (0, -1)), call(val(2, 3), 0), call(val(0, 2), 1), call(val(3), [0]))
of("fliplr flipud", call(val(2, 3)), call(val(2, 0)))
of("roll", call(val(5), 2), call(val(2, 5), (1, -2), (0, 1)), call(val(2, 3), 1), call(val(0, 2), 1, 0))
of("rot90", call(val(2, 3)), call(val(2, 3), 3, (0, 1)), call(val(2, 3, 2), -2, (2, 0)))
