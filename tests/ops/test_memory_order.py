"""How results lie in memory: in PyTorch's order for every op, whatever the order, gaps and repeats of its operands."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from operands import Maker, Operand, Sample, fits, numbered, tensors_of  # noqa: E402
from references import reference  # noqa: E402
from samples import OPS, key_of  # noqa: E402

import flambeau as fl  # noqa: E402 - only where there is something to compare with
from flambeau.ops.define import registry  # noqa: E402

ENTRIES = {
    key_of(entry): entry
    for entry in registry
    if entry.inplace != "only" and (entry.namespaces or entry.method or entry.kind == "composite")
}

# Where we keep the order of the operands and PyTorch does not, or the other way round on purpose.
DIFFERENT = {
    **dict.fromkeys(
        ("nn.functional.logsigmoid", "rrelu", "rms_norm", "conv1d", "gradient"), "we keep the order, PyTorch does not"
    ),
    **dict.fromkeys(("nonzero", "argwhere"), "PyTorch's is transposed, ours row-major"),
    **dict.fromkeys(
        (
            *("linalg.lu_solve", "lu_solve", "linalg.solve", "linalg.solve_ex"),
            *("svd", "cholesky_inverse"),
        ),
        "PyTorch's order depends on whether there are vectors, or on what is left out",
    ),
    **dict.fromkeys(
        ("select_scatter", "slice_scatter", "diagonal_scatter", "as_strided_scatter"),
        "PyTorch keeps the gaps of its operand",
    ),
    **dict.fromkeys(
        (
            *(f"fft.{kind}fft{n}" for kind in ("", "i", "r", "ir", "h", "ih") for n in ("", "2", "n")),
            "stft",
        ),
        "PyTorch's has the transformed dimensions innermost on CPUs, as MKL wants them; ours is row-major",
    ),
    "histogramdd": "PyTorch hands back the edges that it was given, gaps included",
    "unravel_index": "PyTorch's are views of one tensor",
    "frexp": "the exponents are row-major here",
    "ldexp": "a product with a power; see pow",
    "index": "PyTorch's follows the order of the indexed tensor; ours is row-major",
    "convolution": "of transposed convolutions of volumes PyTorch's are row-major; conv2d and its like are compared",
    "conv3d": "PyTorch's order depends on the library that it takes by the size",
    "pow": "a number to the power of a tensor is row-major in PyTorch",
}


def channels_last(t: Any) -> Any:
    if t.ndim not in (4, 5):
        return t
    return t.permute(0, *range(2, t.ndim), 1).contiguous().permute(0, t.ndim - 1, *range(1, t.ndim - 1))


def permuted(order: Callable[[int], tuple[int, ...]]) -> Callable[[Any, Any], Any]:
    def lay(_: Any, t: Any) -> Any:
        return t.permute(order(t.ndim)).contiguous().permute(order(t.ndim)) if t.ndim > 1 else t

    return lay


LAYOUTS: dict[str, Callable[[Any, Any], Any]] = {
    "channels last": lambda _, t: channels_last(t),
    "channels last with gaps": lambda lib, t: channels_last(lib.cat([t, t], 1))[:, : t.shape[1]] if t.ndim > 3 else t,
    "two swapped": permuted(lambda n: (1, 0, *range(2, n))),
    "reversed": permuted(lambda n: tuple(range(n))[::-1]),
    "with gaps": lambda lib, t: lib.stack([t, t], -1).flatten(-2)[..., ::2] if t.ndim and t.numel() > 1 else t,
    "repeated": lambda _, t: t[:1].expand(t.shape) if t.ndim and t.shape[0] else t,
}


class LaidMaker(Maker):
    """A maker of operands in one of these layouts."""

    def tensor(self, operand: Operand) -> Any:
        return LAYOUTS[self.laid](self.library, super().tensor(operand))

    def __init__(self, library: Any, dtype: str, laid: str, seed: str) -> None:
        super().__init__(library, dtype, seed=seed)
        self.laid = laid


def as_images(sample: Sample) -> Sample:
    """The sample with images in place of matrices."""

    def enlarged(value: Any) -> Any:
        if isinstance(value, list):
            return [enlarged(item) for item in value]
        if isinstance(value, Operand) and len(value.shape) == 2 and value.values is None:
            return replace(value, shape=(2, 3, *value.shape))
        return value

    arguments = tuple(map(enlarged, sample.args)), {name: enlarged(v) for name, v in sample.kwargs.items()}
    return replace(sample, args=arguments[0], kwargs=arguments[1])


def strides(library: Any, function: Callable[..., Any], sample: Sample, dtype: str, laid: str, seed: str) -> Any:
    """Shapes and strides of the results, without the strides that mean nothing; None where the call is refused."""
    args, kwargs = LaidMaker(library, dtype, laid, seed).call_arguments(sample)
    library.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            results = tensors_of(function(*args, **kwargs))
        except (RuntimeError, TypeError, ValueError, IndexError, AssertionError):
            return None
    return [
        (tuple(t.shape), [s for s, n in zip(t.stride(), t.shape, strict=True) if n > 1] if t.numel() else [])
        for t in results
    ]


@pytest.mark.parametrize("key", [key for key in ENTRIES if key in OPS and key not in DIFFERENT])
def test_results_lie_as_pytorch_s(key: str) -> None:
    entry = ENTRIES[key]
    samples = [*numbered(key, OPS[key].samples), *numbered(f"{key}/images", [*map(as_images, OPS[key].samples)])]
    compared = 0
    for seed, sample in samples:
        dtype = "float32" if fits(sample, "float32") else (sample.dtypes or ("float32",))[0]
        for laid in LAYOUTS:
            theirs = strides(torch, reference(entry, key), sample, dtype, laid, seed)
            if theirs is None:
                continue
            ours = strides(fl, entry.function, sample, dtype, laid, seed)
            if ours is not None:  # what else PyTorch takes is another test's business
                assert ours == theirs, f"{laid} {sample.args} {sample.kwargs}"
                compared += 1
    if not compared:
        pytest.skip("PyTorch refuses these samples in float32")


@pytest.mark.parametrize("dtype", [fl.float16, fl.float64])
def test_images_of_other_dtypes_keep_their_order(dtype: Any) -> None:
    image = channels_last(fl.from_numpy(np.random.default_rng(0).standard_normal((2, 4, 6, 6))).to(dtype))
    f = fl.nn.functional
    for made in (
        f.max_pool2d(image, 2),
        f.avg_pool2d(image, 2),
        f.adaptive_avg_pool2d(image, 3),
        f.interpolate(image, scale_factor=2),
        f.pad(image, (1, 1, 1, 1), mode="reflect"),
        f.group_norm(image, 2),
        fl.cat([image, image], 1),
    ):
        assert made.is_contiguous(memory_format=fl.channels_last)


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (2, 3, 0, 5), (2, 3, 4, 5, 6), (1, 1, 1, 1)])
@pytest.mark.parametrize("order", ["contiguous_format", "channels_last", "channels_last_3d"])
def test_memory_in_the_order_that_is_asked_for(shape: tuple[int, ...], order: str) -> None:
    torch = pytest.importorskip("torch")
    if ("channels" in order) and len(shape) != (4 if order == "channels_last" else 5):
        with pytest.raises(RuntimeError, match="required rank"):
            fl.empty(shape, memory_format=getattr(fl, order))
        return
    ours = fl.empty(shape, memory_format=getattr(fl, order))
    assert ours.stride() == torch.empty(shape, memory_format=getattr(torch, order)).stride()
