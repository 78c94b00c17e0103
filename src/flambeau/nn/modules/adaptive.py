"""A softmax over very many classes that computes the rare ones only where they are needed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat
from .. import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

__all__ = ["AdaptiveLogSoftmaxWithLoss"]


class _ASMoutput(NamedTuple):
    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """A softmax whose classes, sorted by frequency, are split at ``cutoffs``: ``log p(c) = log p(cluster of c) +
    log p(c in its cluster)``.

    The head computes the classes before the first cutoff and one more for each cluster behind; cluster i reduces the
    input to ``in_features / div_value**(i + 1)`` features first. The result is a named tuple ``output``, the log
    probability of each target, and ``loss``, the mean of ``-output``. ``log_prob`` gives those of all classes,
    ``predict`` the likeliest class.

    Shape: input ``(N, in_features)`` and target ``(N,)``, or ``(in_features,)`` and ``()`` → output like the target.
    Dtype: that of the weights; int64 for the target.
    Raises: ValueError for cutoffs that are not increasing integers between 1 and ``n_classes - 1``; RuntimeError for
        shapes that do not go together and targets out of range.
    Source: Grave et al. 2017, Efficient softmax approximation for GPUs, section 4.

    >>> import flambeau
    >>> from flambeau import nn
    >>> softmax = nn.AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs=[3, 6], div_value=2.0)
    >>> result = softmax(flambeau.ones(2, 4), flambeau.tensor([0, 8]))
    >>> tuple(result.output.shape), softmax.log_prob(flambeau.ones(2, 4)).exp().sum(1).round().tolist()
    ((2,), [1.0, 1.0])
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        cutoffs = list(cutoffs)
        if len(cutoffs) == 0:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        whole = all(int(c) == c for c in cutoffs)
        if not whole or sorted(set(cutoffs)) != cutoffs or cutoffs[0] <= 0 or cutoffs[-1] > n_classes - 1:
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each "
                "value is between 1 and n_classes-1"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*cutoffs, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **made)
        self.tail = ModuleList()
        for number, (low, high) in enumerate(itertools.pairwise(self.cutoffs), 1):
            hidden = int(in_features // div_value**number)
            self.tail.append(
                Sequential(
                    Linear(in_features, hidden, bias=False, **made), Linear(hidden, high - low, bias=False, **made)
                )
            )

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        self.head.reset_parameters()
        for first, second in self.tail:
            first.reset_parameters()
            second.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        if target_.dim() > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target_.dim() == 1:
            if input_.dim() != 2:
                raise RuntimeError(
                    f"1D target tensor expects 2D input tensors, but found inputs with size {input_.size()}"
                )
            if input_.shape[0] != target_.shape[0]:
                raise RuntimeError("Input and target should have the same size in the batch dimension.")
            batch, targets = input_, target_
        else:
            if input_.dim() != 1:
                raise RuntimeError(
                    f"0D target tensor expects 1D input tensors, but found inputs with size {input_.size()}"
                )
            batch, targets = input_.unsqueeze(0), target_.unsqueeze(0)
        if targets.numel() and not 0 <= targets.min().item() <= targets.max().item() < self.n_classes:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{targets.min().item()}, {targets.max().item()}] were found. "
            )
        output = self._of_targets(batch, targets)
        loss = (-output).mean()
        return _ASMoutput(output if target_.dim() else output.squeeze(0), loss)

    def _of_targets(self, batch: Tensor, targets: Tensor) -> Tensor:
        """The log probability of each target, of rare clusters for the rows alone that need them."""
        in_head = targets.clamp(max=self.shortlist_size - 1)
        rare = batch.new_zeros(targets.shape[0])
        for number, (low, high) in enumerate(itertools.pairwise(self.cutoffs)):
            rows = ((targets >= low) & (targets < high)).nonzero().squeeze(1)
            if rows.numel() == 0:
                continue
            own = F.log_softmax(self.tail[number](batch.index_select(0, rows)), dim=1)
            found = own.gather(1, (targets[rows] - low).unsqueeze(1)).squeeze(1)
            rare = rare.index_copy(0, rows, found.to(rare.dtype))
            in_head = in_head.index_fill(0, rows, self.shortlist_size + number)
        head = F.log_softmax(self.head(batch), dim=1)
        result: Tensor = head.gather(1, in_head.unsqueeze(1)).squeeze(1) + rare
        return result

    def log_prob(self, input: Tensor) -> Tensor:
        """The log probabilities of all classes: (N, n_classes)."""
        head = F.log_softmax(self.head(input), dim=1)
        parts = [head[:, : self.shortlist_size]]
        for number, cluster in enumerate(self.tail):
            own = F.log_softmax(cluster(input), dim=1)
            parts.append(own + head[:, self.shortlist_size + number].unsqueeze(1))
        return cat(parts, 1)

    def predict(self, input: Tensor) -> Tensor:
        """The likeliest class of each row, of which the rare ones are looked at where the head says so."""
        best = self.head(input).argmax(1)
        rare = best >= self.shortlist_size
        if not rare.any():
            return best
        return best.where(~rare, self.log_prob(input).argmax(1)) if not rare.all() else self.log_prob(input).argmax(1)


explain_module(globals())
