"""Every op's launches can be made again: recorded once, and run on other inputs, they give what the op gives for those.

So every kernel call is whole: nothing was computed beside ``launch``, no launch looks at memory that is not its
operands', and none has kept a value of the inputs that were recorded.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from operands import Maker, fits, tensors_of
from samples import OPS, key_of
from shapes import callee, dtype_of, has_tensors, samples_of

import flambeau as fl
from flambeau import _core
from flambeau.ops.define import registry

KEYS = [
    key for key in dict.fromkeys(map(key_of, registry)) if key in OPS and has_tensors(key) and not OPS[key].shapes_only
]
DEPENDS = "what follows depends on the values"


def bits(tensors: list[fl.Tensor]) -> list[Any]:
    return [(t.dtype, t.shape, t.detach().contiguous().reshape(-1).view(fl.uint8).tolist()) for t in tensors]


def flat(value: Any) -> list[fl.Tensor]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
    return [v for v in values if isinstance(v, fl.Tensor)] + [
        t for v in values if isinstance(v, list | tuple | dict) for t in flat(v)
    ]


def seeded(function: Callable[[], Any]) -> Any:
    fl.manual_seed(0)
    return function()


def replayed(key: str, sample: Any, dtype: str) -> str:
    """ "same", or why nothing was compared."""
    function = callee(key)
    (args, kwargs), (others, other_kwargs), (again, again_kwargs) = (
        Maker(fl, dtype, seed=seed).call_arguments(sample) for seed in (key, key + " other", key + " other")
    )
    try:
        expected = bits(tensors_of(seeded(lambda: function(*others, **other_kwargs))))
        seeded(lambda: function(*Maker(fl, dtype, seed=key).call_arguments(sample)[0], **kwargs))
    except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError):
        return "no call for both"
    results: list[fl.Tensor] = []
    try:
        launches = _core._record_launches(lambda: results.extend(tensors_of(seeded(lambda: function(*args, **kwargs)))))
    except RuntimeError as error:
        if DEPENDS not in str(error):
            raise
        return "refused"
    if [tuple(r.shape) for r in results] != [shape for _, shape, _ in expected]:
        return "other shapes"
    given = {t.untyped_storage().data_ptr() for t in flat([args, kwargs])}
    for result in results:
        if result.untyped_storage().data_ptr() not in given:
            result.detach().zero_()
    for to, new in zip(flat([args, kwargs]), flat([again, again_kwargs]), strict=True):
        to.detach().copy_(new)
    seeded(lambda: _core._run_launches(launches))
    assert bits(results) == expected
    return "same"


# Results of a size that depends on values, checks of values in Python, a number taken from a 0-d tensor, bodies of
# host ops, and the pairs of pdist, which nonzero finds.
REFUSED = """
    normal rrelu repeat_index repeat_interleave allclose equal logcumsumexp_backward logcumsumexp_forward index
    index_put masked_select nonzero_positions nonzero argwhere embedding_renormalised
    nn.functional.one_hot nn.functional.embedding_bag nn.functional.gaussian_nll_loss
    nn.functional.multilabel_margin_loss nn.functional.ctc_loss require_no_phase pseudo_inverse linalg.pinv
    pinverse linalg.matrix_exp cofactors cofactors_change unique_values unique_slices unique_runs unique
    unique_consecutive count_values bincount cov linalg.det linalg.slogdet logdet quantile nanquantile
    nn.functional.embedding istft pdist index_reduce histc histogram histogramdd
    segment_reduce
"""


@pytest.mark.parametrize("key", KEYS)
def test_launches_again(key: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dtype = dtype_of(key)
        found = {replayed(key, sample, dtype) for sample in samples_of(key) if fits(sample, dtype)}
    assert ("refused" in found) == (key in REFUSED.split()), found
    assert "same" in found or "refused" in found
