"""Weights that are orthogonal, of a given length, or of spectral norm 1."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat, eye, geqrf, zeros_like
from ..._listing import listing
from ..._numeric import finfo
from ...autograd.grad_mode import no_grad
from ...linalg import matrix_exp, solve
from .. import functional as F
from ..modules.module import Module
from . import parametrize
from ._reflectors import product_of_reflectors, with_orthonormal_columns
from .spectral_norm import as_matrix, check_iterations, iterate, output_dim
from .weight_norm import norm_except_dim, of_length

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]
__dir__ = listing(globals())


class _WeightNorm(Module):
    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return of_length(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return norm_except_dim(weight, 2, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int = 0) -> Module:
    """Makes ``name`` a direction, ``original1``, scaled to a length, ``original0``, over all dimensions but ``dim``.

    ``dim=None`` is one length for all. States of `nn.utils.weight_norm` can be loaded.

    Raises: ValueError for an unknown name.
    Source: Salimans and Kingma 2016, Weight Normalization.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.parametrizations.weight_norm(flambeau.nn.Linear(2, 3))
    >>> [name for name, _ in layer.named_parameters()]
    ['bias', 'parametrizations.weight.original0', 'parametrizations.weight.original1']
    """
    parametrize.register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def rename(state_dict: dict[str, Any], prefix: str, *args: Any) -> None:
        old = [f"{prefix}{name}{ending}" for ending in ("_g", "_v")]
        if all(key in state_dict for key in old):
            for number, key in enumerate(old):
                state_dict[f"{prefix}parametrizations.{name}.original{number}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(rename)
    return module


class _SpectralNorm(Module):
    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        dims = weight.dim()
        if not -dims <= dim < dims:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{dims}, {dims - 1}] but got {dim})")
        check_iterations(n_power_iterations)
        self.dim = dim % dims
        self.eps = eps
        if dims > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight.detach(), self.dim)
            u, v = (matrix.new_empty(size).normal_(0, 1) for size in matrix.shape)
            self.register_buffer("_u", F.normalize(u, dim=0, eps=eps))
            self.register_buffer("_v", F.normalize(v, dim=0, eps=eps))
            iterate(matrix.mH, self._v, self._u, 15, eps)  # u first

    def forward(self, weight: Tensor) -> Tensor:
        if weight.dim() == 1:
            normed: Tensor = F.normalize(weight, dim=0, eps=self.eps)
            return normed
        matrix = as_matrix(weight, self.dim)
        if self.training:
            iterate(matrix.mH, self._v, self._u, self.n_power_iterations, self.eps)
        u, v = self._u.clone(), self._v.clone()  # the next call writes the buffers
        result: Tensor = weight / u.vdot(matrix @ v)
        return result

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divides ``name`` by its largest singular value, which ``n_power_iterations`` more per use in training estimate.

    The weight is a matrix with a row for each index of ``dim``: of outputs, unless given.

    Raises: ValueError for an unknown name and for no iterations; IndexError for ``dim`` out of range.
    Source: Miyato et al. 2018, Spectral Normalization for Generative Adversarial Networks.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.parametrizations.spectral_norm(flambeau.nn.Linear(20, 40))
    >>> 0.9 < flambeau.linalg.vector_norm(layer.weight @ layer.parametrizations.weight[0]._v).item() < 1.1
    True
    """
    weight = _named(module, name)
    wanted = output_dim(module) if dim is None else dim
    parametrize.register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, wanted, eps))
    return module


class _Orthogonal(Module):
    base: Tensor

    def __init__(self, weight: Tensor, orthogonal_map: str, *, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Tensor) -> Tensor:
        rows, columns = X.shape[-2:]
        wide = rows < columns
        X = X.mT if wide else X
        Q = product_of_reflectors(X) if self.orthogonal_map == "householder" else self._of_skew(X)
        if hasattr(self, "base"):
            Q = self.base @ Q
        return Q.mT if wide else Q

    def _of_skew(self, X: Tensor) -> Tensor:
        """The columns of the exponential, or of the Cayley transform, of ``A - A^H``, ``A`` the lower triangle of X."""
        rows, columns = X.shape[-2:]
        X = X.tril()
        if rows != columns:
            X = F.pad(X, (0, rows - columns))
        skew = X - X.mH
        if self.orthogonal_map == "matrix_exp":
            Q = matrix_exp(skew)
        else:
            one = eye(rows, dtype=X.dtype, device=X.device)
            Q = solve(one + skew * -0.5, one + skew * 0.5)
        return Q[..., :columns] if rows != columns else Q

    def right_inverse(self, Q: Tensor) -> Tensor:
        with no_grad():
            if Q.shape != self.shape:
                raise ValueError(
                    f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
                )
            if self.orthogonal_map != "householder" and not hasattr(self, "base"):
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                    "use_trivialization=False."
                )
            rows, columns = Q.shape[-2:]
            tall = Q.mT if rows < columns else Q
            if not hasattr(self, "base"):
                reflectors, tau = geqrf(tall)
                # forward() reflects where this decomposition had nothing to reflect
                diagonal = reflectors.diagonal(dim1=-2, dim2=-1)
                diagonal.copy_(diagonal.sign() * (1 - 2 * (tau == 0).to(tau.dtype)))
                return reflectors.mT if rows < columns else reflectors
            if rows != columns:
                others = tall.new_empty((*tall.shape[:-1], abs(rows - columns))).normal_()
                tall = cat([tall, others], -1)
            self.base = tall.clone() if rows == columns and _is_orthogonal(tall) else with_orthonormal_columns(tall)
            # where each map gives the identity
            start = zeros_like(Q)
            start.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
            return start


def _is_orthogonal(Q: Tensor) -> bool:
    size = Q.shape[-1]
    error = Q.mH @ Q - eye(size, dtype=Q.dtype, device=Q.device)
    return bool((error.abs() < 10.0 * size * finfo(Q.dtype).eps).all())


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True
) -> Module:
    """Makes ``name`` a matrix, or a batch of matrices, with orthonormal rows or columns, whichever are fewer.

    ``orthogonal_map`` says how it is computed: "matrix_exp" or "cayley" of a skew matrix, or "householder", a product
    of reflections; unless given, the first for square and complex matrices, the last for others.
    ``use_trivialization`` multiplies it by an orthogonal base that keeps what the tensor started with.

    Raises: ValueError for an unknown name or map, for tensors of fewer than two dimensions, and for "householder" of
        complex matrices.
    Source: Lezcano-Casado 2019, Trivializations for Gradient-Based Optimization on Manifolds.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.parametrizations.orthogonal(flambeau.nn.Linear(3, 5))
    >>> flambeau.allclose(layer.weight.mT @ layer.weight, flambeau.eye(3), atol=1e-6)
    True
    """
    weight = _named(module, name)
    if weight.dim() < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.dim()} dimensions.")
    if orthogonal_map is None:
        square = weight.shape[-2] == weight.shape[-1] or weight.is_complex()
        orthogonal_map = "matrix_exp" if square else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    made = _Orthogonal(weight, orthogonal_map, use_trivialization=use_trivialization)
    parametrize.register_parametrization(module, name, made, unsafe=True)
    return module


def _named(module: Module, name: str) -> Tensor:
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


explain_module(globals())
