"""Export to ONNX, which is not offered: programs that can export are imported, and refused when they try."""

from __future__ import annotations

from .._absent import refusing
from .._listing import listing

__all__ = ["dynamo_export", "export", "is_in_onnx_export"]
__dir__ = listing(globals())


def is_in_onnx_export() -> bool:
    """False: nothing is exported.

    >>> import flambeau as torch
    >>> torch.onnx.is_in_onnx_export()
    False
    """
    return False


_SENTENCE = "flambeau exports no ONNX | save the state_dict with torch.save and export from PyTorch"
export = refusing("export", __name__, RuntimeError, f"torch.onnx.export: {_SENTENCE}")
dynamo_export = refusing("dynamo_export", __name__, RuntimeError, f"torch.onnx.dynamo_export: {_SENTENCE}")
