"""What torchvision's top level offers a program to ask and to choose, and where its names lie."""

from __future__ import annotations

import pytest

import flambeau as fl
from flambeau import vision
from flambeau.vision.models import detection, mobilenet


def test_backends() -> None:
    vision.set_image_backend("PIL")
    vision.set_video_backend("pyav")
    vision.disable_beta_transforms_warning()
    assert (vision.get_image_backend(), vision.get_video_backend()) == ("PIL", "pyav")
    with pytest.raises(ValueError, match="Invalid backend 'accimage'"):
        vision.set_image_backend("accimage")


def test_the_module_of_all_mobilenets() -> None:
    for name in mobilenet.__all__:
        assert getattr(mobilenet, name) is getattr(vision.models, name)


def test_anchors_of_maps_that_a_program_has_cut_itself() -> None:
    """The steps of the generator, which detectors of programs' own call, give what a call gives."""
    made = detection.anchor_utils.AnchorGenerator(((8,), (16, 32)), ((0.5, 1.0),) * 2)
    images = detection.image_list.ImageList(fl.zeros(1, 3, 32, 24), [(32, 24)])
    (whole,) = made(images, [fl.zeros(1, 2, 4, 3), fl.zeros(1, 2, 2, 2)])
    made.set_cell_anchors(fl.float64, "cpu")
    parts = made.grid_anchors([[4, 3], [2, 2]], [[8, 8], [16, 12]])
    assert [part.dtype for part in parts] == [fl.float64, fl.float64]
    assert fl.cat(parts).float().tolist() == whole.tolist()
