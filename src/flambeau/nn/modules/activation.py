"""Element-wise non-linearities and the softmax family."""

from __future__ import annotations

import warnings
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "SELU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]


class CELU(Module):
    """``max(0, x) + min(0, alpha·(exp(x / alpha) − 1))``, element by element: an ELU whose slope is continuous for
    every ``alpha``.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError if ``alpha`` is 0.
    Source: Barron 2017, Continuously Differentiable Exponential Linear Units.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CELU(alpha=2.0)(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.7869,  0.0000,  1.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.celu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")


class ELU(Module):
    """``x`` where x > 0, else ``alpha·(exp(x) − 1)``, which ends at ``−alpha``.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Clevert, Unterthiner and Hochreiter 2016, Fast and Accurate Deep Network Learning by Exponential Linear
        Units.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ELU()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.6321,  0.0000,  1.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")


class GELU(Module):
    """``x·Φ(x)``, where Φ is the distribution function of the standard normal distribution.

    ``approximate="tanh"`` computes ``0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`` instead; the default is ``"none"``.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError when called with another
        ``approximate``.
    Source: Hendrycks and Gimpel 2016, Gaussian Error Linear Units, section 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.GELU()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.1587,  0.0000,  0.8413])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class GLU(Module):
    """``a·sigmoid(b)``, where a and b are the two halves of the input along ``dim``, the last by default.

    Shape: ``dim`` has an even size 2k and becomes k; the other dimensions stay.
    Dtype: any; bools and integers become the default dtype.
    Raises: RuntimeError if the size of ``dim`` is odd or the input is 0-d; IndexError for ``dim`` out of range.
    Source: Dauphin et al. 2017, Language Modeling with Gated Convolutional Networks, equation 1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.GLU()(flambeau.tensor([4.0, 0.0])).item()
    2.0
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Hardshrink(Module):
    """``x`` where |x| > ``lambd``, else 0.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (hard thresholding).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardshrink()(flambeau.tensor([-1.0, 0.25, 1.0]))
    tensor([-1.,  0.,  1.])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Hardsigmoid(Module):
    """``min(max(x / 6 + 1/2, 0), 1)``, a sigmoid made of three straight lines.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardsigmoid()(flambeau.tensor([-4.0, 0.0, 1.5]))
    tensor([0.0000, 0.5000, 0.7500])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)


class Hardswish(Module):
    """``x·min(max(x + 3, 0), 6) / 6``: `SiLU` with a sigmoid made of straight lines.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Howard et al. 2019, Searching for MobileNetV3, section 5.2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardswish()(flambeau.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.3333,  0.0000,  3.0000])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)


class Hardtanh(Module):
    """``min(max(x, min_val), max_val)``; the bounds are −1 and 1 by default.

    ``min_value`` and ``max_value`` are older names of the bounds and warn (FutureWarning).

    Shape: any; the result has the input's.
    Dtype: floating or integer; the result has it.
    Raises: AssertionError unless ``min_val < max_val``; RuntimeError for bool inputs, and for uint8 inputs with a
        negative bound; NotImplementedError for complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardtanh()(flambeau.tensor([-3.0, 0.5, 3.0]))
    tensor([-1.0000,  0.5000,  1.0000])
    """

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        super().__init__()
        if min_value is not None:
            warnings.warn(
                "keyword argument `min_value` is deprecated and renamed to `min_val`", FutureWarning, stacklevel=2
            )
            min_val = min_value
        if max_value is not None:
            warnings.warn(
                "keyword argument `max_value` is deprecated and renamed to `max_val`", FutureWarning, stacklevel=2
            )
            max_val = max_value
        if max_val <= min_val:
            raise AssertionError(f"max_val ({max_val}) must be greater than min_val ({min_val})")
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}" + (", inplace=True" if self.inplace else "")


class ReLU6(Hardtanh):
    """``min(max(0, x), 6)``.

    Shape: any; the result has the input's.
    Dtype: floating or integer; the result has it.
    Raises: RuntimeError for bool inputs; NotImplementedError for complex inputs.
    Source: Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReLU6()(flambeau.tensor([-1.0, 3.0, 7.0]))
    tensor([0., 3., 6.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    """``x`` where x > 0, else ``negative_slope·x``; the slope is 0.01 by default.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LeakyReLU()(flambeau.tensor([-2.0, 0.0, 2.0]))
    tensor([-0.0200,  0.0000,  2.0000])
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class LogSigmoid(Module):
    """``log(1 / (1 + exp(−x)))``, computed without overflow.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LogSigmoid()(flambeau.tensor([-200.0, 0.0, 200.0]))
    tensor([-200.0000,   -0.6931,    0.0000])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


class LogSoftmax(Module):
    """``x − log Σ exp(x)`` along ``dim``: the logarithm of `Softmax`, computed without overflow.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; IndexError for ``dim`` out of range.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LogSoftmax(dim=0)(flambeau.tensor([0.0, 0.0]))
    tensor([-0.6931, -0.6931])
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Mish(Module):
    """``x·tanh(log(1 + exp(x)))``.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Misra 2019, Mish: A Self Regularized Non-Monotonic Activation Function.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Mish()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.3034,  0.0000,  0.8651])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class PReLU(Module):
    """``x`` where x > 0, else ``weight·x`` with a learned slope.

    ``num_parameters`` is 1, one slope for all, or the number of channels (dimension 1). Slopes start at ``init``, 0.25.

    Shape: any; the result has the input's.
    Dtype: floating, that of ``weight``; the result has it.
    Raises: RuntimeError for an input of another dtype, and unless ``num_parameters`` is 1 or the size of dimension 1.
    Source: He et al. 2015, Delving Deep into Rectifiers, equation 1.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PReLU()(flambeau.tensor([-4.0, 4.0]))
    tensor([-1.,  4.], grad_fn=<PreluKernelBackward0>)
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the slopes to ``init``."""
        init.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """``x`` where x > 0, else ``a·x`` with a slope drawn anew for each element from the uniform distribution on
    [``lower``, ``upper``).

    In evaluation the slope is ``(lower + upper) / 2``.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError in training if ``lower > upper``.
    Source: Xu et al. 2015, Empirical Evaluation of Rectified Activations in Convolutional Network.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.RReLU(lower=0.1, upper=0.3).eval()(flambeau.tensor([-2.0, 2.0]))
    tensor([-0.4000,  2.0000])
    """

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class ReLU(Module):
    """``max(0, x)``; its derivative at 0 is 0, and nan stays nan.

    Shape: any; the result has the input's.
    Dtype: floating or integer; the result has it.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError with ``inplace=True`` for a leaf that requires
        grad.
    Source: Nair and Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReLU()(flambeau.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SELU(Module):
    """``scale·(max(0, x) + min(0, alpha·(exp(x) − 1)))`` with scale 1.0507 and alpha 1.6733.

    The constants keep mean 0 and variance 1 from layer to layer; `AlphaDropout` goes with it.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks, equation 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SELU()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-1.1113,  0.0000,  1.0507])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SiLU(Module):
    """``x / (1 + exp(−x))``, which is ``x·sigmoid(x)``; also called swish.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Elfwing, Uchibe and Doya 2018, Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
        Reinforcement Learning.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SiLU()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.2689,  0.0000,  0.7311])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class Sigmoid(Module):
    """``1 / (1 + exp(−x))``.

    Shape: any; the result has the input's.
    Dtype: any; bools and integers become the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Sigmoid()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([0.2689, 0.5000, 0.7311])
    """

    def forward(self, input: Tensor) -> Tensor:
        return input.sigmoid()


class Softmax(Module):
    """``exp(x) / Σ exp(x)`` along ``dim``, computed without overflow: positive values that sum to 1.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; IndexError for ``dim`` out of range.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmax(dim=0)(flambeau.tensor([0.0, 0.0, 1000.0]))
    tensor([0., 0., 1.])
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax2d(Module):
    """``exp(x) / Σ exp(x)`` over the channels at each pixel.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; the result has the input's.
    Dtype: floating; the result has it.
    Raises: ValueError for an input that is not 3-D or 4-D; NotImplementedError for bool, integer and complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmax2d()(flambeau.zeros(2, 1, 1)).flatten()
    tensor([0.5000, 0.5000])
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)


class Softmin(Module):
    """``exp(−x) / Σ exp(−x)`` along ``dim``: `Softmax` of the negated input.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for integer and complex inputs; RuntimeError for bool inputs; IndexError for ``dim`` out
        of range.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmin(dim=0)(flambeau.tensor([0.0, 0.0, 1000.0]))
    tensor([0.5000, 0.5000, 0.0000])
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.softmin(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softplus(Module):
    """``log(1 + exp(beta·x)) / beta``; ``x`` itself where ``beta·x > threshold``, which is 20 by default.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs.
    Source: Dugas et al. 2000, Incorporating Second-Order Functional Knowledge for Better Option Pricing.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softplus()(flambeau.tensor([-1.0, 0.0, 100.0]))
    tensor([  0.3133,   0.6931, 100.0000])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class Softshrink(Module):
    """``x − lambd`` where x > ``lambd``, ``x + lambd`` where x < ``−lambd``, else 0.

    Shape: any; the result has the input's.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for a negative ``lambd``.
    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (soft thresholding).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softshrink()(flambeau.tensor([-1.0, 0.25, 1.0]))
    tensor([-0.5000,  0.0000,  0.5000])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return F.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Softsign(Module):
    """``x / (1 + |x|)``.

    Shape: any; the result has the input's.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: NotImplementedError for bool inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softsign()(flambeau.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.5000,  0.0000,  0.7500])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softsign(input)


class Tanh(Module):
    """``tanh(x) = (exp(x) − exp(−x)) / (exp(x) + exp(−x))``.

    Shape: any; the result has the input's.
    Dtype: any; bools and integers become the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Tanh()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.7616,  0.0000,  0.7616])
    """

    def forward(self, input: Tensor) -> Tensor:
        return input.tanh()


class Tanhshrink(Module):
    """``x − tanh(x)``.

    Shape: any; the result has the input's.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Tanhshrink()(flambeau.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.2384,  0.0000,  0.2384])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanhshrink(input)


class Threshold(Module):
    """``x`` where x > ``threshold``, else ``value``.

    Shape: any; the result has the input's.
    Dtype: floating or integer; the result has it.
    Raises: NotImplementedError for bool and complex inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Threshold(0.5, 9.0)(flambeau.tensor([0.25, 0.75]))
    tensor([9.0000, 0.7500])
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self) -> str:
        return f"threshold={self.threshold}, value={self.value}" + (", inplace=True" if self.inplace else "")


explain_module(globals())
