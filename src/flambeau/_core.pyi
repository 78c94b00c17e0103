# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Flambeau's native core: tensors, the graph and its engine, generators, ops."""

import builtins
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, TypeAlias, TypeVar

from ._storage import UntypedStorage
from ._types import Size
from ._types import device as _device
from ._types import layout as _layout
from .autograd.hooks import RemovableHandle

_bool: TypeAlias = builtins.bool
_bytes: TypeAlias = builtins.bytes
_complex: TypeAlias = builtins.complex
_float: TypeAlias = builtins.float
_int: TypeAlias = builtins.int
_str: TypeAlias = builtins.str
_Number: TypeAlias = _int | _float | _bool | _complex
_Size: TypeAlias = _int | Sequence[_int]
_Device: TypeAlias = _device | _str | _int
_Subclass = TypeVar("_Subclass", bound="Tensor")

class dtype:
    """The element type of a tensor, such as float32."""
    @property
    def is_complex(self) -> _bool:
        """Whether it is a complex type."""
    @property
    def is_floating_point(self) -> _bool:
        """Whether it is a real floating type."""
    @property
    def is_signed(self) -> _bool:
        """Whether it can hold negative numbers."""
    @property
    def itemsize(self) -> _int:
        """Bytes per element."""
    @property
    def name(self) -> _str:
        """Its name, as in NumPy."""
    def to_complex(self) -> _dtype:
        """The complex type whose parts have this type."""
    def to_real(self) -> _dtype:
        """The type of the real part."""

_dtype: TypeAlias = dtype

bfloat16: dtype
bool: dtype
complex128: dtype
complex32: dtype
complex64: dtype
float16: dtype
float32: dtype
float64: dtype
int16: dtype
int32: dtype
int64: dtype
int8: dtype
uint16: dtype
uint32: dtype
uint64: dtype
uint8: dtype

class Tensor:
    """A multi-dimensional array of one dtype that records what is done to it."""
    @property
    def H(self) -> Tensor:
        """The conjugate transpose of a matrix, ``out[j][i] = conj(self[i][j])``."""
    @property
    def T(self) -> Tensor:
        """All dimensions in reverse order, as a view: ``out[j][i] = self[i][j]`` for a matrix."""
    def __abs__(self) -> Tensor: ...
    def __add__(self, other: Tensor | _Number) -> Tensor: ...
    def __and__(self, other: Tensor | _Number) -> Tensor: ...
    def __array__(self, dtype: Any = None, copy: _bool | None = None) -> Any:
        """NumPy's protocol: lets ``numpy.asarray`` and matplotlib take a tensor."""
    def __array_namespace__(self, *, api_version: _str | None = None) -> Any:
        """The functions of the Array API standard, with its names, parameters and defaults.

        Raises: ValueError for a version of the standard that is not offered.

        >>> import flambeau as torch
        >>> xp = torch.zeros(2).__array_namespace__()
        >>> xp.std(xp.asarray([1., 3.]))
        tensor(1.)
        """
    __array_priority__: ClassVar[_int]
    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: _bool = False) -> Tensor:
        ...
    def __bool__(self) -> _bool: ...
    def __complex__(self) -> _complex:
        ...
    def __contains__(self, element: Any) -> _bool:
        ...
    def __deepcopy__(self, memo: dict[_int, Any]) -> Tensor:
        ...
    def __delitem__(self, index: Any) -> None: ...
    def __dir__(self) -> Sequence[_str]:
        ...
    def __dlpack__(self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: _bool | None = None) -> Any:
        """The memory as a DLPack capsule, for another library to look at."""
    def __dlpack_device__(self) -> tuple[_int, _int]:
        ...
    def __eq__(self, other: object) -> Tensor: ...  # type: ignore[override]
    def __float__(self) -> _float: ...
    def __floordiv__(self, other: Tensor | _Number) -> Tensor: ...
    def __format__(self, spec: _str) -> _str:
        ...
    def __ge__(self, other: Tensor | _Number) -> Tensor: ...
    def __getitem__(self, index: Any) -> Tensor: ...
    def __gt__(self, other: Tensor | _Number) -> Tensor: ...
    def __hash__(self) -> _int: ...
    def __iadd__(self, other: Tensor | _Number) -> Tensor: ...
    def __iand__(self, other: Tensor | _Number) -> Tensor: ...
    def __ifloordiv__(self, other: Tensor | _Number) -> Tensor: ...
    def __ilshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __imod__(self, other: Tensor | _Number) -> Tensor: ...
    def __imul__(self, other: Tensor | _Number) -> Tensor: ...
    def __index__(self) -> _int: ...
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __int__(self) -> _int: ...
    def __invert__(self) -> Tensor: ...
    def __ior__(self, other: Tensor | _Number) -> Tensor: ...
    def __ipow__(self, other: Tensor | _Number) -> Tensor: ...
    def __irshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __isub__(self, other: Tensor | _Number) -> Tensor: ...
    def __iter__(self) -> Iterator[Tensor]:
        ...
    def __itruediv__(self, other: Tensor | _Number) -> Tensor: ...
    def __ixor__(self, other: Tensor | _Number) -> Tensor: ...
    def __le__(self, other: Tensor | _Number) -> Tensor: ...
    def __len__(self) -> _int: ...
    def __lshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __lt__(self, other: Tensor | _Number) -> Tensor: ...
    def __matmul__(self, other: Tensor) -> Tensor: ...
    def __mod__(self, other: Tensor | _Number) -> Tensor: ...
    def __mul__(self, other: Tensor | _Number) -> Tensor: ...
    def __ne__(self, other: object) -> Tensor: ...  # type: ignore[override]
    def __neg__(self) -> Tensor: ...
    def __or__(self, other: Tensor | _Number) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __pow__(self, other: Tensor | _Number) -> Tensor: ...
    def __radd__(self, other: Tensor | _Number) -> Tensor: ...
    def __rand__(self, other: Tensor | _Number) -> Tensor: ...
    def __rdiv__(self, other: Any) -> Tensor:
        ...
    def __reversed__(self) -> Tensor:
        ...
    def __rfloordiv__(self, other: Tensor | _Number) -> Tensor: ...
    def __rlshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __rmatmul__(self, other: Tensor) -> Tensor: ...
    def __rmod__(self, other: Tensor | _Number) -> Tensor: ...
    def __rmul__(self, other: Tensor | _Number) -> Tensor: ...
    def __ror__(self, other: Tensor | _Number) -> Tensor: ...
    def __round__(self, ndigits: _int | None = None) -> Tensor:
        ...
    def __rpow__(self, other: Tensor | _Number) -> Tensor: ...
    def __rrshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __rshift__(self, other: Tensor | _Number) -> Tensor: ...
    def __rsub__(self, other: Tensor | _Number) -> Tensor: ...
    def __rtruediv__(self, other: Tensor | _Number) -> Tensor: ...
    def __rxor__(self, other: Tensor | _Number) -> Tensor: ...
    def __setitem__(self, index: Any, value: Tensor | _Number) -> None: ...
    def __sub__(self, other: Tensor | _Number) -> Tensor: ...
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any: ...
    def __truediv__(self, other: Tensor | _Number) -> Tensor: ...
    def __xor__(self, other: Tensor | _Number) -> Tensor: ...
    @property
    def _backward_hooks(self) -> OrderedDict[_int, Any] | None:
        """The table of gradient hooks, or None."""
    @_backward_hooks.setter
    def _backward_hooks(self, value: OrderedDict[_int, Any] | None) -> None: ...
    @property
    def _base(self) -> Tensor | None:
        """The tensor this one is a view of, or None."""
    def _dimI(self) -> Any:
        ...
    def _dimV(self) -> Any:
        ...
    @property
    def _grad(self) -> Tensor | None:
        """The same as grad."""
    @_grad.setter
    def _grad(self, value: Tensor | None) -> None: ...
    @property
    def _grad_fn(self) -> Node | None:
        """The same as grad_fn; setting it to None takes the tensor out of the graph."""
    def _hook_dict(self) -> OrderedDict[_int, Any]:
        """The dict of gradient hooks of this tensor."""
    def _index(self, indices: Sequence[Tensor | None]) -> Tensor:
        """``out = self[i0, i1, ...]``: integer tensors broadcast together, bool masks stand for their non-zero positions."""
    def _indices(self) -> Any:
        ...
    def _is_dense(self) -> _bool:
        """Whether the elements lie in row-major order without gaps."""
    def _is_view(self) -> _bool:
        """Whether it is a view of another tensor."""
    def _last_write(self) -> Any:
        """Where the last in-place write was made."""
    def _lend(self) -> _int:
        """The address of the first element for another library to keep: the storage is not resized any more."""
    @staticmethod
    def _make_subclass(cls: type[_Subclass], data: Tensor, require_grad: _bool = False) -> _Subclass:
        """The elements of data as an instance of cls."""
    def _move_bytes(self, to: Tensor, owner: Any) -> Tensor | None:
        """Moves the storage's bytes to those of to; gives the former bytes where others may look at them."""
    def _nnz(self) -> Any:
        ...
    def _post_accumulate_dict(self) -> OrderedDict[_int, Any]:
        """The dict of post-accumulate hooks."""
    def _repr_html_(self) -> _str:
        ...
    def _resize(self, size: Sequence[_int]) -> Tensor:
        """Changes the shape, growing the storage when needed."""
    def _set(self, source: Tensor, storage_offset: _int = ..., size: Sequence[_int] = ..., stride: Sequence[_int] = ...) -> Tensor:
        """Looks at source's storage from now on."""
    def _storage_bytes(self) -> Tensor:
        """The whole storage as a uint8 tensor."""
    def _storage_key(self) -> _int:
        """A number that tensors over one storage share while they live."""
    def _values(self) -> Any:
        ...
    @property
    def _version(self) -> _int:
        """How often the storage was written to."""
    def abs(self) -> Tensor:
        """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0."""
    def abs_(self) -> Tensor:
        """In-place form of `abs`."""
    def absolute(self) -> Tensor:
        """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0."""
    def absolute_(self) -> Tensor:
        """In-place form of `abs`."""
    def acos(self) -> Tensor:
        """Inverse cosine: the angle ``y`` in [0, pi] radians with ``cos(y) = self[i]``; nan outside [-1, 1]."""
    def acos_(self) -> Tensor:
        """In-place form of `acos`."""
    def acosh(self) -> Tensor:
        """Inverse hyperbolic cosine, ``log(x + sqrt(x**2 - 1))`` for ``x = self[i]``; nan for real values below 1."""
    def acosh_(self) -> Tensor:
        """In-place form of `acosh`."""
    def add(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """Sum, ``out[i] = self[i] + alpha * other[i]``."""
    def add_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """In-place form of `add`."""
    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """``beta * self + alpha * (sum over b of batch1[b] @ batch2[b])``."""
    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """In-place form of `addbmm`."""
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """``out[i] = self[i] + value * tensor1[i] / tensor2[i]``."""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """In-place form of `addcdiv`."""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """``out[i] = self[i] + value * tensor1[i] * tensor2[i]``."""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """In-place form of `addcmul`."""
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """``beta * self + alpha * (mat1 @ mat2)``; with ``beta`` 0 ``self`` is ignored, nan included."""
    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """In-place form of `addmm`."""
    def addmv(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """``beta * self + alpha * (mat @ vec)``; with ``beta`` 0 ``self`` is ignored, nan included."""
    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """In-place form of `addmv`."""
    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """``out[i][j] = beta * self[i][j] + alpha * vec1[i] * vec2[j]``."""
    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """In-place form of `addr`."""
    def adjoint(self) -> Tensor:
        """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``."""
    def all(self, dim: _Size | None = None, keepdim: _bool = False) -> Tensor:
        """Whether every element over ``dim`` (all by default) is not zero: ``self[0] != 0 and self[1] != 0 and ...``; true
        for nothing.
        """
    def allclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
        """Whether ``|self[i] - other[i]| <= atol + rtol * |other[i]|`` for every element, as `isclose` has it."""
    def amax(self, dim: _Size | None = None, keepdim: _bool = False) -> Tensor:
        """The largest value ``max(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements share
        the gradient evenly.
        """
    def amin(self, dim: _Size | None = None, keepdim: _bool = False) -> Tensor:
        """The smallest value ``min(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements
        share the gradient evenly.
        """
    def aminmax(self, *, dim: _int | None = None, keepdim: _bool = False) -> _return_aminmax:
        """Smallest and largest value over one dimension, all by default: ``(amin(x), amax(x))``."""
    def angle(self) -> Tensor:
        """Argument in radians, ``atan2(imag(self[i]), real(self[i]))`` in [-pi, pi]; for real values 0 or pi, nan stays
        nan.
        """
    def any(self, dim: _Size | None = None, keepdim: _bool = False) -> Tensor:
        """Whether any element over ``dim`` (all by default) is not zero: ``self[0] != 0 or self[1] != 0 or ...``; false for
        nothing.
        """
    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Every element becomes ``callable(element)``, in place.

        Raises: RuntimeError for a tensor that requires grad; TypeError for a result that is no number.

        >>> import flambeau as torch
        >>> torch.tensor([1.0, 2.0]).apply_(lambda x: x * x)
        tensor([1., 4.])
        """
    def arccos(self) -> Tensor:
        """Inverse cosine: the angle ``y`` in [0, pi] radians with ``cos(y) = self[i]``; nan outside [-1, 1]."""
    def arccos_(self) -> Tensor:
        """In-place form of `acos`."""
    def arccosh(self) -> Tensor:
        """Inverse hyperbolic cosine, ``log(x + sqrt(x**2 - 1))`` for ``x = self[i]``; nan for real values below 1."""
    def arccosh_(self) -> Tensor:
        """In-place form of `acosh`."""
    def arcsin(self) -> Tensor:
        """Inverse sine: the angle ``y`` in [-pi/2, pi/2] radians with ``sin(y) = self[i]``; nan outside [-1, 1]."""
    def arcsin_(self) -> Tensor:
        """In-place form of `asin`."""
    def arcsinh(self) -> Tensor:
        """Inverse hyperbolic sine, ``log(x + sqrt(x**2 + 1))`` for ``x = self[i]``."""
    def arcsinh_(self) -> Tensor:
        """In-place form of `asinh`."""
    def arctan(self) -> Tensor:
        """Inverse tangent: the angle ``y`` in [-pi/2, pi/2] radians with ``tan(y) = self[i]``."""
    def arctan2(self, other: Tensor) -> Tensor:
        """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi]."""
    def arctan2_(self, other: Tensor) -> Tensor:
        """In-place form of `atan2`."""
    def arctan_(self) -> Tensor:
        """In-place form of `atan`."""
    def arctanh(self) -> Tensor:
        """Inverse hyperbolic tangent, ``log((1 + x) / (1 - x)) / 2`` for ``x = self[i]``; nan for real values outside [-1,
        1].
        """
    def arctanh_(self) -> Tensor:
        """In-place form of `atanh`."""
    def argmax(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """The first index ``i`` where ``self[i]`` is largest (nan is), in the flattened tensor unless ``dim`` is given."""
    def argmin(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """The first index ``i`` where ``self[i]`` is smallest (nan is), in the flattened tensor unless ``dim`` is given."""
    def argsort(self, dim: _int = -1, descending: _bool = False, *, stable: _bool = False) -> Tensor:
        """The indices that sort along ``dim``: ``self[out[0]] <= self[out[1]] <= ...``; the order of equal values is kept."""
    def argwhere(self) -> Tensor:
        """Indices of the elements with ``self[i] != 0``, one per row."""
    def as_strided(self, size: _Size, stride: _Size, storage_offset: _int | None = None) -> Tensor:
        """A view of the storage: ``out[i][j]`` is element ``storage_offset + i * stride[0] + j * stride[1]`` of it."""
    def as_strided_(self, size: _Size, stride: _Size, storage_offset: _int | None = None) -> Tensor:
        """In-place form of `as_strided`."""
    def as_strided_scatter(self, src: Tensor, size: _Size, stride: _Size, storage_offset: _int | None = None) -> Tensor:
        """A copy in which ``out.as_strided(size, stride, storage_offset)`` is ``src``."""
    def as_subclass(self, cls: type[_Subclass]) -> _Subclass:
        """The same elements, and history, as an instance of a subclass of Tensor.

        Raises: TypeError for what is not a subclass of Tensor.

        >>> import flambeau as torch
        >>> class Image(torch.Tensor):
        ...     pass
        >>> type(torch.zeros(2).as_subclass(Image) + 1).__name__
        'Image'
        """
    def asin(self) -> Tensor:
        """Inverse sine: the angle ``y`` in [-pi/2, pi/2] radians with ``sin(y) = self[i]``; nan outside [-1, 1]."""
    def asin_(self) -> Tensor:
        """In-place form of `asin`."""
    def asinh(self) -> Tensor:
        """Inverse hyperbolic sine, ``log(x + sqrt(x**2 + 1))`` for ``x = self[i]``."""
    def asinh_(self) -> Tensor:
        """In-place form of `asinh`."""
    def atan(self) -> Tensor:
        """Inverse tangent: the angle ``y`` in [-pi/2, pi/2] radians with ``tan(y) = self[i]``."""
    def atan2(self, other: Tensor) -> Tensor:
        """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi]."""
    def atan2_(self, other: Tensor) -> Tensor:
        """In-place form of `atan2`."""
    def atan_(self) -> Tensor:
        """In-place form of `atan`."""
    def atanh(self) -> Tensor:
        """Inverse hyperbolic tangent, ``log((1 + x) / (1 - x)) / 2`` for ``x = self[i]``; nan for real values outside [-1,
        1].
        """
    def atanh_(self) -> Tensor:
        """In-place form of `atanh`."""
    def backward(self, gradient: Tensor | None = None, retain_graph: _bool | None = None, create_graph: _bool = False, inputs: Any = None) -> None:
        """Adds the gradient of this tensor to the ``.grad`` of every leaf it depends on; see `autograd.backward`.

        Raises: RuntimeError for a tensor without a graph, one of several elements without ``gradient``, a gradient of
            another shape, and a second pass over a freed graph.

        >>> import flambeau as torch
        >>> x = torch.tensor(3., requires_grad=True)
        >>> (x * x).backward()
        >>> x.grad
        tensor(6.)
        """
    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """``beta * self + alpha * bmm(batch1, batch2)``; with ``beta`` 0 ``self`` is ignored, nan included."""
    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """In-place form of `baddbmm`."""
    def bernoulli(self, p: _float | None = None, *, generator: _Generator | None = None) -> Tensor:
        """1 with probability ``self[i]`` (or ``p``, if given), else 0."""
    def bernoulli_(self, p: Tensor | _Number = 0.5, *, generator: _Generator | None = None) -> Tensor:
        """``bernoulli_``: every element 1 with probability ``p`` (a number, or a tensor broadcast to ``self``), else 0."""
    def bfloat16(self, memory_format: Any = ...) -> Tensor:
        """``self.to(bfloat16)``."""
    def bincount(self, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
        """How often each of 0, 1, 2, ... occurs in a vector of non-negative integers, ``out[k] = sum of (self == k)``, or
        the sum of its weights.
        """
    def bitwise_and(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] & other[i]``, bit by bit; logical for bools."""
    def bitwise_and_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `bitwise_and`."""
    def bitwise_left_shift(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] * 2 ** other[i]`` on the bits of integers; 0 where all bits are shifted out."""
    def bitwise_left_shift_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `bitwise_left_shift`."""
    def bitwise_not(self) -> Tensor:
        """``out[i] = ~self[i]``: every bit flipped; logical negation for bools."""
    def bitwise_not_(self) -> Tensor:
        """In-place form of `bitwise_not`."""
    def bitwise_or(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] | other[i]``, bit by bit; logical for bools."""
    def bitwise_or_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `bitwise_or`."""
    def bitwise_right_shift(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = floor(self[i] / 2 ** other[i])``: integers shifted to the right, the sign staying."""
    def bitwise_right_shift_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `bitwise_right_shift`."""
    def bitwise_xor(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] ^ other[i]``: the bits in which the two differ; logical for bools."""
    def bitwise_xor_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `bitwise_xor`."""
    def bmm(self, mat2: Tensor) -> Tensor:
        """Matrix products in a batch, ``out[b, i, j] = sum over k of self[b, i, k] * mat2[b, k, j]``."""
    def bool(self, memory_format: Any = ...) -> Tensor:
        """``self.to(bool)``."""
    def broadcast_to(self, *size: _int | Sequence[_int]) -> Tensor:
        """``self.expand(size)``."""
    def byte(self, memory_format: Any = ...) -> Tensor:
        """``self.to(uint8)``."""
    def cauchy_(self, median: _float = 0.0, sigma: _float = 1.0, *, generator: _Generator | None = None) -> Tensor:
        """``cauchy_``: every element drawn anew, of density ``1 / (pi * sigma * (1 + ((x - median) / sigma)**2))``."""
    def ccol_indices(self) -> Tensor:
        """Where each column of a CSC matrix begins among its values, and the end of the last.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse_csc().ccol_indices()
        tensor([0, 1, 2])
        """
    def cdouble(self, memory_format: Any = ...) -> Tensor:
        """``self.to(complex128)``."""
    def ceil(self) -> Tensor:
        """The smallest integer not below each value: ``n`` with ``n - 1 < self[i] <= n``, in the same dtype."""
    def ceil_(self) -> Tensor:
        """In-place form of `ceil`."""
    def cfloat(self, memory_format: Any = ...) -> Tensor:
        """``self.to(complex64)``."""
    def chalf(self, memory_format: Any = ...) -> Tensor:
        """``self.to(complex32)``."""
    def char(self, memory_format: Any = ...) -> Tensor:
        """``self.to(int8)``."""
    def cholesky(self, upper: _bool = False) -> Tensor:
        """`linalg.cholesky` by its old name: the lower triangular ``L`` with ``L Lᴴ = self``, ``Lᴴ`` if ``upper``."""
    def cholesky_inverse(self, upper: _bool = False) -> Tensor:
        """The inverse of ``L Lᴴ``, given the Cholesky factor ``L`` (of ``Lᴴ L`` if ``upper``)."""
    def cholesky_solve(self, L: Tensor, upper: _bool = False) -> Tensor:
        """``X`` with ``(L Lᴴ) @ X = self``, given the Cholesky factor ``L`` (``(Lᴴ L) @ X = self`` if ``upper``)."""
    def chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """At most ``chunks`` views of ``ceil(n / chunks)`` elements along ``dim``; the last may be smaller."""
    def clamp(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """Values kept between bounds, ``out[i] = minimum(maximum(self[i], min[i]), max[i])``."""
    def clamp_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """In-place form of `clamp`."""
    def clamp_max(self, max: Tensor | _Number) -> Tensor:
        """Values kept at or below a bound, ``out[i] = minimum(self[i], max[i])``."""
    def clamp_max_(self, max: Tensor | _Number) -> Tensor:
        """In-place form of `clamp_max`."""
    def clamp_min(self, min: Tensor | _Number) -> Tensor:
        """Values kept at or above a bound, ``out[i] = maximum(self[i], min[i])``."""
    def clamp_min_(self, min: Tensor | _Number) -> Tensor:
        """In-place form of `clamp_min`."""
    def clip(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """Values kept between bounds, ``out[i] = minimum(maximum(self[i], min[i]), max[i])``."""
    def clip_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """In-place form of `clamp`."""
    def clone(self, *, memory_format: Any = None) -> Tensor:
        """A copy in memory of its own, ``out[i] = self[i]``, through which gradients flow."""
    def clone_(self, *, memory_format: Any = None) -> Tensor:
        """In-place form of `clone`."""
    def coalesce(self) -> Tensor:
        """A sparse tensor of coordinates with each position once, in order; values at one position are added.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.sparse_coo_tensor([[1, 1]], [3., 4.], (2,)).coalesce().values()
        tensor([7.])
        """
    def col_indices(self) -> Tensor:
        """The column of each value of a CSR matrix.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse_csr().col_indices()
        tensor([0, 1])
        """
    def conj(self) -> Tensor:
        """Complex conjugate, ``out[i] = real(self[i]) - 1j * imag(self[i])``; a real tensor or number is returned as it is."""
    def conj_physical(self) -> Tensor:
        """Complex conjugate, ``real(self[i]) - 1j * imag(self[i])``, in memory of its own."""
    def conj_physical_(self) -> Tensor:
        """In-place form of `conj_physical`."""
    def contiguous(self, memory_format: Any = None) -> Tensor:
        """The tensor itself if it lies in memory in the order of ``memory_format`` (row by row by default), else a copy
        that does.
        """
    def contiguous_(self, memory_format: Any = None) -> Tensor:
        """In-place form of `contiguous`."""
    def copy_(self, src: Tensor | _Number, non_blocking: _bool = False) -> Tensor:
        """``copy_``: ``self[i] = src[i]``, broadcast and cast to the dtype of ``self``; complex numbers lose their
        imaginary part.
        """
    def copysign(self, other: Tensor | _Number) -> Tensor:
        """The magnitude of ``self[i]`` with the sign bit of ``other[i]``."""
    def copysign_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `copysign`."""
    def corrcoef(self) -> Tensor:
        """Pearson's correlation coefficients of V variables, ``cov[i][j] / sqrt(cov[i][i] * cov[j][j])``; observations are
        the columns of ``self``.
        """
    def cos(self) -> Tensor:
        """Cosine, ``cos(self[i])`` of an angle in radians."""
    def cos_(self) -> Tensor:
        """In-place form of `cos`."""
    def cosh(self) -> Tensor:
        """Hyperbolic cosine, ``(exp(self[i]) + exp(-self[i])) / 2``."""
    def cosh_(self) -> Tensor:
        """In-place form of `cosh`."""
    def count_nonzero(self, dim: _Size | None = None) -> Tensor:
        """``sum(x != 0)`` over ``dim``, all dimensions by default."""
    def cov(self, *, correction: _int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
        """The covariances of V variables, ``out[i][j] = sum (x_i - mean_i) * conj(x_j - mean_j) / (n - correction)``;
        observations are the columns of ``self``.
        """
    def cpu(self, memory_format: Any = ...) -> Tensor:
        """The tensor itself, if it is on the CPU and, where a ``memory_format`` is asked for, has it; else a copy that has.

        >>> import flambeau as torch
        >>> x = torch.zeros(2)
        >>> x.cpu() is x
        True
        """
    def cross(self, other: Tensor, dim: _int | None = None) -> Tensor:
        """Cross product along ``dim``; without it, with a warning, along the first dimension of size 3:
        ``out[0] = self[1] * other[2] - self[2] * other[1]`` and so on.
        """
    def crow_indices(self) -> Tensor:
        """Where each row of a CSR matrix begins among its values, and the end of the last.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse_csr().crow_indices()
        tensor([0, 1, 2])
        """
    def cuda(self, device: Any = None, non_blocking: _bool = False, memory_format: Any = ...) -> Tensor:
        """Not offered: there is no CUDA device yet.

        Raises: AssertionError always.
        """
    def cummax(self, dim: _int) -> _return_cummax:
        """Running maximum along ``dim``, ``max(self[0], ..., self[i])``, and the index where it was last attained; nan
        stays.
        """
    def cummin(self, dim: _int) -> _return_cummin:
        """Running minimum along ``dim``, ``min(self[0], ..., self[i])``, and the index where it was last attained; nan
        stays.
        """
    def cumprod(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """Running product along ``dim``, ``out[i] = self[0] * ... * self[i]``."""
    def cumprod_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """In-place form of `cumprod`."""
    def cumsum(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """Running sum along ``dim``, ``out[i] = self[0] + ... + self[i]``."""
    def cumsum_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """In-place form of `cumsum`."""
    @property
    def data(self) -> Tensor:
        """The same elements outside the graph."""
    @data.setter
    def data(self, value: Tensor) -> None: ...
    def data_ptr(self) -> _int:
        """The address of the first element."""
    def deg2rad(self) -> Tensor:
        """Degrees to radians, ``out[i] = self[i] * pi / 180``."""
    def deg2rad_(self) -> Tensor:
        """In-place form of `deg2rad`."""
    def dense_dim(self) -> _int:
        """How many dimensions are dense: all of a strided tensor.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse(1).dense_dim()
        1
        """
    def det(self) -> Tensor:
        """The determinant of each square matrix, ``det(self)``. A singular one has a gradient too."""
    def detach(self) -> Tensor:
        """The same elements in a tensor outside the graph."""
    def detach_(self) -> Tensor:
        """Takes this tensor out of the graph: it becomes a leaf."""
    @property
    def device(self) -> _device:
        """Where the elements are."""
    def diag(self, diagonal: _int = 0) -> Tensor:
        """A copy of a matrix's diagonal, ``out[i] = self[i][i + diagonal]``, or the matrix with a vector as its diagonal."""
    def diag_embed(self, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
        """Matrices with the last dimension as their ``offset``-th diagonal, zeros elsewhere:
        ``out[..., i, i + offset] = self[..., i]``.
        """
    def diagflat(self, offset: _int = 0) -> Tensor:
        """The matrix with all elements as its diagonal: ``out[i][i + offset] = self.flatten()[i]``."""
    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """The ``offset``-th diagonal of the planes of ``dim1`` and ``dim2``, as a view: ``out[i] = self[i][i + offset]``
        for a matrix.
        """
    def diagonal_scatter(self, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """A copy with ``out[i][i + offset] = src[i]`` in the plane of ``dim1`` and ``dim2``."""
    def diff(self, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None) -> Tensor:
        """Differences of neighbours along ``dim``, ``out[i] = self[i + 1] - self[i]``, taken ``n`` times; of bools, whether
        they differ.
        """
    def digamma(self) -> Tensor:
        """Derivative of `lgamma`, ``gamma'(x) / gamma(x)``."""
    def digamma_(self) -> Tensor:
        """In-place form of `digamma`."""
    def dim(self) -> _int:
        """The number of dimensions."""
    def dim_order(self) -> tuple[_int, ...]:
        """The dimensions from the one with the longest strides to the one with the shortest.

        >>> import flambeau as torch
        >>> torch.zeros(2, 3).t().dim_order()
        (1, 0)
        """
    def dist(self, other: Tensor, p: _float = 2) -> Tensor:
        """The ``p``-norm of the difference, ``(sum |self[i] - other[i]|**p) ** (1 / p)``."""
    def div(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan."""
    def div_(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """In-place form of `div`."""
    def divide(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan."""
    def divide_(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """In-place form of `div`."""
    def dot(self, tensor: Tensor) -> Tensor:
        """Product of two vectors, ``sum over i of self[i] * tensor[i]``."""
    def double(self, memory_format: Any = ...) -> Tensor:
        """``self.to(float64)``."""
    def dsplit(self, indices_or_sections: Any) -> tuple[Tensor, ...]:
        """`tensor_split` along ``dim`` 2, into equal parts where their number is given."""
    @property
    def dtype(self) -> _dtype:
        """The element type."""
    def element_size(self) -> _int:
        """Bytes per element."""
    def eq(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] == other[i]``; nan equals nothing."""
    def eq_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `eq`."""
    def equal(self, other: Tensor) -> _bool:
        """Whether two tensors have the same shape and ``self[i] == other[i]`` for every element."""
    def erf(self) -> Tensor:
        """Error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to self[i]``."""
    def erf_(self) -> Tensor:
        """In-place form of `erf`."""
    def erfc(self) -> Tensor:
        """Complementary error function, ``1 - erf(self[i])``, accurate where that is small."""
    def erfc_(self) -> Tensor:
        """In-place form of `erfc`."""
    def erfinv(self) -> Tensor:
        """Inverse of the error function: ``y`` with ``erf(y) = self[i]``; infinite at -1 and 1, nan outside."""
    def erfinv_(self) -> Tensor:
        """In-place form of `erfinv`."""
    def exp(self) -> Tensor:
        """Exponential, ``e ** self[i]``."""
    def exp2(self) -> Tensor:
        """Power of two, ``2 ** self[i]``."""
    def exp2_(self) -> Tensor:
        """In-place form of `exp2`."""
    def exp_(self) -> Tensor:
        """In-place form of `exp`."""
    def expand(self, *size: _int | Sequence[_int], implicit: _bool = False) -> Tensor:
        """Dimensions of size 1 repeated without a copy (stride 0) and new ones put in front: ``out[i][j] = self[i][0]``."""
    def expand_as(self, other: Tensor) -> Tensor:
        """``self.expand(other.shape)``."""
    def expm1(self) -> Tensor:
        """``exp(self[i]) - 1``, accurate near 0."""
    def expm1_(self) -> Tensor:
        """In-place form of `expm1`."""
    def exponential_(self, lambd: _float = 1.0, *, generator: _Generator | None = None) -> Tensor:
        """``exponential_``: every element drawn anew, of density ``lambd * exp(-lambd * x)``."""
    def fill(self, value: Tensor | _Number) -> Tensor:
        """Every element the same, ``out[i] = value``, a number or a 0-d tensor, cast to the dtype of ``self``."""
    def fill_(self, value: Tensor | _Number) -> Tensor:
        """In-place form of `fill`."""
    def fill_diagonal_(self, fill_value: Any, wrap: _bool = False) -> Tensor:
        """Writes a number to the main diagonal: ``self[i][i] = fill_value``, in more dimensions ``self[i][i][i]`` and so
        on.

        With ``wrap`` the diagonal of a matrix that is taller than wide begins anew, one row below where it ended.

        Raises: RuntimeError for fewer than two dimensions, and for more than two of different sizes.

        >>> import flambeau as torch
        >>> torch.zeros(2, 3).fill_diagonal_(5)
        tensor([[5., 0., 0.],
                [0., 5., 0.]])
        """
    def fix(self) -> Tensor:
        """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero."""
    def fix_(self) -> Tensor:
        """In-place form of `trunc`."""
    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """The dimensions from ``start_dim`` to ``end_dim`` (included) as one; a view where the memory allows it."""
    def flip(self, *dims: _int | Sequence[_int]) -> Tensor:
        """A copy with the order along each of ``dims`` reversed: ``out[i] = self[n - 1 - i]``."""
    def fliplr(self) -> Tensor:
        """`flip` along ``dim`` 1: ``out[i][j] = self[i][n - 1 - j]``."""
    def flipud(self) -> Tensor:
        """`flip` along ``dim`` 0: ``out[i] = self[n - 1 - i]``."""
    def float(self, memory_format: Any = ...) -> Tensor:
        """``self.to(float32)``."""
    def float_power(self, exponent: Tensor | _Number) -> Tensor:
        """Power, ``out[i] = self[i] ** exponent[i]``, computed in double precision."""
    def float_power_(self, exponent: Tensor | _Number) -> Tensor:
        """`float_power` in place, ``self[i] = self[i] ** exponent[i]``, of a tensor that has the dtype of its result."""
    def floor(self) -> Tensor:
        """The largest integer not above each value: ``n`` with ``n <= self[i] < n + 1``, in the same dtype."""
    def floor_(self) -> Tensor:
        """In-place form of `floor`."""
    def floor_divide(self, other: Tensor | _Number) -> Tensor:
        """Floored quotient, ``out[i] = floor(self[i] / other[i])``."""
    def floor_divide_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `floor_divide`."""
    def fmax(self, other: Tensor) -> Tensor:
        """The larger of two values, ignoring nan where the other is a number; ties give the gradient to ``self``."""
    def fmax_(self, other: Tensor) -> Tensor:
        """In-place form of `fmax`."""
    def fmin(self, other: Tensor) -> Tensor:
        """The smaller of two values, ignoring nan where the other is a number; ties give the gradient to ``self``."""
    def fmin_(self, other: Tensor) -> Tensor:
        """In-place form of `fmin`."""
    def fmod(self, other: Tensor | _Number) -> Tensor:
        """Remainder with the dividend's sign, ``out[i] = self[i] - trunc(self[i] / other[i]) * other[i]``."""
    def fmod_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `fmod`."""
    def frac(self) -> Tensor:
        """Fractional part with the value's sign, ``out[i] = self[i] - trunc(self[i])``."""
    def frac_(self) -> Tensor:
        """In-place form of `frac`."""
    def frexp(self) -> _return_frexp:
        """A number from [0.5, 1) with the sign of ``self``, and a power of two: ``self = mantissa * 2 ** exponent``; of 0,
        infinity and nan the number itself and 0.
        """
    def gather(self, dim: _int, index: Tensor, *, sparse_grad: _bool = False) -> Tensor:
        """``out[i][j] = self[index[i][j]][j]`` for dim 0, ``self[i][index[i][j]]`` for dim 1, and so on."""
    def gcd(self, other: Tensor) -> Tensor:
        """Greatest common divisor, the largest ``d`` that divides ``self[i]`` and ``other[i]``; never negative, and 0 of
        two zeros.
        """
    def gcd_(self, other: Tensor) -> Tensor:
        """In-place form of `gcd`."""
    def ge(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] >= other[i]``; false where either is nan."""
    def ge_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `ge`."""
    def geometric_(self, p: _float, *, generator: _Generator | None = None) -> Tensor:
        """``geometric_``: every element the number of trials up to the first success: ``k`` with probability
        ``(1 - p)**(k - 1) * p``.
        """
    def geqrf(self) -> _return_geqrf:
        """The QR factors as LAPACK gives them: ``R`` above the diagonal of ``a``, and below it the vectors of reflections
        ``H[i] = I - tau[i] v[i] v[i]ᴴ``, whose product is ``Q`` (`linalg.householder_product`).
        """
    def ger(self, vec2: Tensor) -> Tensor:
        """Outer product, ``out[i][j] = self[i] * vec2[j]``."""
    def get_device(self) -> _int:
        """-1: the CPU has no index.

        >>> import flambeau as torch
        >>> torch.zeros(2).get_device()
        -1
        """
    @property
    def grad(self) -> Tensor | None:
        """The accumulated gradient, or None."""
    @grad.setter
    def grad(self, value: Tensor | None) -> None: ...
    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made it, or None."""
    def greater(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] > other[i]``; false where either is nan."""
    def greater_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `gt`."""
    def greater_equal(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] >= other[i]``; false where either is nan."""
    def greater_equal_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `ge`."""
    def gt(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] > other[i]``; false where either is nan."""
    def gt_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `gt`."""
    def half(self, memory_format: Any = ...) -> Tensor:
        """``self.to(float16)``."""
    def hardshrink(self, lambd: _float = 0.5) -> Tensor:
        """``x`` where ``|x| > lambd``, else 0."""
    def hardshrink_(self, lambd: _float = 0.5) -> Tensor:
        """In-place form of `hardshrink`."""
    def heaviside(self, values: Tensor) -> Tensor:
        """Step function: 0 where ``self[i] < 0``, ``values[i]`` where it is 0, 1 above."""
    def heaviside_(self, values: Tensor) -> Tensor:
        """In-place form of `heaviside`."""
    def histc(self, bins: _int = 100, min: _float = 0, max: _float = 0) -> Tensor:
        """How many elements fall into each of ``bins`` bins of one width between ``min`` and ``max``:
        ``out[k] = number of x with floor((x - min) * bins / (max - min)) == k``; those at ``max`` are in the last.
        """
    def histogram(self, bins: Tensor | _int = 100, *, range: Any = None, weight: Tensor | None = None, density: _bool = False) -> _return_histogram:
        """How many elements, or the sum of whose weights, fall between two neighbours of ``bin_edges``:
        ``hist[k] = sum of weight where bin_edges[k] <= x < bin_edges[k + 1]``; the last bin has its right edge too.
        """
    def hsplit(self, indices_or_sections: Any) -> tuple[Tensor, ...]:
        """`tensor_split` along ``dim`` 1 (0 of a vector), into equal parts where their number is given."""
    def hypot(self, other: Tensor) -> Tensor:
        """Length of the hypotenuse, ``sqrt(self[i]**2 + other[i]**2)``, without overflow on the way."""
    def hypot_(self, other: Tensor) -> Tensor:
        """In-place form of `hypot`."""
    def i0(self) -> Tensor:
        """Modified Bessel function of the first kind and order 0, ``sum over k of (x**2 / 4)**k / k!**2``."""
    def i0_(self) -> Tensor:
        """In-place form of `i0`."""
    def igamma(self, other: Tensor) -> Tensor:
        """The regularised lower incomplete gamma function: ``x**(a - 1) * exp(-x) / gamma(a)`` integrated from 0 to
        ``other[i]``, with ``a = self[i]``. It is the distribution function of gamma distributed numbers.
        """
    def igamma_(self, other: Tensor) -> Tensor:
        """In-place form of `igamma`."""
    def igammac(self, other: Tensor) -> Tensor:
        """The regularised upper incomplete gamma function, ``1 - igamma(self[i], other[i])``, accurate where that is small."""
    def igammac_(self, other: Tensor) -> Tensor:
        """In-place form of `igammac`."""
    @property
    def imag(self) -> Tensor:
        """The imaginary part, ``imag(self[i])``, as a view."""
    @imag.setter
    def imag(self, value: Any) -> None: ...
    def index_add(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """A copy with ``out[index[i]] += alpha * source[i]`` for dim 0 and so on."""
    def index_add_(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """In-place form of `index_add`."""
    def index_copy(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """A copy with ``out[index[i]] = source[i]`` for dim 0 and so on."""
    def index_copy_(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """In-place form of `index_copy`."""
    def index_fill(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """A copy with ``out[index[i]] = value`` for dim 0 and so on; ``value`` is a number or a 0-d tensor."""
    def index_fill_(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """In-place form of `index_fill`."""
    def index_put(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """A copy with ``out[i0, i1, ...] = values``, or ``+=`` if ``accumulate``."""
    def index_put_(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """In-place form of `index_put`."""
    def index_reduce(self, dim: _int, index: Tensor, source: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
        """A copy in which the slices of ``source`` that go to one place are combined:
        ``out[index[i]] = reduce(self[index[i]], source[i], ...)`` for dim 0 and so on.
        """
    def index_reduce_(self, dim: _int, index: Tensor, source: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
        """In-place form of `index_reduce`."""
    def index_select(self, dim: _int, index: Tensor) -> Tensor:
        """The slices along ``dim`` in the order of ``index``: ``out[i] = self[index[i]]`` for dim 0."""
    def indices(self) -> Tensor:
        """The coordinates ``(sparse_dim, nnz)`` of a coalesced sparse tensor.

        Raises: RuntimeError for one that is not coalesced, and for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse().indices()
        tensor([[0, 1],
                [0, 1]])
        """
    def inner(self, other: Tensor) -> Tensor:
        """Sums of products over the last dimensions: ``out[i][j] = sum over k of self[i][k] * other[j][k]``."""
    def int(self, memory_format: Any = ...) -> Tensor:
        """``self.to(int32)``."""
    def inverse(self) -> Tensor:
        """`linalg.inv`: ``out @ self`` is the identity."""
    def is_coalesced(self) -> _bool:
        """Whether a sparse tensor of coordinates is known to have each position once, in order.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse().is_coalesced()
        True
        """
    def is_complex(self) -> _bool:
        """Whether the dtype is complex."""
    def is_conj(self) -> _bool:
        """False: conjugates are computed at once.

        >>> import flambeau as torch
        >>> torch.tensor([1j]).conj().is_conj()
        False
        """
    def is_contiguous(self, memory_format: Any = ...) -> _bool:
        """Whether the elements lie in row-major order (or in the order ``memory_format`` names) without gaps.

        >>> import flambeau as torch
        >>> x = torch.zeros(2, 3)
        >>> x.is_contiguous(), x.t().is_contiguous()
        (True, False)
        """
    @property
    def is_cpu(self) -> _bool:
        """Whether the elements are in the CPU's memory."""
    @property
    def is_cuda(self) -> _bool:
        """False: there is no CUDA device yet."""
    def is_floating_point(self) -> _bool:
        """Whether the dtype is a real floating type."""
    @property
    def is_hpu(self) -> _bool:
        """False: there is no such layout or device."""
    def is_inference(self) -> _bool:
        """Whether it was made in inference mode."""
    @property
    def is_ipu(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_leaf(self) -> _bool:
        """Whether no recorded operation made it."""
    @property
    def is_maia(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_meta(self) -> _bool:
        """Whether it has a shape but no elements."""
    @property
    def is_mkldnn(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_mps(self) -> _bool:
        """False."""
    @property
    def is_mtia(self) -> _bool:
        """False: there is no such layout or device."""
    def is_neg(self) -> _bool:
        """False: negatives are computed at once.

        >>> import flambeau as torch
        >>> torch.zeros(2).is_neg()
        False
        """
    @property
    def is_nested(self) -> _bool:
        """False."""
    def is_nonzero(self) -> _bool:
        """Whether the only element differs from zero.

        Raises: RuntimeError for any other number of elements.

        >>> import flambeau as torch
        >>> torch.tensor([0.5]).is_nonzero()
        True
        """
    def is_pinned(self, device: Any = None) -> _bool:
        """False: no memory is pinned.

        >>> import flambeau as torch
        >>> torch.zeros(2).is_pinned()
        False
        """
    @property
    def is_quantized(self) -> _bool:
        """False."""
    def is_same_size(self, other: Tensor) -> _bool:
        """Whether the shapes agree.

        >>> import flambeau as torch
        >>> torch.zeros(2, 3).is_same_size(torch.ones(2, 3))
        True
        """
    def is_set_to(self, tensor: Tensor) -> _bool:
        """Whether both look at the same memory in the same way: same storage, offset, sizes and strides.

        >>> import flambeau as torch
        >>> x = torch.zeros(4)
        >>> x.is_set_to(x.view(4)), x.is_set_to(x.view(2, 2))
        (True, False)
        """
    def is_shared(self) -> _bool:
        """Whether its storage lies in memory that other processes can see.

        >>> import flambeau as torch
        >>> torch.zeros(3).is_shared()
        False
        """
    def is_signed(self) -> _bool:
        """Whether the dtype has negative numbers.

        >>> import flambeau as torch
        >>> torch.zeros(2).is_signed(), torch.zeros(2, dtype=torch.uint8).is_signed()
        (True, False)
        """
    @property
    def is_sparse(self) -> _bool:
        """False: tensors are dense."""
    @property
    def is_sparse_csr(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_vulkan(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_xla(self) -> _bool:
        """False: there is no such layout or device."""
    @property
    def is_xpu(self) -> _bool:
        """False: there is no such layout or device."""
    def isclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
        """``out[i] = |self[i] - other[i]| <= atol + rtol * |other[i]|``; infinities are close only to themselves."""
    def isfinite(self) -> Tensor:
        """``out[i] = |self[i]| < inf``: where a value is neither infinite nor nan."""
    def isfinite_(self) -> Tensor:
        """In-place form of `isfinite`."""
    def isin(self, test_elements: Tensor | _Number, *, assume_unique: _bool = False, invert: _bool = False) -> Tensor:
        """``out[i] = elements[i] in test_elements``; ``invert`` negates the answer."""
    def isinf(self) -> Tensor:
        """``out[i] = |self[i]| == inf``: where a value, or either part of a complex one, is infinite."""
    def isinf_(self) -> Tensor:
        """In-place form of `isinf`."""
    def isnan(self) -> Tensor:
        """``out[i] = self[i] != self[i]``: where a value, or either part of a complex one, is nan."""
    def isnan_(self) -> Tensor:
        """In-place form of `isnan`."""
    def isneginf(self) -> Tensor:
        """``out[i] = self[i] == -inf``: where a value is minus infinity."""
    def isneginf_(self) -> Tensor:
        """In-place form of `isneginf`."""
    def isposinf(self) -> Tensor:
        """``out[i] = self[i] == inf``: where a value is plus infinity."""
    def isposinf_(self) -> Tensor:
        """In-place form of `isposinf`."""
    def isreal(self) -> Tensor:
        """``out[i] = imag(self[i]) == 0``: everywhere true for real dtypes."""
    def istft(self, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None, window: Tensor | None = None, center: _bool = True, normalized: _bool = False, onesided: _bool | None = None, length: _int | None = None, return_complex: _bool = False) -> Tensor:
        """Inverse of `stft`: the signal whose pieces fit the columns best, their inverse transforms times ``window`` added
        up and divided by the sum of the squared windows.
        """
    def item(self) -> Any:
        """The only element as a Python number; RuntimeError for any other count."""
    @property
    def itemsize(self) -> _int:
        """Bytes per element."""
    def kron(self, other: Tensor) -> Tensor:
        """Kronecker product: every element of ``self`` replaced by its product with all of ``other``,
        ``out[i * p + k][j * q + l] = self[i][j] * other[k][l]``.
        """
    def kthvalue(self, k: _int, dim: _int = -1, keepdim: _bool = False) -> _return_kthvalue:
        """The ``k``-th smallest value (counted from 1) along ``dim`` and its index."""
    @property
    def layout(self) -> _layout:
        """How the elements are laid out: strided."""
    def lcm(self, other: Tensor) -> Tensor:
        """Least common multiple, ``|self[i] * other[i]| / gcd(self[i], other[i])``; never negative."""
    def lcm_(self, other: Tensor) -> Tensor:
        """In-place form of `lcm`."""
    def ldexp(self, other: Tensor) -> Tensor:
        """``self * 2 ** other``."""
    def ldexp_(self, other: Tensor) -> Tensor:
        """In-place form of `ldexp`."""
    def le(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] <= other[i]``; false where either is nan."""
    def le_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `le`."""
    def lerp(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """Linear interpolation, ``out[i] = self[i] + weight[i] * (end[i] - self[i])``."""
    def lerp_(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """In-place form of `lerp`."""
    def less(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] < other[i]``; false where either is nan."""
    def less_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `lt`."""
    def less_equal(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] <= other[i]``; false where either is nan."""
    def less_equal_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `le`."""
    def lgamma(self) -> Tensor:
        """``log |gamma(self[i])|``, where ``gamma(x)`` is the integral of ``t**(x - 1) * exp(-t)`` from 0 to infinity."""
    def lgamma_(self) -> Tensor:
        """In-place form of `lgamma`."""
    def log(self) -> Tensor:
        """Natural logarithm, ``y`` with ``e ** y = self[i]``: -inf at 0, nan below it."""
    def log10(self) -> Tensor:
        """Logarithm to base 10, ``log(self[i]) / log(10)``: -inf at 0, nan below it."""
    def log10_(self) -> Tensor:
        """In-place form of `log10`."""
    def log1p(self) -> Tensor:
        """``log(1 + self[i])``, accurate near 0."""
    def log1p_(self) -> Tensor:
        """In-place form of `log1p`."""
    def log2(self) -> Tensor:
        """Logarithm to base 2, ``log(self[i]) / log(2)``: -inf at 0, nan below it."""
    def log2_(self) -> Tensor:
        """In-place form of `log2`."""
    def log_(self) -> Tensor:
        """In-place form of `log`."""
    def log_normal_(self, mean: _float = 1.0, std: _float = 2.0, *, generator: _Generator | None = None) -> Tensor:
        """``log_normal_``: every element drawn anew: ``exp(y)`` with ``y`` normal of the given ``mean`` and ``std``."""
    def log_softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """``x - log(sum(exp(x)))`` along ``dim``, without overflow; computed in ``dtype`` if that is given."""
    def logaddexp(self, other: Tensor) -> Tensor:
        """``log(exp(self[i]) + exp(other[i]))`` without overflow."""
    def logaddexp2(self, other: Tensor) -> Tensor:
        """``log2(2**self[i] + 2**other[i])`` without overflow."""
    def logaddexp_(self, other: Tensor) -> Tensor:
        """In-place form of `logaddexp`."""
    def logcumsumexp(self, dim: _int) -> Tensor:
        """Running ``log(exp(self[0]) + ... + exp(self[i]))`` along ``dim`` without overflow."""
    def logdet(self) -> Tensor:
        """The logarithm of the determinant, ``log(det(self))``; nan where that is negative, -inf where it is 0."""
    def logical_and(self, other: Tensor) -> Tensor:
        """``out[i] = self[i] != 0 and other[i] != 0``."""
    def logical_and_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_and`."""
    def logical_not(self) -> Tensor:
        """``out[i] = self[i] == 0``."""
    def logical_not_(self) -> Tensor:
        """In-place form of `logical_not`."""
    def logical_or(self, other: Tensor) -> Tensor:
        """``out[i] = self[i] != 0 or other[i] != 0``."""
    def logical_or_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_or`."""
    def logical_xor(self, other: Tensor) -> Tensor:
        """``out[i] = (self[i] != 0) != (other[i] != 0)``: where exactly one of the two is not zero."""
    def logical_xor_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_xor`."""
    def logit(self, eps: _float | None = None) -> Tensor:
        """Inverse of `sigmoid`, ``log(x / (1 - x))``, with ``x`` first clamped to ``[eps, 1 - eps]`` if ``eps`` is given."""
    def logit_(self, eps: _float | None = None) -> Tensor:
        """In-place form of `logit`."""
    def logsumexp(self, dim: _Size, keepdim: _bool = False) -> Tensor:
        """``log(sum(exp(self)))`` over ``dim`` without overflow."""
    def long(self, memory_format: Any = ...) -> Tensor:
        """``self.to(int64)``."""
    def lt(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] < other[i]``; false where either is nan."""
    def lt_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `lt`."""
    def lu(self, pivot: _bool = True, get_infos: _bool = False) -> Any:
        """`linalg.lu_factor` by its old name: the factors of ``P L U = A`` in one matrix and the pivots; with ``get_infos``
        LAPACK's info, too, and no error for a zero on the diagonal of ``U``.
        """
    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
        """`linalg.lu_solve` by its old name: ``X`` with ``A @ X = self``."""
    @property
    def mH(self) -> Tensor:
        """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``."""
    @property
    def mT(self) -> Tensor:
        """The last two dimensions exchanged, as a view: ``out[..., j, i] = self[..., i, j]``."""
    def map2_(self, x: Tensor, y: Tensor, callable: Callable[[Any, Any, Any], Any]) -> Tensor:
        """Every element becomes ``callable(element, element of x, element of y)``, in place.

        Shape: ``x`` and ``y`` are broadcast to that of ``self``.
        Raises: RuntimeError for tensors that require grad and shapes that do not broadcast; TypeError for a result that is
            no number.

        >>> import flambeau as torch
        >>> torch.tensor([1.0, 2.0]).map2_(torch.tensor(5.0), torch.tensor(7.0), lambda a, b, c: a + b * c)
        tensor([36., 37.])
        """
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Every element becomes ``callable(element, element of tensor)``, in place.

        Shape: ``tensor`` is broadcast to that of ``self``.
        Raises: RuntimeError for tensors that require grad and a shape that does not broadcast; TypeError for a result that
            is no number.

        >>> import flambeau as torch
        >>> torch.tensor([1.0, 2.0]).map_(torch.tensor([5.0, 6.0]), max)
        tensor([5., 6.])
        """
    def masked_fill(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """``out[i] = value if mask[i] else self[i]``; ``value`` is a number or a 0-d tensor."""
    def masked_fill_(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """In-place form of `masked_fill`."""
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """A copy with ``out[i] = source[k]`` for the k-th ``i`` where ``mask[i]`` is true."""
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """In-place form of `masked_scatter`."""
    def masked_select(self, mask: Tensor) -> Tensor:
        """The elements ``self[i]`` where ``mask[i]`` is true, as a vector."""
    def matmul(self, other: Tensor) -> Tensor:
        """Matrix product, ``out[..., i, j] = sum over k of self[..., i, k] * other[..., k, j]``."""
    def matrix_exp(self) -> Tensor:
        """The sum of ``Aᵏ / k!`` over all k, by scaling and squaring: ``exp(A) = exp(A / 2ˢ) ** (2ˢ)``."""
    def matrix_power(self, n: _int) -> Tensor:
        """The product of ``n`` factors ``A``; of its inverse for negative ``n``; the identity for 0."""
    def max(self, dim: Any = None, keepdim: _bool = False, *, other: Tensor | None = None) -> Any:
        """The largest element; with ``dim`` the values ``max(self[0], self[1], ...)`` and indices along it; with a tensor
        `maximum`.
        """
    def maximum(self, other: Tensor) -> Tensor:
        """``out[i] = self[i] if self[i] > other[i] else other[i]``; nan if either is. Tied values share the gradient half
        and half.
        """
    def maximum_(self, other: Tensor) -> Tensor:
        """In-place form of `maximum`."""
    def mean(self, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """``out = sum(self) / n`` over ``dim``, all dimensions by default; nan where there is nothing to average."""
    def median(self, dim: _int | None = None, keepdim: _bool = False) -> Any:
        """The lower of the two middle values, ``sorted(x)[(n - 1) // 2]``; with ``dim`` the values and indices along it.
        nan if one is.
        """
    def min(self, dim: Any = None, keepdim: _bool = False, *, other: Tensor | None = None) -> Any:
        """The smallest element; with ``dim`` the values ``min(self[0], self[1], ...)`` and indices along it; with a tensor
        `minimum`.
        """
    def minimum(self, other: Tensor) -> Tensor:
        """``out[i] = self[i] if self[i] < other[i] else other[i]``; nan if either is. Tied values share the gradient half
        and half.
        """
    def minimum_(self, other: Tensor) -> Tensor:
        """In-place form of `minimum`."""
    def mm(self, mat2: Tensor) -> Tensor:
        """Matrix product, ``out[i, j] = sum over k of self[i, k] * mat2[k, j]``."""
    def mode(self, dim: _int = -1, keepdim: _bool = False) -> _return_mode:
        """The most frequent value along ``dim`` (the smallest of tied ones) and the index of its last occurrence."""
    def moveaxis(self, source: _Size, destination: _Size) -> Tensor:
        """The dimensions ``source`` moved to the places ``destination``, the others in order, as a view:
        ``out.shape[destination] = self.shape[source]``.
        """
    def movedim(self, source: _Size, destination: _Size) -> Tensor:
        """The dimensions ``source`` moved to the places ``destination``, the others in order, as a view:
        ``out.shape[destination] = self.shape[source]``.
        """
    def msort(self) -> Tensor:
        """Values in ascending order along the first dimension: ``out[0] <= out[1] <= ...``."""
    def mul(self, other: Tensor | _Number) -> Tensor:
        """Product, ``out[i] = self[i] * other[i]``."""
    def mul_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `mul`."""
    def multinomial(self, num_samples: _int, replacement: _bool = False, *, generator: _Generator | None = None) -> Tensor:
        """Indices drawn with probabilities ``self[i] / sum(self)``, for each row; without ``replacement`` no index comes
        twice.
        """
    def multiply(self, other: Tensor | _Number) -> Tensor:
        """Product, ``out[i] = self[i] * other[i]``."""
    def multiply_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `mul`."""
    def mv(self, vec: Tensor) -> Tensor:
        """Matrix times vector, ``out[i] = sum over k of self[i, k] * vec[k]``."""
    def mvlgamma(self, p: _int) -> Tensor:
        """Logarithm of the ``p``-variate gamma function,
        ``p (p - 1) / 4 * log(pi) + sum over j < p of lgamma(self[i] - j / 2)``.
        """
    def mvlgamma_(self, p: _int) -> Tensor:
        """In-place form of `mvlgamma`."""
    def nan_to_num(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """``nan`` (by default 0) in the place of nan, ``posinf`` and ``neginf`` in the place of infinities."""
    def nan_to_num_(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """In-place form of `nan_to_num`."""
    def nanmean(self, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """``sum(x) / n`` over ``dim``, all dimensions by default, of the values that are not nan."""
    def nanmedian(self, dim: _int | None = None, keepdim: _bool = False) -> Any:
        """`median`, ``sorted(x)[(n - 1) // 2]``, of the values that are not nan."""
    def nanquantile(self, q: Tensor | _float, dim: _int | None = None, keepdim: _bool = False, *, interpolation: _str = 'linear') -> Tensor:
        """The ``q``-th quantile along ``dim`` (of all elements by default) of the n values that are not nan: the sorted
        values at place ``q * (n - 1)``.
        """
    def nansum(self, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """``out = self[0] + self[1] + ...`` over ``dim``, in which nan counts as 0."""
    def narrow(self, dim: _int, start: Tensor | _int, length: _int) -> Tensor:
        """``self[start : start + length]`` along ``dim``, as a view; a negative ``start`` counts from the end."""
    def narrow_copy(self, dim: _int, start: _int, length: _int) -> Tensor:
        """A copy of ``self.narrow(dim, start, length)``."""
    @property
    def nbytes(self) -> _int:
        """Bytes of all elements."""
    @property
    def ndim(self) -> _int:
        """The number of dimensions."""
    def ndimension(self) -> _int:
        """The number of dimensions."""
    def ne(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] != other[i]``; true where either is nan."""
    def ne_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `ne`."""
    def neg(self) -> Tensor:
        """Negative, ``out[i] = -self[i]``."""
    def neg_(self) -> Tensor:
        """In-place form of `neg`."""
    def negative(self) -> Tensor:
        """Negative, ``out[i] = -self[i]``."""
    def negative_(self) -> Tensor:
        """In-place form of `neg`."""
    def nelement(self) -> _int:
        """The number of elements."""
    def new(self, *args: Any, **kwargs: Any) -> Tensor:
        """A tensor of this one's dtype, made as `FloatTensor` makes one: of sizes, a sequence, a tensor or a storage.

        Raises: TypeError for what is none of these, and for a tensor of another dtype; RuntimeError for another device.

        >>> import flambeau as torch
        >>> torch.tensor([1]).new([2, 3]), torch.tensor([1.]).new(2, 3).shape
        (tensor([2, 3]), torch.Size([2, 3]))
        """
    def new_empty(self, *size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False) -> Tensor:
        """Memory of the kind of ``self`` as it comes, on its device: its values are arbitrary until they are written."""
    def new_empty_strided(self, size: _Size, stride: _Size, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False) -> Tensor:
        """Memory of shape ``size``, strides ``stride`` (in elements) and the kind of ``self``, as it comes: its values are
        arbitrary.
        """
    def new_full(self, size: _Size, fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False) -> Tensor:
        """Every element the same, of the kind of ``self``: ``out[i] = fill_value``, cast to the dtype, on its device."""
    def new_ones(self, *size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False) -> Tensor:
        """Ones of the kind of ``self``: ``out[i] = 1``, on its device."""
    def new_tensor(self, data: Any, *, dtype: _dtype | None = None, device: Any = None, requires_grad: _bool = False) -> Tensor:
        """`tensor` with this tensor's dtype by default.

        Raises: ValueError for ragged lists; TypeError for what is not a number.

        >>> import flambeau as torch
        >>> torch.zeros(2).new_tensor([1, 2])
        tensor([1., 2.])
        """
    def new_zeros(self, *size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False) -> Tensor:
        """Zeros of the kind of ``self``: ``out[i] = 0``, on its device."""
    def nextafter(self, other: Tensor) -> Tensor:
        """The next representable value from ``self[i]`` towards ``other[i]``."""
    def nextafter_(self, other: Tensor) -> Tensor:
        """In-place form of `nextafter`."""
    def nonzero(self, *, as_tuple: _bool = False) -> Any:
        """Indices of the elements with ``self[i] != 0``: one per row, or with ``as_tuple`` one vector per dimension."""
    def nonzero_static(self, *, size: _int, fill_value: _int = -1) -> Tensor:
        """`nonzero` in a fixed number of rows: indices of the first elements with ``self[i] != 0``, then ``fill_value``."""
    def norm(self, p: Any = 'fro', dim: _Size | None = None, keepdim: _bool = False, dtype: _dtype | None = None) -> Tensor:
        """Vector norm ``(sum |x|**p) ** (1 / p)`` over ``dim`` (all dimensions, flattened, by default); "fro" is p = 2."""
    def normal_(self, mean: _float = 0.0, std: _float = 1.0, *, generator: _Generator | None = None) -> Tensor:
        """``normal_``: every element drawn anew, normal with the given ``mean`` and standard deviation ``std``."""
    def not_equal(self, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] != other[i]``; true where either is nan."""
    def not_equal_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `ne`."""
    def numel(self) -> _int:
        """The number of elements."""
    def numpy(self, *, force: _bool = False) -> Any:
        """The same memory as a NumPy array; no copy is made.

        A tensor that requires grad must be detached first (RuntimeError), unless ``force``; bfloat16 has no NumPy type.

        >>> import flambeau as torch
        >>> torch.tensor([1., 2.]).numpy()
        array([1., 2.], dtype=float32)
        """
    def orgqr(self, input2: Tensor) -> Tensor:
        """`linalg.householder_product` by its old name: the first columns of a product of reflections
        ``I - input2[i] v[i] v[i]ᴴ``.
        """
    def ormqr(self, input2: Tensor, input3: Tensor, left: _bool = True, transpose: _bool = False) -> Tensor:
        """``Q @ input3`` (``input3 @ Q`` if not ``left``, ``Qᴴ`` for ``Q`` if ``transpose``), where ``Q`` is the product of
        the reflections that `geqrf` gave as ``self`` and ``tau``, here ``input2``.
        """
    def outer(self, vec2: Tensor) -> Tensor:
        """Outer product, ``out[i][j] = self[i] * vec2[j]``."""
    @property
    def output_nr(self) -> _int:
        """Which result of grad_fn it is."""
    def permute(self, *dims: _int | Sequence[_int]) -> Tensor:
        """The dimensions in the order given, as a view: ``out.shape[k] = self.shape[dims[k]]``."""
    def pin_memory(self, device: Any = None) -> Tensor:
        """Refuses: pinned memory serves copies to a GPU, and there is none.

        Raises: RuntimeError always.
        """
    def pinverse(self, rcond: Any = 1e-15) -> Tensor:
        """`linalg.pinv` by its old name: the ``P`` with ``A P A = A``, ``P A P = P``, and Hermitian ``A P`` and ``P A``."""
    def polygamma(self, n: _int) -> Tensor:
        """``torch.polygamma(n, self)``: the ``n``-th derivative of `digamma`.

        Shape: that of ``self``.
        Dtype: integer or floating; integers become the default dtype.
        Raises: RuntimeError for a negative ``n``; NotImplementedError for complex tensors.

        >>> import flambeau as torch
        >>> torch.tensor([1.]).polygamma(1)
        tensor([1.6449])
        """
    def polygamma_(self, n: _int) -> Tensor:
        """`polygamma` in place.

        Shape: that of ``self``.
        Dtype: floating; it stays.
        Raises: RuntimeError for a negative ``n`` and for bool and integer tensors; NotImplementedError for complex ones.

        >>> import flambeau as torch
        >>> torch.tensor([1.]).polygamma_(1)
        tensor([1.6449])
        """
    def positive(self) -> Tensor:
        """``out[i] = +self[i]``: the tensor itself."""
    def pow(self, exponent: Tensor | _Number) -> Tensor:
        """Power, ``out[i] = self[i] ** exponent[i]``."""
    def pow_(self, exponent: Tensor | _Number) -> Tensor:
        """In-place form of `pow`."""
    def prelu(self, weight: Tensor) -> Tensor:
        """``x`` above 0, ``weight * x`` elsewhere; ``weight`` has one element, or one per channel (dim 1)."""
    def prod(self, dim: _int | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """``out = self[0] * self[1] * ...`` over one dimension, all by default; 1 for nothing."""
    def put(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """A copy with ``out.flatten()[index[i]] = source[i]``, or ``+=`` if ``accumulate``."""
    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """In-place form of `put`."""
    def qr(self, some: _bool = True) -> _return_qr:
        """`linalg.qr` by its old name, in mode "reduced" if ``some`` and "complete" if not: ``Q @ R = self``."""
    def quantile(self, q: Tensor | _float, dim: _int | None = None, keepdim: _bool = False, *, interpolation: _str = 'linear') -> Tensor:
        """The ``q``-th quantiles along ``dim`` (of all elements by default): the sorted values at place ``q * (n - 1)``;
        nan if the line has a nan.
        """
    def rad2deg(self) -> Tensor:
        """Radians to degrees, ``out[i] = self[i] * 180 / pi``."""
    def rad2deg_(self) -> Tensor:
        """In-place form of `rad2deg`."""
    def random_(self, from_: _int | None = None, to: _Number | None = False, *, generator: _Generator | None = None) -> Tensor:
        """``random_``: uniform integers, ``from <= x < to``; ``0 <= x < to`` if called with one number, from ``from`` on if
        ``to`` is None.
        """
    def ravel(self) -> Tensor:
        """All dimensions as one, ``self.reshape(-1)``."""
    @property
    def real(self) -> Tensor:
        """The real part, ``real(self[i])``, as a view; a real tensor is returned as it is."""
    @real.setter
    def real(self, value: Any) -> None: ...
    def reciprocal(self) -> Tensor:
        """Reciprocal, ``out[i] = 1 / self[i]``."""
    def reciprocal_(self) -> Tensor:
        """In-place form of `reciprocal`."""
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Calls ``hook(grad)`` whenever the gradient of this tensor has been computed; a tensor it returns replaces it.

        ``grad`` is None when no gradient arrived. The replacement must have the gradient's shape and dtype. The hook
        belongs to the value that the tensor has now: after a write in place it sees the gradient of the value before.

        >>> import flambeau as torch
        >>> x = torch.tensor([1., 2.], requires_grad=True)
        >>> handle = x.register_hook(lambda g: g * 2)
        >>> (x * 3).sum().backward()
        >>> x.grad
        tensor([6., 6.])
        """
    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Calls ``hook(tensor)`` after the gradient of this leaf has been added to ``.grad``; the hook returns None.

        >>> import flambeau as torch
        >>> x = torch.tensor([1., 2.], requires_grad=True)
        >>> handle = x.register_post_accumulate_grad_hook(lambda p: print(p.grad))
        >>> (x * 3).sum().backward()
        tensor([3., 3.])
        """
    def relu(self, inplace: _bool = False) -> Tensor:
        """Rectified linear unit, ``max(x, 0)``; its derivative at 0 is 0; nan stays nan."""
    def relu_(self, inplace: _bool = False) -> Tensor:
        """In-place form of `relu`."""
    def remainder(self, other: Tensor | _Number) -> Tensor:
        """Remainder with the divisor's sign, ``out[i] = self[i] - floor(self[i] / other[i]) * other[i]``."""
    def remainder_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `remainder`."""
    def renorm(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """A copy in which every slice along ``dim`` whose ``p``-norm is above ``maxnorm`` is scaled down to it:
        ``out[i] = self[i] * maxnorm / (norm(self[i]) + 1e-7)`` for dim 0.
        """
    def renorm_(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """In-place form of `renorm`."""
    def repeat(self, *repeats: _int | Sequence[_int]) -> Tensor:
        """The whole tensor repeated along each dimension, new ones in front: ``out[i] = self[i % n]`` for a vector."""
    def repeat_interleave(self, repeats: Tensor | _int | None = None, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor:
        """Each element along ``dim`` (of the flattened tensor by default) repeated: ``a, a, b, b`` of ``a, b``; all alike
        or each as ``repeats`` says.
        """
    @property
    def requires_grad(self) -> _bool:
        """Whether operations on this tensor are recorded."""
    @requires_grad.setter
    def requires_grad(self, value: _bool) -> None: ...
    def requires_grad_(self, requires_grad: _bool = True) -> Tensor:
        """Sets requires_grad and returns self."""
    def reshape(self, *shape: _int | Sequence[_int]) -> Tensor:
        """The same elements, ``out.flatten()[i] = self.flatten()[i]``, in another shape: a view where the strides allow it,
        else a copy.
        """
    def reshape_as(self, other: Tensor) -> Tensor:
        """``self.reshape(other.shape)``."""
    def resize_(self, *size: Any, memory_format: Any = None) -> Tensor:
        """Changes the shape in place; new elements are uninitialised. It is not recorded.

        The new shape is row-major, or in the order of ``memory_format``; where it is the old one, strides stay too.

        Shape: the sizes given.
        Dtype: any; it stays.
        Raises: RuntimeError for a tensor that requires grad, for negative sizes, and for more bytes than there are where
            NumPy or another library holds them.

        >>> import flambeau as torch
        >>> torch.arange(4).resize_(2, 2)
        tensor([[0, 1],
                [2, 3]])
        """
    def resize_as_(self, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
        """`resize_` to the shape of another tensor, and to its strides for ``preserve_format``. It is not recorded.

        Shape: that of ``the_template``.
        Raises: RuntimeError for a tensor that requires grad, and for more bytes than there are where NumPy or another
            library holds them.

        >>> import flambeau as torch
        >>> torch.arange(4).resize_as_(torch.zeros(2, 2))
        tensor([[0, 1],
                [2, 3]])
        """
    def resolve_conj(self) -> Tensor:
        """``self`` with a deferred conjugation carried out."""
    def resolve_neg(self) -> Tensor:
        """``self`` itself: negation is never deferred here."""
    def retain_grad(self) -> None:
        """Keeps .grad of this non-leaf during backward."""
    @property
    def retains_grad(self) -> _bool:
        """Whether retain_grad() was called on this non-leaf."""
    def roll(self, shifts: _Size, dims: _Size | None = ()) -> Tensor:
        """Elements moved by ``shifts`` along ``dims``, re-entering at the other end: ``out[(i + shift) % n] = self[i]``;
        without ``dims``, flattened first.
        """
    def rot90(self, k: _int = 1, dims: _Size = ...) -> Tensor:
        """``k`` quarter turns in the plane of two dimensions, from the first towards the second:
        ``out[i][j] = self[j][n - 1 - i]`` for one.
        """
    def round(self, *, decimals: _int = 0) -> Tensor:
        """Nearest multiple of ``10 ** -decimals``, halves to even."""
    def round_(self, *, decimals: _int = 0) -> Tensor:
        """In-place form of `round`."""
    def row_indices(self) -> Tensor:
        """The row of each value of a CSC matrix.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse_csc().row_indices()
        tensor([0, 1])
        """
    def rsqrt(self) -> Tensor:
        """Reciprocal square root, ``1 / sqrt(self[i])``."""
    def rsqrt_(self) -> Tensor:
        """In-place form of `rsqrt`."""
    def rsub(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """Reversed difference, ``out[i] = other[i] - alpha * self[i]``."""
    def scatter(self, dim: _int, index: Tensor, src: Tensor | _Number | None = None, *, reduce: _str | None = None, value: _Number | None = None) -> Tensor:
        """A copy with ``out[index[i][j]][j] = src[i][j]`` for dim 0 and so on: the inverse of `gather`."""
    def scatter_(self, dim: _int, index: Tensor, src: Tensor | _Number | None = None, *, reduce: _str | None = None, value: _Number | None = None) -> Tensor:
        """In-place form of `scatter`."""
    def scatter_add(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """A copy with ``out[index[i][j]][j] += src[i][j]`` for dim 0 and so on."""
    def scatter_add_(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """In-place form of `scatter_add`."""
    def scatter_reduce(self, dim: _int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
        """A copy in which the values of ``src`` scattered to one place are combined:
        ``out[index[i]] = reduce(self[index[i]], src[i], ...)`` for dim 0.
        """
    def scatter_reduce_(self, dim: _int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
        """In-place form of `scatter_reduce`."""
    def select(self, dim: _int, index: _int) -> Tensor:
        """One slice along ``dim``, as a view: ``self[index]`` for dim 0."""
    def select_scatter(self, src: Tensor, dim: _int, index: _int) -> Tensor:
        """A copy with ``out[index] = src`` for dim 0 and so on."""
    def set_(self, source: Any = None, storage_offset: _int = 0, size: Any = None, stride: Any = None) -> Tensor:
        """Makes this tensor look at ``source``'s memory from now on: a tensor, a storage, or nothing. It is not recorded.

        Shape: that of ``source``, or ``size`` with ``stride`` (row-major without) from ``storage_offset``, in elements.
        Raises: TypeError for a source that is neither; RuntimeError for a leaf that requires grad.

        >>> import flambeau as torch
        >>> x, y = torch.zeros(2), torch.arange(4.0)
        >>> x.set_(y, 1, (2,))
        tensor([1., 2.])
        """
    def sgn(self) -> Tensor:
        """Direction, ``out[i] = self[i] / |self[i]|``, 0 at 0; the sign for real values."""
    def sgn_(self) -> Tensor:
        """In-place form of `sgn`."""
    @property
    def shape(self) -> Size:
        """The sizes, a Size."""
    def share_memory_(self) -> Tensor:
        """Moves the tensor's storage to shared memory, unless it is there; returns the tensor.

        Processes that are forked later, and those that the tensor is sent to through `flambeau.multiprocessing`, read and
        write the same elements.

        >>> import flambeau as torch
        >>> torch.zeros(3).share_memory_().is_shared()
        True
        """
    def short(self, memory_format: Any = ...) -> Tensor:
        """``self.to(int16)``."""
    def sigmoid(self) -> Tensor:
        """Logistic function, ``1 / (1 + exp(-self[i]))``."""
    def sigmoid_(self) -> Tensor:
        """In-place form of `sigmoid`."""
    def sign(self) -> Tensor:
        """Sign of real values, ``out[i] = (self[i] > 0) - (self[i] < 0)``: -1, 0 or 1."""
    def sign_(self) -> Tensor:
        """In-place form of `sign`."""
    def signbit(self) -> Tensor:
        """``out[i] = self[i] < 0``, and true for minus zero: where the sign bit is set."""
    def signbit_(self) -> Tensor:
        """In-place form of `signbit`."""
    def sin(self) -> Tensor:
        """Sine, ``sin(self[i])`` of an angle in radians."""
    def sin_(self) -> Tensor:
        """In-place form of `sin`."""
    def sinc(self) -> Tensor:
        """``sin(pi * self[i]) / (pi * self[i])``, and 1 at 0."""
    def sinc_(self) -> Tensor:
        """In-place form of `sinc`."""
    def sinh(self) -> Tensor:
        """Hyperbolic sine, ``(exp(self[i]) - exp(-self[i])) / 2``."""
    def sinh_(self) -> Tensor:
        """In-place form of `sinh`."""
    def size(self, dim: _int | None = None) -> Any:
        """The sizes, or one of them."""
    def slice_scatter(self, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
        """A copy with ``out[start:end:step] = src`` for dim 0 and so on."""
    def slogdet(self) -> _return_slogdet:
        """Sign and logarithm of each determinant: ``det = sign * exp(logabsdet)``."""
    def smm(self, mat: Tensor) -> Tensor:
        """`torch.smm`: the product with a strided matrix as a sparse one.

        Raises: RuntimeError for a strided tensor.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse().smm(torch.ones(2, 2)).layout
        torch.sparse_coo
        """
    def softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """``exp(x) / sum(exp(x))`` along ``dim``, without overflow; computed in ``dtype`` if that is given."""
    def sort(self, dim: _int = -1, descending: _bool = False, *, stable: _bool | None = None) -> _return_sort:
        """Values in ascending (or ``descending``) order along ``dim`` and the indices they came from:
        ``values[i] = self[indices[i]]``.
        """
    def sparse_dim(self) -> _int:
        """How many dimensions are sparse: 0 of a strided tensor.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse(1).sparse_dim()
        1
        """
    def sparse_mask(self, mask: Tensor) -> Tensor:
        """The elements at the indices of a sparse tensor, as a sparse tensor.

        Shape: that of ``self`` and of ``mask``.
        Raises: NotImplementedError for a mask that is not sparse; RuntimeError for another shape.

        >>> import flambeau as torch
        >>> mask = torch.eye(2).to_sparse()
        >>> torch.tensor([[1., 2.], [3., 4.]]).sparse_mask(mask).values()
        tensor([1., 4.])
        """
    def sparse_resize_(self, size: Sequence[_int], sparse_dim: _int, dense_dim: _int) -> Tensor:
        """Makes a sparse tensor of coordinates larger in place; the values keep their indices.

        Raises: RuntimeError for other layouts, and for a smaller size or another sparse_dim while there are values.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse().sparse_resize_((3, 3), 2, 0).shape
        torch.Size([3, 3])
        """
    def sparse_resize_and_clear_(self, size: Sequence[_int], sparse_dim: _int, dense_dim: _int) -> Tensor:
        """Gives a sparse tensor of coordinates another size in place, without values.

        Raises: RuntimeError for other layouts.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse().sparse_resize_and_clear_((3, 3), 2, 0).indices().shape
        torch.Size([2, 0])
        """
    def split(self, split_size_or_sections: _Size | _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """Consecutive parts along ``dim`` as views, ``self[:s]``, ``self[s : 2 * s]``, ...: all of one size
        (the last may be smaller), or of the sizes listed.
        """
    def split_with_sizes(self, split_sizes: _Size, dim: _int = 0) -> tuple[Tensor, ...]:
        """Consecutive parts of the given sizes along ``dim``, as views: ``self[:s0]``, ``self[s0 : s0 + s1]``, and so on."""
    def sqrt(self) -> Tensor:
        """Square root, ``self[i] ** 0.5``: nan below 0."""
    def sqrt_(self) -> Tensor:
        """In-place form of `sqrt`."""
    def square(self) -> Tensor:
        """Square, ``out[i] = self[i] ** 2``."""
    def square_(self) -> Tensor:
        """In-place form of `square`."""
    def squeeze(self, dim: _Size | None = None) -> Tensor:
        """Without the dimensions of size 1 (those among ``dim``, if given), as a view."""
    def squeeze_(self, dim: _Size | None = None) -> Tensor:
        """In-place form of `squeeze`."""
    def std(self, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None) -> Tensor:
        """Standard deviation, ``sqrt(sum |x - mean|**2 / (n - correction))`` over ``dim``: the square root of `var`."""
    def stft(self, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None, window: Tensor | None = None, center: _bool = True, pad_mode: _str = 'reflect', normalized: _bool = False, onesided: _bool | None = None, return_complex: _bool | None = None, align_to_window: _bool | None = None) -> Tensor:
        """Short-time Fourier transform: column m is the `fft` of
        ``window * input[m * hop_length : m * hop_length + n_fft]``.
        """
    def storage(self) -> Any:
        """The memory this tensor views, as a `TypedStorage` of its dtype. It warns: `untyped_storage` is today's way.

        >>> import warnings, flambeau as torch
        >>> with warnings.catch_warnings(action="ignore"):
        ...     torch.arange(4)[2:].storage().tolist()
        [0, 1, 2, 3]
        """
    def storage_offset(self) -> _int:
        """Elements between the storage's start and this tensor's first element."""
    def storage_type(self) -> type:
        """The type of `storage`: `FloatStorage` and the like.

        >>> import flambeau as torch
        >>> torch.zeros(2).storage_type()
        <class 'torch.FloatStorage'>
        """
    def stride(self, dim: _int | None = None) -> Any:
        """Elements between neighbours along each dimension."""
    def sub(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """Difference, ``out[i] = self[i] - alpha * other[i]``."""
    def sub_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """In-place form of `sub`."""
    def subtract(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """Difference, ``out[i] = self[i] - alpha * other[i]``."""
    def subtract_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """In-place form of `sub`."""
    def sum(self, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """``out = self[0] + self[1] + ...`` over ``dim``, all dimensions by default."""
    def sum_to_size(self, *size: _int | Sequence[_int]) -> Tensor:
        """The sum over all dimensions that ``expand`` from ``size`` to this shape would repeat: the transpose of `expand`."""
    def svd(self, some: _bool = True, compute_uv: _bool = True) -> _return_svd:
        """`linalg.svd` by its old name, which gives ``V`` and not ``Vᴴ``: ``self = U @ diag(S) @ Vᴴ``. Without
        ``compute_uv`` the vectors are zeros.
        """
    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """Another name of `transpose`."""
    def swapaxes_(self, axis0: _int, axis1: _int) -> Tensor:
        """In-place form of `swapaxes`."""
    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """Two dimensions exchanged, ``out[j][i] = self[i][j]`` for a matrix, as a view."""
    def swapdims_(self, dim0: _int, dim1: _int) -> Tensor:
        """In-place form of `transpose`."""
    def t(self) -> Tensor:
        """The transpose of a matrix, ``out[j][i] = self[i][j]``, as a view; fewer dimensions stay as they are."""
    def t_(self) -> Tensor:
        """In-place form of `t`."""
    def take(self, index: Tensor) -> Tensor:
        """``out[i] = self.flatten()[index[i]]``."""
    def take_along_dim(self, indices: Tensor, dim: _int | None = None) -> Tensor:
        """`gather` with ``self`` and ``indices`` broadcast along the other dimensions:
        ``out[i][j] = self[i][indices[i][j]]`` for dim 1; of the flattened tensor without ``dim``.
        """
    def tan(self) -> Tensor:
        """Tangent, ``sin(self[i]) / cos(self[i])`` of an angle in radians."""
    def tan_(self) -> Tensor:
        """In-place form of `tan`."""
    def tanh(self) -> Tensor:
        """Hyperbolic tangent, ``(exp(x) - exp(-x)) / (exp(x) + exp(-x))`` for ``x = self[i]``."""
    def tanh_(self) -> Tensor:
        """In-place form of `tanh`."""
    def tensor_split(self, indices_or_sections: Any, dim: _int = 0) -> tuple[Tensor, ...]:
        """Views along ``dim`` split at the indices listed, ``self[:i0]``, ``self[i0:i1]``, ..., or into that many parts,
        the first ones larger by one.
        """
    def tile(self, *dims: _int | Sequence[_int]) -> Tensor:
        """`repeat` with missing repetitions taken as 1: ``out[i] = self[i % n]`` for a vector."""
    def to(self, target: Any = None, second: Any = None, non_blocking: _bool = False, copy: _bool = False, *, dtype: _dtype | None = None, device: _Device | None = None, memory_format: Any = None, other: Tensor | None = None) -> Tensor:
        """The tensor as another dtype, on another device, or both, or as those of another tensor: ``x.to(float64)``."""
    def to_dense(self, dtype: Any = None, *, masked_grad: _bool = True) -> Tensor:
        """A strided tensor with the same elements; one that is strided is returned itself, or (``dtype``) converted.

        The gradient of a sparse tensor is sparse, with its indices.

        >>> import flambeau as torch
        >>> torch.sparse_coo_tensor([[0, 2]], [3., 4.], (3,)).to_dense()
        tensor([3., 0., 4.])
        """
    def to_device(self, device: Any, *, stream: Any = None) -> Tensor:
        """`Tensor.to` by the name that the Array API standard gives it.

        >>> import flambeau as torch
        >>> torch.zeros(2).to_device("cpu")
        tensor([0., 0.])
        """
    def to_sparse(self, sparse_dim: _int | None = None, *, layout: _layout | None = None, blocksize: Any = None, dense_dim: _int | None = None) -> Tensor:
        """What is not zero as a sparse tensor: coordinates of the first ``sparse_dim`` dimensions (all by default), or the
        ``layout`` asked for.

        Shape: that of ``self``.
        Raises: RuntimeError for ``sparse_dim`` out of range; NotImplementedError for blocks.

        >>> import flambeau as torch
        >>> torch.tensor([[0., 2.], [0., 0.]]).to_sparse().indices()
        tensor([[0],
                [1]])
        """
    def to_sparse_coo(self) -> Tensor:
        """`to_sparse` as coordinates.

        >>> import flambeau as torch
        >>> torch.tensor([0., 2.]).to_sparse_coo().values()
        tensor([2.])
        """
    def to_sparse_csc(self, dense_dim: _int | None = None) -> Tensor:
        """A matrix as a sparse one by columns.

        Raises: RuntimeError for what is no matrix.

        >>> import flambeau as torch
        >>> torch.tensor([[0., 2.], [3., 0.]]).to_sparse_csc().ccol_indices()
        tensor([0, 1, 2])
        """
    def to_sparse_csr(self, dense_dim: _int | None = None) -> Tensor:
        """A matrix as a sparse one by rows.

        Raises: RuntimeError for what is no matrix.

        >>> import flambeau as torch
        >>> torch.tensor([[0., 2.], [3., 0.]]).to_sparse_csr().crow_indices()
        tensor([0, 1, 2])
        """
    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
    def topk(self, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True) -> _return_topk:
        """The ``k`` largest (or smallest) values along ``dim`` and their indices, in order of size if ``sorted``."""
    def trace(self) -> Tensor:
        """The sum of a matrix's diagonal, ``sum over i of self[i][i]``."""
    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """Two dimensions exchanged, ``out[j][i] = self[i][j]`` for a matrix, as a view."""
    def transpose_(self, dim0: _int, dim1: _int) -> Tensor:
        """In-place form of `transpose`."""
    def triangular_solve(self, A: Tensor, upper: _bool = True, transpose: _bool = False, unitriangular: _bool = False) -> _return_triangular_solve:
        """``X`` with ``A @ X = self`` (``Aᵀ @ X = self`` if ``transpose``), and a copy of ``A``: the old name of
        `linalg.solve_triangular`.
        """
    def tril(self, diagonal: _int = 0) -> Tensor:
        """Matrices with zeros above the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j <= i + diagonal else 0``."""
    def tril_(self, diagonal: _int = 0) -> Tensor:
        """In-place form of `tril`."""
    def triu(self, diagonal: _int = 0) -> Tensor:
        """Matrices with zeros below the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j >= i + diagonal else 0``."""
    def triu_(self, diagonal: _int = 0) -> Tensor:
        """In-place form of `triu`."""
    def true_divide(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan."""
    def true_divide_(self, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
        """In-place form of `div`."""
    def trunc(self) -> Tensor:
        """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero."""
    def trunc_(self) -> Tensor:
        """In-place form of `trunc`."""
    def type(self, dtype: Any = None, non_blocking: _bool = False) -> Any:
        """Without an argument ``"torch.FloatTensor"`` and the like; with one, the tensor cast to that dtype.

        Raises: ValueError for a name that is no type of tensors.

        >>> import flambeau as torch
        >>> torch.zeros(2).type(), torch.zeros(2).type(torch.int64)
        ('torch.FloatTensor', tensor([0, 0]))
        """
    def type_as(self, other: Tensor) -> Tensor:
        """``self.to(other.dtype)``."""
    def unbind(self, dim: _int = 0) -> tuple[Tensor, ...]:
        """All slices along ``dim``, as views: ``(self[0], self[1], ...)`` for dim 0."""
    def unflatten(self, dim: _int, sizes: _Size) -> Tensor:
        """One dimension as several: ``out.flatten(dim, dim + len(sizes) - 1) == self``."""
    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """All windows along ``dimension`` as a view: ``out[w][k] = self[w * step + k]`` for a vector."""
    def uniform_(self, from_: _float = 0.0, to: _float = 1.0, *, generator: _Generator | None = None) -> Tensor:
        """``uniform_``: every element drawn anew, uniform with ``from <= x < to``."""
    def unique(self, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None) -> Any:
        """Distinct elements in ascending order, or distinct slices along ``dim``: ``out[0] < out[1] < ...``."""
    def unique_consecutive(self, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None) -> Any:
        """The first of every run of equal neighbours, ``self[i] != self[i - 1]``, of the flattened tensor or of slices
        along ``dim``.
        """
    def unsafe_chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """`chunk` into parts of ``ceil(n / chunks)`` elements that may be written to; see `unsafe_split`."""
    def unsafe_split(self, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """`split` into parts of ``split_size`` that may be written to although there are several of them: they share
        ``self``'s elements, but are not its views.
        """
    def unsafe_split_with_sizes(self, split_sizes: _Size, dim: _int = 0) -> tuple[Tensor, ...]:
        """`unsafe_split` into parts of the given sizes, ``split_sizes``."""
    def unsqueeze(self, dim: _int) -> Tensor:
        """With a new dimension of size 1 at ``dim``, as a view."""
    def unsqueeze_(self, dim: _int) -> Tensor:
        """In-place form of `unsqueeze`."""
    def untyped_storage(self) -> UntypedStorage:
        """The memory this tensor views."""
    def values(self) -> Tensor:
        """The values ``(nnz, ...)`` of a sparse tensor, through which gradients flow.

        Raises: RuntimeError for coordinates that are not coalesced, and for strided tensors.

        >>> import flambeau as torch
        >>> torch.eye(2).to_sparse_csr().values()
        tensor([1., 1.])
        """
    def var(self, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None) -> Tensor:
        """Variance, ``sum |x - mean|**2 / (n - correction)`` over ``dim``, all dimensions by default."""
    def vdot(self, other: Tensor) -> Tensor:
        """Product of two vectors, ``sum over i of conj(self[i]) * other[i]``."""
    def view(self, *shape: _int | Sequence[_int] | _dtype) -> Tensor:
        """The same elements, ``out.flatten()[i] = self.flatten()[i]``, under another shape, without a copy."""
    def view_as(self, other: Tensor) -> Tensor:
        """``self.view(other.shape)``."""
    def view_as_complex(self) -> Tensor:
        """A view of pairs as complex values, ``out = self[..., 0] + 1j * self[..., 1]``."""
    def view_as_real(self) -> Tensor:
        """A view of complex values as pairs: ``out[..., 0] = real(self)`` and ``out[..., 1] = imag(self)``."""
    def vsplit(self, indices_or_sections: Any) -> tuple[Tensor, ...]:
        """`tensor_split` along ``dim`` 0, into equal parts where their number is given."""
    def where(self, condition: Tensor, other: Tensor | _Number) -> Tensor:
        """``out[i] = self[i] if condition[i] else other[i]``; this is `Tensor.where`."""
    def xlogy(self, other: Tensor | _Number) -> Tensor:
        """``self[i] * log(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan)."""
    def xlogy_(self, other: Tensor | _Number) -> Tensor:
        """In-place form of `xlogy`."""
    def xpu(self, device: Any = None, non_blocking: _bool = False) -> Tensor:
        """Not offered: there is no XPU device.

        Raises: AssertionError always.
        """
    def zero_(self) -> Tensor:
        """``zero_``: every element becomes 0."""

class Node:
    """One recorded operation in the graph."""
    def __call__(self, *grads: Tensor | None) -> Any: ...
    @property
    def _input_metadata(self) -> list[Any]:
        """Shape, dtype and device of each gradient that the node takes."""
    def _kept_at(self, position: _int) -> tuple[Any, ...]:
        """What kind of thing that is, and its raw value."""
    @property
    def _names_of_saved(self) -> tuple[_str, ...]:
        """What it keeps for its rules: each name is an attribute after _saved_."""
    def _pack_kept(self, position: _int, pack: Callable[..., Any], unpack: Callable[..., Any]) -> None:
        """Packs one saved tensor now."""
    def _post_hooks(self) -> OrderedDict[_int, Any]:
        """The dict behind register_hook."""
    def _pre_hooks(self) -> OrderedDict[_int, Any]:
        """The dict behind register_prehook."""
    @property
    def _result_metadata(self) -> tuple[tuple[Size, _dtype, _device], ...]:
        """Shape, dtype and device of each forward result."""
    def _sequence_nr(self) -> _int:
        """Order of creation; the engine runs the newest node first."""
    def _unpack_kept(self, position: _int) -> Any:
        """What a backward would get."""
    @property
    def metadata(self) -> dict[Any, Any]:
        """A dict for the user's notes."""
    def name(self) -> _str:
        """The node's name, such as MulBackward0."""
    @property
    def next_functions(self) -> tuple[tuple[Node | None, _int], ...]:
        """Where the gradients go: pairs (node, which of its outputs)."""
    @property
    def origin(self) -> Any:
        """The file and line that recorded it."""
    @property
    def variable(self) -> Tensor:
        """AccumulateGrad: the leaf it adds to."""
    def _raw_saved(self, position: _int) -> Any:
        """The saved tensor at a position, for its hooks."""
    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls ``hook(grad_inputs, grad_outputs)`` after the node has run; a tuple it returns replaces ``grad_inputs``.

        >>> import flambeau as torch
        >>> x = torch.tensor([1.], requires_grad=True)
        >>> y = x.exp()
        >>> handle = y.grad_fn.register_hook(lambda grad_inputs, grad_outputs: (grad_inputs[0] * 0,))
        >>> y.backward()
        >>> x.grad
        tensor([0.])
        """
    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Calls ``hook(grad_outputs)`` before the node runs; a tuple it returns replaces them.

        >>> import flambeau as torch
        >>> x = torch.tensor([1.], requires_grad=True)
        >>> y = x * 2
        >>> handle = y.grad_fn.register_prehook(lambda grad_outputs: (grad_outputs[0] * 10,))
        >>> y.backward()
        >>> x.grad
        tensor([20.])
        """

class FunctionNode(Node):
    def __getattr__(self, name: _str) -> Any: ...
    def _check_write(self, *args: Any) -> Any:
        """Throws when a tensor may not be written to."""
    def _connect(self, *args: Any) -> Any:
        """Edges to the inputs and room for the outputs."""
    def _kept_count(self) -> _int:
        """How many things it keeps."""
    def _save(self, *args: Any) -> Any:
        """Keeps tensors for backward."""
    def _saved(self, *args: Any) -> Any:
        """The kept tensors."""
    def _set_output(self, *args: Any) -> Any:
        """Makes a tensor a result of this node."""
    def _watch(self) -> None:
        """Packs what it saved by hooks; notes the traceback in anomaly mode."""

class AccumulateGrad(Node):
    ...

class Generator:
    """A stream of random numbers, PyTorch's number for number, with a state of its own."""
    def __init__(self, device: _Device = ...) -> None: ...
    def __setstate__(self, state: Any) -> None: ...
    def clone_state(self) -> Generator:
        """A new generator at the same place in the same stream."""
    @property
    def device(self) -> _device:
        """Where it draws: the CPU."""
    def get_state(self) -> Tensor:
        """The state as a uint8 tensor of 5056 bytes."""
    def initial_seed(self) -> _int:
        """The seed that the stream was started with."""
    def manual_seed(self, seed: _int) -> Generator:
        """Starts the stream that belongs to a seed; returns the generator."""
    def seed(self) -> _int:
        """Seeds from the system's entropy; returns the seed."""
    def set_state(self, new_state: Tensor) -> Generator:
        """Continues from a state that get_state() returned."""

_Generator: TypeAlias = Generator
default_generator: Generator

class Scope:
    """A context manager that puts back what it changed, even when it is interrupted while it does so. A subclass has _before(), which changes nothing, _switch() and _restore(state), which may run twice."""
    def __enter__(self) -> Any: ...
    def __exit__(self, *error: object) -> None: ...

class SizeBase(tuple[_int, ...]):
    """A tuple of ints of which a slice is a Size."""
    ...

class Op:
    entry: Any
    __name__: _str
    __qualname__: _str
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: Any, owner: type | None = None) -> Any: ...
    @property
    def jvp(self) -> Callable[..., Any] | _str | None:
        """The rule for the tangent of the result, or how it is linear."""
    @property
    def vjp(self) -> dict[Any, Callable[..., Any] | None]:
        """The rule for the gradient of each differentiable input."""

class OpMethod:
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: Any, owner: type | None = None) -> Any: ...

class DataDependentError(RuntimeError):
    """One value was asked of a tensor that stands for every example of a batch (item(), bool(), an index). vmap catches it."""

class LinAlgError(RuntimeError):
    """A matrix that has no inverse, or no factors of the kind that was asked for."""

class _return_frexp(tuple[Tensor, Tensor]):
    @property
    def mantissa(self) -> Tensor: ...
    @property
    def exponent(self) -> Tensor: ...

class _return_attention_forward(tuple[Tensor, Tensor]):
    @property
    def output(self) -> Tensor: ...
    @property
    def logsumexp(self) -> Tensor: ...

class _return_attention_backward(tuple[Tensor, Tensor, Tensor]):
    @property
    def grad_query(self) -> Tensor: ...
    @property
    def grad_key(self) -> Tensor: ...
    @property
    def grad_value(self) -> Tensor: ...

class _return_triangular_solve(tuple[Tensor, Tensor]):
    @property
    def solution(self) -> Tensor: ...
    @property
    def cloned_coefficient(self) -> Tensor: ...

class _return_cholesky_factor(tuple[Tensor, Tensor]):
    @property
    def L(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_cholesky_ex(tuple[Tensor, Tensor]):
    @property
    def L(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_nll_loss_forward(tuple[Tensor, Tensor]):
    @property
    def output(self) -> Tensor: ...
    @property
    def total_weight(self) -> Tensor: ...

class _return_max_dim(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_min_dim(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_aminmax(tuple[Tensor, Tensor]):
    @property
    def min(self) -> Tensor: ...
    @property
    def max(self) -> Tensor: ...

class _return_lu_factors(tuple[Tensor, Tensor, Tensor]):
    @property
    def LU(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_lu_factor_ex(tuple[Tensor, Tensor, Tensor]):
    @property
    def LU(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_lu_factor(tuple[Tensor, Tensor]):
    @property
    def LU(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...

class _return_lu_unpack(tuple[Tensor, Tensor, Tensor]):
    @property
    def P(self) -> Tensor: ...
    @property
    def L(self) -> Tensor: ...
    @property
    def U(self) -> Tensor: ...

class _return_linalg_lu(tuple[Tensor, Tensor, Tensor]):
    @property
    def P(self) -> Tensor: ...
    @property
    def L(self) -> Tensor: ...
    @property
    def U(self) -> Tensor: ...

class _return_solve_system(tuple[Tensor, Tensor, Tensor, Tensor]):
    @property
    def result(self) -> Tensor: ...
    @property
    def LU(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_solve_ex(tuple[Tensor, Tensor]):
    @property
    def result(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_invert(tuple[Tensor, Tensor]):
    @property
    def inverse(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_inv_ex(tuple[Tensor, Tensor]):
    @property
    def inverse(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_eigh_factors(tuple[Tensor, Tensor]):
    @property
    def eigenvalues(self) -> Tensor: ...
    @property
    def eigenvectors(self) -> Tensor: ...

class _return_linalg_eigh(tuple[Tensor, Tensor]):
    @property
    def eigenvalues(self) -> Tensor: ...
    @property
    def eigenvectors(self) -> Tensor: ...

class _return_eig_factors(tuple[Tensor, Tensor]):
    @property
    def eigenvalues(self) -> Tensor: ...
    @property
    def eigenvectors(self) -> Tensor: ...

class _return_linalg_eig(tuple[Tensor, Tensor]):
    @property
    def eigenvalues(self) -> Tensor: ...
    @property
    def eigenvectors(self) -> Tensor: ...

class _return_svd_factors(tuple[Tensor, Tensor, Tensor]):
    @property
    def U(self) -> Tensor: ...
    @property
    def S(self) -> Tensor: ...
    @property
    def Vh(self) -> Tensor: ...

class _return_linalg_svd(tuple[Tensor, Tensor, Tensor]):
    @property
    def U(self) -> Tensor: ...
    @property
    def S(self) -> Tensor: ...
    @property
    def Vh(self) -> Tensor: ...

class _return_svd(tuple[Tensor, Tensor, Tensor]):
    @property
    def U(self) -> Tensor: ...
    @property
    def S(self) -> Tensor: ...
    @property
    def V(self) -> Tensor: ...

class _return_max_pool_with_indices(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_adaptive_max_pool_with_indices(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_sort(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_topk(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_unique_values(tuple[Tensor, Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def inverse(self) -> Tensor: ...
    @property
    def counts(self) -> Tensor: ...

class _return_unique_slices(tuple[Tensor, Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def inverse(self) -> Tensor: ...
    @property
    def counts(self) -> Tensor: ...

class _return_unique_runs(tuple[Tensor, Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def inverse(self) -> Tensor: ...
    @property
    def counts(self) -> Tensor: ...

class _return_histogram(tuple[Tensor, Tensor]):
    @property
    def hist(self) -> Tensor: ...
    @property
    def bin_edges(self) -> Tensor: ...

class _return_histogramdd(tuple[Tensor, Sequence[Tensor]]):
    @property
    def hist(self) -> Tensor: ...
    @property
    def bin_edges(self) -> Tensor: ...

class _return_ldl_factors(tuple[Tensor, Tensor, Tensor]):
    @property
    def LD(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_ldl_factor_ex(tuple[Tensor, Tensor, Tensor]):
    @property
    def LD(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...
    @property
    def info(self) -> Tensor: ...

class _return_linalg_ldl_factor(tuple[Tensor, Tensor]):
    @property
    def LD(self) -> Tensor: ...
    @property
    def pivots(self) -> Tensor: ...

class _return_slogdet(tuple[Tensor, Tensor]):
    @property
    def sign(self) -> Tensor: ...
    @property
    def logabsdet(self) -> Tensor: ...

class _return_qr_factors(tuple[Tensor, Tensor]):
    @property
    def Q(self) -> Tensor: ...
    @property
    def R(self) -> Tensor: ...

class _return_linalg_qr(tuple[Tensor, Tensor]):
    @property
    def Q(self) -> Tensor: ...
    @property
    def R(self) -> Tensor: ...

class _return_qr(tuple[Tensor, Tensor]):
    @property
    def Q(self) -> Tensor: ...
    @property
    def R(self) -> Tensor: ...

class _return_geqrf(tuple[Tensor, Tensor]):
    @property
    def a(self) -> Tensor: ...
    @property
    def tau(self) -> Tensor: ...

class _return_svd_lowrank(tuple[Tensor, Tensor, Tensor]):
    @property
    def U(self) -> Tensor: ...
    @property
    def S(self) -> Tensor: ...
    @property
    def V(self) -> Tensor: ...

class _return_pca_lowrank(tuple[Tensor, Tensor, Tensor]):
    @property
    def U(self) -> Tensor: ...
    @property
    def S(self) -> Tensor: ...
    @property
    def V(self) -> Tensor: ...

class _return_lstsq_solution(tuple[Tensor, Tensor, Tensor]):
    @property
    def solution(self) -> Tensor: ...
    @property
    def rank(self) -> Tensor: ...
    @property
    def singular_values(self) -> Tensor: ...

class _return_linalg_lstsq(tuple[Tensor, Tensor, Tensor, Tensor]):
    @property
    def solution(self) -> Tensor: ...
    @property
    def residuals(self) -> Tensor: ...
    @property
    def rank(self) -> Tensor: ...
    @property
    def singular_values(self) -> Tensor: ...

class _return_layer_norm_forward(tuple[Tensor, Tensor, Tensor]):
    @property
    def output(self) -> Tensor: ...
    @property
    def mean(self) -> Tensor: ...
    @property
    def rstd(self) -> Tensor: ...

class _return_layer_norm_backward(tuple[Tensor, Tensor, Tensor]):
    @property
    def grad_input(self) -> Tensor: ...
    @property
    def grad_weight(self) -> Tensor: ...
    @property
    def grad_bias(self) -> Tensor: ...

class _return_group_norm_forward(tuple[Tensor, Tensor, Tensor]):
    @property
    def output(self) -> Tensor: ...
    @property
    def mean(self) -> Tensor: ...
    @property
    def rstd(self) -> Tensor: ...

class _return_group_norm_backward(tuple[Tensor, Tensor, Tensor]):
    @property
    def grad_input(self) -> Tensor: ...
    @property
    def grad_weight(self) -> Tensor: ...
    @property
    def grad_bias(self) -> Tensor: ...

class _return_batch_norm_forward(tuple[Tensor, Tensor, Tensor]):
    @property
    def output(self) -> Tensor: ...
    @property
    def mean(self) -> Tensor: ...
    @property
    def rstd(self) -> Tensor: ...

class _return_batch_norm_backward(tuple[Tensor, Tensor, Tensor]):
    @property
    def grad_input(self) -> Tensor: ...
    @property
    def grad_weight(self) -> Tensor: ...
    @property
    def grad_bias(self) -> Tensor: ...

class _return_median_dim(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_nanmedian_dim(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_mode(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_kthvalue(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_cummax(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

class _return_cummin(tuple[Tensor, Tensor]):
    @property
    def values(self) -> Tensor: ...
    @property
    def indices(self) -> Tensor: ...

def Explained(function: Callable[..., Any]) -> Any:
    ...

def _allow_long_work() -> None:
    """Ends what _hold_long_work began."""

def _allow_long_work_in_child() -> None:
    """The same in a forked process, which has no other threads."""

def _answer_override(function: Any, relevant: Any, args: tuple[Any, ...], kwargs: dict[_str, Any]) -> Any:
    """What modes and the types of the relevant arguments answer to the call."""

def _autocast_state() -> tuple[_bool, _dtype, _bool, _int]:
    """Of this thread: whether it is on, its dtype, whether casts of parameters are kept, and how many blocks are open."""

def _backward_notes() -> dict[Any, Any]:
    """A dict that lives as long as the backward pass that is running in this thread."""

def _backward_reaches(edge: Any) -> _bool:
    """Whether that pass brings a gradient to this tensor or edge."""

def _batch_in_line(op: Op, lines_up: _bool, dims: tuple[_int, ...]) -> None:
    """What lets vmap do without the op's batching rule: the op pairs elements, or these parameters name dimensions."""

def _block_size(nbytes: _int) -> _int:
    """How many bytes in_use counts for a tensor of nbytes, which has a block of one of the allocator's sizes."""

def _connect(**functions: Callable[..., Any]) -> None:
    """Tells the core the functions of the library that it calls (tensor/host.h says what they are): all, by name."""

def _connect_overrides(parameter: type, kept: frozenset[Any]) -> None:
    """Tells the core of Parameter, and of the functions whose results keep their type."""

def _continues(outputs: tuple[Tensor, ...], inputs: tuple[Tensor, ...]) -> _bool:
    """Whether their graph leads to leaves beyond the inputs."""

def _count_saved_hooks() -> _int:
    """How many pairs are in force in this thread."""

def _current_run() -> tuple[_int, _bool, _bool] | None:
    """The backward pass running in this thread: None or (id, keep_graph, accumulates)."""

def _disabled_torch_function_impl(func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
    """func(*args, **kwargs) without asking types; as a class's __torch_function__ it says that the class answers none."""

def _dual_state() -> tuple[_int, _int]:
    """What _set_dual_state needs to close the levels entered from now on."""

def _enter_dual_level() -> _int:
    """Opens a dual level inside those that operations see; returns its index."""

def _exchange_modes(modes: _int | None) -> _int:
    """Sets grad mode (1), inference mode (2) and whether inference tensors may be saved (4); returns those before."""

def _finish_inputs(inputs: tuple[Tensor, ...]) -> None:
    """Nobody outside asks for gradients of these inputs of a transform."""

def _forget_casts() -> None:
    """Forgets the casts of parameters that this thread keeps."""

def _function_modes() -> tuple[Any, ...]:
    """The modes of this thread, outermost first."""

def _get_overrides() -> _int:
    """Which overrides this thread's calls ask: 0 all, 1 modes, 2 none."""

def _get_registered(self: Any, name: _str) -> Any:
    """The parameter, buffer or submodule of this name."""

def _has_examples_of(tensor: Tensor, other: Tensor) -> _bool:
    """Whether it is batched by every vmap that other is batched by."""

def _has_override(*args: Any) -> _bool:
    """Whether a mode, or the type of an argument, answers calls."""

def _hold_long_work() -> None:
    """Waits for the kernels of other threads, and keeps them from running beside the caller."""

def _in_sparse_form(op: Any, arguments: tuple[Any, ...]) -> Any:
    """The result of an op's call as a sparse tensor, though its arguments are none."""

def _innermost(tensor: Any) -> Any:
    """The elements of all examples: what lies innermost in a wrapped tensor."""

def _is_deterministic() -> _bool:
    """Whether results must not depend on the number of threads."""

def _is_strong_zero() -> _bool:
    """Whether strong_zero is on in this thread."""

def _leaf(tensor: Tensor) -> Tensor:
    """The same elements and tangents as a leaf that requires grad."""

def _level(tensor: Any) -> _int:
    """The vmap level of a tensor; 0 for one with elements of its own."""

def _lies_in_private(tensor: Tensor) -> _bool:
    """Whether a tensor's elements wait in a private layout to be put in order."""

def _lift(tensor: Tensor) -> Tensor:
    """The tensor as one of the vmap which is running, the same for all of its examples, if one is."""

def _make_sparse(type: type[_Subclass], size: Sequence[_int], dtype: _dtype) -> _Subclass:
    """A tensor of that subclass with a shape and a dtype, whose elements are what the subclass keeps."""

def _note_write(tensor: Tensor) -> None:
    """Counts an in-place write made by other means than an op."""

def _open_levels() -> _int:
    """How many dual levels are open."""

def _overriding(args: Any) -> list[Any]:
    """One argument of each type that answers calls, in the order in which they are asked."""

def _plain(tensor: Tensor) -> Tensor:
    """The same elements and tangents without a history."""

def _pop_function_mode() -> Any:
    """Takes the innermost mode off and returns it."""

def _pop_saved_hooks() -> None:
    """Undoes the last push."""

def _profiler_active() -> _bool:
    """Whether a profile is being recorded."""

def _profiler_calls(on: _bool) -> None:
    """Whether Python functions are recorded too, on the threads that there are."""

def _profiler_calls_here() -> None:
    """While a profile runs: the same of the calling thread alone."""

def _profiler_enter(kind: _int, name: _str, operands: tuple[Any, ...] = ...) -> Any:
    """Opens a labelled block; what it returns closes it."""

def _profiler_exit(token: Any) -> None:
    """Closes the block that _profiler_enter opened."""

def _profiler_link(token: Any, node: Node) -> None:
    """That block made this node."""

def _profiler_start(shapes: _bool, launches: _bool, memory: _bool, most_events: _int) -> _int:
    """Records from now on; returns the time in ticks."""

def _profiler_stop() -> tuple[_int, _int]:
    """Records no more; returns the time in ticks and how many events were not kept."""

def _profiler_take(start: _int, stop: _int) -> dict[_str, Any]:
    """What was recorded, as a dict; it is forgotten."""

def _push_function_mode(mode: Any) -> None:
    """Lets the mode answer this thread's calls."""

def _push_saved_hooks(pack: Callable[..., Any], unpack: Callable[..., Any]) -> None:
    """For tensors saved in this thread from now on."""

def _queue_callback(callback: Any) -> None:
    """Has that pass call a function without arguments when no node is left to run."""

def _record_launches(function: Callable[[], Any]) -> Any:
    """Calls function() and returns the kernel calls that it made, as an object that keeps the memory they use; for tests. RuntimeError where function goes on from the values of elements."""

def _register(**classes: Any) -> None:
    """Tells the core the Python classes it makes instances of."""

def _run_launches(recorded: Any) -> _int:
    """Makes the kernel calls of _record_launches again, in order, on the same memory; returns how many there are. For tests."""

def _set_anomaly(on: _bool, check_nan: _bool) -> None:
    """Switches anomaly mode on or off, with or without the search for NaN."""

def _set_autocast(state: tuple[_bool, _dtype, _bool, _int]) -> None:
    """Sets what _autocast_state() tells; without an open block the kept casts are forgotten."""

def _set_deterministic(on: _bool) -> None:
    """Sets whether results must not depend on the number of threads."""

def _set_dual_state(state: tuple[_int, _int]) -> None:
    """Closes the dual levels entered since _dual_state."""

def _set_grad_enabled(enabled: _bool) -> None:
    """Sets grad mode in this thread."""

def _set_inference_mode(enabled: _bool) -> None:
    """Sets inference mode in this thread."""

def _set_library_folder(folder: _str) -> None:
    """Frames of files below this folder are the library's own."""

def _set_overrides(state: _int) -> None:
    """Sets which overrides this thread's calls ask: 0 all, 1 modes, 2 none."""

def _set_strong_zero(on: _bool) -> None:
    """Switches strong_zero in this thread."""

def _set_tangent(tensor: Tensor, level: _int, tangent: Tensor, written: _bool) -> None:
    """Gives a tensor its tangent at a dual level; written says that the tensor was written to."""

def _set_visible_levels(count: _int) -> _int:
    """Operations see the tangents of the first so many levels; returns the count before."""

def _set_vmap_depth(depth: _int) -> None:
    """Sets how many vmaps run in this thread."""

def _set_write_listener(listener: Callable[..., Any] | None) -> None:
    """Called with each tensor that this thread is about to write to; or None."""

def _shorten_attributes(cls: type) -> None:
    """Makes attributes fast in a class whose __getattr__ is _get_registered."""

def _tangent(tensor: Tensor, level: _int) -> Tensor | None:
    """The tangent a tensor carries there, or None."""

def _tracked(tensor: Any) -> _bool:
    """Whether a tensor or anything wrapped in it requires grad."""

def _unwrap(tensor: Tensor, level: _int) -> tuple[Tensor, _int | None]:
    """The value of an example of that level, and the dimension of the batch in it; None where there is none."""

def _visible_levels() -> _int:
    """How many of the open dual levels operations see."""

def _vmap_depth() -> _int:
    """How many vmaps run in this thread."""

def _wrap(value: Tensor, dim: _int | None, level: _int) -> Tensor:
    """One example of value, for each along dim."""

def bytes_tensor(buffer: Any, copy: _bool) -> Tensor:
    """A buffer's bytes as a uint8 tensor."""

def conj(x: Any) -> Any:
    """The complex conjugate of a tensor or a number."""

def elementwise_kernels() -> dict[_str, list[_dtype]]:
    """The elementwise kernels by name, each with the dtypes it has a loop for."""

def empty_cache() -> None:
    """Gives cached memory back to the system."""

def from_dlpack(*args: Any) -> Tensor:
    """A tensor over a DLPack capsule's memory; the capsule is used up."""

def get_default_dtype() -> _dtype:
    """The dtype of Python floats."""

def get_num_threads() -> _int:
    """How many threads kernels use."""

def get_rng_state() -> Tensor:
    """The default generator's state, a uint8 tensor."""

def initial_seed() -> _int:
    """The default generator's seed."""

def is_anomaly_check_nan_enabled() -> _bool:
    """Whether anomaly mode, when on, looks for NaN in gradients."""

def is_anomaly_enabled() -> _bool:
    """Whether anomaly mode is on."""

def is_grad_enabled() -> _bool:
    """Whether operations are recorded in this thread."""

def is_inference_mode_enabled() -> _bool:
    """Whether inference mode is on in this thread."""

def isa_level() -> _str:
    """The instruction set the kernels use."""

def isa_levels() -> tuple[_str, ...]:
    """The instruction sets that the kernels were compiled for."""

def make_method(op: Op, in_place: _bool = False) -> Any:
    """What a class attribute or an in-place function is."""

def make_op(attributes: dict[_str, Any], composite: _bool, facts: Callable[[], dict[_str, Any]]) -> Any:
    """An Op with these attributes. What it is, facts() tells when it is first needed."""

def manual_seed(seed: _int) -> Generator:
    """Seeds the default generator, and returns it."""

def map_file(descriptor: _int, size: _int) -> Tensor:
    """A file's first bytes as a uint8 tensor; writing to it does not change the file."""

def map_shared(descriptor: _int, size: _int) -> Tensor:
    """A file's first bytes as a uint8 tensor; processes that map it see the same ones."""

def memory_stats() -> dict[_str, _int]:
    """Bytes in use, peak, cached; allocations and how many were reused."""

def products() -> Any:
    """The libraries behind matrix products."""

def promote_types(type1: _dtype, type2: _dtype) -> _dtype:
    """The smallest dtype both convert to."""

def read_op(op: Op) -> None:
    """Reads what an op is now, and not at its first call: TypeError or the like for an entry that is wrong."""

def reset_peak_memory() -> None:
    """Starts measuring the peak anew."""

def result_type(tensor1: Tensor | _Number, tensor2: Tensor | _Number) -> _dtype:
    """The dtype arithmetic on these operands gives."""

def run_backward(tensors: Any, grads: Any, keep_graph: _bool, create_graph: _bool, inputs: Any, accumulate: _bool) -> Any:
    """Sends the gradients through the graph. What reaches the inputs is added to their .grad, or returned where accumulate is False; without inputs, what reaches the leaves is added to theirs."""

def seed() -> _int:
    """Seeds the default generator from the system's entropy; returns the seed."""

def set_default_dtype(d: _dtype) -> None:
    """Sets the dtype of Python floats."""

def set_num_threads(count: _int) -> None:
    """Sets how many threads kernels use."""

def set_rng_state(new_state: Tensor) -> None:
    """Sets the default generator's state."""

def set_slot(index: _int, op: Any) -> None:
    """Which op an operator calls."""

def tensor_from_bytes(buffer: Any, dtype: _dtype, size: Sequence[_int], stride: Sequence[_int], offset: _int) -> Tensor:
    ...

def tensor_from_data(data: Any, dtype: _dtype | None = None) -> Tensor:
    """Nested sequences as a tensor."""

def tensor_from_pointer(address: _int, shape: Sequence[_int], strides: Sequence[_int] | None, dtype: _dtype, owner: Any) -> Tensor:
    ...

def to_dlpack(*args: Any) -> Any:
    """A DLPack capsule over a tensor's memory."""

def update_group(op: Any, params: Sequence[Tensor], states: dict[Any, Any], names: tuple[_str | None, ...], options: tuple[Any, ...]) -> _bool:
    """Calls the op of an update with the parameters that have a gradient, the gradients, for each name what the parameters' states hold by it (an empty list for None), and the options. False, without a call, where a state lacks something: that parameter is updated for the first time."""
