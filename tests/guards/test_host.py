"""The seam between the core and Python is one header: what `core/tensor/host.h` asks for, `core/cpython` implements.

The layers above `cpython` ask the host for nothing else, and hold no pointers that it fills in. The library's own
functions that the core calls are connected once, by name.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from flambeau import _core

CORE = Path(__file__).parents[2] / "core"
HOST = CORE / "tensor" / "host.h"
ABOVE = [p for p in sorted(CORE.rglob("*.*")) if p.suffix in (".h", ".cpp") and "cpython" not in p.parts]
BELOW = sorted((CORE / "cpython").glob("*.cpp"))

DECLARATION = re.compile(r"^(?:[\w:<>,*&]+ )+[*&]?(\w+)\([^;{}]*\)(?: const)?(?: noexcept)?;", re.M)
DEFINITION = r"^(?:[\w:<>,*&\[\]]+ )*[*&]?(?:\w+::)*~?{}\([^;{{}}]*\)(?: const)?(?: noexcept)?(?: : [^;]*?)? \{{"
POINTER = re.compile(r"^extern [^;]*\(\*\s*\w+\)", re.M)


@functools.cache
def code_of(path: Path) -> str:
    return re.sub(r"//[^\n]*", "", path.read_text())


def declared(path: Path) -> set[str]:
    return set(DECLARATION.findall(code_of(path)))


def defined_in(paths: list[Path], name: str) -> bool:
    pattern = re.compile(DEFINITION.format(name), re.M)
    return any(name in code_of(p) and pattern.search(code_of(p)) for p in paths)


HEADERS = [p for p in ABOVE if p.suffix == ".h" and p != HOST]


@pytest.mark.parametrize("header", HEADERS, ids=lambda p: str(p.relative_to(CORE)))
def test_only_the_host_header_is_implemented_in_cpython(header: Path) -> None:
    missing = [name for name in declared(header) if not defined_in(ABOVE, name)]
    assert [name for name in sorted(missing) if defined_in(BELOW, name)] == []


def test_what_the_host_header_asks_for_is_implemented_in_cpython_and_used_above() -> None:
    names = declared(HOST)
    assert {"retain", "allocate_tensor", "call", "object_of", "warn"} <= names
    above = "".join(code_of(p) for p in ABOVE if p != HOST)
    for name in names:
        assert defined_in(BELOW, name), f"{name} is not implemented"
        assert re.search(rf"\b{name}\(", above), f"nothing above cpython/ asks for {name}"


@pytest.mark.parametrize("header", HEADERS, ids=lambda p: str(p.relative_to(CORE)))
def test_no_function_pointers_wait_to_be_filled(header: Path) -> None:
    assert POINTER.findall(code_of(header)) == []


def test_the_guard_sees_what_it_forbids() -> None:
    assert DECLARATION.findall("HostRef call_host(HostObject* f,\n    int n);\nTensor* find() noexcept;") == [
        "call_host",
        "find",
    ]
    assert POINTER.search("extern void (*on_lost_bytes)();")
    assert re.search(DEFINITION.format("find"), "Tensor* Thing::find() noexcept {", re.M)


def test_cpython_finds_no_function_of_the_library_by_name() -> None:
    """They are connected; a module or a method that is looked up by its name breaks when it is renamed."""
    for path in BELOW:
        assert not re.search(r'PyImport_ImportModule\("flambeau', path.read_text()), path.name


def members() -> list[str]:
    body = re.search(r"struct Library \{(.*?)\};", code_of(HOST), re.S)
    assert body
    return re.findall(r"HostObject\* (\w+);", body[1])


def test_every_function_of_the_library_is_connected_and_called() -> None:
    text = "".join(code_of(p) for p in [*ABOVE, *BELOW])
    for name in members():
        assert re.search(rf"\blibrary\.{name}\b", text), f"nothing calls {name}"
        assert f'{{"{name}", &host::Library::{name}}}' in text, f"_connect does not know {name}"


@pytest.mark.parametrize("change", ["missing", "unknown", "none"])
def test_functions_are_connected_whole(change: str) -> None:
    functions = dict.fromkeys(members(), len)
    if change != "none":
        functions.pop("batch")
    if change == "unknown":
        functions["bacth"] = len
    if change == "none":
        functions = {}
    with pytest.raises(TypeError, match="_connect"):
        _core._connect(**functions)
