"""Losses: each compares an input with a target and reduces the result to its mean, its sum, or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._warnings import warn
from ...ops.loss import reduction_of_old
from .. import functional as F
from .distance import PairwiseDistance
from .linear import Linear
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
    "LinearCrossEntropyLoss",
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
            self.reduction = reduction_of_old(size_average, reduce)


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
    """Binary cross entropy, the mean of ``−w·(y·log(p) + (1 − y)·log(1 − p))``; logarithms are at least −100.

    ``weight`` w (1 by default) broadcasts over the elements.

    Shape: input p and target y of one shape → 0-d; with ``reduction="none"`` the input's.
    Dtype: floating, the same for both; the result has it.
    Raises: RuntimeError for p outside [0, 1] and for dtypes that differ; NotImplementedError for integers; ValueError
        for shapes that differ and another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BCELoss()(flambeau.tensor([0.5, 1.0]), flambeau.tensor([1.0, 1.0]))
    tensor(0.3466)
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """`BCELoss` of ``sigmoid(x)``, without overflow: the mean of
    ``−w·(pos_weight·y·log sigmoid(x) + (1 − y)·log sigmoid(−x))``.

    ``weight`` w and ``pos_weight`` broadcast over the elements; both are 1 by default.

    Shape: input x and target y of one shape → 0-d; with ``reduction="none"`` the input's.
    Dtype: floating targets; the result has the target's dtype.
    Raises: ValueError for shapes that differ and another ``reduction``; RuntimeError for bool and integer targets and
        for complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BCEWithLogitsLoss()(flambeau.tensor([0.0, 200.0]), flambeau.tensor([1.0, 1.0]))
    tensor(0.3466)
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
    """``−log P(target | log_probs)`` over all alignments of a target with T steps, blanks between labels being skipped.

    "mean" divides each loss by its target's length first. A target that does not fit into its steps has an infinite
    loss, or 0 with ``zero_infinity``, and no gradient.

    Shape: ``log_probs`` (T, N, C) or (T, C), ``targets`` (N, S) or all in one row, two lengths of N values → 0-d; with
        ``reduction="none"`` (N,).
    Dtype: floating ``log_probs``, logarithms of probabilities; the result has it. Targets and lengths are integers.
    Raises: RuntimeError for lengths that are not integral, not N, negative or above T, for ``blank`` outside the
        labels, for ``log_probs`` that are empty or not 2-D or 3-D, and for targets that do not go with their lengths.
    Source: Graves et al. 2006, Connectionist Temporal Classification, equation 8.

    >>> import flambeau
    >>> from flambeau import nn
    >>> log_probs = flambeau.zeros(2, 1, 2).log_softmax(2)
    >>> nn.CTCLoss()(log_probs, flambeau.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
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
    """The mean of ``1 − cos(x₁, x₂)`` where the target is 1 and ``max(0, cos(x₁, x₂) − margin)`` where it is −1; cos is
    the cosine of the angle between rows.

    Shape: two inputs (N, D) and a target (N,), or (D,), (D,) and 0-d → 0-d; with ``reduction="none"`` the target's.
    Dtype: any but complex; the result is floating.
    Raises: RuntimeError for shapes that do not go together; NotImplementedError for complex inputs; ValueError for
        another ``reduction``.

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
    """The mean of ``−log softmax(x)[y]`` over the classes, for scores x; weighted by ``weight[y]`` where it is given.

    Targets ``ignore_index`` count for nothing. Targets may be probabilities q instead: ``−Σ q·log softmax(x)``.
    ``label_smoothing`` s mixes the target with s / C for each class.

    Shape: (C,), (N, C) or (N, C, d₁, …) and classes (), (N,) or (N, d₁, …), or probabilities of the input's shape →
        0-d; with ``reduction="none"`` the classes'.
    Dtype: floating scores; the result has it. Classes are int64 or uint8.
    Raises: NotImplementedError for bool, integer and complex scores; IndexError for a class out of range; ValueError
        for batches of different sizes and another ``reduction``; RuntimeError for a target of another dtype or shape, a
        weight of another size, and a ``label_smoothing`` outside [0, 1].
    Source: for label smoothing, Szegedy et al. 2016, Rethinking the Inception Architecture, section 7.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CrossEntropyLoss()(flambeau.zeros(1, 4), flambeau.tensor([2]))
    tensor(1.3863)
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


class LinearCrossEntropyLoss(Module):
    """`CrossEntropyLoss` of scores that a linear layer of its own, ``linear``, computes from the input.

    ``out_features`` are the sizes d₁, … of several scores per class; the layer's weight is then (C·d₁·…, F).
    ``ignore_index`` is −100 unless given. ``options`` say in what pieces PyTorch works; here nothing depends on them.

    Shape: (N, F) or (F,) and the target of a `CrossEntropyLoss` of (N, C, d₁, …) → 0-d; with ``reduction="none"`` the
        classes'.
    Dtype: that of the weight; the result has it.
    Raises: as `CrossEntropyLoss` and `Linear`.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LinearCrossEntropyLoss(3, 2)(flambeau.zeros(1, 3), flambeau.tensor([1]))
    tensor(0.6931, grad_fn=<NllLossBackward0>)
    """

    weight: Tensor | None

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: Any = None,
    ) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.linear = Linear(in_features, num_classes * math.prod(out_features), bias, device=device, dtype=dtype)
        self.num_classes, self.out_features = num_classes, tuple(out_features)
        self.reduction, self.ignore_index, self.label_smoothing = reduction, ignore_index, label_smoothing
        self.options = options

    def extra_repr(self) -> str:
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes}, "
            f"out_features={self.out_features}, bias={self.linear.bias is not None}, reduction={self.reduction}, "
            f"ignore_index={self.ignore_index}, label_smoothing={self.label_smoothing}, options={self.options}"
        )

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        sizes, bias = (self.num_classes, *self.out_features), self.linear.bias
        return F.linear_cross_entropy(
            input,
            self.linear.weight.view(*sizes, -1),
            target,
            linear_bias=None if bias is None else bias.view(sizes),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )


class GaussianNLLLoss(_Loss):
    """The mean of ``(log(v) + (x − y)² / v) / 2`` for input x, target y and variance v, which is at least ``eps``;
    ``full`` adds ``log(2π) / 2``.

    Shape: x and y of one shape, v of the same, or without its last size, or with size 1 there, or a number → 0-d; with
        ``reduction="none"`` the input's.
    Dtype: any but bool; integers become the default dtype.
    Raises: ValueError for a negative variance and one of another size, and for another ``reduction``; RuntimeError for
        bool inputs and shapes that do not broadcast.
    Source: Nix and Weigend 1994, Estimating the Mean and Variance of the Target Probability Distribution.

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
    """The mean of ``x`` where the target is 1 and ``max(0, margin − x)`` where it is −1.

    Shape: input and target, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; means are floating.
    Raises: RuntimeError for bool inputs and shapes that do not broadcast; NotImplementedError for complex inputs;
        ValueError for another ``reduction``.

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
    """The mean of ``d² / 2`` where d = |x − y| < ``delta``, else ``delta·(d − delta / 2)``.

    Shape: input x and target y, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; each element has the dtype of the input, means the common one.
    Raises: RuntimeError for ``delta <= 0`` and shapes that do not broadcast; NotImplementedError unless the common
        dtype is floating; ValueError for another ``reduction``.
    Source: Huber 1964, Robust Estimation of a Location Parameter.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.HuberLoss(reduction="none")(flambeau.tensor([0.5, 2.0]), flambeau.zeros(2))
    tensor([0.1250, 1.5000])
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
    """``y·(log(y) − x)`` for logarithms of probabilities x and probabilities y; ``exp(y)·(y − x)`` with ``log_target``.

    "mean" divides by the number of elements, "batchmean" by N, which gives the Kullback–Leibler divergence of each row.

    Shape: input x and target y, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: any; bools and integers become the default dtype.
    Raises: RuntimeError for shapes that do not broadcast; ValueError for another ``reduction``.
    Source: Kullback and Leibler 1951, On Information and Sufficiency.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.KLDivLoss(reduction="batchmean")(flambeau.tensor([[0.5, 0.5]]).log(), flambeau.tensor([[1.0, 0.0]]))
    tensor(0.6931)
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
    """The mean of ``|x − y|``; the sum or each element with another ``reduction``.

    Shape: input x and target y, broadcast together (with a warning where they differ) → 0-d; with ``reduction="none"``
        their common shape.
    Dtype: floating or complex, or integer without a mean; complex numbers give their real dtype.
    Raises: RuntimeError for bool inputs, for the mean of integers and for shapes that do not broadcast; ValueError for
        another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.L1Loss()(flambeau.tensor([1.0, 3.0]), flambeau.zeros(2)).item()
    2.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.l1_loss(input, target, reduction=self.reduction)


class MSELoss(_Loss):
    """The mean of ``(x − y)²``; the sum or each element with another ``reduction``.

    Shape: input x and target y, broadcast together (with a warning where they differ) → 0-d; with ``reduction="none"``
        their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError unless the common dtype is floating; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MSELoss()(flambeau.tensor([1.0, 3.0]), flambeau.zeros(2)).item()
    5.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.mse_loss(input, target, reduction=self.reduction)


class MarginRankingLoss(_Loss):
    """The mean of ``max(0, −y·(x₁ − x₂) + margin)`` for targets y = ±1: 1 says that x₁ is to be the larger one.

    Shape: two inputs and a target, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; means are floating.
    Raises: RuntimeError for bool inputs and shapes that do not broadcast; NotImplementedError for complex inputs;
        ValueError for another ``reduction``.

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
    """The mean over the samples of ``Σ max(0, 1 − (x[j] − x[i])) / C``, the sum running over the classes j in y and i
    not in y; −1 ends a row of classes.

    Shape: scores x (N, C) or (C,), classes y of the same shape → 0-d; with ``reduction="none"`` (N,).
    Dtype: integer or floating scores; integer classes.
    Raises: RuntimeError for a target of another shape, out of range or of a floating dtype, and for bool scores;
        NotImplementedError for complex scores; ValueError for another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiLabelMarginLoss()(flambeau.tensor([[0.0, 2.0]]), flambeau.tensor([[1, -1]])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """The mean over the classes of ``−w·(y·log sigmoid(x) + (1 − y)·log sigmoid(−x))``, then over the samples.

    Shape: scores x and targets y (N, C), broadcast together → 0-d; with ``reduction="none"`` (N,).
    Dtype: floating scores; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex scores; RuntimeError for bool targets and shapes that do
        not broadcast; ValueError for another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiLabelSoftMarginLoss()(flambeau.tensor([[200.0]]), flambeau.tensor([[1.0]])).item()
    0.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)


class MultiMarginLoss(_WeightedLoss):
    """The mean of ``Σ_(i ≠ y) max(0, margin − x[y] + x[i])^p / C``, each summand times ``weight[y]`` where it is given.

    Shape: scores x (N, C) or (C,), classes y (N,) or 0-d → 0-d; with ``reduction="none"`` that of y.
    Dtype: integer or floating scores; int32 or int64 classes.
    Raises: ValueError for p other than 1 and 2, a weight that is not 1-D and another ``reduction``; RuntimeError for
        bool scores and for classes of another shape or dtype or out of range; NotImplementedError for complex scores.
    Source: Weston and Watkins 1999, Support Vector Machines for Multi-Class Pattern Recognition.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MultiMarginLoss()(flambeau.tensor([[1.0, 1.0]]), flambeau.tensor([0]))
    tensor(0.5000)
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
    """The mean of ``−weight[y]·x[y]`` over the classes, for logarithms of probabilities x; divided by the sum of the
    weights.

    Targets ``ignore_index`` count for nothing.

    Shape: (C,), (N, C) or (N, C, d₁, …) and classes y (), (N,) or (N, d₁, …) → 0-d; with ``reduction="none"`` that of
        y.
    Dtype: floating input; the result has it. Classes are int64 or uint8.
    Raises: NotImplementedError for bool, integer and complex inputs; IndexError for a class out of range; RuntimeError
        for a target of another dtype or shape; ValueError for batches of different sizes and another ``reduction``.

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
    """Another name of `NLLLoss`, once for images; deprecated: it warns.

    >>> import warnings, flambeau
    >>> from flambeau import nn
    >>> with warnings.catch_warnings(action="ignore"):
    ...     loss = nn.NLLLoss2d()
    >>> loss(flambeau.full((1, 2, 1, 1), -2.0), flambeau.tensor([[[1]]])).item()
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
        warn("`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement", FutureWarning)
        super().__init__(weight, size_average, ignore_index, reduce, reduction)


class PoissonNLLLoss(_Loss):
    """The mean of ``exp(x) − y·x`` for the logarithm x of a rate, or ``x − y·log(x + eps)`` for a rate with
    ``log_input=False``.

    ``full`` adds Stirling's term ``y·log(y) − y + log(2πy) / 2`` where y > 1.

    Shape: input x and target y, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: any; bools and integers become the default dtype.
    Raises: RuntimeError for shapes that do not broadcast; ValueError for another ``reduction``.

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
    """The mean of ``d² / (2·beta)`` where d = |x − y| < ``beta``, else ``d − beta / 2``; `L1Loss` for beta = 0.

    Shape: input x and target y, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: RuntimeError for a negative ``beta`` and shapes that do not broadcast; NotImplementedError unless the common
        dtype is floating; ValueError for another ``reduction``.
    Source: Girshick 2015, Fast R-CNN, equation 3.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SmoothL1Loss(reduction="none")(flambeau.tensor([0.5, 2.0]), flambeau.zeros(2))
    tensor([0.1250, 1.5000])
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
    """The mean of ``log(1 + exp(−y·x))`` for targets y = ±1.

    Shape: input x and target y, broadcast together → 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError unless the common dtype is floating; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SoftMarginLoss()(flambeau.tensor([0.0]), flambeau.tensor([1.0]))
    tensor(0.6931)
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class TripletMarginLoss(_Loss):
    """The mean of ``max(0, ‖a − p‖ − ‖a − n‖ + margin)`` for anchor a, positive p and negative n, in the norm ``p``.

    ``swap`` takes ``‖p − n‖`` where it is smaller than ``‖a − n‖``. ``eps`` is added to the differences.

    Shape: three inputs (N, D) or (D,) → 0-d; with ``reduction="none"`` (N,).
    Dtype: any but bool; the result is floating.
    Raises: RuntimeError for bool inputs and shapes that do not broadcast; ValueError for another ``reduction``.
    Source: Balntas et al. 2016, Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural
        Networks.

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
        if margin <= 0:
            raise ValueError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead")
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
    """The mean of ``max(0, d(a, p) − d(a, n) + margin)`` with a distance d of one's own; the Euclidean without one.

    ``swap`` takes d(p, n) where it is smaller than d(a, n).

    Shape: three inputs that ``distance_function`` takes → 0-d; with ``reduction="none"`` the shape of the distances.
    Dtype: what ``distance_function`` takes; the result has the dtype of the distances.
    Raises: ValueError unless ``margin > 0``, and for another ``reduction``.

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
