"""Computer vision under torchvision's names: models with published checkpoints, transforms, files, pictures."""

from .._listing import listing
from . import io, models, ops, transforms, utils

__version__ = "0.29.0+flambeau"

__all__ = ["io", "models", "ops", "transforms", "utils"]
__dir__ = listing(globals())
