"""``Parameter`` and ``Buffer``."""

from __future__ import annotations

import copy
import pickle

import pytest

import flambeau
from flambeau import nn


def test_parameter() -> None:
    data = flambeau.ones(2)
    parameter = nn.Parameter(data)
    assert parameter.requires_grad
    assert parameter.is_leaf
    data[0] = 5.0
    assert parameter.tolist() == [5.0, 1.0]
    assert repr(parameter) == "Parameter containing:\ntensor([5., 1.], requires_grad=True)"
    assert type(parameter + 1) is flambeau.Tensor
    assert type(parameter.detach()) is flambeau.Tensor
    assert not nn.Parameter(data, requires_grad=False).requires_grad
    assert nn.Parameter().numel() == 0
    with pytest.raises(RuntimeError, match="floating point and complex dtype"):
        nn.Parameter(flambeau.zeros(1, dtype=flambeau.int32))


def test_copies() -> None:
    parameter = nn.Parameter(flambeau.ones(2), requires_grad=False)
    parameter.label = "mine"
    for copied in (copy.deepcopy(parameter), pickle.loads(pickle.dumps(parameter))):
        assert isinstance(copied, nn.Parameter)
        assert not copied.requires_grad
        assert copied.label == "mine"
        assert copied.data_ptr() != parameter.data_ptr()
    both = copy.deepcopy([parameter, parameter])
    assert both[0] is both[1]


def test_buffer() -> None:
    buffer = nn.Buffer(flambeau.ones(2), persistent=False)
    assert isinstance(buffer, flambeau.Tensor)
    assert not copy.deepcopy(buffer).persistent
    assert not pickle.loads(pickle.dumps(buffer)).persistent
