"""Downloads: complete and checked or not there at all, continued after a cut, once for several processes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from urllib.error import HTTPError, URLError

import pytest
from server import serving

import flambeau as fl
from flambeau import hub

CONTENT = bytes(range(256)) * 4000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_arrives_whole(tmp_path, capsys) -> None:
    with serving({"/a.bin": CONTENT}) as server:
        hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", DIGEST[:8])
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert os.listdir(tmp_path) == ["a.bin"]
    assert "100%" in capsys.readouterr().err


def test_no_bar_unless_wanted(tmp_path, capsys) -> None:
    with serving({"/a.bin": CONTENT}) as server:
        hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", progress=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("ranges", [True, False], ids=["continues", "begins anew where the server cannot"])
def test_a_cut_download_goes_on(tmp_path, ranges: bool) -> None:
    with serving({"/a.bin": CONTENT}) as server:
        server.ranges, server.cut_after = ranges, 300_000
        with pytest.raises(URLError, match=r"ended after 300000 of 1024000 bytes.*call again to go on"):
            hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", progress=False)
        assert not (tmp_path / "a.bin").exists()
        hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", DIGEST[:8], progress=False)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert server.asked == [("/a.bin", None), ("/a.bin", "bytes=300000-")]


def test_a_partial_file_that_is_complete_already(tmp_path) -> None:
    (tmp_path / "a.bin.partial").write_bytes(CONTENT)  # killed before it was renamed
    with serving({"/a.bin": CONTENT}) as server:
        hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", DIGEST[:8], progress=False)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_a_wrong_hash_keeps_nothing(tmp_path) -> None:
    with serving({"/a.bin": CONTENT}) as server:
        with pytest.raises(RuntimeError, match=rf'invalid hash value \(expected "00000000", got "{DIGEST}"\)'):
            hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", "00000000", progress=False)
        assert os.listdir(tmp_path) == []


def test_a_wrong_beginning_is_given_up(tmp_path) -> None:
    """What an older file of the same name left behind must not poison every later download."""
    (tmp_path / "a.bin.partial").write_bytes(b"something else")
    with serving({"/a.bin": CONTENT}) as server:
        with pytest.raises(RuntimeError, match="invalid hash value"):
            hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", DIGEST[:8], progress=False)
        hub.download_url_to_file(server.url + "/a.bin", tmp_path / "a.bin", DIGEST[:8], progress=False)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_without_a_network_the_error_says_where_the_file_goes(tmp_path) -> None:
    with serving({}) as server:
        gone = server.url
    target = tmp_path / "w.pth"
    with pytest.raises(
        URLError, match=rf"{gone}/w.pth cannot be reached .* download w.pth elsewhere and put it at {target}"
    ):
        hub.download_url_to_file(gone + "/w.pth", target)


def test_the_servers_refusal_is_passed_on(tmp_path) -> None:
    with serving({}) as server, pytest.raises(HTTPError, match="404"):
        hub.download_url_to_file(server.url + "/missing", tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


def checkpoint() -> bytes:
    file = io.BytesIO()
    fl.save({"w": fl.arange(3.0)}, file)
    return file.getvalue()


def test_a_checkpoint_is_fetched_once(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    content = checkpoint()
    name = f"/tiny-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    with serving({name: content}) as server:
        for _ in range(2):
            state = hub.load_state_dict_from_url(server.url + name, check_hash=True)
            assert state["w"].tolist() == [0, 1, 2]
    assert len(server.asked) == 1
    path = tmp_path / "hub" / "checkpoints" / name[1:]
    assert path.read_bytes() == content
    assert capsys.readouterr().err.startswith(f'Downloading: "{server.url}{name}" to {path}\n')


def test_the_name_promises_the_hash(tmp_path) -> None:
    with serving({"/tiny-01234567.pth": checkpoint()}) as server:
        with pytest.raises(RuntimeError, match='invalid hash value \\(expected "01234567"'):
            hub.load_state_dict_from_url(server.url + "/tiny-01234567.pth", tmp_path, check_hash=True, progress=False)
        state = hub.load_state_dict_from_url(server.url + "/tiny-01234567.pth", tmp_path, file_name="t.pth")
    assert state["w"].tolist() == [0, 1, 2]
    assert os.listdir(tmp_path) == ["t.pth"]


def test_several_processes_download_one_file_once(tmp_path) -> None:
    program = "import sys; from flambeau import hub; hub.download_url_to_file(sys.argv[1], sys.argv[2], progress=False)"
    with serving({"/a.bin": CONTENT}) as server:
        run = [sys.executable, "-c", program, server.url + "/a.bin", str(tmp_path / "a.bin")]
        processes = [subprocess.Popen(run) for _ in range(3)]
        assert [process.wait(60) for process in processes] == [0, 0, 0]
        assert (tmp_path / "a.bin").read_bytes() == CONTENT
        # Those that came later waited for the first one's file, or began when it was there and fetched it again.
        assert all(wanted is None for _, wanted in server.asked)


def test_the_folder(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("TORCH_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert hub.get_dir() == str(tmp_path / "torch" / "hub")
    monkeypatch.setenv("TORCH_HOME", "~/x")
    assert hub.get_dir() == os.path.expanduser("~/x/hub")
    monkeypatch.setattr(hub, "_chosen_dir", None)
    hub.set_dir(tmp_path / "mine")
    assert hub.get_dir() == str(tmp_path / "mine")
