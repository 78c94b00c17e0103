"""Complex numbers: their parts, their conjugates, their angles, and views as pairs of real numbers."""

from __future__ import annotations

from .define import Tensor, composite, contiguous_format, elementwise, elementwise_float, op, view


@op(kind=view, kernel="conj", traits=("stores",), batch="same",
    vjp=dict(self=lambda g: conj(g)),
    jvp=lambda d_self: conj(d_self))
def conj(self: Tensor) -> Tensor:
    """Complex conjugate, ``out[i] = real(self[i]) - 1j * imag(self[i])``; a real tensor or number is returned as it is.

    The conjugate of a complex tensor is a view that remembers to negate the imaginary part; `resolve_conj` computes it.

    Shape: that of ``self``.
    Raises: TypeError for what is neither a tensor nor a number.

    >>> import flambeau as torch
    >>> torch.conj(torch.tensor([1+2j])).resolve_conj()
    tensor([1.-2.j])
    """


def real_part(x: Tensor) -> Tensor:
    """The real part of a complex tensor, a real tensor itself: what rules of real-valued functions end with."""
    return x.real if x.is_complex() else x


@op(kind=view, kernel="real", batch="same", function=False, method=False, grad_name="Select",
    vjp=dict(self=lambda g: g),
    jvp="linear")
def _real(self: Tensor) -> Tensor:
    """The real part as a view of a complex tensor."""


@op(kind=view, kernel="imag", batch="same", prop="imag", grad_name="Select",
    vjp=dict(self=lambda g: g * 1j),
    jvp="linear")
def imag(self: Tensor) -> Tensor:
    """The imaginary part, ``imag(self[i])``, as a view.

    Shape: that of ``self``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.

    >>> import flambeau as torch
    >>> torch.imag(torch.tensor([1+2j]))
    tensor([2.])
    """


@op(kind=composite, prop="real")
def real(self: Tensor) -> Tensor:
    """The real part, ``real(self[i])``, as a view; a real tensor is returned as it is.

    Shape: that of ``self``.
    Dtype: any; a complex tensor gives the real dtype of its parts.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.real(torch.tensor([1+2j]))
    tensor([1.])
    """
    return _real(self) if self.is_complex() else self


@op(kind=composite, inplace=True)
def conj_physical(self: Tensor) -> Tensor:
    """Complex conjugate, ``real(self[i]) - 1j * imag(self[i])``, in memory of its own.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.conj_physical(torch.tensor([1+2j]))
    tensor([1.-2.j])
    """
    return conj(self)


@op(kind=composite)
def resolve_conj(self: Tensor) -> Tensor:
    """``self`` with a deferred conjugation carried out.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.resolve_conj(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """
    return self


@op(kind=composite)
def resolve_neg(self: Tensor) -> Tensor:
    """``self`` itself: negation is never deferred here.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.resolve_neg(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """
    return self


@op(kind=elementwise_float, kernel="angle", inplace=False,
    vjp=dict(self=lambda g, self: g * _angle_slope(self) if self.is_complex() else g.new_zeros(g.shape)),
    jvp=lambda self, result, d_self: (real_part(conj(_angle_slope(self)) * d_self) if self.is_complex()
                                      else result.new_zeros(result.shape)))
def angle(self: Tensor) -> Tensor:
    """Argument in radians, ``atan2(imag(self[i]), real(self[i]))`` in [-pi, pi]; for real values 0 or pi, nan stays
    nan.

    Dtype: any; a complex tensor gives its real dtype, bools and integers the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.angle(torch.tensor([1j, -1+0j]))
    tensor([1.5708, 3.1416])
    """


def _angle_slope(self: Tensor) -> Tensor:
    """``i z / |z|**2``, 0 at 0."""
    squared = (self * conj(self)).real
    return (self * 1j / squared).masked_fill(squared == 0, 0)


@op(kind=view, kernel="view_as_real", batch="front",
    vjp=dict(self=lambda g: view_as_complex(g.contiguous())),
    jvp="linear")
def view_as_real(self: Tensor) -> Tensor:
    """A view of complex values as pairs: ``out[..., 0] = real(self)`` and ``out[..., 1] = imag(self)``.

    Shape: ``(...)`` gives ``(..., 2)``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.

    >>> import flambeau as torch
    >>> torch.view_as_real(torch.tensor([1+2j]))
    tensor([[1., 2.]])
    """


def _batched_pairs(self: Tensor) -> Tensor:
    """`view_as_complex` of examples in front, which are not themselves the pairs."""
    if self.ndim == 1:
        raise RuntimeError("Input tensor must have one or more dimensions | view_as_complex: the examples have none")
    return view_as_complex(self if self.stride(-1) == 1 else self.clone(memory_format=contiguous_format))


@op(kind=view, traits=("autocast_float32",), kernel="view_as_complex", batch=_batched_pairs,
    vjp=dict(self=lambda g: view_as_real(g)),
    jvp=lambda d_self: view_as_complex(d_self.contiguous()))
def view_as_complex(self: Tensor) -> Tensor:
    """A view of pairs as complex values, ``out = self[..., 0] + 1j * self[..., 1]``.

    Shape: ``(..., 2)`` gives ``(...)``.
    Dtype: float32 or float64; the result has the complex dtype of such parts and shares its memory.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, and unless the last dimension has size 2 and
        stride 1 and the others have even strides.

    >>> import flambeau as torch
    >>> torch.view_as_complex(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """


@op(kind=elementwise, kernel="complex", method=False, traits=("own_out", "stores"),
    vjp=dict(real=lambda g: g.real, imag=lambda g: g.imag),
    jvp=lambda d_real, d_imag: complex(d_real, d_imag))
def complex(real: Tensor, imag: Tensor) -> Tensor:
    """``out[i] = real[i] + 1j * imag[i]``.

    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.complex(torch.tensor([1.]), torch.tensor([2.]))
    tensor([1.+2.j])
    """


@op(kind=composite, traits=("autocast_float32",), method=False)
def polar(abs: Tensor, angle: Tensor) -> Tensor:
    """``out[i] = abs[i] * exp(1j * angle[i])``, angles in radians.

    Shape: that of ``abs`` and ``angle``, broadcast together.
    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.polar(torch.tensor([2.]), torch.tensor([0.]))
    tensor([2.+0.j])
    """
    if abs.dtype != angle.dtype or not abs.is_floating_point():
        complex(abs, angle)  # says what is wrong
    return complex(abs * angle.cos(), abs * angle.sin())
