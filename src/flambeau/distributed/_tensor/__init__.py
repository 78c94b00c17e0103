"""The older name of `distributed.tensor`."""

from __future__ import annotations

from ..tensor import *
