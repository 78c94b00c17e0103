"""docs/operators.md, from what a sweep found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from .database import OPERATORS, TIERS
from .levels import DEPARTURES, LEVELS

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"
MARKS = {"right": "✓", "wrong": "✗", "absent": "✗", "departs": "≠", "none": " "}

HEAD = """# Operators beside PyTorch's database

PyTorch tests its operators with a database of sample inputs, `op_db` of
`torch.testing._internal.common_methods_invocations`. `PYTHONPATH=tests python -m parity` gives the same inputs to both
libraries and writes this page. Of each operator it compares at each level that PyTorch has:

- **exists**: there is such a function;
- **forward**: results, their shapes and dtypes, in float64, float32, int64, bool, complex128 and bfloat16;
- **dtypes**: the same in the other dtypes that PyTorch takes; **refused**: dtypes that PyTorch refuses are refused;
- **gradient**, **second**: gradients, and gradients of gradients, with random cotangents; **tangent**: forward mode;
- **vmap**: one call for two examples;
- **in-place**, **out=**, **method**, **aliases**: the other forms; `out=` of the right shape, with gaps, empty, of
  another shape (resized, with the warning) and of another dtype;
- **errors**: the database's bad inputs raise PyTorch's class with its words;
- **views**: the result shares memory where PyTorch's does; **layout**: it lies in memory as PyTorch's does.

✓ is the same in all samples, ✗ is not, ≠ is otherwise on purpose (reasons at the end; it counts neither way), and an
empty cell says that PyTorch has no such thing to compare with. Tier 1 is what ordinary model code calls, tier 2 comes
next, tier 3 is the rest.
"""


def share(right: int, all_: int) -> str:
    return f"{right}/{all_} ({100 * right / all_:.0f} %)" if all_ else ""


def summary(results: Any) -> list[str]:
    lines = ["| level | tier 1 | tier 2 | tier 3 | all |", "|---|---|---|---|---|"]
    for level in LEVELS:
        cells = []
        for tiers in ((1,), (2,), (3,), (1, 2, 3)):
            found = Counter(row[level][0] for name, row in results.items() if TIERS[OPERATORS[name].name] in tiers)
            cells.append(share(found["right"], found["right"] + found["wrong"] + found["absent"]))
        lines.append(f"| {level} | {' | '.join(cells)} |")
    return lines


def rows(results: Any) -> list[str]:
    lines = [f"| operator | tier | {' | '.join(LEVELS)} |", f"|---|---|{'---|' * len(LEVELS)}"]
    for name in sorted(results):
        marks = " | ".join(MARKS[results[name][level][0]] for level in LEVELS)
        lines.append(f"| {name} | {TIERS[OPERATORS[name].name]} | {marks} |")
    return lines


def page(results: Any) -> str:
    reasons = [f"- {name}, {level}: {reason}." for (name, level), reason in DEPARTURES.items()]
    parts = [
        HEAD,
        *summary(results),
        "",
        "## Operator by operator",
        "",
        *rows(results),
        "",
        "## Otherwise on purpose",
        "",
    ]
    return "\n".join([*parts, *reasons, ""])


def write(results: Any) -> None:
    """What was found, beside what the page says of the operators and levels that were not asked about."""
    status = {mark: status for status, mark in MARKS.items() if status != "absent"}
    before = {
        name: {level: (status[mark or " "], "") for level, mark in row.items()} for name, row in claimed().items()
    }
    nothing = dict.fromkeys(LEVELS, ("none", ""))
    merged = {name: {**nothing, **before.get(name, {}), **results.get(name, {})} for name in OPERATORS}
    PAGE.write_text(page(merged), encoding="utf-8")


def claimed() -> dict[str, dict[str, str]]:
    """What the page says of each operator at each level: a mark."""
    found = {}
    for line in (
        PAGE.read_text(encoding="utf-8").split("## Operator by operator")[1].split("## Otherwise")[0].splitlines()
    ):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(LEVELS) + 2 and cells[1].isdigit():
            found[cells[0]] = dict(zip(LEVELS, cells[2:], strict=True))
    return found
