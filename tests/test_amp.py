"""Mixed precision: `GradScaler` beside PyTorch, step by step, and `autocast` (each op: ops/test_autocast.py)."""

from __future__ import annotations

import gc
import pickle
import threading
import warnings
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import flambeau as fl


def history(t: Any) -> list[Any]:
    """A training with a step that is left out, the factor's growth, and every wrong order of calls."""
    seen: list[Any] = []

    def tried(call: Any) -> None:
        try:
            result = call()
        except Exception as error:
            result = type(error).__name__
        seen.append(result.tolist() if isinstance(result, t.Tensor) else result)

    weight = t.nn.Parameter(t.ones(2))
    optimizer = t.optim.SGD([weight], lr=1.0)
    scaler = t.amp.GradScaler("cpu", init_scale=4.0, growth_interval=2)
    for early in (lambda: scaler.unscale_(optimizer), lambda: scaler.step(optimizer), scaler.update):
        tried(early)
    for factor in (2.0, 3.0, float("inf"), 0.5):
        optimizer.zero_grad()
        scaler.scale((weight * factor).sum()).backward()
        tried(lambda: weight.grad)
        if factor == 3.0:
            tried(lambda: scaler.unscale_(optimizer))
            tried(lambda: weight.grad)
            tried(lambda: scaler.unscale_(optimizer))
        tried(lambda: scaler.step(optimizer))
        tried(lambda: scaler.step(optimizer))
        tried(lambda: scaler.unscale_(optimizer))
        tried(lambda: pickle.dumps(scaler) and None)
        tried(scaler.update)
        seen.append((scaler.get_scale(), scaler._get_growth_tracker(), weight.tolist()))
    seen.append(scaler.state_dict())
    tried(scaler.update)
    tried(lambda: scaler.step(optimizer, closure=lambda: 1))
    tried(lambda: [x.tolist() for x in scaler.scale([t.ones(1), t.ones(1)])])
    tried(lambda: scaler.scale(3))
    tried(lambda: scaler.load_state_dict({}))
    again = t.amp.GradScaler("cpu")
    again.load_state_dict(scaler.state_dict())
    seen.append((again.get_scale(), again.get_growth_interval(), again.get_growth_factor(), again.is_enabled()))
    again.scale(t.ones(1))
    again.update(7.0)
    seen.append(again.get_scale())
    half = t.nn.Parameter(t.ones(1, dtype=t.float16))
    again.scale(half.sum()).backward()
    tried(lambda: again.unscale_(t.optim.SGD([half], lr=1.0)))
    tried(lambda: again.step(t.optim.SGD([t.nn.Parameter(t.ones(1))], lr=1.0)))
    tried(lambda: t.amp.GradScaler("cpu", growth_factor=1.0))
    tried(lambda: t.amp.GradScaler("cpu", backoff_factor=1.0))
    off = t.amp.GradScaler("cpu", enabled=False)
    seen.append((off.scale(3), off.get_scale(), off.state_dict(), off.is_enabled(), off.unscale_(optimizer)))
    tried(lambda: off.step(optimizer))
    tried(off.update)
    return seen


def test_a_scaled_training() -> None:
    seen = history(fl)
    assert seen[:3] == ["AssertionError"] * 3
    assert {
        "scale": 4.0,
        "growth_factor": 2.0,
        "backoff_factor": 0.5,
        "growth_interval": 2,
        "_growth_tracker": 1,
    } in seen
    assert (4.0, 0, [-4.0, -4.0]) in seen  # the step with infinite gradients was left out, the factor halved


def test_pytorch_does_the_same() -> None:
    torch = pytest.importorskip("torch")
    assert history(fl) == history(torch)


@pytest.mark.filterwarnings("ignore:.torch.cuda.amp.autocast.* is deprecated")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda t: t.autocast("cuda"), "Disabling"),
        (lambda t: t.cuda.amp.autocast(), "Disabling"),
        (lambda t: t.autocast("cpu", dtype=t.float32), "target dtype is not supported"),
    ],
)
def test_blocks_that_are_turned_off_warn(make: Any, words: str) -> None:
    with pytest.warns(UserWarning, match=words):
        block = make(fl)
    with block:
        assert (fl.ones(1, 1) @ fl.ones(1, 1)).dtype is fl.float32


@pytest.mark.filterwarnings("ignore:.torch.cuda.amp.GradScaler.* is deprecated")
def test_scalers_of_other_devices_are_turned_off() -> None:
    for make in (fl.amp.GradScaler, fl.cuda.amp.GradScaler):
        with pytest.warns(UserWarning, match="Disabling"):
            scaler = make()
        assert not scaler.is_enabled()
        assert scaler.scale(2) == 2


def small(t: Any) -> Any:
    """A layer with weights that bfloat16 has to round."""
    layer = t.nn.Linear(3, 2)
    with t.no_grad():
        layer.weight.copy_(t.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]))
        layer.bias.copy_(t.tensor([0.7, 0.8]))
    return layer


def programs() -> Iterator[Any]:
    """What blocks do, as programs of both libraries that answer with what can be compared."""

    def nested(t: Any) -> Any:
        a = t.full((2, 2), 1.01)
        seen = []
        with t.autocast("cpu"):
            seen.append((a @ a).dtype)
            with t.autocast("cpu", enabled=False):
                seen.append((a @ a).dtype)
                with t.autocast("cpu", dtype=t.float16):
                    seen += [(a @ a).dtype, t.get_autocast_dtype("cpu")]
            with t.autocast("cpu", dtype=t.float16):
                seen.append((a @ a).dtype)
            seen.append((a @ a).dtype)
        return [*seen, (a @ a).dtype, t.is_autocast_enabled("cpu"), t.get_autocast_dtype("cpu")]

    def kinds_of_operands(t: Any) -> Any:
        a, double, half = t.ones(2, 2), t.ones(2, 2, dtype=t.float64), t.ones(2, 2, dtype=t.bfloat16)
        with t.autocast("cpu"):
            return [
                (double @ double).dtype,
                (half @ a).dtype,
                (t.ones(2, 2, dtype=t.int64) @ t.ones(2, 2, dtype=t.int64)).dtype,
                t.cat([a, half]).dtype,
                t.stack([half, half]).dtype,
                t.cat([half, double]).dtype,
                (a + half).dtype,
                t.prod(half).dtype,
                t.nn.functional.softmax(half, -1).dtype,
                t.nn.functional.cross_entropy(half, t.tensor([0, 1])).dtype,
            ]

    def writes(t: Any) -> Any:
        a = t.ones(2, 2)
        with t.autocast("cpu"):
            into = t.mm(a, a, out=t.empty(2, 2))
            return [
                into.dtype,
                t.zeros(2, 2).addmm_(a, a).dtype,
                t.conv2d(t.ones(1, 1, 2, 2), t.ones(1, 1, 1, 1)).dtype,
            ]

    def a_training(t: Any) -> Any:
        layer = small(t)
        with t.autocast("cpu"):
            loss = t.nn.functional.mse_loss(layer(t.tensor([[1.0, 2.0, 3.0]])), t.zeros(1, 2))
        loss.backward()
        return loss.dtype, loss.item(), layer.weight.grad.dtype, layer.weight.grad.tolist(), layer.bias.grad.tolist()

    def decorated(t: Any) -> Any:
        block = t.autocast("cpu", dtype=t.float16)

        @block
        def inner(x: Any) -> Any:
            """What it does."""
            return x @ x

        @t.autocast("cpu")
        def outer(x: Any) -> Any:
            return [(x @ x).dtype, inner(x).dtype, (x @ x).dtype]

        return outer(t.ones(1, 1)), inner.__doc__, inner(t.ones(1, 1)).dtype

    def left_by_an_error(t: Any) -> Any:
        try:
            with t.autocast("cpu", cache_enabled=False):
                raise KeyError
        except KeyError:
            return t.is_autocast_enabled("cpu"), t.is_autocast_cache_enabled()

    def switches(t: Any) -> Any:
        seen = []
        t.set_autocast_enabled("cpu", True)
        t.set_autocast_dtype("cpu", t.float16)
        t.set_autocast_cache_enabled(False)
        seen += [(t.ones(1, 1) @ t.ones(1, 1)).dtype, t.is_autocast_enabled("cpu"), t.is_autocast_cache_enabled()]
        seen += [t.get_autocast_dtype("cpu"), t.autocast("cpu")._cache_enabled, t.autocast("cpu").fast_dtype]
        t.set_autocast_enabled("cpu", False)
        t.set_autocast_dtype("cpu", t.bfloat16)
        t.set_autocast_cache_enabled(True)
        seen += [t.autocast_increment_nesting(), t.autocast_increment_nesting(), t.autocast_decrement_nesting()]
        seen += [t.autocast_decrement_nesting(), t.is_autocast_enabled("cpu")]
        t.set_autocast_enabled("cuda", True)
        seen.append((t.is_autocast_enabled(), t.is_autocast_enabled("cpu")))
        t.set_autocast_enabled(False)
        t.set_autocast_dtype("cuda", t.bfloat16)
        seen.append(t.get_autocast_dtype("cuda"))
        t.set_autocast_dtype("cuda", t.float16)
        return seen

    def functions_of_ones_own(t: Any) -> Any:
        class Product(t.autograd.Function):  # type: ignore[misc,name-defined]
            @staticmethod
            @t.amp.custom_fwd(device_type="cpu")  # type: ignore[untyped-decorator]
            def forward(ctx: Any, a: Any, b: Any) -> Any:
                ctx.save_for_backward(a, b)
                return a @ b

            @staticmethod
            @t.amp.custom_bwd(device_type="cpu")  # type: ignore[untyped-decorator]
            def backward(ctx: Any, g: Any) -> Any:
                a, b = ctx.saved_tensors
                seen.append((t.is_autocast_enabled("cpu"), (a @ b).dtype))
                return g.float() @ b.T, a.T @ g.float()

        class Wide(Product):  # type: ignore[misc]
            @staticmethod
            @t.amp.custom_fwd(device_type="cpu", cast_inputs=t.float32)  # type: ignore[untyped-decorator]
            def forward(ctx: Any, a: Any, b: Any) -> Any:
                return Product.forward(ctx, a, b)

        seen: list[Any] = []
        for function, dtype in ((Product, t.float32), (Wide, t.float32), (Wide, t.bfloat16)):
            a = t.ones(2, 2, dtype=dtype, requires_grad=True)
            with t.autocast("cpu"):
                out = function.apply(a, a)
            out.sum().backward()
            seen += [out.dtype, a.grad.dtype, a.grad.tolist(), function.apply(a, a).dtype]
        return seen

    def layers(t: Any) -> Any:
        x = t.ones(2, 1, 4)
        with t.autocast("cpu"):
            return [
                t.nn.GRU(4, 4)(x)[0].dtype,
                t.nn.LSTMCell(4, 4)(x[0])[0].dtype,
                t.nn.GRUCell(4, 4)(x[0]).dtype,
                t.nn.MultiheadAttention(4, 2)(x, x, x)[0].dtype,
                t.nn.TransformerEncoderLayer(4, 2, 8)(x).dtype,
                t.nn.Conv1d(2, 2, 1)(x.permute(1, 0, 2)).dtype,
                t.nn.BatchNorm1d(2)(x.permute(1, 0, 2).bfloat16()).dtype,
                t.nn.functional.pad(x.bfloat16(), (1, 1), mode="reflect").dtype,
                t.einsum("ij,jk", x[0], x[0].T).dtype,
            ]

    def recurrent_layers(t: Any) -> Any:
        x, lengths = t.ones(3, 2, 4), t.tensor([3, 2])
        packed = t.nn.utils.rnn.pack_padded_sequence(x, lengths)
        seen: list[Any] = []
        kinds = [(t.nn.LSTM, o) for o in ({}, {"proj_size": 3}, {"num_layers": 2, "bidirectional": True})]
        for kind, options in (*kinds, (t.nn.GRU, {}), (t.nn.RNN, {})):
            layer = kind(4, 5, **options)
            with t.autocast("cpu"):
                out, state = layer(x)
                of_packed, state_of_packed = layer(packed)
                of_lower, _ = layer(x.bfloat16())
            out.float().sum().backward()
            seen += [out.dtype, of_packed.data.dtype, of_lower.dtype, layer.weight_hh_l0.grad.dtype]
            for each in (state, state_of_packed):
                seen += [part.dtype for part in (each if isinstance(each, tuple) else [each])]
        given = tuple(t.ones(1, 2, 5) for _ in range(2))
        with t.autocast("cpu"):
            out, state = t.nn.LSTM(4, 5)(x, given)
            wide, _ = t.nn.LSTM(4, 5).double()(x.double())
            one, _ = t.nn.LSTM(4, 5)(x[:, 0])
        return [*seen, out.dtype, *(part.dtype for part in state), wide.dtype, one.dtype]

    def a_checkpoint(t: Any) -> Any:
        layer = small(t)
        seen: list[Any] = []

        def block(x: Any) -> Any:
            out = layer(x)
            seen.append(out.dtype)
            return out

        for reentrant in (False, True):
            with t.autocast("cpu"):
                out = t.utils.checkpoint.checkpoint(block, t.ones(1, 3, requires_grad=True), use_reentrant=reentrant)
            out.sum().backward()
            seen.append(layer.weight.grad.tolist())
        return seen

    yield from (nested, kinds_of_operands, writes, a_training, decorated, left_by_an_error, switches)
    yield from (functions_of_ones_own, layers, recurrent_layers, a_checkpoint)


# PyTorch's answer to `recurrent_layers` where its oneDNN has an LSTM of 16 bits; elsewhere, as on Zen 3, it refuses.
OF_RECURRENT_LAYERS = "16 32 16 32 16 16 32 32 16 16 16 32 16 32 16 32 16 32 16 32 16 16" + 4 * " 32"
OF_RECURRENT_LAYERS += " 16 32 32 32 16 16 16 32 16 16 16 16 16 64 16"


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize("program", list(programs()), ids=lambda p: p.__name__)
def test_blocks_beside_pytorch(program: Any) -> None:
    torch = pytest.importorskip("torch")
    ours = program(fl)
    if program.__name__ == "recurrent_layers":
        assert " ".join(str(8 * dtype.itemsize) for dtype in ours) == OF_RECURRENT_LAYERS
    try:
        expected = program(torch)
    except RuntimeError as error:
        if program.__name__ == "recurrent_layers" and "could not create a primitive" in str(error):
            return
        raise
    assert repr(ours) == repr(expected)


@pytest.mark.parametrize("dtype", [fl.bfloat16, fl.float16])
def test_an_lstm_of_16_bits_is_near_that_of_32(dtype: fl.dtype) -> None:
    fl.manual_seed(0)
    layer, x = fl.nn.LSTM(6, 5, 2, bidirectional=True), fl.randn(7, 3, 6)
    exact, (_, cell) = layer(x)
    exact.square().sum().backward()
    slopes = [p.grad.clone() for p in layer.parameters() if p.grad is not None]
    layer.zero_grad()
    with fl.autocast("cpu", dtype=dtype):
        out, (_, lower) = layer(x)
        out.float().square().sum().backward()
    assert (out.dtype, lower.dtype) == (dtype, dtype)
    fl.testing.assert_close(out.float(), exact, rtol=0, atol=0.02)
    fl.testing.assert_close(lower.float(), cell, rtol=0, atol=0.04)
    for parameter, slope in zip(layer.parameters(), slopes, strict=True):
        assert parameter.grad is not None
        assert float((parameter.grad - slope).norm() / slope.norm()) < 0.05


def test_products_are_those_of_the_rounded_operands() -> None:
    a, b = fl.randn(5, 7), fl.randn(7, 3)
    with fl.autocast("cpu"):
        product = a @ b
    assert fl.equal(product, a.bfloat16() @ b.bfloat16())
    assert product.dtype is fl.bfloat16


def casts(output: Any) -> int:
    """How many casts of parameters the graph of ``output`` has."""
    seen, line = set(), [output.grad_fn]
    while line:
        node = line.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        line += [below for below, _ in node.next_functions]
    return sum(node.name() == "ToCopyBackward0" for node in seen)


def test_a_parameter_is_cast_once_in_the_outermost_block() -> None:
    weight = fl.nn.Parameter(fl.full((2, 2), 1.01))
    with fl.autocast("cpu"):
        with fl.autocast("cpu"):
            out = weight @ weight
        assert casts(out + weight @ weight) == 1
        fl.clear_autocast_cache()
        assert casts(out + weight @ weight) == 2
    with fl.autocast("cpu", cache_enabled=False):
        assert casts(weight @ weight) == 2


def test_what_was_cast_and_has_changed_is_cast_again() -> None:
    weight = fl.nn.Parameter(fl.ones(1, 1))
    x = fl.ones(1, 1)
    with fl.autocast("cpu"):
        assert (x @ weight).item() == 1.0
        with fl.no_grad():
            weight.mul_(2)
        assert (x @ weight).item() == 2.0
        weight.data = fl.full((1, 1), 3.0)
        assert (x @ weight).item() == 3.0


def test_a_cast_made_without_a_graph_does_not_cut_the_gradient_off() -> None:
    weight = fl.nn.Parameter(fl.ones(1, 1))
    with fl.autocast("cpu"):
        with fl.no_grad():
            assert not (weight @ weight).requires_grad
        (weight @ weight).sum().backward()
    assert weight.grad is not None
    assert weight.grad.item() == 2.0


def test_casts_are_forgotten_with_the_block() -> None:
    weight = fl.nn.Parameter(fl.ones(1, 1))
    gone = weakref.ref(weight)
    with fl.autocast("cpu"):
        weight @ weight
    del weight
    gc.collect()
    assert gone() is None


def test_blocks_belong_to_their_thread() -> None:
    seen = []
    with fl.autocast("cpu"):
        thread = threading.Thread(target=lambda: seen.append((fl.ones(1, 1) @ fl.ones(1, 1)).dtype))
        thread.start()
        thread.join()
    assert seen == [fl.float32]


def test_transforms_within_and_around_a_block() -> None:
    x, w = fl.randn(4, 3), fl.randn(3, 3)

    def f(row: Any) -> Any:
        with fl.autocast("cpu"):
            return (row @ w).float().sin().sum()

    rounded = w.bfloat16().float()
    expected = (x.bfloat16() @ w.bfloat16()).float().cos() @ rounded.T
    for found in (fl.func.vmap(fl.func.grad(f))(x), fl.func.grad(lambda x: fl.func.vmap(f)(x).sum())(x)):
        assert found.dtype is fl.float32
        fl.testing.assert_close(found, expected, rtol=0.02, atol=0.02)
    with fl.autocast("cpu"):
        _, tangent = fl.func.jvp(lambda w: (x[:1] @ w).float().sum(), (w,), (fl.ones(3, 3),))
        batched = fl.func.vmap(lambda row: row @ w)(x)
    fl.testing.assert_close(tangent, 3 * x[:1].bfloat16().float().sum(), rtol=0.02, atol=0.02)
    assert batched.dtype is fl.bfloat16
    fl.testing.assert_close(batched, x.bfloat16() @ w.bfloat16())


def test_a_tangent_is_not_kept_with_a_parameter() -> None:
    weight = fl.nn.Parameter(fl.ones(1, 1))
    with fl.autocast("cpu"):
        for tangent in (1.0, 2.0):
            with fl.autograd.forward_ad.dual_level():
                dual = fl.autograd.forward_ad.make_dual(weight, fl.full((1, 1), tangent))
                out = fl.autograd.forward_ad.unpack_dual(dual @ fl.ones(1, 1))
                assert out.tangent.item() == tangent
        assert fl.autograd.forward_ad.unpack_dual(weight @ fl.ones(1, 1)).tangent is None


def test_the_body_of_an_operation_of_ones_own_computes_in_the_dtypes_it_sees() -> None:
    seen = []

    @fl.ops.custom_op(vjp={"x": lambda g: g}, jvp=lambda d_x: d_x)
    def square(x: fl.Tensor) -> fl.Tensor:
        seen.append((x @ x).dtype)
        return x @ x

    with fl.autocast("cpu"):
        assert square(fl.ones(2, 2, requires_grad=True)).dtype is fl.float32
    assert seen == [fl.float32]


def test_a_profile_shows_the_operation_and_its_casts() -> None:
    with fl.profiler.profile() as profile, fl.autocast("cpu"):
        fl.ones(2, 2) @ fl.ones(2, 2)
        fl.nn.functional.mse_loss(fl.ones(2, dtype=fl.bfloat16), fl.ones(2))
    names = {event.key for event in profile.key_averages()}
    assert {"aten::matmul", "aten::__to_copy", "aten::mse_loss"} <= names


ANSWERS = {
    "t.is_autocast_enabled(), t.is_autocast_enabled('cpu'), t.is_autocast_cache_enabled()": "(False, False, True)",
    "t.get_autocast_dtype('cpu'), t.get_autocast_dtype('cuda')": "(torch.bfloat16, torch.float16)",
    "t.get_autocast_cpu_dtype(), t.get_autocast_gpu_dtype()": "(torch.bfloat16, torch.float16)",
    "t.autocast('cpu', dtype=t.float16).fast_dtype, t.autocast('cpu').fast_dtype": "(torch.float16, torch.bfloat16)",
    "t.autocast('cpu', enabled=False)(abs)(-2)": "2",
    "t.autocast(3)": "ValueError",
    "t.autocast('nonesuch')": "RuntimeError",
    "t.amp.custom_fwd(abs, device_type=3)": "ValueError",
    "t.amp.custom_bwd(abs, device_type=3)": "ValueError",
    "t.is_autocast_enabled('meta')": "RuntimeError",
    "t.amp.is_autocast_available('cpu')": "True",
}


OLD_NAMES = (
    *("t.is_autocast_cpu_enabled()", "t.set_autocast_cpu_enabled(False)", "t.get_autocast_cpu_dtype()"),
    *("t.set_autocast_cpu_dtype(t.bfloat16)", "t.get_autocast_gpu_dtype()", "t.set_autocast_gpu_dtype(t.float16)"),
)


@pytest.mark.parametrize("expression", OLD_NAMES)
def test_old_names_warn(expression: str) -> None:
    with pytest.warns(DeprecationWarning, match=expression.split("(")[0].replace("t.", "torch.") + ".* is deprecated"):
        eval(expression, {"t": fl})


def answer(library: Any, expression: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(expression, {"t": library}))
        except Exception as error:
            return type(error).__name__


def test_answers() -> None:
    assert {e: answer(fl, e) for e in ANSWERS} == ANSWERS


def test_answers_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    assert {e: answer(torch, e) for e in ANSWERS} == ANSWERS


@pytest.mark.parametrize("name", ["autocast", "GradScaler"])
def test_old_names_of_the_cpu_warn_and_work(name: str) -> None:
    with pytest.warns(FutureWarning, match=rf"torch\.cpu\.amp\.{name}\(args...\)` is deprecated"):
        made = getattr(fl.cpu.amp, name)()
    assert isinstance(made, getattr(fl.amp, name))


def test_lists_that_hold_themselves_end_in_an_error() -> None:
    within: list[Any] = [fl.ones(2)]
    within.append(within)
    with fl.autocast("cpu"):
        for function in (fl.nanquantile, fl.block_diag, fl.einsum, fl.nn.functional.cosine_embedding_loss):
            with pytest.raises((TypeError, ValueError, RuntimeError)):
                function(fl.ones(3, 4), within, fl.ones(2))  # type: ignore[operator]
