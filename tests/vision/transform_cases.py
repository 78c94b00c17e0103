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


# Expressions of V (transforms.v2), first of an image, then of a sample of image, mask, boxes and keypoints.
V2 = """
~V.Resize([5, 7])(x) | ~V.Resize(6, M.BICUBIC)(x) | V.RandomCrop(7)(x) | V.RandomCrop((20, 9), 1, True, 7)(x)
V.RandomHorizontalFlip()(x) | ~V.RandomResizedCrop(5)(x) | V.ColorJitter(0.4, 0.4, 0.4, 0.1)(x) | V.Grayscale(3)(x)
V.RandomPhotometricDistort(p=0.7)(x) | ~V.ScaleJitter((9, 11))(x) | ~V.RandomShortestSize([5, 7], 8)(x)
~V.RandomResize(4, 9)(x) | V.RandomZoomOut(9, p=0.8)(x) | V.RandomChannelPermutation()(x) | V.RandomErasing(0.7)(x)
V.AutoAugment(V.AutoAugmentPolicy.CIFAR10)(x) | V.RandAugment(2, 5)(x) | V.TrivialAugmentWide(fill=3)(x)
~V.AugMix()(x)
V.RandomApply([V.RandomCrop(9), V.RandomVerticalFlip()])(x) | V.RandomChoice([V.RandomCrop(9), V.RandomCrop(4)])(x)
V.RandomOrder([V.RandomCrop(9), V.RandomInvert(), V.RandomPosterize(3)])(x)
"""
SAMPLES = """
V.RandomHorizontalFlip(0.7)(x) | V.RandomVerticalFlip(0.7)(x) | V.RandomCrop(7)(x) | V.RandomCrop(9, 2, fill=3)(x)
V.CenterCrop((20, 9))(x) | V.Pad([1, 2, 3, 4])(x) | ~V.Resize([5, 7])(x) | ~V.RandomResizedCrop(6)(x)
V.RandomRotation(40)(x) | V.RandomAffine((10, 20), (0.1, 0.2), (0.5, 1.2), 10)(x) | V.RandomPerspective(0.5, 1.0)(x)
V.RandomZoomOut(p=0.8)(x) | ~V.ScaleJitter((9, 11))(x) | V.RandomIoUCrop()(x)
"""


def _listed(text: str) -> list[str]:
    return [part.strip() for line in text.strip().splitlines() for part in line.split(" | ")]


CASES = [(kind, call) for kind in ("tensor", "pil") for call in _listed(BOTH) + _listed(V1)]
CASES += [("tensor", call) for call in _listed(ONLY_TENSORS)]
CASES += [("tensor", call) for call in _listed(V2)]
CASES += [("sample", call) for call in _listed(SAMPLES)]
BOXES = [[1.5, 2.0, 9.0, 8.5], [6.0, 1.0, 14.5, 5.0], [3.0, 3.0, 6.0, 11.0]]
POINTS = [[0.0, 0.0], [7.5, 3.0], [15.0, 11.0]]


def sample_of(library: Any, tv_tensors: Any) -> tuple[Any, ...]:
    """An image, a mask, boxes and keypoints."""
    image = library.from_numpy(pixels()).permute(2, 0, 1)
    boxes = tv_tensors.BoundingBoxes(library.tensor(BOXES), format="XYXY", canvas_size=(12, 16))
    points = tv_tensors.KeyPoints(library.tensor(POINTS), canvas_size=(12, 16))
    return tv_tensors.Image(image), tv_tensors.Mask(image[:1] // 50), boxes, points


def sample_summary(sample: tuple[Any, ...], exact: bool) -> str:
    """A checksum of the image if ``exact``, that of the mask, the corners and points to tenths, and the size."""
    image, mask, boxes, points = sample
    numbers = [f"{float(v):.1f}" for part in (boxes, points) for v in part.flatten().tolist()]
    numbers = [number.replace("-0.0", "0.0") for number in numbers]
    return " ".join([summary(image, True) if exact else "", summary(mask, True), str(boxes.canvas_size), *numbers])


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
    result, exact = eval(call.lstrip("~"), {**names, "x": image}), not call.startswith("~")
    return sample_summary(result, exact) if isinstance(image, tuple) else summary(result, exact)


def main() -> None:
    """Writes the table with torchvision."""
    import random

    import torch
    from PIL import Image
    from torchvision import transforms, tv_tensors
    from torchvision.transforms import functional, v2

    names = {"T": transforms, "F": functional, "M": functional.InterpolationMode, "V": v2}
    rows = []
    for kind, call in CASES:
        tensor = torch.from_numpy(pixels()).permute(2, 0, 1)
        image = {"tensor": tensor, "pil": Image.fromarray(pixels()), "sample": sample_of(torch, tv_tensors)}[kind]
        for seed in range((6 if "Aug" in call else 3) if "T." in call or "V." in call else 1):
            torch.manual_seed(seed)
            random.seed(seed)
            rows.append(f"{kind}\t{call}\t{seed}\t{run(call, image, names)}")
    TABLE.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
