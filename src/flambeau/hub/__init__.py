"""Published files and the models of repositories, fetched once into the folder that PyTorch's hub uses."""

from __future__ import annotations

import importlib as _importlib
from typing import Any as _Any
from urllib.parse import urlparse as urlparse  # packages take it from here

from .._listing import listing as _listing
from .._missing import no_attribute as _no_attribute
from ._files import HASH_REGEX as HASH_REGEX
from ._files import download as download
from ._files import download_url_to_file, get_dir, load_state_dict_from_url, set_dir
from ._repositories import help, list, load

__all__ = ["download_url_to_file", "get_dir", "help", "list", "load", "load_state_dict_from_url", "set_dir"]
__dir__ = _listing(globals())


def __getattr__(name: str) -> _Any:
    """``tqdm``, which PyTorch's hub shows progress with, from the package of that name where it is installed."""
    if name == "tqdm":
        try:
            return _importlib.import_module("tqdm.auto").tqdm
        except ImportError:
            raise _no_attribute(f"module {__name__!r}", name, {"tqdm": "install tqdm: pip install tqdm"}) from None
    raise _no_attribute(f"module {__name__!r}", name, {})
