"""Makes docs/derivatives.md, which scripts/make_stubs.py writes: the rules of every differentiable op, as its entry has
them.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from flambeau.ops.define import registry

ROOT = Path(__file__).parents[1]
OPS = ROOT / "src" / "flambeau" / "ops"
TABLE = ROOT / "docs" / "derivatives.md"

HEAD = """# The derivative of every op

Written by `scripts/make_stubs.py` from the entries in `src/flambeau/ops/`; a test keeps it current.
Composite ops are missing: they have the derivatives of what they are made of.

*Gradient* is the rule from the gradient `g` that arrives to that of the input (complex numbers: the conjugate Wirtinger
derivative); an op with several results has a `g_<result>` for each. Sums over broadcast dimensions, casts and real
parts are the engine's work. *Tangent* is the rule from the tangents `d_<input>` to that of the result; "linear" means
the op itself, applied to the tangents. A name alone is a function in the same file. What a rule names is what the graph
saves.
"""


def declarations() -> dict[tuple[str, str], ast.Call]:
    """By module and function: the decorator's call of each entry, as it is written."""
    found = {}
    for path in sorted(OPS.glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        shared = {  # options that several entries have in common: _flat = dict(...), op(..., **_flat)
            target.id: node.value.keywords
            for node in module.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in module.body:
            for call in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "op"):
                    continue
                for option in call.keywords[:]:
                    if option.arg is None and isinstance(option.value, ast.Name):
                        call.keywords += shared[option.value.id]
                found[path.stem, node.name] = call
    return found


def written(value: ast.expr) -> str:
    """A rule as it is written, on one line: a lambda's body, or the name of a function."""
    if isinstance(value, ast.Constant):
        return "–" if value.value is None else str(value.value)
    text = ast.unparse(value.body if isinstance(value, ast.Lambda) else value)
    return "`" + text.replace("|", "\\|") + "`"


def rules(decorator: ast.Call, option: str) -> list[ast.expr]:
    """The rules in ``vjp=dict(...)`` or ``vjp={...}``, in the order of the entry's."""
    given = next((k.value for k in decorator.keywords if k.arg == option), None)
    if isinstance(given, ast.Call):
        return [k.value for k in given.keywords]
    return given.values if isinstance(given, ast.Dict) else []


def rows(entry: Any, decorator: ast.Call) -> list[str]:
    """One line per rule of an op; op and tangent stand in the first."""
    jvp = next((k.value for k in decorator.keywords if k.arg == "jvp"), None)
    first = [f"**{entry.name}**", "–" if jvp is None else written(jvp)]
    lines = []
    for names, rule in zip(entry.vjp, rules(decorator, "vjp"), strict=True):
        op, tangent = first
        name = ", ".join(names) if isinstance(names, tuple) else names
        lines.append(f"| {op} | {name} | {written(rule)} | {tangent} |")
        first = ["", ""]
    return lines


def table() -> str:
    """The whole page."""
    known = declarations()
    themes: dict[str, list[str]] = {}
    for entry in registry:
        if not any(entry.vjp.values()):
            continue
        theme = entry.signature.__module__.rsplit(".", 1)[-1]
        themes.setdefault(theme, []).extend(rows(entry, known[theme, entry.signature.__name__]))
    parts = [HEAD]
    for theme in sorted(themes):
        parts.append(f"\n## [{theme}](../src/flambeau/ops/{theme}.py)\n\n")
        parts.append("| op | input | gradient | tangent |\n|---|---|---|---|\n")
        parts.append("\n".join(themes[theme]) + "\n")
    return "".join(parts)
