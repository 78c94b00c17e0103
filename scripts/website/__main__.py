"""Builds the documentation site into build/site, or the folder that is given: English and Chinese, side by side.

    python scripts/website [folder]

Needs the package and its extra `docs`. To see a change at once: python -m mkdocs serve -f scripts/website/en.yml
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh-CN")
START = """<!doctype html><meta charset="utf-8"><title>Flambeau</title>
<script>location.replace((navigator.language.startsWith("zh") ? "zh-CN" : "en") + "/index.html")</script>
<a href="en/index.html">English</a> · <a href="zh-CN/index.html">中文</a>
"""


def main() -> int:
    """Builds both languages at once; the exit status says whether there were warnings."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parents[1] / "build" / "site").resolve()
    target.mkdir(parents=True, exist_ok=True)
    (target / "index.html").write_text(START, encoding="utf-8")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    running = [
        subprocess.Popen(
            [*build, "-f", HERE / f"{language}.yml", "-d", target / language],
            stdin=subprocess.DEVNULL,  # without one, MkDocs does not know where its configuration lies
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        for language in LANGUAGES
    ]
    status = max(process.wait() for process in running)
    if not status:
        print(f"the site: {target / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
