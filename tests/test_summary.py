"""`summary`: the numbers of its table, every way of giving an input, and nothing left behind."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.nn.modules._global_hooks import global_hooks
from flambeau.profiler import profile


class Twice(nn.Module):
    """A layer used twice, a tied weight, a head that is never called."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 4), nn.Tanh())
        self.tied = nn.Linear(4, 4, bias=False)
        self.tied.weight = self.body[0].weight
        self.head = nn.ModuleDict({"unused": nn.Linear(4, 9)})
        self.frozen = nn.Parameter(fl.ones(3), requires_grad=False)

    def forward(self, x: fl.Tensor, scale: float = 1.0) -> tuple[fl.Tensor, dict[str, fl.Tensor]]:
        return self.tied(self.body(self.body(x))), {"scaled": x * scale}


def table(result: Any) -> list[tuple[Any, ...]]:
    return [(row["name"], row["output"], row["parameters"], row["multiply_adds"], row["note"]) for row in result.rows()]


def test_modules_used_twice_tied_weights_and_heads_that_nobody_calls() -> None:
    result = fl.summary(Twice(), fl.ones(2, 4))
    assert table(result) == [
        ("Twice", "[2, 4], [2, 4]", 16 + 4 + 45 + 3, 3 * 32, ""),
        ("body", "[2, 4]", 20, 32, ""),
        ("0", "[2, 4]", 20, 32, ""),
        ("1", "[2, 4]", 0, 0, ""),
        ("body", "[2, 4]", 20, 32, "(again)"),
        ("0", "[2, 4]", 20, 32, "(again)"),
        ("1", "[2, 4]", 0, 0, "(again)"),
        ("tied", "[2, 4]", 16, 32, ""),
        ("head", "", 45, None, "(not called)"),
    ]
    assert (result.parameters, result.trainable_parameters, result.multiply_adds) == (68, 65, 96)
    assert (result.parameter_bytes, result.buffer_bytes, result.input_bytes, result.output_bytes) == (272, 0, 32, 160)
    assert [row["depth"] for row in fl.summary(Twice(), fl.ones(2, 4), depth=1).rows()] == [0, 1, 1, 1, 1]
    assert "68 (65 trainable), 272 B" in str(result)


LAYERS = [
    (nn.Conv2d(3, 8, 3, padding=1, groups=1), (2, 3, 5, 5), 2 * 8 * 25 * 27),
    (nn.Conv2d(4, 8, 3, stride=2, groups=4), (1, 4, 9, 9), 8 * 16 * 9),
    (nn.ConvTranspose2d(3, 8, 2, stride=2), (1, 3, 4, 4), 3 * 16 * 8 * 4),
    (nn.Linear(6, 7), (3, 2, 6), 6 * 42),
    (nn.BatchNorm2d(3), (2, 3, 4, 4), 0),
    (nn.GELU(), (5,), 0),
    (nn.LSTM(4, 8), (5, 2, 4), 5 * 2 * (4 * 8 * 4 + 4 * 8 * 8)),
]


@pytest.mark.parametrize(("layer", "shape", "expected"), LAYERS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_multiply_adds(layer: nn.Module, shape: tuple[int, ...], expected: int, device: str) -> None:
    on_device = nn.Sequential(layer).to(device) if device == "cpu" else _on_meta(layer)
    assert fl.summary(on_device, fl.empty(shape, device=device).fill_(1.0)).multiply_adds == expected


def _on_meta(layer: nn.Module) -> nn.Module:
    import copy

    return copy.deepcopy(layer).to("meta")


def test_attention_counts_its_products() -> None:
    layer = nn.MultiheadAttention(8, 2, batch_first=True)
    x = fl.ones(1, 5, 8)
    found = fl.summary(layer, (x, x, x)).multiply_adds
    assert found == 4 * 5 * 8 * 8 + 2 * 5 * 5 * 8  # four projections; scores and their use


def test_every_way_of_giving_an_input() -> None:
    x, seen = fl.ones(2, 4), []

    class Model(nn.Module):
        def forward(self, *args: Any, **kwargs: Any) -> None:
            seen.append((args, kwargs))

    for given in (x, [x, x], (x, 2.0), {"x": x, "scale": 3.0}, ((x, x),), ()):
        fl.summary(Model(), given)
    assert [(len(args), list(kwargs)) for args, kwargs in seen] == [
        (1, []),
        (1, []),
        (2, []),
        (0, ["x", "scale"]),
        (1, []),
        (0, []),
    ]
    assert fl.summary(Model(), x).rows()[0]["output"] == ""


def test_without_an_input_it_is_what_the_model_holds() -> None:
    result = fl.summary(Twice())
    assert [name for name, *_ in table(result)] == ["Twice", "body", "0", "1", "tied", "head", "unused"]
    assert {row["multiply_adds"] for row in result.rows()} == {None}
    assert "multiply-adds  " not in str(result).splitlines()[-1]


class Noisy(nn.Module):
    """Draws, moves its moments, keeps a buffer of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.drop = nn.BatchNorm1d(4), nn.Dropout(0.5)
        self.register_buffer("calls", fl.zeros(()))
        self.register_buffer("last", fl.zeros(2, 4))

    def forward(self, x: fl.Tensor, fail: bool = False) -> fl.Tensor:
        self.calls += 1
        self.last = x
        if fail:
            raise ValueError("planted")
        return self.norm(x) + fl.rand(4)


@pytest.mark.parametrize("fail", [False, True])
def test_it_leaves_nothing_behind(fail: bool) -> None:
    model = Noisy().train()
    model.drop.eval()
    x = fl.rand(2, 4, requires_grad=True)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = fl.get_rng_state()
    if fail:
        with pytest.raises(ValueError, match="planted"):
            fl.summary(model, (x, True))
    else:
        fl.summary(model, (x,))
    assert [module.training for module in model.modules()] == [True, True, False]
    assert all(fl.equal(value, before[name]) for name, value in model.state_dict().items())
    assert fl.equal(random, fl.get_rng_state())
    assert all(p.grad is None and p.requires_grad for p in (x, *model.parameters()))
    assert not global_hooks
    assert fl.is_grad_enabled()
    with profile():  # none was left running
        pass


def test_what_is_no_model_is_told() -> None:
    with pytest.raises(TypeError, match=r"summary: model is function \| a Module is expected"):
        fl.summary(lambda x: x, fl.ones(1))
    with profile(), pytest.raises(RuntimeError, match="Profiler is already enabled"):
        fl.summary(nn.ReLU(), fl.ones(1))
    assert not global_hooks


def test_a_notebook_gets_a_table() -> None:
    result = fl.summary(nn.Sequential(nn.Linear(2, 3)), fl.ones(1, 2))
    root = ElementTree.fromstring(result._repr_html_())
    rows = [[cell.text for cell in row] for row in root.iter("tr")]
    assert rows[0] == ["module", "class", "output", "parameters", "multiply-adds"]
    assert rows[2] == ["  0", "Linear", "[1, 3]", "9", "6"]
    assert "parameters     9 (9 trainable), 36 B" in root.find("div/pre").text
