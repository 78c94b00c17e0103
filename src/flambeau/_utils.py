"""Exceptions on their way from a worker to whoever waits for it."""

from __future__ import annotations

import pickle
import sys
import traceback
from typing import Any

from ._core import Tensor
from ._functions import cat
from ._questions import get_device_module

__all__ = ["ExceptionWrapper"]


class _Lines(str):
    """A KeyError prints the repr of its key."""

    def __repr__(self) -> str:
        return str(self)


def _can_be_found(kind: type[BaseException]) -> bool:
    """Whether other processes know the class."""
    try:
        pickle.dumps(kind)
    except Exception:
        return False
    return True


class ExceptionWrapper:
    """An exception as its class and a text with the traceback, which can be sent and raised elsewhere.

    ``exc_info`` is what `sys.exc_info` gives, by default for the exception that is being handled; ``where`` says in the
    text who has raised it, and ``doing``, a line of its own, what it was about.
    """

    def __init__(self, exc_info: Any = None, where: str = "in background", doing: str = "") -> None:
        self.exc_type: Any
        self.exc_type, error, trace = sys.exc_info() if exc_info is None else exc_info
        self.where = where
        text = "".join(traceback.format_exception(self.exc_type, error, trace))
        self.exc_msg = f"Caught {self.exc_type.__name__} {where}.\n{doing}Original {text}"
        if not (issubclass(self.exc_type, Exception) and _can_be_found(self.exc_type)):
            self.exc_type = RuntimeError

    def reraise(self) -> None:
        """Raises an exception of that class, or RuntimeError where the class does not take a message."""
        raise self._made()  # no variable here holds it: its traceback would hold this frame

    def _made(self) -> Any:
        if issubclass(self.exc_type, KeyError):
            return self.exc_type(_Lines(self.exc_msg))
        try:
            return self.exc_type(self.exc_msg)
        except Exception:
            return RuntimeError(self.exc_msg)


def _get_available_device_type() -> None:
    """None: there is no accelerator."""


def _get_device_module(device_type: str) -> Any:
    """The module with the functions of a kind of device.

    Raises: RuntimeError for a kind that has none.
    """
    return get_device_module(device_type)


def _flatten_dense_tensors(tensors: Any) -> Tensor:
    """The elements of several tensors as one vector."""
    return cat([x.contiguous().view(-1) for x in tensors]) if len(tensors) > 1 else tensors[0].contiguous().view(-1)


def _unflatten_dense_tensors(flat: Tensor, tensors: Any) -> tuple[Tensor, ...]:
    """Views of parts of a vector, in the shapes of ``tensors``."""
    parts = flat.split([x.numel() for x in tensors])
    return tuple(part.view(x.shape) for part, x in zip(parts, tensors, strict=True))
