"""The samples of ops/conv.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "unfold_patches nn.functional.unfold",
    call(val(2, 3, 5, 6), (2, 3), (1, 2), (1, 0), (2, 1)),
    call(val(1, 2, 3, 3), (2, 2), (1, 1), (0, 0), (1, 1)),
)
of(
    "fold_patches nn.functional.fold",
    call(val(2, 18, 6), (5, 6), (2, 3), (1, 2), (1, 0), (2, 1)),
    call(val(1, 4, 4), (3, 3), (2, 2), (1, 1), (0, 0), (1, 1)),
)
CONVOLUTIONS = [  # input, weight, output, (stride, padding, dilation, transposed, output padding, groups)
    ((2, 3, 7), (4, 3, 2), (2, 4, 6), ((1,), (0,), (1,), False, (0,), 1)),
    ((2, 4, 5, 4), (6, 2, 3, 2), (2, 6, 3, 4), ((2, 1), (1, 1), (1, 2), False, (0, 0), 2)),
    ((1, 2, 3, 3), (2, 2, 1, 1), (1, 2, 3, 3), ((1, 1), (0, 0), (1, 1), False, (0, 0), 1)),
    ((2, 3, 3, 4), (3, 1, 3, 2), (2, 3, 3, 3), ((1, 1), (1, 0), (1, 1), False, (0, 0), 3)),
    ((2, 4, 3, 2), (4, 3, 2, 2), (2, 6, 7, 4), ((3, 2), (1, 0), (1, 1), True, (1, 0), 2)),
    ((1, 2, 3, 3, 2), (2, 2, 2, 2, 2), (1, 2, 2, 2, 1), ((1,) * 3, (0,) * 3, (1,) * 3, False, (0,) * 3, 1)),
    ((0, 2, 4, 4), (3, 2, 3, 3), (0, 3, 2, 2), ((1, 1), (0, 0), (1, 1), False, (0, 0), 1)),
]
of(
    "convolution",
    *[call(val(*x), val(*w), bias, *rest) for x, w, y, rest in CONVOLUTIONS for bias in (None, val(y[1]))],
)
of("conv_grad_input", *[call(val(*y), val(*w), x, *rest) for x, w, y, rest in CONVOLUTIONS])
of("conv_grad_weight", *[call(val(*y), val(*x), w, *rest) for x, w, y, rest in CONVOLUTIONS])
for _n in (1, 2, 3):
    _size = (5, 4, 3)[:_n]
    of(
        f"conv{_n}d",
        call(val(2, 3, *_size), val(4, 3, *(2,) * _n), val(4)),
        call(val(2, *_size), val(4, 1, *(2,) * _n), None, 2, 1, 1, 2),
        call(val(1, 2, *_size), val(2, 2, *(3,) * _n), padding="same"),
        call(val(1, 2, *_size), val(2, 2, *(3,) * _n), padding="valid"),
    )
    of(
        f"conv_transpose{_n}d",
        call(val(2, 3, *_size), val(3, 4, *(2,) * _n), val(4)),
        call(val(2, 4, *_size), val(4, 1, *(2,) * _n), None, 2, 1, 1, 2),
    )
of(
    "conv_tbc",
    call(val(5, 2, 3), val(2, 3, 4), val(4)),
    call(val(4, 1, 2), val(3, 2, 1), val(1), 1),
    call(val(4, 0, 2), val(3, 2, 1), val(1)),
    complex=False,
)
