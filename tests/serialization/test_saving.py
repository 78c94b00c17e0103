"""What a path to save to may name, what happens to what was there, and to saves that fail or are killed."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import flambeau as torch
from flambeau import serialization

VALUE = {"a": torch.arange(3.0)}


def save_table(value: Any, path: Any) -> None:
    serialization.save_safetensors(value, path)


def same(loaded: Any) -> bool:
    return loaded["a"].tolist() == [0.0, 1.0, 2.0]


WRITERS = [(torch.save, torch.load), (save_table, serialization.load_safetensors)]


@pytest.fixture(params=WRITERS, ids=["pt", "safetensors"])
def files(request: Any) -> Any:
    """How to save and how to load."""
    return request.param


def test_a_link_is_followed(files: Any, tmp_path: Path) -> None:
    save, load = files
    target, link, dangling = tmp_path / "target", tmp_path / "link", tmp_path / "dangling"
    target.write_bytes(b"old")
    link.symlink_to(target)
    dangling.symlink_to(tmp_path / "new")
    save(VALUE, link)
    save(VALUE, dangling)
    assert link.is_symlink()
    assert dangling.is_symlink()
    assert same(load(target))
    assert same(load(tmp_path / "new"))


def test_all_names_of_a_file_show_the_new_contents(files: Any, tmp_path: Path) -> None:
    save, load = files
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"old" * 10000)
    second.hardlink_to(first)
    save(VALUE, first)
    assert first.samefile(second)
    assert same(load(second))
    assert sorted(os.listdir(tmp_path)) == ["first", "second"]


def test_mode_and_owner_stay(files: Any, tmp_path: Path) -> None:
    save, load = files
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 12, 34)
    before = path.stat()
    save(VALUE, path)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert same(load(path))
    mask = os.umask(0o027)
    try:
        save(VALUE, tmp_path / "new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_device_is_written_to_and_stays(files: Any) -> None:
    save, _ = files
    before = os.stat("/dev/null")
    save(VALUE, "/dev/null")
    assert os.stat("/dev/null")[:2] == before[:2]
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    with pytest.raises(serialization.SaveError, match="No space left"):
        save(VALUE, "/dev/full")


def test_a_pipe_is_written_to(files: Any, tmp_path: Path) -> None:
    save, load = files
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    save(VALUE, pipe)
    reader.join(20)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    (tmp_path / "file").write_bytes(received[0])
    assert same(load(tmp_path / "file"))


def test_what_a_pipe_got_is_read_by_pytorch(tmp_path: Path) -> None:
    theirs = pytest.importorskip("torch")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    torch.save(VALUE, pipe)
    reader.join(20)
    assert theirs.load(io.BytesIO(received[0]))["a"].tolist() == [0.0, 1.0, 2.0]


def test_long_names(files: Any, tmp_path: Path) -> None:
    save, load = files
    path = tmp_path / ("n" * 255)
    save(VALUE, path)
    assert same(load(path))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing/file", "Parent directory .*missing does not exist"),
        (".", "Is a directory"),
        ("n" * 256, "name too long"),
    ],
)
def test_paths_that_cannot_be_written(files: Any, path: str, message: str, tmp_path: Path) -> None:
    save, _ = files
    with pytest.raises(serialization.SaveError, match=message) as caught:
        save(VALUE, tmp_path / path)
    assert isinstance(caught.value, OSError)
    assert isinstance(caught.value, RuntimeError)
    assert os.listdir(tmp_path) == []


def test_threads_that_save_to_one_path(files: Any, tmp_path: Path) -> None:
    save, load = files
    path, errors = tmp_path / "file", []

    def work() -> None:
        try:
            for _ in range(20):
                save(VALUE, path)
                assert same(load(path))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert os.listdir(tmp_path) == ["file"]


def run(code: str, folder: Path, wait: bool = True) -> Any:
    """Python code in a process of its own, whose directory is `folder`."""
    head = "import flambeau as torch, os, resource, signal, sys\nfrom flambeau import serialization\n"
    process = subprocess.Popen([sys.executable, "-c", head + code], cwd=folder, stderr=subprocess.PIPE, text=True)
    if not wait:
        return process
    error = process.communicate(timeout=60)[1]
    assert process.returncode == 0, error


def test_a_save_that_fails_leaves_the_old_file(files: Any, tmp_path: Path) -> None:
    save, load = files
    save(VALUE, tmp_path / "file")
    name = "torch.save" if save is torch.save else "serialization.save_safetensors"
    run(
        f"""
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    {name}({{"a": torch.ones(10**4)}}, "file")
except serialization.SaveError as error:
    sys.exit("File too large" not in str(error))
sys.exit("saved")
""",
        tmp_path,
    )
    assert same(load(tmp_path / "file"))
    assert os.listdir(tmp_path) == ["file"]


def test_what_a_killed_save_leaves_is_removed_by_the_next(tmp_path: Path) -> None:
    code = """
from flambeau.serialization._files import replacing
with replacing("file", "save") as file:
    file.write(b"half")
    print("writing", file=sys.stderr, flush=True)
    signal.pause()
"""
    process = run(code, tmp_path, wait=False)
    assert process.stderr.readline() == "writing\n"
    assert len(os.listdir(tmp_path)) == 1
    torch.save(VALUE, tmp_path / "other")  # while it is being written, the draft stays
    assert len(os.listdir(tmp_path)) == 2
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stderr.close()
    torch.save(VALUE, tmp_path / "other")
    assert os.listdir(tmp_path) == ["other"]


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A directory that every user may read."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="needs to become another user")
def test_other_users(shared_folder: Path) -> None:
    """A file that one may not write is not replaced; one that one may write is written, in a directory one may not."""
    folder = shared_folder
    torch.save(VALUE, folder / "mine")
    torch.save(VALUE, folder / "everyone's")
    (folder / "mine").chmod(0o644)
    (folder / "everyone's").chmod(0o666)
    run(
        """
"".encode("cp437")  # the codec of names in zip files, which another user may not be able to import
os.setuid(65534)
torch.save([1], "everyone's")
assert torch.load("everyone's") == [1]
for path in ("mine", "new"):
    try:
        torch.save([1], path)
    except serialization.SaveError as error:
        assert "Permission denied" in str(error), error
    else:
        sys.exit(path)
""",
        folder,
    )
    assert same(torch.load(folder / "mine"))
    assert sorted(os.listdir(folder)) == ["everyone's", "mine"]


class Counter:
    """A stream to elsewhere, which can neither seek nor tell."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)


@pytest.mark.parametrize("lib", ["flambeau", "torch"])
def test_a_file_is_written_to_what_can_only_write(lib: str) -> None:
    reader = pytest.importorskip(lib)
    stream = Counter()
    torch.save({"w": torch.arange(5.0), "n": 3}, stream)
    back = reader.load(io.BytesIO(b"".join(stream.parts)))
    assert back["w"].tolist() == [0, 1, 2, 3, 4]
    assert back["n"] == 3


def test_records_by_themselves(tmp_path) -> None:
    records = {"a": b"12039810948234589", "c/d": b"", "b": b"0" * 1000}
    for where in (tmp_path / "file.zip", io.BytesIO()):
        with serialization._open_zipfile_writer(where) as archive:
            for name, content in records.items():
                archive.write_record(name, content, len(content))
        with serialization._open_zipfile_reader(where) as archive:
            assert {name: archive.get_record(name) for name in records} == records
