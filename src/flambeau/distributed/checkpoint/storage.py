"""Checkpoints of several processes: a file for each, and an index that is written last.

What all processes have alike is split among them by rows; what only some have, the first of them writes. The index is
replaced in one step when all files are complete, so that a run that is killed while it saves leaves the checkpoint that
was there. Any number of processes reads it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ...autograd import no_grad
from ..collectives import barrier
from ..distributed_c10d import get_rank, get_world_size, is_initialized
from ..group import ProcessGroup
from ..objects import all_gather_object

__all__ = ["FileSystemReader", "FileSystemWriter", "load", "save"]

INDEX = ".metadata"
_Key = tuple[Any, ...]  # the way to a value through dicts and lists


class FileSystemWriter:
    """Where `save` writes: a folder."""

    def __init__(self, path: str | os.PathLike[str], **options: Any) -> None:
        self.path = Path(path)


class FileSystemReader(FileSystemWriter):
    """Where `load` reads: a folder."""


def _flat(value: Any, key: _Key = ()) -> dict[_Key, Any]:
    """The values within dicts and lists, by the way to each; a module or optimiser gives its ``state_dict()``."""
    if hasattr(value, "state_dict") and key:
        value = value.state_dict()
    if isinstance(value, dict) and (value or not key):
        items = list(value.items())
    elif isinstance(value, list) and value:
        items = list(enumerate(value))
    else:
        return {key: value}
    found: dict[_Key, Any] = {}
    for name, one in items:
        found |= _flat(one, (*key, name))
    return found


def _folder(checkpoint_id: Any, storage: FileSystemWriter | None) -> Path:
    if checkpoint_id is None and storage is None:
        raise ValueError("checkpoint: no place was given | pass checkpoint_id, the path of a folder")
    return Path(checkpoint_id) if checkpoint_id is not None else storage.path  # type: ignore[union-attr]


def _of_all(value: Any, group: ProcessGroup | None) -> list[Any]:
    if not is_initialized():
        return [value]
    every: list[Any] = [None] * get_world_size(group)
    all_gather_object(every, value, group)
    return every


def _is_split(value: Any) -> bool:
    return isinstance(value, Tensor) and value.dim() > 0 and len(value) > 1


def _replace(path: Path, value: Any) -> None:
    """Writes a file in one step: whoever reads finds the old one or the new one, whole."""
    from ...serialization import save as write

    beside = path.with_name(f"{path.name}.{uuid.uuid4()}")
    write(value, beside)
    with open(beside, "rb") as file:
        os.fsync(file.fileno())
    os.replace(beside, path)


def save(
    state_dict: dict[str, Any],
    *,
    checkpoint_id: str | os.PathLike[str] | None = None,
    storage_writer: FileSystemWriter | None = None,
    planner: Any = None,
    process_group: ProcessGroup | None = None,
    no_dist: bool = False,
) -> None:
    """Writes a state to a folder; all processes of the group call it, with tensors that they have alike.

    Raises: ValueError without a place; RuntimeError where processes have tensors of different shapes under one name.

    >>> import flambeau as torch, tempfile
    >>> import flambeau.distributed.checkpoint as dcp
    >>> folder = tempfile.mkdtemp()
    >>> dcp.save({"x": torch.arange(3), "step": 7}, checkpoint_id=folder)
    >>> state = {"x": torch.zeros(3, dtype=torch.int64), "step": 0}
    >>> dcp.load(state, checkpoint_id=folder)
    >>> state
    {'x': tensor([0, 1, 2]), 'step': 7}
    """
    folder = _folder(checkpoint_id, storage_writer)
    folder.mkdir(parents=True, exist_ok=True)
    rank = get_rank(process_group) if is_initialized() else 0
    own = _flat(state_dict)
    facts = {key: tuple(value.shape) if isinstance(value, Tensor) else None for key, value in own.items()}
    every = _of_all((facts, uuid.uuid4().hex if rank == 0 else ""), process_group)
    name = every[0][1]
    parts, index = {}, {}
    for key in dict.fromkeys(key for theirs, _ in every for key in theirs):
        holders = [k for k, (theirs, _) in enumerate(every) if key in theirs]
        if len({every[k][0][key] for k in holders}) > 1:
            raise RuntimeError(f"checkpoint.save: {key} has different shapes: {[every[k][0][key] for k in holders]}")
        shape = every[holders[0]][0][key]
        pieces = _pieces(shape, holders)
        index[key] = {"shape": shape, "pieces": [(f"{name}_{k}.distcp", start, stop) for k, start, stop in pieces]}
        for k, start, stop in pieces:
            if k == rank:
                value = own[key]
                parts[key, start] = value.detach()[start:stop].clone() if _is_split(value) else value
    _replace(folder / f"{name}_{rank}.distcp", parts)
    if is_initialized():
        barrier(process_group)
    if rank == 0:
        _replace(folder / INDEX, index)
        for old in folder.glob("*.distcp*"):
            if not old.name.startswith(name):
                old.unlink()
    if is_initialized():
        barrier(process_group)


def _pieces(shape: Any, holders: list[int]) -> list[tuple[int, int, int]]:
    """Who writes which rows."""
    if not shape or shape[0] <= 1:
        return [(holders[0], 0, 0)]
    rows, count = shape[0], len(holders)
    bounds = [rows * k // count for k in range(count + 1)]
    return [(k, bounds[n], bounds[n + 1]) for n, k in enumerate(holders) if bounds[n] < bounds[n + 1]]


def load(
    state_dict: dict[str, Any],
    *,
    checkpoint_id: str | os.PathLike[str] | None = None,
    storage_reader: FileSystemReader | None = None,
    planner: Any = None,
    process_group: ProcessGroup | None = None,
    no_dist: bool = False,
) -> None:
    """Reads a state from a folder into ``state_dict``: its tensors are written to, other values are replaced.

    Raises: ValueError without a place; FileNotFoundError without a checkpoint there; RuntimeError for names that it has
        not, and tensors of other shapes.
    """
    from ...serialization import load as read

    folder = _folder(checkpoint_id, storage_reader)
    index = read(folder / INDEX, weights_only=False)
    files: dict[str, Any] = {}

    def part(file: str, key: _Key, start: int) -> Any:
        if file not in files:
            files[file] = read(folder / file, weights_only=False)
        return files[file][key, start]

    for name, value in list(state_dict.items()):
        stateful = value.state_dict() if hasattr(value, "state_dict") else None
        whole = {name: stateful if stateful is not None else value}
        for key, one in _flat(whole).items():
            if key not in index:
                raise RuntimeError(f"Missing key in checkpoint state_dict: {'.'.join(map(str, key))}.")
            _put(whole, key, one, index[key], part)
        if stateful is not None:
            value.load_state_dict(whole[name])
        else:
            state_dict[name] = whole[name]


def _put(whole: dict[str, Any], key: _Key, value: Any, entry: Any, part: Callable[[str, _Key, int], Any]) -> None:
    pieces = entry["pieces"]
    if isinstance(value, Tensor):
        if tuple(value.shape) != entry["shape"]:
            raise RuntimeError(
                f"checkpoint.load: {'.'.join(map(str, key))} has shape {tuple(value.shape)}, and {entry['shape']} in "
                "the checkpoint"
            )
        with no_grad():
            for file, start, stop in pieces:
                into = value.detach()[start:stop] if _is_split(value) else value.detach()
                into.copy_(part(file, key, start))
        return
    holder: Any = whole
    for step in key[:-1]:
        holder = holder[step]
    holder[key[-1]] = part(pieces[0][0], key, pieces[0][1])


explain_module(globals())
