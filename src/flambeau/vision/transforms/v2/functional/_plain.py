"""The kernels by name, for plain tensors: `resize_mask`, `crop_bounding_boxes` and so on, made when asked for."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ....tv_tensors import BoundingBoxes, BoundingBoxFormat, Image, KeyPoints, Mask, Video
from . import _kernels
from ._dispatch import Kernel, kernels_of
from ._points import MAPS, mapped_boxes, mapped_points

_KINDS: dict[str, type] = {
    "image": Image,
    "video": Video,
    "mask": Mask,
    "bounding_boxes": BoundingBoxes,
    "keypoints": KeyPoints,
}
_RESIZES = ("resize", "crop", "center_crop", "resized_crop", "pad", "rotate")  # these give the new size too
# What boxes and keypoints do not know themselves and the kernels take first.
_FACTS = {"resize": ("canvas_size",), "crop": ("format",), "resized_crop": ("format",)}


def names() -> list[str]:
    """The names of all kernels."""
    found = []
    for name in _kernels.__all__:
        table = kernels_of(getattr(_kernels, name))
        found += [f"{name}_{suffix}" for suffix, kind in _KINDS.items() if kind in table]
    return found


def kernel(name: str) -> Kernel | None:
    """The kernel of that name, of plain tensors; None if there is none."""
    for suffix, kind in _KINDS.items():
        base = name.removesuffix(f"_{suffix}")
        if base == name or base not in _kernels.__all__ or kind not in kernels_of(getattr(_kernels, base)):
            continue
        if base in MAPS and kind in (BoundingBoxes, KeyPoints):
            return _of_points(base, kind is BoundingBoxes)
        return _of_pixels(kernels_of(getattr(_kernels, base))[kind], kind)
    return None


def _of_pixels(kernel: Kernel, kind: type[Tensor]) -> Kernel:
    def call(inpt: Tensor, *args: Any, **kwargs: Any) -> Any:
        out = kernel(inpt.as_subclass(kind), *args, **kwargs)
        if isinstance(out, tuple):
            return tuple(one.as_subclass(Tensor) for one in out)
        return out.as_subclass(Tensor) if isinstance(out, Tensor) else out

    return call


def _of_points(name: str, boxes: bool) -> Kernel:
    first: tuple[str, ...] = _FACTS.get(name, ("format", "canvas_size"))
    first = first if boxes else tuple(fact for fact in first if fact != "format")

    def call(inpt: Tensor, *args: Any, **kwargs: Any) -> Any:
        facts = dict(zip(first, args, strict=False))
        facts |= {fact: kwargs.pop(fact) for fact in ("format", "canvas_size", "clamping_mode") if fact in kwargs}
        size, rest = facts.get("canvas_size", (0, 0)), args[len(first) :]
        if boxes:
            how = (facts.get("format", BoundingBoxFormat.XYXY), size, facts.get("clamping_mode", "soft"))
            out = mapped_boxes(name, inpt, *how, *rest, **kwargs)
        else:
            out = mapped_points(name, inpt, size, *rest, **kwargs)
        return out if name in _RESIZES else out[0]

    return call
