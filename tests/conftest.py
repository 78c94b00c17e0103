"""What every test relies on."""

from __future__ import annotations

import gc
import signal

import pytest

# A shell that runs the suite in the background has told it to ignore Ctrl-C, which some tests send to programs.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Sets the tests apart from garbage: a million objects that the collections within tests need not look at."""
    gc.collect()
    gc.freeze()
