"""Hooks on tensors and nodes: the tables they hang in, the handle that takes one out again."""

from __future__ import annotations

import functools
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .. import _core
from .._arguments import explained
from .._core import Node, Tensor

Hook = Callable[..., Any]
Table = OrderedDict[int, Any]


class RemovableHandle:
    """What registering a hook returns: ``remove()`` takes the hook away; so does leaving a ``with`` block.

    It knows the tables that the hook hangs in, without keeping them alive: a hook dies with what it was hung on.
    """

    next_id = 0

    def __init__(self, hooks_dict: Table, *, extra_dict: Table | Iterable[Table] = ()) -> None:
        extra = (extra_dict,) if isinstance(extra_dict, dict) else extra_dict
        if not isinstance(extra, tuple | list):
            what = type(extra_dict).__name__
            raise TypeError(f"RemovableHandle(): argument 'extra_dict' must be a dict or several of them, not {what}")
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1
        self.hooks_dict_ref: weakref.ref[Any] = weakref.ref(hooks_dict)
        self.extra_dict_ref: tuple[weakref.ref[Any], ...] = tuple(weakref.ref(table) for table in extra)

    def remove(self) -> None:
        """Takes the hook away; doing it twice is harmless."""
        for ref in (self.hooks_dict_ref, *self.extra_dict_ref):
            table = ref()
            if table is not None:
                table.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()

    def __getstate__(self) -> tuple[Any, ...]:
        extra = tuple(ref() for ref in self.extra_dict_ref)
        return self.hooks_dict_ref(), self.id, *([extra] if extra else ())  # as PyTorch has it

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        table, self.id, *extra = state
        RemovableHandle.next_id = max(RemovableHandle.next_id, self.id + 1)
        self.hooks_dict_ref = weakref.ref(OrderedDict() if table is None else table)
        self.extra_dict_ref = tuple(weakref.ref(OrderedDict() if t is None else t) for t in (extra[0] if extra else ()))


class HookTable:
    """A class attribute that gives each object an ``OrderedDict`` of hooks, made when it is first asked for.

    An object without hooks then carries no table, and needs no ``__init__`` of ours to have run.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        return owner.__dict__.setdefault(self._name, OrderedDict())

    def __delete__(self, owner: Any) -> None:
        owner.__dict__.pop(self._name, None)


def register(table: Table, hook: Any, *, first: bool = False, marks: Iterable[Table] = ()) -> RemovableHandle:
    """Hangs ``hook`` in ``table`` (at the beginning when ``first``), and its id in the tables ``marks``."""
    marks = tuple(marks)
    handle = RemovableHandle(table, extra_dict=marks)
    table[handle.id] = hook
    for mark in marks:
        mark[handle.id] = True
    if first:
        table.move_to_end(handle.id, last=False)
    return handle


def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Calls ``hook(grad)`` whenever the gradient of this tensor has been computed; a tensor it returns replaces it.

    ``grad`` is None when no gradient arrived. The replacement must have the gradient's shape and dtype. The hook
    belongs to the value that the tensor has now: after a write in place it sees the gradient of the value before.

    >>> import flambeau as torch
    >>> x = torch.tensor([1., 2.], requires_grad=True)
    >>> handle = x.register_hook(lambda g: g * 2)
    >>> (x * 3).sum().backward()
    >>> x.grad
    tensor([6., 6.])
    """
    return register(self._hook_dict(), hook)


def register_post_accumulate_grad_hook(self: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Calls ``hook(tensor)`` after the gradient of this leaf has been added to ``.grad``; the hook returns None.

    >>> import flambeau as torch
    >>> x = torch.tensor([1., 2.], requires_grad=True)
    >>> handle = x.register_post_accumulate_grad_hook(lambda p: print(p.grad))
    >>> (x * 3).sum().backward()
    tensor([3., 3.])
    """
    return register(self._post_accumulate_dict(), hook)


def register_node_hook(self: Node, hook: Callable[..., Any]) -> RemovableHandle:
    """Calls ``hook(grad_inputs, grad_outputs)`` after the node has run; a tuple it returns replaces ``grad_inputs``.

    >>> import flambeau as torch
    >>> x = torch.tensor([1.], requires_grad=True)
    >>> y = x.exp()
    >>> handle = y.grad_fn.register_hook(lambda grad_inputs, grad_outputs: (grad_inputs[0] * 0,))
    >>> y.backward()
    >>> x.grad
    tensor([0.])
    """
    return register(self._post_hooks(), hook)


def register_node_prehook(self: Node, hook: Callable[..., Any]) -> RemovableHandle:
    """Calls ``hook(grad_outputs)`` before the node runs; a tuple it returns replaces them.

    >>> import flambeau as torch
    >>> x = torch.tensor([1.], requires_grad=True)
    >>> y = x * 2
    >>> handle = y.grad_fn.register_prehook(lambda grad_outputs: (grad_outputs[0] * 10,))
    >>> y.backward()
    >>> x.grad
    tensor([20.])
    """
    return register(self._pre_hooks(), hook)


class MultiHandle(RemovableHandle):
    """The handles of hooks that belong together."""

    def __init__(self, handles: Iterable[RemovableHandle]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()

    def __getstate__(self) -> tuple[Any, ...]:
        return self.handles

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.handles = state


@explained
def register_multi_grad_hook(tensors: Sequence[Tensor], fn: Hook, *, mode: str = "all") -> RemovableHandle:
    """Calls ``fn`` once in each backward pass that computes gradients of ``tensors``.

    With ``mode="all"`` it is ``fn(grads)``, when the last of them is known, with None for a tensor whose gradient that
    pass does not compute; with ``mode="any"`` it is ``fn(grad)``, when the first one is. What ``fn`` returns is
    ignored.

    Raises: ValueError for another mode; AssertionError with "all" for a tensor that does not require grad; TypeError
        for a tensor in place of a tuple of them.

    >>> import flambeau as torch
    >>> a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
    >>> handle = torch.autograd.graph.register_multi_grad_hook((a, b, c), lambda grads: print(grads))
    >>> (a * 2 + b).sum().backward()
    [tensor([2.]), tensor([1.]), None]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if isinstance(tensors, Tensor):  # whose rows would be new tensors, and perhaps 2**40 of them
        raise TypeError(
            "register_multi_grad_hook(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor"
        )
    tensors = tuple(tensor for tensor in tensors if tensor.requires_grad or mode == "all")
    if not all(tensor.requires_grad for tensor in tensors):
        first_without = next(i for i, tensor in enumerate(tensors) if not tensor.requires_grad)
        raise AssertionError(
            f"Expected gradient function to be set | tensors[{first_without}] does not require grad | leave it out, or "
            "set requires_grad_() before it is used"
        )
    key = object()  # what this hook notes in each pass

    def gather(place: int, grad: Tensor | None) -> None:
        notes = _core._backward_notes()
        if key not in notes:
            notes[key] = [None] * len(tensors), [sum(_core._backward_reaches(tensor) for tensor in tensors)]
        grads, missing = notes[key]
        grads[place] = grad
        missing[0] -= 1
        if not missing[0]:
            del notes[key]
            fn(grads)

    def first(place: int, grad: Tensor | None) -> None:
        notes = _core._backward_notes()
        if key not in notes:
            notes[key] = True
            fn(grad)

    note = gather if mode == "all" else first
    return MultiHandle(register_hook(tensor, functools.partial(note, place)) for place, tensor in enumerate(tensors))


Node.register_hook = register_node_hook  # type: ignore[method-assign]
Node.register_prehook = register_node_prehook  # type: ignore[method-assign]
