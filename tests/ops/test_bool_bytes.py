"""A boolean is true for any byte but zero: bytes of 2 to 255, which files and other libraries may hold, count as one.

Every op that takes booleans, beside itself on the same truth values written as 0 and 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from operands import LAYOUTS, Maker, Sample, fits, numbered, tensors_of
from samples import OPS, key_of

import flambeau as torch
from flambeau.ops.define import registry

torch.set_num_threads(1)

ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}
ERRORS = (RuntimeError, NotImplementedError, TypeError, ValueError, LookupError)


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
    return (result.float() if result.dtype is torch.bfloat16 else result).resolve_conj().numpy()


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
