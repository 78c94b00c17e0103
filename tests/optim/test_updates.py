"""The ops behind a step: tensors of every layout and dtype, threads, vmap, recorded launches, what an error leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import flambeau as fl
from flambeau import optim
from flambeau.autograd import forward_ad
from flambeau.ops.define import registry, update
from flambeau.optim.optimizer import TensorwiseOptimizer

CLASSES = [getattr(optim, name) for name in optim.__all__ if isinstance(getattr(optim, name), type)]
NO_OP = (None, TensorwiseOptimizer._update_of)
KINDS = [kind for kind in CLASSES if getattr(kind, "_update_of", None) not in NO_OP]
# Beside the defaults: everything that is kept for a parameter.
OPTIONS: dict[str, dict[str, Any]] = {
    "SGD": {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.1},
    "Adam": {"amsgrad": True, "weight_decay": 0.1},
    "RMSprop": {"momentum": 0.9, "centered": True},
}
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def optimizer_of(kind: Any, params: list[Any], **options: Any) -> Any:
    return kind(params, **{"lr": 0.1, **OPTIONS.get(kind.__name__, {}), **options})


def stepped(optimizer: Any, times: int = 3) -> None:
    for number in range(times):
        for group in optimizer.param_groups:
            for param in group["params"]:
                param.grad = (param.detach() * (number + 1)).cos()
        optimizer.step()


def state_of(optimizer: Any) -> list[Any]:
    return [value for state in optimizer.state.values() for value in state.values()]


def bits(*tensors: Any) -> list[bytes]:
    return [t.detach().contiguous().view(fl.uint8).numpy().tobytes() for t in tensors if t.ndim]


def test_every_update_is_taken_by_an_optimizer() -> None:
    names = set()
    for kind in KINDS:
        optimizer = optimizer_of(kind, [fl.ones(1, requires_grad=True)])
        names.add(optimizer._update_of(optimizer.param_groups[0])[0].__name__)
    assert names == {entry.name for entry in registry if entry.kind == update}


@every_kind
@pytest.mark.parametrize("layout", ["transposed", "gapped", "channels last", "tensor rate", "one dimension of one"])
def test_layouts(kind: Any, layout: str) -> None:
    """Where the elements of a parameter lie does not change their numbers; nor does a rate that is a tensor."""
    values = fl.linspace(-1, 2, 24, dtype=fl.float64).view(1, 2, 3, 4)
    plain, other, options = values.clone(), values.clone(), {}
    if layout == "transposed":
        other = values.permute(3, 1, 2, 0).contiguous().permute(3, 1, 2, 0)
    elif layout == "gapped":
        other = fl.stack([values, values], -1).select(-1, 0)
    elif layout == "channels last":
        other = values.contiguous(memory_format=fl.channels_last)
    elif layout == "tensor rate":
        options = {"lr": fl.tensor(0.1, dtype=fl.float64)}
    else:
        other = values.clone().as_strided((1, 2, 3, 4), (7, 12, 4, 1))
    one, two = optimizer_of(kind, [plain.requires_grad_()]), optimizer_of(kind, [other.requires_grad_()], **options)
    stepped(one)
    stepped(two)
    assert bits(plain, *state_of(one)) == bits(other, *state_of(two))


@every_kind
def test_the_state_may_be_wider_than_the_parameter(kind: Any) -> None:
    """Averages in float32 of a parameter in bfloat16 keep their bits: the step is one in float32."""
    param = fl.tensor([1.0, -2.0, 0.5], dtype=fl.bfloat16, requires_grad=True)
    wide = param.detach().float().requires_grad_()
    optimizer, expected = optimizer_of(kind, [param]), optimizer_of(kind, [wide])
    stepped(optimizer, 1)
    stepped(expected, 1)
    for state, same in zip(optimizer.state.values(), expected.state.values(), strict=True):
        for name, value in same.items():
            state[name] = value.clone()
    with fl.no_grad():
        wide.copy_(param)
    param.grad = fl.tensor([0.25, 0.5, -1.0], dtype=fl.bfloat16)
    wide.grad = param.grad.float()
    optimizer.step()
    expected.step()
    assert bits(*state_of(optimizer)) == bits(*state_of(expected))
    assert param.tolist() == wide.bfloat16().tolist()


@pytest.fixture
def threads() -> Iterator[None]:
    before = fl.get_num_threads()
    yield
    fl.set_num_threads(before)


@every_kind
@pytest.mark.parametrize("dtype", [fl.float32, fl.bfloat16], ids=str)
def test_two_threads_give_the_bits_of_one(kind: Any, dtype: Any, threads: None) -> None:
    """Also where a parameter stands in the list twice, or shares elements with another."""
    source = fl.linspace(-2, 2, 100_003).to(dtype)
    results = []
    for count in (1, 2):
        fl.set_num_threads(count)
        whole, shared = source.clone().requires_grad_(), source.clone()
        params = [whole, shared[:70_000].requires_grad_(), shared[30_000:].requires_grad_()]
        with pytest.warns(UserWarning, match="duplicate parameters"):
            optimizer = optimizer_of(kind, [*params, whole])
        stepped(optimizer, 2)
        results.append(bits(*params, *state_of(optimizer)))
    assert results[0] == results[1]


@every_kind
def test_large_parameter_equals_its_parts(kind: Any, threads: None) -> None:
    """Threads share a large tensor; the numbers are those of its pieces updated one by one."""
    fl.set_num_threads(2)
    source = fl.linspace(-2, 2, 100_003)
    whole, parts = source.clone().requires_grad_(), [part.clone().requires_grad_() for part in source.split(20_000)]
    stepped(optimizer_of(kind, [whole]), 2)
    stepped(optimizer_of(kind, parts), 2)
    assert bits(fl.cat([part.detach() for part in parts])) == bits(whole)


@every_kind
def test_examples_of_a_batch_are_updated_each_by_itself(kind: Any) -> None:
    def after_two_steps(w: Any, g: Any) -> Any:
        param = w.clone()
        optimizer = optimizer_of(kind, [param])
        for factor in (1.0, 2.0):
            param.grad = g * factor
            optimizer.step()
        return param

    w, g = fl.linspace(-1, 1, 12).view(4, 3), fl.linspace(2, -1, 12).view(4, 3)
    looped = fl.stack([after_two_steps(a, b) for a, b in zip(w, g, strict=True)])
    assert bits(fl.vmap(after_two_steps)(w, g)) == bits(looped)
    assert bits(fl.vmap(after_two_steps, (1, 0))(w.t(), g)) == bits(looped)
    same_gradient = fl.stack([after_two_steps(a, g[0]) for a in w])
    assert bits(fl.vmap(after_two_steps, (0, None))(w, g[0])) == bits(same_gradient)
    with pytest.raises(RuntimeError, match=r"cannot write what differs between examples into params\[0\]"):
        fl.vmap(after_two_steps, (None, 0))(w[0], g)


@every_kind
def test_tangents_go_through_a_step(kind: Any) -> None:
    def step(w: Any, g: Any) -> Any:
        param = w.clone()
        param.grad = g
        optimizer_of(kind, [param]).step()
        return param

    w, g = fl.tensor([0.5, -1.0], dtype=fl.float64), fl.tensor([0.3, 0.2], dtype=fl.float64)
    dw, dg = fl.tensor([1.0, 2.0], dtype=fl.float64), fl.tensor([-1.0, 0.5], dtype=fl.float64)
    with forward_ad.dual_level():
        moved = forward_ad.unpack_dual(step(forward_ad.make_dual(w, dw), forward_ad.make_dual(g, dg))).tangent
    h = 1e-6
    difference = (step(w + h * dw, g + h * dg) - step(w - h * dw, g - h * dg)) / (2 * h)
    assert moved.tolist() == pytest.approx(difference.tolist(), rel=1e-6, abs=1e-8)


@every_kind
def test_parameters_without_bytes_are_counted(kind: Any) -> None:
    params = [fl.ones(2, 3, device="meta", requires_grad=True), fl.ones(2, requires_grad=True)]
    optimizer = optimizer_of(kind, params)
    for _ in range(2):
        for param in params:
            param.grad = fl.ones_like(param)
        optimizer.step()
    assert params[1].tolist() != [1.0, 1.0]
    for state in optimizer.state.values():
        assert "step" not in state or state["step"].item() == 2


@every_kind
def test_a_step_counts_as_a_write(kind: Any) -> None:
    """What a graph saved of a parameter is out of date after it, and the error names the line of the step."""
    param = fl.tensor([1.0, 2.0], requires_grad=True)
    loss = (param * param).sum()
    param.grad = fl.ones(2)
    optimizer_of(kind, [param]).step()
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation[\s\S]*test_updates.py"):
        loss.backward()


@every_kind
def test_a_step_within_inference_mode_leaves_normal_tensors(kind: Any) -> None:
    param = fl.tensor([1.0, 2.0], requires_grad=True)
    optimizer = optimizer_of(kind, [param])
    stepped(optimizer, 1)
    with fl.inference_mode():
        optimizer.step()
    assert not any(t.is_inference() for t in (param, *state_of(optimizer)))
    stepped(optimizer, 1)


def lists(kind: Any) -> tuple[Any, list[Any], tuple[Any, ...]]:
    """An op with the lists of two parameters and its options."""
    params = [fl.ones(2, requires_grad=True), fl.ones(3, requires_grad=True)]
    optimizer = optimizer_of(kind, params)
    stepped(optimizer, 2)
    op, kept, options = optimizer._update_of(optimizer.param_groups[0])
    states = [[] if name is None else [optimizer.state[p][name] for p in params] for name in kept]
    return op, [[p.detach() for p in params], [p.grad for p in params], *states], options


WRONG: dict[str, tuple[Any, str]] = {
    "a tensor less": (lambda given: given[:1], r"has 1 tensors and params 2"),
    "another shape": (lambda given: [given[0], given[1][:1].expand(2)], r"\[1\] has shape \[2\]"),
    "integers": (lambda given: [given[0], given[1].to(fl.int64)], r"\[1\] has dtype int64"),
    "complex": (lambda given: [given[0], given[1].to(fl.complex64)], "both must be real, or both complex"),
    "another device": (lambda given: [given[0], given[1].to("meta")], r"to be on the same device|on meta"),
    "expanded": (lambda given: [given[0], given[1].flatten()[:1].expand(given[1].shape)], "single memory location"),
    "of inference": (lambda given: [given[0], inference_clone(given[1])], "Inplace update to inference tensor"),
}


def inference_clone(tensor: Any) -> Any:
    with fl.inference_mode():
        return tensor.clone()


@every_kind
@pytest.mark.parametrize("what", WRONG)
def test_wrong_lists_are_refused_before_anything_is_written(kind: Any, what: str) -> None:
    change, words = WRONG[what]
    op, given, options = lists(kind)
    before = [[t.tolist() for t in some] for some in given]
    refused = 0
    for place, tensors in enumerate(given):
        is_counter = tensors and tensors[1].ndim == 0  # one real number of any dtype and shape, which has no strides
        taken = is_counter and what in ("another shape", "integers", "expanded")
        read_only = place == 1 and what in ("expanded", "of inference")
        others_differ = place == 0 and what in ("a tensor less", "another shape", "another device")
        if not tensors or taken or read_only or others_differ:
            continue
        with pytest.raises((RuntimeError, NotImplementedError), match=words + "|not implemented for|one real number"):
            op(*given[:place], change(tensors), *given[place + 1 :], *options)
        refused += 1
    assert refused
    assert [[t.tolist() for t in some] for some in given] == before


@every_kind
def test_a_group_may_hold_its_parameters_in_a_tuple(kind: Any) -> None:
    one, other = (fl.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    optimizer, expected = optimizer_of(kind, [one]), optimizer_of(kind, [other])
    optimizer.param_groups[0]["params"] = (one,)
    stepped(optimizer, 2)
    stepped(expected, 2)
    assert bits(one, *state_of(optimizer)) == bits(other, *state_of(expected))


def test_options_of_other_types_are_refused_and_change_nothing() -> None:
    param = fl.ones(2, requires_grad=True)
    optimizer = optim.Adam([param])
    stepped(optimizer, 1)
    before = bits(param, *state_of(optimizer)), optimizer.state[param]["step"].item()
    optimizer.param_groups[0]["lr"] = "much"
    param.grad = fl.ones(2)
    with pytest.raises(TypeError, match=r"adam_step_\(\): argument 'lr' .* must be float, not str 'much'"):
        optimizer.step()
    assert (bits(param, *state_of(optimizer)), optimizer.state[param]["step"].item()) == before
    optimizer.param_groups[0]["lr"] = 0.1
    optimizer.step()


def test_an_option_switched_on_later_lacks_its_state() -> None:
    param = fl.ones(2, requires_grad=True)
    optimizer = optim.Adam([param])
    stepped(optimizer, 1)
    optimizer.param_groups[0]["amsgrad"] = True
    with pytest.raises(KeyError, match="max_exp_avg_sq"):
        stepped(optimizer, 1)


def test_a_first_step_that_fails_leaves_no_momentum() -> None:
    param = fl.ones(2, requires_grad=True)
    optimizer = optim.SGD([param], lr=0.5, momentum=0.5, dampening=0.5)
    param.grad = fl.ones(2)
    optimizer.param_groups[0]["dampening"] = "half"
    with pytest.raises(TypeError, match="dampening"):
        optimizer.step()
    optimizer.param_groups[0]["dampening"] = 0.5
    optimizer.step()
    assert optimizer.state[param]["momentum_buffer"].tolist() == [1.0, 1.0]


def test_momentum_of_parameters_that_come_later_is_not_dampened() -> None:
    first, second = fl.ones(2, requires_grad=True), fl.ones(2, requires_grad=True)
    optimizer = optim.SGD([first, second], lr=0.5, momentum=0.5, dampening=0.5)
    first.grad = fl.ones(2)
    optimizer.step()
    second.grad = fl.ones(2)
    optimizer.step()
    assert optimizer.state[first]["momentum_buffer"].tolist() == [1.0, 1.0]
    assert optimizer.state[second]["momentum_buffer"].tolist() == [1.0, 1.0]
    assert (first.tolist(), second.tolist()) == ([0.0, 0.0], [0.5, 0.5])


def test_counts_of_steps_from_old_files_are_numbers() -> None:
    param = fl.ones(2, requires_grad=True)
    optimizer = optim.Adam([param])
    stepped(optimizer, 2)
    saved = optimizer.state_dict()
    saved["state"] = {0: {**saved["state"][0], "step": 2}}
    other = optim.Adam([fl.ones(2, requires_grad=True)])
    other.load_state_dict(saved)
    stepped(other, 1)
    assert other.state[other.param_groups[0]["params"][0]]["step"].item() == 3
