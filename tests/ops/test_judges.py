"""Every differentiable op before the judges: transpose identity, slopes of first and second order; float64 and
complex128. An op that the table calls ``complex=False`` may refuse complex numbers; where it takes them it is judged.
"""

from __future__ import annotations

from typing import Any

import pytest
from judges import JUDGES, Trial, Wrong
from operands import KINK, fits, layouts_of, numbered
from samples import OPS, key_of
from shapes import samples_of

import flambeau as fl
from flambeau.ops.define import registry

ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}  # test_registry_complete.py: that is all


def judged(entry: Any) -> bool:
    """Whether the op has derivatives: by its rules, or for a composite by the table."""
    return OPS[key_of(entry)].judged if entry.kind == "composite" else any(entry.vjp.values())


def callee(entry: Any) -> Any:
    """The op as a function of fresh inputs; a form that only writes is given a copy to write to."""
    if entry.inplace != "only":
        return entry.function
    return lambda first, *rest, **kwargs: entry.inplace_function(first.clone(), *rest, **kwargs)


pytestmark = [
    pytest.mark.filterwarnings("ignore:Casting complex values to real"),
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore:dropout[23]d. Received a"),
    pytest.mark.filterwarnings("ignore:.*(is deprecated|degrees of freedom is <= 0|even kernel lengths)"),
]

CASES = [
    (key, dtype)
    for key, entry in ENTRIES.items()
    if judged(entry)
    for dtype in ("float64", "complex128")
    if any(fits(sample, dtype) and sample.order >= KINK for sample in OPS[key].samples)
]


@pytest.mark.parametrize(("key", "dtype"), CASES, ids=[f"{key}-{dtype}" for key, dtype in CASES])
def test_derivatives(key: str, dtype: str) -> None:
    function, without, taken = callee(ENTRIES[key]), True, False
    may_refuse = dtype == "complex128" and not OPS[key].complex
    seen = set[str]()
    for seed, sample in numbered(key, samples_of(key)):
        if not fits(sample, dtype) or sample.order < KINK:
            continue
        for layout in layouts_of(sample, ("contiguous", "reversed"), seen):
            trial = Trial(function, sample, dtype, layout, seed)
            if not trial.leaves or (may_refuse and trial.refused()) or not trial.finite():
                continue
            taken = True
            without = without and not trial.differentiable()
            for name, (judge, order) in JUDGES.items():
                if sample.order < order:
                    continue
                try:
                    judge(trial)
                except Wrong as wrong:
                    pytest.fail(f"{seed} {layout}, {name}: {wrong}\n{sample}")
                except Exception as error:
                    raise RuntimeError(f"{seed} {layout}, {name}: {sample}") from error
    assert not (taken and without), "no sample's result depends on its inputs"
    assert taken or may_refuse, "nothing was compared"
    assert fl.is_grad_enabled()
