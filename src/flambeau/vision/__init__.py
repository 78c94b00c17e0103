"""Computer vision: models with published checkpoints, and transforms of images, under torchvision's names."""

from .._listing import listing
from . import models, ops, transforms

__version__ = "0.29.0+flambeau"

__all__ = ["models", "ops", "transforms"]
__dir__ = listing(globals())
