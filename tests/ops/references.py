"""What each op is compared with in PyTorch: by its public name where it has one, else by the expressions below."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import mpmath
import torch
import torch.nn.functional as F
from samples import lists_of

aten = torch.ops.aten
Reference = Callable[..., Any]
NORMS = ("backward", "ortho", "forward")


def _method(name: str) -> Reference:
    return lambda self, *args, **kwargs: getattr(self, name)(*args, **kwargs)


def _listed_product(begins: Any, indices: Any, values: Any, dense: Any, size: int, transposed: bool) -> Any:
    lines = torch.arange(len(begins) - 1).repeat_interleave(begins.diff())
    shape = (dense.shape[0], size) if transposed else (size, dense.shape[0])
    matrix = values.new_zeros(shape).index_put((lines, indices), values, accumulate=True)
    return (matrix.mT if transposed else matrix) @ dense


def _pulled(function: Reference, shape: Any, g: Any) -> Any:
    """The gradient of ``function`` at a tensor of this shape: what an explicit backward op of a linear function
    computes.
    """
    with torch.enable_grad():
        at = torch.zeros(tuple(shape), dtype=g.dtype, requires_grad=True)
        return torch.autograd.grad(function(at), at, g, create_graph=True)[0]


def _written(part: Reference) -> Reference:
    """Zeros of a shape with ``grad`` written into a part of them."""

    def backward(grad: Any, shape: Any, *args: Any) -> Any:
        zeros = grad.new_zeros(shape)
        part(zeros, *args).copy_(grad)
        return zeros

    return backward


def _shares(x: Any, sums: Any, dim: int, by: Any, transposed: bool) -> Any:
    """``sum over k <= i of by[k] exp(x[k] - sums[i])``, or the conjugate sum over i, as a product with a matrix."""
    if not x.ndim:
        return by * (x - sums).exp().conj() if transposed else by * (x - sums).exp()
    x, sums, by = (t.movedim(dim, -1) for t in (x, sums, by))
    matrix = (x[..., None, :] - sums[..., :, None]).exp().tril()
    product = (matrix.mH if transposed else matrix) @ by[..., None]
    return product[..., 0].movedim(-1, dim)


def _normalised(x: Any, dims: Any, eps: float) -> tuple[Any, Any, Any]:
    x = x.float() if x.itemsize == 2 else x
    mean = x.mean(dims, True)
    return mean, (x.var(dims, correction=0, keepdim=True) + eps).rsqrt(), x - mean


def _statistics(mean: Any, rstd: Any) -> tuple[Any, Any]:
    """As ours are kept: in float32 for the 16-bit types."""
    wide = torch.float32 if mean.itemsize == 2 else mean.dtype
    return mean.to(wide), rstd.to(wide)


def _layer_norm(x: Any, shape: Any, weight: Any, bias: Any, eps: float) -> Any:
    mean, rstd, _ = _normalised(x, tuple(range(-len(shape), 0)), eps)
    return F.layer_norm(x, shape, weight, bias, eps), *_statistics(mean, rstd)


def _cofactors_change(x: Any, d: Any) -> Any:
    """``det(A) (tr(A⁻¹ D) A⁻ᵀ - A⁻ᵀ Dᵀ A⁻ᵀ)``."""
    inverse = torch.linalg.inv(x).mT
    trace = (inverse * d).sum((-2, -1), keepdim=True)
    return torch.linalg.det(x)[..., None, None] * (trace * inverse - inverse @ d.mT @ inverse)


def _normalisation_backward(grad: Any, x: Any, weight: Any, mean: Any, rstd: Any, own: Any, rest: Any) -> Any:
    """By the formula: PyTorch's kernels take mean and rstd for functions of ``x`` when they are differentiated."""
    work = torch.promote_types(x.dtype, torch.float32)
    grad, x, mean, rstd = (t.to(work) for t in (grad, x, mean, rstd))
    y, b = (x - mean) * rstd, grad if weight is None else grad * weight.to(work)
    by_input = rstd * (b - b.mean(own, True) - y * (b * y).mean(own, True))
    return by_input, (grad * y).sum(rest), grad.sum(rest)


def _rounded(results: Any, dtype: Any) -> Any:
    return tuple(r.to(dtype) for r in results)


def _layer_norm_backward(grad: Any, x: Any, weight: Any, mean: Any, rstd: Any, shape: Any) -> Any:
    own = tuple(range(-len(shape), 0))
    rest = tuple(range(x.ndim - len(shape)))
    return _rounded(_normalisation_backward(grad, x, weight, mean, rstd, own, rest), x.dtype)


def _scores(q: Any, k: Any, mask: Any, causal: bool, scale: float) -> Any:
    scores = (q @ k.mT) * scale + (0 if mask is None else mask)
    return scores.masked_fill(torch.ones(scores.shape[-2:]).tril() == 0, -torch.inf) if causal else scores


def _attention(q: Any, k: Any, v: Any, mask: Any, causal: bool, scale: float) -> Any:
    wide = torch.promote_types(q.dtype, torch.float32)
    scores = _scores(*(None if t is None else t.to(wide) for t in (q, k, mask)), causal, scale)
    return (scores.softmax(-1) @ v.to(wide)).to(q.dtype), scores.logsumexp(-1)


def _attention_backward(
    grad: Any, q: Any, k: Any, v: Any, mask: Any, out: Any, total: Any, causal: bool, scale: float
) -> Any:
    """By the formula, in which output and logsumexp are what they are."""
    dtype, wide = q.dtype, torch.promote_types(q.dtype, torch.float32)
    grad, q, k, v, out = (t.to(wide) for t in (grad, q, k, v, out))
    weights = (_scores(q, k, None if mask is None else mask.to(wide), causal, scale) - total[..., None]).exp()
    by_scores = weights * (grad @ v.mT - (grad * out).sum(-1, True)) * scale
    return _rounded((by_scores @ k, by_scores.mT @ q, weights.mT @ grad), dtype)


def _in_groups(x: Any, groups: int) -> Any:
    return x.reshape(x.shape[0], groups, x.shape[1] // groups, -1)


def _group_norm(x: Any, groups: int, weight: Any, bias: Any, eps: float) -> Any:
    mean, rstd, _ = _normalised(_in_groups(x, groups), (2, 3), eps)
    return F.group_norm(x, groups, weight, bias, eps), *_statistics(mean[..., 0, 0], rstd[..., 0, 0])


def _group_norm_backward(grad: Any, x: Any, weight: Any, mean: Any, rstd: Any, groups: int) -> Any:
    weight = None if weight is None else weight.reshape(1, groups, -1, 1)
    by_input, by_weight, by_bias = _normalisation_backward(
        _in_groups(grad, groups), _in_groups(x, groups), weight, mean[..., None, None], rstd[..., None, None],
        (2, 3), (0, 3),
    )  # fmt: skip
    return _rounded((by_input.reshape(x.shape), by_weight.flatten(), by_bias.flatten()), x.dtype)


def _batch_norm(
    x: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, momentum: float, eps: float
) -> Any:
    dims = (0, *range(2, x.ndim))
    mean, rstd, _ = _normalised(x, dims, eps)
    return F.batch_norm(x, running_mean, running_var, weight, bias, True, momentum, eps), *_statistics(
        mean.flatten(), rstd.flatten()
    )


def _batch_norm_backward(grad: Any, x: Any, weight: Any, mean: Any, rstd: Any) -> Any:
    dims, shape = (0, *range(2, x.ndim)), (1, -1, *(1,) * (x.ndim - 2))
    weight = None if weight is None else weight.reshape(shape)
    return _rounded(
        _normalisation_backward(grad, x, weight, mean.reshape(shape), rstd.reshape(shape), dims, dims), x.dtype
    )


def _pool(name: str) -> Reference:
    return lambda x, *args, **kwargs: getattr(F, f"{name}{x.ndim - 2}d")(x, *args, **kwargs)


def _average(x: Any, size: Any, stride: Any, padding: Any, ceil: Any, include: Any, divisor: Any) -> Any:
    rest = (divisor,) if len(size) > 1 else ()
    return _pool("avg_pool")(x, size, stride, padding, ceil, include, *rest)


def _nll(x: Any, target: Any, weight: Any, reduction: str, ignore: int) -> Any:
    counted = (target != ignore).to(x.dtype) * (1 if weight is None else weight.detach()[target.clamp(0)])
    total = counted.sum().detach()
    return F.nll_loss(x, target, weight, ignore_index=ignore, reduction=reduction), total


def _scatter_pooled(grad: Any, indices: Any, shape: Any) -> Any:
    flat = grad.new_zeros(shape).flatten(2)
    return flat.scatter_add(2, indices.flatten(2), grad.flatten(2)).reshape(shape)


def _softplus_backward(g: Any, x: Any, beta: float, threshold: float) -> Any:
    return torch.where(beta * x > threshold, g, g * torch.sigmoid(beta * x))


def _unique_slices(x: Any, dim: int, consecutive: bool = False) -> Any:
    return torch.unique_consecutive(x, True, True, dim) if consecutive else torch.unique(x, True, True, True, dim)


def _without(results: Any, wanted: bool, *places: int) -> tuple[Any, ...]:
    """The results, those in some places replaced by empty vectors unless wanted."""
    empty = lambda x: x.new_empty(*x.shape[:-2], 0)  # noqa: E731
    return tuple(empty(x) if k in places and not wanted else x for k, x in enumerate(results))


def _least_squares(a: Any, b: Any, rcond: float, driver: str) -> tuple[Any, ...]:
    found = torch.linalg.lstsq(a, b, rcond, driver=driver)
    values = found.singular_values
    return found.solution, found.rank, values if values.numel() else a.real.new_empty(*a.shape[:-2], 0)


def _recurrence(first: Reference, step: Reference) -> Reference:
    """A polynomial of one degree per element: 1, then ``first``, then ``step(k, p, q)`` of the two before."""

    def of(x: Any, n: Any, a: Any) -> Any:
        x, n = (torch.as_tensor(t) for t in (x, n))
        q, p, found = torch.ones_like(x), first(x, a), torch.zeros(torch.broadcast_shapes(x.shape, n.shape))
        for k in range(10):
            found = torch.where(n.trunc() == k, q, found.to(x.dtype))
            q, p = p, step(k + 1, x, a, p, q)
        return found

    return of


def _airy_slope(x: Any) -> Any:
    slopes = [float(mpmath.airyai(v, derivative=1)) for v in x.detach().double().flatten().tolist()]
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)


REFERENCES: dict[str, Reference] = {
    "fft_c2c": lambda x, dim, normalization, forward: (torch.fft.fftn if forward else torch.fft.ifftn)(
        x, dim=dim, norm=NORMS[normalization if forward else 2 - normalization]
    ),
    "fft_r2c": lambda x, dim, normalization: torch.fft.rfftn(x, dim=dim, norm=NORMS[normalization]),
    "fft_c2r": lambda x, dim, normalization, last: torch.fft.irfftn(
        x, (*(-1 for _ in dim[1:]), last), dim, NORMS[2 - normalization]
    ),
    "airy_ai_slope": _airy_slope,
    "gegenbauer": _recurrence(
        lambda x, a: 2 * a * x, lambda k, x, a, p, q: (2 * (k + a) * x * p - (k + 2 * a - 1) * q) / (k + 1)
    ),
    "laguerre": _recurrence(
        lambda x, a: 1 + a - x, lambda k, x, a, p, q: ((2 * k + 1 + a - x) * p - (k + a) * q) / (k + 1)
    ),
    "choose": torch.where,
    "solve_matrix": torch.linalg.solve,
    "cofactors_change": lambda x, d: _cofactors_change(x, d),
    "cofactors": lambda x: torch.linalg.det(x)[..., None, None] * torch.linalg.inv(x).mT,
    "logcumsumexp_backward": lambda g, x, sums, dim: _shares(x, sums, dim, g, True),
    "logcumsumexp_forward": lambda d, x, sums, dim: _shares(x, sums, dim, d, False),
    "cholesky_lower": lambda x: torch.linalg.cholesky(
        x.tril(-1) + x.tril(-1).mH + torch.diag_embed(x.diagonal(0, -2, -1).real.to(x.dtype))
    ),
    "where_method": lambda self, condition, other: self.where(condition, other),
    "_real": lambda x: x.real,
    "real": lambda x: x.real,
    "imag": lambda x: x.imag,
    "sigmoid_backward": lambda g, out: g * (out * (1 - out)).conj(),
    "tanh_backward": lambda g, out: g * (1 - out * out).conj(),
    "div_trunc": lambda a, b: torch.div(a, b, rounding_mode="trunc"),
    "integers": lambda low, high, size: torch.randint(low, high, size),
    "bernoulli_each": torch.bernoulli,
    "binomial_each": torch.binomial,
    "_standard_gamma": torch._standard_gamma,
    "_sample_dirichlet": torch._sample_dirichlet,
    "standard_gamma_grad": torch._standard_gamma_grad,
    "dirichlet_grad": lambda x, a, total: torch._dirichlet_grad(x, a, total.expand_as(x)),
    "cholesky_factor": lambda a, upper, check, name: torch.linalg.cholesky_ex(a, upper=upper),
    "lu_permutation": lambda pivots, m: torch.lu_unpack(
        torch.eye(m, pivots.shape[-1]).expand(*pivots.shape[:-1], -1, -1), pivots
    )[0].argmax(-2),
    "lu_factors": lambda a, pivot, check, name: torch.linalg.lu_factor_ex(a, pivot=pivot),
    "solve_again": lambda a, lu, pivots, b, adjoint: torch.linalg.solve(a.mH if adjoint else a, b),
    "solve_system": lambda a, b, left, check, name: (
        torch.linalg.solve(a, b, left=left),
        *torch.linalg.lu_factor_ex(a.detach()),
    ),
    "invert": lambda a, check, name: torch.linalg.inv_ex(a),
    "ldl_factors": lambda a, hermitian, check, name: torch.linalg.ldl_factor_ex(a, hermitian=hermitian),
    "qr_factors": torch.linalg.qr,
    "require_no_phase": lambda x, name, vectors: torch.zeros_like(x),
    "eigh_factors": lambda a, uplo, vectors: _without(torch.linalg.eigh(a, uplo), vectors, 1),
    "eig_factors": lambda a, vectors: _without(torch.linalg.eig(a), vectors, 1),
    "svd_factors": lambda a, full, vectors: _without(torch.linalg.svd(a, full), vectors, 0, 2),
    "pseudo_inverse": lambda a, atol, rtol, hermitian: torch.linalg.pinv(a, atol=atol, rtol=rtol, hermitian=hermitian),
    "lstsq_solution": lambda a, b, rcond, driver: _least_squares(a, b, rcond, driver),
    "is_positive_definite": lambda x: torch.linalg.cholesky_ex(x).info == 0,
    "is_positive_semidefinite": lambda x: (torch.linalg.eigvalsh(x) >= 0).all(-1),
    "dropout_mask": lambda like, p, shape: torch.empty_like(like).bernoulli_(1 - p) / (1 - p),
    "hardtanh_backward": lambda g, x, low, high: g.masked_fill((x <= low) | (x >= high), 0),
    "threshold_backward": lambda g, x, threshold: g.masked_fill(x <= threshold, 0),
    "leaky_relu_backward": lambda g, x, slope: torch.where(x > 0, g, g * slope),
    "scaled_elu": lambda x, alpha, scale, inner: torch.where(x > 0, scale * x, scale * alpha * torch.expm1(inner * x)),
    "gelu_backward": aten.gelu_backward,
    "silu_backward": lambda g, x: g * torch.sigmoid(x) * (1 + x * (1 - torch.sigmoid(x))),
    "softplus_backward": _softplus_backward,
    "prelu_elements": lambda x, weight: torch.where(x > 0, x, weight * x),
    "softmax_backward": lambda g, out, dim: out * (g - (g * out).sum(dim, True)),
    "log_softmax_backward": lambda g, out, dim: g - out.exp() * g.sum(dim, True),
    "new_zeros": _method("new_zeros"),
    "new_ones": _method("new_ones"),
    "new_empty": _method("new_empty"),
    "new_full": _method("new_full"),
    "counted": torch.arange,
    "spaced": torch.linspace,
    "convolution": torch.convolution,
    "conv_grad_input": lambda g, w, shape, *rest: (
        _pulled(lambda x: torch.convolution(x, w, None, *rest), shape, g)
        if not w.is_complex()
        else aten.convolution_backward(
            g, torch.zeros(tuple(shape), dtype=g.dtype), w.conj().resolve_conj(), None, *rest, [True, False, False]
        )[0]
    ),
    "conv_grad_weight": lambda g, x, shape, *rest: (
        _pulled(lambda w: torch.convolution(x, w, None, *rest), shape, g)
        if not x.is_complex()
        else aten.convolution_backward(
            g, x.conj().resolve_conj(), torch.zeros(tuple(shape), dtype=g.dtype), None, *rest, [False, True, False]
        )[1]
    ),
    "unfold_patches": F.unfold,
    "fold_patches": F.fold,
    "view": _method("view"),
    "view_as": _method("view_as"),
    "reshape_as": _method("reshape_as"),
    "expand": _method("expand"),
    "expand_as": _method("expand_as"),
    "T": lambda x: x.T,
    "mT": lambda x: x.mT,
    "H": lambda x: x.H,
    "mH": lambda x: x.mH,
    "split_evenly": torch.split,
    "split_with_sizes": _method("split_with_sizes"),
    "select_backward": _written(torch.select),
    "slice": aten.slice,
    "slice_backward": _written(aten.slice),
    "diagonal_backward": _written(torch.diagonal),
    "unfold": _method("unfold"),
    "unfold_backward": lambda g, shape, *rest: aten.unfold_backward(g, list(shape), *rest),
    "repeat": _method("repeat"),
    "tile": _method("tile"),
    "reshape": _method("reshape"),
    "repeat_index": torch.repeat_interleave,
    "alias": lambda x: x[...],
    "contiguous": _method("contiguous"),
    "_to_copy": lambda x, dtype=None: x.to(dtype=dtype, copy=True),
    "fill": torch.fill,
    "index": lambda x, indices: aten.index(x, indices),
    "index_put": lambda x, indices, values, accumulate=False: torch.index_put(x, indices, values, accumulate),
    "scatter_extreme": lambda x, dim, index, src, largest, include: torch.scatter_reduce(
        x, dim, index, src, "amax" if largest else "amin", include_self=include
    ),
    "scatter_prod": lambda x, dim, index, src: torch.scatter_reduce(x, dim, index, src, "prod"),
    "nonzero_positions": torch.nonzero,
    "compressed_product": _listed_product,
    "embedding_backward": lambda g, indices, rows, padding, scale: aten.embedding_dense_backward(
        g, indices, rows, -1 if padding is None else padding, scale
    ),
    "variance": lambda x, dim, correction, keepdim: torch.var(x, dim, correction=correction, keepdim=keepdim),
    "deviation": lambda x, dim, correction, keepdim: torch.std(x, dim, correction=correction, keepdim=keepdim),
    "max_all": torch.max,
    "min_all": torch.min,
    "max_dim": torch.max,
    "min_dim": torch.min,
    "median_all": torch.median,
    "median_dim": torch.median,
    "nanmedian_all": torch.nanmedian,
    "nanmedian_dim": torch.nanmedian,
    "squared_error": lambda a, b, reduction: F.mse_loss(a, b, reduction=reduction),
    "huber": lambda a, b, reduction, delta: F.huber_loss(a, b, reduction=reduction, delta=delta),
    "nll_loss_forward": _nll,
    "nll_loss_backward": lambda g, target, weight, total, shape, reduction, ignore: aten.nll_loss_backward(
        g, torch.zeros(shape, dtype=g.dtype), target, weight, {"none": 0, "mean": 1, "sum": 2}[reduction], ignore, total
    ),
    "bernoulli_entropy": lambda x, target, weight, reduction: F.binary_cross_entropy(
        x, target, weight, reduction=reduction
    ),
    "logits_entropy": lambda x, target, weight, pos_weight, reduction: F.binary_cross_entropy_with_logits(
        x, target, weight, reduction=reduction, pos_weight=pos_weight
    ),
    "attention_forward": _attention,
    "attention_backward": _attention_backward,
    "layer_norm_forward": _layer_norm,
    "layer_norm_backward": _layer_norm_backward,
    "group_norm_forward": _group_norm,
    "group_norm_backward": _group_norm_backward,
    "batch_norm_forward": _batch_norm,
    "batch_norm_backward": _batch_norm_backward,
    "batch_norm_inference": lambda x, w, b, mean, var, eps: F.batch_norm(x, mean, var, w, b, False, 0.0, eps),
    "max_pool_with_indices": lambda x, k, s, p, d, ceil: _pool("max_pool")(x, k, s, p, d, ceil, return_indices=True),
    "avg_pool": _average,
    "avg_pool_backward": lambda g, shape, *rest: _pulled(lambda x: _average(x, *rest), shape, g),
    "adaptive_avg_pool": lambda x, size: _pool("adaptive_avg_pool")(x, list(size)),
    "adaptive_avg_pool_backward": lambda g, shape: _pulled(
        lambda x: _pool("adaptive_avg_pool")(x, list(g.shape[2:])), shape, g
    ),
    "adaptive_max_pool_with_indices": lambda x, size: _pool("adaptive_max_pool")(x, list(size), return_indices=True),
    "scatter_pooled": _scatter_pooled,
    "unique_values": lambda x: torch.unique(x, True, True, True),
    "unique_slices": _unique_slices,
    "unique_runs": lambda x: torch.unique_consecutive(x, True, True),
    "search_lines": lambda edges, x, right, short: torch.searchsorted(edges, x, right=right, out_int32=short),
    "count_values": lambda x, least: torch.bincount(x, minlength=least),
}
for _short in (
    "float",
    "double",
    "half",
    "bfloat16",
    "int",
    "long",
    "short",
    "char",
    "byte",
    "bool",
    "chalf",
    "cfloat",
    "cdouble",
):
    REFERENCES[f"to_{_short}"] = _method(_short)


# ---- updates: they write lists, which are returned for the comparison ------------------------------------------------


def _functional(name: str) -> Reference:
    """``torch.optim.adam.adam`` and its like, whose modules ``torch.optim`` hides."""
    function: Reference = getattr(importlib.import_module(f"torch.optim.{name}"), name)
    return function


def _update(function: Reference) -> Reference:
    def written(*args: Any) -> list[Any]:
        function(*args)
        return lists_of(args)

    return written


def _sgd(params: Any, grads: Any, buffers: Any, lr: float, momentum: float, dampening: float, weight_decay: float,
         nesterov: bool, maximize: bool, first: bool) -> None:  # fmt: skip
    kept = [None for _ in params] if first or not buffers else buffers
    _functional("sgd")(
        params, grads, kept, foreach=False, lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay,
        nesterov=nesterov, maximize=maximize,
    )  # fmt: skip
    for buffer, made in zip(buffers, kept, strict=False):
        if first:
            buffer.copy_(made)


def _adam(params: Any, grads: Any, averages: Any, squares: Any, largest: Any, steps: Any, lr: float, beta1: float,
          beta2: float, eps: float, weight_decay: float, decoupled: bool, maximize: bool) -> None:  # fmt: skip
    _functional("adam")(
        params, grads, averages, squares, largest, steps, foreach=False, decoupled_weight_decay=decoupled,
        amsgrad=bool(largest), lr=lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay, maximize=maximize,
    )  # fmt: skip


def _adadelta(params: Any, grads: Any, squares: Any, deltas: Any, steps: Any, lr: float, rho: float, eps: float,
              weight_decay: float, maximize: bool) -> None:  # fmt: skip
    _functional("adadelta")(
        params, grads, squares, deltas, steps, foreach=False, lr=lr, rho=rho, eps=eps, weight_decay=weight_decay,
        maximize=maximize,
    )  # fmt: skip


def _adagrad(params: Any, grads: Any, sums: Any, steps: Any, lr: float, lr_decay: float, eps: float,
             weight_decay: float, maximize: bool) -> None:  # fmt: skip
    _functional("adagrad")(
        params, grads, sums, steps, foreach=False, fused=False, lr=lr, lr_decay=lr_decay, eps=eps,
        weight_decay=weight_decay, maximize=maximize,
    )  # fmt: skip


def _adamax(params: Any, grads: Any, averages: Any, largest: Any, steps: Any, lr: float, beta1: float, beta2: float,
            eps: float, weight_decay: float, maximize: bool) -> None:  # fmt: skip
    _functional("adamax")(
        params, grads, averages, largest, steps, foreach=False, lr=lr, beta1=beta1, beta2=beta2, eps=eps,
        weight_decay=weight_decay, maximize=maximize,
    )  # fmt: skip


def _nadam(params: Any, grads: Any, averages: Any, squares: Any, steps: Any, products: Any, lr: float, beta1: float,
           beta2: float, eps: float, weight_decay: float, momentum_decay: float, decoupled: bool,
           maximize: bool) -> None:  # fmt: skip
    _functional("nadam")(
        params, grads, averages, squares, products, steps, foreach=False, decoupled_weight_decay=decoupled, lr=lr,
        beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay, maximize=maximize,
    )  # fmt: skip


def _radam(params: Any, grads: Any, averages: Any, squares: Any, steps: Any, lr: float, beta1: float, beta2: float,
           eps: float, weight_decay: float, decoupled: bool, maximize: bool) -> None:  # fmt: skip
    _functional("radam")(
        params, grads, averages, squares, steps, foreach=False, decoupled_weight_decay=decoupled, lr=lr, beta1=beta1,
        beta2=beta2, eps=eps, weight_decay=weight_decay, maximize=maximize,
    )  # fmt: skip


def _rmsprop(params: Any, grads: Any, squares: Any, averages: Any, buffers: Any, steps: Any, lr: float, alpha: float,
             eps: float, weight_decay: float, momentum: float, maximize: bool) -> None:  # fmt: skip
    _functional("rmsprop")(
        params, grads, squares, averages, buffers, steps, foreach=False, lr=lr, alpha=alpha, eps=eps,
        weight_decay=weight_decay, momentum=momentum, centered=bool(averages), maximize=maximize,
    )  # fmt: skip


for _step in (_sgd, _adam, _adadelta, _adagrad, _adamax, _nadam, _radam, _rmsprop):
    REFERENCES[f"{_step.__name__[1:]}_step_"] = _update(_step)


def reference(entry: Any, key: str) -> Reference:
    """PyTorch's function for an entry."""
    if key in REFERENCES:
        return REFERENCES[key]
    home: Any = torch
    for part in (entry.namespaces or ("",))[0].split("."):
        home = getattr(home, part) if part else home
    name = key.rsplit(".", 1)[-1]
    found = getattr(home, name, None) if entry.namespaces and not key.endswith("_") else None
    found = found or getattr(torch.Tensor, name, None) or getattr(F, name, None)
    if found is None:
        raise LookupError(f"no reference for {key}: name one in REFERENCES")
    return found
