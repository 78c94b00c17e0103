"""`DistributedDataParallel`: several processes, each with a part of the batch and a copy of the module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor, int32, is_grad_enabled
from ..._functions import zeros
from ..._listing import listing
from ..._pytree import tree_leaves
from ...distributed import ProcessGroup
from ...distributed.collectives import all_reduce
from ...distributed.distributed_c10d import group_of
from ...distributed.objects import all_gather_object
from ...distributed.reducer import GradBucket, Reducer, broadcast_coalesced
from ..modules import Module

__all__ = ["DistributedDataParallel"]
__dir__ = listing(globals())

_MEGABYTE = 1 << 20
_BUCKET = 25  # megabytes


class DistributedDataParallel(Module):
    """``module(*inputs)``, with gradients averaged over the processes of a group while they are computed.

    All processes begin with the parameters and buffers of the first. Gradients travel in buckets of ``bucket_cap_mb``
    megabytes (25), each as soon as it is full, and are views of them with ``gradient_as_bucket_view``. With
    ``find_unused_parameters`` or ``static_graph`` a backward pass may leave some parameters out. With
    ``broadcast_buffers`` the first process's buffers replace those of the others before each forward pass.

    The module is held as ``module``, so the names in the state dict begin with "module.".

    Raises: ValueError before `init_process_group`; RuntimeError for a module without parameters that require a
        gradient, and where the processes' modules differ.
    Source: Li et al. 2020, PyTorch Distributed: Experiences on Accelerating Data Parallel Training.

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
        ignored = set(getattr(module, "_ddp_params_and_buffers_to_ignore", ()))
        named = [(name, p) for name, p in module.named_parameters() if p.requires_grad and name not in ignored]
        if not named:
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
        self._ignored = ignored
        self._joining = False
        if init_sync:
            self._compare_modules()
            states = [p for name, p in module.named_parameters() if name not in ignored]
            broadcast_coalesced([*states, *self._synchronised_buffers()], self.process_group)
        self._reducer = Reducer(
            named,
            self.process_group,
            int((bucket_cap_mb or _BUCKET) * _MEGABYTE),
            find_unused_parameters or static_graph,
            gradient_as_bucket_view,
        )

    def __getstate__(self) -> Any:
        raise TypeError("DistributedDataParallel: a process group cannot be pickled | pickle module.state_dict()")

    def _compare_modules(self) -> None:
        if self.process_group.size() == 1:
            return
        own = [(name, tuple(p.shape), str(p.dtype)) for name, p in self.module.named_parameters()]
        every: list[Any] = [None] * self.process_group.size()
        all_gather_object(every, own, self.process_group)
        for rank, theirs in zip(self.process_group.ranks, every, strict=True):
            different = [(a, b) for a, b in zip(every[0], theirs, strict=False) if a != b]
            if different or len(theirs) != len(every[0]):
                raise RuntimeError(
                    f"DDP expects same model across all ranks, but rank {rank} has {len(theirs)} parameters and rank "
                    f"{self.process_group.ranks[0]} has {len(every[0])}; the first that differ: {different[:1]}"
                )

    def _synchronised_buffers(self) -> list[Tensor]:
        return [b for name, b in self.module.named_buffers() if name not in self._ignored]

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """What the module gives; a backward pass through it averages gradients over the processes."""
        several = self.process_group.size() > 1
        reducing = several or self._reducer.hook is not None
        recording = is_grad_enabled() and self.require_backward_grad_sync and reducing
        if self._joining:
            self._count_active(1)
        if recording:
            self._reducer.prepare()
        if several and self.broadcast_buffers and self.training and self.require_backward_grad_sync:
            broadcast_coalesced(self._synchronised_buffers(), self.process_group, self._source())
        outputs = self.module(*inputs, **kwargs)
        if recording:
            for output in tree_leaves(outputs):
                if isinstance(output, Tensor) and output.requires_grad:
                    output.register_hook(lambda gradient: self._reducer.begin())
        return outputs

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """A block within which gradients are not averaged over processes, but add up for the next that is."""
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def _count_active(self, active: int) -> Tensor:
        """Which processes still have inputs; the average may be over these alone."""
        flags = zeros(self.process_group.size(), dtype=int32)
        flags[self.process_group.rank()] = active
        all_reduce(flags, group=self.process_group)
        total = int(flags.sum())
        if self._stop_early and total < len(flags):
            raise RuntimeError(
                f"Detected at least one rank that exhausted inputs: ranks {(flags == 0).nonzero().flatten().tolist()}"
            )
        if total and not self._divide_by_all:
            self._reducer.divisor = total
        self._active = flags
        return flags

    def _source(self) -> int:
        """The first process that still has inputs."""
        return int(self._active.argmax()) if self._joining else 0

    @contextmanager
    def join(
        self,
        divide_by_initial_world_size: bool = True,
        enable: bool = True,
        throw_on_early_termination: bool = False,
    ) -> Iterator[None]:
        """A block within which processes may run out of inputs at different times.

        One that has none left takes part in the others' reductions with zeros until all have come to the end; then all
        get the parameters of one of those that were last. Gradients are divided by the number of all processes, or of
        those that still have inputs.

        Raises: RuntimeError in all processes when one runs out, with ``throw_on_early_termination``.
        """
        if not enable or self.process_group.size() == 1:
            yield
            return
        self._joining, self._divide_by_all = True, divide_by_initial_world_size
        self._stop_early = throw_on_early_termination
        self._active = zeros(self.process_group.size(), dtype=int32)
        self._active[:] = 1
        try:
            yield
            last = self._active
            while int((flags := self._count_active(0)).sum()):
                last = flags
                if self.broadcast_buffers and self.training:
                    broadcast_coalesced(self._synchronised_buffers(), self.process_group, self._source())
                self._reducer.shadow()
            states = [*self.module.parameters(), *self._synchronised_buffers()]
            broadcast_coalesced(states, self.process_group, int(last.argmax()))
        finally:
            self._joining = False
            self._reducer.divisor = self.process_group.size()

    def register_comm_hook(self, state: object, hook: Callable[[Any, GradBucket], Any]) -> None:
        """Has ``hook(state, bucket)`` reduce the buckets: it gives a ``futures.Future`` of what each is to hold.

        Raises: TypeError for what cannot be called; RuntimeError for a second hook.
        """
        if not callable(hook):
            raise TypeError("Communication hook must be callable.")
        if self._reducer.hook is not None:
            raise RuntimeError("register_comm_hook or register_builtin_comm_hook can only be called once.")
        self._reducer.hook = lambda bucket: hook(state, bucket)

    def _set_static_graph(self) -> None:
        self.static_graph = self._reducer.some_are_unused = True


explain_module(globals())
