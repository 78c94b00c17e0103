"""The documentation site builds without a warning, its links resolve, it fetches nothing, and a browser shows it."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from browser import CHROMIUM, Page

import flambeau
from flambeau.ops.define import registry

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts" / "website"))
import list_torch_names
import modules
import operations
import torch_names

ROOT = Path(__file__).parents[1]
WEBSITE = ROOT / "scripts" / "website"
LANGUAGES = ("en", "zh-CN")


# The list of PyTorch's names.


def test_the_list_of_names_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    kept, there = (set(entries(text)) for text in (list_torch_names.LIST.read_text(), list_torch_names.listed()))
    assert kept - there == set()
    assert there - kept == set() or torch.version.cuda, "a build for CUDA has some more"


def entries(text: str) -> Iterator[str]:
    home = ""
    for line in text.splitlines():
        if line.startswith("["):
            home = line
        elif not line.startswith("#"):
            yield from (f"{home} {name}" for name in line.split())


@pytest.mark.parametrize(
    ("name", "state", "told"),
    [
        ("torch.mul", "present", ""),
        ("torch.multiply", "another spelling", "mul"),
        ("torch.Tensor.multiply_", "another spelling", "mul"),
        ("torch.nn.Linear", "present", ""),
        ("torch.fft.fft", "present", ""),
        ("torch.jit.save", "refuses", ""),
        ("torch.no_such_name", "missing", ""),
    ],
)
def test_the_state_of_a_name(name: str, state: str, told: str) -> None:
    found, sentence = torch_names.state(name)
    assert (found, told in sentence) == (state, True)


# The site, built once for all workers of a run.

NEEDED = ("mkdocs", "material", "jieba")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if lacking := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        pytest.skip(f"{', '.join(lacking)} is not installed: pip install '.[docs]'")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "website"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "log").exists():
            package = str(Path(flambeau.__file__).parents[1])
            without_input = ["sh", "-c", 'exec "$0" "$@" <&-']
            built = subprocess.run(
                [*without_input, sys.executable, WEBSITE, folder / "site"],
                env={**os.environ, "PYTHONPATH": package},
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            (folder / "log").write_text(f"{built.stdout}{built.stderr}")
    log = (folder / "log").read_text()
    assert "WARNING" not in log
    assert "the site: " in log, log
    return folder / "site"


def pages(site: Path) -> dict[Path, str]:
    return {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}


LINK = re.compile(r'\b(?:href|src)="([^"]*)"')


def test_links_resolve(site: Path) -> None:
    """Those of the theme and of the pages of sources too, of which MkDocs knows nothing."""
    texts = pages(site)
    anchors = {page: set(re.findall(r'\bid="([^"]*)"', text)) for page, text in texts.items()}
    broken, seen = [], 0
    for page, text in texts.items():
        for link in set(LINK.findall(text)):
            if re.match(r"\w+:", link) or page.name == "404.html":
                continue
            path, _, anchor = unquote(link).partition("#")
            target = Path(os.path.normpath(page.parent / path)) if path else page
            target = target / "index.html" if target.is_dir() else target
            seen += 1
            if not target.exists() or (anchor and target in anchors and anchor not in anchors[target]):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []
    assert seen > 10_000


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    """A page is complete in itself: no font, script, style or picture of another place."""
    fetched = re.compile(r'<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)="((?:https?:)?//[^"]*)"')
    styled = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")]*)""")
    found = {link for text in pages(site).values() for link in (*fetched.findall(text), *styled.findall(text))}
    found |= {link for sheet in site.rglob("*.css") for link in styled.findall(sheet.read_text(encoding="utf-8"))}
    assert found == set()


def test_languages_have_the_same_pages(site: Path) -> None:
    english, chinese = ({p.relative_to(site / each) for p in (site / each).rglob("*.html")} for each in LANGUAGES)
    assert english == chinese


def test_every_op_has_its_page(site: Path) -> None:
    """With its signature, its example, and a link to the line where its entry begins."""
    for entry in registry:
        text = (site / "en" / operations.page_of(entry).replace(".md", ".html")).read_text(encoding="utf-8")
        place = re.search(r'href="([^"]*)#line-(\d+)"><code>(src/flambeau/ops/\w+\.py):\2</code>', text)
        assert place, entry.name
        line = (ROOT / place[3]).read_text(encoding="utf-8").splitlines()[int(place[2]) - 1]
        assert line.startswith(("@op(", "@_", "@")), entry.name
        if ">>>" in (entry.signature.__doc__ or ""):
            assert "&gt;&gt;&gt;" in text, entry.name


def test_every_public_module_has_its_page(site: Path) -> None:
    """Those that PyTorch has and Flambeau too; a class shows its example."""
    assert {"optim", "func", "profiler", "utils.data", "distributions", "vision.models"} <= set(modules.module_names())
    for name in modules.module_names():
        assert (site / "en" / "api" / f"{name}.html").exists(), name
    shown = (site / "en" / "api" / "optim.html").read_text(encoding="utf-8")
    assert re.search(r'<h2 id="optim.SGD">.*&gt;&gt;&gt;', shown, re.DOTALL)


def results(page: Page, query: str) -> list[str]:
    """The titles of what the search finds."""
    page.evaluate(
        "(query => { const box = document.querySelector('[data-md-component=search-query]');"
        "box.focus(); box.value = query; box.dispatchEvent(new KeyboardEvent('keyup', {bubbles: true})) })"
        f"({query!r})"
    )
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = page.evaluate("[...document.querySelectorAll('.md-search-result__item h1')].map(h => h.textContent)")
        if found:
            return [title.replace("\u200b", "") for title in found]  # where Chinese words end
        time.sleep(0.1)
    return []


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
@pytest.mark.parametrize(
    ("start", "query", "title", "other"),
    [
        ("en/api/ops/topk.html", "softplus", "nn.functional.softplus", "zh-CN/api/ops/topk.html"),
        ("zh-CN/autograd.html", "切向量", "导数怎样写", "en/autograd.html"),
    ],
)
def test_in_a_browser(site: Path, start: str, query: str, title: str, other: str) -> None:
    """Opened as a file: the search answers, the language changes, and nothing is asked of the network."""
    with Page((site / start).as_uri()) as page:
        assert title in results(page, query)
        fetched = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
        assert [url for url in fetched if not url.startswith("file:")] == []
        assert page.evaluate("document.querySelector('a.language').href") == (site / other).as_uri()
        assert page.complaints == []
