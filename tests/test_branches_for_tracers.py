"""Branches, loops, numbers and switches that PyTorch has at its top level for tracers and tools, beside PyTorch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from beside import agree

import flambeau as fl

PROGRAMS = {
    "the branch that holds": lambda lib: [
        lib.cond(pred, lambda a, b: a + b, lambda a, b: a * b, (lib.ones(2), lib.full((2,), 3.0)))
        for pred in (True, False, lib.tensor(True), lib.tensor([0.0]))
    ],
    "no condition": lambda lib: lib.cond("yes", lambda a: a, lambda a: -a, (lib.ones(2),)),
    "many conditions": lambda lib: lib.cond(lib.ones(2), lambda a: a, lambda a: -a, (lib.ones(2),)),
    "while": lambda lib: lib.while_loop(
        lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (lib.tensor(0), lib.ones(2, dtype=lib.float64))
    ),
    "whiles that end at once": lambda lib: lib.while_loop(lambda i: i < 0, lambda i: (i + 1,), (lib.tensor(0),)),
    "integers": lambda lib: [lib.sym_int(a) for a in (3, 2.7, -2.7)],
    "floats": lambda lib: [lib.sym_float(a) for a in (3, 2.5)],
    "extremes": lambda lib: [
        (lib.sym_max(a, b), lib.sym_min(a, b)) for a, b in ((1, 2), (1, 2.0), (2.0, 1), (float("nan"), 1))
    ],
    "the rest": lambda lib: (
        [lib.sym_not(True), lib.sym_not(3), lib.sym_ite(True, 1, 2), lib.sym_ite(False, 1, 2)],
        [lib.sym_sum([]), lib.sym_sum([1, 2]), lib.sym_sum(1, 2, 3), lib.sym_sqrt(4)],
    ),
    "no bool": lambda lib: lib.sym_ite(1, 2, 3),
    "two types": lambda lib: lib.sym_ite(True, 2, 3.0),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_it_is_as_in_pytorch(program: Any) -> None:
    agree(program)


def test_derivatives_are_those_of_the_branch_taken() -> None:
    def program(lib: Any) -> Any:
        x = lib.tensor([1.0, 2.0], requires_grad=True)
        y = lib.cond(x.sum() > 2, lambda x: x.sin().sum(), lambda x: x.cos().sum(), (x,))
        return lib.autograd.grad(y, x)

    agree(program)


@pytest.mark.parametrize("mode", [0, 1, 2, "default", "warn", "error", 5, -1, "never", 1.5, None])
def test_the_debug_mode_of_determinism(mode: Any) -> None:
    def program(lib: Any) -> Any:
        try:
            lib.set_deterministic_debug_mode(mode)
            return (
                lib.get_deterministic_debug_mode(),
                lib.are_deterministic_algorithms_enabled(),
                lib.is_deterministic_algorithms_warn_only_enabled(),
            )
        finally:
            lib.use_deterministic_algorithms(False)

    agree(program)


def test_a_tensor_over_a_file(tmp_path: Path) -> None:
    def program(lib: Any) -> Any:
        path = str(tmp_path / lib.__name__)
        shared = lib.from_file(path, True, 4)  # the file is made
        shared.fill_(2)
        private = lib.from_file(path, False, 3, dtype=lib.float32)
        private[0] = 7
        again = lib.from_file(path, size=2, dtype=lib.int32)
        return shared, private, again, lib.from_file(path), os.path.getsize(path)

    agree(program)


@pytest.mark.parametrize(
    "arguments",
    [("/nowhere/at/all",), ("short", False, 400), ("short", False, -1), (3,)],
    ids=["no file", "short", "negative", "number"],
)
def test_a_file_that_cannot_be_mapped(arguments: Any, tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(bytes(16))
    path = arguments[0] if isinstance(arguments[0], int) else str(tmp_path / arguments[0])
    with pytest.raises(TypeError if isinstance(path, int) else RuntimeError):
        fl.from_file(path, *arguments[1:])


def test_numbers_below_zero_have_no_root() -> None:
    with pytest.raises(ValueError, match="math domain error"):
        fl.sym_sqrt(-1)


def test_words_have_no_extreme() -> None:
    with pytest.raises(AssertionError, match="expected an int or a float, not str"):
        fl.sym_max("a", 2)


def test_an_error_of_a_branch_is_told_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        fl.cond(True, lambda: 1 / 0, lambda: 2)


def test_names_of_devices_and_futures() -> None:
    assert issubclass(fl.OutOfMemoryError, RuntimeError)
    assert fl.OutOfMemoryError is fl.cuda.OutOfMemoryError
    assert issubclass(fl.AcceleratorError, RuntimeError)
    assert fl.GradScaler is fl.amp.GradScaler
    assert fl.Event().query()
    assert isinstance(fl.cpu.current_stream(), fl.Stream)
    assert fl.wait(fl.fork(lambda a: a + 1, fl.ones(2))).tolist() == [2.0, 2.0]
    x = fl.zeros(2)
    fl.utils.dlpack.from_dlpack(fl.to_dlpack(x)).fill_(1)
    assert x.tolist() == [1.0, 1.0]
