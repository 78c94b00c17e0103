"""Files and pickles: round trips, PyTorch's files both ways, and files that are damaged or hostile."""

from __future__ import annotations

import copy
import io
import os
import pickle
import random
import struct
import zipfile
from collections import OrderedDict

import pytest
from file_contents import DTYPES, facts, objects_of

import flambeau as fl
from flambeau import serialization


def _saved(objects, save=fl.save):
    file = io.BytesIO()
    save(objects, file)
    file.seek(0)
    return file


def _check_shared(loaded):
    base, size = loaded["base"], 4
    assert loaded["transposed"].data_ptr() == base.data_ptr()
    assert loaded["row"].data_ptr() == base.data_ptr() + 6 * size
    assert loaded["parameter"].data_ptr() == base.data_ptr() + 10 * size


def test_round_trip(tmp_path):
    objects = objects_of(fl)
    for target in (tmp_path / "objects.pt", str(tmp_path / "named.pth")):
        fl.save(objects, target)
        loaded = fl.load(target)
        assert facts(loaded) == facts(objects)
        _check_shared(loaded)
    loaded["base"].fill_(7.0)
    assert loaded["row"].tolist() == [7.0] * 4
    assert sorted(os.listdir(tmp_path)) == ["named.pth", "objects.pt"]


def test_pytorch_reads_our_files(tmp_path):
    torch = pytest.importorskip("torch")
    objects = objects_of(fl)
    fl.save(objects, tmp_path / "objects.pt")
    for options in ({}, {"mmap": True}):
        loaded = torch.load(tmp_path / "objects.pt", weights_only=True, **options)
        assert facts(loaded) == facts(objects)
        _check_shared(loaded)
    assert loaded["state"]._metadata == objects["state"]._metadata


def test_we_read_pytorchs_files(tmp_path):
    torch = pytest.importorskip("torch")
    objects = objects_of(torch)
    torch.save(objects, tmp_path / "objects.pt")
    for options in ({}, {"mmap": True}, {"weights_only": False}, {"map_location": "cpu"}):
        loaded = fl.load(tmp_path / "objects.pt", **options)
        assert facts(loaded) == facts(objects)
        _check_shared(loaded)
    assert all(isinstance(loaded[name], fl.Tensor) for name in DTYPES)
    conjugate = torch.tensor([1 + 2j]).conj()
    assert fl.load(_saved(conjugate, torch.save)).tolist() == [1 - 2j]


def test_records_are_aligned_and_reproducible():
    objects = {"a": fl.ones(3), "b": fl.zeros(5, dtype=fl.float64)}
    content = _saved(objects).getvalue()
    assert content == _saved(objects).getvalue()
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    for record in archive.infolist():
        name, extra = struct.unpack_from("<HH", content, record.header_offset + 26)
        assert (record.header_offset + 30 + name + extra) % 64 == 0
    assert archive.read("archive/version") == b"3\n"
    assert archive.read("archive/byteorder") in (b"little", b"big")


def test_mapped_tensors_do_not_change_the_file(tmp_path):
    fl.save(fl.zeros(1000), tmp_path / "zeros.pt")
    before = (tmp_path / "zeros.pt").read_bytes()
    mapped = fl.load(tmp_path / "zeros.pt", mmap=True)
    mapped.fill_(1.0)
    assert mapped.sum().item() == 1000
    assert (tmp_path / "zeros.pt").read_bytes() == before


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "kept.pt"
    fl.save([1], path)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        fl.save(lambda: None, path)
    assert fl.load(path) == [1]
    assert os.listdir(tmp_path) == ["kept.pt"]


def test_one_storage_as_two_types_is_refused():
    words = fl.zeros(4)
    with pytest.raises(RuntimeError, match="view the same data as different types"):
        _saved([words, words.view(fl.int32)])


class Custom:
    def __init__(self):
        self.value = 1


class Hostile:
    def __reduce__(self):
        return os.system, ("exit 1",)


def test_unknown_types_are_refused_and_can_be_allowed():
    with pytest.raises(pickle.UnpicklingError, match=r"add_safe_globals\(\[Custom\]\)"):
        fl.load(_saved(Custom()))
    with serialization.safe_globals([Custom]):
        assert fl.load(_saved(Custom())).value == 1
    assert serialization.get_safe_globals() == []
    with pytest.raises(pickle.UnpicklingError, match="system"):
        fl.load(_saved(Hostile()))


def _with_pickle(content):
    """A file whose data.pkl is `content`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", content)
        archive.writestr("archive/data/0", b"\0" * 16)
        archive.writestr("archive/byteorder", "little")
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "content",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"\x80\x02ccollections\nOrderedDict\n}S'update'\nNs\x86b.",  # state for a class, not for an object
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\nN}S'__defaults__'\nNs\x86b.",  # change a function
        b"\x80\x02K\x01(K\x02e.",  # append to a number
        b"(i__builtin__\nset\n.",  # an instruction that data does not need
        b"\x80\x04\x82\x01.",
        b"",
        b"not a pickle",
    ],
)
def test_hostile_pickles(content):
    with pytest.raises(pickle.UnpicklingError):
        fl.load(_with_pickle(content))


@pytest.mark.parametrize(
    "layout",
    ["0, (5,), (1,)", "4, (1,), (1,)", "0, (2,), (9,)", "-1, (2,), (1,)", "0, (2,), (-1,)", "0, (2**62,), (2**62,)"],
)
def test_tensors_beyond_their_storage(layout):
    offset, size, stride = eval(layout)

    class Plan:
        def __reduce__(self):
            return _rebuild, (_Persistent(), offset, size, stride, False, OrderedDict())

    class _Persistent:
        pass

    def _rebuild():
        pass

    class Pickler(pickle._Pickler):
        dispatch = pickle._Pickler.dispatch.copy()

        def persistent_id(self, obj):
            return ("storage", float_storage, "0", "cpu", 4) if isinstance(obj, _Persistent) else None

        def save_global(self, obj, name=None):
            if obj in (_rebuild, float_storage):
                full = b"torch._utils\n_rebuild_tensor_v2\n" if obj is _rebuild else b"torch\nFloatStorage\n"
                self.write(pickle.GLOBAL + full)
                self.memoize(obj)
            else:
                super().save_global(obj, name)

        dispatch[type(_rebuild)] = save_global

    def float_storage():
        pass

    content = io.BytesIO()
    Pickler(content, 2).dump(Plan())
    with pytest.raises(pickle.UnpicklingError):
        fl.load(_with_pickle(content.getvalue()))


def test_damaged_files_raise():
    content = _saved({"a": fl.ones(4), "b": OrderedDict(c=fl.zeros(2))}).getvalue()
    expected = (RuntimeError, EOFError, pickle.UnpicklingError)
    for cut in range(0, len(content), 61):
        with pytest.raises(expected):
            fl.load(io.BytesIO(content[:cut]))
    pickled = zipfile.ZipFile(io.BytesIO(content)).read("archive/data.pkl")
    rng = random.Random(0)
    for _ in range(500):
        damaged = bytearray(pickled)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            fl.load(_with_pickle(bytes(damaged)))
        except (*expected, MemoryError):
            pass


def test_other_formats_are_named():
    with pytest.raises(RuntimeError, match="Invalid magic number"):
        fl.load(io.BytesIO(pickle.dumps([1])))
    with pytest.raises(RuntimeError, match="zip archive"):
        fl.load(io.BytesIO(b"hello world"))
    with pytest.raises(EOFError):
        fl.load(io.BytesIO(b""))
    with pytest.raises(FileNotFoundError):
        fl.load("no such file.pt")


def test_map_location():
    torch = pytest.importorskip("torch")
    pickled = zipfile.ZipFile(_saved(torch.ones(4), torch.save)).read("archive/data.pkl")
    elsewhere = pickled.replace(b"\x03\x00\x00\x00cpu", b"\x06\x00\x00\x00cuda:0")
    assert elsewhere != pickled
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        fl.load(_with_pickle(elsewhere))
    for place in ("cpu", fl.device("cpu"), {"cuda:0": "cpu"}, lambda storage, location: storage):
        assert fl.load(_with_pickle(elsewhere), map_location=place).shape == (4,)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol):
    base = fl.arange(6.0).reshape(2, 3)
    first, second, leaf = pickle.loads(pickle.dumps((base, base.t(), fl.nn.Parameter(fl.ones(2))), protocol))
    assert first.tolist() == base.tolist()
    assert second.stride() == (1, 3)
    assert type(leaf) is fl.nn.Parameter
    assert leaf.requires_grad


def test_deepcopy():
    base = fl.arange(6.0)
    base.note = ["kept"]
    leaf = fl.ones(2, requires_grad=True)
    (leaf * 3).sum().backward()
    twins = copy.deepcopy({"base": base, "same": base, "view": base[2:], "leaf": leaf})
    assert twins["base"] is twins["same"]
    assert twins["base"].note == ["kept"]
    assert twins["base"].data_ptr() != base.data_ptr()
    twins["base"].fill_(9.0)
    assert twins["view"].tolist() == [9.0] * 4
    assert base.tolist() == [0, 1, 2, 3, 4, 5]
    assert twins["leaf"].grad.tolist() == [3.0, 3.0]
    assert twins["leaf"].grad is not leaf.grad
    with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
        copy.deepcopy(leaf * 2)


def test_safetensors(tmp_path):
    tensors = {name: fl.tensor([[0, 1], [2, 3]]).to(getattr(fl, name)) for name in DTYPES[:-1]}
    tensors["transposed"] = fl.arange(6.0).reshape(2, 3).t()
    tensors["empty"] = fl.zeros(0, 3)
    path = tmp_path / "tensors.safetensors"
    serialization.save_safetensors(tensors, path, {"from": "test"})
    loaded = serialization.load_safetensors(path)
    for name, tensor in tensors.items():
        assert loaded[name].dtype == tensor.dtype
        assert loaded[name].tolist() == tensor.tolist()
    with pytest.raises(ValueError, match="complex128"):
        serialization.save_safetensors({"z": fl.zeros(1, dtype=fl.complex128)}, path)
    content = path.read_bytes()
    path.write_bytes(content[:-3])
    with pytest.raises(ValueError, match="damaged"):
        serialization.load_safetensors(path)
    path.write_bytes(b"\xff" * 20)
    with pytest.raises(ValueError, match=r"not a \.safetensors file"):
        serialization.load_safetensors(path)


def test_safetensors_package_agrees(tmp_path):
    numpy_io = pytest.importorskip("safetensors.numpy")
    path = tmp_path / "tensors.safetensors"
    serialization.save_safetensors({"a": fl.arange(3.0), "b": fl.ones(2, 2, dtype=fl.int16)}, path)
    theirs = numpy_io.load_file(path)
    assert theirs["a"].tolist() == [0.0, 1.0, 2.0]
    assert theirs["b"].dtype == "int16"
    numpy_io.save_file(theirs, path)
    assert serialization.load_safetensors(path)["a"].tolist() == [0.0, 1.0, 2.0]
