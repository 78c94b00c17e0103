"""What layers and their functions refuse, in PyTorch's class and words, and what they take though it looks odd."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import pytest

import flambeau as fl

REFUSED = {
    "pixel_shuffle of a vector": lambda t: t.nn.functional.pixel_shuffle(t.ones(5), 5),
    "pixel_shuffle by less than one": lambda t: t.nn.functional.pixel_shuffle(t.ones(1, 4, 2, 2), -2),
    "pixel_unshuffle of a vector": lambda t: t.nn.functional.pixel_unshuffle(t.ones(5), 5),
    "pixel_unshuffle by less than one": lambda t: t.nn.functional.pixel_unshuffle(t.ones(1, 4, 2, 2), 0),
    "cosine loss of several targets": lambda t: t.nn.functional.cosine_embedding_loss(
        t.ones(3, 2), t.ones(3, 2), t.ones(3, 1)
    ),
    "cosine loss of a vector for a batch": lambda t: t.nn.functional.cosine_embedding_loss(
        t.ones(2), t.ones(2), t.ones(3)
    ),
    "cosine loss of a batch for one": lambda t: t.nn.functional.cosine_embedding_loss(
        t.ones(3, 2), t.ones(3, 2), t.ones(())
    ),
    "another reduction": lambda t: t.nn.functional.gaussian_nll_loss(
        t.ones(2), t.ones(2), t.ones(2), reduction="total"
    ),
    "groups of one value": lambda t: t.nn.functional.group_norm(t.rand(1, 10, 1), 10),
    "margins of no classes": lambda t: t.nn.functional.multi_margin_loss(t.ones(0), t.ones(10).long()),
    "a sequence of no steps": lambda t: t.nn.RNN(5, 6)(t.ones(0, 10, 5)),
    **{
        f"a bag of row {row} ({mode})": lambda t, row=row, mode=mode: t.nn.functional.embedding_bag(
            t.tensor([[row, 1]]), t.ones(10, 2), mode=mode, padding_idx=0
        )
        for row in (-1, 11)
        for mode in ("sum", "mean", "max")
    },
    "a bag weighted in another dtype": lambda t: t.nn.functional.embedding_bag(
        t.tensor([[1, 2]]), t.ones(10, 2), mode="sum", per_sample_weights=t.ones(1, 2, dtype=t.float64)
    ),
    "bags that start at fractions": lambda t: t.nn.functional.embedding_bag(
        t.tensor([0, 1]), t.ones(3, 2), t.tensor([0.5])
    ),
    "a padding row outside a table": lambda t: t.nn.Embedding(10, 2, padding_idx=10),
    "a padding row outside a table of bags": lambda t: t.nn.EmbeddingBag(10, 2, padding_idx=-11),
    "a window of one size for two dimensions": lambda t: t.nn.functional.fractional_max_pool2d(
        t.ones(1, 2, 7, 7), (1,), output_size=(3, 3)
    ),
    "one drawn size for three dimensions": lambda t: t.nn.functional.fractional_max_pool3d(
        t.ones(1, 2, 7, 7, 7), 2, output_size=(3,)
    ),
    "samples in another dtype": lambda t: t.nn.functional.fractional_max_pool2d(
        t.ones(1, 2, 7, 7), 2, output_size=3, _random_samples=t.ones(1, 2, 2, dtype=t.float64)
    ),
    "memory in an order of images for three dimensions": lambda t: t.empty(2, 3, 4, memory_format=t.channels_last),
    "memory in the order of nothing": lambda t: t.empty(2, 3, memory_format=t.preserve_format),
    "a module copied to the CPU": lambda t: t.nn.Linear(3, 5).to("cpu", copy=True),
    **{
        f"{mode} of no {what} in {n} dimensions": lambda t, mode=mode, n=n, shape=shape: t.nn.functional.pad(
            t.ones(*shape, *(4,) * n), (1, 1) * n, mode=mode
        )
        for mode in ("reflect", "replicate")
        for n in (1, 2, 3)
        for what, shape in (("channels", (3, 0)), ("channels of one", (0,)))
    },
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_as_by_pytorch(what: str) -> None:
    pytest.importorskip("torch")
    from beside import refuse_alike

    refuse_alike(REFUSED[what])


def test_a_second_place_of_to_is_a_dtype() -> None:
    with pytest.raises(TypeError, match=r"argument 'dtype' must be torch\.dtype, not bool"):
        fl.nn.Linear(1, 1).to("cpu", True)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_padding_by_nothing_copies(mode: str) -> None:
    x = fl.ones(1, 1, 2, 2)
    fl.nn.functional.pad(x, (0, 0, 0, 0), mode=mode).fill_(4)
    assert x.unique().tolist() == [1.0]


@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
def test_places_that_are_no_numbers_read_nothing_outside(mode: str, padding: str) -> None:
    grid = fl.tensor([[[[float("nan"), 0.0], [0.0, float("inf")], [0.0, 0.0]]]])
    out = fl.nn.functional.grid_sample(fl.ones(1, 1, 3, 3), grid, mode=mode, padding_mode=padding, align_corners=False)
    assert out[..., 2].item() == 1.0
    if mode == "nearest" and padding == "zeros":
        assert out.flatten().tolist() == [0.0, 0.0, 1.0]


def test_complex_modules_warn() -> None:
    with pytest.warns(UserWarning, match="Complex modules are a new feature"):
        assert fl.nn.Linear(1, 1).to(fl.complex64).weight.dtype is fl.complex64


def note(module: Any, *args: Any) -> None:
    module.seen = True


def test_a_hook_that_gets_the_module_does_not_keep_it() -> None:
    module = fl.nn.Linear(2, 2)
    module.register_load_state_dict_pre_hook(note)
    for twin in (module, copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        twin.load_state_dict(module.state_dict())
        assert twin.seen
    gone = weakref.ref(module)
    gc.disable()
    try:
        del module, twin
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("make", [fl.nn.ParameterList, lambda ps: fl.nn.ParameterDict({"a": ps[0], "b": ps[1]})])
def test_replicas_take_tensors_for_parameters(make: Any) -> None:
    module = make([fl.nn.Parameter(fl.randn(2)) for _ in range(2)])
    replica = module._replicate_for_data_parallel()
    assert not list(replica.parameters())
    for name, parameter in module.named_parameters():
        setattr(replica, name, parameter.view(2))
        assert getattr(replica, name).grad_fn is not None
        assert getattr(module, name) is parameter
