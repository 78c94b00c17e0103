"""Sparse tensors: coordinates (COO) and compressed matrices (CSR, CSC), and the functions that take them.

They are made by `torch.sparse_coo_tensor`, `torch.sparse_csr_tensor` and `Tensor.to_sparse`. A function that is not
offered for them refuses and names itself. Gradients flow through the values; the gradient of a sparse tensor is sparse
and has its indices.
"""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._listing import listing
from .._missing import no_attribute
from ..ops import matmul
from . import _arithmetic, _attributes, _functions, _products, _reductions, _shapes, _show, _tensor, _updates
from ._compressed import CSCTensor, CSRTensor
from ._construction import rebuilt as rebuilt
from ._construction import sparse_compressed_tensor as sparse_compressed_tensor
from ._construction import sparse_coo_tensor as sparse_coo_tensor
from ._construction import sparse_csc_tensor as sparse_csc_tensor
from ._construction import sparse_csr_tensor as sparse_csr_tensor
from ._coo import COOTensor
from ._dense import of_dense as of_dense
from ._functions import addmm, log_softmax, mm, sampled_addmm, softmax, spdiags, sum
from ._functions import smm as smm
from ._invariants import check_sparse_tensor_invariants
from ._tensor import SparseTensor as SparseTensor
from ._tensor import answer_core as answer_core

__all__ = [
    "addmm",
    "check_sparse_tensor_invariants",
    "log_softmax",
    "mm",
    "sampled_addmm",
    "softmax",
    "spdiags",
    "sum",
]
_TYPED = ("BFloat16", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short")
__dir__ = listing(globals(), *(f"{kind}Tensor" for kind in _TYPED))
hspmm, dsmm = _functions.hspmm, matmul.mm  # the top level's names of products, old ones besides
hsmm, spmm = hspmm, dsmm


def __getattr__(name: str) -> Any:
    if name.endswith("Tensor") and name.removesuffix("Tensor") in _TYPED:
        from ._old_types import old_type  # few programs name these

        found = globals()[name] = old_type(name)
        return found
    raise no_attribute(f"module {__name__!r}", name, {})


_tensor.attach()
explain_module(globals())
