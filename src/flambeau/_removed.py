"""Functions that PyTorch has removed, and still has under their names to say what took their place."""

from __future__ import annotations

from ._absent import refusing

_SUCCESSORS = {
    "eig": "torch.linalg.eig",
    "lstsq": "torch.linalg.lstsq, which takes the matrix first",
    "matrix_rank": "torch.linalg.matrix_rank",
    "solve": "torch.linalg.solve, which takes the matrix first",
    "symeig": "torch.linalg.eigh, which reads the lower triangle",
}
_REMOVED = "This function was deprecated since version 1.9 and is now removed."
eig, lstsq, matrix_rank, solve, symeig = (
    refusing(name, "flambeau", RuntimeError, f"{_REMOVED} | use {successor}") for name, successor in _SUCCESSORS.items()
)
