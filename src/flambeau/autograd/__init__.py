"""Automatic differentiation: backward passes, gradients, modes, Functions of one's own, checks."""

from __future__ import annotations

from .._listing import listing
from . import forward_ad, function_batching, graph
from ._strong_zero import strong_zero
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .backward import backward, grad
from .function import Function, NestedIOFunction
from .grad_mode import (
    enable_grad,
    enforce_grad_layout_policy,
    inference_mode,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)
from .variable import Variable


def variable(*args: object, **kwargs: object) -> None:  # in the place of the submodule
    """Not offered: `flambeau.tensor` makes tensors.

    Raises: RuntimeError always.

    >>> import flambeau as torch
    >>> torch.autograd.variable([1.0])
    Traceback (most recent call last):
    RuntimeError: torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead
    """
    raise RuntimeError("torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead")


variable.Variable = Variable  # type: ignore[attr-defined]  # as that of the submodule


def __getattr__(name: str) -> object:
    # Checking and Jacobians are rarely needed: they cost nothing at import.
    import importlib

    homes = {"gradcheck": "gradcheck", "gradgradcheck": "gradcheck", "functional": "functional", "profiler": "profiler"}
    homes |= {"profiler_util": "profiler_util", "DeviceType": "profiler_util"}
    if name not in homes:
        raise AttributeError(f"module 'flambeau.autograd' has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{homes[name]}")
    value: object = module if name == homes[name] != "gradcheck" else getattr(module, name)
    globals()[name] = value
    if homes[name] == "gradcheck":  # the submodule of that name would otherwise hide the function
        globals()["gradcheck"], globals()["gradgradcheck"] = module.gradcheck, module.gradgradcheck
    return value


__all__ = [
    "Function",
    "NestedIOFunction",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "enforce_grad_layout_policy",
    "forward_ad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "profiler",
    "set_detect_anomaly",
    "set_grad_enabled",
    "set_multithreading_enabled",
    "strong_zero",
    "variable",
]
__dir__ = listing(globals(), "grad_mode")
