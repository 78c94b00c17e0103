"""Collation: a list of samples becomes one batch."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

from .... import _core
from ...._arguments import explain_module
from ...._core import Tensor, float64
from ...._functions import as_tensor, stack, tensor
from ...._shared import empty_in_segment
from . import info

__all__ = ["default_collate", "default_convert"]


def _is_numpy(value: Any) -> bool:
    return type(value).__module__ == "numpy" and hasattr(value, "dtype")


def _rebuilt(mapping: Mapping[Any, Any], entries: dict[Any, Any]) -> Any:
    """``entries`` in a mapping of the given one's type, or in a dict where that type cannot be made from one."""
    try:
        if not isinstance(mapping, MutableMapping):
            return type(mapping)(entries)  # type: ignore[call-arg]
        twin = copy.copy(mapping)  # with what else the object holds
        for key, value in entries.items():
            twin[key] = value
        return twin
    except TypeError:
        return entries


def _resequenced(sequence: Sequence[Any], entries: list[Any]) -> Any:
    try:
        if not isinstance(sequence, MutableSequence):
            return type(sequence)(entries)  # type: ignore[call-arg]
        twin = copy.copy(sequence)
        for place, value in enumerate(entries):
            twin[place] = value
        return twin
    except TypeError:
        return entries


def default_convert(data: Any) -> Any:
    """``data`` with the NumPy arrays in it made tensors; everything else as it is.

    >>> import flambeau, numpy
    >>> flambeau.utils.data.default_convert({"x": numpy.arange(2), "y": "a"})
    {'x': tensor([0, 1]), 'y': 'a'}
    """
    if isinstance(data, Tensor):
        return data
    if _is_numpy(data):
        return data if data.dtype.kind in "SUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return _rebuilt(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(value) for value in data))
    if isinstance(data, tuple):
        return [default_convert(value) for value in data]
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _resequenced(data, [default_convert(value) for value in data])
    return data


def default_collate(batch: Sequence[Any]) -> Any:
    """Stacks a list of samples along a new first dimension, part by part.

    Tensors and arrays are stacked; ints become an int64 and floats a float64 tensor; strings stay a list; tuples become
    a list of batches, one per position; lists, mappings and named tuples keep their type.

    Raises: RuntimeError for samples of different lengths or shapes; TypeError for samples that are nothing of the
        above.

    >>> import flambeau
    >>> flambeau.utils.data.default_collate([(1, "a"), (2, "b")])
    [tensor([1, 2]), ('a', 'b')]

    Raises:
        RuntimeError: samples of different lengths or shapes.
        TypeError: samples that are nothing of the above.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return _stacked(list(batch))
    if isinstance(first, (str, bytes)):  # NumPy's too
        return batch
    if _is_numpy(first):
        return _collate_arrays(batch, first)
    if isinstance(first, float):
        return tensor(batch, dtype=float64)
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, Mapping):
        return _rebuilt(first, {key: default_collate(_column(batch, key)) for key in first})
    if isinstance(first, Sequence):
        return _collate_sequences(batch, first)
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; "
        f"found {type(first)} | give the loader a collate_fn for it"
    )


def _collate_arrays(batch: Sequence[Any], first: Any) -> Tensor:
    if first.dtype.kind in "SUO":
        raise TypeError(
            f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {first.dtype}"
        )
    if first.shape == ():
        return tensor([value.item() for value in batch], dtype=_dtype_of(first))
    return _stacked([as_tensor(value) for value in batch])


def _stacked(samples: list[Tensor]) -> Tensor:
    """In a worker process they are put where the loader will read them."""
    first = samples[0]
    if info._worker_info is None or not all(type(s) is Tensor and s.shape == first.shape for s in samples):
        return stack(samples, 0)
    if any(s.requires_grad or s.dtype != first.dtype or s.is_meta for s in samples):
        return stack(samples, 0)
    return stack(samples, 0, out=empty_in_segment((len(samples), *first.shape), first.dtype))


def _dtype_of(scalar: Any) -> Any:
    return getattr(_core, "bool" if scalar.dtype.kind == "b" else scalar.dtype.name)


def _column(batch: Sequence[Any], key: Any) -> list[Any]:
    for place, sample in enumerate(batch):
        if key not in sample:
            raise KeyError(f"default_collate: sample {place} has no key {key!r}, which the first sample has")
    return [sample[key] for sample in batch]


def _collate_sequences(batch: Sequence[Any], first: Sequence[Any]) -> Any:
    sizes = {len(sample) for sample in batch}
    if len(sizes) > 1:
        raise RuntimeError(
            f"each element in list of batch should be of equal size | sizes are {sorted(sizes)} "
            "| pad the samples or give the loader a collate_fn"
        )
    columns = list(zip(*batch, strict=True))
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*map(default_collate, columns))
    if isinstance(first, tuple):
        return [default_collate(column) for column in columns]
    return _resequenced(first, [default_collate(column) for column in columns])


explain_module(globals())
