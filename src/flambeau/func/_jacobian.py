"""`jacrev`, `jacfwd`, `hessian`: whole Jacobians, one row or column per example of a `vmap`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .._arguments import explained, not_callable
from .._core import Tensor
from .._pytree import tree_flatten, tree_unflatten
from ..ops.create import zeros
from ._forward import jvp
from ._reverse import Argnums, chosen, replaced, vjp
from ._vmap import vmap


def basis(tensors: list[Tensor]) -> list[Tensor]:
    """For tensors of ``n`` elements in all, ``n`` unit vectors: in row k, all is zero but the k-th element."""
    sizes = [t.numel() for t in tensors]
    n = sum(sizes)
    out, start = [], 0
    for t, size in zip(tensors, sizes, strict=True):
        block = zeros(n, size, dtype=t.dtype, device=t.device)
        block.diagonal(-start).fill_(1)
        out.append(block.view(n, *t.shape))
        start += size
    return out


def _cut(rows: Tensor, tensors: list[Tensor]) -> list[Tensor]:
    """The parts of the first dimension that belong to each of `tensors`, in their shapes."""
    parts = rows.split([t.numel() for t in tensors])
    return [part.reshape((*t.shape, *rows.shape[1:])) for part, t in zip(parts, tensors, strict=True)]


def _require_tensors(leaves: list[Any], what: str) -> None:
    if not leaves or not all(isinstance(x, Tensor) for x in leaves):
        raise RuntimeError(f"{what} to be Tensors, got {[type(x).__name__ for x in leaves]}")


@explained
def jacrev(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """`func` as a function that returns its Jacobian, of shape ``output.shape + input.shape``, by reverse mode.

    For trees of outputs and inputs, a tree of outputs whose leaves are trees of inputs.

    Args:
        argnums: which argument, or arguments, to differentiate.
        has_aux: `func` returns ``(output, aux)``, and ``(jacobian, aux)`` is returned.
        chunk_size: how many rows to compute at a time; all, where None.

    Raises: RuntimeError for a function that returns other things than tensors, an ``argnums`` that is not there, and
        inputs that are not floating or complex; ValueError unless ``chunk_size`` is positive.

    >>> import flambeau as torch
    >>> torch.func.jacrev(torch.sin)(torch.zeros(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    if not callable(func):
        raise not_callable(func, "jacrev")
    if chunk_size is not None and chunk_size < 1:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        point = chosen(args, argnums, "jacrev")
        output, pull, *aux = vjp(lambda x: func(*replaced(args, argnums, x), **kwargs), point, has_aux=has_aux)
        outputs, output_spec = tree_flatten(output)
        inputs, input_spec = tree_flatten(point)
        _require_tensors(outputs, "jacrev: Expected all outputs")
        rows = vmap(lambda *v: tree_flatten(pull(tree_unflatten(v, output_spec)))[0], chunk_size=chunk_size)(
            *basis(outputs)
        )
        columns = [_cut(row, outputs) for row in rows]  # per input, its part of every output
        jacobian = tree_unflatten(
            [tree_unflatten([columns[i][o] for i in range(len(inputs))], input_spec) for o in range(len(outputs))],
            output_spec,
        )
        return (jacobian, aux[0]) if has_aux else jacobian

    return wrapper


@explained
def jacfwd(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """`func` as a function that returns its Jacobian, of shape ``output.shape + input.shape``, by forward mode.

    Takes the arguments of :func:`jacrev`; ``randomness`` as in `vmap`, which runs `func` once for all columns.

    Raises: RuntimeError for a function that returns other things than tensors, an ``argnums`` that is not there, and
        random operations with ``randomness="error"``; ValueError for inputs that are not floating or complex.

    >>> import flambeau as torch
    >>> torch.func.jacfwd(torch.sin)(torch.zeros(2))
    tensor([[1., 0.],
            [0., 1.]])
    """

    if not callable(func):
        raise not_callable(func, "jacfwd")

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        point = chosen(args, argnums, "jacfwd")
        inputs, input_spec = tree_flatten(point)
        _require_tensors(inputs, "jacfwd: Expected all inputs")
        kept: list[Any] = []

        def push(*directions: Tensor) -> Any:
            output, tangent, *aux = jvp(
                lambda x: func(*replaced(args, argnums, x), **kwargs),
                (point,),
                (tree_unflatten(directions, input_spec),),
                has_aux=has_aux,
            )
            kept[:] = [tree_flatten(output)[1]]
            return (tree_flatten(tangent)[0], *aux)

        out_dims = (0, None) if has_aux else (0,)
        results = vmap(push, out_dims=out_dims, randomness=randomness)(*basis(inputs))
        columns = [_cut(tangent, inputs) for tangent in results[0]]  # per output, its derivative by every input
        turned = [
            tree_unflatten([_behind(part, x.dim()) for part, x in zip(parts, inputs, strict=True)], input_spec)
            for parts in columns
        ]
        jacobian = tree_unflatten(turned, kept[0])
        return (jacobian, results[1]) if has_aux else jacobian

    return wrapper


def _behind(part: Tensor, dims: int) -> Tensor:
    """``part`` with its first `dims` dimensions, those of the input, put last."""
    return part.permute((*range(dims, part.dim()), *range(dims)))


@explained
def hessian(func: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """`func` as a function that returns its Hessian: forward mode over reverse mode, ``jacfwd(jacrev(func))``.

    Raises: RuntimeError for a function that returns other things than tensors, and an ``argnums`` that is not there.

    >>> import flambeau as torch
    >>> torch.func.hessian(lambda x: (x ** 3).sum())(torch.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)
