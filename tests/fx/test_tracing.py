"""Tracing: the graph of a program computes what the program does, as PyTorch's graph of the same program does."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from typing import Any

import pytest

import flambeau as fl
from flambeau import fx, nn
from flambeau.fx.proxy import TraceError

fx.wrap("len")


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.scale = nn.Parameter(fl.ones(4))
        self.shift: Any
        self.register_buffer("shift", fl.zeros(4))
        self.rest = nn.Sequential(nn.ReLU(), nn.Linear(4, 4))

    def forward(self, x: fl.Tensor, factor: Any = 2) -> Any:
        z = nn.functional.relu(self.first(x)) + self.scale * factor * self.scale - self.shift
        z = self.rest(z).view(x.size(0), -1)[:, 1:3].transpose(0, 1)
        left, right = fl.split(z, 1)
        return {"left": left, "rest": (right.sum(dim=0, keepdim=True) ** 2, -left, x.shape[0] * math.sqrt(4))}


def test_a_traced_module_computes_the_same_and_trains() -> None:
    model = Small()
    traced = fx.symbolic_trace(model)
    x = fl.randn(2, 3)
    expected, given = model(x), traced(x)
    assert fl.equal(expected["left"], given["left"])
    assert fl.equal(expected["rest"][0], given["rest"][0])
    assert given["rest"][2] == 4
    given["left"].sum().backward()
    assert model.scale.grad is not None  # shared, not baked in
    assert dict(traced.named_parameters()).keys() == dict(model.named_parameters()).keys()


def test_the_graph_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    import torch.fx as ref

    def program(x: Any, y: Any = 2, *, k: Any = 1.5) -> Any:
        z = (x + y).view(x.size(0), -1)[:, 1:3]
        return {"a": z.sum(dim=0) ** 2, "b": [-z, z > 0, x.shape[0], k]}

    program.__annotations__.clear()  # PyTorch would print them as strings
    ours, theirs = fx.symbolic_trace(program), ref.symbolic_trace(program)
    assert ours.code == theirs.code
    assert str(ours.graph) == str(theirs.graph)
    assert [(n.op, n.name, n.args.__repr__()) for n in ours.graph.nodes] == [
        (n.op, n.name, n.args.__repr__()) for n in theirs.graph.nodes
    ]
    assert torch.equal(theirs(torch.ones(2, 4))["a"], torch.tensor([36.0, 36.0]))
    assert ours(fl.ones(2, 4))["a"].tolist() == [36.0, 36.0]


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>"])
def test_augmented_assignments_are_the_operators(operator: str) -> None:
    pytest.importorskip("torch")
    import torch.fx as ref

    scope: dict[str, Any] = {}
    exec(f"def program(x, y):\n    x {operator}= y\n    return x", scope)
    assert fx.symbolic_trace(scope["program"]).code == ref.symbolic_trace(scope["program"]).code


@pytest.mark.parametrize(
    ("program", "error", "words"),
    [
        (lambda x: x if x.sum() > 0 else -x, TraceError, "control flow"),
        (lambda x: [row + 1 for row in x], TraceError, "cannot be iterated"),
        (lambda x: float(x), TypeError, "not 'Proxy'"),
        (lambda x: range(x), TypeError, "cannot be interpreted as an integer"),
    ],
    ids=["truth", "iteration", "float", "range"],
)
def test_what_cannot_be_recorded_says_so(program: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        fx.symbolic_trace(program)


def test_wrapped_functions_and_those_of_math_are_nodes() -> None:
    traced = fx.symbolic_trace(lambda x: x * len(x) + math.sqrt(x.size(0)))
    targets = [node.target for node in traced.graph.find_nodes(op="call_function")]
    assert targets == [len, operator.mul, math.sqrt, operator.add]
    assert traced(fl.ones(4)).tolist() == [6.0] * 4


def test_starred_parameters_defaults_and_known_values() -> None:
    traced = fx.symbolic_trace(lambda *args, **named: args[0] + named["z"])
    assert traced(fl.ones(1), z=2).item() == 3
    branch = fx.symbolic_trace(lambda x, flag: x + 1 if flag else x - 1, concrete_args={"flag": True})
    assert branch(fl.zeros(1), True).item() == 1
    with pytest.raises(AssertionError, match="flag has been specialized to have value True"):
        branch(fl.zeros(1), False)


def test_tensors_of_nowhere_become_constants() -> None:
    constant = fl.ones(3)
    traced = fx.symbolic_trace(lambda x: x + constant)
    assert traced.graph.find_nodes(op="get_attr")[0].target == "_tensor_constant0"
    assert traced(fl.ones(3)).tolist() == [2.0] * 3


@pytest.mark.parametrize("way", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m)), copy.copy])
def test_graph_modules_are_copied_and_pickled(way: Any) -> None:
    traced = fx.symbolic_trace(Small().eval())
    again = way(traced)
    x = fl.randn(2, 3)
    assert fl.equal(again(x)["left"], traced(x)["left"])
    assert again.code == traced.code
    assert not again.training
    assert again.graph.owning_module is again
    again.graph.lint()


def test_two_graph_modules_keep_their_own_code() -> None:
    one, two = (fx.symbolic_trace(f) for f in (lambda x: x + 1, lambda x: x + 2))
    assert [one(fl.zeros(1)).item(), two(fl.zeros(1)).item()] == [1, 2]


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2", "squeezenet1_0"])
def test_vision_models_trace(name: str) -> None:
    from flambeau.vision import models

    model = getattr(models, name)(num_classes=5).eval()
    traced = fx.symbolic_trace(model)
    traced.graph.lint()
    x = fl.randn(1, 3, 64, 64)
    with fl.no_grad():
        assert fl.equal(traced(x), model(x))


def test_a_failing_trace_leaves_modules_as_they_were() -> None:
    call = nn.Module.__call__
    with pytest.raises(TraceError):
        fx.symbolic_trace(lambda x: x if x else -x)
    assert nn.Module.__call__ is call
    assert "__getattribute__" not in vars(nn.Module)


def test_what_is_no_module_cannot_be_wrapped() -> None:
    """At the first: a tensor of 2^40 rows is not walked through."""
    with pytest.raises(TypeError, match="autowrap_modules must be modules of Python, but got"):
        fx.Tracer(autowrap_modules=fl.empty(2**40, device="meta"))  # type: ignore[arg-type]
