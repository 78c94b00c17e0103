"""What carries messages: `Alone` in a world of one, `Mpi` among several.

Both start an operation on flat, contiguous tensors and give the requests that must be done before it is; ranks count
within the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Protocol

from .._core import Tensor
from ..autograd import no_grad
from .reductions import ReduceOp, mpi_datatype, mpi_operator

__all__ = ["Alone", "Mpi", "Transport"]

_PIECE = 1 << 30  # elements that one reduction takes: counts of MPI's older functions have 31 bits


class Transport(Protocol):
    """What collectives ask for."""

    rank: int
    size: int

    def all_reduce(self, tensor: Tensor, kind: ReduceOp) -> list[Any]: ...
    def reduce(self, tensor: Tensor, kind: ReduceOp, root: int) -> list[Any]: ...
    def broadcast(self, tensor: Tensor, root: int) -> list[Any]: ...
    def all_gather(self, output: Tensor, tensor: Tensor) -> list[Any]: ...
    def gather(self, output: Tensor | None, tensor: Tensor, root: int) -> list[Any]: ...
    def scatter(self, tensor: Tensor, parts: Tensor | None, root: int) -> list[Any]: ...
    def reduce_scatter(self, output: Tensor, tensor: Tensor, kind: ReduceOp) -> list[Any]: ...
    def all_to_all(
        self, output: Tensor, output_counts: Sequence[int], tensor: Tensor, input_counts: Sequence[int]
    ) -> list[Any]: ...
    def barrier(self) -> list[Any]: ...
    def send(self, tensor: Tensor, to: int, tag: int) -> list[Any]: ...
    def receive(self, tensor: Tensor, source: int | None, tag: int) -> list[Any]: ...


class Alone:
    """This process: what it sends is what it receives."""

    rank, size = 0, 1

    def all_reduce(self, tensor: Tensor, kind: ReduceOp) -> list[Any]:
        return []

    def reduce(self, tensor: Tensor, kind: ReduceOp, root: int) -> list[Any]:
        return []

    def broadcast(self, tensor: Tensor, root: int) -> list[Any]:
        return []

    def all_gather(self, output: Tensor, tensor: Tensor) -> list[Any]:
        with no_grad():
            output.copy_(tensor)
        return []

    def gather(self, output: Tensor | None, tensor: Tensor, root: int) -> list[Any]:
        return [] if output is None else self.all_gather(output, tensor)

    def scatter(self, tensor: Tensor, parts: Tensor | None, root: int) -> list[Any]:
        return [] if parts is None else self.all_gather(tensor, parts)

    def reduce_scatter(self, output: Tensor, tensor: Tensor, kind: ReduceOp) -> list[Any]:
        return self.all_gather(output, tensor)

    def all_to_all(
        self, output: Tensor, output_counts: Sequence[int], tensor: Tensor, input_counts: Sequence[int]
    ) -> list[Any]:
        return self.all_gather(output, tensor)

    def barrier(self) -> list[Any]:
        return []

    def send(self, tensor: Tensor, to: int, tag: int) -> list[Any]:
        raise AssertionError("a world of one has nobody to send to")

    def receive(self, tensor: Tensor, source: int | None, tag: int) -> list[Any]:
        raise AssertionError("a world of one has nobody to receive from")


class Mpi:
    """A communicator of MPI's, whose operations are all started without waiting."""

    def __init__(self, mpi: Any, communicator: Any) -> None:
        self.mpi, self.communicator = mpi, communicator
        self.rank: int = communicator.rank
        self.size: int = communicator.size

    def _bytes(self, tensor: Tensor) -> list[Any]:
        """A tensor's memory; what no collective combines moves as bytes, whatever its dtype."""
        return [self.mpi.buffer.fromaddress(tensor.data_ptr(), tensor.nbytes), tensor.nbytes, self.mpi.BYTE]

    def _elements(self, tensor: Tensor) -> list[Any]:
        memory = self.mpi.buffer.fromaddress(tensor.data_ptr(), tensor.nbytes)
        return [memory, tensor.numel(), mpi_datatype(self.mpi, tensor.dtype)]

    def _pieces(self, tensor: Tensor) -> list[Tensor]:
        return [tensor] if tensor.numel() <= _PIECE else list(tensor.split(_PIECE))

    def all_reduce(self, tensor: Tensor, kind: ReduceOp) -> list[Any]:
        operator = mpi_operator(self.mpi, tensor.dtype, kind)
        return [
            self.communicator.Iallreduce(self.mpi.IN_PLACE, self._elements(piece), operator)
            for piece in self._pieces(tensor)
        ]

    def reduce(self, tensor: Tensor, kind: ReduceOp, root: int) -> list[Any]:
        operator = mpi_operator(self.mpi, tensor.dtype, kind)
        if self.rank == root:
            sent: list[tuple[Any, Any]] = [(self.mpi.IN_PLACE, self._elements(piece)) for piece in self._pieces(tensor)]
        else:
            sent = [(self._elements(piece), None) for piece in self._pieces(tensor)]
        return [self.communicator.Ireduce(send, receive, operator, root) for send, receive in sent]

    def broadcast(self, tensor: Tensor, root: int) -> list[Any]:
        return [self.communicator.Ibcast(self._bytes(tensor), root)]

    def all_gather(self, output: Tensor, tensor: Tensor) -> list[Any]:
        received = self._bytes(output)
        received[1] //= self.size
        return [self.communicator.Iallgather(self._bytes(tensor), received)]

    def gather(self, output: Tensor | None, tensor: Tensor, root: int) -> list[Any]:
        received = None
        if output is not None:
            received = self._bytes(output)
            received[1] //= self.size
        return [self.communicator.Igather(self._bytes(tensor), received, root)]

    def scatter(self, tensor: Tensor, parts: Tensor | None, root: int) -> list[Any]:
        sent = None
        if parts is not None:
            sent = self._bytes(parts)
            sent[1] //= self.size
        return [self.communicator.Iscatter(sent, self._bytes(tensor), root)]

    def reduce_scatter(self, output: Tensor, tensor: Tensor, kind: ReduceOp) -> list[Any]:
        received, sent = self._elements(output), self._elements(tensor)
        sent[1] = received[1]  # mpi4py counts the elements of a block
        operator = mpi_operator(self.mpi, tensor.dtype, kind)
        return [self.communicator.Ireduce_scatter_block(sent, received, operator)]

    def all_to_all(
        self, output: Tensor, output_counts: Sequence[int], tensor: Tensor, input_counts: Sequence[int]
    ) -> list[Any]:
        return [self.communicator.Ialltoallv(self._parts(tensor, input_counts), self._parts(output, output_counts))]

    def _parts(self, tensor: Tensor, counts: Sequence[int]) -> list[Any]:
        sizes = [count * tensor.element_size() for count in counts]
        starts = [0, *accumulate(sizes)][:-1]
        return [self._bytes(tensor)[0], (sizes, starts), self.mpi.BYTE]

    def barrier(self) -> list[Any]:
        return [self.communicator.Ibarrier()]

    def send(self, tensor: Tensor, to: int, tag: int) -> list[Any]:
        return [self.communicator.Isend(self._bytes(tensor), to, tag)]

    def receive(self, tensor: Tensor, source: int | None, tag: int) -> list[Any]:
        anyone = self.mpi.ANY_SOURCE if source is None else source
        return [self.communicator.Irecv(self._bytes(tensor), anyone, tag)]
