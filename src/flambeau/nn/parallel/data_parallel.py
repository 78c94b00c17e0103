"""`DataParallel`: one process, several devices; on the CPU the module itself does the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..modules import Module

__all__ = ["DataParallel", "data_parallel"]


class DataParallel(Module):
    """``module(*inputs)``: without devices to share the batch out to, the module computes all of it.

    It is held as ``module``, so the names in the state dict begin with "module.".

    >>> import flambeau
    >>> from flambeau import nn
    >>> wrapped = nn.DataParallel(nn.Linear(2, 1))
    >>> wrapped.device_ids, list(wrapped.state_dict())
    ([], ['module.weight', 'module.bias'])
    """

    def __init__(
        self, module: Module, device_ids: Sequence[Any] | None = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[Any] = []  # of devices that there are
        self.dim = dim

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """What the module gives."""
        return self.module(*inputs, **kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Sequence[Any] | None = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict[str, Any] | None = None,
) -> Any:
    """``module(*inputs, **module_kwargs)``: the module computes all of the batch.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.parallel.data_parallel(nn.ReLU(), flambeau.ones(1))
    tensor([1.])
    """
    given = (inputs,) if isinstance(inputs, Tensor) or not isinstance(inputs, tuple) else inputs
    return module(*given, **(module_kwargs or {}))


explain_module(globals())
