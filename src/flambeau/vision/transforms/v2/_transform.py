"""What the transforms have in common: they take any inputs, nested in any way, and change those that they know."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from flambeau import Tensor, _pytree, nn
from flambeau._arguments import explain_module

from ...tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, TVTensor, Video
from .. import _steps
from ..functional._image import is_pil
from . import functional as F
from .functional._dispatch import is_pure_tensor, kernel_of

__all__ = [
    "Transform",
    "check_type",
    "get_bounding_boxes",
    "get_keypoints",
    "has_all",
    "has_any",
    "query_chw",
    "query_size",
]

Kind = type | Callable[[Any], bool]
IMAGES: tuple[Kind, ...] = (Image, Video, is_pil, is_pure_tensor)
SIZED: tuple[Kind, ...] = (*IMAGES, Mask, BoundingBoxes, KeyPoints)


def check_type(obj: Any, types_or_checks: tuple[Kind, ...]) -> bool:
    """Whether ``obj`` is of one of the types, or passes one of the checks.

    Raises: what the checks raise.

    >>> check_type(3, (str, lambda n: n > 2))
    True
    """
    return any(isinstance(obj, kind) if isinstance(kind, type) else kind(obj) for kind in types_or_checks)


def has_any(flat_inputs: list[Any], *types_or_checks: Kind) -> bool:
    """Whether one of the inputs is of one of the types, or passes one of the checks.

    Raises: what the checks raise.

    >>> has_any([3, "a"], str)
    True
    """
    return any(check_type(inpt, types_or_checks) for inpt in _listed(flat_inputs))


def has_all(flat_inputs: list[Any], *types_or_checks: Kind) -> bool:
    """Whether for each of the types and checks there is an input.

    Raises: what the checks raise.

    >>> has_all([3, "a"], str, float)
    False
    """
    return all(has_any(flat_inputs, kind) for kind in types_or_checks)


def _listed(flat_inputs: object) -> list[Any] | tuple[Any, ...]:
    """The inputs, if they are a list: an iterator may be endless."""
    if not isinstance(flat_inputs, list | tuple):
        raise TypeError(f"argument 'flat_inputs' must be a list of inputs, not {type(flat_inputs).__name__}")
    return flat_inputs


def _only(flat_inputs: list[Any], kind: type, name: str) -> Any:
    found = [inpt for inpt in _listed(flat_inputs) if isinstance(inpt, kind)]
    if not found:
        raise ValueError(f"No {name} were found in the sample")
    if len(found) > 1:
        raise ValueError(f"Found multiple {name} instances in the sample")
    return found[0]


def get_bounding_boxes(flat_inputs: list[Any]) -> BoundingBoxes:
    """The bounding boxes among the inputs.

    Raises: ValueError if there are none, or several.

    >>> get_bounding_boxes([3])
    Traceback (most recent call last):
    ValueError: No bounding boxes were found in the sample
    """
    boxes: BoundingBoxes = _only(flat_inputs, BoundingBoxes, "bounding boxes")
    return boxes


def get_keypoints(flat_inputs: list[Any]) -> KeyPoints:
    """The keypoints among the inputs.

    Raises: ValueError if there are none, or several.

    >>> get_keypoints([3])
    Traceback (most recent call last):
    ValueError: No keypoints were found in the sample
    """
    points: KeyPoints = _only(flat_inputs, KeyPoints, "keypoints")
    return points


def _agreed(found: set[Any], what: str, missing: str) -> Any:
    if not found:
        raise TypeError(f"No {missing} was found in the sample")
    if len(found) > 1:
        raise ValueError(f"Found multiple {what} values in the sample: {sorted(found)}")
    return found.pop()


def query_chw(flat_inputs: list[Any]) -> tuple[int, int, int]:
    """Channels, height and width of the images and videos among the inputs.

    Raises: TypeError if there are none; ValueError if they are not all of one size.

    >>> import flambeau as torch
    >>> query_chw([3, torch.zeros(3, 4, 5)])
    (3, 4, 5)
    """
    found = {tuple(F.get_dimensions(inpt)) for inpt in _listed(flat_inputs) if check_type(inpt, IMAGES)}
    size: tuple[int, int, int] = _agreed(found, "CxHxW", "image or video")
    return size


def query_size(flat_inputs: list[Any]) -> tuple[int, int]:
    """Height and width of the images, videos, masks, boxes and keypoints among the inputs.

    Raises: TypeError if there are none; ValueError if they are not all of one size.

    >>> import flambeau as torch
    >>> query_size([3, torch.zeros(3, 4, 5)])
    (4, 5)
    """
    found = {tuple(F.get_size(inpt)) for inpt in _listed(flat_inputs) if check_type(inpt, SIZED)}
    size: tuple[int, int] = _agreed(found, "HxW", "image, video, mask, bounding box or keypoint")
    return size


class Transform(nn.Module):
    """The base of all transforms. One of your own has `transform`, and `make_params` where something is drawn.

    It is called with inputs of any structure (tuples, lists, dicts). Of these it changes images, videos, masks, boxes,
    keypoints and PIL images, and plain tensors, which count as images: all of them where nothing else is an image, of
    several the first.

    Raises: what the transform raises.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms import v2
    >>> class Double(v2.Transform):
    ...     def transform(self, inpt, params):
    ...         return inpt * 2
    >>> Double()({"image": torch.tensor([[1, 2]]), "name": "a"})
    {'image': tensor([[2, 4]]), 'name': 'a'}
    """

    _transformed_types: tuple[Kind, ...] = (is_pure_tensor, is_pil, TVTensor)

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raises for inputs that cannot be transformed."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """What is drawn once for all inputs, given those that are transformed."""
        return {}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """One input, transformed."""
        raise NotImplementedError

    def forward(self, *inputs: Any) -> Any:
        """The inputs in the structure they came in, those that are known transformed."""
        flat, structure = _pytree.tree_flatten(inputs if len(inputs) > 1 else inputs[0])
        self.check_inputs(flat)
        changed = self._needs_transform_list(flat)
        params = self.make_params([inpt for inpt, change in zip(flat, changed, strict=True) if change])
        out = [self.transform(inpt, params) if c else inpt for inpt, c in zip(flat, changed, strict=True)]
        return _pytree.tree_unflatten(out, structure)

    def _needs_transform_list(self, flat_inputs: list[Any]) -> list[bool]:
        """Which inputs are transformed: of plain tensors the first, and none beside an image that says what it is."""
        plain = not has_any(flat_inputs, Image, Video, is_pil)
        chosen = []
        for inpt in flat_inputs:
            known = check_type(inpt, self._transformed_types)
            if known and is_pure_tensor(inpt):
                known, plain = plain, False
            chosen.append(known)
        return chosen

    def extra_repr(self) -> str:
        """The settings."""
        shown = {k: v for k, v in self.__dict__.items() if not k.startswith("_") and k != "training"}
        kinds = (bool, int, float, str, tuple, list, enum.Enum)
        return ", ".join(f"{k}={_steps.text(v)}" for k, v in shown.items() if isinstance(v, kinds))

    def __repr__(self) -> str:
        return nn.Module.__repr__(self)


def call_kernel(name: str, inpt: Any, arguments: dict[str, Any]) -> Any:
    """A function of `functional`; what it has no kernel for stays. A ``fill`` by type is looked up."""
    function = getattr(F, name)
    kernel = kernel_of(function, inpt)
    if kernel is None:
        return inpt
    fill = arguments.get("fill")
    if isinstance(fill, dict):
        arguments = arguments | {"fill": fill_of(fill, inpt)}
    return kernel(inpt, **arguments)


def fill_of(fill: Any, inpt: Any) -> Any:
    """The colour for an input, from one for all or from a dict by type, whose key "others" stands for the rest."""
    if not isinstance(fill, dict):
        return fill
    if type(inpt) in fill:
        return fill[type(inpt)]
    if "others" not in fill:
        raise RuntimeError("fill was expected to contain a value for 'others' or the type of the input")
    return fill["others"]


class Stepped(Transform, _steps.Transform):
    """A transform that draws steps, which are then applied to every input."""

    _needs: tuple[Kind, ...] = ()  # the steps depend on one of these: without one there is an error

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """The steps."""
        images = [inpt for inpt in flat_inputs if check_type(inpt, IMAGES)]
        if images or self._needs == IMAGES:
            return {"steps": self._steps(*query_chw(images))}
        sized = [inpt for inpt in flat_inputs if check_type(inpt, SIZED)]
        height, width = query_size(sized) if sized or self._needs else (0, 0)
        return {"steps": self._steps(0, height, width)}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The input after all steps."""
        for name, arguments in params["steps"]:
            inpt = self._applied(inpt, name, arguments)
        return inpt

    def _applied(self, img: Any, name: str, arguments: dict[str, Any]) -> Any:
        """One step."""
        return call_kernel(name, img, arguments)


def widened(transform: type, module: str, needs: tuple[Kind, ...] = ()) -> Any:
    """A transform of single images as one of any inputs: it draws the same steps."""
    own = transform.__dict__["__doc__"]
    return type(transform.__name__, (Stepped, transform), {"__doc__": own, "__module__": module, "_needs": needs})


def plain(inpt: Tensor) -> Tensor:
    """``inpt`` as a plain tensor."""
    return inpt.as_subclass(Tensor)


explain_module(globals())
