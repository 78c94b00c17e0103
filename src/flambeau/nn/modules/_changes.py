"""What changes a whole tree of modules: modes, gradients, dtypes and devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from ... import _core, _types
from ..._arguments import explain_module
from ..._core import Tensor, bfloat16, float16, float32, float64
from ..._functions import empty_like
from ..._warnings import warn, warn_once
from ...autograd.grad_mode import no_grad
from ..parameter import Parameter
from ._tree import Tree, type_name

if TYPE_CHECKING:
    from .module import Module

__all__ = ["Changes"]


class Changes(Tree):
    """The part of `Module` that changes it and all below it."""

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call ``fn`` on every submodule, children first, then on the module itself."""
        for module in self.children():
            module.apply(fn)
        whole: Any = self
        fn(whole)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set training mode (or evaluation mode), which dropout and batch normalisation look at."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Set evaluation mode; the same as ``train(False)``."""
        return self.train(False)

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Nothing but a note: modules run as they are; see `flambeau.compile`."""
        warn_once("torch.compile: flambeau runs the function or module as it is; nothing is compiled")

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Say for all parameters whether they require a gradient."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop the gradients of all parameters, or fill them with zeros."""
        for parameter in self.parameters():
            gradient = parameter.grad
            if gradient is None:
                continue
            if set_to_none:
                parameter.grad = None
                continue
            if gradient.grad_fn is not None:
                gradient.detach_()
            else:
                gradient.requires_grad_(False)
            gradient.zero_()

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace every parameter, gradient and buffer by ``fn`` of it; a parameter stays the same object."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for name, parameter in self._parameters.items():
            if parameter is None:
                continue
            with no_grad():
                changed = fn(parameter)
            gradient = parameter.grad
            if changed.device.type == parameter.device.type:
                parameter.data = changed
            else:  # memory of another kind cannot be put behind the same tensor
                parameter = Parameter(changed, parameter.requires_grad)
                self._parameters[name] = parameter
            if gradient is not None:
                with no_grad():
                    changed = fn(gradient)
                parameter.grad = changed.requires_grad_(gradient.requires_grad)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Move parameters and buffers, in place: ``to(device)``, ``to(dtype)``, ``to(tensor)``, ``to(memory_format=)``.

        Only floating-point and complex tensors change their dtype.
        """
        device, dtype, non_blocking, memory_format = parse_to(*args, **kwargs)
        if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        if dtype is not None and dtype.is_complex:
            warn(
                "Complex modules are a new feature under active development whose design may change, and some modules "
                "might not work as expected when using complex tensors as parameters or buffers."
            )

        def convert(tensor: Tensor) -> Tensor:
            wanted = dtype if tensor.is_floating_point() or tensor.is_complex() else None
            if memory_format is not None and tensor.dim() in (4, 5):
                return tensor.to(device=device, dtype=wanted, non_blocking=non_blocking, memory_format=memory_format)
            return tensor.to(device=device, dtype=wanted, non_blocking=non_blocking)

        return self._apply(convert)

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Move to ``device`` with memory of undefined content, as a module built on "meta" needs."""
        return self._apply(lambda tensor: empty_like(tensor, device=device), recurse)

    def type(self, dst_type: Any) -> Self:
        """Cast all parameters and buffers to ``dst_type``."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def float(self) -> Self:
        """Cast the floating-point parameters and buffers to float32."""
        return self._cast_floating(float32)

    def double(self) -> Self:
        """Cast the floating-point parameters and buffers to float64."""
        return self._cast_floating(float64)

    def half(self) -> Self:
        """Cast the floating-point parameters and buffers to float16."""
        return self._cast_floating(float16)

    def bfloat16(self) -> Self:
        """Cast the floating-point parameters and buffers to bfloat16."""
        return self._cast_floating(bfloat16)

    def _cast_floating(self, dtype: Any) -> Self:
        return self._apply(lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor)

    def cpu(self) -> Self:
        """Move all parameters and buffers to the CPU."""
        return self._apply(lambda tensor: tensor.cpu())

    def cuda(self, device: Any = None) -> Self:
        """Move all parameters and buffers to the GPU."""
        return self._apply(lambda tensor: tensor.cuda(device))

    def share_memory(self) -> Self:
        """Move all parameters and buffers to memory that other processes can share."""
        return self._apply(lambda tensor: tensor.share_memory_())


def parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any, bool, Any]:
    """Read the arguments of ``to``: (device, dtype, non_blocking) in any of the forms ``Tensor.to`` takes."""
    memory_format = kwargs.pop("memory_format", None)
    device, dtype = kwargs.pop("device", None), kwargs.pop("dtype", None)
    non_blocking = kwargs.pop("non_blocking", False)
    other = kwargs.pop("tensor", None)
    if kwargs.pop("copy", False):
        raise RuntimeError(".to() does not accept copy argument | a module is changed in place: copy.deepcopy(module)")
    if kwargs:
        raise TypeError(f"to() got an unexpected keyword argument '{next(iter(kwargs))}'")
    rest = list(args)
    if rest and isinstance(rest[0], Tensor):
        other = rest.pop(0)
    elif rest and isinstance(rest[0], _core.dtype | type):
        dtype = rest.pop(0)
    elif rest:
        device = rest.pop(0)
        if rest:
            dtype = rest.pop(0)
            if not (dtype is None or isinstance(dtype, _core.dtype | type)):
                raise TypeError(f"to(): argument 'dtype' must be torch.dtype, not {type_name(dtype)}")
    if rest:
        non_blocking = rest.pop(0)
    if other is not None:
        device, dtype = other.device, other.dtype
    if device is not None:
        device = _types.device(device)
    return device, _types.as_dtype(dtype), non_blocking, memory_format


explain_module(globals())
