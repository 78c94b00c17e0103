"""``Module``: registration, hooks, state and copies, each beside PyTorch's own."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import flambeau
from flambeau import nn


class Doubled(nn.Module):
    """A module at module level, so that it can be pickled."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(2, 2)
        self.again = self.inner
        self.scale = nn.Parameter(flambeau.ones(1))
        self.register_buffer("kept", flambeau.zeros(3))
        self.register_buffer("hidden", flambeau.ones(2), persistent=False)
        self.register_parameter("absent", None)
        self.note = "text"

    def forward(self, x: Any, times: float = 1.0) -> Any:
        return self.inner(x) * self.scale * times


# (what, action on (library, nn)); the action's error must be PyTorch's
ERRORS: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("tensor as parameter", lambda t, n: setattr(n.Linear(2, 3), "weight", t.zeros(3))),
    ("int as parameter", lambda t, n: setattr(n.Linear(2, 3), "weight", 3)),
    ("parameter name type", lambda t, n: n.Module().register_parameter(3, None)),
    ("parameter dot", lambda t, n: n.Module().register_parameter("a.b", None)),
    ("parameter empty", lambda t, n: n.Module().register_parameter("", None)),
    ("parameter taken", lambda t, n: n.Module().register_parameter("forward", None)),
    ("parameter type", lambda t, n: n.Module().register_parameter("a", 3)),
    ("parameter plain tensor", lambda t, n: n.Module().register_parameter("a", t.zeros(1))),
    ("buffer name type", lambda t, n: n.Module().register_buffer(3, None)),
    ("buffer dot", lambda t, n: n.Module().register_buffer("a.b", None)),
    ("buffer empty", lambda t, n: n.Module().register_buffer("", None)),
    ("buffer taken", lambda t, n: n.Module().register_buffer("forward", None)),
    ("buffer type", lambda t, n: n.Module().register_buffer("a", 3)),
    ("buffer assigned", lambda t, n: setattr(n.BatchNorm1d(2), "running_mean", 3)),
    ("module name type", lambda t, n: n.Module().add_module(3, None)),
    ("module dot", lambda t, n: n.Module().add_module("a.b", None)),
    ("module empty", lambda t, n: n.Module().add_module("", None)),
    ("module taken", lambda t, n: n.Module().add_module("forward", n.Module())),
    ("module type", lambda t, n: n.Module().add_module("a", 3)),
    ("module assigned", lambda t, n: setattr(n.Sequential(n.ReLU()), "0", 3)),
    ("no forward", lambda t, n: n.Module()(3)),
    ("missing attribute", lambda t, n: n.Linear(2, 3).foo),
    ("missing to delete", lambda t, n: delattr(n.Linear(2, 3), "foo")),
    ("submodule", lambda t, n: n.Linear(2, 3).get_submodule("a.b")),
    ("submodule kind", lambda t, n: n.Linear(2, 3).get_submodule("weight")),
    ("parameter path", lambda t, n: n.Linear(2, 3).get_parameter("a.b")),
    ("parameter absent", lambda t, n: n.Linear(2, 3).get_parameter("foo")),
    ("parameter kind", lambda t, n: n.Linear(2, 3).get_parameter("forward")),
    ("buffer kind", lambda t, n: n.Linear(2, 3).get_buffer("weight")),
    ("set_submodule", lambda t, n: n.Linear(2, 3).set_submodule("", n.Module())),
    ("train", lambda t, n: n.Linear(2, 3).train("x")),
    ("init positional", lambda t, n: n.Module(3)),
    ("init keyword", lambda t, n: n.Module(a=3)),
    ("integer dtype", lambda t, n: n.Linear(2, 3).to(t.int32)),
    ("load mismatch", lambda t, n: n.Linear(2, 3).load_state_dict({"weight": t.zeros(2, 2), "foo": t.zeros(1)})),
    ("load list", lambda t, n: n.Linear(2, 3).load_state_dict([1])),
    ("load number", lambda t, n: n.Linear(2, 3).load_state_dict({"weight": 3, "bias": t.zeros(3)})),
    ("load nested", lambda t, n: n.Sequential(n.Linear(2, 3)).load_state_dict({"0.x": t.zeros(1), "1.y.z": 1, "q": 2})),
]


@pytest.mark.parametrize(("what", "act"), ERRORS, ids=[what for what, _ in ERRORS])
def test_errors_are_pytorchs(what: str, act: Callable[[Any, Any], Any]) -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever PyTorch raises, ours must too
        act(torch, torch.nn)
    with pytest.raises(type(theirs.value)) as ours:
        act(flambeau, nn)
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (lambda: nn.Parameter(flambeau.zeros(1)), "parameters"),
        (lambda: nn.ReLU(), "module"),
        (lambda: nn.Buffer(flambeau.zeros(1)), "buffer"),
    ],
)
def test_assignment_before_init(value: Callable[[], Any], kind: str) -> None:
    class Early(nn.Module):
        def __init__(self) -> None:
            self.early = value()

    with pytest.raises(AttributeError, match=rf"cannot assign {kind} before Module.__init__\(\) call"):
        Early()


def test_names_move_between_registries() -> None:
    module = nn.Module()
    module.x = nn.Parameter(flambeau.zeros(1))
    module.x = None
    assert module._parameters == {"x": None}
    del module.x
    module.x = nn.ReLU()
    module.x = nn.Parameter(flambeau.ones(1))
    assert list(module._parameters) == ["x"]
    assert list(module._modules) == []
    del module.x
    assert not hasattr(module, "x")
    module.x = nn.Buffer(flambeau.zeros(1), persistent=False)
    assert list(module._buffers) == ["x"]
    assert list(module.state_dict()) == []
    module.x = flambeau.ones(2)
    assert module._buffers["x"].numel() == 2
    module.y = flambeau.ones(2)
    assert "y" not in module._buffers


def test_changes_of_the_registries_are_seen() -> None:
    module = nn.Linear(2, 2)
    stand_in = flambeau.zeros(2, 2)
    module._parameters["weight"] = stand_in
    assert module.weight is stand_in
    del module._parameters["bias"]
    assert not hasattr(module, "bias")
    module._parameters.clear()
    assert not hasattr(module, "weight")
    module._parameters = {"weight": None}
    assert module.weight is None
    module._modules.update({"child": nn.ReLU()})
    assert isinstance(module.child, nn.ReLU)
    assert module._modules.pop("child") is not None
    assert module._modules.pop("child", 5) == 5
    assert not hasattr(module, "child")
    module._buffers |= {"b": flambeau.zeros(1)}
    assert module._buffers.setdefault("b") is module.b
    assert module._buffers.popitem()[0] == "b"
    assert not hasattr(module, "b")
    module.__dict__["_buffers"] = {"plain": 1}
    assert module.plain == 1


def test_a_module_dies_with_its_last_reference() -> None:
    gc.disable()
    try:
        module = Doubled()
        module.register_forward_hook(lambda *_: None)
        gone = weakref.ref(module)
        del module
        assert gone() is None
    finally:
        gc.enable()


def test_iterators() -> None:
    module = Doubled()
    assert [name for name, _ in module.named_parameters()] == ["scale", "inner.weight", "inner.bias"]
    twice = ["scale", "inner.weight", "inner.bias", "again.weight", "again.bias"]
    assert [name for name, _ in module.named_parameters(remove_duplicate=False)] == twice
    assert [name for name, _ in module.named_parameters("p", recurse=False)] == ["p.scale"]
    assert [name for name, _ in module.named_buffers()] == ["kept", "hidden"]
    assert [name for name, _ in module.named_modules()] == ["", "inner"]
    assert [name for name, _ in module.named_modules(remove_duplicate=False)] == ["", "inner", "again"]
    assert [name for name, _ in module.named_children()] == ["inner"]
    seen: list[str] = []
    module.apply(lambda m: seen.append(type(m).__name__))
    assert seen == ["Linear", "Doubled"]
    assert module.get_parameter("inner.weight") is module.inner.weight
    assert module.get_buffer("kept") is module.kept
    module.set_submodule("inner", nn.Linear(2, 5))
    assert module.inner.out_features == 5
    assert {"inner", "scale", "kept", "forward"} <= set(dir(module))


def test_state_dict_and_loading() -> None:
    module = Doubled()
    state = module.state_dict(prefix="p.")
    names = ["scale", "kept", "inner.weight", "inner.bias", "again.weight", "again.bias"]
    assert list(state) == [f"p.{name}" for name in names]
    assert dict(state._metadata) == {"p": {"version": 1}, "p.inner": {"version": 1}, "p.again": {"version": 1}}
    assert not state["p.scale"].requires_grad
    assert module.state_dict(keep_vars=True)["scale"] is module.scale
    other = Doubled()
    assert repr(other.load_state_dict(module.state_dict())) == "<All keys matched successfully>"
    assert flambeau.equal(other.inner.weight, module.inner.weight)
    result = other.load_state_dict({"scale": flambeau.zeros(1), "extra": flambeau.zeros(1)}, strict=False)
    assert result.unexpected_keys == ["extra"]
    assert len(result.missing_keys) == 5
    assert other.scale.item() == 0.0


def test_assign_takes_the_given_tensors() -> None:
    module = nn.Linear(2, 2)
    weight = flambeau.ones(2, 2, dtype=flambeau.float64)
    module.load_state_dict({"weight": weight, "bias": nn.Parameter(flambeau.zeros(2))}, assign=True)
    assert module.weight.dtype == flambeau.float64
    assert module.weight.requires_grad
    assert isinstance(module.weight, nn.Parameter)


def test_state_hooks_and_extra_state() -> None:
    class Counting(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.count = 0

        def get_extra_state(self) -> Any:
            return {"count": self.count}

        def set_extra_state(self, state: Any) -> None:
            self.count = state["count"]

    module = nn.Sequential(Counting())
    module[0].count = 4
    calls: list[str] = []
    module.register_state_dict_pre_hook(lambda m, prefix, keep: calls.append("before"))
    module.register_state_dict_post_hook(lambda m, state, prefix, metadata: calls.append("after"))
    state = module.state_dict()
    assert state["0._extra_state"] == {"count": 4}
    other = nn.Sequential(Counting())
    other.register_load_state_dict_pre_hook(lambda m, state, *rest: calls.append(type(m).__name__))
    other.register_load_state_dict_post_hook(lambda m, keys: keys.missing_keys.clear())
    other.load_state_dict(state)
    other.load_state_dict({})
    assert other[0].count == 4
    assert calls == ["before", "after", "Sequential", "Sequential"]


def test_forward_hooks() -> None:
    module = Doubled()
    x = flambeau.ones(1, 2)
    plain = module(x)
    calls: list[Any] = []
    with module.register_forward_pre_hook(lambda m, args: calls.append("pre")):
        module.register_forward_pre_hook(lambda m, args: (args[0] * 2,), prepend=True)
        late = module.register_forward_hook(lambda m, args, out: out + 1)
        keyed = module.register_forward_hook(
            lambda m, args, kwargs, out: calls.append(kwargs), with_kwargs=True, prepend=True
        )
        changed = module(x, times=3.0)
    assert calls == ["pre", {"times": 3.0}]
    assert flambeau.allclose(changed, (module.inner(x * 2)) * 3 + 1)
    late.remove()
    keyed.remove()
    module._forward_pre_hooks.clear()
    assert flambeau.equal(module(x), plain)
    module.register_forward_pre_hook(lambda m, args, kwargs: (args, {"times": 0.0}), with_kwargs=True)
    assert module(x).abs().sum().item() == 0.0
    module.register_forward_pre_hook(lambda m, args, kwargs: 3, with_kwargs=True)
    with pytest.raises(RuntimeError, match="forward pre-hook must return None or a tuple"):
        module(x)


def test_always_called_hook_and_global_hooks() -> None:
    calls: list[Any] = []
    module = nn.Linear(2, 2)
    module.register_forward_hook(lambda m, args, out: calls.append(out), always_call=True)
    with pytest.raises((RuntimeError, ValueError)):
        module(flambeau.ones(1, 3))
    assert calls == [None]
    with nn.modules.module.register_module_forward_hook(lambda m, args, out: calls.append(type(m).__name__)):
        nn.Sequential(nn.ReLU())(flambeau.ones(1))
    nn.ReLU()(flambeau.ones(1))
    assert calls == [None, "ReLU", "Sequential"]


def gradients_seen(library: Any) -> list[Any]:
    """What backward hooks of every kind see and what they do to the gradient, in one library."""
    library.manual_seed(0)
    module = library.nn.Linear(2, 2)
    x = library.ones(1, 2, requires_grad=True)
    seen: list[Any] = []

    def record(*gradients: Any) -> None:
        seen.append([[None if g is None else g.tolist() for g in group] for group in gradients])

    module.register_full_backward_pre_hook(lambda m, out: (out[0] * 2,))
    module.register_full_backward_hook(lambda m, into, out: record(into, out))
    module.register_full_backward_hook(lambda m, into, out: (into[0] * 10,), prepend=True)
    module(x).sum().backward()
    seen += [x.grad.tolist(), module.weight.grad.tolist()]
    frozen = library.nn.Linear(2, 2)
    frozen.register_full_backward_hook(lambda m, into, out: record(into, out))
    frozen(library.ones(1, 2)).sum().backward()
    return seen


@pytest.mark.filterwarnings("ignore")
def test_backward_hooks() -> None:
    torch = pytest.importorskip("torch")
    assert gradients_seen(flambeau) == gradients_seen(torch)
    module = nn.Linear(2, 2)
    module.register_full_backward_hook(lambda m, into, out: (None, None))
    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        module(flambeau.ones(1, 2, requires_grad=True)).sum().backward()
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        module.register_backward_hook(lambda *_: None)
    with flambeau.no_grad():
        assert module(flambeau.ones(1, 2)).grad_fn is None


def test_conversion_keeps_identity() -> None:
    module = Doubled()
    weight = module.inner.weight
    module(flambeau.ones(1, 2)).sum().backward()
    assert module.double() is module
    assert module.inner.weight is weight
    assert module.again.weight is weight
    assert weight.dtype == flambeau.float64
    assert weight.grad.dtype == flambeau.float64
    assert module.kept.dtype == flambeau.float64
    for name, dtype in (("half", "float16"), ("bfloat16", "bfloat16"), ("float", "float32")):
        getattr(module, name)()
        assert module.scale.dtype == getattr(flambeau, dtype)
    for arguments in ((flambeau.float64,), ("cpu", flambeau.float64), (flambeau.zeros(1).double(),)):
        assert module.float().to(*arguments).scale.dtype == flambeau.float64
    assert module.to(dtype=flambeau.float32).cpu().scale.dtype == flambeau.float32
    norm = nn.BatchNorm1d(2).double()
    assert norm.num_batches_tracked.dtype == flambeau.int64


def test_training_and_gradients() -> None:
    module = Doubled()
    module.eval()
    assert not module.inner.training
    assert module.train().inner.training
    module(flambeau.ones(1, 2)).sum().backward()
    gradient = module.scale.grad
    module.zero_grad(set_to_none=False)
    assert module.scale.grad is gradient
    assert gradient.item() == 0.0
    module.zero_grad()
    assert module.scale.grad is None
    assert not any(p.requires_grad for p in module.requires_grad_(False).parameters())


def test_copies_and_pickles() -> None:
    module = Doubled()
    deep = copy.deepcopy(module)
    assert deep.inner is deep.again
    assert deep.inner.weight is not module.inner.weight
    deep._parameters["scale"] = None
    assert deep.scale is None
    assert module.scale is not None
    shallow = copy.copy(module)
    assert shallow.inner.weight is module.inner.weight
    shallow.scale = nn.Parameter(flambeau.zeros(1))
    assert module.scale is shallow.scale
    loaded = pickle.loads(pickle.dumps(module))
    assert flambeau.equal(loaded.inner.weight, module.inner.weight)
    assert loaded.inner is loaded.again
    assert "scale" not in module.__getstate__()
    assert type(pickle.loads(pickle.dumps(module._parameters))) is dict


def test_overridden_getattr_reaches_the_base() -> None:
    class Wrapper(nn.Module):
        def __init__(self, inner: nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def __getattr__(self, name: str) -> Any:
            try:
                return super().__getattr__(name)
            except AttributeError:
                return getattr(self.inner, name)

    assert Wrapper(nn.Linear(2, 3)).out_features == 3


def test_repr() -> None:
    assert repr(nn.Sequential(nn.Sequential(nn.ReLU()), nn.Module())) == (
        "Sequential(\n  (0): Sequential(\n    (0): ReLU()\n  )\n  (1): Module()\n)"
    )


@pytest.mark.skipif(sys.version_info < (3, 11), reason="notes on exceptions came with Python 3.11")
def test_an_error_names_the_path_of_the_module() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList([nn.Sequential(nn.ReLU(), nn.Linear(3, 4))])

        def forward(self, x: Any) -> Any:
            return self.layers[0](x)

    with pytest.raises((RuntimeError, ValueError)) as caught:
        Net()(flambeau.ones(2, 5))
    assert caught.value.__notes__ == ["in Net.layers.0.1 = Linear(in_features=3, out_features=4, bias=True)"]
    pickle.dumps(caught.value.__dict__)
