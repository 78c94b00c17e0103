"""Devices, compilers and libraries that are not here: questions have answers, and what needs them says so.

Each expression has its value beside it, which PyTorch's build for the CPU gives too where it is installed.
"""

from __future__ import annotations

import importlib
import inspect
import pickle
import subprocess
import sys
import threading
import warnings
from typing import Any

import pytest

import flambeau as fl
from flambeau.ops.define import registry

# What an expression shows; of an error its class. `t` is the library.
VALUES = {
    "t.backends.cudnn.is_available(), t.backends.cudnn.version()": "(False, None)",
    "t.backends.cudnn.enabled, t.backends.cudnn.benchmark, t.backends.cudnn.deterministic": "(True, False, False)",
    "t.backends.cudnn.allow_tf32, t.backends.cuda.matmul.allow_tf32": "(True, False)",
    "t.backends.cuda.is_built(), t.backends.mps.is_available(), t.backends.mps.is_built()": "(False, False, False)",
    "t.backends.openmp.is_available()": "True",
    "t.backends.cuda.flash_sdp_enabled(), t.backends.cuda.math_sdp_enabled()": "(True, True)",
    "t.get_float32_matmul_precision()": "'highest'",
    "t.is_deterministic_algorithms_warn_only_enabled(), t.get_deterministic_debug_mode()": "(False, 0)",
    "t.set_deterministic_debug_mode('no')": "RuntimeError",
    "t.set_deterministic_debug_mode(3)": "RuntimeError",
    "t.set_deterministic_debug_mode(1.0)": "TypeError",
    "t.compile(abs, mode='no')": "RuntimeError",
    "t.compile(mode='no')(abs)": "RuntimeError",
    "t.compile(abs, mode='default', options={})": "RuntimeError",
    "t.ones(1).pin_memory()": "RuntimeError",
    "t.utils.data._utils.pin_memory.pin_memory({'a': [t.ones(1)]})": "RuntimeError",
    "t.utils.data._utils.pin_memory.pin_memory({'a': [1]})": "{'a': [1]}",
    "t.nn.utils.rnn.pack_sequence([t.ones(2)]).pin_memory()": "RuntimeError",
    "t.ones(1, 2, 3, 4).cpu(memory_format=t.channels_last).stride()": "(24, 1, 8, 2)",
    "t.ones(2, 2).to_sparse_csr(dense_dim=1)": "RuntimeError",
    "t.ones(2, 2).to_sparse_csc(dense_dim=-1)": "RuntimeError",
    "t.ones(2, 2).to_sparse(layout=t.sparse_csr, dense_dim=1)": "RuntimeError",
    "t.ones(2, 2).to_sparse().to_sparse(dense_dim=0)": "RuntimeError",
    "t.ones(2, 2).to_sparse_csr().to_sparse_csc(dense_dim=0)": "RuntimeError",
    "t.ops.aten.add.Tensor(t.ones(2), 1).tolist(), t.ops.aten.relu(t.ones(1)).item()": "([2.0, 2.0], 1.0)",
    "t.ops.aten.clone.default is t.ops.aten.clone.default, t.ops.aten.cat.default": (
        "(True, <OpOverload(op='aten.cat', overload='default')>)"
    ),
    "hasattr(t.ops.aten, 'no_such_op'), hasattr(t.ops.aten, '_to_copy')": "(False, True)",
    "t.zeros(2, layout='strided')": "TypeError",
    "t.zeros(2, layout=t.strided), t.sparse_coo, type(t.sparse_csr).__name__": (
        "(tensor([0., 0.]), torch.sparse_coo, 'layout')"
    ),
    "t.cuda.is_available(), t.cuda.device_count(), t.cuda.is_initialized()": "(False, 0, False)",
    "t.cuda.is_bf16_supported(), t.cuda.get_arch_list(), t.cuda.get_rng_state_all()": "(False, [], [])",
    "t.cuda.memory_allocated(), t.cuda.max_memory_allocated(), t.cuda.memory_reserved()": "(0, 0, 0)",
    "t.cuda.memory_stats(), t.cuda.empty_cache()": "(OrderedDict(), None)",
    "t.cuda.manual_seed(0), t.cuda.manual_seed_all(0), t.cuda.set_rng_state_all([])": "(None, None, None)",
    "t.cuda.device(-1).__enter__(), t.cuda.device_of(t.ones(1)).__enter__()": "(None, None)",
    "isinstance(t.zeros(1), t.cuda.FloatTensor), issubclass(t.cuda.OutOfMemoryError, RuntimeError)": "(False, True)",
    "t.cuda.current_device()": "AssertionError",
    "t.cuda.get_device_name(0)": "AssertionError",
    "t.cuda.get_device_capability()": "AssertionError",
    "t.cuda.get_device_properties(0)": "AssertionError",
    "t.cuda.init()": "AssertionError",
    "t.cuda.synchronize()": "AssertionError",
    "t.cuda.current_stream()": "AssertionError",
    "t.cuda.mem_get_info()": "AssertionError",
    "t.cuda.get_rng_state()": "AssertionError",
    "t.cuda.Stream()": "RuntimeError",
    "t.cuda.Event()": "RuntimeError",
    "t.cuda.FloatTensor(1)": "TypeError",
    "t.cuda.nvtx.range_push('a')": "RuntimeError",
    "t.ones(1).to('cuda')": "AssertionError",
    "t.ones(1).cuda()": "AssertionError",
    "t.nn.Linear(1, 1).to('cuda')": "AssertionError",
    "t.mps.is_available(), t.mps.device_count(), t.mps.manual_seed(0)": "(False, 0, None)",
    "t.mps.empty_cache()": "RuntimeError",
    "t.mps.synchronize()": "RuntimeError",
    "t.xpu.is_available(), t.xpu.device_count(), t.xpu.empty_cache()": "(False, 0, None)",
    "t.xpu.synchronize()": "AssertionError",
    "t.xpu.current_device()": "AssertionError",
    "t.accelerator.is_available(), t.accelerator.device_count(), t.accelerator.current_accelerator()": (
        "(False, 0, None)"
    ),
    "t.accelerator.synchronize()": "RuntimeError",
    "t.accelerator.current_device_index()": "RuntimeError",
    "t.cpu.is_available(), t.cpu.device_count(), t.cpu.current_device(), t.cpu.synchronize()": (
        "(True, 1, 'cpu', None)"
    ),
    "t.get_device_module() is t.cpu, t.get_device_module('cuda') is t.cuda": "(True, True)",
    "t.jit.is_scripting(), t.jit.is_tracing(), t.jit.annotate(int, 3)": "(False, False, 3)",
    "t.jit.isinstance([1, 2], list[int]), t.jit.isinstance({'a': 1.0}, dict[str, int])": "(True, False)",
    "t.jit.isinstance((1, 'a'), tuple[int, str]), t.jit.isinstance(1, (int, str))": "(True, True)",
    "t.jit.isinstance([1], list)": "RuntimeError",
    "t.compiler.is_compiling(), t.compiler.is_dynamo_compiling(), t._dynamo.is_compiling()": "(False, False, False)",
    "t.onnx.is_in_onnx_export()": "False",
    "t.version.cuda, t.version.hip, t.version.xpu, t.version.debug": "(None, None, None, False)",
    "isinstance(3, t.types.Number), isinstance('a', t.types.Number)": "(True, False)",
    "isinstance(t.nn.ReLU(), t._dynamo.eval_frame.OptimizedModule), isinstance(t.nn.ReLU(), t.jit.ScriptModule)": (
        "(False, False)"
    ),
}


def shown(library: Any, expression: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(expression, {"t": library}))
        except Exception as error:
            return type(error).__name__


@pytest.mark.parametrize("expression", VALUES)
def test_values(expression: str) -> None:
    assert shown(fl, expression) == VALUES[expression]


def test_pytorch_gives_the_same() -> None:
    torch = pytest.importorskip("torch")
    if torch.version.cuda or torch.version.hip:
        pytest.skip("this PyTorch was built for GPUs and says so")
    importlib.import_module("torch._dynamo")  # which PyTorch imports when first needed
    importlib.import_module("torch.onnx")
    assert {e: shown(torch, e) for e in VALUES} == VALUES


MAKERS = {
    "zeros": "t.zeros(2, {})",
    "zeros_like": "t.zeros_like(x, {})",
    "new_zeros": "x.new_zeros(2, {})",
    "ones": "t.ones(2, {})",
    "ones_like": "t.ones_like(x, {})",
    "new_ones": "x.new_ones(2, {})",
    "empty": "t.empty(2, {})",
    "empty_like": "t.empty_like(x, {})",
    "new_empty": "x.new_empty(2, {})",
    "empty_permuted": "t.empty_permuted((2,), (0,), {})",
    "empty_strided": "t.empty_strided((2,), (1,), {})",
    "new_empty_strided": "x.new_empty_strided((2,), (1,), {})",
    "full": "t.full((2,), 1.0, {})",
    "full_like": "t.full_like(x, 1.0, {})",
    "new_full": "x.new_full((2,), 1.0, {})",
    "scalar_tensor": "t.scalar_tensor(1.0, {})",
    "arange": "t.arange(2, {})",
    "linspace": "t.linspace(0, 1, 2, {})",
    "logspace": "t.logspace(0, 1, 2, {})",
    "eye": "t.eye(2, {})",
    "tril_indices": "t.tril_indices(2, 2, {})",
    "triu_indices": "t.triu_indices(2, 2, {})",
    "rand": "t.rand(2, {})",
    "rand_like": "t.rand_like(x, {})",
    "randn": "t.randn(2, {})",
    "randn_like": "t.randn_like(x, {})",
    "randint": "t.randint(2, (2,), {})",
    "randint_like": "t.randint_like(x, 2, {})",
    "randperm": "t.randperm(2, {})",
    "normal": "t.normal(0.0, 1.0, (2,), {})",
    **{f"{name}_window": f"t.{name}_window(2, {{}})" for name in ("hann", "hamming", "blackman", "bartlett", "kaiser")},
    "fft.fftfreq": "t.fft.fftfreq(2, {})",
    "fft.rfftfreq": "t.fft.rfftfreq(2, {})",
    "tensor": "t.tensor([1.0], {})",
    "sparse": "t.sparse_coo_tensor([[0]], [1.0], (2,), {})",
}


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")  # PyTorch's
@pytest.mark.parametrize("name", MAKERS)
def test_pinned_memory_is_refused_and_other_memory_is_not(name: str) -> None:
    """In PyTorch's words and, where it is installed, wherever it refuses."""
    torch = pytest.importorskip("torch")
    for library in (fl,) if torch.version.cuda or torch.version.hip else (fl, torch):
        eval(MAKERS[name].format("pin_memory=False"), {"t": library, "x": library.ones(2)})
        with pytest.raises(RuntimeError, match=r"^(pin_memory=True requires|Cannot access) .*accelerator"):
            eval(MAKERS[name].format("pin_memory=True"), {"t": library, "x": library.ones(2)})


def test_whatever_makes_tensors_is_asked_for_pinned_memory() -> None:
    makers = {
        entry.qualified
        for entry in registry
        if (entry.namespaces or entry.method)
        and {"device", "requires_grad"} <= {*inspect.signature(entry.signature).parameters}
        and not entry.qualified.startswith("signal.windows.")  # PyTorch's have no such parameter
    }
    assert makers <= {*MAKERS}


def test_deterministic_modes_are_kept() -> None:
    def asked(library: Any) -> tuple[int, bool, bool]:
        return (
            library.get_deterministic_debug_mode(),
            library.are_deterministic_algorithms_enabled(),
            library.is_deterministic_algorithms_warn_only_enabled(),
        )

    for library in (fl, pytest.importorskip("torch")):
        seen = []
        for mode in (1, "error", "warn", 2, 0):
            library.set_deterministic_debug_mode(mode)
            seen.append(asked(library))
        for mode, warn_only in ((True, True), (True, False), (False, True)):
            library.use_deterministic_algorithms(mode, warn_only=warn_only)
            seen.append(asked(library))
        library.use_deterministic_algorithms(False)
        assert seen == [
            *((1, True, True), (2, True, False), (1, True, True), (2, True, False), (0, False, False)),
            *((1, True, True), (2, True, False), seen[-1]),
        ]
        assert seen[-1][:2] == (0, False)


def test_errors_say_where_flambeau_computes() -> None:
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled: flambeau computes on the CPU"):
        fl.nn.Linear(1, 1).to("cuda")


def test_switches_keep_what_they_are_set_to() -> None:
    cudnn, cuda = fl.backends.cudnn, fl.backends.cuda
    with cudnn.flags(enabled=False, benchmark=True):
        assert (cudnn.enabled, cudnn.benchmark, cudnn.deterministic) == (False, True, False)
    assert (cudnn.enabled, cudnn.benchmark, cudnn.allow_tf32) == (True, False, True)
    before = cudnn.set_flags(_deterministic=True)
    assert cudnn.deterministic
    assert before == (True, False, 10, False, True)
    cudnn.deterministic = False
    with cuda.sdp_kernel(enable_flash=False):
        assert not cuda.flash_sdp_enabled()
    assert cuda.flash_sdp_enabled()
    fl.set_float32_matmul_precision("high")
    assert fl.get_float32_matmul_precision() == "high"
    with pytest.warns(UserWarning, match="not one of 'highest'"):
        fl.set_float32_matmul_precision("low")
    fl.set_float32_matmul_precision("highest")


def test_switches_that_cannot_be_thrown_say_so() -> None:
    mkldnn = fl.backends.mkldnn
    mkldnn.enabled = mkldnn.is_available()
    with pytest.raises(RuntimeError, match="FLAMBEAU_ONEDNN=0"):
        mkldnn.enabled = not mkldnn.is_available()
    with pytest.raises(RuntimeError, match="FLAMBEAU_ONEDNN"), mkldnn.flags(enabled=not mkldnn.is_available()):
        pass
    assert fl.backends.quantized.engine == "none"
    with pytest.raises(RuntimeError, match="quantized engine fbgemm is not supported"):
        fl.backends.quantized.engine = "fbgemm"


def test_scripted_and_compiled_things_are_themselves() -> None:
    """Functions, modules and classes, in every form of the marks."""
    program = """
import warnings, flambeau as torch
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    def f(x):
        return 2 * x
    layer = torch.nn.Linear(1, 1)
    assert torch.jit.script(f) is f and torch.jit.script(layer) is layer and torch.jit.script(int) is int
    assert torch.jit.trace(f, torch.ones(1)) is f and torch.jit.freeze(layer) is layer
    assert torch.compile(f) is f and torch.compile(layer, mode="max-autotune", fullgraph=True) is layer
    assert torch.compile(dynamic=True)(f) is f
print([str(w.message).split(":")[0] for w in seen], {w.filename for w in seen})
for mark in (torch.jit.export, torch.jit.ignore, torch.jit.unused, torch.jit.ignore(drop=True), torch.compiler.disable,
             torch.compiler.disable(recursive=False), torch.compiler.allow_in_graph, torch._dynamo.disable,
             torch._dynamo.optimize("inductor"), torch.jit.script_method, torch.jit._overload):
    assert mark(f) is f
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "['torch.jit.script', 'torch.compile'] {'<string>'}\n", done.stderr


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: fl.jit.save(fl.nn.ReLU(), "x.pt"), "state_dict"),
        (lambda: fl.jit.load("x.pt"), "runs no TorchScript"),
        (lambda: fl.onnx.export(fl.nn.ReLU(), (fl.ones(1),), "x.onnx"), "exports no ONNX"),
        (lambda: fl.jit.script(3), "must be a function"),
        (lambda: fl.ops.aten._to_copy.default(fl.ones(1)), "no function of that name"),
        (lambda: fl.distributed.tensor.DTensor(), "shards no tensor"),
        (lambda: fl.distributed.fsdp.fully_shard(fl.nn.ReLU()), "shards no module"),
        (lambda: fl.zeros(2, layout=fl.sparse_coo), "must be torch.strided"),
        (lambda: fl.randn_like(fl.ones(2), layout=fl.sparse_csr), "must be torch.strided"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(RuntimeError, match=sentence):
        call()


def test_futures_complete_once_and_in_any_thread(capsys: pytest.CaptureFixture[str]) -> None:
    future: Any = fl.futures.Future()
    seen: list[int] = []
    future.add_done_callback(lambda done: seen.append(done.value()))
    after = future.then(lambda done: done.value() + 1).then(lambda done: 1 / (done.value() - 4))
    with pytest.raises(RuntimeError, match="no result yet"):
        future.value()
    thread = threading.Thread(target=lambda: future.set_result(3))
    thread.start()
    assert fl.futures.wait_all([future, future]) == [3, 3]
    thread.join()
    assert seen == [3]
    with pytest.raises(RuntimeError, match="error when running the callback: ZeroDivisionError: division by zero"):
        after.wait()
    with pytest.raises(RuntimeError, match="only be marked completed once"):
        future.set_result(4)
    assert fl.futures.collect_all([]).wait() == []
    failed: Any = fl.futures.Future()
    failed.set_exception(ValueError("late"))
    with pytest.raises(ValueError, match="late"):
        fl.futures.collect_all([future, failed]).wait()
    with pytest.raises(RuntimeError, match="Can not pickle"):
        pickle.dumps(failed)
    failed.add_done_callback(lambda done: 1 / 0)  # told, and nobody's error
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert fl.jit.wait(fl.jit.fork(lambda a, b: a - b, 5, b=3)) == 2


def test_the_generator_is_as_it_was_after_a_fork() -> None:
    fl.manual_seed(3)
    wanted = fl.rand(2)
    fl.manual_seed(3)
    with pytest.raises(TypeError), fl.random.fork_rng(devices=[]):
        fl.rand(fl.rand(5))
    assert fl.rand(2).tolist() == wanted.tolist()
    state = fl.random.get_rng_state()
    with fl.random.fork_rng(enabled=False):
        fl.rand(1)
    assert fl.random.get_rng_state().tolist() != state.tolist()
