"""Threads and forks: the state of a thread that a backward pass takes along (nested deep, it goes on in a thread of its
own: the engine), and the kernels of other threads, which a fork waits for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TypeVar

from . import _core

_State = TypeVar("_State", bound=threading.local)

_states: list[threading.local] = []


def carried(state: _State) -> _State:
    """``state``, whose attributes a thread that goes on with a backward pass shares with the one that waits for it."""
    _states.append(state)
    return state


def taken() -> Callable[[], None]:
    """What the thread that goes on has to call."""
    attributes = [state.__dict__ for state in _states]

    def give() -> None:
        for state, shared in zip(_states, attributes, strict=True):
            state.__dict__.update(shared)

    return give


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_core._hold_long_work,
        after_in_parent=_core._allow_long_work,
        after_in_child=_core._allow_long_work_in_child,
    )
