"""Passes over graphs: shapes of what nodes compute (`shape_prop`), pictures (`graph_drawer`)."""

from __future__ import annotations

from ..._listing import listing
from . import graph_drawer, shape_prop

__all__ = ["graph_drawer", "shape_prop"]
__dir__ = listing(globals())
