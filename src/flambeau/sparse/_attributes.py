"""What is asked of a sparse tensor, its copies and conversions, and its place in the graph."""

from __future__ import annotations

from typing import Any

from .. import _core, autograd
from .._core import Tensor
from .._tensor import LEGACY_NAMES
from .._types import sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided
from ._compressed import CompressedTensor, CSCTensor, CSRTensor, as_compressed
from ._coo import COOTensor, as_coo, coalesced, coo, empty_coo, from_dense, to_dense
from ._tensor import SparseTensor, answers, refuse_place

_TITLES = {sparse_coo: "Sparse", sparse_csr: "SparseCsr", sparse_csc: "SparseCsc", strided: "Strided"}


def expected(name: str, what: str, found: Tensor) -> RuntimeError:
    """The error of a method that only tensors of another layout have."""
    return RuntimeError(f"{name} expected {what} tensor layout but got {_TITLES[found.layout]}")


def as_coordinates(name: str, x: Any) -> COOTensor:
    """`x`, which must be a tensor of coordinates."""
    if not isinstance(x, COOTensor):
        raise expected(name, "sparse coordinate", x)
    return x


# ---- parts ----


@answers("coalesce")
def coalesce(self: Any) -> Tensor:
    return coalesced(as_coordinates("coalesce", self))


@answers("is_coalesced")
def is_coalesced(self: Any) -> bool:
    return as_coordinates("is_coalesced", self)._coalesced


@answers("_coalesced_")
def set_coalesced(self: Any, coalesced: bool) -> Tensor:
    as_coordinates("_coalesced_", self)._coalesced = coalesced
    return self


def _require_coalesced(x: COOTensor, what: str) -> None:
    if not x._coalesced:
        raise RuntimeError(f"Cannot get {what} on an uncoalesced tensor, please call .coalesce() first")


@answers("indices")
def indices(self: Any) -> Tensor:
    found = as_coordinates("indices", self)
    _require_coalesced(found, "indices")
    return found._indices_held.detach()


@answers("_indices")
def raw_indices(self: Any) -> Tensor:
    return as_coordinates("_indices", self)._indices_held.detach()


@answers("values")
def values(self: SparseTensor) -> Tensor:
    if isinstance(self, COOTensor):
        _require_coalesced(self, "values")
    return self._held.view_as(self._held)


@answers("_values")
def raw_values(self: SparseTensor) -> Tensor:
    return self._held.detach()


@answers("_nnz")
def nnz(self: SparseTensor) -> int:
    return self._held.shape[0]


@answers("sparse_dim", "_dimI")
def sparse_dim(self: SparseTensor) -> int:
    return self._indices_held.shape[0] if isinstance(self, COOTensor) else 2


@answers("dense_dim", "_dimV")
def dense_dim(self: SparseTensor) -> int:
    return self._held.ndim - 1


def _compressed_part(name: str, kind: type[CompressedTensor], x: Any, which: int) -> Tensor:
    if not isinstance(x, kind):
        raise expected(name, f"sparse {'row' if kind is CSRTensor else 'column'} compressed", x)
    return (x._compressed, x._plain)[which].detach()


@answers("crow_indices")
def crow_indices(self: Any) -> Tensor:
    return _compressed_part("crow_indices", CSRTensor, self, 0)


@answers("col_indices")
def col_indices(self: Any) -> Tensor:
    return _compressed_part("col_indices", CSRTensor, self, 1)


@answers("ccol_indices")
def ccol_indices(self: Any) -> Tensor:
    return _compressed_part("ccol_indices", CSCTensor, self, 0)


@answers("row_indices")
def row_indices(self: Any) -> Tensor:
    return _compressed_part("row_indices", CSCTensor, self, 1)


# ---- conversions ----


@answers("to_dense", "_to_dense")
def dense(self: SparseTensor, dtype: Any = None, *, masked_grad: bool = True) -> Tensor:
    if not masked_grad and self.requires_grad:
        raise NotImplementedError(
            "to_dense(): argument 'masked_grad' is False | gradients are kept where the sparse tensor has values: it "
            "must be True"
        )
    found = to_dense(as_coo(self))
    return found if dtype is None else found.to(dtype)


def to_layout(x: SparseTensor, layout: Any) -> Tensor:
    if layout == strided:
        return dense(x)
    if layout == sparse_coo:
        return x if isinstance(x, COOTensor) else coalesced(as_coo(x))
    if layout in (sparse_bsr, sparse_bsc):
        raise NotImplementedError(
            f"to_sparse(): layout {layout} is not offered | sparse_coo, sparse_csr, sparse_csc are"
        )
    return as_compressed(x, CSRTensor if layout == sparse_csr else CSCTensor)


@answers("to_sparse")
def to_sparse(
    self: SparseTensor, sparse_dim: Any = None, *, layout: Any = None, blocksize: Any = None, dense_dim: Any = None
) -> Tensor:
    if blocksize is not None:
        raise NotImplementedError("to_sparse(): argument 'blocksize' is given | layouts of blocks are not offered")
    _refuse_dense_dim("to_sparse", self, dense_dim)
    if sparse_dim is not None and layout is None:
        if isinstance(self, COOTensor) and self._indices_held.shape[0] == sparse_dim:
            return self
        return from_dense(dense(self), checked_sparse_dim(self, sparse_dim))
    return to_layout(self, sparse_coo if layout is None else layout)


def _refuse_dense_dim(name: str, x: SparseTensor, dense_dim: Any) -> None:
    if dense_dim is not None:
        raise RuntimeError(
            f"{name}: conversion from {_TITLES[x.layout]} with dense_dim argument given is not supported"
        )


def checked_sparse_dim(x: Tensor, sparse_dim: Any) -> int:
    """How many of the first dimensions are to be sparse."""
    if not hasattr(type(sparse_dim), "__index__"):
        raise TypeError(f"to_sparse(): argument 'sparse_dim' must be int, not {type(sparse_dim).__name__}")
    if not (0 < sparse_dim <= x.ndim or x.ndim == 0):
        raise RuntimeError(f"sparse_dim {sparse_dim} must be positive and at most the number of dimensions, {x.ndim}")
    return int(sparse_dim) if x.ndim else 0


@answers("to_sparse_coo")
def to_sparse_coo(self: SparseTensor) -> Tensor:
    return to_layout(self, sparse_coo)


@answers("to_sparse_csr")
def to_sparse_csr(self: SparseTensor, dense_dim: Any = None) -> Tensor:
    _refuse_dense_dim("to_sparse_csr", self, dense_dim)
    return to_layout(self, sparse_csr)


@answers("to_sparse_csc")
def to_sparse_csc(self: SparseTensor, dense_dim: Any = None) -> Tensor:
    _refuse_dense_dim("to_sparse_csc", self, dense_dim)
    return to_layout(self, sparse_csc)


@answers("sparse_mask", "_sparse_mask_helper", sparse=("self", "mask"))
def sparse_mask(self: Tensor, mask: Any) -> Tensor:
    if not isinstance(mask, SparseTensor):
        raise RuntimeError("sparse_mask(): argument 'mask' must be a sparse tensor")
    if self.shape != mask.shape:
        raise RuntimeError(
            f"sparse_mask(): operands have incompatible sizes; self has size {list(self.shape)} but mask has size "
            f"{list(mask.shape)}"
        )
    return mask._with(mask._values_like(self))


_CASTS = "float double half bfloat16 int long short char byte bool cfloat cdouble"


def _cast(name: str) -> Any:
    def cast(self: SparseTensor, memory_format: Any = None) -> Tensor:
        found = getattr(self._held, name)()
        return self if found is self._held else self._with(found)

    return cast


for _name in _CASTS.split():
    answers(_name, f"to_{_name}")(_cast(_name))


@answers("to", "_to_copy")
def to(self: SparseTensor, *args: Any, **kwargs: Any) -> Tensor:
    layout = kwargs.pop("layout", None)
    if layout is not None and layout != self.layout:
        return to_layout(self, layout)
    args = tuple(a._held if isinstance(a, SparseTensor) else a for a in args)
    found = self._held.to(*args, **kwargs)
    if found.is_meta:
        raise NotImplementedError("to(): a sparse tensor has no form on the meta device")
    return self if found is self._held else self._with(found)


@answers("type")
def type_of(self: SparseTensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    if dtype is None:
        place = {sparse_coo: "sparse", sparse_csr: "sparse_csr", sparse_csc: "sparse_csc"}[self.layout]
        return f"torch.{place}.{LEGACY_NAMES[self.dtype.name]}Tensor"
    return self._with(self._held.type(dtype))


@answers("type_as", sparse=("self", "other"))
def type_as(self: Tensor, other: Tensor) -> Any:
    return self.to(other.dtype)


@answers("cpu")
def cpu(self: SparseTensor, memory_format: Any = None) -> Tensor:
    return self


# ---- copies ----


@answers("clone")
def clone(self: SparseTensor, memory_format: Any = None) -> Tensor:
    held = self._held.clone()
    if isinstance(self, COOTensor):
        return coo(self._indices_held.clone(), held, self.shape, self._coalesced)
    return self._with(held)


@answers("detach", "alias")
def detach(self: SparseTensor) -> Tensor:
    return self._with(self._held.detach())


@answers("detach_")
def detach_(self: SparseTensor) -> Tensor:
    self._held = self._held.detach()
    return self


@answers("copy_", sparse=("self", "src"))
def copy_(self: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    if not isinstance(self, SparseTensor) or not isinstance(src, SparseTensor):
        raise RuntimeError(
            "copy_() between dense and sparse Tensors is not implemented! Found self type = "
            f"{self.type()} and src type = {src.type()}"
        )
    if self.shape != src.shape:
        raise RuntimeError(
            f"The size of tensor a {list(self.shape)} must match the size of tensor b {list(src.shape)}: sparse "
            "tensors are not broadcast by copy_()"
        )
    if _core.is_grad_enabled() and self.requires_grad and self.is_leaf:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if self is not src:
        self._take(clone(to(src, self.dtype)))
    return self


@answers("zero_", "zero")
def zero_(self: SparseTensor) -> Tensor:
    self._take(zeros_like(self))
    return self


@answers("zeros_like", "empty_like")
def zeros_like(
    self: SparseTensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
    pin_memory: bool = False,
) -> Tensor:
    kind = self.dtype if dtype is None else dtype
    if layout == strided:
        return self._held.new_zeros(
            self.shape, dtype=kind, device=device, requires_grad=requires_grad, pin_memory=pin_memory
        )
    refuse_place(device, pin_memory)
    count = self._indices_held.shape[0] if isinstance(self, COOTensor) else 2
    found = empty_coo(self.shape, count, kind)
    made = found if isinstance(self, COOTensor) else as_compressed(found, type(self))
    return made.requires_grad_(requires_grad)


# ---- the graph ----


@answers("requires_grad_")
def requires_grad_(self: SparseTensor, requires_grad: bool = True) -> Tensor:
    self._held.requires_grad_(requires_grad)
    return self


@answers("retain_grad")
def retain_grad(self: SparseTensor) -> None:
    self._held.retain_grad()


@answers("register_hook")
def register_hook(self: SparseTensor, hook: Any) -> Any:
    def on_values(grad: Tensor) -> Any:
        changed = hook(self._with(grad))
        return None if changed is None else self._values_like(changed)

    return self._held.register_hook(on_values)


@answers("backward", sparse=("self", "gradient", "inputs"))
def backward(
    self: Any, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None
) -> None:
    outputs, gradients = _dense_pairs(self, gradient)
    wanted = None if inputs is None else [_held(x) for x in (inputs if isinstance(inputs, tuple | list) else (inputs,))]
    autograd.backward(outputs, gradients, retain_graph, create_graph, inputs=wanted)


def _held(x: Any) -> Any:
    return x._held if isinstance(x, SparseTensor) else x


def _dense_pairs(outputs: Any, gradients: Any) -> tuple[list[Any], Any]:
    """Outputs and their gradients, of sparse ones the values."""
    found = list(outputs) if isinstance(outputs, tuple | list) else [outputs]
    if gradients is None:
        return [_held(y) for y in found], None
    given = list(gradients) if isinstance(gradients, tuple | list) else [gradients]
    pairs = zip(found, given, strict=False)
    dense = [y._values_like(g) if isinstance(y, SparseTensor) and g is not None else g for y, g in pairs]
    return [_held(y) for y in found], dense


@answers("grad", sparse=("outputs", "inputs", "grad_outputs"))
def grad(outputs: Any, inputs: Any, grad_outputs: Any = None, *options: Any, **named: Any) -> tuple[Any, ...]:
    wanted = list(inputs) if isinstance(inputs, tuple | list) else [inputs]
    dense, given = _dense_pairs(outputs, grad_outputs)
    found = autograd.grad(dense, [_held(x) for x in wanted], given, *options, **named)
    pairs = zip(wanted, found, strict=True)
    return tuple(x._with(g) if isinstance(x, SparseTensor) and g is not None else g for x, g in pairs)


# ---- what a tensor without strides has not ----


@answers("numpy", "__array__")
def numpy(self: SparseTensor, *args: Any, force: bool = False, **kwargs: Any) -> Any:
    raise TypeError("can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.")


@answers("stride")
def stride(self: SparseTensor, dim: Any = None) -> Any:
    steps = (0,) * self.ndim
    return steps if dim is None else steps[dim]


@answers("is_contiguous")
def is_contiguous(self: SparseTensor, memory_format: Any = None) -> bool:
    return False


@answers("__len__")
def length(self: SparseTensor) -> int:
    if self.ndim == 0:
        raise TypeError("len() of a 0-d tensor")
    return self.shape[0]


@answers("data_ptr", "tolist", "storage", "untyped_storage", "storage_offset", "__dlpack__", "share_memory_")
def no_storage(self: SparseTensor, *args: Any, **kwargs: Any) -> Any:
    raise RuntimeError(
        f"Cannot access data pointer of Tensor that doesn't have storage | its layout is {self.layout}: .to_dense() "
        "gives a strided one"
    )


@answers("item", "__int__", "__float__", "__complex__", "__index__", "__bool__")
def item(self: SparseTensor) -> Any:
    if self.numel() != 1:
        raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
    return dense(self).item()
