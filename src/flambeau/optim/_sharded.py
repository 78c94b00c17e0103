"""`ZeroRedundancyOptimizer`, found in `distributed.optim`: each process steps its share of the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from ..distributed.distributed_c10d import get_rank, get_world_size, group_of
from ..distributed.group import ProcessGroup
from ..distributed.objects import gather_object
from ..distributed.reducer import broadcast_coalesced
from .optimizer import Group, Optimizer

__all__ = ["ZeroRedundancyOptimizer"]
__dir__ = listing(globals())


class ZeroRedundancyOptimizer(Optimizer):
    """An optimiser of ``optimizer_class`` whose states are shared out: each process steps some of the parameters and
    sends them to the others.

    All parameters have their gradients everywhere, as `DistributedDataParallel` leaves them. `state_dict` gives the
    states of all parameters on the process that `consolidate_state_dict` has gathered them at, and is what
    ``optimizer_class`` gives in one process.

    Raises: ValueError before `init_process_group`; RuntimeError from `state_dict` before `consolidate_state_dict`.
    Source: Rajbhandari et al. 2020, ZeRO: Memory Optimizations Toward Training Trillion Parameter Models.

    >>> import flambeau as torch
    >>> import flambeau.distributed as dist
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> model = torch.nn.Linear(2, 1)
    >>> optimizer = dist.optim.ZeroRedundancyOptimizer(model.parameters(), torch.optim.Adam, lr=0.1)
    >>> model(torch.ones(1, 2)).sum().backward()
    >>> optimizer.step()
    >>> dist.destroy_process_group()
    """

    def __init__(
        self,
        params: Iterable[Any],
        optimizer_class: type[Optimizer],
        process_group: ProcessGroup | None = None,
        parameters_as_bucket_view: bool = False,
        overlap_with_ddp: bool = False,
        **defaults: Any,
    ) -> None:
        if overlap_with_ddp:
            raise NotImplementedError("ZeroRedundancyOptimizer: overlap_with_ddp is not offered | step after backward")
        self.process_group = group_of(process_group)
        self._class, self._defaults = optimizer_class, defaults
        self._gathered: list[Any] = []
        super().__init__(params, defaults)
        self._share_out()

    def _share_out(self) -> None:
        """Gives each parameter, the largest first, to the process that has the fewest elements."""
        size = get_world_size(self.process_group)
        load = [0] * size
        everything = [p for group in self.param_groups for p in group["params"]]
        self._owner: dict[int, int] = {}
        for parameter in sorted(everything, key=lambda p: -p.numel()):
            owner = load.index(min(load))
            self._owner[id(parameter)] = owner
            load[owner] += parameter.numel()
        own = get_rank(self.process_group)
        groups = [self._group_of(group, own) for group in self.param_groups]
        kept = [group for group in groups if group["params"]]
        self.optim: Optimizer | None = self._class(kept, **self._defaults) if kept else None

    def _group_of(self, group: Group, owner: int) -> Group:
        return {**group, "params": [p for p in group["params"] if self._owner[id(p)] == owner]}

    def add_param_group(self, param_group: Group) -> None:
        """Adds parameters, before the first step."""
        super().add_param_group(param_group)
        if hasattr(self, "_owner"):
            self._share_out()

    def _options(self) -> None:
        """What schedulers have set in our groups holds in those that step."""
        own = get_rank(self.process_group)
        groups = [g for g in self.param_groups if any(self._owner[id(p)] == own for p in g["params"])]
        if self.optim is not None:
            for ours, theirs in zip(groups, self.optim.param_groups, strict=True):
                theirs.update({k: v for k, v in ours.items() if k != "params"})

    def step(self, closure: Any = None, **options: Any) -> Any:
        """Steps this process's parameters, then gives all processes all parameters."""
        self._options()
        loss = closure() if closure is not None else None
        if self.optim is not None:
            self.optim.step(**options)
        for owner in range(get_world_size(self.process_group)):
            theirs = [p for group in self.param_groups for p in group["params"] if self._owner[id(p)] == owner]
            if theirs and get_world_size(self.process_group) > 1:
                broadcast_coalesced(theirs, self.process_group, owner)
        return loss

    def consolidate_state_dict(self, to: int = 0) -> None:
        """Gathers all states at the process ``to``; all processes call it."""
        everything = [p for group in self.param_groups for p in group["params"]]
        number = {id(p): k for k, p in enumerate(everything)}
        state = {} if self.optim is None else {number[id(p)]: s for p, s in self.optim.state.items()}
        here = get_rank(self.process_group) == to
        gathered: list[Any] | None = [None] * get_world_size(self.process_group) if here else None
        gather_object(state, gathered, group=self.process_group, group_dst=to)
        self._gathered = gathered or []

    def state_dict(self) -> dict[str, Any]:
        """The states of all parameters, as ``optimizer_class`` gives them.

        Raises: RuntimeError where they have not been gathered here.
        """
        if not self._gathered:
            raise RuntimeError(
                f"Optimizer state has not been consolidated on this rank. Please call `consolidate_state_dict(to="
                f"{get_rank(self.process_group)})` on all ranks beforehand if you meant to save the global state."
            )
        whole = {number: state for part in self._gathered for number, state in part.items()}
        outer = super().state_dict()
        return {"state": dict(sorted(whole.items())), "param_groups": outer["param_groups"]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes what `state_dict` gave, of any number of processes; each keeps its share."""
        super().load_state_dict({"state": {}, "param_groups": state_dict["param_groups"]})
        self._share_out()
        if self.optim is None:
            return
        everything: list[Tensor] = [p for group in self.param_groups for p in group["params"]]
        number = {id(p): k for k, p in enumerate(everything)}
        shape = self.optim.state_dict()
        own = [p for group in self.optim.param_groups for p in group["params"]]
        chosen = {k: state_dict["state"][number[id(p)]] for k, p in enumerate(own) if number[id(p)] in
                  state_dict["state"]}  # fmt: skip
        self.optim.load_state_dict({"state": chosen, "param_groups": shape["param_groups"]})


explain_module(globals())
