"""Networks cut off at chosen operations, beside hooks on the layers."""

from __future__ import annotations

import zlib

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.vision import models, ops
from flambeau.vision.models.feature_extraction import create_feature_extractor, get_graph_node_names


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = ops.Conv2dNormActivation(3, 4, stride=2)
        self.body = nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU(), nn.Conv2d(4, 4, 1), nn.ReLU())
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.body(x)
        x = x.mean((2, 3)) * 2
        if self.training:
            x = self.drop(x)
        return self.head(x * 2)


def test_names() -> None:
    body = ["body.0", "body.1", "body.2", "body.3"]
    with pytest.warns(UserWarning, match="eval mode are not equal to those in train mode"):
        train, evaluation = get_graph_node_names(Net())
    assert evaluation == ["x", "stem", *body, "add", "mean", "mul", "mul_1", "head"]
    assert train == ["x", "stem", *body, "add", "mean", "mul", "drop", "mul_1", "head"]
    deep = get_graph_node_names(Net(), {"leaf_modules": []}, suppress_diff_warning=True)[1]
    assert deep[1:4] == ["stem.0", "stem.1", "stem.2"]


def test_what_is_computed() -> None:
    model = Net().eval()
    x = fl.randn(2, 3, 8, 8)
    extractor = create_feature_extractor(model, {"mean": "m", "body": "b", "stem": "s"})
    out = extractor(x)
    assert list(out) == ["s", "b", "m"]  # in the order in which they are computed
    stem = model.stem(x)
    assert fl.equal(out["s"], stem)
    assert fl.equal(out["b"], model.body(stem))
    assert fl.equal(out["m"], (stem + model.body(stem)).mean((2, 3)))
    assert sorted({name.split(".")[0] for name in extractor.state_dict()}) == ["body", "stem"]
    early = create_feature_extractor(model, ["body.1"])
    assert [n for n, _ in early.named_parameters() if n.startswith("body")] == ["body.0.weight", "body.0.bias"]
    early(x)["body.1"].sum().backward()
    assert early.body[0].weight.grad is not None
    assert model.body[0].weight.grad is None  # it is a copy


def test_both_modes() -> None:
    model = Net()
    extractor = create_feature_extractor(model, train_return_nodes=["drop"], eval_return_nodes=["mul_1"])
    x = fl.randn(1, 3, 8, 8)
    assert list(extractor.train()(x)) == ["drop"]
    assert list(extractor.eval()(x)) == ["mul_1"]
    assert model.training


def test_a_published_network() -> None:
    model = models.mobilenet_v3_small(num_classes=2).eval()
    names = get_graph_node_names(model)[1]
    assert names[:3] == ["x", "features.0", "features.1.block.0"]
    assert len(names) == 56  # as many as torchvision's has
    out = create_feature_extractor(model, ["features.2.block", "flatten"])(fl.ones(1, 3, 32, 32))
    assert {name: tuple(x.shape) for name, x in out.items()} == {"features.2.block": (1, 24, 4, 4), "flatten": (1, 576)}


# How many nodes torchvision's networks have, and the sum (CRC-32) of their names, in training and then in evaluation.
NAMES = {
    "resnet18": (70, 1342445898),
    "alexnet": (23, 3472331884),
    "convnext_tiny": (226, 1271771344),
    "densenet121": (432, 4284157133),
    "efficientnet_b0": (88, 3258002750),
    "googlenet": (216, 1797789990),
    "inception_v3": (325, 255368873),
    "mobilenet_v3_small": (56, 3725756872),
    "shufflenet_v2_x0_5": (368, 2464921457),
    "squeezenet1_0": (67, 1303026399),
    "vgg11": (31, 2788368480),
    "vit_b_16": (187, 2577647285),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_names_are_torchvisions(name: str) -> None:
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    with fl.device("meta"):
        training, evaluating = get_graph_node_names(models.get_model(name, **options), suppress_diff_warning=True)
    assert (len(training), zlib.crc32(" ".join(training + evaluating).encode())) == NAMES[name]
    if name == "resnet18":
        assert training[5:12] == [f"layer1.0.{n}" for n in ("conv1", "bn1", "relu", "conv2", "bn2", "add", "relu_1")]


def test_the_stages_of_a_swin_transformer() -> None:
    model = models.swin_t(num_classes=2).eval()
    x = fl.rand(1, 3, 32, 32)
    out = create_feature_extractor(model, ["features.1.0.attn", "features.3.1.add_1", "head"])(x)
    assert {n: tuple(y.shape) for n, y in out.items()} == {
        "features.1.0.attn": (1, 8, 8, 96),
        "features.3.1.add_1": (1, 4, 4, 192),
        "head": (1, 2),
    }
    assert fl.allclose(out["head"], model(x))


def test_what_is_refused() -> None:
    for options, message in (
        ({}, "Either `return_nodes` or `train_return_nodes` and `eval_return_nodes` together"),
        ({"train_return_nodes": ["x"]}, "then both should be specified"),
        ({"return_nodes": ["nothing"]}, "node: 'nothing' is not present in model. Hint: use `get_graph_node_names`"),
    ):
        with pytest.raises(ValueError, match=message):
            create_feature_extractor(Net(), **options)
    with pytest.raises(NotImplementedError, match="concrete_args"):
        create_feature_extractor(Net(), ["x"], concrete_args={"x": 1})
