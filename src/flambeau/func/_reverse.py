"""`grad` and `vjp`: derivatives by reverse mode as functions of functions.

Each transform makes its inputs anew: a leaf of the running vmap's level or, where a transform outside is recording, a
view of the input, so that its graph goes on. What nested transforms record lies in one graph, and nothing needs to be
told apart: a gradient pass stops at the inputs of its own transform. A pass is recorded itself only where something
outside could ask for its derivative.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import _core
from .._arguments import explained, not_callable
from .._core import Tensor
from .._pytree import TreeSpec, tree_flatten, tree_map, tree_unflatten
from ..autograd.grad_mode import differentiating
from ..ops.create import ones_like, zeros_like

Argnums = int | tuple[int, ...]


def fresh(x: Tensor, recording: bool) -> Tensor:
    """`x` as an input of a new transform; its history goes on where the code around is `recording`."""
    if not isinstance(x, Tensor):
        raise ValueError(f"Expected the inputs that are differentiated to be Tensors, got {type(x)}")
    if not (x.is_floating_point() or x.is_complex()):
        raise RuntimeError(
            f"only Tensors of floating point and complex dtype can require gradients | this input is {x.dtype}: pass "
            "it by another argument, or convert it with .float()"
        )
    inside = _core._lift(x if recording else x.detach() if _core._tracked(x) else x)
    if inside.requires_grad:
        return inside.view_as(inside)
    return _core._leaf(inside)


def finished(x: Any, goes_on: bool) -> Any:
    """A result as the code around the transform gets it: without what only the transform recorded."""
    return x if goes_on or not isinstance(x, Tensor) else _core._plain(x)


def pulled_back(
    outputs: list[Tensor], inputs: list[Tensor], cotangents: list[Tensor], record: bool, keep: bool
) -> list[Tensor]:
    """The gradients of the inputs, zeros for those that no output depends on."""
    ends, seeds = [], []
    for y, c in zip(outputs, cotangents, strict=True):
        if isinstance(y, Tensor) and y.requires_grad:
            ends.append(y)
            seeds.append(_core._plain(c) if c.requires_grad and not record else c)
    if not ends:
        return [zeros_like(x) for x in inputs]
    found = list(_core.run_backward(tuple(ends), tuple(seeds), keep, record, tuple(inputs), False))
    for i, g in enumerate(found):
        if g is None:
            found[i] = zeros_like(inputs[i])
    return found


def chosen(args: tuple[Any, ...], argnums: Argnums, caller: str) -> Any:
    """The arguments that `argnums` names: one tree, or a tuple of them."""
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = (argnums,) if isinstance(argnums, int) else argnums
    if not numbers:
        raise RuntimeError(f"{caller}: argnums must be non-empty")
    wrapped = []
    for n in numbers:
        if not isinstance(n, int):
            raise RuntimeError(f"{caller}: argnums must be int or Tuple[int, ...], got an element of type {type(n)}")
        if not -len(args) <= n < len(args):
            raise RuntimeError(f"Got argnum={n}, but only {len(args)} positional inputs")
        wrapped.append(n % len(args))
    if len(set(wrapped)) != len(wrapped):
        raise RuntimeError(f"argnums elements must be unique, got: {argnums}")
    return args[wrapped[0]] if isinstance(argnums, int) else tuple(args[n] for n in wrapped)


def replaced(args: tuple[Any, ...], argnums: Argnums, new: Any) -> list[Any]:
    """The arguments with those that `argnums` names replaced."""
    out = list(args)
    for n, value in ((argnums, new),) if isinstance(argnums, int) else zip(argnums, new, strict=True):
        out[n] = value
    return out


def split_aux(output: Any, caller: str) -> tuple[Any, Any]:
    """What ``has_aux`` says a function returns: the output, and things to pass on."""
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(
            f"{caller}: output of function f should be a tuple: (output, aux) if has_aux is True, got {type(output)}"
        )
    return output


@explained
def grad_and_value(func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """`func` as a function that returns ``(gradient, value)``; `func` returns one number.

    Args:
        argnums: which argument, or arguments, to differentiate; each may be a tree of tensors.
        has_aux: `func` returns ``(output, aux)``, and the value returned is ``(output, aux)`` too.

    Raises: RuntimeError unless the function returns one number as a tensor (with ``has_aux`` a pair), for an
        ``argnums`` that is not there, and for inputs that are not floating or complex.

    >>> import flambeau as torch
    >>> torch.func.grad_and_value(lambda x: x ** 3)(torch.tensor(2.))
    (tensor(12.), tensor(8.))
    """

    if not callable(func):
        raise not_callable(func, "grad")

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return _gradient_and_value(func, argnums, has_aux, args, kwargs)

    return functools.update_wrapper(wrapper, func)


def _gradient_and_value(
    func: Callable[..., Any], argnums: Argnums, has_aux: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, Any]:
    recording = _core.is_grad_enabled()
    with differentiating(record=True):
        leaves, spec = tree_flatten(chosen(args, argnums, "grad"))
        points = []
        for x in leaves:
            points.append(fresh(x, recording))
        output = func(*replaced(args, argnums, tree_unflatten(points, spec)), **kwargs)
        aux = None
        if has_aux:
            output, aux = split_aux(output, "grad_and_value(f)(*args)")
        if not isinstance(output, Tensor) or output.ndim:
            raise _no_number(output)
        goes_on = recording and _core._continues((output,), tuple(points))
        found = pulled_back([output], points, [ones_like(output)], goes_on, goes_on)
    _core._finish_inputs(tuple(points))
    if not goes_on:
        found, output = list(map(_core._plain, found)), _core._plain(output)
    gradients = tree_unflatten(found, spec)
    if has_aux:
        return gradients, (output, tree_map(lambda a: finished(a, goes_on), aux))
    return gradients, output


def _no_number(output: Any) -> RuntimeError:
    """The error for a function that is to be differentiated and returns anything but one number."""
    told = "grad_and_value(f)(*args): Expected f(*args) to return a "
    if not isinstance(output, Tensor):
        return RuntimeError(f"{told}single tensor, got output of type {type(output)} | reduce it to one, or use vjp")
    return RuntimeError(
        f"{told}scalar tensor, got tensor with {output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs "
        "instead?"
    )


@explained
def grad(func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[..., Any]:
    """`func`, which returns one number, as a function that returns its gradient.

    Args:
        argnums: which argument, or arguments, to differentiate; each may be a tree of tensors.
        has_aux: `func` returns ``(output, aux)``, and ``(gradient, aux)`` is returned.

    Raises: RuntimeError unless the function returns one number as a tensor (with ``has_aux`` a pair), for an
        ``argnums`` that is not there, and for inputs that are not floating or complex.

    >>> import flambeau as torch
    >>> from flambeau.func import grad
    >>> grad(grad(torch.sin))(torch.tensor(0.5))
    tensor(-0.4794)
    """
    if not callable(func):
        raise not_callable(func, "grad")

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        gradient, value = _gradient_and_value(func, argnums, has_aux, args, kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return functools.update_wrapper(wrapper, func)


@explained
def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """``func(*primals)`` and the function that pulls cotangents back: from ``v`` to ``v^T J``, one tree per primal.

    The function may be called many times, also under `vmap`.

    Raises: RuntimeError for a function that returns other things than tensors, and from the pull-back for cotangents
        of another structure or shape.

    >>> import flambeau as torch
    >>> y, pull = torch.func.vjp(torch.sin, torch.tensor([0., 1.]))
    >>> pull(torch.ones(2))
    (tensor([1.0000, 0.5403]),)
    """
    recording = _core.is_grad_enabled()
    with differentiating(record=True):
        leaves, spec = tree_flatten(primals)
        points = [fresh(x, recording) for x in leaves]
        output = func(*tree_unflatten(points, spec))
        aux = None
        if has_aux:
            output, aux = split_aux(output, "vjp(f, *primals)")
        outputs, output_spec = tree_flatten(output)
        if not outputs or not all(isinstance(y, Tensor) for y in outputs):
            raise RuntimeError(
                "vjp(f, *primals): Expected f(*primals) to return only tensors, got "
                f"{[type(y).__name__ for y in outputs]}"
            )
        goes_on = recording and _core._continues(tuple(outputs), tuple(points))
    _core._finish_inputs(tuple(points))

    def pull(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        given, given_spec = tree_flatten(cotangents)
        _check_cotangents(outputs, output_spec, given, given_spec)
        record = _core.is_grad_enabled() if create_graph is None else create_graph
        record = record and (goes_on or any(_core._tracked(c) for c in given))
        with differentiating(record):
            gradients = pulled_back(outputs, points, given, record, retain_graph or record)
        found = tree_unflatten([finished(g, record) for g in gradients], spec)
        return found[0] if len(primals) == 1 and not isinstance(found, tuple) else found

    result = tree_unflatten([finished(y, goes_on) for y in outputs], output_spec)
    if has_aux:
        return result, pull, tree_map(lambda a: finished(a, goes_on), aux)
    return result, pull


def _check_cotangents(outputs: list[Tensor], spec: TreeSpec, given: list[Any], given_spec: TreeSpec) -> None:
    if spec != given_spec:
        raise RuntimeError(
            "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. "
            f"cotangents: {given_spec}, primal output: {spec}"
        )
    for y, c in zip(outputs, given, strict=True):
        if not isinstance(c, Tensor):
            raise TypeError(f"cotangents must be Tensors, got {type(c).__name__}")
        if c.shape != y.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output has a shape of {c.shape} and output has a shape of {y.shape}."
            )
        if c.is_complex() != y.is_complex():
            raise RuntimeError(
                "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in "
                f"dtype: grad_output has a dtype of {c.dtype} and output has a dtype of {y.dtype}."
            )
