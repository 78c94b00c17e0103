"""Layers' functions under the names and with the arguments of PyTorch's top level."""

from __future__ import annotations

from typing import Any

import pytest
from beside import agree, refuse_alike

import flambeau as fl

torch = pytest.importorskip("torch")


def numbers(lib: Any, *shape: int, seed: int = 0) -> Any:
    made = torch.randn(*shape, generator=torch.Generator().manual_seed(seed))
    return lib.tensor(made.tolist(), dtype=lib.float64)


def recurrent_weights(
    lib: Any, gates: int, inputs: int, hidden: int, layers: int, directions: int, projected: int = 0
) -> list[Any]:
    made, state = [], projected or hidden
    for layer in range(layers):
        for direction in range(directions):
            width = inputs if layer == 0 else state * directions
            shapes = [(gates * hidden, width), (gates * hidden, state), (gates * hidden,), (gates * hidden,)]
            shapes += [(projected, hidden)] if projected else []
            made += [numbers(lib, *s, seed=10 * layer + direction + i) for i, s in enumerate(shapes)]
    return made


PROGRAMS = {
    "dropout": lambda lib: (lib.dropout(numbers(lib, 3), 0.5, False), lib.dropout(lib.ones(2), 1.0, True)),
    "drawn": lambda lib: (
        lib.manual_seed(3) and None,
        lib.dropout(numbers(lib, 40), 0.5, True),
        lib.dropout_(numbers(lib, 40), 0.3, True),
        lib.alpha_dropout(numbers(lib, 40), 0.5, True),
        lib.feature_dropout(numbers(lib, 4, 5, 3), 0.5, True),
        lib.feature_alpha_dropout(numbers(lib, 4, 5, 3), 0.5, True),
        lib.native_dropout(numbers(lib, 30), 0.5, True),
    ),
    "in place": lambda lib: (lambda x: (lib.dropout_(x, 0.5, False) is x, lib.feature_dropout_(x, 0.5, False) is x, x))(
        numbers(lib, 2, 3)
    ),
    "batch_norm": lambda lib: lib.batch_norm(
        numbers(lib, 4, 3),
        numbers(lib, 3),
        None,
        numbers(lib, 3, seed=1),
        numbers(lib, 3).abs(),
        False,
        0.1,
        1e-5,
        True,
    ),
    "batch_norm trained": lambda lib: (
        lambda m: (lib.batch_norm(numbers(lib, 4, 3), None, None, m, lib.ones(3).double(), True, 0.1, 1e-5, False), m)
    )(lib.zeros(3).double()),
    "instance_norm": lambda lib: lib.instance_norm(
        numbers(lib, 2, 3, 5), None, numbers(lib, 3), None, None, True, 0.1, 1e-5, False
    ),
    "norms": lambda lib: (
        lib.norm_except_dim(numbers(lib, 2, 3, 4), 2, 1).flatten(),
        lib.norm_except_dim(numbers(lib, 2, 3)),
        lib.frobenius_norm(numbers(lib, 3, 4), [0, 1]),
        lib.nuclear_norm(numbers(lib, 3, 4)),
    ),
    "embedding": lambda lib: lib.embedding(numbers(lib, 5, 2), lib.tensor([[0, 4], [2, 2]]), 2),
    "embedding_renorm_": lambda lib: lib.embedding_renorm_(numbers(lib, 5, 2), lib.tensor([0, 4]), 0.5, 2.0),
    "embedding_bag": lambda lib: [
        lib.embedding_bag(numbers(lib, 5, 2), lib.tensor([0, 4, 2]), lib.tensor([0, 2]), False, mode)[0]
        for mode in range(3)
    ],
    "embedding_bag's rows": lambda lib: lib.embedding_bag(
        numbers(lib, 5, 2), lib.tensor([0, 4, 2]), lib.tensor([0, 2]), False, 2
    )[1:],
    "pooling": lambda lib: (
        lib.max_pool1d(numbers(lib, 2, 3, 8), 2),
        lib.max_pool2d(numbers(lib, 2, 3, 8, 8), 3, 2, 1),
        lib.max_pool3d(numbers(lib, 2, 4, 4, 4), 2),
        lib.max_pool1d_with_indices(numbers(lib, 2, 3, 8), 2),
        lib.avg_pool1d(numbers(lib, 2, 3, 8), 2, 1),
        lib.adaptive_avg_pool1d(numbers(lib, 2, 3, 8), 3),
        lib.adaptive_max_pool1d(numbers(lib, 2, 3, 8), 3),
    ),
    "bilinear": lambda lib: lib.bilinear(
        numbers(lib, 4, 2), numbers(lib, 4, 3), numbers(lib, 5, 2, 3), numbers(lib, 5)
    ),
    "grid": lambda lib: lib.affine_grid_generator(numbers(lib, 1, 2, 3), [1, 1, 2, 2], False),
    "losses": lambda lib: [
        (
            lib.binary_cross_entropy_with_logits(numbers(lib, 4), lib.ones(4), None, None, how),
            lib.cosine_embedding_loss(numbers(lib, 4, 3), numbers(lib, 4, 3, seed=1), lib.ones(4), 0.1, how),
            lib.hinge_embedding_loss(numbers(lib, 4), lib.ones(4), 1.0, how),
            lib.kl_div(numbers(lib, 4), numbers(lib, 4).abs(), how, log_target=False),
            lib.margin_ranking_loss(numbers(lib, 4), numbers(lib, 4, seed=2), lib.ones(4), 0.1, how),
            lib.poisson_nll_loss(numbers(lib, 4), numbers(lib, 4).abs(), True, False, 1e-8, how),
            lib.triplet_margin_loss(
                numbers(lib, 4, 3), numbers(lib, 4, 3, seed=1), numbers(lib, 4, 3, seed=2), reduction=how
            ),
            lib.ctc_loss(numbers(lib, 6, 2, 4).log_softmax(-1), lib.tensor([[1, 2], [3, 1]]), [6, 5], [2, 2], 0, how),
        )
        for how in range(3)
    ],
    "lstm": lambda lib: lib.lstm(
        numbers(lib, 5, 2, 3),
        [numbers(lib, 4, 2, 6), numbers(lib, 4, 2, 6, seed=1)],
        recurrent_weights(lib, 4, 3, 6, 2, 2),
        True,
        2,
        0.0,
        False,
        True,
        False,
    ),
    "lstm projected": lambda lib: lib.lstm(
        numbers(lib, 2, 5, 3),
        [numbers(lib, 1, 2, 4), numbers(lib, 1, 2, 6, seed=1)],
        recurrent_weights(lib, 4, 3, 6, 1, 1, 4),
        True,
        1,
        0.0,
        False,
        False,
        True,
    ),
    "gru": lambda lib: lib.gru(
        numbers(lib, 2, 5, 3),
        numbers(lib, 2, 2, 6),
        recurrent_weights(lib, 3, 3, 6, 2, 1),
        True,
        2,
        0.0,
        True,
        False,
        True,
    ),
    "rnns": lambda lib: [
        getattr(lib, name)(
            numbers(lib, 5, 2, 3),
            numbers(lib, 1, 2, 6),
            recurrent_weights(lib, 1, 3, 6, 1, 1),
            True,
            1,
            0.0,
            False,
            False,
            False,
        )
        for name in ("rnn_tanh", "rnn_relu")
    ],
    "packed": lambda lib: lib.gru(
        numbers(lib, 5, 3),
        lib.tensor([2, 2, 1]),
        numbers(lib, 1, 2, 6),
        recurrent_weights(lib, 3, 3, 6, 1, 1),
        True,
        1,
        0.0,
        False,
        False,
    ),
    "cells": lambda lib: [
        lib.lstm_cell(
            numbers(lib, 2, 3), [numbers(lib, 2, 6), numbers(lib, 2, 6, seed=1)], *recurrent_weights(lib, 4, 3, 6, 1, 1)
        ),
        lib.gru_cell(numbers(lib, 2, 3), numbers(lib, 2, 6), *recurrent_weights(lib, 3, 3, 6, 1, 1)),
        lib.rnn_tanh_cell(numbers(lib, 2, 3), numbers(lib, 2, 6), *recurrent_weights(lib, 1, 3, 6, 1, 1)),
        lib.rnn_relu_cell(numbers(lib, 2, 3), numbers(lib, 2, 6), *recurrent_weights(lib, 1, 3, 6, 1, 1)[:2]),
    ],
    "methods": lambda lib: (
        lib.detach(lib.ones(2, requires_grad=True)),
        lib.as_strided_(lib.ones(4), (2,), (2,)),
        lib.is_same_size(lib.ones(2), lib.ones(2)),
        lib.get_device(lib.ones(2)),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_they_compute_what_pytorchs_do(name: str) -> None:
    agree(PROGRAMS[name])


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="not a valid value for reduction"):
        fl.hinge_embedding_loss(fl.ones(2), fl.ones(2), 1.0, 7)
    refuse_alike(lambda lib: lib.feature_dropout(lib.ones(2), 0.5, True))
    with pytest.raises(TypeError, match="takes 9 arguments"):
        fl.lstm(fl.ones(2))
    with pytest.raises(RuntimeError, match="params are for"):
        fl.gru(
            fl.ones(5, 2, 3), fl.ones(1, 2, 6), recurrent_weights(fl, 3, 3, 6, 1, 1), True, 2, 0.0, False, False, False
        )
