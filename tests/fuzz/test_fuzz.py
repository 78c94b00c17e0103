"""The fuzz finds what it is to find, and what it found stays mended; all of it is a program, ``python -m fuzz``."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl

from .objects import Endless
from .report import HANG, INTERNAL, SIGNAL, STATE, faults, text
from .runner import Runner

CALLS = 100_000  # all of the fuzz is ``PYTHONPATH=tests python -m fuzz --calls 1000000``
SECONDS = 120.0


def test_hostile_calls_leave_no_trace() -> None:
    """No signal, no hang, no error that names an internal, no state that stays behind."""
    runner = Runner(seed=0, count=CALLS, seconds=SECONDS, workers=2)
    found = faults(runner.run())
    assert not found, "\n" + text(found, seed=0, most=20)
    assert runner.answered > 0
    assert runner.raised > 0


def test_iterating_over_2_to_the_40_rows_starts_at_once() -> None:
    assert next(iter(fl.empty(2**40, device="meta"))).shape == ()
    assert [x.item() for x in fl.arange(70_000)] == list(range(70_000))


@pytest.mark.parametrize(
    "call", [lambda size: fl.nn.AvgPool2d(size)(fl.ones(1, 1, 4, 4)), lambda size: fl.nn.Conv2d(1, 1, size)]
)
def test_a_tensor_is_no_size(call: Callable[[fl.Tensor], object]) -> None:
    with pytest.raises(TypeError, match=r"not (a )?(torch.float32 )?[tT]ensor of shape"):
        call(fl.empty(2**40, device="meta"))


def test_the_type_of_a_public_function_is_function() -> None:
    """Whoever prints it, the library or the interpreter."""
    fill = fl.nn.init.trunc_normal_
    assert str(type(fill)) == "<class 'function'>"
    with pytest.raises(TypeError, match="must be callable, not function and int"):
        fl.autograd.graph.saved_tensors_hooks(fill, 3).__enter__()  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="'function' object is not iterable"):
        iter(fill)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "call",
    [
        lambda t: t.roll(1, 5),
        lambda t: t.roll((1, 1), (0, -5)),
        lambda t: t.sum().roll((1, 4), (1, 0)),
        lambda t: t.flip([1]),
        lambda t: t.flip([-2]),
        lambda t: t.permute(5),
    ],
)
def test_dimensions_outside_an_example_are_refused(call: Callable[[fl.Tensor], fl.Tensor]) -> None:
    """The batch has one dimension more, which they would name."""
    with pytest.raises(IndexError, match="Dimension out of range"):
        fl.vmap(call)(fl.ones(2, 2))


def test_a_size_that_is_an_int_has_a_gradient() -> None:
    x = fl.arange(4.0, requires_grad=True)
    x.as_strided(2, 2).sum().backward()  # type: ignore[arg-type]
    assert x.grad.tolist() == [1, 0, 1, 0]
    assert fl.vmap(lambda t: t.as_strided(2, 2))(fl.arange(8.0).reshape(2, 4)).tolist() == [[0, 2], [4, 6]]


def test_attributes_are_named_by_strings() -> None:
    module = fl.nn.Linear(1, 1)
    loader = fl.utils.data.DataLoader([1])
    for call in (module.__setattr__, loader.__setattr__):
        with pytest.raises(TypeError, match="attribute name must be string, not 'list'"):
            call([1], 2)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="attribute name must be string, not 'slice'"):
        module.__delattr__(slice(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"linewidth": "a"}, {"threshold": []}, {"precision": 1.5}, {"edgeitems": "3"}])
def test_print_options_of_the_wrong_type_are_refused_when_given(options: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=rf"set_printoptions\(\): argument '{next(iter(options))}' must be"):
        fl.set_printoptions(**options)


@pytest.mark.parametrize("width", [10**400, float("inf"), float("nan"), -(10**400)])
def test_any_width_prints(width: float) -> None:
    with fl.printoptions(linewidth=width):
        assert repr(fl.ones(2)).startswith("tensor([1.")


def test_differences_of_more_orders_than_elements_end() -> None:
    assert fl.empty(2**40, device="meta").diff(2**62).shape == (0,)
    assert fl.arange(3).diff(3).shape == fl.arange(3).diff(2**62).shape == (0,)
    assert fl.tensor([1, 4, 9]).diff(2).tolist() == [2]


@pytest.mark.parametrize("method", ["untyped_storage", "is_contiguous"])
@pytest.mark.parametrize("given", [3, fl.Tensor])
def test_a_method_of_no_tensor_names_self(method: str, given: object) -> None:
    with pytest.raises(TypeError, match=rf"{method}\(\): argument 'self' \(position 1\) must be Tensor"):
        getattr(fl.Tensor, method)(given)


def test_layers_for_images_name_the_argument() -> None:
    with pytest.raises(TypeError, match=r"Conv2dNormActivation\(\): argument 'norm_layer' .*must be callable or None"):
        fl.vision.ops.Conv2dNormActivation(1, 1, norm_layer=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"stochastic_depth\(\): argument 'p' \(position 2\) must be float, not list"):
        fl.vision.ops.stochastic_depth(fl.ones(1), [], "row")  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore")
def test_a_power_of_an_integer_for_2_to_the_62_epochs_ends() -> None:
    optimizer = fl.optim.SGD([fl.ones(1, requires_grad=True)], lr=1.0)
    scheduler = fl.optim.lr_scheduler.ExponentialLR(optimizer, gamma=2)
    with pytest.raises(OverflowError):
        scheduler.step(2**62)


def test_an_integer_beyond_the_floats_is_told() -> None:
    for call in (lambda: fl.tensor([10**400, 1.0]), lambda: fl.ones(3)[[10**400, 1.0]], lambda: fl.Tensor([10**400])):
        with pytest.raises(OverflowError, match="an int beyond the largest float"):
            call()


def test_an_int_is_no_path() -> None:
    """It would be an open file of the process, which is closed after reading."""
    with pytest.raises(TypeError, match=r"os\.PathLike object, not int"):
        fl.serialization.load_safetensors(2)  # type: ignore[arg-type]
    os.fstat(2)


def test_a_missing_argument_within_a_profile_of_shapes() -> None:
    """Of every composite, as the profile writes down the arguments before the call fails."""
    with fl.profiler.profile(record_shapes=True):
        for call in (fl.layer_norm, fl.narrow, fl.conv2d, fl.rms_norm):
            with pytest.raises(TypeError, match="missing"):
                call(fl.ones(2))  # type: ignore[call-arg]


def test_milestones_may_be_a_tensor() -> None:
    optimizer = fl.optim.SGD([fl.ones(1, requires_grad=True)], lr=1.0)
    scheduler = fl.optim.lr_scheduler.MultiStepLR(optimizer, fl.tensor([1, 2]))  # type: ignore[arg-type]
    optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [0.1]
    with pytest.raises(TypeError, match="Expected state_dict to be dict-like"):
        scheduler.load_state_dict(fl.ones(1, 2**40, device="meta"))  # type: ignore[arg-type]


def test_networks_name_the_argument() -> None:
    models = fl.vision.models
    for call in (lambda: models.RegNet(3), lambda: models.ConvNeXt([], 2)):
        with pytest.raises((TypeError, ValueError), match=r"RegNet|block_setting"):
            call()
    with pytest.raises(TypeError, match=r"get_model_builder\(\): argument 'name' .* must be str, not int 3"):
        models.get_model(3)  # type: ignore[arg-type]
    assert models.get_model_builder("resnet18") is models.resnet18


# The judge judged: each of these is a fault, and must be told as one.


def divides() -> None:
    raise ZeroDivisionError("integer division or modulo by zero")


def names_an_attribute() -> object:
    return len((3).no_such_attribute)  # type: ignore[attr-defined]


def leaves_grad_mode() -> None:
    fl.set_grad_enabled(False)


def leaves_a_level() -> None:
    fl.autograd.forward_ad.enter_dual_level()


def ends_the_process() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def waits() -> None:
    time.sleep(60)


def runs_on() -> None:
    while True:
        pass


def reads_on_and_on() -> None:
    list(Endless())


def closes_standard_output() -> None:
    os.close(1)


FAULTS: dict[Callable[[], object], str] = {
    divides: INTERNAL,
    names_an_attribute: INTERNAL,
    leaves_grad_mode: STATE,
    leaves_a_level: STATE,
    ends_the_process: SIGNAL,
    waits: HANG,
    runs_on: HANG,
    reads_on_and_on: INTERNAL,
    closes_standard_output: STATE,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.runner.LIMIT", 0.5)
    runner = Runner(seed=0, count=2, seconds=60.0, workers=1, only=lambda name: name == "exp")
    runner.calls.families[0][0].bind = lambda draw: (fault, [], {})
    found = runner.run()
    assert {f.verdict for f in found} == {FAULTS[fault]}  # not twice where a mode around the call restores what it left
