"""Functions of functions: derivatives and batching that nest in any order.

>>> import flambeau as torch
>>> from flambeau.func import grad, vmap
>>> vmap(grad(torch.sin))(torch.tensor([0., 1.]))
tensor([1.0000, 0.5403])
"""

from __future__ import annotations

from .._core import DataDependentError
from .._listing import listing
from ._forward import jvp, linearize
from ._jacobian import hessian, jacfwd, jacrev
from ._modules import functional_call, replace_all_batch_norm_modules_, stack_module_state
from ._reverse import grad, grad_and_value, vjp
from ._unwrapped import debug_unwrap, functionalize
from ._vmap import vmap

__all__ = [
    "DataDependentError",
    "debug_unwrap",
    "functional_call",
    "functionalize",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "replace_all_batch_norm_modules_",
    "stack_module_state",
    "vjp",
    "vmap",
]
__dir__ = listing(globals())
