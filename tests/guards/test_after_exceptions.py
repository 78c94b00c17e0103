"""An exception in any function that a user gives leaves no state behind, and the next use works.

Each program calls back at several places. It is run once to count them; then again for each, which raises there: an
error, or the KeyboardInterrupt of a Ctrl-C. Afterwards modes, levels, hooks and profiler are as before, and the program
gives what it gave.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from fuzz.state import differences, state, usable

import flambeau as fl
from flambeau import func, nn, optim
from flambeau.autograd import forward_ad, graph
from flambeau.utils import checkpoint, data


class Boom(Exception):
    """What a callback raises."""


class Calls:
    """The callback: returns what it is given, and raises the `at`-th time."""

    def __init__(self, at: int | None = None, error: type[BaseException] = Boom) -> None:
        self.at, self.error, self.count = at, error, 0

    def __call__(self, value: Any = None, *_: Any) -> Any:
        self.count += 1
        if self.count - 1 == self.at:
            raise self.error("in a callback")
        return value


Program = Callable[[Calls], Any]
PROGRAMS: dict[str, Program] = {}


def program(name: str) -> Callable[[Program], Program]:
    def enter(function: Program) -> Program:
        PROGRAMS[name] = function
        return function

    return enter


def leaf(*shape: int) -> fl.Tensor:
    return fl.arange(1.0, 1.0 + fl.ones(shape).numel()).reshape(shape).requires_grad_()


# Context managers


CONTEXTS: dict[str, Callable[[Calls], Any]] = {
    "no_grad": lambda call: fl.no_grad(),
    "enable_grad": lambda call: fl.enable_grad(),
    "inference_mode": lambda call: fl.inference_mode(),
    "set_grad_enabled": lambda call: fl.set_grad_enabled(False),
    "detect_anomaly": lambda call: fl.autograd.detect_anomaly(),
    "set_detect_anomaly": lambda call: fl.autograd.set_detect_anomaly(True),
    "dual_level": lambda call: forward_ad.dual_level(),
    "saved_tensors_hooks": lambda call: graph.saved_tensors_hooks(call, call),
    "save_on_cpu": lambda call: graph.save_on_cpu(),
    "disable_saved_tensors_hooks": lambda call: graph.disable_saved_tensors_hooks("not here"),
    "allow_mutation_on_saved_tensors": lambda call: graph.allow_mutation_on_saved_tensors(),
    "strong_zero": lambda call: fl.autograd.strong_zero(),
    "profile": lambda call: fl.profiler.profile(record_shapes=True, with_stack=True),
    "profile with a schedule": lambda call: fl.profiler.profile(
        schedule=lambda k: call(fl.profiler.ProfilerAction.RECORD)
    ),
    "profile with a handler": lambda call: fl.profiler.profile(on_trace_ready=call),
    "autograd.profiler.profile": lambda call: fl.autograd.profiler.profile(),
    "record_function": lambda call: fl.profiler.record_function("block"),
    "printoptions": lambda call: fl.printoptions(precision=2),
}


def _within(context: Callable[[Calls], Any]) -> Program:
    def run(call: Calls) -> Any:
        with context(call):
            x = leaf(3)
            y = (call(x) * 2).exp().sum()
            if y.requires_grad:
                y.backward()
            call()
            return y.tolist()

    return run


PROGRAMS |= {f"with {name}": _within(context) for name, context in CONTEXTS.items()}


@program("a generator decorated by no_grad")
def _(call: Calls) -> Any:
    @fl.no_grad()
    def steps() -> Any:
        for k in range(3):
            yield call(k)

    return list(steps())


# Transforms


def _cube(call: Calls) -> Callable[[Any], Any]:
    return lambda x: call((x**3).sum())


TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "grad": func.grad,
    "grad_and_value": func.grad_and_value,
    "jacrev": func.jacrev,
    "jacfwd": func.jacfwd,
    "hessian": func.hessian,
    "functionalize": func.functionalize,
    "vmap": fl.vmap,
    "vmap in chunks": lambda f: fl.vmap(f, chunk_size=1, randomness="same"),
    "vmap of grad": lambda f: fl.vmap(func.grad(f)),
    "grad of vmap": lambda f: func.grad(lambda x: fl.vmap(f)(x).sum()),
    "grad of grad": lambda f: func.grad(lambda x: func.grad(f)(x).sum()),
    "jvp of vmap of grad": lambda f: lambda x: func.jvp(fl.vmap(func.grad(f)), (x,), (x,)),
    "vmap of jvp": lambda f: fl.vmap(lambda x: func.jvp(f, (x,), (x,))[1]),
    "vmap of hessian": lambda f: fl.vmap(func.hessian(f)),
    "vjp": lambda f: lambda x: func.vjp(f, x)[1](fl.tensor(1.0)),
    "linearize": lambda f: lambda x: func.linearize(f, x)[1](x),
    "jvp": lambda f: lambda x: func.jvp(f, (x,), (x,)),
    "vmap that runs per example": lambda f: fl.vmap(lambda x: f(x) if x.sum().item() > 0 else f(-x)),
    "functional.jacobian": lambda f: lambda x: fl.autograd.functional.jacobian(f, x),
    "functional.hessian, vectorized": lambda f: lambda x: fl.autograd.functional.hessian(f, x, vectorize=True),
    "functional.jvp": lambda f: lambda x: fl.autograd.functional.jvp(f, x, x),
    "functional.hvp": lambda f: lambda x: fl.autograd.functional.hvp(f, x, x),
    "gradcheck": lambda f: (
        lambda x: fl.autograd.gradcheck(f, x.double().requires_grad_(), check_forward_ad=True, check_batched_grad=True)
    ),
}


def _numbers(value: Any) -> Any:
    return (
        value.tolist()
        if isinstance(value, fl.Tensor)
        else [_numbers(v) for v in value]
        if isinstance(value, tuple)
        else value
    )


def _transformed(transform: Callable[[Any], Any]) -> Program:
    def run(call: Calls) -> Any:
        x = fl.arange(1.0, 5.0).reshape(2, 2)
        found = _numbers(transform(_cube(call))(x))
        assert x._version == 0
        return found

    return run


PROGRAMS |= {f"func.{name}": _transformed(transform) for name, transform in TRANSFORMS.items()}


@program("functional_call")
def _(call: Calls) -> Any:
    class Layer(nn.Linear):
        def forward(self, input: Any) -> Any:
            return call(super().forward(input))

    layer = Layer(2, 1)
    before = dict(layer.named_parameters())
    try:
        return func.functional_call(layer, {"weight": fl.ones(1, 2), "bias": fl.zeros(1)}, fl.ones(2)).tolist()
    finally:
        assert all(value is before[name] for name, value in layer.named_parameters())


# Hooks and backward


@program("hooks of tensors and nodes")
def _(call: Calls) -> Any:
    x = leaf(3)
    x.register_hook(call)
    x.register_post_accumulate_grad_hook(lambda t: call())
    y = (x * 2).exp()
    y.grad_fn.register_hook(lambda inputs, outputs: call(inputs))
    y.grad_fn.register_prehook(lambda outputs: call(outputs))
    graph.register_multi_grad_hook([x, y], lambda grads: call())
    y.sum().backward()
    return x.grad.tolist()


@program("hooks of modules")
def _(call: Calls) -> Any:
    layer = nn.Linear(2, 2)
    layer.register_forward_pre_hook(lambda m, args: call(args))
    layer.register_forward_hook(lambda m, args, result: call(result))
    layer.register_full_backward_pre_hook(lambda m, g: call(g))
    layer.register_full_backward_hook(lambda m, inputs, outputs: call(inputs))
    layer(leaf(2)).sum().backward()
    return layer.weight.grad.tolist()


@program("hooks of all modules")
def _(call: Calls) -> Any:
    with (
        nn.modules.module.register_module_forward_pre_hook(lambda m, args: call()),
        nn.modules.module.register_module_forward_hook(lambda m, args, result: call()),
        nn.modules.module.register_module_full_backward_hook(lambda m, inputs, outputs: call(inputs)),
    ):
        layer = nn.Linear(2, 2)
        layer(leaf(2)).sum().backward()
        return layer.weight.grad.tolist()


@program("hooks of states")
def _(call: Calls) -> Any:
    layer = nn.Linear(2, 2)
    layer.register_state_dict_pre_hook(lambda *args: call())
    layer.register_state_dict_post_hook(lambda *args: call())
    layer.register_load_state_dict_pre_hook(lambda *args: call())
    layer.register_load_state_dict_post_hook(lambda *args: call())
    layer.load_state_dict(layer.state_dict())
    optimizer = optim.Adam(layer.parameters())
    optimizer.register_state_dict_pre_hook(lambda *args: call())
    optimizer.register_load_state_dict_post_hook(lambda *args: call())
    optimizer.register_step_pre_hook(lambda *args: call())
    optimizer.register_step_post_hook(lambda *args: call())
    optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    return len(optimizer.state_dict()["param_groups"])


@program("saved tensors packed and unpacked")
def _(call: Calls) -> Any:
    x = leaf(2)
    with graph.saved_tensors_hooks(call, call):
        y = (x.exp() * x.sin()).sum()
    y.backward()
    return x.grad.tolist()


class Twice(fl.autograd.Function):
    """Calls back in every one of its methods; `call` is set by the program."""

    call: Calls

    @staticmethod
    def forward(x: Any) -> Any:
        return Twice.call(x * 2)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        Twice.call()

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return Twice.call(g * 2)

    @staticmethod
    def jvp(ctx: Any, t: Any) -> Any:
        return Twice.call(t * 2)

    @staticmethod
    def vmap(info: Any, in_dims: Any, x: Any) -> Any:
        return Twice.call(Twice.apply(x)), in_dims[0]


FUNCTION_USES: dict[str, Callable[[Any], Any]] = {
    "backward": lambda f: fl.autograd.grad(f(x := leaf(2)).sum(), x)[0],
    "grad": lambda f: func.grad(lambda x: f(x).sum())(fl.ones(2)),
    "jvp": lambda f: func.jvp(f, (fl.ones(2),), (fl.ones(2),)),
    "vmap": lambda f: fl.vmap(f)(fl.ones(2)),
    "vmap of grad": lambda f: fl.vmap(func.grad(f))(fl.ones(2)),
    "grad of vmap": lambda f: func.grad(lambda x: fl.vmap(f)(x).sum())(fl.ones(2)),
    "hessian": lambda f: func.hessian(lambda x: f(x).sum())(fl.ones(2)),
    "checkpoint": lambda f: fl.autograd.grad(checkpoint.checkpoint(f, x := leaf(2), use_reentrant=False).sum(), x)[0],
}


def _of_function(use: Callable[[Any], Any]) -> Program:
    def run(call: Calls) -> Any:
        Twice.call = call
        return _numbers(use(Twice.apply))

    return run


PROGRAMS |= {f"a Function under {name}": _of_function(use) for name, use in FUNCTION_USES.items()}


@program("custom_op")
def _(call: Calls) -> Any:
    @fl.ops.custom_op(vjp={"x": lambda g: call(g * 2)}, jvp=lambda d_x: call(d_x * 2))
    def twice(x: fl.Tensor) -> fl.Tensor:
        return call(x * 2)

    x = leaf(2)
    twice(x).sum().backward()
    tangent = func.jvp(twice, (fl.ones(2),), (fl.ones(2),))[1]
    return x.grad.tolist(), tangent.tolist(), fl.vmap(twice)(fl.ones(2, 2)).tolist()


@program("checkpoint, reentrant")
def _(call: Calls) -> Any:
    x = leaf(2)
    checkpoint.checkpoint(lambda x: call(x.exp() * fl.rand(2)), x, use_reentrant=True).sum().backward()
    return x.grad.tolist()


@program("checkpoint")
def _(call: Calls) -> Any:
    x = leaf(2)
    checkpoint.checkpoint(lambda x: call(x.exp() * fl.rand(2)), x, use_reentrant=False).sum().backward()
    return x.grad.tolist()


# Training


OPTIMIZERS = ["SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "RMSprop"]
OPTIMIZERS += ["Rprop", "ASGD", "Adafactor"]


def _optimised(name: str) -> Program:
    def run(call: Calls) -> Any:
        weight = nn.Parameter(fl.ones(2))
        optimizer = getattr(optim, name)([weight], lr=0.1)

        def closure() -> Any:
            optimizer.zero_grad()
            loss = call((weight**2).sum())
            loss.backward()
            return call(loss)

        for _ in range(2):
            before = weight.tolist()
            try:
                optimizer.step(closure)
            except BaseException:
                assert weight.tolist() == before
                raise
        return weight.tolist()

    return run


PROGRAMS |= {f"optim.{name}": _optimised(name) for name in OPTIMIZERS}


@program("LambdaLR")
def _(call: Calls) -> Any:
    optimizer = optim.SGD([nn.Parameter(fl.ones(2))], lr=0.1)
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda k: call(0.5**k))
    optimizer.step()
    schedule.step()
    return schedule.get_last_lr()


@program("DataLoader")
def _(call: Calls) -> Any:
    class Items(data.Dataset):  # type: ignore[type-arg]
        def __len__(self) -> int:
            return 4

        def __getitem__(self, k: int) -> Any:
            return call(fl.tensor(k))

    loader = data.DataLoader(Items(), batch_size=2, shuffle=True, collate_fn=lambda items: call(fl.stack(items)))
    return [batch.tolist() for batch in loader]


@program("save and load")
def _(call: Calls) -> Any:
    class Thing:
        def __reduce__(self) -> Any:
            return call((dict, ()))

    file = io.BytesIO()
    fl.save({"a": fl.ones(2), "b": Thing()}, file)
    file.seek(0)
    return fl.load(file)["a"].tolist()


@program("Module.apply and to")
def _(call: Calls) -> Any:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    model.apply(lambda m: call(m))
    return [p.dtype.name for p in model._apply(lambda t: call(t.double())).parameters()]


@pytest.mark.parametrize("error", [Boom, KeyboardInterrupt])
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.filterwarnings("ignore")
def test_no_state_stays_behind(name: str, error: type[BaseException]) -> None:
    run = PROGRAMS[name]
    fl.manual_seed(0)
    count = Calls()
    expected = run(count)
    assert count.count
    before = state()
    for at in range(count.count):
        fl.manual_seed(0)
        with pytest.raises(error):
            run(Calls(at, error))
        assert differences(before, state()) == [], f"after callback {at}"
    assert usable() is None
    fl.manual_seed(0)
    assert run(Calls()) == expected
