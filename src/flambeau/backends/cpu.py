"""What the processor can do."""

from __future__ import annotations

from .. import _core
from .._listing import listing


def get_cpu_capability() -> str:
    """The vector instructions that kernels use: "DEFAULT", "AVX2" or "AVX512".

    >>> import flambeau as torch
    >>> torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512")
    True
    """
    return {"v3": "AVX2", "v4": "AVX512"}.get(_core.isa_level(), "DEFAULT")


__all__ = [
    "get_cpu_capability",
]
__dir__ = listing(globals())
