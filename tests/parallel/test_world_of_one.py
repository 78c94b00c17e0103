"""Process groups of one process: every collective gives what PyTorch's gives there."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import flambeau as fl
import flambeau.distributed as dist
from flambeau import nn

# Each program is given the library and its `distributed`; what it returns is compared with PyTorch's.
PROGRAMS = {
    "rank": lambda t, d: (d.get_rank(), d.get_world_size(), d.get_backend(), d.is_initialized(), d.is_available()),
    "world": lambda t, d: (d.group.WORLD is d.GroupMember.WORLD, d.group.WORLD.rank(), d.group.WORLD.size()),
    "new_group": lambda t, d: (d.get_rank(d.new_group([0])), d.get_process_group_ranks(d.group.WORLD)),
    "ranks": lambda t, d: (d.get_group_rank(d.group.WORLD, 0), d.get_global_rank(d.group.WORLD, 0)),
    "all_reduce": lambda t, d: _written(t, lambda x: d.all_reduce(x)),
    "all_reduce of averages": lambda t, d: _written(t, lambda x: d.all_reduce(x, op=d.ReduceOp.AVG)),
    "all_reduce later": lambda t, d: _written(t, lambda x: d.all_reduce(x, async_op=True).wait()),
    "broadcast": lambda t, d: _written(t, lambda x: d.broadcast(x, 0)),
    "reduce": lambda t, d: _written(t, lambda x: d.reduce(x, 0, d.ReduceOp.MAX)),
    "all_gather": lambda t, d: _written(t, lambda x: d.all_gather([x], _source(t))),
    "all_gather_into_tensor": lambda t, d: _written(t, lambda x: d.all_gather_into_tensor(x, _source(t))),
    "gather": lambda t, d: _written(t, lambda x: d.gather(_source(t), [x])),
    "scatter": lambda t, d: _written(t, lambda x: d.scatter(x, [_source(t)])),
    "reduce_scatter": lambda t, d: _written(t, lambda x: d.reduce_scatter(x, [_source(t)])),
    "reduce_scatter_tensor": lambda t, d: _written(t, lambda x: d.reduce_scatter_tensor(x, _source(t))),
    "all_to_all": lambda t, d: _written(t, lambda x: d.all_to_all([x], [_source(t)])),
    "all_to_all_single": lambda t, d: _written(t, lambda x: d.all_to_all_single(x, _source(t))),
    "barrier": lambda t, d: (d.barrier(), d.monitored_barrier()),
    "objects": lambda t, d: (
        _listed(lambda out: d.all_gather_object(out, {"a": 1})),
        _listed(lambda out: d.gather_object([2], out)),
        _listed(lambda out: d.scatter_object_list(out, ["x"])),
        _listed(lambda out: d.broadcast_object_list(out)),
    ),
    "wrong root": lambda t, d: d.broadcast(t.ones(2), 1),
    "no tensor": lambda t, d: d.all_reduce(3),
    "no op": lambda t, d: d.all_reduce(t.ones(2), "sum"),
    "long list": lambda t, d: d.all_gather([t.ones(2), t.ones(2)], t.ones(2)),
    "other size": lambda t, d: d.all_gather([t.ones(3)], t.ones(2)),
    "no gather list": lambda t, d: d.gather(t.ones(2)),
    "no scatter list": lambda t, d: d.scatter(t.ones(2)),
    "rank out of range": lambda t, d: d.new_group([1]),
    "to itself": lambda t, d: d.send(t.ones(2), 0),
    "twice": lambda t, d: d.init_process_group("gloo", rank=0, world_size=1),
    "sampler": lambda t, d: (lambda s: (s.num_replicas, s.rank, list(s)))(
        t.utils.data.DistributedSampler(range(3), shuffle=False)
    ),
    "module": lambda t, d: list(t.nn.parallel.DistributedDataParallel(t.nn.Linear(1, 1)).state_dict()),
    "nothing to train": lambda t, d: t.nn.parallel.DistributedDataParallel(t.nn.ReLU()),
}


def _source(library: Any) -> Any:
    return library.tensor([3.0, 4.0])


def _written(library: Any, call: Any) -> Any:
    x = library.tensor([1.0, 2.0])
    return call(x), x.tolist()


def _listed(call: Any) -> list[Any]:
    out = ["before"]
    call(out)
    return out


def outcome(library: Any, group: Any, program: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # PyTorch's, of names that it means to replace
        try:
            return program(library, group)
        except Exception as error:
            return type(error).__name__


def everything(library: Any, group: Any) -> dict[str, Any]:
    return {name: outcome(library, group, program) for name, program in PROGRAMS.items()}


@pytest.fixture
def world() -> Iterator[None]:
    dist.init_process_group("gloo", rank=0, world_size=1)
    try:
        yield
    finally:
        dist.destroy_process_group()


EXPECTED = {
    "all_gather": (None, [3.0, 4.0]),
    "all_reduce": (None, [1.0, 2.0]),
    "all_reduce later": (True, [1.0, 2.0]),
    "all_to_all": (None, [3.0, 4.0]),
    "gather": (None, [3.0, 4.0]),
    "long list": "RuntimeError",
    "module": ["module.weight", "module.bias"],
    "no op": "TypeError",
    "nothing to train": "RuntimeError",
    "objects": ([{"a": 1}], [[2]], ["x"], ["before"]),
    "rank": (0, 1, "gloo", True, True),
    "sampler": (1, 0, [0, 1, 2]),
    "scatter": (None, [3.0, 4.0]),
    "to itself": "ValueError",
    "twice": "ValueError",
}


def test_a_world_of_one(world: None) -> None:
    found = everything(fl, dist)
    assert {name: found[name] for name in EXPECTED} == EXPECTED


def test_pytorch_gives_the_same(world: None, tmp_path: Any) -> None:
    torch = pytest.importorskip("torch")
    import torch.distributed as theirs

    theirs.init_process_group("gloo", init_method=f"file://{tmp_path}/store", rank=0, world_size=1)
    try:
        expected = everything(torch, theirs)
    finally:
        theirs.destroy_process_group()
    assert everything(fl, dist) == expected


def test_without_a_group_nothing_is_done() -> None:
    assert (dist.is_initialized(), dist.group.WORLD) == (False, None)
    for call in (
        dist.get_rank,
        dist.get_world_size,
        dist.barrier,
        lambda: dist.all_reduce(fl.ones(1)),
        lambda: nn.parallel.DistributedDataParallel(nn.Linear(1, 1)),
        lambda: fl.utils.data.DistributedSampler(range(3)),
    ):
        with pytest.raises(ValueError, match="Default process group has not been initialized"):
            call()
    with pytest.raises(AssertionError, match="Process group cannot be None"):
        dist.destroy_process_group()


COALESCED = {
    "several dtypes": lambda t, d: d.all_gather_coalesced([[t.ones(2), t.ones(2)]], [t.ones(2), t.ones(2).int()]),
    "several dtypes of outputs": lambda t, d: d.all_gather_coalesced([[t.ones(2).int()]], [t.ones(2)]),
    "no list": lambda t, d: d.all_gather_coalesced([[t.ones(2)]], t.ones(2)),
    "no list of outputs": lambda t, d: d.all_gather_coalesced(t.ones(2), [t.ones(2)]),
    "no tensor": lambda t, d: d.all_gather_coalesced([[t.ones(2)]], [1.0]),
    "nothing": lambda t, d: d.all_gather_coalesced([[]], []),
    "another number": lambda t, d: d.all_gather_coalesced([[t.ones(2)], [t.ones(2)]], [t.ones(2)]),
    "another length": lambda t, d: d.all_gather_coalesced([[t.ones(2), t.ones(2)]], [t.ones(2)]),
    "another shape": lambda t, d: d.all_gather_coalesced([[t.ones(3)]], [t.ones(2)]),
    "reduction of several dtypes": lambda t, d: d.all_reduce_coalesced([t.ones(2), t.ones(2).int()]),
    "reduction of nothing": lambda t, d: d.all_reduce_coalesced([]),
}


@pytest.mark.parametrize("name", COALESCED)
def test_tensors_that_do_not_go_together(world: None, name: str) -> None:
    with pytest.raises((TypeError, ValueError, RuntimeError), match=r"tensor") as found:
        COALESCED[name](fl, dist)
    torch = pytest.importorskip("torch")
    td = torch.distributed
    td.init_process_group("gloo", rank=0, world_size=1, store=td.HashStore())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises((TypeError, ValueError, RuntimeError)) as expected:
                COALESCED[name](torch, td)
    finally:
        td.destroy_process_group()
    assert found.type.__name__ == expected.type.__name__


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"rank": 1, "world_size": 1}, RuntimeError, "ranks count from 0"),
        ({"rank": 0, "world_size": 2}, ValueError, "environment variable MASTER_ADDR expected"),
        ({"rank": 0, "world_size": 2, "init_method": "ftp://x"}, RuntimeError, "No rendezvous handler"),
        ({"rank": 0, "world_size": 2, "timeout": 3}, TypeError, "Expected timeout argument"),
        ({"rank": 0}, ValueError, "environment variable WORLD_SIZE expected"),
        ({"world_size": 1}, ValueError, "environment variable RANK expected"),
        ({"backend": "nccl", "rank": 0, "world_size": 1}, RuntimeError, "doesn't have NCCL built in"),
        ({"backend": "nonesuch", "rank": 0, "world_size": 1}, AssertionError, "Unknown backend type"),
    ],
)
def test_other_groups_are_refused(
    arguments: dict[str, Any], error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(error, match=words):
        dist.init_process_group(**arguments)
    assert not dist.is_initialized()


def test_the_environment_makes_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "1")
    assert dist.is_available()
    dist.init_process_group("cpu:gloo,cuda:nccl")
    group = dist.new_group()
    dist.destroy_process_group(group)
    assert dist.is_initialized()
    dist.destroy_process_group()
    assert not dist.is_initialized()


def test_training_in_parallel_is_training(world: None) -> None:
    def trained(wrap: Any) -> list[Any]:
        fl.manual_seed(0)
        model = wrap(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1)))
        optimizer = fl.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            model(fl.rand(4, 2)).sum().backward()
            optimizer.step()
        return [p.tolist() for p in model.parameters()]

    plain = trained(lambda module: module)
    assert trained(nn.parallel.DistributedDataParallel) == plain
    assert trained(nn.DataParallel) == plain
    assert trained(nn.SyncBatchNorm.convert_sync_batchnorm) == plain


def _future(value: Any) -> Any:
    future = fl.futures.Future()
    future.set_result(value)
    return future


def test_parts_of_the_wrappers(world: None) -> None:
    model = nn.parallel.DistributedDataParallel(nn.Linear(1, 1))
    with model.no_sync():
        assert not model.require_backward_grad_sync
    assert model.require_backward_grad_sync
    with model.join():
        pass
    model.register_comm_hook(None, lambda state, bucket: _future(bucket.buffer() * 2))
    model(fl.ones(1, 1)).sum().backward()
    assert [p.grad.item() for p in model.parameters()] == [2, 2]
    with pytest.raises(RuntimeError, match="only be called once"):
        model.register_comm_hook(None, print)
    assert nn.parallel.data_parallel(nn.ReLU(), (fl.tensor([-1.0, 1.0]),)).tolist() == [0, 1]
    assert nn.DataParallel is nn.parallel.DataParallel


def test_synchronised_normalisation_keeps_what_it_is_converted_from() -> None:
    before = nn.Sequential(nn.BatchNorm2d(2, momentum=None), nn.Sequential(nn.BatchNorm1d(3, affine=False)), nn.ReLU())
    before[0].running_mean.fill_(7)  # type: ignore[operator, union-attr]
    before.eval()
    weight = before[0].weight
    after: Any = nn.SyncBatchNorm.convert_sync_batchnorm(before)
    assert isinstance(after[0], nn.SyncBatchNorm)
    assert isinstance(after[1][0], nn.SyncBatchNorm)
    assert after[0].weight is weight
    assert (after[0].momentum, after[0].training, after[0].running_mean.tolist()) == (None, False, [7, 7])
    assert after[1][0].weight is None
    with pytest.raises(ValueError, match="at least 2D"):
        after[0](fl.ones(2))


@pytest.mark.parametrize("name", ["device_mesh", "elastic", "pipelining"])
def test_what_is_not_here_says_so(name: str) -> None:
    with pytest.raises(AttributeError, match=r"\| flambeau (has|starts) no"):
        getattr(dist, name)


def test_an_import_of_flambeau_loads_none_of_it() -> None:
    names = ("distributed", "nn.parallel", "amp", "cuda", "jit", "backends", "futures", "compiler", "_dynamo")
    program = "import sys, flambeau; print([n for n in sys.modules if n in sys.argv[1:]])"
    arguments = [f"flambeau.{name}" for name in names]
    environment = {**os.environ, "RANK": "0", "WORLD_SIZE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.stdout == "[]\n", done.stderr
