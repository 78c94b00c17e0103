"""Calls of transforms, and what torchvision 0.29 gives for them.

``PYTHONPATH=tests python -m vision.transform_cases`` writes `transforms.tsv` again, where torchvision is installed; the
tests need only the table. A result is the checksum of its bytes; where the last rounding of a resampled byte may
differ, it is the bytes themselves.
"""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import Any

import numpy as np

TABLE = Path(__file__).with_name("transforms.tsv")
CORNERS = "[[0, 0], [15, 0], [15, 11], [0, 11]], [[2, 1], [13, 0], [14, 10], [1, 9]]"

# Expressions of T (transforms), F (functional) and M (the modes); "~" before one: bytes may differ by one.
BOTH = f"""
F.hflip(x) | F.vflip(x) | F.crop(x, 2, 3, 4, 5) | F.crop(x, -2, -3, 10, 40) | F.center_crop(x, [20, 9])
F.pad(x, [1, 2, 3, 4], 7) | F.pad(x, [1, 2], 0, "reflect") | F.pad(x, 3, 0, "symmetric") | F.pad(x, 2, 0, "edge")
F.resize(x, [5, 7], M.NEAREST) | F.resize(x, [5, 7], M.NEAREST_EXACT) | F.adjust_brightness(x, 0.3)
F.adjust_brightness(x, 1.7) | F.adjust_contrast(x, 0.3) | F.adjust_contrast(x, 1.7) | F.adjust_saturation(x, 0.3)
F.adjust_saturation(x, 1.7) | F.adjust_hue(x, 0.3) | F.adjust_hue(x, -0.1) | F.adjust_gamma(x, 2.2, 1.1)
F.adjust_sharpness(x, 0.3) | F.adjust_sharpness(x, 1.7) | F.autocontrast(x) | F.equalize(x) | F.invert(x)
F.posterize(x, 3) | F.solarize(x, 100) | F.rgb_to_grayscale(x, 1) | F.rgb_to_grayscale(x, 3)
F.rotate(x, 33.0) | F.rotate(x, 90, expand=True) | F.rotate(x, 33.0, center=[3, 4], fill=[10, 20, 30])
F.rotate(x, 33.0, M.BILINEAR, fill=5) | F.affine(x, 12.0, [3, 2], 1.2, [5.0, 3.0])
F.affine(x, -40.0, [0, 0], 0.7, 4.0, M.BILINEAR, [1, 2, 3]) | F.perspective(x, {CORNERS}, M.NEAREST)
F.perspective(x, {CORNERS}, M.BILINEAR, [9, 8, 7]) | F.gaussian_blur(x, [3, 5]) | F.gaussian_blur(x, 5, [1.1, 2.0])
F.five_crop(x, 5) | F.ten_crop(x, (5, 3), True)
~F.resize(x, [5, 7]) | ~F.resize(x, 6, max_size=7) | ~F.resize(x, [5, 7], M.BICUBIC) | ~F.resize(x, [14, 20])
~F.resized_crop(x, 2, 3, 6, 9, [4, 5])
T.RandomCrop(7)(x) | T.RandomCrop((12, 16))(x) | T.RandomCrop(10, 2)(x) | T.RandomCrop((20, 9), None, True, 7)(x)
T.RandomHorizontalFlip()(x) | T.RandomVerticalFlip(0.7)(x) | ~T.RandomResizedCrop(5)(x)
~T.RandomResizedCrop((4, 6), (0.1, 0.2), (9.0, 9.5))(x) | T.FiveCrop(5)(x) | T.TenCrop((5, 3), True)(x)
T.ColorJitter(0.4, 0.4, 0.4, 0.1)(x) | T.ColorJitter((0.1, 0.5), hue=(-0.2, 0.1))(x) | T.RandomRotation(30)(x)
T.RandomRotation((10, 20), expand=True, fill=(1, 2, 3))(x) | T.RandomAffine((10, 20), (0.1, 0.2), (0.5, 1.2), 10)(x)
T.RandomAffine(0, shear=(1, 2, 3, 4), fill=3, center=(3, 3))(x) | T.Grayscale()(x) | T.RandomGrayscale(0.5)(x)
T.RandomPerspective(0.6, 1.0)(x) | T.RandomPerspective(p=0.5, fill=9)(x) | T.GaussianBlur((3, 5))(x)
T.RandomInvert()(x) | T.RandomPosterize(3)(x) | T.RandomSolarize(100)(x) | T.RandomAdjustSharpness(1.8)(x)
T.RandomAutocontrast()(x) | T.RandomEqualize()(x) | T.ElasticTransform(20.0, 0.5)(x)
T.ElasticTransform([20.0, 10.0], [0.5, 0.6], M.NEAREST, 9)(x)
T.AutoAugment()(x) | T.AutoAugment(T.AutoAugmentPolicy.CIFAR10)(x) | T.AutoAugment(T.AutoAugmentPolicy.SVHN)(x)
T.RandAugment(4)(x) | T.RandAugment(3, 5, 10, fill=[1, 2, 3])(x) | T.TrivialAugmentWide()(x)
T.TrivialAugmentWide(20, fill=[1, 2, 3])(x) | ~T.AugMix()(x) | ~T.AugMix(5, 2, 3, 0.5, False, fill=[9, 8, 7])(x)
T.Compose([T.RandomCrop(9), T.RandomHorizontalFlip(), T.ColorJitter(0.5)])(x)
T.RandomApply([T.RandomCrop(9), T.RandomVerticalFlip()])(x)
"""
ONLY_TENSORS = (
    "T.RandomErasing(1.0)(x) | T.RandomErasing(0.5, value=(1, 2, 3))(x) | T.RandomErasing(1.0, (0.99, 1.0))(x)"
)
V1 = """
T.RandomChoice([T.RandomCrop(9), T.RandomVerticalFlip(1.0)], [0.3, 0.7])(x)
T.RandomOrder([T.RandomCrop(9), T.ColorJitter(0.4, 0.3)])(x)
"""


def _listed(text: str) -> list[str]:
    return [part.strip() for line in text.strip().splitlines() for part in line.split(" | ")]


CASES = [(kind, call) for kind in ("tensor", "pil") for call in _listed(BOTH) + _listed(V1)]
CASES += [("tensor", call) for call in _listed(ONLY_TENSORS)]


def pixels() -> np.ndarray:
    """Bytes (height, width, channels) of an image without a pattern, nor two alike pixels beside each other."""
    k = np.arange(12 * 16 * 3, dtype=np.int64)
    return ((k * k * 7 + k * 31 + (k // 48) * 5) % 251).astype(np.uint8).reshape(12, 16, 3)


def summary(result: Any, exact: bool) -> str:
    """Shapes, and a checksum or the bytes."""
    parts = result if isinstance(result, tuple | list) else [result]
    arrays = [np.asarray(p if hasattr(p, "mode") else p.numpy()) for p in parts]
    content = b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)
    shapes = " ".join("x".join(map(str, a.shape)) for a in arrays)
    return f"{shapes} " + (f"{zlib.crc32(content):08x}" if exact else base64.b64encode(content).decode())


def run(call: str, image: Any, names: dict[str, Any]) -> str:
    """The summary of one call."""
    return summary(eval(call.lstrip("~"), {**names, "x": image}), not call.startswith("~"))


def main() -> None:
    """Writes the table with torchvision."""
    import random

    import torch
    from PIL import Image
    from torchvision import transforms
    from torchvision.transforms import functional

    names = {"T": transforms, "F": functional, "M": functional.InterpolationMode}
    rows = []
    for kind, call in CASES:
        image = torch.from_numpy(pixels()).permute(2, 0, 1) if kind == "tensor" else Image.fromarray(pixels())
        for seed in range((6 if "Aug" in call else 3) if "T." in call else 1):
            torch.manual_seed(seed)
            random.seed(seed)
            rows.append(f"{kind}\t{call}\t{seed}\t{run(call, image, names)}")
    TABLE.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
