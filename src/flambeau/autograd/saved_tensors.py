"""Saved tensors in the user's hands: hooks that pack and unpack them, and writes that they survive."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from .. import _core
from .._core import Node, Tensor
from .._thread import carried
from .grad_mode import no_grad

Pack = Callable[[Tensor], Any]
Unpack = Callable[[Any], Tensor]


class _Disabled(threading.local):
    """Why hooks on saved tensors are refused in this thread, if they are."""

    message: str | None = None


_disabled = carried(_Disabled())


class saved_tensors_hooks(_core.Scope):
    """Within it every tensor that the graph saves goes through ``pack_hook``, and back through ``unpack_hook``.

    ``pack_hook(tensor)`` returns anything, ``unpack_hook`` makes a tensor of it again, with the values of the one that
    was packed. The hook packs without recording a graph; of nested contexts the innermost acts. A packed tensor is not
    checked for writes in place.

    Raises: TypeError for hooks that are not callable and, in the backward pass, where ``unpack_hook`` returns no
        tensor; RuntimeError within `disable_saved_tensors_hooks`.

    >>> import flambeau as torch
    >>> def pack_hook(x):
    ...     print("Packing", x)
    ...     return x.detach()
    >>> def unpack_hook(x):
    ...     print("Unpacking", x)
    ...     return x
    >>> a = torch.ones(2, requires_grad=True)
    >>> b = torch.ones(2, requires_grad=True) * 2
    >>> with torch.autograd.graph.saved_tensors_hooks(pack_hook, unpack_hook):
    ...     y = a * b
    Packing tensor([2., 2.], grad_fn=<MulBackward0>)
    Packing tensor([1., 1.], requires_grad=True)
    >>> y.sum().backward()
    Unpacking tensor([2., 2.])
    Unpacking tensor([1., 1.])
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def _before(self) -> int:
        if _disabled.message is not None:
            raise RuntimeError(_disabled.message)
        return _core._count_saved_hooks()

    def _switch(self) -> None:
        _core._push_saved_hooks(self.pack_hook, self.unpack_hook)

    def _restore(self, before: int) -> None:
        while _core._count_saved_hooks() > before:
            _core._pop_saved_hooks()


class save_on_cpu(saved_tensors_hooks):
    """Within it saved tensors are kept in the CPU's memory, where all of ours are: they are kept as they are.

    PyTorch's arguments are accepted: ``pin_memory`` and ``device_type`` concern copies from other devices.

    Raises: RuntimeError within `disable_saved_tensors_hooks`.

    >>> import flambeau as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> with torch.autograd.graph.save_on_cpu():
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    tensor(6.)
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: tensor, lambda tensor: tensor)


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """Within it `saved_tensors_hooks` cannot be entered.

    Raises: RuntimeError with ``error_message`` on entering them inside, and on entering this inside them.

    >>> import flambeau as torch
    >>> with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     with torch.autograd.graph.save_on_cpu():
    ...         pass
    Traceback (most recent call last):
    RuntimeError: not here
    """
    if _core._count_saved_hooks():
        raise RuntimeError(error_message)
    before = _disabled.message
    try:
        _disabled.message = error_message
        yield
    finally:
        _disabled.message = before


class SavedTensor:
    """One tensor that a node saved: ``grad_fn._raw_saved_self`` and the like."""

    def __init__(self, node: Node, position: int) -> None:
        self._node = node
        self._position = position

    @property
    def data(self) -> Any:
        """The values saved, or what a pack hook made of them; None for nothing and for what a backward freed."""
        return self._node._kept_at(self._position)[1]

    @property
    def unpack_hook(self) -> Unpack | None:
        """The hook that makes a tensor of ``data`` again, if there is one."""
        kind, *kept = self._node._kept_at(self._position)
        return kept[1] if kind == "packed" else None

    def unpack(self) -> Any:
        """The tensor, as the backward will get it."""
        return self._node._unpack_kept(self._position)

    def register_hooks(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        """Packs the tensor now, by ``pack_hook(values)``; a backward will unpack it by ``unpack_hook``.

        >>> import flambeau as torch
        >>> x = torch.tensor([2., 3.], requires_grad=True)
        >>> y = x.exp()
        >>> y.grad_fn._raw_saved_result.register_hooks(lambda t: t.tolist(), lambda t: torch.tensor(t))
        >>> y.grad_fn._raw_saved_result.data
        [7.389056205749512, 20.08553695678711]
        """
        if not callable(pack_hook) or not callable(unpack_hook):
            raise TypeError(
                "register_hooks(): incompatible function arguments: two callables are expected, not "
                f"{type(pack_hook).__name__} and {type(unpack_hook).__name__}"
            )
        kind, *_ = self._node._kept_at(self._position)
        if kind == "freed":
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the "
                "graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
                "to backward through the graph a second time or if you need to access saved variables after calling "
                "backward."
            )
        if kind == "none":
            raise RuntimeError("Calling register_hooks on a saved tensor with value None is forbidden")
        if kind == "packed":
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of "
                "hooks is allowed at a time."
            )
        self._node._pack_kept(self._position, pack_hook, unpack_hook)


def _raw_saved(self: Node, position: int) -> Any:
    """The saved tensor at a position, for its hooks."""
    return SavedTensor(self, position)


Node._raw_saved = _raw_saved  # type: ignore[method-assign]


class _Kept:
    """What the graph holds in place of a saved tensor within `allow_mutation_on_saved_tensors`."""

    __slots__ = ("__weakref__",)


class _MutationContext:
    """The saved tensors of one `allow_mutation_on_saved_tensors`: originals, and copies of those written to since."""

    def __init__(self) -> None:
        self.original: weakref.WeakKeyDictionary[_Kept, Tensor] = weakref.WeakKeyDictionary()
        self.cloned: weakref.WeakKeyDictionary[_Kept, Tensor] = weakref.WeakKeyDictionary()
        # By storage: for each window on it that was saved since it was last written to, what the graph holds.
        self._since: defaultdict[int, weakref.WeakValueDictionary[Any, _Kept]]
        self._since = defaultdict(weakref.WeakValueDictionary)

    def clear(self) -> None:
        """Forgets all: a backward through what was recorded here is an error from now on."""
        self.original.clear()
        self.cloned.clear()
        self._since.clear()

    def _pack(self, tensor: Tensor) -> _Kept:
        window = tensor.dtype, tensor.shape, tensor.stride(), tensor.storage_offset()
        same = self._since[tensor._storage_key()]
        kept = same.get(window)
        if kept is None:
            kept = same[window] = _Kept()
            self.original[kept] = tensor.detach()
        return kept

    def _unpack(self, kept: _Kept) -> Tensor:
        found = self.cloned.get(kept, self.original.get(kept))
        if found is None:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"
                "in which the graph was originally recorded."
            )
        return found

    def _before_write(self, tensor: Tensor) -> None:
        with no_grad():
            for kept in self._since.pop(tensor._storage_key(), {}).values():
                self.cloned[kept] = self.original.pop(kept).clone()


class allow_mutation_on_saved_tensors(_core.Scope):
    """Within it tensors that the graph saved may be written to: each is copied before its first write.

    The backward must run inside too. ``with`` gives the context, whose ``clear()`` forgets everything saved.

    Raises: RuntimeError when entered within another one.

    >>> import flambeau as torch
    >>> with torch.autograd.graph.allow_mutation_on_saved_tensors():
    ...     a = torch.ones(2, requires_grad=True)
    ...     b = a.clone()
    ...     out = (b ** 2).sum()
    ...     _ = b.sin_()
    ...     out.backward()
    >>> a.grad
    tensor([2., 2.])
    """

    _open = carried(threading.local())

    def _before(self) -> int:
        if getattr(self._open, "context", None) is not None:
            raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
        self._context = _MutationContext()
        self._hooks = saved_tensors_hooks(self._context._pack, self._context._unpack)
        return self._hooks._before()

    def _switch(self) -> _MutationContext:
        self._hooks._switch()
        self._open.context = self._context
        _core._set_write_listener(self._context._before_write)
        return self._context

    def _restore(self, before: int) -> None:
        _core._set_write_listener(None)
        self._open.context = None
        self._hooks._restore(before)
        self._context.clear()
