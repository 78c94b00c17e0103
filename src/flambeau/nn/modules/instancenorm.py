"""The layers of `batchnorm` that normalise each sample, in PyTorch's module of that name."""

from __future__ import annotations

from .batchnorm import InstanceNorm1d as InstanceNorm1d
from .batchnorm import InstanceNorm2d as InstanceNorm2d
from .batchnorm import InstanceNorm3d as InstanceNorm3d
from .batchnorm import _InstanceNorm as _InstanceNorm
