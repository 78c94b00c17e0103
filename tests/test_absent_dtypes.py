"""Dtypes that no tensor has can be named, asked for their limits and kept in tables; tensors of them are refused."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import flambeau as fl
from flambeau._lazy import _NAMES

NAMES = _NAMES["_absent_dtypes"]


@pytest.mark.parametrize("name", NAMES)
def test_they_have_pytorchs_facts(name: str) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = getattr(fl, name), getattr(torch, name)
    assert repr(ours) == repr(theirs)
    for fact in ("itemsize", "is_floating_point", "is_complex", "is_signed"):
        if name[0] != "q":  # of quantised ones PyTorch tells no sign
            assert getattr(ours, fact) == getattr(theirs, fact), fact
    limits = "finfo" if ours.is_floating_point or ours.is_complex else "iinfo"
    mine, other = getattr(fl, limits)(ours), getattr(torch, limits)(theirs)
    for limit in ("bits", "min", "max", *(("eps", "tiny", "resolution") if limits == "finfo" else ())):
        assert getattr(mine, limit) == getattr(other, limit), limit


@pytest.mark.parametrize("name", NAMES)
def test_each_is_one_object(name: str) -> None:
    kind = getattr(fl, name)
    assert pickle.loads(pickle.dumps(kind)) is copy.deepcopy(kind) is kind
    assert not isinstance(kind, fl.dtype)


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: fl.zeros(2, dtype=kind),
        lambda kind: fl.tensor([1], dtype=kind),
        lambda kind: fl.ones(2).to(kind),
        lambda kind: fl.ones(2).to("cpu", kind),
        lambda kind: fl.ones(2).type(kind),
        lambda kind: fl.ones(2).view(kind),
        lambda kind: fl.set_default_dtype(kind),
    ],
)
def test_no_tensor_gets_one(ask: Any) -> None:
    with pytest.raises(TypeError):
        ask(fl.float8_e4m3fn)


def test_a_storage_over_a_file(tmp_path: Any) -> None:
    path = tmp_path / "numbers"
    path.write_bytes(fl.arange(4, dtype=fl.float32).numpy().tobytes())
    private = fl.UntypedStorage.from_file(str(path), nbytes=16)
    part = private[4:12]
    assert isinstance(part, fl.UntypedStorage)
    numbers = fl.asarray(part, dtype=fl.uint8).view(fl.float32)
    assert numbers.tolist() == [1.0, 2.0]
    numbers[0] = 7.0  # seen in the storage, not in the file
    assert fl.asarray(private, dtype=fl.uint8).view(fl.float32).tolist() == [0.0, 7.0, 2.0, 3.0]
    shared = fl.UntypedStorage.from_file(str(path), shared=True, nbytes=20)
    assert len(shared) == 20
    fl.asarray(shared, dtype=fl.uint8)[16:] = 1
    assert path.read_bytes()[16:] == bytes([1] * 4)
    assert fl.UntypedStorage.from_file(str(path)).nbytes() == 0
    with pytest.raises(RuntimeError, match="size <20> is smaller than the required mapping size <100>"):
        fl.UntypedStorage.from_file(str(path), nbytes=100)
