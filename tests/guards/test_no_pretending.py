"""No public function is a stub that pretends: what does nothing, and what never reads an argument, stands here.

All files of the package are read, so that it makes no difference under which name, `compat`'s included, a function is
reached. What is new in a list needs a reason that a user would accept; to refuse in a sentence needs none.
"""

from __future__ import annotations

import fnmatch
import functools
from pathlib import Path

import pytest
from guards.hollow import Found, found_in, found_under

import flambeau

# Functions whose body is nothing but a constant or what they were given, by the reason why this is the truth.
HOLLOW = {
    "there is no such device, and nothing of it": """
        accelerator.current_accelerator accelerator.device_count accelerator.is_available
        autograd.graph.set_override_stale_capture_stream autograd.graph.set_warn_on_accumulate_grad_stream_mismatch
        cuda.amp.common.amp_definitely_not_available cuda.device_count cuda.empty_cache cuda.get_arch_list
        cuda.get_rng_state_all cuda.host_memory_stats cuda.is_available cuda.is_bf16_supported cuda.is_initialized
        cuda.is_tf32_supported cuda.manual_seed cuda.memory_allocated cuda.memory_stats
        cuda.memory_stats_as_nested_dict cuda.seed cuda.set_rng_state mps.device_count mps.is_available
        mps.manual_seed utils.checkpoint.get_device_states xpu.device_count xpu.empty_cache xpu.is_available
        xpu.is_bf16_supported xpu.is_initialized xpu.manual_seed xpu.memory_allocated xpu.memory_stats
        _tensor.get_device _tensor.is_pinned sparse._attributes.cpu _typed_storage.TypedStorage.cpu""",
    "a CPU has computed when a call returns": """
        cpu.Event.query cpu.Event.record cpu.Event.synchronize cpu.Event.wait cpu.Stream.record_event
        cpu.Stream.synchronize cpu.Stream.wait_event cpu.Stream.wait_stream cpu.current_device cpu.device_count
        cpu.is_available cpu.is_initialized cpu.set_device cpu.synchronize _questions.get_num_interop_threads""",
    "the build has it, or has it not": """
        _questions.compiled_with_cxx11_abi backends.cuda.is_built backends.cudnn.is_acceptable
        backends.cudnn.is_available backends.cudnn.version backends.mha.get_fastpath_enabled
        backends.mha.set_fastpath_enabled backends.mkl.is_available backends.mps.is_available backends.mps.is_built
        backends.mps.is_macos13_or_newer backends.mps.is_macos_or_newer backends.nnpack.is_available
        backends.openmp.is_available backends.opt_einsum.is_available profiler.kineto_available
        multiprocessing.reductions.get_all_sharing_strategies vision._backends.get_image_backend
        vision._backends.get_video_backend vision._backends.set_video_backend
        vision._backends.disable_beta_transforms_warning""",
    "nothing is compiled, scripted, traced or exported: the function itself is what runs": """
        _dynamo.graph_break _dynamo.mark_dynamic compiler.allow_in_graph compiler.cudagraph_mark_step_begin
        compiler.is_compiling compiler.list_backends compiler.reset fx.experimental.proxy_tensor.get_proxy_mode
        jit.TracerWarning.ignore_lib_warnings jit.annotate jit.enable_onednn_fusion jit.export jit.freeze
        jit.interface jit.is_scripting jit.is_tracing jit.onednn_fusion_enabled jit.optimize_for_inference
        jit.script_if_tracing jit.script_method jit.set_fusion_strategy jit.unused onnx.is_in_onnx_export""",
    "no tensor is of that kind": """
        _subclasses.fake_tensor.is_fake _subclasses.fake_tensor.maybe_get_fake_mode
        _subclasses.functional_tensor.mb_unwrap_functional_tensor _tensor_facts.is_conj _tensor_facts.is_neg
        masked.is_masked_tensor ops.complex.resolve_conj ops.complex.resolve_neg sparse._attributes.is_contiguous
        _sparse_methods.sparse_dim utils._python_dispatch.TorchDispatchMode.is_infra_mode
        utils._python_dispatch.is_traceable_wrapper_subclass""",
    "it is what was asked for": """
        _absent_dtypes.absent_dtype.to_real _storage.UntypedStorage.untyped library.CustomOpDef.default
        distributions.transforms.ExpTransform.log_abs_det_jacobian distributions.transforms.Transform.forward_shape
        distributions.transforms.Transform.inverse_shape nn.modules.linear.Identity.forward
        nn.utils.prune.Identity.compute_mask profiler._reports.Reports.profiler
        vision.models.video.resnet.*.get_downsample_stride vision.transforms.v2._misc.Identity.transform""",
    "a default that subclasses replace": """
        nn.modules.module.Module.extra_repr vision.datasets.vision.VisionDataset.extra_repr
        vision.transforms.v2._augment.AugMix.make_params vision.transforms.v2._transform.Transform.check_inputs
        vision.transforms.v2._transform.Transform.make_params""",
    "there is nothing left to do": """
        nn.modules.rnn.RNNBase.flatten_parameters profiler.profiler.profile.prepare_trace
        utils.tensorboard.writer.FileWriter.reopen""",
    "a world of one process, and what MPI does in place of other backends": "distributed.*",
}

# Parameters that a function takes and never reads.
UNREAD = {
    "nothing is compiled: the function itself is what runs, and a note says so": """
        _compile.compile(fullgraph) _compile.compile(dynamic) _compile.compile(backend) _compile.compile(others)
        _dynamo.optimize(*) compiler.disable(*) compiler.set_stance(*) compiler.substitute_in_graph(*) jit.ignore(*)
        jit.optimized_execution(*) jit.script(*) jit.trace(*) jit.trace_module(*)
        nn.modules._changes.Changes.compile(*)""",
    "it refuses whatever it is given": """
        jit.ScriptModule.save(kwargs) _sparse_methods.sparse_resize_(*) _sparse_methods.sparse_resize_and_clear_(*)
        _sparse_methods.smm(mat)""",
    "it concerns devices, streams and copies that are not here": """
        _array_api.from_dlpack(device) _protocols.to_device(stream) _positional.batch_norm(cudnn_enabled)
        _positional.instance_norm(cudnn_enabled) _typed_storage.TypedStorage.copy_(non_blocking)
        cpu.current_stream(device) cpu.stream(stream) cuda.stream(stream) nn.parallel.data_parallel.data_parallel(*)
        random.fork_rng(*) sparse._attributes.copy_(non_blocking) sparse._attributes.type_of(non_blocking)
        utils.checkpoint.set_device_states(*) utils.data._utils.pin_memory.pin_memory(device)
        profiler.profiler.profile.export_memory_timeline(device)""",
    "it chooses a way to compute, not a result": """
        _lobpcg.lobpcg(*) autograd.gradcheck.gradcheck(masked) nn.attention.sdpa_kernel(set_priority)
        nn.utils.clip_grad.*(foreach) ops.compare.isin(assume_unique) ops.loss.linear_cross_entropy(options)
        ops.sort.argsort(stable)""",
    "every other value is refused where the call is read": """
        ops.create.*(layout) ops.create.*(pin_memory) ops.frequency.*(layout) ops.frequency.*(pin_memory)
        ops.random.*(layout) ops.random.*(pin_memory) ops.window.*(layout) ops.window.*(pin_memory)""",
    "the function's name says it": """
        ops.fractional_pool.*(return_indices) ops.pool.*(return_indices) ops.view_copy.expand_copy(implicit)""",
    "a sparse tensor has one memory order, and its gradient is found where it has values": """
        _sparse_methods.to_dense(masked_grad) sparse._attributes.clone(memory_format)
        sparse._attributes.zeros_like(memory_format)""",
    "an interface that others of its kind need": """
        distributions.transforms.*.log_abs_det_jacobian(*) fx.interpreter.Interpreter.*(*)
        fx.passes.graph_drawer.FxGraphDrawer.get_dot_graph(submod_name) fx.tracer.Tracer.getattr(attr)
        fx.tracer.Tracer.is_leaf_module(module_qualified_name) nn.utils.prune.BasePruningMethod.__call__(inputs)
        nn.utils.prune.CustomFromMask.compute_mask(t) nn.utils.spectral_norm.*.__call__(*)
        nn.utils.weight_norm.WeightNorm.__call__(inputs) serialization._pickling.reduce_tensor(protocol)
        sparse._construction.reduce(protocol) vision.models.detection.*(counts)
        vision.models.segmentation._utils.as_published(weights)
        vision.ops.feature_pyramid_network.LastLevelMaxPool.forward(x)
        vision.models.regnet.BlockParams.from_init_params(kwargs)
        vision.transforms.v2.*.transform(params)
        vision.transforms.v2._augment.MixUp.make_params(flat_inputs) vision.transforms.v2.functional._points.*(*)
        _visualize.scene.module_box(within)""",
    "what it says in PyTorch is always so here": """
        autograd.function.FunctionCtx.mark_shared_storage(pairs) fx.graph.Graph.find_nodes(sort)
        fx.graph.Graph.python_code(kwargs) fx.graph_module.GraphModule.print_readable(kwargs) library.custom_op(*)
        library.register_*(lib) profiler.*.key_averages(group_by_overload_name)
        profiler.profiler.tensorboard_trace_handler(use_python_export) utils._pytree.register_pytree_node(*)
        utils.tensorboard.summary.scalar(collections) utils.tensorboard.summary.pr_curve_raw(weights)
        utils.tensorboard.summary.mesh(description) utils.tensorboard.writer.FileWriter.add_event(*)
        utils.tensorboard.writer.SummaryWriter.add_graph(*) vision.datasets.utils.download_url(max_redirect_hops)
        vision.models.feature_extraction.create_feature_extractor(suppress_diff_warning)""",
    "a world of one process, and options of backends that MPI stands in for": "distributed.*",
}


@functools.cache
def _found() -> Found:
    return found_under(Path(flambeau.__file__).parent)


def _listed(reasons: dict[str, str]) -> list[str]:
    return [pattern for names in reasons.values() for pattern in names.split()]


@pytest.mark.parametrize(("kind", "reasons"), [("hollow", HOLLOW), ("unread", UNREAD)])
def test_what_does_nothing_has_a_reason(kind: str, reasons: dict[str, str]) -> None:
    found, patterns = getattr(_found(), kind), _listed(reasons)
    assert len(found) > 50
    assert [name for name in found if not any(fnmatch.fnmatchcase(name, p) for p in patterns)] == []
    assert [p for p in patterns if not any(fnmatch.fnmatchcase(name, p) for name in found)] == [], "no longer so"


STUBS = '''
def passes(x, y=1):
    """It says what it would do."""
def returns_what_it_was_given(x, *rest): return x
def returns_a_constant(x):
    pass
    return {"a": (1, -2.0)}
lambda_of_nothing = lambda *args, **options: None
async def waits(x): ...
if True:
    def chosen(x): return [x, 0]
class Layer:
    def forward(self, x): return x
    def __call__(self, x): return None
    @property
    def sizes(self): return ()
class Optimiser:
    def step(self, closure=None): self.steps += 1
def ignores(x, dim=0, *, weight=None, **options): return x.sum()
@op(kind=composite)
def composed(self, other): return self
'''
HONEST = '''
def refuses(x): raise RuntimeError("no")
def computes(x, dim): return x.sum(dim)
def reads_all(**options): return dict(options)
def passes_on(x, y): return other(**locals())
def _private(x): pass
@overload
def overloaded(x): ...
@op(kind=elementwise, kernel="sin")
def sin(self): """Its body is its kernel."""
class Shape(Protocol):
    def size(self): ...
class Base:
    @abstractmethod
    def forward(self, x): ...
    def scale(self): return self._scale
'''


def test_a_stub_is_found() -> None:
    hollow = [
        *("passes", "returns_what_it_was_given", "returns_a_constant", "lambda_of_nothing", "waits", "chosen"),
        *("Layer.forward", "Layer.__call__", "Layer.sizes", "composed"),
    ]
    unread = [f"ignores({name})" for name in ("dim", "weight", "options")]
    assert found_in(STUBS) == Found(hollow, ["Optimiser.step(closure)", *unread])


def test_what_is_honest_is_not() -> None:
    assert found_in(HONEST) == Found([], [])
