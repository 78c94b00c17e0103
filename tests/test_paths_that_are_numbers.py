"""A number for a path is refused: Python would take it for an open descriptor of the process, and close it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import flambeau as fl
from flambeau.hub import download_url_to_file
from flambeau.profiler import profile


@pytest.fixture
def descriptor() -> Iterator[int]:
    opened = os.open(os.devnull, os.O_RDWR)
    yield opened
    os.close(opened)  # OSError where somebody has closed it


def picture() -> fl.Tensor:
    return fl.zeros(3, 4, 4, dtype=fl.uint8)


def of_vision(name: str, *arguments: Callable[[], Any]) -> Callable[[int], Any]:
    """The function of flambeau.vision of that dotted name, given the number and what else it needs."""

    def call(number: int) -> Any:
        pytest.importorskip("PIL")
        function: Any = fl.vision
        for part in name.split("."):
            function = getattr(function, part)
        return function(*[number if argument is None else argument() for argument in arguments or (None,)])

    return call


def profiled(name: str) -> Callable[[int], Any]:
    def call(number: int) -> Any:
        with profile(with_stack=True, profile_memory=True) as done:
            fl.ones(2) + 1
        return getattr(done, name)(number)

    return call


CALLS: dict[str, Callable[[int], Any]] = {
    "load": lambda n: fl.load(n),  # type: ignore[arg-type]
    "load, mapped": lambda n: fl.load(n, mmap=True),  # type: ignore[arg-type]
    "save": lambda n: fl.save(fl.ones(2), n),  # type: ignore[arg-type]
    "load_safetensors": lambda n: fl.serialization.load_safetensors(n),  # type: ignore[arg-type]
    "save_safetensors": lambda n: fl.serialization.save_safetensors({"x": fl.ones(2)}, n),  # type: ignore[arg-type]
    "UntypedStorage.from_file": lambda n: fl.UntypedStorage.from_file(n),  # type: ignore[arg-type]
    "download_url_to_file": lambda n: download_url_to_file("http://127.0.0.1:9/", n),  # type: ignore[arg-type]
    "SummaryWriter": lambda n: fl.utils.tensorboard.SummaryWriter(n),  # type: ignore[arg-type]
    **{f"profile.{name}": profiled(name) for name in dir(profile) if name.startswith("export_")},
    "read_file": of_vision("io.read_file"),
    "read_image": of_vision("io.read_image"),
    "write_file": of_vision("io.write_file", None, lambda: fl.zeros(3, dtype=fl.uint8)),
    "write_png": of_vision("io.write_png", picture, None),
    "write_jpeg": of_vision("io.write_jpeg", picture, None),
    "save_image": of_vision("utils.save_image", picture, None),
    "calculate_md5": of_vision("datasets.utils.calculate_md5"),
    "extract_archive": of_vision("datasets.utils.extract_archive"),
    "pil_loader": of_vision("datasets.folder.pil_loader"),
    "MNIST": of_vision("datasets.MNIST"),
    "ImageFolder": of_vision("datasets.ImageFolder"),
    "CocoDetection": of_vision("datasets.CocoDetection", None, None),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_a_number_is_no_path(call: Callable[[int], Any], descriptor: int) -> None:
    with pytest.raises((TypeError, AttributeError, ValueError)):
        call(descriptor)
    os.fstat(descriptor)
