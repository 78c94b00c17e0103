"""``Size`` does what PyTorch's does: a tuple of ints, whose sums and multiples are sizes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from operator import add
from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

GOOD: list[Callable[[Any], Any]] = [
    lambda t: t.Size(),
    lambda t: t.Size([2, 3]),
    lambda t: t.Size(range(3)),
    lambda t: t.Size([True, 2]),
    lambda t: t.Size([t.tensor(3)]),
    lambda t: t.Size([2, 3]) + t.Size([4]),
    lambda t: add(t.Size([2, 3]), (4,)),
    lambda t: add((4,), t.Size([2, 3])),
    lambda t: t.Size([2, 3]) * 2,
    lambda t: t.Size([2, 3]) * True,
    lambda t: t.Size([2, 3]) * -1,
    lambda t: t.Size([2, 3])[1:],
    lambda t: t.Size([2, 3])[:],
    lambda t: t.Size([2, 3, 4])[::-2],
    lambda t: t.Size([2, 3])[5:],
    lambda t: t.Size([2, 3])[True],
    lambda t: t.Size([2, 3])[-1],
    lambda t: t.Size([2, 3]).numel(),
    lambda t: pickle.loads(pickle.dumps(t.Size([2, 3]))),
]
BAD: list[Callable[[Any], Any]] = [
    lambda t: t.Size(["x"]),
    lambda t: t.Size([2, 1.5]),
    lambda t: t.Size([2, None]),
    lambda t: add(t.Size([2]), ("x",)),
    lambda t: t.Size([2]) + 1,
    lambda t: 1 + t.Size([2]),
    lambda t: add([1], t.Size([2])),
    lambda t: t.Size([2]) * t.Size([2]),
    lambda t: t.Size([2]) * 1.5,
    lambda t: 1.5 * t.Size([2]),
    lambda t: t.Size([2])[1.5],
    lambda t: t.Size([2])[5],
    lambda t: t.Size(3),
]


@pytest.mark.parametrize("make", GOOD)
def test_as_in_pytorch(make: Callable[[Any], Any]) -> None:
    ours, theirs = make(fl), make(torch)
    assert ours == theirs
    assert repr(ours) == repr(theirs)
    assert isinstance(ours, fl.Size) == isinstance(theirs, torch.Size)


@pytest.mark.parametrize("make", BAD)
def test_refused_as_in_pytorch(make: Callable[[Any], Any]) -> None:
    with pytest.raises((TypeError, IndexError)) as theirs:
        make(torch)
    with pytest.raises(theirs.type):
        make(fl)


def test_a_wrong_item_is_named_and_a_multiple_from_the_left_is_a_size() -> None:
    with pytest.raises(TypeError, match=r"torch.Size\(\) takes an iterable of 'int' \(item 1 is 'str'\)"):
        fl.Size((2, "x"))  # type: ignore[arg-type]
    assert isinstance(2 * fl.Size((3,)), fl.Size)  # a plain tuple in PyTorch
