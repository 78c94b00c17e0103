"""Parameters that are computed from others: a weight that is symmetric, orthogonal, of norm 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ...autograd.grad_mode import no_grad
from ..modules.container import ModuleDict, ModuleList
from ..modules.module import Module
from ..parameter import Parameter

__all__ = [
    "ParametrizationList",
    "cached",
    "is_parametrized",
    "register_parametrization",
    "remove_parametrizations",
    "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]
__dir__ = listing(globals())

_cache: dict[tuple[int, str], Any] = {}
_cache_users = 0


@contextmanager
def cached() -> Iterator[None]:
    """Within the ``with`` block a parametrised tensor is computed once, when it is first asked for.

    >>> import flambeau
    >>> from flambeau.nn.utils import parametrize, parametrizations
    >>> layer = parametrizations.weight_norm(flambeau.nn.Linear(2, 2))
    >>> with parametrize.cached():
    ...     layer.weight is layer.weight
    True
    """
    global _cache_users
    _cache_users += 1
    try:
        yield
    finally:
        _cache_users -= 1
        if not _cache_users:
            _cache.clear()


class ParametrizationList(ModuleList):
    """The modules that compute a tensor, one after the other, from ``original``, or from ``original0``,
    ``original1``… where the last ``right_inverse`` gives a sequence.

    Calling it gives the tensor.

    Raises: ValueError for no modules, and for modules that give no tensor or change its shape or dtype (unless
        ``unsafe``).

    >>> import flambeau
    >>> from flambeau.nn.utils.parametrize import ParametrizationList
    >>> ParametrizationList([flambeau.nn.ReLU()], flambeau.tensor([-1.0, 2.0]))()
    tensor([0., 2.])
    """

    unsafe: bool

    def __init__(self, modules: Sequence[Module], original: Tensor | Parameter, unsafe: bool = False) -> None:
        if len(modules) == 0:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        with no_grad():
            new: Any = original
            for module in reversed(self):
                if hasattr(module, "right_inverse"):
                    with suppress(NotImplementedError):
                        new = module.right_inverse(new)
        self.is_tensor = isinstance(new, Tensor)
        if self.is_tensor:
            self._hold_one(original, new)
        elif isinstance(new, Sequence):
            self._hold_several(original, new)
        else:
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got {type(new).__name__}"
            )
        if not unsafe:
            result = self()
            _check_tensor(result)
            _check_same("dtype", "unsafe", ("unparametrized", dtype), ("parametrized", result.dtype))
            _check_same("shape", "unsafe", ("unparametrized", shape), ("parametrized", result.shape))

    def _hold_one(self, original: Tensor, new: Tensor) -> None:
        if original.dtype != new.dtype:
            raise ValueError(
                "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}"
            )
        with no_grad():
            original.set_(new)  # what optimisers hold stays the parameter
        _register(self, "original", original)

    def _hold_several(self, original: Tensor, new: Sequence[Any]) -> None:
        self.ntensors = len(new)
        for number, part in enumerate(new):
            if not isinstance(part, Tensor):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                    f"Got element {number} of the sequence with type {type(part).__name__}."
                )
            if isinstance(original, Parameter):
                part = Parameter(part, original.requires_grad)
            part.requires_grad_(original.requires_grad)
            _register(self, f"original{number}", part)

    def right_inverse(self, value: Tensor) -> None:
        """Makes the originals such that the tensor becomes ``value``: what assigning to it does.

        Raises: RuntimeError for a module without ``right_inverse``; ValueError for one that gives something else than
            it gave at first.
        """
        with no_grad():
            new: Any = value
            for module in reversed(self):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                new = module.right_inverse(new)
            if self.is_tensor:
                if not isinstance(new, Tensor):
                    raise ValueError(f"`right_inverse` should return a tensor. Got {type(new).__name__}")
                if new.dtype != self.original.dtype:
                    raise ValueError(
                        f"The tensor returned by `right_inverse` has dtype {new.dtype} "
                        f"while `original` has dtype {self.original.dtype}"
                    )
                self.original.set_(new)
                return
            self._check_parts(new)
            for number, part in enumerate(new):
                getattr(self, f"original{number}").set_(part)

    def _check_parts(self, new: Any) -> None:
        if not isinstance(new, Sequence):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(new).__name__}.")
        if len(new) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. "
                f"Got a sequence of length {len(new)}."
            )
        for number, part in enumerate(new):
            if not isinstance(part, Tensor):
                raise ValueError(
                    f"'right_inverse' must return a sequence of tensors or reference-type opaques. "
                    f"Got element {number} of type {type(part).__name__}."
                )
            dtype = getattr(self, f"original{number}").dtype
            if part.dtype != dtype:
                raise ValueError(
                    f"Tensor {number} returned by `right_inverse` has dtype {part.dtype} "
                    f"while `original{number}` has dtype {dtype}"
                )

    def forward(self) -> Tensor:
        first, *others = self
        if self.is_tensor:
            value = first(self.original)
        else:
            value = first(*(getattr(self, f"original{number}") for number in range(self.ntensors)))
        for module in others:
            value = module(value)
        result: Tensor = value
        return result


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Makes the parameter or buffer ``tensor_name`` what ``parametrization`` computes from it, and returns ``module``.

    Further parametrisations of one tensor are applied after those it has. A ``right_inverse`` of the parametrisation
    says what the new parameter starts with, so that the tensor keeps its value, and allows to assign to it. ``module``
    becomes of a class of its own, whose property ``tensor_name`` computes.

    Raises: ValueError for an unknown name, for what gives no tensor or changes shape or dtype (unless ``unsafe``).

    >>> import flambeau
    >>> from flambeau import nn
    >>> class Symmetric(nn.Module):
    ...     def forward(self, x):
    ...         return x.triu() + x.triu(1).mT
    >>> layer = nn.utils.parametrize.register_parametrization(nn.Linear(3, 3), "weight", Symmetric())
    >>> flambeau.equal(layer.weight, layer.weight.mT)
    True
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        parametrizations: Any = module.parametrizations
        if not unsafe:
            _check_next(module, tensor_name, parametrization)
        parametrizations[tensor_name].append(parametrization)
        parametrizations[tensor_name].unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        original = getattr(module, tensor_name)
        computed = ParametrizationList([parametrization], original, unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _make_class(module)
            module.parametrizations = ModuleDict()
        _add_property(type(module), tensor_name)
        module.parametrizations[tensor_name] = computed
    else:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    return module


def _check_next(module: Module, name: str, parametrization: Any) -> None:
    """Refuses a further parametrisation that changes what it gets, in either direction."""
    before = getattr(module, name)
    after = parametrization(before)
    _check_tensor(after)
    place, call = f"module.{name}", f"parametrization(module.{name})"
    for fact in ("dtype", "shape"):
        given, found = getattr(before, fact), getattr(after, fact)
        _check_same(fact, "the `unsafe`", (place, given), (call, found))
    if not hasattr(parametrization, "right_inverse"):
        return
    try:
        back = parametrization.right_inverse(after)
    except NotImplementedError:
        return
    if not isinstance(back, Tensor):
        raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {type(back).__name__}")
    for fact in ("dtype", "shape"):
        given, found = getattr(before, fact), getattr(back, fact)
        if given != found:
            raise ValueError(
                f"The tensor returned by parametrization.right_inverse must have the same {fact} as {place}, unless "
                f"the `unsafe` flag is enabled.\n{place}.{fact}: {given}\nreturned {fact}: {found}"
            )


def _check_tensor(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(value).__name__}.")


def _check_same(fact: str, flag: str, before: tuple[str, Any], after: tuple[str, Any]) -> None:
    if before[1] == after[1]:
        return
    dot = "" if flag == "unsafe" else "."
    flag = "`unsafe`" if flag == "unsafe" else flag
    raise ValueError(
        f"Registering a parametrization may not change the {fact} of the tensor, unless {flag} flag is enabled.\n"
        + "\n".join(f"{name}{dot or ' '}{fact}: {value}" for name, value in (before, after))
    )


def _register(module: Module, name: str, value: Any) -> None:
    if isinstance(value, Parameter):
        module.register_parameter(name, value)
    else:
        module.register_buffer(name, value)


def _make_class(module: Module) -> None:
    """Gives the module a class of its own, for the properties."""
    cls = type(module)
    members = {
        "__getstate__": _refuse_pickling,
        "__deepcopy__": getattr(cls, "__deepcopy__", _copied),
        "__module__": cls.__module__,
    }
    module.__class__ = type(f"Parametrized{cls.__name__}", (cls,), members)


def _refuse_pickling(self: Any) -> Any:
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). See:\n"
        "https://pytorch.org/tutorials/beginner/saving_loading_models.html"
        "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
    )


def _copied(self: Any, memo: dict[int, Any]) -> Any:
    """A deep copy, of a class of its own, so that parametrisations of one can be removed without the other's."""
    cls = type_before_parametrizations(self)
    copy = memo[id(self)] = cls.__new__(cls)
    copy.__setstate__(deepcopy(self.__dict__, memo))
    _make_class(copy)
    for name in self.parametrizations:
        _add_property(type(copy), name)
    return copy


def _add_property(cls: type, name: str) -> None:
    def get(self: Any) -> Tensor:
        if not _cache_users:
            value: Tensor = self.parametrizations[name]()
            return value
        key = id(self), name
        if key not in _cache:
            _cache[key] = self, self.parametrizations[name]()  # the module too: its id stays its own
        found: Tensor = _cache[key][1]
        return found

    def put(self: Any, value: Tensor) -> None:
        self.parametrizations[name].right_inverse(value)

    setattr(cls, name, property(get, put))


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether the module has parametrisations, of ``tensor_name`` if it is given.

    >>> import flambeau
    >>> flambeau.nn.utils.parametrize.is_parametrized(flambeau.nn.Linear(1, 1))
    False
    """
    parametrizations = getattr(module, "parametrizations", None)
    if not isinstance(parametrizations, ModuleDict):
        return False
    return len(parametrizations) > 0 if tensor_name is None else tensor_name in parametrizations


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Makes ``tensor_name`` a parameter or buffer again, with the value that it has, and returns ``module``.

    ``leave_parametrized=False`` leaves what it was computed from, if that is one tensor.

    Raises: ValueError for a tensor that is not parametrised, or that is computed from several.

    >>> import flambeau
    >>> from flambeau.nn.utils import parametrize, parametrizations
    >>> layer = parametrizations.weight_norm(flambeau.nn.Linear(2, 2))
    >>> parametrize.remove_parametrizations(layer, "weight")
    Linear(in_features=2, out_features=2, bias=True)
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    parametrizations: Any = module.parametrizations
    held = parametrizations[tensor_name]
    if held.is_tensor:
        original = held.original
        if leave_parametrized:
            with no_grad():
                original.set_(getattr(module, tensor_name))
    elif leave_parametrized:
        value = getattr(module, tensor_name)
        original = Parameter(value) if value.requires_grad else value
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del parametrizations[tensor_name]
    _register(module, tensor_name, original)
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type_before_parametrizations(module)
    return module


def type_before_parametrizations(module: Module) -> type[Module]:
    """The class that the module had before it was parametrised.

    >>> import flambeau
    >>> from flambeau.nn.utils import parametrize, parametrizations
    >>> layer = parametrizations.weight_norm(flambeau.nn.Linear(2, 2))
    >>> type(layer).__name__, parametrize.type_before_parametrizations(layer).__name__
    ('ParametrizedLinear', 'Linear')
    """
    own = type(module)
    return own.__bases__[0] if own.__dict__.get("__getstate__") is _refuse_pickling else own


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Parametrises ``to_module`` as ``from_module`` is, with its originals, and returns it.

    >>> import flambeau
    >>> from flambeau.nn.utils import parametrize, parametrizations
    >>> source, goal = parametrizations.weight_norm(flambeau.nn.Linear(2, 2)), flambeau.nn.Linear(2, 2)
    >>> _ = parametrize.transfer_parametrizations_and_params(source, goal)
    >>> flambeau.equal(source.weight, goal.weight)
    True
    """
    if not is_parametrized(from_module):
        return to_module
    sources: Any = from_module.parametrizations
    for name in [tensor_name] if tensor_name is not None else list(sources):
        source = sources[name]
        if not hasattr(to_module, name):
            value = source.original if source.is_tensor else getattr(from_module, name)
            setattr(to_module, name, Parameter(value.detach().clone()) if not hasattr(to_module, name) else value)
        for parametrization in source:
            register_parametrization(to_module, name, parametrization)
        goal: Any = to_module.parametrizations[name]
        for key, value in source._parameters.items():
            setattr(goal, key, Parameter(value.detach().clone(), value.requires_grad))
        for key, value in source._buffers.items():
            setattr(goal, key, value.clone())
    return to_module


explain_module(globals())
