"""Training in 2 and 4 processes gives what one process gives."""

from __future__ import annotations

import pytest
from several import launch, require_mpi


@pytest.mark.parametrize("ranks", [2, 4])
def test_parts_of_a_batch_train_as_the_whole(ranks: int) -> None:
    require_mpi()
    assert launch(ranks, "ddp.py").count("passed") == 11
