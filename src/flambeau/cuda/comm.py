"""Tensors on their way between CUDA devices, of which there are none."""

from __future__ import annotations

from .._absent import fill_absent

fill_absent(
    globals(),
    "Torch not compiled with CUDA enabled: flambeau computes on the CPU, where a tensor is whole",
    functions="broadcast broadcast_coalesced gather reduce_add reduce_add_coalesced scatter",
)
