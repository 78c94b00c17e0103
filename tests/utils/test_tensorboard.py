"""`SummaryWriter`'s files, read back by TensorBoard's own reader, and beside those that PyTorch's writes."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau.utils.tensorboard import SummaryWriter, _records, summary

pytest.importorskip("tensorboard")


def events(folder: Path) -> Iterator[tuple[str, Any]]:
    """The events of the files in ``folder`` and below, in order, with where they lie."""
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
    from tensorboard.compat.proto import event_pb2

    for path in sorted(folder.rglob("events*")):
        for raw in RawEventFileLoader(str(path)).Load():
            yield str(path.parent.relative_to(folder)), event_pb2.Event.FromString(raw)


def plain(value: Any) -> Any:
    """What a summary says, whichever of several ways it was written in."""
    from tensorboard.plugins.hparams import plugin_data_pb2
    from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_pb2
    from tensorboard.util.tensor_util import make_ndarray

    plugin = value.metadata.plugin_data
    content: Any = plugin.content
    if plugin.plugin_name == "hparams":
        content = plugin_data_pb2.HParamsPluginData.FromString(content)
        content.session_start_info.ClearField("start_time_secs")
        content.session_end_info.ClearField("end_time_secs")
    elif plugin.plugin_name == "mesh":
        content = mesh_pb2.MeshPluginData.FromString(content)
    kind = value.WhichOneof("value")
    data: Any = getattr(value, kind) if kind else None
    if kind == "tensor":
        array = make_ndarray(data)
        data = (str(array.dtype), array.tolist())
    elif kind == "image":
        data = (data.height, data.width, data.colorspace, pixels(data.encoded_image_string).tolist())
    return value.tag, plugin.plugin_name, str(content), kind, data if isinstance(data, tuple | float) else str(data)


def pixels(encoded: bytes) -> Any:
    return np.asarray(pytest.importorskip("PIL.Image").open(io.BytesIO(encoded)))


def values(folder: Path) -> list[Any]:
    return [(place, event.step, *plain(value)) for place, event in events(folder) for value in event.summary.value]


def write_everything(library: Any, folder: Path) -> None:
    board = importlib.import_module(f"{library.__name__}.utils.tensorboard")
    x = library.arange(-20, 21, dtype=library.float32) ** 3 / 100
    library.manual_seed(0)
    image = library.rand(3, 5, 4)
    with board.SummaryWriter(folder) as w:
        w.add_scalar("a/b c", library.tensor(0.5), 3)
        w.add_scalar("new", 2, 3, new_style=True)
        w.add_scalar("digits", 2.1, 3, new_style=True, double_precision=True)
        w.add_scalar("no step", 1.5, walltime=100.0)
        w.add_scalars("m/n", {"x": 1.0, "y": 2}, 4)
        w.add_histogram("h", x, 1)
        w.add_histogram("auto", x, 1, bins="auto")
        w.add_histogram("few", x, 1, bins=20, max_bins=7)
        w.add_histogram("positive", x.abs() + 1, 1)
        w.add_histogram_raw("counted", 0, 1, 2, 3, 4, [1, 2], [3, 4], 1)
        w.add_image("i", image, 1)
        w.add_image("grey", image[0], 1, dataformats="HW")
        w.add_image("one", image[:1], 1)
        w.add_image("bytes", (image * 255).to(library.uint8), 1)
        w.add_image("turned", image.permute(1, 2, 0), 1, dataformats="HWC")
        w.add_images("batch", library.rand(10, 3, 4, 4), 1)
        w.add_text("t", "**bold**", 1)
        w.add_tensor("whole", image, 1)
        labels, predictions = library.tensor([0, 1, 1, 0, 1]), library.tensor([0.1, 0.9, 0.4, 0.6, 1.0])
        w.add_pr_curve("curve", labels, predictions, 1)
        w.add_pr_curve("weighted", labels, predictions, 1, 10, weights=np.arange(1.0, 6.0))
        w.add_pr_curve_raw("given", *np.ones((6, 5)), 1, 5)
        points = library.rand(1, 4, 3)
        w.add_mesh("mesh", points, (points * 255).int(), library.tensor([[[0, 1, 2], [1, 2, 3]]]), {"a": 1}, 1)
        w.add_mesh("points", points, global_step=2)
        w.add_custom_scalars({"T": {"c": ["Multiline", ["a", "b"]], "m": ["Margin", ["a", "b", "c"]]}})
        w.add_custom_scalars_multilinechart(["a", "b"])
        w.add_custom_scalars_marginchart(["a", "b", "c"])
        w.add_hparams({"lr": 0.1, "n": 3, "s": "a", "b": True}, {"acc": 1.0}, {"lr": [0.1, 0.2]}, run_name="r")
        w.add_embedding(library.rand(4, 2), ["a", "b", "c", "d"], library.rand(4, 3, 4, 4), 2)
        w.add_embedding(library.ones(2, 2), [["a", 1], ["b", 2]], metadata_header=["name", "n"], tag="more")


def test_pytorch_writes_the_same(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    for library, folder in ((fl, "ours"), (torch, "theirs")):
        write_everything(library, tmp_path / folder)
    ours, theirs = values(tmp_path / "ours"), values(tmp_path / "theirs")
    assert [v[:4] for v in ours] == [v[:4] for v in theirs]
    for a, b in zip(ours, theirs, strict=True):
        assert a == b

    def files(folder: str) -> dict[str, bytes]:
        paths = (p for p in (tmp_path / folder).rglob("*") if p.is_file() and "events" not in p.name)
        return {str(p.relative_to(tmp_path / folder)): p.read_bytes() for p in paths}

    a, b = files("ours"), files("theirs")
    assert a.keys() == b.keys()
    assert {k: v for k, v in a.items() if k.endswith("metadata.tsv")} == {
        k: v for k, v in b.items() if k.endswith("metadata.tsv")
    }


def test_the_projectors_configuration_is_read(tmp_path: Path) -> None:
    from google.protobuf import text_format
    from tensorboard.plugins.projector import projector_config_pb2

    with SummaryWriter(tmp_path) as w:
        w.add_embedding(fl.ones(4, 2), ["a", "b", "c", "d"], fl.rand(4, 3, 4, 4), 2)
    config = text_format.Parse(
        (tmp_path / "projector_config.pbtxt").read_text(), projector_config_pb2.ProjectorConfig()
    )
    (embedding,) = config.embeddings
    assert (tmp_path / embedding.tensor_path).read_text() == "1.0\t1.0\n" * 4
    assert (tmp_path / embedding.metadata_path).read_text() == "a\nb\nc\nd\n"
    assert list(embedding.sprite.single_image_dim) == [4, 4]
    assert pixels((tmp_path / embedding.sprite.image_path).read_bytes()).shape == (8, 8, 3)
    with pytest.raises(AssertionError, match="#labels should equal"), SummaryWriter(tmp_path) as w:
        w.add_embedding(fl.ones(4, 2), ["a"])


def test_curves_in_tensorboards_own_terms(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with SummaryWriter(tmp_path) as w:
        for step in range(30):
            w.add_scalar("loss", 1 / (1 + step), step, walltime=float(step))
    board = EventAccumulator(str(tmp_path))
    board.Reload()
    points = board.Scalars("loss")
    assert [(p.step, p.wall_time) for p in points] == [(k, float(k)) for k in range(30)]
    assert [p.value for p in points] == pytest.approx([1 / (1 + k) for k in range(30)])


def test_a_graph_has_the_models_operations_by_modules(tmp_path: Path) -> None:
    from tensorboard.compat.proto import graph_pb2

    model = fl.nn.Sequential(fl.nn.Linear(3, 4), fl.nn.ReLU(), fl.nn.Linear(4, 2))
    with SummaryWriter(tmp_path) as w:
        w.add_graph(model, fl.ones(1, 3))
    (content,) = [event.graph_def for _, event in events(tmp_path) if event.graph_def]
    graph = graph_pb2.GraphDef.FromString(content)
    nodes = {node.name: node for node in graph.node}
    assert len(nodes) == len(graph.node)
    assert [node.op for node in graph.node if node.op not in ("Parameter", "Input", "Output")] == [
        "Addmm",
        "Relu",
        "Addmm",
    ]
    assert {"Sequential/0/weight", "Sequential/2/bias", "output/output"} <= nodes.keys()
    assert all(name in nodes for node in graph.node for name in node.input)
    relu = next(node for node in graph.node if node.op == "Relu")
    assert relu.name.startswith("Sequential/1/")
    assert relu.attr["shape"].s == "1×4 float32".encode()
    with pytest.raises(RuntimeError, match="requires grad"), SummaryWriter(tmp_path) as w:
        w.add_graph(fl.nn.ReLU(), fl.ones(1))


def test_figures_videos_sounds_and_boxes(tmp_path: Path) -> None:
    Image = pytest.importorskip("PIL.Image")
    plt = pytest.importorskip("matplotlib.pyplot")
    with SummaryWriter(tmp_path) as w:
        figures = [plt.figure(figsize=(1, 2), dpi=50) for _ in range(2)]
        w.add_figure("figure", figures[0], 1)
        w.add_figure("figures", figures, 1)
        w.add_video("video", fl.rand(1, 3, 3, 8, 6), fps=2)
        w.add_audio("sound", fl.linspace(-1, 1, 50), 1, 8000)
        w.add_image_with_boxes("boxes", fl.zeros(3, 9, 9), fl.tensor([[1, 1, 6, 6]]), labels=["a"])
    found = {value.tag: value for _, event in events(tmp_path) for value in event.summary.value}
    assert pixels(found["figure"].image.encoded_image_string).shape == (100, 50, 3)
    assert (found["figures"].image.height, found["figures"].image.width) == (100, 100)
    assert plt.get_fignums() == []
    gif = Image.open(io.BytesIO(found["video"].image.encoded_image_string))
    assert (gif.format, gif.n_frames, gif.size, gif.info["duration"]) == ("GIF", 3, (6, 8), 500)
    assert (found["sound"].audio.length_frames, found["sound"].audio.content_type) == (50, "audio/wav")
    assert pixels(found["boxes"].image.encoded_image_string)[1, 1].tolist() == [255, 0, 0]


def test_pillow_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with SummaryWriter(tmp_path) as w, pytest.raises(ImportError, match=r"flambeau\[vision\]"):
        w.add_video("video", fl.rand(1, 3, 3, 8, 6))


def test_what_is_added_can_be_read_at_once_and_after_close(tmp_path: Path) -> None:
    w = SummaryWriter(tmp_path, max_queue=3, filename_suffix=".x")
    for step in range(5):
        w.add_scalar("a", step, step)
    assert 4 <= len(values(tmp_path)) <= 5
    w.flush()
    assert len(values(tmp_path)) == 5
    w.close()
    w.add_scalar("a", 5, 5)
    w.close()
    assert len(values(tmp_path)) == 6
    assert [p.name.endswith(".x") for p in tmp_path.iterdir()] == [True]
    assert w.get_logdir() == str(tmp_path)


def test_a_run_that_goes_on_hides_what_came_after(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with SummaryWriter(tmp_path) as w:
        for step in range(5):
            w.add_scalar("a", 1.0, step)
    with SummaryWriter(tmp_path, purge_step=3, filename_suffix=".later") as w:
        w.add_scalar("a", 2.0, 3)
    board = EventAccumulator(str(tmp_path))
    board.Reload()
    assert [(p.step, p.value) for p in board.Scalars("a")] == [(0, 1), (1, 1), (2, 1), (3, 2)]


def test_the_folder_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with SummaryWriter(comment="_lr3") as w:
        assert Path(w.log_dir).parent == Path("runs")
        assert w.log_dir.endswith("_lr3")


REFUSED = {
    "two elements": (AssertionError, lambda w: w.add_scalar("a", fl.ones(2))),
    "no values": (ValueError, lambda w: w.add_histogram("a", fl.ones(0))),
    "other formats": (AssertionError, lambda w: w.add_image("a", fl.ones(2, 2))),
    "a format twice": (AssertionError, lambda w: w.add_image("a", fl.ones(2, 2), dataformats="HH")),
    "two channels of sound": (AssertionError, lambda w: w.add_audio("a", fl.ones(2, 2))),
    "limits without counts": (ValueError, lambda w: w.add_histogram_raw("a", 0, 1, 2, 3, 4, [1], [])),
    "a margin of two": (AssertionError, lambda w: w.add_custom_scalars_marginchart(["a", "b"])),
    "hyperparameters in a list": (TypeError, lambda w: w.add_hparams([], {})),
    "a hyperparameter that is a list": (ValueError, lambda w: w.add_hparams({"a": []}, {})),
    "complex numbers": (TypeError, lambda w: w.add_tensor("a", fl.ones(1, dtype=fl.complex64))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str, tmp_path: Path) -> None:
    kind, call = REFUSED[what]
    with SummaryWriter(tmp_path) as w, pytest.raises(kind):
        call(w)
    assert values(tmp_path) == []


def test_checksums() -> None:
    assert _records.checksum(b"123456789") == (((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def test_summaries_are_bytes_that_a_file_writer_takes(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as w:
        for part in summary.hparams({"lr": 1}, {"acc": 0.5}):
            w.file_writer.add_summary(part)
    assert [value[2] for value in values(tmp_path)] == [
        "_hparams_/experiment",
        "_hparams_/session_start_info",
        "_hparams_/session_end_info",
    ]
