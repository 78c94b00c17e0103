"""Parameters as one flat vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters, flattened row by row, in one vector.

    Raises: ValueError for no parameters.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.utils.parameters_to_vector([flambeau.ones(2, 2), flambeau.zeros(1)]).tolist()
    [1.0, 1.0, 1.0, 1.0, 0.0]
    """
    return cat([parameter.reshape(-1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Make the parameters views of consecutive pieces of ``vec``, each in its own shape: the inverse of
    `parameters_to_vector`.

    Raises: TypeError if ``vec`` is no tensor; RuntimeError if it has fewer elements than the parameters.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.zeros(2, 2))
    >>> nn.utils.vector_to_parameters(flambeau.arange(4.0), [weight])
    >>> weight.tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    if isinstance(parameters, Tensor):
        raise TypeError("vector_to_parameters(): argument 'parameters' must be an iterable of Tensors, not a Tensor")
    start = 0
    for parameter in parameters:
        end = start + parameter.numel()
        parameter.data = vec[start:end].view_as(parameter).detach()
        start = end


explain_module(globals())
