"""Which function computes an operation: looked up by the type of the input."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from flambeau import Tensor
from flambeau._arguments import explain_module, explained

from ....tv_tensors import TVTensor, wrap
from ...functional._image import is_pil

__all__ = ["is_pure_tensor", "register_kernel"]

Kernel = Callable[..., Any]


class PILImage:
    """Stands for PIL images in tables of kernels, since Pillow may not be installed."""


_kernels: dict[Kernel, dict[type, Kernel]] = {}  # by functional


def is_pure_tensor(inpt: Any) -> bool:
    """Whether ``inpt`` is a tensor that does not say what it is.

    >>> import flambeau as torch
    >>> is_pure_tensor(torch.zeros(3, 4, 4)), is_pure_tensor(torch.vision.tv_tensors.Mask([[1]]))
    (True, False)
    """
    return isinstance(inpt, Tensor) and not isinstance(inpt, TVTensor)


def functional(name: str, kernels: dict[type, Kernel], like: Kernel, doc: str | None = None) -> Kernel:
    """A public function whose first argument chooses one of the ``kernels``; its signature and text are ``like``'s."""

    def call(inpt: Any, *args: Any, **kwargs: Any) -> Any:
        kernel = kernel_of(public, inpt)
        if kernel is None:
            names = ", ".join(kind.__name__ for kind in _kernels[public])
            raise TypeError(f"Functional F.{name} supports inputs of type {names}, but got {type(inpt)} instead.")
        return kernel(inpt, *args, **kwargs)

    parameters = list(inspect.signature(like).parameters.values())
    first = parameters[0].replace(name="inpt", annotation=Any)
    call.__name__ = call.__qualname__ = name
    for kernel in (like, *kernels.values()):
        if kernel is like or kernel.__name__.startswith("_"):
            kernel.__qualname__ = name  # which errors about arguments tell
    call.__module__ = str(__package__)
    call.__signature__ = inspect.Signature([first, *parameters[1:]])  # type: ignore[attr-defined]
    call.__doc__ = doc or like.__doc__
    public = explained(call)
    _kernels[public] = dict(kernels)
    return public


def kernels_of(functional: Kernel) -> dict[type, Kernel]:
    """The kernels of a function; none if it is none of those that look one up."""
    return _kernels.get(functional, {})


def kernel_of(functional: Kernel, inpt: Any) -> Kernel | None:
    """The kernel for ``inpt``; None if there is none for its type."""
    table = _kernels[functional]
    if is_pil(inpt):
        return table.get(PILImage)
    if type(inpt) in table:
        return table[type(inpt)]
    return table.get(Tensor) if is_pure_tensor(inpt) else None


def register_kernel(functional: Kernel, tv_tensor_cls: type) -> Callable[[Kernel], Kernel]:
    """A decorator: what it is put on computes ``functional`` for tensors of this class.

    Raises: ValueError for what is no function of this module, a class that is no tensor of one's own kind, and one that
        has a kernel already.

    >>> import flambeau as torch
    >>> from flambeau.vision import tv_tensors
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> class Depth(tv_tensors.TVTensor): pass
    >>> @F.register_kernel(F.hflip, Depth)
    ... def mirrored(inpt, *args, **kwargs):
    ...     return tv_tensors.wrap(inpt.flip(-1), like=inpt)
    >>> F.hflip(Depth([1, 2]))
    Depth([2, 1])
    """
    if functional not in _kernels:
        raise ValueError(f"Kernels can only be registered on functionals, but got {functional}.")
    if not (isinstance(tv_tensor_cls, type) and issubclass(tv_tensor_cls, TVTensor)):
        raise ValueError(f"Kernels can only be registered for subclasses of TVTensor, but got {tv_tensor_cls}.")
    if tv_tensor_cls in _kernels[functional]:
        raise ValueError(f"Functional {functional.__name__} already has a kernel registered for type {tv_tensor_cls}.")

    def decorate(kernel: Kernel) -> Kernel:
        _kernels[functional][tv_tensor_cls] = kernel
        return kernel

    return decorate


def rewrapped(kernel: Kernel) -> Kernel:
    """``kernel``, which knows plain tensors, for those that say what they are."""

    def call(inpt: Any, *args: Any, **kwargs: Any) -> Any:
        out = kernel(inpt.as_subclass(Tensor), *args, **kwargs)
        if isinstance(out, tuple):
            return tuple(wrap(one, like=inpt) for one in out)
        return wrap(out, like=inpt)

    return call


explain_module(globals())
