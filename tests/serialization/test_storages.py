"""Storages in files beside tensors, parts of storages, tensors on meta and subclasses with a state, and odd files."""

from __future__ import annotations

import copy
import gzip
import io
import pickle
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau.serialization import LoadError

pytestmark = pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")

# [Python 2's bytes of a word in UTF-8, zeros(1), 2], as PyTorch 0.4 wrote it.
PYTHON_2 = (
    b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}U\rlittle_endian\x88s.\x80\x02](U\x02\xc3\xa4"
    b"ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x0845640624U\x03cpu\x8a\x01\x01NtQK\x00K"
    b"\x01\x85K\x01\x85\x89NtRK\x02e.\x80\x02]U\x0845640624a.\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
)


def written(obj: Any, **how: Any) -> io.BytesIO:
    file = io.BytesIO()
    fl.save(obj, file, **how)
    file.seek(0)
    return file


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("safe", [True, False])
def test_storages_are_shared_with_tensors(new: bool, safe: bool) -> None:
    x = fl.arange(6.0)
    file = written([x, x.storage(), x[2:4]], _use_new_zipfile_serialization=new)
    loaded, storage, part = fl.load(file, weights_only=safe)
    assert isinstance(storage, fl.storage.TypedStorage)
    assert storage.dtype is fl.float32
    storage[2] = 7.0
    assert loaded[2] == part[0] == 7.0
    assert storage._cdata == loaded.data_ptr()
    assert fl.zeros(1).set_(storage, 1, (2,)).tolist() == [1.0, 7.0]
    with pytest.raises(RuntimeError, match=r"Expected a Storage of type torch.int32"):
        fl.zeros(1, dtype=fl.int32).set_(storage)


@pytest.mark.parametrize("new", [True, False])
def test_pytorch_reads_and_writes_them_too(new: bool) -> None:
    torch = pytest.importorskip("torch")
    theirs = torch.load(written([fl.ones(2).storage()], _use_new_zipfile_serialization=new), weights_only=False)
    assert theirs[0].tolist() == [1.0, 1.0]
    file = io.BytesIO()
    torch.save([torch.ones(2).storage(), torch.ones(2).untyped_storage()], file, _use_new_zipfile_serialization=new)
    file.seek(0)
    typed, untyped = fl.load(file)
    assert typed.tolist() == [1.0, 1.0]
    assert bytes(untyped.tolist()) == b"\0\0\x80\x3f" * 2


class Wrapper(fl.Tensor):
    """A tensor on meta around another."""

    __slots__ = ["elem"]

    @staticmethod
    def __new__(cls, elem: Any) -> Any:
        made = fl.Tensor._make_subclass(cls, elem.to("meta"), elem.requires_grad)
        made.elem = elem
        return made


class Stateful(Wrapper):
    """One that says itself what its state is."""

    def __getstate__(self) -> Any:
        return "mine", getattr(self, "elem", None)  # pickle, as in PyTorch, makes `elem` one of these, which has none

    def __setstate__(self, state: Any) -> None:
        marker, self.elem = state
        assert marker == "mine"


@pytest.mark.parametrize("kind", [Wrapper, Stateful])
@pytest.mark.parametrize("twin", [
    copy.deepcopy,
    lambda x: fl.load(written(x), weights_only=False),
    lambda x: pickle.loads(pickle.dumps(x)),
], ids=["deepcopy", "file", "pickle"])  # fmt: skip
def test_subclasses_keep_their_slots_and_state(kind: Any, twin: Any) -> None:
    original = kind(fl.tensor([1.0, 2.0]))
    if kind is Wrapper:
        original.note = "bar"
    again = twin(original)
    assert type(again) is kind
    assert again.is_meta
    assert again.elem.tolist() == [1.0, 2.0]
    assert again.elem is not original.elem
    assert getattr(again, "note", None) == getattr(original, "note", None)


def test_tensors_on_meta_take_no_room() -> None:
    big = fl.empty(1 << 40, 3, device="meta", dtype=fl.float16).t()
    file = written({"a": big})
    assert len(file.getvalue()) < 5000
    again = fl.load(file)["a"]
    assert (again.is_meta, again.shape, again.stride(), again.dtype) == (True, big.shape, big.stride(), fl.float16)


def test_parts_of_storages_of_old_files() -> None:
    def described(*view: Any) -> bytes:
        class Writer(pickle.Pickler):
            def persistent_id(self, obj: Any) -> Any:
                return ("storage", FloatStorage, "1", "cpu", 2, view) if obj == "part" else None

        out = io.BytesIO()
        for fact in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(fact, out, 2)
        Writer(out, 2).dump(["part"])
        content = out.getvalue().replace(f"c{__name__}\nFloatStorage\n".encode(), b"ctorch\nFloatStorage\n")
        return content + pickle.dumps(["1"], 2) + (2).to_bytes(8, "little") + b"\0\0\x80\x3f\0\0\0\x40"

    (part,) = fl.load(io.BytesIO(described("2", 1, 1)))
    assert part.tolist() == [2.0]
    for bad in (("2", 1, 2), ("2", -1, 1), ("2", 1), (1, "2", 3)):
        with pytest.raises(LoadError, match="part of another"):
            fl.load(io.BytesIO(described(*bad)))


class FloatStorage:
    """Stands for PyTorch's in the pickle above."""


@pytest.mark.parametrize("new", [True, False])
def test_a_file_is_read_from_where_it_stands(new: bool, tmp_path: Path) -> None:
    path = tmp_path / "both"
    with path.open("wb") as file:
        pickle.dump(41, file)
        fl.save(fl.arange(3), file, _use_new_zipfile_serialization=new)
    content = path.read_bytes()
    for file in (io.BytesIO(content), gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(content)))):
        assert pickle.load(file) == 41
        assert fl.load(file).tolist() == [0, 1, 2]


def test_old_files_lie_one_after_the_other() -> None:
    file = io.BytesIO()
    for k in range(3):
        fl.save(fl.tensor(k), file, _use_new_zipfile_serialization=False)
    file.seek(0)
    assert [fl.load(file).item() for _ in range(3)] == [0, 1, 2]


def test_what_was_saved_to_an_open_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pt"
    with path.open("wb") as file:
        fl.save(fl.ones(3), file, _use_new_zipfile_serialization=False)
        assert fl.load(path).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("safe", [True, False])
def test_strings_of_python_2(safe: bool) -> None:
    assert fl.load(io.BytesIO(PYTHON_2), weights_only=safe)[0] == "ä"
    word, zero, two = fl.load(io.BytesIO(PYTHON_2), weights_only=safe, encoding="bytes")
    assert (word, zero.tolist(), two) == ("ä".encode(), [0.0], 2)


def test_files_that_cannot_seek_are_named() -> None:
    class Stream:
        read = io.BytesIO(b"").read

    with pytest.raises(AttributeError, match=r"You can only torch\.load from a file that is seekable"):
        fl.load(Stream())


def test_archives_are_told_from_pickles() -> None:
    assert fl.serialization._is_zipfile(written(1))
    assert not fl.serialization._is_zipfile(written(1, _use_new_zipfile_serialization=False))
