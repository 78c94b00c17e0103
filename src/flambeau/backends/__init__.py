"""The libraries and devices that PyTorch may compute with: which of them are here, and their switches.

A switch of a library that is not here (``cudnn.benchmark``) can be set and read back, and changes nothing, as in
PyTorch without that library.

>>> import flambeau as torch
>>> torch.backends.cudnn.benchmark = True
>>> torch.backends.cudnn.is_available(), torch.backends.openmp.is_available()
(False, True)
>>> torch.backends.cudnn.benchmark = False
"""

from __future__ import annotations

from .._listing import listing
from . import cpu, cuda, cudnn, mha, mkl, mkldnn, mps, nnpack, openmp, opt_einsum, quantized

__all__ = ["cpu", "cuda", "cudnn", "mha", "mkl", "mkldnn", "mps", "nnpack", "openmp", "opt_einsum", "quantized"]
__dir__ = listing(globals())
