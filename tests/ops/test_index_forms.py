"""Indices of every form, drawn at random, against PyTorch: what is read, whether it is a view, writes and gradients."""

from __future__ import annotations

import random
import warnings
from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

FORMS = ("int", "slice", "slice", "None", "...", "bool", "mask", "mask", "mask 0-d", "positions", "positions", "list")
Plan = list[tuple[Any, ...]]


def draw_index(rng: random.Random, shape: tuple[int, ...]) -> Plan:
    """Items that take the dimensions of ``shape`` from the left, now and then one that does not fit."""
    plan: Plan = []
    lengths = [rng.choice((1, 2, 3)), 1]  # of position tensors, so that most of them broadcast
    d = 0
    for _ in range(rng.randint(1, 5)):
        form = rng.choice(FORMS)
        left = shape[d:]
        if form == "None":
            plan.append((None,))
        elif form == "bool":
            plan.append(("bool", rng.random() < 0.8))
        elif form == "mask 0-d":
            plan.append(("mask", (), [rng.random() < 0.8]))
        elif form == "...":
            if ("...",) not in plan:
                plan.append(("...",))
                d = max(d, len(shape) - rng.randint(0, max(0, len(shape) - d)))
        elif not left:
            continue
        elif form == "int":
            plan.append(("int", rng.randint(-left[0], max(0, left[0] - 1))))
            d += 1
        elif form == "slice":
            start, stop = (rng.choice((None, rng.randint(-left[0] - 1, left[0] + 1))) for _ in range(2))
            plan.append(("slice", start, stop, rng.choice((None, 1, 2))))
            d += 1
        elif form == "mask":
            width = rng.randint(1, min(3, len(left)))
            sizes = tuple(left[:width]) if rng.random() < 0.97 else (*left[: width - 1], left[width - 1] + 1)
            count = lengths[0] if rng.random() < 0.5 else rng.randint(0, 3)  # so that masks meet positions
            total = 1
            for size in sizes:
                total *= size
            chosen = set(rng.sample(range(total), min(count, total)))
            plan.append(("mask", sizes, [k in chosen for k in range(total)]))
            d += width
        else:
            size = rng.choice(((), (lengths[0],), (lengths[1],), (2, lengths[0])))
            total = 1
            for length in size:
                total *= length
            values = [rng.randint(-left[0], max(0, left[0] - 1)) for _ in range(total)]
            plan.append(("positions", size, values) if form == "positions" else ("list", values))
            d += 1
    return plan


def build(lib: Any, plan: Plan) -> Any:
    """The index as one library's objects: a tuple, or the lone item."""
    items: list[Any] = []
    for kind, *rest in plan:
        if kind is None:
            items.append(None)
        elif kind == "...":
            items.append(...)
        elif kind == "slice":
            items.append(slice(*rest))
        elif kind == "mask":
            items.append(lib.tensor(rest[1], dtype=lib.bool).reshape(rest[0]))
        elif kind == "positions":
            items.append(lib.tensor(rest[1], dtype=lib.int64).reshape(rest[0]))
        else:
            items.append(rest[0])
    return items[0] if len(items) == 1 else tuple(items)


def draw_base(rng: random.Random) -> tuple[tuple[int, ...], bool]:
    return tuple(rng.choice((1, 2, 3, 3, 0)) for _ in range(rng.randint(0, 4))), rng.random() < 0.3


def base_of(lib: Any, shape: tuple[int, ...], transposed: bool) -> Any:
    total = 1
    for size in shape:
        total *= size
    x = lib.arange(float(total), dtype=lib.float64) + 1
    if transposed and len(shape) > 1:
        return x.reshape(shape[::-1]).permute(*range(len(shape) - 1, -1, -1))
    return x.reshape(shape)


def outcome(use: Any, lib: Any) -> Any:
    try:
        return use(lib)
    except (IndexError, RuntimeError, ValueError, TypeError) as error:
        return type(error).__name__


def read(lib: Any, shape: Any, transposed: bool, plan: Plan) -> Any:
    x = base_of(lib, shape, transposed).requires_grad_()
    y = x[build(lib, plan)]
    weights = (lib.arange(float(y.numel()), dtype=lib.float64) + 1).reshape(y.shape)
    (y * weights).sum().backward()
    return tuple(y.shape), y.tolist(), y._is_view(), x.grad.tolist()


def write_number(lib: Any, shape: Any, transposed: bool, plan: Plan) -> Any:
    x = base_of(lib, shape, transposed)
    x[build(lib, plan)] = -1.5
    return x.tolist()


def write_tensor(lib: Any, shape: Any, transposed: bool, plan: Plan) -> Any:
    """Of the part's own shape (or one that broadcasts), and the gradients of both sides."""
    leaf = base_of(lib, shape, transposed).requires_grad_()
    part = tuple(leaf[build(lib, plan)].shape)
    sizes = tuple(1 if k % 2 else size for k, size in enumerate(part))[sum(shape) % 2 :]
    value = base_of(lib, sizes, False).neg().requires_grad_()
    x = leaf * 1
    x[build(lib, plan)] = value
    (x * base_of(lib, shape, False)).sum().backward()
    # Where a place is written twice the last one wins here; PyTorch leaves open which.
    gradients = [None if t.grad is None else t.grad.tolist() for t in (leaf, value)]
    return x.tolist() if unique(lib, shape, plan) else None, gradients


def unique(lib: Any, shape: Any, plan: Plan) -> bool:
    chosen = base_of(lib, shape, False)[build(lib, plan)].flatten().tolist()
    return len(set(chosen)) == len(chosen)


def add_in_place(lib: Any, shape: Any, transposed: bool, plan: Plan) -> Any:
    x = base_of(lib, shape, transposed)
    x[build(lib, plan)] += 10
    return x.tolist()


def accumulate(lib: Any, shape: Any, transposed: bool, plan: Plan) -> Any:
    x = base_of(lib, shape, transposed)
    tensors = [item for item in plan if item[0] in ("mask", "positions") and item[1] != ()]
    if not tensors:
        return None
    indices = build(lib, tensors)
    indices = indices if isinstance(indices, tuple) else (indices,)
    x.index_put_(indices, lib.tensor(0.5, dtype=lib.float64), accumulate=True)
    return x.tolist()


USES = (read, write_number, write_tensor, add_in_place, accumulate)


def test_masks_of_several_dimensions_among_other_items() -> None:
    y, m = fl.arange(8).reshape(2, 2, 2), fl.tensor([[True, False], [True, True]])
    assert y[m, 1].tolist() == [1, 5, 7]
    assert y[m, :, None].shape == (3, 2, 1)
    assert y[[[True, False], [True, True]], ..., 0].tolist() == [0, 4, 6]
    x = fl.arange(24.0).reshape(2, 3, 4)
    assert x[fl.tensor([[True, False, False], [False, False, True]]), :2].tolist() == [[0, 1], [20, 21]]
    y[m, 1] = -1
    assert y.flatten().tolist() == [0, -1, 2, 3, 4, -1, 6, -1]


def test_reversed_turns_the_first_dimension():
    assert [row.tolist() for row in reversed(fl.arange(9).view(3, 3))] == [[6, 7, 8], [3, 4, 5], [0, 1, 2]]
    alone = fl.tensor(3.0)
    assert reversed(alone) is alone


@pytest.mark.parametrize("seed", range(8))
def test_any_index_reads_and_writes_as_pytorch_s(seed: int) -> None:
    rng = random.Random(seed)
    values = 0
    for _ in range(150):
        (shape, transposed) = draw_base(rng)
        plan = draw_index(rng, shape)
        if not plan:
            continue
        for use in USES:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                theirs = outcome(lambda lib: use(lib, shape, transposed, plan), torch)  # noqa: B023
                ours = outcome(lambda lib: use(lib, shape, transposed, plan), fl)  # noqa: B023
            if ours == "IndexError" and 0 in shape:
                continue  # PyTorch does not look at positions where nothing would be read
            assert ours == theirs, f"{use.__name__} of shape {shape}, transposed {transposed}, index {plan}"
            values += theirs is not None and not isinstance(theirs, str)
    assert values > 300  # most of the drawn indices fit


@pytest.mark.parametrize("target", [0, 1, slice(None), slice(1, None), (slice(None), 0), (slice(None), slice(1, None))])
@pytest.mark.parametrize("value", [(1, 0), (1, 1), 1, (slice(None), slice(1, 2)), (0, slice(0, 1)), slice(1, 2)])
def test_a_tensor_is_given_a_part_of_itself(target: Any, value: Any) -> None:
    """Repeated parts too, which are read before they are written."""
    found = []
    for lib in (torch, fl):
        x = lib.arange(6.0).reshape(3, 2)
        try:
            x[target] = x[value]
            found.append(x.tolist())
        except Exception as error:
            found.append(type(error))
    assert found[0] == found[1]


LISTS = {
    "a slice": [0, slice(None)],
    "slices": [slice(0, 1), slice(None, None, 2)],
    "an ellipsis": [..., 1],
    "None": [None, 0],
    "lists": [[0, 1], [2, 0]],
    "nested lists": [[[0, 1]], [[1, 2]]],
    "a mask": [[True, False], [0]],
    "a range": [range(2), [1, 2]],
    "numbers alone": [0, 1],
    "numbers under another name": range(2),
    "booleans": [True, False],
    "many": [[0, 1]] * 40,
}


@pytest.mark.parametrize("name", [*LISTS, "tensors", "a tensor and a number", "tensors of one number"])
@pytest.mark.parametrize("writes", [False, True])
def test_a_list_that_stands_for_a_tuple(name: str, writes: bool) -> None:
    """PyTorch takes `x[[rows, columns]]` for `x[rows, columns]`, and says that it will not for ever."""

    def found(lib: Any) -> tuple[Any, int]:
        made = {
            "tensors": lambda: [lib.tensor([0, 1]), lib.tensor([1, 2])],
            "a tensor and a number": lambda: [lib.tensor([0, 1]), 1],
            "tensors of one number": lambda: [lib.tensor(1), lib.tensor(0)],
        }
        index = LISTS[name] if name in LISTS else made[name]()
        x = lib.arange(24).reshape(2, 3, 4)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            if writes:
                x[index] = -1
            else:
                x = x[index]
        return x.tolist(), sum("non-tuple sequence" in str(w.message) for w in told)

    assert found(fl) == found(torch)
