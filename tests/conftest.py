"""What every test relies on."""

from __future__ import annotations

import gc
import signal
import sys
from types import ModuleType

import pytest

# A shell that runs the suite in the background has told it to ignore Ctrl-C, which some tests send to programs.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Sets the tests apart from garbage: a million objects that the collections within tests need not look at."""
    gc.collect()
    gc.freeze()
    if torch := sys.modules.get("torch"):
        seed_the_processor_alone(torch)


def seed_the_processor_alone(torch: ModuleType) -> None:
    """`torch.manual_seed` without what it notes for devices that are not there: two tracebacks a call, 3.6 ms of it."""
    for device in (torch.cuda, torch.xpu):
        if not device.is_available():
            device.manual_seed_all = lambda seed: None
