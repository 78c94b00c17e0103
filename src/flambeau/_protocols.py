"""What is asked of a tensor or a device and later layers answer: how it is printed, pickled, copied and shared.

The layers are imported when they are first asked: a program that neither prints nor saves does not wait for them.
"""

from __future__ import annotations

from typing import Any

from ._arguments import explained, overridable
from ._core import Tensor
from ._types import device


def __format__(self: Tensor, spec: str) -> str:
    from ._printing import tensor_format

    return tensor_format(self, spec)


def __reduce_ex__(self: Tensor, protocol: int) -> Any:
    from .serialization import reduce_tensor

    return reduce_tensor(self, protocol)


def __deepcopy__(self: Tensor, memo: dict[int, Any]) -> Tensor:
    from .serialization import deepcopy_tensor

    return deepcopy_tensor(self, memo)


def share_memory_(self: Tensor) -> Tensor:
    """Moves the tensor's storage to shared memory, unless it is there; returns the tensor.

    Processes that are forked later, and those that the tensor is sent to through `flambeau.multiprocessing`, read and
    write the same elements.

    >>> import flambeau as torch
    >>> torch.zeros(3).share_memory_().is_shared()
    True
    """
    from .multiprocessing.reductions import share

    return share(self)


def new(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """A tensor of this one's dtype, made as `FloatTensor` makes one: of sizes, a sequence, a tensor or a storage.

    Raises: TypeError for what is none of these, and for a tensor of another dtype; RuntimeError for another device.

    >>> import flambeau as torch
    >>> torch.tensor([1]).new([2, 3]), torch.tensor([1.]).new(2, 3).shape
    (tensor([2, 3]), torch.Size([2, 3]))
    """
    from ._tensor_types import construct

    return construct(self.dtype, args, kwargs)


def storage(self: Tensor) -> Any:
    """The memory this tensor views, as a `TypedStorage` of its dtype. It warns: `untyped_storage` is today's way.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.arange(4)[2:].storage().tolist()
    [0, 1, 2, 3]
    """
    from ._typed_storage import storage

    return storage(self)


def storage_type(self: Tensor) -> type:
    """The type of `storage`: `FloatStorage` and the like.

    >>> import flambeau as torch
    >>> torch.zeros(2).storage_type()
    <class 'torch.FloatStorage'>
    """
    from ._typed_storage import type_for

    return type_for(self.dtype)


def __array_namespace__(self: Tensor, *, api_version: str | None = None) -> Any:
    """The functions of the Array API standard, with its names, parameters and defaults.

    Raises: ValueError for a version of the standard that is not offered.

    >>> import flambeau as torch
    >>> xp = torch.zeros(2).__array_namespace__()
    >>> xp.std(xp.asarray([1., 3.]))
    tensor(1.)
    """
    from . import _array_api

    if api_version not in (None, "2021.12", "2022.12", "2023.12", "2024.12"):
        raise ValueError(f"__array_namespace__(): argument 'api_version' is {api_version!r} | 2024.12 is offered")
    return _array_api


def to_device(self: Tensor, device: Any, /, *, stream: Any = None) -> Tensor:
    """`Tensor.to` by the name that the Array API standard gives it.

    >>> import flambeau as torch
    >>> torch.zeros(2).to_device("cpu")
    tensor([0., 0.])
    """
    return self.to(device)


def _repr_html_(self: Tensor) -> str:
    from . import _notebook

    facts = [type(self).__name__, "×".join(map(str, self.shape)) or "scalar", str(self.dtype), str(self.device)]
    facts += ["requires grad"] if self.requires_grad else []
    return _notebook.tree(" · ".join(facts), [_notebook.text(repr(self))], opened=True)


def _enter(self: device) -> device:
    """Makes tensors on this device within the block, where a call names none."""
    from ._device_context import enter

    return enter(self)


def _exit(self: device, *error: object) -> None:
    from ._device_context import leave

    leave()


def attach() -> None:
    """Gives `Tensor` these methods."""
    for method in (__format__, __reduce_ex__, __deepcopy__, share_memory_, new, storage, storage_type, to_device):
        setattr(Tensor, method.__name__, overridable(method))
    setattr(Tensor, "__array_namespace__", explained(__array_namespace__))  # noqa: B010 - as below
    setattr(Tensor, "_repr_html_", explained(_repr_html_))  # noqa: B010 - the stub knows the method
    for name, function in {"__enter__": _enter, "__exit__": _exit}.items():
        setattr(device, name, function)
