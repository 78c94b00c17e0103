"""`func` beside PyTorch's: the same program, the same numbers, the same exceptions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl
from flambeau._pytree import tree_leaves

torch = pytest.importorskip("torch")

Program = Callable[[Any], Any]
PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


def data(T: Any, *shape: int, seed: int = 0) -> Any:
    T.manual_seed(seed)
    return T.randn(*shape, dtype=T.float64)


def mlp(T: Any, params: dict[str, Any], x: Any) -> Any:
    h = T.tanh(T.nn.functional.linear(x, params["w1"], params["b1"]))
    return T.nn.functional.linear(h, params["w2"], params["b2"])


def mlp_params(T: Any) -> dict[str, Any]:
    return {
        "w1": data(T, 4, 3, seed=1),
        "b1": data(T, 4, seed=2),
        "w2": data(T, 2, 4, seed=3),
        "b2": data(T, 2, seed=4),
    }


# ---- vmap ----------------------------------------------------------------------------------------------------------


@program
def vmap_dot(T: Any) -> Any:
    return T.func.vmap(T.dot)(data(T, 3, 5), data(T, 3, 5, seed=1))


@program
def vmap_dims(T: Any) -> Any:
    x, y = data(T, 2, 3, 5), data(T, 5, 2, seed=1)
    return T.func.vmap(lambda a, b: (a * b.sum(), b), in_dims=(1, None), out_dims=(2, None))(x, y)


@program
def vmap_negative_dims(T: Any) -> Any:
    return T.func.vmap(lambda a: a * 2, in_dims=-1, out_dims=-1)(data(T, 2, 3, 5))


@program
def vmap_nested(T: Any) -> Any:
    x, y = data(T, 2, 3), data(T, 4, 3, seed=1)
    return T.func.vmap(lambda a: T.func.vmap(lambda b: a * b - a.sum())(y))(x)


@program
def vmap_trees(T: Any) -> Any:
    x = {"a": data(T, 3, 2), "b": [data(T, 3, seed=1), (data(T, 3, 4, seed=2),)]}
    return T.func.vmap(lambda t: {"s": t["a"].sum() + t["b"][0], "m": [t["b"][1][0].max()]})(x)


@program
def vmap_kwargs_are_shared(T: Any) -> Any:
    return T.func.vmap(lambda x, *, scale: x * scale)(data(T, 3, 2), scale=data(T, 2, seed=1))


@program
def vmap_chunks(T: Any) -> Any:
    return T.func.vmap(lambda x: x.cumsum(0) / x.sum(), chunk_size=2)(data(T, 5, 3))


@program
def vmap_constant_result(T: Any) -> Any:
    return T.func.vmap(lambda x: T.ones(2))(data(T, 3))


@program
def vmap_inplace(T: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y[0] += 1
        y.mul_(2)
        y[1:].zero_()
        return y

    return T.func.vmap(f)(data(T, 3, 4))


@program
def vmap_inplace_on_input(T: Any) -> Any:
    x = data(T, 3, 4)
    T.func.vmap(lambda row: row.add_(1))(x)
    return x


@program
def vmap_indexing(T: Any) -> Any:
    x, i = data(T, 4, 3, 5), T.tensor([0, 2, 1, 1])
    f = T.func.vmap(lambda a, k: (a[k], a[:, [0, 2]], a[None, ..., 1], a[k : k + 1] if isinstance(k, int) else a.T))
    return f(x, i)


@program
def vmap_matmuls(T: Any) -> Any:
    a, b, v = data(T, 6, 3, 4), data(T, 6, 4, 2, seed=1), data(T, 6, 4, seed=2)
    m = data(T, 5, 4, seed=3)
    f = T.func.vmap(lambda a, b, v: (a @ b, a @ v, m @ v, v @ b, v @ v, a @ m.T, m @ b, T.einsum("ij,jk->ki", a, b)))
    return f(a, b, v)


@program
def vmap_promotion(T: Any) -> Any:
    x, y = T.arange(3), data(T, 3)
    return T.func.vmap(lambda a, b: (a + 1, a * 1.5, a / 2, b + T.ones(2, dtype=T.float32), a == b))(x, y)


@program
def vmap_same_randomness(T: Any) -> Any:
    T.manual_seed(3)
    return T.func.vmap(lambda x: x + T.randn(2, dtype=T.float64), randomness="same")(data(T, 3, 2))


@program
def vmap_different_randomness(T: Any) -> Any:
    x = data(T, 3, 2)
    T.manual_seed(3)
    return T.func.vmap(lambda x: x + T.randn(2, dtype=T.float64), randomness="different")(x)


# ---- derivatives -----------------------------------------------------------------------------------------------------


@program
def gradients(T: Any) -> Any:
    x = data(T, 4)
    f = T.func.grad(lambda x: (x.sin() * x).sum())
    return f(x), T.func.grad(lambda x: f(x).sum())(x), T.func.grad_and_value(lambda x: x.exp().sum())(x)


@program
def gradients_of_several(T: Any) -> Any:
    def f(x: Any, d: Any, k: float) -> Any:
        return (x * d["a"]).sum() * k + d["b"][0].sum()

    d = {"a": data(T, 3), "b": (data(T, 2, seed=1),)}
    return T.func.grad(f, argnums=(0, 1))(data(T, 3, seed=2), d, 2.0), T.func.grad(f, argnums=-2)(data(T, 3), d, 1.0)


@program
def gradients_with_aux(T: Any) -> Any:
    return T.func.grad(lambda x: ((x**2).sum(), {"double": 2 * x}), has_aux=True)(data(T, 3))


@program
def pull_backs(T: Any) -> Any:
    x, y = data(T, 3), data(T, 3, seed=1)
    out, pull = T.func.vjp(lambda x, y: (x * y, (x.sin().sum(),)), x, y)
    return out, pull((T.ones(3, dtype=T.float64), (T.ones((), dtype=T.float64),)))


@program
def push_forwards(T: Any) -> Any:
    x, v = data(T, 3), data(T, 3, seed=1)
    f = lambda x: {"a": x.sin(), "b": x.prod()}  # noqa: E731
    return T.func.jvp(f, (x,), (v,)), T.func.jvp(lambda x: T.func.jvp(T.sin, (x,), (v,))[1], (x,), (v,))


@program
def linearized(T: Any) -> Any:
    x = data(T, 3)
    out, push = T.func.linearize(lambda x: x.sin() * x.sum(), x)
    return out, push(T.ones(3, dtype=T.float64)), push(x)


@program
def jacobians(T: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        return (x[:, None] * y).sum(0), x.cos()

    args = data(T, 3), data(T, 3, 2, seed=1)
    return [jac(f, argnums=n)(*args) for jac in (T.func.jacrev, T.func.jacfwd) for n in (0, 1, (0, 1))]


@program
def jacobians_in_chunks(T: Any) -> Any:
    return T.func.jacrev(lambda x: x.sin().outer(x), chunk_size=4)(data(T, 3))


@program
def jacobians_with_aux(T: Any) -> Any:
    f = lambda x: (x.sin(), x.sum())  # noqa: E731
    return T.func.jacrev(f, has_aux=True)(data(T, 3)), T.func.jacfwd(f, has_aux=True)(data(T, 3))


@program
def hessians(T: Any) -> Any:
    def f(x: Any) -> Any:
        return (x.sin() * x.roll(1)).sum()

    x = data(T, 4)
    F = T.func
    each = [F.hessian(f), F.jacrev(F.jacrev(f)), F.jacrev(F.jacfwd(f)), F.jacfwd(F.jacfwd(f)), F.jacfwd(F.grad(f))]
    return [h(x) for h in each], F.vmap(F.hessian(f))(data(T, 2, 4))


@program
def third_derivative(T: Any) -> Any:
    F = T.func
    return F.vmap(F.grad(F.grad(F.grad(lambda x: x.sin() * x**3))))(data(T, 4))


@program
def hessian_vector_products(T: Any) -> Any:
    f, x, v = lambda x: (x.exp() * x.sum()).sum(), data(T, 4), data(T, 4, seed=1)
    forward_over_reverse = T.func.jvp(T.func.grad(f), (x,), (v,))[1]
    reverse_over_forward = T.func.grad(lambda x: T.func.jvp(f, (x,), (v,))[1])(x)
    return forward_over_reverse, reverse_over_forward


@program
def perturbations_are_not_confused(T: Any) -> Any:
    one = T.ones((), dtype=T.float64)
    F = T.func
    by_reverse = F.grad(lambda x: x * F.grad(lambda y: x + y)(one))(one)
    by_forward = F.jvp(lambda x: x * F.jvp(lambda y: x + y, (one,), (one,))[1], (one,), (one,))[1]
    mixed = F.grad(lambda x: x * F.jvp(lambda y: x * y, (one,), (one,))[1])(one)
    return by_reverse, by_forward, mixed


@program
def per_sample_gradients(T: Any) -> Any:
    def loss(params: Any, x: Any, y: Any) -> Any:
        return ((mlp(T, params, x) - y) ** 2).mean()

    F = T.func
    return F.vmap(F.grad(loss), in_dims=(None, 0, 0))(mlp_params(T), data(T, 5, 3), data(T, 5, 2, seed=1))


@program
def gradients_around_a_batch(T: Any) -> Any:
    def loss(params: Any, x: Any) -> Any:
        return T.func.vmap(lambda row: mlp(T, params, row).logsumexp(0))(x).sum()

    return T.func.grad(loss)(mlp_params(T), data(T, 5, 3))


@program
def maml(T: Any) -> Any:
    """Gradients through a step of gradient descent, for several tasks at once."""
    F = T.func

    def task(params: Any, x: Any, y: Any) -> Any:
        inner = lambda p: ((mlp(T, p, x) - y) ** 2).mean()  # noqa: E731
        steps = F.grad(inner)(params)
        return ((mlp(T, {k: p - 0.1 * steps[k] for k, p in params.items()}, x) - y) ** 2).mean()

    def all_tasks(params: Any) -> Any:
        return F.vmap(task, in_dims=(None, 0, 0))(params, data(T, 3, 4, 3), data(T, 3, 4, 2, seed=1)).mean()

    return F.grad(all_tasks)(mlp_params(T))


@program
def inside_a_recorded_program(T: Any) -> Any:
    w = data(T, 3).requires_grad_()
    y = T.func.vmap(lambda x: (x * w).sin().sum())(data(T, 4, 3, seed=1)).sum()
    y = y + T.func.grad(lambda x: (x * w).pow(3).sum())(data(T, 3, seed=2)).sum()
    y.backward()
    return w.grad, T.func.grad(lambda x: (x**2).sum())(w).requires_grad


@program
def grad_modes(T: Any) -> Any:
    x = data(T, 3)

    def f(x: Any) -> Any:
        with T.no_grad():
            c = x**2
        return (x * c).sum()

    with T.no_grad():
        g = T.func.grad(lambda x: (x**3).sum())(x)
    return T.func.grad(f)(x), g, g.requires_grad


@program
def detached_inside(T: Any) -> Any:
    return T.func.grad(lambda x: T.func.vmap(lambda r: r.detach() * r)(x).sum())(data(T, 3))


@program
def complex_derivatives(T: Any) -> Any:
    x = T.complex(data(T, 3), data(T, 3, seed=1))
    return T.func.grad(lambda x: (x * x.conj()).real.sum())(x), T.func.vmap(lambda z: z * z.conj())(x)


@program
def networks_as_functions(T: Any) -> Any:
    T.manual_seed(0)
    net = T.nn.Sequential(T.nn.Conv2d(1, 2, 3), T.nn.BatchNorm2d(2), T.nn.ReLU(), T.nn.Flatten(), T.nn.Linear(18, 2))
    net = net.double().eval()
    params, buffers = dict(net.named_parameters()), dict(net.named_buffers())

    def loss(p: Any, x: Any, y: Any) -> Any:
        out = T.func.functional_call(net, (p, buffers), (x.unsqueeze(0),))
        return T.nn.functional.cross_entropy(out, y.unsqueeze(0))

    params = {k: v.detach() for k, v in params.items()}
    per_sample = T.func.vmap(T.func.grad(loss), in_dims=(None, 0, 0))
    return per_sample(params, data(T, 4, 1, 5, 5), T.tensor([0, 1, 1, 0]))


@program
def ensembles(T: Any) -> Any:
    T.manual_seed(0)
    models = [T.nn.Linear(3, 2).double() for _ in range(3)]
    params, buffers = T.func.stack_module_state(models)
    x = data(T, 5, 3)
    f = lambda p, b, x: T.func.functional_call(models[0], (p, b), (x,))  # noqa: E731
    return T.func.vmap(f, in_dims=(0, 0, None))(params, buffers, x), params["weight"].is_leaf


@program
def losses_per_example(T: Any) -> Any:
    logits, y = data(T, 4, 6, 3), T.tensor([[0, 2, 1, 1, 0, 2]] * 4)
    F = T.nn.functional
    return T.func.vmap(
        lambda x, t: (
            F.cross_entropy(x, t),
            F.cross_entropy(x, t, ignore_index=1, reduction="sum"),
            F.mse_loss(x, x.roll(1, 0)),
            F.smooth_l1_loss(x, x.roll(1, 0), reduction="none"),
            F.binary_cross_entropy_with_logits(x, x.sigmoid()),
        )
    )(logits, y)


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_pytorch(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, theirs = tree_leaves(PROGRAMS[name](fl)), tree_leaves(PROGRAMS[name](torch))
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        if not isinstance(a, fl.Tensor):
            assert a == b
            continue
        assert tuple(a.shape) == tuple(b.shape)
        assert str(a.dtype) == str(b.dtype)
        fl.testing.assert_close(
            a.detach(), fl.from_numpy(b.detach().resolve_conj().numpy().copy()), rtol=1e-9, atol=1e-9, equal_nan=True
        )


ERRORS: dict[str, Program] = {
    "no inputs": lambda T: T.func.vmap(lambda: 1)(),
    "sizes": lambda T: T.func.vmap(T.add)(T.ones(2), T.ones(3)),
    "in_dims": lambda T: T.func.vmap(T.add, in_dims=(0,))(T.ones(2), T.ones(2)),
    "in_dim out of range": lambda T: T.func.vmap(T.sin, in_dims=2)(T.ones(2)),
    "in_dim of a number": lambda T: T.func.vmap(lambda x, k: x)(T.ones(2), 1),
    "in_dims type": lambda T: T.func.vmap(T.sin, in_dims=[0])(T.ones(2)),
    "result type": lambda T: T.func.vmap(lambda x: 1)(T.ones(2)),
    "out_dims": lambda T: T.func.vmap(T.sin, out_dims=(0, 0))(T.ones(2)),
    "out_dim None": lambda T: T.func.vmap(T.sin, out_dims=None)(T.ones(2)),
    "randomness": lambda T: T.func.vmap(lambda x: x + T.rand(1))(T.ones(2)),
    "randomness word": lambda T: T.func.vmap(T.sin, randomness="yes")(T.ones(2)),
    "chunk_size": lambda T: T.func.vmap(T.sin, chunk_size=0)(T.ones(2)),
    "not a scalar": lambda T: T.func.grad(T.sin)(T.ones(2)),
    "not a tensor": lambda T: T.func.grad(lambda x: 1.0)(T.ones(2)),
    "argnums": lambda T: T.func.grad(T.sum, argnums=3)(T.ones(2)),
    "aux": lambda T: T.func.grad(T.sum, has_aux=True)(T.ones(2)),
    "tangents": lambda T: T.func.jvp(T.sin, (T.ones(2),), (T.ones(2), T.ones(2))),
    "primals": lambda T: T.func.jvp(T.sin, T.ones(2), T.ones(2)),
    "cotangents": lambda T: T.func.vjp(T.sin, T.ones(2))[1]((T.ones(2), T.ones(2))),
    "given twice, tied": lambda T: T.func.functional_call(
        _tied(T), {"0.weight": T.ones(2, 2), "1.weight": T.ones(2, 2)}, T.ones(2)
    ),
    "given twice": lambda T: T.func.functional_call(T.nn.Linear(1, 1), [{"bias": T.ones(1)}] * 2, T.ones(1)),
}


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_errors_as_pytorch(name: str) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever PyTorch raises
        ERRORS[name](torch)
    with pytest.raises(theirs.type) as ours:
        ERRORS[name](fl)
    assert type(ours.value) is theirs.type or isinstance(ours.value, theirs.type)
    lead = str(theirs.value).split("(")[0].split(":")[0][:24]
    assert str(ours.value).startswith(lead), f"{ours.value}\nagainst\n{theirs.value}"


@pytest.mark.parametrize("randomness", ["same", "different"])
@pytest.mark.parametrize("chunk_size", [None, 1, 2, 5])
def test_chunks_draw_as_in_pytorch(randomness: str, chunk_size: int | None) -> None:
    def drawn(T: Any) -> list[Any]:
        T.manual_seed(3)
        x = T.func.vmap(lambda x: x + T.rand(2), randomness=randomness, chunk_size=chunk_size)(T.zeros(5, 2))
        return [x.tolist(), T.rand(2).tolist()]  # and where the generator is afterwards

    assert drawn(fl) == drawn(torch)


def _tied(T: Any) -> Any:
    """``a(b(x))`` with one weight for both."""
    module = T.nn.Sequential(T.nn.Linear(2, 2, bias=False), T.nn.Linear(2, 2, bias=False))
    module[1].weight = module[0].weight
    return module


def test_tied_parameters_may_be_given_one_tensor_under_both_names() -> None:
    module, x, w = _tied(fl), fl.ones(2), 2 * fl.eye(2)
    call = fl.func.functional_call
    assert call(module, {"0.weight": w, "1.weight": w}, x).tolist() == [4.0, 4.0]
    assert call(module, {"1.weight": w}, x).tolist() == [4.0, 4.0]
    assert call(module, {"0.weight": w, "1.weight": 3 * w}, x, tie_weights=False).tolist() == [12.0, 12.0]


def test_shared_tensors_take_no_batch() -> None:
    with pytest.raises(RuntimeError, match=r"vmap: inplace add_.* is not possible"):
        fl.vmap(lambda x, y: y.add_(x), in_dims=(0, None))(fl.ones(3, 2), fl.ones(2))


def test_values_are_asked_for_in_a_loop() -> None:
    x = fl.tensor([1.0, -2.0, 3.0])
    with pytest.warns(UserWarning, match="asks for the value"):
        assert fl.vmap(lambda x: x if x > 0 else -x)(x).tolist() == [1.0, 2.0, 3.0]
    with pytest.warns(UserWarning, match="asks for the value"):
        gradient = fl.func.grad(lambda x: fl.vmap(lambda r: r**2 if r > 0 else -r)(x).sum())(x)
    assert gradient.tolist() == [2.0, -1.0, 6.0]


def test_loops_draw_as_batches_may() -> None:
    def f(x: Any) -> Any:
        factor = 1 if x > 0 else 2
        return x + fl.rand(()) * factor

    x = fl.zeros(3)
    with pytest.warns(UserWarning, match="asks for"), pytest.raises(RuntimeError, match="randomness error mode"):
        fl.vmap(f)(x)
    with pytest.warns(UserWarning, match="asks for"):
        same, different = (fl.vmap(f, randomness=r)(x) for r in ("same", "different"))
    assert len(set(same.tolist())) == 1
    assert len(set(different.tolist())) == 3


def test_a_batched_tensor_outlives_its_vmap_harmlessly() -> None:
    kept = []
    fl.vmap(lambda x: kept.append(x) or x)(fl.ones(3))
    assert "BatchedTensor" in repr(kept[0])
    with pytest.raises(RuntimeError, match="vmap that has ended"):
        kept[0] + 1
    for use in (lambda t: t.item(), lambda t: t.tolist(), lambda t: t.numpy(), bool, memoryview):
        with pytest.raises((RuntimeError, TypeError, BufferError)):
            use(kept[0])


def test_levels_are_left_when_a_function_raises() -> None:
    def f(x: Any) -> Any:
        raise KeyError("no")

    for transform in (fl.vmap(f), fl.func.grad(f), lambda x: fl.func.jvp(f, (x,), (x,))):
        with pytest.raises(KeyError):
            transform(fl.ones(2))
    assert fl._core._vmap_depth() == 0
    assert fl._core._visible_levels() == 0
    assert fl.vmap(fl.sin)(fl.zeros(2)).tolist() == [0.0, 0.0]


def test_strict_jvp() -> None:
    with pytest.raises(RuntimeError, match="independent"):
        fl.func.jvp(lambda x: fl.ones(2), (fl.ones(2),), (fl.ones(2),), strict=True)


def test_gradients_are_not_recorded_without_need() -> None:
    assert fl.func.grad(lambda x: (x**2).sum())(fl.ones(2)).grad_fn is None
    y, pull = fl.func.vjp(fl.sin, fl.ones(2))
    assert not y.requires_grad
    assert not pull(fl.ones(2))[0].requires_grad


@pytest.mark.parametrize("batched", [False, True])
def test_a_pull_back_within_another_transform_leaves_no_history(batched):
    x = fl.tensor([3.0, 4.0])
    _, pull = fl.func.vjp(lambda v: v * v * v, x)
    by_cotangent = fl.func.grad(lambda c: pull(c)[0].sum())
    found = fl.vmap(lambda _: by_cotangent(x))(fl.eye(2))[0] if batched else by_cotangent(x)
    assert found.tolist() == [27.0, 48.0]
    assert not found.requires_grad
