"""Pages for what is not an op: layers, optimisers, transforms, the profiler, and every other public module."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
import types
from collections.abc import Callable
from typing import Any

import torch_names
from docstrings import inline, markdown, signature, summary
from site_map import Site, home, to

import flambeau
from flambeau import _core, nn
from flambeau.ops.define import registry

# Public modules that PyTorch has not; those that it has are in the list of its names.
OWN = """
    vision.models vision.models.alexnet vision.models.convnext vision.models.densenet vision.models.efficientnet
    vision.models.googlenet vision.models.inception vision.models.swin_transformer
    vision.models.mnasnet vision.models.mobilenetv2 vision.models.mobilenetv3 vision.models.regnet vision.models.resnet
    vision.models.shufflenetv2 vision.models.squeezenet vision.models.vgg vision.models.vision_transformer
    vision.models.detection vision.models.maxvit vision.models.segmentation vision.models.video
    vision.models.feature_extraction
    vision.datasets vision.datasets.utils vision.io vision.ops vision.utils
    vision.transforms vision.transforms.autoaugment vision.transforms.functional
    vision.transforms.v2 vision.transforms.v2.functional vision.tv_tensors
"""
ELSEWHERE = "accelerator backends compiler cpu cuda jit mps onnx xpu"  # devices and tools that are not here
INDEX = "api/index.md"
TOP, TENSOR = "api/flambeau.md", "api/Tensor.md"
CORE = re.compile(r"^(\w+)(\(.*\) -> .+|: .+)$")  # how docstrings of the core begin
OPS = {id(f) for entry in registry for f in (entry.function, entry.inplace_function) if f is not None}


def public_names(module: types.ModuleType) -> list[str]:
    """What a module offers: its `__all__`, or what it defines."""
    own = re.compile(rf"{re.escape(module.__name__)}(\._\w+)?")
    defined = [n for n, v in vars(module).items() if own.fullmatch(str(getattr(v, "__module__", "")))]
    names = getattr(module, "__all__", None) or [n for n in defined if not n.startswith("_")]
    return sorted(n for n in names if not inspect.ismodule(getattr(module, n)) and not n.startswith("__"))


def layer_pages() -> dict[str, dict[str, Any]]:
    """The classes of `nn` by the file they stand in: page and members."""
    pages: dict[str, dict[str, Any]] = {}
    for name in sorted(nn.__all__):
        value = getattr(nn, name)
        if inspect.isclass(value):
            theme = value.__module__.rsplit(".", 1)[-1].strip("_")
            pages.setdefault(f"api/layers/{theme}.md", {})[name] = value
    return dict(sorted(pages.items()))


def module_names() -> list[str]:
    """The public modules that are here, beside the top level and `nn`, whose layers have pages by theme."""
    homes = [home.removeprefix("torch.") for home in torch_names.names() if home not in ("torch", "torch.nn")]
    return [home for home in homes if inspect.ismodule(torch_names.found(f"torch.{home}"))] + OWN.split()


@functools.cache
def plan() -> list[tuple[str, str, str | None, dict[str, Any]]]:
    """Of each page: path, title, the documentation of its module, and its members by qualified name."""
    names = {
        name: getattr(flambeau, name)
        for name in sorted(flambeau.__all__)
        if not inspect.ismodule(getattr(flambeau, name)) and not name.startswith("__")
    }
    pages = [(TOP, "flambeau", flambeau.__doc__, names), (TENSOR, "Tensor", _core.Tensor.__doc__, {})]
    for page, members in layer_pages().items():
        theme = "nn, " + page.removeprefix("api/layers/").removesuffix(".md")
        module = importlib.import_module(next(iter(members.values())).__module__)
        pages.append((page, theme, module.__doc__, {f"nn.{name}": value for name, value in members.items()}))
    for name in module_names():
        owner = importlib.import_module(f"flambeau.{name}")
        members = {f"{name}.{member}": getattr(owner, member) for member in public_names(owner)}
        pages.append((f"api/{name}.md", name, owner.__doc__, members))
    return pages


def is_op(value: Any) -> bool:
    """Whether it has a page of its own."""
    return id(value) in OPS


def note_names(site: Site) -> None:
    """Tells the site where each class and function is documented: once, in its module rather than at the top level."""
    places: dict[int, str] = {}
    top, *rest = plan()
    for page, title, _, members in (*rest, top):
        site.names.setdefault(title, page)
        for name, value in members.items():
            if not is_op(value) and (inspect.isclass(value) or callable(value)):
                site.names.setdefault(name, places.setdefault(id(value), f"{page}#{name}"))
    for name in (*tensor_members(), *tensor_properties()):
        site.names.setdefault(f"Tensor.{name}", f"{TENSOR}#Tensor.{name}")


def head(name: str, value: Any) -> str | None:
    """The signature as code."""
    first = CORE.match((value.__doc__ or "").partition("\n")[0])
    text = name + first[2].lstrip() if first and name.endswith(first[1]) else signature(name, value)
    return f"```python\n{text}\n```" if text else None


def body(value: Any) -> str | None:
    """The docstring, without the signature that those of the core begin with."""
    doc = value.__doc__
    if doc and CORE.match(doc.partition("\n")[0]):
        return doc.partition("\n")[2]
    return doc


def methods(name: str, value: type, site: Site, page: str) -> list[str]:
    """What a class defines itself and documents: a line each."""
    rows = []
    for title, found in vars(value).items():
        function = found.__func__ if isinstance(found, staticmethod | classmethod) else found
        if title.startswith("_") or not getattr(function, "__doc__", None) or inspect.isclass(function):
            continue
        if isinstance(function, property):
            rows.append(f"- `{title}` — {inline(summary(function.__doc__), site, page)}")
        elif callable(function):
            shown = signature(title, function) or title
            shown = " ".join(shown.split()).replace("( ", "(").replace(", )", ")")
            shown = re.sub(r"\((self|cls)(, )?", "(", shown, count=1)
            rows.append(f"- `{shown}` — {inline(summary(function.__doc__), site, page)}")
    return rows


def described(name: str, value: Any, site: Site, page: str, level: str = "##") -> str:
    """A class or function: heading, signature, place, docstring, methods."""
    place = home(value)
    parts = [f"{level} {name.rsplit('.', 1)[-1]} {{ #{name} }}", head(name, value)]
    parts.append(markdown(body(value), site, page))
    if inspect.isclass(value) and (rows := methods(name, value, site, page)):
        parts += [f"**{site.say('Methods')}**", "\n".join(rows)]
    if place:
        parts.append(f"{site.say('Stands in')} {site.shown_source(*place, page)}")
    return "\n\n".join(part for part in parts if part)


def links(names: list[str], site: Site, page: str) -> str:
    """A line of names that are documented elsewhere."""
    return " · ".join(site.named(name, page) for name in names)


def module_page(page: str, title: str, doc: str | None, members: dict[str, Any], site: Site) -> str:
    """A page: what the module is, its classes and functions, and its names that stand elsewhere."""
    parts = [f"# {title}", f"[{site.say('Reference')}]({to(INDEX, page)})", markdown(doc, site, page)]
    here, elsewhere, values = [], [], []
    for name, value in members.items():
        if site.names.get(name) == f"{page}#{name}":
            here.append((name, value))
        elif name in site.names:
            elsewhere.append(name)
        else:
            values.append(f"- `{name.rsplit('.', 1)[-1]}` = `{' '.join(repr(value).split())}`")
    if elsewhere:
        parts += [f"## {site.say('On other pages')} {{ #elsewhere }}", links(elsewhere, site, page)]
    parts += [described(name, value, site, page) for name, value in here]
    if values:
        parts += [f"## {site.say('values')} {{ #values }}", "\n".join(v for v in values if " at 0x" not in v)]
    return "\n\n".join(part for part in parts if part) + "\n"


def tensor_members() -> dict[str, Callable[..., Any]]:
    """The methods of `Tensor` that are no ops."""
    ops = {name for entry in registry for name in (*entry.methods, *entry.in_place_methods)}
    found = {n: getattr(_core.Tensor, n) for n in dir(_core.Tensor) if not n.startswith("_") and n not in ops}
    return {n: v for n, v in found.items() if callable(v)}


def tensor_properties() -> dict[str, Any]:
    """The properties of `Tensor` that are no ops."""
    ops = {e.prop if isinstance(e.prop, str) else e.name for e in registry if e.prop}
    shown = [n for n in dir(_core.Tensor) if not n.startswith("_") and n not in ops]
    return {n: v for n in shown if not callable(v := inspect.getattr_static(_core.Tensor, n)) and v.__doc__}


def tensor_page(site: Site) -> str:
    """The page of `Tensor`: its ops by name, then what it adds."""
    ops = sorted({f"Tensor.{n}" for e in registry for n in (*e.methods, *e.in_place_methods) if not n.startswith("_")})
    properties = sorted({f"Tensor.{e.prop if isinstance(e.prop, str) else e.name}" for e in registry if e.prop})
    short = [f"[`{n.removeprefix('Tensor.')}`]({to(site.names[n], TENSOR)})" for n in (*ops, *properties)]
    parts = ["# Tensor", f"[{site.say('Reference')}]({to(INDEX, TENSOR)})"]
    parts += [
        markdown(body(_core.Tensor), site, TENSOR),
        f"## {site.say('Operations')} {{ #operations }}",
        " · ".join(short),
    ]
    for label, members in (("Properties", tensor_properties()), ("Methods", tensor_members())):
        parts.append(f"## {site.say(label)} {{ #{label.lower()} }}")
        parts += [described(f"Tensor.{n}", value, site, TENSOR, "###") for n, value in sorted(members.items())]
    return "\n\n".join(part for part in parts if part) + "\n"


def index(site: Site) -> str:
    """The page that leads to all others of the reference."""
    rows = [f"| {site.say('module')} | |\n|---|---|"]
    rows.append(f"| [{site.say('All operations')}](operations.md) | |")
    for page, title, doc, _ in plan():
        rows.append(f"| [`{title}`]({to(page, INDEX)}) | {inline(summary(doc), site, INDEX)} |")
    return f"# {site.say('Reference')}\n\n" + "\n".join(rows) + "\n"


def add(site: Site) -> None:
    """Adds the pages."""
    site.pages[INDEX] = index(site)
    for page, title, doc, members in plan():
        site.pages[page] = module_page(page, title, doc, members, site)
        if title.partition(".")[0] in ELSEWHERE.split():
            site.minor.add(page)
    site.pages[TENSOR] = tensor_page(site)
