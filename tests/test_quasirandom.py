"""`quasirandom`: PyTorch's points, bit by bit, and what makes the sequence even."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau.quasirandom import SobolEngine


def test_every_dimension_has_each_interval_once() -> None:
    """The first 2**m points of a dimension lie in 2**m intervals of one length; so do scrambled ones."""
    for scramble in (False, True):
        points = SobolEngine(500, scramble, seed=1).draw(256)
        places = (points * 256).long().sort(0).values
        assert fl.equal(places, fl.arange(256).unsqueeze(1).expand(256, 500))


def test_draws_go_on() -> None:
    for scramble in (False, True):
        whole = SobolEngine(4, scramble, seed=2).draw(20)
        engine = SobolEngine(4, scramble, seed=2)
        parts = [engine.draw(), engine.draw(5), engine.draw(0), engine.fast_forward(3).draw(11)]
        assert fl.equal(fl.cat(parts), fl.cat([whole[:6], whole[9:]]))
        assert engine.num_generated == 20
        assert fl.equal(engine.reset().draw_base2(4), whole[:16])


def test_dtypes_and_out() -> None:
    assert SobolEngine(2).draw(3, dtype=fl.float64).dtype is fl.float64
    out = fl.empty(0)
    assert SobolEngine(2).draw(3, out=out) is out
    assert out.shape == (3, 2)
    assert repr(SobolEngine(2, True, 5)) == "SobolEngine(dimension=2, scramble=True, seed=5)"


def test_what_is_refused() -> None:
    for dimension in (0, 21202, -1):
        with pytest.raises(ValueError, match="Supported range of dimensionality"):
            SobolEngine(dimension)
    engine = SobolEngine(1)
    with pytest.raises(RuntimeError, match="negative dimension"):
        engine.draw(-1)
    with pytest.raises(ValueError, match="negative"):
        engine.fast_forward(-1)
    with pytest.raises(ValueError, match="negative"):
        engine.draw_base2(-1)
    engine.draw(3)
    with pytest.raises(ValueError, match="balance properties"):
        engine.draw_base2(2)
    with pytest.raises(ValueError, match="the sequence has"):
        engine.fast_forward(2**30).draw()
    with pytest.raises(TypeError):
        SobolEngine(2.5)


@pytest.mark.parametrize("seed", [None, 0, 7])
def test_the_points_are_pytorch_s(seed: int | None) -> None:
    torch: Any = pytest.importorskip("torch")
    for dimension, scramble in ((1, False), (1111, False), (1, True), (13, True)):
        found = []
        for library in (fl, torch):
            library.manual_seed(3)
            engine = library.quasirandom.SobolEngine(dimension, scramble, seed)
            points = [engine.draw(5), engine.draw(33, dtype=library.float64), library.rand(2)]
            found.append([p.numpy() for p in points] + [engine.sobolstate.numpy(), engine.shift.numpy()])
        for ours, theirs in zip(*found, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_all_dimensions_are_pytorch_s() -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = SobolEngine(SobolEngine.MAXDIM), torch.quasirandom.SobolEngine(SobolEngine.MAXDIM)
    np.testing.assert_array_equal(ours.sobolstate.numpy(), theirs.sobolstate.numpy())
