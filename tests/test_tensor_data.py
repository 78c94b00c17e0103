"""What `tensor` makes of Python's data, at the edges."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl


def _looped() -> list[Any]:
    items: list[Any] = [0]
    items.append(items)
    return items


@pytest.mark.parametrize("data", [_looped(), [[1, 2], _looped()]])
def test_a_list_among_its_own_items(data: Any) -> None:
    with pytest.raises(TypeError, match="self-referential lists are incompatible"):
        fl.tensor(data)


def test_lists_in_each_other() -> None:
    first: list[Any] = []
    second = [first]
    first.append(second)
    with pytest.raises(ValueError, match="too many dimensions"):
        fl.tensor(first)


class Silent:
    """Claims to be a sequence and gives no items."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> float:
        raise TypeError


def test_a_sequence_without_items() -> None:
    with pytest.raises(ValueError, match="could not determine the shape of object type 'Silent'"):
        fl.tensor(Silent())


@pytest.mark.parametrize("numbers", [[2**64, 0, -(2**70)], [2**2000, 0.0, float("nan")]])
def test_any_number_is_true_or_false(numbers: list[Any]) -> None:
    assert fl.tensor(numbers, dtype=fl.bool).tolist() == [True, False, True]


@pytest.mark.parametrize(
    "data",
    [
        "[t.tensor([1]), t.tensor([3])]",
        "[[t.tensor([1]), t.tensor(2)], [t.tensor([[3]]), 4]]",
        "[t.tensor([1.5]), 2]",
        "(2, t.tensor([True]))",
    ],
)
def test_tensors_of_one_element_are_numbers(data: str) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = (lib.tensor(eval(data, {"t": lib})) for lib in (fl, torch))
    assert ours.tolist() == theirs.tolist()
    assert str(ours.dtype) == str(theirs.dtype)


def test_larger_tensors_are_stacked() -> None:
    rows = [fl.tensor([1, 2]), fl.tensor([3, 4])]
    assert fl.tensor(rows).tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="only one element tensors"):
        fl.tensor([1, rows[0]])
    with pytest.raises(ValueError, match=r"expected a tensor of 2 dimensions at dim 1 \(got 1\)"):
        fl.tensor([fl.ones(2, 2), fl.ones(2)])


LEGACY = {
    "Tensor of data": lambda: fl.Tensor((2.0, 3.0), device="cuda"),
    "Tensor of nothing": lambda: fl.Tensor(device="cuda:0"),
    "FloatTensor": lambda: fl.FloatTensor(device="cuda"),
    "meta": lambda: fl.Tensor(device="meta"),
    "a tensor": lambda: fl.Tensor(fl.ones(1), device="cpu"),
    "new": lambda: fl.ones(1).new(fl.ones(1), device="cpu"),
}


@pytest.mark.parametrize("form", LEGACY)
def test_old_constructors_are_of_the_cpu(form: str) -> None:
    with pytest.raises(RuntimeError, match=r"legacy constructor expects device type: cpu|Legacy tensor"):
        LEGACY[form]()
    assert fl.Tensor([1.0], device="cpu").tolist() == [1.0]
