"""Random numbers, drawn in the order in which PyTorch's CPU generator draws them."""

from __future__ import annotations

from .. import _core
from .broadcast import broadcast_shapes
from .create import empty, empty_like
from .define import Device, Dtype, Generator, Layout, Number, Size, Tensor, composite, int64, op, random, refused
from .gamma import dirichlet_grad, standard_gamma_grad


@op(kind=random, kernel="rand", traits=("stores",), method=False)
def rand(*size: int, generator: Generator | None = None, dtype: Dtype | None = None,
         layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
         pin_memory: bool = False) -> Tensor:
    """Uniform numbers, ``0 <= out[i] < 1``.

    Raises: RuntimeError for a negative size; NotImplementedError for bool and integer dtypes.

    >>> import flambeau as torch
    >>> torch.rand(2, 3).shape
    torch.Size([2, 3])
    """


@op(kind=random, kernel="rand_like", traits=("stores",), method=False)
def rand_like(input: Tensor, *, dtype: Dtype | None = None, layout: Layout | None = None,
              device: Device | None = None, requires_grad: bool = False, memory_format: object = None,
              pin_memory: bool = False) -> Tensor:
    """Uniform numbers in the form of another tensor, ``0 <= out[i] < 1``.

    Raises: NotImplementedError for bool and integer dtypes.

    >>> import flambeau as torch
    >>> torch.rand_like(torch.zeros(2)).shape
    torch.Size([2])
    """


@op(kind=random, kernel="randn", traits=("stores",), method=False)
def randn(*size: int, generator: Generator | None = None, dtype: Dtype | None = None,
          layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
          pin_memory: bool = False) -> Tensor:
    """Standard normal numbers, of density ``exp(-x**2 / 2) / sqrt(2 * pi)``.

    Raises: RuntimeError for a negative size; NotImplementedError for bool and integer dtypes.

    >>> import flambeau as torch
    >>> torch.randn(2, 3).shape
    torch.Size([2, 3])
    """


@op(kind=random, kernel="randn_like", traits=("stores",), method=False)
def randn_like(input: Tensor, *, dtype: Dtype | None = None, layout: Layout | None = None,
               device: Device | None = None, requires_grad: bool = False, memory_format: object = None,
               pin_memory: bool = False) -> Tensor:
    """Standard normal numbers in the form of another tensor, of density ``exp(-x**2 / 2) / sqrt(2 * pi)``.

    Raises: NotImplementedError for bool and integer dtypes.

    >>> import flambeau as torch
    >>> torch.randn_like(torch.zeros(2)).shape
    torch.Size([2])
    """


@op(kind=random, kernel="randint", traits=("listed_sizes",), function=False, method=False)
def integers(low: int, high: int, size: Size, *, generator: Generator | None = None, dtype: Dtype | None = None,
             layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
             pin_memory: bool = False) -> Tensor:
    """Uniform integers in [low, high), of shape ``size``; int64 by default; RuntimeError if ``low >= high``."""


@op(kind=composite, method=False)
def randint(low: object = None, high: object = None, size: object = None, *,
            generator: Generator | None = None, dtype: Dtype | None = None,
            layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
            pin_memory: bool = False) -> Tensor:
    """Uniform integers, ``low <= out[i] < high``; ``randint(high, size)`` starts at 0.

    Shape: ``size``.
    Dtype: ``dtype``, int64 without it.
    Raises: RuntimeError unless ``low < high``, for bounds that the dtype cannot hold and for a negative size; TypeError
        without ``size``.

    >>> import flambeau as torch
    >>> torch.randint(0, 1, (3,))
    tensor([0, 0, 0])
    """
    if low is None:
        low = 0
    elif size is None:
        low, high, size = (0, low, high) if not isinstance(high, int) else (low, high, size)
    elif high is None:
        low, high = 0, low
    return integers(low, high, size, generator=generator, dtype=int64 if dtype is None else dtype, device=device,
                    requires_grad=requires_grad)


@op(kind=composite, method=False)
def randint_like(input: Tensor, low: int | None = None, high: int | None = None, *, dtype: Dtype | None = None,
                 layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                 memory_format: object = None, pin_memory: bool = False) -> Tensor:
    """Uniform integers in the form of another tensor, ``low <= out[i] < high``; ``randint_like(input, high)`` starts at
    0.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError unless ``low < high``, and for bounds that the dtype cannot hold, as bool; NotImplementedError
        for complex dtypes; TypeError without bounds.

    >>> import flambeau as torch
    >>> torch.randint_like(torch.zeros(3), 1)
    tensor([0., 0., 0.])
    """
    if low is None and high is None:
        raise TypeError('randint_like() missing 1 required positional argument: "high"')
    low, high = (0, low) if high is None else (low or 0, high)
    drawn = empty_like(input, dtype=dtype, device=device, memory_format=memory_format).random_(low, high)
    return drawn.requires_grad_() if requires_grad else drawn


@op(kind=random, kernel="randperm", method=False)
def randperm(n: int, *, generator: Generator | None = None, dtype: Dtype | None = None,
             layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
             pin_memory: bool = False) -> Tensor:
    """The integers 0 to ``n - 1`` in random order, every order equally likely.

    Shape: ``(n,)``.
    Dtype: ``dtype``, int64 without it.
    Raises: RuntimeError for a negative ``n`` and one that the dtype cannot count to.

    >>> import flambeau as torch
    >>> torch.randperm(1)
    tensor([0])
    """


@op(kind=random, kernel="bernoulli_probability", function=False, method=False, traits=("draws_by_input",),
    grad_name="Bernoulli",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def bernoulli_each(self: Tensor, *, generator: Generator | None = None) -> Tensor:
    """1 with probability ``self[i]``, else 0; RuntimeError for a probability outside [0, 1]."""


@op(kind=composite, traits=("casts_out",))
def bernoulli(self: Tensor, p: float | None = None, *, generator: Generator | None = None) -> Tensor:
    """1 with probability ``self[i]`` (or ``p``, if given), else 0.

    Shape: that of ``self``.
    Dtype: floating, or with ``p`` any but complex; the result has it.
    Raises: RuntimeError for a probability outside [0, 1]; NotImplementedError for bool and integer tensors without
        ``p`` and for complex ones.

    >>> import flambeau as torch
    >>> torch.bernoulli(torch.tensor([0., 1.]))
    tensor([0., 1.])
    """
    if p is None:
        return bernoulli_each(self, generator=generator)
    return self.detach().clone().bernoulli_(p, generator=generator)


@op(kind=random, kernel="poisson", method=False, traits=("draws_by_input",),
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def poisson(self: Tensor, generator: Generator | None = None) -> Tensor:
    """Poisson distributed counts: ``k`` with probability ``self[i]**k * exp(-self[i]) / k!``.

    Shape: that of ``self``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for a negative rate; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.poisson(torch.zeros(2))
    tensor([0., 0.])
    """


def dirichlet_gradient(g: Tensor, self: Tensor, result: Tensor) -> Tensor:
    """Each element is beta distributed; as it moves, the others make room in proportion."""
    slope = dirichlet_grad(result, self, self.sum(-1, True).expand(self.shape))
    return slope * (g - (result * g).sum(-1, True))


def _dirichlet_tangent(self: Tensor, result: Tensor, d_self: Tensor) -> Tensor:
    moved = dirichlet_grad(result, self, self.sum(-1, True).expand(self.shape)) * d_self
    return moved - result * moved.sum(-1, True)


@op(kind=random, kernel="standard_gamma", name="_standard_gamma", function=False, method=False,
    traits=("draws_by_input",), grad_name="StandardGamma",
    vjp=dict(self=lambda g, self, result: g * standard_gamma_grad(self, result)),
    jvp=lambda self, result, d_self: d_self * standard_gamma_grad(self, result))
def standard_gamma(self: Tensor, generator: Generator | None = None) -> Tensor:
    """Gamma distributed numbers of shape ``self[i]`` and scale 1, with gradients; RuntimeError for a negative shape."""


@op(kind=random, kernel="sample_dirichlet", name="_sample_dirichlet", function=False, method=False,
    traits=("draws_by_input",), grad_name="SampleDirichlet",
    vjp=dict(self=dirichlet_gradient), jvp=_dirichlet_tangent)
def sample_dirichlet(self: Tensor, generator: Generator | None = None) -> Tensor:
    """Dirichlet distributed rows with the concentrations ``self[..., i]``, with gradients."""


@op(kind=random, kernel="binomial", function=False, method=False, traits=("draws_by_input",), grad_name="Binomial",
    vjp=dict(count=refused, prob=refused))
def binomial_each(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """Successes among ``count[i]`` trials of probability ``prob[i]``; both have one shape and dtype."""


@op(kind=composite, method=False)
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """Binomial numbers: the successes among ``count[i]`` trials, each with probability ``prob[i]``.

    Shape: that of both, broadcast together.
    Dtype: float32 or float64, the same for both; the result has it.
    Raises: RuntimeError for two dtypes, for a probability outside [0, 1] and for shapes that do not broadcast;
        NotImplementedError for bool, integer, 16-bit floating and complex tensors.

    >>> import flambeau as torch
    >>> torch.binomial(torch.tensor([4., 4.]), torch.tensor([0., 1.]))
    tensor([0., 4.])
    """
    shape = broadcast_shapes(count.shape, prob.shape)
    return binomial_each(count.expand(shape), prob.expand(shape), generator=generator)


@op(kind=random, kernel="dropout_mask", function=False, method=False, vjp=dict(like=None),
    jvp=lambda result: result.new_zeros(result.shape))
def dropout_mask(like: Tensor, p: float, shape: Size) -> Tensor:
    """0 with probability ``p``, else ``1 / (1 - p)``, of the given shape and the dtype and device of ``like``.

    Drawn as ``bernoulli_(1 - p)`` draws; no numbers are drawn and all is 0 where ``p`` is 1.
    """


@op(kind=random, kernel="multinomial", traits=("draws_by_input",))
def multinomial(self: Tensor, num_samples: int, replacement: bool = False, *,
                generator: Generator | None = None) -> Tensor:
    """Indices drawn with probabilities ``self[i] / sum(self)``, for each row; without ``replacement`` no index comes
    twice.

    Shape: ``(n,)`` gives ``(num_samples,)``, ``(m, n)`` gives ``(m, num_samples)``.
    Dtype: floating weights; the result is int64.
    Raises: RuntimeError for bool, integer and complex weights, weights that are negative, not finite or all zero,
        another number of dimensions, and more samples than can be drawn.

    >>> import flambeau as torch
    >>> torch.multinomial(torch.tensor([0., 1.]), 1)
    tensor([1])
    """


@op(kind=composite, traits=("casts_out", "listed_sizes"), method=False)
def normal(mean: Tensor | Number = 0.0, std: Tensor | Number = 1.0, size: Size | None = None, *,
           generator: Generator | None = None, dtype: Dtype | None = None, layout: Layout | None = None,
           device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Normal numbers with the given ``mean`` and standard deviation ``std``, numbers (then with ``size``) or tensors:
    ``out[i] = mean[i] + std[i] * z[i]``.

    Shape: ``size``, or that of ``mean`` and ``std``, broadcast together.
    Dtype: that of the tensors, floating or complex; of two numbers ``dtype``, the default dtype without it.
    Raises: RuntimeError for a negative ``std`` and for shapes that do not broadcast; NotImplementedError for bool and
        integer tensors; TypeError for two numbers without ``size``.

    >>> import flambeau as torch
    >>> torch.normal(torch.zeros(2), 0.)
    tensor([0., 0.])
    """
    if size is not None:
        out = empty(size, dtype=dtype, device=device).normal_(mean, std, generator=generator)
        return out.requires_grad_(requires_grad)
    if bool((_core._innermost(std) < 0).any()) if isinstance(std, Tensor) else std < 0:
        raise RuntimeError("normal expects all elements of std >= 0.0" if isinstance(std, Tensor)
                           else f"normal expects std >= 0.0, but found std {std}")
    mean, std = (x.detach() if isinstance(x, Tensor) else x for x in (mean, std))
    like = mean if isinstance(mean, Tensor) else std
    shape = (mean + std).shape if isinstance(mean, Tensor) and isinstance(std, Tensor) else like.shape
    return randn(shape, generator=generator, dtype=like.dtype, device=like.device) * std + mean


@op(kind=random, kernel="uniform", traits=("overwrites", "stores"), function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def uniform(self: Tensor, from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """``uniform_``: every element drawn anew, uniform with ``from <= x < to``.

    Raises: RuntimeError if ``from > to``; NotImplementedError for bool and integer tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).uniform_(1., 1.)
    tensor([1., 1.])
    """


@op(kind=random, kernel="normal_fill", traits=("overwrites", "stores"), name="normal", function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def normal_fill(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """``normal_``: every element drawn anew, normal with the given ``mean`` and standard deviation ``std``.

    Raises: RuntimeError for a negative ``std``; NotImplementedError for bool and integer tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).normal_(2., 0.)
    tensor([2., 2.])
    """


@op(kind=random, kernel="bernoulli_fill", name="bernoulli", function=False, inplace="only", traits=("overwrites",),
    vjp=dict(self=lambda g: g.new_zeros(g.shape), p=None), jvp=lambda result: result.new_zeros(result.shape))
def bernoulli_fill(self: Tensor, p: Tensor | Number = 0.5, *, generator: Generator | None = None) -> Tensor:
    """``bernoulli_``: every element 1 with probability ``p`` (a number, or a tensor broadcast to ``self``), else 0.

    Dtype: any but complex; ``self`` keeps it.
    Raises: RuntimeError for ``p`` outside [0, 1] and for a shape that does not broadcast; NotImplementedError for
        complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).bernoulli_(1.)
    tensor([1., 1.])
    """


@op(kind=random, kernel="exponential", traits=("overwrites",), function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def exponential(self: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """``exponential_``: every element drawn anew, of density ``lambd * exp(-lambd * x)``.

    Raises: RuntimeError unless ``lambd > 0``, and for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).exponential_().shape
    torch.Size([2])
    """


@op(kind=random, kernel="geometric", traits=("overwrites",), function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def geometric(self: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """``geometric_``: every element the number of trials up to the first success: ``k`` with probability
    ``(1 - p)**(k - 1) * p``.

    Dtype: integer or floating; ``self`` keeps it.
    Raises: RuntimeError unless ``0 < p < 1``; NotImplementedError for bool and complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).geometric_(.5).shape
    torch.Size([2])
    """


@op(kind=random, kernel="cauchy", traits=("overwrites",), function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def cauchy(self: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """``cauchy_``: every element drawn anew, of density ``1 / (pi * sigma * (1 + ((x - median) / sigma)**2))``.

    Raises: RuntimeError unless ``sigma > 0``, and for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).cauchy_().shape
    torch.Size([2])
    """


@op(kind=random, kernel="log_normal", traits=("overwrites",), function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def log_normal(self: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None) -> Tensor:
    """``log_normal_``: every element drawn anew: ``exp(y)`` with ``y`` normal of the given ``mean`` and ``std``.

    Raises: RuntimeError unless ``std > 0``; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).log_normal_().shape
    torch.Size([2])
    """


@op(kind=random, kernel="random_fill", traits=("overwrites",), name="random", function=False, inplace="only",
    vjp=dict(self=lambda g: g.new_zeros(g.shape)), jvp=lambda result: result.new_zeros(result.shape))
def random_fill(self: Tensor, from_: int | None = None, to: Number | None = False, *,
                generator: Generator | None = None) -> Tensor:
    """``random_``: uniform integers, ``from <= x < to``; ``0 <= x < to`` if called with one number, from ``from`` on if
    ``to`` is None.

    By default all that the dtype holds exactly. (``to`` is False when it is not given, as None already has a meaning.)

    Dtype: any but complex; ``self`` keeps it.
    Raises: RuntimeError unless ``from < to``, and for bounds that the dtype cannot hold, as for bool tensors;
        NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.zeros(2).random_(1)
    tensor([0., 0.])
    """
