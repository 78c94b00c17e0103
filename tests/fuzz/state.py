"""What a call must leave as it was: levels, modes, hooks, profiler, default dtype, generators, threads."""

from __future__ import annotations

import os
import sys
from typing import Any

import flambeau as fl
from flambeau import _core, hub
from flambeau.autograd import forward_ad
from flambeau.autograd.saved_tensors import _disabled
from flambeau.nn.modules import module
from flambeau.profiler._recording import Recording

NAMES = (
    "grad mode",
    "inference mode",
    "default dtype",
    "modes of functions",
    "threads",
    "anomaly mode",
    "vmap levels",
    "dual levels",
    "strong zeros",
    "saved-tensor hooks",
    "hooks of all modules",
    "profiler",
    "standard files",
    "hub's folder",
    "finders of modules",
)


def state() -> tuple[Any, ...]:
    """All of it, in the order of `NAMES`, cheap enough to be read after every call."""
    return (
        fl.is_grad_enabled(),
        fl.is_inference_mode_enabled(),
        fl.get_default_dtype(),
        len(_core._function_modes()),
        fl.get_num_threads(),
        (fl.is_anomaly_enabled(), fl.is_anomaly_check_nan_enabled()),
        _core._vmap_depth(),
        (len(forward_ad.open_levels()), forward_ad._state.level),
        _core._is_strong_zero(),
        (_core._count_saved_hooks(), _disabled.message),
        (len(module.global_hooks), len(module.registration_hooks)),
        (Recording._running is None, _core._profiler_active()),
        tuple(map(_is_open, range(3))),
        hub._files._chosen_dir,
        len(sys.meta_path),
    )


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def differences(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    """What is not as before, in words."""
    return [f"{n}: {b} -> {a}" for n, b, a in zip(NAMES, before, after, strict=True) if a != b]


def usable() -> str | None:
    """What the simplest computation and the generator say, if they fail."""
    try:
        x = fl.ones(2, requires_grad=True)
        (fl.rand(2) * x).sum().backward()
        if x.grad is None or x.grad.dtype is not fl.float32:
            return "a backward pass gives no gradient"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
