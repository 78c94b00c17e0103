"""The samples of ops/optim.py: updates, which write lists of tensors."""

from __future__ import annotations

from typing import Any

from operands import call, exact, pos, val

from .table import of

# Parameters of every class of shapes; what is kept of squares is positive.
PARAMETERS = ((), (0, 3), (1, 2), (2, 3), (2, 1, 3, 1, 2), (2, 3, 2, 2))


def kept(make: Any = val) -> list[Any]:
    """A tensor for each parameter."""
    return [make(*shape) for shape in PARAMETERS]


def counters(value: float, dtype: str = "float32") -> list[Any]:
    """A number for each parameter."""
    return [exact(value, dtype=dtype) for _ in PARAMETERS]


BETAS = (0.1, 0.8, 0.9, 1e-3)  # lr, both betas, eps
of(
    "sgd_step_",
    call(kept(), kept(), [], 0.1, 0.0, 0.0, 0.0, False, False, False),
    call(kept(), kept(), [], 0.1, 0.0, 0.0, 0.2, False, True, False),
    call(kept(), kept(), kept(), 0.1, 0.9, 0.3, 0.2, False, False, False),
    call(kept(), kept(), kept(), 0.1, 0.9, 0.3, 0.2, False, False, True),
    call(kept(), kept(), kept(), 0.1, 0.9, 0.0, 0.0, True, True, False),
    call([], [], [], 0.1, 0.9, 0.0, 0.0, True, True, False),
    judged=False,
)
of(
    "adam_step_",
    call(kept(), kept(), kept(), kept(pos), [], counters(3), *BETAS, 0.0, False, False),
    call(kept(), kept(), kept(), kept(pos), [], counters(0, "float64"), *BETAS, 0.2, False, True),
    call(kept(), kept(), kept(), kept(pos), kept(pos), counters(3), *BETAS, 0.2, True, False),
    judged=False,
)
of(
    "adadelta_step_",
    call(kept(), kept(), kept(pos), kept(pos), counters(3), 0.5, 0.8, 1e-3, 0.0, False),
    call(kept(), kept(), kept(pos), kept(pos), counters(3), 0.5, 0.8, 1e-3, 0.2, True),
    judged=False,
)
of(
    "adagrad_step_",
    call(kept(), kept(), kept(pos), counters(3), 0.1, 0.0, 1e-3, 0.0, False),
    call(kept(), kept(), kept(pos), counters(3), 0.1, 0.5, 1e-3, 0.2, True),
    judged=False,
)
of(
    "adamax_step_",
    call(kept(), kept(), kept(), kept(pos), counters(3), *BETAS, 0.0, False),
    call(kept(), kept(), kept(), kept(pos), counters(0), *BETAS, 0.2, True),
    judged=False,
)
of(
    "nadam_step_",
    call(kept(), kept(), kept(), kept(pos), counters(3), counters(0.25), *BETAS, 0.0, 0.01, False, False),
    call(kept(), kept(), kept(), kept(pos), counters(0), counters(1), *BETAS, 0.2, 0.01, True, True),
    call(kept(), kept(), kept(), kept(pos), counters(3), counters(0.25, "float64"), *BETAS, 0.2, 0.0, False, False),
    judged=False,
)
of(
    "radam_step_",
    call(kept(), kept(), kept(), kept(pos), counters(3), *BETAS, 0.0, False, False),
    call(kept(), kept(), kept(), kept(pos), counters(9), *BETAS, 0.2, False, True),
    call(kept(), kept(), kept(), kept(pos), counters(9), *BETAS, 0.2, True, False),
    judged=False,
)
_SMALL = [val(*shape, low=-0.1, high=0.1) for shape in PARAMETERS]  # its square is below those of `pos`
of(
    "rmsprop_step_",
    call(kept(), kept(), kept(pos), [], [], counters(3), 0.1, 0.8, 1e-3, 0.0, 0.0, False),
    call(kept(), kept(), kept(pos), _SMALL, kept(), counters(3), 0.1, 0.8, 1e-3, 0.2, 0.9, True),
    judged=False,
)
