"""Files that TensorBoard shows: `SummaryWriter` notes scalars, images, histograms, graphs and more of a training.

The files are written without TensorBoard, which is needed to look at them: ``tensorboard --logdir runs``.
"""

from __future__ import annotations

from ..._listing import listing
from . import summary
from .writer import FileWriter, SummaryWriter

__all__ = ["FileWriter", "SummaryWriter", "summary"]
__dir__ = listing(globals())
