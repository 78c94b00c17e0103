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

__all__ = ["collate", "default_collate", "default_collate_fn_map", "default_convert"]


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
    return collate(batch, collate_fn_map=default_collate_fn_map)


def collate(batch: Sequence[Any], *, collate_fn_map: Mapping[Any, Any] | None = None) -> Any:
    """`default_collate` with a table of one's own: a function ``f(batch, collate_fn_map=…)`` for each class of samples.

    The class of the first sample is looked up, then those that it is an instance of, in the table's order. Mappings and
    sequences that the table does not know are collated part by part.

    Raises: RuntimeError for samples of different lengths; TypeError for samples that are nothing of the above.

    >>> from flambeau.utils.data._utils.collate import collate
    >>> collate([(1, "a"), (2, "b")], collate_fn_map={(int, str): lambda batch, collate_fn_map: list(batch)})
    [[1, 2], ['a', 'b']]
    """
    first, table = batch[0], collate_fn_map or {}
    kinds = [type(first), *(kind for kind in table if isinstance(first, kind))]
    for kind in kinds:
        if kind in table:
            return table[kind](batch, collate_fn_map=collate_fn_map)
    if isinstance(first, Mapping):
        columns = {key: collate(_column(batch, key), collate_fn_map=collate_fn_map) for key in first}
        return _rebuilt(first, columns)
    if isinstance(first, Sequence):
        return _collate_sequences(batch, first, collate_fn_map)
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; "
        f"found {type(first)} | give the loader a collate_fn for it"
    )


class _NumPys(type):
    """The class of NumPy's arrays and scalars, which is known without NumPy."""

    def __instancecheck__(cls, value: object) -> bool:
        return _is_numpy(value) and not isinstance(value, str | bytes)


class _NumPy(metaclass=_NumPys):
    pass


# What `default_collate` does with samples of a class; a program may add its own.
default_collate_fn_map: dict[Any, Any] = {
    Tensor: lambda batch, collate_fn_map=None: _stacked(list(batch)),
    _NumPy: lambda batch, collate_fn_map=None: _collate_arrays(batch, batch[0]),
    float: lambda batch, collate_fn_map=None: tensor(batch, dtype=float64),
    int: lambda batch, collate_fn_map=None: tensor(batch),
    str: lambda batch, collate_fn_map=None: batch,
    bytes: lambda batch, collate_fn_map=None: batch,
}


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


def _collate_sequences(batch: Sequence[Any], first: Sequence[Any], table: Any) -> Any:
    sizes = {len(sample) for sample in batch}
    if len(sizes) > 1:
        raise RuntimeError(
            f"each element in list of batch should be of equal size | sizes are {sorted(sizes)} "
            "| pad the samples or give the loader a collate_fn"
        )
    columns = [collate(column, collate_fn_map=table) for column in zip(*batch, strict=True)]
    if isinstance(first, tuple):
        return type(first)(*columns) if hasattr(first, "_fields") else columns
    return _resequenced(first, columns)


explain_module(globals())
