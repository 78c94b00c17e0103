"""Broadcasting: shapes that fit each other, and tensors expanded to a common one."""

from __future__ import annotations

import builtins
from typing import Any

from .. import _core
from .._arguments import entries, explained
from .._warnings import warn_once
from .define import Size, Tensor, composite, op
from .define import view as view_kind


def writable(self: Tensor, *others: Tensor) -> Tensor:
    """A copy of ``self`` to write ``others`` into: under `vmap` one per example where any of them differs between
    examples."""
    copy = self.clone()
    for other in others:
        if _batches(other) - _batches(copy):
            nowhere = other.detach().reshape(-1)[:0].any()  # False for every example
            copy = copy.masked_fill(nowhere, 0)
    return copy


def _batches(x: Tensor) -> set[int]:
    """The levels of `vmap` at which examples have values of their own."""
    found = set()
    while level := _core._level(x):
        x, dim = _core._unwrap(x, level)
        if dim is not None:
            found.add(level)
    return found


def widened(x: Tensor, rank: int) -> Tensor:
    """A batch whose examples have ``rank`` dimensions, singletons put in front."""
    return x[(builtins.slice(None), *(None,) * (rank + 1 - x.ndim))] if rank + 1 > x.ndim else x


@op(kind=view_kind, kernel="expand", function=False,
    batch=lambda self, size, implicit: widened(self, len(size)).expand(self.shape[0], *size),
    vjp=dict(self=lambda g: g),
    jvp=lambda result, d_self: d_self.expand(result.shape))
def expand(self: Tensor, *size: int, implicit: bool = False) -> Tensor:
    """Dimensions of size 1 repeated without a copy (stride 0) and new ones put in front: ``out[i][j] = self[i][0]``.

    Shape: ``size``, in which -1 keeps a size.
    Raises: RuntimeError for a size that is neither 1 nor kept, and for fewer sizes than ``self`` has dimensions.

    >>> import flambeau as torch
    >>> torch.tensor([[1], [2]]).expand(2, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """


@op(kind=composite, function=False)
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.expand(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a size that is neither 1 nor that of ``other``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]).expand_as(torch.zeros(2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return self.expand(other.shape)


@op(kind=composite)
def broadcast_to(self: Tensor, *size: int) -> Tensor:
    """``self.expand(size)``.

    Shape: ``size``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a size that is neither 1 nor kept.

    >>> import flambeau as torch
    >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return self.expand(*size or ((),))


def unpacked(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """``f(a, b)`` and ``f([a, b])`` mean the same."""
    return tuple(given[0]) if len(given) == 1 and isinstance(given[0], (list, tuple)) else given


@op(kind=composite, function=False)
def sum_to_size(self: Tensor, *size: int) -> Tensor:
    """The sum over all dimensions that ``expand`` from ``size`` to this shape would repeat: the transpose of `expand`.

    Shape: ``size``.
    Dtype: any; bools and integers are summed in int64.
    Raises: RuntimeError for a ``size`` that does not broadcast to this shape.

    >>> import flambeau as torch
    >>> torch.ones(2, 3).sum_to_size(1, 3)
    tensor([[2., 2., 2.]])
    """
    size = unpacked(size)
    lead = self.ndim - len(size)
    if lead < 0 or any(have != want and want != 1 for have, want in zip(self.shape[lead:], size, strict=True)):
        raise RuntimeError(f"size {{{list(size)}}} is not expandable to size {{{list(self.shape)}}}.")
    dims = [*range(lead), *(lead + i for i, want in enumerate(size) if want == 1 and self.shape[lead + i] != 1)]
    return self.sum(dims, True).reshape(size) if dims else self


@op(kind=composite, method=False)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape, as views: ``out[k][i] = tensors[k][i]``, sizes of 1 repeated.

    Shape: all that of the tensors, broadcast together.
    Dtype: any; each keeps its own.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.broadcast_tensors(torch.tensor([1, 2]), torch.tensor([[3]]))
    (tensor([[1, 2]]), tensor([[3, 3]]))
    """
    tensors = unpacked(tensors)
    shape = broadcast_shapes(*(x.shape for x in tensors))
    return tuple(x.expand(shape) for x in tensors)


def require_one_device(name: str, a: Tensor, b: Tensor) -> None:
    """RuntimeError unless both are on one device; for composites that give one of them the shape of the other first.

    Shapes on meta may be of any size, and a tensor on the CPU must not be computed at that size.
    """
    if a.device != b.device:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, cpu and meta! "
            f"({name}: one argument is on {a.device}, another on {b.device} | move one of them with .to())")


def refuse_dtypes(name: str, x: Tensor, *kinds: str) -> None:
    """NotImplementedError where ``x`` is of one of the kinds: "bool", "integer", "floating", "complex", or a dtype."""
    dtype = x.dtype
    kind = "floating" if dtype.is_floating_point else "complex" if dtype.is_complex else "integer"
    title = str(dtype).removeprefix("torch.")
    if ("bool" if title == "bool" else kind) in kinds or title in kinds:
        raise NotImplementedError(f"\"{name}\" not implemented for '{scalar_name(dtype)}' "
                                  f"| {name} does not take {dtype}: convert the tensor first")


def scalar_name(dtype: Any) -> str:
    """What PyTorch's errors call elements of a dtype: "Float", "Long"."""
    title = str(dtype).removeprefix("torch.")
    return _SCALAR_NAMES.get(title, title.capitalize())


_SCALAR_NAMES = {"uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long", "float16": "Half",
                 "bfloat16": "BFloat16", "float32": "Float", "float64": "Double", "complex64": "ComplexFloat",
                 "complex128": "ComplexDouble", "complex32": "ComplexHalf", "uint16": "UInt16", "uint32": "UInt32",
                 "uint64": "UInt64"}


@explained
def broadcast_shapes(*shapes: Size | int) -> Size:
    """The shape to which all shapes broadcast: aligned at the end, sizes are equal, or 1 and repeated.

    Raises: RuntimeError where they do not.

    >>> import flambeau as torch
    >>> torch.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    rows = [entries(shape, "shapes") for shape in shapes]
    out = [1] * max(map(len, rows), default=0)
    for row in rows:
        for i, size in enumerate(reversed(row), 1):
            if size not in (1, out[-i]):
                if out[-i] != 1:
                    raise RuntimeError("Shape mismatch: objects cannot be broadcast to a single shape: "
                                       + " and ".join(map(str, rows)))
                out[-i] = size
    return Size(out)


@op(kind=composite, method=False)
def meshgrid(*tensors: Tensor, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinate grids of vectors: ``out[k][i0][i1]... = tensors[k][i_k]``.

    ``indexing`` "ij" (default) keeps that order; "xy" exchanges the first two dimensions.

    Shape: vectors ``(n0,)``, ``(n1,)``, ... give grids ``(n0, n1, ...)``.
    Dtype: any, the same for all; the grids have it.
    Raises: RuntimeError for another ``indexing``, no vectors, more than one dimension and different dtypes.

    >>> import flambeau as torch
    >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
    """
    tensors = unpacked(tensors)
    if not tensors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError('torch.meshgrid: indexing must be one of "xy" or "ij", but received: ' + str(indexing))
    if any(x.dtype != tensors[0].dtype for x in tensors):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if any(x.device != tensors[0].device for x in tensors):
        raise RuntimeError("meshgrid expects all tensors to have the same device")
    for x in tensors:
        if x.ndim > 1:
            raise RuntimeError("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: a tensor of shape "
                               f"{tuple(x.shape)}")
    if indexing is None:
        warn_once("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
    swap = indexing == "xy" and len(tensors) > 1
    order = [1, 0, *range(2, len(tensors))] if swap else list(range(len(tensors)))
    vectors = [tensors[i].reshape(-1) for i in order]
    shape = [x.shape[0] for x in vectors]
    grids = [x.reshape([-1 if i == j else 1 for j in range(len(shape))]).expand(shape) for i, x in enumerate(vectors)]
    return tuple(grids[i] for i in order)
