"""What is made of numbers is written to out= in the dtype of out, as in PyTorch."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402

MAKERS = {
    "arange": lambda t, out: t.arange(6, out=out),
    "arange of floats": lambda t, out: t.arange(0.0, 3.0, 1.0, out=out),
    "zeros": lambda t, out: t.zeros(3, out=out),
    "ones": lambda t, out: t.ones(3, out=out),
    "full": lambda t, out: t.full((3,), 1.5, out=out),
    "linspace": lambda t, out: t.linspace(0, 9, 4, out=out),
    "logspace": lambda t, out: t.logspace(0, 2, 3, out=out),
    "eye": lambda t, out: t.eye(3, out=out),
    "rand": lambda t, out: t.rand(3, out=out),
    "randn": lambda t, out: t.randn(3, out=out),
    "randint": lambda t, out: t.randint(9, (5,), out=out),
    "randperm": lambda t, out: t.randperm(5, out=out),
}
DRAWS_FLOATS = ("rand", "randn")


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "int32"])
@pytest.mark.parametrize("maker", MAKERS)
def test_as_pytorch(maker: str, dtype: str) -> None:
    if maker in DRAWS_FLOATS and dtype[:3] == "int":
        with pytest.raises(NotImplementedError):
            MAKERS[maker](fl, fl.empty(0, dtype=getattr(fl, dtype)))
        return
    found: list[Any] = []
    for lib in (torch, fl):
        lib.manual_seed(0)
        out = lib.empty(0, dtype=getattr(lib, dtype))
        made = MAKERS[maker](lib, out)
        assert made is out
        found.append((str(made.dtype).split(".")[-1], made.double().reshape(-1).tolist()))
    assert found[1][0] == found[0][0]
    assert found[1][1] == pytest.approx(found[0][1], rel=1e-6)


def test_another_dtype_than_asked_for_is_refused() -> None:
    with pytest.raises(RuntimeError, match="dtype Float does not match dtype of out parameter"):
        fl.zeros(3, dtype=fl.float32, out=fl.empty(0, dtype=fl.float64))


def test_the_private_name_of_a_gradient() -> None:
    x = fl.ones(2, requires_grad=True)
    x._grad = fl.full((2,), 3.0)
    assert x.grad.tolist() == [3, 3]
    assert x._grad is x.grad


LINES = {
    "arange": lambda t, out: t.arange(6, out=out),
    "range": lambda t, out: t.range(0, 5, out=out),
    "linspace": lambda t, out: t.linspace(0, 10, 6, out=out),
    "logspace": lambda t, out: t.logspace(0, 5, 6, base=2, out=out),
    "zeros": lambda t, out: t.zeros(6, out=out),
    "full": lambda t, out: t.full((6,), 1.5, out=out),
}
PLACES = {
    "rows": lambda t: t.ones(2, 3),
    "columns": lambda t: t.ones(3, 2).t(),
    "gaps": lambda t: t.ones(4, 3)[::2],
    "as long": lambda t: t.ones(6),
    "longer": lambda t: t.ones(7),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", LINES)
def test_a_line_fills_what_has_as_many_elements(line: str, place: str) -> None:
    found = []
    for lib in (torch, fl):
        out = PLACES[place](lib)
        assert LINES[line](lib, out) is out
        found.append((tuple(out.shape), out.stride(), out.tolist()))
    assert found[0] == found[1]
