"""What mixed precision on CUDA devices asks first."""

from __future__ import annotations

from ..._listing import listing

__all__ = ["amp_definitely_not_available"]
__dir__ = listing(globals())


def amp_definitely_not_available() -> bool:
    """True: there is no CUDA device.

    >>> import flambeau as torch
    >>> torch.cuda.amp.common.amp_definitely_not_available()
    True
    """
    return True
