"""vmap's side of every op: how a call on tensors that stand for many examples becomes one call on whole batches.

The core hands over calls whose tensors are wrapped (`_core._wrap`: a value and the dimension along which its examples
lie). An entry's batching rule answers; its kind has one, so that only exceptions are written in entries, as ``batch=``:

``"elementwise"``  operands broadcast: batch dimensions go to the front, shapes are aligned behind them
``"dims"``         batch dimensions go to the front, arguments that name dimensions move up by one
``"front"``        batch dimensions go to the front: the op treats leading dimensions as a batch
``"merge"``        the batch joins the op's own first dimension, N
``"same"``         nothing depends on where the batch dimension is
``"loop"``         one call per example
``"update"``       the tensors in the lists have the batch in front; what is written must have one
a function         of the op's parameters by name, as rules are: tensors come with the batch in front (what is
                   not batched is expanded, without a copy), and so do the results
``composed(f)``    ``f`` of the op's parameters computes it from other ops, on the tensors of one example
``full(f)``        ``f`` takes the `Call` itself
"""

from __future__ import annotations

import operator
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import _core
from .._core import Tensor, _unwrap, _wrap
from .._thread import carried
from .broadcast import widened
from .create import empty
from .define import Entry, composed, creation, full
from .join import stack
from .rule import Rule as NamedRule

Rule = Callable[["Call"], Any]

class Call:
    """One call being batched: its arguments by position, and for each the dimension of its batch.

    ``values`` are the arguments with what lies within the wrapped tensors; ``dims`` has, in the same places, None or
    the batch dimension, and for lists of tensors a list of those.
    """

    __slots__ = ("dims", "entry", "in_place", "layout", "level", "op", "originals", "size", "values")

    def __init__(self, op: Any, level: int, originals: tuple[Any, ...], in_place: bool) -> None:
        self.entry = op.entry
        self.layout = layout = op.entry.layout
        values: list[Any] = list(originals)
        for i in layout.ints:
            if type(values[i]) is not int and values[i] is not None:
                values[i] = operator.index(values[i])
        for i in layout.sizes:
            if hasattr(type(values[i]), "__index__"):  # one stands for (one,)
                values[i] = (operator.index(values[i]),)
            elif isinstance(values[i], tuple | list) and not {*map(type, values[i])} <= {int}:
                values[i] = tuple(map(operator.index, values[i]))
        self.op, self.level, self.originals, self.in_place = op, level, tuple(values), in_place
        self.size: Any = None  # how many examples there are; None: nothing is batched
        dims: list[Any] = [None] * len(values)
        for i in layout.tensor_places:
            a = values[i]
            if isinstance(a, Tensor):
                values[i], d = _unwrap(a, level)
                if d is not None:
                    dims[i], self.size = d, values[i].size(d)
        for i in layout.list_places:
            pairs: list[tuple[Any, Any]] = [(a, None) if a is None else _unwrap(a, level) for a in values[i]]
            values[i], dims[i] = [v for v, _ in pairs], [d for _, d in pairs]
            for v, d in pairs:
                if d is not None:
                    self.size = v.shape[d]
        self.values, self.dims = values, dims

    def given(self, name: str) -> Any:
        """The argument of that name, with what lies within a wrapped tensor."""
        return self.values[self.layout.places[name]]

    def dim(self, name: str) -> int | None:
        """The batch dimension of the argument of that name, or None."""
        dim: int | None = self.dims[self.layout.places[name]]
        return dim

    def tensors(self) -> Iterator[int]:
        """The places that hold a tensor."""
        return (i for i in self.layout.tensor_places if isinstance(self.values[i], Tensor))

    def run(self, values: Sequence[Any]) -> Any:
        """The op itself (or its in-place form) on ``values``, one level down."""
        function = self.layout.in_place if self.in_place else self.op
        keywords = self.layout.keywords
        if not keywords:
            return function(*values)
        n = len(values) - len(keywords)
        return function(*values[:n], **dict(zip(keywords, values[n:], strict=True)))

    def wrap(self, result: Any, dim: Any = 0) -> Any:
        """``result``, a tensor or several, as tensors of this level with their batch along ``dim``; None stays that."""
        if result is None:
            return None
        if isinstance(result, Tensor):
            return _wrap(result, dim, self.level)
        return [r if r is None else _wrap(r, dim, self.level) for r in result]

    def front(self, i: int, expand: bool = True) -> Any:
        """The tensor (or tensors) at place ``i`` with the batch in front; what is not batched is expanded to it."""
        if i in self.layout.list_places:
            pairs = zip(self.values[i], self.dims[i], strict=True)
            return [v if v is None else _front(v, d, self.size, expand) for v, d in pairs]
        v, dim = self.values[i], self.dims[i]
        return v if dim == 0 or not isinstance(v, Tensor) else _front(v, dim, self.size, expand)

    def put_back(self, i: int, written: Tensor) -> None:
        """Puts into the argument at place ``i`` what the op wrote to a copy of it, the batch in front. The op writes
        as it computes, in any mode and without history; so does this.
        """
        modes = _core._exchange_modes(None)
        try:
            _core._set_inference_mode(True)
            self.front(i).copy_(written.clone())  # it may be a view of the argument, of other strides
        finally:
            _core._exchange_modes(modes)

    aligned = staticmethod(widened)

    def aligned_at(self, i: int, rank: int) -> Any:
        """The tensor at place ``i``, aligned if it is batched."""
        return self.values[i] if self.dims[i] is None else self.aligned(self.front(i), rank)


def _front(value: Tensor, dim: int | None, size: Any, expand: bool) -> Tensor:
    if dim is None:
        return value.expand(size, *value.shape) if expand else value
    return value if dim == 0 else value.movedim(dim, 0)


# ---- rules by name --------------------------------------------------------------------------------------------------


def _elementwise(call: Call) -> Any:
    values, dims = list(call.values), call.dims
    places = list(call.tensors())
    if len(places) == 1:
        return call.wrap(call.run(values), dims[places[0]])
    rank = max(call.originals[i].dim() for i in places)
    if any(dims[i] is not None and call.originals[i].dim() == 0 for i in places):
        _keep_promotion(call, values, places)
    for i in places:
        if dims[i] is not None:
            values[i] = call.aligned(_front(values[i], dims[i], None, False), rank)
    if call.in_place and dims[places[0]] is not None:
        rank_of_target = call.originals[places[0]].dim()
        if rank > rank_of_target:
            raise RuntimeError(
                f"output with shape {list(call.originals[places[0]].shape)} doesn't match the broadcast shape: "
                f"another operand of {call.entry.name}_ has {rank} dimensions"
            )
    return call.wrap(call.run(values))


def _keep_promotion(call: Call, values: list[Any], places: list[int]) -> None:
    """A tensor without dimensions yields to others in promotion; with a batch dimension it would not: it is cast
    first."""
    kinds = {values[i].dtype for i in places if values[i].dtype is not _core.bool}
    if len(kinds) < 2:
        return
    want = _core.result_type(*(call.originals[i] for i in places))
    for i in places:
        if call.originals[i].dim() == 0 and values[i].dtype is not _core.bool and values[i].dtype is not want:
            values[i] = values[i].to(want)


def _up(d: Any) -> Any:
    """A dimension, or several, counted in the batch: negative ones count from the end and stay."""
    if isinstance(d, tuple | list):
        return tuple(_up(k) for k in d)
    k = operator.index(d)
    return k + 1 if k >= 0 else k


def _check_dims(call: Call) -> None:
    """Dimensions outside the example's, before moving them would make others of them."""
    layout = call.layout
    if layout.shape_places or not layout.tensor_places:
        return
    first = call.originals[layout.tensor_places[0]]
    if not isinstance(first, Tensor):
        return
    rank = first.ndim
    for i in layout.dim_places:
        d = call.values[i]
        for k in (d,) if isinstance(d, int) else d or ():
            if not -max(rank, 1) <= k < max(rank, 1):
                low, high = -max(rank, 1), max(rank, 1) - 1
                raise IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {k})")


def _dims(call: Call) -> Any:
    layout = call.layout
    _check_dims(call)
    values = list(call.values)
    # Tensors without dimensions may be asked for dimension 0: they get one.
    flat = not layout.list_places and not layout.shape_places
    for i in layout.tensor_places:
        if isinstance(values[i], Tensor) and call.originals[i].ndim:
            flat = False
    for i in layout.all_tensors:
        values[i] = call.front(i)
        if flat and isinstance(values[i], Tensor):
            values[i] = values[i].unsqueeze(1)
    for i in layout.shape_places:
        values[i] = (call.size, *values[i])
    line = False  # no dimension: the whole example as one line
    for i in layout.dim_places:
        d, first = values[i], layout.tensor_places[0] if layout.tensor_places else None
        if d == () and "keeps_empty_dims" in call.entry.traits:
            continue
        if d is None or d == ():
            assert first is not None
            line = i in layout.line_dims
            if line:
                values[first] = values[first].reshape(call.size, -1)
            values[i] = 1 if line else tuple(range(1, values[first].dim()))
        else:
            values[i] = (1 if isinstance(d, int) else (1,) * len(d)) if flat else _up(d)
    result = call.run(values)
    if call.in_place:
        return None
    if flat:
        result = _each(result, lambda r: r.reshape(call.size))
    elif line and call.given("keepdim"):
        ones = (1,) * call.originals[layout.tensor_places[0]].dim()
        result = _each(result, lambda r: r.reshape(call.size, *ones))
    return call.wrap(result)


def _each(result: Any, f: Callable[[Tensor], Tensor]) -> Any:
    return f(result) if isinstance(result, Tensor) else [f(r) for r in result]


def _in_front(call: Call) -> Any:
    values = list(call.values)
    for i in call.layout.all_tensors:
        values[i] = call.front(i)
    return call.wrap(call.run(values))


def _same(call: Call) -> Any:
    return call.wrap(call.run(call.values), call.dims[call.layout.tensor_places[0]])


def _merge(call: Call) -> Any:
    """The op's tensors begin with N, which the batch joins."""
    values = list(call.values)
    for i in call.layout.tensor_places:
        x = call.front(i)
        values[i] = x.reshape(x.shape[0] * x.shape[1], *x.shape[2:])
    for i in call.layout.shape_places:
        n, *rest = call.values[i]
        values[i] = (call.size * n, *rest)
    return call.wrap(_each(call.run(values), lambda r: r.reshape(call.size, r.shape[0] // call.size, *r.shape[1:])))


def parts(size: int, length: int = 1) -> range:
    """Where the parts of a batch start, whose results are all to be kept.

    The room for so many is asked for first: a loop that memory would end after hours is refused at once.
    """
    starts = range(0, size, length)
    empty((len(starts),), dtype=_core.int64, device="cpu")
    return starts


def _loop(call: Call) -> Any:
    """One call per example, results stacked."""
    reason = (
        "it has no batching rule | state one with batch= where it is declared"
        if call.entry.batch is None
        else "what it returns depends on the values of its arguments"
    )
    warnings.warn(
        f"There is a performance drop because vmap calls {call.entry.name} once per example: {reason}", stacklevel=2
    )
    if call.size == 0:
        raise RuntimeError(
            f"vmap: {call.entry.name} runs once per example, and the batch is empty: its shapes are unknown"
        )

    pairs = list(zip(call.values, call.dims, strict=True))
    each = [call.run([_example(value, dim, b) for value, dim in pairs]) for b in parts(call.size)]
    if call.in_place:
        return None
    if isinstance(each[0], Tensor):
        return call.wrap(_stacked(call, each))
    return [call.wrap(_stacked(call, list(column))) for column in zip(*each, strict=True)]


def _example(value: Any, dim: Any, b: int) -> Any:
    """What the argument ``value`` is for example ``b``."""
    if isinstance(value, list) and isinstance(dim, list):
        return [_example(v, d, b) for v, d in zip(value, dim, strict=True)]
    return value if dim is None else value.select(dim, b)


def _stacked(call: Call, results: list[Tensor]) -> Tensor:
    if any(r.shape != results[0].shape for r in results):
        shapes = sorted({str(list(r.shape)) for r in results})
        raise RuntimeError(
            f"vmap: {call.entry.name} gives results of different shapes for different examples ({', '.join(shapes)}), "
            "which cannot be stacked | use an op whose result has one shape, such as where() in place of a mask index"
        )
    stacked: Tensor = stack(results)
    return stacked


# ---- random numbers -------------------------------------------------------------------------------------------------


class _Running(threading.local):
    """The vmaps that run in this thread: for each level, from 1 on, the number of examples and what is done about
    randomness.
    """

    def __init__(self) -> None:
        self.levels: tuple[tuple[int, str], ...] = ()


_running = carried(_Running())


def level_info(level: int) -> tuple[int, str]:
    """The number of examples of a running vmap, and its randomness."""
    return _running.levels[level - 1]


_Vmaps = tuple[int, tuple[tuple[int, str], ...]]


def running_vmaps() -> _Vmaps:
    """The vmaps that run now, for `within_vmaps` to run something else in later."""
    return _core._vmap_depth(), _running.levels


class within_vmaps(_core.Scope):
    """Within it those vmaps run, and no others. Whatever ends the block, afterwards all is as it was before: what code
    inside left open is closed too.
    """

    __slots__ = ("_vmaps",)
    _before = staticmethod(running_vmaps)

    def __init__(self, vmaps: _Vmaps) -> None:
        self._vmaps = vmaps

    def _switch(self) -> int:
        depth, _running.levels = self._vmaps
        _core._set_vmap_depth(depth)
        return depth

    def _restore(self, vmaps: _Vmaps) -> None:
        depth, _running.levels = vmaps
        _core._set_vmap_depth(depth)


class vmap_level(within_vmaps):
    """``with vmap_level(size, randomness) as level``: within it one more vmap runs, over ``size`` examples."""

    __slots__ = ()

    def __init__(self, size: int, randomness: str) -> None:
        depth = _core._vmap_depth()
        self._vmaps = depth + 1, (*_running.levels[:depth], (size, randomness))


def outside(level: int) -> within_vmaps:
    """Within it the vmap of ``level``, and those inside it, are closed: what runs belongs to the vmap around it."""
    return within_vmaps((level - 1, _running.levels))


def in_front(tensor: Tensor, level: int) -> Tensor:
    """What a tensor of a running vmap stands for: all examples along the first dimension."""
    value, dim = _unwrap(tensor, level)
    return _front(value, dim, level_info(level)[0], True)


def _random(call: Call) -> Any:
    size, mode = level_info(call.level)
    if mode == "error":
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
            f"'different' randomness flags on vmap or perform the randomness operation out of vmap ({call.entry.name})"
        )
    entry, layout, values = call.entry, call.layout, list(call.values)
    batched = any(call.dims[i] is not None for i in layout.tensor_places)
    with outside(call.level):
        if mode == "same" and not batched:
            return call.wrap(call.run(values), None)
        if mode == "same":
            return _same_for_all(call)
        if call.in_place and call.dims[0] is None:
            if batched:
                raise _too_few_elements(entry.name)
            raise RuntimeError(
                "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear like "
                f"same randomness. If this is necessary for your usage, please file an issue ({entry.name}_)"
            )
        call.size = size
        for i in layout.tensor_places:
            values[i] = call.front(i)
        for i in layout.size_places:
            values[i] = (size, *values[i])
        if not layout.tensor_places and not layout.size_places:  # randperm: one draw per example
            return call.wrap(stack([call.run(values) for _ in parts(size)]))
        return call.wrap(call.run(values))


def _same_for_all(call: Call) -> Any:
    """One draw for the first example's shape serves all; where a parameter differs between examples there is none."""
    values = list(call.values)
    others = [i for i in call.layout.tensor_places[1:] if call.dims[i] is not None]
    if others or (not call.in_place and "draws_by_input" in call.entry.traits):
        raise RuntimeError(
            f"vmap: {call.entry.name} with randomness='same' draws once for all examples, but its probabilities differ "
            "between them (Vmap does not currently support same randomness with a batched tensor input) | use "
            "randomness='different'"
        )
    first = values[0].select(call.dims[0], 0)
    if not call.in_place:
        values[0] = first
        return call.wrap(call.run(values), None)
    values[0] = first.clone()
    drawn = call.run(values)
    call.front(0).copy_(drawn)
    return None


def _update(call: Call) -> None:
    """Every element is updated by itself: the arrays of a parameter have the batch in front. Counters are shared."""
    values, batched = list(call.values), [d is not None for d in call.dims[0]]
    for k, (gradient, written) in enumerate(zip(call.dims[1], batched, strict=False)):
        if gradient is not None and not written:
            raise RuntimeError(
                f"vmap: {call.entry.name} cannot write what differs between examples into params[{k}], which they "
                "share | make the parameter an argument of the function that vmap calls"
            )
    for i in call.layout.list_places:
        values[i] = [
            _front(v, d, call.size, written and i == 1)
            for v, d, written in zip(values[i], call.dims[i], batched, strict=False)
        ]
    call.run(values)


# ---- rules written in entries ---------------------------------------------------------------------------------------


def _composed(function: Callable[..., Any]) -> Rule:
    names = NamedRule(function).names

    def rule(call: Call) -> Any:
        arguments = [call.originals[call.layout.places[n]] for n in names]
        if not call.in_place:
            return function(*arguments)
        value, dim = _unwrap(_before_writing(function, arguments), call.level)
        call.front(0).copy_(_front(value, dim, None, False))  # one level down: this level records the op itself
        return None

    return rule


def _by_name(function: Callable[..., Any]) -> Rule:
    names = NamedRule(function).names

    def rule(call: Call) -> Any:
        layout = call.layout
        arguments = []
        for name in names:
            place = layout.places[name]
            arguments.append(call.front(place) if place in layout.all_tensors else call.values[place])
        if not call.in_place:
            return call.wrap(function(*arguments))
        call.front(0).copy_(_before_writing(function, arguments))
        return None

    return rule


def _before_writing(function: Callable[..., Any], arguments: list[Any]) -> Any:
    """The result of ``function``, which is going to be written into its first argument: computed from a copy where
    something is recorded, as the rules may need what was there.
    """
    target, *rest = arguments
    recorded = _core.is_grad_enabled() and any(_core._tracked(x) for x in arguments if isinstance(x, Tensor))
    return function(target.clone() if recorded else target, *rest)


_RULES: dict[str, Rule] = {
    "elementwise": _elementwise,
    "dims": _dims,
    "front": _in_front,
    "merge": _merge,
    "same": _same,
    "loop": _loop,
    "random": _random,
    "update": _update,
}
_OF_KIND = {
    "elementwise": "elementwise",
    "elementwise_float": "elementwise",
    "elementwise_int": "elementwise",
    "comparison": "elementwise",
    "reduction": "dims",
    "random": "random",
    "creation": "same",
    "update": "update",
    "host": "loop",
}


def rule_for(entry: Entry) -> Rule | None:
    """The rule that an entry's ``batch=``, or else its kind, stands for; None where there is none."""
    batch = _OF_KIND.get(entry.kind) if entry.batch is None else entry.batch
    if batch is None or isinstance(batch, str):
        return _RULES[batch] if batch else None
    if isinstance(batch, composed):
        return _composed(batch.function)
    rule: Rule = batch.function if isinstance(batch, full) else _by_name(batch)
    return rule


def _too_few_elements(name: str) -> RuntimeError:
    return RuntimeError(
        f"vmap: inplace {name}_(self, *extra_args) is not possible because there exists a Tensor `other` in "
        "extra_args that has more elements than `self`. This happened due to `other` being vmapped over but `self` not "
        f"being vmapped over in a vmap. Please try to use out-of-place operators instead of {name}_."
    )


def run(op: Any, level: int, arguments: tuple[Any, ...], in_place: bool) -> Any:
    """The results of ``op`` on tensors of ``level``: what the core calls."""
    call = Call(op, level, arguments, in_place)
    rule = op.entry.batching or _prepared(op.entry)
    if call.size is None and rule is not _random:
        return call.wrap(call.run(call.values), None)
    if in_place and call.dims[0] is None and rule is not _random:
        raise _too_few_elements(op.entry.name)
    if rule is None:
        raise NotImplementedError(f"vmap: {op.entry.name} has no batching rule | state one with batch= in its entry")
    if call.size != 0 or in_place:
        return rule(call)
    try:
        return rule(call)
    except (RuntimeError, ZeroDivisionError):  # it folds the batch into another dimension, where none tells no size
        return _no_examples(call)


def _no_examples(call: Call) -> Any:
    """The results for a batch of none: of the shapes that an example of zeros gives."""

    def zeros(x: Any, dim: Any) -> Any:
        return x if dim is None else x.new_zeros([n for d, n in enumerate(x.shape) if d != dim])

    values = list(call.values)
    for i in call.layout.tensor_places:
        values[i] = zeros(values[i], call.dims[i])
    for i in call.layout.list_places:
        values[i] = [zeros(x, d) for x, d in zip(values[i], call.dims[i], strict=True)]
    return call.wrap(_each(call.run(values), lambda r: r.new_zeros((0, *r.shape))))


def _prepared(entry: Entry) -> Rule | None:
    """The rule of an op whose first call this is. From then on the core does by itself what two of the rules do where
    all batches lie in front.
    """
    entry.batching = rule = rule_for(entry)
    lines_up = rule is _elementwise or (rule is _same and entry.kind == creation)
    _core._batch_in_line(entry.function, lines_up, entry.layout.dim_places if _only_moves_dims(entry) else ())
    return rule


def _only_moves_dims(entry: Entry) -> bool:
    """Whether nothing but dimensions depends on there being a batch."""
    layout = entry.layout
    others = layout.list_places or layout.shape_places or "keeps_empty_dims" in entry.traits
    return entry.batching is _dims and not others
