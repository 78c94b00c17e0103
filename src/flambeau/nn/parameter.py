"""Tensors a module owns: ``Parameter`` is trained, ``Buffer`` is saved with the module but not trained."""

from __future__ import annotations

from typing import Any

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .._functions import empty
from .._listing import listing

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]
__dir__ = listing(globals(), "UninitializedParameter", "UninitializedTensorMixin", "is_lazy")


class _ParameterMeta(type(Tensor)):  # type: ignore[misc]
    """Counts tensors of other types that were made parameters among the instances of `Parameter`."""

    def __instancecheck__(cls, instance: Any) -> bool:
        if super().__instancecheck__(instance):
            return True
        return cls is Parameter and isinstance(instance, Tensor) and getattr(instance, "_is_param", False)


class Parameter(Tensor, metaclass=_ParameterMeta):
    """A tensor that a :class:`~flambeau.nn.Module` lists among its parameters as soon as it is assigned to it.

    It shares memory with ``data`` and requires a gradient unless told otherwise. Results of operations on a
    parameter are plain tensors. Of ``data`` of another type, which operations keep, it makes an instance of that
    type that counts as a parameter.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.Parameter(flambeau.ones(2))
    >>> weight
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    >>> type(weight * 2).__name__
    'Tensor'
    """

    __torch_function__: Any = _core._disabled_torch_function_impl

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        detached: Any = empty(0) if data is None else data.detach()
        if type(detached) is not Tensor:
            detached.requires_grad_(requires_grad)
            detached._is_param = True
            return detached  # type: ignore[no-any-return]
        parameter: Parameter = Tensor._make_subclass(cls, detached, requires_grad)
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
    __torch_function__: Any = _core._disabled_torch_function_impl

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


# What an uninitialised tensor can do: casting and moving, and facts that are not its elements'.
_MOVES = {"to", "type", "cpu", "cuda", "float", "double", "half", "bfloat16"}
_FACTS = {
    *("size", "stride", "is_floating_point", "is_complex", "is_contiguous", "is_shared", "requires_grad_"),
    *("__get__", "__set__", "__repr__", "__hash__", "_make_subclass"),
}


class UninitializedTensorMixin:
    """What parameters and buffers have in common whose shape is not known yet: they can be moved, and that is all.

    >>> import flambeau
    >>> from flambeau import nn
    >>> isinstance(nn.UninitializedParameter(), nn.parameter.UninitializedTensorMixin)
    True
    """

    cls_to_become: type = Parameter

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(func, "__name__", str(func))
        if name.removeprefix("to_") in _MOVES:
            data = func(args[0].data, *args[1:], **(kwargs or {}))
            return type(args[0])(requires_grad=args[0].requires_grad, device=data.device, dtype=data.dtype)
        if name in _FACTS:
            return _core._disabled_torch_function_impl(func, types, args, kwargs or {})
        raise ValueError(
            f"Attempted to use an uninitialized parameter in {name}. This error happens when you are using a "
            "`LazyModule` or explicitly manipulating `torch.nn.parameter.UninitializedParameter` objects. When using "
            "LazyModules Call `forward` with a dummy batch to initialize the parameters before calling torch functions"
        )

    def materialize(self: Any, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Makes it a parameter or buffer of this shape, whose content is undefined."""
        device = self.data.device if device is None else device
        dtype = self.data.dtype if dtype is None else dtype
        self.data = empty(shape, device=device, dtype=dtype)
        self.__class__ = self.cls_to_become

    @property
    def shape(self) -> Any:
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` "
            "to initialize the parameters before accessing their attributes."
        )

    def share_memory_(self) -> Any:
        """Refused: there is no memory yet."""
        raise RuntimeError(
            "Can't share memory on an uninitialized parameter or buffer. Call `forward` to initialize the parameters "
            "before calling `module.share_memory()`."
        )

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self: Any, memo: dict[int, Any]) -> Any:
        if id(self) not in memo:
            data = self.data
            memo[id(self)] = type(self)(requires_grad=self.requires_grad, device=data.device, dtype=data.dtype)
        return memo[id(self)]

    def __reduce_ex__(self: Any, protocol: Any) -> tuple[Any, ...]:
        data = self.data
        return _rebuild_uninitialized, (type(self), self.requires_grad, data.device, data.dtype)


def _rebuild_uninitialized(cls: Any, requires_grad: bool, device: Any, dtype: Any) -> Any:
    return cls(requires_grad=requires_grad, device=device, dtype=dtype)


class UninitializedParameter(UninitializedTensorMixin, Parameter):  # type: ignore[misc]
    """A parameter whose shape is not known yet, of a lazy module; `materialize` gives it one.

    Raises: RuntimeError when asked for its shape; ValueError when it is computed with.

    >>> from flambeau import nn
    >>> weight = nn.UninitializedParameter()
    >>> weight
    <UninitializedParameter>
    >>> weight.materialize((2, 3))
    >>> weight.shape
    torch.Size([2, 3])
    """

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> UninitializedParameter:
        made: UninitializedParameter = Tensor._make_subclass(cls, empty(0, device=device, dtype=dtype), requires_grad)
        return made


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    """A buffer whose shape is not known yet, of a lazy module; `materialize` gives it one.

    Raises: RuntimeError when asked for its shape; ValueError when it is computed with.

    >>> from flambeau import nn
    >>> nn.UninitializedBuffer()
    <UninitializedBuffer>
    """

    cls_to_become = Tensor
    persistent: bool

    def __new__(
        cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True
    ) -> UninitializedBuffer:
        made: UninitializedBuffer = Tensor._make_subclass(cls, empty(0, device=device, dtype=dtype), requires_grad)
        made.persistent = persistent
        return made


def is_lazy(param: Any) -> bool:
    """Whether its shape is not known yet.

    >>> from flambeau import nn
    >>> nn.parameter.is_lazy(nn.UninitializedParameter())
    True
    """
    return isinstance(param, UninitializedTensorMixin)


explain_module(globals())
_core._connect_overrides(Parameter, frozenset({Tensor._base.__get__, Tensor.grad.__get__}))
