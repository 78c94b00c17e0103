"""PowerSGD: matrices of gradients are sent as products of two thin ones.

Source: Vogels, Karimireddy and Jaggi 2019, PowerSGD: Practical Low-Rank Gradient Compression, algorithms 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...._arguments import explain_module
from ...._core import Generator, Tensor
from ...._functions import cat, randn
from ...._listing import listing
from ....autograd import no_grad
from ....futures import Future
from ....ops.qr import qr
from ...collectives import all_reduce
from ...distributed_c10d import group_of
from ...reducer import GradBucket
from .default_hooks import allreduce_hook

__all__ = ["PowerSGDState", "powerSGD_hook"]
__dir__ = listing(globals())


@dataclass
class PowerSGDState:
    """How gradients are compressed, and what is kept from step to step: what was lost, and the thin factors.

    The first ``start_powerSGD_iter`` steps send all. A matrix of n × m is sent as n × r and r × m, r being
    ``matrix_approximation_rank``, where that has at least ``min_compression_rate`` times fewer elements.
    """

    process_group: Any = None
    matrix_approximation_rank: int = 1
    start_powerSGD_iter: int = 1000
    min_compression_rate: float = 2
    use_error_feedback: bool = True
    warm_start: bool = True
    orthogonalization_epsilon: float = 0
    random_seed: int = 0
    iter: int = 0
    errors: dict[int, Tensor] = field(default_factory=dict)
    factors: dict[tuple[int, int], Tensor] = field(default_factory=dict)

    def _compresses(self, matrix: Tensor) -> bool:
        n, m = matrix.shape
        return (n + m) * self.matrix_approximation_rank * self.min_compression_rate < n * m


def powerSGD_hook(state: PowerSGDState, bucket: GradBucket) -> Future[Any]:
    """The mean over all processes of gradients, those that are matrices approximated by products of rank r."""
    if state.iter < state.start_powerSGD_iter:
        state.iter += bucket.is_last()
        return allreduce_hook(state.process_group, bucket)
    with no_grad():
        result = _compressed(state, bucket)
    state.iter += bucket.is_last()
    future: Future[Any] = Future()
    future.set_result(result)
    return future


def _compressed(state: PowerSGDState, bucket: GradBucket) -> Tensor:
    buffer, size = bucket.buffer(), group_of(state.process_group).size()
    index = bucket.index()
    if state.use_error_feedback:
        if index in state.errors:
            buffer.add_(state.errors[index])
        state.errors[index] = buffer.clone()
    whole = [g for g in bucket.gradients() if g.dim() < 2 or not state._compresses(g.reshape(len(g), -1))]
    matrices = [g for g in bucket.gradients() if not any(g is one for one in whole)]
    if whole:
        flat = cat([g.reshape(-1) for g in whole])
        all_reduce(flat, group=state.process_group)
        for gradient, part in zip(whole, flat.div_(size).split([g.numel() for g in whole]), strict=True):
            gradient.copy_(part.reshape(gradient.shape))
    for k, gradient in enumerate(matrices):
        matrix = gradient.reshape(len(gradient), -1)
        gradient.copy_(_approximation(state, (index, k), matrix, size).reshape(gradient.shape))
    if state.use_error_feedback:
        state.errors[index].sub_(buffer)
    return buffer


def _approximation(state: PowerSGDState, place: tuple[int, int], matrix: Tensor, size: int) -> Tensor:
    """``P Qᵀ``, the mean of what all processes have of it: one step of a power iteration."""
    rank = min(*matrix.shape, state.matrix_approximation_rank)
    right = state.factors.get(place) if state.warm_start else None
    if right is None:
        generator = Generator().manual_seed(state.random_seed + 1000 * place[0] + place[1] + state.iter)
        right = randn(matrix.shape[1], rank, generator=generator, dtype=matrix.dtype)
    right = qr(right)[0]
    left = matrix @ right
    all_reduce(left, group=state.process_group)
    left = qr(left)[0]
    right = matrix.t() @ left
    all_reduce(right, group=state.process_group)
    right.div_(size)
    state.factors[place] = right
    product: Tensor = left @ right.t()
    return product


explain_module(globals())
