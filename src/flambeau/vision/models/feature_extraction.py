"""What a network computes on the way, by the names of its operations: a graph of it cut off at chosen nodes."""

from __future__ import annotations

import copy
import math
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flambeau import fx, nn

from ..._arguments import explain_module
from ..._listing import listing
from .. import ops
from .swin_transformer import PatchMerging, ShiftedWindowAttention

__all__ = ["create_feature_extractor", "get_graph_node_names"]
__dir__ = listing(globals())


class NodePathTracer(fx.Tracer):
    """Names every node by the path of the module that it is of: "layer1.0.conv1", "layer1.0.add".

    A module that is called as a whole has its path; an operation within a module has the module's path and its own
    name, which further ones of the same name in the same module get numbers behind.
    """

    def __init__(self, *args: Any, leaf_modules: Sequence[type[nn.Module]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaf_modules = tuple(leaf_modules)
        self.current_module_qualname = ""
        self.node_to_qualname: OrderedDict[fx.Node, str] = OrderedDict()

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Layers of `nn`, and those of ``leaf_modules``, are called as a whole."""
        return isinstance(m, self.leaf_modules) or super().is_leaf_module(m, module_qualified_name)

    def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Follows a module, within whose path the nodes are from here on."""
        outer = self.current_module_qualname
        self.current_module_qualname = path = self.path_of_module(m)
        try:
            if not self.is_leaf_module(m, path):
                return forward(*args, **kwargs)
            return self.create_proxy("call_module", path, args, kwargs)
        finally:
            self.current_module_qualname = outer

    def create_proxy(self, kind: str, target: Any, args: Any, kwargs: Any, *more: Any, **options: Any) -> Any:
        """Names the node that is made."""
        proxy = super().create_proxy(kind, target, args, kwargs, *more, **options)
        self.node_to_qualname[proxy.node] = self._name(self.current_module_qualname, proxy.node)
        return proxy

    def _name(self, path: str, node: fx.Node) -> str:
        name = path if node.op == "call_module" else f"{path}.{node.name}" if path else node.name
        name = re.sub(r"_\d+$", "", name)  # the number that tells it from others, which is counted anew
        taken = set(self.node_to_qualname.values())
        if name not in taken:
            return name
        return next(new for new in (f"{name}_{k}" for k in range(1, len(taken) + 2)) if new not in taken)


# What is called as a whole: the layers of `ops`, and what goes on from the size of its input.
_LAYERS = [cls for cls in map(ops.__dict__.get, ops.__all__) if isinstance(cls, type) and issubclass(cls, nn.Module)]
_LAYERS += [ShiftedWindowAttention, PatchMerging]


def _traced(model: nn.Module, options: Mapping[str, Any] | None) -> tuple[NodePathTracer, fx.Graph]:
    tracer = NodePathTracer(**{"autowrap_modules": (math, ops), "leaf_modules": _LAYERS, **(options or {})})
    return tracer, tracer.trace(model)


def _in_mode(model: nn.Module, training: bool, options: Mapping[str, Any] | None) -> tuple[NodePathTracer, fx.Graph]:
    """A trace of the model as it trains, or as it does not; the model's own mode is left alone."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.train(training)
        return _traced(model, options)
    finally:
        for module, mode in modes:
            module.training = mode


def get_graph_node_names(
    model: nn.Module,
    tracer_kwargs: dict[str, Any] | None = None,
    suppress_diff_warning: bool = False,
    concrete_args: dict[str, Any] | None = None,
) -> tuple[list[str], list[str]]:
    """The names of the operations of a model, in their order: while it trains, and while it does not.

    Args:
        model: the network.
        tracer_kwargs: for :class:`flambeau.fx.Tracer`, for instance ``autowrap_modules``; and ``leaf_modules``, classes
            of modules that are one operation, those of `ops` by default.
        suppress_diff_warning: whether to keep quiet where the two lists differ.
        concrete_args: accepted where it is None.

    Raises: NotImplementedError for ``concrete_args``; flambeau.fx.proxy.TraceError for a model whose Python depends on
        values.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.feature_extraction import get_graph_node_names
    >>> get_graph_node_names(torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU()))[0]
    ['input', '0', '1']
    """
    if concrete_args is not None:
        raise NotImplementedError("concrete_args: not here | give the model as a function of tensors alone")
    found = [list(_in_mode(model, training, tracer_kwargs)[0].node_to_qualname.values()) for training in (True, False)]
    if found[0] != found[1] and not suppress_diff_warning:
        warnings.warn(
            "The nodes obtained by tracing the model in eval mode are not equal to those in train mode. Choose names "
            "of the mode that the extractor will run in, or give train_return_nodes and eval_return_nodes.",
            stacklevel=2,
        )
    return found[0], found[1]


class FeatureExtractor(nn.Module):
    """A model cut off at chosen operations; it gives a dict of what these computed."""

    def __init__(self, model: nn.Module, graphs: Mapping[bool, fx.Graph]) -> None:
        super().__init__()
        used = {str(node.target) for graph in graphs.values() for node in graph.nodes if node.op in _OF_MODEL}
        _keep_only(model, used)
        for name, child in model.named_children():
            self.add_module(name, child)
        for name, parameter in model.named_parameters(recurse=False):
            self.register_parameter(name, parameter)
        for name, buffer in model.named_buffers(recurse=False):
            self.register_buffer(name, buffer)
        self._runs = {mode: fx.Interpreter(self, graph=graph) for mode, graph in graphs.items()}
        self.graphs = dict(graphs)
        self.training = model.training

    def forward(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the chosen operations compute, by the names that were asked for."""
        result: dict[str, Any] = self._runs[self.training].run(*args, **kwargs)
        return result


_OF_MODEL = ("call_module", "get_attr")


def _keep_only(model: nn.Module, used: set[str]) -> None:
    """Removes what no graph calls, parameters included."""
    for name, child in list(model.named_children()):
        inner = {path.removeprefix(f"{name}.") for path in used if path.startswith(f"{name}.")}
        if name in used:
            continue
        if inner:
            _keep_only(child, inner)
        else:
            delattr(model, name)


def create_feature_extractor(
    model: nn.Module,
    return_nodes: Sequence[str] | Mapping[str, str] | None = None,
    train_return_nodes: Sequence[str] | Mapping[str, str] | None = None,
    eval_return_nodes: Sequence[str] | Mapping[str, str] | None = None,
    tracer_kwargs: dict[str, Any] | None = None,
    suppress_diff_warning: bool = False,
    concrete_args: dict[str, Any] | None = None,
) -> FeatureExtractor:
    """A module that gives a dict of what chosen operations of a model compute, and runs no more than these need.

    Args:
        model: the network; it is copied.
        return_nodes: names from :func:`get_graph_node_names`, with the names for the results where it is a dict. A
            module's path stands for its last operation.
        train_return_nodes, eval_return_nodes: the same for each mode, instead.
        tracer_kwargs, suppress_diff_warning, concrete_args: as for that function.

    Raises: ValueError for names that there are not, and for one of the two lists without the other; NotImplementedError
        for ``concrete_args``.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.feature_extraction import create_feature_extractor
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 4))
    >>> {name: tuple(x.shape) for name, x in create_feature_extractor(net, {"1": "hidden"})(torch.ones(5, 2)).items()}
    {'hidden': (5, 3)}
    """
    if concrete_args is not None:
        raise NotImplementedError("concrete_args: not here | give the model as a function of tensors alone")
    if (return_nodes is None) == (train_return_nodes is None and eval_return_nodes is None):
        raise ValueError(
            "Either `return_nodes` or `train_return_nodes` and `eval_return_nodes` together, should be specified"
        )
    if (train_return_nodes is None) != (eval_return_nodes is None):
        raise ValueError(
            "If any of `train_return_nodes` and `eval_return_nodes` are specified, then both should be specified"
        )
    wanted = {
        True: _by_name(return_nodes if return_nodes is not None else train_return_nodes),
        False: _by_name(return_nodes if return_nodes is not None else eval_return_nodes),
    }
    copied = copy.deepcopy(model)
    graphs = {mode: _cut(*_in_mode(copied, mode, tracer_kwargs), names) for mode, names in wanted.items()}
    return FeatureExtractor(copied, graphs)


def _by_name(nodes: Any) -> dict[str, str]:
    if isinstance(nodes, Mapping):
        return {str(name): str(result) for name, result in nodes.items()}
    return {str(name): str(name) for name in nodes}


def _cut(tracer: NodePathTracer, graph: fx.Graph, wanted: Mapping[str, str]) -> fx.Graph:
    """The graph with these nodes as its output, without what they do not need."""
    results = {}
    for name, result in wanted.items():
        inside = [node for node, path in tracer.node_to_qualname.items() if path == name or path.startswith(f"{name}.")]
        if not inside:
            known = sorted({*tracer.node_to_qualname.values()})
            raise ValueError(f"node: '{name}' is not present in model. Hint: use `get_graph_node_names` to make sure "
                             f"the `return_nodes` you specified are present. Nodes are {known}")  # fmt: skip
        results[result] = inside[-1]
    for node in reversed(list(graph.nodes)):
        if node.op == "output":
            graph.erase_node(node)
            break
    order = list(graph.nodes)
    graph.output(dict(sorted(results.items(), key=lambda pair: order.index(pair[1]))))
    graph.eliminate_dead_code()
    return graph


explain_module(globals())
