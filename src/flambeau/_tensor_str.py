"""Parts of a tensor's text under PyTorch's private names, for packages whose subclasses write their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _printing
from ._core import Tensor
from ._printing import elements, tensor_repr, with_facts


def _tensor_str(self: Tensor, indent: int) -> str:
    """The bracketed elements, from column ``indent`` on."""
    return elements(self, indent)


def _add_suffixes(tensor_str: str, suffixes: Sequence[str], indent: int, force_newline: Any) -> str:
    """The text with ``name=value`` pairs and the closing bracket."""
    return with_facts(tensor_str, suffixes, indent)


def _str(self: Tensor, *, tensor_contents: str | None = None) -> str:
    """What ``repr`` shows; ``tensor_contents`` in place of the elements."""
    return tensor_repr(self) if tensor_contents is None else f"{type(self).__name__}({tensor_contents})"


_str_intern = _str


def __getattr__(name: str) -> Any:
    if name == "PRINT_OPTS":
        return _printing._options  # those in force
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
