"""Fetching: what a sampler gives becomes samples, and those a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ..dataset import IterableDataset


class MapFetcher:
    """Batches of a dataset that is read by index."""

    def __init__(self, dataset: Any, batched: bool, collate: Callable[[Any], Any]) -> None:
        self.dataset, self.batched, self.collate = dataset, batched, collate

    def fetch(self, index: Any) -> Any:
        """The batch of a list of indices, or the sample of one."""
        if not self.batched:
            return self.collate(self.dataset[index])
        at_once = getattr(self.dataset, "__getitems__", None)
        return self.collate(at_once(index) if at_once else [self.dataset[one] for one in index])


class StreamFetcher:
    """Batches of a stream, which ends with StopIteration."""

    def __init__(self, dataset: Any, batched: bool, collate: Callable[[Any], Any], drop_last: bool) -> None:
        self.samples: Iterator[Any] = iter(dataset)
        self.batched, self.collate, self.drop_last = batched, collate, drop_last
        self.ended = False

    def fetch(self, index: Any) -> Any:
        """The next samples, as many as ``index`` has entries."""
        return self.collate(self.take(index))

    def take(self, index: Any) -> Any:
        """The same, not collated."""
        if self.ended:
            raise StopIteration
        if not self.batched:
            return next(self.samples)
        samples = list(islice(self.samples, len(index)))
        self.ended = len(samples) < len(index)
        if not samples or (self.drop_last and self.ended):
            raise StopIteration
        return samples


def fetcher_of(dataset: Any, batched: bool, collate: Callable[[Any], Any], drop_last: bool) -> Any:
    """The fetcher for this sort of dataset."""
    if isinstance(dataset, IterableDataset):
        return StreamFetcher(dataset, batched, collate, drop_last)
    return MapFetcher(dataset, batched, collate)
