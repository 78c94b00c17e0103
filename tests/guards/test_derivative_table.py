"""docs/derivatives.md leaves no differentiable op out; test_stubs.py tells whether it is current.

What rules name is read in one place.
"""

from __future__ import annotations

from pathlib import Path

from flambeau.ops.define import registry

ROOT = Path(__file__).parents[2]


def test_every_rule_is_in_the_table() -> None:
    rows = [line for line in (ROOT / "docs/derivatives.md").read_text(encoding="utf-8").split("\n") if line[:1] == "|"]
    rules = sum(len(entry.vjp) for entry in registry if any(entry.vjp.values()))
    headings = sum(1 for row in rows if row.startswith(("| op ", "|---")))
    assert len(rows) - headings == rules


def test_parameters_of_rules_and_of_entries_are_read_in_one_place_each() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    readers = {p.name for p in sources if "co_varnames" in p.read_text(encoding="utf-8")}
    assert readers == {"rule.py", "parameters.py"}
