"""Tensor's methods that are neither ops nor the core's: backward, conversions, NumPy, copies, pickling."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from . import _core, _types
from ._arguments import entries, explained, overridable
from ._core import Tensor, dtype
from ._shared import is_shared
from ._storage import UntypedStorage, untyped_storage
from ._warnings import warn, warn_once
from .autograd import hooks
from .autograd.backward import backward as run_backward
from .ops import special
from .ops.broadcast import scalar_name
from .ops.complex import imag, real
from .ops.create import empty, empty_like
from .ops.signature import OpProperty

_NUMPY_TYPES = {
    "bool": "|b1",
    "uint8": "|u1",
    "int8": "|i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "float16": "<f2",
    "float32": "<f4",
    "float64": "<f8",
    "uint16": "<u2",
    "uint32": "<u4",
    "uint64": "<u8",
    "complex64": "<c8",
    "complex128": "<c16",
}
_DTYPES = {spelled: getattr(_core, name) for name, spelled in _NUMPY_TYPES.items()}
# What tensors of a dtype were called before there were dtypes, without the ending "Tensor".
LEGACY_NAMES = {
    "float32": "Float",
    "float64": "Double",
    "float16": "Half",
    "bfloat16": "BFloat16",
    "uint8": "Byte",
    "int8": "Char",
    "int16": "Short",
    "int32": "Int",
    "int64": "Long",
    "bool": "Bool",
    "complex64": "ComplexFloat",
    "complex128": "ComplexDouble",
    "complex32": "ComplexHalf",
    "uint16": "UInt16",
    "uint32": "UInt32",
    "uint64": "UInt64",
}


def backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Adds the gradient of this tensor to the ``.grad`` of every leaf it depends on; see `autograd.backward`.

    Raises: RuntimeError for a tensor without a graph, one of several elements without ``gradient``, a gradient of
        another shape, and a second pass over a freed graph.

    >>> import flambeau as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> (x * x).backward()
    >>> x.grad
    tensor(6.)
    """
    if _core._has_override(self):
        asked = {"gradient": gradient, "retain_graph": retain_graph, "create_graph": create_graph, "inputs": inputs}
        _core._answer_override(Tensor.backward, (self,), (self,), asked)
    else:
        run_backward(self, gradient, retain_graph, create_graph, inputs=inputs)


class _ArrayView:
    """What NumPy needs to look at a tensor's memory; keeps the tensor alive."""

    def __init__(self, tensor: Tensor) -> None:
        size = tensor.itemsize
        self.tensor = tensor
        self.__array_interface__ = {
            "version": 3,
            "typestr": _NUMPY_TYPES[tensor.dtype.name],
            "shape": tuple(tensor.shape),
            "strides": tuple(s * size for s in tensor.stride()),
            "data": (tensor._lend(), False),
        }


def numpy(self: Tensor, *, force: bool = False) -> Any:
    """The same memory as a NumPy array; no copy is made.

    A tensor that requires grad must be detached first (RuntimeError), unless ``force``; bfloat16 has no NumPy type.

    >>> import flambeau as torch
    >>> torch.tensor([1., 2.]).numpy()
    array([1., 2.], dtype=float32)
    """
    import numpy as np  # imported only when first needed: it is most of the import time

    if _core._level(self):
        raise _core.DataDependentError(
            "vmap: a tensor within vmap has one value per example, and no memory that NumPy could look at"
        )
    if self.requires_grad and not force:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if self.dtype.name not in _NUMPY_TYPES:
        raise TypeError(
            f"Got unsupported ScalarType {LEGACY_NAMES[self.dtype.name]}: numpy: {self.dtype} has no NumPy type | use "
            f".{'cfloat' if self.is_complex() else 'float'}() first"
        )
    if self.is_meta:
        raise TypeError("can't convert meta device type tensor to numpy: it has no elements")
    if self.numel() == 0:
        return np.empty(tuple(self.shape), dtype=_NUMPY_TYPES[self.dtype.name])
    if self.dtype is _core.bool:  # lent out as bytes, any of which NumPy's users may write
        return np.asarray(_ArrayView(self.detach().view(_core.uint8))).view(np.bool_)
    return np.asarray(_ArrayView(self.detach()))


def __array__(self: Tensor, dtype: Any = None, copy: bool | None = None) -> Any:
    """NumPy's protocol: lets ``numpy.asarray`` and matplotlib take a tensor."""
    array = self.numpy()
    if dtype is not None and array.dtype != dtype:
        import numpy as np

        try:
            wanted = np.dtype(dtype)
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"Tensor.__array__(): argument 'dtype' must be a dtype of NumPy's, not {dtype!r}"
            ) from error
        return array.astype(wanted)
    return array.copy() if copy else array


def __array_wrap__(self: Tensor, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
    return from_numpy(array) if array.shape else _core.tensor_from_data(array.item())


@explained
def from_numpy(array: Any) -> Tensor:
    """A tensor over a NumPy array's memory; writes are seen on both sides.

    Shape: that of the array.
    Dtype: that of the array: bool, int8 to int64, uint8 to uint64, float16 to float64, complex64 or complex128.
    Raises: TypeError for what is not an array and for other dtypes; ValueError for negative strides.

    >>> import numpy, flambeau as torch
    >>> import numpy, flambeau as torch
    >>> torch.from_numpy(numpy.array([1, 2]))
    tensor([1, 2])
    """
    import numpy as np  # see numpy()

    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    array = np.asarray(array)  # of a subclass what the array itself says
    if array.dtype.str not in _DTYPES:
        if array.dtype.byteorder == ">" or array.dtype.str[0] == ">":
            raise ValueError(
                "given numpy array has byte order different from the native byte order. Conversion between byte orders "
                "is currently not supported."
            )
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{array.dtype.type.__name__}. The only supported types are: "
            "float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, "
            "uint8, and bool."
        )
    kind = _DTYPES[array.dtype.str]
    if any(s % array.itemsize for s in array.strides):
        raise ValueError(
            "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate the "
            "memory."
        )
    strides = tuple(s // array.itemsize for s in array.strides)
    if not array.flags.writeable:
        warn_once(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means "
            "writing to this tensor will result in undefined behavior. You may want to copy the array to protect its "
            "data or make it writable before converting it to a tensor. This type of warning will be suppressed for "
            "the rest of this program."
        )
    return _core.tensor_from_pointer(array.ctypes.data, array.shape, strides if array.size else None, kind, array)


@explained
def tensor(
    data: Any, *, dtype: dtype | None = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A new leaf tensor holding a copy of ``data``: nested lists of numbers, a NumPy array, a number, or another
    tensor.

    Shape: that of the nesting; a number gives a 0-d tensor.
    Dtype: ``dtype``; without it bool, int64, the default dtype or its complex one, whichever holds all numbers.
    Raises: ValueError for ragged lists; RuntimeError for what is not a number, a number that the dtype cannot hold, and
        ``requires_grad`` with a bool or integer dtype.

    >>> import flambeau as torch
    >>> torch.tensor([[1., 2.], [3., 4.]])
    tensor([[1., 2.],
            [3., 4.]])
    """
    if _core._has_override():  # a mode, as there is no argument that is asked
        asked = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
        return _core._answer_override(tensor, (), (data,), asked)  # type: ignore[no-any-return]
    if pin_memory:
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on "
            "this system. (tensor() | leave it out: memory is pinned for copies to a GPU)"
        )
    if isinstance(data, Tensor):
        warn(f"{_COPYING_CONSTRUCTION} torch.tensor(sourceTensor).")
    return _copied(data, dtype, device, requires_grad)


_COPYING_CONSTRUCTION = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than"
)


def _copied(data: Any, dtype: dtype | None, device: Any, requires_grad: bool) -> Tensor:
    """What `tensor` and `new_tensor` make."""
    if isinstance(data, Tensor):
        made = data.detach().clone()
        if type(made) is not Tensor:
            made = made.as_subclass(Tensor)
    elif hasattr(data, "__array_interface__") and hasattr(data, "strides"):
        made = _from_array(data).clone()
    elif hasattr(data, "untyped"):
        own: Any = getattr(data, "dtype", _core.int64)
        made = elements_of(data, own if dtype is None else dtype).clone()
    else:
        made = _core.tensor_from_data(data, dtype)
    if dtype is not None:
        made = made.to(dtype)
    if device is not None:
        made = made.to(_types.device(device))
    return made.requires_grad_() if requires_grad else made


def _from_array(data: Any) -> Tensor:
    import numpy as np  # see numpy()

    array = np.asarray(data)
    if array.dtype.str[0] == ">":
        array = array.astype(array.dtype.newbyteorder("="))
    if (
        any(s < 0 for s in array.strides)
        or not array.flags.writeable
        or any(s % max(1, array.itemsize) for s in array.strides)
    ):
        array = array.copy()
    if array.dtype.kind == "O" or array.dtype.str not in _DTYPES:
        return from_numpy(array)  # raises, naming the type
    return from_numpy(array) if array.ndim else _core.tensor_from_data(array.item(), _DTYPES[array.dtype.str])


@explained
def as_tensor(data: Any, dtype: dtype | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor, without a copy where it is one already or a NumPy array of the right dtype.

    Shape: that of ``data``.
    Dtype: ``dtype``; without it that of ``data``, as `tensor` finds it.
    Raises: ValueError for ragged lists; RuntimeError for what is not a number.

    >>> import flambeau as torch
    >>> torch.as_tensor([1, 2])
    tensor([1, 2])
    """
    if _core._has_override():  # as in `tensor`
        asked = {"dtype": dtype, "device": device}
        return _core._answer_override(as_tensor, (), (data,), asked)  # type: ignore[no-any-return]
    if isinstance(data, Tensor):
        made = data
    elif hasattr(data, "__array_interface__") and hasattr(data, "strides"):
        made = _from_array(data)
    else:
        made = _core.tensor_from_data(data, dtype)
    if dtype is not None and made.dtype != dtype:
        made = made.to(dtype)
    return made if device is None else made.to(_types.device(device))


def __dlpack__(
    self: Tensor, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: bool | None = None
) -> Any:
    """The memory as a DLPack capsule, for another library to look at."""
    return _core.to_dlpack(self.clone() if copy else self)


def __dlpack_device__(self: Tensor) -> tuple[int, int]:
    return (1, 0)  # kDLCPU


@explained
def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor over the memory of anything that speaks DLPack (a NumPy array, a JAX array), or of a capsule.

    Shape: that of the source.
    Dtype: that of the source.
    Raises: ValueError for what is neither, and for a capsule that was used already.

    >>> import numpy, flambeau as torch
    >>> import numpy, flambeau as torch
    >>> torch.from_dlpack(numpy.arange(3))
    tensor([0, 1, 2])
    """
    return _core.from_dlpack(ext_tensor.__dlpack__() if hasattr(ext_tensor, "__dlpack__") else ext_tensor)


def is_contiguous(self: Tensor, memory_format: Any = _types.contiguous_format) -> bool:
    """Whether the elements lie in row-major order (or in the order ``memory_format`` names) without gaps.

    >>> import flambeau as torch
    >>> x = torch.zeros(2, 3)
    >>> x.is_contiguous(), x.t().is_contiguous()
    (True, False)
    """
    if memory_format in (_types.contiguous_format, _types.preserve_format):
        return bool(self._is_dense())
    if self.ndim != (4 if memory_format is _types.channels_last else 5):
        return False
    return bool(self.permute(0, *range(2, self.ndim), 1)._is_dense())


def type_of(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """Without an argument ``"torch.FloatTensor"`` and the like; with one, the tensor cast to that dtype.

    Raises: ValueError for a name that is no type of tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).type(), torch.zeros(2).type(torch.int64)
    ('torch.FloatTensor', tensor([0, 0]))
    """
    if dtype is None:
        return f"torch.{LEGACY_NAMES[self.dtype.name]}Tensor"
    return self.to(_named_type(dtype), non_blocking=non_blocking)


def _named_type(given: Any) -> dtype:
    """The dtype that an argument of ``type()`` names: itself, ``LongTensor`` or ``"torch.LongTensor"``."""
    if isinstance(given, _core.dtype):
        return given
    if given is Tensor:
        return _core.get_default_dtype()
    if not isinstance(given, str | type):
        raise TypeError("dtype must be a type, str, or dtype object")
    name = given if isinstance(given, str) else given.__qualname__
    if isinstance(getattr(given, "dtype", None), _core.dtype):  # LongTensor and its like
        return given.dtype  # type: ignore[no-any-return, union-attr]
    for dtype_name, legacy in LEGACY_NAMES.items():
        if name == f"torch.{legacy}Tensor":
            return getattr(_core, dtype_name)  # type: ignore[no-any-return]
    raise ValueError(f"invalid type: '{name}'")


_ROWS = 2**16  # that an iteration makes at a time: who looks at the first does not wait for 2^40


def __iter__(self: Tensor) -> Iterator[Tensor]:
    if self.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    if len(self) <= _ROWS:
        return iter(self.unbind(0))
    return chain.from_iterable(
        self.narrow(0, k, min(_ROWS, len(self) - k)).unbind(0) for k in range(0, len(self), _ROWS)
    )


def __contains__(self: Tensor, element: object) -> bool:
    if not isinstance(element, Tensor | int | float | complex):
        raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")
    return bool((self == element).any().item())


def __reversed__(self: Tensor) -> Tensor:
    return self.flip(0) if self.ndim else self


def __complex__(self: Tensor) -> complex:
    if not self.is_complex():
        return complex(float(self))
    if self.numel() != 1 and not _core._level(self):
        raise ValueError("only one element tensors can be converted to Python scalars")
    return complex(self.item())


def __round__(self: Tensor, ndigits: int | None = None) -> Tensor:
    return self.round() if ndigits is None else self.round(decimals=ndigits)


def __dir__(self: Tensor) -> list[str]:
    return sorted({*object.__dir__(self), *dir(type(self))})


def resize_(self: Tensor, *size: Any, memory_format: Any = None) -> Tensor:
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
    sizes = tuple(entries(size[0], "size") if len(size) == 1 else size)
    if memory_format is None:
        return self if sizes == tuple(self.shape) else self._resize(sizes)
    if memory_format is _types.preserve_format:
        raise RuntimeError("Unsupported memory format Preserve | resize_: a shape alone has no order to preserve")
    self._resize(sizes)
    strides = empty(sizes, device="meta", memory_format=memory_format).stride()
    return self.set_(self.untyped_storage(), self.storage_offset(), sizes, strides)


def resize_as_(self: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """`resize_` to the shape of another tensor, and to its strides for ``preserve_format``. It is not recorded.

    Shape: that of ``the_template``.
    Raises: RuntimeError for a tensor that requires grad, and for more bytes than there are where NumPy or another
        library holds them.

    >>> import flambeau as torch
    >>> torch.arange(4).resize_as_(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    if memory_format is not _types.preserve_format:
        return self.resize_(the_template.shape, memory_format=memory_format)
    self._resize(tuple(the_template.shape))
    strides = empty_like(the_template, device="meta").stride()
    return self.set_(self.untyped_storage(), self.storage_offset(), the_template.shape, strides)


def polygamma(self: Tensor, n: int) -> Tensor:
    """``torch.polygamma(n, self)``: the ``n``-th derivative of `digamma`.

    Shape: that of ``self``.
    Dtype: integer or floating; integers become the default dtype.
    Raises: RuntimeError for a negative ``n``; NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).polygamma(1)
    tensor([1.6449])
    """
    return special.polygamma(n, self)  # type: ignore[no-any-return]


def polygamma_(self: Tensor, n: int) -> Tensor:
    """`polygamma` in place.

    Shape: that of ``self``.
    Dtype: floating; it stays.
    Raises: RuntimeError for a negative ``n`` and for bool and integer tensors; NotImplementedError for complex ones.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).polygamma_(1)
    tensor([1.6449])
    """
    result = polygamma(self, n)
    if result.dtype is not self.dtype:
        raise RuntimeError(
            f"result type {scalar_name(result.dtype)} can't be cast to the desired output type "
            f"{scalar_name(self.dtype)}"
        )
    return self.copy_(result)


def __rdiv__(self: Tensor, other: Any) -> Tensor:
    quotient: Tensor = other / self
    return quotient


def elements_of(storage: Any, kind: dtype) -> Tensor:
    """The elements of a `TypedStorage`, or the bytes of an `UntypedStorage` as elements of ``kind``, in its memory."""
    if isinstance(storage, UntypedStorage):
        return _core.tensor_from_bytes(storage.bytes, kind, (storage.nbytes() // kind.itemsize,), (1,), 0)
    if storage.dtype is not kind:
        raise RuntimeError(f"Expected a Storage of type {kind} or an UntypedStorage, but got type {storage.dtype}")
    return storage.elements  # type: ignore[no-any-return]


def set_(self: Tensor, source: Any = None, storage_offset: int = 0, size: Any = None, stride: Any = None) -> Tensor:
    """Makes this tensor look at ``source``'s memory from now on: a tensor, a storage, or nothing. It is not recorded.

    Shape: that of ``source``, or ``size`` with ``stride`` (row-major without) from ``storage_offset``, in elements.
    Raises: TypeError for a source that is neither; RuntimeError for a leaf that requires grad.

    >>> import flambeau as torch
    >>> x, y = torch.zeros(2), torch.arange(4.0)
    >>> x.set_(y, 1, (2,))
    tensor([1., 2.])
    """
    if source is None:
        source = _core.tensor_from_data([], self.dtype)
    if hasattr(source, "untyped"):
        source = elements_of(source, self.dtype)
        size = tuple(source.shape) if size is None else size
    if isinstance(source, Tensor) and source.dtype != self.dtype:
        raise RuntimeError(f"Could not set tensor of type {source.dtype} to a tensor of type {self.dtype}")
    if size is None:
        return self._set(source)
    return (
        self._set(source, storage_offset, entries(size, "size"))
        if stride is None
        else self._set(source, storage_offset, entries(size, "size"), entries(stride, "stride"))
    )


def get_device(self: Tensor) -> int:
    """-1: the CPU has no index.

    >>> import flambeau as torch
    >>> torch.zeros(2).get_device()
    -1
    """
    return -1


def cpu(self: Tensor, memory_format: Any = _types.preserve_format) -> Tensor:
    """The tensor itself, if it is on the CPU and, where a ``memory_format`` is asked for, has it; else a copy that has.

    >>> import flambeau as torch
    >>> x = torch.zeros(2)
    >>> x.cpu() is x
    True
    """
    return self.to(_types.device("cpu"), memory_format=memory_format)


def cuda(
    self: Tensor, device: Any = None, non_blocking: bool = False, memory_format: Any = _types.preserve_format
) -> Tensor:
    """Not offered: there is no CUDA device yet.

    Raises: AssertionError always.
    """
    raise AssertionError("Torch not compiled with CUDA enabled: flambeau computes on the CPU")


def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """Refuses: pinned memory serves copies to a GPU, and there is none.

    Raises: RuntimeError always.
    """
    raise RuntimeError("Cannot access accelerator device when none is available. | flambeau computes on the CPU")


def is_pinned(self: Tensor, device: Any = None) -> bool:
    """False: no memory is pinned.

    >>> import flambeau as torch
    >>> torch.zeros(2).is_pinned()
    False
    """
    return False


def is_same_size(self: Tensor, other: Tensor) -> bool:
    """Whether the shapes agree.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).is_same_size(torch.ones(2, 3))
    True
    """
    return bool(self.shape == other.shape)


def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both look at the same memory in the same way: same storage, offset, sizes and strides.

    >>> import flambeau as torch
    >>> x = torch.zeros(4)
    >>> x.is_set_to(x.view(4)), x.is_set_to(x.view(2, 2))
    (True, False)
    """
    return bool(
        (self is tensor or 0 != self.data_ptr() == tensor.data_ptr())
        and self.shape == tensor.shape
        and self.stride() == tensor.stride()
    )


def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Writes a number to the main diagonal: ``self[i][i] = fill_value``, in more dimensions ``self[i][i][i]`` and so
    on.

    With ``wrap`` the diagonal of a matrix that is taller than wide begins anew, one row below where it ended.

    Raises: RuntimeError for fewer than two dimensions, and for more than two of different sizes.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).fill_diagonal_(5)
    tensor([[5., 0., 0.],
            [0., 5., 0.]])
    """
    if self.ndim < 2:
        raise RuntimeError(f"dimensions must larger than 1 | fill_diagonal_: there are {self.ndim}")
    if self.ndim > 2 and len(set(self.shape)) > 1:
        raise RuntimeError(
            f"all dimensions of input must be of equal length | fill_diagonal_: the shape is {list(self.shape)}"
        )
    rows, width = self.shape[0], self.shape[1]
    starts = range(0, max(rows, 1), width + 1) if wrap and self.ndim == 2 else (0,)
    for start in starts:
        line = self[start:]
        while line.ndim > 1:
            line = line.diagonal()
        line.fill_(fill_value)
    return self


def new_tensor(
    self: Tensor, data: Any, *, dtype: dtype | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`tensor` with this tensor's dtype by default.

    Raises: ValueError for ragged lists; TypeError for what is not a number.

    >>> import flambeau as torch
    >>> torch.zeros(2).new_tensor([1, 2])
    tensor([1., 2.])
    """
    if isinstance(data, Tensor):
        warn(f"{_COPYING_CONSTRUCTION} tensor.new_tensor(sourceTensor).")
    return _copied(data, self.dtype if dtype is None else dtype, device, requires_grad)


def _set_real(self: Tensor, value: Any) -> None:
    self.real.copy_(value)


def _set_imag(self: Tensor, value: Any) -> None:
    self.imag.copy_(value)


def layout(self: Tensor) -> _types.layout:
    """How the elements are laid out: strided."""
    return _types.strided


def _public(name: str, function: Any) -> Any:
    """The method as it is called: its failures explained, and types asked whether they answer it."""
    if name == "backward":  # it calls hooks: what fails in there is not for its arguments to explain
        return function
    # What iteration is made of is overridden, not iteration itself.
    return explained(function) if name in ("__iter__", "__dir__") else overridable(function)


def attach() -> None:
    """Gives `Tensor` everything in this module that is a method."""
    methods = {
        "backward": backward,
        "numpy": numpy,
        "is_contiguous": is_contiguous,
        "type": type_of,
        "polygamma": polygamma,
        "polygamma_": polygamma_,
        "resize_": resize_,
        "resize_as_": resize_as_,
        "set_": set_,
        "get_device": get_device,
        "cpu": cpu,
        "cuda": cuda,
        "pin_memory": pin_memory,
        "is_pinned": is_pinned,
        "is_shared": is_shared,
        "is_same_size": is_same_size,
        "is_set_to": is_set_to,
        "fill_diagonal_": fill_diagonal_,
        "new_tensor": new_tensor,
        "untyped_storage": untyped_storage,
        "register_hook": hooks.register_hook,
        "register_post_accumulate_grad_hook": hooks.register_post_accumulate_grad_hook,
    }
    special = [
        __dlpack__,
        __dlpack_device__,
        __array__,
        __array_wrap__,
        __iter__,
        __contains__,
        __reversed__,
        __complex__,
        __round__,
        __rdiv__,
        __dir__,
    ]
    function: Any
    for name, function in {**methods, **{f.__name__: f for f in special}}.items():
        setattr(Tensor, name, _public(name, function))
    setattr(Tensor, "layout", property(layout))  # noqa: B010 - the stub knows the property; an assignment contradicts it
    for name, part, setter in (("real", real, _set_real), ("imag", imag, _set_imag)):
        setattr(Tensor, name, OpProperty(name, part, setter))
    Tensor.__array_priority__ = 1000  # NumPy leaves `array * tensor` to us
