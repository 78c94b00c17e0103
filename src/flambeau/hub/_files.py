"""Published files fetched once: checkpoints by URL, with their hash checked, in the folder that PyTorch's hub uses.

A file appears in the cache when it is complete and its hash is right, never before. A download that was cut goes on
where it stopped.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlparse
from urllib.request import Request, urlopen

from .. import serialization
from .._arguments import explain_module
from .._listing import listing
from ..utils._progress import progress as progress_bar

__all__ = ["download_url_to_file", "get_dir", "load_state_dict_from_url", "set_dir"]
__dir__ = listing(globals())

HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")  # resnet18-f37072fd.pth: the first digits of the file's SHA-256
CHUNK = 1 << 17  # bytes read at a time
TIMEOUT = 30  # seconds without a byte

_chosen_dir: str | None = None


def get_dir() -> str:
    """The folder of downloaded files: what :func:`set_dir` chose, else ``$TORCH_HOME/hub``, else
    ``$XDG_CACHE_HOME/torch/hub``, where ``XDG_CACHE_HOME`` is ``~/.cache`` by default.

    PyTorch's own folder, so that what one of the two libraries has fetched, the other finds.

    >>> import flambeau as torch
    >>> isinstance(torch.hub.get_dir(), str)
    True
    """
    if _chosen_dir is not None:
        return _chosen_dir
    cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    home = os.environ.get("TORCH_HOME", os.path.join(cache, "torch"))
    return os.path.join(os.path.expanduser(home), "hub")


def set_dir(d: str | os.PathLike[str]) -> None:
    """Makes ``d`` the folder of downloaded files for the rest of the process.

    Raises: TypeError for what is no path.

    >>> import flambeau as torch
    >>> before = torch.hub.get_dir()
    >>> torch.hub.set_dir("/data/models")
    >>> torch.hub.get_dir()
    '/data/models'
    >>> torch.hub.set_dir(before)
    """
    global _chosen_dir
    _chosen_dir = os.path.expanduser(os.fspath(d))


class _Incomplete(URLError):
    """The connection ended before the file did."""


def download_url_to_file(
    url: str, dst: str | os.PathLike[str], hash_prefix: str | None = None, progress: bool = True
) -> None:
    """Downloads ``url`` to the file ``dst``.

    The bytes go to ``dst`` + ``".partial"`` first; the file gets its name when it is complete. A ``.partial`` file left
    by an interrupted download is continued where the server can do that. Of several processes that want the same file,
    one downloads and the others wait.

    Args:
        url: where the file is; http, https or file.
        dst: the full path of the file to write; its folder must exist.
        hash_prefix: the first hexadecimal digits of the file's SHA-256; a file with another hash is not kept.
        progress: show a progress bar on standard error.

    Raises: RuntimeError for another hash than ``hash_prefix``; urllib.error.URLError for a server that cannot be
        reached (the message says where to put the file by hand), refuses, or ends before the file does (what came is
        kept, the next call goes on from there).

    >>> import flambeau as torch
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source, copy = pathlib.Path(folder, "here.bin"), pathlib.Path(folder, "there.bin")
    ...     _ = source.write_bytes(b"1234")
    ...     torch.hub.download_url_to_file(source.as_uri(), copy, progress=False)
    ...     copy.read_bytes()
    b'1234'
    """
    download(url, Path(dst).expanduser(), "sha256", hash_prefix, progress)


def download(url: str, target: Path, algorithm: str, prefix: str | None, progress: bool) -> None:
    """:func:`download_url_to_file` for any sort of hash, of which ``prefix`` is the beginning, if it is known."""
    partial = target.with_name(target.name + ".partial")
    with _locked(partial) as file:
        if not _is_current(file, partial):  # another process finished it, or gave it up, while this one waited
            return None if target.exists() else download(url, target, algorithm, prefix, progress)
        _fetch(url, file, target, progress)
        digest = _digest(file, algorithm) if prefix else ""
        if prefix and not digest.startswith(prefix):
            partial.unlink()
            raise RuntimeError(
                f'invalid hash value (expected "{prefix}", got "{digest}") | {url} is damaged or was exchanged; '
                "nothing was kept"
            )
        os.fsync(file.fileno())
        os.replace(partial, target)
    return None


def load_state_dict_from_url(
    url: str,
    model_dir: str | os.PathLike[str] | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = True,
) -> Any:
    """Loads the checkpoint at ``url``, from the cache where it has been downloaded before.

    Args:
        url: where the checkpoint is.
        model_dir: the folder it is kept in; ``get_dir()/checkpoints`` by default, made if absent.
        map_location: as for :func:`flambeau.load`.
        progress: show a progress bar on standard error while downloading.
        check_hash: the file's name ends in ``-<digits>.ext``, and its SHA-256 must begin with these digits.
        file_name: the name of the file in the folder; the URL's by default.
        weights_only: as for :func:`flambeau.load`.

    Raises: urllib.error.URLError for a file that is not in the cache and cannot be downloaded; RuntimeError for a wrong
        hash.

    >>> import flambeau as torch
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     published = pathlib.Path(folder, "published.pt")
    ...     torch.save({"weight": torch.ones(2)}, published)
    ...     cache = pathlib.Path(folder, "cache")
    ...     torch.hub.load_state_dict_from_url(published.as_uri(), cache, progress=False)
    {'weight': tensor([1., 1.])}
    """
    folder = Path(model_dir) if model_dir is not None else Path(get_dir()) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name or os.path.basename(urlparse(url).path)
    cached = folder / name
    if not cached.exists():
        sys.stderr.write(f'Downloading: "{url}" to {cached}\n')
        found = HASH_REGEX.search(name) if check_hash else None
        download_url_to_file(url, cached, found[1] if found else None, progress)
    return serialization.load(cached, map_location, weights_only=weights_only)


@contextlib.contextmanager
def _locked(partial: Path) -> Iterator[IO[bytes]]:
    """``partial`` open for reading and appending, by one process at a time."""
    with open(partial, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _is_current(file: IO[bytes], path: Path) -> bool:
    """Whether ``path`` still names the open file."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(file.fileno())
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _fetch(url: str, file: IO[bytes], target: Path, show: bool) -> None:
    """Appends to ``file`` what it lacks of the file at ``url``."""
    have = file.seek(0, os.SEEK_END)
    with _open(url, have, target) as answer:
        if have and answer.status != 206:  # the server sends the file from its beginning
            file.truncate(0)
            have = 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length is not None else 0
        bar = progress_bar(total, "B", sys.stderr) if show and total else contextlib.nullcontext()
        with bar as line:
            if line is not None and have:
                line.advance(steps=have)
            for chunk in _chunks(answer):
                file.write(chunk)
                have += len(chunk)
                if line is not None:
                    line.advance(target.name, len(chunk))
    file.flush()
    if have < total:
        raise _Incomplete(
            f"download: {url} ended after {have} of {total} bytes | what came is kept beside {target}; "
            "call again to go on"
        )


def _chunks(answer: Any) -> Iterator[bytes]:
    """What the server sends, until it ends or the connection does."""
    with contextlib.suppress(TimeoutError, ConnectionError):
        while chunk := answer.read(CHUNK):
            yield chunk


def _open(url: str, have: int, target: Path) -> Any:
    """The answer of the server, from byte ``have`` on where it can."""
    request = Request(url, headers={"User-Agent": "flambeau.hub", **({"Range": f"bytes={have}-"} if have else {})})
    try:
        return urlopen(request, timeout=TIMEOUT)
    except HTTPError as error:
        if error.code == 416 and have:  # nothing beyond what is there already: begin anew
            return _open(url, 0, target)
        raise
    except URLError as error:
        raise URLError(
            f"download: {url} cannot be reached ({error.reason}) | "
            f"download {target.name} elsewhere and put it at {target}"
        ) from error


def _digest(file: IO[bytes], algorithm: str) -> str:
    file.seek(0)
    return hashlib.file_digest(file, algorithm).hexdigest()  # type: ignore[arg-type]


explain_module(globals())
