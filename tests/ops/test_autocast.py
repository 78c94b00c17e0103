"""Every op within autocast beside PyTorch's: the dtype of its result, values, and gradients, which have the leaves'."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from operands import tensors_of  # noqa: E402
from references import reference  # noqa: E402
from samples import OPS  # noqa: E402
from shapes import callee  # noqa: E402
from test_parity import ENTRIES, Refused, as_numpy, cotangents, left_out, name_of, numbered, run  # noqa: E402

import flambeau as fl  # noqa: E402
from flambeau.ops.define import update  # noqa: E402

PUBLIC = [key for key, e in ENTRIES.items() if (e.namespaces or e.method) and e.inplace != "only" and e.kind != update]
SAMPLES = 2
ROUNDINGS = 8.0 * 2**-7  # of bfloat16, in which both round other intermediate results

OTHER_DTYPES = {
    "linalg.pinv": "PyTorch's last step is a product, and so in 16 bits",
    "nn.functional.max_pool3d": "PyTorch's list has it, and not the op behind return_indices",
}


def close(ours: Any, theirs: Any) -> bool:
    a, b = as_numpy(ours), as_numpy(theirs)
    if a.dtype.kind not in "fc":
        return np.array_equal(a, b)
    largest = np.abs(b[np.isfinite(b)]).max(initial=1.0)
    return np.allclose(a, b, rtol=ROUNDINGS, atol=ROUNDINGS * largest, equal_nan=True)


# PyTorch's results are no numbers in bfloat16.
FLOAT32_ALONE = ("linalg.matrix_exp",)


@pytest.mark.parametrize("key", PUBLIC)
def test_dtypes_values_and_gradients(key: str) -> None:
    entry = ENTRIES[key]
    for dtype in ("float32",) if key in FLOAT32_ALONE else ("float32", "bfloat16"):
        for seed, sample in list(numbered(key, OPS[key].samples))[:SAMPLES]:
            what = f"{seed} {dtype} {sample.args} {sample.kwargs}"
            try:
                with torch.autocast("cpu"):
                    theirs, their_leaves, _ = run(
                        torch, reference(entry, key), sample, dtype, "contiguous", seed, grad=True
                    )
            except Refused:
                continue
            with fl.autocast("cpu"):
                ours, our_leaves, _ = run(fl, callee(key), sample, dtype, "contiguous", seed, grad=True)
            a, b = tensors_of(ours), tensors_of(theirs)
            if key not in OTHER_DTYPES:
                assert [name_of(x.dtype) for x in a] == [name_of(x.dtype) for x in b], what
            if OPS[key].shapes_only:
                continue
            assert all(map(close, a, b)), f"{what}: {ours}, PyTorch's {theirs}"
            which = [k for k, out in enumerate(b) if out.requires_grad]
            if not which or left_out(key, "gradients", "float32"):
                continue
            pairs = cotangents([b[k] for k in which], what)
            try:
                expected = torch.autograd.grad(
                    [b[k] for k in which], their_leaves, [u for _, u in pairs], allow_unused=True
                )
            except RuntimeError:
                continue
            found = fl.autograd.grad([a[k] for k in which], our_leaves, [u for u, _ in pairs], allow_unused=True)
            for k, (x, y) in enumerate(zip(found, expected, strict=True)):
                if x is not None and y is not None:
                    assert name_of(x.dtype) == name_of(y.dtype) == dtype, f"{what}: gradient {k}"
                    assert close(x, y), f"{what}: gradient {k} is {x}, PyTorch's {y}"
