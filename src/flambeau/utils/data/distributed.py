"""`DistributedSampler`: the share of a dataset that one of several processes loads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sized

from ..._arguments import explain_module
from ..._core import Generator
from ..._functions import randperm
from .sampler import Sampler

__all__ = ["DistributedSampler"]


class DistributedSampler(Sampler[int]):
    """Every ``num_replicas``-th index from ``rank`` on, of a random order that all processes draw alike.

    All shares are equally large: indices from the beginning are repeated at the end or, with ``drop_last``, some at the
    end are left out. Call `set_epoch` before every epoch: otherwise all have the same order.

    ``num_replicas`` and ``rank`` are those of the process group if they are not given.

    Raises: ValueError for a rank outside [0, num_replicas), and without them before `init_process_group`.

    >>> import flambeau
    >>> list(flambeau.utils.data.DistributedSampler(range(5), num_replicas=2, rank=1, shuffle=False))
    [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Sized,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            from ...distributed import get_rank, get_world_size  # few programs use it

            num_replicas = get_world_size() if num_replicas is None else num_replicas
            rank = get_rank() if rank is None else rank
        if not 0 <= rank < num_replicas:
            raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.shuffle = shuffle
        self.seed = seed
        self.drop_last = drop_last
        size = len(dataset)
        self.num_samples = size // num_replicas if drop_last else math.ceil(size / num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self) -> Iterator[int]:
        size = len(self.dataset)
        order = list(range(size))
        if self.shuffle:
            generator = Generator()
            generator.manual_seed(self.seed + self.epoch)
            order = randperm(size, generator=generator).tolist()
        if size:
            order = (order * math.ceil(self.total_size / size))[: self.total_size]
        return iter(order[self.rank :: self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order of this epoch: it is drawn from ``seed + epoch``.

        >>> import flambeau
        >>> sampler = flambeau.utils.data.DistributedSampler(range(5), num_replicas=2, rank=0)
        >>> sampler.set_epoch(1)
        >>> list(sampler)
        [0, 2, 1]
        """
        self.epoch = epoch


explain_module(globals())
