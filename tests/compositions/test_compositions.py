"""Every op and every layer through every nesting of {reverse, forward, vmap} up to depth three, against a plain loop.

This is the slice that CI runs; `python tests/compositions/sweep.py -j 2` runs all of it.
"""

from __future__ import annotations

import pytest
from layers import LAYERS, NO_LAYERS, all_layers
from nestings import WORDS
from samples import OPS
from shapes import has_tensors
from subjects import ENTRIES
from sweep import EXCEPTIONS, compositions, names, run, subjects

from flambeau.ops.define import update

PER_NAME = 2 * len(WORDS)  # each nesting twice, with another sample, form and batching each time

# Ops that no sample of the table differentiates: they round to fewer digits, or draw by rejection.
UNJUDGED = {"to_float", "to_half", "to_bfloat16", "to_chalf", "to_cfloat"}
UNJUDGED |= {"_standard_gamma", "_sample_dirichlet", "binomial_each", "binomial"}


@pytest.mark.parametrize("name", [name for name in names() if name not in UNJUDGED])
def test_as_the_loop(name: str) -> None:
    counts, findings = run(name, PER_NAME)
    assert not findings, "\n".join(str(finding) for finding in findings[:5])
    assert counts["right"], "nothing was compared"


def test_every_layer_is_composed() -> None:
    assert all_layers() - {name for name, *_ in LAYERS} == set()
    assert {name for name, *_ in LAYERS} - all_layers() == set()
    assert NO_LAYERS & all_layers() == set()


def test_every_op_is_composed() -> None:
    assert [name for name in UNJUDGED if subjects(name)] == []
    left_out = {key for key, op in OPS.items() if op.shapes_only or not has_tensors(key)}
    assert set(ENTRIES) - set(names()) == left_out | {key for key, entry in ENTRIES.items() if entry.kind == update}


@pytest.mark.parametrize("name", ["mul", "nn.LayerNorm"])
def test_the_slice_has_every_nesting(name: str) -> None:
    assert {plan.word for _, plan in compositions(name, PER_NAME)} == set(WORDS)


def test_exceptions_name_what_exists() -> None:
    assert set(EXCEPTIONS) <= set(names())
