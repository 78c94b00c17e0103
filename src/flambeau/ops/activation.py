"""Activations: what stands between the layers of a network, with the fused backward passes of the common ones.

An op with an argument named ``inplace`` writes its result into ``input`` when that is true.
"""

from __future__ import annotations

import math

from .broadcast import refuse_dtypes
from .compare import choose
from .define import Number, Tensor, composite, conj, elementwise, op
from .elementary import sigmoid, tanh

_SELU_ALPHA = 1.6732632423543772848170429916717
_SELU_SCALE = 1.0507009873554804934193349852946


@op(kind=elementwise, kernel="relu", piecewise_linear=True, namespace=("", "nn.functional"),
    vjp=dict(input=lambda g, result: threshold_backward(g, result, 0)),
    jvp=lambda result, d_input: threshold_backward(d_input, result, 0))
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Rectified linear unit, ``max(x, 0)``; its derivative at 0 is 0; nan stays nan.

    Source: Nair and Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """


@op(kind=elementwise, kernel="threshold_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self, threshold: threshold_backward(g, self, threshold), self=None),
    jvp=lambda self, d_grad, threshold: threshold_backward(d_grad, self, threshold))
def threshold_backward(grad: Tensor, self: Tensor, threshold: Number) -> Tensor:
    """``grad`` where ``self > threshold`` (or is nan), else 0."""


@op(kind=elementwise, kernel="threshold", piecewise_linear=True, namespace=("", "nn.functional"), method=False,
    vjp=dict(input=lambda g, input, threshold: threshold_backward(g, input, threshold)),
    jvp=lambda input, d_input, threshold: threshold_backward(d_input, input, threshold))
def threshold(input: Tensor, threshold: Number, value: Number, inplace: bool = False) -> Tensor:
    """``x`` where it exceeds ``threshold``, else ``value``.

    >>> import flambeau as torch
    >>> torch.nn.functional.threshold(torch.tensor([-1., 2.]), 0, 9)
    tensor([9., 2.])
    """


@op(kind=elementwise, kernel="leaky_relu", piecewise_linear=True, namespace="nn.functional", inplace=True,
    vjp=dict(input=lambda g, input, negative_slope: leaky_relu_backward(g, input, negative_slope)),
    jvp=lambda input, d_input, negative_slope: leaky_relu_backward(d_input, input, negative_slope))
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """``x`` above 0, ``negative_slope * x`` elsewhere.

    Source: Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.

    >>> import flambeau as torch
    >>> torch.nn.functional.leaky_relu(torch.tensor([-1., 2.]), .1)
    tensor([-0.1000,  2.0000])
    """


@op(kind=elementwise, kernel="leaky_relu_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self, negative_slope: leaky_relu_backward(g, self, negative_slope), self=None),
    jvp=lambda self, d_grad, negative_slope: leaky_relu_backward(d_grad, self, negative_slope))
def leaky_relu_backward(grad: Tensor, self: Tensor, negative_slope: float) -> Tensor:
    """``grad`` where ``self > 0``, else ``negative_slope * grad``."""


def _elu_slope(x: Tensor, alpha: Number, scale: Number, input_scale: Number) -> Tensor:
    return choose(x > 0, scale, (alpha * scale * input_scale) * (x * input_scale).exp())


@op(kind=elementwise, kernel="elu", function=False, method=False, grad_name="Elu",
    vjp=dict(self=lambda g, self, alpha, scale, input_scale: g * _elu_slope(self, alpha, scale, input_scale)),
    jvp=lambda self, d_self, alpha, scale, input_scale: d_self * _elu_slope(self, alpha, scale, input_scale))
def scaled_elu(self: Tensor, alpha: float, scale: float, input_scale: float, inplace: bool = False) -> Tensor:
    """``scale * x`` above 0, ``scale * alpha * (exp(input_scale * x) - 1)`` elsewhere."""


@op(kind=composite, namespace="nn.functional", inplace=True)
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Exponential linear unit: ``x`` above 0, ``alpha * (exp(x) - 1)`` elsewhere.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Clevert, Unterthiner and Hochreiter 2016, Fast and Accurate Deep Network Learning by Exponential Linear
        Units.

    >>> import flambeau as torch
    >>> torch.nn.functional.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """
    return scaled_elu(input, alpha, 1.0, 1.0, inplace)


@op(kind=composite, namespace=("", "nn.functional"), method=False, inplace=True)
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """Self-normalising `elu`: ``1.0507 * (x if x > 0 else 1.6733 * (exp(x) - 1))``.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks, equation 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.selu(torch.tensor([-1., 2.]))
    tensor([-1.1113,  2.1014])
    """
    return scaled_elu(input, _SELU_ALPHA, _SELU_SCALE, 1.0, inplace)


@op(kind=composite, namespace=("", "nn.functional"), method=False, inplace=True)
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Continuously differentiable `elu`: ``x`` above 0, ``alpha * (exp(x / alpha) - 1)`` elsewhere.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError if ``alpha`` is 0.
    Source: Barron 2017, Continuously Differentiable Exponential Linear Units.

    >>> import flambeau as torch
    >>> torch.nn.functional.celu(torch.tensor([-1., 2.]), 2.)
    tensor([-0.7869,  2.0000])
    """
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return scaled_elu(input, alpha, 1.0, 1 / alpha, inplace)


_HALF_PI = math.sqrt(2 / math.pi)


def _gelu_slope(x: Tensor, approximate: str) -> Tensor:
    """``d gelu / dx``: Phi(x) + x phi(x), or that of the tanh form."""
    if approximate == "tanh":
        inner = (_HALF_PI * (x + 0.044715 * x * x * x)).tanh()
        return 0.5 * (1 + inner) + 0.5 * x * (1 - inner * inner) * _HALF_PI * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + (x * math.sqrt(0.5)).erf()) + x * (-0.5 * x * x).exp() / math.sqrt(2 * math.pi)


def _gelu_curvature(x: Tensor, approximate: str) -> Tensor:
    """The second derivative of gelu: (2 - x**2) phi(x), or that of the tanh form."""
    if approximate == "tanh":
        inner = (_HALF_PI * (x + 0.044715 * x * x * x)).tanh()
        slope, bend = _HALF_PI * (1 + 3 * 0.044715 * x * x), _HALF_PI * 6 * 0.044715 * x
        return (1 - inner * inner) * (slope - x * inner * slope * slope + 0.5 * x * bend)
    return (2 - x * x) * (-0.5 * x * x).exp() / math.sqrt(2 * math.pi)


@op(kind=elementwise, kernel="gelu", namespace="nn.functional",
    vjp=dict(input=lambda g, input, approximate: gelu_backward(g, input, approximate=approximate)),
    jvp=lambda input, d_input, approximate: gelu_backward(d_input, input, approximate=approximate))
def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """Gaussian error linear unit, ``x * Phi(x)`` with the normal distribution function Phi.

    ``approximate`` "tanh" uses ``x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))``.

    Raises: RuntimeError for another ``approximate``.
    Source: Hendrycks and Gimpel 2016, Gaussian Error Linear Units, section 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.gelu(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """


@op(kind=elementwise, kernel="gelu_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self, approximate: gelu_backward(g, self, approximate=approximate),
             self=lambda g, grad, self, approximate: g * grad * _gelu_curvature(self, approximate)),
    jvp=lambda grad, self, d_grad, d_self, approximate:
        gelu_backward(d_grad, self, approximate=approximate) + grad * d_self * _gelu_curvature(self, approximate))
def gelu_backward(grad: Tensor, self: Tensor, *, approximate: str = "none") -> Tensor:
    """``grad * (Phi(x) + x * phi(x))``, or the derivative of the tanh form."""


@op(kind=elementwise, kernel="silu", namespace="nn.functional",
    vjp=dict(input=lambda g, input: silu_backward(g, conj(input))),
    jvp=lambda input, d_input: silu_backward(d_input, input))
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Sigmoid linear unit, ``x * sigmoid(x)``.

    Source: Elfwing, Uchibe and Doya 2018, Sigmoid-Weighted Linear Units for Neural Network Function Approximation.

    >>> import flambeau as torch
    >>> torch.nn.functional.silu(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """


def _silu_curvature(x: Tensor) -> Tensor:
    s = sigmoid(x)
    return s * (1 - s) * (2 + x * (1 - 2 * s))


@op(kind=elementwise, kernel="silu_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self: silu_backward(g, conj(self)),
             self=lambda g, grad, self: g * conj(grad * _silu_curvature(self))),
    jvp=lambda grad, self, d_grad, d_self: silu_backward(d_grad, self) + grad * d_self * _silu_curvature(self))
def silu_backward(grad: Tensor, self: Tensor) -> Tensor:
    """``grad * s * (1 + x * (1 - s))`` with ``s = sigmoid(x)``."""


@op(kind=elementwise, kernel="mish", namespace="nn.functional",
    vjp=dict(input=lambda g, input: g * _mish_slope(input)),
    jvp=lambda input, d_input: d_input * _mish_slope(input))
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """``x * tanh(softplus(x))``.

    Source: Misra 2019, Mish: A Self Regularized Non-Monotonic Activation Function.

    >>> import flambeau as torch
    >>> torch.nn.functional.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """


def _mish_slope(x: Tensor) -> Tensor:
    t = tanh(softplus(x))
    return t + x * sigmoid(x) * (1 - t * t)


@op(kind=elementwise, kernel="softplus", namespace="nn.functional",
    vjp=dict(input=lambda g, input, beta, threshold: softplus_backward(g, input, beta, threshold)),
    jvp=lambda input, d_input, beta, threshold: softplus_backward(d_input, input, beta, threshold))
def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """``log(1 + exp(beta * x)) / beta``; simply ``x`` where ``beta * x > threshold``.

    Source: Dugas et al. 2000, Incorporating Second-Order Functional Knowledge for Better Option Pricing.

    >>> import flambeau as torch
    >>> torch.nn.functional.softplus(torch.tensor([-1., 2.]))
    tensor([0.3133, 2.1269])
    """


def _softplus_curvature(x: Tensor, beta: float, threshold: float) -> Tensor:
    s = sigmoid(beta * x)
    return (beta * s * (1 - s)).masked_fill(beta * x > threshold, 0)


@op(kind=elementwise, kernel="softplus_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self, beta, threshold: softplus_backward(g, self, beta, threshold),
             self=lambda g, grad, self, beta, threshold: g * grad * _softplus_curvature(self, beta, threshold)),
    jvp=lambda grad, self, d_grad, d_self, beta, threshold:
        softplus_backward(d_grad, self, beta, threshold) + grad * d_self * _softplus_curvature(self, beta, threshold))
def softplus_backward(grad: Tensor, self: Tensor, beta: float, threshold: float) -> Tensor:
    """``grad * sigmoid(beta * x)``; ``grad`` where ``beta * x > threshold``."""


@op(kind=elementwise, kernel="hardtanh", piecewise_linear=True, namespace="nn.functional", inplace=True,
    vjp=dict(input=lambda g, result, min_val, max_val: hardtanh_backward(g, result, min_val, max_val)),
    jvp=lambda result, d_input, min_val, max_val: hardtanh_backward(d_input, result, min_val, max_val))
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """``x`` kept within ``[min_val, max_val]``; the derivative at the bounds is 0.

    Raises: RuntimeError for bool tensors, and for uint8 (an integer without sign) with a negative bound;
        NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardtanh(torch.tensor([-3., .5]))
    tensor([-1.0000,  0.5000])
    """


@op(kind=elementwise, kernel="hardtanh_backward", function=False, method=False,
    vjp=dict(grad=lambda g, self, min_val, max_val: hardtanh_backward(g, self, min_val, max_val), self=None),
    jvp=lambda self, d_grad, min_val, max_val: hardtanh_backward(d_grad, self, min_val, max_val))
def hardtanh_backward(grad: Tensor, self: Tensor, min_val: Number, max_val: Number) -> Tensor:
    """``grad`` where ``min_val < self < max_val`` (or is nan), else 0."""


@op(kind=composite, namespace="nn.functional")
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """``min(max(x, 0), 6)``.

    Shape: that of ``input``.
    Dtype: integer or floating; the result has it.
    Raises: RuntimeError for bool tensors; NotImplementedError for complex tensors.
    Source: Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu6(torch.tensor([-3., 9.]))
    tensor([0., 6.])
    """
    return hardtanh(input, 0.0, 6.0, inplace)


@op(kind=elementwise, kernel="hardswish", namespace="nn.functional",
    vjp=dict(input=lambda g, input: g * _hardswish_slope(input)),
    jvp=lambda input, d_input: d_input * _hardswish_slope(input))
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """``x * relu6(x + 3) / 6``.

    Source: Howard et al. 2019, Searching for MobileNetV3, section 5.2.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardswish(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """


def _hardswish_slope(x: Tensor) -> Tensor:
    return choose(x >= 3, 1.0, (x / 3 + 0.5).masked_fill(x <= -3, 0))


@op(kind=elementwise, kernel="hardsigmoid", piecewise_linear=True, namespace="nn.functional",
    vjp=dict(input=lambda g, input: g * ((input > -3) & (input < 3)) / 6),
    jvp=lambda input, d_input: d_input * ((input > -3) & (input < 3)) / 6)
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """``relu6(x + 3) / 6``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardsigmoid(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """


@op(kind=elementwise, kernel="log_sigmoid", namespace="nn.functional", grad_name="LogSigmoid",
    vjp=dict(input=lambda g, input: g * sigmoid(-input)),
    jvp=lambda input, d_input: d_input * sigmoid(-input))
def logsigmoid(input: Tensor) -> Tensor:
    """``log(sigmoid(x))`` without underflow, ``min(x, 0) - log1p(exp(-|x|))``.

    >>> import flambeau as torch
    >>> torch.nn.functional.logsigmoid(torch.tensor([-1., 2.]))
    tensor([-1.3133, -0.1269])
    """


@op(kind=composite, namespace="nn.functional")
def softsign(input: Tensor) -> Tensor:
    """``x / (1 + |x|)``.

    Shape: that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """
    return input / (input.abs() + 1)


@op(kind=composite, namespace="nn.functional")
def tanhshrink(input: Tensor) -> Tensor:
    """``x - tanh(x)``.

    Shape: that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.tanhshrink(torch.tensor([-1., 2.]))
    tensor([-0.2384,  1.0360])
    """
    return input - tanh(input)


@op(kind=elementwise, kernel="hardshrink", piecewise_linear=True, namespace=("", "nn.functional"),
    vjp=dict(input=lambda g, input, lambd: g.masked_fill(input.abs() <= lambd, 0)),
    jvp=lambda input, d_input, lambd: d_input.masked_fill(input.abs() <= lambd, 0))
def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """``x`` where ``|x| > lambd``, else 0.

    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (hard thresholding).

    >>> import flambeau as torch
    >>> torch.nn.functional.hardshrink(torch.tensor([-1., .2]))
    tensor([-1.,  0.])
    """


@op(kind=elementwise, kernel="softshrink", piecewise_linear=True, namespace="nn.functional",
    vjp=dict(input=lambda g, input, lambd: g.masked_fill(input.abs() <= lambd, 0)),
    jvp=lambda input, d_input, lambd: d_input.masked_fill(input.abs() <= lambd, 0))
def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """``x`` moved by ``lambd`` towards 0, and 0 within that distance.

    Raises: RuntimeError for a negative ``lambd``.
    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (soft thresholding).

    >>> import flambeau as torch
    >>> torch.nn.functional.softshrink(torch.tensor([-1., .2]))
    tensor([-0.5000,  0.0000])
    """


@op(kind=composite, namespace="nn.functional")
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """Gated linear unit, ``a * sigmoid(b)`` for the two halves a and b of ``input`` along ``dim``.

    Shape: that of ``input`` with half the size at ``dim``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an odd size and for a 0-d
        tensor; IndexError for ``dim`` out of range.
    Source: Dauphin et al. 2017, Language Modeling with Gated Convolutional Networks, equation 1.

    >>> import flambeau as torch
    >>> torch.nn.functional.glu(torch.tensor([1., 2., 0., 0.]))
    tensor([0.5000, 1.0000])
    """
    refuse_dtypes("glu", input, "bool", "integer", "complex")
    if input.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    size = input.size(dim)
    if size % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {size}")
    value, gate = input.chunk(2, dim)
    return value * sigmoid(gate)


@op(kind=elementwise, kernel="prelu", piecewise_linear=True, function=False, method=False, grad_name="PreluKernel",
    vjp=dict(self=lambda g, self, weight: choose(self > 0, g, g * weight),
             weight=lambda g, self: (g * self).masked_fill(self > 0, 0)),
    jvp=lambda self, weight, d_self, d_weight: choose(self > 0, d_self, d_self * weight + self * d_weight))
def prelu_elements(self: Tensor, weight: Tensor) -> Tensor:
    """``x`` above 0, ``weight * x`` elsewhere, broadcasting both."""


@op(kind=composite, traits=("autocast_lower",), namespace=("", "nn.functional"))
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """``x`` above 0, ``weight * x`` elsewhere; ``weight`` has one element, or one per channel (dim 1).

    Shape: that of ``input``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for two different dtypes and another
        number of weights.
    Source: He et al. 2015, Delving Deep into Rectifiers, equation 1.

    >>> import flambeau as torch
    >>> torch.nn.functional.prelu(torch.tensor([-1., 2.]), torch.tensor([.1]))
    tensor([-0.1000,  2.0000])
    """
    if weight.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if weight.numel() != 1:
        if not input.ndim:
            raise RuntimeError("Not allow zero-dim input tensor. (prelu: there are several weights)")
        channels = input.shape[1] if input.ndim > 1 else 1
        if weight.numel() != channels:
            raise RuntimeError("Mismatch of parameter numbers and input channel size. "
                               f"Found parameter numbers = {weight.numel()} and channel size = {channels}.")
        weight = weight.reshape((-1, *(1,) * (input.ndim - 2)))
    elif input.ndim == 0:
        weight = weight.reshape(())
    return prelu_elements(input, weight)


@op(kind=composite, namespace=("", "nn.functional"), method=False, inplace=True)
def rrelu(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False,
          inplace: bool = False) -> Tensor:
    """``x`` above 0, ``a * x`` elsewhere, with ``a`` drawn from [lower, upper) for each element; their mean when not
    ``training``.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError if ``lower > upper``.
    Source: Xu et al. 2015, Empirical Evaluation of Rectified Activations in Convolutional Network.

    >>> import flambeau as torch
    >>> torch.nn.functional.rrelu(torch.tensor([-8., 2.]), .25, .25)
    tensor([-2.,  2.])
    """
    for name, bound in (("lower", lower), ("upper", upper)):
        if not math.isfinite(bound):
            raise RuntimeError(f"rrelu: {name} bound must be finite, got {bound}")
    if lower > upper:
        raise RuntimeError(f"Lower bound should be less than or equal to the upper bound (rrelu: {lower} > {upper})")
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    negative = input.detach() <= 0
    drawn = input.detach().new_empty(int(negative.sum())).double().uniform_(lower, upper).to(input.dtype)
    slopes = input.detach().new_ones(input.shape).masked_scatter(negative, drawn)
    return input.copy_(prelu_elements(input.clone(), slopes)) if inplace else prelu_elements(input, slopes)
