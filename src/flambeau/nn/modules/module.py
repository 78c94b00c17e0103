"""``Module``: the base of every layer and model. It finds parameters, buffers and submodules by assignment."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from ... import _core, _types
from ..._arguments import explain_module
from ..._core import Tensor, bfloat16, float16, float32, float64
from ..._functions import empty_like
from ...autograd.grad_mode import no_grad
from ...autograd.hooks import Hook, RemovableHandle, register
from ..parameter import Buffer, Parameter
from ._hooks import BackwardHooks, HookTable, hook_last_node
from ._names import owned_name as owned_name  # importing it lets errors name parameters
from ._notes import noted
from ._registry import Registry

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

Self = TypeVar("Self", bound="Module")

_REGISTRIES = ("_parameters", "_buffers", "_modules")
_EXTRA_STATE = "_extra_state"


class _GlobalHook(NamedTuple):
    """A hook on every module: what it is for, and the options of a forward hook."""

    kind: str
    hook: Hook
    with_kwargs: bool = False
    always_call: bool = False


# By id. One table, so that a call tests one name; hooks on registrations have a table of their own.
_global_hooks: OrderedDict[int, _GlobalHook] = OrderedDict()
_registration_hooks: OrderedDict[int, _GlobalHook] = OrderedDict()


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, args)`` before the forward of every module; it may return new arguments."""
    return register(_global_hooks, _GlobalHook("forward_pre", hook))


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after the forward of every module; it may return a new output.

    ``with_kwargs`` makes it ``hook(module, args, kwargs, output)``; ``always_call`` calls it after an error too.
    """
    return register(_global_hooks, _GlobalHook("forward", hook, with_kwargs, always_call))


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` in the backward of every module; it may replace ``grad_output``."""
    return register(_global_hooks, _GlobalHook("backward_pre", hook))


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` in the backward of every module; it may replace ``grad_input``."""
    return _register_global_backward_hook("backward", hook, other="last_node")


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """Deprecated: it sees each module's last operation only. Use `register_module_full_backward_hook`."""
    return _register_global_backward_hook("last_node", hook, other="backward")


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` when any module registers a buffer; it may return another one."""
    return register(_registration_hooks, _GlobalHook("buffer", hook))


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` when any module registers a submodule; it may return another one."""
    return register(_registration_hooks, _GlobalHook("module", hook))


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, parameter)`` when any module registers a parameter; it may return another one."""
    return register(_registration_hooks, _GlobalHook("parameter", hook))


def _register_global_backward_hook(kind: str, hook: Hook, *, other: str) -> RemovableHandle:
    if _global(other):
        raise RuntimeError(
            "Cannot use both regular backward hooks and full backward hooks as a global Module hook. Please use only "
            "one of them."
        )
    return register(_global_hooks, _GlobalHook(kind, hook))


def _global(kind: str) -> list[Hook]:
    return [entry.hook for entry in _global_hooks.values() if entry.kind == kind]


def _registered(kind: str, module: Module, name: str, value: Any) -> Any:
    """``value``, or what a hook on registrations put in its place."""
    for entry in list(_registration_hooks.values()):
        if entry.kind == kind:
            changed = entry.hook(module, name, value)
            value = value if changed is None else changed
    return value


class Module:
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
    _version = 1
    _hooked = False  # whether a call has to look at the tables of hooks
    _is_full_backward_hook: bool | None = None

    training: bool
    _parameters: Registry
    _buffers: Registry
    _modules: Registry
    _non_persistent_buffers_set: set[str]

    _forward_pre_hooks = HookTable(called=True)
    _forward_pre_hooks_with_kwargs = HookTable()
    _forward_hooks = HookTable(called=True)
    _forward_hooks_with_kwargs = HookTable()
    _forward_hooks_always_called = HookTable()
    _backward_hooks = HookTable(called=True)
    _backward_pre_hooks = HookTable(called=True)
    _state_dict_hooks = HookTable()
    _state_dict_pre_hooks = HookTable()
    _load_state_dict_pre_hooks = HookTable()
    _load_state_dict_post_hooks = HookTable()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init:
            who = f"{type(self).__name__}.__init__()"
            if kwargs:
                raise TypeError(f"{who} got an unexpected keyword argument '{next(iter(kwargs))}'")
            if args:
                raise TypeError(f"{who} takes 1 positional argument but {len(args) + 1} were given")
        attributes = self.__dict__
        attributes["training"] = True
        attributes["_parameters"] = Registry(self)
        attributes["_buffers"] = Registry(self)
        attributes["_modules"] = Registry(self)
        attributes["_non_persistent_buffers_set"] = set()
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # Calling ---------------------------------------------------------------------------------------------------

    def forward(self, *input: Any) -> Any:
        """Compute the module's result; every subclass defines it."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._hooked or _global_hooks:
            return self._call_with_hooks(args, kwargs)
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
            try:
                result = self.forward(*args, **kwargs)
            except Exception as error:
                if (better := noted(self, args, kwargs, error)) is not None:
                    raise better from None
                raise
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
        last_node_hooks = _global("last_node")
        if self._is_full_backward_hook is False:
            last_node_hooks += self._backward_hooks.values()
        if last_node_hooks:
            hook_last_node(self, last_node_hooks, args, result)
        return result

    def _forward_hooks_of_call(self) -> list[_GlobalHook]:
        hooks = [entry for entry in _global_hooks.values() if entry.kind == "forward"]
        with_kwargs, always = self._forward_hooks_with_kwargs, self._forward_hooks_always_called
        return hooks + [
            _GlobalHook("forward", hook, key in with_kwargs, key in always) for key, hook in self._forward_hooks.items()
        ]

    def _run_forward_pre_hooks(self, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        for hook in _global("forward_pre"):
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

    def _run_always_called_hooks(self, hooks: list[_GlobalHook], args: Any, kwargs: Any, result: Any) -> None:
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
        hooks = _global("backward")
        if self._is_full_backward_hook:
            hooks += self._backward_hooks.values()
        pre_hooks = _global("backward_pre") + list(self._backward_pre_hooks.values())
        return BackwardHooks(self, hooks, pre_hooks) if hooks or pre_hooks else None

    # Attributes ------------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        # Reached only for names that are neither in the instance nor in the class: see Registry for the mirror.
        attributes = self.__dict__
        for registry in _REGISTRIES:
            if name in attributes.get(registry, ()):
                return attributes[registry][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        _require_name(name)
        attributes = self.__dict__
        parameters = attributes.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            if name in attributes:
                self._forget(name, keep="_parameters")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            parameters[name] = None
        elif isinstance(value, Module):
            if parameters is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            if name in attributes:
                self._forget(name, keep="_modules")
            if _registration_hooks:
                value = _registered("module", self, name, value)
            self._put("_modules", name, value)
        elif isinstance(value, Buffer) or (parameters is not None and name in self._buffers):
            self._assign_buffer(name, value)
        elif parameters is not None and name in self._modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            self._modules[name] = None
        elif name in _REGISTRIES:
            self._replace_registry(name, value)
        else:
            super().__setattr__(name, value)

    def _assign_buffer(self, name: str, value: Any) -> None:
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(
                f"cannot assign '{_type_name(value)}' as buffer '{name}' "
                "(torch.nn.Buffer, torch.Tensor or None expected)"
            )
        if name in self._buffers:
            if isinstance(value, Buffer):
                self._mark_persistent(name, value.persistent)
            self._put("_buffers", name, value)
        elif isinstance(value, Buffer):
            self._forget(name, keep="_buffers")
            self.register_buffer(name, value, persistent=value.persistent)

    def _put(self, registry: str, name: str, value: Any) -> None:
        self.__dict__[registry][name] = value
        self.__dict__[name] = value  # a plain dictionary, put there by other code, does not mirror

    def _forget(self, name: str, keep: str) -> None:
        """Take ``name`` out of the instance and of every registry but ``keep``."""
        for registry in _REGISTRIES:
            if registry != keep and name in self.__dict__[registry]:
                del self.__dict__[registry][name]
        if name not in self.__dict__[keep]:
            self.__dict__.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _replace_registry(self, name: str, entries: Mapping[str, Any]) -> None:
        old = self.__dict__.get(name)
        if isinstance(old, Registry):
            old.release(self)
        self.__dict__[name] = Registry(self, entries)

    def __delattr__(self, name: str) -> None:
        _require_name(name)
        for registry in _REGISTRIES:
            if name in self.__dict__.get(registry, ()):
                del self.__dict__[registry][name]
                self.__dict__.pop(name, None)
                self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *self._parameters, *self._buffers, *self._modules}
        return sorted(name for name in names if not name[0].isdigit())

    # Registration ----------------------------------------------------------------------------------------------

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add ``param`` under ``name``; ``None`` registers the name alone, as ``bias=False`` layers do."""
        self._check_new_name("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            given = _type_name(param)
            raise TypeError(
                f"cannot assign '{given}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. "
                f"To express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        if _registration_hooks and param is not None:
            param = _registered("parameter", self, name, param)
        self._put("_parameters", name, param)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that moves with the module but is not trained; ``persistent`` puts it in ``state_dict``."""
        self._check_new_name("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        if _registration_hooks:
            tensor = _registered("buffer", self, name, tensor)
        self._put("_buffers", name, tensor)
        self._mark_persistent(name, persistent)

    def _mark_persistent(self, name: str, persistent: bool) -> None:
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add ``module`` as the child ``name``."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{_type_name(module)} is not a Module subclass")
        self._check_new_name("module", name, "_modules")
        if _registration_hooks:
            module = _registered("module", self, name, module)
        self._put("_modules", name, module)

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as :meth:`add_module`."""
        self.add_module(name, module)

    def _check_new_name(self, kind: str, name: str, registry: str) -> None:
        if registry not in self.__dict__:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {_type_name(name)}")
        if "." in name:
            given = f", got: {name}" if kind == "module" else ""
            raise KeyError(f'{kind} name can\'t contain "."{given}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if name not in self.__dict__[registry] and (name in self.__dict__ or hasattr(type(self), name)):
            raise KeyError(f"attribute '{name}' already exists")

    # Finding ---------------------------------------------------------------------------------------------------

    def get_submodule(self, target: str) -> Module:
        """Return the submodule with the dotted name ``target`` (the module itself for ``""``)."""
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put ``module`` in the place of the submodule ``target``; with ``strict`` that place must exist."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """Return the parameter with the dotted name ``target``."""
        found = self._get_member(target)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{target.rpartition('.')[2]}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """Return the buffer with the dotted name ``target``."""
        found = self._get_member(target)
        path, _, name = target.rpartition(".")
        if name not in self.get_submodule(path)._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        buffer: Tensor = found
        return buffer

    def _get_member(self, target: str) -> Any:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        return getattr(module, name)

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """Yield ``(dotted name, module)`` for the module itself and all below it, each module once."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                below = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, below, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """Yield the module itself and all below it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield ``(name, module)`` for the modules directly below."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """Yield the modules directly below."""
        for _, module in self.named_children():
            yield module

    def _named_members(
        self,
        get_members_fn: Callable[[Module], Any],
        prefix: str = "",
        recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        modules: Any = [(prefix, self)]
        if recurse:
            modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in modules:
            for name, value in get_members_fn(module):
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield (f"{path}.{name}" if path else name), value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Yield ``(dotted name, parameter)``, each parameter once."""
        yield from self._named_members(lambda m: m._parameters.items(), prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Yield the parameters, each once; this is what an optimiser is given."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Yield ``(dotted name, buffer)``, each buffer once."""
        yield from self._named_members(lambda m: m._buffers.items(), prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield the buffers, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # Changing the whole tree -----------------------------------------------------------------------------------

    def apply(self: Self, fn: Callable[[Module], Any]) -> Self:
        """Call ``fn`` on every submodule, children first, then on the module itself."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self: Self, mode: bool = True) -> Self:
        """Set training mode (or evaluation mode), which dropout and batch normalisation look at."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self: Self) -> Self:
        """Set evaluation mode; the same as ``train(False)``."""
        return self.train(False)

    def requires_grad_(self: Self, requires_grad: bool = True) -> Self:
        """Say for all parameters whether they require a gradient."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop the gradients of all parameters, or fill them with zeros."""
        for parameter in self.parameters():
            gradient = parameter.grad
            if gradient is None:
                continue
            if set_to_none:
                parameter.grad = None
                continue
            if gradient.grad_fn is not None:
                gradient.detach_()
            else:
                gradient.requires_grad_(False)
            gradient.zero_()

    def _apply(self: Self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace every parameter, gradient and buffer by ``fn`` of it; a parameter stays the same object."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for name, parameter in self._parameters.items():
            if parameter is None:
                continue
            with no_grad():
                changed = fn(parameter)
            gradient = parameter.grad
            if changed.device.type == parameter.device.type:
                parameter.data = changed
            else:  # memory of another kind cannot be put behind the same tensor
                parameter = Parameter(changed, parameter.requires_grad)
                self._put("_parameters", name, parameter)
            if gradient is not None:
                with no_grad():
                    changed = fn(gradient)
                parameter.grad = changed.requires_grad_(gradient.requires_grad)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._put("_buffers", name, fn(buffer))
        return self

    def to(self: Self, *args: Any, **kwargs: Any) -> Self:
        """Move parameters and buffers, in place: ``to(device)``, ``to(dtype)``, ``to(tensor)``, ``to(memory_format=)``.

        Only floating-point and complex tensors change their dtype.
        """
        device, dtype, non_blocking, memory_format = _parse_to(*args, **kwargs)
        if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )

        def convert(tensor: Tensor) -> Tensor:
            wanted = dtype if tensor.is_floating_point() or tensor.is_complex() else None
            if memory_format is not None and tensor.dim() in (4, 5):
                return tensor.to(device=device, dtype=wanted, non_blocking=non_blocking, memory_format=memory_format)
            return tensor.to(device=device, dtype=wanted, non_blocking=non_blocking)

        return self._apply(convert)

    def to_empty(self: Self, *, device: Any, recurse: bool = True) -> Self:
        """Move to ``device`` with memory of undefined content, as a module built on "meta" needs."""
        return self._apply(lambda tensor: empty_like(tensor, device=device), recurse)

    def type(self: Self, dst_type: Any) -> Self:
        """Cast all parameters and buffers to ``dst_type``."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def float(self: Self) -> Self:
        """Cast the floating-point parameters and buffers to float32."""
        return self._cast_floating(float32)

    def double(self: Self) -> Self:
        """Cast the floating-point parameters and buffers to float64."""
        return self._cast_floating(float64)

    def half(self: Self) -> Self:
        """Cast the floating-point parameters and buffers to float16."""
        return self._cast_floating(float16)

    def bfloat16(self: Self) -> Self:
        """Cast the floating-point parameters and buffers to bfloat16."""
        return self._cast_floating(bfloat16)

    def _cast_floating(self: Self, dtype: Any) -> Self:
        return self._apply(lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor)

    def cpu(self: Self) -> Self:
        """Move all parameters and buffers to the CPU."""
        return self._apply(lambda tensor: tensor.cpu())

    def cuda(self: Self, device: Any = None) -> Self:
        """Move all parameters and buffers to the GPU."""
        return self._apply(lambda tensor: tensor.cuda(device))

    def share_memory(self: Self) -> Self:
        """Move all parameters and buffers to memory that other processes can share."""
        return self._apply(lambda tensor: tensor.share_memory_())

    # State -----------------------------------------------------------------------------------------------------

    def get_extra_state(self) -> Any:
        """Override to add an object of your own to ``state_dict``."""
        raise RuntimeError(
            "Reached a code path in Module.get_extra_state() that should never be called: "
            "override it together with set_extra_state()."
        )

    def set_extra_state(self, state: Any) -> None:
        """Override to take back what :meth:`get_extra_state` gave."""
        raise RuntimeError(
            "Reached a code path in Module.set_extra_state() that should never be called: "
            "override it together with get_extra_state()."
        )

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """Return an ``OrderedDict`` from dotted names to parameters and persistent buffers.

        The tensors are detached but share memory with the module, unless ``keep_vars`` gives the objects themselves.
        """
        if args:
            warnings.warn("Positional args are being deprecated, use kwargs instead.", FutureWarning, stacklevel=2)
            destination, prefix, keep_vars = (*args, *(destination, prefix, keep_vars)[len(args) :])[:3]
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        local_metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local_metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, local_metadata)
            if changed is not None:
                if getattr(hook, "_from_public_api", False):
                    raise RuntimeError("state_dict post-hook must return None")
                destination = changed
        return destination

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Write the module's own entries, without those of its children."""
        for name, value in self._own_state().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + _EXTRA_STATE] = self.get_extra_state()

    def _own_state(self) -> dict[str, Tensor]:
        hidden = self._non_persistent_buffers_set
        state = {name: value for name, value in self._parameters.items() if value is not None}
        state.update((k, v) for k, v in self._buffers.items() if v is not None and k not in hidden)
        return state

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy the tensors of ``state_dict`` into this module's parameters and buffers.

        With ``strict`` missing and unexpected keys are an error; they are returned in any case. With ``assign`` the
        tensors take the place of the module's instead of being copied. A size mismatch is always an error.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        metadata = getattr(state_dict, "_metadata", None)
        copied = OrderedDict(state_dict)
        if metadata is not None:
            copied._metadata = metadata  # type: ignore[attr-defined]
        _load(self, copied, "", metadata or {}, assign, (missing, unexpected, errors))
        if strict:
            if unexpected:
                errors.insert(0, "Unexpected key(s) in state_dict: " + _quoted(unexpected))
            if missing:
                errors.insert(0, "Missing key(s) in state_dict: " + _quoted(missing))
        if errors:
            name = type(self).__name__
            raise RuntimeError(f"Error(s) in loading state_dict for {name}:\n\t" + "\n\t".join(errors))
        return _IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load the module's own entries, without those of its children; subclasses may override it."""
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        state = self._own_state()
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, value in state.items():
            key = prefix + name
            if key in state_dict:
                problem = self._load_one(name, key, value, state_dict[key], assign)
                if problem is not None:
                    error_msgs.append(problem)
            elif strict:
                missing_keys.append(key)
        extra_key = prefix + _EXTRA_STATE
        if type(self).set_extra_state is not Module.set_extra_state:
            if extra_key in state_dict:
                self.set_extra_state(state_dict[extra_key])
            elif strict:
                missing_keys.append(extra_key)
        elif strict and extra_key in state_dict:
            unexpected_keys.append(extra_key)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra_key:
                    name, dot, _ = key[len(prefix) :].partition(".")
                    if name not in (self._modules if dot else state):
                        unexpected_keys.append(key)

    def _load_one(self, name: str, key: str, value: Tensor, given: Any, assign: bool) -> str | None:
        """Load one tensor; the result is the text of what is wrong with it, if anything is."""
        if not isinstance(given, Tensor):
            return (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                f"checkpoint but received {type(given)}"
            )
        if value.dim() == 0 and given.dim() == 1 and len(given) == 1:
            given = given[0]  # files of the time before 0-d tensors
        if given.shape != value.shape:
            return (
                f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, "
                f"the shape in current model is {value.shape}."
            )
        try:
            if assign:
                self._assign_loaded(name, value, given)
            else:
                with no_grad():
                    value.copy_(given)
        except Exception as error:
            return (
                f'While copying the parameter named "{key}", whose dimensions in the model are {value.shape} and '
                f"whose dimensions in the checkpoint are {given.shape}, an exception occurred : {error.args}."
            )
        return None

    def _assign_loaded(self, name: str, value: Tensor, given: Tensor) -> None:
        if isinstance(value, Parameter):
            if not isinstance(given, Parameter):
                given = Parameter(given, value.requires_grad)
            else:
                given.requires_grad_(value.requires_grad)
        setattr(self, name, given)

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

    def register_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` when ``state_dict`` has been filled."""
        try:
            setattr(hook, "_from_public_api", True)  # noqa: B010 - functions take attributes that their type lacks
        except (AttributeError, TypeError):
            kind = type(hook).__name__
            raise TypeError(f"register_state_dict_post_hook: hook must be a function, not this {kind}") from None
        return register(self._state_dict_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before ``state_dict`` is filled."""
        return register(self._state_dict_pre_hooks, hook)

    def _register_state_dict_hook(self, hook: Hook) -> RemovableHandle:
        return register(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, …)`` before ``load_state_dict`` reads the module's entries."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(self, hook: Hook, with_module: bool = False) -> RemovableHandle:
        called = _ModuleHook(hook, self) if with_module else hook
        return register(self._load_state_dict_pre_hooks, called)

    def register_load_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` when ``load_state_dict`` is done; it may change the lists."""
        return register(self._load_state_dict_post_hooks, hook)

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

    def __getstate__(self) -> dict[str, Any]:
        mirrored = {name for registry in _REGISTRIES for name in self.__dict__.get(registry, ())}
        return {name: value for name, value in self.__dict__.items() if name not in mirrored}

    def __setstate__(self, state: dict[str, Any]) -> None:
        attributes = self.__dict__
        attributes.update(state)
        attributes.setdefault("_non_persistent_buffers_set", set())
        for name in _REGISTRIES:
            entries = attributes.get(name, {})
            if isinstance(entries, Registry):
                entries.adopt(self)
            else:
                attributes[name] = Registry(self, entries)


class _ModuleHook:
    """A ``load_state_dict`` hook that is given its module first, found again when the module is copied."""

    def __init__(self, hook: Hook, module: Module) -> None:
        self._hook = hook
        self._module = module

    def __call__(self, *args: Any) -> Any:
        return self._hook(self._module, *args)


def _load(
    module: Module,
    state_dict: Any,
    prefix: str,
    metadata: Mapping[str, Any],
    assign: bool,
    reports: tuple[list[str], list[str], list[str]],
) -> None:
    """Load a module and its children; each child is given the entries below its own name only."""
    local_metadata = dict(metadata.get(prefix[:-1], {}))
    if assign:
        local_metadata["assign_to_params_buffers"] = True
    missing, unexpected, errors = reports
    module._load_from_state_dict(state_dict, prefix, local_metadata, True, missing, unexpected, errors)
    below: dict[str, OrderedDict[str, Any]] = {}
    for key, value in state_dict.items():
        if key.startswith(prefix):
            name, dot, _ = key[len(prefix) :].partition(".")
            if dot:
                below.setdefault(name, OrderedDict())[key] = value
    for name, child in module._modules.items():
        if child is not None:
            _load(child, below.get(name, OrderedDict()), f"{prefix}{name}.", metadata, assign, reports)
    keys = _IncompatibleKeys(missing, unexpected)
    for hook in module._load_state_dict_post_hooks.values():
        if hook(module, keys) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, "
                "if incompatible_keys need to be modified, it should be done inplace."
            )


def _parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any, bool, Any]:
    """Read the arguments of ``to``: (device, dtype, non_blocking) in any of the forms ``Tensor.to`` takes."""
    memory_format = kwargs.pop("memory_format", None)
    device, dtype = kwargs.pop("device", None), kwargs.pop("dtype", None)
    non_blocking = kwargs.pop("non_blocking", False)
    other = kwargs.pop("tensor", None)
    if kwargs:
        raise TypeError(f"to() got an unexpected keyword argument '{next(iter(kwargs))}'")
    rest = list(args)
    if rest and isinstance(rest[0], Tensor):
        other = rest.pop(0)
    elif rest and isinstance(rest[0], _core.dtype):
        dtype = rest.pop(0)
    elif rest:
        device = rest.pop(0)
        if rest and (rest[0] is None or isinstance(rest[0], _core.dtype)):
            dtype = rest.pop(0)
    if rest:
        non_blocking = rest.pop(0)
    if other is not None:
        device, dtype = other.device, other.dtype
    if device is not None:
        device = _types.device(device)
    return device, dtype, non_blocking, memory_format


def _as_arguments(changed: Any, args: Any) -> Any:
    """What a forward pre-hook returned as positional arguments; ``None`` leaves them as they are."""
    if changed is None:
        return args
    return changed if isinstance(changed, tuple) else (changed,)


def _require_name(name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")


def _type_name(value: Any) -> str:
    return str(value.type()) if isinstance(value, Tensor) else type(value).__name__


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) + ". "


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


explain_module(globals())
