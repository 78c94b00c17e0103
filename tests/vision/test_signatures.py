"""The parameters of everything public in `flambeau.vision` are torchvision 0.29's: names, order and defaults."""

from __future__ import annotations

import importlib
from operator import attrgetter

import pytest

from .signatures import TABLE, parameters

ROWS: dict[str, list[tuple[str, str]]] = {}
for _line in TABLE.read_text().splitlines():
    _module, _path, _expected = _line.split("\t")
    ROWS.setdefault(_module, []).append((_path, _expected))

# What is otherwise here, and why.
DEPARTURES = {
    "transforms.v2 ColorJitter": "0 stands for None, as in the first version",
    "transforms.v2 Normalize.check_inputs": "the parameter has its name in the base class",
    "transforms.v2 LinearTransformation.check_inputs": "the parameter has its name in the base class",
    "transforms.v2.functional center_crop_keypoints": "the first parameter is `keypoints`, as of its like",
    "transforms.v2.functional get_size_bounding_boxes": "the first parameter is `bounding_boxes`, as of its like",
    "transforms.v2.functional jpeg": "the first parameter is `inpt`, as of its like",
    "transforms.v2.functional get_image_num_channels": "the first version's",
    "transforms.v2.functional get_image_size": "the first version's",
    "transforms.v2.functional to_tensor": "the first version's",
    **{f"transforms.v2.functional pad{kind}": "0 stands for None" for kind in ("", "_image", "_video", "_mask")},
}


@pytest.mark.parametrize("module", ROWS)
def test_parameters_are_torchvisions(module: str) -> None:
    space = importlib.import_module(f"flambeau.vision.{module}")
    wrong = {}
    for path, expected in ROWS[module]:
        found = parameters(attrgetter(path)(space))
        if found is None or f"{module} {path}" in DEPARTURES:
            continue
        wanted = expected.split("; ") if expected else []
        names = [p for p in wanted if p[0] == "*"]
        ordered = [p for p in wanted if p[0] != "*"]
        # More parameters may stand behind torchvision's, or be given by name.
        if [p for p in found if p[0] != "*"][: len(ordered)] != ordered or not set(names) <= set(found):
            wrong[path] = (wanted, found)
    assert not wrong
