"""PyTorch's dtypes that no tensor has here: programs keep them in tables and ask for their limits."""

from __future__ import annotations

from typing import Any

from ._types import _Named


class absent_dtype(_Named):
    """The name of a dtype that no tensor has. Where a dtype is asked for it is refused.

    >>> import flambeau as torch
    >>> torch.float8_e4m3fn, torch.finfo(torch.float8_e4m3fn).max
    (torch.float8_e4m3fn, 448.0)
    """

    __slots__ = ("is_complex", "is_floating_point", "is_signed", "itemsize")

    def __init__(self, name: str, itemsize: int, *, floating: bool = False, signed: bool = True) -> None:
        super().__init__(name)
        self.itemsize, self.is_floating_point, self.is_signed = itemsize, floating, signed
        self.is_complex = False

    @property
    def name(self) -> str:
        """Its name, without the module's."""
        return self._name

    def to_real(self) -> Any:
        """Itself: none of these is complex."""
        return self


float8_e4m3fn = absent_dtype("float8_e4m3fn", 1, floating=True)
float8_e5m2 = absent_dtype("float8_e5m2", 1, floating=True)
float8_e4m3fnuz = absent_dtype("float8_e4m3fnuz", 1, floating=True)
float8_e5m2fnuz = absent_dtype("float8_e5m2fnuz", 1, floating=True)
qint8, qint32 = absent_dtype("qint8", 1), absent_dtype("qint32", 4)
quint8, quint4x2, quint2x4 = (absent_dtype(name, 1, signed=False) for name in ("quint8", "quint4x2", "quint2x4"))
