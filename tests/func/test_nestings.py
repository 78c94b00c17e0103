"""Programs of several operations under nested transforms, against loops of `autograd.grad` over elements and examples.

What single operations do under them is judged elsewhere; here are the things that operations share: lists of tensors,
views, writes in place and through views, layers and Functions of one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import flambeau as fl
from flambeau.autograd import forward_ad, functional
from flambeau.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, linearize, vjp, vmap
from flambeau.utils.checkpoint import CheckpointError, checkpoint

nn, F = fl.nn, fl.nn.functional
EXAMPLES = 3


class Cube(fl.autograd.Function):
    """x ** 3, which keeps its input."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Any) -> Any:
        return x**3

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(inputs[0])
        ctx.save_for_forward(inputs[0])

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return g * 3 * x**2

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        (x,) = ctx.saved_tensors
        return d * 3 * x**2


class Exp(Cube):
    """exp(x), which keeps its output."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x.exp()

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(output)
        ctx.save_for_forward(output)

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (y,) = ctx.saved_tensors
        return g * y

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        (y,) = ctx.saved_tensors
        return d * y


class Pair(fl.autograd.Function):
    """(x * y, x * x); an input is kept as an attribute."""

    @staticmethod
    def forward(ctx: Any, x: Any, y: Any) -> Any:
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)
        ctx.y = y
        return x * y, x * x

    @staticmethod
    def backward(ctx: Any, g: Any, h: Any) -> Any:
        (x,) = ctx.saved_tensors
        return g * ctx.y + 2 * h * x, g * x

    @staticmethod
    def jvp(ctx: Any, d_x: Any, d_y: Any) -> Any:
        (x,) = ctx.saved_tensors
        return d_x * ctx.y + x * d_y, 2 * x * d_x


class Doubled(fl.autograd.Function):
    """2 * x, in place."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return g * 2

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        return d.mul_(2)


class DoubledAnew(Doubled):
    """2 * x, in place, with a tangent that is not written in place."""

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        return d * 2


class Tripled(fl.autograd.Function):
    """Its input as it is, with three times its derivative."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return g * 3

    @staticmethod
    def jvp(ctx: Any, d: Any) -> Any:
        return d * 3


class TripledView(Tripled):
    """A view of its input, with three times its derivative."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x.view_as(x)


class Clipped(fl.autograd.Function):
    """(x, y), whose backward is not linear: so it matters that each example gets its own gradient."""

    @staticmethod
    def forward(ctx: Any, x: Any, y: Any) -> Any:
        return x * 1, y * 1

    @staticmethod
    def backward(ctx: Any, g: Any, h: Any) -> Any:
        return g.clamp(-1, 1), h.clamp(-1, 1)


class Program(NamedTuple):
    function: Callable[[Any], Any]
    shape: tuple[int, ...] = (3,)


def _written(write: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """A program that writes to a tensor it made: ``write(y, x)``, with what it returns as a further result."""

    def program(x: Any) -> Any:
        y = x.sin()
        more = write(y, x)
        return y if more is None else (y, more)

    return program


def _as_parameters(module: Any, *arguments: Any) -> Program:
    module = module.double()
    sizes = {name: (p.numel(), p.shape) for name, p in module.named_parameters()}

    def program(x: Any) -> Any:
        parts = x.split([n for n, _ in sizes.values()])
        parameters = {name: part.reshape(shape) for part, (name, (_, shape)) in zip(parts, sizes.items(), strict=True)}
        result = functional_call(module, parameters, arguments)
        return result[0] if isinstance(result, tuple) else result

    return Program(program, (sum(n for n, _ in sizes.values()),))


def _first(module: Any, *shape: int) -> Program:
    module = module.double()
    return Program(lambda x: module(x)[0], shape)


def _attention(x: Any) -> Any:
    return _ATTENTION(x, x, x)[0]


def _through_two_views(y: Any, x: Any) -> Any:
    first, rest = y[0], y[1:]
    first.copy_(x[1] ** 2)
    y.mul_(x)
    rest.mul_(2)
    return rest


def _stale_view(y: Any, x: Any) -> Any:
    part = y.as_strided((3,), (1,), 1)
    y.mul_(2)
    seen = part * 1
    part.mul_(x[0])
    return seen


def _turned_under_a_view(y: Any, x: Any) -> Any:
    row = y[0]
    y.t_()
    row.mul_(x[1])
    return row


def _turned_view(y: Any, x: Any) -> Any:
    part = y[:, 1:]
    part.t_()
    part.mul_(x[0, 0])
    return part


def _twice(x: Any) -> Any:
    return (x.sin() * x).sum()


def _zeros(x: Any) -> Any:
    z = fl.zeros_like(x)
    z[0] = x[1] ** 2
    z[1:] += x[:2]
    return z * z


def _other_layout(x: Any) -> Any:
    y = (x.t() * 2).t().contiguous()  # the tangent lies the other way
    return y.view(6) * fl.arange(6.0, dtype=fl.float64), x.t().clone().view(3, 2)


def _views_made_without_recording(x: Any) -> Any:
    y = (x * x).t().contiguous()  # the tangent lies the other way
    with fl.no_grad():
        y.view(6)  # and is laid out anew
    return y * y


def _parts_of_complex(x: Any) -> Any:
    z = fl.complex(x, x * x)
    z.real.mul_(x)
    fl.view_as_real(z)[:, 1].mul_(x)
    return fl.view_as_real(z * z)


def _pairs_as_complex(x: Any) -> Any:
    y = x * x
    fl.view_as_complex(y).mul_(2j)
    return y * x


_generator = fl.Generator().manual_seed(3)
fl.manual_seed(0)
_ATTENTION = nn.MultiheadAttention(2, 1).double()
WEIGHT = fl.rand(3, dtype=fl.float64, generator=_generator)

PROGRAMS = {
    # lists of tensors
    "cat": Program(lambda x: fl.cat([x, 2 * x, x * x])),
    "stack": Program(lambda x: fl.stack([x * x, x.sin()], 1)),
    "stack of numbers": Program(lambda x: fl.stack([x * x, x.sin()]), ()),
    "hstack, vstack, dstack": Program(lambda x: (fl.hstack([x, x * x]), fl.vstack([x, x * x]), fl.dstack([x, x * x]))),
    "block_diag": Program(lambda x: fl.block_diag(x[:2], x * x, x[2])),
    "cross": Program(lambda x: fl.cross(x, x.sin(), dim=-1)),
    "split, then cat": Program(lambda x: fl.cat(list(reversed((x * x).split(2)))), (4,)),
    "unbind, then stack": Program(lambda x: fl.stack([a * x[0] for a in x.unbind()])),
    "chunk of columns": Program(lambda x: fl.cat([a * a for a in x.chunk(2, 1)], 1), (2, 3)),
    "meshgrid": Program(lambda x: fl.meshgrid(x, x[:2], indexing="ij")),
    "index_put of a list": Program(lambda x: (x * 1).index_put((fl.tensor([0, 0]),), x[1:] ** 2, accumulate=True)),
    "prod": Program(lambda x: x.prod()),
    # in-place forms of views
    "t_": Program(_written(lambda y, x: y.t_() * fl.arange(6.0, dtype=x.dtype).reshape(3, 2)), (2, 3)),
    "transpose_, mul_": Program(_written(lambda y, x: y.transpose_(0, 1).mul_(x.mT) * 1), (2, 3)),
    "unsqueeze_": Program(_written(lambda y, x: y.unsqueeze_(1) * y), (2, 3)),
    "squeeze_": Program(_written(lambda y, x: y.squeeze_(1) * y), (2, 1, 2)),
    "swapaxes_, swapdims_": Program(
        _written(lambda y, x: y.swapaxes_(0, 1).swapdims_(0, 1).swapaxes_(0, 1) * y), (2, 3)
    ),
    "as_strided_": Program(_written(lambda y, x: y.as_strided_((3, 2), (1, 3)) * y), (2, 3)),
    "unsqueeze_ of a view": Program(_written(lambda y, x: y[0].unsqueeze_(0).mul_(x[1]) * 1), (2, 3)),
    "t_ under a view": Program(_written(_turned_under_a_view), (2, 3)),
    "t_ of a view": Program(_written(_turned_view), (2, 3)),
    # writes through views
    "element from element": Program(_written(lambda y, x: y[0].copy_(x[1] ** 2) * 1)),
    "two views": Program(_written(_through_two_views)),
    "a view seen after a write": Program(_written(_stale_view), (2, 3)),
    "into zeros_like": Program(_zeros),
    "diagonal": Program(_written(lambda y, x: y.diagonal().mul_(x[0]) * 1), (2, 2)),
    "results kept of writes": Program(lambda x: (x * 1).exp_() * x),
    "results kept of writes through views": Program(lambda x: (x * 1)[1:].tan_() * x[1:]),
    "contiguous, which is the tensor itself": Program(_written(lambda y, x: y.contiguous().mul_(x) + y)),
    "fill_ of a part": Program(_written(lambda y, x: y[1:].fill_(2.0) * x[1:])),
    "layout of a tangent": Program(_other_layout, (2, 3)),
    "views made without recording": Program(_views_made_without_recording, (2, 3)),
    "parts of complex numbers": Program(_parts_of_complex, (2,)),
    "pairs as complex numbers": Program(_pairs_as_complex, (2, 2)),
    # a list of a parameter that is no input, and a weight that has no tangent
    "nll_loss, weight of the input": Program(
        lambda x: F.nll_loss(x, fl.tensor([0, 1]), weight=x[0].detach() ** 2 + 1) * x, (2, 3)
    ),
    # Functions
    "Function that keeps its input": Program(lambda x: Cube.apply(x) ** 2),
    "Function that keeps its output": Program(lambda x: Exp.apply(Exp.apply(x) * x)),
    "Function of two": Program(lambda x: Pair.apply(x, x.sin())),
    "Function of one that is shared": Program(lambda x: Pair.apply(x, WEIGHT)),
    "Function that writes": Program(lambda x: Doubled.apply(x * x) * x),
    "Function that writes, with a new tangent": Program(_written(lambda y, x: DoubledAnew.apply(y[1:]) * x[1:])),
    "Function that returns its input": Program(lambda x: Tripled.apply(x * x) * x),
    "Function that returns a view": Program(lambda x: TripledView.apply(x * x) * x),
    "Function that writes to a view": Program(_written(lambda y, x: Doubled.apply(y[1:]) * 1)),
    # derivatives within the program
    "grad": Program(lambda x: grad(lambda z: (z.sin() * x * z).sum())(x * x)),
    "linearize": Program(lambda x: vmap(linearize(lambda z: z.sin() * x, x * x)[1])(fl.eye(3, dtype=x.dtype))),
    "functional.hvp": Program(lambda x: functional.hvp(_twice, x * x, x, create_graph=True)[1]),
    "functional.vhp": Program(lambda x: functional.vhp(_twice, x * x, x, create_graph=True)[1]),
    "functional.jvp": Program(lambda x: functional.jvp(fl.sin, x * x, x, create_graph=True)[1]),
    "functional.vjp": Program(lambda x: functional.vjp(fl.sin, x * x, x, create_graph=True)[1]),
    "functional.jacobian": Program(lambda x: functional.jacobian(fl.sin, x * x, create_graph=True)),
    "functional.jacobian, batched": Program(
        lambda x: functional.jacobian(fl.sin, x * x, create_graph=True, vectorize=True)
    ),
    "functional.hessian": Program(lambda x: functional.hessian(_twice, x * x, create_graph=True)),
    # layers
    "batch_norm": Program(lambda x: F.batch_norm(x, None, None, training=True), (3, 2)),
    "LSTM": _first(nn.LSTM(2, 2), 2, 1, 2),
    "GRU": _first(nn.GRU(1, 2, bidirectional=True), 2, 1, 1),
    "attention": Program(_attention, (2, 1, 2)),
    "embedding": _as_parameters(nn.Sequential(nn.Embedding(3, 2), nn.Tanh()), fl.tensor([0, 2])),
    "parameters of layers": _as_parameters(
        nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)), fl.ones(2, 2).double()
    ),
    "parameters of an LSTM": _as_parameters(nn.LSTM(1, 1), fl.ones(2, 1, 1).double()),
}


def _scalar(function: Callable[[Any], Any], x: Any) -> Any:
    """One number that depends on every element of the results, and not linearly."""
    results = function(x)
    parts = results if isinstance(results, tuple | list) else (results,)
    slopes = [fl.arange(1.0, y.numel() + 1, dtype=y.dtype).reshape(y.shape) for y in parts]
    return sum(((y * y).sin() * s + y).sum() for y, s in zip(parts, slopes, strict=True))


class Loop(NamedTuple):
    """The right answers: derivatives of every example by itself."""

    values: Any
    gradients: Any
    hessians: Any
    products: Any  # of the Hessians with the directions
    thirds: Any  # the gradients of directions . hessians . directions


def _gradient(y: Any, x: Any) -> Any:
    return fl.autograd.grad(y, x, create_graph=True, materialize_grads=True)[0] if y.requires_grad else fl.zeros_like(x)


def _one(f: Callable[[Any], Any], x: Any, v: Any) -> tuple[Any, ...]:
    x = x.clone().requires_grad_()
    y = f(x)
    first = _gradient(y, x)
    second = fl.stack([_gradient(g, x) for g in first.flatten().unbind()]).reshape((*x.shape, *x.shape))
    product = _gradient((first * v).sum(), x)
    return tuple(t.detach() for t in (y, first, second, product, _gradient((product * v).sum(), x)))


def _pushed(f: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda x, v: jvp(f, (x,), (v,))[1]


def _product(f: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Hessian times direction, reverse over reverse."""
    return lambda x, v: grad(lambda z: (grad(f)(z) * v).sum())(x)


def _dots(a: Any, b: Any) -> Any:
    products = a * b
    return products.reshape(len(products), -1).sum(1)


def _by_dual_numbers(f: Callable[[Any], Any], x: Any, v: Any) -> Any:
    with forward_ad.dual_level():
        return forward_ad.unpack_dual(f(forward_ad.make_dual(x, v))).tangent


def _batched_rows(f: Callable[[Any], Any], x: Any) -> Any:
    x = x.clone().requires_grad_()
    first = _gradient(f(x), x)
    rows = fl.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape)
    (second,) = fl.autograd.grad(first, x, rows, is_grads_batched=True, materialize_grads=True)
    return second.reshape((*x.shape, *x.shape))


Answer = Callable[[Callable[[Any], Any], Any, Any], Any]
# Each computes, from a program f, examples X and directions V, what the second function picks from the loop's answers.
NESTINGS: dict[str, tuple[Answer, Callable[[Loop, Any], Any]]] = {
    "vmap": (lambda f, X, V: vmap(f)(X), lambda r, V: r.values),
    "vmap vmap": (lambda f, X, V: vmap(vmap(f))(fl.stack([X, X])), lambda r, V: fl.stack([r.values] * 2)),
    "vmap grad": (lambda f, X, V: vmap(grad(f))(X), lambda r, V: r.gradients),
    "grad vmap": (lambda f, X, V: grad(lambda Z: vmap(f)(Z).sum())(X), lambda r, V: r.gradients),
    "vmap vjp, one cotangent": (
        lambda f, X, V: vmap(lambda x: vjp(f, x)[1](fl.ones((), dtype=X.dtype))[0])(X),
        lambda r, V: r.gradients,
    ),
    "jacfwd": (lambda f, X, V: jacfwd(f)(X[0]), lambda r, V: r.gradients[0]),
    "vmap jvp": (lambda f, X, V: vmap(_pushed(f))(X, V), lambda r, V: _dots(r.gradients, V)),
    "vmap jvp, one direction": (
        lambda f, X, V: vmap(_pushed(f), in_dims=(0, None))(X, V[0]),
        lambda r, V: _dots(r.gradients, V[:1]),
    ),
    "jvp vmap": (lambda f, X, V: jvp(vmap(f), (X,), (V,))[1], lambda r, V: _dots(r.gradients, V)),
    "dual numbers": (lambda f, X, V: _by_dual_numbers(f, X[0], V[0]), lambda r, V: _dots(r.gradients, V)[0]),
    "vmap hessian": (lambda f, X, V: vmap(hessian(f))(X), lambda r, V: r.hessians),
    "jacrev jacfwd": (lambda f, X, V: jacrev(jacfwd(f))(X[0]), lambda r, V: r.hessians[0]),
    "vmap jacrev jacrev": (lambda f, X, V: vmap(jacrev(jacrev(f)))(X), lambda r, V: r.hessians),
    "vmap jacfwd jacfwd": (lambda f, X, V: vmap(jacfwd(jacfwd(f)))(X), lambda r, V: r.hessians),
    "is_grads_batched": (lambda f, X, V: _batched_rows(f, X[0]), lambda r, V: r.hessians[0]),
    "autograd.functional.hessian": (
        lambda f, X, V: fl.autograd.functional.hessian(f, X[0], vectorize=True, outer_jacobian_strategy="forward-mode"),
        lambda r, V: r.hessians[0],
    ),
    "vmap grad grad": (lambda f, X, V: vmap(_product(f))(X, V), lambda r, V: r.products),
    "vmap jvp grad": (lambda f, X, V: vmap(_pushed(grad(f)))(X, V), lambda r, V: r.products),
    "vmap jvp grad, one direction": (
        lambda f, X, V: vmap(_pushed(grad(f)), in_dims=(0, None))(X, V[0]),
        lambda r, V: (r.hessians.reshape(EXAMPLES, -1, V[0].numel()) @ V[0].flatten()).reshape(V.shape),
    ),
    "vmap grad jvp": (
        lambda f, X, V: vmap(lambda x, v: grad(lambda z: _pushed(f)(z, v))(x))(X, V),
        lambda r, V: r.products,
    ),
    "jvp vmap grad": (lambda f, X, V: jvp(vmap(grad(f)), (X,), (V,))[1], lambda r, V: r.products),
    "grad vmap grad": (lambda f, X, V: grad(lambda Z: (vmap(grad(f))(Z) * V).sum())(X), lambda r, V: r.products),
    "grad vmap jvp": (lambda f, X, V: grad(lambda Z: vmap(_pushed(f))(Z, V).sum())(X), lambda r, V: r.products),
    "jvp vmap jvp": (
        lambda f, X, V: _pushed(lambda Z: vmap(_pushed(f))(Z, V))(X, V),
        lambda r, V: _dots(r.products, V),
    ),
    "grad vmap grad grad": (
        lambda f, X, V: grad(lambda Z: (vmap(_product(f))(Z, V) * V).sum())(X),
        lambda r, V: r.thirds,
    ),
    "grad vmap jvp grad": (
        lambda f, X, V: grad(lambda Z: (vmap(_pushed(grad(f)))(Z, V) * V).sum())(X),
        lambda r, V: r.thirds,
    ),
    "vmap jvp jvp jvp": (
        lambda f, X, V: vmap(lambda x, v: _pushed(lambda a: _pushed(lambda b: _pushed(f)(b, v))(a, v))(x, v))(X, V),
        lambda r, V: _dots(r.thirds, V),
    ),
}


@pytest.mark.filterwarnings("ignore:vmap. .* runs once per example")  # slow, and right
@pytest.mark.parametrize("name", PROGRAMS)
def test_nested_transforms_are_a_loop(name: str) -> None:
    function, shape = PROGRAMS[name]
    X = 0.2 + 0.7 * fl.rand(EXAMPLES, *shape, dtype=fl.float64, generator=_generator)
    V = fl.randn(EXAMPLES, *shape, dtype=fl.float64, generator=_generator)
    f = lambda x: _scalar(function, x)  # noqa: E731
    loop = Loop(*(fl.stack(column) for column in zip(*(_one(f, x, v) for x, v in zip(X, V, strict=True)), strict=True)))
    found = []
    for title, (compute, pick) in NESTINGS.items():
        try:
            got, right = compute(f, X, V), pick(loop, V)
        except Exception as error:
            found.append(f"{title}: {type(error).__name__}: {error}")
            continue
        # 1e4 eps: sums of some hundred terms of size 1 to 100, differentiated three times.
        if got.shape != right.shape or not fl.allclose(
            got, right, rtol=1e-11, atol=1e-11 * (1 + right.abs().max().item())
        ):
            found.append(f"{title}: {got.tolist()} where the loop finds {right.tolist()}")
    assert not found, "\n".join(found)


def test_examples_need_not_lie_in_front() -> None:
    X = fl.arange(18.0).reshape(2, 3, 3).sin()
    for f in (fl.ravel, lambda x: x.contiguous().view(-1), lambda x: x.mT.contiguous().view(-1), fl.flatten):
        assert fl.equal(vmap(f, in_dims=1)(X), fl.stack([f(x) for x in X.unbind(1)]))
        assert fl.equal(vmap(f, in_dims=2)(X), fl.stack([f(x) for x in X.unbind(2)]))


def test_checkpoints_within_transforms() -> None:
    """Their second run happens in the vmaps of the first, and keeps the derivatives of what is around."""
    function = lambda x: checkpoint(lambda z: z.sin() * z * x, x * x, use_reentrant=False)  # noqa: E731
    f = lambda x: _scalar(function, x)  # noqa: E731
    X, V = (fl.randn(EXAMPLES, 3, dtype=fl.float64, generator=_generator) for _ in range(2))
    loop = Loop(*(fl.stack(column) for column in zip(*(_one(f, x, v) for x, v in zip(X, V, strict=True)), strict=True)))
    refused = []
    for title, (compute, pick) in NESTINGS.items():
        try:
            assert fl.allclose(compute(f, X, V), pick(loop, V), rtol=1e-11), title
        except CheckpointError as error:
            refused.append((title, "forward mode" in str(error)))
    # The function ran within a jvp that had ended when backward asked for what it computed.
    over = ["jacrev jacfwd", "vmap grad jvp", "grad vmap jvp", "grad vmap jvp grad"]
    assert refused == [(title, True) for title in over]


def test_a_jacobian_by_both_modes_where_a_list_is_joined() -> None:
    x = fl.tensor([2.0, 5.0])
    right = fl.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 2.0]])
    for transform in (jacfwd, jacrev):
        assert fl.equal(transform(lambda x: fl.cat([x, 2 * x]))(x), right)


def test_a_write_through_a_view_within_a_hessian() -> None:
    def f(x: Any) -> Any:
        z = x * 1
        z[0] = x[1] ** 2
        return (z * z).sum()

    found = vmap(hessian(f))(fl.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert found.tolist() == [[[0.0, 0.0], [0.0, 50.0]], [[0.0, 0.0], [0.0, 194.0]]]


def test_each_example_has_its_gradient_in_a_function_where_an_argument_is_shared() -> None:
    y = fl.tensor([1.0, 2.0])

    def f(y: Any, X: Any) -> Any:
        return vmap(lambda x: (fl.stack(Clipped.apply(x, y)) * fl.tensor([[5.0], [0.4]])).sum())(X).sum()

    X = fl.ones(EXAMPLES, 2)
    assert grad(f)(y, X).tolist() == pytest.approx([EXAMPLES * 0.4] * 2)
    # alone, it is one call for all: its gradient is not multiplied
    alone = grad(lambda y: vmap(lambda x: Cube.apply(y).sum() + x.sum())(X).sum())(y)
    assert alone.tolist() == [EXAMPLES * 3.0, EXAMPLES * 12.0]


def test_what_changes_the_shape_of_a_dual_otherwise_is_refused() -> None:
    def resized(x: Any) -> Any:
        return x.clone().resize_(2)

    def reset(x: Any) -> Any:
        return x.clone().set_(fl.ones(4))

    def other_data(x: Any) -> Any:
        y = x.clone()
        y.data = fl.ones(4)
        return y

    x = fl.ones(3)
    for function, words in ((resized, "forward grad"), (reset, "forward grad"), (other_data, "tangent")):
        with pytest.raises(RuntimeError, match=words):
            jvp(function, (x,), (x,))


def test_constants_take_what_a_transform_within_a_vmap_records() -> None:
    """What is written has no examples of its own, so that a plain constant may take it; its history is the vmap's."""

    def into_number(x: Any) -> Any:
        z = fl.zeros(())
        z.copy_(x * x)
        return z * x

    def into_views(x: Any) -> Any:
        z = fl.zeros(2)
        first, whole = z[0], z.view(2)
        first.copy_(x * x)
        return (z * x).sum() * whole[0] + first

    x, X = fl.tensor(0.5), fl.ones(2)
    for f, first, second in ((into_number, 0.75, 3.0), (into_views, 5 * 0.5**4 + 1.0, 20 * 0.5**3 + 2.0)):
        assert vmap(lambda a, b, f=f: grad(f)(b), in_dims=(0, None))(X, x).tolist() == pytest.approx([first] * 2)
        for transform in (hessian(f), jacrev(jacrev(f)), jacrev(jacfwd(f)), jacfwd(jacfwd(f))):
            assert transform(x).item() == pytest.approx(second)


def test_tangents_given_from_outside_a_vmap_take_what_is_recorded_within() -> None:
    a, b, c = fl.tensor([0.3, 0.7]), fl.tensor(0.5), fl.tensor(1.3)

    def f(a: Any, b: Any, c: Any) -> Any:
        pair = fl.stack([a, a])
        pair[0].addcmul_(b, c)
        return pair.sin().sum()

    directions = fl.tensor(0.2), fl.tensor(-0.4), fl.tensor(0.9)

    def slope(a: Any, b: Any, c: Any) -> Any:
        with forward_ad.dual_level():
            duals = [forward_ad.make_dual(x, d) for x, d in zip((a, b, c), directions, strict=True)]
            return forward_ad.unpack_dual(f(*duals)).tangent

    gradient = grad(slope, argnums=(0, 1, 2))
    found = vmap(gradient, in_dims=(0, None, None))(a, b, c)
    for column, rows in zip(found, zip(*(gradient(x, b, c) for x in a), strict=True), strict=True):
        assert fl.allclose(column, fl.stack(list(rows)))


@pytest.mark.parametrize("own_weight", [False, True])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_convolutions_of_no_examples(dims: int, own_weight: bool) -> None:
    """A batch of none gives results of the right shape, and so do its derivatives."""
    conv = getattr(fl.nn.functional, f"conv{dims}d")
    x = fl.zeros(0, 1, 2, *[4] * dims)
    w = fl.zeros(*[0] * own_weight, 3, 2, *[2] * dims)
    b = fl.ones(3)
    dim = 0 if own_weight else None
    result = vmap(conv, in_dims=(0, dim, None))(x, w, b)
    assert result.shape == (0, 1, 3, *[3] * dims)
    by_x, by_w = vmap(grad(lambda x, w: conv(x, w, b).sum(), argnums=(0, 1)), in_dims=(0, dim))(x, w)
    assert by_x.shape == x.shape
    assert by_w.shape == (0, 3, 2, *[2] * dims)
    empty = fl.zeros(0, 2, *[4] * dims)
    one = fl.zeros(3, 2, *[2] * dims)
    assert jacrev(conv, argnums=1)(empty, one, b).shape == (0, 3, *[3] * dims, *one.shape)
    assert jacfwd(conv, argnums=1)(empty, one, b).shape == (0, 3, *[3] * dims, *one.shape)


NONE_OF = {
    "batch_norm": (lambda x: fl.nn.functional.batch_norm(x, None, None, training=True), (0, 2, 3, 4)),
    "instance_norm": (fl.nn.functional.instance_norm, (0, 2, 3, 4)),
    "group_norm": (lambda x: fl.nn.functional.group_norm(x, 1), (0, 2, 3, 4)),
    "layer_norm": (lambda x: fl.nn.functional.layer_norm(x, (4,)), (0, 2, 3, 4)),
    "interpolate": (lambda x: fl.nn.functional.interpolate(x, scale_factor=2), (0, 2, 3, 4)),
    "matmul": (lambda x: x @ x.mT, (0, 2, 3, 4)),
    "cat": (lambda x: fl.cat([x, x]), (0, 2)),
    "attention": (lambda x: fl.nn.functional.scaled_dot_product_attention(x, x, x), (0, 1, 2, 3, 4)),
    "unfold": (lambda x: fl.nn.functional.unfold(x, 2), (0, 1, 2, 4, 4)),
    "fold": (lambda x: fl.nn.functional.fold(x, (3, 3), 2), (0, 1, 4, 4)),
    "max_pool": (lambda x: fl.nn.functional.max_pool1d(x, 2), (0, 2, 3, 4)),
    "avg_pool": (lambda x: fl.nn.functional.avg_pool1d(x, 2), (0, 2, 3, 4)),
    "roll": (lambda x: x.roll(1), (0, 3)),
    "prod": (lambda x: x.prod(), (0, 3)),
    "det": (lambda x: fl.linalg.det(x + fl.eye(3)), (0, 3, 3)),
}


@pytest.mark.parametrize("name", NONE_OF)
def test_no_examples(name: str) -> None:
    function, shape = NONE_OF[name]
    x = fl.zeros(*shape)
    one = function(fl.ones(shape[1:]))
    assert vmap(function)(x).shape == (0, *one.shape)
    assert vmap(grad(lambda t: function(t).sum()))(x).shape == x.shape


@pytest.mark.parametrize("op", [fl.view_as_complex, fl.view_as_complex_copy])
def test_the_batch_is_no_pair(op: Callable[[fl.Tensor], fl.Tensor]) -> None:
    with pytest.raises(RuntimeError, match="must have one or more dimensions"):
        vmap(op)(fl.zeros(2))
