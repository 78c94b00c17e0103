"""Datasets in their published formats, from a server on the loopback: downloaded, checked, unpacked and read."""

from __future__ import annotations

import gzip
import hashlib
import os
import pickle
import re
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
from server import serving

import flambeau as fl
from flambeau.vision import datasets
from flambeau.vision.datasets import caltech, gtsrb, imagenet, utils, voc
from flambeau.vision.datasets._matlab import read_matlab
from flambeau.vision.datasets.mnist import read_idx

Image = pytest.importorskip("PIL.Image")

from . import dataset_files as published  # noqa: E402 - it writes images


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def array(image: Image.Image) -> np.ndarray:
    return np.asarray(image)


@pytest.fixture
def serve(monkeypatch):
    """A function that serves files for the rest of a test, and gives the server."""
    running = []

    def start(files: dict[str, bytes]):
        server = serving({f"/{name}": content for name, content in files.items()})
        running.append(server)
        return server.__enter__()

    yield start
    for server in running:
        server.__exit__(None, None, None)


def test_a_folder_for_each_class(tmp_path) -> None:
    published.write(tmp_path, {f"{n}/deep/{k}.png": published.picture(seed=k) for n in ("dog", "cat") for k in (2, 1)})
    published.write(tmp_path, {"dog/notes.txt": b"", "cat/B.JPG": published.picture(seed=3, format="JPEG")})
    data = datasets.ImageFolder(tmp_path, transform=array, target_transform=lambda k: -k)
    assert data.classes == ["cat", "dog"]
    assert data.class_to_idx == {"cat": 0, "dog": 1}
    assert [Path(path).name for path, _ in data.samples] == ["B.JPG", "1.png", "2.png", "1.png", "2.png"]
    assert data.targets == [0, 0, 0, 1, 1]
    assert data.imgs is data.samples
    assert data[4][1] == -1
    assert np.array_equal(data[4][0], published.pixels(4, 6, 3, seed=2))
    lines = repr(data).splitlines()
    assert lines[:3] == ["Dataset ImageFolder", "    Number of datapoints: 5", f"    Root location: {tmp_path}"]
    assert lines[3] == "    StandardTransform"
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        FileNotFoundError, match=r"Found no valid file for the classes empty. Supported extensions are: .jpg"
    ):
        datasets.ImageFolder(tmp_path)
    assert len(datasets.ImageFolder(tmp_path, allow_empty=True).classes) == 3
    texts = datasets.DatasetFolder(tmp_path, str, is_valid_file=lambda p: p.endswith("txt"), allow_empty=True)
    assert texts.samples == [(str(tmp_path / "dog/notes.txt"), 1)]
    with pytest.raises(ValueError, match="Both extensions and is_valid_file cannot be None or not None"):
        datasets.DatasetFolder(tmp_path, str)
    with pytest.raises(FileNotFoundError, match="Couldn't find any class folder in"):
        datasets.ImageFolder(tmp_path / "empty")
    with pytest.raises(ValueError, match="Only transforms or transform/target_transform can be passed"):
        datasets.VisionDataset(tmp_path, transforms=array, transform=array)


# Downloads


def of_server(cls, server, files: dict[str, bytes], monkeypatch) -> None:
    """Makes a dataset of MNIST's sort come from a server."""
    monkeypatch.setattr(cls, "mirrors", [server.url + "/"])
    monkeypatch.setattr(cls, "resources", [(name, md5(content)) for name, content in files.items()])


@pytest.mark.parametrize("cls", [datasets.MNIST, datasets.FashionMNIST, datasets.KMNIST])
def test_mnist_and_its_kin(cls, serve, monkeypatch, tmp_path, capsys) -> None:
    files = published.mnist()
    server = serve(files)
    of_server(cls, server, files, monkeypatch)
    with pytest.raises(
        RuntimeError, match=r"Dataset not found. You can use download=True to download it .* expected in"
    ):
        cls(tmp_path)
    train, test = cls(tmp_path, download=True), cls(tmp_path, train=False, download=True)
    assert len(server.asked) == 4  # each file once
    assert "train-images-idx3-ubyte.gz" in capsys.readouterr().err  # progress
    assert (len(train), len(test)) == (3, 2)
    assert train.data.dtype == fl.uint8
    assert train.targets.tolist() == [0, 3, 6]
    image, label = test[1]
    assert np.array_equal(array(image), published.pixels(2, 28, 28, seed=2)[1])
    assert (image.mode, label, type(label)) == ("L", 3, int)
    assert os.listdir(tmp_path) == [cls.__name__]
    assert train.class_to_idx[cls.classes[1]] == 1
    assert repr(train).splitlines()[3] == "    Split: Train"
    with pytest.warns(UserWarning, match="train_labels has been renamed targets"):
        assert train.train_labels is train.targets


def test_a_cut_download_goes_on_and_a_wrong_file_is_not_kept(serve, monkeypatch, tmp_path) -> None:
    files = published.mnist()
    server = serve(files)
    of_server(datasets.MNIST, server, files, monkeypatch)
    raw, name = tmp_path / "MNIST/raw", "train-images-idx3-ubyte.gz"
    server.cut_after = 100
    with pytest.raises(URLError, match=rf"Error downloading {name}:[\s\S]*Tried {server.url}/, got:"):
        datasets.MNIST(tmp_path, download=True)
    assert [p.name for p in raw.iterdir()] == [f"{name}.partial"]
    datasets.MNIST(tmp_path, download=True)
    assert server.asked[1] == (f"/{name}", "bytes=100-")
    (raw / "t10k-labels-idx1-ubyte").unlink()
    (raw / "t10k-labels-idx1-ubyte.gz").unlink()
    server.files["/t10k-labels-idx1-ubyte.gz"] = b"another"
    with pytest.raises(RuntimeError, match="invalid hash value"):
        datasets.MNIST(tmp_path, download=True)
    assert not (raw / "t10k-labels-idx1-ubyte.gz").exists()
    # A damaged file on the disk is fetched anew.
    server.files["/t10k-labels-idx1-ubyte.gz"] = files["t10k-labels-idx1-ubyte.gz"]
    (raw / "t10k-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    assert len(datasets.MNIST(tmp_path, train=False, download=True)) == 2


def test_without_a_network_the_error_says_where_files_go(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(datasets.MNIST, "mirrors", ["http://127.0.0.1:9/", "http://127.0.0.1:9/other/"])
    where = tmp_path / "MNIST/raw/train-images-idx3-ubyte.gz"
    with pytest.raises(
        URLError, match=rf"download train-images-idx3-ubyte.gz elsewhere and put it at {re.escape(str(where))}"
    ):
        datasets.MNIST(tmp_path, download=True)
    monkeypatch.setattr(datasets.CIFAR10, "url", "http://127.0.0.1:9/cifar-10-python.tar.gz")
    with pytest.raises(URLError, match="cannot be reached"):
        datasets.CIFAR10(tmp_path, download=True)


def test_emnist(serve, monkeypatch, tmp_path) -> None:
    files = {
        f"gzip/emnist-{split}-{kind}-{what}.gz": gzip.compress(published.idx(values))
        for split in ("letters", "digits")
        for kind in ("train", "test")
        for what, values in (
            ("images-idx3-ubyte", published.pixels(2, 28, 28)),
            ("labels-idx1-ubyte", np.array([1, 26], dtype=np.uint8)),
        )
    }
    archive = published.zipped(files)
    monkeypatch.setattr(datasets.EMNIST, "url", serve({"gzip.zip": archive}).url + "/gzip.zip")
    monkeypatch.setattr(datasets.EMNIST, "md5", md5(archive))
    data = datasets.EMNIST(tmp_path, "letters", download=True)
    assert [data.classes[label] for _, label in data] == ["a", "z"]
    assert len(datasets.EMNIST(tmp_path, "digits", train=False)) == 2
    assert [len(c) for c in datasets.EMNIST.classes_split_dict.values()] == [62, 47, 47, 27, 10, 10]
    with pytest.raises(ValueError, match=r"Unknown value 'words' for argument split. Valid values are \{'byclass', "):
        datasets.EMNIST(tmp_path, "words")


def test_qmnist(serve, monkeypatch, tmp_path) -> None:
    labels = np.arange(24, dtype=np.int32).reshape(3, 8)
    files = {
        "images-idx3-ubyte.gz": gzip.compress(published.idx(published.pixels(3, 28, 28))),
        "labels-idx2-int.gz": gzip.compress(published.idx(labels)),
    }
    url = serve(files).url
    monkeypatch.setitem(datasets.QMNIST.resources, "test", [(f"{url}/{n}", md5(c)) for n, c in files.items()])
    assert [label for _, label in datasets.QMNIST(tmp_path, train=False, download=True)] == [0, 8, 16]
    assert datasets.QMNIST(tmp_path, "test10k", compat=False)[2][1].tolist() == labels[2].tolist()
    assert len(datasets.QMNIST(tmp_path, "test50k")) == 0


@pytest.mark.parametrize("hundred", [False, True])
def test_cifar(hundred: bool, serve, monkeypatch, tmp_path) -> None:
    cls = datasets.CIFAR100 if hundred else datasets.CIFAR10
    archive = published.cifar(hundred)
    monkeypatch.setattr(cls, "url", f"{serve({'a.tar.gz': archive}).url}/a.tar.gz")
    monkeypatch.setattr(cls, "tgz_md5", md5(archive))
    with pytest.raises(RuntimeError, match=r"Dataset not found or corrupted. You can use download=True to download it"):
        cls(tmp_path)
    known = "train_list", "test_list", "meta"
    with pytest.raises(RuntimeError, match="not found or corrupted"):  # unpacked, and other files than the published
        cls(tmp_path, download=True)
    for name in known:  # from here on they are the published ones
        entries = getattr(cls, name)
        paths = [entries["filename"]] if name == "meta" else [file for file, _ in entries]
        sums = [md5((tmp_path / cls.base_folder / path).read_bytes()) for path in paths]
        new = {**entries, "md5": sums[0]} if name == "meta" else [list(pair) for pair in zip(paths, sums, strict=True)]
        monkeypatch.setattr(cls, name, new)
    data = cls(tmp_path, transform=array)
    assert (len(data), len(cls(tmp_path, train=False))) == ((2, 2) if hundred else (10, 2))
    assert np.array_equal(data[1][0], published.pixels(2, 3072, seed=0)[1].reshape(3, 32, 32).transpose(1, 2, 0))
    assert data.targets[:3] == ([0, 1] if hundred else [0, 1, 1])
    assert data.class_to_idx["class 3"] == 3
    evil = tmp_path / cls.base_folder / cls.test_list[0][0]
    evil.write_bytes(pickle.dumps(os.getcwd))
    monkeypatch.setattr(cls, "test_list", [[evil.name, md5(evil.read_bytes())]])
    with pytest.raises(pickle.UnpicklingError, match=r"holds posix.getcwd \| arrays and lists expected"):
        cls(tmp_path, train=False)


def from_server(cls, content: bytes, serve, monkeypatch, sums: str = "md5") -> None:
    """Makes a class's one file come from a server."""
    name = cls.url.rpartition("/")[2]
    monkeypatch.setattr(cls, "url", f"{serve({name: content}).url}/{name}")
    monkeypatch.setattr(cls, sums, md5(content))


def test_house_numbers(serve, monkeypatch, tmp_path) -> None:
    content = published.svhn()
    url = serve({"a.mat": content}).url + "/a.mat"
    monkeypatch.setitem(datasets.SVHN.split_list, "test", [url, "test_32x32.mat", md5(content)])
    data = datasets.SVHN(tmp_path, "test", download=True, transform=array)
    assert data.labels.tolist() == [1, 0, 3]
    assert np.array_equal(data[2][0], published.pixels(32, 32, 3, 3)[..., 2])


def test_stl10(serve, monkeypatch, tmp_path) -> None:
    from_server(datasets.STL10, published.stl10(), serve, monkeypatch, "tgz_md5")
    monkeypatch.setattr(datasets.STL10, "train_list", [])
    monkeypatch.setattr(datasets.STL10, "test_list", [["test_y.bin", md5(bytes([4, 5]))]])
    both = datasets.STL10(tmp_path, "train+unlabeled", folds=3, download=True, transform=array)
    assert [label for _, label in both] == [9, 0, -1, -1, -1]
    pixels = published.pixels(4, 3, 96, 96, seed=1)[3]
    assert np.array_equal(both[0][0], pixels.transpose(2, 1, 0))
    assert [label for _, label in datasets.STL10(tmp_path, "test")] == [3, 4]
    for wrong, message in ((10, r"in the range \[0, 10\), but got 10"), ("1", "Expected type None or int")):
        with pytest.raises(ValueError, match=message):
            datasets.STL10(tmp_path, folds=wrong)


def test_usps(serve, monkeypatch, tmp_path) -> None:
    content = published.usps()
    url = serve({"usps.bz2": content}).url + "/usps.bz2"
    monkeypatch.setitem(datasets.USPS.split_list, "train", [url, "usps.bz2", md5(content)])
    data = datasets.USPS(tmp_path, download=True, transform=array)
    assert [label for _, label in data] == [0, 1, 2]
    assert data[1][0][0, :3].tolist() == [127, 255, 0]


def test_voc(serve, monkeypatch, tmp_path) -> None:
    content = published.voc()
    server = serve({"2012/VOCtrainval_11-May-2012.tar": content})
    monkeypatch.setattr(voc, "_ORIGIN", server.url + "/")
    monkeypatch.setitem(voc._YEARS, "2012", (*voc._YEARS["2012"][:2], md5(content), voc._YEARS["2012"][3]))
    masks = datasets.VOCSegmentation(tmp_path, download=True, transforms=lambda x, y: (x.mode, array(y)))
    assert len(masks) == 2
    assert masks[1][0] == "RGB"
    assert np.array_equal(masks[1][1], published.pixels(4, 6, seed=4))
    note = datasets.VOCDetection(tmp_path)[0][1]["annotation"]
    assert note["size"] == {"width": "6"}
    assert note["object"] == [{"name": "cat", "part": [{"name": "head"}, {"name": "tail"}]}]
    with pytest.raises(ValueError, match="Unknown value 'test' for argument image_set"):
        datasets.VOCDetection(tmp_path, image_set="test")


def test_coco(tmp_path) -> None:
    published.write(tmp_path, published.coco())
    data = datasets.CocoDetection(tmp_path, tmp_path / "notes.json", transform=array)
    assert data.ids == [3, 7]
    assert data[0][1] == []
    assert [note["bbox"] for note in data[1][1]] == [[1, 2, 3, 4], [0, 0, 1, 1]]
    assert np.array_equal(data[1][0], published.pixels(4, 6, 3, seed=2))
    assert datasets.CocoCaptions(tmp_path, tmp_path / "notes.json")[1][1] == ["a cat", "a dog"]
    with pytest.raises(ValueError, match="Index must be of type integer"):
        data["1"]


def test_celebrities(serve, monkeypatch, tmp_path) -> None:
    files = published.celeba()
    server = serve(files)

    def from_drive(file_id: str, root: str, filename: str, md5: str) -> None:
        utils.download_url(f"{server.url}/{file_id}", root, filename, md5)

    monkeypatch.setattr("flambeau.vision.datasets.celeba.download_file_from_google_drive", from_drive)
    monkeypatch.setattr(datasets.CelebA, "file_list", [(name, md5(content), name) for name, content in files.items()])
    data = datasets.CelebA(tmp_path, target_type=["attr", "identity", "bbox", "landmarks"], download=True)
    image, (attributes, person, box, points) = data[0]
    assert image.size == (6, 4)
    assert (attributes.tolist(), int(person), box.tolist(), points.tolist()) == ([1, 0], 5, [0, 2, 3, 4], [0] * 10)
    assert data.attr_names == ["Bald", "Young"]
    assert [len(datasets.CelebA(tmp_path, split)) for split in ("train", "valid", "test", "all")] == [2, 1, 1, 4]
    assert datasets.CelebA(tmp_path, target_type=[])[0][1] is None
    with pytest.raises(ValueError, match='Target type "age" is not recognized'):
        datasets.CelebA(tmp_path, target_type="age")


def test_omniglot(serve, monkeypatch, tmp_path) -> None:
    content = published.omniglot()
    monkeypatch.setattr(datasets.Omniglot, "download_url_prefix", serve({"images_background.zip": content}).url)
    monkeypatch.setattr(datasets.Omniglot, "zips_md5", {"images_background": md5(content)})
    data = datasets.Omniglot(tmp_path, download=True)
    assert [label for _, label in data] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert np.array_equal(array(data[1][0]), published.pixels(4, 6, seed=2))
    assert datasets.Omniglot(tmp_path, loader=lambda path: Path(path).name)[0][0] == "1_1.png"


def test_caltech(serve, monkeypatch, tmp_path) -> None:
    from_server(datasets.Caltech101, published.caltech101(), serve, monkeypatch)
    from_server(datasets.Caltech256, published.caltech256(), serve, monkeypatch)
    data = datasets.Caltech101(tmp_path, ["category", "annotation"], download=True)
    assert data.categories == ["Faces", "accordion"]
    assert data.y == [0, 0, 1, 1]
    assert data[3][1][1].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert caltech._ANNOTATED["Faces"] == "Faces_2"
    larger = datasets.Caltech256(tmp_path, download=True)
    assert [label for _, label in larger] == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="Unknown value 'mask' for argument target_type"):
        datasets.Caltech101(tmp_path, "mask")


def test_flowers(serve, monkeypatch, tmp_path) -> None:
    files = published.flowers()
    monkeypatch.setattr(datasets.Flowers102, "_download_url_prefix", serve(files).url + "/")
    names = {"image": "102flowers.tgz", "label": "imagelabels.mat", "setid": "setid.mat"}
    monkeypatch.setattr(datasets.Flowers102, "_file_dict", {kind: (n, md5(files[n])) for kind, n in names.items()})
    assert [label for _, label in datasets.Flowers102(tmp_path, download=True)] == [101, 2]
    assert datasets.Flowers102(tmp_path, "val")._image_files[1].name == "image_00003.jpg"
    assert len(datasets.Flowers102.classes) == 102


def test_pets_and_meals_and_signs(serve, monkeypatch, tmp_path) -> None:
    pets, meals, signs = published.pets(), published.food(), published.signs()
    url = serve({**pets, "food-101.tar.gz": meals, **signs}).url
    monkeypatch.setattr(datasets.OxfordIIITPet, "_RESOURCES", [(f"{url}/{n}", md5(c)) for n, c in pets.items()])
    kinds = ["category", "binary-category", "segmentation"]
    data = datasets.OxfordIIITPet(tmp_path, target_types=kinds, download=True)
    assert [target[:2] for _, target in data] == [(0, 0), (1, 1), (0, 0)]
    assert data[0][1][2].mode == "L"
    assert data.classes == ["Abyssinian", "American Bulldog"]
    monkeypatch.setattr(datasets.Food101, "_URL", f"{url}/food-101.tar.gz")
    monkeypatch.setattr(datasets.Food101, "_MD5", md5(meals))
    food = datasets.Food101(tmp_path, download=True, loader=lambda path: path.name)
    assert food.classes == ["apple_pie", "pizza"]
    assert list(food) == [("1.jpg", 1), ("2.jpg", 1), ("7.jpg", 0)]
    monkeypatch.setattr(gtsrb, "_ORIGIN", url + "/")
    sums = {split: [(n, md5(signs[n])) for n, _ in files] for split, files in datasets.GTSRB._archives.items()}
    monkeypatch.setattr(datasets.GTSRB, "_archives", sums)
    assert [label for _, label in datasets.GTSRB(tmp_path, download=True)] == [0, 0, 1, 1]
    assert [label for _, label in datasets.GTSRB(tmp_path, "test", download=True)] == [16, 1]


def test_imagenet(monkeypatch, tmp_path) -> None:
    files = published.imagenet()
    names = {
        "train": "ILSVRC2012_img_train.tar",
        "val": "ILSVRC2012_img_val.tar",
        "devkit": "ILSVRC2012_devkit_t12.tar.gz",
    }
    monkeypatch.setattr(imagenet, "ARCHIVE_META", {part: (name, md5(files[name])) for part, name in names.items()})
    with pytest.raises(RuntimeError, match=r"The archive ILSVRC2012_devkit_t12.tar.gz is not present .* place it in"):
        datasets.ImageNet(tmp_path)
    published.write(tmp_path, files)
    train, val = datasets.ImageNet(tmp_path), datasets.ImageNet(tmp_path, "val")
    assert train.wnids == val.wnids == ["n01", "n02"]
    assert train.classes == [("word 0", "other 0"), ("word 1", "other 1")]
    assert train.class_to_idx == {"word 0": 0, "other 0": 0, "word 1": 1, "other 1": 1}
    assert train.targets == [0, 0, 1, 1]
    assert [Path(path).name[-6] for path, label in val.samples if label == 1] == ["1", "3"]
    for name in names.values():
        (tmp_path / name).unlink()
    assert len(datasets.ImageNet(tmp_path)) == 4  # all is unpacked


def test_fake_data() -> None:
    """torchvision 0.29's numbers."""
    data = datasets.FakeData(3, (3, 5, 4))
    assert [label for _, label in data] == [9, 5, 3]
    assert md5(data[1][0].tobytes()) == "a0d551ec89dfd46bcc6c0ebd3fb8080d"
    state = fl.get_rng_state()
    assert np.array_equal(array(data[1][0]), array(data[1][0]))
    assert fl.equal(fl.get_rng_state(), state)
    with pytest.raises(IndexError, match="FakeData index out of range"):
        data[3]


def test_digits() -> None:
    data = datasets.Digits(transform=array)
    assert len(data) == 1797
    assert data[0][0].max() == 239  # 15 of 16
    assert data[0][1] == 0


# Files


def test_idx_files_are_checked(tmp_path) -> None:
    good = published.idx(np.arange(6, dtype=np.int32).reshape(2, 3))
    (file := tmp_path / "a").write_bytes(good)
    assert read_idx(file).tolist() == [[0, 1, 2], [3, 4, 5]]
    for damaged, message in (
        (good[:-1], "it is cut or damaged"),
        (b"\1" + good[1:], "is no IDX file"),
        (b"", "no IDX"),
    ):
        file.write_bytes(damaged)
        with pytest.raises(RuntimeError, match=message):
            read_idx(file)


@pytest.mark.parametrize("compress", [False, True])
def test_matlabs_files(compress: bool, tmp_path) -> None:
    values = {"a": np.arange(6.0).reshape(2, 3), "word": "text", "s": [{"x": "one", "y": np.zeros((1, 1))}] * 2}
    (file := tmp_path / "a.mat").write_bytes(published.matlab(compress, **values))
    read = read_matlab(file)
    assert read["a"].tolist() == values["a"].tolist()
    assert read["word"] == "text"
    assert [row["x"] for row in read["s"]] == ["one", "one"]
    for damaged in (b"nothing", file.read_bytes()[:-9] if compress else file.read_bytes()[:150]):
        file.write_bytes(damaged)
        with pytest.raises(RuntimeError, match=r"a\.mat is"):
            read_matlab(file)


def test_archives(tmp_path) -> None:
    for name, content in {
        "a.tar": published.tar({"t": b"1"}),
        "b.tgz": published.tar({"t": b"1"}, "w:gz"),
        "c.tar.xz": published.tar({"t": b"1"}, "w:xz"),
        "d.zip": published.zipped({"t": b"1"}),
    }.items():
        (tmp_path / name).write_bytes(content)
        folder = tmp_path / f"{name}.d"
        assert utils.extract_archive(tmp_path / name, folder, remove_finished=True) == folder
        assert (folder / "t").read_bytes() == b"1"
        assert not (tmp_path / name).exists()
    (tmp_path / "e.tar").write_bytes(published.tar({"../outside": b"1"}))
    with pytest.raises(Exception, match="outside"):
        utils.extract_archive(tmp_path / "e.tar", tmp_path / "in")
    (tmp_path / "f.rar").write_bytes(b"")
    with pytest.raises(RuntimeError, match=r"Unknown compression or archive type: '\.rar'"):
        utils.extract_archive(tmp_path / "f.rar")
    assert sorted(utils.list_dir(tmp_path)) == ["a.tar.d", "b.tgz.d", "c.tar.xz.d", "d.zip.d"]
    assert utils.list_files(tmp_path, ".rar", prefix=True) == [str(tmp_path / "f.rar")]


def test_other_datasets_say_what_to_use() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'LSUN' \| read its files through ImageFolder"):
        _ = datasets.LSUN
