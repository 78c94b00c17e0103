"""A boolean is true for any byte but zero: bytes of 2 to 255, which files and other libraries may hold, count as one.

Every op that takes booleans, beside itself on the same truth values written as 0 and 1.
"""

from __future__ import annotations

import copy
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from operands import LAYOUTS, Maker, Sample, fits, numbered, tensors_of
from samples import OPS, key_of

import flambeau as torch
from flambeau.ops.define import registry

torch.set_num_threads(1)

ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}
ERRORS = (RuntimeError, NotImplementedError, TypeError, ValueError, LookupError, ArithmeticError)


class ByteMaker(Maker):
    """A maker whose true booleans are any byte but zero."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.booleans = 0

    def tensor(self, operand: Any) -> Any:
        made = super().tensor(operand)
        if made.dtype is torch.bool:
            self.booleans += 1
            marks = 2 + torch.arange(made.numel(), dtype=torch.int64).reshape(made.shape) * 41 % 254
            made.view(torch.uint8).mul_(marks.to(torch.uint8))
        return made


def called(maker: Maker, entry: Any, sample: Sample) -> list[Any]:
    args, kwargs = maker.call_arguments(sample)
    torch.manual_seed(3)
    function = entry.inplace_function if entry.inplace == "only" else entry.function
    result = function(*args, **kwargs)
    return [*(tensors_of(result) or [result]), *tensors_of(args)]


def values(result: Any) -> Any:
    if not hasattr(result, "dtype"):
        return result
    if result.dtype is torch.bool:
        return result.view(torch.uint8).numpy() != 0
    wider = {torch.bfloat16: torch.float32, torch.complex32: torch.complex64}.get(result.dtype, result.dtype)
    return result.to(wider).resolve_conj().numpy()


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss")
@pytest.mark.filterwarnings("ignore:.*is deprecated")
@pytest.mark.parametrize("key", [key for key in ENTRIES if not OPS[key].shapes_only])
def test_any_byte_but_zero_is_true(key: str) -> None:
    for dtype in ("bool", "float32"):
        for seed, sample in numbered(key, OPS[key].samples):
            for layout in LAYOUTS if fits(sample, dtype) else ():
                bytewise = ByteMaker(torch, dtype, layout, seed)
                try:
                    expected = called(Maker(torch, dtype, layout, seed), ENTRIES[key], sample)
                except ERRORS:
                    continue
                got = called(bytewise, ENTRIES[key], sample)
                if not bytewise.booleans:
                    break
                for a, b in zip(got, expected, strict=True):
                    np.testing.assert_array_equal(values(a), values(b), err_msg=f"{seed} {dtype} {layout}")


BYTES = np.array([0, 1, 2, 255, 128, 0], dtype=np.uint8)


def loaded(folder: Path, mapped: bool) -> Any:
    """From a file in which the bytes of a boolean tensor were changed."""
    file = io.BytesIO()
    torch.save(torch.zeros(6, dtype=torch.bool), file)
    with zipfile.ZipFile(file) as archive:
        records = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(folder / "file", "w") as archive:
        for name, content in records:
            archive.writestr(name, BYTES.tobytes() if name.endswith("data/0") else content)
    return torch.load(folder / "file", mmap=mapped)


def from_table(folder: Path) -> Any:
    torch.serialization.save_safetensors({"a": torch.zeros(6, dtype=torch.bool)}, folder / "file")
    content = (folder / "file").read_bytes()
    (folder / "file").write_bytes(content[:-6] + BYTES.tobytes())
    return torch.serialization.load_safetensors(folder / "file")["a"]


def written_through_numpy(folder: Path) -> Any:
    tensor = torch.zeros(6, dtype=torch.bool)
    tensor.numpy().view(np.uint8)[:] = BYTES
    return tensor


def written_through_a_view(folder: Path) -> Any:
    tensor = torch.zeros(6, dtype=torch.bool)
    tensor.view(torch.uint8).copy_(torch.from_numpy(BYTES))
    return tensor


ENTRANCES: dict[str, Callable[[Path], Any]] = {
    "load": lambda folder: loaded(folder, False),
    "load mapped": lambda folder: loaded(folder, True),
    "load_safetensors": from_table,
    "pickle": lambda folder: pickle.loads(pickle.dumps(torch.from_numpy(BYTES.view(np.bool_).copy()))),
    "deepcopy": lambda folder: copy.deepcopy(torch.from_numpy(BYTES.view(np.bool_).copy())),
    "from_numpy": lambda folder: torch.from_numpy(BYTES.view(np.bool_).copy()),
    "from_dlpack": lambda folder: torch.from_dlpack(BYTES.view(np.bool_).copy()),
    "view": lambda folder: torch.from_numpy(BYTES.copy()).view(torch.bool),
    "numpy": written_through_numpy,
    "a view": written_through_a_view,
}


@pytest.mark.parametrize("name", ENTRANCES)
def test_where_bytes_enter(name: str, tmp_path: Path) -> None:
    tensor = ENTRANCES[name](tmp_path)
    truths = [False, True, True, True, True, False]
    assert tensor.tolist() == truths
    assert tensor.sum().item() == 4
    assert (tensor == torch.tensor(truths)).all()
    assert tensor.nonzero().flatten().tolist() == [1, 2, 3, 4]
    assert torch.arange(6)[tensor].tolist() == [1, 2, 3, 4]
    assert torch.cat([tensor, tensor]).sum().item() == 8
    assert (tensor & True).view(torch.uint8).tolist() == [0, 1, 1, 1, 1, 0]
    tensor.logical_not_()
    assert tensor.sum().item() == 2


def test_uninitialised_booleans_are_zero_or_one() -> None:
    torch.full((1000,), 255, dtype=torch.uint8)
    for made in (torch.empty(1000, dtype=torch.bool), torch.empty_like(torch.ones(1000, dtype=torch.bool))):
        assert made.view(torch.uint8).max().item() <= 1
