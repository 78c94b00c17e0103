"""What is recorded, and that it is charged to the right op, line and module."""

from __future__ import annotations

import inspect
import sys
import threading
import time
import warnings
from typing import Any

import numpy
import pytest
from quiet import in_a_quiet_moment

import flambeau as fl
from flambeau import nn
from flambeau.profiler import profile, record_function

HERE = __file__


def line_of(function: object, text: str) -> int:
    """The line of this file where `function` says `text`."""
    lines, first = inspect.getsourcelines(function)  # type: ignore[arg-type]
    return first + next(k for k, line in enumerate(lines) if text in line)


def names(prof: profile) -> list[str]:
    return [event.name for event in prof.events()]


def test_forward_and_backward_are_named_as_pytorch_names_them() -> None:
    x = fl.ones(3, requires_grad=True)
    with profile() as prof:
        (x * 2).sum().backward()
    assert names(prof) == [
        "aten::mul",
        "aten::sum",
        "aten::ones_like",
        "autograd::engine::evaluate_function: SumBackward0",
        "SumBackward0",
        "aten::expand",
        "autograd::engine::evaluate_function: MulBackward0",
        "MulBackward0",
        "aten::mul",
        "autograd::engine::evaluate_function: torch::autograd::AccumulateGrad",
        "torch::autograd::AccumulateGrad",
    ]


def test_a_backward_node_leads_to_the_op_that_made_it() -> None:
    x = fl.ones(3, requires_grad=True)
    with profile() as prof:
        y = x.exp()
        z = y * y
        z.sum().backward()
    by_name = {event.name: event for event in prof.events()}
    node = by_name["autograd::engine::evaluate_function: ExpBackward0"]
    assert node.forward is by_name["aten::exp"]
    assert node.sequence_nr == by_name["aten::exp"].sequence_nr == by_name["ExpBackward0"].sequence_nr
    assert node.place.line == by_name["aten::exp"].place.line
    assert node.backward
    assert not by_name["aten::exp"].backward


def test_events_form_a_tree_and_in_place_ops_have_their_name() -> None:
    x = fl.ones(3)
    with profile() as prof, record_function("outer"):
        x.add_(1)
        with record_function("inner"):
            x.exp()
    outer, add, inner, exp = prof.events()
    assert [event.name for event in (outer, add, inner, exp)] == ["outer", "aten::add_", "inner", "aten::exp"]
    assert outer.cpu_children == [add, inner]
    assert exp.cpu_parent is inner
    assert outer.self_cpu_time_total == pytest.approx(outer.cpu_time_total - add.cpu_time_total - inner.cpu_time_total)


def test_composite_ops_hold_the_ops_they_are_made_of() -> None:
    scores, target = fl.rand(4, 3), fl.tensor([0, 1, 2, 0])
    with profile() as prof:
        nn.functional.cross_entropy(scores, target)
    first = prof.events()[0]
    assert first.name == "aten::cross_entropy"
    assert {child.name for child in first.cpu_children} >= {"aten::_nll_loss_forward"}
    with profile() as prof:  # a method and a function of one name, both composite
        scores.flatten(), fl.flatten(scores)
    assert [event.name for event in prof.events() if event.cpu_parent is None] == ["aten::flatten"] * 2


def test_nothing_is_left_behind_when_the_profile_ends() -> None:
    before = [nn.Module.__call__, nn.Module.__call__.__code__, fl.optim.SGD.step, fl.autograd.Function.apply]
    with pytest.raises(ZeroDivisionError), profile():
        _ = 1 / 0
    after = [nn.Module.__call__, nn.Module.__call__.__code__, fl.optim.SGD.step, fl.autograd.Function.apply]
    assert after == before
    assert not fl._core._profiler_active()


class Sleeper(fl.autograd.Function):
    """An op of known duration, both ways."""

    @staticmethod
    def forward(ctx, x):
        time.sleep(0.02)
        return x * 2

    @staticmethod
    def backward(ctx, g):
        time.sleep(0.03)
        return g * 2


class Slow(nn.Module):
    """A module of known duration, holding another."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Slower()

    def forward(self, x):
        time.sleep(0.01)
        return self.inner(x)


class Slower(nn.Module):
    def forward(self, x):
        time.sleep(0.02)
        return Sleeper.apply(x)


def near(us: float, seconds: float) -> bool:
    """A sleep takes at least as long as asked for; a busy machine takes its time to wake up."""
    return seconds * 1e6 <= us <= seconds * 1e6 + 15_000


@in_a_quiet_moment
def test_known_times_go_to_their_op_line_and_module() -> None:
    x, net = fl.ones(3, requires_grad=True), Slow()
    with profile() as prof:
        net(x).sum().backward()
    averages = {event.key: event for event in prof.key_averages()}
    assert near(averages["Sleeper"].self_cpu_time_total, 0.02)
    assert near(averages["SleeperBackward"].self_cpu_time_total, 0.03)
    modules = {row["module"]: row for row in prof.by_module().rows()}
    assert near(modules["Slow"]["self_forward"], 0.01)
    assert near(modules["Slow"]["forward"], 0.05)
    assert near(modules["Slow.inner"]["self_forward"], 0.04)
    assert near(modules["Slow.inner"]["backward"], 0.03)
    assert near(modules["Slow"]["backward"], 0.03)
    assert modules["Slow"]["self_backward"] == 0
    lines = {(row["file"], row["line"]): row for row in prof.by_line().rows()}
    apply = lines[HERE, line_of(Slower, "Sleeper.apply")]
    assert near(apply["forward"], 0.02)
    assert near(apply["backward"], 0.03)
    # Without with_stack a module's own time stands where it was called.
    assert near(lines[HERE, line_of(Slow, "self.inner(x)")]["python"], 0.02)


@in_a_quiet_moment
def test_with_stack_python_time_goes_to_its_line() -> None:
    x, net = fl.ones(3, requires_grad=True), Slow()
    with profile(with_stack=True) as prof:
        net(x).sum().backward()
    lines = {(row["file"], row["line"]): row for row in prof.by_line().rows()}
    assert near(lines[HERE, line_of(Slow, "time.sleep")]["python"], 0.01)
    assert near(lines[HERE, line_of(Slower, "time.sleep")]["python"], 0.02)
    sleep = next(event for event in prof.events() if "sleep" in event.name)
    assert any("forward" in frame for frame in sleep.stack)
    assert sys.getprofile() is None


def test_with_stack_every_thread_is_listened_to() -> None:
    """Those that are there when the profile begins, and those that come while it runs; none afterwards."""
    go, done, profiled = threading.Event(), threading.Event(), []

    def inner(x):
        return x.exp()

    def waiting() -> None:
        go.wait()
        inner(fl.ones(3))
        done.set()
        go.clear()
        go.wait()
        profiled.append(sys.getprofile())

    def coming() -> None:
        inner(fl.ones(3))

    before = threading.getprofile()
    early, late = threading.Thread(target=waiting), threading.Thread(target=coming)
    early.start()
    with profile(with_stack=True) as prof:
        go.set()
        done.wait()
        late.start()
        late.join()
    go.set()
    early.join()
    calls = [event for event in prof.events() if event.name.endswith(": inner")]
    assert len(calls) == len({event.thread for event in calls}) == 2
    assert all(event.cpu_children[-1].name == "aten::exp" for event in calls)
    assert all("inner" in event.stack[0] for event in prof.events() if event.name == "aten::exp")
    assert profiled == [None]
    assert threading.getprofile() is before


def test_self_times_sum_to_the_wall_time() -> None:
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))
    optimizer = fl.optim.SGD(net.parameters(), lr=0.1)
    x, y = fl.rand(256, 64), fl.randint(0, 8, (256,))

    def deviation() -> float:
        """The largest of three sums' distance from the wall time, as a share of it."""
        with profile() as prof:
            start = time.perf_counter()
            with record_function("all"):
                for _ in range(30):
                    optimizer.zero_grad()
                    nn.functional.cross_entropy(net(x), y).backward()
                    optimizer.step()
            wall = (time.perf_counter() - start) * 1e6
        by_line = sum(row["time"] for row in prof.by_line().rows())
        sums = (prof.self_cpu_time_total, prof.events()[0].cpu_time_total, by_line)
        return max(abs(1 - total / wall) for total in sums)

    # A busy machine may stop us between reading the clock and entering the block, but not every time.
    assert min(deviation() for _ in range(3)) < 0.03


def test_shapes_dtypes_and_flops() -> None:
    a, b, image, kernel = fl.rand(4, 5), fl.rand(5, 6), fl.rand(2, 3, 8, 8), fl.rand(4, 3, 3, 3)
    with profile(record_shapes=True, with_flops=True) as prof:
        a @ b
        a + 1
        fl.cat([a, a])
        nn.functional.conv2d(image, kernel)
        a.double().t()
    by_name = {event.name: event for event in prof.events()}
    assert by_name["aten::matmul"].input_shapes == [[4, 5], [5, 6]]
    assert by_name["aten::matmul"].output_shapes == [[4, 6]]
    assert by_name["aten::matmul"].input_dtypes == ["float32", "float32"]
    assert by_name["aten::matmul"].flops == 2 * 4 * 5 * 6
    assert by_name["aten::add"].flops == 20
    assert by_name["aten::add"].input_shapes == [[4, 5], [], []]
    assert by_name["aten::cat"].input_shapes[0] == [[4, 5], [4, 5]]
    assert by_name["aten::convolution"].flops == 2 * 2 * 6 * 6 * 4 * 3 * 3 * 3
    assert by_name["aten::t"].input_dtypes == ["float64"]


def test_concrete_inputs_and_the_operands_of_nodes_and_composite_ops() -> None:
    a, target = fl.rand(4, 5, requires_grad=True), fl.tensor([0, 1, 2, 3])
    with profile(record_shapes=True) as prof:
        nn.functional.cross_entropy(a, target, label_smoothing=0.25).backward()
        a.detach().clamp(0.5, 2).sum(1, keepdim=True)
        fl.cat([a, a], 1)
    by_name = {event.name: event for event in prof.events()}
    loss = by_name["aten::cross_entropy"]
    assert loss.input_shapes[:3] == [[4, 5], [4], []]
    assert loss.input_dtypes[:3] == ["float32", "int64", ""]
    assert 0.25 in loss.concrete_inputs
    assert by_name["LogSoftmaxBackward0"].input_shapes == [[4, 5]]
    assert by_name["torch::autograd::AccumulateGrad"].input_shapes == [[4, 5]]
    assert by_name["autograd::engine::evaluate_function: LogSoftmaxBackward0"].input_shapes == []
    assert by_name["aten::clamp"].concrete_inputs == [None, 0.5, 2]
    assert by_name["aten::clamp"].input_dtypes == ["float32", "Scalar", "Scalar"]
    assert by_name["aten::sum"].concrete_inputs[:3] == [None, [1], True]
    assert by_name["aten::sum"].input_dtypes[:3] == ["float32", "ScalarList", "Scalar"]
    assert by_name["aten::cat"].concrete_inputs == [None, 1]
    assert by_name["aten::cat"].input_dtypes == ["TensorList", "Scalar"]


def test_pytorch_counts_the_same_flops() -> None:
    torch = pytest.importorskip("torch")

    def flops(t, prof_class):
        a, b, image, kernel = t.rand(4, 5), t.rand(5, 6), t.rand(2, 3, 8, 8), t.rand(4, 3, 3, 3)
        with prof_class(with_flops=True) as prof:
            t.mm(a, b), t.bmm(a[None], b[None]), t.addmm(t.ones(6), a, b), a * a, t.conv2d(image, kernel, stride=2)
        return {event.key: event.flops for event in prof.key_averages()}

    ours, theirs = flops(fl, profile), flops(torch, torch.autograd.profiler.profile)
    for name in ("aten::mm", "aten::bmm", "aten::addmm", "aten::mul"):
        assert ours[name] == theirs[name], name
    assert ours["aten::convolution"] == theirs["aten::conv2d"]


@pytest.mark.parametrize(
    "options",
    [
        {"padding": 1},
        {"padding": 5},
        {"padding": (0, 4), "stride": (2, 1)},
        {"dilation": 2, "padding": 4, "stride": 2},
        {"kernel": 1, "padding": 3},
        {"groups": 2, "padding": 3},
    ],
    ids=str,
)
def test_pytorch_counts_the_same_flops_of_convolutions(options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    options = dict(options)
    size, groups = options.pop("kernel", 3), options.get("groups", 1)

    def flops(t, prof_class):
        image, kernel = t.rand(2, 4, 10, 12), t.rand(6, 4 // groups, size, size)
        with prof_class(with_flops=True) as prof:
            t.nn.functional.conv2d(image, kernel, **options)
        return prof.key_averages().total_average().flops

    assert flops(fl, profile) == flops(torch, torch.autograd.profiler.profile) > 0


def test_flops_of_padded_and_transposed_convolutions() -> None:
    image, kernel = fl.rand(2, 4, 10, 12, requires_grad=True), fl.rand(6, 4, 3, 3, requires_grad=True)
    with profile(record_shapes=True, with_flops=True) as prof:
        fl.nn.functional.conv2d(image, kernel, padding=5).sum().backward()
        fl.nn.functional.conv_transpose2d(image, fl.rand(4, 6, 3, 3), stride=2)
    padded, transposed = [event for event in prof.events() if event.name == "aten::convolution"]
    assert padded.flops == 2 * 2 * 18 * 20 * 6 * 4 * 9
    assert transposed.flops == 2 * 2 * 10 * 12 * 6 * 4 * 9
    by_name = {event.name: event for event in prof.events()}
    assert by_name["aten::_conv_grad_input"].flops == by_name["aten::_conv_grad_weight"].flops == padded.flops


def test_within_vmap_the_work_is_shown_once() -> None:
    x, weights = fl.rand(5, 4), fl.rand(4, 4)
    with profile(record_shapes=True, with_flops=True) as prof:
        fl.vmap(lambda row: weights @ (row * 2))(x)
    calls, work = ([e for e in prof.events() if e.name.startswith(space)] for space in ("vmap::", "aten::"))
    assert [e.name for e in calls] == ["vmap::mul", "vmap::matmul"]
    assert [e.cpu_parent.name for e in work if e.name == "aten::mul"] == ["vmap::mul"]
    assert sum(e.flops for e in prof.events()) == 5 * 4 + 2 * 5 * 4 * 4
    assert all(e.nbytes == 0 for e in calls)
    assert calls[0].input_shapes[0] == [4]
    assert work[0].input_shapes[0] == [5, 4]


def test_within_vmap_a_call_computed_in_line_holds_its_work() -> None:
    """Batches that line up skip the batching rule in Python; what is shown is the same, level below level."""
    x, y = fl.rand(5, 4), fl.rand(5, 4)
    with profile(with_flops=True) as prof:
        fl.vmap(lambda a, b: a * b)(x, y)
        fl.vmap(fl.vmap(lambda a, b: a * b))(x, y)
    events = prof.events()
    assert [e.name for e in events] == ["vmap::mul", "aten::mul", "vmap::mul", "vmap::mul", "aten::mul"]
    once, work, outer, inner, innermost = events
    assert (work.cpu_parent, inner.cpu_parent, innermost.cpu_parent) == (once, outer, inner)
    assert [e.flops for e in events] == [0, 20, 0, 0, 20]
    assert prof.self_cpu_time_total == pytest.approx(once.cpu_time_total + outer.cpu_time_total)


def test_memory_of_known_sizes() -> None:
    with profile(profile_memory=True) as prof:
        kept = fl.zeros(1000)
        with record_function("temporary"):
            (kept + 1).sum()
    by_name = {event.name: event for event in prof.events()}
    assert by_name["aten::zeros"].self_cpu_memory_usage == 4000
    block = by_name["temporary"]
    assert (block.allocated, block.freed, block.cpu_memory_usage) == (4004, 4004, 0)
    timeline = prof.memory_timeline()
    assert timeline.peak - timeline.before == 8004
    alive = {row["name"]: row for row in timeline.rows()}
    assert alive["aten::zeros"]["bytes"] == alive["aten::add"]["bytes"] == 4000
    assert alive["aten::zeros"]["place"].startswith(f"{HERE}({line_of(test_memory_of_known_sizes, 'fl.zeros')})")
    lines = {row["line"]: row["allocated"] for row in prof.by_line().rows()}
    assert lines[line_of(test_memory_of_known_sizes, "kept + 1")] == 4004


def test_memory_that_no_op_made() -> None:
    with profile(profile_memory=True) as prof:
        kept = fl.tensor(numpy.ones(100))
    assert [row["bytes"] for row in prof.memory_timeline().rows()] == [800]
    assert kept.numel() == 100
    with profile() as prof:
        pass
    with pytest.raises(RuntimeError, match="profile_memory=True"):
        prof.memory_timeline()


def test_other_threads_are_recorded() -> None:
    x = fl.ones(3)

    def work() -> None:
        with record_function("elsewhere"):
            x.exp()

    with profile() as prof:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        x.sin()
    threads = {event.name: event.thread for event in prof.events()}
    assert threads["elsewhere"] == threads["aten::exp"] != threads["aten::sin"]


def test_a_profile_in_the_middle_of_things() -> None:
    """Started inside a module's call and a backward pass, ended there too."""
    x = fl.ones(3, requires_grad=True)
    first, second = profile(), profile()

    def hook(g):
        first.__enter__()
        _ = g * 2
        first.__exit__(None, None, None)
        second.__enter__()
        return g

    y = x * 3
    y.register_hook(hook)
    y.sum().backward()
    second.__exit__(None, None, None)
    assert names(first) == ["aten::mul"]
    assert "autograd::engine::evaluate_function: torch::autograd::AccumulateGrad" in names(second)


def test_blocks_left_crosswise() -> None:
    a, b = record_function("a"), record_function("b")
    with profile() as prof:
        a.__enter__()
        b.__enter__()
        a.__exit__()
        b.__exit__()
        with record_function("after"):
            pass
    after = prof.events()[2]
    assert after.name == "after"
    assert after.cpu_parent is None


def test_only_one_at_a_time_and_none_twice() -> None:
    with profile() as prof, pytest.raises(RuntimeError, match="already enabled"):
        profile().__enter__()
    older = fl.autograd.profiler.profile()
    with older:
        pass
    with pytest.raises(RuntimeError, match="not reentrant"):
        older.__enter__()
    assert prof.events() == []


def test_too_many_events_are_counted() -> None:
    x = fl.ones(1)
    prof = profile(max_events=10)
    prof.start()
    for _ in range(25):
        x.exp()
    with pytest.warns(UserWarning, match="15 events after the first 10"):
        prof.stop()
    assert len(prof.events()) == 10


def test_a_device_that_is_not_there() -> None:
    with pytest.warns(UserWarning, match="CUDA is not available, disabling CUDA profiling"):
        prof = fl.autograd.profiler.profile(use_cuda=True)
    with prof:
        fl.ones(1)
    assert names(prof) == ["aten::ones"]
    with pytest.warns(UserWarning, match="nonsense is not a valid device option"):
        fl.autograd.profiler.profile(use_device="nonsense")
    with pytest.warns(UserWarning, match="CUDA is not available"):
        profile(activities=[fl.profiler.ProfilerActivity.CPU, fl.profiler.ProfilerActivity.CUDA])


def test_record_function_as_decorator_and_its_errors() -> None:
    @record_function("labelled")
    def work(n: int) -> int:
        """Documented."""
        return work(n - 1) if n else 0

    with profile() as prof:
        work(2)
    assert names(prof) == ["labelled"] * 3
    assert work.__doc__ == "Documented."
    with pytest.raises(TypeError, match="a string is expected"):
        record_function(3)  # type: ignore[arg-type]


def test_optimisers_loaders_and_modules_have_events() -> None:
    data = fl.utils.data.DataLoader(fl.utils.data.TensorDataset(fl.rand(4, 3)), batch_size=2)
    net = nn.Linear(3, 1)
    optimizer = fl.optim.Adam(net.parameters())
    with profile(with_modules=True) as prof:
        for (batch,) in data:
            optimizer.zero_grad()
            net(batch).sum().backward()
            optimizer.step()
    counts = {event.key: event.count for event in prof.key_averages()}
    assert counts["enumerate(DataLoader)#DataLoader.__next__"] == 3
    assert counts["Optimizer.step#Adam.step"] == counts["Optimizer.zero_grad#Adam.zero_grad"] == 2
    assert counts["nn.Module: Linear"] == 2


def test_modules_are_hidden_unless_asked_for() -> None:
    net = nn.Sequential(nn.Linear(3, 2))
    with profile() as prof, record_function("block"):
        net(fl.ones(1, 3))
    block = prof.events()[0]
    assert [child.name for child in block.cpu_children] == ["aten::ones", "aten::linear"]
    assert block.self_cpu_time_total == pytest.approx(
        block.cpu_time_total - sum(child.cpu_time_total for child in block.cpu_children)
    )


def test_kernels_are_events_of_their_ops_where_asked_for() -> None:
    x, meta = fl.ones(50_000), fl.ones(3, device="meta")
    with profile(with_kernels=True) as prof:
        x * 2
        meta * 2
        fl.masked_select(x, x > 0)
    first, on_meta, _, chosen = (e for e in prof.events() if e.cpu_parent is None)
    (kernel,) = first.cpu_children
    assert (kernel.name, kernel.category, kernel.place) == ("kernel::mul", "kernel", first.place)
    assert 0 < kernel.cpu_time_total <= first.cpu_time_total
    assert first.self_cpu_time_total == pytest.approx(first.cpu_time_total - kernel.cpu_time_total)
    assert not on_meta.cpu_children
    assert [e.name for e in chosen.cpu_children] == ["kernel::masked_select"] * 2  # how many there are, and which
    with profile() as prof:
        x * 2
    assert names(prof) == ["aten::mul"]


def test_annotations_of_other_vendors_say_that_they_do_nothing() -> None:
    with pytest.warns(UserWarning, match="emit_nvtx does nothing"), fl.autograd.profiler.emit_nvtx():
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with fl.autograd.profiler.emit_itt(enabled=False) as nothing:
            assert nothing is None


def test_a_disabled_profile_records_nothing() -> None:
    with fl.autograd.profiler.profile(enabled=False) as nothing:
        assert nothing is None
        assert not fl._core._profiler_active()
    with pytest.raises(AssertionError, match="must be initialized before"):
        fl.autograd.profiler.profile(enabled=False).key_averages()
