"""Arguments that PyTorch refuses are refused, with its class and its words, and not answered with some number."""

from __future__ import annotations

import re
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")

CALLS = """
einsum("ii->", ones(2, 3))
nn.functional.gaussian_nll_loss(ones(2), ones(2), ones(2), reduction="x")
nn.functional.gaussian_nll_loss(ones(2, 3), ones(2, 3), ones(4))
nn.functional.gaussian_nll_loss(ones(2, 3), ones(2, 3), ones(3))
nn.functional.gaussian_nll_loss(ones(2, 3), ones(2, 3), ones(1, 1))
nn.functional.gaussian_nll_loss(ones(2, 3), ones(2, 3), ones(()))
quantile(ones(3), ones(2, 2) / 2)
quantile(ones(1), 2.0)
quantile(ones(1), tensor([-1.0]))
nanquantile(ones(1), 2.0)
mvlgamma(ones(2), 0)
isclose(ones(2), ones(2), rtol=-1.0)
allclose(ones(2), ones(2), atol=-1.0)
diff(ones(2), -1)
diff(ones(()))
var(ones(2), unbiased=True, correction=1)
norm(ones(2), p="x")
linalg.matrix_norm(ones(2, 2).long(), 1)
linalg.norm(ones(2, 2).bool(), 1)
hsplit(ones(5), 2)
hsplit(ones(5), 0)
hsplit(ones(()), 1)
vsplit(ones(5), 1)
dsplit(ones(2, 2), 1)
tensor_split(ones(()), 2)
hstack([])
vstack([])
dstack([])
column_stack([])
rot90(ones(2, 2), 1, (0, 0))
rot90(ones(2, 2), 1, (0, -2))
rot90(ones(2, 2), 1, (0, 1, 1))
rot90(ones(2))
polar(ones(2), ones(2).double())
polar(ones(2).long(), ones(2).long())
repeat_interleave(ones(2), tensor([1, 2]), output_size=5)
repeat_interleave(ones(2), 2, output_size=5)
cdist(ones(2, 3), ones(2, 3), p=-1.0)
cdist(ones(3), ones(2, 3))
cdist(ones(2, 3), ones(2, 4))
cdist(ones(2, 3), ones(2, 3), compute_mode="x")
meshgrid(ones(2), tensor([1]), indexing="ij")
meshgrid(ones(2, 2), indexing="ij")
meshgrid(indexing="ij")
cartesian_prod(ones(2, 2))
searchsorted(tensor([1, 2]), tensor([2]), right=True, side="left")
searchsorted(ones(3), ones(2), sorter=tensor([0, 1]))
searchsorted(tensor([1, 2]), tensor([2]), sorter=tensor([0, 1]).int())
nn.functional.interpolate(ones(1, 1, 4), size=2, recompute_scale_factor=True)
ones(2).set_(tensor([1]))
set_grad_enabled("x")
"""


def refusal(library: Any, call: str) -> tuple[str, str]:
    """The class of the error that a call ends in, and the first words of its text."""
    with pytest.raises((RuntimeError, TypeError, ValueError)) as caught:
        eval(call, {**vars(library), "linalg": library.linalg, "nn": library.nn})
    words = re.findall(r"[A-Za-z_]+", str(caught.value))
    return type(caught.value).__name__, " ".join(words[:3])


@pytest.mark.parametrize("call", CALLS.strip().splitlines())
def test_refused_as_in_pytorch(call: str) -> None:
    assert refusal(flambeau, call) == refusal(torch, call)
