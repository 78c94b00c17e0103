"""`Layout`: which parameters of an op hold what, for those who take its calls apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _core

_DIMS = ("dim", "dims", "dim0", "dim1", "dim2", "dimension", "axis0", "axis1")


class Layout:
    """Which parameters of an op hold what; read once, when first asked for."""

    __slots__ = (
        "all_tensors",
        "dim_places",
        "in_place",
        "ints",
        "keywords",
        "line_dims",
        "list_places",
        "places",
        "shape_places",
        "size_places",
        "sizes",
        "tensor_places",
    )

    def __init__(self, function: Any, parameters: list[tuple[Any, ...]]) -> None:
        kinds = [p[1] for p in parameters]

        def where(test: Callable[[str, str], bool]) -> tuple[int, ...]:
            return tuple(i for i, p in enumerate(parameters) if test(p[0], kinds[i]))

        self.places = {p[0]: i for i, p in enumerate(parameters)}
        self.tensor_places = where(lambda name, kind: kind.startswith("Tensor"))
        self.list_places = where(lambda name, kind: kind.startswith("list"))
        self.all_tensors = {*self.tensor_places, *self.list_places}
        self.dim_places = where(lambda name, kind: name in _DIMS)
        self.line_dims = where(lambda name, kind: name in _DIMS and kind == "int")  # None: over all, as one line
        self.shape_places = where(lambda name, kind: name.endswith("_shape") and kind == "Size")
        self.ints = where(lambda name, kind: kind == "int")
        self.sizes = where(lambda name, kind: kind.startswith("Size"))
        self.size_places = where(lambda name, kind: name in ("size", "shape") and kind.startswith("Size"))
        self.keywords = tuple(p[0] for p in parameters if p[4])
        self.in_place = _core.make_method(function, True)
