"""Computer vision under torchvision's names: models with checkpoints, datasets, transforms, files, pictures."""

from .._listing import listing
from . import datasets, io, models, ops, transforms, tv_tensors, utils

__version__ = "0.29.0+flambeau"

__all__ = ["datasets", "io", "models", "ops", "transforms", "tv_tensors", "utils"]
__dir__ = listing(globals())
