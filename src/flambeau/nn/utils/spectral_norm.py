"""Weights of spectral norm 1, by a hook that computes them before each call."""

from __future__ import annotations

from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ...autograd.grad_mode import no_grad
from ...linalg import solve
from .. import functional as F
from ..modules.conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from ..modules.module import Module
from ..parameter import Parameter, is_lazy

__all__ = [
    "SpectralNorm",
    "SpectralNormLoadStateDictPreHook",
    "SpectralNormStateDictHook",
    "remove_spectral_norm",
    "spectral_norm",
]
__dir__ = listing(globals())
_Layer = TypeVar("_Layer", bound=Module)


def output_dim(module: Module) -> int:
    """The dimension of the outputs in the module's weight."""
    return 1 if isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)) else 0


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """``weight`` with a row for each index of ``dim``."""
    moved = weight.movedim(dim, 0) if dim != 0 else weight
    return moved.reshape(moved.shape[0], -1)


def check_iterations(n_power_iterations: int) -> None:
    """The number of power iterations is positive."""
    if n_power_iterations <= 0:
        raise ValueError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")


def iterate(matrix: Tensor, u: Tensor, v: Tensor, times: int, eps: float) -> None:
    """Power iterations, in place, towards the left and right singular vectors of the largest singular value."""
    with no_grad():
        for _ in range(times):
            v.copy_(F.normalize(matrix.mH @ u, dim=0, eps=eps))
            u.copy_(F.normalize(matrix @ v, dim=0, eps=eps))


class SpectralNorm:
    """The hook of `spectral_norm`: computes ``name`` from ``name_orig`` and the singular vectors kept as buffers.

    >>> from flambeau.nn.utils.spectral_norm import SpectralNorm
    >>> SpectralNorm().name
    'weight'
    """

    _version = 1

    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        self.name = name
        self.dim = dim
        check_iterations(n_power_iterations)
        self.n_power_iterations = n_power_iterations
        self.eps = eps

    def reshape_weight_to_matrix(self, weight: Tensor) -> Tensor:
        """The weight with a row for each output."""
        return as_matrix(weight, self.dim)

    def compute_weight(self, module: Module, do_power_iteration: bool) -> Tensor:
        """The weight of ``module``, after further power iterations if asked for."""
        weight = getattr(module, self.name + "_orig")
        u, v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        matrix = self.reshape_weight_to_matrix(weight)
        if do_power_iteration:
            iterate(matrix, u, v, self.n_power_iterations, self.eps)
            u, v = u.clone(), v.clone()  # the next call writes the buffers
        result: Tensor = weight / u.dot(matrix @ v)
        return result

    def remove(self, module: Module) -> None:
        """Makes the weight a parameter again."""
        with no_grad():
            weight = self.compute_weight(module, do_power_iteration=False)
        delattr(module, self.name)
        for ending in ("_u", "_v", "_orig"):
            delattr(module, self.name + ending)
        module.register_parameter(self.name, Parameter(weight.detach()))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module, do_power_iteration=module.training))

    def _solve_v_and_rescale(self, weight_mat: Tensor, u: Tensor, target_sigma: Tensor) -> Tensor:
        """The ``v`` with which ``u`` gives ``target_sigma``, for files that do not hold it."""
        transposed = weight_mat.t()
        if weight_mat.shape[0] <= weight_mat.shape[1]:
            v = transposed @ solve(weight_mat @ transposed, u)
        else:
            v = solve(transposed @ weight_mat, transposed @ u)
        scaled: Tensor = v * (target_sigma / u.dot(weight_mat @ v))
        return scaled

    @staticmethod
    def apply(module: Module, name: str, n_power_iterations: int, dim: int, eps: float) -> SpectralNorm:
        """Puts the hook on ``module``."""
        for hook in module._forward_pre_hooks.values():
            if isinstance(hook, SpectralNorm) and hook.name == name:
                raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
        made = SpectralNorm(name, n_power_iterations, dim, eps)
        weight = module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        if is_lazy(weight):
            raise ValueError(
                "The module passed to `SpectralNorm` can't have uninitialized parameters. Make sure to run the dummy "
                "forward before applying spectral normalization"
            )
        with no_grad():
            rows, columns = made.reshape_weight_to_matrix(weight).shape
            u = F.normalize(weight.new_empty(rows).normal_(0, 1), dim=0, eps=eps)
            v = F.normalize(weight.new_empty(columns).normal_(0, 1), dim=0, eps=eps)
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        setattr(module, name, weight.detach())  # of no use until the first call computes it
        module.register_buffer(name + "_u", u)
        module.register_buffer(name + "_v", v)
        module.register_forward_pre_hook(made)
        module._register_state_dict_hook(SpectralNormStateDictHook(made))
        module._register_load_state_dict_pre_hook(SpectralNormLoadStateDictPreHook(made))
        return made


class SpectralNormLoadStateDictPreHook:
    """Reads states from before the buffer ``name_v`` was kept.

    >>> from flambeau.nn.utils.spectral_norm import SpectralNorm, SpectralNormLoadStateDictPreHook
    >>> SpectralNormLoadStateDictPreHook(SpectralNorm()).fn.name
    'weight'
    """

    def __init__(self, fn: SpectralNorm) -> None:
        self.fn = fn

    def __call__(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        fn = self.fn
        if local_metadata.get("spectral_norm", {}).get(fn.name + ".version") is not None:
            return
        key = prefix + fn.name
        if all(key + ending in state_dict for ending in ("_orig", "_u", "_v")) and key not in state_dict:
            return
        absent = [key + ending for ending in ("_orig", "", "_u") if key + ending not in state_dict]
        if absent:
            if strict:
                missing_keys += absent
            return
        with no_grad():
            original, u = state_dict[key + "_orig"], state_dict[key + "_u"]
            weight = state_dict.pop(key)
            sigma = (original / weight).mean()
            state_dict[key + "_v"] = fn._solve_v_and_rescale(fn.reshape_weight_to_matrix(original), u, sigma)


class SpectralNormStateDictHook:
    """Writes the version of the hook into the metadata of a state.

    >>> from flambeau.nn.utils.spectral_norm import SpectralNorm, SpectralNormStateDictHook
    >>> SpectralNormStateDictHook(SpectralNorm()).fn.name
    'weight'
    """

    def __init__(self, fn: SpectralNorm) -> None:
        self.fn = fn

    def __call__(self, module: Module, state_dict: Any, prefix: str, local_metadata: dict[str, Any]) -> None:
        versions = local_metadata.setdefault("spectral_norm", {})
        key = self.fn.name + ".version"
        if key in versions:
            raise RuntimeError(f"Unexpected key in metadata['spectral_norm']: {key}")
        versions[key] = self.fn._version


def spectral_norm(
    module: _Layer, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> _Layer:
    """Divides ``name``, before each call, by its largest singular value, which ``n_power_iterations`` more estimate.

    The weight is a matrix with a row for each index of ``dim``: of outputs, unless given. Its parameter is
    ``name_orig``. `parametrizations.spectral_norm` is its successor.

    Raises: RuntimeError if the tensor has the hook already; ValueError for no iterations; KeyError for an unknown name.
    Source: Miyato et al. 2018, Spectral Normalization for Generative Adversarial Networks.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.spectral_norm(flambeau.nn.Linear(2, 3))
    >>> list(layer.state_dict())
    ['bias', 'weight_orig', 'weight_u', 'weight_v']
    """
    SpectralNorm.apply(module, name, n_power_iterations, output_dim(module) if dim is None else dim, eps)
    return module


def remove_spectral_norm(module: _Layer, name: str = "weight") -> _Layer:
    """Takes away what `spectral_norm` made; the weight is a parameter again.

    Raises: ValueError if there is none.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.spectral_norm(flambeau.nn.Linear(2, 3))
    >>> flambeau.nn.utils.remove_spectral_norm(layer)
    Linear(in_features=2, out_features=3, bias=True)
    """
    for key, hook in list(module._forward_pre_hooks.items()):
        if isinstance(hook, SpectralNorm) and hook.name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            break
    else:
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    for table, kind in (
        (module._state_dict_hooks, SpectralNormStateDictHook),
        (module._load_state_dict_pre_hooks, SpectralNormLoadStateDictPreHook),
    ):
        for key, hook in list(table.items()):
            if isinstance(hook, kind) and hook.fn.name == name:
                del table[key]
                break
    return module


explain_module(globals())
