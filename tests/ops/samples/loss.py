"""The samples of ops/loss.py."""

from __future__ import annotations

from operands import Operand, call, const, exact, index, ints, pos, unit, val

from .table import LOSS, REDUCTIONS, losses, of, wide

of(
    "squared_error",
    *[call(val(*a), val(*b), how) for how in REDUCTIONS for a, b in (((3, 4), (3, 4)), ((), ()))],
    call(val(0), val(0), "sum"),
    complex=False,
)
of("huber", *[call(wide(3, 4), val(3, 4), how, 0.7) for how in REDUCTIONS], complex=False)
_TARGET = ints([0, 1, 4, -1])
_WEIGHT = const(pos(5))
_NLL = [call(val(4, 5), _TARGET, w, how, -1) for how in REDUCTIONS for w in (None, _WEIGHT)] + [
    call(val(2, 5, 3), index(5, 2, 3), _WEIGHT, how, -100) for how in REDUCTIONS
]
of("nll_loss_forward", *_NLL, call(val(5), ints(2), None, "mean", -100), complex=False)
of(
    "nll_loss_backward",
    *[
        call(val(4) if how == "none" else val(), _TARGET, w, const(exact(total)), (4, 5), how, -1)
        for how in REDUCTIONS
        for w, total in ((None, 3.0), (exact([0.5, 1.0, 1.5, 1.0, 1.0], grad=False), 2.5))
    ],
    complex=False,
)
of(
    "bernoulli_entropy",
    *[call(unit(3, 4), unit(3, 4), w, how) for how in REDUCTIONS for w in (None, const(pos(3, 4)))],
    complex=False,
)
of(
    "logits_entropy",
    *[
        call(wide(3, 4), unit(3, 4), w, p, how)
        for how in REDUCTIONS
        for w, p in ((None, None), (const(pos(3, 1)), const(pos(4))))
    ],
    complex=False,
)
of(
    f"{LOSS}mse_loss {LOSS}l1_loss {LOSS}huber_loss {LOSS}smooth_l1_loss",
    *losses(val(3, 4), val(3, 4)),
    complex=False,
)
of(
    f"{LOSS}nll_loss",
    call(val(2, 3, 1, 2, 2), index(3, 2, 1, 2, 2)),
    *losses(val(4, 5), _TARGET, _WEIGHT, ignore_index=-1),
    *losses(val(2, 5, 3), index(5, 2, 3)),
    complex=False,
)
of(
    f"{LOSS}cross_entropy",
    *losses(val(4, 5), _TARGET, _WEIGHT, ignore_index=-1),
    *losses(val(2, 5, 3), index(5, 2, 3)),
    *losses(val(3, 5), index(5, 3), _WEIGHT, label_smoothing=0.1),
    *losses(val(3, 5), unit(3, 5)),
    call(val(5), ints(2)),
    complex=False,
)
of(
    f"{LOSS}linear_cross_entropy",
    call(val(4, 3), val(5, 3), _TARGET, ignore_index=-1),
    call(val(3, 4), val(5, 2, 4), index(5, 3, 2), linear_bias=val(5, 2), reduction="sum", label_smoothing=0.1),
    call(val(4), val(5, 4), ints(2), linear_bias=val(5)),
    call(val(3, 2), val(5, 2), unit(3, 5), weight=_WEIGHT, reduction="none"),
    complex=False,
)
of(
    f"{LOSS}binary_cross_entropy",
    *losses(unit(3, 4), unit(3, 4)),
    *losses(unit(3, 4), unit(3, 4), const(pos(4))),
    complex=False,
)
of(
    f"{LOSS}binary_cross_entropy_with_logits",
    *losses(wide(3, 4), unit(3, 4)),
    *losses(wide(3, 4), unit(3, 4), const(pos(4)), pos_weight=const(pos(4))),
    complex=False,
)
of(
    f"{LOSS}kl_div",
    *losses(val(3, 4), unit(3, 4)),
    *losses(val(3, 4), val(3, 4), log_target=True),
    call(val(3, 4), unit(3, 4), reduction="batchmean"),
    complex=False,
)
of(
    f"{LOSS}poisson_nll_loss",
    *losses(val(3, 4), pos(3, 4)),
    *losses(pos(3, 4), const(Operand((3, 4), 1.5, 4.0)), log_input=False, full=True),
    complex=False,
)
of(
    f"{LOSS}gaussian_nll_loss",
    *losses(val(3, 4), val(3, 4), pos(3, 4)),
    *losses(val(3, 4), val(3, 4), pos(3, 1), full=True),
    complex=False,
)
