"""The containers: what they hold, how they print, and PyTorch's errors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest

import flambeau
from flambeau import nn

CASES: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("list of int", lambda t, n: n.ModuleList([1])),
    ("list from int", lambda t, n: n.ModuleList(3)),
    ("dict from list", lambda t, n: n.ModuleDict([1])),
    ("dict from int", lambda t, n: n.ModuleDict(3)),
    ("dict triple", lambda t, n: n.ModuleDict([("a", n.ReLU(), 3)])),
    ("dict int key", lambda t, n: n.ModuleDict({3: n.ReLU()})),
    ("dict missing", lambda t, n: n.ModuleDict()["a"]),
    ("sequential of int", lambda t, n: n.Sequential(3)),
    ("sequential of list", lambda t, n: n.Sequential([n.ReLU()])),
    ("sequential index", lambda t, n: n.Sequential(n.ReLU())[4]),
    ("sequential add", lambda t, n: n.Sequential(n.ReLU()) + 3),
    ("sequential zero times", lambda t, n: n.Sequential(n.ReLU()) * 0),
    ("sequential insert", lambda t, n: n.Sequential(n.ReLU()).insert(5, n.ReLU())),
    ("sequential append", lambda t, n: n.Sequential(n.ReLU()).append(3)),
    ("list index", lambda t, n: n.ModuleList([n.ReLU()])[4]),
    ("list call", lambda t, n: n.ModuleList()(1)),
    ("parameters from int", lambda t, n: n.ParameterList(3)),
    ("parameters index", lambda t, n: n.ParameterList([1])[3]),
    ("parameters call", lambda t, n: n.ParameterList()(1)),
    ("parameter dict from int", lambda t, n: n.ParameterDict(3)),
    ("parameter dict element", lambda t, n: n.ParameterDict([1])),
    ("parameter dict missing", lambda t, n: n.ParameterDict()["c"]),
    ("parameter dict call", lambda t, n: n.ParameterDict()(1)),
    ("shown sequential", lambda t, n: repr(n.Sequential(OrderedDict(a=n.ReLU(), b=n.Linear(1, 2))) * 2)),
    ("shown list", lambda t, n: repr(n.ModuleList([n.ReLU(), n.ReLU(), n.Sequential(n.Tanh()), n.ReLU()]))),
    ("shown empty list", lambda t, n: repr(n.ModuleList())),
    ("shown dict", lambda t, n: repr(n.ModuleDict({"b": n.ReLU(), "a": n.Tanh()}))),
    ("shown parameters", lambda t, n: repr(n.ParameterList([t.zeros(1), 3, "a", n.Parameter(t.zeros(2, 3))]))),
    ("shown parameter dict", lambda t, n: repr(n.ParameterDict({"b": t.zeros(1), "a": 3}))),
    ("sliced", lambda t, n: repr(n.Sequential(n.ReLU(), n.Tanh(), n.GELU())[1:])),
    ("negative", lambda t, n: repr(n.ModuleList([n.ReLU(), n.Tanh()])[-1])),
]


def outcome(act: Callable[[Any, Any], Any], library: Any) -> Any:
    try:
        return act(library, library.nn)
    except Exception as error:
        return type(error), str(error).replace("isint", "is int")  # PyTorch lacks this blank


@pytest.mark.parametrize(("what", "act"), CASES, ids=[what for what, _ in CASES])
def test_like_pytorch(what: str, act: Callable[[Any, Any], Any]) -> None:
    torch = pytest.importorskip("torch")
    kind = str(outcome(act, torch)).replace("torch.nn.modules", "flambeau.nn.modules")
    assert str(outcome(act, flambeau)) == kind


def test_sequential_changes() -> None:
    model = nn.Sequential(nn.ReLU(), nn.Tanh())
    model.append(nn.GELU()).insert(0, nn.Identity())
    assert [type(m).__name__ for m in model] == ["Identity", "ReLU", "Tanh", "GELU"]
    assert list(model._modules) == ["0", "1", "2", "3"]
    assert isinstance(model.pop(1), nn.ReLU)
    del model[0]
    assert [type(m).__name__ for m in model] == ["Tanh", "GELU"]
    model[0] = nn.SiLU()
    assert isinstance(getattr(model, "0"), nn.SiLU)
    model += nn.Sequential(nn.ReLU())
    model *= 2
    assert len(model) == 6
    assert len(model + nn.Sequential(nn.ReLU())) == 7
    assert len(2 * model) == 12
    del model[1:]
    assert model(flambeau.zeros(1)).item() == 0.0
    assert "0" not in dir(model)


def test_module_list_changes() -> None:
    layers = nn.ModuleList([nn.Linear(1, 1)])
    layers += [nn.ReLU()]
    layers.insert(0, nn.Tanh())
    assert [type(m).__name__ for m in layers] == ["Tanh", "Linear", "ReLU"]
    assert list(layers.state_dict()) == ["1.weight", "1.bias"]
    assert isinstance(layers[0:2], nn.ModuleList)
    assert len(layers + nn.ModuleList([nn.ReLU()])) == 4
    layers.pop(0)
    assert list(layers.state_dict()) == ["0.weight", "0.bias"]


def test_module_dict_changes() -> None:
    modules = nn.ModuleDict([("b", nn.ReLU()), ("a", nn.Tanh())])
    modules["c"] = nn.Linear(1, 1)
    modules.update(nn.ModuleDict({"d": nn.ReLU()}))
    assert list(modules) == ["b", "a", "c", "d"]
    assert "c" in modules
    del modules["b"]
    assert isinstance(modules.pop("a"), nn.Tanh)
    assert [key for key, _ in modules.items()] == list(modules.keys())
    modules.clear()
    assert len(modules) == 0


def test_parameter_list() -> None:
    values = nn.ParameterList([flambeau.zeros(1)])
    values.append(flambeau.ones(2)).extend([3])
    values[0] = flambeau.ones(4)
    assert [name for name, _ in values.named_parameters()] == ["0", "1"]
    assert isinstance(values[1:], nn.ParameterList)
    assert values[-1] == 3
    assert len(values) == 3


def test_parameter_dict() -> None:
    values = nn.ParameterDict({"b": flambeau.zeros(1), "a": flambeau.ones(1)})
    assert list(values) == ["a", "b"]
    values["c"] = 5
    assert values.get("x", 7) == 7
    assert values.setdefault("c", 9) == 5
    assert list((values | nn.ParameterDict({"z": flambeau.zeros(1)})).keys()) == ["a", "b", "c", "z"]
    assert values.popitem() == ("c", 5)
    assert values.pop("b").item() == 0.0
    assert [name for name, _ in values.named_parameters()] == ["a"]
    assert list(values.fromkeys(["q"], 1).items()) == [("q", 1)]
