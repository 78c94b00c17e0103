"""The loader: batches of a dataset in a sampler's order."""

from __future__ import annotations

import os
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..._arguments import explain_module
from ..._core import default_generator
from . import _utils
from ._utils.collate import default_collate, default_convert
from ._utils.info import get_worker_info
from .dataset import Dataset, IterableDataset
from .sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler

if TYPE_CHECKING:
    from ._utils.iterate import Progress

__all__ = ["DataLoader", "_utils", "default_collate", "default_convert", "get_worker_info"]

_FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
Sample = TypeVar("Sample", covariant=True)


class _Indexed(Protocol[Sample]):
    """A list, or whatever else gives a sample per index."""

    def __getitem__(self, index: int, /) -> Sample: ...


class _Endless(Sampler[None]):
    """The sampler of a stream, which has no indices."""

    def __iter__(self) -> Iterator[None]:
        return repeat(None)


class DataLoader(Generic[Sample]):
    """Iterates over a dataset in batches.

    Args:
        dataset: by index (``__getitem__`` and ``__len__``) or an :class:`IterableDataset`.
        batch_size: samples per batch; None gives single samples, not collated.
        shuffle: a new random order each time, drawn as PyTorch draws it for the same seed.
        sampler: the order of indices, instead of ``shuffle``.
        batch_sampler: lists of indices, instead of ``batch_size``, ``shuffle``, ``sampler`` and ``drop_last``.
        collate_fn: makes a batch of a list of samples; by default :func:`default_collate`.
        drop_last: leaves out the last batch if it is short.
        generator: draws the order; by default the global generator seeds one each time.
        num_workers: processes that load batches ahead, in order, each with a seed of its own; 0 loads in this process.
            A worker that fails, ends or is killed is an error here, which says what it was loading and where it stood.
        timeout: seconds to wait for a batch; 0 waits for as long as the workers live.
        worker_init_fn: called in each worker with its number.
        multiprocessing_context: "fork", "spawn", "forkserver" or a context of `multiprocessing`.
        prefetch_factor: batches that each worker loads ahead, 2 by default.
        persistent_workers: the workers live on to the next epoch.
        in_order: False hands out batches as they come.
        worker_type: "thread" uses threads: they start at once and share the dataset, and Python lets them run at the
            same time where samples are read by NumPy, Pillow, files or this library. The process's global generators
            are not seeded for them: ``get_worker_info().rng`` has generators of a thread's own.
        pin_memory, pin_memory_device: accepted; they matter to accelerators only.

    Raises: ValueError for options that exclude each other and a ``batch_size`` that is not positive.

    >>> import flambeau
    >>> data = flambeau.utils.data.TensorDataset(flambeau.arange(5))
    >>> [batch.tolist() for (batch,) in flambeau.utils.data.DataLoader(data, batch_size=2)]
    [[0, 1], [2, 3], [4]]

    Raises:
        ValueError: options that exclude each other.
    """

    _ready = False

    def __init__(
        self,
        dataset: Dataset[Sample] | _Indexed[Sample],
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Sampler[Any] | Iterable[Any] | None = None,
        batch_sampler: Sampler[list[Any]] | Iterable[list[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Any = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
        worker_type: str = "process",
    ) -> None:
        _check_worker_options(num_workers, timeout, prefetch_factor, persistent_workers)
        if worker_type not in ("process", "thread"):
            raise ValueError(f"worker_type option should be 'process' or 'thread' | given {worker_type!r}")
        if worker_type == "thread" and multiprocessing_context is not None:
            raise ValueError("multiprocessing_context option is for worker processes | worker_type is 'thread'")
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.worker_type = worker_type
        self.multiprocessing_context = multiprocessing_context
        self.in_order = in_order
        self.generator = generator
        self.persistent_workers = persistent_workers

        streamed = isinstance(dataset, IterableDataset)
        if streamed:
            _check_stream_options(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
        if sampler is None:
            sampler = _sampler_for(dataset, streamed, bool(shuffle), generator)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.collate_fn = collate_fn or (default_collate if batch_sampler is not None else default_convert)
        self._iterator: Any = None  # with persistent workers
        self._progress: Progress | None = None  # of the latest iteration
        self._latest: weakref.ref[Any] | None = None
        self._resumed: dict[str, Any] | None = None  # what the next iteration goes on from
        self._told_length: int | None = None  # what len() has said of a stream
        self.check_worker_number_rationality()
        self._ready = True

    def __setattr__(self, name: str, value: Any) -> None:
        if self._ready and name in _FIXED:
            raise ValueError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        from ._utils.iterate import Progress  # who only defines a loader does without it

        resumed, self._resumed = self._resumed, None
        generator = self._generator
        before = generator.get_state() if resumed else None
        if resumed is not None and not resumed["workers"]:  # the epoch had not begun
            if resumed["generator"] is not None:
                generator.set_state(resumed["generator"])
            resumed = None
        progress = Progress(resumed["yielded"] if resumed else 0)
        iterator: Any = self._iterator
        if self.persistent_workers and resumed is None and iterator is not None and iterator.usable:
            iterator.restart(self, progress)
        else:
            iterator = self._get_iterator(progress, resumed)
        if resumed is not None and self.generator is None and self.num_workers > 0:
            generator.set_state(before)  # the order is drawn anew; the program's own stream goes on where it stood
        self._iterator = iterator if self.persistent_workers else None
        self._progress, self._latest = progress, weakref.ref(iterator)
        return iterator  # type: ignore[no-any-return]

    def _get_iterator(self, progress: Progress, resumed: dict[str, Any] | None) -> Any:
        from ._utils.iterate import SingleIterator, WorkerIterator  # as above

        if self.num_workers == 0:
            return SingleIterator(self, progress, resumed)
        self.check_worker_number_rationality()
        return WorkerIterator(self, progress, resumed)

    def state_dict(self) -> dict[str, Any]:
        """Where the latest iteration stands: `load_state_dict` makes the next one begin there.

        The state holds how many batches were handed out, the state of the generator when the epoch began, and the
        random states of the workers (or, without workers, of the process). A stream that has methods ``state_dict``
        and ``load_state_dict`` is asked for its state after every batch; any other stream is read again up to there.

        Raises: RuntimeError with ``in_order=False``, where it is left to chance which batches are still to come.

        >>> import flambeau
        >>> loader = flambeau.utils.data.DataLoader(range(6), batch_size=2, shuffle=True)
        >>> batches = iter(loader)
        >>> first, state, rest = next(batches), loader.state_dict(), list(batches)
        >>> loader.load_state_dict(state)
        >>> [a.equal(b) for a, b in zip(loader, rest)]
        [True, True]
        """
        if self._resumed is not None:
            return self._resumed
        if not self.in_order:
            raise RuntimeError(
                "DataLoader.state_dict: with in_order=False there is no place in the order to go on from"
            )
        progress = self._progress
        if progress is None or progress.done:
            own = None if self.generator is None else self.generator.get_state()
            return {"yielded": 0, "generator": own, "base_seed": 0, "workers": [], "last_worker": -1}
        iterator = None if self._latest is None else self._latest()
        workers = iterator.states() if iterator is not None else [dict(state) for state in progress.workers]
        return {
            "yielded": progress.yielded,
            "generator": progress.generator,
            "base_seed": progress.base_seed,
            "workers": workers,
            "last_worker": progress.last_worker,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Makes the next iteration begin where the loader stood that `state_dict` was taken from.

        The dataset, the sampler and the options must be the same; a dataset read by index may have other workers.

        Raises: ValueError for what is no such state, or that of a stream with another number of workers.

        >>> import flambeau
        >>> loader = flambeau.utils.data.DataLoader(range(6), batch_size=2)
        >>> batches = iter(loader)
        >>> _ = next(batches)
        >>> twin = flambeau.utils.data.DataLoader(range(6), batch_size=2)
        >>> twin.load_state_dict(loader.state_dict())
        >>> [batch.tolist() for batch in twin]
        [[2, 3], [4, 5]]
        """
        missing = {"yielded", "generator", "base_seed", "workers", "last_worker"} - set(state_dict)
        if missing:
            raise ValueError(
                f"DataLoader.load_state_dict: the state has no {sorted(missing)} | give what state_dict() gave"
            )
        workers = len(state_dict["workers"])
        if workers and workers != max(1, self.num_workers) and isinstance(self.dataset, IterableDataset):
            raise ValueError(
                f"DataLoader.load_state_dict: the state is that of a stream with {workers} workers, and this loader "
                f"has {self.num_workers} | use the same number"
            )
        self._resumed = dict(state_dict)

    @property
    def multiprocessing_context(self) -> Any:
        """How worker processes are started: None for Python's default, or a `multiprocessing` context."""
        return self._context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context: Any) -> None:
        if context is not None:
            context = _checked_context(context, self.num_workers)
        self._context = context

    @property
    def _generator(self) -> Any:
        return default_generator if self.generator is None else self.generator

    @property
    def _auto_collation(self) -> bool:
        return self.batch_sampler is not None

    @property
    def _index_sampler(self) -> Any:
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def check_worker_number_rationality(self) -> None:
        """Warns of more workers than there are processors for this process."""
        processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        if self.worker_type == "process" and processors is not None and self.num_workers > processors:
            warnings.warn(
                f"This DataLoader will create {self.num_workers} worker processes in total. Our suggested max number "
                f"of worker in current system is {processors}, which is smaller than what this DataLoader is going to "
                "create. Please be aware that excessive worker creation might get DataLoader running slow or even "
                "freeze, lower the worker number to avoid potential slowness/freeze if necessary.",
                stacklevel=3,
            )

    def __len__(self) -> int:
        """The number of batches; for a stream that knows its length, an estimate from it."""
        if not isinstance(self.dataset, IterableDataset):
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]
        size = self._told_length = len(self.dataset)  # type: ignore[arg-type]
        if self.batch_size is None:
            return size
        return size // self.batch_size if self.drop_last else -(-size // self.batch_size)


def _sampler_for(dataset: Any, streamed: bool, shuffle: bool, generator: Any) -> Sampler[Any]:
    if streamed:
        return _Endless()
    return RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)


def _check_worker_options(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    if num_workers < 0:
        raise ValueError(
            f"num_workers option should be non-negative; use num_workers=0 to disable multiprocessing. "
            f"| given {num_workers}"
        )
    if timeout < 0:
        raise ValueError(f"timeout option should be non-negative | given {timeout} s")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing. Let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _check_stream_options(shuffle: Any, sampler: Any, batch_sampler: Any) -> None:
    for name, value, given in (
        ("shuffle", shuffle, shuffle not in (False, None)),
        ("sampler", sampler, sampler is not None),
        ("batch_sampler", batch_sampler, batch_sampler is not None),
    ):
        if given:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
            )


def _checked_context(context: Any, num_workers: int) -> Any:
    if num_workers == 0:
        raise ValueError(
            f"multiprocessing_context can only be used with multi-process loading (num_workers > 0), "
            f"but got num_workers={num_workers}"
        )
    import multiprocessing  # only where workers are wanted

    if isinstance(context, str):
        methods = multiprocessing.get_all_start_methods()
        if context not in methods:
            raise ValueError(
                f"multiprocessing_context option should specify a valid start method in {methods}, "
                f"but got multiprocessing_context={context!r}"
            )
        return multiprocessing.get_context(context)
    if not isinstance(context, multiprocessing.context.BaseContext):
        raise TypeError(
            "multiprocessing_context option should be a valid context object or a string specifying the start method, "
            f"but got multiprocessing_context={context}"
        )
    return context


def __getattr__(name: str) -> Any:
    """PyTorch's private names, which packages use in ``isinstance`` and annotations."""
    iterators = {
        "_BaseDataLoaderIter": "Iterating",
        "_SingleProcessDataLoaderIter": "SingleIterator",
        "_MultiProcessingDataLoaderIter": "WorkerIterator",
    }
    if name == "_collate_fn_t":
        return Callable[[list[Any]], Any]
    if name not in iterators:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ._utils import iterate  # as above

    return getattr(iterate, iterators[name])


explain_module(globals())
