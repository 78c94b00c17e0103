"""The demo on a short run: the data, the gradient check, the training, the pictures."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest

import flambeau
from flambeau import _digits, demo

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_data_is_the_uci_test_set() -> None:
    images, labels = _digits.load()
    assert tuple(images.shape) == (1797, 8, 8)
    assert images.dtype == flambeau.uint8
    assert (int(images.min()), int(images.max())) == (0, 16)
    assert [labels.tolist().count(k) for k in range(10)] == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_the_data_equals_scikit_learns() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    theirs = datasets.load_digits()
    images, labels = _digits.load()
    assert (images.numpy() == theirs.images).all()
    assert (labels.numpy() == theirs.target).all()


def test_no_digit_is_both_trained_on_and_tested() -> None:
    data = demo.digits()
    assert (len(data.train_labels), len(data.test_labels)) == (1438, 359)
    both = flambeau.cat([data.train_images, data.test_images]).flatten(1).tolist()
    everything = (_digits.load()[0].flatten(1).to(flambeau.float32) / 16).tolist()
    assert sorted(both) == sorted(everything)


def test_shifts() -> None:
    image = flambeau.zeros(1, 1, 8, 8)
    image[0, 0, 0, 3] = 1.0
    shifted = demo.with_shifts(image)
    assert tuple(shifted.shape) == (9, 1, 1, 8, 8)
    assert shifted[4].tolist() == image.tolist()
    assert shifted.sum(dim=(1, 2, 3, 4)).tolist() == [1.0] * 6 + [0.0] * 3  # the last three move it off the top
    assert shifted[0, 0, 0, 1, 4].item() == 1.0


def test_the_gradient_agrees_with_the_difference() -> None:
    flambeau.manual_seed(0)
    _, backward, difference = demo.compare_gradient(demo.digits())
    assert backward != 0
    assert difference == pytest.approx(backward, rel=1e-5, abs=1e-9)


def test_a_short_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    result = demo.main(epochs=2, out=tmp_path / "pictures", seed=0)
    assert len(result.losses) == 2 * 45
    assert result.losses[-1] < result.losses[0]
    assert result.accuracy > 0.5
    assert sum(map(sum, result.confusion)) == 359
    for name in ("loss.png", "digits.png"):
        content = (tmp_path / "pictures" / name).read_bytes()
        assert content.startswith(PNG)
        assert len(content) > 5_000
    printed = capsys.readouterr().out
    for words in ("central difference", "true\\predicted", "test accuracy", "saved "):
        assert words in printed


def test_without_matplotlib_it_trains_and_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] in ("matplotlib", "tqdm"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    result = demo.main(epochs=1, out=tmp_path, seed=0)
    assert result.predictions
    assert "pip install 'flambeau[plot]'" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_terminal_shows_the_curve_while_it_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    result = demo.train(demo.make_model(), demo.digits(), 1, screen)
    assert "epoch 1/1 · loss" in screen.getvalue()
    drawn = [line for line in screen.getvalue().split("\n") if "┤" in line]
    assert any(character > "\u2800" for line in drawn for character in line.split("┤")[1][:60])
    plain = io.StringIO()
    assert demo.train(demo.make_model(), demo.digits(), 1, plain).losses[0] == pytest.approx(result.losses[0], rel=0.2)
    assert "┤" not in plain.getvalue()


def test_a_folder_that_cannot_be_written_is_told_of_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(demo, "train", lambda *args: pytest.fail("trained"))
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        demo.main(epochs=1, out=tmp_path / "file" / "pictures")
    with pytest.raises(OSError, match="/proc"):
        demo.main(epochs=1, out="/proc")


def test_a_run_is_repeatable() -> None:
    data, losses = demo.digits(), []
    for _ in range(2):
        flambeau.manual_seed(3)
        losses.append(demo.train(demo.make_model(), data, 1, io.StringIO()).losses)
    assert losses[0] == losses[1]
