"""What TensorBoard's projector shows: vectors, what they are called, and small images for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .._image import encode_png
from .summary import _arranged, as_array


def write_embedding(
    folder: Path, name: str, mat: Any, metadata: Sequence[Any] | None, label_img: Any, header: Sequence[str] | None
) -> None:
    """Writes the vectors' files below ``folder``, and an entry in its configuration.

    Raises: AssertionError for another number of labels or images than of vectors, and for images that are not square.
    """
    vectors = as_array(mat)
    if vectors.ndim != 2:
        raise AssertionError("mat should be 2D, where mat.size(0) is the number of data points")
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    _write_rows(place / "tensors.tsv", vectors.tolist())
    entry = [f'tensor_name: "{name}"', f'tensor_path: "{name}/tensors.tsv"']
    if metadata is not None:
        if len(metadata) != len(vectors):
            raise AssertionError("#labels should equal with #data points")
        rows: list[Sequence[Any]] = [row if isinstance(row, list | tuple) else [row] for row in metadata]
        _write_rows(place / "metadata.tsv", [list(header), *rows] if header else rows)
        entry.append(f'metadata_path: "{name}/metadata.tsv"')
    if label_img is not None:
        images = as_array(label_img)
        if len(images) != len(vectors):
            raise AssertionError("#images should equal with #data points")
        _write_sprite(place / "sprite.png", images)
        size = f"single_image_dim: {images.shape[3]} single_image_dim: {images.shape[2]}"
        entry.append(f'sprite {{ image_path: "{name}/sprite.png" {size} }}')
    with (folder / "projector_config.pbtxt").open("a") as config:
        config.write("embeddings {\n" + "\n".join(entry) + "\n}\n")


def _write_rows(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write("\t".join(str(item) for item in row) + "\n")


def _write_sprite(path: Path, images: Any) -> None:
    """All images in one, as many in a row as rows."""
    count, _, height, width = images.shape
    if height != width:
        raise AssertionError("Image should be square, see tensorflow/tensorboard#670")
    across = math.ceil(math.sqrt(count))
    sprite = np.zeros((across * height, across * width, 3), np.uint8)
    levels = (images if images.dtype == np.uint8 else images * 255.0).clip(0, 255).astype(np.uint8)
    for k in range(count):
        top, left = k // across * height, k % across * width
        sprite[top : top + height, left : left + width] = _arranged(levels[k], "CHW")[:, :, :3]
    path.write_bytes(encode_png(sprite))
