"""Repositories that offer models: folders, or projects on GitHub, with a ``hubconf.py`` whose functions make them.

A function without an underscore in front is an entry point. ``hubconf.py`` may name packages that it needs in a list
``dependencies``. It is a program and runs with all rights, so a repository is downloaded only once it is trusted.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from .._arguments import explain_module
from .._listing import listing
from ._files import download_url_to_file, get_dir

__all__ = ["help", "list", "load"]
__dir__ = listing(globals())

Trust = bool | str | None

GITHUB, API = "https://github.com", "https://api.github.com"
TIMEOUT = 30  # seconds
TRUSTED_OWNERS = ("facebookresearch", "facebookincubator", "pytorch", "fairinternal")


def list(
    github: str,
    force_reload: bool = False,
    skip_validation: bool = False,
    trust_repo: Trust = "check",
    verbose: bool = True,
) -> Any:
    """The names of a repository's entry points.

    Args:
        github: ``"owner/name"``, or ``"owner/name:ref"`` with a branch, a tag or a commit; ``main``, else ``master``,
            by default.
        force_reload: download it again where it is in the cache.
        skip_validation: do not ask GitHub whether the ref is the repository's own and not one of a fork.
        trust_repo: True: note the repository as trusted. False: ask on the terminal. ``"check"``: ask unless it is
            noted, in the cache, or PyTorch's. None: go on with a warning.
        verbose: say on standard error which cache is used.

    Raises: RuntimeError where GitHub cannot be reached and the cache does not have it; ValueError for a ref that the
        repository does not have, and for other ``github`` and ``trust_repo``; what ``hubconf.py`` raises.

    >>> import flambeau as torch
    >>> torch.hub.list("owner/name/more")
    Traceback (most recent call last):
        ...
    ValueError: hub: github is 'owner/name/more' | it must be "owner/name" or "owner/name:ref"
    """
    folder = _fetched(github, force_reload, skip_validation, trust_repo, verbose)
    with _hubconf(folder) as module:
        return [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]


def help(
    github: str, model: str, force_reload: bool = False, skip_validation: bool = False, trust_repo: Trust = "check"
) -> str | None:
    """The docstring of an entry point; the other arguments are those of :func:`list`.

    Raises: as :func:`list`; RuntimeError for a name that is no entry point.

    >>> import flambeau as torch
    >>> torch.hub.help("name", "resnet18")
    Traceback (most recent call last):
        ...
    ValueError: hub: github is 'name' | it must be "owner/name" or "owner/name:ref"
    """
    folder = _fetched(github, force_reload, skip_validation, trust_repo, True)
    with _hubconf(folder) as module:
        return _entry(module, model).__doc__


def load(
    repo_or_dir: str | os.PathLike[str],
    model: str,
    *args: Any,
    source: str = "github",
    trust_repo: Trust = "check",
    force_reload: bool = False,
    verbose: bool = True,
    skip_validation: bool = False,
    **kwargs: Any,
) -> Any:
    """Calls a repository's entry point: ``model(*args, **kwargs)``, by convention a network with its weights.

    Args:
        repo_or_dir: the repository as for :func:`list`, or a folder where ``source`` is ``"local"``.
        model: the entry point's name.
        source: ``"github"`` or ``"local"``.
        trust_repo, force_reload, verbose, skip_validation: as for :func:`list`; a folder needs none of them.

    Raises: ValueError for another ``source``; FileNotFoundError for a folder without ``hubconf.py``; RuntimeError for a
        name that is no entry point and for packages that are missing; and as :func:`list`.

    >>> import flambeau as torch
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "hubconf.py").write_text("def answer(n): return [n]")
    ...     torch.hub.load(folder, "answer", 42, source="local")
    [42]
    """
    if source not in ("github", "local"):
        raise ValueError(f'Unknown source: "{source}". Allowed values: "github" | "local".')
    if source == "github":
        folder = _fetched(os.fspath(repo_or_dir), force_reload, skip_validation, trust_repo, verbose)
    else:
        folder = Path(repo_or_dir)
    with _hubconf(folder) as module:
        return _entry(module, model)(*args, **kwargs)


# ---- what a folder offers ----


@contextlib.contextmanager
def _hubconf(folder: Path) -> Iterator[ModuleType]:
    """The module ``hubconf.py``, run anew; what lies beside it can be imported while the block runs."""
    path = os.path.abspath(folder)
    sys.path.insert(0, path)
    try:
        spec = importlib.util.spec_from_file_location("hubconf", os.path.join(path, "hubconf.py"))
        if spec is None or spec.loader is None:
            raise RuntimeError(f"hub: {path}/hubconf.py cannot be imported")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(path)


def _entry(module: ModuleType, name: str) -> Callable[..., Any]:
    if not isinstance(name, str):
        raise ValueError(f"Invalid input: model should be a string of function name, not {type(name).__name__}")
    wanted = getattr(module, "dependencies", None) or []
    missing = [package for package in wanted if importlib.util.find_spec(package) is None]
    if missing:
        raise RuntimeError(f"Missing dependencies: {', '.join(missing)}")
    entry = getattr(module, name, None)
    if not callable(entry):
        raise RuntimeError(f"Cannot find callable {name} in hubconf")
    return entry  # type: ignore[no-any-return]


# ---- repositories on GitHub ----


def _fetched(github: str, anew: bool, skip_validation: bool, trust: Trust, verbose: bool) -> Path:
    """The folder of a repository in the cache, downloaded where it is not there."""
    owner, name, ref = _parsed(github)
    hub = Path(get_dir())
    hub.mkdir(parents=True, exist_ok=True)
    folder = hub / "_".join((owner, name, ref.replace("/", "_")))
    _require_trust(hub, owner, name, folder, trust)
    if folder.exists() and not anew:
        if verbose:
            sys.stderr.write(f"Using cache found in {folder}\n")
        return folder
    if not skip_validation:
        _require_own_ref(owner, name, ref)
    url = f"{GITHUB}/{owner}/{name}/zipball/{ref}"
    sys.stderr.write(f'Downloading: "{url}" to {folder.with_suffix(folder.suffix + ".zip")}\n')
    with tempfile.TemporaryDirectory(dir=hub) as draft:
        archive = Path(draft) / "repository.zip"
        download_url_to_file(url, archive, progress=False)
        with zipfile.ZipFile(archive) as packed:
            root = packed.infolist()[0].filename.split("/")[0]  # GitHub puts all into one folder
            packed.extractall(draft)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(Path(draft) / root, folder)
    return folder


def _parsed(github: str) -> tuple[str, str, str]:
    """Owner, name and ref; without a ref the branch that is there, main or master."""
    repository, _, ref = github.partition(":")
    owner, _, name = repository.partition("/")
    if not owner or not name or "/" in name or {".", ".."} & {owner, name, *ref.split("/")}:
        raise ValueError(f'hub: github is {github!r} | it must be "owner/name" or "owner/name:ref"')
    return owner, name, ref or _main_branch(owner, name)


def _main_branch(owner: str, name: str) -> str:
    try:
        with urlopen(f"{GITHUB}/{owner}/{name}/tree/main/", timeout=TIMEOUT):
            return "main"
    except HTTPError as error:
        if error.code != 404:
            raise
        return "master"
    except URLError as error:
        for branch in ("main", "master"):
            if (Path(get_dir()) / f"{owner}_{name}_{branch}").exists():
                return branch
        raise RuntimeError(
            f"It looks like there is no internet connection and the repo could not be found in the cache ({get_dir()})"
        ) from error


def _require_own_ref(owner: str, name: str, ref: str) -> None:
    """GitHub answers for a fork's commits under the original's name: only branches, tags and their commits count."""
    headers = {"Accept": "application/vnd.github.v3+json"}
    if token := os.environ.get("GITHUB_TOKEN"):
        headers["Authorization"] = f"token {token}"
    for kind in ("branches", "tags"):
        for page in range(1, 1000):
            request = Request(f"{API}/repos/{owner}/{name}/{kind}?per_page=100&page={page}", headers=headers)
            with urlopen(request, timeout=TIMEOUT) as answer:
                found = json.load(answer)
            if any(ref == item["name"] or item["commit"]["sha"].startswith(ref) for item in found):
                return
            if not found:
                break
    raise ValueError(
        f"Cannot find {ref} in {GITHUB}/{owner}/{name}. If it's a commit from a forked repo, please call hub.load() "
        "with forked repo directly."
    )


def _require_trust(hub: Path, owner: str, name: str, folder: Path, trust: Trust) -> None:
    if trust not in (True, False, None, "check"):
        raise ValueError(f"hub: trust_repo is {trust!r} | it must be True, False, None or 'check'")
    noted = hub / "trusted_list"
    known = noted.read_text().split() if noted.exists() else []
    repository = f"{owner}_{name}"
    trusted = repository in known or folder.exists() or owner in TRUSTED_OWNERS
    if trust is False or (trust == "check" and not trusted):
        answer = input(
            f"The repository {repository} does not belong to the list of trusted repositories and as such cannot be "
            "downloaded. Do you trust this repository and wish to add it to the trusted list of repositories (y/N)?"
        )
        if answer.lower() not in ("y", "yes"):
            raise RuntimeError("Untrusted repository.")
    elif trust is None and not trusted:
        warnings.warn(
            f"You are about to download and run code from an untrusted repository, {repository}. To add it to your "
            "trusted list, give trust_repo=True; trust_repo='check' asks once.",
            stacklevel=4,
        )
    if repository not in known and (trust is True or (trust is not None and not trusted)):
        noted.write_text("\n".join([*known, repository]) + "\n")


explain_module(globals())
