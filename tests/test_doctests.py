"""Runs every example of the documentation: each op's, each public module's, each page's that is made of them."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import flambeau
from flambeau.ops.define import registry

# Nothing runs after a line that failed: it could wait for ever for what that line was to send.
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.FAIL_FAST
# Modules whose import is a program or a switch.
NOT_IMPORTED = {"flambeau.__main__"}


def module_names() -> list[str]:
    found = [
        m.name
        for m in pkgutil.walk_packages(flambeau.__path__, "flambeau.")
        if not m.name.rsplit(".", 1)[-1].startswith("_core")
    ]
    return ["flambeau", *sorted(set(found) - NOT_IMPORTED)]


def run(test: doctest.DocTest) -> str:
    """What failed, as text; nothing when all examples print what they show."""
    report: list[str] = []
    flambeau.manual_seed(0)
    doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=report.append, clear_globs=True)
    flambeau.set_default_dtype(flambeau.float32)
    flambeau.hub._files._chosen_dir = None
    return "".join(report)


def titled(entry: Any) -> str:
    return f"{entry.signature.__module__.rsplit('.', 1)[-1]}.{entry.signature.__name__}"


EXAMPLES = {titled(entry): entry for entry in registry if ">>>" in (entry.signature.__doc__ or "")}


@pytest.mark.filterwarnings("ignore:.*is deprecated")  # old names
@pytest.mark.parametrize("name", EXAMPLES)
def test_op_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    entry = EXAMPLES[name]
    test = doctest.DocTestParser().get_doctest(
        entry.signature.__doc__, {"flambeau": flambeau, "torch": flambeau}, name, None, 0
    )
    assert run(test) == ""


def is_of_an_op(name: str) -> bool:
    """Whether the object of that name is an op's method, which shows the op's documentation."""
    _, _, method = name.rpartition("Tensor.")
    return isinstance(inspect.getattr_static(flambeau.Tensor, method, None), flambeau._core.OpMethod)


@pytest.mark.parametrize("name", module_names())
def test_module_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module's own docstring and those of its classes, methods and plain functions; ops are run above."""
    monkeypatch.chdir(tmp_path)
    for loaded in [
        n for n in sys.modules if n.split(".")[0] == "torch"
    ]:  # by other tests; compat's example imports its own
        monkeypatch.delitem(sys.modules, loaded)
    module = importlib.import_module(name)
    entries = {id(entry.signature) for entry in registry}
    plain = types.ModuleType(name, module.__doc__)
    plain.__dict__.update(
        {k: v for k, v in vars(module).items() if id(v) not in entries and getattr(v, "entry", None) is None}
    )
    tests = doctest.DocTestFinder(exclude_empty=True).find(plain, name, module=module, extraglobs=None)
    failed = [run(test) for test in tests if test.examples and not is_of_an_op(test.name)]
    if re.search("Pillow|'PIL'", "".join(failed)) and importlib.util.find_spec("PIL") is None:
        pytest.skip("an example needs Pillow")
    assert "".join(failed) == ""


# Pages that are a session, with their twins in Chinese.
PAGES = {
    f"{page}.md": f"{page}.zh-CN.md"
    for page in ("autograd", "coming-from-pytorch", "writing-derivatives", "differences")
}
DOCS = Path(__file__).parents[1] / "docs"


def code_of(page: str) -> str:
    """The examples of a page, as one session."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```python\n(>>>.*?)^```", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_page_examples(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(code_of(page), {}, page, str(DOCS / page), 0)
    assert len(test.examples) > 10
    assert run(test) == ""


@pytest.mark.parametrize("page", PAGES)
def test_twins_have_the_same_code(page: str) -> None:
    assert code_of(page) == code_of(PAGES[page])
