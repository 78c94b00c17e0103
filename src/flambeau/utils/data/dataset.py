"""Datasets: collections of samples by index, streams of samples, and combinations of them."""

from __future__ import annotations

import itertools
import math
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import randperm

__all__ = [
    "ChainDataset",
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "StackDataset",
    "Subset",
    "TensorDataset",
    "random_split",
]

Sample = TypeVar("Sample", covariant=True)


class Dataset(Generic[Sample]):
    """Samples by index: a subclass gives ``__getitem__`` and, for the samplers, ``__len__``.

    A ``__getitems__(indices)`` method, where there is one, fetches a whole batch at once. ``a + b`` concatenates.

    Raises: NotImplementedError when asked for a sample, unless a subclass gives ``__getitem__``.

    >>> import flambeau
    >>> class Squares(flambeau.utils.data.Dataset):
    ...     def __getitem__(self, i):
    ...         return i * i
    ...     def __len__(self):
    ...         return 4
    >>> next(iter(flambeau.utils.data.DataLoader(Squares(), batch_size=4)))
    tensor([0, 1, 4, 9])
    """

    def __getitem__(self, index: Any) -> Sample:
        raise NotImplementedError(f"{type(self).__name__} must implement __getitem__")

    def __add__(self, other: Dataset[Any]) -> ConcatDataset[Any]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[Sample]):
    """A stream of samples: a subclass gives ``__iter__``.

    Raises: NotImplementedError when iterated, unless a subclass gives ``__iter__``; TypeError from ``len``.

    >>> import flambeau
    >>> class Countdown(flambeau.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([3, 2, 1])
    >>> [batch.tolist() for batch in flambeau.utils.data.DataLoader(Countdown(), batch_size=2)]
    [[3, 2], [1]]
    """

    def __iter__(self) -> Iterator[Sample]:
        raise NotImplementedError(f"{type(self).__name__} must implement __iter__")

    def __add__(self, other: Dataset[Any]) -> ChainDataset[Any]:  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """Rows of tensors that have the same first size: sample ``i`` is ``(t[i] for t in tensors)``.

    Raises: AssertionError for tensors of different first sizes.

    >>> import flambeau
    >>> rows = flambeau.utils.data.TensorDataset(flambeau.arange(6).view(3, 2), flambeau.tensor([7, 8, 9]))
    >>> [part.tolist() for part in rows[1]]
    [[2, 3], 8]
    """

    tensors: tuple[Tensor, ...]

    def __init__(self, *tensors: Tensor) -> None:
        sizes = [tensor.shape[0] for tensor in tensors]
        if len(set(sizes)) > 1:
            raise AssertionError(f"Size mismatch between tensors | first sizes are {sizes} | they must be equal")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple([tensor[index] for tensor in self.tensors])

    def __len__(self) -> int:
        return int(self.tensors[0].shape[0])


def _fetched(dataset: Any, indices: list[Any]) -> list[Any]:
    """The samples at the indices, at once where the dataset can."""
    fetch = getattr(dataset, "__getitems__", None)
    return fetch(indices) if fetch is not None else [dataset[index] for index in indices]


class StackDataset(Dataset[Sample]):
    """Pairs datasets of equal length: sample ``i`` is the tuple (or, from keywords, the dict) of their samples.

    Raises: ValueError for datasets of different lengths, for none, and for both forms at once.

    >>> import flambeau
    >>> flambeau.utils.data.StackDataset(x=[1, 2], y=["a", "b"])[1]
    {'x': 2, 'y': 'b'}
    """

    def __init__(self, *args: Dataset[Any], **kwargs: Dataset[Any]) -> None:
        if bool(args) == bool(kwargs):
            raise ValueError("StackDataset takes datasets either as arguments or as keywords | given both or neither")
        self.datasets: Any = args or kwargs
        parts = list(args or kwargs.values())
        self._length = len(parts[0])  # type: ignore[arg-type]
        if any(len(part) != self._length for part in parts):  # type: ignore[arg-type]
            raise ValueError("Size mismatch between datasets")

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: part[index] for name, part in self.datasets.items()}
        return tuple(part[index] for part in self.datasets)

    def __getitems__(self, indices: list[Any]) -> list[Any]:
        named = isinstance(self.datasets, dict)
        parts = self.datasets.values() if named else self.datasets
        columns = [_fetched(part, indices) for part in parts]
        for column in columns:
            if len(column) != len(indices):
                raise ValueError(
                    f"Nested dataset's output size mismatch. Expected {len(indices)}, got {len(column)} "
                    "| __getitems__ must give a sample per index"
                )
        rows = zip(*columns, strict=True)
        return [dict(zip(self.datasets, row, strict=True)) for row in rows] if named else list(rows)

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[Sample]):
    """Several datasets one after the other: sample ``i`` of the second has the index ``len(first) + i``.

    Raises: AssertionError for no datasets and for an `IterableDataset` among them; IndexError for an index out of
        range, ValueError for a negative one.

    >>> import flambeau
    >>> flambeau.utils.data.ConcatDataset([[10, 20], [30]])[2]
    30
    """

    def __init__(self, datasets: Iterable[Dataset[Any]]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset | use ChainDataset")
        self.cumulative_sizes = list(itertools.accumulate(len(dataset) for dataset in self.datasets))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Sample:
        if index < -len(self):
            raise ValueError(
                f"absolute value of index should not exceed dataset length | index {index}, length {len(self)}"
            )
        if index >= len(self):
            raise IndexError(f"ConcatDataset: index {index} | it must be in [{-len(self)}, {len(self)})")
        index %= len(self)
        part = bisect_right(self.cumulative_sizes, index)
        start = self.cumulative_sizes[part - 1] if part else 0
        sample: Sample = self.datasets[part][index - start]
        return sample


class ChainDataset(IterableDataset[Sample]):
    """Several streams one after the other.

    Raises: AssertionError, when iterated, for what is not an `IterableDataset`.

    >>> import flambeau
    >>> class Stream(flambeau.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([1, 2])
    >>> list(flambeau.utils.data.ChainDataset([Stream(), Stream()]))
    [1, 2, 1, 2]
    """

    def __init__(self, datasets: Iterable[Dataset[Any]]) -> None:
        self.datasets = datasets

    def __iter__(self) -> Iterator[Sample]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield from dataset

    def __len__(self) -> int:
        lengths: list[int] = [len(dataset) for dataset in self.datasets]  # type: ignore[arg-type]
        return sum(lengths)


class Subset(Dataset[Sample]):
    """The samples of ``dataset`` at ``indices``: sample ``i`` is ``dataset[indices[i]]``.

    Raises: IndexError for an index out of range.

    >>> import flambeau
    >>> list(flambeau.utils.data.Subset(["a", "b", "c"], [2, 0]))
    ['c', 'a']
    """

    def __init__(self, dataset: Dataset[Any], indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> Sample:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]  # type: ignore[no-any-return]
        return self.dataset[self.indices[index]]  # type: ignore[no-any-return]

    def __getitems__(self, indices: list[int]) -> list[Sample]:
        return _fetched(self.dataset, [self.indices[index] for index in indices])

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Dataset[Any], lengths: Sequence[int | float], generator: Any = None) -> list[Subset[Any]]:
    """Splits a dataset at random into parts of the given lengths, or of the given fractions if those sum to 1.

    Fractions are rounded down; the samples left over go to the parts in turn.

    Raises: ValueError for lengths that do not sum to the size of the dataset, and for a fraction outside [0, 1].

    >>> import flambeau
    >>> parts = flambeau.utils.data.random_split(range(10), [0.75, 0.25])
    >>> [len(part) for part in parts]
    [8, 2]

    Raises:
        ValueError: lengths that do not sum to the size of the dataset, or a fraction outside [0, 1].
    """
    size = len(dataset)  # type: ignore[arg-type]
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _lengths_of(lengths, size)
    if sum(lengths) != size:
        raise ValueError(
            "Sum of input lengths does not equal the length of the input dataset! "
            f"| lengths {list(lengths)} sum to {sum(lengths)}, the dataset has {size} samples"
        )
    order = randperm(size, generator=generator).tolist()
    ends = itertools.accumulate(int(length) for length in lengths)
    return [Subset(dataset, order[end - int(length) : end]) for end, length in zip(ends, lengths, strict=True)]


def _lengths_of(fractions: Sequence[float], size: int) -> list[int]:
    for number, fraction in enumerate(fractions):
        if not 0 <= fraction <= 1:
            raise ValueError(f"Fraction at index {number} is not between 0 and 1")
    lengths = [math.floor(size * fraction) for fraction in fractions]
    for left_over in range(size - sum(lengths)):
        lengths[left_over % len(lengths)] += 1
    for number, length in enumerate(lengths):
        if length == 0:
            warnings.warn(
                f"Length of split at index {number} is 0. This might result in an empty dataset.", stacklevel=3
            )
    return lengths


explain_module(globals())
