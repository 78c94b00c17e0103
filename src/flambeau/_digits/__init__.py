"""The handwritten digits of the demo: 1,797 images of 8 x 8 pixels (see README.md for source and licence)."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

import flambeau as fl

__all__ = ["COUNT", "SIDE", "load"]

COUNT = 1797
SIDE = 8


def load() -> tuple[fl.Tensor, fl.Tensor]:
    """The images, uint8 of shape (1797, 8, 8) with values 0 (paper) to 16 (ink), and their labels, int64 of (1797,).

    >>> import flambeau._digits
    >>> images, labels = flambeau._digits.load()
    >>> tuple(images.shape), int(images.max()), labels[:5].tolist()
    ((1797, 8, 8), 16, [0, 1, 2, 3, 4])
    """
    raw = zlib.decompress(Path(__file__).with_name("digits.bin.z").read_bytes())
    values = np.frombuffer(raw, dtype=np.uint8)
    labels = values[:COUNT].astype(np.int64)
    images = values[COUNT:].reshape(COUNT, SIDE, SIDE).copy()
    return fl.from_numpy(images), fl.from_numpy(labels)
