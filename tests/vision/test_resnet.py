"""ResNets beside PyTorch: a checkpoint that PyTorch wrote gives its outputs, gradients and losses here, and returns."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402
from flambeau.vision import models  # noqa: E402
from vision.reference import resnet18  # noqa: E402

PARAMETERS = {
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
    "resnext50_32x4d": 25_028_904,
    "resnext101_32x8d": 88_791_336,
    "resnext101_64x4d": 83_455_272,
    "wide_resnet50_2": 68_883_240,
    "wide_resnet101_2": 126_886_696,
}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A file that PyTorch wrote: a ResNet-18's parameters, with running moments of some data."""
    fl.manual_seed(0)
    ours = models.resnet18()
    state = {name: torch.from_numpy(value.numpy().copy()) for name, value in ours.state_dict().items()}
    torch.manual_seed(1)
    with torch.no_grad():
        for _ in range(5):
            resnet18(state, torch.randn(8, 3, 40, 40), training=True)
    path = tmp_path_factory.mktemp("checkpoint") / "resnet18.pth"
    torch.save(state, path)
    return path


def images(seed: int, n: int = 2, size: int = 64):
    x = np.random.default_rng(seed).standard_normal((n, 3, size, size), dtype=np.float32)
    return fl.from_numpy(x), torch.from_numpy(x.copy())


def test_outputs_and_gradients(checkpoint) -> None:
    model = models.resnet18().eval()
    assert str(model.load_state_dict(fl.load(checkpoint))) == "<All keys matched successfully>"
    state = torch.load(checkpoint)
    leaves = {k: v.requires_grad_() for k, v in state.items() if v.is_floating_point() and "running" not in k}
    x, tx = images(0)
    y, ty = model(x), resnet18(state, tx)
    assert np.abs(y.detach().numpy() - ty.detach().numpy()).max() <= 1e-5 * float(ty.detach().abs().max())
    y.square().sum().backward()
    ty.square().sum().backward()
    for name, parameter in model.named_parameters():
        theirs = leaves[name].grad.numpy()
        assert np.abs(parameter.grad.numpy() - theirs).max() <= 1e-4 * np.abs(theirs).max(), name


@pytest.mark.parametrize(
    ("dtype", "frozen", "steps"),
    # All layers in float64: there the losses of a network with batch norm part from rounding alone within ten steps in
    # float32, in either library, when a ReLU's or a maximum's choice falls the other way.
    [("float32", True, 20), ("float64", False, 4)],
    ids=["a new head on frozen layers", "all layers"],
)
def test_fine_tuning_gives_pytorchs_losses(checkpoint, tmp_path, dtype: str, frozen: bool, steps: int) -> None:
    """Some steps; what is saved then loads in PyTorch."""
    model = models.resnet18()
    model.load_state_dict(fl.load(checkpoint))
    for parameter in model.parameters():
        parameter.requires_grad = not frozen
    model.fc = fl.nn.Linear(512, 10)
    model.to(getattr(fl, dtype))
    state = {k: torch.from_numpy(v.detach().numpy().copy()) for k, v in model.state_dict().items()}
    trained = [n for n, p in model.named_parameters() if p.requires_grad]
    ours = fl.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=1e-2, momentum=0.9)
    theirs = torch.optim.SGD([state[n].requires_grad_() for n in trained], lr=1e-2, momentum=0.9)
    labels = np.arange(4)
    for step in range(steps):
        x, tx = (
            image.to(getattr(library, dtype)) for image, library in zip(images(step, 4, 32), (fl, torch), strict=True)
        )
        loss = fl.nn.functional.cross_entropy(model(x), fl.from_numpy(labels))
        tloss = torch.nn.functional.cross_entropy(resnet18(state, tx, training=True), torch.from_numpy(labels))
        assert loss.item() == pytest.approx(tloss.item(), rel=1e-3), step
        for optimizer, value in ((ours, loss), (theirs, tloss)):
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
    fl.save(model.state_dict(), tmp_path / "tuned.pth")
    back = torch.load(tmp_path / "tuned.pth")
    x, tx = (image.to(getattr(library, dtype)) for image, library in zip(images(100), (fl, torch), strict=True))
    y, ty = model.eval()(x), resnet18(back, tx)
    assert np.abs(y.detach().numpy() - ty.numpy()).max() <= 1e-5 * float(ty.abs().max())


def test_every_model_is_as_large_as_its_table_says() -> None:
    assert set(models.list_models(models, include="*res*")) == set(PARAMETERS)
    for name, count in PARAMETERS.items():
        model = models.get_model(name)
        assert sum(p.numel() for p in model.parameters()) == count
        for weights in list(models.get_model_weights(name)):
            assert weights.meta["num_params"] == count


@pytest.mark.parametrize("name", ["resnet34", "resnext50_32x4d"])
def test_every_family_trains(name: str) -> None:
    model = models.get_model(name, num_classes=3)
    y = model(images(0)[0])
    assert y.shape == (2, 3)
    y.sum().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_dilation_keeps_the_size() -> None:
    plain, dilated = models.resnet50(), models.resnet50(replace_stride_with_dilation=[False, True, True])
    features = lambda m: m.layer4(m.layer3(m.layer2(m.layer1(m.maxpool(m.conv1(fl.ones(1, 3, 64, 64)))))))  # noqa: E731
    assert features(plain).shape == (1, 2048, 2, 2)
    assert features(dilated).shape == (1, 2048, 8, 8)
    assert {k: v.shape for k, v in plain.state_dict().items()} == {k: v.shape for k, v in dilated.state_dict().items()}


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="3-element tuple"):
        models.resnet50(replace_stride_with_dilation=[True])
    with pytest.raises(NotImplementedError, match="Dilation > 1 not supported in BasicBlock"):
        models.resnet18(replace_stride_with_dilation=[False, True, True])
    with pytest.raises(ValueError, match="BasicBlock only supports groups=1 and base_width=64"):
        models.resnet18(groups=2)


def test_zero_init_residual() -> None:
    model = models.resnet18(zero_init_residual=True)
    assert model.layer1[0].bn2.weight.abs().sum().item() == 0
    assert model.layer1[0].bn1.weight.sum().item() == 64
