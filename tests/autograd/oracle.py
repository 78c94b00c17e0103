"""Runs one piece of a program under PyTorch and under Flambeau and compares everything a user could see of what it
returns: values, dtypes, strides, flags, names of nodes, exceptions and how their messages begin.
"""

from __future__ import annotations

import inspect
import math
import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

WORDS = 6  # of an error's first line: what people search for


def both(function: Callable[..., Any]) -> Callable[..., None]:
    """A test that `function`, given either library as its first argument, returns the same (or raises alike)."""

    def run(**arguments: Any) -> None:
        expected = outcome(lambda: function(torch, **arguments))
        ours = outcome(lambda: function(fl, **arguments))
        assert ours == expected, f"\n  PyTorch:  {expected}\n  Flambeau: {ours}"

    parameters = list(inspect.signature(function).parameters.values())[1:]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    return run


def outcome(call: Callable[..., Any], *arguments: Any) -> Any:
    """What ``call(*arguments)`` returns, in terms both libraries share; for an exception its class and first words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return plain(call(*arguments))
        except Exception as error:
            # Numbers and what PyTorch says of its own dispatcher are left out.
            text = re.sub(r"\[?\(?\d[\d, x]*\]?\)?", "N", str(error).replace("torch.", "").split("\n")[0])
            return type(error).__name__, " ".join(text.split()[:WORDS])


attempt = outcome  # for one step among several


def plain(x: Any) -> Any:
    """`x` with tensors, nodes and dtypes described, so that it compares across the libraries."""
    if isinstance(x, torch.Tensor | fl.Tensor):
        return describe(x)
    if isinstance(x, torch.dtype | fl.dtype):
        return str(x)
    if hasattr(x, "next_functions"):
        return type(x).__name__
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, tuple | list):
        return [plain(item) for item in x]
    if isinstance(x, float) and math.isnan(x):
        return "nan"
    return x


def describe(t: Any) -> dict[str, Any]:
    return {
        "dtype": str(t.dtype),
        "shape": tuple(t.shape),
        "strides": t.stride(),
        "values": rounded(t.detach().tolist()),
        "requires_grad": t.requires_grad,
        "grad_fn": attempt(lambda: t.grad_fn),
    }


def state(t: Any) -> dict[str, Any]:
    """Where a tensor stands: in the graph, as a view, in versions."""
    return {
        "requires_grad": t.requires_grad,
        "grad_fn": attempt(lambda: t.grad_fn),
        "is_leaf": attempt(lambda: t.is_leaf),
        "version": attempt(lambda: t._version),
        "has_base": t._base is not None,
        "is_view": t._is_view(),
        "output_nr": t.output_nr,
        "is_inference": t.is_inference(),
    }


def leaf(torch: Any, *values: float, dtype: Any = None) -> Any:
    """A float64 leaf that requires grad: a single number for one value."""
    data = list(values) if len(values) > 1 else values[0]
    return torch.tensor(data, dtype=dtype or torch.float64, requires_grad=True)


def rounded(x: Any) -> Any:
    """Numbers to ten decimal digits in relation to their size: these tests are about rules, not about rounding."""
    if isinstance(x, list):
        return [rounded(item) for item in x]
    if isinstance(x, complex):
        return rounded(x.real), rounded(x.imag)
    if not isinstance(x, float):
        return x
    return "nan" if math.isnan(x) else float(f"{x:.5g}")
