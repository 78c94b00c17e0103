"""The kernels by name, for plain tensors: `resize_mask`, `crop_bounding_boxes` and so on, made when asked for."""

from __future__ import annotations

import inspect
from inspect import Parameter
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
# What boxes and keypoints do not know themselves and the kernels are told.
_FACTS = {"crop": ("format",), "resized_crop": ("format",)}
_OF_PIXELS = ("interpolation", "antialias", "fill")  # which boxes and keypoints have no use for


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
        public = getattr(_kernels, base)
        if base in MAPS and kind in (BoundingBoxes, KeyPoints):
            return _with_signature(_of_points(base, kind is BoundingBoxes), name, _of_boxes_or_points(base, suffix))
        options = list(inspect.signature(public).parameters.values())[1:]
        if kind is Mask:
            options = [p for p in options if p.name not in ("interpolation", "antialias") or _asked(base, p.name)]
        return _with_signature(_of_pixels(kernels_of(public)[kind], kind), name, [_required(suffix), *options])
    return None


def _asked(base: str, option: str) -> bool:
    """Masks are resized to the nearest pixel, whatever is asked for."""
    return base == "resize" and option == "interpolation"


def _required(name: str) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD)


def _of_boxes_or_points(base: str, suffix: str) -> list[Parameter]:
    """The parameters of a kernel of boxes or keypoints: what it is told, what is done, how boxes are cut."""
    boxes = suffix == "bounding_boxes"
    facts = [_required(fact) for fact in _FACTS.get(base, ("format", "canvas_size")) if boxes or fact != "format"]
    how = [
        p for p in list(inspect.signature(getattr(_kernels, base)).parameters.values())[1:] if p.name not in _OF_PIXELS
    ]
    if base == "resize":  # whose parameters are in an order of their own
        size, most = how
        default = Parameter("format", Parameter.POSITIONAL_OR_KEYWORD, default=BoundingBoxFormat.XYXY)
        facts, how = ([facts[-1]], [size, most, default]) if boxes else ([size], [facts[-1], most])
    if boxes and not base.endswith("flip"):
        how.append(Parameter("clamping_mode", Parameter.POSITIONAL_OR_KEYWORD, default="soft"))
    return [_required(suffix), *facts, *how]


def _with_signature(kernel: Kernel, name: str, parameters: list[Parameter]) -> Kernel:
    """``kernel``, called with its first argument and the others by name, as a function of these parameters."""
    taken = inspect.Signature(parameters)

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            first, *rest = taken.bind(*args, **kwargs).arguments.items()
        except TypeError as error:
            raise TypeError(f"{name}() {error}") from None
        return kernel(first[1], **dict(rest))

    call.__name__ = call.__qualname__ = name
    call.__signature__ = taken  # type: ignore[attr-defined]
    return call


def _of_pixels(kernel: Kernel, kind: type[Tensor]) -> Kernel:
    def call(inpt: Tensor, **options: Any) -> Any:
        out = kernel(inpt.as_subclass(kind), **options)
        if isinstance(out, tuple):
            return tuple(one.as_subclass(Tensor) for one in out)
        return out.as_subclass(Tensor) if isinstance(out, Tensor) else out

    return call


def _of_points(name: str, boxes: bool) -> Kernel:
    def call(inpt: Tensor, **options: Any) -> Any:
        size = options.pop("canvas_size", (0, 0))
        if boxes:
            format, cut = options.pop("format", BoundingBoxFormat.XYXY), options.pop("clamping_mode", "soft")
            out = mapped_boxes(name, inpt, format, size, cut, **options)
        else:
            out = mapped_points(name, inpt, size, **options)
        return out if name in _RESIZES else out[0]

    return call
