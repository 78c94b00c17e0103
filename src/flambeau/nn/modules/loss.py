"""Losses: each compares an input with a target and reduces the result to its mean, its sum, or not at all."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .distance import PairwiseDistance
from .module import Module

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CTCLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "NLLLoss2d",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
]


class _Loss(Module):
    """``reduction`` is "mean", "sum" or "none"; ``size_average`` and ``reduce`` are its two older forms."""

    reduction: str

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction
        if size_average is not None or reduce is not None:
            if reduce is False:
                self.reduction = "none"
            else:
                self.reduction = "sum" if size_average is False else "mean"
            warnings.warn(
                f"size_average and reduce args will be deprecated, please use reduction='{self.reduction}' instead.",
                stacklevel=3,
            )


class _WeightedLoss(_Loss):
    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class BCELoss(_WeightedLoss):
    """``−y·log(p) − (1 − y)·log(1 − p)`` for probabilities p and targets y in [0, 1].

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BCELoss()(flambeau.tensor([1.0]), flambeau.tensor([1.0])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """:class:`BCELoss` of ``sigmoid(input)``, without overflow; ``pos_weight`` weighs the positive targets.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BCEWithLogitsLoss()(flambeau.tensor([200.0]), flambeau.tensor([1.0])).item()
    0.0
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class CTCLoss(_Loss):
    """``−log P(target | log_probs)`` over all alignments of ``(T, N, C)`` (Graves et al. 2006).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CTCLoss()
    CTCLoss()
    """

    def __init__(
        self,
        blank: int = 0,
        reduction: str = "mean",
        zero_infinity: bool = False,
    ) -> None:
        super().__init__(reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity

    def forward(
        self,
        log_probs: Tensor,
        targets: Tensor,
        input_lengths: Tensor | Sequence[int],
        target_lengths: Tensor | Sequence[int],
    ) -> Tensor:
        return F.ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )


class CosineEmbeddingLoss(_Loss):
    """``1 − cos(x₁, x₂)`` where the target is 1, ``max(0, cos(x₁, x₂) − margin)`` where it is −1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> left, right = flambeau.tensor([[3.0, 0.0]]), flambeau.tensor([[0.0, 2.0]])
    >>> nn.CosineEmbeddingLoss()(left, right, flambeau.tensor([-1.0])).item()
    0.0
    """

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class CrossEntropyLoss(_WeightedLoss):
    """``−log softmax(input)[y]`` for scores ``(N, C, …)`` and classes ``y`` ``(N, …)`` or probabilities ``(N, C, …)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CrossEntropyLoss()(flambeau.tensor([[9.0]]), flambeau.tensor([0])).item()
    0.0
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class GaussianNLLLoss(_Loss):
    """``(log(v) + (input − target)² / v) / 2`` with variance v, at least ``eps``; ``full`` adds ``log(2π) / 2``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.GaussianNLLLoss()(flambeau.tensor([3.0]), flambeau.tensor([1.0]), flambeau.tensor([1.0])).item()
    2.0
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.full = full
        self.eps = eps

    def forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Tensor:
        return F.gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


class HingeEmbeddingLoss(_Loss):
    """``x`` where the target is 1, ``max(0, margin − x)`` where it is −1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.HingeEmbeddingLoss()(flambeau.tensor([0.5]), flambeau.tensor([-1.0])).item()
    0.5
    """

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class HuberLoss(_Loss):
    """``d²/2`` where d = |input − target| < delta, else ``delta·(d − delta/2)`` (Huber 1964).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.HuberLoss()(flambeau.tensor([2.0]), flambeau.zeros(1)).item()
    1.5
    """

    def __init__(
        self,
        reduction: str = "mean",
        delta: float = 1.0,
    ) -> None:
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class KLDivLoss(_Loss):
    """``y·(log(y) − input)`` for log-probabilities ``input`` and probabilities (or, told so, log-probabilities) y.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.KLDivLoss()(flambeau.tensor([0.0]), flambeau.tensor([1.0])).item()
    0.0
    """

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class L1Loss(_Loss):
    """The mean of ``|input − target|``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.L1Loss()(flambeau.tensor([1.0, 3.0]), flambeau.zeros(2)).item()
    2.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.l1_loss(input, target, reduction=self.reduction)


class MSELoss(_Loss):
    """The mean of ``(input − target)²``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MSELoss()(flambeau.tensor([1.0, 3.0]), flambeau.zeros(2)).item()
    5.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.mse_loss(input, target, reduction=self.reduction)


class MarginRankingLoss(_Loss):
    """``max(0, −y·(x₁ − x₂) + margin)`` for targets y = ±1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MarginRankingLoss()(flambeau.tensor([1.0]), flambeau.tensor([3.0]), flambeau.tensor([1.0])).item()
    2.0
    """

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MultiLabelMarginLoss(_Loss):
    """The sum over the classes j in y and i not in y of ``max(0, 1 − (x[j] − x[i])) / C``; -1 ends a row of classes.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiLabelMarginLoss()(flambeau.tensor([[0.0, 2.0]]), flambeau.tensor([[1, -1]])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """The mean over the classes of the binary cross entropy of each score ``(N, C)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiLabelSoftMarginLoss()(flambeau.tensor([[200.0]]), flambeau.tensor([[1.0]])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)


class MultiMarginLoss(_WeightedLoss):
    """The mean over the classes i ≠ y of ``max(0, margin − x[y] + x[i])^p``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiMarginLoss()(flambeau.tensor([[3.0, 0.0]]), flambeau.tensor([0])).item()
    0.0
    """

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        if weight is not None and weight.dim() != 1:
            raise ValueError(f"MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.dim()}D instead")
        self.p = p
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multi_margin_loss(
            input, target, p=self.p, margin=self.margin, weight=self.weight, reduction=self.reduction
        )


class NLLLoss(_WeightedLoss):
    """``−weight[y]·input[y]`` for log-probabilities ``(N, C, …)`` and classes ``y`` ``(N, …)``; a weighted mean.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.NLLLoss()(flambeau.tensor([[-2.0, -1.0]]), flambeau.tensor([0])).item()
    2.0
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.nll_loss(input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class NLLLoss2d(NLLLoss):
    """The older name of :class:`NLLLoss` for images."""


class PoissonNLLLoss(_Loss):
    """``exp(x) − y·x`` for a log-rate x, or ``x − y·log(x + eps)``; ``full`` adds Stirling’s term.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PoissonNLLLoss()(flambeau.tensor([0.0]), flambeau.tensor([2.0])).item()
    1.0
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input: Tensor, target: Tensor) -> Tensor:
        return F.poisson_nll_loss(
            log_input, target, log_input=self.log_input, full=self.full, eps=self.eps, reduction=self.reduction
        )


class SmoothL1Loss(_Loss):
    """``d²/(2·beta)`` where d = |input − target| < beta, else ``d − beta/2`` (Girshick 2015).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SmoothL1Loss()(flambeau.tensor([2.0]), flambeau.zeros(1)).item()
    1.5
    """

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class SoftMarginLoss(_Loss):
    """``log(1 + exp(−y·x))`` for targets ±1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SoftMarginLoss()(flambeau.tensor([200.0]), flambeau.tensor([1.0])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class TripletMarginLoss(_Loss):
    """``max(0, ‖a − p‖ − ‖a − n‖ + margin)``; ``swap`` takes the nearer of anchor and positive (Balntas et al. 2016).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.TripletMarginLoss()(flambeau.zeros(1, 2), flambeau.zeros(1, 2), flambeau.tensor([[9.0, 0.0]])).item()
    0.0
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_loss(
            anchor,
            positive,
            negative,
            margin=self.margin,
            p=self.p,
            eps=self.eps,
            swap=self.swap,
            reduction=self.reduction,
        )


class TripletMarginWithDistanceLoss(_Loss):
    """:class:`TripletMarginLoss` with a distance of one's own; without one, the Euclidean.

    >>> import flambeau
    >>> from flambeau import nn
    >>> loss = nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: (a - b).abs().sum(-1))
    >>> loss(flambeau.zeros(1, 2), flambeau.zeros(1, 2), flambeau.ones(1, 2) * 5).item()
    0.0
    """

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin = margin
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


explain_module(globals())
