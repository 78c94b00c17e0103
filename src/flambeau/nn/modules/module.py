"""``Module``: the base of every layer and model. It finds parameters, buffers and submodules by assignment."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..._arguments import explain_module
from ..._core import Tensor
from ...autograd.hooks import Hook, HookTable, RemovableHandle, register
from ..parameter import Buffer, Parameter
from ._changes import Changes
from ._global_hooks import (
    AROUND,
    GlobalHook,
    HookTables,
    global_hooks,
    of_kind,
    register_module_backward_hook,
    register_module_buffer_registration_hook,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
    registered,
    registration_hooks,
)
from ._hooks import CALLED_TABLES, BackwardHooks, CalledHookTable, hook_last_node
from ._names import owned_name as owned_name  # importing it lets errors name parameters
from ._notes import noted
from ._state import _EXTRA_STATE as _EXTRA_STATE_KEY_SUFFIX  # noqa: F401 - under PyTorch's name
from ._state import State
from ._state import _IncompatibleKeys as _IncompatibleKeys
from ._tree import REGISTRIES, type_name

__all__ = [
    "Module",
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]


class Module(Changes, State):
    """Base class of layers and models: ``module(x)`` calls ``forward(x)`` and the hooks.

    A subclass calls ``super().__init__()``, assigns parameters, buffers and other modules as attributes, and defines
    ``forward``. What was assigned is found again by ``parameters()``, ``state_dict()``, ``to()``, ``train()`` and so
    on, through all submodules.

    Raises: NotImplementedError when called without a ``forward``; AttributeError when modules or parameters are
        assigned before ``super().__init__()``; RuntimeError from ``load_state_dict`` for keys or shapes that do not
        fit.

    >>> import flambeau
    >>> from flambeau import nn
    >>> class Line(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.slope = nn.Parameter(flambeau.tensor(2.0))
    ...     def forward(self, x):
    ...         return self.slope * x
    >>> line = Line()
    >>> line(flambeau.tensor(3.0)).item()
    6.0
    >>> [name for name, _ in line.named_parameters()]
    ['slope']
    """

    dump_patches = False
    call_super_init = False
    _hooked = False  # whether a call has to look at the tables of hooks
    _is_full_backward_hook: bool | None = None

    _forward_pre_hooks = CalledHookTable()
    _forward_pre_hooks_with_kwargs = HookTable()
    _forward_hooks = CalledHookTable()
    _forward_hooks_with_kwargs = HookTable()
    _forward_hooks_always_called = HookTable()
    _backward_hooks = CalledHookTable()
    _backward_pre_hooks = CalledHookTable()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init:
            who = f"{type(self).__name__}.__init__()"
            if kwargs:
                raise TypeError(f"{who} got an unexpected keyword argument '{next(iter(kwargs))}'")
            if args:
                raise TypeError(f"{who} takes 1 positional argument but {len(args) + 1} were given")
        attributes = self.__dict__
        attributes["training"] = True
        attributes["_parameters"] = {}
        attributes["_buffers"] = {}
        attributes["_modules"] = {}
        attributes["_non_persistent_buffers_set"] = set()
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # Calling ---------------------------------------------------------------------------------------------------

    if TYPE_CHECKING:
        # A subclass takes the arguments that it likes; of a method it would have to take all that this one takes.
        forward: Callable[..., Any]
    else:

        def forward(self, *input: Any) -> Any:
            """Compute the module's result; every subclass defines it."""
            raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._hooked or global_hooks:
            if (around := global_hooks.get(AROUND)) is not None:
                return around.hook(self, args, kwargs)
            return self._call_with_hooks(args, kwargs)
        try:
            return self.forward(*args, **kwargs)
        except Exception as error:
            if (better := noted(self, args, kwargs, error)) is not None:
                raise better from None
            raise

    def _call_forward(self, args: Any, kwargs: dict[str, Any]) -> Any:
        try:
            return self.forward(*args, **kwargs)
        except Exception as error:
            if (better := noted(self, args, kwargs, error)) is not None:
                raise better from None
            raise

    def _call_with_hooks(self, args: Any, kwargs: dict[str, Any]) -> Any:
        hooks = self._forward_hooks_of_call()
        result, done = None, 0
        try:
            args, kwargs = self._run_forward_pre_hooks(args, kwargs)
            backward = self._backward_hooks_of_call()
            if backward is not None:
                args = backward.wrap_inputs(args)
            result = self._call_forward(args, kwargs)
            for _, hook, with_kwargs, _ in hooks:
                done += 1
                changed = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
                if changed is not None:
                    result = changed
        except Exception:
            self._run_always_called_hooks(hooks[done:], args, kwargs, result)
            raise
        if backward is not None:
            result = backward.wrap_outputs(result)
        last_node_hooks = of_kind("last_node")
        if self._is_full_backward_hook is False:
            last_node_hooks += self._backward_hooks.values()
        if last_node_hooks:
            hook_last_node(self, last_node_hooks, args, result)
        return result

    def _forward_hooks_of_call(self) -> list[GlobalHook]:
        hooks = [entry for entry in global_hooks.values() if entry.kind == "forward"]
        with_kwargs, always = self._forward_hooks_with_kwargs, self._forward_hooks_always_called
        return hooks + [
            GlobalHook("forward", hook, key in with_kwargs, key in always) for key, hook in self._forward_hooks.items()
        ]

    def _run_forward_pre_hooks(self, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        for hook in of_kind("forward_pre"):
            args = _as_arguments(hook(self, args), args)
        for key, hook in list(self._forward_pre_hooks.items()):
            if key not in self._forward_pre_hooks_with_kwargs:
                args = _as_arguments(hook(self, args), args)
                continue
            changed = hook(self, args, kwargs)
            if changed is None:
                continue
            if not isinstance(changed, tuple) or len(changed) != 2:
                raise RuntimeError(
                    f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                )
            args, kwargs = changed
        return args, kwargs

    def _run_always_called_hooks(self, hooks: list[GlobalHook], args: Any, kwargs: Any, result: Any) -> None:
        """After an error, run the hooks that asked for it; an error of theirs becomes a warning."""
        for _, hook, with_kwargs, always_call in hooks:
            if not always_call:
                continue
            try:
                _ = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
            except Exception as error:
                warnings.warn(
                    "module forward hook with ``always_call=True`` raised an exception that was silenced as another "
                    f"error was raised in forward: {error}",
                    stacklevel=4,
                )

    def _backward_hooks_of_call(self) -> BackwardHooks | None:
        hooks = of_kind("backward")
        if self._is_full_backward_hook:
            hooks += self._backward_hooks.values()
        pre_hooks = of_kind("backward_pre") + list(self._backward_pre_hooks.values())
        return BackwardHooks(self, hooks, pre_hooks) if hooks or pre_hooks else None

    # Attributes ------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        if type(name) is not str:
            _require_name(name)
        attributes = self.__dict__
        parameters = attributes.get("_parameters")
        is_tensor = isinstance(value, Tensor)  # asking for a Parameter or Buffer takes longer
        if is_tensor and isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, keep="_parameters")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            parameters[name] = None
        elif isinstance(value, Module):
            if parameters is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, keep="_modules")
            if registration_hooks:
                value = registered("module", self, name, value)
            self._modules[name] = value
        elif (is_tensor and isinstance(value, Buffer)) or (parameters is not None and name in self._buffers):
            self._assign_buffer(name, value)
        elif parameters is not None and name in self._modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            self._modules[name] = None
        else:
            super().__setattr__(name, value)

    def _assign_buffer(self, name: str, value: Any) -> None:
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(
                f"cannot assign '{type_name(value)}' as buffer '{name}' "
                "(torch.nn.Buffer, torch.Tensor or None expected)"
            )
        if name in self._buffers:
            if isinstance(value, Buffer):
                self._mark_persistent(name, value.persistent)
            self._buffers[name] = value
        elif isinstance(value, Buffer):
            self._forget(name, keep="_buffers")
            self.register_buffer(name, value, persistent=value.persistent)

    def _forget(self, name: str, keep: str) -> None:
        """Take ``name`` out of the instance and of every registry but ``keep``."""
        attributes = self.__dict__
        attributes.pop(name, None)
        for registry in REGISTRIES:
            if registry != keep:
                attributes[registry].pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _replicate_for_data_parallel(self) -> Any:
        """A module without parameters that shares buffers and submodules; tensors set on it stand for parameters."""
        replica = type(self).__new__(type(self))
        replica.__dict__.update(self.__dict__)
        replica._parameters = {}
        replica._buffers, replica._modules = self._buffers.copy(), self._modules.copy()
        replica._is_replica = True
        return replica

    def __delattr__(self, name: str) -> None:
        _require_name(name)
        for registry in REGISTRIES:
            if name in self.__dict__.get(registry, ()):
                del self.__dict__[registry][name]
                self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *self._parameters, *self._buffers, *self._modules}
        return sorted(name for name in names if not name[0].isdigit())

    # Hooks -----------------------------------------------------------------------------------------------------

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before each forward; it may return new arguments."""
        extra = (self._forward_pre_hooks_with_kwargs,) if with_kwargs else ()
        return register(self._forward_pre_hooks, hook, first=prepend, marks=extra)

    def register_forward_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` after each forward; it may return a new output.

        ``with_kwargs`` makes it ``hook(module, args, kwargs, output)``; ``always_call`` calls it after an error too.
        """
        extra = (self._forward_hooks_with_kwargs,) if with_kwargs else ()
        if always_call:
            extra = (*extra, self._forward_hooks_always_called)
        return register(self._forward_hooks, hook, first=prepend, marks=extra)

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` when the gradients of the outputs are known; it may replace them."""
        return register(self._backward_pre_hooks, hook, first=prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when both are known; it may replace ``grad_input``."""
        self._choose_backward_hooks(full=True)
        return register(self._backward_hooks, hook, first=prepend)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """Deprecated: it sees the last operation only. Use :meth:`register_full_backward_hook`."""
        self._choose_backward_hooks(full=False)
        return register(self._backward_hooks, hook)

    def _choose_backward_hooks(self, *, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. "
                "Please use only one of them."
            )
        self._is_full_backward_hook = full

    # Printing and copying --------------------------------------------------------------------------------------

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """Override to print the module's settings."""
        return ""

    def __repr__(self) -> str:
        settings = self.extra_repr()
        extra = settings.split("\n") if settings else []
        children = [f"({name}): " + _indented(repr(module)) for name, module in self._modules.items()]
        lines = extra + children
        if not lines:
            return self._get_name() + "()"
        if len(extra) == 1 and not children:
            return f"{self._get_name()}({extra[0]})"
        return self._get_name() + "(\n  " + "\n  ".join(lines) + "\n)"

    def _repr_html_(self) -> str:
        """What a notebook shows: the modules inside as a tree that opens, with their numbers of parameters."""
        from ..._notebook import text, tree

        def shown(module: Module, name: str) -> str:
            settings = ", ".join(filter(None, module.extra_repr().split("\n")))
            count = sum(parameter.numel() for parameter in module.parameters())
            heading = f"{name}{module._get_name()}({settings})" + (f"   {count:,} parameters" if count else "")
            children = [shown(child, f"({key}): ") for key, child in module._modules.items() if child is not None]
            return tree(heading, children, opened=not name)

        return shown(self, "") if type(self).__repr__ is Module.__repr__ else text(repr(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        attributes = self.__dict__
        attributes.update(state)
        attributes.setdefault("_non_persistent_buffers_set", set())
        for name in CALLED_TABLES:  # calls look at tables only where there are hooks
            if table := attributes.pop(name, None):
                setattr(self, name, table)
        for name in REGISTRIES:
            attributes.setdefault(name, {})


def _as_arguments(changed: Any, args: Any) -> Any:
    """What a forward pre-hook returned as positional arguments; ``None`` leaves them as they are."""
    if changed is None:
        return args
    return changed if isinstance(changed, tuple) else (changed,)


def _require_name(name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


explain_module(globals())
sys.modules[__name__].__class__ = HookTables
