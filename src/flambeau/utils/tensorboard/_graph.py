"""A model's graph as TensorBoard draws it: a node for each operation, by modules."""

from __future__ import annotations

from typing import Any

from . import _protobuf as pb

_PRODUCER = 22  # the version of the format


def graph_def(model: Any, inputs: Any) -> bytes:
    """What ``model(*inputs)`` computes, as a GraphDef.

    Raises: RuntimeError where nothing in the call requires grad, so that there is no graph.
    """
    from ..._visualize import visualize

    args = tuple(inputs) if isinstance(inputs, list | tuple) else (inputs,)
    graph = visualize(model, *args, limit=100_000)._graph
    root = type(model).__name__
    names: dict[Any, str] = {}  # of operations and leaves
    nodes: list[bytes] = []

    def node(title: str, kind: str, inputs: list[str], shape: str) -> None:
        attribute = pb.message(5, pb.text(1, "shape"), pb.message(2, pb.text(2, shape)))
        nodes.append(
            pb.message(1, pb.text(1, title), pb.text(2, kind), *(pb.text(3, name) for name in inputs), attribute)
        )

    def name_of(found: Any) -> str:
        if found not in names:  # a leaf: operations come in order
            names[found] = f"{root}/{found.name.replace('.', '/')}" if found.parameter else f"input/{found.name}"
            node(names[found], "Parameter" if found.parameter else "Input", [], found.shape)
        return names[found]

    for op in graph.ops:
        module = op.path[-1][0].replace(".", "/") + "/" if op.path else ""
        kind = op.name.partition("Backward")[0]
        inputs_of = [name_of(found) for found in op.inputs]
        names[op] = f"{root}/{module}{kind}_{op.sequence}"
        node(names[op], kind, inputs_of, op.result)
    for result in graph.results:
        node(f"output/{result.name}", "Output", [name_of(result.source)], result.shape)
    return b"".join(nodes) + pb.message(4, pb.integer(1, _PRODUCER))
