"""`masked`: PyTorch's values and gradients for reductions of what a mask keeps."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore:.*masked.*is in prototype")

SHAPE = (3, 4, 2)
MASKS = {"none": None, "own": SHAPE, "row": (4, 1), "vector": (2,)}
REDUCTIONS = ("sum", "prod", "amax", "amin", "mean", "var", "std", "logsumexp", "norm")
LINES = ("softmax", "softmin", "log_softmax", "cumsum", "cumprod", "median")


def both(dtype: str, mask: str) -> list[tuple[Any, Any, Any]]:
    """The library, its input and its mask, which leaves a line out whole."""
    rng = np.random.default_rng(0)
    values = rng.standard_normal(SHAPE) * 3
    shape = MASKS[mask]
    kept = None if shape is None else rng.random(shape) < 0.6
    if kept is not None and kept.ndim == 3:
        kept[0, :, 1] = False
    out = []
    for library in (fl, torch):
        x = library.tensor(values.tolist(), dtype=library.float64).to(getattr(library, dtype))
        out.append((library, x, None if kept is None else library.tensor(kept.tolist())))
    return out


def same(ours: Any, theirs: Any, what: str) -> None:
    assert str(ours.dtype) == str(theirs.dtype), what
    assert tuple(ours.shape) == tuple(theirs.shape), what
    tolerance = {"float32": 1e-5, "float16": 2e-2}.get(str(theirs.dtype).removeprefix("torch."), 1e-12)
    np.testing.assert_allclose(
        np.asarray(ours.tolist()), np.asarray(theirs.tolist()), tolerance, tolerance, err_msg=what
    )


def called(name: str, library: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(library.masked, name)(x, *args, **kwargs)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name: str, mask: str) -> None:
    for dtype in ("float64", "float32", "int32"):
        if dtype == "int32" and name in ("mean", "logsumexp", "norm"):
            continue  # refused; PyTorch's logsumexp rounds to integers
        for dim in (None, 1, (0, -1), ()):
            for keepdim in (False, True):
                (_, a, m), (_, b, n) = both(dtype, mask)
                first = (3.0,) if name == "norm" else ()
                ours = called(name, fl, a, *first, dim, keepdim=keepdim, mask=m)
                theirs = called(name, torch, b, *first, dim, keepdim=keepdim, mask=n)
                same(ours, theirs, f"{name} {dtype} {dim} {keepdim}")


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", LINES)
def test_lines(name: str, mask: str) -> None:
    for dtype in ("float64", "float32"):
        for dim in (0, 1, -1):
            (_, a, m), (_, b, n) = both(dtype, mask)
            same(called(name, fl, a, dim, mask=m), called(name, torch, b, dim, mask=n), f"{name} {dtype} {dim}")


@pytest.mark.parametrize("mask", MASKS)
def test_positions_and_pairs(mask: str) -> None:
    (_, a, m), (_, b, n) = both("float64", mask)
    for name in ("argmax", "argmin"):
        for dim in (None, 1):
            same(called(name, fl, a, dim, mask=m), called(name, torch, b, dim, mask=n), f"{name} {dim}")
    same(called("normalize", fl, a, 2.0, 1, mask=m), called("normalize", torch, b, 2.0, 1, mask=n), "normalize")
    masks = {"input_mask": m, "other_mask": None if m is None else ~m}
    theirs = {"input_mask": n, "other_mask": None if n is None else ~n}
    same(called("logaddexp", fl, a, a * 2, **masks), called("logaddexp", torch, b, b * 2, **theirs), "logaddexp")


@pytest.mark.parametrize("name", [*REDUCTIONS, "softmax", "cumsum", "normalize", "median"])
def test_gradients(name: str) -> None:
    first = {"norm": (2.0, 1), "normalize": (2.0, 1)}.get(name, (1,))
    gradients = []
    for library, x, mask in both("float64", "row"):
        x.requires_grad_()
        mask = mask.clone()
        mask[0] = True  # no line is left out whole
        out = called(name, library, x, *first, mask=mask)
        (out * out).sum().backward()
        gradients.append(np.asarray(x.grad.tolist()))
    np.testing.assert_allclose(*gradients, 1e-10, 1e-12)


def test_a_mask_differs_between_examples_of_vmap() -> None:
    _, x, mask = both("float64", "own")[0]
    together = fl.vmap(lambda x, mask: fl.masked.sum(x, 0, mask=mask))(x, mask)
    assert fl.equal(together, fl.masked.sum(x, 1, mask=mask))


def test_a_negative_norm_of_nothing_is_infinite() -> None:
    """PyTorch's is 0, the norm of something infinitely small."""
    assert fl.masked.norm(fl.ones(2), -1.0, mask=fl.tensor([False, False])).item() == np.inf


def test_what_is_refused() -> None:
    x, mask = fl.ones(2, 3), fl.ones(2, 3) > 0
    with pytest.raises(IndexError, match="mask dimensionality higher"):
        fl.masked.sum(x, mask=mask[None])
    with pytest.raises(RuntimeError, match="must match the existing size"):
        fl.masked.sum(x, mask=mask[:, :2])
    with pytest.raises(IndexError, match="Dimension out of range"):
        fl.masked.sum(x, 5, mask=mask)
    with pytest.raises(TypeError, match="argument 'mask' must be a Tensor"):
        fl.masked.sum(x, mask="a")
    with pytest.raises(NotImplementedError, match="identity of amax"):
        fl.masked.amax(mask, 1, mask=mask)
    with pytest.raises(ValueError, match="Could not infer output dtype"):
        fl.masked.mean(x.int(), 1)
    with pytest.raises(ValueError, match="no fully masked out rows"):
        fl.masked.median(x.int(), 1, mask=~mask)
