"""Values of PyTorch's as ours, and both libraries' results side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

import flambeau

# Sums are ordered otherwise, and gradients take other ways: this tells wrong formulas from right ones, no more. How
# many ulp a result may be away is the subject of tests/ops and tests/kernels.
TOLERANCES = {"float16": 2e-2, "bfloat16": 5e-2, "float32": 2e-4, "complex32": 2e-2, "complex64": 2e-4}
TIGHTEST = 1e-7


class Different(AssertionError):
    """A result that is not PyTorch's."""


def name_of(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def elements(x: Any) -> np.ndarray[Any, Any]:
    """The elements in a dtype that NumPy has."""
    x = x.detach()
    if isinstance(x, torch.Tensor):
        x = x.resolve_conj().resolve_neg()
    wider = {"bfloat16": "float32", "complex32": "complex64"}.get(name_of(x.dtype))
    library = torch if isinstance(x, torch.Tensor) else flambeau
    if wider:
        x = x.to(getattr(library, wider))
    return np.array(x.clone().numpy())


def crossed(x: Any, known: dict[int, Any] | None = None) -> Any:
    """PyTorch's value as ours, with its strides; a tensor that is passed twice stays one."""
    known = {} if known is None else known
    if isinstance(x, torch.Tensor):
        if id(x) not in known:
            known[id(x)] = crossed_tensor(x)
        return known[id(x)]
    if isinstance(x, list | tuple):
        items = [crossed(item, known) for item in x]
        return items if isinstance(x, list) else tuple(items)
    if isinstance(x, dict):
        return {key: crossed(value, known) for key, value in x.items()}
    if isinstance(x, torch.dtype | torch.memory_format | torch.layout):
        return getattr(flambeau, str(x).removeprefix("torch."))
    if isinstance(x, torch.device):
        return flambeau.device(str(x))
    if isinstance(x, torch.Size):
        return flambeau.Size(x)
    if isinstance(x, torch.Generator):
        return flambeau.Generator()
    if isinstance(x, torch.nn.Module):
        return getattr(flambeau.nn, type(x).__name__)()
    name = getattr(x, "__name__", "")
    known_function = name and getattr(torch.nn.functional, name, None) is x
    return getattr(flambeau.nn.functional, name) if known_function else x


def crossed_tensor(x: torch.Tensor) -> Any:
    if x.layout != torch.strided:
        raise NotImplementedError(f"no tensors of layout {x.layout}")
    if x.device.type != "cpu":
        return flambeau.empty(tuple(x.shape), dtype=crossed(x.dtype), device=str(x.device))
    plain = x.detach().resolve_conj().resolve_neg()
    made = flambeau.from_numpy(elements(whole(plain))).to(crossed(x.dtype)).clone()
    offset, shape, strides = geometry(plain)
    made = made.as_strided(tuple(shape), strides, offset)
    return made.requires_grad_() if x.requires_grad else made


def whole(x: torch.Tensor) -> torch.Tensor:
    """All elements of the storage."""
    return x.as_strided((x.untyped_storage().nbytes() // x.element_size(),), (1,), 0)


def geometry(x: torch.Tensor) -> tuple[int, Any, Any]:
    return x.storage_offset(), x.shape, x.stride()


def tensors(x: Any) -> Iterator[Any]:
    if isinstance(x, torch.Tensor | flambeau.Tensor):
        yield x
    elif isinstance(x, list | tuple):
        for item in x:
            yield from tensors(item)
    elif isinstance(x, dict):
        for item in x.values():
            yield from tensors(item)


def copies(x: Any, requires_grad: bool | None = None) -> Any:
    """Arguments for one call: every tensor a leaf of its own."""
    if isinstance(x, torch.Tensor):
        wants = x.requires_grad if requires_grad is None else requires_grad and is_inexact(x)
        if not x.is_cpu or x.layout != torch.strided:
            return x.detach().clone()
        elements = x.detach().resolve_conj().resolve_neg()
        made = torch.empty(0, dtype=x.dtype).set_(whole(elements).clone().untyped_storage(), *geometry(elements))
        return made.requires_grad_() if wants else made
    if isinstance(x, list | tuple):
        items = [copies(item, requires_grad) for item in x]
        return items if isinstance(x, list) else type(x)(items) if not hasattr(x, "_fields") else type(x)(*items)
    if isinstance(x, dict):
        return {key: copies(value, requires_grad) for key, value in x.items()}
    return x


def is_inexact(x: Any) -> bool:
    return x.dtype.is_floating_point or x.dtype.is_complex


def same(own: Any, theirs: Any, what: str, *, values: bool = True, dtypes: bool = True) -> None:
    """Both results have the same parts, shapes, dtypes and elements."""
    if isinstance(theirs, torch.Tensor):
        same_tensor(own, theirs, what, values, dtypes)
    elif isinstance(theirs, list | tuple):
        if not isinstance(own, list | tuple) or len(own) != len(theirs):
            raise Different(f"{what}: {type(own).__name__} for {type(theirs).__name__} of {len(theirs)}")
        for k, (a, b) in enumerate(zip(own, theirs, strict=True)):
            same(a, b, f"{what}[{k}]", values=values, dtypes=dtypes)
    elif isinstance(theirs, torch.dtype):
        if str(own) != str(theirs):
            raise Different(f"{what}: {own}, PyTorch's {theirs}")
    elif isinstance(theirs, float | complex) and values:
        if not np.allclose(own, theirs, rtol=1e-5, atol=1e-6, equal_nan=True):
            raise Different(f"{what}: {own}, PyTorch's {theirs}")
    elif type(own) is not type(theirs) or (values and own != theirs):
        raise Different(f"{what}: {own!r}, PyTorch's {theirs!r}"[:200])


def same_tensor(own: Any, theirs: torch.Tensor, what: str, values: bool, dtypes: bool) -> None:
    if not isinstance(own, flambeau.Tensor):
        raise Different(f"{what}: {type(own).__name__} for a tensor")
    if tuple(own.shape) != tuple(theirs.shape):
        raise Different(f"{what}: shape {tuple(own.shape)}, PyTorch's {tuple(theirs.shape)}")
    if dtypes and name_of(own.dtype) != name_of(theirs.dtype):
        raise Different(f"{what}: {own.dtype}, PyTorch's {theirs.dtype}")
    if not values or not theirs.numel() or theirs.device.type != "cpu":
        return
    a, b = elements(own), elements(theirs)
    tolerance = TOLERANCES.get(name_of(theirs.dtype), TIGHTEST)
    finite = np.abs(b[np.isfinite(b)]) if b.dtype.kind in "fc" else np.abs(b.astype(float))
    largest = float(finite.max(initial=0.0)) if finite.size else 0.0
    if b.dtype.kind not in "fc":
        if not np.array_equal(a, b):
            raise Different(f"{what}: {a.reshape(-1)[:4]}, PyTorch's {b.reshape(-1)[:4]}")
    elif not np.allclose(a, b, rtol=tolerance, atol=tolerance * max(largest, 1e-3), equal_nan=True):
        raise Different(f"{what}: {a.reshape(-1)[:4]}, PyTorch's {b.reshape(-1)[:4]}")


def same_strides(own: Any, theirs: Any, what: str) -> None:
    for a, b in zip(tensors(own), tensors(theirs), strict=True):
        if b.numel() > 1 and significant(a) != significant(b):
            raise Different(f"{what}: strides {a.stride()}, PyTorch's {b.stride()} of shape {tuple(b.shape)}")


def significant(x: Any) -> list[int]:
    return [stride for size, stride in zip(x.shape, x.stride(), strict=True) if size > 1]
