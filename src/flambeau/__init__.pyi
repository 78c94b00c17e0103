# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Flambeau: PyTorch's define-by-run automatic differentiation, small enough to read and fast enough to prefer.

>>> import flambeau as torch
>>> x = torch.tensor([2., 3.], requires_grad=True)
>>> (3 * x ** 3).sum().backward()
>>> x.grad
tensor([36., 81.])"""

from typing import Any

from ._core import _dtype, _float, _str
from . import autograd as autograd
from . import cuda as cuda
from . import func as func
from . import linalg as linalg
from . import nn as nn
from . import ops as ops
from . import optim as optim
from . import profiler as profiler
from . import special as special
from . import testing as testing
from . import utils as utils
from ._C import PyTorchFileReader as PyTorchFileReader
from ._absent_dtypes import float8_e4m3fn as float8_e4m3fn
from ._absent_dtypes import float8_e4m3fnuz as float8_e4m3fnuz
from ._absent_dtypes import float8_e5m2 as float8_e5m2
from ._absent_dtypes import float8_e5m2fnuz as float8_e5m2fnuz
from ._absent_dtypes import qint32 as qint32
from ._absent_dtypes import qint8 as qint8
from ._absent_dtypes import quint2x4 as quint2x4
from ._absent_dtypes import quint4x2 as quint4x2
from ._absent_dtypes import quint8 as quint8
from ._buffers import asarray as asarray
from ._buffers import from_file as from_file
from ._buffers import frombuffer as frombuffer
from ._closed_range import range as range
from ._compile import compile as compile
from ._core import Generator as Generator
from ._core import Tensor as Tensor
from ._core import bfloat16 as bfloat16
from ._core import bool as bool
from ._core import complex128 as cdouble
from ._core import complex128 as complex128
from ._core import complex32 as chalf
from ._core import complex32 as complex32
from ._core import complex64 as cfloat
from ._core import complex64 as complex64
from ._core import default_generator as default_generator
from ._core import dtype as dtype
from ._core import float16 as float16
from ._core import float16 as half
from ._core import float32 as float
from ._core import float32 as float32
from ._core import float64 as double
from ._core import float64 as float64
from ._core import get_default_dtype as get_default_dtype
from ._core import get_num_threads as get_num_threads
from ._core import get_rng_state as get_rng_state
from ._core import initial_seed as initial_seed
from ._core import int16 as int16
from ._core import int16 as short
from ._core import int32 as int
from ._core import int32 as int32
from ._core import int64 as int64
from ._core import int64 as long
from ._core import int8 as int8
from ._core import is_anomaly_check_nan_enabled as is_anomaly_check_nan_enabled
from ._core import is_anomaly_enabled as is_anomaly_enabled
from ._core import is_grad_enabled as is_grad_enabled
from ._core import is_inference_mode_enabled as is_inference_mode_enabled
from ._core import manual_seed as manual_seed
from ._core import promote_types as promote_types
from ._core import result_type as result_type
from ._core import seed as seed
from ._core import set_num_threads as set_num_threads
from ._core import set_rng_state as set_rng_state
from ._core import uint16 as uint16
from ._core import uint32 as uint32
from ._core import uint64 as uint64
from ._core import uint8 as uint8
from ._deterministic import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from ._deterministic import get_deterministic_debug_mode as get_deterministic_debug_mode
from ._deterministic import is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled
from ._deterministic import set_deterministic_debug_mode as set_deterministic_debug_mode
from ._deterministic import use_deterministic_algorithms as use_deterministic_algorithms
from ._device_context import get_default_device as get_default_device
from ._device_context import set_default_device as set_default_device
from ._lobpcg import lobpcg as lobpcg
from ._numeric import finfo as finfo
from ._numeric import iinfo as iinfo
from ._positional import adaptive_max_pool1d as adaptive_max_pool1d
from ._positional import affine_grid_generator as affine_grid_generator
from ._positional import alpha_dropout as alpha_dropout
from ._positional import alpha_dropout_ as alpha_dropout_
from ._positional import as_strided_ as as_strided_
from ._positional import batch_norm as batch_norm
from ._positional import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from ._positional import cosine_embedding_loss as cosine_embedding_loss
from ._positional import ctc_loss as ctc_loss
from ._positional import detach as detach
from ._positional import detach_ as detach_
from ._positional import dropout as dropout
from ._positional import dropout_ as dropout_
from ._positional import embedding as embedding
from ._positional import embedding_bag as embedding_bag
from ._positional import embedding_renorm_ as embedding_renorm_
from ._positional import feature_alpha_dropout as feature_alpha_dropout
from ._positional import feature_alpha_dropout_ as feature_alpha_dropout_
from ._positional import feature_dropout as feature_dropout
from ._positional import feature_dropout_ as feature_dropout_
from ._positional import frobenius_norm as frobenius_norm
from ._positional import get_device as get_device
from ._positional import gru as gru
from ._positional import gru_cell as gru_cell
from ._positional import hinge_embedding_loss as hinge_embedding_loss
from ._positional import instance_norm as instance_norm
from ._positional import is_same_size as is_same_size
from ._positional import kl_div as kl_div
from ._positional import lstm as lstm
from ._positional import lstm_cell as lstm_cell
from ._positional import margin_ranking_loss as margin_ranking_loss
from ._positional import native_dropout as native_dropout
from ._positional import norm_except_dim as norm_except_dim
from ._positional import nuclear_norm as nuclear_norm
from ._positional import poisson_nll_loss as poisson_nll_loss
from ._positional import rnn_relu as rnn_relu
from ._positional import rnn_relu_cell as rnn_relu_cell
from ._positional import rnn_tanh as rnn_tanh
from ._positional import rnn_tanh_cell as rnn_tanh_cell
from ._positional import triplet_margin_loss as triplet_margin_loss
from ._printing import get_printoptions as get_printoptions
from ._printing import printoptions as printoptions
from ._printing import set_printoptions as set_printoptions
from ._questions import can_cast as can_cast
from ._questions import compiled_with_cxx11_abi as compiled_with_cxx11_abi
from ._questions import get_device_module as get_device_module
from ._questions import get_float32_matmul_precision as get_float32_matmul_precision
from ._questions import get_num_interop_threads as get_num_interop_threads
from ._questions import is_conj as is_conj
from ._questions import is_inference as is_inference
from ._questions import is_neg as is_neg
from ._questions import is_signed as is_signed
from ._questions import set_default_tensor_type as set_default_tensor_type
from ._questions import set_float32_matmul_precision as set_float32_matmul_precision
from ._questions import set_flush_denormal as set_flush_denormal
from ._questions import set_num_interop_threads as set_num_interop_threads
from ._removed import eig as eig
from ._removed import lstsq as lstsq
from ._removed import matrix_rank as matrix_rank
from ._removed import solve as solve
from ._removed import symeig as symeig
from ._storage import UntypedStorage as UntypedStorage
from ._summary import summary as summary
from ._symbolic import cond as cond
from ._symbolic import sym_float as sym_float
from ._symbolic import sym_int as sym_int
from ._symbolic import sym_ite as sym_ite
from ._symbolic import sym_max as sym_max
from ._symbolic import sym_min as sym_min
from ._symbolic import sym_not as sym_not
from ._symbolic import sym_sqrt as sym_sqrt
from ._symbolic import sym_sum as sym_sum
from ._symbolic import while_loop as while_loop
from ._tensor_types import BFloat16Tensor as BFloat16Tensor
from ._tensor_types import BoolTensor as BoolTensor
from ._tensor_types import ByteTensor as ByteTensor
from ._tensor_types import CharTensor as CharTensor
from ._tensor_types import DoubleTensor as DoubleTensor
from ._tensor_types import FloatTensor as FloatTensor
from ._tensor_types import HalfTensor as HalfTensor
from ._tensor_types import IntTensor as IntTensor
from ._tensor_types import LongTensor as LongTensor
from ._tensor_types import ShortTensor as ShortTensor
from ._typed_storage import BFloat16Storage as BFloat16Storage
from ._typed_storage import BoolStorage as BoolStorage
from ._typed_storage import ByteStorage as ByteStorage
from ._typed_storage import CharStorage as CharStorage
from ._typed_storage import ComplexDoubleStorage as ComplexDoubleStorage
from ._typed_storage import ComplexFloatStorage as ComplexFloatStorage
from ._typed_storage import DoubleStorage as DoubleStorage
from ._typed_storage import FloatStorage as FloatStorage
from ._typed_storage import HalfStorage as HalfStorage
from ._typed_storage import IntStorage as IntStorage
from ._typed_storage import LongStorage as LongStorage
from ._typed_storage import ShortStorage as ShortStorage
from ._typed_storage import Storage as Storage
from ._typed_storage import TypedStorage as TypedStorage
from ._types import Size as Size
from ._types import channels_last as channels_last
from ._types import channels_last_3d as channels_last_3d
from ._types import contiguous_format as contiguous_format
from ._types import device as device
from ._types import jagged as jagged
from ._types import layout as layout
from ._types import memory_format as memory_format
from ._types import preserve_format as preserve_format
from ._types import sparse_bsc as sparse_bsc
from ._types import sparse_bsr as sparse_bsr
from ._types import sparse_coo as sparse_coo
from ._types import sparse_csc as sparse_csc
from ._types import sparse_csr as sparse_csr
from ._types import strided as strided
from ._visualize import visualize as visualize
from ._warnings import is_warn_always_enabled as is_warn_always_enabled
from ._warnings import set_warn_always as set_warn_always
from .amp import GradScaler as GradScaler
from .amp.autocast_mode import autocast as autocast
from .amp.autocast_mode import autocast_decrement_nesting as autocast_decrement_nesting
from .amp.autocast_mode import autocast_increment_nesting as autocast_increment_nesting
from .amp.autocast_mode import clear_autocast_cache as clear_autocast_cache
from .amp.autocast_mode import get_autocast_cpu_dtype as get_autocast_cpu_dtype
from .amp.autocast_mode import get_autocast_dtype as get_autocast_dtype
from .amp.autocast_mode import get_autocast_gpu_dtype as get_autocast_gpu_dtype
from .amp.autocast_mode import is_autocast_cache_enabled as is_autocast_cache_enabled
from .amp.autocast_mode import is_autocast_cpu_enabled as is_autocast_cpu_enabled
from .amp.autocast_mode import is_autocast_enabled as is_autocast_enabled
from .amp.autocast_mode import set_autocast_cache_enabled as set_autocast_cache_enabled
from .amp.autocast_mode import set_autocast_cpu_dtype as set_autocast_cpu_dtype
from .amp.autocast_mode import set_autocast_cpu_enabled as set_autocast_cpu_enabled
from .amp.autocast_mode import set_autocast_dtype as set_autocast_dtype
from .amp.autocast_mode import set_autocast_enabled as set_autocast_enabled
from .amp.autocast_mode import set_autocast_gpu_dtype as set_autocast_gpu_dtype
from .autograd import enable_grad as enable_grad
from .autograd import inference_mode as inference_mode
from .autograd import no_grad as no_grad
from .autograd import set_grad_enabled as set_grad_enabled
from .cpu import Event as Event
from .cpu import Stream as Stream
from .cuda import AcceleratorError as AcceleratorError
from .cuda import OutOfMemoryError as OutOfMemoryError
from .func import vmap as vmap
from .jit import ScriptModule as ScriptModule
from .jit import fork as fork
from .jit import wait as wait
from .jit._types import AnyType as AnyType
from .jit._types import AwaitType as AwaitType
from .jit._types import BoolType as BoolType
from .jit._types import ClassType as ClassType
from .jit._types import ComplexType as ComplexType
from .jit._types import DeviceObjType as DeviceObjType
from .jit._types import DictType as DictType
from .jit._types import EnumType as EnumType
from .jit._types import FloatType as FloatType
from .jit._types import FutureType as FutureType
from .jit._types import InferredType as InferredType
from .jit._types import IntType as IntType
from .jit._types import InterfaceType as InterfaceType
from .jit._types import ListType as ListType
from .jit._types import NoneType as NoneType
from .jit._types import NumberType as NumberType
from .jit._types import OptionalType as OptionalType
from .jit._types import PyObjectType as PyObjectType
from .jit._types import RRefType as RRefType
from .jit._types import StreamObjType as StreamObjType
from .jit._types import StringType as StringType
from .jit._types import TensorType as TensorType
from .jit._types import TupleType as TupleType
from .jit._types import UnionType as UnionType
from .overrides import DisableTorchFunction as DisableTorchFunction
from .overrides import DisableTorchFunctionSubclass as DisableTorchFunctionSubclass
from .serialization import load as load
from .serialization import save as save
from .sparse import dsmm as dsmm
from .sparse import hsmm as hsmm
from .sparse import hspmm as hspmm
from .sparse import smm as smm
from .sparse import sparse_compressed_tensor as sparse_compressed_tensor
from .sparse import sparse_coo_tensor as sparse_coo_tensor
from .sparse import sparse_csc_tensor as sparse_csc_tensor
from .sparse import sparse_csr_tensor as sparse_csr_tensor
from .sparse import spmm as spmm
from .types import SymBool as SymBool
from .types import SymFloat as SymFloat
from .types import SymInt as SymInt
from .utils.dlpack import to_dlpack as to_dlpack
from ._functions import *

__version__: _str
e: _float
inf: _float
nan: _float
newaxis: None
pi: _float

def set_default_dtype(d: _dtype) -> None:
    """Sets the dtype of Python floats and of creation functions; a floating dtype."""

def typename(obj: Any) -> _str:
    """The name of an object's type, as PyTorch writes it."""

__all__ = [
    "AcceleratorError",
    "AnyType",
    "AwaitType",
    "BFloat16Storage",
    "BFloat16Tensor",
    "BoolStorage",
    "BoolTensor",
    "BoolType",
    "ByteStorage",
    "ByteTensor",
    "CharStorage",
    "CharTensor",
    "ClassType",
    "ComplexDoubleStorage",
    "ComplexFloatStorage",
    "ComplexType",
    "DeviceObjType",
    "DictType",
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "DoubleStorage",
    "DoubleTensor",
    "EnumType",
    "Event",
    "FloatStorage",
    "FloatTensor",
    "FloatType",
    "FutureType",
    "Generator",
    "GradScaler",
    "HalfStorage",
    "HalfTensor",
    "InferredType",
    "IntStorage",
    "IntTensor",
    "IntType",
    "InterfaceType",
    "ListType",
    "LongStorage",
    "LongTensor",
    "NoneType",
    "NumberType",
    "OptionalType",
    "OutOfMemoryError",
    "PyObjectType",
    "PyTorchFileReader",
    "RRefType",
    "ScriptModule",
    "ShortStorage",
    "ShortTensor",
    "Size",
    "Storage",
    "Stream",
    "StreamObjType",
    "StringType",
    "SymBool",
    "SymFloat",
    "SymInt",
    "Tensor",
    "TensorType",
    "TupleType",
    "TypedStorage",
    "UnionType",
    "UntypedStorage",
    "abs",
    "abs_",
    "absolute",
    "absolute_",
    "acos",
    "acos_",
    "acosh",
    "acosh_",
    "adaptive_avg_pool1d",
    "adaptive_max_pool1d",
    "add",
    "add_",
    "addbmm",
    "addbmm_",
    "addcdiv",
    "addcdiv_",
    "addcmul",
    "addcmul_",
    "addmm",
    "addmm_",
    "addmv",
    "addmv_",
    "addr",
    "addr_",
    "adjoint",
    "affine_grid_generator",
    "alias_copy",
    "all",
    "allclose",
    "alpha_dropout",
    "alpha_dropout_",
    "amax",
    "amin",
    "aminmax",
    "angle",
    "any",
    "arange",
    "arccos",
    "arccos_",
    "arccosh",
    "arccosh_",
    "arcsin",
    "arcsin_",
    "arcsinh",
    "arcsinh_",
    "arctan",
    "arctan2",
    "arctan2_",
    "arctan_",
    "arctanh",
    "arctanh_",
    "are_deterministic_algorithms_enabled",
    "argmax",
    "argmin",
    "argsort",
    "argwhere",
    "as_strided",
    "as_strided_",
    "as_strided_copy",
    "as_strided_scatter",
    "as_tensor",
    "asarray",
    "asin",
    "asin_",
    "asinh",
    "asinh_",
    "atan",
    "atan2",
    "atan2_",
    "atan_",
    "atanh",
    "atanh_",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "autocast",
    "autocast_decrement_nesting",
    "autocast_increment_nesting",
    "autograd",
    "avg_pool1d",
    "baddbmm",
    "baddbmm_",
    "bartlett_window",
    "batch_norm",
    "bernoulli",
    "bfloat16",
    "bilinear",
    "binary_cross_entropy_with_logits",
    "bincount",
    "binomial",
    "bitwise_and",
    "bitwise_and_",
    "bitwise_left_shift",
    "bitwise_left_shift_",
    "bitwise_not",
    "bitwise_not_",
    "bitwise_or",
    "bitwise_or_",
    "bitwise_right_shift",
    "bitwise_right_shift_",
    "bitwise_xor",
    "bitwise_xor_",
    "blackman_window",
    "block_diag",
    "bmm",
    "bool",
    "broadcast_shapes",
    "broadcast_tensors",
    "broadcast_to",
    "bucketize",
    "can_cast",
    "cartesian_prod",
    "cat",
    "cdist",
    "cdouble",
    "ceil",
    "ceil_",
    "celu",
    "celu_",
    "cfloat",
    "chain_matmul",
    "chalf",
    "channel_shuffle",
    "channels_last",
    "channels_last_3d",
    "cholesky",
    "cholesky_inverse",
    "cholesky_solve",
    "chunk",
    "clamp",
    "clamp_",
    "clamp_max",
    "clamp_max_",
    "clamp_min",
    "clamp_min_",
    "clear_autocast_cache",
    "clip",
    "clip_",
    "clone",
    "clone_",
    "column_stack",
    "combinations",
    "compile",
    "compiled_with_cxx11_abi",
    "complex",
    "complex128",
    "complex32",
    "complex64",
    "complex_",
    "concat",
    "concatenate",
    "cond",
    "conj",
    "conj_physical",
    "conj_physical_",
    "constant_pad_nd",
    "contiguous_format",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_tbc",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolution",
    "copysign",
    "copysign_",
    "corrcoef",
    "cos",
    "cos_",
    "cosh",
    "cosh_",
    "cosine_embedding_loss",
    "cosine_similarity",
    "count_nonzero",
    "cov",
    "cross",
    "ctc_loss",
    "cuda",
    "cummax",
    "cummin",
    "cumprod",
    "cumprod_",
    "cumsum",
    "cumsum_",
    "cumulative_trapezoid",
    "default_generator",
    "deg2rad",
    "deg2rad_",
    "det",
    "detach",
    "detach_",
    "detach_copy",
    "device",
    "diag",
    "diag_embed",
    "diagflat",
    "diagonal",
    "diagonal_copy",
    "diagonal_scatter",
    "diff",
    "digamma",
    "digamma_",
    "dist",
    "div",
    "div_",
    "divide",
    "divide_",
    "dot",
    "double",
    "dropout",
    "dropout_",
    "dsmm",
    "dsplit",
    "dstack",
    "dtype",
    "e",
    "eig",
    "einsum",
    "embedding",
    "embedding_bag",
    "embedding_renorm_",
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "enable_grad",
    "eq",
    "eq_",
    "equal",
    "erf",
    "erf_",
    "erfc",
    "erfc_",
    "erfinv",
    "erfinv_",
    "exp",
    "exp2",
    "exp2_",
    "exp_",
    "expand_copy",
    "expm1",
    "expm1_",
    "eye",
    "feature_alpha_dropout",
    "feature_alpha_dropout_",
    "feature_dropout",
    "feature_dropout_",
    "fill",
    "fill_",
    "finfo",
    "fix",
    "fix_",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float",
    "float16",
    "float32",
    "float64",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "float_power",
    "floor",
    "floor_",
    "floor_divide",
    "floor_divide_",
    "fmax",
    "fmax_",
    "fmin",
    "fmin_",
    "fmod",
    "fmod_",
    "fork",
    "frac",
    "frac_",
    "frexp",
    "frobenius_norm",
    "from_dlpack",
    "from_file",
    "from_numpy",
    "frombuffer",
    "full",
    "full_like",
    "func",
    "gather",
    "gcd",
    "gcd_",
    "ge",
    "ge_",
    "geqrf",
    "ger",
    "get_autocast_cpu_dtype",
    "get_autocast_dtype",
    "get_autocast_gpu_dtype",
    "get_default_device",
    "get_default_dtype",
    "get_deterministic_debug_mode",
    "get_device",
    "get_device_module",
    "get_float32_matmul_precision",
    "get_num_interop_threads",
    "get_num_threads",
    "get_printoptions",
    "get_rng_state",
    "gradient",
    "greater",
    "greater_",
    "greater_equal",
    "greater_equal_",
    "grid_sampler",
    "grid_sampler_2d",
    "grid_sampler_3d",
    "group_norm",
    "gru",
    "gru_cell",
    "gt",
    "gt_",
    "half",
    "hamming_window",
    "hann_window",
    "hardshrink",
    "hardshrink_",
    "heaviside",
    "heaviside_",
    "hinge_embedding_loss",
    "histc",
    "histogram",
    "histogramdd",
    "hsmm",
    "hsplit",
    "hspmm",
    "hstack",
    "hypot",
    "hypot_",
    "i0",
    "i0_",
    "igamma",
    "igamma_",
    "igammac",
    "igammac_",
    "iinfo",
    "imag",
    "index_add",
    "index_add_",
    "index_copy",
    "index_copy_",
    "index_fill",
    "index_fill_",
    "index_put",
    "index_put_",
    "index_reduce",
    "index_reduce_",
    "index_select",
    "inf",
    "inference_mode",
    "initial_seed",
    "inner",
    "instance_norm",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "inverse",
    "is_anomaly_check_nan_enabled",
    "is_anomaly_enabled",
    "is_autocast_cache_enabled",
    "is_autocast_cpu_enabled",
    "is_autocast_enabled",
    "is_complex",
    "is_conj",
    "is_deterministic_algorithms_warn_only_enabled",
    "is_floating_point",
    "is_grad_enabled",
    "is_inference",
    "is_inference_mode_enabled",
    "is_neg",
    "is_nonzero",
    "is_same_size",
    "is_signed",
    "is_storage",
    "is_tensor",
    "is_warn_always_enabled",
    "isclose",
    "isfinite",
    "isfinite_",
    "isin",
    "isinf",
    "isinf_",
    "isnan",
    "isnan_",
    "isneginf",
    "isneginf_",
    "isposinf",
    "isposinf_",
    "isreal",
    "istft",
    "jagged",
    "kaiser_window",
    "kl_div",
    "kron",
    "kthvalue",
    "layer_norm",
    "layout",
    "lcm",
    "lcm_",
    "ldexp",
    "ldexp_",
    "le",
    "le_",
    "lerp",
    "lerp_",
    "less",
    "less_",
    "less_equal",
    "less_equal_",
    "lgamma",
    "lgamma_",
    "linalg",
    "linspace",
    "load",
    "lobpcg",
    "log",
    "log10",
    "log10_",
    "log1p",
    "log1p_",
    "log2",
    "log2_",
    "log_",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logaddexp_",
    "logcumsumexp",
    "logdet",
    "logical_and",
    "logical_and_",
    "logical_not",
    "logical_not_",
    "logical_or",
    "logical_or_",
    "logical_xor",
    "logical_xor_",
    "logit",
    "logit_",
    "logspace",
    "logsumexp",
    "long",
    "lstm",
    "lstm_cell",
    "lstsq",
    "lt",
    "lt_",
    "lu",
    "lu_solve",
    "lu_unpack",
    "manual_seed",
    "margin_ranking_loss",
    "masked_fill",
    "masked_fill_",
    "masked_scatter",
    "masked_scatter_",
    "masked_select",
    "matmul",
    "matrix_exp",
    "matrix_power",
    "matrix_rank",
    "max",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool3d",
    "maximum",
    "maximum_",
    "mean",
    "median",
    "memory_format",
    "meshgrid",
    "min",
    "minimum",
    "minimum_",
    "mm",
    "mode",
    "moveaxis",
    "movedim",
    "msort",
    "mul",
    "mul_",
    "multinomial",
    "multiply",
    "multiply_",
    "mv",
    "mvlgamma",
    "mvlgamma_",
    "nan",
    "nan_to_num",
    "nan_to_num_",
    "nanmean",
    "nanmedian",
    "nanquantile",
    "nansum",
    "narrow",
    "narrow_copy",
    "native_batch_norm",
    "native_channel_shuffle",
    "native_dropout",
    "native_group_norm",
    "native_layer_norm",
    "ne",
    "ne_",
    "neg",
    "neg_",
    "negative",
    "negative_",
    "newaxis",
    "nextafter",
    "nextafter_",
    "nn",
    "no_grad",
    "nonzero",
    "nonzero_static",
    "norm",
    "norm_except_dim",
    "normal",
    "not_equal",
    "not_equal_",
    "nuclear_norm",
    "numel",
    "ones",
    "ones_like",
    "ops",
    "optim",
    "orgqr",
    "ormqr",
    "outer",
    "pairwise_distance",
    "pca_lowrank",
    "pdist",
    "permute",
    "permute_copy",
    "pi",
    "pinverse",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson",
    "poisson_nll_loss",
    "polar",
    "polygamma",
    "polygamma_",
    "positive",
    "pow",
    "pow_",
    "prelu",
    "preserve_format",
    "printoptions",
    "prod",
    "profiler",
    "promote_types",
    "put",
    "put_",
    "qint32",
    "qint8",
    "qr",
    "quantile",
    "quint2x4",
    "quint4x2",
    "quint8",
    "rad2deg",
    "rad2deg_",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
    "range",
    "ravel",
    "real",
    "reciprocal",
    "reciprocal_",
    "relu",
    "relu_",
    "remainder",
    "remainder_",
    "renorm",
    "renorm_",
    "repeat_interleave",
    "reshape",
    "reshape_as",
    "resize_as_",
    "resolve_conj",
    "resolve_neg",
    "result_type",
    "rms_norm",
    "rnn_relu",
    "rnn_relu_cell",
    "rnn_tanh",
    "rnn_tanh_cell",
    "roll",
    "rot90",
    "round",
    "round_",
    "row_stack",
    "rrelu",
    "rrelu_",
    "rsqrt",
    "rsqrt_",
    "rsub",
    "save",
    "scalar_tensor",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "scatter_reduce",
    "scatter_reduce_",
    "searchsorted",
    "seed",
    "segment_reduce",
    "select",
    "select_copy",
    "select_scatter",
    "selu",
    "selu_",
    "set_autocast_cache_enabled",
    "set_autocast_cpu_dtype",
    "set_autocast_cpu_enabled",
    "set_autocast_dtype",
    "set_autocast_enabled",
    "set_autocast_gpu_dtype",
    "set_default_device",
    "set_default_dtype",
    "set_default_tensor_type",
    "set_deterministic_debug_mode",
    "set_float32_matmul_precision",
    "set_flush_denormal",
    "set_grad_enabled",
    "set_num_interop_threads",
    "set_num_threads",
    "set_printoptions",
    "set_rng_state",
    "set_warn_always",
    "sgn",
    "sgn_",
    "short",
    "sigmoid",
    "sigmoid_",
    "sign",
    "sign_",
    "signbit",
    "signbit_",
    "sin",
    "sin_",
    "sinc",
    "sinc_",
    "sinh",
    "sinh_",
    "slice_copy",
    "slice_scatter",
    "slogdet",
    "smm",
    "softmax",
    "solve",
    "sort",
    "sparse_bsc",
    "sparse_bsr",
    "sparse_compressed_tensor",
    "sparse_coo",
    "sparse_coo_tensor",
    "sparse_csc",
    "sparse_csc_tensor",
    "sparse_csr",
    "sparse_csr_tensor",
    "special",
    "split",
    "split_copy",
    "split_with_sizes",
    "split_with_sizes_copy",
    "spmm",
    "sqrt",
    "sqrt_",
    "square",
    "square_",
    "squeeze",
    "squeeze_copy",
    "stack",
    "std",
    "std_mean",
    "stft",
    "strided",
    "sub",
    "sub_",
    "subtract",
    "subtract_",
    "sum",
    "summary",
    "svd",
    "svd_lowrank",
    "swapaxes",
    "swapdims",
    "sym_float",
    "sym_int",
    "sym_ite",
    "sym_max",
    "sym_min",
    "sym_not",
    "sym_sqrt",
    "sym_sum",
    "symeig",
    "t",
    "t_copy",
    "take",
    "take_along_dim",
    "tan",
    "tan_",
    "tanh",
    "tanh_",
    "tensor",
    "tensor_split",
    "tensordot",
    "testing",
    "threshold",
    "threshold_",
    "tile",
    "to_dlpack",
    "topk",
    "trace",
    "transpose",
    "transpose_copy",
    "trapezoid",
    "trapz",
    "triangular_solve",
    "tril",
    "tril_",
    "tril_indices",
    "triplet_margin_loss",
    "triu",
    "triu_",
    "triu_indices",
    "true_divide",
    "true_divide_",
    "trunc",
    "trunc_",
    "typename",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "unbind",
    "unbind_copy",
    "unflatten",
    "unfold_copy",
    "unique",
    "unique_consecutive",
    "unravel_index",
    "unsafe_chunk",
    "unsafe_split",
    "unsafe_split_with_sizes",
    "unsqueeze",
    "unsqueeze_copy",
    "use_deterministic_algorithms",
    "utils",
    "vander",
    "var",
    "var_mean",
    "vdot",
    "view_as",
    "view_as_complex",
    "view_as_complex_copy",
    "view_as_real",
    "view_as_real_copy",
    "view_copy",
    "visualize",
    "vmap",
    "vsplit",
    "vstack",
    "wait",
    "where",
    "while_loop",
    "xlogy",
    "xlogy_",
    "zero_",
    "zeros",
    "zeros_like",
]
