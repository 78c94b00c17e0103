"""The class of compiled modules, which programs ask after."""

from __future__ import annotations

from ..nn import Module

__all__ = ["OptimizedModule"]


class OptimizedModule(Module):
    """The class of compiled modules: there are none, since `compile` gives the module itself."""
