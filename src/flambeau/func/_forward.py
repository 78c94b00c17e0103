"""`jvp` and `linearize`: derivatives by forward mode as functions of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _core
from .._arguments import explained
from .._core import Tensor
from .._pytree import TreeSpec, tree_flatten, tree_map, tree_unflatten
from ..autograd.forward_ad import forward_level, make_dual, unpack_dual
from ..autograd.grad_mode import differentiating
from ..ops.create import ones_like, zeros_like
from ._reverse import split_aux, vjp


@explained
def jvp(
    func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False
) -> tuple[Any, ...]:
    """``func(*primals)`` and its derivative along the tangents, ``J v``, computed beside it.

    Args:
        primals, tangents: tuples of arguments (trees of tensors), of one structure.
        strict: an error, rather than zeros, where an output does not depend on the inputs.
        has_aux: `func` returns ``(output, aux)``; `aux` comes third.

    Raises: RuntimeError for primals that are no tuple, tangents of another structure or shape, a function that
        returns other things than tensors and, with ``strict``, an output that is independent of the inputs.

    >>> import flambeau as torch
    >>> torch.func.jvp(torch.sin, (torch.tensor(0.),), (torch.tensor(2.),))
    (tensor(0.), tensor(2.))
    """
    leaves, directions, spec = _checked(primals, tangents)
    with differentiating(record=_core.is_grad_enabled()), forward_level() as level:
        duals = [make_dual(x, _core._lift(v), level=level) for x, v in zip(leaves, directions, strict=True)]
        output = func(*tree_unflatten(duals, spec))
        aux = None
        if has_aux:
            output, aux = split_aux(output, "jvp(f, primals, tangents)")
        outputs, output_spec = tree_flatten(output)
        unpacked = [_unpacked(y, level, strict) for y in outputs]
        if has_aux:
            aux = tree_map(lambda a: unpack_dual(a, level=level).primal if isinstance(a, Tensor) else a, aux)
    result = tuple(tree_unflatten([pair[k] for pair in unpacked], output_spec) for k in range(2))
    return (*result, aux) if has_aux else result


def _unpacked(y: Any, level: int, strict: bool) -> tuple[Tensor, Tensor]:
    if not isinstance(y, Tensor):
        raise RuntimeError(f"jvp(f, primals, tangents): Expected f(*primals) to return only tensors, got {type(y)}")
    primal, tangent = unpack_dual(y, level=level)
    if tangent is None:
        if strict:
            raise RuntimeError("jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs.")
        tangent = zeros_like(primal)
    return primal, tangent


def _checked(primals: Any, tangents: Any) -> tuple[list[Any], list[Any], TreeSpec]:
    told = "jvp(f, primals, tangents): "
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{told}Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    leaves, spec = tree_flatten(primals)
    directions, tangent_spec = tree_flatten(tangents)
    if spec != tangent_spec:
        raise RuntimeError(
            f"{told}Expected primals and tangents to have the same python structure. For example, if primals is a "
            f"tuple of 3 tensors, tangents also must be. Got primals with structure {spec} and tangents with "
            f"structure {tangent_spec}"
        )
    for what, values in (("primals", leaves), ("tangents", directions)):
        if not values or not all(isinstance(v, Tensor) for v in values):
            raise RuntimeError(
                f"{told}Expected {what} to be a non-empty tuple of Tensors, got {[type(v) for v in values]}"
            )
    return leaves, directions, spec


@explained
def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """``func(*primals)`` and the function from tangents to ``J v`` at these primals, without running `func` again.

    The graph of the pull-back is linear in its cotangents; pulling back through it pushes tangents forward.

    Raises: RuntimeError for a function that returns other things than tensors, and from the pushed-forward function
        for tangents of another structure or shape.

    >>> import flambeau as torch
    >>> y, push = torch.func.linearize(torch.sin, torch.tensor(0.))
    >>> push(torch.tensor(3.))
    tensor(3.)
    """
    output, pull = vjp(func, *primals)
    _, spec = tree_flatten(primals)
    recorded = any(_core._tracked(y) for y in tree_flatten(output)[0])
    cotangent = tree_map(ones_like, output)  # any will do; rules may be singular at zero
    transposed, pull_twice = vjp(lambda c: pull(c, create_graph=True), cotangent)

    def push(*tangents: Any) -> Any:
        given, given_spec = tree_flatten(tangents)
        if given_spec != spec:
            raise RuntimeError(f"Expected the tangents {given_spec} to have the same structure as the primals {spec}")
        for x, v in zip(tree_flatten(primals)[0], given, strict=True):
            if x.shape != v.shape:
                raise RuntimeError(f"Expected a tangent of shape {x.shape}, got {v.shape}")
            if x.dtype != v.dtype:
                raise RuntimeError(f"Expected a tangent of dtype {x.dtype}, got {v.dtype}")
        record = recorded or any(_core._tracked(v) for v in given)
        return pull_twice(tree_unflatten(given, tree_flatten(transposed)[1]), create_graph=record)[0]

    return output, push
