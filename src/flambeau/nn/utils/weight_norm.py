"""Weights as a length and a direction, by a hook that computes them before each call."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ...ops.view import wrap_dim
from ..modules.module import Module
from ..parameter import Parameter, is_lazy

__all__ = ["WeightNorm", "norm_except_dim", "remove_weight_norm", "weight_norm"]
__dir__ = listing(globals())
_Layer = TypeVar("_Layer", bound=Module)


def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The ``pow``-norm over all dimensions but ``dim``, which keep size 1; over all of them for ``dim=-1``.

    >>> import flambeau
    >>> from flambeau.nn.utils.weight_norm import norm_except_dim
    >>> norm_except_dim(flambeau.tensor([[3., 4.], [0., 1.]]))
    tensor([[5.],
            [1.]])
    """
    if dim == -1:
        return v.norm(pow)
    place = wrap_dim(dim, max(v.dim(), 1))
    others = [k for k in range(v.dim()) if k != place]
    return v.norm(pow, others, keepdim=True) if others else v.abs()


def of_length(direction: Tensor, length: Tensor, dim: int) -> Tensor:
    """``direction`` scaled to ``length`` over all dimensions but ``dim``."""
    return direction * (length / norm_except_dim(direction, 2, dim))


class WeightNorm:
    """The hook of `weight_norm`: computes ``name`` from ``name_g`` and ``name_v``.

    >>> from flambeau.nn.utils.weight_norm import WeightNorm
    >>> WeightNorm("weight", 0).name
    'weight'
    """

    def __init__(self, name: str, dim: int | None) -> None:
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module: Module) -> Any:
        """The weight of ``module``."""
        return of_length(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)

    @staticmethod
    def apply(module: Module, name: str, dim: int | None) -> WeightNorm:
        """Puts the hook on ``module``."""
        for hook in module._forward_pre_hooks.values():
            if isinstance(hook, WeightNorm) and hook.name == name:
                raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
        made = WeightNorm(name, dim)
        weight = getattr(module, name)
        if is_lazy(weight):
            raise ValueError(
                "The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the dummy "
                "forward before applying weight normalization"
            )
        del module._parameters[name]
        module.register_parameter(name + "_g", Parameter(norm_except_dim(weight, 2, made.dim).detach()))
        module.register_parameter(name + "_v", Parameter(weight.detach()))
        setattr(module, name, made.compute_weight(module))
        module.register_forward_pre_hook(made)
        return made

    def remove(self, module: Module) -> None:
        """Makes the weight a parameter again."""
        weight = self.compute_weight(module)
        delattr(module, self.name)
        del module._parameters[self.name + "_g"]
        del module._parameters[self.name + "_v"]
        setattr(module, self.name, Parameter(weight.detach()))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module: _Layer, name: str = "weight", dim: int = 0) -> _Layer:
    """Deprecated: `parametrizations.weight_norm` is its successor.

    Computes ``name``, before each call, as the parameter ``name_v`` scaled to the norm ``name_g``, which it has over
    all dimensions but ``dim`` (over all for None).

    Raises: RuntimeError if the tensor has the hook already; AttributeError for an unknown name.
    Source: Salimans and Kingma 2016, Weight Normalization.

    >>> import flambeau, warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = flambeau.nn.utils.weight_norm(flambeau.nn.Linear(2, 3))
    >>> sorted(name for name, _ in layer.named_parameters())
    ['bias', 'weight_g', 'weight_v']
    """
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    WeightNorm.apply(module, name, dim)
    return module


def remove_weight_norm(module: _Layer, name: str = "weight") -> _Layer:
    """Takes away what `weight_norm` made; the weight is a parameter again.

    Raises: ValueError if there is none.

    >>> import flambeau, warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = flambeau.nn.utils.weight_norm(flambeau.nn.Linear(2, 3))
    >>> flambeau.nn.utils.remove_weight_norm(layer)
    Linear(in_features=2, out_features=3, bias=True)
    """
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, WeightNorm) and hook.name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"weight_norm of '{name}' not found in {module}")


explain_module(globals())
