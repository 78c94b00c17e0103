"""Functions that do nothing with what they are given, found by reading source text.

A function is hollow if its body only passes or returns a constant, an argument or nothing; a parameter is unread if its
body never names it. What only declares (overloads, abstract methods, protocols, the entries of ops with a kernel) and
what only raises is neither.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
DECLARING = {"overload", "abstractmethod", "abstractproperty"}


class Found(NamedTuple):
    """What a file's public functions do not do."""

    hollow: list[str]
    unread: list[str]


def _last(node: ast.expr) -> str:
    """The last name of a dotted one, of a call that of what is called."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_entry_with_kernel(node: Function) -> bool:
    """Whether it is an op whose body is its kernel."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    ops = [d for d in decorators if isinstance(d, ast.Call) and _last(d) == "op"]
    return any(_last(word.value) not in ("composite", "host") for d in ops for word in d.keywords if word.arg == "kind")


def _statements(node: Function) -> list[ast.stmt]:
    """The body without its docstring."""
    if isinstance(node, ast.Lambda):
        return [ast.Return(node.body)]
    return [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]


def _parameters(node: Function) -> list[str]:
    of = node.args
    rest = [of.vararg, *of.kwonlyargs, of.kwarg]
    return [a.arg for a in (*of.posonlyargs, *of.args, *rest) if a is not None]


def _is_given(value: ast.expr | None, parameters: list[str]) -> bool:
    """Whether a returned value is a constant, an argument, or a collection of such."""
    match value:
        case None | ast.Constant():
            return True
        case ast.Name(id=name):
            return name in parameters
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return all(_is_given(item, parameters) for item in items)
        case ast.Dict(keys=keys, values=values):
            return all(_is_given(item, parameters) for item in (*keys, *values))
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Call(func=ast.Name(id="dict" | "list" | "tuple" | "set" | "OrderedDict"), args=[], keywords=[]):
            return True
    return False


def is_hollow(node: Function) -> bool:
    """Whether a function only passes or returns what it was given."""
    parameters = _parameters(node)
    return all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Return) and _is_given(s.value, parameters))
        for s in _statements(node)
    )


def unread(node: Function) -> list[str]:
    """The public parameters that a function's body never names."""
    statements = _statements(node)
    names = {n.id for s in statements for n in ast.walk(s) if isinstance(n, ast.Name)}
    if "locals" in names or any(isinstance(s, ast.Raise) for s in statements):
        return []
    return [p for p in _parameters(node) if p not in names and p not in ("self", "cls") and not p.startswith("_")]


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
    """The public functions of a module or class with their names, and the lambdas that are given public names."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                declares = any(_last(d) in DECLARING for d in statement.decorator_list)
                if (not name.startswith("_") or name == "__call__") and not declares:
                    yield prefix + name, statement
            case ast.ClassDef(name=name) if not name.startswith("_"):
                if not any(_last(base) == "Protocol" for base in statement.bases):
                    yield from _functions(statement.body, f"{prefix}{name}.")
            case ast.Assign(targets=targets, value=ast.Lambda() as value):
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        yield prefix + target.id, value
            case ast.If() | ast.Try() | ast.With():
                for part in ("body", "orelse", "finalbody"):
                    yield from _functions(getattr(statement, part, []), prefix)


def found_in(source: str, module: str = "") -> Found:
    """What the public functions of one file do not do, under the names that they have in ``module``."""
    hollow, ignored = [], []
    for name, node in _functions(ast.parse(source).body, f"{module}." if module else ""):
        if _is_entry_with_kernel(node):
            continue
        if is_hollow(node):
            hollow.append(name)
        else:
            ignored += [f"{name}({parameter})" for parameter in unread(node)]
    return Found(hollow, ignored)


def found_under(folder: Path) -> Found:
    """The same for all files of a package."""
    hollow: list[str] = []
    ignored: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        parts = [part for part in path.relative_to(folder).with_suffix("").parts if part != "__init__"]
        found = found_in(path.read_text(encoding="utf-8"), ".".join(parts))
        hollow += found.hollow
        ignored += found.unread
    return Found(hollow, ignored)
