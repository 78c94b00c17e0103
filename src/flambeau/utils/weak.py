"""Dictionaries that do not keep their keys alive and tell them apart by identity, as tensors have to be."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from .._core import Tensor
from .._listing import listing

__all__ = ["TensorWeakRef", "WeakIdKeyDictionary", "WeakIdRef", "WeakTensorKeyDictionary"]
__dir__ = listing(globals())


class WeakIdRef(weakref.ref[Any]):
    """A weak reference that equals those to the very same object, also when that is gone.

    >>> import flambeau as torch
    >>> from flambeau.utils.weak import WeakIdRef
    >>> x = torch.zeros(2)
    >>> WeakIdRef(x) == WeakIdRef(x), WeakIdRef(x) == WeakIdRef(torch.zeros(2))
    (True, False)
    """

    __slots__ = ("_id",)

    def __init__(self, key: Any, callback: Any = None) -> None:
        self._id = id(key)

    def __hash__(self) -> int:
        return self._id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WeakIdRef):
            return False
        a, b = self(), other()
        return a is b if a is not None and b is not None else self is other


class WeakIdKeyDictionary(MutableMapping[Any, Any]):
    """A mapping from objects, by identity, to values; an entry is gone when its key is.

    >>> import flambeau as torch
    >>> from flambeau.utils.weak import WeakIdKeyDictionary
    >>> x, names = torch.zeros(2), WeakIdKeyDictionary()
    >>> names[x] = "x"
    >>> names[x], len(names), torch.zeros(2) in names
    ('x', 1, False)
    >>> del x
    >>> len(names)
    0
    """

    def __init__(self, dict: Mapping[Any, Any] | None = None, ref_type: type[WeakIdRef] = WeakIdRef) -> None:
        self.data: MutableMapping[WeakIdRef, Any] = {}
        self.ref_type = ref_type
        self.update(dict or {})

    def _forget(self, reference: WeakIdRef) -> None:
        self.data.pop(reference, None)

    def __getitem__(self, key: Any) -> Any:
        try:
            return self.data[self.ref_type(key)]
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key: Any, value: Any) -> None:
        owner = weakref.ref(self)

        def forget(reference: Any) -> None:
            if (mapping := owner()) is not None:
                mapping._forget(reference)

        self.data[self.ref_type(key, forget)] = value

    def __delitem__(self, key: Any) -> None:
        del self.data[self.ref_type(key)]

    def __len__(self) -> int:
        return sum(reference() is not None for reference in list(self.data))

    def __iter__(self) -> Iterator[Any]:
        for reference in list(self.data):
            if (key := reference()) is not None:
                yield key

    def __contains__(self, key: object) -> bool:
        try:
            return self.ref_type(key) in self.data
        except TypeError:  # of a type without weak references
            return False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {id(self):#x}>"

    def keyrefs(self) -> list[WeakIdRef]:
        """The references to the keys, some of which may be gone when they are looked at."""
        return list(self.data)

    def copy(self) -> WeakIdKeyDictionary:
        """Another mapping of the same entries."""
        return type(self)(self, self.ref_type)

    __copy__ = copy


WeakTensorKeyDictionary = WeakIdKeyDictionary


class TensorWeakRef:
    """A weak reference to a tensor: a call gives the tensor, or None.

    Raises: AssertionError for what is not a tensor.

    >>> import flambeau as torch
    >>> from flambeau.utils.weak import TensorWeakRef
    >>> x = torch.zeros(2)
    >>> TensorWeakRef(x)() is x
    True
    """

    def __init__(self, tensor: Tensor) -> None:
        if not isinstance(tensor, Tensor):
            raise AssertionError(f"expected torch.Tensor, got {type(tensor)}.")
        self.ref = weakref.ref(tensor)

    def __call__(self) -> Tensor | None:
        return self.ref()
