"""What every test relies on."""

from __future__ import annotations

import signal

# A shell that runs the suite in the background has told it to ignore Ctrl-C, which some tests send to programs.
signal.signal(signal.SIGINT, signal.default_int_handler)
