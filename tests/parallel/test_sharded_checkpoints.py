"""A run that is killed goes on as if nothing had happened; a checkpoint is read by another number of processes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from several import launch, require_mpi

import flambeau as fl
import flambeau.distributed.checkpoint as dcp

STEPS = 8


def losses(output: str) -> dict[int, str]:
    lines = [line.split() for line in output.splitlines() if line.startswith("step ")]
    return {int(number): value for _, number, value in lines}


def test_a_killed_run_continues_bit_by_bit(tmp_path: Path) -> None:
    require_mpi()
    whole = losses(launch(2, "resumed.py", str(tmp_path / "whole"), str(STEPS), "-1"))
    assert len(whole) == STEPS
    killed = sorted(random.sample(range(1, STEPS), 2))
    found: dict[int, str] = {}
    for at in killed:
        found |= losses(launch(2, "resumed.py", str(tmp_path / "cut"), str(STEPS), str(at), status=1))
    found |= losses(launch(2, "resumed.py", str(tmp_path / "cut"), str(STEPS), "-1"))
    assert found == whole, killed
    shapes = {"0.weight": (9, 6), "0.bias": (9,), "2.weight": (1, 9), "2.bias": (1,)}
    state = {"model": {f"module.{name}": fl.zeros(shape) for name, shape in shapes.items()}}
    dcp.load(state, checkpoint_id=tmp_path / "whole")
    again = {"model": {name: fl.zeros_like(value) for name, value in state["model"].items()}}
    dcp.load(again, checkpoint_id=tmp_path / "cut")
    assert all(fl.equal(again["model"][name], value) for name, value in state["model"].items())
    assert all(value.abs().max() > 0 for value in state["model"].values())


def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    dcp.save({"a": {"b": [fl.ones(3), 2]}, "n": 1}, checkpoint_id=tmp_path)
    dcp.save({"a": {"b": [fl.arange(3.0), 5]}, "n": 2}, checkpoint_id=tmp_path)
    state = {"a": {"b": [fl.zeros(3), None]}, "n": None}
    dcp.load(state, storage_reader=dcp.FileSystemReader(tmp_path))
    assert [state["a"]["b"][0].tolist(), state["a"]["b"][1], state["n"]] == [[0, 1, 2], 5, 2]
    assert len(list(tmp_path.iterdir())) == 2  # the first checkpoint is gone
    with pytest.raises(RuntimeError, match=r"Missing key in checkpoint state_dict: a\.c"):
        dcp.load({"a": {"c": fl.zeros(3)}}, checkpoint_id=tmp_path)
    with pytest.raises(RuntimeError, match=r"a\.b\.0 has shape \(4,\), and \(3,\)"):
        dcp.load({"a": {"b": [fl.zeros(4), 0]}}, checkpoint_id=tmp_path)
    with pytest.raises(ValueError, match="no place was given"):
        dcp.save({})
