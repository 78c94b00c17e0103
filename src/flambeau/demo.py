"""``flambeau demo``: trains a small convolutional network on real handwritten digits and shows what it learnt."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import flambeau as fl
from flambeau import _digits, nn, optim
from flambeau.utils._chart import curve
from flambeau.utils._progress import progress
from flambeau.utils.data import DataLoader, TensorDataset

from ._listing import listing

__all__ = ["Result", "compare_gradient", "digits", "main", "make_model", "train"]
__dir__ = listing(globals())

CLASSES = 10
BATCH = 32
TEST_SHARE = 0.2
# The split is the same for every training seed, so that runs are compared on the same test digits.
SPLIT_SEED = 0


@dataclass
class Digits:
    """The data set, split: images of shape (n, 1, 8, 8) in [0, 1], labels of shape (n,)."""

    train_images: fl.Tensor
    train_labels: fl.Tensor
    test_images: fl.Tensor
    test_labels: fl.Tensor


@dataclass
class Result:
    """What a training run gave: losses per batch, test accuracy in [0, 1], confusion[true][predicted], seconds."""

    losses: list[float] = field(default_factory=list)
    accuracy: float = 0.0
    predictions: list[int] = field(default_factory=list)
    confusion: list[list[int]] = field(default_factory=list)
    seconds: float = 0.0


def digits() -> Digits:
    """The digits, a fifth of them, chosen at random, kept for the test."""
    images, labels = _digits.load()
    scaled = (images.to(fl.float32) / 16).unsqueeze(1)
    order = fl.randperm(_digits.COUNT, generator=fl.Generator().manual_seed(SPLIT_SEED))
    held_out = int(_digits.COUNT * TEST_SHARE)
    train, test = order[held_out:], order[:held_out]
    return Digits(scaled[train], labels[train], scaled[test], labels[test])


def make_model() -> nn.Module:
    """Two 3 x 3 convolutions, pooling, two linear layers: 71,754 parameters."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(32 * 4 * 4, 128),
        nn.ReLU(),
        nn.Linear(128, CLASSES),
    )


def with_shifts(images: fl.Tensor) -> fl.Tensor:
    """The images moved by -1, 0 and 1 pixels either way, paper at the edges: (9, n, 1, 8, 8), unmoved in the middle."""
    count, side = images.shape[0], _digits.SIDE
    framed = fl.zeros(count, 1, side + 2, side + 2)
    framed[:, :, 1:-1, 1:-1] = images
    return fl.stack([framed[:, :, y : y + side, x : x + side] for y in range(3) for x in range(3)])


def compare_gradient(data: Digits, step: float = 1e-6) -> tuple[int, float, float]:
    """The derivative of the loss by the first layer's most influential weight, in float64.

    Returns the weight's number, the derivative by backward(), and by the central difference
    ``(loss(w + step) - loss(w - step)) / (2 step)``, whose rounding error is about 1e-16 / step. A smaller step would
    show more of that; a larger one would carry more of the ReLUs past their kink, where there is no derivative.
    """
    model = make_model().double().eval()
    images, labels = data.train_images[:16].double(), data.train_labels[:16]
    loss = nn.CrossEntropyLoss()
    loss(model(images), labels).backward()
    weight = next(iter(model.parameters()))
    assert weight.grad is not None
    place = int(weight.grad.flatten().abs().argmax())
    backward = weight.grad.flatten()[place].item()
    values = []
    with fl.no_grad():
        for move in (step, -2 * step):
            weight.view(-1)[place] += move
            values.append(loss(model(images), labels).item())
    return place, backward, (values[0] - values[1]) / (2 * step)


def train(model: nn.Module, data: Digits, epochs: int, out: TextIO | None = None) -> Result:
    """Trains ``model`` with AdamW and a cosine schedule on randomly shifted digits, then tests it."""
    result = Result()
    started = time.perf_counter()
    shifted = with_shifts(data.train_images)
    rows = TensorDataset(fl.arange(len(data.train_labels)), data.train_labels)
    loader: DataLoader[Any] = DataLoader(rows, batch_size=BATCH, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=max(epochs * len(loader), 1))
    criterion = nn.CrossEntropyLoss()
    model.train()
    steps = epochs * len(loader)
    with progress(steps, "batch", out or sys.stderr, lambda: curve(result.losses, steps)) as bar:
        for epoch in range(epochs):
            for index, labels in loader:
                images = shifted[fl.randint(0, 9, (len(labels),)), index]
                optimizer.zero_grad()
                loss = criterion(model(images), labels)
                loss.backward()
                optimizer.step()
                schedule.step()
                result.losses.append(loss.item())
                bar.advance(f"epoch {epoch + 1}/{epochs} · loss {result.losses[-1]:.4f}")
    test(model, data, result)
    result.seconds = time.perf_counter() - started
    return result


def test(model: nn.Module, data: Digits, result: Result) -> None:
    """Fills the result's predictions, accuracy and confusion matrix."""
    model.eval()
    with fl.no_grad():
        result.predictions = model(data.test_images).argmax(dim=1).tolist()
    truth = data.test_labels.tolist()
    result.confusion = [[0] * CLASSES for _ in range(CLASSES)]
    for true, predicted in zip(truth, result.predictions, strict=True):
        result.confusion[true][predicted] += 1
    result.accuracy = sum(result.confusion[k][k] for k in range(CLASSES)) / len(truth)


def table(confusion: list[list[int]]) -> str:
    """The confusion matrix as text: a row per true digit, a column per prediction, · for zero."""
    header = "true\\predicted " + "".join(f"{k:>4}" for k in range(CLASSES))
    rows = (f"{k:>14} " + "".join(f"{count or '·':>4}" for count in row) for k, row in enumerate(confusion))
    return "\n".join([header, *rows])


def smoothed(values: Iterable[float], keep: float = 0.95) -> list[float]:
    """An exponential running mean, corrected for its start at zero."""
    mean, weight, out = 0.0, 0.0, []
    for value in values:
        mean = keep * mean + (1 - keep) * value
        weight = keep * weight + (1 - keep)
        out.append(mean / weight)
    return out


def draw(result: Result, data: Digits, folder: Path) -> list[Path]:
    """Saves the loss curve and a sheet of test digits, mistakes first, as PNG; returns the files' paths.

    Raises:
        ImportError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    chart = Figure(figsize=(7, 4), layout="constrained")
    axes = chart.add_subplot()
    axes.plot(result.losses, color="#f4b183", linewidth=0.7, label="batch")
    axes.plot(smoothed(result.losses), color="#c00000", label="running mean")
    axes.set(xlabel="step", ylabel="cross entropy (nat)", yscale="log", title="Training loss")
    axes.legend()
    loss_file = folder / "loss.png"
    chart.savefig(loss_file, dpi=120)

    truth, images = data.test_labels.tolist(), data.test_images.squeeze(1).numpy()
    order = sorted(range(len(truth)), key=lambda k: result.predictions[k] == truth[k])
    sheet = Figure(figsize=(9, 6), layout="constrained")
    for cell, k in enumerate(order[:54]):
        axes = sheet.add_subplot(6, 9, cell + 1)
        axes.imshow(images[k], cmap="gray_r", vmin=0, vmax=1)
        right = result.predictions[k] == truth[k]
        title = str(result.predictions[k]) if right else f"{result.predictions[k]} (is {truth[k]})"
        axes.set_title(title, color="black" if right else "#c00000", fontsize=9)
        axes.set_axis_off()
    sheet.suptitle(f"Test digits and predictions, mistakes first · accuracy {result.accuracy:.2%}")
    digits_file = folder / "digits.png"
    sheet.savefig(digits_file, dpi=120)
    return [loss_file, digits_file]


def ready(folder: Path) -> bool:
    """Makes the folder for the pictures; False where there will be none, since matplotlib is not installed.

    Raises:
        OSError: no file can be written there.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        print("without pictures: they need matplotlib, which is not installed: pip install 'flambeau[plot]'")
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return True


def main(epochs: int = 20, out: str | Path = "flambeau-demo", seed: int = 0) -> Result:
    """Runs the demo: checks one gradient, trains for ``epochs``, prints the confusion matrix, saves two pictures.

    Raises:
        OSError: no file can be written in ``out``; told before the training.
    """
    pictures = ready(Path(out))
    fl.manual_seed(seed)
    data = digits()
    place, backward, difference = compare_gradient(data)
    print(f"{_digits.COUNT} handwritten digits: {len(data.train_labels)} to train on, {len(data.test_labels)} to test")
    print(
        f"one gradient, d loss / d weight {place}: backward {backward:.10f} · central difference {difference:.10f} "
        f"· they differ by {abs(backward - difference):.1e}"
    )
    model = make_model()
    print(f"training {sum(p.numel() for p in model.parameters()):,} parameters for {epochs} epochs (seed {seed})")
    result = train(model, data, epochs)
    right = sum(result.confusion[k][k] for k in range(CLASSES))
    print(f"\n{table(result.confusion)}\n")
    print(
        f"test accuracy {result.accuracy:.2%} ({right} of {len(data.test_labels)}) · "
        f"trained and tested in {result.seconds:.1f} s"
    )
    if pictures:
        print("saved " + " and ".join(str(file) for file in draw(result, data, Path(out))))
    return result
