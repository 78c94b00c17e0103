"""The shapes and dtypes of what the nodes of a graph compute, found by running it once."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ..._types import channels_last, contiguous_format
from ..interpreter import Interpreter
from ..node import Node, map_aggregate

__all__ = ["ShapeProp", "TensorMetadata"]
__dir__ = listing(globals())


class TensorMetadata(NamedTuple):
    """What `ShapeProp` notes of a tensor."""

    shape: Any
    dtype: Any
    requires_grad: bool
    stride: tuple[int, ...]
    memory_format: Any
    is_quantized: bool
    qparams: dict[str, Any]


def _described(tensor: Tensor) -> TensorMetadata:
    order = next((f for f in (contiguous_format, channels_last) if tensor.is_contiguous(memory_format=f)), None)
    return TensorMetadata(tensor.shape, tensor.dtype, tensor.requires_grad, tensor.stride(), order, False, {})


class ShapeProp(Interpreter):
    """Runs a graph and notes in ``node.meta["tensor_meta"]`` the shape and dtype of each value, in ``"type"`` its type.

    >>> import flambeau as torch
    >>> traced = torch.fx.symbolic_trace(lambda x: x @ x.T)
    >>> torch.fx.passes.shape_prop.ShapeProp(traced).propagate(torch.ones(2, 3)).shape
    torch.Size([2, 2])
    >>> [tuple(node.meta["tensor_meta"].shape) for node in traced.graph.nodes]
    [(2, 3), (3, 2), (2, 2), (2, 2)]
    """

    def run_node(self, n: Node) -> Any:
        """The value of a node, which is described in its ``meta``."""
        result = super().run_node(n)
        found = []

        def note(value: Any) -> Any:
            if isinstance(value, Tensor):
                found.append(value)
                return _described(value)
            return value

        noted = map_aggregate(result, note)
        if found:
            n.meta["tensor_meta"] = noted
        n.meta["type"] = type(result)
        return result

    def propagate(self, *args: Any) -> Any:
        """Runs the graph on these inputs."""
        return super().run(*args)


explain_module(globals())
