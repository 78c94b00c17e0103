"""Runs a program with PyTorch and with Flambeau and compares all that a user could see of it: values, dtypes, strides,
flags, names of nodes, the classes of exceptions and warnings and how their texts begin.
"""

from __future__ import annotations

import inspect
import math
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

Program = Callable[..., Any]

WORDS = 6  # of a text's first line: what people search for

# Warnings of PyTorch's about its own insides and memory that its graphs leak.
UNSAID = (
    "`jit.script` is deprecated",
    "ComplexHalf support is experimental",
    "LSTM with projections is not supported",
    "at::frobenius_norm is deprecated",
    "at::nuclear_norm is deprecated",
    "Using backward() with create_graph=True",
)


def agree(program: Program, **arguments: Any) -> None:
    """Fails unless ``program``, given either library as its first argument, does the same."""
    expected, their_warnings = outcome(program, torch, **arguments)
    ours, our_warnings = outcome(program, fl, **arguments)
    assert ours == expected, f"\n  PyTorch:  {expected}\n  Flambeau: {ours}"
    assert our_warnings == their_warnings, f"\n  PyTorch warns:  {their_warnings}\n  Flambeau warns: {our_warnings}"


def both(program: Program) -> Callable[..., None]:
    """``program`` as a test that the two libraries agree on it."""

    def run(**arguments: Any) -> None:
        agree(program, **arguments)

    parameters = list(inspect.signature(program).parameters.values())[1:]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__name__, run.__doc__, run.__module__ = program.__name__, program.__doc__, program.__module__
    return run


def refuse_alike(program: Program, **arguments: Any) -> None:
    """Fails unless ``program`` raises the same class with either library, ours with a text that begins as PyTorch's."""
    found = []
    for library in (torch, fl):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what comes before the refusal, once in a process perhaps
            with pytest.raises(Exception) as caught:  # noqa: PT011 - the class is what is compared
                program(library, **arguments)
        found.append((type(caught.value).__name__, str(caught.value).replace("torch.", "").replace("flambeau.", "")))
    (kind, text), (our_kind, our_text) = found
    assert our_kind == kind, found
    assert our_text.startswith(text.rstrip(".")), found


def outcome(call: Program, *args: Any, **kwargs: Any) -> tuple[Any, list[tuple[str, str]]]:
    """What the call returns or raises, and what it warns of, in terms that both libraries share.

    Each library gives what it would say once in a process, whatever ran before.
    """
    with warnings.catch_warnings(record=True) as caught, always_told():
        warnings.simplefilter("always")
        value = attempt(call, *args, **kwargs)
    given = [(type(w.message).__name__, beginning(w.message)) for w in caught]
    return value, [(kind, text) for kind, text in given if not text.startswith(UNSAID)]


@contextmanager
def always_told() -> Iterator[None]:
    """Both libraries repeat the warnings that they otherwise give once in a process."""
    before = [(library, library.is_warn_always_enabled()) for library in (torch, fl)]
    try:
        for library, _ in before:
            library.set_warn_always(True)
        yield
    finally:
        for library, always in before:
            library.set_warn_always(always)


def attempt(call: Program, *args: Any, **kwargs: Any) -> Any:
    """What the call returns, described; for an exception its class and how its text begins."""
    try:
        return plain(call(*args, **kwargs))
    except Exception as error:
        return type(error).__name__, beginning(error)


def beginning(message: Any) -> str:
    """The first words of a text, without numbers and without what names the library."""
    text = str(message).replace("torch.", "").replace("|", " ").split("\n")[0]
    return " ".join(re.sub(r"\[?\(?\d[\d, x]*\]?\)?", "N", text).split()[:WORDS])


def plain(x: Any) -> Any:
    """``x`` with tensors, nodes and dtypes described, so that it compares across the libraries."""
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
    """Numbers to five digits in relation to their size: these tests are about rules, not about rounding."""
    if isinstance(x, list):
        return [rounded(item) for item in x]
    if isinstance(x, complex):
        return rounded(x.real), rounded(x.imag)
    if not isinstance(x, float):
        return x
    return "nan" if math.isnan(x) else float(f"{x:.5g}")
