"""Stores and the states of wrapped models, beside PyTorch's."""

from __future__ import annotations

import pickle
import threading
from datetime import timedelta
from pathlib import Path

import pytest

import flambeau as fl
import flambeau.distributed as dist
from flambeau import nn
from flambeau.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict, set_model_state_dict

STEPS = {
    "text": lambda s, d: (s.set("a", "1"), s.get("a")),
    "bytes": lambda s, d: (s.set("b", b"\x00\xff"), s.get("b")),
    "counting": lambda s, d: (s.add("n", 3), s.add("n", -1), s.get("n")),
    "forgetting": lambda s, d: (s.set("f", "1"), s.delete_key("f"), s.delete_key("f"), s.check(["f"])),
    "asking": lambda s, d: (s.set("q", ""), s.check(["q"]), s.check(["q", "missing"])),
    "exchanging": lambda s, d: [s.compare_set("c", *pair) for pair in (("", "x"), ("no", "y"), ("x", "z"))],
    "exchanging nothing": lambda s, d: (s.compare_set("none", "expected", "new"), s.check(["none"])),
    "appending": lambda s, d: (s.append("p", "one"), s.append("p", "two"), s.get("p")),
    "several": lambda s, d: (s.multi_set(["u", "v"], ["1", "2"]), s.multi_get(["v", "u"])),
    "waiting": lambda s, d: (s.set("w", "1"), s.wait(["w"])),
    "waiting in vain": lambda s, d: s.wait(["never"], timedelta(seconds=0.01)),
    "asking in vain": lambda s, d: (s.set_timeout(timedelta(seconds=0.01)), s.timeout, s.get("never")),
    "no number": lambda s, d: (s.set("t", "text"), s.add("t", 1)),
    "no text": lambda s, d: s.set("k", 2),
    "in part": lambda s, d: (
        d.PrefixStore("part", s).set("k", "1"),
        s.get("part/k"),
        d.PrefixStore("part", s).get("k"),
    ),
    "parts of parts": lambda s, d: (d.PrefixStore("a", d.PrefixStore("b", s)).add("n", 1), sorted(s.list_keys())),
    "in a file": lambda s, d: pickle.dumps(s),
}


def _did(step, library):
    try:
        return step(library.HashStore(), library)
    except Exception as error:
        return type(error).__name__


@pytest.mark.parametrize("name", STEPS)
def test_a_store_is_pytorchs(name: str) -> None:
    theirs = pytest.importorskip("torch.distributed")
    assert _did(STEPS[name], dist) == _did(STEPS[name], theirs)


def test_a_value_is_waited_for() -> None:
    store, got = dist.HashStore(), []
    waiting = threading.Thread(target=lambda: got.append(store.get("late")))
    waiting.start()
    store.set("late", "there")
    waiting.join(10)
    assert got == [b"there"]


@pytest.mark.parametrize("kind", ["file", "tcp", "part of tcp"])
@pytest.mark.parametrize("name", STEPS)
def test_stores_that_processes_share(name: str, kind: str, tmp_path: Path) -> None:
    class Shared:
        PrefixStore = dist.PrefixStore

        @staticmethod
        def HashStore() -> dist.Store:
            if kind == "file":
                return dist.FileStore(str(tmp_path / "store"), 2)
            store = dist.TCPStore("localhost", 0, None, True)
            return store if kind == "tcp" else dist.PrefixStore("whole", store)

    if kind != "part of tcp" or name not in ("in part", "parts of parts", "several", "waiting in vain"):
        assert _did(STEPS[name], Shared) == _did(STEPS[name], dist)


def test_values_pass_between_stores(tmp_path: Path) -> None:
    server = dist.TCPStore("localhost", 0, 1, True)
    pairs = (
        (server, dist.TCPStore("localhost", server.port, None, False)),
        (dist.FileStore(str(tmp_path / "store"), 2), dist.FileStore(str(tmp_path / "store"), 2)),
    )
    for first, second in pairs:
        got: list[bytes] = []
        waiting = threading.Thread(target=lambda store=second, got=got: got.append(store.get("late")))
        waiting.start()
        first.set("late", b"there\x00\xff")
        waiting.join(10)
        assert got == [b"there\x00\xff"]
        assert [store.add("n", 1) for store in (first, second, first)] == [1, 2, 3]
    with pytest.raises(dist.DistNetworkError, match="EADDRINUSE"):
        dist.TCPStore("localhost", server.port, 1, True)
    with pytest.raises(dist.DistNetworkError, match=r"nobody answers at localhost:1 .*is rank 0 running"):
        dist.TCPStore("localhost", 1, None, False, timedelta(seconds=0.1))


def test_states_without_wrappers() -> None:
    dist.init_process_group("gloo", rank=0, world_size=1)
    try:
        inner = nn.Sequential(nn.Linear(2, 2))
        model = nn.Sequential(nn.parallel.DistributedDataParallel(inner), nn.Linear(1, 1))
    finally:
        dist.destroy_process_group()
    state = get_model_state_dict(model)
    assert list(state) == ["0.0.weight", "0.0.bias", "1.weight", "1.bias"]  # 0.module.0.weight in the state_dict
    changed = {name: fl.full_like(value, 2.0) for name, value in state.items()}
    assert not any(set_model_state_dict(model, changed))
    assert inner[0].weight.tolist() == [[2.0, 2.0], [2.0, 2.0]]
    inner[0].weight.requires_grad_(False)
    assert list(get_model_state_dict(inner, options=StateDictOptions(ignore_frozen_params=True))) == ["0.bias"]
    assert list(get_model_state_dict(model, submodules={model[1]})) == ["1.weight", "1.bias"]
    short = StateDictOptions(keep_submodule_prefixes=False)
    assert list(get_model_state_dict(model, submodules={model[1]}, options=short)) == ["weight", "bias"]
    with pytest.raises(RuntimeError, match="Missing key"):
        set_model_state_dict(inner, {"x": fl.ones(1)})
    left = set_model_state_dict(inner, {"x": fl.ones(1)}, options=StateDictOptions(strict=False))
    assert left.unexpected_keys == ["x"]
    assert left.missing_keys == ["0.weight", "0.bias"]
