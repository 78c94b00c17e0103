"""LAPACK's factors and what is solved with them: one matrix of each size, and many tiny ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..workload import ALL_THREADS, Job, Section

section = Section("Linear algebra, f64")

LIMIT = 1.05
SHAPES = ((1000, 4, 4), (64, 64), (256, 256), (1024, 1024))
SLOW = 10**8  # n³ from which a case is left out of quick runs

Body = Callable[[Any, Any, Any], Any]  # of torch.linalg, a matrix that is positive definite, and right-hand sides
BODIES: dict[str, Body] = {
    "cholesky": lambda linalg, a, b: linalg.cholesky(a),
    "lu_factor": lambda linalg, a, b: linalg.lu_factor(a),
    "solve": lambda linalg, a, b: linalg.solve(a, b),
    "inv": lambda linalg, a, b: linalg.inv(a),
    "det": lambda linalg, a, b: linalg.det(a),
    "solve_triangular": lambda linalg, a, b: linalg.solve_triangular(a, b, upper=True),
    "qr": lambda linalg, a, b: linalg.qr(a),
    "eigh": lambda linalg, a, b: linalg.eigh(a),
    "eigvalsh": lambda linalg, a, b: linalg.eigvalsh(a),
    "svd": lambda linalg, a, b: linalg.svd(a),
    "svdvals": lambda linalg, a, b: linalg.svdvals(a),
    "eig": lambda linalg, a, b: linalg.eig(a),
    "lstsq": lambda linalg, a, b: linalg.lstsq(a, b),
    "matrix_exp": lambda linalg, a, b: linalg.matrix_exp(a),
}


def factored(body: Body, shape: tuple[int, ...]) -> Callable[[Any], Job]:
    """The setup of a case."""

    def setup(torch: Any) -> Job:
        n = shape[-1]
        a = torch.randn(shape, dtype=torch.float64)
        a = (a @ a.mT) / n + torch.eye(n, dtype=torch.float64)
        b = torch.randn(*shape[:-1], 4, dtype=torch.float64)
        return lambda: body(torch.linalg, a, b)

    return setup


for name, body in BODIES.items():
    for shape in SHAPES:
        title = f"{name} {'x'.join(map(str, shape))}"
        quick = shape[-1] ** 3 < SLOW
        section.add(title, factored(body, shape), limit=LIMIT, threads=ALL_THREADS, quick=quick)
