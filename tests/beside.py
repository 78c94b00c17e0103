"""Runs a program with PyTorch and with Flambeau: values, exceptions and warnings must agree."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")

Program = Callable[[Any], Any]


def plain(value: Any, library: Any) -> Any:
    """Tensors as (dtype, shape, elements), so that the two libraries' can be compared."""
    if isinstance(value, library.Tensor):
        return str(value.dtype), tuple(value.shape), value.detach().tolist()
    if isinstance(value, list | tuple):
        return [plain(item, library) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, library) for key, item in value.items()}
    return value


def outcome(program: Program, library: Any) -> tuple[Any, list[tuple[str, str]]]:
    """The value, or the exception's class and text; and the warnings' classes and texts."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = plain(program(library), library)
        except Exception as error:
            value = error
    return value, [(type(w.message).__name__, str(w.message)) for w in caught]


def same_words(theirs: str, ours: str, words: int = 6) -> bool:
    """Whether the texts open alike, in as many words as PyTorch's says before it names what differs by library."""
    return ours.replace("|", " ").split()[:words] == theirs.split()[:words]


def agree(program: Program) -> None:
    """Fails unless the program does the same with both libraries; texts must agree in their first words."""
    theirs, their_warnings = outcome(program, torch)
    ours, our_warnings = outcome(program, flambeau)
    if isinstance(theirs, Exception):
        assert type(ours).__name__ == type(theirs).__name__, f"{theirs!r} / {ours!r}"
        assert same_words(str(theirs), str(ours)), f"{theirs} / {ours}"
    else:
        if isinstance(ours, Exception):
            raise ours
        assert ours == theirs
    assert [kind for kind, _ in our_warnings] == [kind for kind, _ in their_warnings], our_warnings
    for (_, their_text), (_, our_text) in zip(their_warnings, our_warnings, strict=True):
        assert same_words(their_text, our_text), f"{their_text} / {our_text}"
