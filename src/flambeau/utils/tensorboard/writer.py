"""`SummaryWriter`, which writes what TensorBoard shows, and the `FileWriter` below it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..._arguments import explain_methods
from ..._listing import listing
from . import _protobuf as pb
from . import summary
from ._projector import write_embedding
from ._records import EventFile, event

__all__ = ["FileWriter", "SummaryWriter"]
__dir__ = listing(globals())


class FileWriter:
    """Writes events into a file of their own in ``log_dir``.

    >>> import tempfile
    >>> from flambeau.utils.tensorboard import FileWriter, summary
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     writer = FileWriter(folder)
    ...     writer.add_summary(summary.scalar("loss", 0.5), 1)
    ...     writer.close()
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str],
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        self._folder = os.fspath(log_dir)
        self.event_writer = EventFile(Path(self._folder), max_queue, flush_secs, filename_suffix)

    def get_logdir(self) -> str:
        """The folder."""
        return self._folder

    def add_event(self, event: bytes, step: int | None = None, walltime: float | None = None) -> None:
        """Writes an event that was made elsewhere."""
        self.event_writer.add(event)

    def add_summary(self, summary: bytes, global_step: int | None = None, walltime: float | None = None) -> None:
        """Writes what a function of `summary` returned."""
        self.event_writer.add(event(pb.message(5, summary), _step(global_step), walltime))

    def add_graph(self, graph_profile: bytes, walltime: float | None = None) -> None:
        """Writes a GraphDef."""
        self.event_writer.add(event(pb.message(4, graph_profile), None, walltime))

    def flush(self) -> None:
        """Everything that was added lies in the file."""
        self.event_writer.flush()

    def close(self) -> None:
        """The same, and the file is closed."""
        self.event_writer.close()

    def reopen(self) -> None:
        """Nothing: what is added after `close` goes into the same file."""


def _step(step: Any) -> int | None:
    return None if step is None else int(step)


class SummaryWriter:
    """Writes files into ``log_dir`` that TensorBoard shows: ``tensorboard --logdir runs``.

    Args:
        log_dir: the folder of this run; by default ``runs/`` with date, time, host and ``comment``.
        purge_step: where a run goes on that was cut off: what was written from this step on is hidden.
        max_queue, flush_secs: so many events may wait to be written, and so many seconds.
        filename_suffix: the end of the file's name.

    ``global_step`` of its methods is where on the axis something is drawn, ``walltime`` its time in seconds since 1970.

    >>> import tempfile, flambeau as torch
    >>> from flambeau.utils.tensorboard import SummaryWriter
    >>> with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
    ...     for step in range(3):
    ...         writer.add_scalar("loss", 1 / (step + 1), step)
    ...     writer.add_histogram("weights", torch.randn(100))
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        if not log_dir:
            log_dir = os.path.join("runs", time.strftime("%b%d_%H-%M-%S") + "_" + socket.gethostname() + comment)
        self.log_dir = os.fspath(log_dir)
        self.purge_step, self.max_queue, self.flush_secs = purge_step, max_queue, flush_secs
        self.filename_suffix = filename_suffix
        self.all_writers: dict[str, FileWriter] = {}
        self._embeddings: set[str] = set()
        if purge_step is not None:
            start = pb.message(7, pb.integer(1, 1))
            self.file_writer.add_event(event(pb.text(3, "brain.Event:2"), purge_step, None))
            self.file_writer.add_event(event(start, purge_step, None))
        else:
            self._writer_of(self.log_dir)

    def _writer_of(self, folder: str) -> FileWriter:
        if folder not in self.all_writers:
            self.all_writers[folder] = FileWriter(folder, self.max_queue, self.flush_secs, self.filename_suffix)
        return self.all_writers[folder]

    @property
    def file_writer(self) -> FileWriter:
        """What writes into ``log_dir`` itself."""
        return self._writer_of(self.log_dir)

    def get_logdir(self) -> str:
        """The folder of this run."""
        return self.log_dir

    def _add(self, content: bytes, global_step: int | None, walltime: float | None) -> None:
        self.file_writer.add_summary(content, global_step, walltime)

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """A point of the curve ``tag``.

        Raises: AssertionError for more or less than one element.
        """
        content = summary.scalar(tag, scalar_value, new_style=new_style, double_precision=double_precision)
        self._add(content, global_step, walltime)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Points of several curves in one chart; each curve has a folder, and so a colour, of its own."""
        for tag, value in tag_scalar_dict.items():
            folder = f"{self.log_dir}/{main_tag.replace('/', '_')}_{tag}"
            self._writer_of(folder).add_summary(summary.scalar(main_tag, value), global_step, walltime)

    def add_tensor(self, tag: str, tensor: Any, global_step: int | None = None, walltime: float | None = None) -> None:
        """A whole tensor."""
        self._add(summary.tensor_proto(tag, tensor), global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: int | None = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """How values are distributed.

        ``bins`` are TensorFlow's by default, or what ``numpy.histogram`` takes; at most about ``max_bins`` of them.

        Raises: ValueError for no values.
        """
        self._add(summary.histogram(tag, values, bins, max_bins), global_step, walltime)

    def add_histogram_raw(
        self,
        tag: str,
        min: Any,
        max: Any,
        num: Any,
        sum: Any,
        sum_squares: Any,
        bucket_limits: Sequence[float],
        bucket_counts: Sequence[float],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """A histogram that was counted elsewhere: ``bucket_counts[i]`` values up to ``bucket_limits[i]``.

        Raises: ValueError for lists of different lengths.
        """
        if len(bucket_limits) != len(bucket_counts):
            raise ValueError("len(bucket_limits) != len(bucket_counts), see the document.")
        content = summary.histogram_raw(tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts)
        self._add(content, global_step, walltime)

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """An image: uint8 as it is, other numbers from 0 to 1. ``dataformats`` names its dimensions.

        Raises: AssertionError for ``dataformats`` that do not go with the shape.
        """
        self._add(summary.image(tag, img_tensor, dataformats=dataformats), global_step, walltime)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """A batch of images, as a grid.

        Raises: AssertionError for ``dataformats`` that do not go with the shape.
        """
        self.add_image(tag, img_tensor, global_step, walltime, dataformats)

    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        rescale: float = 1,
        dataformats: str = "CHW",
        labels: Any = None,
    ) -> None:
        """An image with boxes (left, top, right, bottom) drawn into it, and ``labels`` in them.

        Raises: ImportError without Pillow.
        """
        content = summary.image_boxes(tag, img_tensor, box_tensor, rescale, dataformats, labels)
        self._add(content, global_step, walltime)

    def add_figure(
        self,
        tag: str,
        figure: Any,
        global_step: int | None = None,
        close: bool = True,
        walltime: float | None = None,
    ) -> None:
        """A figure of matplotlib's, or a list of them; they are closed unless ``close`` is False."""
        figures = figure if isinstance(figure, list) else [figure]
        images = [_drawn(one, close) for one in figures]
        if isinstance(figure, list):
            self.add_image(tag, np.stack(images), global_step, walltime, "NHWC")
        else:
            self.add_image(tag, images[0], global_step, walltime, "HWC")

    def add_video(
        self, tag: str, vid_tensor: Any, global_step: int | None = None, fps: float = 4, walltime: float | None = None
    ) -> None:
        """Frames (N, T, C, H, W), ``fps`` a second: uint8 as they are, other numbers from 0 to 1.

        Raises: ImportError without Pillow.
        """
        self._add(summary.video(tag, vid_tensor, fps), global_step, walltime)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: int | None = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """A sound of one channel, from -1 to 1, ``sample_rate`` numbers a second.

        Raises: AssertionError for more channels.
        """
        self._add(summary.audio(tag, snd_tensor, sample_rate), global_step, walltime)

    def add_text(
        self, tag: str, text_string: str, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """A text, in Markdown."""
        self._add(summary.text(tag, text_string), global_step, walltime)

    def add_graph(
        self, model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """What ``model(*input_to_model)`` computes, by modules: the graph that a backward pass would run.

        Raises: RuntimeError where nothing in the call requires grad.
        """
        from ._graph import graph_def  # reads modules, which not every program has

        graph = graph_def(model, () if input_to_model is None else input_to_model)
        self.file_writer.add_graph(graph)

    def add_embedding(
        self,
        mat: Any,
        metadata: Sequence[Any] | None = None,
        label_img: Any = None,
        global_step: int | None = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> None:
        """Vectors (N, D) for the projector, with names or rows of ``metadata`` and images (N, C, H, H) for them.

        Raises: AssertionError for other numbers of names or images, and for images that are not square.
        """
        name = f"{0 if global_step is None else int(global_step):05d}/{tag}"
        if name in self._embeddings:
            print("warning: Embedding dir exists, did you set global_step for add_embedding()?")
        self._embeddings.add(name)
        write_embedding(Path(self.log_dir), name, mat, metadata, label_img, metadata_header)

    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: int | None = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision and recall of predictions, from 0 to 1, for labels that are true or false."""
        self._add(summary.pr_curve(tag, labels, predictions, num_thresholds, weights), global_step, walltime)

    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: int | None = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """A curve that was computed elsewhere: one number for each threshold."""
        counts = (true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts)
        content = summary.pr_curve_raw(tag, *counts, precision, recall, num_thresholds, weights)
        self._add(content, global_step, walltime)

    def add_custom_scalars_multilinechart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Draws the scalars ``tags`` in one chart."""
        self.add_custom_scalars({category: {title: ["Multiline", tags]}})

    def add_custom_scalars_marginchart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Draws a scalar between two others: ``tags`` are its own, that of the lower and of the upper bound.

        Raises: AssertionError for another number of tags.
        """
        self.add_custom_scalars({category: {title: ["Margin", tags]}})

    def add_custom_scalars(self, layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        """Which scalars are drawn together: ``{category: {title: ["Multiline" or "Margin", tags]}}``; once per run."""
        self._add(summary.custom_scalars(layout), None, None)

    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: Any = None,
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Points in space (N, P, 3), their ``colors`` (0 to 255), and ``faces``, triangles of three points each."""
        self._add(summary.mesh(tag, vertices, colors, faces, config_dict), global_step, walltime)

    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any],
        hparam_domain_discrete: Any = None,
        run_name: str | None = None,
        global_step: int | None = None,
    ) -> None:
        """What a run was made with and what came of it, as a run of its own below this one's folder.

        Raises: TypeError for what are no dicts; ValueError for values that are no string, bool or number.
        """
        parts = summary.hparams(hparam_dict, metric_dict, hparam_domain_discrete)
        folder = os.path.join(self.log_dir, str(time.time()) if run_name is None else run_name)
        with SummaryWriter(folder) as writer:
            for part in parts:
                writer.file_writer.add_summary(part, global_step)
            for tag, value in metric_dict.items():
                writer.add_scalar(tag, value, global_step)

    def flush(self) -> None:
        """Everything that was added lies in the files."""
        for writer in self.all_writers.values():
            writer.flush()

    def close(self) -> None:
        """The same, and the files are closed; what is added later opens them again."""
        for writer in self.all_writers.values():
            writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _drawn(figure: Any, close: bool) -> np.ndarray[Any, Any]:
    """A figure's pixels."""
    if not hasattr(figure, "set_canvas"):
        raise TypeError(f"add_figure(): argument 'figure' must be figures of matplotlib, not {type(figure).__name__}")
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3].copy()
    if close:
        import matplotlib.pyplot as plt

        plt.close(figure)
    return pixels


explain_methods(SummaryWriter)
explain_methods(FileWriter)
