"""Whatever is given a sparse tensor gives what it gives of the strided one, or refuses in a sentence.

Every op of the registry, every operand of it; called by its function, and as rules and gradients call it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau.ops.define import registry

sys.path.append(str(Path(__file__).parents[1] / "ops"))

from operands import Maker, fits
from samples import OPS, key_of
from shapes import callee, dtype_of, has_tensors

KEYS = [key for key in dict.fromkeys(map(key_of, registry)) if key in OPS and has_tensors(key)]
ERRORS = (RuntimeError, TypeError, ValueError, IndexError)
LEAVES_OUT = {"empty_like"}  # whose elements are not set


def arrays(result: Any) -> list[Any]:
    """The tensors of a result, as arrays."""
    if isinstance(result, fl.Tensor):
        dense = result.to_dense() if result.layout is not fl.strided else result
        return [np.array(dense.detach().tolist())]
    return [a for item in result for a in arrays(item)] if isinstance(result, tuple | list) else []


def spots(given: list[Any]) -> Iterator[tuple[int, int | None]]:
    """Where there are tensors: which argument, and which of its items."""
    for k, value in enumerate(given):
        for place in range(len(value)) if isinstance(value, list) else [None]:
            x = value if place is None else value[place]
            if isinstance(x, fl.Tensor) and x.ndim > 0:
                yield k, place


def call(key: str, sample: Any, spot: tuple[int, int | None] | None, layout: Any) -> Any:
    """The op's result, one of its tensors made sparse."""
    args, kwargs = Maker(fl, dtype_of(key), seed=key).call_arguments(sample)
    given = [*args, *kwargs.values()]
    if spot is not None:
        k, place = spot
        if place is None:
            given[k] = given[k].detach().to_sparse(layout=layout)
        else:
            given[k] = list(given[k])
            given[k][place] = given[k][place].detach().to_sparse(layout=layout)
    fl.manual_seed(0)
    return callee(key)(*given[: len(args)], **dict(zip(kwargs, given[len(args) :], strict=True)))


def judge(key: str, sample: Any, spot: tuple[int, int | None], layout: Any, expected: list[Any], below: bool) -> int:
    try:
        with fl._C.DisableTorchFunctionSubclass() if below else nullcontext():
            found = call(key, sample, spot, layout)
    except ERRORS as error:
        if not re.search(r"[sS]parse|layout|CSR|^\w+(\(\))?: ", str(error)):
            raise AssertionError(f"{key} {spot} does not say that it was given a sparse tensor") from error
        return 1
    if key not in LEAVES_OUT:
        for a, b in zip(arrays(found), expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6, err_msg=f"{key} {spot}")
    return 1


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layout", [fl.sparse_coo, fl.sparse_csr])
@pytest.mark.parametrize("key", KEYS)
def test_every_op_answers_as_for_strided_tensors_or_refuses(key: str, layout: Any) -> None:
    judged = tried = 0
    for sample in [s for s in OPS[key].samples if fits(s, dtype_of(key))][:3]:
        args, kwargs = Maker(fl, dtype_of(key), seed=key).call_arguments(sample)
        given = [*args, *kwargs.values()]
        try:
            expected = arrays(call(key, sample, None, layout))
        except ERRORS:
            continue
        for k, place in spots(given):
            x = given[k] if place is None else given[k][place]
            if layout is fl.sparse_csr and x.ndim != 2:
                continue
            tried += 2
            for below in (False, True):
                judged += judge(key, sample, (k, place), layout, expected, below)
    assert judged == tried
