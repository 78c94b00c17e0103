"""Whatever a context manager switches is switched back: when Ctrl-C comes anywhere inside it, or on the way in or out,
when its generator is abandoned, and when a profile is entered and dropped.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import itertools
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

import flambeau as torch
from flambeau import serialization
from flambeau.autograd import forward_ad, grad_mode, graph
from flambeau.nn.modules._global_hooks import global_hooks
from flambeau.ops import batching
from flambeau.utils import checkpoint


class Hook:
    def __call__(self, tensor: Any) -> Any:
        return tensor


SCOPES: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "no_grad": torch.no_grad,
    "enable_grad": torch.enable_grad,
    "inference_mode": torch.inference_mode,
    "strong_zero": torch.autograd.strong_zero,
    "detect_anomaly": torch.autograd.detect_anomaly,
    "saved_tensors_hooks": lambda: graph.saved_tensors_hooks(Hook(), Hook()),
    "save_on_cpu": graph.save_on_cpu,
    "disable_saved_tensors_hooks": lambda: graph.disable_saved_tensors_hooks("not here"),
    "allow_mutation": graph.allow_mutation_on_saved_tensors,
    "printoptions": lambda: torch.printoptions(precision=1),
    "safe_globals": lambda: serialization.safe_globals([Hook]),
    "random_stream": lambda: checkpoint._random_stream(torch.get_rng_state()),
    "autocast": lambda: torch.autocast("cpu", dtype=torch.float16, cache_enabled=False),
    "checkpointed autocast": lambda: checkpoint._autocast((True, torch.float16, False, 0)),
    "dual_level": forward_ad.dual_level,
    "forward_level": forward_ad.forward_level,
    "outer_levels": lambda: forward_ad.outer_levels(0),
    "vmap_level": lambda: batching.vmap_level(3, "error"),
    "outside": lambda: batching.outside(1),
    "differentiating": lambda: grad_mode.differentiating(True),
    "profile": torch.profiler.profile,
    "autograd.profile": torch.autograd.profiler.profile,
}


def state() -> dict[str, Any]:
    """Everything in the process and the thread that these switch."""
    try:
        with graph.save_on_cpu():
            disabled = False
    except RuntimeError:
        disabled = True
    return {
        "grad": torch.is_grad_enabled(),
        "inference": torch.is_inference_mode_enabled(),
        "strong zero": torch._core._is_strong_zero(),
        "anomaly": (torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()),
        "hooks": (torch._core._count_saved_hooks(), disabled),
        "mutation": getattr(graph.allow_mutation_on_saved_tensors._open, "context", None),
        "levels": (torch._core._visible_levels(), torch._core._open_levels(), forward_ad._state.level),
        "autocast": torch._core._autocast_state(),
        "vmaps": (batching.running_vmaps(), torch._core._exchange_modes(None)),
        "profile": (torch._core._profiler_active(), list(global_hooks), sys.getprofile()),
        "printing": torch.get_printoptions(),
        "globals": serialization.get_safe_globals(),
        "numbers": torch.get_rng_state().sum().item(),
    }


class _Signal:
    """``-_Signal()`` lets a SIGINT arrive; as an operator, for the interpreter handles signals when a call returns."""

    __neg__ = staticmethod(_thread.interrupt_main)


def interrupted(body: Callable[[], None], at: int) -> bool:
    """Runs `body` and lets Ctrl-C come before the instruction number `at` of the library's and its own. False when
    there is none of that number.
    """
    signal, seen = _Signal(), itertools.count(1)

    def trace(frame: Any, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        if "flambeau" not in name and "contextlib" not in name and name != __file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(seen) == at:
            sys.settrace(None)  # so that no further call of this function notices the signal
            -signal  # noqa: B018
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 asks, when tracing begins, whether any frame wants opcodes
    with contextlib.suppress(KeyboardInterrupt):
        try:
            sys.settrace(trace)
            body()
        finally:
            sys.settrace(before)
    return next(seen) > at


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SCOPES)
def test_interrupted_anywhere(name: str) -> None:
    def body() -> None:
        with SCOPES[name]():
            pass

    body()  # what is made once is made
    before = state()
    count = 1
    while interrupted(body, count):
        assert state() == before, f"interrupted at instruction {count}"
        count += 1
    assert count > 5


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SCOPES)
def test_an_abandoned_generator(name: str) -> None:
    def steps() -> Any:
        with SCOPES[name]():
            yield

    before = state()
    running = steps()
    next(running)
    del running
    gc.collect()
    assert state() == before


@pytest.mark.parametrize("make", [torch.profiler.profile, torch.autograd.profiler.profile])
def test_a_profile_that_is_entered_and_dropped(make: Any) -> None:
    before = state()
    make().__enter__()
    gc.collect()
    assert state() == before
    with make() as prof:
        torch.ones(2) + 1
    assert prof.key_averages()


def test_a_second_profile_is_refused_and_the_first_goes_on() -> None:
    with torch.profiler.profile() as outer:
        with pytest.raises(RuntimeError, match="already enabled"), torch.profiler.profile():
            pass
        with pytest.raises(RuntimeError, match="already enabled"), torch.autograd.profiler.profile():
            pass
        torch.ones(2) + 1
    assert any("add" in event.key for event in outer.key_averages())


def test_a_scope_is_left_as_often_as_it_was_entered() -> None:
    scope = torch.no_grad()
    with scope, torch.enable_grad(), scope:
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()
    with pytest.raises(RuntimeError, match="without having been entered"):
        scope.__exit__(None, None, None)
