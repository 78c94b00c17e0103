"""`visualize`: the graph that a backward pass will walk, as a picture."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..nn import Module
from .graph import Graph, Recorder, guess_paths, read
from .page import page
from .scene import Scene, cut, everything, scene, to_depth
from .svg import draw
from .text import tree

__all__ = ["Picture", "visualize"]


class Picture:
    """A graph, ready to be shown: in a notebook as it is, in a terminal as a tree (``print``), or as a file.

    ``svg`` is one picture; ``html`` is a page in which one moves, zooms and opens modules; ``png()`` the picture in
    pixels, which needs matplotlib.
    """

    def __init__(self, graph: Graph, title: str, depth: int | None, boxes: int) -> None:
        self._graph, self._title = graph, title
        program = graph.program
        self._opened = cut(program, boxes) if depth is None else to_depth(program, depth)
        if depth is not None and depth < 0:
            self._opened = everything(program)

    @property
    def svg(self) -> str:
        """The picture as an SVG document."""
        return draw(self._scene())

    def _scene(self) -> Scene:
        return scene(self._graph, self._graph.program, self._opened)

    @property
    def html(self) -> str:
        """The page, complete in itself."""
        return page(self._graph, self._title, self._opened)

    def png(self, scale: float = 2.0) -> bytes:
        """The picture as a PNG file's bytes, ``scale`` pixels for one of the SVG's; ImportError without matplotlib."""
        from .png import draw_png

        return draw_png(self._scene(), scale)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes ``path``: SVG, PNG, HTML or text by its suffix (``.svg``, ``.png``, ``.html``, ``.txt``)."""
        forms: dict[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg.encode(),
            ".png": self.png,
            ".html": lambda: self.html.encode(),
            ".txt": lambda: f"{self}\n".encode(),
        }
        form = forms.get(Path(path).suffix.lower())
        if form is None:
            raise ValueError(f"save: {os.fspath(path)!r} ends in none of {', '.join(forms)}")
        Path(path).write_bytes(form())

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html)}" style="width:100%;height:600px;border:1px solid #e3e6eb" '
            f'title="{escape(self._title)}"></iframe>'
        )

    def __repr__(self) -> str:
        return tree(self._graph)


def _named(value: Any, name: str, found: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors in nested tuples, lists and dicts, with names that say where."""
    if isinstance(value, Tensor):
        found[name] = value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _named(item, f"{key}" if name == "output" else f"{name}.{key}", found)
    elif isinstance(value, tuple | list):
        for i, item in enumerate(value):
            _named(item, f"{name}[{i}]", found)
    return found


def _arguments(model: Module, args: Any, kwargs: Any) -> dict[str, Tensor]:
    """The tensors that a model is called with, by the names of its parameters."""
    try:
        named = inspect.signature(model.forward).bind(*args, **kwargs).arguments
    except (TypeError, ValueError):  # the call will say what is wrong with it
        named = {"input": args, **kwargs}
    found: dict[str, Tensor] = {}
    for name, value in named.items():
        _named(value, name, found)
    return found


def visualize(
    what: Any,
    *args: Any,
    module: Module | None = None,
    names: Mapping[str, Tensor] | None = None,
    saved: bool = False,
    depth: int | None = None,
    boxes: int = 40,
    limit: int = 1000,
    title: str | None = None,
    **kwargs: Any,
) -> Picture:
    """The graph above a tensor (or several), or of one call of a module, as a `Picture`.

    Each box is a node that ``backward`` will run: its name, shape and dtype of what the operation gave, and the line of
    the program that recorded it. Above them are the leaves, below them the tensors given. With a module, parameters
    carry their names, and a large graph is drawn module by module. ``visualize(model, x)`` calls the model and so knows
    exactly what ran in which module, ``visualize(loss, module=model)`` tells it from the parameters that ops use. The
    inputs of a call are drawn even where they want no gradient, above the ops that have saved them.

    Args:
        what: a tensor, nested tuples, lists and dicts of tensors, or a module, called with ``args`` and ``kwargs``.
        module: whose parameters to name.
        names: names for other leaves, and for tensors that want no gradient and are to be drawn nevertheless.
        saved: also show the tensors that nodes have saved.
        depth: how many levels of modules to open; -1 for all; by default as many as give about ``boxes`` boxes.
        limit: the number of nodes that are read, nearest to the results first.
        title: of the page.

    Raises:
        TypeError: no tensor is given.
        RuntimeError: none of the tensors requires grad.

    >>> import flambeau as torch
    >>> w = torch.ones(3, requires_grad=True)
    >>> picture = torch.visualize((w * 2).sum(), names={"w": w})
    >>> picture
    output  scalar float32
      #1 SumBackward0  scalar float32  ...
      #2 MulBackward0  3 float32  ...  ← w 3 float32
    >>> picture.save("graph.svg")
    """
    paths = guess_paths
    inputs = [tensor for tensor in (names or {}).values() if not tensor.requires_grad]
    known = {id(tensor): (name, False) for name, tensor in (names or {}).items()}
    if isinstance(what, Module):
        module = what if module is None else module
        title = title or type(what).__name__
        for name, tensor in _arguments(what, args, kwargs).items():
            known.setdefault(id(tensor), (name, False))
            inputs += [tensor] if not tensor.requires_grad else []
        recorder = Recorder(what)
        what = recorder(what, args, kwargs)
        paths = recorder.paths
    elif args or kwargs:
        raise TypeError("visualize: arguments are for a module to be called with, and the first argument is none")
    tensors = _named(what, "output", {})
    if not tensors:
        raise TypeError(f"visualize: there is no tensor in {type(what).__name__} | give tensors, or a module to call")
    tensors = {name: tensor for name, tensor in tensors.items() if tensor.requires_grad}
    if not tensors:
        raise RuntimeError("visualize: none of the tensors requires grad, so there is no graph")
    if module is not None:
        known.update({id(parameter): (name, True) for name, parameter in module.named_parameters()})
    graph = read(tensors, known, saved, paths, limit, list({id(tensor): tensor for tensor in inputs}.values()))
    return Picture(graph, title or "graph", depth, boxes)


explain_module(globals())
