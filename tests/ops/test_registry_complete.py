"""No op escapes the judges: each entry has samples, and the table names nothing that does not exist."""

from __future__ import annotations

from collections import Counter

from operands import KINK
from samples import OPS, key_of

from flambeau.ops.define import registry


def test_every_entry_has_samples():
    """Public or differentiable, native or composite: an entry without samples is tested by nothing."""
    assert [key_of(entry) for entry in registry if not OPS.get(key_of(entry)) or not OPS[key_of(entry)].samples] == []


def test_samples_name_entries():
    assert sorted(set(OPS) - {key_of(entry) for entry in registry}) == []


def test_keys_are_unique():
    assert [key for key, count in Counter(map(key_of, registry)).items() if count > 1] == []


def test_differentiable_ops_have_samples_to_differentiate():
    """Of every op with derivatives some sample reaches second order, or the table says why not by its orders."""
    assert [
        key for key, op in OPS.items() if op.judged and not any(sample.order >= KINK for sample in op.samples)
    ] == ORDER_NONE


# Why no sample of these is differentiated:
ORDER_NONE = [
    "to_float",
    "to_half",
    "to_bfloat16",
    "to_cfloat",
    "to_chalf",  # they round to fewer digits: not smooth in float64
]
