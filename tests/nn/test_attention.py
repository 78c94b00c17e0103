"""`multi_head_attention_forward`, with every option, against PyTorch's: results, weights, gradients, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from beside import refuse_alike, torch

import flambeau

E, HEADS, L, S, N = 4, 2, 3, 5, 2


def numbers(lib: Any, *shape: int, phase: float = 1.0) -> Any:
    count = flambeau.Size(shape).numel()
    return (lib.arange(float(count), dtype=lib.float64) * phase + phase).sin().reshape(shape).requires_grad_()


def given(lib: Any, batch: bool = True, widths: tuple[int, int] = (E, E)) -> dict[str, Any]:
    middle = (N,) if batch else ()
    return {
        "query": numbers(lib, L, *middle, E),
        "key": numbers(lib, S, *middle, widths[0], phase=1.3),
        "value": numbers(lib, S, *middle, widths[1], phase=0.7),
        "embed_dim_to_check": E,
        "num_heads": HEADS,
        "in_proj_weight": numbers(lib, 3 * E, E, phase=2.1),
        "in_proj_bias": numbers(lib, 3 * E, phase=0.3),
        "bias_k": None,
        "bias_v": None,
        "add_zero_attn": False,
        "dropout_p": 0.0,
        "out_proj_weight": numbers(lib, E, E, phase=1.9),
        "out_proj_bias": numbers(lib, E, phase=0.9),
    }


def hidden(lib: Any) -> Any:
    return lib.tensor([[False, False, False, True, True], [False, True, False, False, False]])


OPTIONS: dict[str, Any] = {
    "plain": lambda lib: given(lib),
    "no batch": lambda lib: given(lib, batch=False),
    "no biases": lambda lib: {**given(lib), "in_proj_bias": None, "out_proj_bias": None},
    "bias_kv": lambda lib: {**given(lib), "bias_k": numbers(lib, 1, 1, E), "bias_v": numbers(lib, 1, 1, E)},
    "zero": lambda lib: {**given(lib), "add_zero_attn": True, "attn_mask": numbers(lib, L, S)},
    "both": lambda lib: {
        **given(lib),
        "add_zero_attn": True,
        "bias_k": numbers(lib, 1, 1, E),
        "bias_v": numbers(lib, 1, 1, E),
        "key_padding_mask": hidden(lib),
    },
    "mask of heads": lambda lib: {**given(lib), "attn_mask": numbers(lib, N * HEADS, L, S), "need_weights": False},
    "padding": lambda lib: {**given(lib), "key_padding_mask": hidden(lib), "average_attn_weights": False},
    "causal": lambda lib: {
        **given(lib),
        "attn_mask": lib.ones(L, S).triu(1).bool(),
        "is_causal": True,
        "need_weights": False,
    },
    "apart": lambda lib: {
        **given(lib, widths=(3, 2)),
        "in_proj_weight": None,
        "use_separate_proj_weight": True,
        "q_proj_weight": numbers(lib, E, E),
        "k_proj_weight": numbers(lib, E, 3),
        "v_proj_weight": numbers(lib, E, 2),
    },
    "static": lambda lib: {
        **given(lib),
        "static_k": numbers(lib, N * HEADS, 6, E // HEADS),
        "static_v": numbers(lib, N * HEADS, 6, E // HEADS),
        "add_zero_attn": True,
    },
}


@pytest.mark.parametrize("case", OPTIONS)
def test_options(case: str) -> None:
    found = []
    for lib in (flambeau, torch):
        options = OPTIONS[case](lib)
        output, weights = lib.nn.functional.multi_head_attention_forward(**options)
        loss = (output * numbers(lib, *output.shape).detach()).sum()
        if weights is not None:
            loss = loss + (weights * numbers(lib, *weights.shape).detach()).sum()
        leaves = [v for v in options.values() if isinstance(v, lib.Tensor) and v.requires_grad]
        gradients = lib.autograd.grad(loss, leaves, allow_unused=True)
        found.append([output, weights, *gradients])
    for ours, theirs in zip(*found, strict=True):
        assert (ours is None) == (theirs is None or not theirs.any())
        if ours is not None:
            assert ours.shape == theirs.shape
            assert ours.reshape(-1).tolist() == pytest.approx(theirs.reshape(-1).tolist(), rel=1e-10, abs=1e-12)


REFUSALS: dict[str, Any] = {
    "dims": lambda lib: {**given(lib), "query": numbers(lib, E)},
    "key": lambda lib: {**given(lib), "key": numbers(lib, S, E)},
    "width": lambda lib: {**given(lib), "embed_dim_to_check": 6},
    "value": lambda lib: {**given(lib), "value": numbers(lib, S + 1, N, E)},
    "mask": lambda lib: {**given(lib), "attn_mask": numbers(lib, L, S + 1)},
    "mask of heads": lambda lib: {**given(lib), "attn_mask": numbers(lib, N, L, S)},
    "mask of 1 dimension": lambda lib: {**given(lib), "attn_mask": numbers(lib, L)},
    "mask of heads without batch": lambda lib: {**given(lib, batch=False), "attn_mask": numbers(lib, HEADS, L, S + 1)},
    "padding": lambda lib: {**given(lib), "key_padding_mask": numbers(lib, N)},
    "causal": lambda lib: {**given(lib), "is_causal": True},
    "static": lambda lib: {**given(lib), "static_k": numbers(lib, 3, 6, E // HEADS)},
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case: str) -> None:
    refuse_alike(lambda lib: lib.nn.functional.multi_head_attention_forward(**REFUSALS[case](lib)))


def test_empty_batches() -> None:
    layer = flambeau.nn.MultiheadAttention(E, HEADS)
    output, weights = layer(*(flambeau.ones(length, 0, E) for length in (L, S, S)))
    assert output.shape == (L, 0, E)
    assert weights.shape == (0, L, S)
