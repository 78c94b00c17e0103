"""Writes the tables of docs/profiling.md, and of its twin in Chinese, anew: what examples/profile_training.py prints.

python scripts/make_profiling_page.py, on a machine that has nothing else to do.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / name for name in ("profiling.md", "profiling.zh-CN.md")]
# In the order of the page: which of the tables that the program prints, and how many of its lines.
SHOWN = [(0, 99), (1, 99), (2, 99), (3, 8), (4, 9), (6, 7), (5, 11)]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def printed() -> list[str]:
    """The tables that the program prints."""
    example = ROOT / "examples" / "profile_training.py"
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, example.name, folder], cwd=example.parent, capture_output=True, text=True, check=True
        )
    return run.stdout.replace("After mending the line:\n", "").split("\n\n")


def shown(tables: list[str]) -> list[str]:
    """The blocks of the page."""
    return ["".join(f"{line.rstrip()}\n" for line in tables[k].splitlines()[:most]) for k, most in SHOWN]


def outputs(text: str) -> list[str]:
    """The blocks that a page has."""
    return [block for language, block in BLOCK.findall(text) if not language]


def main() -> None:
    """Replaces them."""
    tables = shown(printed())
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for old, new in zip(outputs(text), tables, strict=True):
            text = text.replace(old, new)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
