"""Who torch says that it is while Flambeau stands in its place: names, versions, metadata.

Outside of that nothing pretends. The version is that of the interface which Flambeau keeps.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution
from types import ModuleType
from typing import Any

import flambeau

from ._homes import renamed

OWN = "flambeau"
VISION = f"{OWN}.vision"
_INTERFACES = {"torch": "2.13.0", "torchvision": "0.29.0"}


def foreign_name(own: str) -> str:
    """``flambeau.nn`` -> ``torch.nn``, ``flambeau.vision.models`` -> ``torchvision.models``."""
    if own == VISION or own.startswith(VISION + "."):
        return "torchvision" + own[len(VISION) :]
    return "torch" + own[len(OWN) :] if own == OWN or own.startswith(OWN + ".") else own


class TorchVersion(str):
    """A version that compares with versions, strings and tuples by what they mean, not by their letters.

    >>> from flambeau._identity import TorchVersion
    >>> version = TorchVersion("2.13.0+flambeau")
    >>> version >= "2.9", version > (2, 13), version < "2.13.1"
    (True, True, True)
    """

    def __lt__(self, other: Any) -> bool:
        return _key(self) < _key(other)

    def __le__(self, other: Any) -> bool:
        return _key(self) <= _key(other)

    def __gt__(self, other: Any) -> bool:
        return _key(self) > _key(other)

    def __ge__(self, other: Any) -> bool:
        return _key(self) >= _key(other)

    def __eq__(self, other: Any) -> bool:
        return _key(self) == _key(other)

    def __ne__(self, other: Any) -> bool:
        return _key(self) != _key(other)

    __hash__ = str.__hash__


def _key(version: Any) -> tuple[Any, ...]:
    """What versions are ordered by (PEP 440): the release's numbers, whether it is final, what follows a plus sign."""
    text = ".".join(map(str, version)) if isinstance(version, tuple | list) else str(version)
    match = re.fullmatch(r"v?(\d+(?:\.\d+)*)([^+]*)(?:\+(.*))?", text)
    if match is None:
        raise ValueError(f"{text!r} is no version")
    release = [int(part) for part in match[1].split(".")]
    while release and release[-1] == 0:
        release.pop()
    return release, not re.search(r"a|b|rc|dev", match[2]), match[3] or ""


def version_of(package: str) -> str:
    """``2.13.0+flambeau`` for torch."""
    return f"{_INTERFACES[package]}+{OWN}"


class _Distribution(Distribution):
    """The metadata of torch or torchvision."""

    def __init__(self, package: str) -> None:
        self._package = package

    def read_text(self, filename: str) -> str | None:
        if filename != "METADATA":
            return None
        return f"Metadata-Version: 2.1\nName: {self._package}\nVersion: {version_of(self._package)}\n"

    def locate_file(self, path: Any) -> Any:
        return path


def distributions(name: str | None) -> Iterator[Distribution]:
    """The distributions that a question of `importlib.metadata` finds: of a name, or all."""
    for package in _INTERFACES:
        if name is None or name.lower() == package:
            yield _Distribution(package)


# ---- names and versions in place ----

_before: list[tuple[ModuleType, str, Any]] = []
_seen: set[str] = set()  # modules whose classes have been renamed


def _set(module: ModuleType, name: str, value: Any) -> None:
    _before.append((module, name, vars(module)[name]))
    setattr(module, name, value)


def assume() -> None:
    """Gives the modules PyTorch's version, and classes the homes that PyTorch's have."""
    from . import version

    _set(flambeau, "__version__", TorchVersion(version_of("torch")))
    _set(version, "__version__", version_of("torch"))
    rename_classes()


def rename_classes() -> None:
    """Makes the classes of all modules that are loaded by now name PyTorch's modules as theirs, as pickles do then."""
    for name, module in list(sys.modules.items()):
        if name in _seen or not isinstance(module, ModuleType) or not f"{name}.".startswith(f"{OWN}."):
            continue
        _seen.add(name)
        sys.modules.setdefault(foreign_name(name), module)  # where `typing` looks up what a class's annotations name
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and kind not in renamed and f"{kind.__module__}.".startswith(f"{OWN}."):
                _rename(kind)


def _rename(kind: type) -> None:
    home = kind.__module__
    try:
        kind.__module__ = foreign_name(home)
    except TypeError:  # a type of the core that cannot be changed
        return
    renamed[kind] = home


def drop() -> None:
    """Takes all of that back."""
    while _before:
        module, name, value = _before.pop()
        setattr(module, name, value)
    while renamed:
        kind, home = renamed.popitem()
        kind.__module__ = home
    _seen.clear()
