"""A module's state: ``state_dict``, ``load_state_dict`` and their hooks."""

from __future__ import annotations

import warnings
import weakref
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..._arguments import explain_module
from ..._core import Tensor
from ...autograd.grad_mode import no_grad
from ...autograd.hooks import Hook, HookTable, RemovableHandle, register
from ..parameter import Parameter, is_lazy
from ._tree import Tree

if TYPE_CHECKING:
    pass

__all__ = ["State"]

_EXTRA_STATE = "_extra_state"


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class State(Tree):
    """The part of `Module` that is saved and loaded."""

    _version = 1
    _state_dict_hooks = HookTable()
    _state_dict_pre_hooks = HookTable()
    _load_state_dict_pre_hooks = HookTable()
    _load_state_dict_post_hooks = HookTable()

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
        if type(self).get_extra_state is not State.get_extra_state:
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
        if type(self).set_extra_state is not State.set_extra_state:
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
        if is_lazy(value) and is_lazy(given):
            return None  # neither has elements yet
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


class _ModuleHook:
    """A ``load_state_dict`` hook that is given its module first, found again when the module is copied."""

    def __init__(self, hook: Hook, module: State | None) -> None:
        self._hook = hook
        self._module: Callable[[], State | None] = (lambda: None) if module is None else weakref.ref(module)

    def __call__(self, *args: Any) -> Any:
        return self._hook(self._module(), *args)

    def __reduce__(self) -> Any:
        return type(self), (self._hook, None), self._module()

    def __setstate__(self, module: State) -> None:
        self._module = weakref.ref(module)


def _load(
    module: Any,
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


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) + ". "


explain_module(globals())
