"""Checkpointing: keep a function's inputs instead of its intermediate results, and compute those again in backward.

``use_reentrant=False`` records the graph as usual; what it would save are placeholders, and the first one that backward
asks for runs the function again to fill all that are still awaited. ``use_reentrant=True`` records nothing in the first
run; its backward runs the function again with the graph on and calls ``backward`` inside backward.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from ..autograd import Function, backward, enable_grad
from ..autograd.graph import saved_tensors_hooks
from ..nn import Sequential
from ..ops import create
from ..ops.batching import running_vmaps, within_vmaps

__all__ = [
    "CheckpointError",
    "CheckpointFunction",
    "check_backward_validity",
    "checkpoint",
    "checkpoint_sequential",
    "create_selective_checkpoint_contexts",
    "detach_variable",
    "get_device_states",
    "noop_context_fn",
    "set_checkpoint_debug_enabled",
    "set_checkpoint_early_stop",
    "set_device_states",
]
__dir__ = listing(globals())

Contexts = tuple[AbstractContextManager[Any], AbstractContextManager[Any]]

_forced: dict[str, bool | None] = {"early_stop": None, "debug": None}  # what the context managers below say


class CheckpointError(RuntimeError):
    """The second run of a checkpointed function did not do what the first one did."""


@contextlib.contextmanager
def _force(name: str, value: bool | None) -> Iterator[None]:
    before, _forced[name] = _forced[name], value
    try:
        yield
    finally:
        _forced[name] = before


def set_checkpoint_early_stop(enable: bool) -> AbstractContextManager[None]:
    """Within ``with set_checkpoint_early_stop(False):`` checkpoints run to their end in backward, too.

    Otherwise they stop when all that backward needs is there. It concerns ``use_reentrant=False``. Only the forward run
    need be inside.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import checkpoint, set_checkpoint_early_stop
    >>> x = torch.tensor(0., requires_grad=True)
    >>> with set_checkpoint_early_stop(False):
    ...     y = checkpoint(torch.sin, x, use_reentrant=False)
    >>> torch.autograd.grad(y, x)
    (tensor(1.),)
    """
    return _force("early_stop", enable)


def set_checkpoint_debug_enabled(enabled: bool | None) -> AbstractContextManager[None]:
    """Within ``with set_checkpoint_debug_enabled(True):`` every checkpoint behaves as with ``debug=True``.

    With False every one behaves as with ``debug=False``, with None as each one was told.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import checkpoint, set_checkpoint_debug_enabled
    >>> x = torch.tensor(0., requires_grad=True)
    >>> with set_checkpoint_debug_enabled(True):
    ...     y = checkpoint(torch.sin, x, use_reentrant=False)
    >>> torch.autograd.grad(y, x)
    (tensor(1.),)
    """
    return _force("debug", enabled)


def create_selective_checkpoint_contexts(policy_fn_or_list: Any, allow_cache_entry_mutation: bool = False) -> Contexts:
    """Not offered: PyTorch's choice, op by op, of results to keep between the two runs.

    It rests on modes that see every op before it runs, which do not exist here.

    Raises: NotImplementedError always.

    >>> from flambeau.utils.checkpoint import create_selective_checkpoint_contexts
    >>> from flambeau.utils.checkpoint import create_selective_checkpoint_contexts
    >>> from flambeau.utils.checkpoint import create_selective_checkpoint_contexts
    >>> create_selective_checkpoint_contexts([])
    Traceback (most recent call last):
    NotImplementedError: create_selective_checkpoint_contexts: ...
    """
    raise NotImplementedError(
        "create_selective_checkpoint_contexts: results cannot be chosen op by op | call checkpoint() around the parts "
        "to be computed again, and compute what is to be kept outside of it"
    )


def noop_context_fn() -> Contexts:
    """The default of ``context_fn``: two contexts that do nothing.

    >>> from flambeau.utils.checkpoint import noop_context_fn
    >>> from flambeau.utils.checkpoint import noop_context_fn
    >>> from flambeau.utils.checkpoint import noop_context_fn
    >>> len(noop_context_fn())
    2
    """
    return contextlib.nullcontext(), contextlib.nullcontext()


def get_device_states(*args: Any) -> tuple[list[int], list[Tensor]]:
    """The devices that the arguments are on and the states of their generators: none, for the CPU's is not among them.

    Raises: nothing, whatever the arguments are.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import get_device_states
    >>> get_device_states(torch.ones(1))
    ([], [])
    """
    return [], []


def set_device_states(devices: list[int], states: list[Tensor], *, device_type: str | None = None) -> None:
    """Sets what `get_device_states` told.

    Raises: AssertionError for a device, of which there are none.

    >>> from flambeau.utils.checkpoint import get_device_states, set_device_states
    >>> set_device_states(*get_device_states())
    """
    if devices:
        raise AssertionError(f"set_device_states: devices {devices} | flambeau computes on the CPU")


@contextlib.contextmanager
def _random_stream(state: Tensor | None) -> Iterator[None]:
    """Draws from the stream as it stood at ``state``, and leaves it afterwards as it was (None: nothing of that)."""
    if state is None:
        yield
        return
    before = _core.get_rng_state()
    try:
        _core.set_rng_state(state)
        yield
    finally:
        _core.set_rng_state(before)


@contextlib.contextmanager
def _autocast(state: tuple[bool, Any, bool, int]) -> Iterator[None]:
    """Chooses dtypes as at ``state``, which `_core._autocast_state` told."""
    before = _core._autocast_state()
    try:
        _core._set_autocast((*state[:3], before[3] + 1))  # a block, whose casts are kept until its end
        yield
    finally:
        _core._set_autocast(before)


# The reentrant variant ----------------------------------------------------------------------------------------------


def detach_variable(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs, tensors detached and requiring grad where they did.

    Raises: RuntimeError for what is not a tuple.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import detach_variable
    >>> x, n = detach_variable((torch.ones(1, requires_grad=True) * 2, 3))
    >>> x.is_leaf, x.requires_grad, n
    (True, True, 3)
    """
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    return tuple(x.detach().requires_grad_(x.requires_grad) if isinstance(x, Tensor) else x for x in inputs)


def check_backward_validity(inputs: Iterable[Any]) -> None:
    """Warns when none of the inputs requires grad, so that a checkpoint would have no gradient.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import check_backward_validity
    >>> check_backward_validity([torch.ones(1, requires_grad=True)])
    """
    given = [inputs] if isinstance(inputs, Tensor) else inputs
    if not any(isinstance(x, Tensor) and x.requires_grad for x in given):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)


class CheckpointFunction(Function):
    """The function to checkpoint as one node, whose backward runs it again.

    Raises: RuntimeError in backward when called through ``autograd.grad`` or with ``inputs``.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import CheckpointFunction
    >>> x = torch.tensor(0., requires_grad=True)
    >>> CheckpointFunction.apply(torch.sin, True, x).backward()
    >>> x.grad
    tensor(1.)
    """

    @staticmethod
    def forward(ctx: Any, run: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        check_backward_validity(args)
        ctx.run = run
        ctx.random_state = _core.get_rng_state() if preserve else None
        ctx.autocast = _core._autocast_state()
        ctx.others = [None if isinstance(x, Tensor) else x for x in args]
        ctx.tensors = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
        ctx.save_for_backward(*(args[i] for i in ctx.tensors))
        return run(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        run = _core._current_run()
        if run is not None and not run[2]:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` "
                "parameter to .backward(). To resolve this error, you can either set use_reentrant=False, or call "
                ".backward() without passing the `inputs` argument."
            )
        inputs = list(ctx.others)
        for i, tensor in zip(ctx.tensors, ctx.saved_tensors, strict=True):
            inputs[i] = tensor
        detached = detach_variable(tuple(inputs))
        with _random_stream(ctx.random_state), _autocast(ctx.autocast), enable_grad():
            outputs = ctx.run(*detached)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [(y, g) for y, g in zip(outputs, gradients, strict=True) if isinstance(y, Tensor) and y.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([y for y, _ in pairs], [g for _, g in pairs])
        return (None, None, *(x.grad if isinstance(x, Tensor) else None for x in detached))


# The other variant --------------------------------------------------------------------------------------------------


class _Placeholder:
    """What the graph keeps in the place of a tensor."""

    __slots__ = ("__weakref__",)


class _Stop(BaseException):
    """Ends a second run; not an Exception, so that the function's own handlers let it through."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame


class _SaveInputs(Function):
    """A node that keeps a checkpoint's inputs. It is recorded like any other, so that an enclosing checkpoint keeps
    placeholders for them.
    """

    @staticmethod
    def forward(ctx: Any, anchor: Tensor, *inputs: Any) -> Tensor:
        ctx.others = [None if isinstance(x, Tensor) else x for x in inputs]
        ctx.tensors = [i for i, x in enumerate(inputs) if isinstance(x, Tensor)]
        ctx.save_for_backward(*(inputs[i] for i in ctx.tensors))
        return anchor.detach()

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        raise AssertionError("nothing depends on this node")

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> None:
        """The anchor has no tangent."""


def _kept_inputs(node: Any) -> list[Any]:
    inputs = list(node.others)
    for i, tensor in zip(node.tensors, node.saved_tensors, strict=True):
        inputs[i] = tensor
    return inputs


def _describe(x: Tensor) -> dict[str, Any]:
    return {"shape": x.shape, "dtype": x.dtype, "device": x.device}


def _nothing(x: Tensor) -> dict[str, Any]:
    return {}


_CHECKS: dict[str, Callable[[Tensor], dict[str, Any]]] = {"default": _describe, "none": _nothing}


def _user_lines() -> str:
    """Where in the user's program we stand, innermost call last."""
    here = sys._getframe(1)
    ours = __file__.rsplit("utils", 1)[0]
    stack = traceback.StackSummary.extract(traceback.walk_stack(here), lookup_lines=False)
    return " <- ".join(f"{f.filename}:{f.lineno}, in {f.name}" for f in stack if not f.filename.startswith(ours))


class _Frame:
    """One checkpointed call: its placeholders, and what a second run found for them."""

    def __init__(
        self, run: Callable[[], None], describe: Callable[[Tensor], dict[str, Any]], early_stop: bool, debug: bool
    ) -> None:
        self._run, self._describe = run, describe
        self._early_stop, self._debug = early_stop, debug
        self.finished = False  # whether the first run is over
        self._placeholders: list[weakref.ref[_Placeholder]] = []
        self._saved: list[dict[str, Any]] = []  # what each placeholder stands for
        self._pass: int | None = None  # the backward pass that the values below were computed for
        self._values: weakref.WeakKeyDictionary[_Placeholder, Tensor] = weakref.WeakKeyDictionary()
        self._log: list[str] = []
        self._log_again: list[str] = []

    def pack(self, x: Tensor) -> _Placeholder:
        placeholder = _Placeholder()
        self._placeholders.append(weakref.ref(placeholder))
        self._saved.append(self._describe(x))
        if self._debug:
            self._log.append(f"{list(x.shape)} {x.dtype} at {_user_lines()}")
        return placeholder

    def unpack(self, placeholder: _Placeholder) -> Tensor:
        running = _core._current_run()
        current = running[0] if running else None
        if current is None or current != self._pass:
            self._values.clear()
        if placeholder not in self._values:
            self._pass = current
            self._run_again()
        if placeholder not in self._values:  # saved by a part of the function that the second run did not reach
            self._fail(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                f"recomputation.\nNumber of tensors saved during forward: {len(self._saved)}"
            )
        return self._values[placeholder]

    def _run_again(self) -> None:
        count = 0
        differences: list[str] = []
        self._log_again.clear()

        def pack(x: Tensor) -> Tensor:
            nonlocal count
            at, count = count, count + 1
            value = _core._plain(x)  # with tangents, and with the history of what lies within, for transforms around
            if self._debug:
                self._log_again.append(f"{list(x.shape)} {x.dtype} at {_user_lines()}")
            if at >= len(self._placeholders):
                if self.finished and not self._early_stop:
                    self._fail(
                        "torch.utils.checkpoint: trying to save more tensors during recomputation than during the "
                        "original forward pass."
                    )
                return value
            placeholder = self._placeholders[at]()
            if placeholder is not None:
                self._values[placeholder] = value
                found = self._describe(x)
                if found != self._saved[at]:
                    differences.append(
                        f"tensor at position {at}:\nsaved metadata: {self._saved[at]}\nrecomputed metadata: {found}"
                    )
            if self._early_stop and count == len(self._placeholders):
                raise _Stop(self)
            return value

        stopped = False
        try:
            with saved_tensors_hooks(pack, lambda x: x), enable_grad():
                self._run()
        except _Stop as stop:
            if stop.frame is not self:
                raise
            stopped = True
        if self.finished and not stopped and count != len(self._placeholders):
            self._fail(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                f"recomputation.\nNumber of tensors saved during forward: {len(self._placeholders)}\n"
                f"Number of tensors saved during recomputation: {count}."
            )
        if differences:
            self._fail(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                "during the forward pass.\n" + "\n".join(differences)
            )

    def _fail(self, message: str) -> None:
        if self._debug:
            first, again = ("\n".join(f"  {i}: {line}" for i, line in enumerate(log)) for log in self._logs())
            message += f"\n\nSaved in the forward pass:\n{first}\n\nSaved in the recomputation:\n{again}"
        else:
            message += (
                "\n\nThe function must do the same both times: is there a global variable, a cache, a mode or a random "
                "choice that changed in between?\nTip: To see which lines saved what, either pass `debug=True` to "
                "`torch.utils.checkpoint.checkpoint(...)` or wrap the code block with `with "
                "torch.utils.checkpoint.set_checkpoint_debug_enabled(True):`."
            )
        raise CheckpointError(message)

    def _logs(self) -> tuple[list[str], list[str]]:
        return self._log, self._log_again


def _without_reentrant(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    preserve: bool,
    contexts: Contexts,
    describe: Callable[[Tensor], dict[str, Any]],
    early_stop: bool,
    debug: bool,
) -> Any:
    first_context, second_context = contexts
    state = _core.get_rng_state() if preserve else None
    autocast = _core._autocast_state()
    if not _core.is_grad_enabled():
        with first_context:
            return function(*args, **kwargs)
    anchor = _core._leaf(_core._lift(create.empty(0)))  # so that there is a node, whether or not an input requires grad
    inputs, vmaps, levels = _SaveInputs.apply(anchor, *args).grad_fn, running_vmaps(), _core._visible_levels()

    def run() -> None:
        if _core._visible_levels() < levels:
            raise CheckpointError(
                "torch.utils.checkpoint: the function ran within forward mode (func.jvp, jacfwd), which is over now "
                "that it has to run again | take reverse mode inside and forward mode outside, as func.hessian does"
            )
        given = _kept_inputs(inputs)
        with within_vmaps(vmaps), _random_stream(state), _autocast(autocast), second_context:
            function(*given, **kwargs)

    frame = _Frame(run, describe, early_stop, debug)
    with saved_tensors_hooks(frame.pack, frame.unpack), first_context:
        result = function(*args, **kwargs)
    frame.finished = True
    return result


# What users call ------------------------------------------------------------------------------------------------------


def _reentrant_choice(given: bool | None, caller: str) -> bool:
    if given is None:
        warnings.warn(
            f"torch.utils.checkpoint{caller}: the use_reentrant parameter should be passed explicitly. "
            "use_reentrant=False is recommended, but if you need to preserve the current default behavior, you can "
            "pass use_reentrant=True. The docstring tells the differences between the two variants.",
            stacklevel=3,
        )
    return given is None or given


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], Contexts] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """``function(*args, **kwargs)``, whose intermediate results are not kept for backward but computed again there.

    Memory for one more run of the function: between forward and backward only the tensors in ``args`` are kept.
    ``use_reentrant=False`` is the variant to prefer: it works with ``autograd.grad``, with ``inputs=``, with keyword
    arguments, with tensors inside lists and dicts, and with inputs of which none requires grad. The other one takes
    tensors among ``args`` only, at least one of which must require grad, and ``backward()`` without ``inputs``.

    Args:
        function: must do the same in both runs. It may return anything; tensors in it are part of the graph (with
            ``use_reentrant=True``: a tensor or those in a tuple).
        use_reentrant: which variant; where it is not given, True with a warning.
        context_fn: returns two context managers, for the first and the second run.
        determinism_check: ``"default"`` compares shapes, dtypes and devices of what both runs would save; ``"none"``
            does not.
        debug: error messages list what each run saved, and where.
        early_stop: the second run ends as soon as all that backward needs is there.
        preserve_rng_state: the second run draws the same random numbers as the first (default True).

    Raises: CheckpointError where the two runs differ (``use_reentrant=False``); ValueError for another
        ``determinism_check``, and for keyword arguments with ``use_reentrant=True``.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import checkpoint
    >>> x = torch.tensor([0., 1.], requires_grad=True)
    >>> checkpoint(lambda x: x.exp().sin(), x, use_reentrant=False).sum().backward()
    >>> x.grad
    tensor([ 0.5403, -2.4783])
    """
    reentrant = _reentrant_choice(use_reentrant, "")
    preserve = kwargs.pop("preserve_rng_state", True)
    if determinism_check not in _CHECKS:
        raise ValueError(f"determinism_check should be one of {list(_CHECKS)}, but got {determinism_check}")
    if not reentrant:
        forced_stop, forced_debug = _forced["early_stop"], _forced["debug"]
        return _without_reentrant(
            function,
            args,
            kwargs,
            preserve,
            context_fn(),
            _CHECKS[determinism_check],
            early_stop if forced_stop is None else forced_stop,
            debug if forced_debug is None else forced_debug,
        )
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if context_fn is not noop_context_fn or debug:
        raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
    return CheckpointFunction.apply(function, preserve, *args)


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """Calls ``functions`` one after another, in ``segments`` pieces of about equal length; all but the last are
    checkpointed.

    Args:
        functions: a ``Sequential``, or a list of modules or functions of one argument.
        input: what the first one gets.
        preserve_rng_state: as for :func:`checkpoint`.

    Raises: ValueError for ``segments`` outside 1 to the number of functions.

    >>> import flambeau as torch
    >>> from flambeau.utils.checkpoint import checkpoint_sequential
    >>> x = torch.tensor([0.5], requires_grad=True)
    >>> checkpoint_sequential([torch.sin, torch.cos, torch.exp], 2, x, use_reentrant=False)
    tensor([2.4285], grad_fn=<ExpBackward0>)
    """
    reentrant = _reentrant_choice(use_reentrant, ".checkpoint_sequential")
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    steps = list(functions.children()) if isinstance(functions, Sequential) else list(functions)
    if not 1 <= segments <= max(1, len(steps)):
        raise ValueError(f"checkpoint_sequential: segments is {segments} | it must be from 1 to {len(steps)} functions")

    def piece(start: int, end: int) -> Callable[[Any], Any]:
        def run(x: Any) -> Any:
            for step in steps[start:end]:
                x = step(x)
            return x

        return run

    size = len(steps) // segments
    last = size * (segments - 1)
    for start in range(0, last, size):
        input = checkpoint(piece(start, start + size), input, use_reentrant=reentrant, preserve_rng_state=preserve)
    return piece(last, len(steps))(input)


explain_module(globals())
