"""Clip gradients, by their common norm or element by element."""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterable

from ... import linalg
from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import stack, tensor
from ...autograd.grad_mode import no_grad

__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale the gradients, in place, so that their common norm is at most ``max_norm``; return the norm before.

    All gradients count as one vector, whose norm of order ``norm_type`` is taken (2 by default, inf for the largest
    element). Parameters without a gradient are left out.

    Raises: RuntimeError for a norm that is nan or infinite, if ``error_if_nonfinite``.
    Source: Pascanu, Mikolov and Bengio 2013, On the Difficulty of Training Recurrent Neural Networks, algorithm 1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.zeros(2))
    >>> weight.grad = flambeau.tensor([3.0, 4.0])
    >>> nn.utils.clip_grad_norm_([weight], max_norm=1.0)
    tensor(5.)
    >>> weight.grad
    tensor([0.6000, 0.8000])
    """
    given, parameters = parameters, _listed(parameters)
    if isinstance(given, Generator) and not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm(_gradients(parameters), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(parameters, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Former name of `clip_grad_norm_`: it warns.

    Raises: RuntimeError for a norm that is nan or infinite, if ``error_if_nonfinite``.

    >>> import flambeau, warnings
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.zeros(2))
    >>> weight.grad = flambeau.tensor([3.0, 4.0])
    >>> with warnings.catch_warnings(action="ignore"):
    ...     nn.utils.clip_grad_norm([weight], max_norm=1.0)
    tensor(5.)
    """
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm ``(Σ |x|^p)^(1/p)`` of all ``tensors`` taken as one vector, p being ``norm_type``.

    Raises: RuntimeError for a norm that is nan or infinite, if ``error_if_nonfinite``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.utils.get_total_norm([flambeau.tensor([3.0]), flambeau.tensor([[4.0]])])
    tensor(5.)
    """
    with no_grad():
        tensors = _listed(tensors)
        if not tensors:
            return tensor(0.0)
        norm_type = float(norm_type)
        norms = [linalg.vector_norm(tensor, norm_type) for tensor in tensors]
        total = linalg.vector_norm(stack(norms), norm_type)
        if error_if_nonfinite and not bool(total.isfinite()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
                "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
                "`error_if_nonfinite=False`"
            )
        return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale the gradients, in place, by ``min(1, max_norm / (total_norm + 1e-6))``, for a norm that is known already.

    Raises: TypeError for parameters that are neither a tensor nor iterable.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.zeros(2))
    >>> weight.grad = flambeau.tensor([3.0, 4.0])
    >>> nn.utils.clip_grads_with_norm_([weight], 1.0, total_norm=flambeau.tensor(10.0))
    >>> weight.grad
    tensor([0.3000, 0.4000])
    """
    with no_grad():
        factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
        for gradient in _gradients(_listed(parameters)):
            gradient.mul_(factor)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Cut every element of the gradients off to ``[-clip_value, clip_value]``, in place.

    Raises: TypeError for parameters that are neither a tensor nor iterable.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.zeros(2))
    >>> weight.grad = flambeau.tensor([-3.0, 0.5])
    >>> nn.utils.clip_grad_value_([weight], 1.0)
    >>> weight.grad
    tensor([-1.0000,  0.5000])
    """
    bound = float(clip_value)
    with no_grad():
        for gradient in _gradients(_listed(parameters)):
            gradient.clamp_(min=-bound, max=bound)


def _listed(tensors: Tensor | Iterable[Tensor]) -> list[Tensor]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def _gradients(parameters: list[Tensor]) -> list[Tensor]:
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


explain_module(globals())
