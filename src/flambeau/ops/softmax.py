"""Softmax and its relatives: values along a dimension made positive and to sum up to one."""

from __future__ import annotations

from .._warnings import warn
from .define import Dtype, Tensor, composite, contiguous_format, network, op


@op(kind=network, kernel="softmax", namespace=("", "special"), batch="dims", grad_name="Softmax",
    vjp=dict(self=lambda g, result, dim: softmax_backward(g, result, dim)),
    jvp=lambda result, d_self, dim: softmax_backward(d_self.to(result.dtype), result, dim))
def softmax(self: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``.

    >>> import flambeau as torch
    >>> torch.softmax(torch.tensor([0., 0.]), 0)
    tensor([0.5000, 0.5000])
    """


@op(kind=network, kernel="softmax_backward", function=False, method=False, grad_name="SoftmaxBackwardData",
    batch="dims",
    vjp=dict(grad=lambda g, output, dim: softmax_backward(g, output, dim),
             output=lambda g, grad, output, dim: _softmax_by_output(g, grad, output, dim)),
    jvp=lambda grad, output, d_grad, d_output, dim:
        softmax_backward(d_grad, output, dim) + _softmax_by_output(d_output, grad, output, dim, True))
def softmax_backward(grad: Tensor, output: Tensor, dim: int) -> Tensor:
    """``y * (grad - sum(grad * y))`` along ``dim`` for the softmax ``y``: its own transpose in ``grad``."""


def _softmax_by_output(u: Tensor, grad: Tensor, y: Tensor, dim: int, tangent: bool = False) -> Tensor:
    """The derivative of ``y * (grad - sum(grad * y))`` by ``y`` applied to ``u``, or (a gradient) its transpose."""
    over = dim if y.shape else ()
    weighted = (grad * y).sum(over, True)
    if tangent:
        return u * (grad - weighted) - y * (grad * u).sum(over, True)
    return u * (grad - weighted) - grad * (u * y).sum(over, True)


@op(kind=network, kernel="log_softmax", namespace=("", "special"), batch="dims", grad_name="LogSoftmax",
    vjp=dict(self=lambda g, result, dim: log_softmax_backward(g, result, dim)),
    jvp=lambda result, d_self, dim:
        d_self.to(result.dtype) - (d_self * result.exp()).sum(dim if result.shape else (), True))
def log_softmax(self: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """``x - log(sum(exp(x)))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``.

    >>> import flambeau as torch
    >>> torch.log_softmax(torch.tensor([0., 0.]), 0)
    tensor([-0.6931, -0.6931])
    """


@op(kind=network, kernel="log_softmax_backward", function=False, method=False, grad_name="LogSoftmaxBackwardData",
    batch="dims",
    vjp=dict(grad=lambda g, output, dim: g - (g * output.exp()).sum(dim if output.shape else (), True),
             output=lambda g, grad, output, dim: -g * output.exp() * grad.sum(dim if output.shape else (), True)),
    jvp=lambda grad, output, d_grad, d_output, dim:
        log_softmax_backward(d_grad, output, dim)
        - d_output * output.exp() * grad.sum(dim if output.shape else (), True))
def log_softmax_backward(grad: Tensor, output: Tensor, dim: int) -> Tensor:
    """``grad - exp(y) * sum(grad)`` along ``dim`` for the logarithm ``y`` of a softmax."""


def _implied_dim(name: str, ndim: int) -> int:
    """The dim of older calls that give none, with a warning: 0 for 0, 1 and 3 dims, else 1."""
    warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
    return 0 if ndim in (0, 1, 3) else 1


@op(kind=composite, namespace="nn.functional", name="softmax")
def functional_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3,
                       dtype: Dtype | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``; ``dtype`` is what it is computed in.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating, of ``input`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nn.functional.softmax(torch.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """
    return softmax(input, _implied_dim("softmax", input.ndim) if dim is None else dim, dtype)


@op(kind=composite, namespace="nn.functional", name="log_softmax")
def functional_log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3,
                           dtype: Dtype | None = None) -> Tensor:
    """``x - log(sum(exp(x)))`` along ``dim``: the logarithm of `softmax`; ``dtype`` is what it is computed in.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating, of ``input`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nn.functional.log_softmax(torch.tensor([0., 0.]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    return log_softmax(input, _implied_dim("log_softmax", input.ndim) if dim is None else dim, dtype)


@op(kind=composite, namespace="nn.functional")
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Dtype | None = None) -> Tensor:
    """``exp(-x) / sum(exp(-x))`` along ``dim``: the `softmax` of ``-x``.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for integer and complex tensors; RuntimeError for bool tensors; IndexError for ``dim``
        out of range.

    >>> import flambeau as torch
    >>> torch.nn.functional.softmin(torch.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """
    return softmax(-input, _implied_dim("softmin", input.ndim) if dim is None else dim, dtype)


@op(kind=composite, namespace="nn.functional")
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A sample of the Gumbel-softmax distribution: ``softmax((logits + g) / tau)`` along ``dim`` with Gumbel noise
    ``g``.

    ``hard`` gives one-hot vectors with the gradient of the soft ones. ``eps`` is accepted and changes nothing.

    Shape: that of ``logits``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for bool, integer and complex tensors; IndexError for ``dim`` out of range.
    Source: Jang, Gu and Poole 2017, Categorical Reparameterization with Gumbel-Softmax, equation 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.gumbel_softmax(torch.zeros(2, 3)).shape
    torch.Size([2, 3])
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    gumbels = -logits.detach().clone(memory_format=contiguous_format).exponential_().log()
    soft = softmax((logits + gumbels) / tau, dim)
    if not hard:
        return soft
    chosen = soft.new_zeros(soft.shape).scatter(dim, soft.argmax(dim, True), 1.0)
    return chosen - soft.detach() + soft
