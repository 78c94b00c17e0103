"""``FunctionEvent``: one recorded op, node, block or module, and how the core's raw log becomes a tree of them."""

from __future__ import annotations

import enum
import functools
import gc
from typing import Any, NamedTuple

from ._flops import flops_of, is_internal, multiply_adds_of, touches_part

# The core's kinds of event (core/profiler/recorder.h, enum Kind).
OP, EVALUATE, APPLY, RANGE, MODULE, COMPOSITE, OPTIMIZER, STEP, DATA, CALL, NATIVE_CALL, LAUNCH = range(12)

# Time that such an event spends outside the events in it is the interpreter's, not an op's.
PYTHON_KINDS = frozenset({RANGE, MODULE, STEP, DATA, CALL, NATIVE_CALL})

_CATEGORIES = {
    RANGE: "user_annotation",
    STEP: "user_annotation",
    MODULE: "module",
    CALL: "python_function",
    NATIVE_CALL: "python_function",
    LAUNCH: "kernel",
}


class Place(NamedTuple):
    """A line of the user's program."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}({self.line}): {self.function}"


class DeviceType(enum.Enum):
    """Where an event ran: here, on the CPU.

    >>> import flambeau as torch
    >>> torch.profiler.DeviceType.CPU.name
    'CPU'
    """

    CPU = 0
    CUDA = 1


class Interval:
    """A span of time, in microseconds since the profile began.

    >>> import flambeau as torch
    >>> torch.profiler.Interval(1.5, 4.0).elapsed_us()
    2.5
    """

    __slots__ = ("end", "start")

    def __init__(self, start: float, end: float) -> None:
        self.start = start
        self.end = end

    def elapsed_us(self) -> float:
        """Its length in microseconds."""
        return self.end - self.start


def format_time(us: float, unit: str | None = None) -> str:
    """Microseconds as text, in ``unit`` ("us", "ms", "s") or the one that suits."""
    if unit == "s" or (unit is None and us >= 1e6):
        return f"{us / 1e6:.3f}s"
    if unit == "ms" or (unit is None and us >= 1e3):
        return f"{us / 1e3:.3f}ms"
    return f"{us:.3f}us"


class FormattedTimes:
    """Times as text, and the names under which programs ask for a device's: there is none, so they are zero."""

    __slots__ = ()

    count: int
    device_time_total = self_device_time_total = cuda_time_total = self_cuda_time_total = 0.0
    device_memory_usage = self_device_memory_usage = cuda_memory_usage = self_cuda_memory_usage = 0
    device_time = cuda_time = 0.0
    device_time_str = device_time_total_str = self_device_time_total_str = "0.000us"
    device_type = DeviceType.CPU
    use_device = None
    is_async = is_remote = is_legacy = False
    node_id = -1
    overload_name = ""

    @property
    def _times(self) -> Any:
        return self  # the classes below say in their own ways what cpu_time_total and self_cpu_time_total are

    @property
    def cpu_time(self) -> float:
        """The mean time of a call in microseconds."""
        return float(self._times.cpu_time_total / self.count) if self.count else 0.0

    @property
    def cpu_time_str(self) -> str:
        """``cpu_time`` as text."""
        return format_time(self.cpu_time)

    @property
    def cpu_time_total_str(self) -> str:
        """``cpu_time_total`` as text."""
        return format_time(self._times.cpu_time_total)

    @property
    def self_cpu_time_total_str(self) -> str:
        """``self_cpu_time_total`` as text."""
        return format_time(self._times.self_cpu_time_total)


class FunctionEvent(FormattedTimes):
    """One thing that happened: an op, a node of a backward pass, a labelled block, a module's forward.

    Times are in microseconds, sizes in bytes. Beside what PyTorch's has, it knows where it belongs: ``place`` (the line
    of the user's program; of a backward event, the line that recorded it), ``module`` (the path of the module whose
    forward it belongs to), ``backward`` (whether a backward pass ran it), ``forward`` (the op whose node this is).

    >>> import flambeau as torch
    >>> with torch.profiler.profile() as prof:
    ...     y = torch.ones(3)
    >>> event = prof.events()[0]
    >>> event.name, event.count, event.backward
    ('aten::ones', 1, False)
    """

    # What most events have stands here once: a profile may hold a million of them.
    count = 1
    fwd_thread: int | None = None
    cpu_parent: FunctionEvent | None = None
    cpu_children: list[FunctionEvent] = []  # noqa: RUF012 - never changed in place
    place: Place | None = None
    module = ""
    backward = False
    forward: FunctionEvent | None = None
    sequence_nr = -1
    nbytes = flops = multiply_adds = 0
    touches_part = False  # whether an op may have read and written only some of its nbytes
    input_shapes: list[Any] = []  # noqa: RUF012
    output_shapes: list[Any] = []  # noqa: RUF012
    input_dtypes: list[str] = []  # noqa: RUF012
    concrete_inputs: list[Any] = []  # noqa: RUF012
    kwinputs: dict[str, Any] = {}  # noqa: RUF012
    stack: list[str] = []  # noqa: RUF012
    cpu_memory_usage = self_cpu_memory_usage = allocated = self_allocated = freed = self_freed = 0
    kernels: list[Any] = []  # noqa: RUF012 - of devices that are not there, as the next
    device_index = device_resource_id = linked_correlation_id = 0
    self_cpu_percent = total_cpu_percent = total_device_percent = -1  # what PyTorch's are outside of its own tables
    event_metadata: Any = None
    _children_time = 0.0  # of the events shown to the user
    _inner_time = 0.0  # modules, which may be hidden, among them

    def __init__(self, id: int, name: str, kind: int, thread: int, start: float, end: float) -> None:
        self.id = id
        self.name = name
        self.kind = kind
        self.thread = thread
        self.start = start
        self.end = end
        self.cpu_time_total = end - start  # how long it took

    def add_child(self, child: FunctionEvent) -> None:
        """Notes an event that ran inside this one."""
        if self.cpu_children:
            self.cpu_children.append(child)
        else:
            self.cpu_children = [child]

    append_cpu_child = add_child  # PyTorch's name

    @property
    def external_id(self) -> int:
        """The same as ``id``."""
        return self.id

    @property
    def activity_type(self) -> str:
        """Its category in a trace, under PyTorch's name."""
        return self.category

    @property
    def structured_input_shapes(self) -> list[Any]:
        """The same as ``input_shapes``, where lists of tensors have a list of shapes."""
        return self.input_shapes

    @property
    def time_range(self) -> Interval:
        """When it ran."""
        return Interval(self.start, self.end)

    @property
    def key(self) -> str:
        """What events are grouped by: the name, all steps of a schedule together."""
        return "ProfilerStep*" if self.kind == STEP else self.name

    @property
    def trace_name(self) -> str:
        """The name in a trace."""
        return self.name

    @property
    def self_cpu_time_total(self) -> float:
        """How long it took without the events in it, in microseconds."""
        return self.cpu_time_total - self._children_time

    @property
    def exclusive_time(self) -> float:
        """The same, without the modules in it either, whether they are shown or not."""
        return self.cpu_time_total - self._inner_time

    @property
    def scope(self) -> int:
        """0 for functions, 1 for backward nodes, 7 for the user's blocks, as PyTorch numbers them."""
        return {APPLY: 1, RANGE: 7, STEP: 7}.get(self.kind, 0)

    @property
    def is_user_annotation(self) -> bool:
        """Whether the user labelled it."""
        return self.kind in (RANGE, STEP)

    @property
    def is_python_function(self) -> bool:
        """Whether it is a call of the interpreter (``with_stack``)."""
        return self.kind in (CALL, NATIVE_CALL)

    @property
    def category(self) -> str:
        """Its category in a trace."""
        return _CATEGORIES.get(self.kind, "cpu_op")

    def __repr__(self) -> str:
        return (
            f"<FunctionEvent id={self.id} name={self.name} device_type=DeviceType.CPU node_id={self.node_id} "
            f"cpu_time={self.cpu_time_str} start_us={self.start:.3f} end_us={self.end:.3f} "
            f"cpu_children={[child.id for child in self.cpu_children]} thread={self.thread} "
            f"input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage} seq_nr={self.sequence_nr} "
            f"place={self.place} module={self.module}>"
        )


_IN_PLACE, _BATCHED = 1, 2  # an event's flags, as the core writes them


@functools.lru_cache(maxsize=4096)
def _name(kind: int, name: str, flags: int) -> str:
    if kind == OP:
        name = f"_{name}" if is_internal(name) else name  # as PyTorch: aten::softmax calls aten::_softmax
        space = "vmap" if flags & _BATCHED else "aten"
        return f"{space}::{name}_" if flags & _IN_PLACE else f"{space}::{name}"
    if kind in (EVALUATE, APPLY):
        name = "torch::autograd::AccumulateGrad" if name == "AccumulateGrad" else name
        return f"autograd::engine::evaluate_function: {name}" if kind == EVALUATE else name
    if kind == LAUNCH:
        return f"kernel::{name}" if name else "kernel"
    return f"nn.Module: {name}" if kind == MODULE else name


def _shape(told: Any) -> list[Any]:
    """An operand's sizes: one list per tensor of a list, [] for what is no tensor."""
    if isinstance(told, list):
        return [list(t[0]) for t in told if t]
    return list(told[0]) if isinstance(told, tuple) and len(told) == 2 else []


def _dtype(told: Any) -> str:
    if isinstance(told, list):
        return "TensorList"
    if isinstance(told, tuple):
        return str(told[1]).split(".")[-1] if len(told) == 2 else "ScalarList"
    return "" if told is None else "Scalar"


def _concrete(told: Any) -> Any:
    """A number or a list of numbers; None for tensors and for what is neither."""
    if isinstance(told, tuple):
        return list(told[0]) if len(told) == 1 else None
    return None if isinstance(told, list) else told


class _Reader:
    """Builds the events of one thread, parents before children, as the core's log has them."""

    def __init__(self, taken: dict[str, Any]) -> None:
        self.places = [Place(*p) for p in taken["places"]]
        self.origin = taken["start"]
        self.by_sequence: dict[int, FunctionEvent] = {}
        self.links: list[FunctionEvent] = []  # events of nodes, whose forward op may stand in another thread's log
        self.last: dict[int, FunctionEvent] = {}  # the last event inside each, but for accumulations
        self.accumulations: list[tuple[FunctionEvent, FunctionEvent]] = []  # with the turn that completed the gradient
        self.next_id = 0

    def read(self, thread: dict[str, Any], number: int) -> list[FunctionEvent]:
        events: list[FunctionEvent] = []
        self.last.clear()
        for told in thread["events"]:
            events.append(self._event(told, number, events))
        for event in events:
            if event.cpu_parent is not None:
                event.cpu_parent._inner_time += event.cpu_time_total
        for event in events:
            event._children_time = event._inner_time
        if thread["memory"]:
            _add_memory(events, thread["memory"])
        return events

    def _event(self, told: tuple[Any, ...], number: int, events: list[FunctionEvent]) -> FunctionEvent:
        kind, name, start, end, parent_at, place, sequence, nbytes, flags, inputs, results = told
        shown = _name(kind, name, flags)
        event = FunctionEvent(self.next_id, shown, kind, number, (start - self.origin) / 1e3, (end - self.origin) / 1e3)
        self.next_id += 1
        if parent_at >= 0:
            parent = event.cpu_parent = events[parent_at]
            event.place, event.module, event.backward = parent.place, parent.module, parent.backward
            parent.add_child(event)
        if place >= 0:
            event.place = self.places[place]
        if kind in (EVALUATE, APPLY):
            event.backward = True
        elif kind == MODULE:
            event.module = name
        if name != "AccumulateGrad" or kind not in (EVALUATE, APPLY):
            self.last[parent_at] = event
        elif kind == EVALUATE:
            self._accumulates(event, parent_at)
        else:
            event.place = event.cpu_parent.place if event.cpu_parent is not None else None
        if nbytes:
            event.nbytes = nbytes
            if kind == OP and touches_part(name):
                event.touches_part = True
        if inputs is not None:
            event.input_shapes = [_shape(told) for told in inputs]
            event.input_dtypes = [_dtype(told) for told in inputs]
            event.output_shapes = [_shape(told) for told in results or ()]
            event.concrete_inputs = [_concrete(told) for told in inputs]
            computes = kind == OP and not flags & _BATCHED  # else what it calls does
            event.flops = flops_of(name, event.input_shapes, event.output_shapes) if computes else 0
            if event.flops:
                event.multiply_adds = multiply_adds_of(name, event.flops)
        if sequence and sequence != 2**64 - 1:
            event.sequence_nr = sequence
            if kind in (EVALUATE, APPLY):
                self.links.append(event)
            else:
                self.by_sequence[sequence] = event
        return event

    def _accumulates(self, event: FunctionEvent, parent_at: int) -> None:
        """An accumulation belongs to the op whose node completed the gradient, which ran just before it: its own node
        lives as long as its tensor is in any graph, and may be older than the profile.
        """
        turn = self.last.get(parent_at)
        if turn is not None and turn.kind == EVALUATE:
            event.place = turn.place
            self.accumulations.append((event, turn))
        else:  # backward() of the tensor itself
            event.place = turn.place if turn is not None else None

    def link(self) -> None:
        """Gives every event of a node, and what ran in it, the module of the op that made the node."""
        for event in self.links:
            forward = self.by_sequence.get(event.sequence_nr)
            if forward is None:
                continue
            event.forward, event.fwd_thread = forward, forward.thread
            _set_module(event, forward.module)
        for event, turn in self.accumulations:
            _set_module(event, turn.module)


def _set_module(event: FunctionEvent, module: str) -> None:
    waiting = [event]
    while waiting:
        e = waiting.pop()
        e.module = module
        waiting.extend(child for child in e.cpu_children if child.kind not in (EVALUATE, MODULE))


def _add_memory(events: list[FunctionEvent], changes: list[tuple[Any, ...]]) -> None:
    for _, _, size, at, _ in changes:
        if at < 0:
            continue
        event = events[at]
        event.self_cpu_memory_usage += size
        if size > 0:
            event.self_allocated += size
        else:
            event.self_freed -= size
    for event in reversed(events):  # children come after their parents
        event.cpu_memory_usage += event.self_cpu_memory_usage
        event.allocated += event.self_allocated
        event.freed += event.self_freed
        if event.cpu_parent is not None:
            event.cpu_parent.cpu_memory_usage += event.cpu_memory_usage
            event.cpu_parent.allocated += event.allocated
            event.cpu_parent.freed += event.freed


def read_events(taken: dict[str, Any]) -> list[FunctionEvent]:
    """All events of a recording, by thread and then by start."""
    reader = _Reader(taken)
    events: list[FunctionEvent] = []
    collecting = gc.isenabled()
    gc.disable()  # so many new objects would be walked again and again, and none is garbage
    try:
        for number, thread in enumerate(taken["threads"], 1):
            events += reader.read(thread, number)
        reader.link()
        _add_stacks(events)
    finally:
        if collecting:
            gc.enable()
    return events


def _add_stacks(events: list[FunctionEvent]) -> None:
    """``stack``: the functions around an event, innermost first, as far as the interpreter's calls were recorded; an
    event outside of all of them has its own line.
    """
    with_stack = any(event.kind == CALL for event in events)
    for event in events:  # parents come before their children
        parent = event.cpu_parent
        if parent is not None and parent.kind in (CALL, MODULE) and with_stack:
            event.stack = [parent.name, *parent.stack]
        elif parent is not None and parent.stack:
            event.stack = parent.stack
        elif event.place is not None:
            event.stack = _line(event.place)


@functools.lru_cache(maxsize=4096)
def _line(place: Place) -> list[str]:
    return [str(place)]
