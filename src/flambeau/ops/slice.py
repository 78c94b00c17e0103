"""Parts of a tensor, as views: one position of a dimension, or a range of them; and writes into such parts."""

from __future__ import annotations

from .broadcast import writable
from .define import Size, Tensor, bool, complex64, complex128, composite, indexing, op
from .define import view as view_kind
from .view import wrap_dim


@op(kind=view_kind, kernel="select", batch="dims",
    vjp=dict(self=lambda g, self_shape, dim, index: select_backward(g, self_shape, dim, index)),
    jvp="linear")
def select(self: Tensor, dim: int, index: int) -> Tensor:
    """One slice along ``dim``, as a view: ``self[index]`` for dim 0.

    Shape: that of ``self`` without ``dim``.
    Raises: IndexError for ``dim`` out of range and an ``index`` outside ``[-n, n)``.

    >>> import flambeau as torch
    >>> torch.select(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """


@op(kind=indexing, kernel="select_backward", traits=("stores",), batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, index: g.select(dim, index)),
    jvp="linear")
def select_backward(grad: Tensor, input_shape: Size, dim: int, index: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the slice ``index`` along ``dim``."""


@op(kind=view_kind, kernel="slice", batch="dims", function=False, method=False, grad_name="Slice",
    vjp=dict(self=lambda g, self_shape, dim, start, end, step: slice_backward(g, self_shape, dim, start, end, step)),
    jvp="linear")
def slice(self: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Tensor:
    """The view ``self[start:end:step]`` along ``dim``; bounds beyond the ends are cut, ``step`` is positive."""


@op(kind=indexing, kernel="slice_backward", traits=("stores",), batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, start, end, step: slice(g, dim, start, end, step)),
    jvp="linear")
def slice_backward(grad: Tensor, input_shape: Size, dim: int, start: int | None, end: int | None,
                   step: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the slice ``start:end:step`` along ``dim``."""


@op(kind=composite)
def narrow(self: Tensor, dim: int, start: Tensor | int, length: int) -> Tensor:
    """``self[start : start + length]`` along ``dim``, as a view; a negative ``start`` counts from the end.

    Shape: that of ``self`` with ``length`` at ``dim``.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError for what reaches beyond the end and for a negative length; IndexError for ``dim`` or ``start``
        out of range.

    >>> import flambeau as torch
    >>> torch.narrow(torch.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    if not self.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if isinstance(start, Tensor):
        if start.ndim or start.dtype.is_floating_point or start.dtype in (bool, complex64, complex128):
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = int(start.item())
    size = self.shape[wrap_dim(dim, self.ndim)]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= start <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    start = start + size if start < 0 else start
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return slice(self, dim, start, start + length)


@op(kind=composite)
def select_scatter(self: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with ``out[index] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to it without ``dim``.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for ``dim`` or ``index`` out of range.

    >>> import flambeau as torch
    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
    """
    out = writable(self, src)
    out.select(dim, index).copy_(src)
    return out


@op(kind=composite)
def slice_scatter(self: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None,
                  step: int = 1) -> Tensor:
    """A copy with ``out[start:end:step] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to the part.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast and a ``step`` that is not positive; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), 0, 1)
    tensor([0., 1., 1.])
    """
    out = writable(self, src)
    slice(out, dim, start, end, step).copy_(src)
    return out
