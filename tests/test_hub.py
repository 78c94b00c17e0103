"""Downloads: complete and checked or not there at all, continued after a cut, once for several processes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
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
    monkeypatch.setattr(hub._files, "_chosen_dir", None)
    hub.set_dir(tmp_path / "mine")
    assert hub.get_dir() == str(tmp_path / "mine")


HUBCONF = '''
dependencies = ["os"]
from factor_of_hub import FACTOR

def scaled(n, by=1):
    """n times the factor."""
    return n * by * FACTOR

def _hidden(): ...
'''


@pytest.fixture
def local(tmp_path):
    folder = tmp_path / "local"
    folder.mkdir()
    (folder / "hubconf.py").write_text(HUBCONF)
    (folder / "factor_of_hub.py").write_text("FACTOR = 10")
    yield folder
    sys.modules.pop("factor_of_hub", None)


def test_a_folders_entry_point(local) -> None:
    assert hub.load(local, "scaled", 2, by=3, source="local") == 60
    assert str(local) not in sys.path


def test_what_a_folder_does_not_offer(local, tmp_path) -> None:
    with pytest.raises(RuntimeError, match="Cannot find callable missing in hubconf"):
        hub.load(local, "missing", source="local")
    with pytest.raises(ValueError, match="model should be a string"):
        hub.load(local, 3, source="local")
    with pytest.raises(ValueError, match='Unknown source: "x"'):
        hub.load(local, "scaled", source="x")
    with pytest.raises(FileNotFoundError):
        hub.load(tmp_path / "nowhere", "scaled", source="local")
    (local / "hubconf.py").write_text("dependencies = ['no_such_package']\ndef f(): ...")
    with pytest.raises(RuntimeError, match="Missing dependencies: no_such_package"):
        hub.load(local, "f", source="local")


@pytest.fixture
def github(local, tmp_path, monkeypatch):
    """A server with a repository as GitHub serves it: the archive, the page of a branch, branches and tags."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("hubconf.py", "factor_of_hub.py"):
            archive.writestr(f"owner-nets-0123abc/{name}", (local / name).read_text())
    branches = [{"name": "master", "commit": {"sha": "0123abcd"}}]
    api = "/repos/owner/nets"
    pages = {"/owner/nets/zipball/master": packed.getvalue(), "/owner/nets/zipball/evil": packed.getvalue()}
    pages |= {f"{api}/branches?per_page=100&page=1": json.dumps(branches).encode()}
    pages |= {f"{api}/branches?per_page=100&page=2": b"[]", f"{api}/tags?per_page=100&page=1": b"[]"}
    monkeypatch.setattr(hub._files, "_chosen_dir", str(tmp_path / "hub"))
    with serving(pages) as server:
        monkeypatch.setattr(hub._repositories, "GITHUB", server.url)
        monkeypatch.setattr(hub._repositories, "API", server.url)
        yield server


def test_a_repository_is_downloaded_once(github, tmp_path, capsys) -> None:
    assert hub.load("owner/nets", "scaled", 2, trust_repo=True) == 20
    folder = tmp_path / "hub" / "owner_nets_master"
    assert {"factor_of_hub.py", "hubconf.py"} <= set(os.listdir(folder))
    assert sorted(os.listdir(tmp_path / "hub")) == ["owner_nets_master", "trusted_list"]
    assert (tmp_path / "hub" / "trusted_list").read_text() == "owner_nets\n"
    capsys.readouterr()
    assert hub.list("owner/nets") == ["scaled"]
    assert hub.help("owner/nets:master", "scaled") == "n times the factor."
    assert capsys.readouterr().err == f"Using cache found in {folder}\n" * 2
    downloads = [path for path, _ in github.asked if "zipball" in path]
    assert len(downloads) == 1
    hub.list("owner/nets", force_reload=True, verbose=False)
    assert [path for path, _ in github.asked if "zipball" in path] == downloads * 2


def test_a_forks_ref_is_refused(github, tmp_path) -> None:
    with pytest.raises(ValueError, match=r"Cannot find evil in .* commit from a forked repo"):
        hub.load("owner/nets:evil", "scaled", 1, trust_repo=True)
    assert hub.load("owner/nets:evil", "scaled", 1, trust_repo=True, skip_validation=True) == 10


def test_trust_is_asked_for(github, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("builtins.input", lambda text: "n")
    with pytest.raises(RuntimeError, match="Untrusted repository"):
        hub.load("owner/nets", "scaled", 1)
    monkeypatch.setattr("builtins.input", lambda text: "y")
    assert hub.load("owner/nets", "scaled", 1) == 10
    monkeypatch.setattr("builtins.input", lambda text: pytest.fail("asked twice"))
    assert hub.load("owner/nets", "scaled", 1) == 10
    with pytest.raises(ValueError, match="trust_repo is 'x'"):
        hub.load("owner/nets", "scaled", 1, trust_repo="x")


def test_a_warning_instead_of_trust(github, tmp_path) -> None:
    with pytest.warns(UserWarning, match="untrusted repository, owner_nets"):
        assert hub.load("owner/nets", "scaled", 1, trust_repo=None) == 10
    assert not (tmp_path / "hub" / "trusted_list").exists()


def test_without_a_network_the_cache_counts(github, local, tmp_path, monkeypatch) -> None:
    with serving({}) as server:
        gone = server.url
    monkeypatch.setattr(hub._repositories, "GITHUB", gone)
    with pytest.raises(RuntimeError, match="no internet connection and the repo could not be found in the cache"):
        hub.load("owner/nets", "scaled", 1)
    os.makedirs(tmp_path / "hub", exist_ok=True)
    local.rename(tmp_path / "hub" / "owner_nets_main")
    assert hub.load("owner/nets", "scaled", 1) == 10


@pytest.mark.parametrize("name", ["nets", "a/b/c", "/b", "a/", "../b", "a/b:../../c", "a/..:main"])
def test_names_that_are_none(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(hub._files, "_chosen_dir", str(tmp_path))
    with pytest.raises(ValueError, match="owner/name:ref"):
        hub.load(name, "f")


def test_the_old_name(tmp_path) -> None:
    from flambeau.utils import model_zoo

    with serving({"/tiny.pth": checkpoint()}) as server:
        assert model_zoo.load_url(server.url + "/tiny.pth", tmp_path, progress=False)["w"].tolist() == [0, 1, 2]
