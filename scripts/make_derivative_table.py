"""Makes docs/derivatives.md, which scripts/make_stubs.py writes: the rules of every differentiable op, as its entry has
them.
"""

from __future__ import annotations

from pathlib import Path

from flambeau.ops.define import Entry, refused, registry
from flambeau.ops.rule import Rule

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "derivatives.md"

HEAD = """# The derivative of every op

Written by `scripts/make_stubs.py` from the entries in `src/flambeau/ops/`; a test keeps it current.
Composite ops are missing: they have the derivatives of what they are made of.

*Gradient* is the rule from the gradient `g` that arrives to that of the input (complex numbers: the conjugate Wirtinger
derivative); an op with several results has a `g_<result>` for each. Sums over broadcast dimensions, casts and real
parts are the engine's work. *Tangent* is the rule from the tangents `d_<input>` to that of the result; "linear" means
the op itself, applied to the tangents. A name alone is a function in the same file. What a rule names is what the graph
saves. "refused": there is a derivative, and asking for it is an error.
"""


def written(rule: Rule | str | None) -> str:
    """A rule as its entry has it, on one line: the body of a lambda, or the name of a function."""
    if isinstance(rule, str):
        return rule
    if rule is refused:
        return "refused"
    if rule is None:
        return "–"
    return "`" + rule.text.replace("|", "\\|") + "`"


def rows(entry: Entry) -> list[str]:
    """One line per rule of an op; op and tangent stand in the first."""
    first = [f"**{entry.name}**", written(entry.jvp)]
    lines = []
    for names, rule in entry.vjp.items():
        op, tangent = first
        name = ", ".join(names) if isinstance(names, tuple) else names
        lines.append(f"| {op} | {name} | {written(rule)} | {tangent} |")
        first = ["", ""]
    return lines


def table() -> str:
    """The whole page."""
    themes: dict[str, list[str]] = {}
    for entry in registry:
        if not any(entry.vjp.values()):
            continue
        theme = entry.signature.__module__.rsplit(".", 1)[-1]
        themes.setdefault(theme, []).extend(rows(entry))
    parts = [HEAD]
    for theme in sorted(themes):
        parts.append(f"\n## [{theme}](../src/flambeau/ops/{theme}.py)\n\n")
        parts.append("| op | input | gradient | tangent |\n|---|---|---|---|\n")
        parts.append("\n".join(themes[theme]) + "\n")
    return "".join(parts)
