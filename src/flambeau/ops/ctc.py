"""Connectionist temporal classification (Graves et al. 2006): the loss of a sequence whose alignment is unknown."""

from __future__ import annotations

import math
from typing import Any

from .._arguments import entries
from .broadcast import refuse_dtypes
from .compare import choose
from .define import Tensor, composite, op
from .elementary import exp
from .join import stack
from .loss import chosen_reduction
from .pad import pad
from .reduce import logsumexp

_NEVER = -1e30  # the logarithm of a probability of zero, with derivatives that are zero rather than undefined


def _read_lengths(given: Any, batch: int, most: int | None, name: str) -> list[int]:
    if isinstance(given, Tensor) and given.is_floating_point():
        raise RuntimeError(f"{name} must be integral")
    lengths = given.reshape(-1).tolist() if isinstance(given, Tensor) else list(entries(given, name))
    if not all(isinstance(n, int) for n in lengths):
        raise TypeError(f"ctc_loss(): {name} must be a tensor or a sequence of ints, but got {lengths}")
    if len(lengths) != batch:
        raise RuntimeError(f"{name} must be of size batch_size | ctc_loss: it has {len(lengths)} values for a batch "
                           f"of {batch}")
    for n in lengths:
        if n < 0:
            raise RuntimeError(f"Expected {name} to have value at least 0, but got value {n} (ctc_loss)")
        if most is not None and n > most:
            raise RuntimeError(f"Expected {name} to have value at most {most}, but got value {n} (ctc_loss)")
    return lengths


def _rows(targets: Tensor, lengths: list[int], blank: int) -> Tensor:
    """Targets (N, S), S at least 1, given so or one after another, filled up with blanks."""
    most = max(lengths, default=0)
    if targets.ndim == 2:
        if targets.shape[1] < most:
            raise RuntimeError(f"Expected tensor to have size at least {most} at dimension 1, but got size "
                               f"{targets.shape[1]} for argument #2 'targets' (ctc_loss)")
        rows = targets[:, :most]
    else:
        if targets.ndim != 1 or targets.shape[0] != sum(lengths):
            raise RuntimeError(f"Expected tensor to have size {sum(lengths)} at dimension 0, but got size "
                               f"{targets.shape[0] if targets.ndim else 1} for argument #2 'targets' (ctc_loss)")
        rows = stack([pad(part, (0, most - part.shape[0])) for part in targets.split(lengths)])
    if most == 0:  # one blank stands for labels that nobody has
        return targets.new_full((len(lengths), 1), blank)
    real = targets.new_tensor(range(most)) < targets.new_tensor(lengths).unsqueeze(1)
    return choose(real, rows, rows.new_tensor(blank))


def _negative_log_likelihood(log_probs: Tensor, rows: Tensor, steps: list[int], lengths: list[int],
                             blank: int) -> Tensor:
    """The forward recursion over the labels with blanks around them, for all sequences at once: (N,)."""
    count, batch, _ = log_probs.shape
    labels = pad(stack([rows, rows * 0 + blank], 2).flatten(1), (1, 0), value=blank)
    # A label may follow the one before last without a blank between them where the two differ.
    skips = pad((labels[:, 2:] != labels[:, :-2]) & (labels[:, 2:] != blank), (2, 0), value=0)
    emitted = log_probs.gather(2, labels.expand(count, -1, -1))
    never = emitted.new_tensor(_NEVER)
    starts = rows.new_tensor(range(labels.shape[1])) < 2
    alive = rows.new_tensor(steps)
    alpha = pad(emitted.new_zeros(batch, 1), (0, labels.shape[1] - 1), value=_NEVER)  # before the first step
    for t in range(max(steps)):
        if t == 0:
            reached = choose(starts, alpha.new_zeros(()), never).expand(batch, -1)
        else:
            wide = pad(alpha, (2, 0), value=_NEVER)
            reached = logsumexp(stack([alpha, wide[:, 1:-1], choose(skips, wide[:, :-2], never)]), 0)
        alpha = choose((t < alive).unsqueeze(1), reached + emitted[t], alpha)
    ends = pad(alpha, (1, 0), value=_NEVER)
    last = rows.new_tensor(lengths).unsqueeze(1) * 2
    return -logsumexp(ends.gather(1, stack([last, last + 1], 2).squeeze(1)), 1)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: object, target_lengths: object, blank: int = 0,
             reduction: str = "mean", zero_infinity: bool = False) -> Tensor:
    """Minus the logarithm of the probability of ``targets`` under all alignments,
    ``-log(sum over alignments of product of exp(log_probs))``.

    ``log_probs`` are logarithms of probabilities (of `log_softmax`); ``targets`` are class indices; lengths are tensors
    or sequences of ints. "mean" divides each loss by its target's length first. A target that does not fit into its
    steps has an infinite loss, or 0 with ``zero_infinity``, and no gradient. As in PyTorch the gradient is what
    `log_softmax` before it leaves as it is: probabilities are added to it, so that it sums to zero over the classes.

    Shape: ``log_probs`` ``(T, N, C)`` or ``(T, C)``, ``targets`` ``(N, S)`` or all in one row, lengths ``(N,)`` give
        0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: float32 or float64 ``log_probs``; the result has it. Targets and lengths are integers.
    Raises: RuntimeError for lengths that are not integral, not N, negative or above T, for ``blank`` outside the
        labels, for ``log_probs`` that are empty or not 2-D or 3-D, and for targets that do not go with their lengths;
        NotImplementedError for bool, integer and complex tensors; TypeError for lengths that are not
        ints; ValueError for another ``reduction``.
    Source: Graves et al. 2006, Connectionist Temporal Classification, equation 8.

    >>> import flambeau as torch
    >>> log_probs = torch.zeros(2, 1, 2).log_softmax(2)
    >>> torch.nn.functional.ctc_loss(log_probs, torch.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
    """
    reduction = chosen_reduction(reduction, None, None)
    refuse_dtypes("ctc_loss", log_probs, "bool", "integer", "complex")
    single = log_probs.ndim == 2
    if single:
        log_probs, targets = log_probs.unsqueeze(1), targets.unsqueeze(0) if targets.ndim == 1 else targets
    if log_probs.ndim != 3:
        raise RuntimeError(f"Expected 3-dimensional tensor, but got {log_probs.ndim}-dimensional tensor for argument "
                           "#1 'log_probs' (ctc_loss)")
    if log_probs.numel() == 0:
        raise RuntimeError("log_probs tensor must not be empty")
    count, batch, classes = log_probs.shape
    if not 0 <= blank < classes:
        raise RuntimeError(f"blank must be in label range | ctc_loss: it is {blank}, the labels are 0 to {classes - 1}")
    steps = _read_lengths(input_lengths, batch, count, "input_lengths")
    lengths = _read_lengths(target_lengths, batch, None, "target_lengths")
    rows = _rows(targets.long(), lengths, blank)
    loss = _negative_log_likelihood(log_probs, rows, steps, lengths, blank)
    used = log_probs.new_tensor(range(count)).unsqueeze(1) < log_probs.new_tensor(steps)
    mass = (exp(log_probs.clamp(max=80)).sum(2) * used).sum(0)
    loss = loss + (mass - mass.detach())  # no value, but a derivative: see the docstring's last sentence
    impossible = loss.detach() > -_NEVER / 2
    loss = choose(impossible, loss.new_tensor(0.0 if zero_infinity else math.inf), loss)
    if reduction == "mean":
        return (loss / loss.new_tensor(lengths).clamp(min=1)).mean()
    return loss.sum() if reduction == "sum" else loss.squeeze(0) if single else loss
