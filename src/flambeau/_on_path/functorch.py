"""`import functorch` in a process whose parent has Flambeau in torch's place: it has the same here."""

from flambeau import compat

compat.take_over(__name__)
