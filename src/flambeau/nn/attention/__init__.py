"""Which kernel attention may use: there is one, which computes what PyTorch's plain one and flash attention do."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..._arguments import explain_module
from ..._listing import listing

__all__ = ["SDPBackend", "sdpa_kernel"]
__dir__ = listing(globals())


class SDPBackend(enum.Enum):
    """The kernels of `scaled_dot_product_attention` that PyTorch has."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4


@contextmanager
def sdpa_kernel(backends: SDPBackend | Iterable[SDPBackend], set_priority: bool = False) -> Iterator[None]:
    """A block within which attention may use these kernels; the one for the CPU is both MATH and FLASH_ATTENTION.

    Raises: AssertionError for what is no `SDPBackend`; RuntimeError where neither of the two is allowed.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 2, 2)
    >>> with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
    ...     torch.nn.functional.scaled_dot_product_attention(x, x, x).shape
    torch.Size([1, 1, 2, 2])
    """
    given = [backends] if isinstance(backends, SDPBackend) else backends
    wrong = not isinstance(given, Iterable)
    allowed = set() if wrong else set(given)
    if wrong or not all(isinstance(one, SDPBackend) for one in allowed):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances, got "
            f"{type(backends).__name__}"
        )
    if not {SDPBackend.MATH, SDPBackend.FLASH_ATTENTION} & allowed:
        raise RuntimeError(
            "No viable backend for scaled_dot_product_attention was found | on the CPU there are MATH and "
            "FLASH_ATTENTION"
        )
    yield


explain_module(globals())
