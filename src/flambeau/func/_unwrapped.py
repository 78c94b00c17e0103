"""`debug_unwrap` and `functionalize`: what lies behind a transform's tensors, and functions without visible writes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import _core
from .._arguments import explained, not_callable
from .._core import Tensor


@explained
def debug_unwrap(tensor: Tensor, *, recurse: bool = True) -> Tensor:
    """What lies in a tensor within `vmap`: the values of all examples. For a look in a debugger, not for computing.

    Args:
        recurse: through all vmaps around; else through the innermost only.

    >>> import flambeau as torch
    >>> def f(x):
    ...     print(torch.func.debug_unwrap(x))
    ...     return x
    >>> _ = torch.vmap(f)(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """
    inside: Tensor = _core._innermost(tensor) if recurse else _core._unwrap(tensor, _core._level(tensor))[0]
    return inside


@explained
def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """`func` with the same results. PyTorch takes writes in place out of what it traces for compilers; here writes are
    differentiated and batched as they are, so that nothing is to be taken out.

    Raises: RuntimeError when called with another ``remove`` than "mutations" and "mutations_and_views"; TypeError
        for what is not callable.

    >>> import flambeau as torch
    >>> torch.func.functionalize(lambda x: x.clone().add_(1))(torch.zeros(2))
    tensor([1., 1.])
    """
    if remove not in ("mutations", "mutations_and_views"):
        raise RuntimeError(
            f"functionalize(f, remove='mutations'): received invalid argument for remove={remove}. Valid options are:\n"
            "     remove='mutations': writes in place are taken out\n"
            "     remove='mutations_and_views': and views are replaced by copies"
        )

    if not callable(func):
        raise not_callable(func, "functionalize")

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    return wrapped
