"""Tools around training: data loading; handles of hooks."""

from . import data, hooks

__all__ = ["data", "hooks"]
