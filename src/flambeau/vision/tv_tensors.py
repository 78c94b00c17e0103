"""Tensors that say what they are, images, videos, masks, bounding boxes or keypoints: `transforms.v2` tells them apart.

An operation gives a plain tensor, but for `clone`, `to`, `detach`, `requires_grad_`, copies, and what happens in place;
`wrap` makes it again what it was, and `set_return_type` lets all operations keep the type.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module
from flambeau.overrides import DisableTorchFunctionSubclass

from .._listing import listing
from .transforms.functional import pil_to_tensor
from .transforms.functional._image import is_pil

__all__ = [
    "BoundingBoxFormat",
    "BoundingBoxes",
    "Image",
    "KeyPoints",
    "Mask",
    "TVTensor",
    "Video",
    "is_rotated_bounding_format",
    "set_return_type",
    "wrap",
]
__dir__ = listing(globals())

ClampingMode = Literal["soft", "hard"] | None
_keeps_types = [False]  # what `set_return_type` set


class BoundingBoxFormat(Enum):
    """What the numbers of a box are: corners X Y, centre CX CY, width W, height H, angle R in degrees.

    >>> BoundingBoxFormat["CXCYWH"].name
    'CXCYWH'
    """

    XYXY = "XYXY"
    XYWH = "XYWH"
    CXCYWH = "CXCYWH"
    XYWHR = "XYWHR"
    CXCYWHR = "CXCYWHR"
    XYXYXYXY = "XYXYXYXY"


def is_rotated_bounding_format(format: BoundingBoxFormat | str) -> bool:
    """Whether boxes of this format may be turned.

    Raises: ValueError for what is no format.

    >>> is_rotated_bounding_format("XYWHR")
    True
    """
    return BoundingBoxFormat(format) in (
        BoundingBoxFormat.XYWHR,
        BoundingBoxFormat.CXCYWHR,
        BoundingBoxFormat.XYXYXYXY,
    )


class TVTensor(Tensor):
    """What the kinds of tensors have in common.

    Raises: RuntimeError for data that are no numbers.

    >>> isinstance(Mask([[0, 1]]), TVTensor)
    True
    """

    _facts: tuple[str, ...] = ()  # what a tensor of this kind knows besides its numbers

    def __new__(cls, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool | None = None) -> Any:
        return cls._made(data, dtype, device, requires_grad)

    @classmethod
    def _made(cls, data: Any, dtype: Any, device: Any, requires_grad: bool | None, **facts: Any) -> Any:
        """``data`` as a tensor of this class."""
        plain = pil_to_tensor(data) if is_pil(data) else flambeau.as_tensor(data, dtype=dtype, device=device)
        plain = plain.to(dtype) if dtype is not None else plain
        made = cls._shaped(plain.as_subclass(Tensor)).as_subclass(cls)
        for name, value in facts.items():
            setattr(made, name, value)
        if requires_grad is None:
            requires_grad = isinstance(data, Tensor) and data.requires_grad
        return made if made.requires_grad == requires_grad else made.requires_grad_(requires_grad)

    @staticmethod
    def _shaped(data: Tensor) -> Tensor:
        """``data`` with the dimensions of this kind."""
        return data

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """What an operation gives: a plain tensor, unless `set_return_type` says otherwise."""
        with DisableTorchFunctionSubclass():
            out = func(*args, **(kwargs or {}))
        first = next((a for a in args if isinstance(a, TVTensor)), None)
        if first is None or out is first or not isinstance(out, Tensor) or isinstance(out, flambeau.nn.Parameter):
            return out
        plain = out.as_subclass(Tensor) if isinstance(out, TVTensor) else out
        return wrap(plain, like=first) if _keeps_types[0] else plain

    def clone(self, *args: Any, **kwargs: Any) -> Any:
        """A copy, of the same kind."""
        return wrap(self.as_subclass(Tensor).clone(*args, **kwargs), like=self)

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """In another dtype or on another device, of the same kind."""
        return wrap(self.as_subclass(Tensor).to(*args, **kwargs), like=self)

    def detach(self) -> Any:
        """Without its history, of the same kind."""
        return wrap(self.as_subclass(Tensor).detach(), like=self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self.detach().clone().requires_grad_(self.requires_grad)

    def __reduce_ex__(self, protocol: Any) -> Any:
        facts = {name: getattr(self, name) for name in self._facts}
        return _rebuilt, (type(self), self.as_subclass(Tensor), facts)

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        text = repr(self.as_subclass(Tensor))[len("tensor(") : -1]
        text = text.replace("\n" + " " * len("tensor("), "\n" + " " * (len(type(self).__name__) + 1))
        facts = "".join(f", {name}={getattr(self, name)}" for name in self._facts)
        return f"{type(self).__name__}({text}{facts})"


def _rebuilt(cls: type[TVTensor], data: Tensor, facts: dict[str, Any]) -> Any:
    return cls._made(data, None, None, data.requires_grad, **facts)


class Image(TVTensor):
    """An image (..., channels, height, width); (height, width) gets one channel.

    ``data``: what `torch.as_tensor` takes, or a PIL image.

    Raises: ValueError for fewer than two dimensions.

    >>> Image([[1, 2]]).shape
    torch.Size([1, 1, 2])
    """

    @staticmethod
    def _shaped(data: Tensor) -> Tensor:
        if data.ndim < 2:
            raise ValueError(f"Tensor must be 2D or higher, got {data.ndim}D tensor.")
        return data.unsqueeze(0) if data.ndim == 2 else data


class Video(TVTensor):
    """A video (..., frames, channels, height, width).

    ``data``: what `torch.as_tensor` takes.

    Raises: ValueError for fewer than four dimensions.

    >>> Video([[[[1, 2]]]]).shape
    torch.Size([1, 1, 1, 2])
    """

    @staticmethod
    def _shaped(data: Tensor) -> Tensor:
        if data.ndim < 4:
            raise ValueError(f"a video has frames, channels, height and width: got a tensor of {data.ndim} dimensions")
        return data


class Mask(TVTensor):
    """A mask of segmentation or detection (..., height, width).

    ``data``: what `torch.as_tensor` takes, or a PIL image.

    Raises: RuntimeError for data that are no numbers.

    >>> Mask([[0, 1]])
    Mask([[0, 1]])
    """


class BoundingBoxes(TVTensor):
    """Boxes (N, 4), or (N, 5) and (N, 8) where they may be turned; one box gets a dimension.

    Args:
        data: what `torch.as_tensor` takes.
        format: a `BoundingBoxFormat` or its name.
        canvas_size: height and width of the image.
        clamping_mode: how boxes that reach beyond the image are cut: "soft", "hard", or None for not at all.

    Raises: KeyError for a name that is no format; ValueError for another number of dimensions, another mode, and whole
        numbers for boxes that may be turned.

    >>> BoundingBoxes([1, 2, 3, 4], format="XYWH", canvas_size=(10, 12))
    BoundingBoxes([[1, 2, 3, 4]], format=BoundingBoxFormat.XYWH, canvas_size=(10, 12), clamping_mode=soft)
    """

    _facts = ("format", "canvas_size", "clamping_mode")
    format: BoundingBoxFormat
    canvas_size: tuple[int, int]
    clamping_mode: ClampingMode

    def __new__(
        cls,
        data: Any,
        *,
        format: BoundingBoxFormat | str,
        canvas_size: tuple[int, int],
        clamping_mode: ClampingMode = "soft",
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool | None = None,
    ) -> Any:
        if clamping_mode not in (None, "hard", "soft"):
            raise ValueError(f"clamping_mode must be None, hard or soft, got {clamping_mode}.")
        if isinstance(format, str):
            if format.upper() not in BoundingBoxFormat.__members__:
                names = ", ".join(BoundingBoxFormat.__members__)
                raise KeyError(f"format: {format!r} is no BoundingBoxFormat | one of {names}")
            format = BoundingBoxFormat[format.upper()]
        facts = {"format": format, "canvas_size": tuple(canvas_size), "clamping_mode": clamping_mode}
        made = cls._made(data, dtype, device, requires_grad, **facts)
        if is_rotated_bounding_format(format) and not made.is_floating_point():
            raise ValueError(f"Rotated bounding boxes should be floating point tensors, got {made.dtype}.")
        return made

    @staticmethod
    def _shaped(data: Tensor) -> Tensor:
        if data.ndim not in (1, 2):
            raise ValueError(f"Expected a 1D or 2D tensor, got {data.ndim}D")
        return data.unsqueeze(0) if data.ndim == 1 else data


class KeyPoints(TVTensor):
    """Points (..., 2) as (x, y) in an image of ``canvas_size`` (height, width); pixels.

    ``data``: what `torch.as_tensor` takes.

    Raises: ValueError for another last size than two.

    >>> KeyPoints([[1, 2]], canvas_size=(3, 4))
    KeyPoints([[1, 2]], canvas_size=(3, 4))
    """

    _facts = ("canvas_size",)
    canvas_size: tuple[int, int]

    def __new__(
        cls,
        data: Any,
        *,
        canvas_size: tuple[int, int],
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool | None = None,
    ) -> Any:
        return cls._made(data, dtype, device, requires_grad, canvas_size=tuple(canvas_size))

    @staticmethod
    def _shaped(data: Tensor) -> Tensor:
        data = data.unsqueeze(0) if data.ndim == 1 else data
        if data.shape[-1] != 2:
            raise ValueError(f"Expected a tensor of shape (..., 2), not {data.shape}")
        return data


def wrap(wrappee: Tensor, *, like: Any, **kwargs: Any) -> Any:
    """``wrappee`` as a tensor of the kind of ``like``; what that knows besides its numbers is copied, or given here.

    Raises: TypeError for facts that such a tensor has not.

    >>> boxes = BoundingBoxes([[1, 2, 3, 4]], format="XYXY", canvas_size=(10, 12))
    >>> wrap(boxes * 2, like=boxes, canvas_size=(20, 24))
    BoundingBoxes([[2, 4, 6, 8]], format=BoundingBoxFormat.XYXY, canvas_size=(20, 24), clamping_mode=soft)
    """
    kind: type[TVTensor] = type(like)
    unknown = [name for name in kwargs if name not in kind._facts]
    if unknown:
        raise TypeError(f"wrap: a {kind.__name__} has no {unknown[0]!r}")
    if isinstance(kwargs.get("format"), str):
        kwargs["format"] = BoundingBoxFormat[kwargs["format"].upper()]
    made = wrappee.as_subclass(kind)
    for name in kind._facts:
        setattr(made, name, kwargs.get(name, getattr(like, name)))
    return made


class set_return_type:
    """Whether operations keep the kind of their first operand ("TVTensor") or give plain tensors ("Tensor"); within a
    ``with`` statement, or from now on.

    Raises: ValueError for another name.

    >>> with set_return_type("Tensor"):
    ...     type(Mask([[0, 1]]) + 1).__name__
    'Tensor'
    """

    def __init__(self, return_type: str) -> None:
        kinds = {"tensor": False, "tvtensor": True}
        if str(return_type).lower() not in kinds:
            raise ValueError(f"return_type must be 'TVTensor' or 'Tensor', got {return_type}")
        self._before = _keeps_types[0]
        _keeps_types[0] = kinds[return_type.lower()]

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        _keeps_types[0] = self._before


explain_module(globals())
