"""The older name of `distributed.fsdp`."""

from __future__ import annotations

from ...fsdp import *
