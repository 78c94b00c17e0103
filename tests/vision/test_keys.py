"""Every network's parameters and buffers are torchvision 0.29's: names, order and shapes."""

from __future__ import annotations

import hashlib
import inspect
import warnings
from pathlib import Path

import pytest

from flambeau import nn
from flambeau.vision import models

# For each model how many entries its state has, and the first digits of the SHA-256 of lines "name (shape)".
TABLE = [line.split("\t") for line in Path(__file__).with_name("keys.tsv").read_text().splitlines()]
AT_MOST = 30_000_000  # parameters: larger models differ from smaller ones of their family in numbers alone


def is_small(name: str) -> bool:
    return models.get_model_weights(name).DEFAULT.meta["num_params"] <= AT_MOST


@pytest.mark.parametrize(("name", "count", "digest"), [row for row in TABLE if is_small(row[0])])
def test_names_and_shapes(name: str, count: str, digest: str, monkeypatch) -> None:
    for function in [n for n in vars(nn.init) if n[-1] == "_" and n[0] != "_"]:
        monkeypatch.setattr(nn.init, function, lambda tensor, *args, **options: tensor)  # initial weights take longest
    build = models.get_model_builder(name)
    options = {"weights_backbone": None} if "weights_backbone" in inspect.signature(build).parameters else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of the inceptions' defaults
        state = build(**options).state_dict()
    lines = "\n".join(f"{key} {tuple(value.shape)}" for key, value in state.items())
    assert (str(len(state)), hashlib.sha256(lines.encode()).hexdigest()[:16]) == (count, digest)


def test_every_model_is_in_the_table() -> None:
    assert [name for name, _, _ in TABLE] == models.list_models()
