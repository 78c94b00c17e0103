#!/usr/bin/env python3
"""Writes src/flambeau/_doctor/torch_names.txt: the public names of the PyTorch that is installed, module by module.

    python scripts/list_torch_names.py

The documentation site and `flambeau doctor` say of each what it is here. They do without PyTorch, which is why the list
is kept; a test compares it with PyTorch 2.13.
"""

from __future__ import annotations

import importlib
import inspect
import textwrap
import warnings
from pathlib import Path
from typing import Any

LIST = Path(__file__).parents[1] / "src" / "flambeau" / "_doctor" / "torch_names.txt"
NOTICE = "# The public names of PyTorch 2.13 by module or class; written by scripts/list_torch_names.py.\n"

# The modules and classes that PyTorch's reference describes, but for those that need a package of their own.
HOMES = """
    torch torch.Tensor torch.Generator torch.Size torch.dtype torch.nn torch.nn.Module torch.nn.functional
    torch.nn.init torch.nn.parameter torch.nn.parallel torch.nn.utils torch.nn.utils.rnn torch.nn.utils.parametrize
    torch.nn.utils.parametrizations torch.nn.utils.prune torch.nn.utils.stateless torch.nn.attention
    torch.nn.attention.bias torch.nn.attention.flex_attention torch.optim torch.optim.Optimizer
    torch.optim.lr_scheduler torch.optim.swa_utils torch.autograd torch.autograd.Function torch.autograd.functional
    torch.autograd.forward_ad torch.autograd.graph torch.autograd.profiler torch.func torch.linalg torch.special
    torch.fft torch.signal.windows torch.distributions torch.distributions.constraints
    torch.distributions.transforms torch.distributions.kl torch.utils torch.utils.data torch.utils.data.distributed
    torch.utils.checkpoint torch.utils.benchmark torch.utils.dlpack torch.utils.hooks torch.utils.flop_counter
    torch.utils.collect_env torch.utils.cpp_extension torch.utils.mobile_optimizer torch.profiler torch.testing
    torch.hub torch.random torch.serialization torch.futures torch.multiprocessing torch.overrides torch.library
    torch.package torch.fx torch.jit torch.export torch.compiler torch.onnx torch.monitor torch.amp torch.sparse
    torch.nested torch.masked torch.ao.quantization torch.distributed torch.distributed.algorithms.join
    torch.distributed.fsdp torch.distributed.optim torch.distributed.rpc torch.distributed.pipelining
    torch.distributed.tensor torch.distributed.checkpoint torch.cpu torch.cuda torch.cuda.amp torch.cuda.nvtx
    torch.mps torch.xpu torch.mtia torch.accelerator torch.backends.cpu torch.backends.cuda torch.backends.cudnn
    torch.backends.mha torch.backends.mkl torch.backends.mkldnn torch.backends.mps torch.backends.nnpack
    torch.backends.openmp torch.backends.opt_einsum torch.types torch.version
"""


def found(home: str) -> Any:
    """A module, or a class of one."""
    try:
        return importlib.import_module(home)
    except ModuleNotFoundError:
        module, _, name = home.rpartition(".")
        return getattr(importlib.import_module(module), name)


def is_own(value: Any, home: str) -> bool:
    """Whether a module that has no `__all__` offers a value, rather than importing it for its own use."""
    module = str(getattr(value, "__module__", None))
    native = module.startswith("torch._C._") or (inspect.isbuiltin(value) and module in ("None", "torch"))
    native = native or (inspect.isclass(value) and module == "torch._C")
    return native or module == home or module.startswith(f"{home}.") or type(value).__module__ == "torch"


def public_names(home: str) -> list[str]:
    """The names of a module or class, sorted."""
    owner = found(home)
    switches = [name for name in dir(type(owner)) if inspect.ismodule(owner)]  # of torch.backends
    shown = [name for name in [*switches, *dir(vars(owner).get("m", owner))] if not name.startswith("_")]
    if inspect.isclass(owner):
        return shown
    values = {name: getattr(owner, name) for name in shown}
    own = [n for n, value in values.items() if not inspect.ismodule(value) and (n in switches or is_own(value, home))]
    declared = getattr(owner, "__all__", None)
    names = own if declared is None else [*declared, *own] if home == "torch" else [*declared, *switches]
    return sorted({name for name in names if not name.startswith("_")})


def listed() -> str:
    """The text of the list."""
    parts = [NOTICE]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for home in HOMES.split():
            parts.append(
                f"\n[{home}]\n" + textwrap.fill(" ".join(public_names(home)), 120, break_on_hyphens=False) + "\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    LIST.write_text(listed(), encoding="utf-8")
