"""What notebooks show: whole, well-formed, escaped, and what the plain form says; images on request."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.profiler import profile
from flambeau.utils import image


def text_of(shown: Any) -> str:
    """All text of an object's HTML, which must be well-formed."""
    return "\n".join(ElementTree.fromstring(shown._repr_html_().replace("<details open>", "<details>")).itertext())


@pytest.fixture(scope="module")
def prof() -> profile:
    x = fl.rand(40, 40, requires_grad=True)
    layer = nn.Linear(40, 40)
    with profile(profile_memory=True, with_flops=True) as prof:
        layer(x).exp().sum().backward()
    return prof


def rows_of(shown: Any) -> list[list[str]]:
    root = ElementTree.fromstring(shown._repr_html_())
    return [[cell.text or "" for cell in row] for row in root.iter("tr")]


def test_averages_and_profiles_are_tables_with_the_costliest_first(prof: profile) -> None:
    averages = prof.key_averages()
    titles, *rows = rows_of(averages)
    assert titles[:3] == ["Name", "Self CPU %", "Self CPU"]
    assert titles[-1].startswith("Total ")
    by_cost = sorted(averages, key=lambda average: average.self_cpu_time_total, reverse=True)
    assert [row[0] for row in rows] == [average.key for average in by_cost]
    assert rows_of(prof) == rows_of(averages)
    assert "Self CPU time total: " in text_of(prof)
    assert [row[0] for row in rows_of(prof.events())[1:]] == [event.name for event in prof.events()]


def test_long_tables_are_cut_and_say_so() -> None:
    with profile() as prof:
        for _ in range(60):
            fl.ones(2)
    assert len(rows_of(prof.events())) == 51
    assert "10 more rows" in text_of(prof.events())
    assert profile()._repr_html_() is None, "nothing was recorded"


def test_reports_show_what_they_print(prof: profile) -> None:
    for report in (
        prof.by_module(),
        prof.forward_backward(),
        prof.efficiency(fl.utils.Roofline(1e9, {"float32": 1e9}, 1)),
    ):
        printed = str(report).splitlines()
        titles, *rows = rows_of(report)
        assert "  ".join(titles).split() == printed[0].split()
        assert [" ".join(row).split() for row in rows] == [line.split() for line in printed[2:]]
    assert text_of(prof.by_line()) == str(prof.by_line())
    timeline = prof.memory_timeline()
    assert str(timeline).splitlines()[0] in text_of(timeline)
    curve = ElementTree.fromstring(timeline._repr_html_()).find("svg/path").get("d")
    assert curve.count("V") == len(timeline.points) - 1


class Odd(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
        self.none = None

    def extra_repr(self) -> str:
        return "a<b>"


def test_models_are_trees_that_open() -> None:
    model = Odd()
    root = ElementTree.fromstring(model._repr_html_().replace("<details open>", "<details>"))
    headings = [summary.find("span").text for summary in root.iter("summary")]
    assert headings == ["Odd(a<b>)   9 parameters", "(inner): Sequential()   9 parameters"]
    assert "(0): Linear(in_features=2, out_features=3, bias=True)   9 parameters" in text_of(model)
    assert model._repr_html_().count("<details open>") == 1

    class Told(nn.Linear):
        def __repr__(self) -> str:
            return "my <own> words"

    assert text_of(Told(1, 1)) == "my <own> words"


def test_tensors_say_what_they_are() -> None:
    x = fl.ones(2, 3, requires_grad=True)
    assert "Tensor · 2×3 · torch.float32 · cpu · requires grad" in text_of(x)
    assert repr(x) in text_of(x)
    assert "Parameter · scalar" in text_of(nn.Parameter(fl.tensor(1.0)))
    assert "meta" in text_of(fl.empty(3, device="meta"))
    shown: list[str] = []
    fl.func.vmap(lambda t: shown.append(text_of(t)) or t)(x)
    assert "Tensor · 3" in shown[0]


def pixels(shown: Any) -> Any:
    """What another reader of PNG sees, 0 to 255."""
    imread = pytest.importorskip("matplotlib.image").imread
    return (imread(io.BytesIO(shown._repr_png_())) * 255).round().astype("uint8")


def test_images_have_the_tensors_values(tmp_path: Path) -> None:
    levels = fl.arange(12, dtype=fl.uint8).reshape(3, 4) * 20
    assert pixels(image(levels, scale=1)).tolist() == levels.tolist()
    colours = fl.rand(3, 5, 7)
    expected = (colours * 255).round().to(fl.uint8).permute(1, 2, 0)
    assert pixels(image(colours, scale=1))[..., :3].tolist() == expected.tolist()
    assert pixels(image(fl.ones(4, 2, 2), scale=1)).shape == (2, 2, 4)
    image(levels, scale=2).save(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == image(levels, scale=2)._repr_png_()
    assert pixels(image(levels, scale=2)).tolist() == levels.repeat_interleave(2, 0).repeat_interleave(2, 1).tolist()
    assert repr(image(fl.zeros(8, 8))) == "<Image 224 x 224>"
    assert repr(image(fl.zeros(300, 100))) == "<Image 100 x 300>"


def test_values_beyond_zero_and_one_are_stretched() -> None:
    x = fl.tensor([[-2.0, 0.0, 2.0]])
    assert pixels(image(x, scale=1)).tolist() == [[0, 128, 255]]
    assert pixels(image(x, low=0.0, high=4.0, scale=1)).tolist() == [[0, 0, 128]]
    assert pixels(image(fl.tensor([[float("nan"), 1.0, float("inf"), 0.5]]), scale=1)).tolist() == [[0, 255, 255, 128]]
    assert pixels(image(fl.tensor([[True, False]]), scale=1)).tolist() == [[255, 0]]
    assert pixels(image(fl.full((2, 2), 7.0), scale=1)).tolist() == [[0, 0], [0, 0]]


def test_a_batch_is_a_grid() -> None:
    batch = fl.arange(3, dtype=fl.uint8).reshape(3, 1, 1, 1).expand(3, 1, 2, 2) * 100
    seen = pixels(image(batch, scale=1)).tolist()
    a, b, c, line = 0, 100, 200, 255
    assert seen == [
        [a, a, line, b, b],
        [a, a, line, b, b],
        [line] * 5,
        [c, c, line, line, line],
        [c, c, line, line, line],
    ]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: image([[1.0]]), TypeError, "image: tensor is list"),
        (lambda: image(fl.ones(2, 2, dtype=fl.complex64)), TypeError, "real numbers are expected"),
        (lambda: image(fl.ones(2)), ValueError, r"tensor has shape \(2,\)"),
        (lambda: image(fl.ones(2, 4, 4)), ValueError, "1, 3 or 4 channels"),
        (lambda: image(fl.ones(0, 4)), ValueError, "at least one element"),
        (lambda: image(fl.ones(2, 4), scale=0), ValueError, "scale is 0"),
    ],
)
def test_what_is_no_image_is_told(call: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()
