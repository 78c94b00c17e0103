"""Datasets of a few images in their published formats: what the tests read, and what a server sends."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def pixels(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def idx(array: np.ndarray) -> bytes:
    """A file of type IDX."""
    kind = {"uint8": 8, "int32": 12}[array.dtype.name]
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, kind, array.ndim, *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


def picture(height: int = 4, width: int = 6, seed: int = 0, format: str = "PNG", mode: str = "RGB") -> bytes:
    shape = (height, width, 3) if mode == "RGB" else (height, width)
    file = io.BytesIO()
    Image.fromarray(pixels(*shape, seed=seed)).save(file, format)
    return file.getvalue()


def tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


# MATLAB's files of version 5


def _element(kind: int, body: bytes) -> bytes:
    if 0 < len(body) <= 4:
        return struct.pack("<HH", kind, len(body)) + body.ljust(4, b"\0")
    return struct.pack("<II", kind, len(body)) + body + b"\0" * (-len(body) % 8)


def _array(name: str, value: Any) -> bytes:
    def matrix(kind: int, shape: tuple[int, ...], *parts: bytes) -> bytes:
        head = _element(6, struct.pack("<II", kind, 0)) + _element(5, struct.pack(f"<{len(shape)}i", *shape))
        return _element(14, head + _element(1, name.encode()) + b"".join(parts))

    if isinstance(value, str):
        return matrix(4, (1, len(value)), _element(16, value.encode()))
    if isinstance(value, list):  # of dicts
        names = b"".join(field.encode().ljust(32, b"\0") for field in value[0])
        cells = [_array("", row[field]) for row in value for field in value[0]]
        return matrix(2, (len(value), 1), _element(5, struct.pack("<i", 32)), _element(1, names), *cells)
    value = np.asarray(value)
    kind, code = {"uint8": (9, 2), "float64": (6, 9), "uint16": (11, 4)}[value.dtype.name]
    return matrix(kind, value.shape, _element(code, value.tobytes(order="F")))


def matlab(compress: bool = True, **variables: Any) -> bytes:
    elements = [_array(name, value) for name, value in variables.items()]
    if compress:
        elements = [struct.pack("<II", 15, len(c := zlib.compress(element))) + c for element in elements]
    return b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H", 0x0100) + b"IM" + b"".join(elements)


# The datasets


def mnist(train: int = 3, test: int = 2) -> dict[str, bytes]:
    """The four compressed files."""
    files = {}
    for kind, count in (("train", train), ("t10k", test)):
        files[f"{kind}-images-idx3-ubyte.gz"] = gzip.compress(idx(pixels(count, 28, 28, seed=count)))
        files[f"{kind}-labels-idx1-ubyte.gz"] = gzip.compress(idx(np.arange(count, dtype=np.uint8) * 3))
    return files


def cifar(hundred: bool = False) -> bytes:
    """The archive."""
    folder = "cifar-100-python" if hundred else "cifar-10-batches-py"
    names = ["train", "test"] if hundred else [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]
    key, meta = ("fine_labels", "meta") if hundred else ("labels", "batches.meta")
    files = {
        f"{folder}/{name}": pickle.dumps({"data": pixels(2, 3072, seed=k), key: [k, k + 1]}, protocol=2)
        for k, name in enumerate(names)
    }
    words = {"fine_label_names" if hundred else "label_names": [f"class {k}" for k in range(10)]}
    files[f"{folder}/{meta}"] = pickle.dumps(words, protocol=2)
    return tar(files, "w:gz")


def svhn() -> bytes:
    labels = np.array([[1], [10], [3]], dtype=np.uint8)
    return matlab(X=pixels(32, 32, 3, 3), y=labels)


def stl10() -> bytes:
    files = {
        "train_X.bin": pixels(4, 3, 96, 96, seed=1).tobytes(),
        "train_y.bin": bytes([1, 2, 3, 10]),
        "test_X.bin": pixels(2, 3, 96, 96, seed=2).tobytes(),
        "test_y.bin": bytes([4, 5]),
        "unlabeled_X.bin": pixels(3, 3, 96, 96, seed=3).tobytes(),
        "class_names.txt": b"airplane\nbird",
        "fold_indices.txt": b"\n".join(b"%d %d " % (k % 4, (k + 1) % 4) for k in range(10)),
    }
    return tar({f"stl10_binary/{name}": content for name, content in files.items()}, "w:gz")


def usps() -> bytes:
    rows = [" ".join([str(k + 1), *(f"{n + 1}:{(n + k) % 3 - 1}" for n in range(256))]) for k in range(3)]
    return bz2.compress("\n".join(rows).encode())


def voc(base: str = "VOCdevkit/VOC2012") -> bytes:
    xml = (
        "<annotation><filename>a.jpg</filename><size><width>6</width></size>"
        "<object><name>cat</name><part><name>head</name></part><part><name>tail</name></part></object></annotation>"
    )
    files = {
        "ImageSets/Segmentation/train.txt": b"a\nb\n",
        "ImageSets/Main/train.txt": b"b\n",
        "JPEGImages/a.jpg": picture(seed=1, format="JPEG"),
        "JPEGImages/b.jpg": picture(seed=2, format="JPEG"),
        "SegmentationClass/a.png": picture(seed=3, mode="L"),
        "SegmentationClass/b.png": picture(seed=4, mode="L"),
        "Annotations/b.xml": xml.encode(),
    }
    return tar({f"{base}/{name}": content for name, content in files.items()})


def coco() -> dict[str, bytes]:
    notes = {
        "images": [{"id": 7, "file_name": "b.png"}, {"id": 3, "file_name": "a.png"}],
        "annotations": [
            {"id": 1, "image_id": 7, "bbox": [1, 2, 3, 4], "category_id": 5, "caption": "a cat", "area": 12},
            {"id": 2, "image_id": 7, "bbox": [0, 0, 1, 1], "category_id": 6, "caption": "a dog", "area": 1},
        ],
        "categories": [{"id": 5, "name": "cat"}, {"id": 6, "name": "dog"}],
    }
    return {"a.png": picture(seed=1), "b.png": picture(seed=2), "notes.json": json.dumps(notes).encode()}


def celeba() -> dict[str, bytes]:
    names = [f"{k:06d}.jpg" for k in range(1, 5)]

    def table(rows: list[list[int]], header: list[str] | None = None) -> bytes:
        head = [str(len(rows)), " ".join(header)] if header else []
        lines = [f"{n}  {' '.join(f'{v:2d}' for v in row)}" for n, row in zip(names, rows, strict=True)]
        return "\n".join(head + lines).encode() + b"\n"

    return {
        "img_align_celeba.zip": zipped({f"img_align_celeba/{n}": picture(seed=k) for k, n in enumerate(names)}),
        "list_attr_celeba.txt": table([[1, -1], [-1, -1], [1, 1], [-1, 1]], ["Bald", "Young"]),
        "identity_CelebA.txt": table([[5], [6], [7], [8]]),
        "list_bbox_celeba.txt": table([[k, 2, 3, 4] for k in range(4)], ["image_id", "x_1", "y_1", "width", "height"]),
        "list_landmarks_align_celeba.txt": table([[k] * 10 for k in range(4)], [f"p{k}" for k in range(10)]),
        "list_eval_partition.txt": table([[0], [0], [1], [2]]),
    }


def omniglot() -> bytes:
    return zipped(
        {
            f"images_background/{alphabet}/character0{c}/{c}_{k}.png": picture(seed=k, mode="L")
            for alphabet in ("Korean", "Latin")
            for c in (1, 2)
            for k in (1, 2)
        }
    )


def caltech101() -> bytes:
    names = ("BACKGROUND_Google", "Faces", "accordion")
    images = {
        f"101_ObjectCategories/{n}/image_000{k}.jpg": picture(seed=k, format="JPEG") for n in names for k in (1, 2)
    }
    outline = matlab(obj_contour=np.arange(6.0).reshape(2, 3), compress=False)
    notes = {f"Annotations/{n}/annotation_000{k}.mat": outline for n in ("Faces_2", "accordion") for k in (1, 2)}
    return zipped(
        {
            "caltech-101/101_ObjectCategories.tar.gz": tar(images, "w:gz"),
            "caltech-101/Annotations.tar": tar(notes),
        }
    )


def caltech256() -> bytes:
    return tar(
        {
            f"256_ObjectCategories/00{c}.{name}/00{c}_000{k}.jpg": picture(seed=c + k, format="JPEG")
            for c, name in ((1, "ak47"), (2, "american-flag"))
            for k in (1, 2)
        }
    )


def flowers() -> dict[str, bytes]:
    return {
        "102flowers.tgz": tar({f"jpg/image_0000{k}.jpg": picture(seed=k, format="JPEG") for k in range(1, 6)}, "w:gz"),
        "imagelabels.mat": matlab(labels=np.array([[77, 3, 1, 102, 5]], dtype=np.uint8)),
        "setid.mat": matlab(
            trnid=np.array([[4, 2]], dtype=np.uint16),
            valid=np.array([[1, 3]], dtype=np.uint16),
            tstid=np.array([[5, 1]], dtype=np.uint16),
        ),
    }


def pets() -> dict[str, bytes]:
    rows = b"Abyssinian_1 1 1 1\namerican_bulldog_2 2 2 1\nAbyssinian_10 1 1 1\n"
    names = ("Abyssinian_1", "american_bulldog_2", "Abyssinian_10")
    notes = {f"annotations/trimaps/{n}.png": picture(seed=9, mode="L") for n in names}
    return {
        "images.tar.gz": tar({f"images/{n}.jpg": picture(seed=k, format="JPEG") for k, n in enumerate(names)}, "w:gz"),
        "annotations.tar.gz": tar(
            {**notes, "annotations/trainval.txt": rows, "annotations/test.txt": rows[:19]}, "w:gz"
        ),
    }


def food() -> bytes:
    return tar(
        {
            "food-101/meta/train.json": b'{"pizza": ["pizza/1", "pizza/2"], "apple_pie": ["apple_pie/7"]}',
            "food-101/meta/test.json": b'{"pizza": ["pizza/1"], "apple_pie": []}',
            **{
                f"food-101/images/{n}.jpg": picture(seed=k, format="JPEG")
                for k, n in enumerate(("pizza/1", "pizza/2", "apple_pie/7"))
            },
        },
        "w:gz",
    )


def signs() -> dict[str, bytes]:
    table = b"Filename;Width;Height;Roi.X1;ClassId\n00000.ppm;6;4;0;16\n00001.ppm;6;4;0;1\n"
    return {
        "GTSRB-Training_fixed.zip": zipped(
            {f"GTSRB/Training/0000{c}/{k}.ppm": picture(seed=c, format="PPM") for c in (0, 1) for k in (0, 1)}
        ),
        "GTSRB_Final_Test_Images.zip": zipped(
            {f"GTSRB/Final_Test/Images/0000{k}.ppm": picture(seed=k, format="PPM") for k in (0, 1)}
        ),
        "GTSRB_Final_Test_GT.zip": zipped({"GT-final_test.csv": table}),
    }


def imagenet() -> dict[str, bytes]:
    wnids = ("n01", "n02")
    synsets = [
        {
            "ILSVRC2012_ID": np.array([[k + 1.0]]),
            "WNID": w,
            "words": f"word {k}, other {k}",
            "gloss": "",
            "num_children": np.array([[0.0]]),
        }
        for k, w in enumerate(wnids)
    ]
    synsets.append(
        {
            "ILSVRC2012_ID": np.array([[3.0]]),
            "WNID": "n03",
            "words": "all",
            "gloss": "",
            "num_children": np.array([[2.0]]),
        }
    )
    data = "ILSVRC2012_devkit_t12/data"
    inner = {f"{w}.tar": tar({f"{w}_{k}.JPEG": picture(seed=k, format="JPEG") for k in (1, 2)}) for w in wnids}
    return {
        "ILSVRC2012_devkit_t12.tar.gz": tar(
            {
                f"{data}/meta.mat": matlab(synsets=synsets),
                f"{data}/ILSVRC2012_validation_ground_truth.txt": b"2\n1\n2\n",
            },
            "w:gz",
        ),
        "ILSVRC2012_img_train.tar": tar(inner),
        "ILSVRC2012_img_val.tar": tar(
            {f"ILSVRC2012_val_0000000{k}.JPEG": picture(seed=k, format="JPEG") for k in (1, 2, 3)}
        ),
    }
