"""Findings, counted by kind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

SIGNAL, HANG, INTERNAL, STATE, SLOWLY = "signal", "hang", "internal", "state", "slow"


@dataclass
class Finding:
    """One call that went wrong."""

    verdict: str
    number: int
    target: str
    said: str
    place: str = ""

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


@dataclass
class Kind:
    """Findings that are alike."""

    verdict: str
    said: str
    place: str
    count: int = 0
    numbers: list[int] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


def read(paths: Iterable[Path]) -> list[Finding]:
    """The findings that workers wrote, a line each; the last may be cut short by a signal."""
    found = []
    for path in paths:
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                found.append(Finding(**json.loads(line)))
    return found


def faults(findings: Iterable[Finding]) -> list[Finding]:
    """All but calls that were merely slow."""
    return [f for f in findings if f.verdict != SLOWLY]


def by_kind(findings: Iterable[Finding]) -> list[Kind]:
    """The kinds, worst and most frequent first."""
    kinds: dict[tuple[str, str, str], Kind] = {}
    for f in sorted(findings, key=lambda f: f.number):
        kind = kinds.setdefault((f.verdict, f.said, f.place), Kind(f.verdict, f.said, f.place))
        kind.count += 1
        kind.numbers.append(f.number)
        if f.target not in kind.targets:
            kind.targets.append(f.target)
    order = [SIGNAL, HANG, STATE, INTERNAL, SLOWLY]
    return sorted(kinds.values(), key=lambda k: (order.index(k.verdict), -k.count))


def text(findings: list[Finding], seed: int, most: int = 100) -> str:
    """The report: a line per kind, with how to make its first call again."""
    lines = []
    for kind in by_kind(findings)[:most]:
        targets = ", ".join(kind.targets[:4]) + (f" and {len(kind.targets) - 4} more" if len(kind.targets) > 4 else "")
        lines.append(f"{kind.count:6} × {kind.verdict}: {kind.said} [{kind.place}]")
        lines.append(f"         {targets} | again: python -m fuzz --replay {seed}:{kind.numbers[0]}")
    return "\n".join(lines)
