"""``torch.library``: operations of a program's own, by the decorators that PyTorch has for them.

`custom_op` makes an operation of a function; its ``register_fake`` and ``register_autograd`` say what it gives for
tensors without elements, and how it is differentiated. `flambeau.ops.custom_op` is the shorter way to the same: rules
by name, forward mode, second derivatives.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from . import ops
from ._arguments import explain_module
from ._core import Tensor
from ._listing import listing
from .autograd import Function, no_grad

__all__ = [
    "CustomOpDef",
    "Library",
    "custom_op",
    "define",
    "impl",
    "register_autograd",
    "register_fake",
    "register_kernel",
    "register_vmap",
]
__dir__ = listing(globals())

_known: dict[str, CustomOpDef] = {}


class CustomOpDef:
    """An operation that `custom_op` made: called like the function that it was made of.

    >>> import numpy, flambeau as torch
    >>> @torch.library.custom_op("examples::sine", mutates_args=())
    ... def sine(x: torch.Tensor) -> torch.Tensor:
    ...     return torch.from_numpy(numpy.sin(x.numpy()))
    >>> sine.register_autograd(
    ...     lambda ctx, g: g * ctx.saved_tensors[0].cos(),
    ...     setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs),
    ... )
    >>> x = torch.zeros(2, requires_grad=True)
    >>> torch.ops.examples.sine(x).sum().backward()
    >>> x.grad
    tensor([1., 1.])
    """

    def __init__(self, name: str, fn: Callable[..., Any], mutates_args: str | Sequence[str]) -> None:
        self._qualname = name
        self._body = fn
        self._signature = inspect.signature(fn)
        self._mutates = tuple(self._signature.parameters) if mutates_args == "unknown" else tuple(mutates_args)
        self._fake: Callable[..., Any] | None = None
        self._function: Any = None
        self._batch: Callable[..., Any] | None = None
        self.__name__ = name.rpartition("::")[2]
        self.__doc__ = fn.__doc__

    @property
    def default(self) -> CustomOpDef:
        """The operation itself: it has one overload."""
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        values = tuple(bound.arguments.values())
        return self._function.apply(*values) if self._function is not None else self._run(*values)

    def _run(self, *values: Any) -> Any:
        """The result outside of every graph."""
        if any(isinstance(value, Tensor) and value.is_meta for value in values):
            if self._fake is None:
                raise NotImplementedError(
                    f"{self._qualname}: tensors on meta have no elements for it | say by register_fake what it gives"
                )
            return self._fake(*values)
        with no_grad():
            return self._body(*(value.detach() if isinstance(value, Tensor) else value for value in values))

    def register_fake(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """Says what it gives for tensors on meta: a function of the same arguments that makes empty results."""
        self._fake = fn
        return fn

    def register_kernel(self, device_types: Any, func: Callable[..., Any] | None = None) -> Any:
        """Exchanges the function for tensors on the CPU; other devices are not here, and theirs is not called."""

        def take(fn: Callable[..., Any]) -> Callable[..., Any]:
            wanted = (device_types,) if isinstance(device_types, str | None) else tuple(device_types)
            if None in wanted or "cpu" in wanted:
                self._body = fn
            return fn

        return take if func is None else take(func)

    def register_autograd(
        self, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None
    ) -> None:
        """Says how it is differentiated, as a `Function` does: ``backward(ctx, *gradients)`` gives the inputs'.

        ``setup_context(ctx, inputs, output)`` notes what that needs.

        Raises: RuntimeError for an operation that writes to its arguments.
        """
        if self._mutates:
            raise RuntimeError(f"Cannot register autograd formula for non-functional operator {self._qualname}")

        def note(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
            if setup_context is not None:
                setup_context(ctx, inputs, output)

        members = {
            "forward": staticmethod(self._run),
            "setup_context": staticmethod(note),
            "backward": staticmethod(backward),
            "generate_vmap_rule": self._batch is None,
        }
        if self._batch is not None:
            members["vmap"] = staticmethod(self._batch)
        self._function = type(f"{self.__name__}_", (Function,), members)

    def register_vmap(self, func: Callable[..., Any] | None = None) -> Any:
        """Says how `vmap` batches it: ``func(info, in_dims, *args)`` gives the result and its batch dimension."""

        def take(fn: Callable[..., Any]) -> Callable[..., Any]:
            self._batch = fn
            function = self._function
            if function is None:
                self.register_autograd(_refuse_gradient)
            else:
                function.generate_vmap_rule, function.vmap = False, staticmethod(fn)
            return fn

        return take if func is None else take(func)

    def __repr__(self) -> str:
        return f"<CustomOpDef({self._qualname})>"


def _refuse_gradient(ctx: Any, *gradients: Any) -> Any:
    raise RuntimeError("Trying to backward through a custom operation that has no formula | give it register_autograd")


def custom_op(
    name: str,
    fn: Callable[..., Any] | None = None,
    /,
    *,
    mutates_args: str | Sequence[str],
    device_types: Any = None,
    schema: str | None = None,
    tags: Any = None,
) -> Any:
    """Makes an operation of a function, ``namespace::name``; it is found as ``torch.ops.namespace.name`` too.

    ``mutates_args`` names the arguments that it writes to.

    Raises: ValueError for a name without a namespace, and for one that is taken by the library.

    >>> import flambeau as torch
    >>> @torch.library.custom_op("examples::double", mutates_args=())
    ... def double(x: torch.Tensor) -> torch.Tensor:
    ...     return x * 2
    >>> double(torch.ones(2))
    tensor([2., 2.])
    """

    def make(function: Callable[..., Any]) -> CustomOpDef:
        space, colons, title = name.partition("::")
        if not (colons and space.isidentifier() and title.isidentifier()):
            raise ValueError(f"custom_op: the name {name!r} | it must be namespace::name")
        home = vars(ops).setdefault(space, SimpleNamespace())
        if not isinstance(home, SimpleNamespace):
            raise ValueError(f"custom_op: the namespace {space!r} is the library's own | take another")
        made = _known[name] = CustomOpDef(name, function, mutates_args)
        setattr(home, title, made)
        return made

    return make if fn is None else make(fn)


def _named(op: Any) -> CustomOpDef:
    found = op if isinstance(op, CustomOpDef) else _known.get(op)
    if found is None:
        raise RuntimeError(f"There is no operation {op!r} | torch.library.custom_op makes one")
    return found


def register_fake(op: Any, func: Callable[..., Any] | None = None, /, *, lib: Any = None) -> Any:
    """`CustomOpDef.register_fake` of an operation or its name; a decorator without ``func``.

    Raises: RuntimeError for a name that is unknown.

    >>> import flambeau as torch
    >>> @torch.library.custom_op("examples::halved", mutates_args=())
    ... def halved(x: torch.Tensor) -> torch.Tensor:
    ...     return x / 2
    >>> @torch.library.register_fake("examples::halved")
    ... def _(x):
    ...     return torch.empty_like(x)
    >>> halved(torch.ones(2, device="meta")).shape
    torch.Size([2])
    """
    found = _named(op)
    return found.register_fake if func is None else found.register_fake(func)


def register_autograd(
    op: Any, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None, lib: Any = None
) -> None:
    """`CustomOpDef.register_autograd` of an operation or its name.

    Raises: RuntimeError for a name that is unknown.
    """
    _named(op).register_autograd(backward, setup_context=setup_context)


def register_kernel(op: Any, device_types: Any, func: Callable[..., Any] | None = None, /, *, lib: Any = None) -> Any:
    """`CustomOpDef.register_kernel` of an operation or its name; a decorator without ``func``.

    Raises: RuntimeError for a name that is unknown.
    """
    return _named(op).register_kernel(device_types, func)


def register_vmap(op: Any, func: Callable[..., Any] | None = None, /, *, lib: Any = None) -> Any:
    """`CustomOpDef.register_vmap` of an operation or its name; a decorator without ``func``.

    Raises: RuntimeError for a name that is unknown.
    """
    return _named(op).register_vmap(func)


_NO_DISPATCHER = (
    "there is no second dispatcher to register with | torch.library.custom_op makes an operation of a function"
)


class Library:
    """Not offered: `custom_op` makes an operation of a function.

    Raises: NotImplementedError always.
    """

    def __init__(self, ns: str, kind: str, dispatch_key: str = "") -> None:
        raise NotImplementedError(f"torch.library.Library({ns!r}): {_NO_DISPATCHER}")


def define(qualname: str, schema: Any = None, **options: Any) -> Any:
    """Not offered: `custom_op` makes an operation of a function.

    Raises: NotImplementedError always.
    """
    raise NotImplementedError(f"torch.library.define({qualname!r}): {_NO_DISPATCHER}")


def impl(qualname: Any, types: Any = None, func: Any = None, **options: Any) -> Any:
    """Not offered: `custom_op` makes an operation of a function.

    Raises: NotImplementedError always.
    """
    raise NotImplementedError(f"torch.library.impl({qualname!r}): {_NO_DISPATCHER}")


explain_module(globals())
