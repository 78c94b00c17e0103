"""`state_dict` and `load_state_dict`: the rest of an epoch has the batches that it would have had."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau.utils import data
from flambeau.utils.data import DataLoader, get_worker_info

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning"),
]


class Augmented:
    """Samples that draw from every source of random numbers."""

    def __len__(self) -> int:
        return 20

    def __getitem__(self, index: int) -> tuple[float, ...]:
        return index, flambeau.rand(1).item(), random.random(), float(np.random.rand())


class Noisy(data.IterableDataset):  # type: ignore[type-arg]
    """A stream of random numbers, as long as the worker's number tells."""

    def __iter__(self) -> Iterator[tuple[float, float]]:
        info = get_worker_info()
        worker = info.id if info else 0
        for k in range(9 - 4 * worker):
            yield 100 * worker + k, random.random()


class Counter(data.IterableDataset):  # type: ignore[type-arg]
    """A stream that can say where it stands."""

    def __init__(self) -> None:
        self.at, self.read = 0, 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        while self.at < 12:
            self.at, self.read = self.at + 1, self.read + 1
            yield self.at, self.read

    def state_dict(self) -> dict[str, int]:
        return {"at": self.at}

    def load_state_dict(self, state: dict[str, int]) -> None:
        self.at = state["at"]


def _same(batch: Any) -> Any:
    return batch


def _map(**options: Any) -> Callable[[], Any]:
    return lambda: DataLoader(Augmented(), batch_size=2, collate_fn=_same, **options)


def _generated(**options: Any) -> Callable[[], Any]:
    return lambda: _map(shuffle=True, generator=flambeau.Generator().manual_seed(4), **options)()


def _replacing(**options: Any) -> Callable[[], Any]:
    def make() -> Any:
        own = flambeau.Generator().manual_seed(5)
        sampler = data.RandomSampler(range(20), replacement=True, num_samples=80, generator=own)
        return _map(sampler=sampler, generator=own, **options)()

    return make


def _stream(kind: type[Any], **options: Any) -> Callable[[], Any]:
    return lambda: DataLoader(kind(), batch_size=2, collate_fn=_same, **options)


LOADERS = {
    "in order, no workers": _map(),
    "shuffled, no workers": _map(shuffle=True),
    "shuffled": _map(shuffle=True, num_workers=2),
    "persistent": _map(shuffle=True, num_workers=2, persistent_workers=True),
    "generator": _generated(num_workers=2),
    "replacing": _replacing(num_workers=1),
    "stream": _stream(Noisy, num_workers=2),
    "stream, no workers": _stream(Noisy),
    "stream with a state": _stream(Counter, num_workers=1),
    "stream with a state, no workers": _stream(Counter),
}


@pytest.mark.parametrize("name", LOADERS)
def test_the_rest_of_an_epoch(name: str, tmp_path: Path) -> None:
    make = LOADERS[name]
    for consumed in (1, 3):
        flambeau.manual_seed(1)
        random.seed(1)
        np.random.seed(1)
        loader = make()
        if name == "persistent":
            list(loader)
        batches = iter(loader)
        for _ in range(consumed):
            next(batches)
        flambeau.save(loader.state_dict(), tmp_path / "state.pt")
        rest = list(batches)
        flambeau.manual_seed(99)
        random.seed(99)
        np.random.seed(99)
        resumed = make()
        resumed.load_state_dict(flambeau.load(tmp_path / "state.pt"))
        assert len(rest) > 1
        got = list(resumed)
        if "with a state" in name:  # nothing was read again
            assert [[at for at, _ in batch] for batch in got] == [[at for at, _ in batch] for batch in rest]
            assert got[0][0][1] == 1
        else:
            assert got == rest
        assert len(list(resumed)) > len(rest) or "with a state" in name  # the epoch after it is a whole one


def test_the_programs_own_stream_is_left_alone() -> None:
    loader = _map(shuffle=True, num_workers=1)()
    next(iter(loader))
    state = loader.state_dict()
    resumed = _map(shuffle=True, num_workers=1)()
    resumed.load_state_dict(state)
    flambeau.manual_seed(7)
    expected = flambeau.rand(3).tolist()
    flambeau.manual_seed(7)
    batches = iter(resumed)
    next(batches)
    assert flambeau.rand(3).tolist() == expected


def test_after_a_break_and_between_epochs() -> None:
    flambeau.manual_seed(3)
    loader = _generated(num_workers=2)()
    assert loader.state_dict()["yielded"] == 0
    seen = []
    for number, batch in enumerate(loader):
        seen.append(batch)
        if number == 2:
            break
    state = loader.state_dict()
    assert state["yielded"] == 3
    whole = list(_generated(num_workers=2)())
    resumed = _generated(num_workers=2)()
    resumed.load_state_dict(state)
    assert resumed.state_dict() == state
    assert seen + list(resumed) == whole
    ended = resumed.state_dict()
    assert ended["yielded"] == 0
    following = list(resumed)
    again = _generated(num_workers=2)()
    again.load_state_dict(ended)
    assert list(again) == following


def test_states_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"the state has no \['base_seed', 'generator'"):
        _map()().load_state_dict({"yielded": 1})
    loader = _stream(Noisy, num_workers=2)()
    batches = iter(loader)
    next(batches)
    with pytest.raises(ValueError, match="the state is that of a stream with 2 workers, and this loader has 0"):
        _stream(Noisy)().load_state_dict(loader.state_dict())
    with pytest.raises(RuntimeError, match="in_order=False"):
        _map(num_workers=1, in_order=False)().state_dict()
