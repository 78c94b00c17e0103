"""The old home of ``hub.load_state_dict_from_url``, under its old name."""

from __future__ import annotations

import os
from typing import Any

from .._arguments import explain_module
from .._listing import listing

__all__ = ["load_url"]
__dir__ = listing(globals())


def load_url(
    url: str,
    model_dir: str | os.PathLike[str] | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = True,
) -> Any:
    """`flambeau.hub.load_state_dict_from_url`, which is its name today: the checkpoint at ``url``, downloaded once.

    Raises: as that function.

    >>> import flambeau as torch
    >>> import pathlib, tempfile
    >>> from flambeau.utils import model_zoo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     published = pathlib.Path(folder, "published.pt")
    ...     torch.save({"weight": torch.ones(2)}, published)
    ...     model_zoo.load_url(published.as_uri(), pathlib.Path(folder, "cache"), progress=False)
    {'weight': tensor([1., 1.])}
    """
    from ..hub import load_state_dict_from_url

    return load_state_dict_from_url(url, model_dir, map_location, progress, check_hash, file_name, weights_only)


explain_module(globals())
