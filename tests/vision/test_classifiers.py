"""GoogLeNet, Inception, Swin and MaxViT: torchvision's numbers, auxiliary classifiers, checkpoints."""

from __future__ import annotations

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.vision import models
from flambeau.vision.models import _utils, inception, swin_transformer


def image(height: int, width: int) -> fl.Tensor:
    return fl.linspace(-2, 2, 3 * height * width).reshape(1, 3, height, width)


def close(got: fl.Tensor, expected: list[float]) -> None:
    """Each library rounds some hundred sums in its own order."""
    want = fl.tensor([expected])
    assert float((got.detach() - want).abs().max()) <= 1e-5 * max(1.0, float(want.abs().max()))


# Logits of torchvision 0.29's models, built after torch.manual_seed(0), for the image of `image`.


@pytest.mark.parametrize(
    ("version", "logits"),
    [("", [-4.328153133, 1.506431699, 0.204496354]), ("V2", [4.427494049, -5.233149052, 5.763720512])],
)
def test_shifted_windows(version: str, logits: list[float]) -> None:
    block = getattr(swin_transformer, f"SwinTransformerBlock{version}")
    merge = getattr(swin_transformer, f"PatchMerging{version}")
    fl.manual_seed(0)
    model = models.SwinTransformer(
        [4, 4], 16, [2, 2], [1, 2], [4, 4], num_classes=3, block=block, downsample_layer=merge
    ).eval()
    nn.init.normal_(model.head.weight)
    close(model(image(43, 36)), logits)  # neither patches nor windows go into that
    model.train()(image(32, 32)).sum().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


def test_keys_have_no_bias_in_the_second_version() -> None:
    attention = swin_transformer.ShiftedWindowAttentionV2(4, [2, 2], [0, 0], 2)
    x = fl.randn(1, 4, 4, 4)
    before = attention(x)
    with fl.no_grad():
        attention.qkv.bias[4:8] = 7.0
    assert fl.equal(attention(x), before)


def test_attention_along_two_axes() -> None:
    fl.manual_seed(0)
    model = models.MaxVit((32, 32), 8, 2, [8, 16], [1, 2], 8, 0.1, num_classes=3).eval()
    nn.init.normal_(model.classifier[-1].weight)
    close(model(image(32, 32)), [0.376531124, 0.142756805, 0.456308335])
    model.train()(image(32, 32).repeat(2, 1, 1, 1)).sum().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []
    with pytest.raises(ValueError, match="of block 1 is not divisible by partition size 2"):
        models.MaxVit((24, 24), 8, 2, [8, 16], [1, 2], 8, 0.1)


@pytest.fixture(scope="module")
def google() -> models.GoogLeNet:
    fl.manual_seed(0)
    return models.GoogLeNet(num_classes=3, init_weights=False, transform_input=True)


@pytest.fixture(scope="module")
def third() -> models.Inception3:
    fl.manual_seed(0)
    return models.Inception3(num_classes=3, init_weights=False, transform_input=True)


def test_inceptions(google, third) -> None:
    close(google.eval()(image(64, 64)), [-0.003024434, 0.010576148, 0.008805055])
    close(third.eval()(image(75, 75)), [-0.014867837, 0.006652881, -0.007821926])
    middle = fl.linspace(-1, 1, 768 * 17 * 17).reshape(1, 768, 17, 17)
    close(third.AuxLogits(middle), [-0.062038977, -0.014007421, -0.015564026])


def test_auxiliary_classifiers_answer_while_training(google, third, monkeypatch) -> None:
    out = google.train()(image(64, 64).repeat(2, 1, 1, 1))
    assert isinstance(out, models.GoogLeNetOutputs)
    assert {x.shape for x in out} == {(2, 3)}
    monkeypatch.setitem(third._modules, "AuxLogits", nn.Identity())  # the real one needs images of 299 pixels
    out = third.train()(image(107, 107).repeat(2, 1, 1, 1))
    assert isinstance(out, models.InceptionOutputs)
    assert out.logits.shape == (2, 3)
    assert out.aux_logits.shape == (2, 768, 5, 5)


def test_the_initial_weights() -> None:
    aux = inception.InceptionAux(4, 3)
    _utils.initialise_truncated(aux, 0.25)
    deviations = [float(layer.weight.detach().std()) for layer in (aux.conv0.conv, aux.conv1.conv, aux.fc)]
    assert deviations == pytest.approx([0.25, 0.25, 0.001], rel=0.2)


def test_the_default_initialisation_warns(monkeypatch) -> None:
    monkeypatch.setattr(nn.init, "trunc_normal_", lambda weight, **options: weight)  # which takes seconds
    with pytest.warns(FutureWarning, match="default weight initialization of GoogleNet will be changed"):
        models.googlenet(aux_logits=False)
    with pytest.warns(FutureWarning, match="default weight initialization of inception_v3 will be changed"):
        models.inception_v3(aux_logits=False)


def test_published_weights_drop_what_is_not_asked_for(monkeypatch) -> None:
    state = models.GoogLeNet(init_weights=False).state_dict()
    monkeypatch.setattr(models.GoogLeNet_Weights, "get_state_dict", lambda self, **options: state)
    model = models.googlenet(weights="DEFAULT")
    assert (model.aux_logits, model.aux1, model.aux2, model.transform_input) == (False, None, None, True)
    with pytest.warns(UserWarning, match="auxiliary heads in the pretrained googlenet model are NOT pretrained"):
        assert models.googlenet(weights="DEFAULT", aux_logits=True).aux1 is not None
    other = models.Inception3(init_weights=False).state_dict()
    monkeypatch.setattr(models.Inception_V3_Weights, "get_state_dict", lambda self, **options: other)
    assert models.inception_v3(weights="DEFAULT").AuxLogits is not None
    assert models.inception_v3(weights="DEFAULT", aux_logits=False).AuxLogits is None
