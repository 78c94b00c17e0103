"""What changes a tensor's place in memory: `.data`, `set_`, `resize_`, `out=`, views of dtypes, from a tensor to itself
too, in every number of dimensions; and geometry whose arithmetic does not fit 64 bits.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

import flambeau as fl

RANKS = range(9)
BIG = 2**62


def of_rank(rank: int) -> fl.Tensor:
    """A tensor of so many dimensions, not contiguous where it can be helped."""
    t = fl.arange(2 ** min(rank, 3) * 1.0).reshape([2] * min(rank, 3) + [1] * max(0, rank - 3))
    return t.transpose(0, -1) if rank > 1 else t


def geometry(t: fl.Tensor) -> tuple[Any, ...]:
    return tuple(t.shape), t.stride(), t.storage_offset(), t.tolist()


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize(
    "assign",
    [
        lambda t: setattr(t, "data", t),
        lambda t: setattr(t, "data", t.data),
        lambda t: setattr(t, "data", t.detach()),
        lambda t: t.set_(t),
        lambda t: t.resize_(t.shape),
        lambda t: t.resize_as_(t) if hasattr(t, "resize_as_") else None,
        lambda t: fl.utils.swap_tensors(t, t) if hasattr(fl.utils, "swap_tensors") else None,
        lambda t: t.as_strided_(t.shape, t.stride()),
        lambda t: t.copy_(t),
        lambda t: fl.nn.Parameter(t).data,
    ],
)
def test_a_tensor_given_to_itself_stays_as_it_is(assign: Any, rank: int) -> None:
    t = of_rank(rank)
    contiguous = t.is_contiguous()
    before = geometry(t)
    for _ in range(3):
        assign(t)
        [fl.zeros([3] * k) for k in RANKS]  # takes memory that was given back
    after = geometry(t)
    assert after[0] == before[0]
    if contiguous or t._is_dense() is contiguous:
        assert after == before


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("other", RANKS)
def test_data_of_another_rank(rank: int, other: int) -> None:
    t, source = of_rank(rank), of_rank(other)
    expected = geometry(source)
    t.data = source
    del source
    gc.collect()
    assert geometry(t) == expected


@pytest.mark.parametrize("layer", [fl.nn.Conv1d, fl.nn.Conv2d, fl.nn.Conv3d])
def test_a_module_moved_to_where_it_is(layer: Any) -> None:
    module = layer(2, 2, 3)
    before = {name: geometry(p) for name, p in module.named_parameters()}
    module.to("cpu").float().cpu()
    assert {name: geometry(p) for name, p in module.named_parameters()} == before


def test_data_is_not_assigned_within_vmap() -> None:
    def assign(x: fl.Tensor) -> fl.Tensor:
        x.data = x
        return x

    with pytest.raises(RuntimeError, match=r"mutating directly with `\.data` under vmap"):
        fl.func.vmap(assign)(fl.ones(3, 2))


# ---- resizing ----


@pytest.mark.parametrize(
    "look",
    [
        lambda a: a[:500],
        lambda a: a.detach(),
        lambda a: a.data,
        lambda a: a.view(fl.int32).view(fl.float32),
        lambda a: a.as_strided((500,), (1,)),
        lambda a: fl.Tensor(a),
    ],
)
def test_views_follow_their_storage(look: Any) -> None:
    a = fl.zeros(1000)
    v = look(a)
    a.resize_(100_000)
    v.fill_(7)
    assert a[:500].tolist() == [7.0] * 500
    assert v.data_ptr() == a.data_ptr()
    others = [fl.zeros(1000) for _ in range(20)]
    v.fill_(8)
    assert not any(o.any() for o in others)
    b = v + v
    assert b.tolist() == [16.0] * v.numel()


def test_a_view_that_a_small_tensor_outgrew() -> None:
    a = fl.tensor([1.0, 2.0])  # its bytes lie within the storage itself
    v = a[1:]
    fl.add(fl.ones(1000), 1.0, out=a.resize_(0))
    assert v.tolist() == [2.0]
    a.fill_(5.0)
    assert v.tolist() == [5.0]


@pytest.mark.filterwarnings("ignore:An output with one or more elements was resized")
@pytest.mark.parametrize(
    "lend", [lambda a: a.numpy(), memoryview, lambda a: np.from_dlpack(a), lambda a: np.asarray(a)]
)
def test_lent_memory_stays_where_it_is(lend: Any) -> None:
    a = fl.zeros(1000)
    lent = lend(a)
    with pytest.raises(RuntimeError, match="Trying to resize storage that is not resizable"):
        a.resize_(100_000)
    with pytest.raises(RuntimeError, match="Trying to resize storage that is not resizable"):
        fl.add(fl.ones(5000), 1.0, out=a)
    a.resize_(10)  # needs no other memory
    a.fill_(3)
    assert list(lent[:10]) == [3.0] * 10


def test_set_makes_room_in_its_source() -> None:
    source = fl.arange(4.0)
    t = fl.empty(0).set_(source, 0, (30,), (1,))
    assert t.shape == (30,)
    assert t[:4].tolist() == [0, 1, 2, 3]
    source.fill_(9)
    assert t[:4].tolist() == [9.0] * 4


# ---- sizes, strides and offsets beyond all numbers ----

HUGE_GEOMETRY = [
    ((3,), (BIG,), 0),
    ((2, 2), (2**61, 2**61), 0),
    ((2,), (1,), BIG),
    ((BIG, 4), (0, 1), 0),
    ((2,), (2**63 - 1,), 1),
    ((2**40, 2**40), (1, 1), 0),
]


@pytest.mark.parametrize(("shape", "stride", "offset"), HUGE_GEOMETRY)
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_geometry_that_no_storage_holds(shape: Any, stride: Any, offset: int, device: str) -> None:
    base = fl.zeros(4, device=device)
    calls = [
        lambda: fl.empty(0, device=device).set_(base, offset, shape, stride),
        lambda: base.as_strided(shape, stride, offset),
        lambda: base.as_strided_(shape, stride, offset),
        lambda: fl._core.tensor_from_bytes(base._storage_bytes(), fl.float32, shape, stride, offset),
    ]
    if offset == 0:
        calls.append(lambda: fl.empty_strided(shape, stride, device=device))
    for call in calls:
        with pytest.raises(RuntimeError, match=r"overflowed|out of bounds for storage"):
            call()


@pytest.mark.parametrize("size", [(2**62,), (2**31, 2**31), (2**58,), (-1,), (2**40, 2**40, 0, -1)])
def test_resizing_to_what_cannot_be(size: Any) -> None:
    t = fl.zeros(4)
    with pytest.raises((RuntimeError, MemoryError)):
        t.resize_(size)
    assert geometry(t) == geometry(fl.zeros(4))


@pytest.mark.parametrize("sizes", [(0, BIG), (BIG, 0), (0, 2**63 - 1), (2**40, 0, 2**40), (2**40, 2**40, 2**40, 0)])
def test_views_of_tensors_without_elements_and_huge_sizes(sizes: Any) -> None:
    """Whatever these answer, no arithmetic wraps: offsets and strides stay positive, and there are no elements."""
    t = fl.empty(sizes)
    last = len(sizes) - 1
    views = [
        t.t() if t.ndim == 2 else t.mT,
        t.unsqueeze(0),
        t.unsqueeze(-1),
        t[..., :1],
        t[..., ::2],
        t.diagonal(0, 0, last),
        t.flatten(0, 0),
        t.permute(*range(t.ndim)[::-1]),
        t.narrow(last, 0, 0),
        t.expand(1, *sizes),
        t.unfold(0, 0, 1),
        t.contiguous(),
        t.clone(),
        t.flip(0),
    ]
    for d in range(t.ndim):
        if t.shape[d]:
            views.append(t.select(d, t.shape[d] - 1))
    for v in views:
        assert v.numel() == 0
        assert v.storage_offset() >= 0
        assert all(s >= 0 for s in v.stride())
    for dtype in (fl.uint8, fl.complex128):
        with suppress(RuntimeError):  # where the sizes cannot be divided or counted
            assert t.view(dtype).numel() == 0
