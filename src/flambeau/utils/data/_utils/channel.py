"""Messages between the loader and a worker process: packets over a socket, with large contents in shared memory.

A message is pickled. The bytes of tensors and arrays do not go into the pickle: each large one gets an anonymous file
of its own, all small ones together get one, and the packet carries the files' descriptors. The receiver maps the files;
it copies nothing.
"""

from __future__ import annotations

import array
import io
import os
import pickle
import socket
from collections import deque
from collections.abc import Iterable
from multiprocessing.reduction import ForkingPickler
from typing import Any
from weakref import WeakSet

from ...._core import Tensor
from ...._shared import Segment, anonymous_file, require_leaf, segment_of
from ...._storage import UntypedStorage
from ...._types import preserve_format
from ....nn import Parameter

_LARGE = 1 << 15  # bytes from which on a tensor gets a file of its own, and a pickle goes into the common file
_MOST_FILES = 200  # the system passes at most 253 descriptors with a packet
_ALIGNMENT = 64
_PACKET = 2 * _LARGE


def _received_storage(content: Tensor) -> UntypedStorage:
    return UntypedStorage(_bytes=content)


class _Packer(ForkingPickler):
    """Pickles a message and notes the buffers that stay outside of the pickle."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL, True, self._set_aside)
        self.parts: list[Any] = []  # a uint8 tensor or a memoryview each
        self._contents: dict[int, Tensor] = {}  # by the buffer made of it
        self._kept: list[Any] = []
        ours: dict[type, Any] = {UntypedStorage: self._reduce_storage}
        ours |= dict.fromkeys((Tensor, Parameter), self._reduce_tensor)
        self.dispatch_table = {**self.dispatch_table, **ours}

    def _set_aside(self, buffer: pickle.PickleBuffer) -> None:
        content = self._contents.get(id(buffer))
        self.parts.append(buffer.raw() if content is None else content)

    def _reduce_storage(self, storage: UntypedStorage) -> tuple[Any, ...]:
        if storage.bytes.is_meta:
            return storage.__reduce__()
        buffer = pickle.PickleBuffer(storage.bytes)  # type: ignore[arg-type]
        self._contents[id(buffer)] = storage.bytes
        self._kept.append(buffer)
        return _received_storage, (buffer,)

    def _reduce_tensor(self, tensor: Tensor) -> Any:
        require_leaf(tensor)
        if not tensor.is_meta and tensor.nbytes < tensor.untyped_storage().nbytes():  # of a view, what it shows
            shown = tensor.detach().clone(memory_format=preserve_format)
            self._kept.append(shown)
            tensor = shown.requires_grad_(tensor.requires_grad) if type(tensor) is Tensor else tensor
        return tensor.__reduce_ex__(pickle.HIGHEST_PROTOCOL)


def _size(part: Any) -> int:
    return int(part.numel() if isinstance(part, Tensor) else part.nbytes)


def _write(descriptor: int, content: Any, offset: int) -> None:
    rest = memoryview(content).cast("B")
    while rest:
        written = os.pwrite(descriptor, rest, offset)
        rest, offset = rest[written:], offset + written


class _Files:
    """The files of one message while it is being packed; closed afterwards."""

    def __init__(self) -> None:
        self.descriptors: list[int] = []
        self._common: list[tuple[Any, int]] = []  # contents of the first file and their offsets
        self._end = 0

    def place(self, part: Any) -> tuple[int, int, int]:
        """Where the receiver finds it: file, offset, bytes. File 0 is the common one."""
        size = _size(part)
        if size < _LARGE or len(self.descriptors) >= _MOST_FILES:
            offset = self._end
            self._common.append((part, offset))
            self._end = -(-(offset + size) // _ALIGNMENT) * _ALIGNMENT
            return 0, offset, size
        segment = segment_of(part) if isinstance(part, Tensor) else None
        if segment is not None and segment.descriptor >= 0:
            self.descriptors.append(os.dup(segment.descriptor))
        else:
            self.descriptors.append(anonymous_file(size))
            _write(self.descriptors[-1], part, 0)
        return len(self.descriptors), 0, size

    def finish(self) -> None:
        """Writes the common file and puts it first."""
        self.descriptors.insert(0, anonymous_file(max(1, self._end)))
        for part, offset in self._common:
            _write(self.descriptors[0], part, offset)

    def close(self) -> None:
        while self.descriptors:
            os.close(self.descriptors.pop())


def _packed(message: Any) -> tuple[bytes, list[int]]:
    """A packet and the descriptors that go with it, which the caller closes."""
    file = io.BytesIO()
    packer = _Packer(file)
    packer.dump(message)
    files = _Files()
    try:
        body = pickle.dumps((file.getvalue(), [files.place(part) for part in packer.parts]), pickle.HIGHEST_PROTOCOL)
        apart = files.place(memoryview(body)) if len(body) >= _LARGE else None
        if packer.parts or apart:
            files.finish()
        packet = pickle.dumps((len(files.descriptors), None if apart else body, apart), pickle.HIGHEST_PROTOCOL)
    except BaseException:
        files.close()
        raise
    return packet, files.descriptors


def _unpacked(packet: bytes, descriptors: list[int]) -> Any:
    """The message; closes the descriptors."""
    segments: list[Segment] = []
    try:
        count, body, apart = pickle.loads(packet)
        if count != len(descriptors):
            raise RuntimeError(
                f"DataLoader: {count} files of shared memory were sent and {len(descriptors)} could be opened "
                "| too many files are open: raise the limit (ulimit -n)"
            )
        for descriptor in descriptors:
            segments.append(Segment(os.dup(descriptor), os.fstat(descriptor).st_size))
            segments[-1].forget_descriptor()
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    contents: Any = _contents(segments, [apart])[0] if apart else body
    pickled, places = pickle.loads(contents)
    return pickle.loads(pickled, buffers=_contents(segments, places))


def _contents(segments: list[Segment], places: Iterable[tuple[int, int, int]]) -> list[Tensor]:
    return [segments[file].storage(offset, size) for file, offset, size in places]


class Channel:
    """One end of a pair of sockets."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._waiting: deque[tuple[bytes, list[int]]] = deque()  # packets that the other side has no room for yet

    def _put(self, packet: bytes, descriptors: list[int], flags: int = 0) -> None:
        # socket.send_fds of Python 3.11 forgets the flags.
        rights = socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors)
        self.socket.sendmsg([packet], [rights] if descriptors else [], flags)

    def send(self, message: Any) -> None:
        """Sends, and waits while the other side has no room."""
        packet, descriptors = _packed(message)
        try:
            self._put(packet, descriptors)
        finally:
            _close(descriptors)

    def send_file(self, descriptor: int) -> None:
        """Sends an open file, for `receive_file`."""
        self._put(b"file", [descriptor])

    def receive_file(self) -> int:
        """The descriptor of a file that was sent."""
        return self._receive_packet()[1][0]

    def offer(self, message: Any) -> None:
        """Sends, or keeps the message until `flush` finds room: who waits for batches must not wait for a worker."""
        self._waiting.append(_packed(message))
        self.flush()

    def flush(self) -> bool:
        """Sends what is kept while there is room; whether nothing is left."""
        while self._waiting:
            packet, descriptors = self._waiting[0]
            try:
                self._put(packet, descriptors, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return False
            except ConnectionError:  # it has ended: whoever waits for its answer will see that
                pass
            _close(self._waiting.popleft()[1])
        return True

    def receive(self) -> Any:
        """The next message, waiting for it; EOFError when the other side has ended."""
        return _unpacked(*self._receive_packet())

    def _receive_packet(self) -> tuple[bytes, list[int]]:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self.socket, _PACKET, _MOST_FILES + 2)
        except ConnectionError:  # told once, before what it has sent, when the other side ended with messages unread
            packet, descriptors, _, _ = socket.recv_fds(self.socket, _PACKET, _MOST_FILES + 2)
        if not packet:
            raise EOFError
        return packet, descriptors

    def close(self) -> None:
        """The other side reads to the end of what was sent, then meets the end."""
        self.socket.close()
        while self._waiting:
            _close(self._waiting.popleft()[1])


def _close(descriptors: list[int]) -> None:
    while descriptors:
        os.close(descriptors.pop())


# The loader's ends, which forked processes must not hold open: a worker would never see that the loader has ended.
own_ends: WeakSet[Any] = WeakSet()


def _close_in_child() -> None:
    for end in list(own_ends):
        end.close()


os.register_at_fork(after_in_child=_close_in_child)


def pair() -> tuple[Channel, socket.socket]:
    """The loader's end, and the socket that a worker makes its own of."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    channel = Channel(ours)
    own_ends.add(channel)
    return channel, theirs
