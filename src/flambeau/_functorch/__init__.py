"""Names inside PyTorch's transforms that packages use, and its package ``functorch``; see `flambeau.func`."""

from __future__ import annotations

from . import make_functional, package, vmap

__all__ = ["make_functional", "package", "vmap"]
