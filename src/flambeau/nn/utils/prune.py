"""Entries of parameters set to zero for good, by masks that a hook applies before each call."""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat, rand, rand_like, topk, zeros_like
from ..._listing import listing
from ..modules.module import Module
from ..parameter import Parameter

__all__ = [
    "BasePruningMethod",
    "CustomFromMask",
    "Identity",
    "L1Unstructured",
    "LnStructured",
    "PruningContainer",
    "RandomStructured",
    "RandomUnstructured",
    "custom_from_mask",
    "global_unstructured",
    "identity",
    "is_pruned",
    "l1_unstructured",
    "ln_structured",
    "random_structured",
    "random_unstructured",
    "remove",
]
__dir__ = listing(globals())


class BasePruningMethod(ABC):
    """A way to choose what of a tensor is pruned: a subclass gives `compute_mask` and its ``PRUNING_TYPE``.

    A pruned parameter ``name`` becomes ``name_orig`` times the buffer ``name_mask``, computed before each call.
    ``PRUNING_TYPE`` says what a method looks at that comes after another: "unstructured", entries that are left;
    "structured", slices that are left; "global", everything.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> class EveryOther(prune.BasePruningMethod):
    ...     PRUNING_TYPE = "unstructured"
    ...     def compute_mask(self, t, default_mask):
    ...         mask = default_mask.clone()
    ...         mask.view(-1)[::2] = 0
    ...         return mask
    >>> EveryOther().prune(flambeau.ones(4))
    tensor([0., 1., 0., 1.])
    """

    PRUNING_TYPE = "unstructured"
    _tensor_name: Any = None  # until it is applied

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The mask for ``t``: 0 where pruned, 1 elsewhere; 0 also where ``default_mask`` is."""

    def apply_mask(self, module: Module) -> Tensor:
        """The pruned tensor of ``module``."""
        if self._tensor_name is None:
            raise AssertionError(f"Module {module} has to be pruned")
        original = getattr(module, self._tensor_name + "_orig")
        pruned: Tensor = getattr(module, self._tensor_name + "_mask").to(dtype=original.dtype) * original
        return pruned

    @classmethod
    def apply(
        cls, module: Module, name: str, *args: Any, importance_scores: Tensor | None = None, **kwargs: Any
    ) -> BasePruningMethod:
        """Prunes ``name`` of ``module`` by this method, given its other arguments, after what pruned it before."""
        method: BasePruningMethod = cls(*args, **kwargs)
        method._tensor_name = name
        before = [
            (key, hook)
            for key, hook in module._forward_pre_hooks.items()
            if isinstance(hook, BasePruningMethod) and hook._tensor_name == name
        ]
        if len(before) > 1:
            raise AssertionError(
                f"Avoid adding multiple pruning hooks to the same tensor {name} of module {module}. "
                "Use a PruningContainer."
            )
        if before:
            key, hook = before[0]
            container = PruningContainer()
            container._tensor_name = name
            for earlier in hook if isinstance(hook, PruningContainer) else [hook]:
                container.add_pruning_method(earlier)
            container.add_pruning_method(method)
            method = container
            del module._forward_pre_hooks[key]
        original = getattr(module, name)
        scores = original if importance_scores is None else importance_scores
        _check_scores(scores, original)
        if not before:
            module.register_parameter(f"{name}_orig", _without(module, name))
            mask = zeros_like(original).fill_(1)
        else:
            mask = getattr(module, f"{name}_mask").detach().clone()
        try:
            mask = method.compute_mask(scores, default_mask=mask)
        except Exception:
            if not before:
                restored = module._parameters[f"{name}_orig"]
                del module._parameters[f"{name}_orig"]
                module.register_parameter(name, restored)
            raise
        module.register_buffer(f"{name}_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Tensor, default_mask: Tensor | None = None, importance_scores: Tensor | None = None) -> Tensor:
        """``t`` with zeros where this method prunes it, by ``importance_scores`` in the place of its own values."""
        scores = t if importance_scores is None else importance_scores
        _check_scores(scores, t)
        mask = zeros_like(t).fill_(1) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=mask)

    def remove(self, module: Module) -> None:
        """Makes the pruned tensor a parameter; the hook is left to `remove`."""
        if self._tensor_name is None:
            raise AssertionError(f"Module {module} has to be pruned before pruning can be removed")
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original = module._parameters[name + "_orig"]
        if original is None:
            raise AssertionError("pruning removed")
        original.data = weight.data
        del module._parameters[name + "_orig"]
        del module._buffers[name + "_mask"]
        setattr(module, name, original)


def _check_scores(scores: Tensor, tensor: Tensor) -> None:
    if scores.shape != tensor.shape:
        raise AssertionError(
            f"importance_scores should have the same shape as tensor t, got {scores.shape} vs {tensor.shape}"
        )


def _without(module: Module, name: str) -> Parameter | None:
    """The parameter ``name``, taken out of the module."""
    parameter: Parameter | None = module._parameters[name]
    del module._parameters[name]
    return parameter


class PruningContainer(BasePruningMethod):
    """Several methods for one tensor, one after the other, each for what the ones before have left.

    Raises: TypeError for what is no method; ValueError for a method of another tensor.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> len(prune.PruningContainer())
    0
    """

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        methods = args[0] if len(args) == 1 and isinstance(args[0], Iterable) else args
        if len(args) == 1 and not isinstance(args[0], Iterable):
            self._tensor_name = args[0]._tensor_name
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """Adds a method behind the others."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer {self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Any:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """``default_mask`` and what the last method prunes of what it leaves."""
        method, mask = self._pruning_methods[-1], default_mask.to(dtype=t.dtype)
        if method.PRUNING_TYPE == "global":
            chosen: Any = ...
        elif method.PRUNING_TYPE == "unstructured":
            chosen = mask == 1
        elif method.PRUNING_TYPE == "structured":
            dim = method.dim % t.dim()  # type: ignore[attr-defined]
            left = mask.sum([k for k in range(t.dim()) if k != dim]) != 0
            chosen = (*(slice(None),) * dim, left)
        else:
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        new = mask.clone()
        new[chosen] = method.compute_mask(t[chosen], default_mask=mask[chosen]).to(new.dtype)
        return new


class Identity(BasePruningMethod):
    """Prunes nothing, but makes the parameter a pruned one.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.Identity().prune(flambeau.ones(2))
    tensor([1., 1.])
    """

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """``default_mask``."""
        return default_mask

    @classmethod
    def apply(cls, module: Module, name: str) -> BasePruningMethod:  # type: ignore[override]
        """Makes ``name`` a pruned parameter."""
        return super().apply(module, name)


class _ByAmount(BasePruningMethod):
    """A method that prunes so many units, or such a share of them."""

    def __init__(self, amount: float) -> None:
        _validate_pruning_amount_init(amount)
        self.amount = amount

    def _count(self, units: int) -> int:
        _validate_pruning_amount(self.amount, units)
        return _compute_nparams_toprune(self.amount, units)


class RandomUnstructured(_ByAmount):
    """Prunes ``amount`` entries (a share of them if it is a float) at random.

    Raises: TypeError and ValueError for an amount that is no number, negative, or a share above 1.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.RandomUnstructured(3).prune(flambeau.ones(4)).sum()
    tensor(1.)
    """

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """A mask with ``amount`` more zeros."""
        count = self._count(t.numel())
        mask = default_mask.clone()
        if count:
            mask.view(-1)[topk(rand_like(t).view(-1), k=count).indices] = 0
        return mask

    @classmethod
    def apply(cls, module: Module, name: str, amount: float) -> BasePruningMethod:  # type: ignore[override]
        """Prunes ``name`` of ``module``."""
        return super().apply(module, name, amount=amount)


class L1Unstructured(_ByAmount):
    """Prunes the ``amount`` entries (a share of them if it is a float) of least absolute value.

    Raises: TypeError and ValueError for an amount that is no number, negative, or a share above 1.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.L1Unstructured(0.5).prune(flambeau.tensor([1.0, -4.0, 3.0, -2.0]))
    tensor([ 0., -4.,  3., -0.])
    """

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """A mask with ``amount`` more zeros."""
        count = self._count(t.numel())
        mask = default_mask.clone()
        if count:
            mask.view(-1)[topk(t.abs().view(-1), k=count, largest=False).indices] = 0
        return mask

    @classmethod
    def apply(  # type: ignore[override]
        cls, module: Module, name: str, amount: float, importance_scores: Tensor | None = None
    ) -> BasePruningMethod:
        """Prunes ``name`` of ``module``."""
        return super().apply(module, name, amount=amount, importance_scores=importance_scores)


class _Structured(_ByAmount):
    """A method that prunes whole slices along ``dim``."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def _count_of(self, t: Tensor) -> int:
        _validate_structured_pruning(t)
        _validate_pruning_dim(t, self.dim)
        return self._count(t.shape[self.dim])

    def _keep(self, t: Tensor, default_mask: Tensor, kept: Tensor) -> Tensor:
        mask = zeros_like(t)
        mask[(*(slice(None),) * (self.dim % t.dim()), kept)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class RandomStructured(_Structured):
    """Prunes ``amount`` slices along ``dim`` (a share of them if it is a float) at random.

    Raises: TypeError and ValueError for an amount that is no number, negative, or a share above 1; ValueError for
        vectors; IndexError for ``dim`` out of range.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.RandomStructured(1, dim=0).prune(flambeau.ones(3, 2)).sum()
    tensor(4.)
    """

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """A mask without ``amount`` slices."""
        count, slices = self._count_of(t), t.shape[self.dim]
        if not count:
            return default_mask
        chances = rand(slices)
        return self._keep(t, default_mask, chances > topk(chances, k=count, largest=False).values[-1])

    @classmethod
    def apply(cls, module: Module, name: str, amount: float, dim: int = -1) -> BasePruningMethod:  # type: ignore[override]
        """Prunes ``name`` of ``module``."""
        return super().apply(module, name, amount=amount, dim=dim)


class LnStructured(_Structured):
    """Prunes the ``amount`` slices along ``dim`` (a share of them if it is a float) of least ``n``-norm.

    Raises: TypeError and ValueError for an amount that is no number, negative, or a share above 1; ValueError for
        vectors; IndexError for ``dim`` out of range.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.LnStructured(1, n=2, dim=0).prune(flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[0., 0.],
            [3., 4.]])
    """

    def __init__(self, amount: float, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """A mask without ``amount`` slices."""
        count, slices = self._count_of(t), t.shape[self.dim]
        if not count:
            return default_mask
        norms = _compute_norm(t, self.n, self.dim)
        return self._keep(t, default_mask, topk(norms, k=slices - count, largest=True).indices)

    @classmethod
    def apply(  # type: ignore[override]
        cls, module: Module, name: str, amount: float, n: Any, dim: int, importance_scores: Tensor | None = None
    ) -> BasePruningMethod:
        """Prunes ``name`` of ``module``."""
        return super().apply(module, name, amount=amount, n=n, dim=dim, importance_scores=importance_scores)


class CustomFromMask(BasePruningMethod):
    """Prunes where ``mask`` is 0.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> prune.CustomFromMask(flambeau.tensor([0, 1])).prune(flambeau.ones(2))
    tensor([0., 1.])
    """

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """Both masks' zeros."""
        if default_mask.shape != self.mask.shape:
            raise AssertionError(
                f"default_mask shape {default_mask.shape} must match self.mask shape {self.mask.shape}"
            )
        return default_mask * self.mask.to(dtype=default_mask.dtype)

    @classmethod
    def apply(cls, module: Module, name: str, mask: Tensor) -> BasePruningMethod:  # type: ignore[override]
        """Prunes ``name`` of ``module``."""
        return super().apply(module, name, mask=mask)


def identity(module: Module, name: str) -> Module:
    """Makes ``name`` a pruned parameter of which nothing is pruned.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.identity(flambeau.nn.Linear(2, 2), "bias")
    >>> layer.bias_mask
    tensor([1., 1.])
    """
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: float) -> Module:
    """Prunes ``amount`` entries of ``name`` (a share of them if it is a float) at random.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.random_unstructured(flambeau.nn.Linear(2, 2), "weight", 3)
    >>> layer.weight_mask.sum()
    tensor(1.)
    """
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Module, name: str, amount: float, importance_scores: Tensor | None = None) -> Module:
    """Prunes the ``amount`` entries of ``name`` (a share of them if it is a float) of least absolute value or score.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.l1_unstructured(flambeau.nn.Linear(2, 2), "weight", 3)
    >>> layer.weight_mask.sum()
    tensor(1.)
    """
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: float, dim: int) -> Module:
    """Prunes ``amount`` slices of ``name`` along ``dim`` (a share of them if it is a float) at random.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.random_structured(flambeau.nn.Linear(3, 2), "weight", 1, dim=0)
    >>> layer.weight_mask.sum()
    tensor(3.)
    """
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Module, name: str, amount: float, n: Any, dim: int, importance_scores: Tensor | None = None
) -> Module:
    """Prunes the ``amount`` slices of ``name`` along ``dim`` (a share of them if it is a float) of least ``n``-norm.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.ln_structured(flambeau.nn.Linear(3, 2), "weight", 0.5, n=2, dim=0)
    >>> layer.weight_mask.sum()
    tensor(3.)
    """
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def global_unstructured(
    parameters: Any, pruning_method: type[BasePruningMethod], importance_scores: Any = None, **kwargs: Any
) -> None:
    """Prunes several parameters, pairs of a module and a name, as if they were one long vector.

    Raises: TypeError for what is not iterable, scores that are no dict, and methods of structures.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> layer = flambeau.nn.Linear(2, 2)
    >>> prune.global_unstructured([(layer, "weight"), (layer, "bias")], prune.L1Unstructured, amount=4)
    >>> (layer.weight_mask.sum() + layer.bias_mask.sum()).item()
    2.0
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    importance_scores = {} if importance_scores is None else importance_scores
    if not isinstance(importance_scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    pairs = list(parameters)
    scores = [importance_scores.get(pair, getattr(*pair)) for pair in pairs]
    masks = [getattr(module, name + "_mask", zeros_like(getattr(module, name)).fill_(1)) for module, name in pairs]
    container = PruningContainer()
    container._tensor_name = "temp"
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    container.add_pruning_method(method)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. '
            f"Found method {pruning_method} of type {method.PRUNING_TYPE}"
        )
    whole = container.compute_mask(_vector(scores), _vector(masks))
    offset = 0
    for module, name in pairs:
        size = getattr(module, name).numel()
        custom_from_mask(module, name, whole[offset : offset + size].view_as(getattr(module, name)))
        offset += size


def _vector(tensors: list[Tensor]) -> Tensor:
    return cat([tensor.reshape(-1) for tensor in tensors])


def custom_from_mask(module: Module, name: str, mask: Tensor) -> Module:
    """Prunes ``name`` where ``mask`` is 0.

    >>> import flambeau
    >>> layer = flambeau.nn.utils.prune.custom_from_mask(flambeau.nn.Linear(2, 2), "bias", flambeau.tensor([0, 1]))
    >>> layer.bias_mask
    tensor([0., 1.])
    """
    CustomFromMask.apply(module, name, mask)
    return module


def remove(module: Module, name: str) -> Module:
    """Makes the pruned tensor ``name`` a parameter like others.

    Raises: ValueError if it is not pruned.

    >>> import flambeau
    >>> from flambeau.nn.utils import prune
    >>> layer = prune.remove(prune.identity(flambeau.nn.Linear(2, 2), "bias"), "bias")
    >>> sorted(name for name, _ in layer.named_parameters())
    ['bias', 'weight']
    """
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module: Module) -> bool:
    """Whether a parameter of the module, or of a module in it, is pruned.

    >>> import flambeau
    >>> flambeau.nn.utils.prune.is_pruned(flambeau.nn.Linear(2, 2))
    False
    """
    return any(
        isinstance(hook, BasePruningMethod) for below in module.modules() for hook in below._forward_pre_hooks.values()
    )


# These names are PyTorch's, which methods of others import.


def _validate_pruning_amount_init(amount: Any) -> None:
    """Refuses what is neither a number of units nor a share of them."""
    if not isinstance(amount, (int, float, numbers.Real)):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    share = not isinstance(amount, numbers.Integral)
    if amount < 0 or (share and amount > 1):  # type: ignore[operator]
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _validate_pruning_amount(amount: Any, tensor_size: int) -> None:
    """Refuses a number of units above the size."""
    if isinstance(amount, numbers.Integral) and int(amount) > tensor_size:
        raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={tensor_size}")


def _validate_structured_pruning(t: Tensor) -> None:
    """Refuses vectors, which have no slices."""
    if t.dim() <= 1:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. "
            f"Found tensor of shape {t.shape} with {t.dim()} dims"
        )


def _validate_pruning_dim(t: Tensor, dim: int) -> None:
    """Refuses a dimension out of range."""
    if not -t.dim() <= dim < t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


def _compute_nparams_toprune(amount: Any, tensor_size: int) -> int:
    """How many units ``amount`` means."""
    return int(amount) if isinstance(amount, numbers.Integral) else round(amount * tensor_size)


def _compute_norm(t: Tensor, n: Any, dim: int) -> Tensor:
    """The n-norm of each slice along ``dim``."""
    return t.norm(p=n, dim=[k for k in range(t.dim()) if k != dim % t.dim()])


explain_module(globals())
