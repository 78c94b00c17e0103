"""Published checkpoints: the enums that models offer as ``weights=``, made from the table beside this file.

A row of ``checkpoints.tsv`` is one checkpoint: what it is called, where it is, how its images were prepared, what it
scores. The file's name ends in the first digits of its SHA-256.
"""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from ... import hub
from ..transforms import _presets

__all__ = ["Weights", "WeightsEnum", "published"]

HERE = Path(__file__).parent
ORIGIN = "https://download.pytorch.org/models/"


@dataclass
class Weights:
    """A checkpoint: its URL, what makes a model's input of an image, and what is known of it.

    ``meta`` has ``categories``, ``num_params``, ``min_size`` (height and width in pixels), ``recipe`` (a URL),
    ``_metrics`` (percent), ``_ops`` (10⁹ multiplications with addition per image) and ``_file_size`` (MiB).

    >>> from flambeau.vision import models
    >>> models.ResNet18_Weights.DEFAULT.value.meta["num_params"]
    11689512
    """

    url: str
    transforms: Callable[..., Any]
    meta: Mapping[str, Any]


class WeightsEnum(Enum):
    """The checkpoints of one model; ``DEFAULT`` is the best of them.

    Raises: KeyError for a member that it has not; urllib.error.URLError from ``get_state_dict`` for a checkpoint that
        cannot be downloaded.

    >>> from flambeau.vision import models
    >>> [member.name for member in models.ResNet50_Weights]
    ['IMAGENET1K_V1', 'IMAGENET1K_V2']
    >>> models.ResNet50_Weights.DEFAULT is models.ResNet50_Weights.IMAGENET1K_V2
    True
    """

    @classmethod
    def verify(cls, obj: Any) -> Any:
        """``obj`` as a member of this class: None, a member, or a member's name with or without the class's.

        Raises:
            TypeError: it is of another type, for instance the weights of another model.
            KeyError: there is no such member.
        """
        if isinstance(obj, str):
            return cls[obj.removeprefix(cls.__name__ + ".")]
        if obj is not None and not isinstance(obj, cls):
            raise TypeError(
                f"Invalid Weight class provided; expected {cls.__name__} but received {type(obj).__name__}."
            )
        return obj

    def get_state_dict(self, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        """The parameters, downloaded at first use; arguments are those of ``hub.load_state_dict_from_url``."""
        state: Mapping[str, Any] = hub.load_state_dict_from_url(self.url, *args, **kwargs)
        return state

    def __reduce_ex__(self, protocol: Any) -> Any:
        return getattr, (type(self), self.name)  # by name: transforms made anew are equal to nothing

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @property
    def url(self) -> str:
        """Where the checkpoint is."""
        return str(self.value.url)

    @property
    def transforms(self) -> Callable[..., Any]:
        """Makes the transform that prepares an image for the model."""
        made: Callable[..., Any] = self.value.transforms
        return made

    @property
    def meta(self) -> Mapping[str, Any]:
        """What is known of the checkpoint; see :class:`Weights`."""
        known: Mapping[str, Any] = self.value.meta
        return known


def published(name: str, module: str) -> type[WeightsEnum]:
    """The enum called ``name``, of the table's rows of that name, as if it were written in ``module``."""
    rows = _table()[name]
    members = {row["member"].rstrip("*"): _weights(row) for row in rows}
    default = next(row["member"].rstrip("*") for row in rows if row["member"].endswith("*"))
    create: Any = WeightsEnum  # an enum called makes another enum, which type checkers follow for literals only
    made: type[WeightsEnum] = create(name, {**members, "DEFAULT": members[default]}, module=module)
    package = module.rpartition(".")[0]
    made.__doc__ = (
        "Checkpoints: " + "; ".join(f"{k}, {v.url}" for k, v in members.items()) + "\n\n"
        "    Raises: KeyError for a member that it has not; urllib.error.URLError from ``get_state_dict`` for a "
        "checkpoint\n        that cannot be downloaded.\n\n"
        f"    >>> from {package} import {name}\n    >>> {name}.DEFAULT\n    {name}.{default}\n"
    )
    return made


@functools.cache
def _table() -> dict[str, list[dict[str, str]]]:
    with open(HERE / "checkpoints.tsv", encoding="utf-8", newline="") as file:
        rows: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows.setdefault(row["weights"], []).append(row)
    return rows


@functools.cache
def _categories(name: str) -> list[str] | None:
    """The names of the classes; None for weights that do not classify."""
    if not name:
        return None
    return (HERE / f"{name}_classes.txt").read_text(encoding="utf-8").splitlines()


def _weights(row: Mapping[str, str]) -> Weights:
    preset, *settings = row["transforms"].split()
    prepared = functools.partial(getattr(_presets, preset), **dict(_setting(text) for text in settings))
    meta = {
        "min_size": tuple(int(size) for size in row["min_size"].split("x")),
        "categories": _categories(row["categories"]),
        "num_params": int(row["num_params"]),
        "recipe": row["recipe"],
        "_metrics": json.loads(row["metrics"]),
        "_ops": float(row["gflops"]),
        "_file_size": float(row["mib"]),
        **({"license": row["license"]} if row["license"] else {}),
    }
    return Weights(ORIGIN + row["file"], prepared, meta)


def _setting(text: str) -> tuple[str, Any]:
    """``crop_size=224``, ``mean=0.5,0.5,0.5`` or ``interpolation=bicubic``."""
    name, _, value = text.partition("=")
    if name == "interpolation":
        return name, _presets.InterpolationMode(value)
    numbers = tuple(int(v) if v.isdigit() else float(v) for v in value.split(","))
    return name, numbers if "," in value else numbers[0]
