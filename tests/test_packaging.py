"""What a package index is given: its metadata, its licences, and archives without what was built."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import importlib.util
import io
import re
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
# What the package bundles, its licence, and the file that tells it.
BUNDLED = {
    "lib/libscipy_openblas.so": ("BSD-3-Clause", "OpenBLAS.txt"),
    "lib/libdnnl.so.3": ("Apache-2.0", "oneDNN.txt"),
    "lib/libgomp.so.1": ("GPL-3.0-or-later WITH GCC-exception-3.1", "libgomp.txt"),
    "_digits/digits.bin.z": ("CC-BY-4.0", "digits.txt"),
    "_sobol.bin": ("BSD-3-Clause", "sobol.txt"),
}


@pytest.fixture(scope="module")
def wheels() -> ModuleType:
    """scripts/wheels as a module."""
    loader = importlib.machinery.SourceFileLoader("wheels", str(ROOT / "scripts/wheels"))
    module = ModuleType("wheels")
    module.__file__ = loader.path
    exec(loader.get_code("wheels"), module.__dict__)
    return module


def test_metadata_tell_every_licence_of_what_is_bundled() -> None:
    metadata = importlib.metadata.metadata("flambeau")
    expression = metadata["License-Expression"].split(" AND ")
    files = {Path(name).name for name in metadata.get_all("License-File") or []}
    installed = {path.name for path in importlib.metadata.files("flambeau") or [] if "licenses" in path.parts}
    for licence, file in BUNDLED.values():
        assert licence in expression
        assert file in files
        assert file in installed
    assert files <= installed


def test_every_bundled_file_has_a_licence() -> None:
    files = importlib.metadata.files("flambeau") or []
    libraries = {str(path).removeprefix("flambeau/") for path in files if path.parts[:2] == ("flambeau", "lib")}
    assert libraries
    assert libraries <= set(BUNDLED)


def test_links_of_the_readme_are_absolute_on_the_index(wheels: ModuleType) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    link = re.compile(r"\]\(([^)\s]+)\)")
    relative = [target for target in link.findall(text) if not target.startswith(("https://", "#"))]
    shown = wheels.absolute_links(text, "https://example.org/owner/name")
    assert relative
    assert all(target.startswith(("https://", "#")) for target in link.findall(shown))
    assert all(f"(https://example.org/owner/name/blob/HEAD/{target})" in shown for target in relative)
    assert not [t for t in link.findall(wheels.absolute_links(text, "")) if not t.startswith(("https://", "#"))]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://example.org/a/b.git", "https://example.org/a/b"),
        ("git@example.org:a/b.git", "https://example.org/a/b"),
        ("ssh://git@example.org/a/b", "https://example.org/a/b"),
        ("/home/me/b", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_repository_is_a_page(wheels: ModuleType, address: str, page: str) -> None:
    assert wheels.https_address(address) == page


@pytest.mark.parametrize("extra", ["build/x.txt", "src/flambeau/_core.so", "core/a.o", "src/flambeau/lib/libdnnl.so.3"])
def test_a_source_archive_with_something_built_is_refused(wheels: ModuleType, tmp_path: Path, extra: str) -> None:
    licences = [f"licenses/{path.name}" for path in (ROOT / "licenses").iterdir()]
    for names, good in ((licences, True), ([*licences, extra], False), (licences[1:], False)):
        archive = tmp_path / "flambeau-1.tar.gz"
        with tarfile.open(archive, "w:gz") as file:
            for name in names:
                file.addfile(tarfile.TarInfo(f"flambeau-1/{name}"), io.BytesIO())
        if good:
            wheels.check_archive(archive)
            continue
        with pytest.raises(SystemExit, match="sources and licences alone"):
            wheels.check_archive(archive)


def test_what_the_demo_writes_is_ignored_by_git() -> None:
    assert "flambeau-demo/" in (ROOT / ".gitignore").read_text().splitlines()
