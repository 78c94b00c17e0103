"""What all learning-rate schedules share: when they act, and how they read and write the groups of an optimiser."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._warnings import warn
from ..optimizer import Optimizer

__all__ = ["LRScheduler"]


EPOCH_DEPRECATION_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. "
    "Please use `scheduler.step()` to step the scheduler."
)

_MORE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"


def set_option(group: dict[str, Any], name: str, value: Any) -> None:
    """Writes an option of a group, in place where it is held in a tensor."""
    held = group[name]
    if isinstance(held, Tensor):
        held.fill_(float(value))
    else:
        group[name] = value


def power(gamma: Any, t: Any) -> Any:
    """``gamma ** t``, which of an integer could have more digits than there is memory for."""
    return (float(gamma) if isinstance(gamma, int) else gamma) ** t


def copied(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, Tensor) else value


def per_group(optimizer: Optimizer, name: str, value: Any) -> list[Any]:
    """``value`` for each group: a sequence is checked to have one entry per group, anything else is repeated."""
    if not isinstance(value, (list, tuple)):
        return [value] * len(optimizer.param_groups)
    if len(value) != len(optimizer.param_groups):
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {len(optimizer.param_groups)}."
        )
    return list(value)


def _advised(get_lr: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """``get_lr``, which computes the next rates from the current ones, telling who asks for the current ones."""

    @functools.wraps(get_lr)
    def advised(self: Any) -> list[Any]:
        if not self._get_lr_called_within_step:
            warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.")
        return get_lr(self)

    return advised


class LRScheduler:
    """The base of the schedules: a subclass gives :meth:`get_lr`, the new rate of each group.

    ``last_epoch=-1`` starts anew; another number resumes after so many steps, with groups that hold ``initial_lr``.
    The first step, made by the constructor, leaves a resumed group's rate as it is: it is the schedule's already.

    Raises: NotImplementedError unless a subclass defines ``get_lr``; TypeError for what is not an optimiser;
        KeyError when resuming with groups that have no ``initial_lr``.

    >>> import flambeau
    >>> class Halving(flambeau.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [base / 2**self.last_epoch for base in self.base_lrs]
    >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = Halving(optimizer)
    >>> optimizer.step(); schedule.step()
    >>> schedule.get_last_lr()
    [0.5]
    """

    _get_lr_called_within_step = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "get_lr" in vars(cls) and cls.__module__.startswith(__name__.split(".")[0] + "."):
            cls.get_lr = _advised(cls.get_lr)  # type: ignore[method-assign, assignment]

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{number}] when resuming scheduler with "
                    f"last_epoch >= 0 | last_epoch is {last_epoch} | load the optimizer's state first"
                )
        self.optimizer = optimizer
        self.base_lrs: list[Any] = [copied(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._step_count = 0
        self._is_initial = False
        self._last_lr: list[Any] = []
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self.optimizer._opt_called = False
        self.optimizer._scheduled_step = self.optimizer.__dict__.get("step")
        self._is_initial = True
        self.step()
        self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes over a state made by :meth:`state_dict`."""
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> list[Any]:
        """The rates that the last step set, one per group."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The rates for ``last_epoch``, one per group, computed from the current ones."""
        raise NotImplementedError(f"{type(self).__name__}.get_lr is not implemented")

    def step(self, epoch: int | None = None) -> None:
        """Moves on by one step (to ``epoch``, deprecated) and sets the learning rates."""
        if self._step_count == 1:
            self._warn_of_order()
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATION_WARNING, stacklevel=2)
        self._move_to(epoch)

    def _warn_of_order(self) -> None:
        """Before the first step: has the optimiser made one?"""
        override = self.optimizer.__dict__.get("step")
        if override is not self.optimizer._scheduled_step:
            warnings.warn(
                "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. "
                f"Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. {_MORE}",
                stacklevel=3,
            )
        elif override is None and not self.optimizer._opt_called:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. Call them in the opposite order: "
                "`optimizer.step()` before `lr_scheduler.step()`, or the first value of the schedule is skipped. "
                + _MORE,
                stacklevel=3,
            )

    def _move_to(self, epoch: int | None) -> None:
        if epoch is None:
            self.last_epoch += 1
            rates = self._next_rates(self.get_lr)
        else:
            self.last_epoch = epoch
            rates = self._next_rates(getattr(self, "_get_closed_form_lr", self.get_lr))
        self._set_rates(rates)

    def _next_rates(self, compute: Callable[[], list[Any]]) -> list[Any]:
        self._get_lr_called_within_step = True
        try:
            return compute()
        finally:
            self._get_lr_called_within_step = False

    def _set_rates(self, rates: Iterable[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=False):
            set_option(group, "lr", rate)
        self._last_lr = [copied(group["lr"]) for group in self.optimizer.param_groups]

    def _current(self) -> list[Any]:
        return [copied(group["lr"]) for group in self.optimizer.param_groups]

    def _scaled(self, factor: float) -> list[Any]:
        return [rate * factor for rate in self._current()]


explain_module(globals())
