"""Mixed precision: `GradScaler` beside PyTorch, step by step, and `autocast`, which works when it is turned off."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest

import flambeau as fl


def history(t: Any) -> list[Any]:
    """A training with a step that is left out, the factor's growth, and every wrong order of calls."""
    seen: list[Any] = []

    def tried(call: Any) -> None:
        try:
            result = call()
        except Exception as error:
            result = type(error).__name__
        seen.append(result.tolist() if isinstance(result, t.Tensor) else result)

    weight = t.nn.Parameter(t.ones(2))
    optimizer = t.optim.SGD([weight], lr=1.0)
    scaler = t.amp.GradScaler("cpu", init_scale=4.0, growth_interval=2)
    for early in (lambda: scaler.unscale_(optimizer), lambda: scaler.step(optimizer), scaler.update):
        tried(early)
    for factor in (2.0, 3.0, float("inf"), 0.5):
        optimizer.zero_grad()
        scaler.scale((weight * factor).sum()).backward()
        tried(lambda: weight.grad)
        if factor == 3.0:
            tried(lambda: scaler.unscale_(optimizer))
            tried(lambda: weight.grad)
            tried(lambda: scaler.unscale_(optimizer))
        tried(lambda: scaler.step(optimizer))
        tried(lambda: scaler.step(optimizer))
        tried(lambda: scaler.unscale_(optimizer))
        tried(lambda: pickle.dumps(scaler) and None)
        tried(scaler.update)
        seen.append((scaler.get_scale(), scaler._get_growth_tracker(), weight.tolist()))
    seen.append(scaler.state_dict())
    tried(scaler.update)
    tried(lambda: scaler.step(optimizer, closure=lambda: 1))
    tried(lambda: [x.tolist() for x in scaler.scale([t.ones(1), t.ones(1)])])
    tried(lambda: scaler.scale(3))
    tried(lambda: scaler.load_state_dict({}))
    again = t.amp.GradScaler("cpu")
    again.load_state_dict(scaler.state_dict())
    seen.append((again.get_scale(), again.get_growth_interval(), again.get_growth_factor(), again.is_enabled()))
    again.scale(t.ones(1))
    again.update(7.0)
    seen.append(again.get_scale())
    half = t.nn.Parameter(t.ones(1, dtype=t.float16))
    again.scale(half.sum()).backward()
    tried(lambda: again.unscale_(t.optim.SGD([half], lr=1.0)))
    tried(lambda: again.step(t.optim.SGD([t.nn.Parameter(t.ones(1))], lr=1.0)))
    tried(lambda: t.amp.GradScaler("cpu", growth_factor=1.0))
    tried(lambda: t.amp.GradScaler("cpu", backoff_factor=1.0))
    off = t.amp.GradScaler("cpu", enabled=False)
    seen.append((off.scale(3), off.get_scale(), off.state_dict(), off.is_enabled(), off.unscale_(optimizer)))
    tried(lambda: off.step(optimizer))
    tried(off.update)
    return seen


def test_a_scaled_training() -> None:
    seen = history(fl)
    assert seen[:3] == ["AssertionError"] * 3
    assert {
        "scale": 4.0,
        "growth_factor": 2.0,
        "backoff_factor": 0.5,
        "growth_interval": 2,
        "_growth_tracker": 1,
    } in seen
    assert (4.0, 0, [-4.0, -4.0]) in seen  # the step with infinite gradients was left out, the factor halved


def test_pytorch_does_the_same() -> None:
    torch = pytest.importorskip("torch")
    assert history(fl) == history(torch)


@pytest.mark.filterwarnings("ignore:.torch.cuda.amp.autocast.* is deprecated")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda t: t.autocast("cuda"), "Disabling"),
        (lambda t: t.cuda.amp.autocast(), "Disabling"),
        (lambda t: t.autocast("cpu", dtype=t.float32), "target dtype is not supported"),
    ],
)
def test_blocks_that_are_turned_off_warn(make: Any, words: str) -> None:
    with pytest.warns(UserWarning, match=words):
        block = make(fl)
    with block:
        assert (fl.ones(1, 1) @ fl.ones(1, 1)).dtype is fl.float32


@pytest.mark.filterwarnings("ignore:.torch.cuda.amp.GradScaler.* is deprecated")
def test_scalers_of_other_devices_are_turned_off() -> None:
    for make in (fl.amp.GradScaler, fl.cuda.amp.GradScaler):
        with pytest.warns(UserWarning, match="Disabling"):
            scaler = make()
        assert not scaler.is_enabled()
        assert scaler.scale(2) == 2


def test_an_enabled_block_is_refused_before_it_computes() -> None:
    block = fl.autocast("cpu")
    ran = []
    with pytest.raises(RuntimeError, match=r"autocast: torch.bfloat16 on the CPU .*model.bfloat16\(\)"), block:
        ran.append(1)
    with pytest.raises(RuntimeError, match="enabled=False"):
        block(ran.append)(1)
    assert ran == []
    with pytest.raises(RuntimeError, match="does not choose dtypes"):
        fl.set_autocast_enabled("cpu", True)
    fl.set_autocast_enabled("cpu", False)


ANSWERS = {
    "t.is_autocast_enabled(), t.is_autocast_enabled('cpu'), t.is_autocast_cache_enabled()": "(False, False, True)",
    "t.get_autocast_dtype('cpu'), t.get_autocast_dtype('cuda')": "(torch.bfloat16, torch.float16)",
    "t.get_autocast_cpu_dtype(), t.get_autocast_gpu_dtype()": "(torch.bfloat16, torch.float16)",
    "t.autocast('cpu', dtype=t.float16).fast_dtype, t.autocast('cpu').fast_dtype": "(torch.float16, torch.bfloat16)",
    "t.autocast('cpu', enabled=False)(abs)(-2)": "2",
    "t.autocast(3)": "ValueError",
    "t.autocast('nonesuch')": "RuntimeError",
    "t.amp.custom_fwd(abs, device_type='cpu')(-2), t.amp.is_autocast_available('cpu')": "(2, True)",
}


def answer(library: Any, expression: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(expression, {"t": library}))
        except Exception as error:
            return type(error).__name__


def test_answers() -> None:
    assert {e: answer(fl, e) for e in ANSWERS} == ANSWERS


def test_answers_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    assert {e: answer(torch, e) for e in ANSWERS if "custom_fwd" not in e} == {
        e: shown for e, shown in ANSWERS.items() if "custom_fwd" not in e
    }
