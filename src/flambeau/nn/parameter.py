"""Tensors a module owns: ``Parameter`` is trained, ``Buffer`` is saved with the module but not trained."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import empty
from .._listing import listing

__all__ = ["Buffer", "Parameter"]
__dir__ = listing(globals(), "UninitializedParameter", "is_lazy")


class Parameter(Tensor):
    """A tensor that a :class:`~flambeau.nn.Module` lists among its parameters as soon as it is assigned to it.

    It shares memory with ``data`` and requires a gradient unless told otherwise. Results of operations on a
    parameter are plain tensors.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.ones(2))
    >>> weight
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    >>> type(weight * 2).__name__
    'Tensor'
    """

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        if data is None:
            data = empty(0)
        parameter: Parameter = Tensor._make_subclass(cls, data.detach(), requires_grad)
        return parameter

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from .._printing import parameter_repr  # printing is not needed until something is printed

        return parameter_repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        if id(self) not in memo:
            copied = type(self)(self.detach().clone(), self.requires_grad)
            copied.__dict__.update(self.__dict__)
            memo[id(self)] = copied
        result: Parameter = memo[id(self)]
        return result

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _rebuild_parameter, (type(self), self.detach(), self.requires_grad, dict(self.__dict__))


def _rebuild_parameter(cls: type[Parameter], data: Tensor, requires_grad: bool, state: dict[str, Any]) -> Parameter:
    """Make the parameter again when it is unpickled, with the attributes a user has hung on it."""
    parameter = cls(data, requires_grad)
    parameter.__dict__.update(state)
    return parameter


class Buffer(Tensor):
    """A tensor that a module registers as a buffer when it is assigned; ``persistent`` puts it in ``state_dict``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> module = nn.Module()
    >>> module.steps = nn.Buffer(flambeau.zeros(()))
    >>> list(module.state_dict())
    ['steps']
    """

    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Buffer:
        if data is None:
            data = empty(0)
        buffer: Buffer = Tensor._make_subclass(cls, data.detach(), data.requires_grad)
        buffer.persistent = persistent
        return buffer

    def __deepcopy__(self, memo: dict[int, Any]) -> Buffer:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.detach().clone(), persistent=self.persistent)
        result: Buffer = memo[id(self)]
        return result

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _rebuild_buffer, (type(self), self.detach(), self.persistent)


def _rebuild_buffer(cls: type[Buffer], data: Tensor, persistent: bool) -> Buffer:
    return cls(data, persistent=persistent)


class UninitializedParameter(Parameter):
    """A parameter whose shape is not known yet, of lazy modules: not offered; there are no instances.

    Raises: RuntimeError when called.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> UninitializedParameter:
        raise RuntimeError("UninitializedParameter: flambeau has no lazy modules | give layers their sizes")


def is_lazy(param: Any) -> bool:
    """False: there are no lazy modules."""
    return False


explain_module(globals())
