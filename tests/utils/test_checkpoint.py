"""Checkpointing: gradients as without it, less memory, and PyTorch's answers to every option and misuse."""

from __future__ import annotations

import contextlib
import warnings

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.utils import checkpoint as ours
from flambeau.utils.checkpoint import checkpoint, checkpoint_sequential, set_checkpoint_early_stop

BOTH = pytest.mark.parametrize("reentrant", [True, False])
# What the message of an error starts with; the rest of PyTorch's is about its compiler.
WORDS = 60


def points(library=fl, count=1):
    return [library.tensor([0.5 + i, -1.0, 2.0], dtype=library.float64, requires_grad=True) for i in range(count)]


def deep(x):
    for _ in range(3):
        x = (x * x.sin()).exp().tanh() + x
    return x


@BOTH
def test_gradients_are_those_without(reentrant):
    (x,), (y,) = points(), points()
    deep(deep(x)).sum().backward()
    checkpoint(deep, checkpoint(deep, y, use_reentrant=reentrant), use_reentrant=reentrant).sum().backward()
    fl.testing.assert_close(x.grad, y.grad, rtol=0, atol=0)


def test_gradients_by_every_way_of_asking():
    (x,) = points()
    (expected,) = fl.autograd.grad(deep(x).sum(), x, create_graph=True)
    y = checkpoint(deep, x, use_reentrant=False)
    (g,) = fl.autograd.grad(y.sum(), x, create_graph=True)
    fl.testing.assert_close(g, expected)
    fl.testing.assert_close(*(fl.autograd.grad(v.sum(), x, retain_graph=True)[0] for v in (g, expected)))
    y.sum().backward(inputs=[x], retain_graph=True)
    y.sum().backward()
    fl.testing.assert_close(x.grad, 2 * expected.detach())
    assert fl.autograd.gradcheck(lambda x: checkpoint(deep, x, use_reentrant=False), points())
    assert fl.autograd.gradgradcheck(lambda x: checkpoint(deep, x, use_reentrant=False), points())


def layers(width=64, count=16):
    fl.manual_seed(0)
    return nn.Sequential(
        *(nn.Sequential(nn.Linear(width, width), *(nn.Tanh() for _ in range(6))) for _ in range(count))
    )


def peak(model, run):
    """Most bytes in use above those before, during forward and backward; parameters' gradients exist already."""
    x = fl.randn(512, 64, requires_grad=True)
    for p in [*model.parameters(), x]:
        p.grad = fl.zeros_like(p)
    before = fl._core.memory_stats()["in_use"]
    fl._core.reset_peak_memory()
    run(x).sum().backward()
    return fl._core.memory_stats()["peak"] - before


@BOTH
def test_memory_falls(reentrant):
    model = layers()
    whole = peak(model, model)
    pieces = peak(model, lambda x: checkpoint_sequential(model, 4, x, use_reentrant=reentrant))
    each = peak(model, lambda x: [x := checkpoint(layer, x, use_reentrant=reentrant) for layer in model][-1])
    assert pieces < 0.4 * whole
    assert each < 0.3 * whole


def test_nested_checkpoints_need_less_memory_still():
    """Inputs of the inner ones are themselves computed again."""
    model = layers(count=27)

    def nested(start, stop, x):
        if stop - start == 1:
            return model[start](x)
        third = (stop - start) // 3
        for k in range(3):
            x = checkpoint(nested, start + k * third, start + (k + 1) * third, x, use_reentrant=False)
        return x

    flat = peak(model, lambda x: [x := checkpoint(layer, x, use_reentrant=False) for layer in model][-1])
    assert peak(model, lambda x: nested(0, 27, x)) < 0.7 * flat
    fl.manual_seed(1)
    x = fl.randn(4, 64, requires_grad=True)
    (expected,) = fl.autograd.grad(model(x).sum(), x)
    fl.testing.assert_close(fl.autograd.grad(nested(0, 27, x).sum(), x)[0], expected)


@BOTH
def test_random_numbers_are_the_same_again(reentrant):
    def noisy(x):
        return fl.nn.functional.dropout(x * x, 0.5)

    fl.manual_seed(3)
    (x,) = points()
    y = checkpoint(noisy, x, use_reentrant=reentrant)
    after = fl.rand(1)
    y.sum().backward()
    fl.testing.assert_close(x.grad != 0, y != 0)
    fl.manual_seed(3)
    noisy(x)
    assert fl.equal(after, fl.rand(1))
    # Backward leaves the stream where it was.
    state = fl.get_rng_state()
    checkpoint(noisy, x, use_reentrant=reentrant).sum().backward()
    fl.set_rng_state(state)
    noisy(x)
    assert fl.equal(fl.rand(1), fl.rand(1)) is False


def test_random_numbers_differ_when_told_to():
    seen = []

    def noisy(x):
        seen.append(fl.rand(1).item())
        return x * x

    checkpoint(noisy, points()[0], use_reentrant=False, preserve_rng_state=False).sum().backward()
    assert seen[0] != seen[1]


def test_arguments_and_results_of_any_kind():
    x, y = points(count=2)

    def function(items, scale, *, table):
        return {"out": [items[0] * items[1] * scale], "n": 3}, None, "text", table["y"].exp()

    found = checkpoint(function, [x, y], 2.0, use_reentrant=False, table={"y": y})
    assert found[1:3] == (None, "text")
    (found[0]["out"][0].sum() + found[3].sum()).backward()
    fl.testing.assert_close(x.grad, 2 * y.detach())
    fl.testing.assert_close(y.grad, 2 * x.detach() + y.detach().exp())


def test_parameters_only_and_no_gradients_at_all():
    layer = nn.Linear(3, 2)
    checkpoint(layer, fl.ones(1, 3), use_reentrant=False).sum().backward()
    assert layer.weight.grad.tolist() == [[1.0] * 3] * 2
    with fl.no_grad():
        assert not checkpoint(layer, fl.ones(1, 3), use_reentrant=False).requires_grad
    assert not checkpoint(fl.sin, fl.ones(1), use_reentrant=False).requires_grad


def count_calls(function):
    calls = []

    def counted(*args):
        calls.append(args)
        return function(*args)

    return counted, calls


def test_early_stop():
    """The second run ends once all that was saved is there: what comes after does not run again."""
    late = []

    def function(x):
        y = x.sin()
        late.append(1)
        return y * 1.0 + 1

    for stop, runs in ((True, 1), (False, 2)):
        for how in (
            lambda x, stop=stop: checkpoint(function, x, use_reentrant=False, early_stop=stop),
            lambda x, stop=stop: _stopped(x, stop, function),
        ):
            late.clear()
            how(points()[0]).sum().backward()
            assert len(late) == runs


def _stopped(x, stop, function):
    with set_checkpoint_early_stop(stop):
        return checkpoint(function, x, use_reentrant=False, early_stop=not stop)


def test_one_second_run_per_backward():
    counted, calls = count_calls(deep)
    y = checkpoint(counted, points()[0], use_reentrant=False)
    y.sum().backward(retain_graph=True)
    assert len(calls) == 2
    y.sum().backward()
    assert len(calls) == 3
    assert y.grad_fn is not None
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.sum().backward()


def test_contexts_of_both_runs():
    entered = []

    @contextlib.contextmanager
    def context(name):
        entered.append(name)
        yield

    y = checkpoint(deep, points()[0], use_reentrant=False, context_fn=lambda: (context("first"), context("second")))
    assert entered == ["first"]
    y.sum().backward()
    assert entered == ["first", "second"]


def test_backward_inside_the_function():
    (x,) = points()

    def function(x):
        y = (x**3).sum()
        (g,) = fl.autograd.grad(y, x, create_graph=True)
        return g * x

    checkpoint(function, x, use_reentrant=False).sum().backward()
    fl.testing.assert_close(x.grad, 9 * x.detach() ** 2)


def test_an_input_written_to_in_between_is_reported():
    x = points()[0]
    y = x * 1
    z = checkpoint(fl.sin, y, use_reentrant=False)
    with fl.no_grad():
        y.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


def test_the_same_tensor_when_a_saved_one_is_looked_at():
    (x,) = points()
    y = checkpoint(lambda x: x.exp().sin(), x, use_reentrant=False)
    fl.testing.assert_close(y.grad_fn._saved_self.detach(), x.detach().exp())


def changing(first, later):
    """A function that is ``first`` at the first call and ``later`` at all others."""
    calls = []

    def function(x):
        calls.append(1)
        return (first if len(calls) == 1 else later)(x)

    return function


def cat(library):
    return lambda x: library.cat([x, x]).sin()


# name: library and module `checkpoint` -> the call
CASES = {
    "choice not made": lambda L, C, x: C.checkpoint(L.sin, x),
    "keyword": lambda L, C, x: C.checkpoint(lambda x, k: x, x, use_reentrant=True, k=2),
    "contexts": lambda L, C, x: C.checkpoint(L.sin, x, use_reentrant=True, context_fn=lambda: (1, 2)),
    "debug": lambda L, C, x: C.checkpoint(L.sin, x, use_reentrant=True, debug=True),
    "check": lambda L, C, x: C.checkpoint(L.sin, x, use_reentrant=False, determinism_check="bad"),
    "check, reentrant": lambda L, C, x: C.checkpoint(L.sin, x, use_reentrant=True, determinism_check="none"),
    "nothing requires grad": lambda L, C, x: C.checkpoint(L.sin, x.detach(), use_reentrant=True),
    "in a list": lambda L, C, x: C.checkpoint(lambda items: items[0].sin(), [x], use_reentrant=True),
    "grad": lambda L, C, x: L.autograd.grad(C.checkpoint(L.sin, x, use_reentrant=True).sum(), x),
    "inputs": lambda L, C, x: C.checkpoint(L.sin, x, use_reentrant=True).sum().backward(inputs=[x]),
    "detached": lambda L, C, x: C.checkpoint(lambda x: x.detach(), x, use_reentrant=True).sum().backward(),
    "mixed results": lambda L, C, x: C.checkpoint(lambda x: (x.sin(), 3, None), x, use_reentrant=True),
    "list of results": lambda L, C, x: C.checkpoint(lambda x: [x.sin(), 3], x, use_reentrant=True),
    "own error": lambda L, C, x: C.checkpoint(lambda x: 1 / 0, x, use_reentrant=False),
    "fewer": lambda L, C, x: (
        C.checkpoint(changing(lambda x: x.sin().sin(), L.sin), x, use_reentrant=False).sum().backward()
    ),
    "more": lambda L, C, x: (
        C.checkpoint(changing(L.sin, lambda x: x.sin().sin()), x, use_reentrant=False).sum().backward()
    ),
    "more, to the end": lambda L, C, x: (
        C.checkpoint(changing(L.sin, lambda x: x.sin().sin()), x, use_reentrant=False, early_stop=False)
        .sum()
        .backward()
    ),
    "other shape": lambda L, C, x: C.checkpoint(changing(L.sin, cat(L)), x, use_reentrant=False).sum().backward(),
    "other shape, unchecked": lambda L, C, x: (
        C.checkpoint(changing(L.sin, cat(L)), x, use_reentrant=False, determinism_check="none").sum().backward()
    ),
    "other dtype": lambda L, C, x: (
        C.checkpoint(changing(L.sin, lambda x: x.float().sin()), x, use_reentrant=False).sum().backward()
    ),
    "twice": lambda L, C, x: [y.sum().backward() for y in [C.checkpoint(lambda x: x * x, x, use_reentrant=True)] * 2],
    "sequence": lambda L, C, x: C.checkpoint_sequential([L.sin, L.cos, L.exp], 2, x),
    "sequence, keyword": lambda L, C, x: C.checkpoint_sequential([L.sin], 1, x, use_reentrant=False, what=1),
    "sequence, too many": lambda L, C, x: C.checkpoint_sequential([L.sin], 5, x, use_reentrant=False),
}


def outcome(case, library, module):
    (x,) = points(library)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = CASES[case](library, module, x)
            results = result if isinstance(result, tuple | list) else [result]
            answer = [y.requires_grad if hasattr(y, "grad_fn") else y for y in results]
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"[:WORDS]
    return answer, [str(w.message)[:WORDS] for w in caught], None if x.grad is None else x.grad.tolist()


@pytest.mark.parametrize("case", CASES)
def test_same_as_pytorch(case):
    torch = pytest.importorskip("torch")
    from torch.utils import checkpoint as theirs

    answer, warned, grad = outcome(case, fl, ours)
    expected, expected_warned, expected_grad = outcome(case, torch, theirs)
    if case == "sequence, too many":  # PyTorch's message is about range()
        assert answer.startswith("ValueError: checkpoint_sequential: segments is 5")
        return
    assert (answer, warned) == (expected, expected_warned)
    assert grad == (pytest.approx(expected_grad) if expected_grad else None)


def test_debug_names_lines():
    function = changing(lambda x: x.sin(), lambda x: fl.cat([x, x]).sin())
    with pytest.raises(
        ours.CheckpointError, match=r"Saved in the recomputation:\n  0: \[6\] .*test_checkpoint\.py:\d+, in <lambda>"
    ):
        checkpoint(function, points()[0], use_reentrant=False, debug=True).sum().backward()
    function = changing(lambda x: x.sin(), lambda x: fl.cat([x, x]).sin())
    with ours.set_checkpoint_debug_enabled(True):
        y = checkpoint(function, points()[0], use_reentrant=False)
    with pytest.raises(ours.CheckpointError, match="Saved in the forward pass"):
        y.sum().backward()


def test_functions_own_handlers_do_not_see_the_stop():
    def function(x):
        try:
            return x.sin().cos()
        except Exception:
            pytest.fail("the second run's end was caught")

    (x,) = points()
    checkpoint(function, x, use_reentrant=False).sum().backward()
    fl.testing.assert_close(x.grad, -x.detach().sin().sin() * x.detach().cos())


def test_graphs_of_checkpoints_are_freed():
    model = layers(count=4)
    before = None
    for _ in range(3):
        x = fl.randn(64, 64, requires_grad=True)
        for layer in model:
            x = checkpoint(layer, x, use_reentrant=False)
        del x
        in_use = fl._core.memory_stats()["in_use"]
        assert before is None or in_use <= before
        before = in_use


def test_selective_checkpointing_says_what_to_do_instead():
    x = fl.ones(2, requires_grad=True)
    with pytest.raises(NotImplementedError, match=r"op by op \| call checkpoint\(\) around the parts"):
        checkpoint(
            lambda t: t.sin().exp(),
            x,
            use_reentrant=False,
            context_fn=lambda: ours.create_selective_checkpoint_contexts([fl.sin]),
        )
