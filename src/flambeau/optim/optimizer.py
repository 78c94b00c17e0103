"""The base of every optimiser: parameter groups, per-parameter state, saving, hooks.

Ours derive from :class:`TensorwiseOptimizer`, which steps: a subclass gives its defaults, its state and its formula for
one tensor and, where the core has one, the native call that updates a whole parameter list.
"""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import chain
from typing import Any, TypeAlias

from .. import _core
from .._arguments import explain_module
from .._core import Tensor, float32, float64, get_default_dtype, update_group
from .._functions import view_as_real, zeros, zeros_like
from ..autograd.grad_mode import enable_grad, set_grad_enabled
from ..autograd.hooks import HookTable, RemovableHandle, register

ParamsT: TypeAlias = "Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]"
Group: TypeAlias = dict[str, Any]
Closure: TypeAlias = Callable[[], Any]
Hook: TypeAlias = Callable[..., Any]

__all__ = ["Optimizer", "register_optimizer_step_post_hook", "register_optimizer_step_pre_hook", "required"]

# The hooks of all optimisers.
_global_optimizer_pre_hooks: OrderedDict[int, Hook] = OrderedDict()
_global_optimizer_post_hooks: OrderedDict[int, Hook] = OrderedDict()


class _RequiredParameter:
    """Stands in ``defaults`` for an option that every group must give."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _RequiredParameter()


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """Wraps a class's ``step``: notes that it ran (the schedulers ask) and runs the step hooks around it."""

    @functools.wraps(step)
    def hooked_step(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        self._opt_called = True
        before = self._optimizer_step_pre_hooks or _global_optimizer_pre_hooks
        if not before and not self._optimizer_step_post_hooks and not _global_optimizer_post_hooks:
            return step(self, *args, **kwargs)
        for hook in [*_global_optimizer_pre_hooks.values(), *self._optimizer_step_pre_hooks.values()]:
            changed = hook(self, args, kwargs)
            if changed is None:
                continue
            if not (isinstance(changed, tuple) and len(changed) == 2):
                raise RuntimeError(
                    f"{type(self).__name__}.step must return None or a tuple of (new_args, new_kwargs), "
                    f"but got {changed} from a step pre-hook."
                )
            args, kwargs = changed
        result = step(self, *args, **kwargs)
        for hook in [*self._optimizer_step_post_hooks.values(), *_global_optimizer_post_hooks.values()]:
            hook(self, args, kwargs)
        return result

    return hooked_step


def register_optimizer_step_pre_hook(hook: Hook) -> RemovableHandle:
    """Calls ``hook(optimizer, args, kwargs)`` before each step of any optimiser.

    >>> from flambeau.optim.optimizer import register_optimizer_step_pre_hook
    >>> handle = register_optimizer_step_pre_hook(lambda optimizer, args, kwargs: None)
    >>> handle.remove()
    """
    return register(_global_optimizer_pre_hooks, hook)


def register_optimizer_step_post_hook(hook: Hook) -> RemovableHandle:
    """Calls ``hook(optimizer, args, kwargs)`` after each step of any optimiser.

    >>> from flambeau.optim.optimizer import register_optimizer_step_post_hook
    >>> handle = register_optimizer_step_post_hook(lambda optimizer, args, kwargs: None)
    >>> handle.remove()
    """
    return register(_global_optimizer_post_hooks, hook)


class Optimizer:
    """Holds the parameters to optimise, in groups with their own options, and what is remembered about each.

    ``params`` is an iterable of tensors, of ``(name, tensor)`` pairs, or of dicts with a ``"params"`` entry and
    options that override ``defaults`` for that group. A subclass implements :meth:`step`.

    Attributes:
        param_groups: one dict per group: ``"params"`` (a list of tensors) and the group's options.
        state: what the optimiser remembers, one dict per parameter.
        defaults: the options of a group that does not give its own.

    Raises: NotImplementedError from ``step`` unless a subclass defines it; ValueError for no parameters, tensors
        that are not leaves, one tensor in two groups and a missing option; TypeError for parameters that are not
        tensors.

    >>> import flambeau
    >>> weight = flambeau.tensor([1.0], requires_grad=True)
    >>> optimizer = flambeau.optim.SGD([{"params": [weight], "lr": 0.1}])
    >>> optimizer.param_groups[0]["lr"]
    0.1
    """

    _opt_called = False  # whether a step was made since a scheduler asked
    _scheduled_step: Any = None  # what ``step`` was set to, on this optimiser alone, when a schedule was made
    _optimizer_step_pre_hooks = HookTable()
    _optimizer_step_post_hooks = HookTable()
    _optimizer_state_dict_pre_hooks = HookTable()
    _optimizer_state_dict_post_hooks = HookTable()
    _optimizer_load_state_dict_pre_hooks = HookTable()
    _optimizer_load_state_dict_post_hooks = HookTable()

    def __init__(self, params: ParamsT, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {params.type()} | put it in a list: [{type(params).__name__.lower()}]"
            )
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
        entries = list(params)
        if not entries:
            raise ValueError(
                "optimizer got an empty parameter list | it needs at least one tensor | a generator such as "
                "model.parameters() is empty once it has been used: make a new one"
            )
        groups = entries if isinstance(entries[0], dict) else [{"params": entries}]
        for group in groups:
            self.add_param_group(group)  # type: ignore[arg-type]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.__dict__["step"])  # type: ignore[method-assign]

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for group in self.param_groups:
            for name, value in self.defaults.items():
                group.setdefault(name, value)

    def __repr__(self) -> str:
        groups = []
        for number, group in enumerate(self.param_groups):
            options = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            groups.append(f"\nParameter Group {number}\n" + "".join(options))
        return f"{type(self).__name__} (" + "".join(groups) + ")"

    # --- parameter groups

    def add_param_group(self, param_group: Group) -> None:
        """Adds a group of parameters, for instance layers that are unfrozen during training.

        Raises:
            TypeError: the group is no dict, its parameters are a set or not tensors.
            ValueError: a tensor is not a leaf or already in a group, or a required option is missing.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        if "params" not in param_group:
            raise KeyError("params: a group is a dict with the tensors to optimise under this name")
        params = param_group["params"]
        if isinstance(params, Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in "
                "sets will change between runs. Please use a list instead."
            )
        names, tensors = self._split_names(list(params))
        param_group["params"] = tensors
        if names:
            param_group["param_names"] = names
        for tensor in tensors:
            self._check_param(tensor)
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        identities = {id(tensor) for tensor in tensors}
        if len(identities) != len(tensors):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; each is updated once per occurrence",
                stacklevel=3,
            )
        if any(id(tensor) in identities for group in self.param_groups for tensor in group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")
        if self.param_groups and ("param_names" in self.param_groups[0]) != bool(names):
            raise ValueError("all optimizer param groups should be with/without names")
        self.param_groups.append(param_group)

    @staticmethod
    def _split_names(entries: list[Any]) -> tuple[list[str], list[Any]]:
        named = [isinstance(entry, tuple) for entry in entries]
        if not any(named):
            return [], entries
        if not all(named):
            raise ValueError("all optimizer params should be with/without names. Some param names are missing")
        return [name for name, _ in entries], [tensor for _, tensor in entries]

    def _check_param(self, tensor: Any) -> None:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(tensor).__name__}")
        if not (self.defaults.get("differentiable") or tensor.is_leaf or tensor.retains_grad):
            raise ValueError("can't optimize a non-leaf Tensor | parameters are leaves: made by the user, not by an op")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forgets the gradients of all parameters: sets ``grad`` to None, or to zeros if ``set_to_none`` is False."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None  # not read before: that makes a Python object for each
                    continue
                grad = param.grad
                if grad is None:
                    continue
                if grad.grad_fn is not None:
                    grad.detach_()
                else:
                    grad.requires_grad_(False)
                grad.zero_()

    def step(self, closure: Closure | None = None) -> Any:
        """Updates the parameters once. ``closure`` re-evaluates the model and returns the loss, which is returned."""
        raise NotImplementedError(f"{type(self).__name__}.step is not implemented")

    @staticmethod
    def _evaluate(closure: Closure) -> Any:
        with enable_grad():
            return closure()

    # --- saving and loading

    def state_dict(self) -> dict[str, Any]:
        """The state and the options, with parameters numbered in order; tensors are shared, not copied."""
        for hook in list(self._optimizer_state_dict_pre_hooks.values()):
            hook(self)
        numbers: dict[int, int] = {}
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
        groups = [
            {
                **{key: value for key, value in group.items() if key != "params"},
                "params": [numbers[id(param)] for param in group["params"]],
            }
            for group in self.param_groups
        ]
        state = {(numbers[id(key)] if isinstance(key, Tensor) else key): value for key, value in self.state.items()}
        result: dict[str, Any] = {"state": state, "param_groups": groups}
        for hook in list(self._optimizer_state_dict_post_hooks.values()):
            changed = hook(self, result)
            result = result if changed is None else changed
        return result

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes over a state made by :meth:`state_dict`; floating-point state is converted to its parameter's dtype.

        Raises:
            ValueError: the groups differ in number or size from this optimiser's.
        """
        state_dict = dict(state_dict)
        for hook in list(self._optimizer_load_state_dict_pre_hooks.values()):
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        if "param_groups" not in state_dict:
            raise KeyError(
                "param_groups: load_state_dict takes what state_dict() gives, with the groups under this name"
            )
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ValueError(
                "loaded state dict has a different number of parameter groups "
                f"| it has {len(saved)}, the optimizer {len(self.param_groups)}"
            )
        sizes = [
            (len(group["params"]), len(own["params"])) for group, own in zip(saved, self.param_groups, strict=True)
        ]
        if any(loaded != own for loaded, own in sizes):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group "
                f"| (loaded, own) sizes: {sizes}"
            )
        owners = dict(
            zip(
                chain.from_iterable(group["params"] for group in saved),
                chain.from_iterable(group["params"] for group in self.param_groups),
                strict=True,
            )
        )
        state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            owner = owners.get(key)
            state[key if owner is None else owner] = value if owner is None else _fit(value, owner)
        groups = []
        for group, own in zip(saved, self.param_groups, strict=True):
            group["params"] = own["params"]
            if "param_names" in own:
                group["param_names"] = own["param_names"]
            groups.append(group)
        self.__setstate__({"state": state, "param_groups": groups})
        for hook in list(self._optimizer_load_state_dict_post_hooks.values()):
            hook(self)

    # --- hooks

    def register_step_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Calls ``hook(optimizer, args, kwargs)`` before each step; it may return new ``(args, kwargs)``."""
        return register(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Hook) -> RemovableHandle:
        """Calls ``hook(optimizer, args, kwargs)`` after each step."""
        return register(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls ``hook(optimizer)`` before :meth:`state_dict`."""
        return register(self._optimizer_state_dict_pre_hooks, hook, first=prepend)

    def register_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls ``hook(optimizer, state_dict)`` on the result of :meth:`state_dict`; it may return another."""
        return register(self._optimizer_state_dict_post_hooks, hook, first=prepend)

    def register_load_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls ``hook(optimizer, state_dict)`` before a state is loaded; it may return another."""
        return register(self._optimizer_load_state_dict_pre_hooks, hook, first=prepend)

    def register_load_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls ``hook(optimizer)`` after a state was loaded."""
        return register(self._optimizer_load_state_dict_post_hooks, hook, first=prepend)


def _fit(value: Any, param: Tensor, key: str | None = None) -> Any:
    """``value`` with its tensors on the parameter's device and, if both are floating, in its dtype; not the step."""
    if isinstance(value, Tensor):
        if key == "step":
            return value
        if param.is_floating_point():
            return value.to(dtype=param.dtype, device=param.device)
        return value.to(device=param.device)
    if isinstance(value, Mapping):
        return {name: _fit(entry, param, name) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fit(entry, param) for entry in value)
    return value


# An op that updates a list of parameters, ``op(params, grads, *lists, *options)``; the names of what it gets from the
# parameters' states, a list each (None for an empty list); and the options.
Update: TypeAlias = tuple[Callable[..., None], tuple[str | None, ...], tuple[Any, ...]]


class TensorwiseOptimizer(Optimizer):
    """An optimiser whose parameters are updated each by itself: a subclass gives ``_start``, ``_update_of`` and
    ``_update``.

    ``_update_of`` names the op, if there is one, that updates all parameters of a group at once. ``_update`` is the
    formula for one tensor, made of operations that are recorded: what a ``differentiable`` step is made of, one under
    forward mode, and every step without such an op.
    The gradient that it is given has ``maximize`` and (unless ``_own_weight_decay``) ``weight_decay`` applied; complex
    tensors come as views of their real and imaginary parts, as does the state.

    Raises: NotImplementedError from ``step`` unless a subclass gives the update; ValueError and TypeError as
        `Optimizer`.
    """

    _own_weight_decay = False  # the formula applies the decay itself: it may be decoupled from the gradient

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for kept in self.state.values():
            if isinstance(kept.get("step"), int | float):  # as old files have it
                kept["step"] = step_counter() + kept["step"]

    def step(self, closure: Closure | None = None) -> Any:
        """Updates every parameter that has a gradient, once, and returns what ``closure`` returned."""
        loss = None if closure is None else self._evaluate(closure)
        for group in self.param_groups:
            update = None if group.get("differentiable") or _core._visible_levels() else self._update_of(group)
            if update is None:
                with set_grad_enabled(bool(self.defaults.get("differentiable"))):
                    self._step_by_formula(group)
                continue
            op, kept, options = update
            if not update_group(op, group["params"], self.state, kept, options):
                self._first_step(group, op, kept, options)
        return loss

    def _first_step(self, group: Group, op: Any, kept: tuple[str | None, ...], options: Any) -> None:
        """A step in which some parameters are updated for the first time."""
        self._start_all(group)
        self._update_started(group["params"], op, kept, options)

    def _start_all(self, group: Group) -> None:
        """Fills the states of those parameters that are updated for the first time."""
        for param, _ in with_gradient(group["params"]):
            if not (state := self.state[param]):
                self._start(param, state, group)

    def _update_started(self, params: list[Tensor], op: Any, kept: tuple[str | None, ...], options: Any) -> None:
        """Updates parameters that have a state. KeyError where it lacks something."""
        if update_group(op, params, self.state, kept, options):
            return
        names = {name for param, _ in with_gradient(params) for name in kept if name and name not in self.state[param]}
        raise KeyError(
            f"the state of a parameter has no {', '.join(sorted(names))} | an option was changed after the first step"
        )

    def _update_of(self, group: Group) -> Update | None:
        """The op that updates the parameters of this group, what it needs of their states, and its options.

        None where there is no such op: the formula for one tensor does it.
        """
        return None

    def _step_by_formula(self, group: Group) -> None:
        self._start_all(group)
        for param, grad in with_gradient(group["params"]):
            if grad.is_sparse:
                raise RuntimeError(f"{type(self).__name__} does not support sparse gradients")
            state = self.state[param]
            if group.get("maximize"):
                grad = -grad
            if not self._own_weight_decay and group["weight_decay"] != 0:
                grad = grad.add(param, alpha=group["weight_decay"])
            if param.is_complex():
                views = {key: _as_real(value, param) for key, value in state.items()}
                self._update(view_as_real(param), view_as_real(grad), views, group)
                continue
            self._update(param, grad, state, group)

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        """Fills ``state`` before a parameter's first update."""
        raise NotImplementedError

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        """Updates ``param`` and the tensors of ``state`` in place."""
        raise NotImplementedError


def _as_real(value: Any, param: Tensor) -> Any:
    return view_as_real(value) if isinstance(value, Tensor) and value.is_complex() else value


def zeros_for(param: Tensor) -> Tensor:
    """Zeros of the parameter's shape and strides, for a running average."""
    return zeros_like(param.detach())


def step_counter() -> Tensor:
    """The count of updates as PyTorch keeps it: a 0-d tensor, in float64 where that is the default dtype."""
    wide = get_default_dtype() == float64
    return zeros((), dtype=float64 if wide else float32)


def count_up(state: dict[str, Any]) -> float:
    """Adds one to ``state["step"]`` and returns it as a number."""
    state["step"] += 1
    return float(state["step"].item())


def number(value: Any) -> Any:
    """A Python number for an option that may be a one-element tensor (a learning rate that is not differentiated)."""
    if isinstance(value, Tensor) and not value.requires_grad:
        return value.item()
    return value


def apply_weight_decay(param: Tensor, grad: Tensor, lr: Any, group: Group) -> Tensor:
    """Shrinks the parameter if the group's decay is decoupled; else the gradient with the decay added to it."""
    weight_decay = group["weight_decay"]
    if weight_decay == 0:
        return grad
    if group["decoupled_weight_decay"]:
        param.mul_(1 - lr * weight_decay)
        return grad
    return grad.add(param, alpha=weight_decay)


def check_option(holds: bool | Tensor, message: str) -> None:
    """Raises ``ValueError(message)`` unless ``holds``; NaN options fail every comparison and so are refused."""
    if not holds:
        raise ValueError(message)


def check_single(lr: Any) -> None:
    """Refuses a learning rate that is a tensor of several elements."""
    if isinstance(lr, Tensor):
        check_option(lr.numel() == 1, f"Tensor lr must be 1-element | it has shape {tuple(lr.shape)}")


def check_common(lr: Any, weight_decay: float, eps: float = 0.0) -> None:
    """Checks the options that nearly all optimisers have."""
    check_single(lr)
    check_option(lr >= 0, f"Invalid learning rate: {lr} | it must be >= 0")
    check_option(eps >= 0, f"Invalid epsilon value: {eps} | it must be >= 0")
    check_option(weight_decay >= 0, f"Invalid weight_decay value: {weight_decay} | it must be >= 0")


def check_betas(betas: tuple[float, float]) -> None:
    """Checks the decay rates of two running averages, each in [0, 1)."""
    for index, beta in enumerate(betas):
        check_option(0 <= beta < 1, f"Invalid beta parameter at index {index}: {beta} | it must be in [0, 1)")


def with_gradient(params: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
    """The parameters that have a gradient, with it."""
    for param in params:
        if (grad := param.grad) is not None:
            yield param, grad


explain_module(globals())
