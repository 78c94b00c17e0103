"""Files of images: what is written is read, every kind of file has Pillow's pixels, and what is no image is refused."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest

import flambeau as fl
from flambeau.vision import io as images
from flambeau.vision.io import ImageReadMode

Image = pytest.importorskip("PIL.Image")

Y, X = np.mgrid[0:24, 0:30]
PIXELS = np.stack([X * 8 % 256, Y * 9 % 256, (X * 3 + Y * 2) % 256], -1).astype(np.uint8)
TENSOR = fl.from_numpy(PIXELS.transpose(2, 0, 1).copy())


def file_of(picture, kind: str, **options) -> fl.Tensor:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return fl.from_numpy(np.frombuffer(content.getvalue(), np.uint8).copy())


def as_array(data: fl.Tensor, mode: str) -> np.ndarray:
    pixels = np.asarray(Image.open(io.BytesIO(data.numpy().tobytes())).convert(mode))
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def test_png_keeps_every_bit(tmp_path) -> None:
    path = tmp_path / "picture.png"
    images.write_png(TENSOR, path, compression_level=9)
    for read in (images.read_image(path), images.decode_image(str(path)), images.decode_png(images.read_file(path))):
        assert fl.equal(read, TENSOR)
    assert fl.equal(images.decode_png(images.encode_png(TENSOR[:1])), TENSOR[:1])


def test_jpeg_keeps_what_its_quality_says(tmp_path) -> None:
    smooth = (fl.arange(32).view(1, 1, 32) * 7 + fl.arange(16).view(1, 16, 1)).repeat(3, 1, 1).to(fl.uint8)
    errors = []
    for quality in (10, 75, 100):
        images.write_jpeg(smooth, tmp_path / "picture.jpg", quality)
        read = images.read_image(tmp_path / "picture.jpg")
        errors.append(float((read.float() - smooth.float()).abs().mean()))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1
    first, second = images.decode_jpeg(images.encode_jpeg([smooth, smooth[:1]]))
    assert (first.shape, second.shape) == ((3, 16, 32), (1, 16, 32))


ALPHA = np.dstack([PIXELS, (X * 8).astype(np.uint8)])
FILES = {
    "jpeg": (Image.fromarray(PIXELS), "JPEG", {}, "RGB"),
    "progressive jpeg": (Image.fromarray(PIXELS), "JPEG", {"progressive": True}, "RGB"),
    "grey jpeg": (Image.fromarray(PIXELS).convert("L"), "JPEG", {}, "L"),
    "png": (Image.fromarray(PIXELS), "PNG", {}, "RGB"),
    "png of one bit": (Image.fromarray(PIXELS).convert("1"), "PNG", {}, "L"),
    "png with alpha": (Image.fromarray(ALPHA), "PNG", {}, "RGBA"),
    "grey png with alpha": (Image.fromarray(PIXELS).convert("LA"), "PNG", {}, "LA"),
    "gif": (Image.fromarray(PIXELS).quantize(64), "GIF", {}, "RGB"),
    "webp": (Image.fromarray(PIXELS), "WEBP", {"lossless": True}, "RGB"),
    "webp with alpha": (Image.fromarray(ALPHA), "WEBP", {"lossless": True}, "RGBA"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file(name: str) -> None:
    picture, kind, options, mode = FILES[name]
    data = file_of(picture, kind, **options)
    assert np.array_equal(images.decode_image(data).numpy(), as_array(data, mode))
    assert np.array_equal(images.decode_image(data, ImageReadMode.RGB).numpy(), as_array(data, "RGB"))
    own = getattr(images, f"decode_{kind.lower()}")
    assert fl.equal(own(data), images.decode_image(data))
    if kind == "PNG":
        assert np.array_equal(own(data, "RGBA").numpy(), as_array(data, "RGBA"))


def test_palettes_and_16_bits() -> None:
    numbers = (X // 3).astype(np.uint8)
    palette = Image.fromarray(numbers).convert("P")
    palette.putpalette([v for k in range(256) for v in (k, 255 - k, 7)])
    data = file_of(palette, "PNG")
    assert np.array_equal(images.decode_png(data).numpy()[0], numbers)
    assert np.array_equal(images.decode_png(data, "rgb").numpy()[:, 0, 3], [1, 254, 7])
    deep = (X * 2000).astype(np.uint16)
    data = file_of(Image.fromarray(deep), "PNG")
    assert images.decode_png(data).dtype == fl.int32
    assert np.array_equal(images.decode_png(data).numpy()[0], deep)
    assert images.decode_png(data, "RGBA")[:, 0, 1].tolist() == [2000, 2000, 2000, 65535]


def test_a_gif_of_several_images() -> None:
    frames = [Image.fromarray(np.roll(PIXELS, 5 * k, 1)).quantize(32) for k in range(3)]
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    read = images.decode_image(data)
    assert read.shape == (3, 3, 24, 30)
    for k, frame in enumerate(frames):
        assert np.array_equal(read[k].numpy(), np.asarray(frame.convert("RGB")).transpose(2, 0, 1))


def test_the_orientation_that_a_file_names() -> None:
    exif = Image.Exif()
    exif[274] = 6  # turned to the right
    data = file_of(Image.fromarray(PIXELS), "JPEG", exif=exif, quality=100)
    plain = images.decode_jpeg(data)
    turned = images.decode_image(data, apply_exif_orientation=True)
    assert fl.equal(turned, plain.rot90(-1, (1, 2)))


JPEG = images.encode_jpeg(TENSOR)
REFUSED = {
    "images.read_image('/nowhere')": (RuntimeError, "No such file or directory: '/nowhere'"),
    "images.write_file('/nowhere/x', JPEG)": (RuntimeError, "No such file or directory"),
    "images.write_file('x', TENSOR)": (RuntimeError, "Input data should be a 1-dimensional tensor"),
    "images.decode_image(fl.zeros(10).byte())": (RuntimeError, "Unsupported image file"),
    "images.decode_image(fl.zeros(10))": (RuntimeError, "tensor of uint8"),
    "images.decode_image(3.5)": (TypeError, "expected a tensor of encoded bytes, got float"),
    "images.decode_png(JPEG)": (RuntimeError, "the content is not png"),
    "images.decode_jpeg(JPEG[:100])": (RuntimeError, "decode_jpeg: "),
    "images.decode_jpeg(JPEG, 'RGBA')": (RuntimeError, "mode is not supported for JPEG files"),
    "images.decode_image(JPEG, 'nope')": (KeyError, "'nope' is no ImageReadMode"),
    "images.decode_jpeg(JPEG, device='meta')": (RuntimeError, "decoded on the cpu"),
    "images.decode_heic(JPEG)": (RuntimeError, "HEIC files are not read"),
    "images.encode_png(TENSOR.float())": (RuntimeError, "dtype should be uint8"),
    "images.encode_png(TENSOR[0])": (RuntimeError, "3-dimensional tensor"),
    "images.encode_png(TENSOR[:2])": (RuntimeError, "channels should be 1 or 3, got: 2"),
    "images.encode_png(TENSOR[:, :0])": (RuntimeError, "no pixels"),
    "images.encode_png(TENSOR, 10)": (RuntimeError, "between 0 and 9"),
    "images.encode_jpeg(TENSOR, 0)": (ValueError, "between 1 and 100"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_refused(call: str) -> None:
    kind, message = REFUSED[call]
    with pytest.raises(kind, match=message):
        eval(call)


def test_without_pillow_one_sentence_says_what_to_install(monkeypatch) -> None:
    data = images.encode_png(TENSOR)
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(ImportError, match=r"need Pillow, which is not installed \| pip install 'flambeau\[vision\]'"):
        images.decode_image(data)
    assert images.read_file(__file__).dtype == fl.uint8
