"""Graphs: read, changed, checked, run node by node, matched and drawn."""

from __future__ import annotations

import operator
from typing import Any

import pytest

import flambeau as fl
from flambeau import fx, nn
from flambeau.fx.passes.graph_drawer import FxGraphDrawer
from flambeau.fx.passes.shape_prop import ShapeProp


def traced(program: Any) -> fx.GraphModule:
    return fx.symbolic_trace(program)


def test_nodes_are_inserted_replaced_and_erased() -> None:
    module = traced(lambda x: fl.relu(x) + 1)
    relu = module.graph.find_nodes(op="call_function", target=fl.relu)[0]
    with module.graph.inserting_after(relu):
        tanh = module.graph.call_function(fl.tanh, (relu.args[0],))
    assert relu.replace_all_uses_with(tanh) == [module.graph.find_nodes(op="call_function", target=operator.add)[0]]
    module.graph.erase_node(relu)
    module.graph.lint()
    module.recompile()
    assert [node.name for node in module.graph.nodes] == ["x", "tanh", "add", "output"]
    assert fl.equal(module(fl.ones(2)), fl.tanh(fl.ones(2)) + 1)


def test_users_follow_the_arguments() -> None:
    graph = fx.Graph()
    x, y = graph.placeholder("x"), graph.placeholder("y")
    add = graph.call_function(operator.add, (x, [x, {"k": slice(x, None)}]))
    assert list(x.users) == [add]
    assert add.all_input_nodes == [x]
    add.update_arg(0, y)
    assert list(y.users) == [add]
    assert list(x.users) == [add]
    add.args = (y, 1)
    assert not x.users
    with pytest.raises(TypeError, match="does not support mutation"):
        graph.call_function(sum, ([x, y],)).args[0].append(1)


def test_a_node_in_use_is_not_erased_and_lint_finds_faults() -> None:
    module = traced(lambda x: fl.relu(x) + 1)
    relu = module.graph.find_nodes(op="call_function", target=fl.relu)[0]
    with pytest.raises(RuntimeError, match="still had 1 users"):
        module.graph.erase_node(relu)
    module.graph.find_nodes(op="call_function", target=operator.add)[0].append(relu)
    with pytest.raises(RuntimeError, match="was used before it has been defined"):
        module.graph.lint()
    graph = fx.Graph(owning_module=nn.Module())
    graph.get_attr("weight")
    with pytest.raises(RuntimeError, match="nonexistent attribute weight"):
        graph.lint()


def test_dead_code_goes_but_not_what_writes() -> None:
    def program(x: Any) -> Any:
        x.add_(1)
        fl.relu(x)
        return x * 2

    module = traced(program)
    assert module.graph.eliminate_dead_code()
    assert [node.name for node in module.graph.nodes] == ["x", "add_", "mul", "output"]
    assert not module.graph.eliminate_dead_code()


def test_code_is_right_where_signs_and_nested_values_meet() -> None:
    module = traced(lambda x: [x**-1, (-2) ** x, {"k": (x[-1], ...)}, x.to(fl.float64), fl.full((1,), float("inf"))])
    first, second, third, fourth, fifth = module(fl.tensor([2.0]))
    assert (first.item(), second.item(), third["k"][0].item()) == (0.5, 4.0, 2.0)
    assert fourth.dtype == fl.float64
    assert fifth.item() == float("inf")


def test_interpreters_and_transformers() -> None:
    class Swap(fx.Transformer):
        def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
            return super().call_function(fl.tanh if target is fl.relu else target, args, kwargs)

    seen = []

    class Names(fx.Interpreter):
        def run_node(self, n: fx.Node) -> Any:
            seen.append(n.name)
            return super().run_node(n)

    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    module = traced(lambda x: fl.relu(x) + 1)
    assert fl.equal(Swap(module).transform()(fl.ones(2)), fl.tanh(fl.ones(2)) + 1)
    Names(module).run(fl.ones(2))
    assert seen == ["x", "relu", "add", "output"]
    x = fl.randn(1, 2)
    assert fl.equal(fx.Interpreter(traced(model)).run(x), model(x))
    with pytest.raises(RuntimeError, match="Expected positional argument for parameter x"):
        fx.Interpreter(module).run()
    with pytest.raises(RuntimeError) as caught:
        fx.Interpreter(traced(lambda a, b: a @ b)).run(fl.ones(2, 3), fl.ones(2, 3))
    assert "While executing %matmul" in caught.value.__notes__[0]


def test_patterns_are_replaced() -> None:
    module = traced(lambda x, w1, w2: fl.sum(fl.stack([w1, w2])) + fl.sum(fl.stack([w2, x])))
    matches = fx.replace_pattern(module, lambda a, b: fl.sum(fl.stack([a, b])), lambda a, b: fl.stack([a, b]).amax())
    module.graph.lint()
    assert len(matches) == 2
    one, two, three = (fl.full((2,), float(k)) for k in (1, 2, 3))
    assert module(one, two, three).item() == 3 + 3


def test_a_pattern_whose_inside_is_used_elsewhere_is_left() -> None:
    def program(x: Any) -> Any:
        y = fl.relu(x)
        return y.sum() + y

    assert fx.replace_pattern(traced(program), lambda x: fl.relu(x).sum(), lambda x: x.sum()) == []


def test_patterns_that_overlap_in_a_chain() -> None:
    module = traced(lambda x: x.neg().neg().neg().neg())
    assert len(fx.replace_pattern(module, lambda x: x.neg().neg(), lambda x: x.abs())) == 2
    assert module(fl.tensor([-2.0])).tolist() == [2.0]


def test_shapes_and_pictures(tmp_path: Any, capsys: Any) -> None:
    module = traced(nn.Sequential(nn.Linear(3, 4), nn.ReLU()))
    ShapeProp(module).propagate(fl.ones(2, 3))
    shapes = [tuple(node.meta["tensor_meta"].shape) for node in module.graph.nodes]
    assert shapes == [(2, 3), (2, 4), (2, 4), (2, 4)]
    picture = FxGraphDrawer(module, "two layers").get_dot_graph()
    picture.write_svg(tmp_path / "graph.svg")
    text = (tmp_path / "graph.svg").read_text()
    assert text.startswith("<svg")
    assert "(2, 4) float32" in text
    assert "n0 -> n1;" in picture.dot
    module.graph.print_tabular()
    assert "call_module" in capsys.readouterr().out


def test_graph_modules_of_parts() -> None:
    graph = fx.Graph()
    x = graph.placeholder("x")
    graph.output(graph.call_module("inner.layer", (x,)))
    layer = nn.Linear(2, 2)
    module = fx.GraphModule({"inner.layer": layer}, graph)
    assert module.inner.layer is layer
    module.add_submodule("inner.other", nn.ReLU())
    module.delete_all_unused_submodules()
    assert not hasattr(module.inner, "other")
    assert module.inner.layer is layer
    with pytest.raises(RuntimeError, match="was not provided in `root`"):
        fx.GraphModule({}, graph)


def test_absent_names_say_why() -> None:
    with pytest.raises(AttributeError, match="its rewrites serve compilers"):
        fx.experimental.optimization  # noqa: B018
