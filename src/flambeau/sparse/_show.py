"""How a sparse tensor is printed: its parts, then size and count, as PyTorch writes them."""

from __future__ import annotations

from .._core import Tensor
from .._printing import elements, is_default_dtype, with_facts
from ._compressed import CompressedTensor
from ._tensor import SparseTensor, answers


def _part(name: str, part: Tensor) -> str:
    prefix = f"{name}=tensor("
    text = prefix + elements(part, 7 + len(prefix))
    return text + (f", size={tuple(part.shape)})" if part.numel() == 0 else ")")


@answers("__repr__")
def show(self: SparseTensor) -> str:
    dense = self._held.detach()
    if isinstance(self, CompressedTensor):
        names = zip(self._names, (self._compressed, self._plain), strict=True)
    else:
        names = zip(("indices",), (self._coordinates(),), strict=True)
    parts = [*(_part(name, part) for name, part in names), _part("values", dense)]
    facts = [f"size={tuple(self.shape)}", f"nnz={dense.shape[0]}"]
    if not is_default_dtype(self):
        facts.append(f"dtype={self.dtype}")
    facts.append(f"layout={self.layout}")
    if self.grad_fn is not None:
        facts.append(f"grad_fn=<{type(self.grad_fn).__name__}>")
    elif self.requires_grad:
        facts.append("requires_grad=True")
    text = "tensor(" + (",\n" + " " * 7).join(parts)
    if isinstance(self, CompressedTensor):
        return with_facts(text, facts, 7)
    return with_facts(text + ",\n" + " " * 7 + facts[0], facts[1:], 7)
