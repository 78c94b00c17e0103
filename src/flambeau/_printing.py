"""How a tensor looks: ``repr``, ``format`` and their options.

The text is PyTorch's, byte for byte. It is made in three steps: read only the elements that will be shown, choose one
notation for all of them, lay them out in brackets and lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from . import _core
from . import _functions as ops
from ._arguments import explained
from ._core import Tensor
from .autograd.forward_ad import innermost_tangent


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What decides how a tensor is printed; see :func:`set_printoptions`."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: float = 80
    sci_mode: bool | None = None


PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}

_options = PROFILES["default"]


@explained
def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: float | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Choose how tensors are printed.

    Args:
        precision: digits after the point (at first 4).
        threshold: number of elements above which only the edges of each dimension are shown (at first 1000).
        edgeitems: elements shown at either end of a summarised dimension (at first 3).
        linewidth: characters per line (at first 80).
        profile: ``"default"``, ``"short"`` or ``"full"``: a starting point that the other arguments then change.
        sci_mode: always (True), never (False) or when the values ask for it (None) use scientific notation. Unlike the
            others, a call that leaves it out sets it back to None.

    Raises: ValueError for another profile; TypeError for options of another type.

    >>> import flambeau
    >>> flambeau.set_printoptions(precision=2)
    >>> flambeau.tensor([1.12345])
    tensor([1.12])
    >>> flambeau.set_printoptions(profile="default")
    """
    global _options
    base = _options
    if profile is not None:
        if profile not in PROFILES:
            raise ValueError(f"set_printoptions: profile is {profile!r} | one of {', '.join(map(repr, PROFILES))}")
        base = PROFILES[profile]
    for name, value in (("threshold", threshold), ("linewidth", linewidth)):
        if value is not None and not hasattr(type(value), "__float__"):
            raise TypeError(f"set_printoptions(): argument '{name}' must be a number, not {type(value).__name__}")
    for name, value in (("precision", precision), ("edgeitems", edgeitems)):
        if value is not None and not hasattr(type(value), "__index__"):
            raise TypeError(f"set_printoptions(): argument '{name}' must be int, not {type(value).__name__}")
    _options = PrintOptions(
        precision=base.precision if precision is None else precision,
        threshold=base.threshold if threshold is None else threshold,
        edgeitems=base.edgeitems if edgeitems is None else edgeitems,
        linewidth=base.linewidth if linewidth is None else linewidth,
        sci_mode=sci_mode,
    )


def get_printoptions() -> dict[str, Any]:
    """The options in force, as a dictionary of :func:`set_printoptions`' arguments.

    >>> import flambeau
    >>> flambeau.get_printoptions()["precision"]
    4
    """
    return asdict(_options)


@contextmanager
def printoptions(**changes: Any) -> Iterator[None]:
    """Print with other options inside a ``with`` block; the arguments are those of :func:`set_printoptions`.

    Raises: ValueError for another profile; TypeError for options of another type.

    >>> import flambeau
    >>> with flambeau.printoptions(precision=1):
    ...     print(flambeau.tensor([0.25, 0.75]))
    tensor([0.2, 0.8])
    """
    global _options
    before = _options
    try:
        set_printoptions(**changes)
        yield
    finally:
        _options = before


# What is read -------------------------------------------------------------------------------------------------------


def _without_middle(tensor: Tensor, edge: int) -> Tensor:
    """`tensor` with only `edge` elements left at either end of every dimension longer than twice that."""
    for dim, size in enumerate(tensor.shape):
        if size > 2 * edge:
            ends = [tensor.narrow(dim, 0, edge), tensor.narrow(dim, size - edge, edge)]
            tensor = ops.cat(ends, dim)
    return tensor


def _leaves(nested: Any, dims: int) -> list[Any]:
    """The elements of a list nested `dims` deep (0: a lone element), in order."""
    if dims == 0:
        return [nested]
    for _ in range(dims - 1):
        nested = [item for inner in nested for item in inner]
    return nested  # type: ignore[no-any-return]


# Which notation -----------------------------------------------------------------------------------------------------

_Write = Callable[[Any], str]


def _exact_notation(values: list[Any]) -> tuple[_Write, int]:
    """How to write integers and booleans, and the width of the widest."""
    width = max((len(str(value)) for value in values), default=1)
    return lambda value: str(value).rjust(width), width


def _real_notation(values: list[float], options: PrintOptions) -> tuple[_Write, int]:
    """How to write floating-point numbers so that they line up, and the width of the widest.

    Whole numbers are written ``3.``; others with `precision` digits; and if the magnitudes lie more than a factor 1000
    apart, or beyond what those digits can show, all of them in scientific notation. NaN, infinities and zeros have no
    say in the choice, and zeros none in the width.
    """
    telling = [value for value in values if value and math.isfinite(value)]
    whole = all(value.is_integer() for value in telling)

    def write_whole(value: float) -> str:
        return format(value, ".0f") + ("." if math.isfinite(value) else "")

    if not telling:
        return write_whole, 1
    scientific = options.sci_mode
    if scientific is None:
        largest, smallest = max(map(abs, telling)), min(map(abs, telling))
        scientific = largest / smallest > 1000.0 or largest > 1.0e8 or (not whole and smallest < 1.0e-4)
    if whole and not scientific:
        width = max(len(write_whole(value)) for value in telling)
        return lambda value: write_whole(value).rjust(width), width
    spec = f".{options.precision}{'e' if scientific else 'f'}"
    width = max(len(format(value, spec)) for value in telling)
    return lambda value: format(value, spec).rjust(width), width


def _complex_notation(values: list[complex], options: PrintOptions) -> tuple[_Write, int]:
    """How to write complex numbers: a notation for the real parts and one for the imaginary parts."""
    write_real, real_width = _real_notation([value.real for value in values], options)
    write_imag, imag_width = _real_notation([value.imag for value in values], options)

    def write(value: complex) -> str:
        imag = write_imag(value.imag).lstrip()
        sign = "" if imag[0] in "+-" else "+"
        return f"{write_real(value.real)}{sign}{imag}j"

    return write, real_width + imag_width + 1


def _notation(tensor: Tensor, values: list[Any], options: PrintOptions) -> tuple[_Write, int]:
    if tensor.dtype.is_complex:
        return _complex_notation(values, options)
    if tensor.dtype.is_floating_point:
        return _real_notation(values, options)
    return _exact_notation(values)


# How it is laid out -------------------------------------------------------------------------------------------------


def _brackets(nested: Any, sizes: tuple[int, ...], indent: int, write: _Write, per_line: int, edge: int | None) -> str:
    """`nested` as text: rows of at most `per_line` elements, ``...`` where the middle of a dimension was left out.

    Args:
        nested: what `tolist` gave for the elements to be shown.
        sizes: the whole tensor's sizes, which tell where something was left out.
        indent: the column of the opening bracket.
        edge: elements kept at either end, or None when everything is shown.
    """
    if not sizes:
        return write(nested)
    left_out = edge is not None and sizes[0] > 2 * edge
    if len(sizes) == 1:
        items = [write(value) for value in nested]
        if left_out:
            items.insert(edge or 0, " ..." if edge else "...")
        lines = [", ".join(items[start : start + per_line]) for start in range(0, len(items), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    blocks = [_brackets(inner, sizes[1:], indent + 1, write, per_line, edge) for inner in nested]
    if left_out:
        blocks.insert(edge or 0, "...")
    return "[" + ("," + "\n" * (len(sizes) - 1) + " " * (indent + 1)).join(blocks) + "]"


def _elements(tensor: Tensor, indent: int, options: PrintOptions) -> str:
    """The bracketed elements of a tensor that has some; `indent` is the column they start at."""
    sizes = tuple(tensor.shape)
    edge = options.edgeitems if tensor.numel() > options.threshold else None
    shown = tensor.detach()
    if edge is not None:
        shown = _without_middle(shown, edge)
    nested = shown.tolist()
    write, width = _notation(tensor, _leaves(nested, len(sizes)), options)
    # The room a row has, counted from its own bracket's column: one column per enclosing bracket.
    room = options.linewidth - (indent + max(len(sizes) - 1, 0))
    fitting = room // (width + 2) if -math.inf < room < math.inf else tensor.numel()
    per_line = int(max(1, min(fitting, tensor.numel())))
    return _brackets(nested, sizes, indent, write, per_line, edge)


def is_default_dtype(tensor: Tensor) -> bool:
    """Whether a reader would guess the dtype from the elements: the default float and its complex, int64, bool."""
    dtype, default = tensor.dtype, _core.get_default_dtype()
    if dtype.is_complex:
        return dtype is (_core.complex128 if default is _core.float64 else _core.complex64)
    return dtype in (default, _core.int64, _core.bool)


def _facts(tensor: Tensor, options: PrintOptions) -> Iterator[str]:
    """The ``name=value`` pairs that follow the elements, up to the gradient's."""
    device = tensor.device.type
    if device != "cpu":
        yield f"device='{tensor.device}'"
    if device == "meta":
        yield f"size={tuple(tensor.shape)}"
    elif tensor.numel() == 0:
        if tensor.dim() != 1:
            yield f"size={tuple(tensor.shape)}"
        # There is no element to tell an int64 or bool by.
        if tensor.dtype != _core.get_default_dtype():
            yield f"dtype={tensor.dtype}"
        return
    elif not options.edgeitems:
        yield f"size={tuple(tensor.shape)}"
    if (device == "meta" and tensor.dtype != _core.get_default_dtype()) or not is_default_dtype(tensor):
        yield f"dtype={tensor.dtype}"


def _gradient_facts(tensor: Tensor) -> Iterator[str]:
    try:
        node = tensor.grad_fn
    except RuntimeError:  # a view that may not be written to, and has been through another
        yield "grad_fn=<Invalid>"
        return
    if node is not None:
        yield f"grad_fn=<{type(node).__name__}>"
    elif tensor.requires_grad:
        yield "requires_grad=True"
    tangent = innermost_tangent(tensor)
    if tangent is not None:
        yield f"tangent={tangent}"


def elements(tensor: Tensor, indent: int) -> str:
    """The bracketed elements as they are shown from column `indent` on."""
    if tensor.device.type == "meta":
        return "..."
    return _elements(tensor, indent, _options) if tensor.numel() else "[]"


def with_facts(text: str, facts: Iterable[str], indent: int) -> str:
    """`text`, the facts and a bracket, the facts wrapped so as to keep within the line width."""
    column = len(text) - text.rfind("\n") + 1
    for fact in facts:
        if column + len(fact) + 2 > _options.linewidth:
            text += ",\n" + " " * indent + fact
            column = indent + len(fact)
        else:
            text += ", " + fact
            column += len(fact) + 2
    return text + ")"


def _represent(tensor: Tensor, prefix: str) -> str:
    """`prefix`, the elements and the facts."""
    facts = (*_facts(tensor, _options), *_gradient_facts(tensor))
    return with_facts(prefix + elements(tensor, len(prefix)), facts, len(prefix))


def tensor_repr(tensor: Tensor) -> str:
    """What ``repr(tensor)`` and ``print(tensor)`` show; a subclass shows its own name in place of ``tensor``.

    >>> import flambeau
    >>> tensor_repr(flambeau.tensor([[1.0, 2.5]], requires_grad=True))
    'tensor([[1.0000, 2.5000]], requires_grad=True)'
    """
    level = _core._level(tensor)
    if level:
        value, dim = _core._unwrap(tensor, level)
        inner = tensor_repr(value).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={level}, bdim={dim}, value=\n    {inner}\n)"
    kind = type(tensor)
    return _represent(tensor, "tensor(" if kind is Tensor else f"{kind.__name__}(")


def parameter_repr(parameter: Tensor) -> str:
    """What ``repr`` shows for a module's parameter (``nn.Parameter.__repr__``)."""
    name = type(parameter).__name__
    if name == "Parameter":
        return "Parameter containing:\n" + _represent(parameter, "tensor(")
    return "Parameter containing:\n" + _represent(parameter, f"Parameter({name}(") + ")"


def tensor_format(tensor: Tensor, spec: str) -> str:
    """``format(tensor, spec)``: a plain 0-d tensor is formatted as its number, any other takes no specification.

    >>> import flambeau
    >>> f"{flambeau.tensor(2.5):.3f}"
    '2.500'
    """
    if tensor.dim() == 0 and type(tensor) is Tensor and tensor.device.type != "meta":
        return format(tensor.item(), spec)
    return object.__format__(tensor, spec)
