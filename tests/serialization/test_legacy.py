"""The file format of before PyTorch 1.6: both ways with PyTorch, damaged, and hostile."""

from __future__ import annotations

import contextlib
import io
import pickle
import random
from typing import Any

import pytest
from file_contents import facts, objects_of

import flambeau as torch

reference = pytest.importorskip("torch")

LIBRARIES = [torch, reference]
NAMES = {torch: "flambeau", reference: "pytorch"}


def legacy(lib: Any, value: Any) -> bytes:
    file = io.BytesIO()
    lib.save(value, file, _use_new_zipfile_serialization=False)
    return file.getvalue()


@pytest.mark.parametrize("writer", LIBRARIES, ids=NAMES.get)
@pytest.mark.parametrize("reader", LIBRARIES, ids=NAMES.get)
@pytest.mark.parametrize("weights_only", [True, False])
def test_both_ways(writer: Any, reader: Any, weights_only: bool) -> None:
    objects = objects_of(writer)
    loaded = reader.load(io.BytesIO(legacy(writer, objects)), weights_only=weights_only)
    assert facts(loaded) == facts(objects)
    base = loaded["base"]
    assert loaded["row"].data_ptr() == base.data_ptr() + 6 * 4  # memory is shared again
    base.fill_(7.0)
    assert loaded["row"].tolist() == [7.0] * 4


@pytest.mark.filterwarnings("ignore:Couldn't retrieve source code")
@pytest.mark.parametrize("writer", LIBRARIES, ids=NAMES.get)
def test_modules(writer: Any) -> None:
    module = writer.nn.Sequential(writer.nn.Linear(2, 3), writer.nn.LSTM(3, 2))
    for weights_only in (True, False):
        found = torch.load(io.BytesIO(legacy(writer, module)), weights_only=weights_only)
        assert repr(found) == repr(module)
        for key, value in module.state_dict().items():
            assert found.state_dict()[key].tolist() == value.tolist()


def test_files_and_places(tmp_path: Any) -> None:
    path = tmp_path / "old.pt"
    torch.save({"x": torch.arange(3)}, path, _use_new_zipfile_serialization=False)
    assert torch.load(path)["x"].tolist() == [0, 1, 2]
    with pytest.raises(RuntimeError, match="mmap can only be used with files saved with"):
        torch.load(path, mmap=True)
    elsewhere = path.read_bytes().replace(b"\x03\x00\x00\x00cpu", b"\x06\x00\x00\x00cuda:0")
    with pytest.raises(RuntimeError, match="CUDA device"):
        torch.load(io.BytesIO(elsewhere))
    assert torch.load(io.BytesIO(elsewhere), map_location="cpu")["x"].tolist() == [0, 1, 2]


def test_conjugates_are_refused_not_wrong() -> None:
    content = legacy(reference, reference.tensor([1 + 2j]).conj())
    with pytest.raises(pickle.UnpicklingError, match="conjugate"):
        torch.load(io.BytesIO(content))


def test_cut_files() -> None:
    content = legacy(torch, {"a": torch.ones(4), "b": torch.zeros(2, 3)})
    for cut in range(1, len(content)):
        with pytest.raises(pickle.UnpicklingError):
            torch.load(io.BytesIO(content[:cut]))


def test_damaged_files() -> None:
    """Whatever bytes change: the objects, or one class of error, and no more memory than the file has."""
    content = legacy(torch, {"a": torch.ones(4), "b": [torch.zeros(2, 3), torch.nn.Linear(1, 2)]})
    rng = random.Random(0)
    for _ in range(1500):
        damaged = bytearray(content)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        with contextlib.suppress(pickle.UnpicklingError, EOFError):
            torch.load(io.BytesIO(bytes(damaged)))


def test_promised_bytes_are_not_believed() -> None:
    content = legacy(torch, torch.ones(3)).replace(b"K\x03N", b"J\xff\xff\xff\x7fN")
    with pytest.raises(pickle.UnpicklingError, match="more bytes than the file"):
        torch.load(io.BytesIO(content))


def test_functions_do_not_run() -> None:
    content = legacy(torch, 0).replace(b"K\x00.", b"cos\nsystem\nX\x02\x00\x00\x00ls\x85R.", 1)
    with pytest.raises(pickle.UnpicklingError, match=r"os\.system"):
        torch.load(io.BytesIO(content))
