"""Images decoded from bytes in a tensor, and encoded."""

from __future__ import annotations

import io
import os
from enum import Enum
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from ..._listing import listing
from .._pillow import pillow
from ..transforms.functional import pil_to_tensor, to_pil_image

__all__ = [
    "ImageReadMode",
    "decode_avif",
    "decode_gif",
    "decode_heic",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "encode_jpeg",
    "encode_png",
    "read_file",
    "read_image",
    "write_file",
    "write_jpeg",
    "write_png",
]
__dir__ = listing(globals())


class ImageReadMode(Enum):
    """The channels that a decoded image gets: those of the file, or one (GRAY) to four (RGB_ALPHA) of a kind.

    >>> ImageReadMode["RGBA"]
    <ImageReadMode.RGB_ALPHA: 4>
    """

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = RGB_ALPHA


_PIL_MODES = {
    ImageReadMode.GRAY: "L",
    ImageReadMode.GRAY_ALPHA: "LA",
    ImageReadMode.RGB: "RGB",
    ImageReadMode.RGB_ALPHA: "RGBA",
}
_AS_THEY_ARE = ("L", "LA", "P", "RGB", "RGBA", "CMYK")
# How each kind of file begins; "?" is any byte.
_STARTS = {
    "JPEG": b"\xff\xd8\xff",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "GIF": b"GIF8",
    "WEBP": b"RIFF????WEBP",
    "AVIF": b"????ftypavi",
}


def read_file(path: Any) -> Tensor:
    """The bytes of a file as a tensor (n,) of uint8.

    Raises: RuntimeError where it cannot be read.

    >>> read_file("no such file")
    Traceback (most recent call last):
    RuntimeError: [Errno 2] No such file or directory: 'no such file'
    """
    try:
        with open(os.fspath(path), "rb") as file:
            content = file.read()
    except OSError as error:
        raise RuntimeError(str(error)) from error
    return flambeau.frombuffer(bytearray(content), dtype=flambeau.uint8) if content else flambeau.empty(0).byte()


def write_file(filename: Any, data: Tensor) -> None:
    """Writes a tensor (n,) of uint8 to a file.

    Raises: RuntimeError for another shape or dtype, and where the file cannot be written.

    >>> import flambeau as torch
    >>> write_file("image.png", torch.zeros(2, 2, dtype=torch.uint8))
    Traceback (most recent call last):
    RuntimeError: write_file: Input data should be a 1-dimensional tensor of uint8 | got torch.uint8 of shape (2, 2)
    """
    content = _bytes("write_file", data)
    try:
        with open(os.fspath(filename), "wb") as file:
            file.write(content)
    except OSError as error:
        raise RuntimeError(str(error)) from error


def _bytes(op: str, data: Any) -> bytes:
    if not isinstance(data, Tensor):
        raise TypeError(f"{op}: expected a tensor of encoded bytes, got {type(data).__name__}")
    if data.dtype != flambeau.uint8 or data.ndim != 1:
        given = f"{data.dtype} of shape {tuple(data.shape)}"
        raise RuntimeError(f"{op}: Input data should be a 1-dimensional tensor of uint8 | got {given}")
    return data.numpy().tobytes()


def _kind(content: bytes) -> str | None:
    """Of which format the bytes are."""
    for name, start in _STARTS.items():
        if len(content) >= len(start) and all(s in (c, ord("?")) for s, c in zip(start, content, strict=False)):
            return name
    return None


def _mode(mode: Any) -> ImageReadMode:
    names = ImageReadMode.__members__
    if isinstance(mode, str) and mode.upper() not in names:
        raise KeyError(f"mode: {mode!r} is no ImageReadMode | one of {', '.join(names)}")
    return names[mode.upper()] if isinstance(mode, str) else mode


def _opened(op: str, data: Any, *kinds: str) -> Any:
    """The PIL image in ``data``, which must be of one of the ``kinds``."""
    content = _bytes(op, data)
    kind = _kind(content)
    if kind not in kinds:
        expected = " or ".join(name.lower() for name in kinds)
        raise RuntimeError(
            f"{op}: Unsupported image file: the content is not {expected} | it starts with {content[:8]!r}"
        )
    try:
        return pillow().open(io.BytesIO(content), formats=[kind])
    except (OSError, SyntaxError, KeyError) as error:
        raise RuntimeError(f"{op}: {error}") from error


def _pixels(op: str, img: Any, mode: ImageReadMode, exif: bool) -> Tensor:
    """The pixels of an opened image, (channels, height, width)."""
    try:
        if mode is ImageReadMode.GRAY and img.format == "JPEG":
            img.draft("L", img.size)  # the luma of the file itself
        img.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise RuntimeError(f"{op}: {error}") from error
    if exif:
        img = pillow("ImageOps").exif_transpose(img)
    if img.mode == "I;16":
        return _of_16_bits(pil_to_tensor(img), mode)
    if mode is ImageReadMode.UNCHANGED:
        target = img.mode if img.mode in _AS_THEY_ARE else "L" if img.mode == "1" else "RGB"
    else:
        target = _PIL_MODES[mode]
    pixels = pil_to_tensor(img if img.mode == target else img.convert(target)).contiguous()
    return 255 - pixels if target == "CMYK" else pixels  # Pillow gives the ink, the file says what remains without it


def _of_16_bits(grey: Tensor, mode: ImageReadMode) -> Tensor:
    """One channel of 16 bits with the channels of ``mode``."""
    colours = grey.repeat(3, 1, 1) if mode in (ImageReadMode.RGB, ImageReadMode.RGB_ALPHA) else grey
    if mode in (ImageReadMode.GRAY_ALPHA, ImageReadMode.RGB_ALPHA):
        return flambeau.cat([colours, flambeau.full_like(grey, 65535)])
    return colours


def _decoded(op: str, data: Any, mode: Any, exif: bool, *kinds: str) -> Tensor:
    img, mode = _opened(op, data, *kinds), _mode(mode)
    if img.format == "JPEG" and mode in (ImageReadMode.GRAY_ALPHA, ImageReadMode.RGB_ALPHA):
        raise RuntimeError(f"{op}: The provided mode is not supported for JPEG files, which have no alpha | got {mode}")
    return _pixels(op, img, mode, exif)


def decode_image(input: Any, mode: Any = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False) -> Tensor:
    """An image (channels, height, width) of uint8, from the bytes of a JPEG, PNG, GIF, WebP or AVIF file.

    Args:
        input: the bytes, a tensor (n,) of uint8, or a path.
        mode: an `ImageReadMode` or its name.
        apply_exif_orientation: whether the image is turned upright, where the file says how.

    Of 16 bits a channel it is int32. A palette's numbers are given as they are, unless ``mode`` asks for colours. A GIF
    of several images gives (images, 3, height, width).

    Raises: RuntimeError for what is no such file, or a broken one; KeyError for a name that is no mode.

    >>> import flambeau as torch
    >>> pixels = torch.arange(6, dtype=torch.uint8).view(1, 2, 3)
    >>> torch.vision.io.decode_image(torch.vision.io.encode_png(pixels))  # doctest: +SKIP
    tensor([[[0, 1, 2],
             [3, 4, 5]]], dtype=torch.uint8)
    """
    data = read_file(input) if isinstance(input, str | os.PathLike) else input
    if (
        isinstance(data, Tensor)
        and data.ndim == 1
        and data.dtype == flambeau.uint8
        and _kind(_bytes("", data)) == "GIF"
    ):
        return decode_gif(data)
    return _decoded("decode_image", data, mode, apply_exif_orientation, "JPEG", "PNG", "WEBP", "GIF", "AVIF")


def read_image(path: Any, mode: Any = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False) -> Tensor:
    """`decode_image` of a file.

    Raises: RuntimeError where it cannot be read, and for what is no image.

    >>> read_image("no such file")
    Traceback (most recent call last):
    RuntimeError: [Errno 2] No such file or directory: 'no such file'
    """
    return decode_image(read_file(path), mode, apply_exif_orientation)


def decode_jpeg(
    input: Any,
    mode: Any = ImageReadMode.UNCHANGED,
    device: Any = "cpu",
    apply_exif_orientation: bool = False,
) -> Any:
    """The image in the bytes of a JPEG file, or of each of a list of them; see `decode_image`.

    Raises: RuntimeError for what is no such file, a mode with alpha, and a device that is not the CPU.

    >>> import flambeau as torch
    >>> decode_jpeg(encode_jpeg(torch.zeros(3, 4, 5, dtype=torch.uint8))).shape  # doctest: +SKIP
    torch.Size([3, 4, 5])
    """
    if flambeau.device(device).type != "cpu":
        raise RuntimeError(f"decode_jpeg: images are decoded on the cpu | got device {device!r}")
    if isinstance(input, list):
        return [decode_jpeg(one, mode, device, apply_exif_orientation) for one in input]
    return _decoded("decode_jpeg", input, mode, apply_exif_orientation, "JPEG")


def decode_png(input: Any, mode: Any = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False) -> Tensor:
    """The image in the bytes of a PNG file; see `decode_image`.

    Raises: RuntimeError for what is no such file.

    >>> import flambeau as torch
    >>> decode_png(encode_png(torch.zeros(3, 4, 5, dtype=torch.uint8)), "gray").shape  # doctest: +SKIP
    torch.Size([1, 4, 5])
    """
    return _decoded("decode_png", input, mode, apply_exif_orientation, "PNG")


def decode_webp(input: Any, mode: Any = ImageReadMode.UNCHANGED) -> Tensor:
    """The image in the bytes of a WebP file; see `decode_image`.

    Raises: RuntimeError for what is no such file.

    >>> import flambeau as torch
    >>> decode_webp(torch.zeros(3, dtype=torch.uint8))
    Traceback (most recent call last):
    RuntimeError: decode_webp: Unsupported image file: the content is not webp | it starts with b'\\x00\\x00\\x00'
    """
    return _decoded("decode_webp", input, mode, False, "WEBP")


def decode_avif(input: Any, mode: Any = ImageReadMode.UNCHANGED) -> Tensor:
    """The image in the bytes of an AVIF file, where Pillow can read them; see `decode_image`.

    Raises: RuntimeError for what is no such file.

    >>> import flambeau as torch
    >>> decode_avif(torch.zeros(3, dtype=torch.uint8))
    Traceback (most recent call last):
    RuntimeError: decode_avif: Unsupported image file: the content is not avif | it starts with b'\\x00\\x00\\x00'
    """
    return _decoded("decode_avif", input, mode, False, "AVIF")


def decode_heic(input: Any, mode: Any = ImageReadMode.UNCHANGED) -> Tensor:
    """HEIC files are not read: ``RuntimeError``.

    Raises: RuntimeError always.

    >>> decode_heic(None)
    Traceback (most recent call last):
    RuntimeError: decode_heic: HEIC files are not read, since Pillow reads none | convert the file to PNG or JPEG
    """
    raise RuntimeError(
        "decode_heic: HEIC files are not read, since Pillow reads none | convert the file to PNG or JPEG"
    )


def decode_gif(input: Any) -> Tensor:
    """The image in the bytes of a GIF file, (3, height, width), or all its images, (images, 3, height, width).

    Raises: RuntimeError for what is no such file.

    >>> import flambeau as torch
    >>> decode_gif(torch.zeros(3, dtype=torch.uint8))
    Traceback (most recent call last):
    RuntimeError: decode_gif: Unsupported image file: the content is not gif | it starts with b'\\x00\\x00\\x00'
    """
    img = _opened("decode_gif", input, "GIF")
    frames = []
    for k in range(img.n_frames):
        img.seek(k)
        frames.append(_pixels("decode_gif", img.convert("RGB"), ImageReadMode.RGB, False))
    return frames[0] if len(frames) == 1 else flambeau.stack(frames)


def _encoded(op: str, input: Tensor, **options: Any) -> Tensor:
    """The bytes of a file of an image (channels, height, width)."""
    if not isinstance(input, Tensor) or input.dtype != flambeau.uint8:
        raise RuntimeError(f"{op}: Input tensor dtype should be uint8 | got {getattr(input, 'dtype', type(input))}")
    if input.ndim != 3:
        raise RuntimeError(f"{op}: Input data should be a 3-dimensional tensor | got {input.ndim} dimensions")
    if input.shape[0] not in (1, 3):
        raise RuntimeError(f"{op}: The number of channels should be 1 or 3, got: {input.shape[0]}")
    if input.numel() == 0:
        raise RuntimeError(f"{op}: the image has no pixels: its shape is {tuple(input.shape)}")
    file = io.BytesIO()
    to_pil_image(input).save(file, **options)
    return flambeau.frombuffer(bytearray(file.getvalue()), dtype=flambeau.uint8)


def encode_png(input: Tensor, compression_level: int = 6) -> Tensor:
    """The bytes of a PNG file of an image of uint8 with one or three channels; ``compression_level`` from 0 to 9.

    Raises: RuntimeError for another level, dtype or shape.

    >>> import flambeau as torch
    >>> encode_png(torch.zeros(3, 4, 5, dtype=torch.uint8))[1:4]  # doctest: +SKIP
    tensor([80, 78, 71], dtype=torch.uint8)
    """
    if not 0 <= compression_level <= 9:
        raise RuntimeError(f"encode_png: Compression level should be between 0 and 9 | got {compression_level}")
    return _encoded("encode_png", input, format="PNG", compress_level=compression_level)


def encode_jpeg(input: Any, quality: int = 75) -> Any:
    """The bytes of a JPEG file of an image of uint8 with one or three channels, or a list of them for a list of images.

    Raises: ValueError for a ``quality`` that is not from 1 to 100; RuntimeError for another dtype or shape.

    >>> import flambeau as torch
    >>> encode_jpeg(torch.zeros(3, 4, 5, dtype=torch.uint8))[:3]  # doctest: +SKIP
    tensor([255, 216, 255], dtype=torch.uint8)
    """
    if not 1 <= quality <= 100:
        raise ValueError("Image quality should be a positive number between 1 and 100")
    if isinstance(input, list):
        return [encode_jpeg(one, quality) for one in input]
    return _encoded("encode_jpeg", input, format="JPEG", quality=quality)


def write_png(input: Tensor, filename: Any, compression_level: int = 6) -> None:
    """Writes `encode_png` to a file.

    Raises: RuntimeError as that does, and where the file cannot be written.

    >>> import flambeau as torch
    >>> write_png(torch.zeros(3, 4, 5, dtype=torch.uint8), "image.png", compression_level=11)
    Traceback (most recent call last):
    RuntimeError: encode_png: Compression level should be between 0 and 9 | got 11
    """
    write_file(filename, encode_png(input, compression_level))


def write_jpeg(input: Tensor, filename: Any, quality: int = 75) -> None:
    """Writes `encode_jpeg` to a file.

    Raises: ValueError and RuntimeError as that does, and RuntimeError where the file cannot be written.

    >>> import flambeau as torch
    >>> write_jpeg(torch.zeros(3, 4, 5, dtype=torch.uint8), "image.jpg", quality=0)
    Traceback (most recent call last):
    ValueError: Image quality should be a positive number between 1 and 100
    """
    write_file(filename, encode_jpeg(input, quality))


explain_module(globals())
