"""Tests of times, on a machine that may be busy."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_TRIES = 4


def in_a_quiet_moment(test: Callable[..., Any]) -> Callable[..., Any]:
    """``test``, which compares times with the clock, tried again where it fails.

    Another program's turn on the processor lets a sleep end late once; a wrong sum is wrong every time.
    """

    @functools.wraps(test)
    def tried(*args: Any, **kwargs: Any) -> None:
        for _ in range(_TRIES - 1):
            try:
                return test(*args, **kwargs)
            except AssertionError:
                continue
        test(*args, **kwargs)

    return tried
