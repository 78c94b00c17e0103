"""Fill tensors with initial values; random ones consume the generator in PyTorch's order, so a seed gives its weights.

Every function works in place, without being recorded by autograd, and returns its tensor.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .._functions import diagonal, empty_like, full_like, ones_like, randperm, where
from .._functions import eye as identity
from .._listing import listing
from ..autograd.grad_mode import no_grad
from ..linalg import qr

_RENAMED = (
    *("constant_", "dirac_", "eye_", "kaiming_normal_", "kaiming_uniform_", "normal_"),
    *("orthogonal_", "sparse_", "uniform_", "xavier_normal_", "xavier_uniform_"),
)

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]
__dir__ = listing(globals(), *(name[:-1] for name in _RENAMED))

_GAIN_ONE = frozenset(
    ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid")
)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which ``nonlinearity`` wants the standard deviation raised: √2 for "relu", 5/3 for "tanh", 1 for
    linear layers and "sigmoid".

    ``param`` is the negative slope a of "leaky_relu" (0.01 unless given), whose gain is ``√(2 / (1 + a²))``. "selu" has
    3/4.

    Raises: ValueError for an unknown nonlinearity, and for a slope that is not a number.
    Source: for "relu" and "leaky_relu", He et al. 2015, Delving Deep into Rectifiers, equations 10 and 14.

    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> nn.init.calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity in _GAIN_ONE:
        return 1.0
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "selu":
        return 3.0 / 4  # keeps a deep network of SELUs from vanishing; found by experiment
    if nonlinearity == "leaky_relu":
        if param is None:
            slope = 0.01
        elif isinstance(param, (int, float)) and not isinstance(param, bool):
            slope = param
        else:
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Fill with values of the uniform distribution, ``a <= x < b``.

    Raises: RuntimeError if ``a > b``; NotImplementedError for bool and integer tensors.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.uniform_(flambeau.empty(2), 3.0, 3.0)
    tensor([3., 3.])
    """
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Fill with values of the normal distribution with the given ``mean`` and standard deviation ``std``.

    Raises: RuntimeError for a negative ``std``; NotImplementedError for bool and integer tensors.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.normal_(flambeau.empty(2), mean=3.0, std=0.0)
    tensor([3., 3.])
    """
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """Fill with values of the normal distribution, cut off to ``[a, b]`` (which are values, not multiples of std).

    Candidates are drawn for the whole tensor until each element has been given one: normal ones where the interval
    holds at least 0.3 of the distribution, else uniform ones, kept with a probability proportional to the density.
    Of an interval so far out and so wide that hardly any of these would be kept, the candidates are exponential.

    Raises: RuntimeError if ``a > b``; NotImplementedError for bool and integer tensors.

    >>> import flambeau
    >>> from flambeau import nn
    >>> values = nn.init.trunc_normal_(flambeau.empty(100), a=-0.5, b=1.0)
    >>> -0.5 <= values.min().item() <= values.max().item() <= 1.0
    True
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    lower, upper = (0.5 * (1 + math.erf((bound - mean) / std / math.sqrt(2.0))) for bound in (a, b))
    peak = (min(max(mean, a), b) - mean) / std  # where the density is greatest in the interval
    if upper - lower >= 0.3:
        draw = _draw_normal
    elif (b - a) * abs(peak) > 100 * abs(std):
        draw = _draw_tail
    else:
        draw = _draw_uniform
    with no_grad():
        missing = ones_like(tensor, dtype=_core.bool)
        for _ in range(_ROUNDS):
            drawn, good = draw(tensor, mean, std, a, b, peak, generator)
            tensor.copy_(where(missing & good, drawn, tensor))
            missing &= ~good
            if tensor.is_meta or not missing.any():
                return tensor
    raise RuntimeError(
        f"trunc_normal_: no {tensor.dtype} values of mean {mean} and std {std} were found in [{a}, {b}] "
        f"in {_ROUNDS} rounds | give a positive std and bounds that the dtype tells apart"
    )


_ROUNDS = 10_000  # a hundredth of the candidates is good at the worst, so that only what cannot end gets there


def _draw_normal(
    tensor: Tensor, mean: float, std: float, a: float, b: float, peak: float, generator: Any
) -> tuple[Tensor, Tensor]:
    """Candidates, and which of them lie in the interval."""
    drawn = empty_like(tensor).normal_(mean, std, generator=generator)
    return drawn, (drawn >= a) & (drawn <= b)


def _draw_uniform(
    tensor: Tensor, mean: float, std: float, a: float, b: float, peak: float, generator: Any
) -> tuple[Tensor, Tensor]:
    """Candidates, and which are kept for the density there, as a share of the density at the peak."""
    drawn = empty_like(tensor).uniform_(a, b, generator=generator)
    chance = ((peak * peak - ((drawn - mean) / std).square()) / 2).exp()
    return drawn, ~(empty_like(tensor).uniform_(0, 1, generator=generator) > chance)


def _draw_tail(
    tensor: Tensor, mean: float, std: float, a: float, b: float, peak: float, generator: Any
) -> tuple[Tensor, Tensor]:
    """Candidates that fall off from the bound next to the mean as the density there does, and which are kept."""
    steps = empty_like(tensor).exponential_(1, generator=generator) / abs(peak)  # of a std
    drawn = full_like(tensor, min(max(mean, a), b)) + steps * (std if peak > 0 else -std)
    kept = empty_like(tensor).uniform_(0, 1, generator=generator) <= (-steps.square() / 2).exp()
    return drawn, kept & (drawn >= a) & (drawn <= b)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with ``val``, cast to the dtype.

    Raises: RuntimeError for a number that the dtype cannot hold.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.constant_(flambeau.empty(2), 0.25)
    tensor([0.2500, 0.2500])
    """
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with ones.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.ones_(flambeau.empty(2))
    tensor([1., 1.])
    """
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with zeros.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.zeros_(flambeau.empty(2))
    tensor([0., 0.])
    """
    with no_grad():
        return tensor.zero_()


def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with the identity, ``tensor[i, j] = (i == j)``, so that a linear layer passes on what it can.

    Raises: ValueError for a tensor that is not 2-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.eye_(flambeau.empty(2, 3))
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with no_grad():
        return tensor.copy_(identity(*tensor.shape, dtype=tensor.dtype, device=tensor.device))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Fill the weight of a convolution so that it passes on as many input channels, unchanged, as it can: 1 at the
    centre of ``weight[i, i]``, else 0.

    With ``groups``, each group of output channels passes on the channels that it sees.

    Raises: ValueError for a tensor that is not 3-D to 5-D, and unless ``groups`` divides its first size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.init.dirac_(flambeau.empty(2, 2, 3))[0]
    tensor([[0., 1., 0.],
            [0., 0., 0.]])
    """
    dimensions = tensor.dim()
    if dimensions not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    shape = tensor.shape
    if shape[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    per_group = shape[0] // groups
    centre = tuple(size // 2 for size in shape[2:])
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(per_group, shape[1])):
                tensor[(group * per_group + channel, channel, *centre)] = 1
    return tensor


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Fill from the uniform distribution on ``±gain·√(6 / (fan_in + fan_out))``, which keeps the variance of values and
    gradients.

    fan_in is ``shape[1]``, fan_out ``shape[0]``, both times the product of the other sizes.

    Raises: ValueError for fewer than two dimensions.
    Source: Glorot and Bengio 2010, Understanding the Difficulty of Training Deep Feedforward Neural Networks, equation
        16.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.init.xavier_uniform_(flambeau.empty(50, 100))
    >>> weight.abs().max().item() <= 0.2
    True
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Fill from the normal distribution with standard deviation ``gain·√(2 / (fan_in + fan_out))``; fans as in
    `xavier_uniform_`.

    Raises: ValueError for fewer than two dimensions.
    Source: Glorot and Bengio 2010, Understanding the Difficulty of Training Deep Feedforward Neural Networks, equation
        12.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.init.xavier_normal_(flambeau.empty(50, 150))
    >>> round(weight.std().item(), 2)
    0.1
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Fill from the uniform distribution on ``±gain·√(3 / fan)``, which keeps the variance through a rectifier.

    ``mode`` says which fan: "fan_in" (the default, for values) or "fan_out" (for gradients). The gain is
    `calculate_gain` of ``nonlinearity``, with ``a`` the slope of a leaky ReLU.

    Raises: ValueError for fewer than two dimensions, another mode and an unknown nonlinearity.
    Source: He et al. 2015, Delving Deep into Rectifiers, equations 10 and 14.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.init.kaiming_uniform_(flambeau.empty(50, 600), nonlinearity="relu")
    >>> weight.abs().max().item() <= 0.1
    True
    """
    if _is_empty(tensor):
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """Fill from the normal distribution with standard deviation ``gain / √fan``; the arguments are those of
    `kaiming_uniform_`.

    Raises: ValueError for fewer than two dimensions, another mode and an unknown nonlinearity.
    Source: He et al. 2015, Delving Deep into Rectifiers, equations 10 and 14.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.init.kaiming_normal_(flambeau.empty(50, 200), nonlinearity="relu")
    >>> round(weight.std().item(), 2)
    0.1
    """
    if _is_empty(tensor):
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Fill with a matrix of orthonormal rows or columns, whichever are fewer, times ``gain``: ``w wᵀ = gain²·I`` for a
    wide one.

    The matrix has ``shape[0]`` rows. It is the orthogonal factor of a normal matrix.

    Raises: ValueError for fewer than two dimensions.
    Source: Saxe, McClelland and Ganguli 2013, Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear
        Neural Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> weight = nn.init.orthogonal_(flambeau.empty(2, 5))
    >>> flambeau.allclose(weight @ weight.T, flambeau.eye(2), atol=1e-6)
    True
    """
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    with no_grad():
        drawn = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
        q, r = qr(drawn.t() if rows < columns else drawn)
        q = q * diagonal(r).sign()  # makes the decomposition, and so the distribution, unique
        if rows < columns:
            q = q.t()
        tensor.copy_(q.reshape(tensor.shape))
        return tensor.mul_(gain)


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Fill a matrix from the normal distribution with standard deviation ``std``, then zero the fraction ``sparsity``
    of each column.

    Raises: ValueError for a tensor that is not 2-D.
    Source: Martens 2010, Deep Learning via Hessian-Free Optimization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> (nn.init.sparse_(flambeau.empty(4, 3), sparsity=0.5) == 0).sum(0)
    tensor([2, 2, 2])
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns if rows else 0):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


def _is_empty(tensor: Tensor) -> bool:
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return True
    return False


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many inputs one output sees, and how many outputs one input reaches."""
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    receptive_field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * receptive_field, tensor.shape[0] * receptive_field


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode == "fan_in" else fan_out


# PyTorch's private names, which packages with initialisers of their own import.


def _no_grad_uniform_(tensor: Tensor, a: float, b: float, generator: Any = None) -> Tensor:
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def _no_grad_normal_(tensor: Tensor, mean: float, std: float, generator: Any = None) -> Tensor:
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def _no_grad_fill_(tensor: Tensor, val: float) -> Tensor:
    with no_grad():
        return tensor.fill_(val)


def _no_grad_zero_(tensor: Tensor) -> Tensor:
    with no_grad():
        return tensor.zero_()


explain_module(globals())


def _deprecated(name: str) -> Any:
    """A function under its former name, without the underscore: it warns and calls ``name``."""
    function = globals()[name]

    def warned(*args: Any, **kwargs: Any) -> Any:
        warnings.warn(
            f"`nn.init.{name[:-1]}` is now deprecated in favor of `nn.init.{name}`.", FutureWarning, stacklevel=2
        )
        return function(*args, **kwargs)

    warned.__name__ = warned.__qualname__ = name[:-1]
    warned.__doc__ = f"Former name of `nn.init.{name}`: it warns."
    return warned


globals().update({name[:-1]: _deprecated(name) for name in _RENAMED})
