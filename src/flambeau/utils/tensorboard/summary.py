"""What event files hold: a summary for each thing that TensorBoard shows, as the bytes of its message.

Numbers of fields are those of TensorBoard's definitions (``tensorboard/compat/proto`` and the plugins').
"""

from __future__ import annotations

import io
import json
import re
import wave
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..._arguments import explain_module
from ..._core import Tensor, bfloat16
from ..._listing import listing
from .._image import encode_png
from .._pillow import pillow
from . import _protobuf as pb

__all__ = [
    "audio",
    "custom_scalars",
    "histogram",
    "histogram_raw",
    "hparams",
    "image",
    "image_boxes",
    "mesh",
    "pr_curve",
    "pr_curve_raw",
    "scalar",
    "tensor_proto",
    "text",
    "video",
]

__dir__ = listing(globals())

Array = np.ndarray[Any, Any]

_DTYPES = {"f4": 1, "f8": 2, "i4": 3, "u1": 4, "i2": 5, "i1": 6, "i8": 9, "b1": 10, "f2": 19}  # TensorFlow's numbers
_STRING = 7
_SCALARS = 1  # the class of data that a plugin for scalars shows
_LEAST_COUNT = 1e-7  # a denominator of a precision or recall is at least this


def as_array(values: Any) -> Array:
    """Tensors, arrays, numbers and lists of them as an array."""
    if isinstance(values, Tensor):
        values = values.detach()
        return np.asarray((values.float() if values.dtype is bfloat16 else values).numpy())
    if isinstance(values, list | tuple):
        values = [as_array(value) if isinstance(value, Tensor) else value for value in values]
    return np.asarray(values)


def _clean(tag: str) -> str:
    """The tag with what its names may not hold replaced."""
    return re.sub(r"[^-/\w\.]", "_", tag).lstrip("/")


def _value(tag: str, *content: bytes) -> bytes:
    return pb.message(1, pb.text(1, tag), *content)


def _metadata(plugin: str, content: bytes = b"", kind: int | None = None, about: str = "") -> bytes:
    data = pb.message(1, pb.text(1, plugin), *([pb.message(2, content)] if content else []))
    more = (pb.text(2, about) if about else b"") + (b"" if kind is None else pb.integer(4, kind))
    return pb.message(9, data, more)


def _shape(sizes: Iterable[int]) -> bytes:
    return b"".join(pb.message(2, pb.integer(1, size)) for size in sizes)


def _tensor(array: Array) -> bytes:
    """The content of a TensorProto."""
    number = _DTYPES.get(array.dtype.str[1:])
    if number is None:
        raise TypeError(f"summary: dtype {array.dtype} | TensorBoard has no tensors of it")
    return pb.integer(1, number) + pb.message(2, _shape(array.shape)) + pb.message(4, array.tobytes())


def _string(value: bytes, *shape: int) -> bytes:
    """The content of a TensorProto with one string."""
    return pb.integer(1, _STRING) + pb.message(2, _shape(shape)) + pb.message(8, value)


def scalar(
    tag: str, value: Any, collections: Any = None, new_style: bool = False, double_precision: bool = False
) -> bytes:
    """One number. ``new_style``: as a tensor, with more digits if ``double_precision``.

    Raises: AssertionError for more or less than one element.
    """
    array = as_array(value).squeeze()
    if array.ndim:
        raise AssertionError(f"Tensor should contain one element (0 dimensions). Was given size: {array.size} and "
                             f"{array.ndim} dimensions.")  # fmt: skip
    if not new_style:
        return _value(tag, pb.single(2, float(array)))
    content = _tensor(array.astype(np.float64 if double_precision else np.float32))
    return _value(tag, pb.message(8, content), _metadata("scalars", kind=_SCALARS))


def tensor_proto(tag: str, tensor: Any) -> bytes:
    """A whole tensor.

    Raises: TypeError for a dtype that TensorBoard lacks.
    """
    return _value(tag, pb.message(8, _tensor(as_array(tensor))), _metadata("tensor", kind=2))


def _default_bins() -> Array:
    """Limits that grow by a tenth, both ways from zero: TensorFlow's."""
    steps = np.multiply.accumulate([1e-12, *[1.1] * 775])
    steps = steps[steps < 1e20]
    return np.concatenate([-steps[::-1], [0.0], steps])


def histogram(name: str, values: Any, bins: Any, max_bins: int | None = None) -> bytes:
    """How many values lie between neighbouring limits: "tensorflow" for `_default_bins`, or as ``numpy.histogram``.

    Raises: ValueError for no values, and where no bin has any.
    """
    if max_bins is not None and type(max_bins) is not int:
        raise TypeError(f"histogram(): argument 'max_bins' must be int or None, not {type(max_bins).__name__}")
    array = as_array(values).astype(np.float64).reshape(-1)
    if not array.size:
        raise ValueError("The input has no element.")
    tensorflow = isinstance(bins, str) and bins == "tensorflow"
    try:
        counts, limits = np.histogram(array, bins=_default_bins() if tensorflow else bins)
    except TypeError:
        raise TypeError(
            f"histogram(): argument 'bins' must be a number, limits or the name of a rule, not {type(bins).__name__}"
        ) from None
    if max_bins is not None and len(counts) > max_bins:
        together = len(counts) // max_bins
        counts = np.add.reduceat(counts, np.arange(0, len(counts), together))
        limits = np.append(limits[:-1][::together], limits[-1])
    used = np.flatnonzero(counts)
    if not used.size:
        raise ValueError("The histogram is empty, please file a bug report.")
    first, last = used[0], used[-1] + 1
    edges = limits[first : last + 1].tolist()
    kept = [0, *counts[first:last].tolist()]  # a bin has a right limit only: the first, which is empty, is the left one
    return histogram_raw(name, array.min(), array.max(), array.size, array.sum(), array.dot(array), edges, kept)


def histogram_raw(
    name: str,
    min: Any,
    max: Any,
    num: Any,
    sum: Any,
    sum_squares: Any,
    bucket_limits: Sequence[float],
    bucket_counts: Sequence[float],
) -> bytes:
    """A histogram that was counted elsewhere: ``bucket_counts[i]`` values up to ``bucket_limits[i]``."""
    numbers = b"".join(pb.double(1 + k, float(value)) for k, value in enumerate((min, max, num, sum, sum_squares)))
    return _value(name, pb.message(5, numbers, pb.doubles(6, bucket_limits), pb.doubles(7, bucket_counts)))


def _pixels(tensor: Any, rescale: float, dataformats: str) -> Array:
    """uint8 of shape (height, width, channels)."""
    array = as_array(tensor)
    levels = array if array.dtype == np.uint8 else array.astype(np.float64) * 255.0
    hwc = _arranged(levels, dataformats)
    if rescale != 1:
        size = (int(hwc.shape[1] * rescale), int(hwc.shape[0] * rescale))
        hwc = np.asarray(pillow().fromarray(hwc.clip(0, 255).astype(np.uint8)).resize(size))
    return hwc.clip(0, 255).astype(np.uint8)


def _arranged(array: Array, dataformats: str) -> Array:
    """An image as (height, width, channels) with three channels or four; a batch as a grid, eight in a row.

    Raises: AssertionError for formats that do not go with the shape.
    """
    formats = dataformats.upper()
    if len(set(formats)) != len(formats):
        raise AssertionError(f"You can not use the same dimension shordhand twice.         input_format: {dataformats}")
    if len(formats) != array.ndim:
        raise AssertionError(
            f"size of input tensor and input format are different.         tensor shape: {array.shape}, "
            f"input_format: {dataformats}"
        )
    if formats == "HW" or formats == "WH":
        grey = array if formats == "HW" else array.T
        return np.repeat(grey[:, :, None], 3, 2)
    if len(formats) == 4:
        return _arranged(_grid(array.transpose([formats.index(c) for c in "NCHW"])), "CHW")
    image = array.transpose([formats.index(c) for c in "HWC"])
    return np.repeat(image, 3, 2) if image.shape[2] == 1 else image


def _grid(batch: Array, across: int = 8) -> Array:
    """(N, C, H, W) as one (C, H, W)."""
    count, channels, height, width = batch.shape
    across = min(count, across)
    down = -(-count // across)
    grid = np.zeros((channels, height * down, width * across), batch.dtype)
    for k in range(count):
        top, left = k // across * height, k % across * width
        grid[:, top : top + height, left : left + width] = batch[k]
    return grid


def _picture(encoded: bytes, height: int, width: int, channels: int) -> bytes:
    return pb.message(4, pb.integer(1, height), pb.integer(2, width), pb.integer(3, channels), pb.message(4, encoded))


def image(tag: str, tensor: Any, rescale: float = 1, dataformats: str = "NCHW") -> bytes:
    """An image, or a batch as a grid: uint8 as it is, other numbers from 0 to 1.

    Raises: AssertionError for ``dataformats`` that do not go with the shape.
    """
    return _encoded(tag, _pixels(tensor, rescale, dataformats))


def _encoded(tag: str, pixels: Array) -> bytes:
    return _value(_clean(tag), _picture(encode_png(pixels), *pixels.shape))


def image_boxes(
    tag: str, tensor_image: Any, tensor_boxes: Any, rescale: float = 1, dataformats: str = "CHW", labels: Any = None
) -> bytes:
    """An image with boxes (left, top, right, bottom) drawn into it; needs Pillow."""
    picture = pillow().fromarray(_pixels(tensor_image, 1, dataformats))
    draw = pillow("ImageDraw").Draw(picture)
    for k, box in enumerate(as_array(tensor_boxes).tolist()):
        draw.rectangle(box, outline="red")
        if labels is not None:
            draw.text((box[0] + 2, box[1] + 1), str(labels[k]), fill="red")
    pixels = np.asarray(picture)
    return _encoded(tag, _pixels(pixels, rescale, "HWC"))


def video(tag: str, tensor: Any, fps: float = 4) -> bytes:
    """Frames (N, T, C, H, W) as an animated GIF, several videos beside one another; needs Pillow."""
    array = as_array(tensor)
    levels = (array if array.dtype == np.uint8 else array * 255.0).clip(0, 255).astype(np.uint8)
    frames = [pillow().fromarray(_arranged(levels[:, t], "NCHW")) for t in range(levels.shape[1])]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=1000 / fps, loop=0)
    return _value(_clean(tag), _picture(out.getvalue(), frames[0].height, frames[0].width, 3))


def audio(tag: str, tensor: Any, sample_rate: int = 44100) -> bytes:
    """A sound of one channel, from -1 to 1."""
    array = as_array(tensor).astype(np.float64).squeeze()
    if array.ndim != 1:
        raise AssertionError("input tensor should be 1 dimensional.")
    samples = (array.clip(-1, 1) * np.iinfo(np.int16).max).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        sound.writeframes(samples.tobytes())
    rate, channels, length = pb.single(1, sample_rate), pb.integer(2, 1), pb.integer(3, len(samples))
    return _value(tag, pb.message(6, rate, channels, length, pb.message(4, out.getvalue()), pb.text(5, "audio/wav")))


def text(tag: str, text: str) -> bytes:
    """A text, in Markdown."""
    return _value(f"{tag}/text_summary", _metadata("text"), pb.message(8, _string(text.encode(), 1)))


def pr_curve(tag: str, labels: Any, predictions: Any, num_thresholds: int = 127, weights: Any = None) -> bytes:
    """Precision and recall at thresholds from 0 to 1, of predictions for labels that are true or false."""
    labels, predictions = as_array(labels).reshape(-1), as_array(predictions).reshape(-1).astype(np.float64)
    counts = np.broadcast_to(1.0 if weights is None else as_array(weights).reshape(-1), labels.shape)
    num_thresholds = min(num_thresholds, 127)
    places = np.floor(predictions * (num_thresholds - 1)).astype(np.int64)
    positive = labels.astype(bool)

    def at_least(chosen: Array) -> Array:
        """How many predictions lie at or above each threshold."""
        each = np.bincount(places[chosen], counts[chosen], num_thresholds)[:num_thresholds]
        total: Array = each[::-1].cumsum()
        return total[::-1]

    tp, fp = at_least(positive), at_least(~positive)
    tn, fn = fp[0] - fp, tp[0] - tp
    precision, recall = tp / np.maximum(_LEAST_COUNT, tp + fp), tp / np.maximum(_LEAST_COUNT, tp + fn)
    return pr_curve_raw(tag, tp, fp, tn, fn, precision, recall, num_thresholds)


def pr_curve_raw(
    tag: str,
    tp: Any,
    fp: Any,
    tn: Any,
    fn: Any,
    precision: Any,
    recall: Any,
    num_thresholds: int = 127,
    weights: Any = None,
) -> bytes:
    """A curve that was computed elsewhere."""
    data = np.stack([as_array(row) for row in (tp, fp, tn, fn, precision, recall)]).astype(np.float32)
    about = pb.integer(2, min(num_thresholds, 127))
    return _value(tag, _metadata("pr_curves", about), pb.message(8, _tensor(data)))


_VERTEX, _FACE, _COLOR = 1, 2, 3


def mesh(
    tag: str,
    vertices: Any,
    colors: Any,
    faces: Any,
    config_dict: Any = None,
    display_name: str = "",
    description: str = "",
) -> bytes:
    """Points in space (N, P, 3), their colours, and triangles between them."""
    parts = {_VERTEX: vertices, _FACE: faces, _COLOR: colors}
    given = {kind: as_array(part) for kind, part in parts.items() if part is not None}
    components = sum(1 << kind for kind in given)
    names = {_VERTEX: "VERTEX", _FACE: "FACE", _COLOR: "COLOR"}
    values = []
    for kind, array in given.items():
        about = pb.text(2, tag) + pb.integer(3, kind) + pb.text(5, json.dumps(config_dict or {}, sort_keys=True))
        about += b"".join(pb.integer(6, size) for size in array.shape) + pb.integer(7, components)
        content = _tensor(array.astype(np.float32))
        metadata = _metadata("mesh", about, about=display_name)
        values.append(_value(f"{tag}_{names[kind]}", metadata, pb.message(8, content)))
    return b"".join(values)


def custom_scalars(layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> bytes:
    """Which scalars are drawn together: ``{category: {title: ["Multiline" or "Margin", tags]}}``."""

    def chart(title: str, kind: str, tags: Sequence[str]) -> bytes:
        if kind == "Margin":
            if len(tags) != 3:
                raise AssertionError("len(tags) != 3")
            content = pb.message(3, pb.message(1, *(pb.text(k + 1, tag) for k, tag in enumerate(tags))))
        else:
            content = pb.message(2, *(pb.text(1, tag) for tag in tags))
        return pb.message(2, pb.text(1, title), content)

    categories = (
        pb.message(2, pb.text(1, name), *(chart(title, kind, tags) for title, (kind, tags) in charts.items()))
        for name, charts in layout.items()
    )
    content = pb.message(8, _string(b"".join(categories)))
    return _value("custom_scalars__config__", _metadata("custom_scalars"), content)


def hparams(
    hparam_dict: Mapping[str, Any], metric_dict: Mapping[str, Any], hparam_domain_discrete: Any = None
) -> tuple[bytes, bytes, bytes]:
    """What a run was made with and is judged by: an experiment, a session's start, and its end.

    Raises: TypeError for what are no dicts; ValueError for values that are no string, bool or number.
    """
    for given in (hparam_dict, metric_dict):
        if not isinstance(given, dict):
            raise TypeError("parameter: hparam_dict and metric_dict should be a dictionary, nothing logged.")
    infos, values = [], []
    for key, value in hparam_dict.items():
        if value is None:
            continue
        kind, encoded = _hparam(value)
        allowed = (hparam_domain_discrete or {}).get(key)
        domain = b"" if allowed is None else pb.message(5, *(pb.message(1, _hparam(v)[1]) for v in allowed))
        infos.append(pb.message(4, pb.text(1, key), pb.integer(4, kind), domain))
        values.append(pb.message(1, pb.text(1, key), pb.message(2, encoded)))
    metrics = [pb.message(5, pb.message(1, pb.text(2, key))) for key in metric_dict]

    def part(name: str, field: int, *content: bytes) -> bytes:
        return _value(f"_hparams_/{name}", _metadata("hparams", pb.message(field, *content)))

    success = pb.integer(1, 1)
    return (
        part("experiment", 2, *infos, *metrics),
        part("session_start_info", 3, *values),
        part("session_end_info", 4, success),
    )


def _hparam(value: Any) -> tuple[int, bytes]:
    """The type of a hyperparameter, and it as a value."""
    if isinstance(value, Tensor):
        value = value.item()
    if isinstance(value, str):
        return 1, pb.text(3, value)
    if isinstance(value, bool):
        return 2, pb.integer(4, value)
    if isinstance(value, int | float | np.number):
        return 3, pb.double(2, float(value))
    raise ValueError("value should be one of int, float, str, bool, or torch.Tensor")


explain_module(globals())
