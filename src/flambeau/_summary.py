"""`summary`: a model's modules with their sizes, what they give, and the work they take."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import _core, _notebook
from ._arguments import explain_module
from ._core import Tensor
from ._pytree import tree_leaves
from .autograd import no_grad
from .func import functional_call
from .nn import Module
from .nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from .profiler import profile
from .profiler._events import MODULE, FunctionEvent
from .profiler._table import format_bytes, plain_table

__all__ = ["Summary", "summary"]

_TITLES = ("module", "class", "output", "parameters", "multiply-adds")


@dataclass
class _Call:
    """One call of a module, or a module that is not called: its row."""

    name: str
    module: Module
    depth: int
    output: str = ""
    multiply_adds: int | None = None
    note: str = ""  # in the place of the number of parameters
    inside: list[_Call] = field(default_factory=list)


class Summary:
    """A model's table: printed as text, in notebooks as it is.

    Attributes:
        parameters, trainable_parameters: how many numbers they hold, each tensor counted once.
        parameter_bytes, buffer_bytes, input_bytes: their sizes.
        output_bytes: what the modules that call no other gave, all calls together.
        multiply_adds: of the call's products and convolutions, each multiplication with its addition as one; None
            without an input.

    >>> import flambeau as torch
    >>> torch.summary(torch.nn.Linear(3, 4), torch.ones(1, 3)).multiply_adds
    12
    """

    def __init__(self, model: Module, calls: list[_Call], inputs: Any, depth: int) -> None:
        parameters = list(model.parameters())
        self.parameters = sum(p.numel() for p in parameters)
        self.trainable_parameters = sum(p.numel() for p in parameters if p.requires_grad)
        self.parameter_bytes = sum(p.nbytes for p in parameters)
        self.buffer_bytes = sum(b.nbytes for b in model.buffers())
        self.input_bytes = sum(t.nbytes for t in _tensors(inputs))
        self.output_bytes = 0
        self.multiply_adds = calls[0].multiply_adds
        self._calls = [call for call in calls if depth < 0 or call.depth <= depth]

    def rows(self) -> list[dict[str, Any]]:
        """One dict a row, for pandas: name, class, depth, output, parameters, multiply_adds and note."""
        return [
            {
                "name": call.name,
                "class": type(call.module).__name__,
                "depth": call.depth,
                "output": call.output,
                "parameters": sum(p.numel() for p in call.module.parameters()),
                "multiply_adds": call.multiply_adds,
                "note": call.note,
            }
            for call in self._calls
        ]

    def _cells(self) -> list[list[str]]:
        return [
            [
                "  " * row["depth"] + row["name"],
                row["class"],
                row["output"],
                row["note"] or (f"{row['parameters']:,}" if row["parameters"] else "--"),
                f"{row['multiply_adds']:,}" if row["multiply_adds"] else "--",
            ]
            for row in self.rows()
        ]

    def _totals(self) -> str:
        lines = [
            f"parameters     {self.parameters:,} ({self.trainable_parameters:,} trainable), "
            f"{format_bytes(self.parameter_bytes)}"
        ]
        if self.buffer_bytes:
            lines.append(f"buffers        {format_bytes(self.buffer_bytes)}")
        if self.multiply_adds is not None:
            lines.append(f"input          {format_bytes(self.input_bytes)}")
            lines.append(f"outputs        {format_bytes(self.output_bytes)}")
            lines.append(f"multiply-adds  {self.multiply_adds:,}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return plain_table(list(_TITLES), self._cells(), 3) + "\n" + self._totals()

    def _repr_html_(self) -> str:
        return _notebook.table(_TITLES, self._cells(), 3, self._totals())


class _Watch:
    """Notes the calls of modules, in order, and what they gave."""

    def __init__(self, model: Module) -> None:
        self.calls: list[_Call] = []
        self.output_bytes = 0
        self._names = {id(module): name for name, module in model.named_modules()}
        self._seen: set[Module] = set()
        self._open: list[_Call] = []

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Within it, calls are noted."""
        with register_module_forward_pre_hook(self._enter), register_module_forward_hook(self._leave):
            yield

    def _enter(self, module: Module, args: Any) -> None:
        full = self._names.get(id(module), "") or type(module).__name__
        around = self._names.get(id(self._open[-1].module), "") if self._open else ""
        note = "(again)" if module in self._seen else ""
        call = _Call(full.removeprefix(f"{around}."), module, len(self._open), note=note)
        self._seen.add(module)
        if self._open:
            self._open[-1].inside.append(call)
        self.calls.append(call)
        self._open.append(call)

    def _leave(self, module: Module, args: Any, output: Any) -> None:
        call = self._open.pop()
        given = _tensors(output)
        call.output = ", ".join(str(list(t.shape)) for t in given[:3]) + (", …" if len(given) > 3 else "")
        if not call.inside:
            self.output_bytes += sum(t.nbytes for t in given)


@contextlib.contextmanager
def _as_it_was(model: Module) -> Iterator[None]:
    """Within it, the model evaluates; training flags and random numbers are afterwards what they were."""
    flags = [(module, module.training) for module in model.modules()]
    state = _core.get_rng_state()
    for module, _ in flags:
        module.training = False
    try:
        with no_grad():
            yield
    finally:
        _core.set_rng_state(state)
        for module, training in flags:
            module.training = training


def _call(model: Module, arguments: Any) -> _Watch:
    """Calls the model under a profile, which tells the work, with copies of its buffers."""
    args, kwargs = (arguments, {}) if isinstance(arguments, tuple) else ((arguments,), {})
    if isinstance(arguments, Mapping):
        args, kwargs = (), dict(arguments)
    watch = _Watch(model)
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    with _as_it_was(model), watch.watching(), profile(with_flops=True) as prof:
        functional_call(model, buffers, args, kwargs)
    events = [event for event in prof._recorded("summary").all_events if event.kind == MODULE]
    for call, event in zip(watch.calls, events, strict=True):
        call.multiply_adds = _products(event)
    return watch


def _products(event: FunctionEvent) -> int:
    """The multiply-adds of all that ran inside an event."""
    total, waiting = 0, [event]
    while waiting:
        inner = waiting.pop()
        total += inner.multiply_adds
        waiting += inner.cpu_children
    return total


def _not_called(model: Module, called: list[_Call]) -> list[_Call]:
    """The outermost modules with parameters that no call reached, and that belong to no module but the model that one
    did.
    """
    reached, modules = {call.module for call in called}, dict(model.named_modules())
    found: dict[str, _Call] = {}
    for name, module in modules.items():
        parts = name.split(".")
        above = [".".join(parts[:k]) for k in range(1, len(parts))]
        covered = any(outer in found or modules[outer] in reached for outer in above)
        if name and not covered and reached.isdisjoint(module.modules()) and any(True for _ in module.parameters()):
            found[name] = _Call(name, module, 1, note="(not called)")
    return list(found.values())


def _tensors(tree: Any) -> list[Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor)]


def _held(model: Module) -> list[_Call]:
    """All modules as the model holds them, for want of a call."""
    return [
        _Call(name.rpartition(".")[2] or type(module).__name__, module, name.count(".") + bool(name))
        for name, module in model.named_modules()
    ]


def summary(model: Module, input: Any = None, *, depth: int = 3) -> Summary:
    """The modules of a model in the order in which a call uses them: what each gives, its parameters, its work.

    The model is called once, in evaluation mode and without recording a graph. Afterwards it is as it was: training
    flags, buffers, gradients, hooks and the random numbers that come next. On the device ``meta``, for a model and an
    input there, nothing is computed. A row counts the parameters of all that the module holds; a module that is used
    once more says "(again)" instead.

    Args:
        input: what to call the model with: a tuple of arguments, a dict of arguments by name, or the one argument.
            Without, the table has no outputs.
        depth: how many levels of calls within calls to show; -1 for all.

    Raises: TypeError for what is no module; RuntimeError while a profile is running; whatever the model raises.

    >>> import flambeau as torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    >>> torch.summary(model, torch.ones(5, 3))
    module      class       output  parameters  multiply-adds
    ----------  ----------  ------  ----------  -------------
    Sequential  Sequential  [5, 2]          26            100
      0         Linear      [5, 4]          16             60
      1         ReLU        [5, 4]          --             --
      2         Linear      [5, 2]          10             40
    <BLANKLINE>
    parameters     26 (26 trainable), 104 B
    input          60 B
    outputs        200 B
    multiply-adds  100
    """
    if not isinstance(model, Module):
        raise TypeError(f"summary: model is {type(model).__name__} | a Module is expected")
    if input is None:
        return Summary(model, _held(model), (), depth)
    watch = _call(model, input)
    found = Summary(model, watch.calls + _not_called(model, watch.calls), input, depth)
    found.output_bytes = watch.output_bytes
    return found


explain_module(globals())
