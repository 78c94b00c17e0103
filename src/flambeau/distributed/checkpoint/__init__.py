"""Checkpoints that several processes write and any number reads: `save` and `load`; states without wrappers."""

from __future__ import annotations

from ..._absent import fill_absent
from . import state_dict as state_dict
from .storage import FileSystemReader as FileSystemReader
from .storage import FileSystemWriter as FileSystemWriter
from .storage import load as load
from .storage import save as save

__all__ = ["FileSystemReader", "FileSystemWriter", "load", "save", "state_dict"]

fill_absent(
    globals(),
    "a checkpoint is a folder: use save and load with checkpoint_id",
    classes="StorageReader StorageWriter",
    functions="async_save load_state_dict save_state_dict",
)
