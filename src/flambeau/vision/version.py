"""The release of torchvision whose names these are."""

__version__ = "0.29.0+flambeau"
