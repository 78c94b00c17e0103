"""Names of PyTorch's that packages with layers, initialisers and wrappers of their own import."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau._utils import _flatten_dense_tensors, _unflatten_dense_tensors
from flambeau.nn.modules import utils
from flambeau.nn.utils import fusion


def test_numbers_per_dimension() -> None:
    assert [f(3) for f in (utils._single, utils._pair, utils._triple, utils._quadruple)] == [
        (3,) * n for n in (1, 2, 3, 4)
    ]
    assert utils._pair([1, 2, 3]) == (1, 2, 3)
    assert utils._reverse_repeat_tuple((1, 2), 2) == (2, 2, 1, 1)


def test_a_prefix_is_taken_off() -> None:
    module = nn.Sequential(nn.Linear(1, 1))
    state: Any = nn.DataParallel(module).state_dict()
    utils.consume_prefix_in_state_dict_if_present(state, "module.")
    assert list(state) == ["0.weight", "0.bias"]
    assert set(state._metadata) == set(module.state_dict()._metadata)  # type: ignore[attr-defined]
    module.load_state_dict(state)


def test_vectors_of_several_tensors() -> None:
    tensors = [fl.rand(2, 3), fl.rand(()), fl.rand(4).flip(0)]
    flat = _flatten_dense_tensors(tensors)
    assert flat.shape == (11,)
    assert all(fl.equal(a, b) for a, b in zip(_unflatten_dense_tensors(flat, tensors), tensors, strict=True))
    assert _flatten_dense_tensors(tensors[:1]).shape == (6,)


def test_fills_that_are_not_recorded() -> None:
    weight = nn.Parameter(fl.zeros(3))
    assert nn.init._no_grad_fill_(weight, 2.0).tolist() == [2, 2, 2]
    assert nn.init._no_grad_zero_(weight).tolist() == [0, 0, 0]
    assert nn.init._no_grad_uniform_(weight, 1.0, 1.0).tolist() == [1, 1, 1]
    assert nn.init._no_grad_normal_(weight, 4.0, 0.0).tolist() == [4, 4, 4]
    assert weight.is_leaf


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", ["Conv2d", "ConvTranspose2d", "Linear"])
def test_a_layer_and_its_normalisation_become_one(kind: str, bias: bool, affine: bool) -> None:
    layer = nn.Linear(3, 4, bias=bias) if kind == "Linear" else getattr(nn, kind)(3, 4, 2, bias=bias)
    norm: Any = (nn.BatchNorm1d if kind == "Linear" else nn.BatchNorm2d)(4, affine=affine)
    x = fl.rand(5, 3) if kind == "Linear" else fl.rand(5, 3, 4, 4)
    for _ in range(3):
        norm(layer(x))
    layer.eval(), norm.eval()
    if kind == "Linear":
        fused = fusion.fuse_linear_bn_eval(layer, norm)
    else:
        fused = fusion.fuse_conv_bn_eval(layer, norm, transpose=kind == "ConvTranspose2d")
    # Two roundings more of each term of a sum of at most 12 terms, of size about 1.
    assert fl.allclose(fused(x), norm(layer(x)), rtol=0, atol=40 * fl.finfo(fl.float32).eps)
    with pytest.raises(AssertionError, match="Fusion only for eval"):
        fusion.fuse_conv_bn_eval(layer.train(), norm)


def test_what_needs_devices_or_tools_says_so() -> None:
    from flambeau.nn.parallel import scatter_gather
    from flambeau.utils.data._utils.pin_memory import pin_memory

    with pytest.raises(RuntimeError, match="no devices to share a batch out to"):
        scatter_gather.scatter(fl.ones(2), [0])  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="Cannot access accelerator device"):
        pin_memory([fl.ones(1)])
    assert fl.hub.HASH_REGEX.search("a-0f.pth")[1] == "0f"  # type: ignore[index]
    assert fl.serialization.DEFAULT_PROTOCOL == 2
