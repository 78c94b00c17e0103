"""`torch.serialization` beside PyTorch's: sums, room for data, places of storages, other picklers, names in files."""

from __future__ import annotations

import fractions
import io
import mmap
import pickle
import sys
import types
import zipfile
from typing import Any

import pytest

import flambeau as fl
from flambeau import serialization as ours

torch = pytest.importorskip("torch")

BOTH = pytest.mark.parametrize("library", [fl, torch], ids=["flambeau", "torch"])


def written(library: Any, obj: Any, **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    library.save(obj, file, **options)
    file.seek(0)
    return file


class Plain:
    pass


@BOTH
def test_records_without_sums(library: Any) -> None:
    library.serialization.set_crc32_options(False)
    try:
        assert library.serialization.get_crc32_options() is False
        file = written(library, {"a": library.arange(3)})
    finally:
        library.serialization.set_crc32_options(True)
    assert {record.CRC for record in zipfile.ZipFile(file).infolist()} == {0}
    for reader in (fl, torch):
        file.seek(0)
        assert reader.load(file)["a"].tolist() == [0, 1, 2]


@BOTH
def test_room_for_data(library: Any) -> None:
    """What is written into it later is read."""
    with library.serialization.skip_data():
        file = written(library, library.arange(1, 4))
    (record,) = (r for r in zipfile.ZipFile(file).infolist() if r.filename.endswith("data/0"))
    assert (record.CRC, record.file_size) == (0, 24)
    at = record.header_offset + 30 + len(record.filename)
    content = bytearray(file.getvalue())
    at += int.from_bytes(content[record.header_offset + 28 : record.header_offset + 30], "little")
    content[at : at + 8] = (7).to_bytes(8, "little")
    for reader in (fl, torch):
        assert reader.load(io.BytesIO(content)).tolist() == [7, 0, 0]


@pytest.mark.parametrize("zipped", [True, False])
def test_data_that_is_not_read(zipped: bool) -> None:
    file = written(fl, [fl.ones(3), "a"], _use_new_zipfile_serialization=zipped)
    with fl.serialization.skip_data():
        tensor, text = fl.load(file)
    assert (tensor.shape, tensor.dtype, text) == ((3,), fl.float32, "a")
    file.seek(0)
    assert fl.load(file)[0].tolist() == [1, 1, 1]
    with pytest.raises(RuntimeError, match="Cannot use skip_data=True"), fl.serialization.skip_data():
        written(fl, fl.ones(1), _use_new_zipfile_serialization=False)


@BOTH
def test_names_in_files(library: Any) -> None:
    find = library.serialization.get_unsafe_globals_in_checkpoint
    file = written(library, [fractions.Fraction(1, 2), library.ones(2), Plain(), fractions.Fraction(1, 3)])
    here = f"{__name__}.Plain"
    assert sorted(find(file)) == ["fractions.Fraction", here]
    file.seek(0)
    with library.serialization.safe_globals([fractions.Fraction]):
        assert find(file) == [here]
    with pytest.raises(RuntimeError, match="failed reading zip archive"):
        find(io.BytesIO(b"PK\3\4"))
    for damaged in (io.BytesIO(b""), written(library, 1, _use_new_zipfile_serialization=False)):
        with pytest.raises(ValueError, match="Expected input to be a checkpoint returned by"):
            find(damaged)
    with pytest.raises(FileNotFoundError):
        find("there is no such file")
    with pytest.raises(AttributeError, match="seekable"):
        find(3)


def test_names_by_the_later_protocol() -> None:
    """Which refers back to strings that it has pushed before."""
    file = written(fl, ["fractions", Plain(), fractions.Fraction(1, 2), Plain()], pickle_protocol=4)
    assert ours.get_unsafe_globals_in_checkpoint(file) == ["fractions.Fraction", f"{__name__}.Plain"]


def without_order(file: io.BytesIO) -> io.BytesIO:
    """The same file as PyTorch before 2.1 wrote it."""
    copy = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for record in old.infolist():
            if not record.filename.endswith("byteorder"):
                new.writestr(record.filename, old.read(record))
    return copy


@BOTH
def test_order_of_bytes(library: Any) -> None:
    space, file = library.serialization, without_order(written(library, library.tensor([1], dtype=library.int32)))
    assert space.get_default_load_endianness() is None
    expected = {"LITTLE": 1, "BIG": 1 << 24, "NATIVE": 1 if sys.byteorder == "little" else 1 << 24}
    try:
        for name, value in expected.items():
            space.set_default_load_endianness(space.LoadEndianness[name])
            file.seek(0)
            assert library.load(file).item() == value
    finally:
        space.set_default_load_endianness(None)
    with pytest.raises(TypeError, match="Invalid argument type in function set_default_load_endianness"):
        space.set_default_load_endianness("little")


@BOTH
def test_maps_that_are_shared(library: Any, tmp_path: Any) -> None:
    space, path = library.serialization, tmp_path / "a.pt"
    library.save(library.arange(3), path)
    for flags, kept in ((mmap.MAP_PRIVATE, 1), (mmap.MAP_SHARED, 9)):
        with space.set_default_mmap_options(flags):
            assert space.get_default_mmap_options() == flags
            library.load(path, mmap=True)[1] = 9
        assert library.load(path, mmap=True)[1] == kept
    assert space.get_default_mmap_options() == mmap.MAP_PRIVATE
    with pytest.raises(ValueError, match="Invalid argument in function set_default_mmap_options"):
        space.set_default_mmap_options(7)


def test_places_of_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours._locations, "_registry", list(ours._locations._registry))
    asked = []

    def here(storage: Any, location: str) -> Any:
        asked.append(location)
        return storage if location == "mine" else None

    fl.serialization.register_package(5, lambda storage: "mine" if storage.nbytes() == 8 else None, here)
    file = written(fl, [fl.ones(2), fl.zeros(3)])
    assert b"mine" in file.getvalue()
    assert [t.tolist() for t in fl.load(file)] == [[1, 1], [0, 0, 0]]
    assert asked == ["mine", "cpu"]
    file.seek(0)
    with pytest.raises(RuntimeError, match=r"know how to restore data location .* \(tagged with elsewhere\)"):
        fl.load(file, map_location="elsewhere")
    file.seek(0)
    assert fl.load(file, map_location=lambda storage, location: storage)[0].tolist() == [1, 1]


def test_places() -> None:
    storage = fl.ones(2).untyped_storage()
    assert ours.location_tag(storage) == "cpu"
    assert ours.location_tag(fl.ones(2, device="meta").untyped_storage()) == "meta"
    assert ours.default_restore_location(storage, "cpu") is storage
    assert fl.load(written(torch, torch.ones(2, 3)), map_location="meta").shape == (2, 3)
    for location, call in (("cuda:0", ours.validate_cuda_device), ("hpu", ours.validate_hpu_device)):
        with pytest.raises(RuntimeError, match="Attempting to deserialize object on a"):
            call(location)


class Doubling(pickle._Pickler):  # type: ignore[misc]
    """A pickler of a program's own in Python, as dill's."""

    dispatch = pickle._Pickler.dispatch.copy()  # type: ignore[attr-defined]

    def save_fraction(self, obj: fractions.Fraction) -> None:
        self.save_reduce(fractions.Fraction, (obj.numerator * 2, obj.denominator), obj=obj)

    dispatch[fractions.Fraction] = save_fraction


class Reducing(pickle.Pickler):
    """One as cloudpickle's, which says how to reduce."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, fractions.Fraction):
            return fractions.Fraction, (obj.numerator * 2, obj.denominator)
        return NotImplemented


class Undoing(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return (lambda n, d: (n, d)) if name == "Fraction" else super().find_class(module, name)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("pickler", [Doubling, Reducing])
def test_picklers_of_a_program(pickler: Any, zipped: bool) -> None:
    module = types.SimpleNamespace(Pickler=pickler, Unpickler=Undoing, __name__="own")
    content = [fractions.Fraction(1, 3), fl.arange(2), fl.nn.Linear(1, 1)]
    file = written(fl, content, pickle_module=module, _use_new_zipfile_serialization=zipped)
    assert fl.load(file, weights_only=False)[0] == fractions.Fraction(2, 3)
    file.seek(0)
    pair, tensor, layer = fl.load(file, pickle_module=module)
    assert (pair, tensor.tolist(), type(layer)) == ((2, 3), [0, 1], fl.nn.Linear)


def test_pickle_itself_is_taken() -> None:
    file = written(fl, [fl.arange(2), fractions.Fraction(1, 2)], pickle_module=pickle)
    assert fl.load(file, pickle_module=pickle)[1] == fractions.Fraction(1, 2)
    file.seek(0)
    with pytest.raises(RuntimeError, match="Can not safely load weights when explicit pickle_module is specified"):
        fl.load(file, pickle_module=pickle, weights_only=True)
    for call in (lambda: fl.load(file, pickle_module=3), lambda: fl.save(1, io.BytesIO(), pickle_module=None)):
        with pytest.raises(AttributeError, match="pickle_module is a"):
            call()
