"""What this build computes with."""

from __future__ import annotations

from . import _core


def show() -> str:
    """The instruction set, the libraries behind products and convolutions, and the number of threads.

    >>> import flambeau
    >>> print(flambeau.__config__.show().splitlines()[0])
    flambeau 0.1.0
    """
    return (
        f"flambeau 0.1.0\n"
        f"  kernels for: {_core.isa_level()} (FLAMBEAU_ISA=v2|v3|v4 forces one)\n"
        f"  products: {_core.products()}\n"
        f"  threads: {_core.get_num_threads()}"
    )


def parallel_info() -> str:
    """The number of threads kernels use."""
    return f"threads: {_core.get_num_threads()}"
