"""Sparse tensors in files, both ways with PyTorch, in pickles and copies."""

from __future__ import annotations

import copy
import io
import pickle
import warnings
from typing import Any

import pytest

import flambeau as fl
from flambeau.serialization import LoadError

MAKERS = {
    "coo": lambda t: t.tensor([[0.0, 2.0], [3.0, 0.0]]).to_sparse(),
    "uncoalesced": lambda t: t.sparse_coo_tensor([[0, 0]], [1.0, 2.0], (3,)),
    "hybrid": lambda t: t.tensor([[0.0, 2.0], [0.0, 0.0]]).to_sparse(1),
    "csr": lambda t: t.tensor([[0.0, 2.0], [3.0, 0.0]]).to_sparse_csr(),
    "csc": lambda t: t.tensor([[0.0, 2.0], [3.0, 0.0]]).to_sparse_csc(),
}


def through_a_file(writer: Any, reader: Any, value: Any) -> Any:
    file = io.BytesIO()
    writer.save(value, file)
    file.seek(0)
    return reader.load(file, weights_only=True)


@pytest.mark.parametrize("kind", MAKERS)
def test_files_go_both_ways(kind: str) -> None:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for writer, reader in ((fl, fl), (fl, torch), (torch, fl)):
            found = through_a_file(writer, reader, {"x": MAKERS[kind](writer)})["x"]
            assert repr(found) == repr(MAKERS[kind](reader))
            if found.layout == reader.sparse_coo:
                assert found.is_coalesced() == MAKERS[kind](reader).is_coalesced()


def test_a_file_with_indices_out_of_range_is_damaged() -> None:
    bad = fl.sparse_coo_tensor([[0, 7]], [1.0, 2.0], (3,))
    with pytest.raises(LoadError, match="size is 3 but found index 7"):
        through_a_file(fl, fl, bad)


@pytest.mark.parametrize("kind", MAKERS)
def test_pickles_and_copies(kind: str) -> None:
    x = MAKERS[kind](fl).requires_grad_()
    for twin in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x)):
        assert twin.requires_grad
        assert repr(twin) == repr(x)
        twin._values().zero_()
        assert x.to_dense().sum() > 0
