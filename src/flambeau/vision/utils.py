"""Pictures of batches, boxes, masks, keypoints and flows."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from .._listing import listing
from ._pillow import pillow
from .transforms.functional import convert_image_dtype, pil_to_tensor, to_pil_image

__all__ = [
    "draw_bounding_boxes",
    "draw_keypoints",
    "draw_segmentation_masks",
    "flow_to_image",
    "make_grid",
    "save_image",
]
__dir__ = listing(globals())

Colour = str | tuple[int, int, int]


def make_grid(
    tensor: Any,
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> Tensor:
    """One image (3, height, width) that shows a batch, row by row; a lone image is returned as it is.

    Args:
        tensor: (N, C, H, W), (C, H, W) or (H, W), or a list of images; one channel becomes three.
        nrow: how many images a row has.
        padding: pixels between and around them, of the value ``pad_value``.
        normalize: whether values are moved to [0, 1]: from ``value_range`` (min, max), or from the least and the
            largest of all, of each image with ``scale_each``.

    Raises: TypeError for what is no tensor and no list of tensors, and a range that is no pair.

    >>> import flambeau as torch
    >>> torch.vision.utils.make_grid(torch.zeros(5, 3, 4, 4), nrow=3).shape
    torch.Size([3, 14, 20])
    """
    if isinstance(tensor, list | tuple):
        if not all(isinstance(t, Tensor) for t in tensor):
            raise TypeError(f"tensor or list of tensors expected, got a list containing {[type(t) for t in tensor]}")
        tensor = flambeau.stack(list(tensor))
    if not isinstance(tensor, Tensor):
        raise TypeError(f"tensor or list of tensors expected, got {type(tensor)}")
    if value_range is not None and not isinstance(value_range, tuple):
        raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
    batch = tensor.detach()
    batch = batch.unsqueeze(0) if batch.ndim == 2 else batch
    batch = batch.unsqueeze(0) if batch.ndim == 3 else batch
    batch = batch.repeat(1, 3, 1, 1) if batch.shape[1] == 1 else batch
    if normalize:
        parts = batch if scale_each else [batch]
        batch = flambeau.stack([_to_unit_range(t, value_range) for t in parts]).view(batch.shape)
    if batch.shape[0] == 1:
        return batch.squeeze(0)
    across = min(nrow, batch.shape[0])
    down = math.ceil(batch.shape[0] / across)
    height, width = batch.shape[2] + padding, batch.shape[3] + padding
    grid = batch.new_full((batch.shape[1], height * down + padding, width * across + padding), pad_value)
    for k, img in enumerate(batch):
        top, left = height * (k // across) + padding, width * (k % across) + padding
        grid[:, top : top + height - padding, left : left + width - padding] = img
    return grid


def _to_unit_range(img: Tensor, value_range: tuple[float, float] | None) -> Tensor:
    low, high = value_range or (float(img.min()), float(img.max()))
    return (img.clamp(low, high) - low) / max(high - low, 1e-5)


def save_image(tensor: Any, fp: Any, format: str | None = None, **kwargs: Any) -> None:
    """Writes `make_grid` of ``tensor``, floats in [0, 1], as an image file through Pillow.

    ``fp``: a path or a file; ``format``: Pillow's name of one, where the path does not say it. The other arguments are
    those of `make_grid`.

    Raises: TypeError as that does; KeyError for another format; ImportError where Pillow is not installed.

    >>> import flambeau as torch
    >>> torch.vision.utils.save_image(torch.rand(4, 3, 8, 8), "grid.png")  # doctest: +SKIP
    """
    pixels = make_grid(tensor, **kwargs).mul(255).add(0.5).clamp(0, 255).to(flambeau.uint8)
    image = to_pil_image(pixels)
    try:
        image.save(fp, format=format)
    except KeyError:
        raise KeyError(f"save_image: format={format!r} is none that Pillow writes") from None


def _palette(n: int) -> list[tuple[int, int, int]]:
    """``n`` colours that lie far apart."""
    return [(k * (2**25 - 1) % 255, k * (2**15 - 1) % 255, k * (2**21 - 1) % 255) for k in range(n)]


def _colours(colors: Any, n: int) -> list[tuple[int, ...]]:
    """A colour of bytes for each of ``n`` things: one for all, or a list of at least ``n``."""
    if colors is None:
        return list(_palette(n))
    if isinstance(colors, list):
        if len(colors) < n:
            raise ValueError(
                f"Number of colors must be equal or larger than the number of objects, but got {len(colors)} < {n}."
            )
    elif isinstance(colors, str | tuple):
        colors = [colors] * n
    else:
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, but got {colors}.")
    return [pillow("ImageColor").getrgb(c) if isinstance(c, str) else tuple(c) for c in colors]


def _canvas(image: Any, allowed: tuple[int, ...], message: str) -> Any:
    """A PIL image to draw on."""
    if not isinstance(image, Tensor):
        raise TypeError(f"Tensor expected, got {type(image)}")
    if not (image.dtype == flambeau.uint8 or image.is_floating_point()):
        raise ValueError(f"The image dtype must be uint8 or float, got {image.dtype}")
    if image.ndim != 3:
        raise ValueError("Pass individual images, not batches")
    if image.shape[0] not in allowed:
        raise ValueError(message)
    image = image.repeat(3, 1, 1) if image.shape[0] == 1 else image
    return to_pil_image(convert_image_dtype(image, flambeau.uint8))


def _drawn(canvas: Any, dtype: flambeau.dtype) -> Tensor:
    return convert_image_dtype(pil_to_tensor(canvas), dtype)


def draw_bounding_boxes(
    image: Tensor,
    boxes: Tensor,
    labels: list[str] | None = None,
    colors: list[Colour] | Colour | None = None,
    fill: bool | None = False,
    width: int = 1,
    font: str | None = None,
    font_size: int | None = None,
    label_colors: list[Colour] | Colour | None = None,
    label_background_colors: list[Colour] | Colour | None = None,
    fill_labels: bool = False,
) -> Tensor:
    """``image`` (1 or 3, H, W), bytes or floats in [0, 1], with boxes on it.

    Args:
        boxes: (N, 4) as (xmin, ymin, xmax, ymax), or (N, 8), the four corners of turned boxes; pixels.
        labels: a text for each box.
        colors: one for all boxes, or a list: names, "#rrggbb" or triples of bytes.
        fill: whether the boxes are filled, transparently.
        width: of the lines, in pixels.
        font, font_size: a TrueType file for the labels, and its size in points.
        label_colors, label_background_colors: as ``colors``; the boxes' colours if they are None.
        fill_labels: whether the labels have backgrounds.

    Raises: TypeError for what is no tensor; ValueError for another shape or dtype, a box whose corners are exchanged,
        and a number of labels or colours that is not the boxes'.

    >>> import flambeau as torch
    >>> picture = torch.zeros(3, 4, 4, dtype=torch.uint8)
    >>> box = torch.tensor([[1., 1., 3., 3.]])
    >>> torch.vision.utils.draw_bounding_boxes(picture, box, colors="red")[0]  # doctest: +SKIP
    tensor([[  0,   0,   0,   0],
            [  0, 255, 255, 255],
            [  0, 255,   0, 255],
            [  0, 255, 255, 255]], dtype=torch.uint8)
    """
    canvas = _canvas(image, (1, 3), "Only grayscale and RGB images are supported")
    n = len(boxes)
    if n == 0:
        warnings.warn("boxes doesn't contain any box. No box was drawn", stacklevel=2)
        return image
    if boxes.shape[-1] == 4 and bool(((boxes[:, 0] > boxes[:, 2]) | (boxes[:, 1] > boxes[:, 3])).any()):
        raise ValueError(
            "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use torchvision.ops.box_convert to convert them"
        )
    texts: Sequence[str | None] = [None] * n if labels is None else labels
    if len(texts) != n:
        raise ValueError(
            f"Number of boxes ({n}) and labels ({len(texts)}) mismatch. Please specify labels for each box."
        )
    outlines = _colours(colors, n)
    inks = _colours(label_colors, n) if label_colors is not None else outlines
    backgrounds = None
    if fill_labels:
        backgrounds = outlines if label_background_colors is None else _colours(label_background_colors, n)
    letters = _font(font, font_size)
    draw = pillow("ImageDraw").Draw(canvas, "RGBA" if fill else "RGB")
    for k, (box, text) in enumerate(zip(boxes.to(flambeau.int64).tolist(), texts, strict=True)):
        inside = (*outlines[k], 100) if fill else None
        if len(box) == 4:
            draw.rectangle(box, width=width, outline=outlines[k], fill=inside)
        else:
            corners = [(box[i], box[i + 1]) for i in range(0, len(box), 2)]
            draw.polygon(corners, width=width, outline=outlines[k], fill=inside)
        if text is not None:
            corner = (box[0] + width + 1, box[1] + width + 1)
            if backgrounds is not None:
                left, top, right, bottom = draw.textbbox(corner, text, font=letters)
                draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=backgrounds[k])
            draw.text(corner, text, fill=inks[k], font=letters)
    return _drawn(canvas, image.dtype)


def _font(font: str | None, size: int | None) -> Any:
    fonts = pillow("ImageFont")
    if font is not None:
        return fonts.truetype(font=font, size=size or 10)
    if size is not None:
        warnings.warn("Argument 'font_size' will be ignored since 'font' is not set.", stacklevel=3)
    return fonts.load_default()


def draw_segmentation_masks(
    image: Tensor, masks: Tensor, alpha: float = 0.8, colors: list[Colour] | Colour | None = None
) -> Tensor:
    """``image`` (3, H, W), bytes or floats in [0, 1], with masks on it, black where they overlap.

    Args:
        masks: (H, W) or (N, H, W), booleans.
        alpha: how opaque they are, from 0 to 1.
        colors: one for all masks, or a list: names, "#rrggbb" or triples of bytes.

    Raises: TypeError for what is no tensor; ValueError for another shape or dtype, and too few colours.

    >>> import flambeau as torch
    >>> picture, mask = torch.zeros(3, 1, 2, dtype=torch.uint8), torch.tensor([[True, False]])
    >>> torch.vision.utils.draw_segmentation_masks(picture, mask, 0.5, (200, 100, 0))[:, 0, 0]
    tensor([100,  50,   0], dtype=torch.uint8)
    """
    if not isinstance(image, Tensor):
        raise TypeError(f"The image must be a tensor, got {type(image)}")
    if not (image.dtype == flambeau.uint8 or image.is_floating_point()):
        raise ValueError(f"The image dtype must be uint8 or float, got {image.dtype}")
    if image.ndim != 3:
        raise ValueError("Pass individual images, not batches")
    if image.shape[0] != 3:
        raise ValueError("Pass an RGB image. Other Image formats are not supported")
    masks = masks.unsqueeze(0) if masks.ndim == 2 else masks
    if masks.ndim != 3:
        raise ValueError("masks must be of shape (H, W) or (batch_size, H, W)")
    if masks.dtype != flambeau.bool:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if masks.shape[-2:] != image.shape[-2:]:
        raise ValueError("The image and the masks must have the same height and width")
    if masks.shape[0] == 0:
        warnings.warn("masks doesn't contain any mask. No mask was drawn", stacklevel=2)
        return image
    painted = image.detach().clone()
    for mask, colour in zip(masks, _colours(colors, masks.shape[0]), strict=False):
        full = 255 if image.is_floating_point() else 1
        painted[:, mask] = (flambeau.tensor(colour[:3]) / full).to(image.dtype)[:, None]
    painted[:, masks.sum(0) > 1] = 0
    return (image * (1 - alpha) + painted * alpha).to(image.dtype)


def draw_keypoints(
    image: Tensor,
    keypoints: Tensor,
    connectivity: list[tuple[int, int]] | None = None,
    colors: Colour | None = None,
    radius: int = 2,
    width: int = 3,
    visibility: Tensor | None = None,
) -> Tensor:
    """``image`` (3, H, W), bytes or floats in [0, 1], with keypoints on it.

    Args:
        keypoints: (N, K, 2), as (x, y) in pixels: K points of each of N things.
        connectivity: pairs of numbers of points that are joined by lines.
        colors: a name, "#rrggbb" or a triple of bytes.
        radius, width: of the points and of the lines, in pixels.
        visibility: (N, K), which points are drawn; all if it is None.

    Raises: TypeError for what is no tensor; ValueError for another shape or dtype.

    >>> import flambeau as torch
    >>> picture = torch.zeros(3, 4, 4, dtype=torch.uint8)
    >>> torch.vision.utils.draw_keypoints(picture, torch.tensor([[[1., 1.]]]), radius=1)[0, 0]  # doctest: +SKIP
    tensor([0, 0, 0, 0], dtype=torch.uint8)
    """
    canvas = _canvas(image, (3,), "Pass an RGB image. Other Image formats are not supported")
    if keypoints.ndim != 3:
        raise ValueError("keypoints must be of shape (num_instances, K, 2)")
    visible = flambeau.ones(keypoints.shape[:-1], dtype=flambeau.bool) if visibility is None else visibility.bool()
    visible = visible.unsqueeze(0) if visible.ndim == 1 else visible
    visible = visible.squeeze(-1) if visible.ndim == 3 else visible
    if visible.shape != keypoints.shape[:-1]:
        raise ValueError(
            "keypoints and visibility must have the same dimensionality for num_instances and K. Got "
            f"visibility.shape = {tuple(visible.shape)} and keypoints.shape = {tuple(keypoints.shape)}"
        )
    draw = pillow("ImageDraw").Draw(canvas)
    for points, seen in zip(keypoints.to(flambeau.int64).tolist(), visible.tolist(), strict=True):
        for (x, y), shown in zip(points, seen, strict=True):
            if shown:
                draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colors, outline=None, width=0)
        for a, b in connectivity or ():
            if seen[a] and seen[b]:
                draw.line((*points[a], *points[b]), width=width)
    return _drawn(canvas, image.dtype)


# How many steps the wheel of colours takes from red to yellow, green, cyan, blue, magenta and back to red.
_STEPS = (15, 6, 4, 11, 13, 6)


def _wheel() -> Tensor:
    """55 colours of bytes, in a circle."""
    rows = []
    corners = [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (1, 0, 1), (1, 0, 0)]
    for n, start, end in zip(_STEPS, corners, corners[1:], strict=False):
        rows += [
            [
                255 - 255 * k // n if s > e else 255 * k // n if s < e else 255 * s
                for s, e in zip(start, end, strict=True)
            ]
            for k in range(n)
        ]
    return flambeau.tensor(rows, dtype=flambeau.float32)


def flow_to_image(flow: Tensor) -> Tensor:
    """A flow (2, H, W) or (N, 2, H, W) of floats as a picture of bytes: hue is direction, paleness slowness.

    Raises: ValueError for another shape or dtype.

    Source: S. Baker et al., A Database and Evaluation Methodology for Optical Flow, 2007.

    >>> import flambeau as torch
    >>> torch.vision.utils.flow_to_image(torch.tensor([1., 0.]).view(2, 1, 1)).flatten()
    tensor([255,   0,   0], dtype=torch.uint8)
    """
    if flow.dtype != flambeau.float32:
        raise ValueError(f"Flow should be of dtype torch.float, got {flow.dtype}.")
    if flow.ndim not in (3, 4) or flow.shape[-3] != 2:
        raise ValueError(f"Input flow should have shape (2, H, W) or (N, 2, H, W), got {flow.shape}.")
    batch = flow.unsqueeze(0) if flow.ndim == 3 else flow
    longest = batch.square().sum(1).sqrt().max()
    batch = batch / (longest + flambeau.finfo(flow.dtype).eps)
    wheel = _wheel() / 255.0
    speed = batch.square().sum(1, keepdim=True).sqrt()
    place = (flambeau.atan2(-batch[:, 1], -batch[:, 0]) / math.pi + 1) / 2 * (len(wheel) - 1)
    before = place.floor().to(flambeau.int64)
    after = (before + 1) % len(wheel)
    part = (place - before)[..., None]
    colour = ((1 - part) * wheel[before] + part * wheel[after]).permute(0, 3, 1, 2)
    out = (255 * (1 - speed * (1 - colour))).floor().to(flambeau.uint8)
    return out.squeeze(0) if flow.ndim == 3 else out


explain_module(globals())
