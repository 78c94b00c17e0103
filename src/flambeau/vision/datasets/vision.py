"""What datasets of images have in common: a folder, and transforms of samples."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..._arguments import explain_module
from ...utils.data import Dataset

__all__ = ["StandardTransform", "VisionDataset"]

Transform = Callable[..., Any] | None


class VisionDataset(Dataset[Any]):
    """Samples from a folder; derive from it and give ``__getitem__`` and ``__len__``.

    Args:
        root: the folder; ``~`` is expanded.
        transforms: called with a sample's image and target; or, instead,
        transform, target_transform: called with the image, and with the target.

    Raises: ValueError for both kinds of transforms.

    >>> from flambeau.vision.datasets import VisionDataset
    >>> class Squares(VisionDataset):
    ...     def __getitem__(self, i): return i * i
    ...     def __len__(self): return 4
    >>> Squares("images")
    Dataset Squares
        Number of datapoints: 4
        Root location: images
    """

    _repr_indent = 4

    def __init__(
        self,
        root: str | os.PathLike[str] | None = None,
        transforms: Transform = None,
        transform: Transform = None,
        target_transform: Transform = None,
    ) -> None:
        self.root = os.path.expanduser(os.fspath(root)) if root is not None else None
        if transforms is not None and (transform is not None or target_transform is not None):
            raise ValueError("Only transforms or transform/target_transform can be passed as argument")
        self.transform, self.target_transform = transform, target_transform
        if transform is not None or target_transform is not None:
            transforms = StandardTransform(transform, target_transform)
        self.transforms = transforms

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} must implement __len__")

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must implement __getitem__")

    def __repr__(self) -> str:
        body = [f"Number of datapoints: {len(self)}"]
        if self.root is not None:
            body.append(f"Root location: {self.root}")
        body += self.extra_repr().splitlines()
        if self.transforms is not None:
            body.append(repr(self.transforms))
        return "\n".join([f"Dataset {type(self).__name__}", *(" " * self._repr_indent + line for line in body)])

    def extra_repr(self) -> str:
        """What a subclass adds to its ``repr``."""
        return ""

    def _transformed(self, image: Any, target: Any) -> tuple[Any, Any]:
        """A sample as the user wants it."""
        return self.transforms(image, target) if self.transforms is not None else (image, target)


class StandardTransform:
    """A transform of images and one of targets, as one of both.

    Raises: what the two raise.

    >>> from flambeau.vision.datasets.vision import StandardTransform
    >>> StandardTransform(str, abs)(1, -2)
    ('1', 2)
    """

    def __init__(self, transform: Transform = None, target_transform: Transform = None) -> None:
        self.transform, self.target_transform = transform, target_transform

    def __call__(self, input: Any, target: Any) -> tuple[Any, Any]:
        if self.transform is not None:
            input = self.transform(input)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return input, target

    def __repr__(self) -> str:
        body = [type(self).__name__]
        for head, transform in (("Transform: ", self.transform), ("Target transform: ", self.target_transform)):
            if transform is not None:
                lines = repr(transform).splitlines()
                body += [f"{head}{lines[0]}", *(" " * len(head) + line for line in lines[1:])]
        return "\n".join(body)


explain_module(globals())
