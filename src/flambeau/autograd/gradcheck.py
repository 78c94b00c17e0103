"""Checking derivatives against finite differences.

A function of several tensors is seen here as real functions of real variables: an output of complex numbers is two
outputs (its real and its imaginary part), an input of complex numbers has two directions per element. The gradient of a
real function at a complex input is ``d/dx + i d/dy``, as everywhere in the library.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .. import _core
from .. import _functions as ops
from .._arguments import explain_module
from .._core import Tensor
from ..ops import batching
from . import forward_ad, grad

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

# For testing a function's linear parts: `1` weighs an output's real part, `1j` its imaginary part.
_PARTS = {"real": 1, "imag": 1j}


class GradcheckError(RuntimeError):
    """What :func:`gradcheck` raises when a derivative is wrong."""


class _Tolerance(NamedTuple):
    eps: float
    atol: float
    rtol: float
    nondet: float


class _Function:
    """The function under test with its inputs: which of them, and which outputs, are differentiable."""

    def __init__(self, function: Callable[..., Any], inputs: Any) -> None:
        self._function = function
        self.inputs: tuple[Any, ...] = tuple(inputs) if isinstance(inputs, Sequence) else (inputs,)
        self.wrt = [i for i, x in enumerate(self.inputs) if isinstance(x, Tensor) and x.requires_grad]
        self.variables = [self.inputs[i] for i in self.wrt]
        self.differentiable: list[int] = []
        self.all_outputs = _as_tuple(function(*self._fresh_inputs()))
        if not any(isinstance(y, Tensor) for y in self.all_outputs):
            found = ", ".join(type(y).__name__ for y in self.all_outputs)
            raise TypeError(f"gradcheck: the function returned {found} | it must return a Tensor or several")
        self.differentiable = [o for o, y in enumerate(self.all_outputs) if isinstance(y, Tensor) and y.requires_grad]

    def _fresh_inputs(self) -> tuple[Any, ...]:
        """The inputs, those that require grad as copies: a function may write to what it is given."""
        return tuple(x.clone() if isinstance(x, Tensor) and x.requires_grad else x for x in self.inputs)

    def outputs(self) -> list[Tensor]:
        """The differentiable outputs, with their graph."""
        outputs = _as_tuple(self._function(*self._fresh_inputs()))
        return [outputs[o] for o in self.differentiable]

    def values(self, which: Sequence[int]) -> list[Tensor]:
        """The outputs numbered `which`, as numbers only. The graph is built and dropped: a function may itself
        differentiate."""
        outputs = _as_tuple(self._function(*self._fresh_inputs()))
        return [outputs[o].detach().clone() for o in which]

    def with_tangent(self, variable: int, tangent: Tensor) -> list[Tensor | None]:
        """The differentiable outputs' tangents when one variable has `tangent` (forward mode)."""
        with forward_ad.dual_level():
            inputs = [x.detach().clone() if isinstance(x, Tensor) else x for x in self.inputs]
            place = self.wrt[variable]
            inputs[place] = forward_ad.make_dual(inputs[place], tangent.clone())
            outputs = _as_tuple(self._function(*inputs))
            return [forward_ad.unpack_dual(outputs[o]).tangent for o in self.differentiable]


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _parts(tensor: Tensor) -> tuple[str, ...]:
    return ("imag", "real") if tensor.dtype.is_complex else ("real",)


def _part(tensor: Tensor, part: str) -> Tensor:
    if not tensor.dtype.is_complex:
        return tensor
    return tensor.real if part == "real" else tensor.imag


def _indices(tensor: Tensor) -> Iterator[tuple[int, ...]]:
    return itertools.product(*map(range, tensor.shape))


def _inner(a: Tensor, b: Tensor) -> float:
    """The real inner product of two tensors of one shape."""
    if a.dtype.is_complex and b.dtype.is_complex:
        return float((a.real * b.real + a.imag * b.imag).sum().item())
    if a.dtype.is_complex or b.dtype.is_complex:
        a, b = _part(a, "real"), _part(b, "real")
    return float((a * b).sum().item())


# Numerical derivatives ----------------------------------------------------------------------------------------------


def _central_difference(
    function: _Function, which: Sequence[int], move: Callable[[int], None], eps: float
) -> list[Tensor]:
    """``(f(x + step) - f(x - step)) / (2 eps)`` for the outputs numbered `which`.

    `move` brings the input to the point plus its argument (1, -1 or 0) times a step.
    """
    try:
        move(1)
        above = function.values(which)
        move(-1)
        below = function.values(which)
    finally:
        move(0)
    return [(high - low) / (2 * eps) for high, low in zip(above, below, strict=True)]


def _numerical_columns(
    function: _Function, which: Sequence[int], variable: int, eps: float
) -> Iterator[tuple[tuple[int, ...], complex, list[Tensor]]]:
    """For every real direction of an input: the element, ``1`` or ``1j``, and the outputs' derivatives along it."""
    data = function.variables[variable].data  # graphs that keep the tensor do not see that it moves
    for index in _indices(data):
        centre = data[index].item()
        for part in _parts(data):
            unit = _PARTS[part]

            def move(sign: int, index: tuple[int, ...] = index, centre: Any = centre, unit: complex = unit) -> None:
                data[index] = centre + sign * eps * unit if sign else centre

            yield index, unit, _central_difference(function, which, move, eps)


def _numerical_jacobians(
    function: _Function, which: Sequence[int], examples: Sequence[Tensor], variable: int, eps: float
) -> list[dict[str, Tensor]]:
    """For each output in `which`, by part: the Jacobian, one row per element of the input, one column per output's."""
    x = function.variables[variable]
    jacobians = [{part: x.detach().new_zeros((x.numel(), y.numel())) for part in _parts(y)} for y in examples]
    row, last = -1, None
    for index, unit, columns in _numerical_columns(function, which, variable, eps):
        row, last = (row, last) if index == last else (row + 1, index)
        for jacobian, column in zip(jacobians, columns, strict=True):
            for part, matrix in jacobian.items():
                matrix[row] += _part(column, part).reshape(-1).to(matrix.dtype) * unit
    return jacobians


# Analytical derivatives ---------------------------------------------------------------------------------------------


def _pull_back(function: _Function, output: Tensor, cotangent: Tensor) -> list[Tensor | None]:
    return list(grad([output], function.variables, [cotangent], retain_graph=True, allow_unused=True))


def _basis(output: Tensor, part: str) -> Iterator[Tensor]:
    """The cotangents that single out each element of an output in turn."""
    for index in _indices(output):
        cotangent = ops.zeros_like(output.detach())
        cotangent[index] = _PARTS[part]
        yield cotangent


def _backward_jacobians(
    function: _Function, output: Tensor, number: int, part: str, tolerance: _Tolerance
) -> list[Tensor]:
    """By reverse mode, the Jacobian of one part of an output with respect to each variable."""
    variables = function.variables
    jacobians = [x.detach().new_zeros((x.numel(), output.numel())) for x in variables]
    for column, cotangent in enumerate(_basis(output, part)):
        first, again = (_pull_back(function, output, cotangent) for _ in range(2))
        for i, (g, repeated) in enumerate(zip(first, again, strict=True)):
            if g is None:
                continue
            _check_shape(g, variables[i], number, i)
            _check_repeats(g, repeated, number, i, tolerance.nondet)
            jacobians[i][:, column] = g.detach().reshape(-1).to(jacobians[i].dtype)
    return jacobians


def _check_shape(g: Tensor, x: Tensor, output: int, variable: int) -> None:
    if g.shape != x.shape:
        raise GradcheckError(
            f"grad is incorrect size: gradcheck: the gradient of output {output} with respect to input {variable} has "
            f"shape {tuple(g.shape)} | the input's shape is {tuple(x.shape)}"
        )


def _check_repeats(g: Tensor, again: Tensor | None, output: int, variable: int, tolerance: float) -> None:
    difference = float("inf") if again is None else _largest(g.detach() - again.detach())
    if difference > tolerance:
        raise GradcheckError(
            "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives "
            f"different values: gradcheck: output {output}, input {variable}: two runs differ by {difference:.3g} | at "
            f"most nondet_tol={tolerance:g}"
        )


def _largest(tensor: Tensor) -> float:
    return float(tensor.abs().max().item()) if tensor.numel() else 0.0


def _forward_jacobians(function: _Function, outputs: Sequence[Tensor], variable: int) -> list[dict[str, Tensor]]:
    """By forward mode, each output's Jacobian with respect to one variable."""
    x = function.variables[variable]
    jacobians = [{part: x.detach().new_zeros((x.numel(), y.numel())) for part in _parts(y)} for y in outputs]
    for row, index in enumerate(_indices(x)):
        for part in _parts(x):
            direction = ops.zeros_like(x.detach())
            direction[index] = _PARTS[part]
            tangents = function.with_tangent(variable, direction)
            for jacobian, tangent in zip(jacobians, tangents, strict=True):
                if tangent is None:
                    continue
                for output_part, matrix in jacobian.items():
                    column = _part(tangent.detach(), output_part).reshape(-1).to(matrix.dtype)
                    matrix[row] += column * _PARTS[part]
    return jacobians


# Comparison ---------------------------------------------------------------------------------------------------------


def _mismatch(
    analytical: Tensor, numerical: Tensor, tolerance: _Tolerance, output: int, variable: int, part: str, mode: str
) -> str | None:
    """None where the two Jacobians agree, else what differs, both in full, and where the difference is worst."""
    difference = (analytical - numerical).abs()
    allowed = tolerance.atol + tolerance.rtol * numerical.abs()
    excess = difference - allowed
    if not difference.numel() or bool((excess <= 0).all().item()):
        return None
    # NaN compares false, and counts as the worst.
    excess = ops.where(excess == excess, excess, ops.full_like(excess, float("inf")))
    row, column = divmod(int(excess.argmax().item()), excess.shape[1])
    name = {"real": "", "imag": "While considering the imaginary part of complex outputs only, "}[part]
    how = "computed with forward mode " if mode == "forward" else ""
    return (
        f"{name}Jacobian {how}mismatch for output {output} with respect to input {variable},\n"
        f"numerical:{numerical}\nanalytical:{analytical}\n"
        f"worst entry: element {row} of the input, element {column} of the output: numerical "
        f"{numerical[row, column].item():.8g}, analytical {analytical[row, column].item():.8g}, difference "
        f"{difference[row, column].item():.3g} | allowed {allowed[row, column].item():.3g} "
        f"(atol={tolerance.atol:g}, rtol={tolerance.rtol:g})\n"
    )


def _compare(
    analytical: Tensor, numerical: Tensor, tolerance: _Tolerance, output: int, variable: int, part: str, mode: str
) -> None:
    message = _mismatch(analytical, numerical, tolerance, output, variable, part, mode)
    if message is not None:
        raise GradcheckError(message)


def _check_in_full(function: _Function, tolerance: _Tolerance, backward: bool, forward: bool) -> None:
    """Every entry of every Jacobian."""
    outputs = function.outputs()
    variables = range(len(function.variables))
    numerical = [_numerical_jacobians(function, function.differentiable, outputs, i, tolerance.eps) for i in variables]
    for o, (number, output) in enumerate(zip(function.differentiable, outputs, strict=True)):
        for part in _parts(output) if backward else ():
            for i, analytical in enumerate(_backward_jacobians(function, output, number, part, tolerance)):
                _compare(analytical, numerical[i][o][part], tolerance, number, function.wrt[i], part, "backward")
    for i in variables if forward else ():
        for o, jacobian in enumerate(_forward_jacobians(function, outputs, i)):
            for part, analytical in jacobian.items():
                number = function.differentiable[o]
                _compare(analytical, numerical[i][o][part], tolerance, number, function.wrt[i], part, "forward")


# The fast check: one random direction per input, one random cotangent per output -------------------------------------


def _direction(like: Tensor, generator: Any) -> Tensor:
    """A random tensor of length 1 with positive entries (real and imaginary): no two errors of one sign cancel."""
    shape = tuple(like.shape)
    real = ops.rand(shape, dtype=_core.float64, generator=generator) + 0.1
    direction = (
        ops.complex(real, ops.rand(shape, dtype=_core.float64, generator=generator)) if like.dtype.is_complex else real
    )
    length = _inner(direction, direction) ** 0.5
    return (direction / length).to(like.dtype) if like.numel() else direction.to(like.dtype)


def _spread(direction: Tensor) -> float:
    """The sum of a direction's entries: how much an error of 1 in each of them weighs."""
    return sum(float(_part(direction, part).abs().sum().item()) for part in _parts(direction))


def _check_projections(function: _Function, tolerance: _Tolerance, backward: bool, forward: bool) -> None:
    """``<v, J u>`` for random u and v, by differences and by each mode; in full where they disagree."""
    generator = _core.Generator()
    generator.manual_seed(0)
    outputs = function.outputs()
    cotangents = [_direction(output, generator) for output in outputs]
    for i, x in enumerate(function.variables):
        direction, data = _direction(x, generator), x.data
        centre = data.clone()

        def move(sign: int, data: Tensor = data, centre: Tensor = centre, direction: Tensor = direction) -> None:
            data.copy_(centre + sign * tolerance.eps * direction if sign else centre)

        numerical = _central_difference(function, function.differentiable, move, tolerance.eps)
        tangents = function.with_tangent(i, direction) if forward else []
        for o, (output, cotangent) in enumerate(zip(outputs, cotangents, strict=True)):
            number = function.differentiable[o]
            expected = _inner(cotangent, numerical[o])
            allowed = tolerance.atol * _spread(cotangent) * _spread(direction) + tolerance.rtol * abs(expected)
            found: list[float] = []
            if backward:
                g, again = (_pull_back(function, output, cotangent)[i] for _ in range(2))
                if g is not None:
                    _check_shape(g, x, number, function.wrt[i])
                    _check_repeats(g, again, number, function.wrt[i], tolerance.nondet)
                found.append(0.0 if g is None else _inner(g.detach(), direction))
            if forward:
                tangent = tangents[o]
                found.append(0.0 if tangent is None else _inner(cotangent, tangent.detach()))
            if not all(abs(value - expected) <= allowed for value in found):
                _check_in_full(function, tolerance, backward, forward)  # says which entry is wrong
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {function.wrt[i]} in fast mode: "
                    f"gradcheck: <v, J u> is {expected:.8g} by differences, {found} by differentiation | they may "
                    f"differ by {allowed:.3g}; each entry alone is within tolerance: consider fast_mode=False"
                )


# The other checks ---------------------------------------------------------------------------------------------------


def _require(condition: bool, message: str) -> None:
    """Options that make no sense together; an AssertionError, as in PyTorch."""
    if not condition:
        raise AssertionError(message)


def _check_inputs(function: _Function) -> None:
    if not function.wrt:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have "
            "requires_grad=True."
        )
    for number, x in zip(function.wrt, function.variables, strict=True):
        if x.dtype not in (_core.float64, _core.complex128):
            warnings.warn(
                f"Input #{number} requires gradient and is not a double precision floating point or complex. This "
                f"check will likely fail if all the inputs are not of double precision floating point or complex. "
                f"(It is {x.dtype}.)",
                stacklevel=4,
            )
        if any(n > 1 and step == 0 for n, step in zip(x.shape, x.stride(), strict=True)):
            raise RuntimeError(
                f"The {number}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                "non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous "
                "on the input before passing it to gradcheck."
            )


def _check_constant(function: _Function, tolerance: _Tolerance) -> None:
    """Outputs that say they do not depend on the inputs must not change with them."""
    which = [
        o
        for o, y in enumerate(function.all_outputs)
        if isinstance(y, Tensor)
        and o not in function.differentiable
        and (y.dtype.is_floating_point or y.dtype.is_complex)
    ]
    if not which or function.differentiable:
        return
    for i in range(len(function.variables)):
        for _, _, columns in _numerical_columns(function, which, i, tolerance.eps):
            for o, column in zip(which, columns, strict=True):
                if _largest(column) > tolerance.atol:
                    raise GradcheckError(
                        "Numerical gradient for function expected to be zero: gradcheck: output "
                        f"{o} does not require grad, yet changes with input {function.wrt[i]} at the rate "
                        f"{_largest(column):.3g} | at most atol={tolerance.atol:g}"
                    )


def _check_linear(function: _Function) -> None:
    """Backward must be linear in the cotangent: nothing comes of zeros."""
    for number, output in zip(function.differentiable, function.outputs(), strict=True):
        for i, g in enumerate(_pull_back(function, output, ops.zeros_like(output.detach()))):
            if g is not None and not _largest(g.detach()) == 0:
                raise GradcheckError(
                    f"backward not multiplied by grad_output: gradcheck: output {number}, input {function.wrt[i]}: "
                    f"zeros as the output's gradient give {g.detach()} | zeros"
                )


def _check_undefined(function: _Function) -> None:
    """A gradient that does not arrive at an output must count as zeros."""
    outputs = function.outputs()
    if len(outputs) < 2:
        return
    for o, output in enumerate(outputs):
        cotangents = [ops.zeros_like(y.detach()) for y in outputs]
        cotangents[o] = ops.ones_like(output.detach())
        options = {"retain_graph": True, "allow_unused": True}
        try:
            alone = grad([output], function.variables, [cotangents[o]], **options)
        except Exception as error:
            raise GradcheckError(
                "Expected backward function to handle undefined output grads: gradcheck: with a gradient for output "
                f"{function.differentiable[o]} only, backward raised {type(error).__name__}: {error}"
            ) from error
        together = grad(outputs, function.variables, cotangents, **options)
        for i, (a, b) in enumerate(zip(alone, together, strict=True)):
            zeros = ops.zeros_like(function.variables[i].detach())
            if _largest((zeros if a is None else a.detach()) - (zeros if b is None else b.detach())) > 0:
                raise GradcheckError(
                    "Expected backward function to handle undefined output grads: gradcheck: output "
                    f"{function.differentiable[o]}, input {function.wrt[i]}: missing gradients of the other outputs "
                    "and zeros for them give different results"
                )


def _check_dtypes(function: _Function) -> None:
    for number, output in zip(function.differentiable, function.outputs(), strict=True):
        gradients = _pull_back(function, output, ops.ones_like(output.detach()))
        for i, g in enumerate(gradients):
            x = function.variables[i]
            if g is not None and (g.dtype != x.dtype or g.device != x.device):
                raise GradcheckError(
                    f"grad is of incorrect type: gradcheck: the gradient of output {number} with respect to input "
                    f"{function.wrt[i]} is {g.dtype} on {g.device} | the input is {x.dtype} on {x.device}"
                )


def _check_batched(function: _Function, tolerance: _Tolerance) -> None:
    """Two cotangents pulled back as one batch give what they give one by one."""
    generator = _core.Generator()
    generator.manual_seed(1)
    options = {"retain_graph": True, "allow_unused": True, "is_grads_batched": True}
    for number, output in zip(function.differentiable, function.outputs(), strict=True):
        cotangents = [_direction(output, generator) for _ in range(2)]
        rows = [_pull_back(function, output, cotangent) for cotangent in cotangents]
        with _batched_errors():
            batched = grad([output], function.variables, [ops.stack(cotangents)], **options)
        for i, (g, *singles) in enumerate(zip(batched, *rows, strict=True)):
            _same_batch(g, singles, function.variables[i], tolerance, f"output {number} and input {function.wrt[i]}")


def _check_batched_forward(function: _Function, tolerance: _Tolerance) -> None:
    """Two tangents pushed forward as one batch give what they give one by one."""
    generator = _core.Generator()
    generator.manual_seed(1)
    for i, x in enumerate(function.variables):
        directions = [_direction(x, generator) for _ in range(2)]
        rows = [function.with_tangent(i, direction) for direction in directions]
        with _batched_errors(), batching.vmap_level(2, "error") as level:
            tangents = function.with_tangent(i, _core._wrap(ops.stack(directions), 0, level))
            batched = [None if t is None else batching.in_front(t, level) for t in tangents]
        for o, (tangent, *singles) in enumerate(zip(batched, *rows, strict=True)):
            number = function.differentiable[o]
            like = function.all_outputs[number]
            _same_batch(tangent, singles, like, tolerance, f"output {number} and input {function.wrt[i]}")


@contextlib.contextmanager
def _batched_errors() -> Iterator[None]:
    """What goes wrong under vmap only is the function's failure."""
    try:
        yield
    except (RuntimeError, NotImplementedError) as error:
        raise GradcheckError(
            f"While computing batched gradients, got: {error}\ngradcheck: the function or its derivative does under "
            "vmap what vmap cannot do, such as asking for a number with .item()"
        ) from error


def _same_batch(
    batched: Tensor | None, singles: Sequence[Tensor | None], like: Tensor, tolerance: _Tolerance, where: str
) -> None:
    if batched is None and all(single is None for single in singles):
        return
    zeros = ops.zeros_like(like.detach())
    expected = ops.stack([zeros if single is None else single.detach() for single in singles])
    found = ops.zeros_like(expected) if batched is None else batched.detach()
    if not _largest(found - expected) <= tolerance.atol + tolerance.rtol * _largest(expected):
        raise GradcheckError(
            f"Batched gradient mismatch for {where}: gradcheck: batched {found} | one by one {expected}"
        )


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Compare a function's derivatives with central differences, ``(f(x + eps) - f(x - eps)) / (2 eps)``.

    An entry agrees when ``|analytical - numerical| <= atol + rtol * |numerical|``. Inputs should be float64 or
    complex128: with less precision the differences are too rough for these tolerances.

    Args:
        func: takes the inputs, returns a tensor or several. It must be deterministic.
        inputs: a tensor or several arguments; those that require grad are checked.
        eps: the step, in the inputs' unit.
        raise_exception: False returns False instead of raising.
        nondet_tol: how far two runs of the same backward pass may differ.
        check_undefined_grad: also check that a missing gradient of one of several outputs counts as zeros.
        check_grad_dtypes: also check that gradients have their input's dtype and device.
        check_batched_grad: also check gradients of a batch of cotangents (``is_grads_batched``).
        check_batched_forward_grad: also check a batch of tangents; needs ``check_forward_ad``.
        check_forward_ad: also check forward mode.
        check_backward_ad: check reverse mode.
        fast_mode: check one random direction instead of each entry; on disagreement, each entry after all.
        masked: kept for PyTorch's signature; there are no sparse layouts.

    Raises: GradcheckError where a derivative is wrong, naming the output, the input, both Jacobians and the worst
        entry; ValueError if no input requires grad.

    >>> import flambeau
    >>> x = flambeau.tensor([0.5, 2.0], dtype=flambeau.float64, requires_grad=True)
    >>> gradcheck(lambda x: x * x.sin(), x)
    True
    """
    tolerance = _Tolerance(eps, atol, rtol, nondet_tol)
    _require(
        check_forward_ad or check_backward_ad,
        "Expected at least one of check_forward_ad or check_backward_ad to be True",
    )
    _require(
        check_backward_ad or not check_batched_grad,
        "Setting check_batched_grad=True requires check_backward_ad to be True",
    )
    _require(
        check_forward_ad or not check_batched_forward_grad,
        "Setting check_batched_forward_grad=True requires check_forward_ad to be True",
    )
    function = _Function(func, inputs)
    try:
        _check_inputs(function)
        _check_constant(function, tolerance)
        if not function.differentiable:
            return True
        check = _check_projections if fast_mode else _check_in_full
        check(function, tolerance, check_backward_ad, check_forward_ad)
        if check_backward_ad:
            _check_linear(function)
            if check_undefined_grad:
                _check_undefined(function)
            if check_grad_dtypes:
                _check_dtypes(function)
            if check_batched_grad:
                _check_batched(function, tolerance)
        if check_batched_forward_grad:
            _check_batched_forward(function, tolerance)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """:func:`gradcheck` of a function's gradient, as a function of the inputs and of the cotangents.

    Args:
        grad_outputs: a cotangent per differentiable output; random ones where left out.
        gen_non_contig_grad_outputs: make those random ones non-contiguous.
        check_fwd_over_rev: also check forward mode over the gradient.
        check_rev_over_rev: check reverse mode over the gradient.

    The other arguments are :func:`gradcheck`'s.

    Raises: GradcheckError where a second derivative is wrong; ValueError if no input requires grad.

    >>> import flambeau
    >>> x = flambeau.tensor([0.5, 2.0], dtype=flambeau.float64, requires_grad=True)
    >>> gradgradcheck(lambda x: x * x.sin(), x)
    True
    """
    _require(
        check_fwd_over_rev or check_rev_over_rev,
        "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True",
    )
    for name, option in (("check_undefined_grad", check_undefined_grad), ("check_batched_grad", check_batched_grad)):
        _require(check_rev_over_rev or not option, f"Setting {name}=True requires check_rev_over_rev to be True")
    function = _Function(func, inputs)
    if grad_outputs is None:
        outputs = [function.all_outputs[o] for o in function.differentiable]
        cotangents = tuple(_random_cotangent(output, gen_non_contig_grad_outputs) for output in outputs)
    else:
        cotangents = _as_tuple(grad_outputs)
    count = len(cotangents)

    def gradient(*arguments: Any) -> tuple[Tensor, ...]:
        points, weights = arguments[:-count], arguments[-count:]
        # In forward mode the points arrive without requires_grad, which the inner gradient needs.
        points = tuple(x.requires_grad_() if i in function.wrt and x.is_leaf else x for i, x in enumerate(points))
        # A copy each, since the function may write to what it is given.
        copies = (x.clone() if i in function.wrt else x for i, x in enumerate(points))
        outputs = _as_tuple(func(*copies))
        outputs = tuple(y for y in outputs if isinstance(y, Tensor) and y.requires_grad)
        variables = [points[i] for i in function.wrt]
        found = grad(outputs, variables, weights, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        gradient,
        (*function.inputs, *cotangents),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )


def _random_cotangent(output: Tensor, apart: bool) -> Tensor:
    """Random weights for an output, that require grad; `apart`: with a gap between elements in memory."""
    weights = ops.randn_like(output.detach())
    if apart and output.dim() and output.numel():
        weights = ops.stack([weights, weights], -1)[..., 0]
    return weights.requires_grad_()


class _Module(types.ModuleType):
    """PyTorch has a function and a module of one name here; this module can be called as that function."""

    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return gradcheck(*args, **kwargs)


sys.modules[__name__].__class__ = _Module


explain_module(globals())
