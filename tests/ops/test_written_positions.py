"""In place, what is written at positions shares no memory with the positions or with what is written there."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402

CALLS = [
    *("y.index_add_(0, places, y[:3])", "places.index_add_(0, places, places.clone())", "y.index_add_(0, places, z)"),
    *("y.index_copy_(0, places, y[3:])", "places.index_copy_(0, places.clone(), places)"),
    *("places.index_fill_(0, places, 0)", "y.index_fill_(0, places, y[0])", "y.index_fill_(0, places, 1)"),
    *("y.index_put_((places,), y[0])", "y.index_put_((places,), y[:3])", "places.index_put_((places,), z.long())"),
    *("y.put_(places, y[:3])", "places.put_(places, places.clone())", "y.put_(places, z)"),
    *("y.scatter_(0, places, y[:3])", "places.scatter_(0, places, 1)", "y.scatter_add_(0, places, y[:3])"),
    *("mask[1:].masked_fill_(mask[:-1], False)", "mask.masked_fill_(mask, False)", "y.masked_fill_(mask, y[0])"),
    *("y.masked_scatter_(mask, y[:3])", "y.scatter_(0, places, z)", "y.index_put_((mask,), y[0])"),
    *(
        "y.expand(2, 6).bernoulli_()",
        "y.expand(2, 6).uniform_()",
        "y.expand(2, 6).index_add_(1, places, z.expand(2, 3))",
    ),
]


@pytest.mark.parametrize("call", CALLS)
def test_refused_where_pytorch_refuses(call: str) -> None:
    refused = []
    for lib in (torch, fl):
        names = {
            "y": lib.arange(6.0),
            "z": lib.ones(3),
            "places": lib.tensor([2, 1, 0]),
            "mask": lib.tensor([True, False, True, True, False, False]),
        }
        try:
            eval(call, names)
            refused.append("")
        except RuntimeError as error:
            refused.append(str(error)[:21])
    assert refused[0] == refused[1]
    assert refused[0] in ("", "unsupported operation")


@pytest.mark.parametrize("call", ["y[places] = y[:3]", "y[places] = y[0]", "places[places] = places.clone()"])
def test_assignments_too(call: str) -> None:
    for lib in (torch, fl):
        with pytest.raises(RuntimeError, match="unsupported operation"):
            exec(call, {"y": lib.arange(6.0), "places": lib.tensor([2, 1, 0])})


def test_elements_that_lie_apart_are_copied() -> None:
    found = []
    for lib in (torch, fl):
        y = lib.arange(6.0)
        y[::2].index_copy_(0, lib.tensor([0, 1, 2]), y[1::2])  # of one memory, but with gaps
        found.append(y.tolist())
    assert found[0] == found[1]


PAIRS = [
    *("add", "sub", "mul", "div", "pow", "fmod", "remainder", "atan2", "hypot", "nextafter", "maximum"),
    *("minimum", "fmax", "fmin", "le", "lt", "ge", "gt", "eq", "ne", "copysign", "logaddexp"),
    *(
        "heaviside",
        "xlogy",
        "floor_divide",
        "logical_and",
        "logical_or",
        "logical_xor",
        "igamma",
        "igammac",
        "true_divide",
    ),
]


@pytest.mark.parametrize("name", [*PAIRS, "exp", "neg", "sin"])
def test_out_shares_no_part_of_an_operand(name: str) -> None:
    """It may be an operand, which is read before it is written, but not overlap one in part, as in PyTorch."""
    for lib in (torch, fl):
        memory = lib.arange(1.0, 13, dtype=lib.float64)
        a, b = memory[:6], memory[6:]
        function = getattr(lib, name)
        operands = (a, b) if name in PAIRS else (a,)
        expected = function(*operands).tolist()
        if function(*operands).dtype != lib.bool:
            assert function(*operands, out=a).tolist() == expected
        for k in range(len(operands)):
            moved = [*operands]
            moved[k] = memory[1:7]
            with pytest.raises(RuntimeError, match="unsupported operation: some elements of the input tensor"):
                function(*moved, out=memory[:6])
