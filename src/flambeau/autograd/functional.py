"""Products with Jacobians and Hessians, and those matrices whole, for functions of one or several tensors.

Each function here calls the user's function once on fresh copies of the inputs, so the inputs' own graph and ``.grad``
are left alone. With ``create_graph=True`` results stay connected to the inputs and can be differentiated further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import _core
from .. import _functions as ops
from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from ..ops import batching
from . import forward_ad, grad
from .grad_mode import enable_grad

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]
__dir__ = listing(globals())

Tensors = Tensor | tuple[Tensor, ...]
Function = Callable[..., Any]


# Tuples in, tuples out ----------------------------------------------------------------------------------------------


def _as_tuple(value: Any, role: str, caller: str) -> tuple[bool, tuple[Tensor, ...]]:
    """Whether `value` was a tuple, and it as one; a TypeError unless it holds tensors only."""
    is_tuple = isinstance(value, tuple)
    values = value if is_tuple else (value,)
    for index, entry in enumerate(values):
        if isinstance(entry, Tensor):
            continue
        who = "outputs of the user-provided function" if role == "outputs" else role
        what = f"value at index {index}" if is_tuple else f"given {role}"
        raise TypeError(
            f"The {who} given to {caller} must be either a Tensor or a tuple of Tensors but the {what} has type "
            f"{type(entry)}."
        )
    return is_tuple, values


def _untuple(values: tuple[Any, ...], was_tuple: bool) -> Any:
    return values if was_tuple else values[0]


def _prepared(inputs: tuple[Tensor, ...], create_graph: bool) -> tuple[Tensor, ...]:
    """Aliases of the inputs to differentiate at: connected to the originals' graph, and to the tangents and vmaps of
    transforms around, only if results shall be.
    """
    return tuple(_point(_core._lift(x if create_graph else x.detach())) for x in inputs)


def _point(x: Tensor) -> Tensor:
    return x.view_as(x) if x.requires_grad else _core._plain(x).requires_grad_()


def _finished(values: tuple[Any, ...], create_graph: bool) -> tuple[Any, ...]:
    if create_graph:
        return values
    return tuple(value.detach() if isinstance(value, Tensor) else _finished(value, False) for value in values)


def _weights(v: Any, like: tuple[Tensor, ...], in_tuple: bool, of: str, caller: str) -> tuple[Tensor, ...]:
    """The vector `v` of a product, one tensor per tensor it is multiplied with; for one lone element it may be None.

    Args:
        in_tuple: whether those tensors came as a tuple.
        of: what they are, ``"inputs"`` or ``"outputs"``.
    """
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            returned, given = "the user-provided function returns", "the input to the user-provided function is"
            raise RuntimeError(
                f"The vector v can only be None if {returned if of == 'outputs' else given} a single Tensor with a "
                f"single element. {caller}: the {of} have shapes {[tuple(x.shape) for x in like]} | give v"
            )
        return tuple(ops.ones_like(x.detach()) for x in like)
    _, vectors = _as_tuple(v, "v", caller)
    if len(vectors) != len(like):
        if not in_tuple:
            raise RuntimeError(f"The given v should contain a single Tensor. {caller}: it has {len(vectors)}")
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}.")
    for index, (vector, x) in enumerate(zip(vectors, like, strict=True)):
        if vector.shape != x.shape:
            prefix = f"Entry {index} in " if in_tuple else ""
            raise RuntimeError(f"{prefix}v has invalid size: should be {x.shape} but got {vector.shape}.")
    return vectors


def _outputs(
    function: Function, inputs: tuple[Tensor, ...], caller: str, strict: bool
) -> tuple[bool, tuple[Tensor, ...]]:
    was_tuple, outputs = _as_tuple(function(*inputs), "outputs", caller)
    if strict:
        for index, output in enumerate(outputs):
            if not output.requires_grad:
                raise RuntimeError(
                    f"Output {index} of the user-provided function does not require gradients. The outputs must be "
                    "computed in a differentiable manner from the input when running in strict mode."
                )
    return was_tuple, outputs


def _pulled_back(
    outputs: Sequence[Tensor], inputs: tuple[Tensor, ...], weights: Sequence[Tensor], create_graph: bool
) -> tuple[Tensor | None, ...]:
    """Gradients of the outputs that depend on anything; None where an input has no part in them."""
    pairs = [(y, v) for y, v in zip(outputs, weights, strict=True) if y.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    ys, vs = zip(*pairs, strict=True)
    return tuple(grad(ys, inputs, vs, retain_graph=True, create_graph=create_graph, allow_unused=True))


def _filled(
    found: tuple[Tensor | None, ...], inputs: tuple[Tensor, ...], strict: bool, create_graph: bool, what: str
) -> tuple[Tensor, ...]:
    """Zeros for what is None; in strict mode an error instead, and for results that no longer depend on the inputs."""
    filled = []
    for index, (g, x) in enumerate(zip(found, inputs, strict=True)):
        if strict and g is None:
            raise RuntimeError(
                f"The output of the user-provided function is independent of input {index}. This is not allowed in "
                "strict mode."
            )
        if strict and create_graph and g is not None and not g.requires_grad:
            raise RuntimeError(
                f"The {what} of the user-provided function is independent of input {index}. This is not allowed in "
                "strict mode when create_graph=True."
            )
        filled.append(ops.zeros_like(x.detach()) if g is None else g)
    return tuple(filled)


# First order ----------------------------------------------------------------------------------------------------------


@enable_grad()
def vjp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """``v^T J`` for the Jacobian J of `func` at `inputs`: one reverse pass.

    Args:
        func: takes the inputs, returns a tensor or a tuple of tensors.
        v: the size of the output; may be left out for a single element.
        strict: an error, rather than zeros, for an input that the output does not depend on.

    Returns:
        ``func(*inputs)`` and the product, one tensor per input.

    Raises: RuntimeError for a ``v`` of another shape or a missing one, and with ``strict`` for an output that does
        not depend on the inputs; TypeError for inputs or outputs that are not tensors.

    >>> import flambeau
    >>> vjp(lambda x: x**2, flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 10.0]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    is_tuple, given = _as_tuple(inputs, "inputs", "vjp")
    points = _prepared(given, create_graph)
    outputs_tuple, outputs = _outputs(func, points, "vjp", strict)
    weights = _weights(v, outputs, outputs_tuple, "outputs", "vjp")
    found = _filled(_pulled_back(outputs, points, weights, create_graph), points, strict, create_graph, "jacobian")
    product = _untuple(_finished(found, create_graph), is_tuple)
    return _untuple(_finished(outputs, create_graph), outputs_tuple), product


@enable_grad()
def jvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """``J v`` for the Jacobian J of `func` at `inputs`, by differentiating ``w -> w^T J`` (which is linear) in reverse.

    ``func.jvp`` computes the same in one forward pass.

    Args:
        func: takes the inputs, returns a tensor or a tuple of tensors.
        v: the size of the inputs; may be left out for a single element.
        strict: an error, rather than zeros, for an input that the output does not depend on.

    Returns:
        ``func(*inputs)`` and the product, one tensor per output.

    Raises: RuntimeError for a ``v`` of another shape or a missing one, and with ``strict`` for an output that does
        not depend on the inputs; TypeError for inputs or outputs that are not tensors.

    >>> import flambeau
    >>> jvp(lambda x: x**2, flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 10.0]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    is_tuple, given = _as_tuple(inputs, "inputs", "jvp")
    points = _prepared(given, create_graph)
    vectors = _weights(v, given, is_tuple, "inputs", "jvp")
    outputs_tuple, outputs = _outputs(func, points, "jvp", strict)
    weights = tuple(ops.ones_like(y.detach()).requires_grad_() for y in outputs)  # any: the map is linear
    pulled = _filled(_pulled_back(outputs, points, weights, True), points, strict, False, "jacobian")
    found = _pulled_back(pulled, weights, vectors, create_graph)
    filled = []
    for index, (tangent, y) in enumerate(zip(found, outputs, strict=True)):
        if strict and create_graph and (tangent is None or not tangent.requires_grad):
            raise RuntimeError(
                f"The jacobian of the user-provided function is independent of input {index}. This is not allowed in "
                "strict mode when create_graph=True."
            )
        filled.append(ops.zeros_like(y.detach()) if tangent is None else tangent)
    product = _untuple(_finished(tuple(filled), create_graph), outputs_tuple)
    return _untuple(_finished(outputs, create_graph), outputs_tuple), product


def _rows(
    output: Tensor, number: int, points: tuple[Tensor, ...], create_graph: bool, strict: bool
) -> tuple[Tensor, ...]:
    """The Jacobian of one output with respect to each input, one reverse pass per element."""
    rows: list[list[Tensor]] = [[] for _ in points]
    for element in output.reshape(-1):
        found = _pulled_back([element], points, [ops.ones_like(element.detach())], create_graph)
        for index, (g, x) in enumerate(zip(found, points, strict=True)):
            if strict and g is None:
                raise RuntimeError(
                    f"Output {number} of the user-provided function is independent of input {index}. This is not "
                    "allowed in strict mode."
                )
            if strict and create_graph and g is not None and not g.requires_grad:
                raise RuntimeError(
                    "The jacobian of the user-provided function is independent of input "
                    f"{index}. This is not allowed in strict mode when create_graph=True."
                )
            rows[index].append(ops.zeros_like(x.detach()) if g is None else g)
    return tuple(_stacked(column, output, x) for column, x in zip(rows, points, strict=True))


def _rows_at_once(output: Tensor, points: tuple[Tensor, ...], create_graph: bool) -> tuple[Tensor, ...]:
    """The same in one reverse pass, whose gradients are a batch of unit vectors."""
    n = output.numel()
    found: tuple[Tensor | None, ...] = (None,) * len(points)
    if output.requires_grad and n:
        units = ops.eye(n, dtype=output.dtype).reshape(n, *output.shape)
        found = grad(
            (output,),
            points,
            units,
            retain_graph=True,
            create_graph=create_graph,
            allow_unused=True,
            is_grads_batched=True,
        )
    return tuple(
        ops.zeros((*output.shape, *x.shape), dtype=x.dtype, device=x.device)
        if g is None
        else g.reshape((*output.shape, *x.shape))
        for g, x in zip(found, points, strict=True)
    )


def _stacked(rows: list[Tensor], output: Tensor, x: Tensor) -> Tensor:
    shape = tuple(output.shape) + tuple(x.shape)
    return ops.stack(rows).reshape(shape) if rows else output.detach().new_zeros(shape)


def _columns(func: Function, given: tuple[Tensor, ...]) -> tuple[bool, list[list[Tensor]]]:
    """The Jacobian by forward mode, a pass per input whose tangents are all unit vectors: by output, then input."""
    table: list[list[Tensor]] = []
    was_tuple = False
    for number, x in enumerate(given):
        n = x.numel()
        with batching.vmap_level(n, "error") as level, forward_ad.dual_level():
            # Copies, since a function may write to what it is given; the others too have tangents of this level,
            # for a function that itself asks for gradients with respect to them.
            tangents = [ops.zeros((n, *y.shape), dtype=y.dtype, device=y.device) for y in given]
            tangents[number] = ops.eye(n, dtype=x.dtype).reshape(n, *x.shape)
            points = [
                forward_ad.make_dual(y.clone(), _core._wrap(t, 0, level)) for y, t in zip(given, tangents, strict=True)
            ]
            was_tuple, outputs = _as_tuple(func(*points), "outputs", "jacobian")
            table.append([_column(y, x, level) for y in outputs])
    return was_tuple, [list(row) for row in zip(*table, strict=True)]


def _column(y: Tensor, x: Tensor, level: int) -> Tensor:
    """The derivative of ``y`` by all elements of ``x``, which its tangent has along a batch dimension."""
    tangent = forward_ad.unpack_dual(y).tangent
    if tangent is None:
        zeros: Tensor = _core._innermost(y).new_zeros((*y.shape, *x.shape))
        return zeros
    return batching.in_front(tangent, level).detach().movedim(0, -1).reshape((*y.shape, *x.shape))


@enable_grad()
def jacobian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian of `func` at `inputs`, of shape ``output.shape + input.shape``.

    Args:
        func: takes the inputs, returns a tensor or a tuple of tensors.
        strict: an error, rather than zeros, for an input that an output does not depend on.
        vectorize: one pass for all elements of an output, as under `vmap`, instead of a pass for each.
        strategy: ``"reverse-mode"``, passes from the outputs, or ``"forward-mode"``, passes from the inputs (then with
            ``vectorize=True`` and without ``create_graph``, as in PyTorch).

    Returns:
        A tensor, or where there are several inputs a tuple, or where there are several outputs a tuple of those.

    Raises: RuntimeError with ``strict`` for an output that does not depend on the inputs; TypeError for inputs or
        outputs that are not tensors; AssertionError for another strategy; NotImplementedError for "forward-mode"
        without ``vectorize``.

    >>> import flambeau
    >>> jacobian(lambda x: x**2, flambeau.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError(
            f'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs '
            f'than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode". '
            f"jacobian: it is {strategy!r}"
        )
    is_tuple, given = _as_tuple(inputs, "inputs", "jacobian")
    if strategy == "forward-mode":
        if create_graph:
            raise NotImplementedError(
                'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not '
                'supported together (yet). Please either set `create_graph=False` or `strategy="reverse-mode"`.'
            )
        if strict:
            raise RuntimeError(
                'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not supported '
                'together (yet). Please either set `strict=False` or `strategy="reverse-mode"`.'
            )
        if not vectorize:
            raise NotImplementedError(
                "Computing Jacobian using forward-AD or forward-over-reverse Hessian is only implemented for "
                "`vectorize=True`."
            )
        outputs_tuple, table = _columns(func, given)
        return _untuple(tuple(_untuple(tuple(row), is_tuple) for row in table), outputs_tuple)
    points = _prepared(given, create_graph)
    outputs_tuple, outputs = _outputs(func, points, "jacobian", strict)
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
            "Please either set `strict=False` or `vectorize=False`."
        )
    rows = [
        _finished(
            _rows_at_once(output, points, create_graph)
            if vectorize
            else _rows(output, number, points, create_graph, strict),
            create_graph,
        )
        for number, output in enumerate(outputs)
    ]
    return _untuple(tuple(_untuple(row, is_tuple) for row in rows), outputs_tuple)


# Second order ---------------------------------------------------------------------------------------------------------


def _scalar(outputs_tuple: bool, outputs: tuple[Tensor, ...], caller: str) -> Tensor:
    """The one number whose Hessian is asked for."""
    if outputs_tuple or len(outputs) != 1:
        raise RuntimeError(f"The function given to {caller} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {caller} should contain a single element")
    return outputs[0].reshape(())


def _gradient(
    func: Function, points: tuple[Tensor, ...], caller: str, strict: bool
) -> tuple[Tensor, tuple[Tensor, ...]]:
    """`func`'s value as returned, and its gradient with a graph."""
    outputs_tuple, outputs = _outputs(func, points, caller, strict)
    value = _scalar(outputs_tuple, outputs, caller)
    found = _pulled_back([value], points, [ops.ones_like(value.detach())], True)
    for index, g in enumerate(found):
        unused = g is None and caller == "hessian"  # the products have a message of their own for it
        if strict and (unused or (g is not None and not g.requires_grad)):
            raise RuntimeError(
                "While computing the hessian, found that the jacobian of the user-provided function with respect to "
                f"input {index} is independent of the input. This is not allowed in strict mode."
            )
    return outputs[0], _filled(found, points, strict, False, "jacobian")


@enable_grad()
def hessian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The Hessian of `func`, which returns one number, of shape ``input.shape + input.shape``.

    Args:
        func: takes the inputs, returns a tensor of one element.
        strict: an error, rather than zeros, where the gradient does not depend on an input.
        vectorize: as in :func:`jacobian`.
        outer_jacobian_strategy: how to differentiate the gradient, as :func:`jacobian`'s strategy.

    Returns:
        A tensor, or for several inputs a tuple of tuples: entry ``[i][j]`` is for inputs i and j.

    Raises: RuntimeError for a function that does not return a single element, and with ``strict`` for a gradient
        that does not depend on an input; TypeError for inputs or outputs that are not tensors.

    >>> import flambeau
    >>> hessian(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    is_tuple, _ = _as_tuple(inputs, "inputs", "hessian")

    def gradient(*points: Tensor) -> Any:
        if outer_jacobian_strategy == "forward-mode":
            points = tuple(x if x.requires_grad else x.requires_grad_() for x in points)
        return _untuple(_gradient(func, points, "hessian", strict)[1], is_tuple)

    return jacobian(gradient, inputs, create_graph, strict, vectorize=vectorize, strategy=outer_jacobian_strategy)


@enable_grad()
def vhp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """``v^T H`` for the Hessian H of `func`, which returns one number: one reverse pass over its gradient.

    Returns:
        ``func(*inputs)`` and the product, one tensor per input.

    Raises: RuntimeError for a function that does not return a single element, for a ``v`` of another shape or a
        missing one, and with ``strict`` for a gradient that does not depend on an input; TypeError for inputs or
        outputs that are not tensors.

    >>> import flambeau
    >>> vhp(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    is_tuple, given = _as_tuple(inputs, "inputs", "vhp")
    points = _prepared(given, create_graph)
    vectors = _weights(v, given, is_tuple, "inputs", "vhp")
    value, gradient = _gradient(func, points, "vhp", strict)
    found = _filled(_pulled_back(gradient, points, vectors, create_graph), points, strict, create_graph, "hessian")
    return _finished((value,), create_graph)[0], _untuple(_finished(found, create_graph), is_tuple)


@enable_grad()
def hvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """``H v`` for the Hessian H of `func`, which returns one number.

    H is symmetric where `func` is twice continuously differentiable, and then this is :func:`vhp`, which is cheaper;
    here the product is formed column-wise, whatever H is.

    Returns:
        ``func(*inputs)`` and the product, one tensor per input.

    Raises: RuntimeError for a function that does not return a single element, for a ``v`` of another shape or a
        missing one, and with ``strict`` for a gradient that does not depend on an input; TypeError for inputs or
        outputs that are not tensors.

    >>> import flambeau
    >>> hvp(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    is_tuple, given = _as_tuple(inputs, "inputs", "hvp")
    points = _prepared(given, create_graph)
    vectors = _weights(v, given, is_tuple, "inputs", "hvp")
    value, gradient = _gradient(func, points, "hvp", strict)
    weights = tuple(ops.zeros_like(x.detach()).requires_grad_() for x in points)
    pulled = _filled(_pulled_back(gradient, points, weights, True), points, strict, False, "hessian")
    found = _pulled_back(pulled, weights, vectors, create_graph)
    if strict and create_graph:
        found = tuple(ops.zeros_like(x.detach()) if g is None else g for g, x in zip(found, points, strict=True))
    found = _filled(found, points, strict and create_graph, create_graph, "hessian")
    return _finished((value,), create_graph)[0], _untuple(_finished(found, create_graph), is_tuple)


explain_module(globals())
