"""Datasets, samplers, collation and the loader."""

from __future__ import annotations

from collections import OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau.utils import data
from flambeau.utils.data import DataLoader

Pair = namedtuple("Pair", "x y")


class Squares(data.Dataset):  # type: ignore[type-arg]
    def __init__(self, size: int) -> None:
        self.size = size

    def __getitem__(self, index: int) -> int:
        if not 0 <= index < self.size:
            raise IndexError(index)
        return index * index

    def __len__(self) -> int:
        return self.size


class Stream(data.IterableDataset):  # type: ignore[type-arg]
    def __init__(self, size: int) -> None:
        self.size = size

    def __iter__(self) -> Any:
        return iter(range(self.size))


def lists(loader: Any) -> list[Any]:
    return [batch.tolist() for batch in loader]


def test_batches() -> None:
    assert lists(DataLoader(Squares(5), batch_size=2)) == [[0, 1], [4, 9], [16]]
    assert lists(DataLoader(Squares(5), batch_size=2, drop_last=True)) == [[0, 1], [4, 9]]
    assert list(DataLoader(Squares(3), batch_size=None)) == [0, 1, 4]
    assert lists(DataLoader(Squares(5), batch_sampler=[[4], [0, 1]])) == [[16], [0, 1]]
    assert lists(DataLoader(Squares(5), sampler=[3, 1], batch_size=2)) == [[9, 1]]
    assert list(DataLoader(Squares(4), batch_size=3, collate_fn=sum)) == [5, 9]
    assert [len(DataLoader(Squares(5), batch_size=2, drop_last=drop)) for drop in (False, True)] == [3, 2]


def test_streams() -> None:
    assert lists(DataLoader(Stream(5), batch_size=2)) == [[0, 1], [2, 3], [4]]
    assert lists(DataLoader(Stream(5), batch_size=2, drop_last=True)) == [[0, 1], [2, 3]]
    assert list(DataLoader(Stream(2), batch_size=None)) == [0, 1]
    assert list(Stream(2) + Stream(1)) == [0, 1, 0]
    with pytest.raises(TypeError):
        len(DataLoader(Stream(5)))
    with pytest.raises(ValueError, match="DataLoader with IterableDataset: expected unspecified shuffle option"):
        DataLoader(Stream(5), shuffle=True)


def test_whole_batches_are_fetched_at_once_where_the_dataset_can() -> None:
    class Batched(Squares):
        def __getitems__(self, indices: list[int]) -> list[int]:
            return [-index for index in indices]

    assert lists(DataLoader(Batched(3), batch_size=2)) == [[0, -1], [-2]]
    assert lists(DataLoader(data.Subset(Batched(9), [5, 7]), batch_size=2)) == [[-5, -7]]
    pairs = data.StackDataset(Batched(9), Squares(9))
    assert pairs.__getitems__([2, 3]) == [(-2, 4), (-3, 9)]
    assert data.StackDataset(a=Batched(9)).__getitems__([2]) == [{"a": -2}]

    class Short(Squares):
        def __getitems__(self, indices: list[int]) -> list[int]:
            return [0]

    with pytest.raises(ValueError, match=r"Nested dataset's output size mismatch. Expected 2, got 1"):
        data.StackDataset(Short(3)).__getitems__([0, 1])


def test_a_loader_can_be_iterated_again_and_by_two() -> None:
    loader = DataLoader(Squares(3))
    first, second = iter(loader), iter(loader)
    assert [next(first).item(), next(second).item(), next(first).item()] == [0, 0, 1]
    assert len(list(loader)) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch_size": 0}, "batch_size should be a positive integer value, but got batch_size=0"),
        ({"shuffle": True, "sampler": [1]}, "sampler option is mutually exclusive with shuffle"),
        ({"batch_sampler": [[1]], "batch_size": 3}, "batch_sampler option is mutually exclusive with batch_size"),
        ({"batch_size": None, "drop_last": True}, "batch_size=None option disables auto-batching"),
        ({"num_workers": -1}, "num_workers option should be non-negative"),
        ({"timeout": -1}, "timeout option should be non-negative"),
        ({"prefetch_factor": 2}, "prefetch_factor option could only be specified in multiprocessing"),
        ({"persistent_workers": True}, "persistent_workers option needs num_workers > 0"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        DataLoader(Squares(4), **options)


def test_options_are_fixed_once_made() -> None:
    loader = DataLoader(Squares(4))
    with pytest.raises(ValueError, match="batch_size attribute should not be set after DataLoader is initialized"):
        loader.batch_size = 3


def test_combined_datasets() -> None:
    both = Squares(3) + Squares(2)
    assert [both[k] for k in range(len(both))] == [0, 1, 4, 0, 1]
    assert both[-1] == 1
    with pytest.raises(IndexError, match="index 5"):
        both[5]
    with pytest.raises(ValueError, match="absolute value of index should not exceed dataset length"):
        both[-6]
    assert data.StackDataset(Squares(3), Squares(3))[2] == (4, 4)
    assert data.StackDataset(a=Squares(3))[2] == {"a": 4}
    with pytest.raises(AssertionError, match="Size mismatch between tensors"):
        data.TensorDataset(flambeau.ones(2), flambeau.ones(3))


def test_random_split() -> None:
    parts = data.random_split(Squares(10), [0.5, 0.3, 0.2], generator=flambeau.Generator().manual_seed(1))
    assert [len(part) for part in parts] == [5, 3, 2]
    assert sorted(value for part in parts for value in part) == [k * k for k in range(10)]
    assert [len(part) for part in data.random_split(Squares(10), [1 / 3] * 3)] == [4, 3, 3]
    with pytest.raises(ValueError, match="Sum of input lengths does not equal the length of the input dataset"):
        data.random_split(Squares(10), [3, 3])


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ([1, 2], [1, 2]),
        ([True, False], [True, False]),
        ([0.1, 0.2], [0.1, 0.2]),
        ([np.float32(0.5), np.float32(2)], [0.5, 2.0]),
        ([np.array([1, 2]), np.array([3, 4])], [[1, 2], [3, 4]]),
    ],
)
def test_collated_numbers(batch: list[Any], expected: list[Any]) -> None:
    assert data.default_collate(batch).tolist() == expected


def test_collated_types() -> None:
    assert data.default_collate([0.5]).dtype == flambeau.float64
    assert data.default_collate([np.float32(0.5)]).dtype == flambeau.float32
    assert data.default_collate([np.bool_(True)]).dtype == flambeau.bool
    assert data.default_collate(["a", "b"]) == ["a", "b"]
    tree = data.default_collate([OrderedDict(x=1, y=(2, "s")), OrderedDict(x=3, y=(4, "t"))])
    assert isinstance(tree, OrderedDict)
    assert tree["x"].tolist() == [1, 3]
    assert [tree["y"][0].tolist(), tree["y"][1]] == [[2, 4], ("s", "t")]
    named = data.default_collate([Pair(1, 2), Pair(3, 4)])
    assert isinstance(named, Pair)
    assert named.y.tolist() == [2, 4]
    with pytest.raises(TypeError, match="default_collate: batch must contain tensors, numpy arrays, numbers, dicts"):
        data.default_collate([None])
    with pytest.raises(RuntimeError, match="each element in list of batch should be of equal size"):
        data.default_collate([[1], [1, 2]])
    with pytest.raises(RuntimeError, match="stack expects each tensor to be equal size"):
        data.default_collate([flambeau.ones(2), flambeau.ones(3)])


def test_converted() -> None:
    converted = data.default_convert({"a": np.arange(2), "b": [np.float64(1.5), "s"], "c": (1, 2)})
    assert converted["a"].tolist() == [0, 1]
    assert [converted["b"][0].item(), converted["b"][1]] == [1.5, "s"]
    assert converted["c"] == [1, 2]


def test_bad_samplers_are_refused() -> None:
    with pytest.raises(ValueError, match="num_samples should be a positive integer value, but got num_samples=0"):
        data.RandomSampler([])
    with pytest.raises(TypeError, match="replacement should be a boolean value"):
        data.RandomSampler(range(3), replacement=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="drop_last should be a boolean value"):
        data.BatchSampler([1], 1, 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="weights should be a 1d sequence"):
        data.WeightedRandomSampler([[1.0]], 1)  # type: ignore[list-item]


def orders(lib: Any) -> list[Any]:
    """Everything random here, drawn from one seed: the same numbers in the same order show the same draws."""
    tools, out = lib.utils.data, []
    rows = tools.TensorDataset(lib.arange(10))
    lib.manual_seed(7)
    out += [[batch.tolist() for (batch,) in tools.DataLoader(rows, batch_size=4, shuffle=True)] for _ in range(2)]
    list(tools.DataLoader(rows))
    out.append(lib.rand(2).tolist())
    generator = lib.Generator().manual_seed(3)
    out.append([batch.tolist() for (batch,) in tools.DataLoader(rows, 3, shuffle=True, generator=generator)])
    out.append(list(tools.RandomSampler(range(10), num_samples=25, generator=generator)))
    out.append(list(tools.RandomSampler(range(10), replacement=True, num_samples=70, generator=generator)))
    out.append(list(tools.SubsetRandomSampler([5, 6, 7, 8], generator=generator)))
    out.append([list(part.indices) for part in tools.random_split(range(9), [0.5, 0.5], generator=generator)])
    out.append(lib.rand(2, generator=generator).tolist())
    out.append([list(part.indices) for part in tools.random_split(range(9), [4, 5])])
    out.append(lib.rand(2).tolist())
    return out


def test_random_orders_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    assert orders(flambeau) == orders(torch)


def test_weighted_draws_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    if not hasattr(flambeau, "multinomial"):
        pytest.skip("multinomial is not there yet")
    drawn = []
    for lib in (flambeau, torch):
        generator = lib.Generator().manual_seed(3)
        drawn.append(list(lib.utils.data.WeightedRandomSampler([0.1, 0.7, 0.2], 20, generator=generator)))
    assert drawn[0] == drawn[1]


def test_shares_of_several_processes_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    for options in ({}, {"shuffle": False}, {"drop_last": True}, {"seed": 3}):
        for size in (0, 1, 7, 8):
            drawn: list[Any] = []
            for lib in (flambeau, torch):
                samplers = [
                    lib.utils.data.DistributedSampler(range(size), num_replicas=3, rank=rank, **options)
                    for rank in range(3)
                ]
                for sampler in samplers:
                    sampler.set_epoch(2)
                if size:
                    drawn.append([[list(sampler), len(sampler)] for sampler in samplers])
            assert drawn[:1] == drawn[1:]
    with pytest.raises(ValueError, match=r"Invalid rank 3, rank should be in the interval \[0, 2\]"):
        data.DistributedSampler(range(3), num_replicas=3, rank=3)
    with pytest.raises(ValueError, match="Default process group has not been initialized"):
        data.DistributedSampler(range(3))


def test_data_pipes_are_absent_with_a_sentence() -> None:
    for name in ("IterDataPipe", "MapDataPipe", "functional_datapipe"):
        with pytest.raises(AttributeError, match=r"DataPipes.*IterableDataset"):
            getattr(data, name)
    with pytest.raises(AttributeError, match=r"no attribute 'nothing'$"):
        data.nothing  # noqa: B018


class Tagged(dict):  # type: ignore[type-arg]
    """A mapping that cannot be made from a mapping."""

    def __init__(self, x: int, tag: str) -> None:
        super().__init__(x=x)
        self.tag = tag


class Two(list):  # type: ignore[type-arg]
    def __init__(self, a: int, b: int) -> None:
        super().__init__([a, b])


def plain(value: Any) -> Any:
    """A batch of either library as types, dtypes and numbers."""
    if hasattr(value, "tolist"):
        return str(getattr(value, "dtype", "")).rpartition(".")[2], value.tolist()
    if isinstance(value, Mapping):
        return type(value).__name__, [(key, plain(part)) for key, part in value.items()]
    if isinstance(value, (list, tuple, UserList, deque)):
        return type(value).__name__, [plain(part) for part in value]
    return value


STRUCTURES = {
    "mappings": lambda lib: [
        {"a": OrderedDict(x=1), "b": defaultdict(int, y=2.5), "c": UserDict(z=True), "d": Tagged(3, "t")}
    ],
    "sequences": lambda lib: [[(1, 2), [3, 4], Two(5, 6), UserList([7]), Pair(8, "s"), range(2), deque([9])]],
    "numbers": lambda lib: [(1, 2.5, True, 2**62, np.float32(1), np.int16(2), np.str_("a"), "b", b"c")],
    "arrays": lambda lib: [(np.ones(2), np.array(3), lib.ones(2, dtype=lib.float16), lib.tensor(1))],
    "nested": lambda lib: [{"a": (1, [{"b": lib.ones(1)}]), "empty": ((), {})}],
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures_are_collated_and_converted_as_pytorch_does(name: str) -> None:
    torch = pytest.importorskip("torch")
    results = []
    for lib in (flambeau, torch):
        (sample,) = STRUCTURES[name](lib)
        tools = lib.utils.data
        results.append([plain(tools.default_collate([sample, sample])), plain(tools.default_convert(sample))])
    assert results[0] == results[1]
    assert data.default_collate([Tagged(1, "kept")] * 2).tag == "kept"


def test_samples_without_a_key() -> None:
    with pytest.raises(KeyError, match="sample 1 has no key 'a', which the first sample has"):
        data.default_collate([{"a": 1}, {"b": 1}])
