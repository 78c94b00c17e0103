"""oneDNN, once called MKL-DNN: kernels for convolutions and products.

``FLAMBEAU_ONEDNN`` in the environment decides before the start whether it is used; ``enabled`` tells, and setting it to
anything else is an error.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any

from .. import _core
from .._listing import listing
from ._switches import set_switches, switched

deterministic = False
allow_tf32: bool | None = None


def is_available() -> bool:
    """Whether the build has it and the environment does not forbid it.

    >>> import flambeau as torch
    >>> torch.backends.mkldnn.is_available() == torch.backends.mkldnn.enabled
    True
    """
    return "oneDNN" in _core.products() and os.environ.get("FLAMBEAU_ONEDNN") != "0"


def set_flags(_enabled: bool | None = None, _deterministic: bool | None = None, _allow_tf32: bool | None = None) -> Any:
    """Sets the switches that are given; returns what all were.

    Raises: RuntimeError for another ``enabled`` than there is.
    """
    before = is_available(), deterministic, allow_tf32
    given = {"enabled": _enabled, "deterministic": _deterministic, "allow_tf32": _allow_tf32}
    set_switches(__name__, **{name: value for name, value in given.items() if value is not None})
    return before


def flags(
    enabled: bool = False, deterministic: bool = False, allow_tf32: bool | None = True
) -> AbstractContextManager[None]:
    """A block within which the switches have these values.

    Raises: RuntimeError on entering, for another ``enabled`` than there is.
    """
    return switched(__name__, enabled=enabled, deterministic=deterministic, allow_tf32=allow_tf32)


class _Mkldnn(ModuleType):
    """The module's class: ``enabled`` cannot be set to what it is not."""

    @property
    def enabled(self) -> bool:
        return is_available()

    @enabled.setter
    def enabled(self, value: bool) -> None:
        if value != is_available():
            raise RuntimeError(
                f"mkldnn.enabled: {value} | whether oneDNN is used is settled at the start of the program "
                "| set FLAMBEAU_ONEDNN=0 in its environment to compute without it"
            )


sys.modules[__name__].__class__ = _Mkldnn

__all__ = [
    "allow_tf32",
    "deterministic",
    "flags",
    "is_available",
    "set_flags",
]
__dir__ = listing(globals())
