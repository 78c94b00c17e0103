"""`import torchvision` in a process whose parent has Flambeau in torchvision's place: it has the same here."""

from flambeau import compat

compat.take_over(__name__)
