"""Builds the documentation site into build/site, or the folder that is given: English and Chinese, side by side.

    python scripts/website [folder]

Needs the package and its extra `docs`. To see a change at once: python -m mkdocs serve -f scripts/website/en.yml
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

os.environ["NO_MKDOCS_2_WARNING"] = "1"

import hook
from mkdocs.__main__ import cli

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh-CN")
START = """<!doctype html><meta charset="utf-8"><title>Flambeau</title>
<script>location.replace((navigator.language.startsWith("zh") ? "zh-CN" : "en") + "/index.html")</script>
<a href="en/index.html">English</a> · <a href="zh-CN/index.html">中文</a>
"""


def build(language: str, target: Path) -> None:
    """Ends the process with MkDocs' status, which says whether there were warnings."""
    mkdocs = ["build", "--strict", "-f", str(HERE / f"{language}.yml"), "-d", str(target / language)]
    with open(os.devnull) as sys.stdin:  # without one, MkDocs does not know where its configuration lies
        cli(mkdocs, prog_name="mkdocs")


def main() -> int:
    """Builds both languages at once; the exit status says whether there were warnings."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parents[1] / "build" / "site").resolve()
    target.mkdir(parents=True, exist_ok=True)
    (target / "index.html").write_text(START, encoding="utf-8")
    hook.prepare()
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=build, args=(language, target)) for language in LANGUAGES]
    for process in running:
        process.start()
    for process in running:
        process.join()
    if not (status := max(abs(process.exitcode or 0) for process in running)):
        print(f"the site: {target / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
