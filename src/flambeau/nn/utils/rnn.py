"""Sequences of different lengths: padded to one length, or packed time by time without padding."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor, float16, float32, float64, int8, int16, int32, int64, uint8
from ..._functions import arange, cat, empty_like, stack, tensor
from ..._listing import listing

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]
__dir__ = listing(globals())

_Fields = namedtuple("_Fields", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])


class PackedSequence(_Fields):
    """Sequences sorted by length, longest first, and stored time by time without padding.

    ``data`` holds the elements of time 0, then of time 1, and so on; ``batch_sizes`` says how many sequences are
    alive at each time. ``sorted_indices`` leads from the caller's order to the sorted one, ``unsorted_indices`` back.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pack_sequence
    >>> packed = pack_sequence([flambeau.tensor([1, 2, 3]), flambeau.tensor([4])])
    >>> packed.data.tolist(), packed.batch_sizes.tolist()
    ([1, 4, 2, 3], [2, 1, 1])
    """

    __slots__ = ()

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if batch_sizes is None:
            raise ValueError("batch_sizes is required: it says how many sequences are alive at each time")
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes.device.type != "cpu":
            raise ValueError(
                "batch_sizes should always be on CPU. Instances of PackedSequence should never be created manually. "
                "They should be instantiated by functions like pack_sequence and pack_padded_sequences."
            )
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same sequences with ``data`` cast or moved as ``Tensor.to`` does."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._replace(data=data)

    def double(self) -> PackedSequence:
        """With data in float64."""
        return self.to(dtype=float64)

    def float(self) -> PackedSequence:
        """With data in float32."""
        return self.to(dtype=float32)

    def half(self) -> PackedSequence:
        """With data in float16."""
        return self.to(dtype=float16)

    def long(self) -> PackedSequence:
        """With data in int64."""
        return self.to(dtype=int64)

    def int(self) -> PackedSequence:
        """With data in int32."""
        return self.to(dtype=int32)

    def short(self) -> PackedSequence:
        """With data in int16."""
        return self.to(dtype=int16)

    def char(self) -> PackedSequence:
        """With data in int8."""
        return self.to(dtype=int8)

    def byte(self) -> PackedSequence:
        """With data in uint8."""
        return self.to(dtype=uint8)

    def cpu(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """With data on the CPU, cast as the other arguments of ``Tensor.to`` say."""
        return self.to("cpu", *args, **kwargs)

    def cuda(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """With data on a GPU, which is not here: an error."""
        return self._replace(data=self.data.cuda(*args, **kwargs))

    def pin_memory(self) -> PackedSequence:
        """With data in memory that a GPU may read, as ``Tensor.pin_memory`` gives it."""
        return self._replace(data=self.data.pin_memory())

    @property
    def is_cuda(self) -> bool:
        """Whether the data is on a GPU."""
        return bool(self.data.device.type == "cuda")

    def is_pinned(self) -> bool:
        """Whether the data is in pinned memory."""
        return bool(self.data.is_pinned())


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes ``permutation``: ``out[permutation[i]] = i``; None for None.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import invert_permutation
    >>> invert_permutation(flambeau.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    inverse = empty_like(permutation)
    inverse[permutation] = arange(permutation.numel(), device=permutation.device, dtype=permutation.dtype)
    return inverse


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | list[int], batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Pack a padded batch (T, N, …), or (N, T, …) with ``batch_first``, of sequences of the given lengths.

    Raises: RuntimeError for lengths that are not N, not positive or, with ``enforce_sorted``, not in decreasing order.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pack_padded_sequence
    >>> batch = flambeau.tensor([[1, 2, 3], [4, 0, 0]])
    >>> pack_padded_sequence(batch, [3, 1], batch_first=True).data
    tensor([1, 4, 2, 3])
    """
    sizes = [int(length) for length in (lengths.tolist() if isinstance(lengths, Tensor) else lengths)]
    order = None
    if not enforce_sorted:
        places = sorted(range(len(sizes)), key=lambda place: -sizes[place])
        order = tensor(places, device=input.device, dtype=int64)
        input = input.index_select(0 if batch_first else 1, order)
        sizes = [sizes[place] for place in places]
    if batch_first:
        input = input.transpose(0, 1)
    _check_lengths(input, sizes)
    alive = (tensor(sizes) > arange(sizes[0]).unsqueeze(1)).sum(1).tolist()  # too long a sequence is refused here
    data = cat([input[time, :count] for time, count in enumerate(alive)])
    return PackedSequence(data, tensor(alive, dtype=int64), order)


def _check_lengths(input: Tensor, sizes: list[int]) -> None:
    if not sizes:
        raise RuntimeError("Cannot pack empty tensors.")
    if len(sizes) != input.shape[1]:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size={input.shape[1]})"
        )
    if min(sizes) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if any(longer < shorter for longer, shorter in pairwise(sizes)):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement."
        )
    if sizes[0] > input.shape[0]:
        raise RuntimeError(
            f"Expected all lengths to be at most the padded length, but got {sizes[0]} (length={input.shape[0]})"
        )


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Tensor, Tensor]:
    """The padded batch and the lengths: the inverse of `pack_padded_sequence`.

    ``total_length`` pads further than the longest sequence.

    Raises: ValueError for a ``total_length`` below the longest sequence.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pack_sequence, pad_packed_sequence
    >>> packed = pack_sequence([flambeau.tensor([1, 2, 3]), flambeau.tensor([4])])
    >>> pad_packed_sequence(packed, batch_first=True)
    (tensor([[1, 2, 3],
            [4, 0, 0]]), tensor([3, 1]))
    """
    alive = sequence.batch_sizes.tolist()
    length = len(alive)
    if total_length is not None:
        if total_length < length:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {length}"
            )
        length = total_length
    pieces = sequence.data.split(alive)
    shape = (alive[0], *sequence.data.shape[1:])
    times = []
    for piece in pieces:
        missing = alive[0] - piece.shape[0]
        if missing:
            piece = cat([piece, piece.new_full((missing, *shape[1:]), padding_value)])
        times.append(piece)
    times += [sequence.data.new_full(shape, padding_value)] * (length - len(alive))
    padded = stack(times)
    sizes = tensor([sum(1 for count in alive if count > place) for place in range(alive[0])])
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(1, sequence.unsorted_indices)
        sizes = sizes[sequence.unsorted_indices.cpu()]
    return padded.transpose(0, 1) if batch_first else padded, sizes


def pad_sequence(
    sequences: Tensor | list[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Pad sequences (L_i, …) to the longest and stack them: (T, N, …), or (N, T, …) with ``batch_first``.

    ``padding_side`` "left" pads in front.

    Raises: RuntimeError for no sequences, and for shapes that differ beyond the first dimension.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pad_sequence
    >>> pad_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])], batch_first=True).tolist()
    [[1, 2], [3, 0]]
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type: " + str(type(sequences))
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(f'padding_side must be either "left" or "right", got {padding_side!r}')
    sequences = list(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    longest = max(sequence.shape[0] for sequence in sequences)
    padded = []
    for sequence in sequences:
        missing = longest - sequence.shape[0]
        if missing:
            filling = sequence.new_full((missing, *sequence.shape[1:]), padding_value)
            parts = [sequence, filling] if padding_side == "right" else [filling, sequence]
            sequence = cat(parts)
        padded.append(sequence)
    return stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """The sequences of a padded batch without the padding: the inverse of `pad_sequence`, as a list.

    Raises: ValueError for another number of lengths than sequences.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import unpad_sequence
    >>> unpad_sequence(flambeau.tensor([[1, 2], [3, 0]]), flambeau.tensor([2, 1]), batch_first=True)
    [tensor([1, 2]), tensor([3])]
    """
    batch = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [sequence[:length] for sequence, length in zip(batch.unbind(0), lengths.tolist(), strict=True)]


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack sequences (L_i, …), longest first unless ``enforce_sorted`` is false.

    Raises: RuntimeError for no sequences, empty ones, shapes that differ beyond the first dimension and, with
        ``enforce_sorted``, lengths that are not in decreasing order.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pack_sequence
    >>> pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])]).batch_sizes
    tensor([2, 1])
    """
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences of `pack_sequence`, as a list.

    Raises: TypeError for what is not a packed sequence.

    >>> import flambeau
    >>> from flambeau.nn.utils.rnn import pack_sequence, unpack_sequence
    >>> unpack_sequence(pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])]))
    [tensor([1, 2]), tensor([3])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


explain_module(globals())
