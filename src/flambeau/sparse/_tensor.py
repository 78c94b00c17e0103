"""What all sparse tensors have in common: they are Tensors whose elements lie in dense tensors, beside indices.

For the core a sparse tensor is a shape and a dtype without bytes. Every call that is given one comes here: by
``__torch_function__`` where a program made it, by `answer_core` where it comes from below (a gradient that is added to
another). Functions that take sparse tensors are in `ANSWERS`; all others refuse. The graph runs through the values.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from .. import _core
from .._core import OpMethod, Tensor
from .._functions import zeros
from .._types import device as Device
from .._types import layout as Layout
from ..ops.signature import OpProperty

# What answers a call that is given sparse tensors, by the name of the function or method; and the names of the
# parameters where it takes them.
ANSWERS: dict[str, tuple[Callable[..., Any], inspect.Signature, tuple[str, ...]]] = {}

# Questions about shape and dtype, which the core answers.
_ASKED = frozenset(
    [
        *("shape", "dtype", "ndim", "size", "dim", "ndimension", "numel", "nelement", "itemsize", "element_size"),
        *("is_floating_point", "is_complex", "is_same_size", "is_inference", "is_tensor", "get_device", "is_pinned"),
        *("is_shared", "is_cuda", "is_mps", "is_xpu", "is_nested", "is_quantized", "is_mkldnn", "names"),
    ]
)
_OPERATORS = {
    "__rsub__": "rsub",
    "__rtruediv__": "rdiv",
    "__pow__": "pow",
    "__rmatmul__": "rmatmul",
    "__len__": "__len__",
}
_KEYWORDS = {"input": "self", "axis": "dim", "keepdims": "keepdim"}


def answers(*names: str, sparse: tuple[str, ...] = ("self",)) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers what answers calls of these names; its parameters have the function's own names."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            ANSWERS[name] = function, inspect.signature(function), sparse
        return function

    return register


class SparseTensor(Tensor):
    """The base of sparse tensors; `torch.sparse_coo_tensor` and its like make them."""

    layout: ClassVar[Layout]
    _held: Tensor  # the values: what the graph runs through

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return answer(_name_of(func), args, kwargs or {}, func)

    @property
    def device(self) -> Any:
        """Where the values are."""
        return self._held.device

    is_cpu = True
    is_meta = False

    @property
    def requires_grad(self) -> bool:
        """Whether the values require grad."""
        return self._held.requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self._held.requires_grad = value

    @property
    def is_leaf(self) -> bool:
        """Whether the values are a leaf of the graph."""
        return self._held.is_leaf

    @property
    def grad_fn(self) -> Any:
        """What computed the values."""
        return self._held.grad_fn

    @property
    def retains_grad(self) -> bool:
        """Whether the values keep their gradient."""
        return self._held.retains_grad

    @property
    def grad(self) -> Any:
        """The gradient of the values, in a sparse tensor with the same indices."""
        found = self._held.grad
        return None if found is None else self._with(found)

    @grad.setter
    def grad(self, value: Any) -> None:
        self._held.grad = value if value is None else self._values_like(value)

    @property  # type: ignore[misc]
    def data(self) -> Tensor:
        """The same elements outside the graph."""
        return self._with(self._held.detach())

    @property
    def _version(self) -> int:
        return self._held._version

    def _with(self, values: Tensor) -> SparseTensor:
        """These indices with other values."""
        raise NotImplementedError

    def _take(self, other: SparseTensor) -> None:
        """Becomes what `other` is."""
        raise NotImplementedError

    def _coordinates(self) -> Tensor:
        """The indices of the values, a row for each sparse dimension."""
        raise NotImplementedError

    def _values_like(self, other: Tensor) -> Tensor:
        """The values that a tensor of this shape has where this one has values."""
        raise NotImplementedError

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if id(self) in memo:
            return memo[id(self)]
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment"
            )
        twin: Any = self.detach().clone()
        memo[id(self)] = twin.requires_grad_(self.requires_grad)
        return twin

    def _parts(self) -> tuple[Any, ...]:
        """Indices, values outside the graph, size: what a file holds."""
        raise NotImplementedError


def _name_of(function: Any) -> str:
    """The name that `ANSWERS` has for a function, a method, or what reads or sets an attribute."""
    name: str = getattr(function, "__name__", "")
    return getattr(function.__self__, "__name__", name) if name in ("__get__", "__set__") else name


def answer(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], function: Any) -> Any:
    """What the function of that name gives of sparse tensors, or its refusal."""
    if name in _ASKED:
        return _core._disabled_torch_function_impl(function, (), args, kwargs)
    name = _OPERATORS.get(name, name)
    if name in ANSWERS:
        return _answered(name, args, kwargs)
    plain = name[2:-2] if name.startswith("__i") else name[:-1]  # __iadd__, add_
    base = plain[1:] if name.startswith("__i") else plain
    if (
        base in ANSWERS
        and (args or kwargs)
        and (name.startswith("__i") or name.endswith("_"))
        and not name.endswith("__" * 2)
    ):
        return written(args[0] if args else next(iter(kwargs.values())), _answered(base, args, kwargs), name)
    raise refusal(name, args, kwargs)


def answer_core(op: Any, args: tuple[Any, ...], in_place: bool) -> Any:
    """What the core asks of a call of an op on sparse tensors: it gives all arguments by position, defaults too."""
    parameters = inspect.signature(op).parameters.values()  # `out` is last
    named = {p.name: a for p, a in zip(parameters, args, strict=False) if not _is_default(a, p.default)}
    result = answer(op.__name__ + "_" * in_place, (), named, op)
    if op.entry.kind == "view" and isinstance(result, Tensor) and not isinstance(result, SparseTensor):
        raise refusal(op.__name__, args, {})  # who asked for a view may write to it
    return result


def _is_default(value: Any, default: Any) -> bool:
    return value is default or (isinstance(value, int | float | bool | str) and value == default)


def _answered(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    function, signature, places = ANSWERS[name]
    out = kwargs.pop("out", None) if "out" in kwargs else None
    named = {_KEYWORDS.get(k, k) if k not in signature.parameters else k: v for k, v in kwargs.items()}
    try:
        bound = signature.bind(*args, **named)
    except TypeError as error:
        if "missing" in str(error):
            raise TypeError(f"{name}(): {error}") from None
        raise refusal(name, args, kwargs, str(error)) from None
    taken = False
    for place, value in bound.arguments.items():
        for item in value if isinstance(value, tuple | list) else (value,):
            if isinstance(item, SparseTensor):
                if place not in places:
                    raise refusal(name, args, kwargs)
                taken = True
    if not taken and not isinstance(out, SparseTensor) and name != "embedding_backward":
        raise refusal(name, args, kwargs)
    result = function(*bound.args, **bound.kwargs)
    return result if out is None else _put_out(out, result)


def _put_out(out: Tensor, result: Tensor) -> Tensor:
    if isinstance(out, SparseTensor):
        return written(out, result, "out=")
    dense = result.to_dense() if isinstance(result, SparseTensor) else result
    return out.resize_(dense.shape).copy_(dense)


def written(target: Tensor, result: Any, name: str) -> Tensor:
    """`target` with what was computed for it in place."""
    check_cast(result.dtype, target)
    if not isinstance(target, SparseTensor):
        return target.copy_(result.to_dense() if isinstance(result, SparseTensor) else result)
    if not isinstance(result, SparseTensor):
        raise RuntimeError(f"{name}: the result is strided and cannot be written into a tensor of {target.layout}")
    if _core.is_grad_enabled() and target.requires_grad and target.is_leaf:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if result.dtype != target.dtype:
        result = result.to(target.dtype)
    target._take(result)
    return target


def check_cast(dtype: Any, target: Tensor) -> None:
    """The error of elementwise operations where a result of that dtype cannot be written into `target`."""
    zeros(1, dtype=target.dtype).add_(zeros(1, dtype=dtype))


def _sparse_items(value: Any) -> Iterator[SparseTensor]:
    for item in value if isinstance(value, tuple | list) else (value,):
        if isinstance(item, SparseTensor):
            yield item


def refusal(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], why: str = "") -> NotImplementedError:
    """The error of a function that does not take sparse tensors where one was given."""
    places = [*((str(i), value) for i, value in enumerate(args, 1)), *kwargs.items()]
    found = [(place, item.layout) for place, value in places for item in _sparse_items(value)]
    where, kind = found[0] if found else ("1", "sparse")
    return NotImplementedError(
        f"{name}(): argument {where} has layout {kind}{why and f', and the call {why}'} | it is not offered for sparse "
        "tensors: .to_dense() gives a strided one"
    )


def refuse_place(device: Any, pinned: bool) -> None:
    """Raises for memory that is not the CPU's, or pinned."""
    if pinned:
        raise RuntimeError("Cannot access accelerator device when none is available. | flambeau computes on the CPU")
    if device is not None and Device(device).type != "cpu":
        raise NotImplementedError(f"sparse tensors are on the CPU, not on {Device(device)}")


def _method(name: str) -> Callable[..., Any]:
    def method(self: SparseTensor, *args: Any, **kwargs: Any) -> Any:
        return _answered(name, (self, *args), kwargs)

    method.__name__ = method.__qualname__ = name
    return method


def attach() -> None:
    """Gives sparse tensors the answers to Tensor's methods that are no ops: these do not ask where they are called."""
    for name in ANSWERS:
        member = vars(Tensor).get(name)
        if callable(member) and not isinstance(member, OpMethod | OpProperty) and name not in vars(SparseTensor):
            setattr(SparseTensor, name, _method(name))
