"""The samples of ops/gamma.py."""

from __future__ import annotations

from operands import Operand, call, const, pos, unit

from .table import of

of(
    "igamma igammac special.gammainc special.gammaincc",
    *[call(const(pos(*shape)), pos(*shape)) for shape in ((3, 4), (0, 3), ())],
    call(const(pos(3, 1)), pos(4)),
    complex=False,
)
# PyTorch's values are approximations good to 1e-3: the right ones stand in the kernels' table.
of(
    "standard_gamma_grad",
    call(const(pos(3, 4)), const(pos(3, 4))),
    call(const(pos()), const(pos(3))),
    complex=False,
    shapes_only=True,
    dtypes=("float32", "float64"),
)
of(
    "dirichlet_grad",
    call(const(unit(3, 4)), const(unit(3, 4)), const(Operand((4,), 2.5, 4.0))),
    complex=False,
    shapes_only=True,
    dtypes=("float32", "float64"),
)
