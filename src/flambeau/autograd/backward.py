"""`backward` and `grad`: what is checked and seeded before the engine runs."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops import batching, create
from .graph import GradientEdge
from .names import described

_TensorOrTensors = Tensor | GradientEdge | Sequence[Tensor | GradientEdge]


def _tuple(x: Any, argument: str) -> tuple[Any, ...]:
    if isinstance(x, Tensor | GradientEdge):
        return (x,)
    if not isinstance(x, (tuple, list, Iterable)):  # the abstract class is asked last: that is a call of Python's
        error = TypeError(f"'{type(x).__name__}' object is not iterable")  # PyTorch's words
        error.add_note(f"argument '{argument}' must be a Tensor or a sequence of them, not {type(x).__name__}")
        raise error
    return tuple(x)


def _inputs(x: Any, caller: str) -> tuple[Any, ...]:
    wanted = _tuple(x, "inputs")
    if not wanted:
        raise RuntimeError(f"`inputs` argument to `{caller}()` cannot be empty.")
    for item in wanted:
        if not isinstance(item, Tensor | GradientEdge):
            raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type(item).__name__}")
    return wanted


def _seed(i: int, output: Any, gradient: Tensor | None, create_graph: bool) -> Tensor:
    """The gradient to start from: the one given, checked, or 1 for a single number."""
    if not isinstance(output, Tensor | GradientEdge):
        raise AssertionError(f"Expected output to be a torch.Tensor or a GradientEdge, but got {type(output).__name__}")
    if isinstance(output, GradientEdge):
        shape, dtype, _ = output.node._input_metadata[output.output_nr]
        output = create.ones(shape, dtype=dtype, requires_grad=True)
    if gradient is None:
        if not output.requires_grad:
            raise RuntimeError(
                f"element {i} of tensors does not require grad and does not have a grad_fn: nothing that it was "
                "computed from has requires_grad=True, or it was made under no_grad() or detach() "
                f"({described(output)})"
            )
        if output.numel() != 1:
            raise RuntimeError(
                f"grad can be implicitly created only for scalar outputs: element {i} has {described(output)} | pass "
                "gradient=, or reduce it first with .sum() or .mean()"
            )
        if not output.is_floating_point():
            raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {output.dtype}")
        one: Tensor = create.ones_like(output)
        return one
    if not isinstance(gradient, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
    if gradient.shape != output.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{i}] has a shape of {gradient.shape} and output[{i}] has a shape of "
            f"{output.shape}. ({described(output)})"
        )
    if output.is_complex() != gradient.is_complex():
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in "
            f"dtype: grad_output[{i}] has a dtype of {gradient.dtype} and output[{i}] has a dtype of {output.dtype}. "
            f"({described(output)})"
        )
    if gradient.requires_grad and not create_graph:
        return _core._plain(gradient)  # outside the graph, with its tangents
    return gradient


def _seeds(outputs: tuple[Any, ...], gradients: Any, create_graph: bool) -> tuple[Tensor, ...]:
    given = (None,) * len(outputs) if gradients is None else _tuple(gradients, "grad_tensors")
    seeds = []
    for i, (output, gradient) in enumerate(zip(outputs, given, strict=False)):
        seeds.append(_seed(i, output, gradient, create_graph))
    if len(given) < len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    return tuple(seeds)


def backward(
    tensors: _TensorOrTensors,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """Adds the gradients of ``tensors`` to the ``.grad`` of the leaves they depend on.

    For each output ``y`` with gradient ``v`` (``grad_tensors``; 1 for single numbers) and leaf ``x``:
    ``x.grad += vᵀ ∂y/∂x``. What the graph saved is freed unless ``retain_graph``; with ``create_graph`` the pass is
    itself recorded, so that its results can be differentiated again. With ``inputs`` only those tensors receive
    gradients.

    Raises: RuntimeError for outputs without a graph, outputs of several elements without a gradient, gradients of
        another shape, and a second pass over a freed graph.

    >>> import flambeau as torch
    >>> x = torch.tensor([2., 3.], requires_grad=True)
    >>> torch.autograd.backward((x ** 2).sum())
    >>> x.grad
    tensor([4., 6.])
    """
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2)
        grad_tensors = grad_variables if grad_tensors is None else grad_tensors
    wanted = None if inputs is None else _inputs(inputs, "backward")
    outputs = (tensors,) if isinstance(tensors, Tensor) else _tuple(tensors, "tensors")
    if _core._has_override(*outputs, *(wanted or ())):
        options = {"retain_graph": retain_graph, "create_graph": create_graph, "inputs": inputs}
        return _core._answer_override(backward, (*outputs, *(wanted or ())), (outputs, grad_tensors), options)  # type: ignore[no-any-return]
    seeds = _seeds(outputs, grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    for i, x in enumerate(wanted or ()):
        if isinstance(x, Tensor) and not x.requires_grad:
            raise RuntimeError(f"can't retain_grad on Tensor that has requires_grad=False: inputs[{i}], {described(x)}")
    _core.run_backward(outputs, seeds, keep, create_graph, wanted, True)


def grad(
    outputs: _TensorOrTensors,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``, returned instead of accumulated.

    For each input ``x``: the sum over outputs ``y`` of ``vᵀ ∂y/∂x``, ``v`` taken from ``grad_outputs``. An input that
    no output depends on is an error unless ``allow_unused`` (then None) or ``materialize_grads`` (then zeros).

    Raises: RuntimeError for outputs without a graph, outputs of several elements without a gradient, gradients of
        another shape, inputs that do not require grad or that no output depends on, and a second pass over a freed
        graph.

    >>> import flambeau as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> first, = torch.autograd.grad(x ** 3, x, create_graph=True)
    >>> torch.autograd.grad(first, x)
    (tensor(18.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for "
            "other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    y, x = _tuple(outputs, "outputs"), _inputs(inputs, "grad")
    if _core._has_override(*y, *x):
        options = {"retain_graph": retain_graph, "create_graph": create_graph, "allow_unused": allow_unused}
        options |= {"is_grads_batched": is_grads_batched, "materialize_grads": materialize_grads}
        return _core._answer_override(grad, (*y, *x), (y, x, grad_outputs), options)  # type: ignore[no-any-return]
    if is_grads_batched:
        return _batched(y, x, grad_outputs, retain_graph, create_graph, allow_unused, materialize_grads)
    keep = create_graph if retain_graph is None else bool(retain_graph)
    for i, tensor in enumerate(x):
        if isinstance(tensor, Tensor) and not tensor.requires_grad:
            raise RuntimeError(
                f"One of the differentiated Tensors does not require grad: {_described(x, i)} | set requires_grad_() "
                "before the outputs are computed"
            )
    found: tuple[Any, ...] = _core.run_backward(y, _seeds(y, grad_outputs, create_graph), keep, create_graph, x, False)
    if materialize_grads and any(isinstance(e, GradientEdge) and g is None for e, g in zip(x, found, strict=True)):
        raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
    if materialize_grads:
        return tuple(create.zeros_like(t) if g is None else g for t, g in zip(x, found, strict=True))
    if not allow_unused and any(g is None for g in found):
        first = next(i for i, g in enumerate(found) if g is None)
        raise RuntimeError(
            f"The differentiated Tensor at index {first} appears to not have been used in the graph. Set "
            f"allow_unused=True if this is the desired behavior. ({_described(x, first)}: no operation leads from it "
            "to the outputs)"
        )
    return found


def _described(inputs: tuple[Any, ...], i: int) -> str:
    """Which input that is."""
    x = inputs[i]
    if isinstance(x, GradientEdge):
        return f"inputs[{i}], output {x.output_nr} of {x.node.name()}, recorded at {x.node.origin}"
    return f"inputs[{i}], {described(x)}"


def _batched(
    y: tuple[Tensor, ...],
    x: tuple[Any, ...],
    gradients: Any,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool | None,
    materialize_grads: bool,
) -> tuple[Any, ...]:
    """One backward pass for all rows of the gradients' first dimension: each is one example of a batch."""
    rows = _tuple(gradients, "grad_outputs")
    sizes = {r.shape[0] for r in rows if isinstance(r, Tensor) and r.ndim}
    if len(sizes) != 1 or any(isinstance(r, Tensor) and not r.ndim for r in rows):
        raise RuntimeError(
            "is_grads_batched=True: every grad_output needs a first dimension, the batch, of one size; got shapes "
            f"{[list(r.shape) if isinstance(r, Tensor) else None for r in rows]}"
        )
    for i, (row, output) in enumerate(zip(rows, y, strict=False)):
        if isinstance(row, Tensor) and isinstance(output, Tensor) and row.shape[1:] != output.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                "dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding "
                f"output, but a mismatch was detected: grad_output[{i}] has a shape of {row.shape} and output[{i}] has "
                f"a shape of {output.shape}. If you only want some tensors in `grad_output` to be considered batched, "
                "consider using vmap."
            )
    with batching.vmap_level(sizes.pop(), "error") as level:
        seeds = tuple(r if r is None else _core._wrap(r, 0, level) for r in rows)
        found = grad(
            y, x, seeds, retain_graph, create_graph, allow_unused=allow_unused, materialize_grads=materialize_grads
        )
        return tuple(g if g is None else batching.in_front(g, level) for g in found)
