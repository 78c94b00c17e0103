"""Element-wise non-linearities and the softmax family."""

from __future__ import annotations

import warnings
from typing import Any

import flambeau
from flambeau import Tensor

from ..._arguments import explain_module
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
    """``max(0, x) + min(0, alpha·(exp(x / alpha) − 1))`` (Barron 2017).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CELU()(flambeau.tensor(0.0)).item()
    0.0
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
    """``x`` where x > 0, else ``alpha·(exp(x) − 1)`` (Clevert et al. 2016).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ELU()(flambeau.tensor(0.0)).item()
    0.0
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
    """``x·Φ(x)``, Φ the normal distribution function; ``approximate="tanh"`` replaces it (Hendrycks and Gimpel 2016).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.GELU()(flambeau.tensor(0.0)).item()
    0.0
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class GLU(Module):
    """``a·σ(b)``, where a and b are the halves of the input along ``dim`` (Dauphin et al. 2017).

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
    """``x`` where |x| > lambd, else 0.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardshrink()(flambeau.tensor(0.25)).item()
    0.0
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Hardsigmoid(Module):
    """``min(max(x / 6 + 1 / 2, 0), 1)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardsigmoid()(flambeau.tensor(0.0)).item()
    0.5
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)


class Hardswish(Module):
    """``x·min(max(x + 3, 0), 6) / 6`` (Howard et al. 2019).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardswish()(flambeau.tensor(3.0)).item()
    3.0
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)


class Hardtanh(Module):
    """``x`` cut off to ``[min_val, max_val]``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Hardtanh()(flambeau.tensor(3.0)).item()
    1.0
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

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReLU6()(flambeau.tensor(7.0)).item()
    6.0
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    """``x`` where x > 0, else ``negative_slope·x`` (Maas et al. 2013).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LeakyReLU()(flambeau.tensor(2.0)).item()
    2.0
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
    """``log(1 / (1 + exp(−x)))``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LogSigmoid()(flambeau.tensor(200.0)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


class LogSoftmax(Module):
    """``x − log Σ exp(x)`` along ``dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LogSoftmax(dim=0)(flambeau.zeros(1)).item()
    0.0
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Mish(Module):
    """``x·tanh(log(1 + exp(x)))`` (Misra 2019).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Mish()(flambeau.tensor(0.0)).item()
    0.0
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class PReLU(Module):
    """``x`` where x > 0, else ``weight·x`` with a learned slope, one for all or one per channel (He et al. 2015).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PReLU()(flambeau.tensor([-4.0])).item()
    -1.0
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(flambeau.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the slopes to ``init``."""
        init.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """``x`` where x > 0, else ``a·x``: a is drawn from ``[lower, upper)`` in training (Xu et al. 2015).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.RReLU()(flambeau.tensor(2.0)).item()
    2.0
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
    """``max(0, x)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReLU()(flambeau.tensor(-1.0)).item()
    0.0
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SELU(Module):
    """``scale·(max(0, x) + min(0, alpha·(exp(x) − 1)))`` with scale 1.0507, alpha 1.6733 (Klambauer et al. 2017).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SELU()(flambeau.tensor(0.0)).item()
    0.0
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SiLU(Module):
    """``x / (1 + exp(−x))`` (Elfwing et al. 2017).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SiLU()(flambeau.tensor(0.0)).item()
    0.0
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

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Sigmoid()(flambeau.tensor(0.0)).item()
    0.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return input.sigmoid()


class Softmax(Module):
    """``exp(x) / Σ exp(x)`` along ``dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmax(dim=0)(flambeau.zeros(1)).item()
    1.0
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax2d(Module):
    """Softmax over the channels of ``(N, C, H, W)`` or ``(C, H, W)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmax2d()(flambeau.zeros(1, 1, 1)).item()
    1.0
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)


class Softmin(Module):
    """``exp(−x) / Σ exp(−x)`` along ``dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softmin(dim=0)(flambeau.zeros(1)).item()
    1.0
    """

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.softmin(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softplus(Module):
    """``log(1 + exp(beta·x)) / beta``; ``x`` itself where ``beta·x > threshold``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softplus()(flambeau.tensor(100.0)).item()
    100.0
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
    """``x − lambd`` where x > lambd, ``x + lambd`` where x < −lambd, else 0.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softshrink()(flambeau.tensor(1.0)).item()
    0.5
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

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Softsign()(flambeau.tensor(1.0)).item()
    0.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softsign(input)


class Tanh(Module):
    """``tanh(x)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Tanh()(flambeau.tensor(0.0)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return input.tanh()


class Tanhshrink(Module):
    """``x − tanh(x)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Tanhshrink()(flambeau.tensor(0.0)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanhshrink(input)


class Threshold(Module):
    """``x`` where x > threshold, else ``value``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Threshold(0.5, 9.0)(flambeau.tensor(0.25)).item()
    9.0
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
