"""Layers' functions as PyTorch's top level has them: every setting in its place, ``torch.dropout(input, p, train)``.

The functions of the same names in ``nn.functional`` have defaults, other names or another order. A reduction is a
number here: 0 "none", 1 "mean", 2 "sum".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ._arguments import overridable
from ._core import Tensor
from ._core import bool as bool_dtype
from ._functions import arange, bincount, bucketize, full, where, zeros
from ._lazy import HOMES
from .nn import functional as F
from .nn.modules.rnn import STEPS, Step, Weights, run_layers
from .nn.utils.weight_norm import norm_except_dim as norm_over_others
from .ops.norm import matrix_norm, vector_norm

__all__ = [name for name, home in HOMES.items() if home == "_positional"]

_REDUCTIONS = ("none", "mean", "sum")
_MODES = ("sum", "mean", "max")


def _reduction(name: str, number: int) -> str:
    if not isinstance(number, int) or not 0 <= number <= 2:
        raise ValueError(f"{number!r} is not a valid value for reduction | {name}: 0 none, 1 mean, 2 sum")
    return _REDUCTIONS[number]


# ---- dropout ---------------------------------------------------------------------------------------------------------


@overridable
def dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.dropout`."""
    return F.dropout(input, p, train)


@overridable
def dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.dropout` in place."""
    return F.dropout(input, p, train, True)


@overridable
def alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.alpha_dropout`."""
    return F.alpha_dropout(input, p, train)


@overridable
def alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.alpha_dropout` in place."""
    return F.alpha_dropout(input, p, train, True)


@overridable
def feature_alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.feature_alpha_dropout`."""
    return F.feature_alpha_dropout(input, p, train)


@overridable
def feature_alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.feature_alpha_dropout` in place."""
    return F.feature_alpha_dropout(input, p, train, True)


@overridable
def feature_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Channels of ``input``, ``(N, C, ...)``, are zeroed with probability ``p``, the others divided by 1 - p."""
    if input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input | feature_dropout")
    return input * F.dropout(input.new_ones(*input.shape[:2], *(1,) * (input.ndim - 2)), p, train) if train else input


@overridable
def feature_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`feature_dropout` in place."""
    return input.copy_(feature_dropout(input, p, train)) if train else input


@overridable
def native_dropout(input: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """`nn.functional.dropout`, and which elements stayed, as bools."""
    if train is False:
        return input.clone(), input.new_ones(input.shape, dtype=bool_dtype)
    stays = F.dropout(input.new_ones(input.shape), p) != 0
    return where(stays, input / (1 - p) if p < 1 else input, 0), stays


# ---- norms -----------------------------------------------------------------------------------------------------------


@overridable
def batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """`nn.functional.batch_norm`."""
    return F.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


@overridable
def instance_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """`nn.functional.instance_norm`."""
    return F.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


@overridable
def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The ``pow``-norm over all dimensions but ``dim``, which are kept with size 1; over all of them for -1."""
    return norm_over_others(v, pow, dim)


@overridable
def frobenius_norm(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """`linalg.vector_norm` of order 2 over at most two dimensions."""
    dims = [dim] if isinstance(dim, int) else list(dim)
    if len(dims) > 2:
        raise RuntimeError(f"Expected at most 2 dimensions, but got {len(dims)} dimensions instead. | frobenius_norm")
    result: Tensor = vector_norm(input, 2, dims or None, keepdim)
    return result


@overridable
def nuclear_norm(input: Tensor, dim: Any = (-2, -1), keepdim: bool = False) -> Tensor:
    """The sum of a matrix's singular values, over two dimensions."""
    result: Tensor = matrix_norm(input, "nuc", tuple(dim), keepdim)
    return result


# ---- tables ----------------------------------------------------------------------------------------------------------


@overridable
def embedding(
    weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
) -> Tensor:
    """`nn.functional.embedding`; ``padding_idx`` -1 is none."""
    padding = None if padding_idx == -1 else padding_idx
    return F.embedding(indices, weight, padding, None, 2.0, scale_grad_by_freq, sparse)


@overridable
def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> Tensor:
    """Those rows of the table that ``indices`` name and whose norm is above ``max_norm`` are scaled to it, in place."""
    F.embedding(indices, input.detach(), None, max_norm, norm_type)
    return input


@overridable
def embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`nn.functional.embedding_bag` of the mode 0 sum, 1 mean or 2 max; the bag of each index, the size of each bag,
    and for max the row that each element came from.
    """
    if mode not in (0, 1, 2):
        raise RuntimeError(f"embedding_bag: mode is {mode!r} | it is 0 (sum), 1 (mean) or 2 (max)")
    out = F.embedding_bag(
        indices,
        weight,
        offsets,
        None,
        2.0,
        scale_grad_by_freq,
        _MODES[mode],
        sparse,
        per_sample_weights,
        include_last_offset,
        padding_idx,
    )
    bags, count = out.shape[0], indices.shape[0]
    bag = bucketize(arange(count), offsets[:bags], right=True) - 1
    sizes = bincount(bag, minlength=bags)
    if mode != 2:
        return out, bag, sizes, zeros(0, dtype=indices.dtype)
    place = where(weight.detach()[indices] == out.detach()[bag], arange(count).unsqueeze(1), count)
    first = full(out.shape, count).scatter_reduce(0, bag.unsqueeze(1).expand_as(place), place, "amin")
    rows = where(first < count, indices[first.clamp(max=max(count - 1, 0))], 0) if count else first * 0
    return out, bag, sizes, rows


# ---- pooling, grids --------------------------------------------------------------------------------------------------


@overridable
def adaptive_max_pool1d(input: Tensor, output_size: Any) -> Any:
    """`nn.functional.adaptive_max_pool1d`, with the indices."""
    return F.adaptive_max_pool1d(input, output_size, True)


@overridable
def affine_grid_generator(theta: Tensor, size: Any, align_corners: bool) -> Tensor:
    """`nn.functional.affine_grid`."""
    return F.affine_grid(theta, size, align_corners)


# ---- losses ----------------------------------------------------------------------------------------------------------


@overridable
def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: int = 1
) -> Tensor:
    """`nn.functional.binary_cross_entropy_with_logits`."""
    how = _reduction("binary_cross_entropy_with_logits", reduction)
    return F.binary_cross_entropy_with_logits(input, target, weight, reduction=how, pos_weight=pos_weight)


@overridable
def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 1
) -> Tensor:
    """`nn.functional.cosine_embedding_loss`."""
    how = _reduction("cosine_embedding_loss", reduction)
    return F.cosine_embedding_loss(input1, input2, target, margin, reduction=how)


@overridable
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: int = 1,
    zero_infinity: bool = False,
) -> Tensor:
    """`nn.functional.ctc_loss`."""
    how = _reduction("ctc_loss", reduction)
    return F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, how, zero_infinity)


@overridable
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 1) -> Tensor:
    """`nn.functional.hinge_embedding_loss`."""
    return F.hinge_embedding_loss(input, target, margin, reduction=_reduction("hinge_embedding_loss", reduction))


@overridable
def kl_div(input: Tensor, target: Tensor, reduction: int = 1, *, log_target: bool = False) -> Tensor:
    """`nn.functional.kl_div`."""
    if reduction == 1:  # its own "mean" warns that the divergence is something else
        return F.kl_div(input, target, reduction="none", log_target=log_target).mean()
    return F.kl_div(input, target, reduction=_reduction("kl_div", reduction), log_target=log_target)


@overridable
def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 1
) -> Tensor:
    """`nn.functional.margin_ranking_loss`."""
    how = _reduction("margin_ranking_loss", reduction)
    return F.margin_ranking_loss(input1, input2, target, margin, reduction=how)


@overridable
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int) -> Tensor:
    """`nn.functional.poisson_nll_loss`."""
    how = _reduction("poisson_nll_loss", reduction)
    return F.poisson_nll_loss(input, target, log_input, full, None, eps, None, how)


@overridable
def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-06,
    swap: bool = False,
    reduction: int = 1,
) -> Tensor:
    """`nn.functional.triplet_margin_loss`."""
    how = _reduction("triplet_margin_loss", reduction)
    return F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction=how)


# ---- recurrent networks ----------------------------------------------------------------------------------------------


def _weights(params: Sequence[Tensor], has_biases: bool, projected: bool) -> list[Weights]:
    """The flat list of PyTorch's layers, a group for each layer and direction."""
    size = 2 + 2 * has_biases + projected
    if len(params) % size:
        raise RuntimeError(f"rnn: there are {len(params)} params | a layer and direction has {size}")
    groups = [list(params[at : at + size]) for at in range(0, len(params), size)]
    return [
        Weights(g[0], g[1], g[2] if has_biases else None, g[3] if has_biases else None, g[-1] if projected else None)
        for g in groups
    ]


def _recurrent(mode: str, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """``(input, hx, params, …, batch_first)``, or ``(data, batch_sizes, hx, params, …)`` of a packed sequence."""
    packed = isinstance(args[3], list | tuple)
    rows, sizes, hx, params, has_biases, layers, p, train, both_ways = args if packed else (args[0], None, *args[1:-1])
    batch_first = not packed and args[-1]
    states = tuple(hx) if mode == "LSTM" else (hx,)
    projected = mode == "LSTM" and states[0].shape[2] != states[1].shape[2]
    weights = _weights(params, has_biases, projected)
    directions = 2 if both_ways else 1
    if len(weights) != layers * directions:
        raise RuntimeError(
            f"rnn: params are for {len(weights)} layers and directions | there are {layers * directions}"
        )
    if packed:
        counts = sizes.tolist()
    else:
        rows = rows.transpose(0, 1) if batch_first else rows
        counts = [rows.shape[1]] * rows.shape[0]
        rows = rows.flatten(0, 1)
    out, states = run_layers(STEPS[mode], rows, states, counts, weights, directions, p if train else 0.0)
    if not packed:
        out = out.unflatten(0, (len(counts), -1))
        out = out.transpose(0, 1) if batch_first else out
    return (out, *states)


def _cell(step: Step, input: Tensor, states: tuple[Tensor, ...], weights: Weights) -> tuple[Tensor, ...]:
    return step(F.linear(input, weights.ih, weights.b_ih), states, weights.hh, weights.b_hh)


_Layers = Callable[..., tuple[Tensor, ...]]


def _layers(name: str, mode: str) -> _Layers:
    def run(*args: Any) -> tuple[Tensor, ...]:
        if len(args) != 9:
            raise TypeError(
                f"{name}() takes 9 arguments, got {len(args)} | input, hx, params, has_biases, num_layers, "
                "dropout, train, bidirectional, batch_first; or data, batch_sizes, hx, params, has_biases, "
                "num_layers, dropout, train, bidirectional"
            )
        return _recurrent(mode, args)

    run.__name__ = run.__qualname__ = name
    run.__doc__ = (
        f"What `nn.{mode.partition('_')[0]}` computes, of a flat list of weights: the output and the last states."
    )
    return overridable(run)


lstm, gru, rnn_tanh, rnn_relu = (_layers(name, name.upper()) for name in ("lstm", "gru", "rnn_tanh", "rnn_relu"))


@overridable
def lstm_cell(
    input: Tensor,
    hx: Sequence[Tensor],
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """One step of `nn.LSTMCell`."""
    return _cell(STEPS["LSTM"], input, tuple(hx), Weights(w_ih, w_hh, b_ih, b_hh, None))


@overridable
def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of `nn.GRUCell`."""
    return _cell(STEPS["GRU"], input, (hx,), Weights(w_ih, w_hh, b_ih, b_hh, None))[0]


@overridable
def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of `nn.RNNCell`."""
    return _cell(STEPS["RNN_TANH"], input, (hx,), Weights(w_ih, w_hh, b_ih, b_hh, None))[0]


@overridable
def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of `nn.RNNCell` with ``nonlinearity="relu"``."""
    return _cell(STEPS["RNN_RELU"], input, (hx,), Weights(w_ih, w_hh, b_ih, b_hh, None))[0]


# ---- methods ---------------------------------------------------------------------------------------------------------


@overridable
def detach(input: Tensor) -> Tensor:
    """``input.detach()``."""
    return input.detach()


@overridable
def detach_(input: Tensor) -> Tensor:
    """``input.detach_()``."""
    return input.detach_()


@overridable
def as_strided_(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """``input.as_strided_(…)``."""
    return input.as_strided_(size, stride, storage_offset)


@overridable
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether both have one shape."""
    return input.shape == other.shape


@overridable
def get_device(input: Tensor) -> int:
    """``input.get_device()``: -1 on the CPU."""
    return input.get_device()
