"""The parameters of torchvision's public classes and functions, and of the methods that programs override.

``PYTHONPATH=tests python -m vision.signatures`` writes `signatures.tsv` again, where torchvision is installed: a line
for every name that is here too. What is not here is not listed.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("signatures.tsv")

FAMILIES = """
    alexnet convnext densenet efficientnet googlenet inception maxvit mnasnet mobilenetv2 mobilenetv3 regnet resnet
    shufflenetv2 squeezenet swin_transformer vgg vision_transformer detection.anchor_utils detection.backbone_utils
    detection.faster_rcnn detection.fcos detection.generalized_rcnn detection.image_list detection.keypoint_rcnn
    detection.mask_rcnn detection.retinanet detection.roi_heads detection.rpn detection.ssd detection.ssdlite
    detection.transform segmentation.deeplabv3 segmentation.fcn segmentation.lraspp video.resnet video.s3d video.mvit
    video.swin_transformer optical_flow
"""
MODULES = [
    *("models", "ops", "transforms", "transforms.functional", "transforms.v2", "transforms.v2.functional"),
    *("datasets", "datasets.utils", "datasets.folder", "io", "utils", "tv_tensors"),
    *("models._utils", "models.feature_extraction", *(f"models.{family}" for family in FAMILIES.split())),
]


def text(value: Any) -> str:
    """A default, whichever library it is of."""
    if isinstance(value, functools.partial):
        return f"{text(value.func)}({', '.join(f'{k}={text(v)}' for k, v in value.keywords.items())})"
    if type(value).__name__ == "InterpolationMode":
        return repr(value.value)
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, list | tuple):
        return f"({', '.join(map(text, value))})"
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    if hasattr(value, "__name__"):
        return str(value.__name__)
    if type(value).__name__ == "device":
        return repr(str(value))
    return repr(value).removeprefix("torch.").removeprefix("flambeau.")


def parameters(function: Any) -> list[str] | None:
    """What a function takes, in order; None where it does not say. Those by name alone stand behind a star."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in found):
        return None
    lines = []
    for p in found:
        star = "*" if p.kind is p.KEYWORD_ONLY else ""
        default = "" if p.default is p.empty else f"={text(p.default)}"
        lines.append("**" if p.kind is p.VAR_KEYWORD else f"{star}{p.name}{default}")
    return lines


def functions(theirs: Any, ours: Any, home: str) -> Iterator[tuple[str, Any, Any]]:
    """The public functions, classes and methods that both have, by name."""
    for name in getattr(theirs, "__all__", None) or sorted(n for n in vars(theirs) if n[0] != "_"):
        their = getattr(theirs, name, None)
        if not callable(their) or not str(getattr(their, "__module__", "")).startswith(home):
            continue
        if not hasattr(ours, name) or (isinstance(their, type) and issubclass(their, enum.Enum)):
            continue
        our = getattr(ours, name)
        yield name, their, our
        if isinstance(their, type):
            for method, value in vars(their).items():
                if callable(value) and method[0] != "_" and method != "forward" and hasattr(our, method):
                    yield f"{name}.{method}", value, getattr(our, method)


def write() -> None:
    rows = []
    for name in MODULES:
        try:
            ours = importlib.import_module(f"flambeau.vision.{name}")
        except ModuleNotFoundError:
            continue
        theirs = importlib.import_module(f"torchvision.{name}")
        home = f"torchvision.{name}" if name[:7] == "models." else "torchvision"
        for path, their, _ in functions(theirs, ours, home):
            found = parameters(their)
            if found is not None:
                rows.append(f"{name}\t{path}\t{'; '.join(found)}\n")
    TABLE.write_text("".join(rows))


if __name__ == "__main__":
    write()
