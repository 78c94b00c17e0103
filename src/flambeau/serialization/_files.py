"""Writing a file as a whole: either all of it is written, or the file stays what it was."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from typing import IO

from ._errors import SaveError

_PREFIX, _SUFFIX = ".flambeau-", ".tmp"


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str], function: str) -> Iterator[IO[bytes]]:
    """A file open for writing; what is written becomes the contents of the file at ``path`` if the block ends
    without an error.

    It goes to a draft in the same directory, which takes the file's place: so nobody ever sees half of it. The
    file keeps its mode and owner. Symbolic links are followed. A file with several names (hard links) keeps them all:
    its contents are exchanged, not the file. What is not a regular file (a device, a pipe) is written to.

    Raises:
        SaveError: the file cannot be written.
    """
    try:
        with _opened(os.path.realpath(path)) as file:
            yield file
    except OSError as error:
        if isinstance(error, SaveError):
            raise
        missing = isinstance(error, FileNotFoundError)
        reason = f"Parent directory {_parent(path)} does not exist." if missing else f"{error.strerror or error}."
        raise SaveError(error.errno, f"{reason} {function}: {os.fspath(path)!r} could not be written") from error


def _parent(path: str | os.PathLike[str]) -> str:
    return os.path.dirname(os.path.realpath(path))


@contextlib.contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    try:
        there: os.stat_result | None = os.stat(path)
    except FileNotFoundError:
        there = None
    if there is not None and not stat.S_ISREG(there.st_mode):
        with open(path, "wb") as device:
            yield device
        return
    with contextlib.ExitStack() as stack:
        kept = stack.enter_context(open(path, "r+b")) if there else None  # refused where the file is not ours to change
        draft = _draft_beside(path, stack, optional=kept is not None)
        file: IO[bytes] = draft.file if draft else stack.enter_context(tempfile.TemporaryFile())
        yield file
        file.flush()
        if kept is not None and there is not None and (draft is None or there.st_nlink > 1):
            file.seek(0)
            kept.truncate()
            shutil.copyfileobj(file, kept)
        elif draft is not None:
            if there is not None:
                draft.resemble(there)
            os.replace(draft.path, path)


def _draft_beside(path: str, stack: contextlib.ExitStack, optional: bool) -> _Draft | None:
    """A draft, or None where the directory lets files be changed but none be made."""
    try:
        return stack.enter_context(_Draft(os.path.dirname(path)))
    except PermissionError:
        if not optional:
            raise
        return None


class _Draft:
    """A new file in `folder` that is removed at the end, unless it has another name by then.

    It is locked as long as somebody writes it, which tells it from one whose process was killed: the next save into the
    same directory removes those.
    """

    def __init__(self, folder: str) -> None:
        _remove_abandoned(folder)
        while True:
            self.path = os.path.join(folder, f"{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}{_SUFFIX}")
            self.file: IO[bytes] = open(self.path, "x+b")  # noqa: SIM115 - closed by __exit__
            fcntl.flock(self.file, fcntl.LOCK_EX)
            if _is_at(self.file, self.path):
                return
            self.file.close()  # somebody took it for abandoned before it was locked

    def resemble(self, other: os.stat_result) -> None:
        """Take over mode and owner of the file to be replaced."""
        with contextlib.suppress(PermissionError):  # only root may give files away
            os.fchown(self.file.fileno(), other.st_uid, other.st_gid)
        os.fchmod(self.file.fileno(), stat.S_IMODE(other.st_mode))

    def __enter__(self) -> _Draft:
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        self.file.close()


def _is_at(file: IO[bytes], path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _remove_abandoned(folder: str) -> None:
    drafts: list[str] = []
    with contextlib.suppress(PermissionError), os.scandir(folder) as entries:
        drafts += (e.path for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX))
    for path in drafts:
        with contextlib.suppress(OSError), open(path, "rb") as file:  # an error: it is locked, or already gone
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
