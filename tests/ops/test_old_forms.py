"""Forms of calls that PyTorch still reads from old programs."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as torch

reference = pytest.importorskip("torch")

CALLS = {
    "add": lambda lib, x, m: lib.add(x, 0.5, x),
    "add method": lambda lib, x, m: x.add(2, x),
    "add_": lambda lib, x, m: x.clone().add_(0.5, x),
    "sub": lambda lib, x, m: lib.sub(x, 3, x),
    "sub_": lambda lib, x, m: x.clone().sub_(0.5, x),
    "addcmul": lambda lib, x, m: lib.addcmul(x, 2, x, x),
    "addcmul_": lambda lib, x, m: x.clone().addcmul_(0.25, x, x),
    "addcdiv": lambda lib, x, m: lib.addcdiv(x, -1.5, x, x + 1),
    "addcdiv_": lambda lib, x, m: x.clone().addcdiv_(2, x, x + 1),
    "addmm": lambda lib, x, m: lib.addmm(0.5, m, 2.0, m, m),
    "addmm beta": lambda lib, x, m: lib.addmm(0.5, m, m, m),
    "addmm_": lambda lib, x, m: m.clone().addmm_(0.5, 2, m, m),
    "addmm_ beta": lambda lib, x, m: m.clone().addmm_(0.5, m, m),
    "addmv": lambda lib, x, m: lib.addmv(0.5, x, 2.0, m, x),
    "addr": lambda lib, x, m: lib.addr(0.5, m, 2.0, x, x),
    "baddbmm": lambda lib, x, m: lib.baddbmm(0.5, m[None], 2.0, m[None], m[None]),
    "addbmm": lambda lib, x, m: lib.addbmm(0.5, m, 2.0, m[None], m[None]),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore:This overload of:UserWarning")
def test_numbers_before_tensors(name: str) -> None:
    found = []
    for lib in (torch, reference):
        x = lib.tensor([1.0, 2.0, 3.0], dtype=lib.float64, requires_grad=True)
        m = lib.arange(9, dtype=lib.float64).reshape(3, 3)
        value = CALLS[name](lib, x, m)
        (gradient,) = lib.autograd.grad(value.sum(), x) if value.requires_grad else (lib.zeros(1),)
        found.append((value.tolist(), gradient.tolist()))
    assert found[0] == found[1]


def test_the_warning_names_the_keywords() -> None:
    with pytest.warns(UserWarning, match=r"overload of addmm is deprecated.*beta, alpha by keyword") as record:
        torch.addmm(1, torch.eye(2), 2, torch.eye(2), torch.eye(2))
    assert record[0].filename == __file__


@pytest.mark.parametrize(
    "call",
    [
        lambda lib: lib.add(lib.ones(1), lib.ones(1), 3),
        lambda lib: lib.addcmul(1, lib.ones(1), lib.ones(1)),
        lambda lib: lib.addmm(1, 2, lib.eye(2), 3, lib.eye(2), lib.eye(2)),
        lambda lib: lib.mul(2, lib.ones(1), lib.ones(1)),
    ],
)
def test_other_orders_are_refused(call: Any) -> None:
    for lib in (torch, reference):
        with pytest.raises(TypeError):
            call(lib)


def test_roll_and_full_like() -> None:
    for lib in (torch, reference):
        assert lib.roll(lib.arange(6).reshape(2, 3), 1, None).tolist() == [[5, 0, 1], [2, 3, 4]]
        x = lib.zeros(2, 3, 4, 5).permute(0, 2, 3, 1)
        assert lib.full_like(x, 2, memory_format=lib.contiguous_format).is_contiguous()
        assert lib.full_like(x, 2, memory_format=lib.channels_last).is_contiguous(memory_format=lib.channels_last)
        assert lib.full_like(x, 2).stride() == x.stride()
