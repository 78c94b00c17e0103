"""Averages of a model's weights over training, and the schedule and the statistics that go with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any, Literal

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .._functions import tensor
from .._listing import listing
from ..autograd.grad_mode import no_grad
from ..nn.modules.batchnorm import _BatchNorm
from ..nn.modules.module import Module
from .lr_scheduler import LRScheduler
from .lr_scheduler._base import per_group
from .optimizer import Optimizer

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]
__dir__ = listing(globals())

Average = Callable[[Tensor, Tensor, Any], Tensor]
AverageAll = Callable[[Any, Any, Any], None]


def _check_decay(decay: float) -> None:
    if not 0 <= decay <= 1:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def _into(average: Average) -> AverageAll:
    """The form that writes the averages of lists of tensors."""

    def average_all(averages: list[Tensor], currents: list[Tensor], count: Any) -> None:
        with no_grad():
            for averaged, current in zip(averages, currents, strict=True):
                averaged.copy_(average(averaged, current, count))

    return average_all


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """``f(average, current, count)``: the exponential average, ``decay * average + (1 - decay) * current``.

    Raises: ValueError for a ``decay`` outside [0, 1].

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import get_ema_avg_fn
    >>> get_ema_avg_fn(0.75)(flambeau.tensor(1.0), flambeau.tensor(3.0), 1)
    tensor(1.5000)
    """
    _check_decay(decay)

    def ema_update(ema_param: Tensor, current_param: Tensor, num_averaged: Any) -> Tensor:
        with no_grad():
            return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn() -> Average:
    """``f(average, current, count)``: the mean of ``count + 1`` values of which ``count`` are averaged already.

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import get_swa_avg_fn
    >>> get_swa_avg_fn()(flambeau.tensor(1.0), flambeau.tensor(4.0), 2)
    tensor(2.)
    """

    def swa_update(averaged_param: Tensor, current_param: Tensor, num_averaged: Any) -> Tensor:
        with no_grad():
            moved: Tensor = averaged_param + (current_param - averaged_param) / (num_averaged + 1)
            return moved

    return swa_update


def get_ema_multi_avg_fn(decay: float = 0.999) -> AverageAll:
    """``f(averages, currents, count)``: `get_ema_avg_fn` for lists of tensors, of which it writes the first.

    Raises: ValueError for a ``decay`` outside [0, 1].

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import get_ema_multi_avg_fn
    >>> average = flambeau.tensor(1.0)
    >>> get_ema_multi_avg_fn(0.75)([average], [flambeau.tensor(3.0)], 1)
    >>> average
    tensor(1.5000)
    """
    return _into(get_ema_avg_fn(decay))


def get_swa_multi_avg_fn() -> AverageAll:
    """``f(averages, currents, count)``: `get_swa_avg_fn` for lists of tensors, of which it writes the first.

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import get_swa_multi_avg_fn
    >>> average = flambeau.tensor(1.0)
    >>> get_swa_multi_avg_fn()([average], [flambeau.tensor(4.0)], 2)
    >>> average
    tensor(2.)
    """
    return _into(get_swa_avg_fn())


class AveragedModel(Module):
    """A copy of ``model`` whose parameters are averages of those that ``update_parameters`` was given.

    The mean of all of them, unless ``avg_fn(average, current, count)`` gives another average of two tensors, or
    ``multi_avg_fn(averages, currents, count)`` writes all. Buffers are copied; with ``use_buffers`` they are averaged
    too. Calling it calls the averaged model.

    Raises: AssertionError for both functions.
    Source: Izmailov et al. 2018, Averaging Weights Leads to Wider Optima and Better Generalization.

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import AveragedModel
    >>> model = flambeau.nn.Linear(1, 1, bias=False)
    >>> averaged = AveragedModel(model)
    >>> for value in (1.0, 2.0, 6.0):
    ...     _ = flambeau.nn.init.constant_(model.weight, value)
    ...     averaged.update_parameters(model)
    >>> averaged.module.weight.item(), averaged.n_averaged.item()
    (3.0, 3)
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Average | None = None,
        multi_avg_fn: AverageAll | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0, dtype=_core.int64, device=device))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Takes the parameters of ``model`` into the averages."""
        own, given = ([value.detach() for value in self._averaged(m)] for m in (self.module, model))
        given = [value.to(average.device) for value, average in zip(given, own, strict=True)]
        if self.n_averaged == 0:
            for average, value in zip(own, given, strict=True):
                average.copy_(value)
        elif self.multi_avg_fn is not None or self.avg_fn is None:
            (self.multi_avg_fn or get_swa_multi_avg_fn())(own, given, self.n_averaged)
        else:
            for average, value in zip(own, given, strict=True):
                average.copy_(self.avg_fn(average, value, self.n_averaged))
        if not self.use_buffers:
            for buffer, current in zip(self.module.buffers(), model.buffers(), strict=True):
                buffer.detach().copy_(current.detach())
        self.n_averaged += 1

    def _averaged(self, model: Module) -> Iterable[Tensor]:
        return chain(model.parameters(), model.buffers()) if self.use_buffers else model.parameters()


def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Computes the running means and variances of all batch norms of ``model`` anew, from one pass over ``loader``.

    The model is called in training mode with each batch, of a tuple or list with its first item.

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import update_bn
    >>> norm = flambeau.nn.BatchNorm1d(1)
    >>> update_bn([flambeau.tensor([[1.0], [3.0]])], norm)
    >>> norm.running_mean
    tensor([2.])
    """
    norms = {module: module.momentum for module in model.modules() if isinstance(module, _BatchNorm)}
    if not norms:
        return
    was_training = model.training
    model.train()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    with no_grad():
        for batch in loader:
            x = batch[0] if isinstance(batch, (list, tuple)) else batch
            model(x if device is None else x.to(device))
    for norm, momentum in norms.items():
        norm.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """From the current rates to ``swa_lr`` in ``anneal_epochs`` steps, along a cosine or a line, and stays there.

    Raises: ValueError for another ``anneal_strategy``, a negative or fractional number of steps, and a list of rates of
        another length than the groups; TypeError for what is not an optimiser.

    >>> import flambeau
    >>> from flambeau.optim.swa_utils import SWALR
    >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = SWALR(optimizer, swa_lr=0.5, anneal_epochs=2, anneal_strategy="linear")
    >>> rates = []
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     schedule.step()
    ...     rates += schedule.get_last_lr()
    >>> rates
    [0.75, 0.5, 0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float,
        anneal_epochs: int = 10,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        last_epoch: int = -1,
    ) -> None:
        for group, rate in zip(optimizer.param_groups, per_group(optimizer, "swa_lr", swa_lr), strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            target, rate = group["swa_lr"], group["lr"]
            start = target if before == 1 else (rate - before * target) / (1 - before)
            rates.append(target * now + start * (1 - now))
        return rates

    def _share(self, step: int) -> float:
        """How much of the way has been gone after so many steps."""
        t = max(0.0, min(1.0, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * t)) / 2 if self._anneal_strategy == "cos" else t


explain_module(globals())
