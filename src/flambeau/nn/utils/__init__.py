"""Helpers around modules: clipping gradients, parameters as one vector, sequences of different lengths."""

from __future__ import annotations

import importlib

from ..._listing import listing
from . import rnn
from .clip_grad import clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm
from .convert_parameters import parameters_to_vector, vector_to_parameters


def __getattr__(name: str) -> object:
    if name == "fusion":  # few programs use it
        return importlib.import_module(".fusion", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "rnn",
    "vector_to_parameters",
]
__dir__ = listing(globals(), "fusion")
