"""Clipping, parameter vectors, and sequences of different lengths, each beside PyTorch's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau import nn

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("norm_type", [1.0, 2.0, float("inf")])
@pytest.mark.parametrize("max_norm", [0.5, 1000.0])
def test_clip_grad_norm(norm_type: float, max_norm: float) -> None:
    results = []
    for library in (flambeau, torch):
        parameters = [library.nn.Parameter(library.zeros(3)) for _ in range(3)]
        for number, parameter in enumerate(parameters[:2]):
            parameter.grad = library.tensor([1.0, -2.0, 3.0]) * (number + 1)
        norm = library.nn.utils.clip_grad_norm_(iter(parameters), max_norm, norm_type)
        results.append([norm.item(), *parameters[0].grad.tolist(), *parameters[1].grad.tolist()])
    np.testing.assert_allclose(*results, rtol=1e-6)


def test_an_exhausted_generator_is_warned_of() -> None:
    parameters = (p for p in [nn.Parameter(flambeau.ones(2))])
    list(parameters)
    with pytest.warns(UserWarning, match="`parameters` is an empty generator"):
        nn.utils.clip_grad_norm_(parameters, 1.0)


def test_clip_edges() -> None:
    weight = nn.Parameter(flambeau.zeros(2))
    assert nn.utils.clip_grad_norm_([weight], 1.0).item() == 0.0
    weight.grad = flambeau.tensor([float("nan"), 1.0])
    with pytest.raises(RuntimeError, match="is non-finite, so it cannot be clipped"):
        nn.utils.clip_grad_norm_(weight, 1.0, error_if_nonfinite=True)
    weight.grad = flambeau.tensor([-3.0, 0.5])
    nn.utils.clip_grad_value_(weight, 1)
    assert weight.grad.tolist() == [-1.0, 0.5]


def test_parameter_vectors() -> None:
    model = nn.Linear(2, 3)
    vector = nn.utils.parameters_to_vector(model.parameters())
    assert vector.shape[0] == 9
    nn.utils.vector_to_parameters(flambeau.arange(9.0), model.parameters())
    assert model.weight.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert model.bias.tolist() == [6.0, 7.0, 8.0]
    with pytest.raises(TypeError, match=r"expected torch\.Tensor, but got: int"):
        nn.utils.vector_to_parameters(3, model.parameters())


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("side", ["left", "right"])
def test_padding(batch_first: bool, side: str) -> None:
    results = []
    for library in (flambeau, torch):
        sequences = [library.ones(n, 2) * n for n in (3, 1, 4)]
        padded = library.nn.utils.rnn.pad_sequence(sequences, batch_first, -1.0, side)
        results.append(padded.numpy())
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("batch_first", [False, True])
def test_packing(batch_first: bool) -> None:
    results: list[list[Any]] = []
    for library in (flambeau, torch):
        rnn = library.nn.utils.rnn
        padded = library.arange(24.0).view(3, 4, 2) if batch_first else library.arange(24.0).view(4, 3, 2)
        packed = rnn.pack_padded_sequence(padded, library.tensor([2, 4, 1]), batch_first, enforce_sorted=False)
        back, lengths = rnn.pad_packed_sequence(packed, batch_first, -1.0, total_length=5)
        pieces = rnn.unpack_sequence(rnn.pack_sequence([library.ones(1), library.ones(3)], enforce_sorted=False))
        results.append([x.numpy() for x in (*packed, back, lengths, *pieces)])
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_array_equal(ours, theirs)


ERRORS: list[Callable[[Any, Any], Any]] = [
    lambda t, rnn: rnn.pack_padded_sequence(t.zeros(3, 2), [1, 3]),
    lambda t, rnn: rnn.pack_padded_sequence(t.zeros(3, 2), [3]),
    lambda t, rnn: rnn.pack_padded_sequence(t.zeros(3, 2), [3, 0]),
    lambda t, rnn: rnn.pad_packed_sequence(rnn.pack_sequence([t.zeros(3)]), total_length=2),
]


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_errors(number: int) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever PyTorch raises, ours must too
        ERRORS[number](torch, torch.nn.utils.rnn)
    with pytest.raises(type(theirs.value)) as ours:
        ERRORS[number](flambeau, nn.utils.rnn)
    assert str(ours.value).split(".")[0] == str(theirs.value).split(".")[0]


@pytest.mark.parametrize("cast", ["double", "float", "half", "long", "int", "short", "char", "byte"])
def test_packed_sequences_are_cast(cast: str) -> None:
    packed = flambeau.nn.utils.rnn.pack_sequence([flambeau.tensor([1.5, 2.5]), flambeau.tensor([3.0])])
    got = getattr(packed, cast)()
    assert got.data.dtype == getattr(packed.data, cast)().dtype
    assert got.data.tolist() == getattr(packed.data, cast)().tolist()
    assert got.batch_sizes is packed.batch_sizes


@pytest.mark.parametrize("longest", [63, 64, 65, 200])
def test_long_sequences_are_packed_and_padded_again(longest: int) -> None:
    sequences = [flambeau.rand(n, 3) for n in (longest, 5, 1)]
    packed = nn.utils.rnn.pack_sequence(sequences)
    padded, lengths = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
    assert lengths.tolist() == [longest, 5, 1]
    for row, sequence in zip(padded, sequences, strict=True):
        assert flambeau.equal(row[: len(sequence)], sequence)
    x = flambeau.arange(float(longest), requires_grad=True)
    flambeau.stack(x.split([1] * longest))[-1].sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [0] * (longest - 1) + [1]
