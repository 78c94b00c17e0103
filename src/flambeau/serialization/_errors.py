"""What goes wrong with files."""

from __future__ import annotations

import pickle


class LoadError(pickle.UnpicklingError, RuntimeError, ValueError):
    """A file is damaged, or is not what it is read as, or asks for what is refused; the message says what and where.

    It is each of the classes that PyTorch and the safetensors package raise there, so that programs written for them
    catch it.
    """


class EmptyFileError(LoadError, EOFError):
    """There is nothing in the file."""


class SaveError(OSError, RuntimeError):
    """A file could not be written; what it held before is still there. RuntimeError is what PyTorch raises."""
