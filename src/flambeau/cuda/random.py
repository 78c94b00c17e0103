"""The random numbers of CUDA devices: the functions of `cuda` that speak of them."""

from __future__ import annotations

from .._listing import listing
from . import get_rng_state_all, manual_seed, manual_seed_all, seed, seed_all, set_rng_state, set_rng_state_all

__all__ = [
    "get_rng_state_all",
    "manual_seed",
    "manual_seed_all",
    "seed",
    "seed_all",
    "set_rng_state",
    "set_rng_state_all",
]
__dir__ = listing(globals())
