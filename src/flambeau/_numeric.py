"""`finfo` and `iinfo`: the limits of the number types."""

from __future__ import annotations

from . import _core
from ._absent_dtypes import absent_dtype
from ._core import dtype

# bits, eps, largest, smallest normal, smallest subnormal, decimal digits
_FLOATS = {
    "float16": (16, 2.0**-10, 65504.0, 2.0**-14, 2.0**-24, 0.001),
    "bfloat16": (16, 2.0**-7, (2 - 2.0**-7) * 2.0**127, 2.0**-126, 2.0**-133, 0.01),
    "float32": (32, 2.0**-23, (2 - 2.0**-23) * 2.0**127, 2.0**-126, 2.0**-149, 1e-6),
    "float64": (64, 2.0**-52, (2 - 2.0**-52) * 2.0**1023, 2.0**-1022, 2.0**-1074, 1e-15),
    "float8_e4m3fn": (8, 0.125, 448.0, 2.0**-6, 2.0**-9, 1.0),
    "float8_e4m3fnuz": (8, 0.125, 240.0, 2.0**-7, 2.0**-10, 1.0),
    "float8_e5m2": (8, 0.25, 57344.0, 2.0**-14, 2.0**-16, 1.0),
    "float8_e5m2fnuz": (8, 0.125, 57344.0, 2.0**-15, 2.0**-17, 1.0),
}


class finfo:
    """The limits of a floating dtype: ``bits, eps, max, min, tiny, smallest_normal, resolution``.

    Raises: TypeError for a dtype that is not floating or complex.

    >>> import flambeau as torch
    >>> torch.finfo(torch.float32).eps
    1.1920928955078125e-07
    """

    def __init__(self, type: dtype | None = None) -> None:
        kind = _core.get_default_dtype() if type is None else type
        if not isinstance(kind, dtype | absent_dtype):
            raise TypeError(f"finfo(): argument 'type' (position 1) must be torch.dtype, not {kind.__class__.__name__}")
        if not (kind.is_floating_point or kind.is_complex):
            raise TypeError(f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle {kind}")
        self.dtype = kind.to_real().name
        self.bits, self.eps, self.max, self.tiny, self.smallest_subnormal, self.resolution = _FLOATS[self.dtype]
        self.min, self.smallest_normal = -self.max, self.tiny

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)


class iinfo:
    """The limits of an integer dtype: ``bits, min, max``.

    Raises: TypeError for a dtype that is not an integer one.

    >>> import flambeau as torch
    >>> torch.iinfo(torch.int8).max
    127
    """

    def __init__(self, type: dtype) -> None:
        if not isinstance(type, dtype | absent_dtype):
            raise TypeError(f"iinfo(): argument 'type' (position 1) must be torch.dtype, not {type.__class__.__name__}")
        if type.is_floating_point or type.is_complex or type.name == "bool":
            raise TypeError(f"torch.iinfo() requires an integer input type. Use torch.finfo to handle {type}")
        self.dtype = type.name
        self.bits = 8 * type.itemsize
        values = self.bits - type.is_signed  # bits that are not the sign
        self.min = -(1 << values) if type.is_signed else 0
        self.max = (1 << values) - 1

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)
