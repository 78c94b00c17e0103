"""What packages ask of PyTorch's tracing for compilers: nothing is traced."""

from __future__ import annotations

from ..._listing import listing
from ..._missing import no_attribute
from . import proxy_tensor

__all__ = ["proxy_tensor"]
__dir__ = listing(globals())

_SENTENCE = "its rewrites serve compilers of PyTorch's own; fx.passes and fx.subgraph_rewriter are here"


def __getattr__(name: str) -> object:
    names = ("const_fold", "meta_tracer", "optimization", "symbolic_shapes", "sym_node")
    raise no_attribute(f"module {__name__!r}", name, dict.fromkeys(names, _SENTENCE))
