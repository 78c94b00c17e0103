"""Kernels are called through the one door (`core/dispatch/launch.h`) and nowhere else.

What is a kernel is read from the headers of `core/backend/cpu`: a function that takes memory. The layers above may
name one only among the arguments of a function that launches, or in a function object that a launch calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "core"
ABOVE = sorted(p for folder in ("dispatch", "autograd", "cpython") for p in (CORE / folder).glob("*.*"))
# Headers of what kernels are made of; nothing above kernels includes them.
PARTS = {"accumulate.h", "loop_nest.h", "moves.h", "parallel.h", "space.h"}
PARTS |= {"index_blocks.h", "normalize_real.h", "random_sample.h", "reduce_blocks.h"}
MEMORY = re.compile(r"void\*|Operand|Matrix|ConvInput|complex128\*|(?<!const )int64_t\*|vector<\w+Tensor>")
# `launch` in its forms, and the functions that hand a kernel on to it.
KEPT = ("launch", "launch_indexed", "fill_drawn", "compute_each", "pick_along")
DOORS = (*KEPT, "launch_directly", "ask")


def code_of(text: str) -> str:
    """Without comments and strings, every character in its place."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())  # noqa: E731
    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text)


def kernels() -> set[str]:
    found = set()
    for header in (CORE / "backend/cpu").glob("*.h"):
        if header.name in PARTS:
            continue
        code = code_of(header.read_text())
        for m in re.finditer(r"^(?:[\w:<>*&]+ )*[*&]?(\w+)\(([^()]*)\)[^;{]*;", code, re.M):
            if MEMORY.search(m.group(2)):
                found.add(m.group(1))
    return found


def region(code: str, start: int, pair: str) -> tuple[int, int]:
    """From the first opening bracket behind `start` to its partner."""
    at = code.index(pair[0], start)
    depth = 0
    for end in range(at, len(code)):
        depth += (code[end] == pair[0]) - (code[end] == pair[1])
        if depth == 0:
            return at, end
    raise ValueError("brackets do not pair")


def launched(code: str, doors: tuple[str, ...] = DOORS) -> Iterator[tuple[int, int]]:
    """The arguments of launching functions, and the bodies of function objects that are launched."""
    for m in re.finditer(rf"\b(?:{'|'.join(doors)})\(", code):
        yield region(code, m.start(), "()")
    for m in re.finditer(r"operator\(\)\(const Access\*", code):
        yield region(code, m.end(), "{}")


def beside_the_door(text: str, names: set[str]) -> list[str]:
    code = code_of(text)
    inside = list(launched(code))
    calls = re.finditer(rf"(?<![\w.>])(?<!std::)({'|'.join(sorted(names))})\(", code)
    return [
        f"{code[: m.start()].count(chr(10)) + 1}: {m.group(1)}"
        for m in calls
        if not any(a < m.start() < b for a, b in inside) and not is_declaration(code, m.start())
    ]


def is_declaration(code: str, at: int) -> bool:
    """A word stands before the name: a variable or a function of that name, and no call."""
    word = re.search(r"([\w>*&]+)\s+$", code[:at])
    return word is not None and word.group(1) not in ("return", "else", "&&", "&")


def test_the_headers_are_read() -> None:
    assert {
        "run_reduction",
        "matmul",
        "conv_forward",
        "copy_strided",
        "fill",
        "run_update",
        "fill_uniform",
    } <= kernels()
    assert not {"find_elementwise", "prefers_channels_last", "set_conv_output"} & kernels()


@pytest.mark.parametrize("path", ABOVE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_kernel_is_called_beside_the_door(path: Path) -> None:
    assert beside_the_door(path.read_text(), kernels()) == []


def test_every_kernel_has_a_caller() -> None:
    code = "".join(code_of(p.read_text()) for p in CORE.glob("**/*.cpp"))
    assert [name for name in sorted(kernels()) if len(re.findall(rf"\b{name}\b", code)) < 2] == []


def test_the_guard_sees_what_it_forbids() -> None:
    names = kernels()
    assert beside_the_door("void f() {\n  run_sort(a, b);\n}", names) == ["2: run_sort"]
    assert beside_the_door("if (x) return matmul(a, b);", names) == ["1: matmul"]
    assert beside_the_door("launch(n, {a}, [d](const Access* o) { run_sort(o[0], d); }); fill(a);", names) == [
        "1: fill"
    ]
    assert beside_the_door('const Element fill(call, v); // fill(x)\nstd::fill(a, b); f("fill(");', names) == []


def test_the_host_lock_is_released_at_the_door() -> None:
    users = [p.name for p in CORE.rglob("*.*") if re.search(r"\bLongWork\b", code_of(p.read_text()))]
    assert sorted(users) == ["launch.h", "long_work.cpp", "long_work.h"]


@pytest.mark.parametrize("path", ABOVE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_launches_hold_values(path: Path) -> None:
    """What a kernel captures by reference would be gone when a recording calls it again."""
    code = code_of(path.read_text())
    assert [code[a:b][:80] for a, b in launched(code, KEPT) if re.search(r"\[&", code[a:b])] == []


# What knows the meta device by name: the door, blank tensors whose elements lie elsewhere, and updates, in which each
# parameter has a device of its own.
DEVICE = re.compile(r"\bis_meta\(|\bDeviceType::Meta\b")
BLANK = re.compile(r"empty\(Dims\{0\}, [\w.]+dtype, DeviceType::Meta\)")
KNOWS_DEVICES = {"launch.h": 2, "copying.cpp": 2, "compute_optim.cpp": 9}


@pytest.mark.parametrize("path", sorted((CORE / "dispatch").glob("*.*")), ids=lambda p: p.name)
def test_only_the_door_knows_the_meta_device(path: Path) -> None:
    """Compute functions are the same on every device: results are allocated on that of the arguments."""
    code = BLANK.sub("", code_of(path.read_text()))
    assert len(DEVICE.findall(code)) <= KNOWS_DEVICES.get(path.name, 0)


def test_the_guard_sees_a_device() -> None:
    assert DEVICE.search("if (t.is_meta()) return;")
    assert not DEVICE.search(BLANK.sub("", "TensorRef t = empty(Dims{0}, t.dtype, DeviceType::Meta);"))
