"""Published checkpoints: their enums, what `weights=` takes, the deprecated ways, and a download through a builder."""

from __future__ import annotations

import hashlib
import inspect
import io
import pickle
import re
import warnings

import numpy as np
import pytest
from server import serving

import flambeau as fl
from flambeau.vision import models
from flambeau.vision.models import ResNet18_Weights, ResNet50_Weights


def test_the_enums() -> None:
    v1, v2 = ResNet50_Weights.IMAGENET1K_V1, ResNet50_Weights.IMAGENET1K_V2
    assert list(ResNet50_Weights) == [v1, v2]
    assert ResNet50_Weights.DEFAULT is v2
    assert repr(v2) == str(v2) == "ResNet50_Weights.IMAGENET1K_V2"
    assert v1.url == "https://download.pytorch.org/models/resnet50-0676ba61.pth"
    assert len(v1.meta["categories"]) == 1000
    assert v1.meta["categories"][281] == "tabby"
    assert v1.meta["_metrics"] == {"ImageNet-1K": {"acc@1": 76.13, "acc@5": 92.862}}
    assert v1.meta["min_size"] == (1, 1)
    assert ResNet50_Weights.__module__ == "flambeau.vision.models.resnet"
    assert pickle.loads(pickle.dumps(v2)) is v2


def test_verify() -> None:
    v1 = ResNet18_Weights.IMAGENET1K_V1
    for given in (v1, "IMAGENET1K_V1", "ResNet18_Weights.IMAGENET1K_V1", "DEFAULT"):
        assert ResNet18_Weights.verify(given) is v1
    assert ResNet18_Weights.verify(None) is None
    with pytest.raises(TypeError, match="expected ResNet18_Weights but received ResNet50_Weights"):
        models.resnet18(weights=ResNet50_Weights.DEFAULT)
    with pytest.raises(KeyError):
        models.resnet18(weights="IMAGENET21K")


def test_the_registry() -> None:
    assert models.get_model_builder("ResNet18") is models.resnet18
    assert models.get_model_weights("resnet50") is models.get_model_weights(models.resnet50) is ResNet50_Weights
    assert models.get_weight("ResNet50_Weights.IMAGENET1K_V2") is ResNet50_Weights.IMAGENET1K_V2
    assert models.list_models(include=["resnet1*"], exclude="*152") == ["resnet101", "resnet18"]
    assert models.get_model("resnet18", num_classes=7).fc.out_features == 7
    with pytest.raises(ValueError, match="Unknown model resnet19"):
        models.get_model("resnet19")
    with pytest.raises(ValueError, match="weight enum 'Nothing' for the specific method couldn't be retrieved"):
        models.get_weight("Nothing.V1")
    assert list(inspect.signature(models.resnet18).parameters) == ["weights", "progress", "options"]


@pytest.fixture
def served(monkeypatch, tmp_path):
    """ResNet-18's checkpoint comes from the loopback, in the format and under the kind of name it is published in."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    fl.manual_seed(3)
    file = io.BytesIO()
    state = models.resnet18().state_dict()
    fl.save(state, file)
    content = file.getvalue()
    path = f"/models/resnet18-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    with serving({path: content}) as server:
        monkeypatch.setattr(ResNet18_Weights.DEFAULT.value, "url", server.url + path)
        yield state


def same(model, state) -> bool:
    return all(fl.equal(value, state[name]) for name, value in model.state_dict().items())


def test_weights_are_downloaded_and_loaded(served, capsys) -> None:
    assert same(models.resnet18(weights="DEFAULT"), served)
    assert capsys.readouterr().err.startswith('Downloading: "http://127.0.0.1:')
    assert same(models.get_model("resnet18", weights=ResNet18_Weights.IMAGENET1K_V1, progress=False), served)
    assert capsys.readouterr().err == ""


EQUIVALENT = r"passing `weights=ResNet18_Weights.IMAGENET1K_V1`. You can also use `weights=ResNet18_Weights.DEFAULT` to"


@pytest.mark.parametrize(
    ("args", "options", "messages"),
    [
        ((), {"pretrained": True}, ["The parameter 'pretrained' is deprecated since 0.13", EQUIVALENT]),
        ((), {"weights": True}, [EQUIVALENT]),
        ((True,), {}, ["Using 'weights' as positional parameter", EQUIVALENT]),
        ((True, False), {}, ["Using 'weights' and 'progress' as positional parameter", EQUIVALENT]),
    ],
)
def test_the_deprecated_ways_work_and_warn(served, args, options, messages) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        model = models.resnet18(*args, **options)
    assert same(model, served)
    assert len(warned) == len(messages)
    for record, message in zip(warned, messages, strict=True):
        assert record.category is UserWarning
        assert re.search(message, str(record.message))
        assert record.filename == __file__


def test_false_is_no_weights() -> None:
    with pytest.warns(UserWarning, match="equivalent to passing `weights=None`"):
        assert models.resnet18(weights=False, num_classes=4).fc.out_features == 4


def test_the_number_of_classes_is_the_weights() -> None:
    with pytest.raises(ValueError, match="The parameter 'num_classes' expected value 1000 but got 10 instead"):
        models.resnet18(weights="DEFAULT", num_classes=10)


def test_the_weights_transform() -> None:
    transform = ResNet18_Weights.DEFAULT.transforms()
    image = fl.from_numpy(np.random.default_rng(0).integers(0, 256, (3, 300, 400), dtype=np.uint8))
    out = transform(image)
    assert out.shape == (3, 224, 224)
    assert out.dtype == fl.float32
    # A single colour stays one, through resizing, cutting and normalising.
    flat = transform(fl.full((1, 3, 300, 400), 128, dtype=fl.uint8))
    expected = [(128 / 255 - m) / s for m, s in zip((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), strict=True)]
    fl.testing.assert_close(flat, fl.tensor(expected).reshape(1, 3, 1, 1).expand(1, 3, 224, 224))
    assert "resize_size=[256]" in repr(transform)
