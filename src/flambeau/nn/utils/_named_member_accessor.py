"""Parameters, buffers and submodules by dotted names."""

from __future__ import annotations

from typing import Any

from ..._core import Tensor
from ..modules.module import Module

__all__ = ["NamedMemberAccessor", "swap_tensor"]


def swap_tensor(module: Module, name: str, tensor: Tensor | None, allow_missing: bool = False) -> Tensor | None:
    """Puts a tensor in the place of a parameter, buffer or attribute of a module; returns what was there.

    Raises: TypeError for what is not a module or tensor; KeyError for a name with a dot, and an empty one;
        AttributeError for a name that is not there, unless ``allow_missing``.

    >>> import flambeau as torch
    >>> from flambeau.nn.utils._named_member_accessor import swap_tensor
    >>> layer = torch.nn.Linear(1, 1)
    >>> before = swap_tensor(layer, "weight", torch.ones(1, 1))
    >>> layer.weight, before is layer.weight
    (tensor([[1.]]), False)
    """
    if not isinstance(module, Module):
        raise TypeError(f"{module} is not an instance of torch.nn.Module")
    if tensor is not None and not isinstance(tensor, Tensor):
        raise TypeError(f"{tensor} is not an instance of torch.Tensor")
    if "." in name or not name:
        raise KeyError(f"swap_tensor: {name!r} | a name of a module's own, without a dot")
    for table in (module._parameters, module._buffers):
        if name in table:
            before: Tensor | None = table[name]
            if tensor is None:
                del table[name]
            else:
                table[name] = tensor
            return before
    before = getattr(module, name, None)
    if before is None and not allow_missing:
        raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
    if before is not None and not isinstance(before, Tensor):
        raise TypeError(f"attribute `{name}`: {type(before).__name__} is not an instance of torch.Tensor")
    if tensor is not None:
        setattr(module, name, tensor)
    elif before is not None:
        delattr(module, name)
    return before


class NamedMemberAccessor:
    """The tensors and submodules of a module by dotted names.

    >>> import flambeau as torch
    >>> from flambeau.nn.utils._named_member_accessor import NamedMemberAccessor
    >>> at = NamedMemberAccessor(torch.nn.Sequential(torch.nn.Linear(1, 1)))
    >>> at.get_submodule("0"), at.get_tensor("0.bias").shape
    (Linear(in_features=1, out_features=1, bias=True), torch.Size([1]))
    """

    def __init__(self, module: Module) -> None:
        self.module = module

    def get_submodule(self, name: str) -> Module:
        """The submodule; AttributeError where there is none."""
        return self.module.get_submodule(name)

    def get_tensor(self, name: str) -> Any:
        """The parameter, buffer or attribute; AttributeError where there is none."""
        owner, _, last = name.rpartition(".")
        return getattr(self.module.get_submodule(owner), last)

    def swap_tensor(self, name: str, value: Tensor | None, allow_missing: bool = False) -> Tensor | None:
        """`swap_tensor` at a dotted name."""
        owner, _, last = name.rpartition(".")
        return swap_tensor(self.module.get_submodule(owner), last, value, allow_missing)

    def swap_tensors_dict(self, named: dict[str, Tensor], allow_missing: bool = False) -> dict[str, Tensor | None]:
        """The same for several; returns what was there."""
        return {name: self.swap_tensor(name, value, allow_missing) for name, value in named.items()}
