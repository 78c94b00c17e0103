"""Hooks on every module, and on every registration of a parameter, buffer or submodule."""

from __future__ import annotations

import types
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._arguments import explain_module
from ...autograd.hooks import Hook, RemovableHandle, register

if TYPE_CHECKING:
    from ._tree import Tree

__all__ = [
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]


class GlobalHook(NamedTuple):
    """A hook on every module: what it is for, and the options of a forward hook."""

    kind: str
    hook: Hook
    with_kwargs: bool = False
    always_call: bool = False


# By id. One table, so that a call tests one name; hooks on registrations have a table of their own.
global_hooks: OrderedDict[int, GlobalHook] = OrderedDict()
AROUND = -1  # the id of the one hook that makes the calls itself: while a profile runs, it times them
registration_hooks: OrderedDict[int, GlobalHook] = OrderedDict()


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, args)`` before the forward of every module; it may return new arguments."""
    return register(global_hooks, GlobalHook("forward_pre", hook))


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after the forward of every module; it may return a new output.

    ``with_kwargs`` makes it ``hook(module, args, kwargs, output)``; ``always_call`` calls it after an error too.
    """
    return register(global_hooks, GlobalHook("forward", hook, with_kwargs, always_call))


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` in the backward of every module; it may replace ``grad_output``."""
    return register(global_hooks, GlobalHook("backward_pre", hook))


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` in the backward of every module; it may replace ``grad_input``."""
    return _register_global_backward_hook("backward", hook, other="last_node")


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """Deprecated: it sees each module's last operation only. Use `register_module_full_backward_hook`."""
    return _register_global_backward_hook("last_node", hook, other="backward")


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` when any module registers a buffer; it may return another one."""
    return register(registration_hooks, GlobalHook("buffer", hook))


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` when any module registers a submodule; it may return another one."""
    return register(registration_hooks, GlobalHook("module", hook))


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, parameter)`` when any module registers a parameter; it may return another one."""
    return register(registration_hooks, GlobalHook("parameter", hook))


def _register_global_backward_hook(kind: str, hook: Hook, *, other: str) -> RemovableHandle:
    if of_kind(other):
        raise RuntimeError(
            "Cannot use both regular backward hooks and full backward hooks as a global Module hook. Please use only "
            "one of them."
        )
    return register(global_hooks, GlobalHook(kind, hook))


def of_kind(kind: str) -> list[Hook]:
    return [entry.hook for entry in global_hooks.values() if entry.kind == kind]


def registered(kind: str, module: Tree, name: str, value: Any) -> Any:
    """``value``, or what a hook on registrations put in its place."""
    for entry in list(registration_hooks.values()):
        if entry.kind == kind:
            changed = entry.hook(module, name, value)
            value = value if changed is None else changed
    return value


def _table(hooks: OrderedDict[int, GlobalHook], *kinds: str) -> property:
    def read(module: types.ModuleType) -> OrderedDict[int, Hook]:
        return OrderedDict((key, entry.hook) for key, entry in hooks.items() if entry.kind in kinds)

    def replace(module: types.ModuleType, table: OrderedDict[int, Hook]) -> None:
        for key in read(module):
            del hooks[key]
        hooks.update((key, GlobalHook(kinds[0], hook)) for key, hook in table.items())

    return property(read, replace)


class HookTables(types.ModuleType):
    """The module under whose private names PyTorch keeps these hooks: programs read the tables and empty them."""

    _global_forward_hooks = _table(global_hooks, "forward")
    _global_forward_pre_hooks = _table(global_hooks, "forward_pre")
    _global_backward_hooks = _table(global_hooks, "backward", "last_node")
    _global_backward_pre_hooks = _table(global_hooks, "backward_pre")
    _global_buffer_registration_hooks = _table(registration_hooks, "buffer")
    _global_module_registration_hooks = _table(registration_hooks, "module")
    _global_parameter_registration_hooks = _table(registration_hooks, "parameter")


explain_module(globals())
