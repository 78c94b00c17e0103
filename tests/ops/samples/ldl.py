"""The samples of ops/ldl.py."""

from __future__ import annotations

from operands import call, exact, val

from .lu import rows
from .table import POSITIVE, POSITIVES, of

of("ldl_factors", call(exact(POSITIVE), False, False, "ldl"), call(exact(POSITIVES), True, True, "ldl"), judged=False)
of(
    "linalg.ldl_factor linalg.ldl_factor_ex",
    call(exact(POSITIVE)),
    call(exact(POSITIVES), hermitian=True),
    judged=False,
)
of("linalg.ldl_solve", call(exact(POSITIVE), rows(1, 2, 3), val(3, 2)), judged=False)
