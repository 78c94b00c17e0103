"""`DistributedDataParallel`: several processes, each with a part of the batch; here one process with all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..._arguments import explain_module
from ..._listing import listing
from ...distributed import ProcessGroup
from ...distributed.distributed_c10d import group_of
from ..modules import Module

__all__ = ["DistributedDataParallel"]
__dir__ = listing(globals())


class DistributedDataParallel(Module):
    """``module(*inputs)``, with gradients averaged over the processes of a group: of one process they are its own.

    The module is held as ``module``, so the names in the state dict begin with "module.".

    Raises: ValueError before `init_process_group`; RuntimeError for a module without parameters that require a
        gradient.

    >>> import flambeau
    >>> import flambeau.distributed as dist
    >>> from flambeau import nn
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> model = nn.parallel.DistributedDataParallel(nn.Linear(2, 1))
    >>> tuple(model(flambeau.ones(3, 2)).shape)
    (3, 1)
    >>> dist.destroy_process_group()
    """

    def __init__(
        self,
        module: Module,
        device_ids: Sequence[Any] | None = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool = True,
        init_sync: bool = True,
        process_group: ProcessGroup | None = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        **others: Any,
    ) -> None:
        super().__init__()
        self.process_group = group_of(process_group)
        if not any(p.requires_grad for p in module.parameters()):
            raise RuntimeError(
                "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a "
                "gradient."
            )
        self.module = module
        self.device_ids = None
        self.output_device = None
        self.dim = dim
        self.broadcast_buffers = broadcast_buffers
        self.find_unused_parameters = find_unused_parameters
        self.gradient_as_bucket_view = gradient_as_bucket_view
        self.static_graph = static_graph
        self.require_backward_grad_sync = True

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """What the module gives."""
        return self.module(*inputs, **kwargs)

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """A block within which gradients are not averaged over processes, which changes nothing for one."""
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    @contextmanager
    def join(self, divide_by_initial_world_size: bool = True, enable: bool = True, **kwargs: Any) -> Iterator[None]:
        """A block within which processes may run out of batches at different times: there is one."""
        yield

    def register_comm_hook(self, state: object, hook: Callable[..., Any]) -> None:
        """Not offered: no gradients are sent that a hook could change.

        Raises: RuntimeError always.
        """
        raise RuntimeError("register_comm_hook: flambeau computes in one process, which sends no gradients")

    def _set_static_graph(self) -> None:
        self.static_graph = True


explain_module(globals())
