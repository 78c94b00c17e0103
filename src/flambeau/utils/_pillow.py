"""Pillow, which not every program needs: imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import Any


def pillow(module: str = "Image") -> Any:
    """Pillow's module of that name.

    Raises: ImportError, which says what to install, where there is none.
    """
    try:
        return importlib.import_module(f"PIL.{module}")
    except ImportError as error:
        raise ImportError("PIL images need Pillow, which is not installed | pip install 'flambeau[vision]'") from error
