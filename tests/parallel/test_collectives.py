"""Every collective among 2 and 4 processes, beside PyTorch's gloo on the same inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from several import PROGRAMS, launch, require_mpi, run


def results(library: str, ranks: int, folder: Path) -> list[dict[str, Any]]:
    file = folder / library
    output = run(str(PROGRAMS / "collectives.py"), library, str(ranks), str(file))
    assert all(file.with_suffix(f".{rank}").exists() for rank in range(ranks)), output
    return [json.loads(file.with_suffix(f".{rank}").read_text()) for rank in range(ranks)]


@pytest.mark.parametrize("ranks", [2, 4])
def test_what_collectives_give_is_what_gloo_gives(ranks: int, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    require_mpi()
    found, expected = results("flambeau", ranks, tmp_path), results("torch", ranks, tmp_path)
    different = {
        (rank, name): (found[rank][name], expected[rank][name])
        for rank in range(ranks)
        for name in expected[rank]
        if found[rank][name] != expected[rank][name]
    }
    assert not different


def test_the_debug_mode_changes_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_mpi()
    plain = results("flambeau", 2, tmp_path)
    monkeypatch.setenv("TORCH_DISTRIBUTED_DEBUG", "DETAIL")
    assert results("flambeau", 2, tmp_path) == plain


def test_reductions_that_gloo_lacks() -> None:
    require_mpi()
    output = launch(2, "beyond_gloo.py")
    assert "rank 0 is right" in output
    assert "rank 1 is right" in output
