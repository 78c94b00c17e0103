"""Every op is judged at every class of shapes that it takes, or the table says why not."""

from __future__ import annotations

import warnings

import pytest
from samples import OPS
from shapes import (
    CLASSES,
    ENTRIES,
    NOT_TAKEN,
    REFUSED,
    callee,
    derived,
    first_taken,
    left_out,
    missing,
    operands_of,
    samples_of,
)

import flambeau as fl


def test_every_op_has_every_class() -> None:
    """What the table of samples lacks is derived from it, or left out for a reason."""
    lacking = []
    for key in ENTRIES:
        shapes = [operand.shape for sample in samples_of(key) for operand in operands_of(sample)]
        for name, holds in CLASSES.items():
            if shapes and not any(map(holds, shapes)) and not left_out(key, name):
                lacking.append(f"{name}: {key}")
    assert lacking == []


@pytest.mark.parametrize("name", CLASSES)
def test_what_is_left_out_is_refused(name: str) -> None:
    """Neither we nor PyTorch take any candidate of an op that is left out because it refuses the class."""
    torch = pytest.importorskip("torch")
    from references import reference

    taken = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for key in NOT_TAKEN[name][REFUSED].split():
            entry = ENTRIES[key]
            assert name in missing(key), f"{key} has a sample of {name} by now"
            if first_taken(fl, callee(key), key, name):
                taken.append(key)
            elif (entry.namespaces or entry.method) and first_taken(torch, reference(entry, key), key, name):
                taken.append(f"{key} by PyTorch")
    assert taken == []


def test_the_table_names_ops() -> None:
    named = [key for reasons in NOT_TAKEN.values() for names in reasons.values() for key in names.split()]
    assert sorted(set(named) - set(OPS)) == []
    assert derived("mul") == () or all(samples_of(key) for key in OPS)
