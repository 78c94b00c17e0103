"""Padding."""

from __future__ import annotations

from .broadcast import refuse_dtypes
from .create import arange
from .define import Number, Size, Tensor, composite, network, op, uint8
from .memory_order import has_channels_last_order, ordered_like


@op(kind=network, kernel="pad_constant", traits=("stores",), name="constant_pad_nd", method=False,
    grad_name="ConstantPadNd",
    batch="front",
    vjp=dict(input=lambda g, pad: pad_constant(g, [-n for n in pad], 0)),
    jvp=lambda d_input, pad: pad_constant(d_input, pad, 0))
def pad_constant(input: Tensor, pad: Size, value: Number = 0) -> Tensor:
    """``input`` with ``value`` around it: ``out[i + before] = input[i]``.

    ``pad`` lists (before, after) from the last dimension on; negative numbers crop.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length or more than two numbers per dimension, and where less than nothing
        would be left.

    >>> import flambeau as torch
    >>> torch.constant_pad_nd(torch.tensor([1, 2]), (1, 0), 9)
    tensor([9, 1, 2])
    """


def _padded_line(n: int, before: int, after: int, mode: str) -> Tensor:
    """Which element each place of a padded line of ``n`` shows."""
    place = arange(-before, n + after)
    if mode == "replicate":
        return place.clamp(0, n - 1)
    if mode == "circular":
        return place % n
    place = place.abs()
    return (n - 1) - ((n - 1) - place).abs()


def _continued(input: Tensor, pad: Size, mode: str) -> Tensor:
    """``input`` with its last dimensions continued on both sides."""
    for i in range(len(pad) // 2):
        before, after = pad[2 * i], pad[2 * i + 1]
        if before or after:
            input = input.index_select(-1 - i, _padded_line(input.shape[-1 - i], before, after, mode))
    return input


@op(kind=composite, traits=("autocast_float32",), name="_pad_enum", function=False, method=False, listed=False)
def _continued_wide(input: Tensor, pad: Size, mode: str) -> Tensor:
    """The same, in float32 within autocast."""
    return _continued(input, pad, mode)


@op(kind=composite, namespace="nn.functional")
def pad(input: Tensor, pad: Size, mode: str = "constant", value: Number | None = None) -> Tensor:
    """``input`` made larger: ``out[i + before] = input[i]``; ``pad`` lists (before, after) from the last dimension on;
    negative numbers crop.

    ``mode`` "constant" fills with ``value``; "reflect" (without the edge), "replicate" and "circular" continue the last
    dimensions of ``(N, C, ...)`` or ``(C, ...)`` input.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length, padding that the input is too small for, and where less than
        nothing would be left; NotImplementedError for another mode and for numbers of dimensions that the mode does not
        take; ValueError for a ``value`` with another mode than "constant".

    >>> import flambeau as torch
    >>> torch.nn.functional.pad(torch.tensor([[1., 2., 3.]]), (1, 1), mode="reflect")
    tensor([[2., 1., 2., 3., 2.]])
    """
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) // 2 > input.ndim:
        raise RuntimeError("Padding length should be less than or equal to two times the input dimension but got "
                           f"padding length {len(pad)} and input of dimension {input.ndim}")
    if mode == "constant":
        fill = 0 if value is None else value  # a float, in which a negative number does not wrap
        return pad_constant(input, pad, float(fill) if input.dtype is uint8 else fill)
    if value not in (None, 0):
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if mode != "circular":
        refuse_dtypes(f"{mode}_pad", input, "bool")
    n = len(pad) // 2
    if mode != "circular" and input.ndim in (n + 1, n + 2) and 0 in input.shape[-n - 1 :]:
        raise RuntimeError(f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with possibly 0 batch size and other "
                           f"non-zero dimensions for input, but got: {list(input.shape)}")
    if input.ndim not in (n + 1, n + 2):
        raise NotImplementedError(f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor.")
    for i in range(n):
        before, after, size = pad[2 * i], pad[2 * i + 1], input.shape[-1 - i]
        limit = {"reflect": size - 1, "circular": size}.get(mode)
        if limit is not None and max(before, after) > limit:
            raise RuntimeError(f"Padding size should be less than the corresponding input dimension, but got: padding "
                               f"({before}, {after}) at dimension {input.ndim - 1 - i} of input {list(input.shape)}")
    wide = mode == "replicate" or (mode == "reflect" and n < 3)  # PyTorch has no reflection in 3-D in its list
    out = (_continued_wide if wide else _continued)(input, pad, mode)
    out = out.clone() if out is input else out
    return ordered_like(out, input) if has_channels_last_order(input) else out
