"""The older place of `distributed.fsdp`'s functions."""

from __future__ import annotations
