"""Sums of products by Einstein's convention."""

from __future__ import annotations

import math
from typing import Any

from .broadcast import require_one_device
from .define import Tensor, composite, op


@op(kind=composite, method=False)
def einsum(*args: object) -> Tensor:
    """Sums of products over named dimensions: ``einsum("ij,jk->ik", a, b)`` is ``a @ b``.

    Letters name dimensions, "..." the remaining ones (broadcast), a letter repeated in one operand takes its diagonal,
    a letter missing after "->" is summed; without "->" the letters that occur once remain, in alphabetical order.

    Shape: the sizes of the letters after "->".
    Dtype: any, the same for all operands; the result has it.
    Raises: RuntimeError for an equation that does not fit the operands, sizes of one letter that differ
        (in one operand, too), and two different dtypes.

    >>> import flambeau as torch
    >>> torch.einsum("ij,j->i", torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([11.])
    """
    if len(args) == 2 and isinstance(args[0], str) and isinstance(args[1], (list, tuple)):
        return einsum(args[0], *args[1])  # a type that answers calls is told of the operands one by one
    inputs, output, tensors = _einsum_arguments(args)
    operands = [_einsum_operand(x, names) for x, names in zip(tensors, inputs, strict=True)]
    x, names = operands[0]
    for position, (y, others) in enumerate(operands[1:], 1):
        later = {name for _, rest in operands[position + 1:] for name in rest}
        x, names = _einsum_pair(x, names, y, others, {*output, *later})
    summed = [i for i, name in enumerate(names) if name not in output]
    if summed:
        x = x.sum(summed)
        names = [name for name in names if name in output]
    return x.permute([names.index(name) for name in output])


def _einsum_arguments(args: tuple[Any, ...]) -> tuple[list[list[str]], list[str], list[Tensor]]:
    """The dims' names of every operand and of the result, "..." spelled out as names "0", "1", ... from the right."""
    if not isinstance(args[0], str):
        args = (_einsum_sublists(args), *args[0:len(args) - len(args) % 2:2])
    equation, tensors = args[0].replace(" ", ""), list(args[1:])
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(tensors):
        raise RuntimeError(f"einsum(): {'more' if len(terms) < len(tensors) else 'fewer'} operands were provided than "
                           "specified in the equation")
    extra = max((x.ndim - len(term.replace("...", "")) for term, x in zip(terms, tensors, strict=True)
                 if "..." in term), default=0)
    inputs = [_einsum_names(term, x.ndim) for term, x in zip(terms, tensors, strict=True)]
    for term, names, x in zip(terms, inputs, tensors, strict=True):
        if len(names) != x.ndim:
            raise RuntimeError(f"einsum(): the number of subscripts in the equation ({len(names)}) does not match the "
                               f"number of dimensions ({x.ndim}) for operand {terms.index(term)} and no ellipsis was "
                               "given")
    if arrow:
        output = _einsum_names(right, extra + len(right.replace("...", "")))
    else:
        letters = left.replace("...", "").replace(",", "")
        output = [str(i) for i in reversed(range(extra))] + sorted(c for c in {*letters} if letters.count(c) == 1)
    unknown = [name for name in output if not any(name in names for names in inputs)]
    if unknown:
        raise RuntimeError(f"einsum(): output subscript {unknown[0]} does not appear in the equation for any input "
                           "operand")
    return inputs, output, tensors


def _einsum_names(term: str, ndim: int) -> list[str]:
    head, dots, tail = term.partition("...")
    hidden = ndim - len(head) - len(tail) if dots else 0
    return [*head, *(str(i) for i in reversed(range(hidden))), *tail]


def _einsum_sublists(args: tuple[Any, ...]) -> str:
    """The equation of the form ``einsum(a, [0, 1], b, [1, 2], [0, 2])``."""
    def letters(dims: list[Any]) -> str:
        return "".join("..." if d is Ellipsis else chr(ord("A" if d < 26 else "a") + d % 26) for d in dims)

    equation = ",".join(letters(dims) for dims in args[1::2])
    return equation + "->" + letters(args[-1]) if len(args) % 2 else equation


def _einsum_operand(x: Tensor, names: list[str]) -> tuple[Tensor, list[str]]:
    """One operand with repeated names made one dim by taking diagonals."""
    for name in dict.fromkeys(names):
        while names.count(name) > 1:
            first = names.index(name)
            second = names.index(name, first + 1)
            if x.shape[first] != x.shape[second]:
                raise RuntimeError(f"einsum(): subscript {name} is repeated for an operand but the sizes don't match, "
                                   f"{x.shape[second]} != {x.shape[first]}")
            x = x.diagonal(0, first, second)
            names = [n for i, n in enumerate(names) if i not in (first, second)] + [name]
    return x, names


def _einsum_pair(x: Tensor, x_names: list[str], y: Tensor, y_names: list[str],
                 kept: set[str]) -> tuple[Tensor, list[str]]:
    """Two operands contracted to one by a batched product; what nothing later needs is summed."""
    x, x_names = _einsum_sum_alone(x, x_names, {*kept, *y_names})
    y, y_names = _einsum_sum_alone(y, y_names, {*kept, *x_names})
    shared = [name for name in x_names if name in y_names]
    widths = {name: (x.shape[x_names.index(name)], y.shape[y_names.index(name)]) for name in shared}
    for name, (a, b) in widths.items():
        if a != b and 1 not in (a, b):
            raise RuntimeError(f"einsum(): operands do not broadcast with remapped shapes: subscript {name} has size "
                               f"{a} and {b}")
    require_one_device("einsum", x, y)
    common = {name: 0 if 0 in pair else max(pair) for name, pair in widths.items()}
    x = x.expand([common.get(name, size) for name, size in zip(x_names, x.shape, strict=True)])
    y = y.expand([common.get(name, size) for name, size in zip(y_names, y.shape, strict=True)])
    batch = [name for name in shared if name in kept]
    summed = [name for name in shared if name not in kept]
    x_free = [name for name in x_names if name not in shared]
    y_free = [name for name in y_names if name not in shared]
    size = dict(zip((*x_names, *y_names), (*x.shape, *y.shape), strict=True))

    def arranged(t: Tensor, names: list[str], *groups: list[str]) -> Tensor:
        order = t.permute([names.index(name) for group in groups for name in group])
        return order.reshape([math.prod(size[name] for name in group) for group in groups])

    left, right = arranged(x, x_names, batch, x_free, summed), arranged(y, y_names, batch, summed, y_free)
    names = batch + x_free + y_free
    return left.bmm(right).reshape([size[name] for name in names]), names


def _einsum_sum_alone(x: Tensor, names: list[str], needed: set[str]) -> tuple[Tensor, list[str]]:
    alone = [i for i, name in enumerate(names) if name not in needed]
    return (x.sum(alone), [name for name in names if name in needed]) if alone else (x, names)
