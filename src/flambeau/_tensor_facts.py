"""What programs ask of a tensor and get one answer to here: there is no lazy conjugate, and no other device."""

from __future__ import annotations

from typing import Any

from ._arguments import overridable
from ._core import Tensor
from ._elementwise_calls import METHODS as ELEMENTWISE


def is_conj(self: Tensor) -> bool:
    """False: conjugates are computed at once.

    >>> import flambeau as torch
    >>> torch.tensor([1j]).conj().is_conj()
    False
    """
    return False


def is_neg(self: Tensor) -> bool:
    """False: negatives are computed at once.

    >>> import flambeau as torch
    >>> torch.zeros(2).is_neg()
    False
    """
    return False


def is_signed(self: Tensor) -> bool:
    """Whether the dtype has negative numbers.

    >>> import flambeau as torch
    >>> torch.zeros(2).is_signed(), torch.zeros(2, dtype=torch.uint8).is_signed()
    (True, False)
    """
    return self.dtype.is_signed


def is_nonzero(self: Tensor) -> bool:
    """Whether the only element differs from zero.

    Raises: RuntimeError for any other number of elements.

    >>> import flambeau as torch
    >>> torch.tensor([0.5]).is_nonzero()
    True
    """
    return bool(self)


def dim_order(self: Tensor) -> tuple[int, ...]:
    """The dimensions from the one with the longest strides to the one with the shortest.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).t().dim_order()
    (1, 0)
    """
    strides = self.stride()
    return tuple(sorted(range(self.ndim), key=lambda k: -strides[k]))


def xpu(self: Tensor, device: Any = None, non_blocking: bool = False) -> Tensor:
    """Not offered: there is no XPU device.

    Raises: AssertionError always.
    """
    raise AssertionError("Torch not compiled with XPU enabled: flambeau computes on the CPU")


METHODS = (is_conj, is_neg, is_signed, is_nonzero, dim_order, xpu)
# Layouts and devices that no tensor has.
ABSENT = ("is_mkldnn", "is_sparse_csr", "is_xpu", "is_ipu", "is_hpu", "is_vulkan", "is_maia", "is_xla", "is_mtia")


def _no(name: str) -> property:
    def answer(self: Tensor) -> bool:
        return False

    answer.__name__ = name  # which the errors of writing and deleting tell
    return property(answer, doc=f"{name}: bool\n\nFalse: there is no such layout or device.")


def attach() -> None:
    """Gives `Tensor` these methods and answers."""
    for method in (*METHODS, *ELEMENTWISE):
        setattr(Tensor, method.__name__, overridable(method))
    for name in ABSENT:
        if not hasattr(Tensor, name):
            setattr(Tensor, name, _no(name))
