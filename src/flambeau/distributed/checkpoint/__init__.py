"""States of models under the names that parameters have without wrappers; files of several processes are refused."""

from __future__ import annotations

from ..._absent import fill_absent
from . import state_dict as state_dict

__all__ = ["state_dict"]

fill_absent(
    globals(),
    "flambeau computes in one process: save and load state_dicts with torch.save and torch.load",
    classes="FileSystemReader FileSystemWriter StorageReader StorageWriter",
    functions="async_save load load_state_dict save save_state_dict",
)
