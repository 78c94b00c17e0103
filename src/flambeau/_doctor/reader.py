"""Finds the names of torch that a program uses, in its syntax tree: nothing is imported or run.

It follows what names stand for: ``import torch.nn as nn``, ``from torch import optim``, ``F = nn.functional``, also
where a function has parameters or variables of the same name. What torch's functions return is taken for a tensor, so
that the methods called on it are names of ``torch.Tensor``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import names

__all__ = ["Use", "uses"]

TENSOR = "torch.Tensor()"  # stands for what a name or expression is where that is a tensor
_ROOTS = ("torch", "torchvision")
_OWN_TENSORS = ("T", "mT", "H", "mH", "data", "grad", "real", "imag")
_MISSING_MODULE = ("ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException")
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Use(NamedTuple):
    """A name of torch in a program."""

    name: str
    line: int
    guarded: bool  # the program goes on where the name is missing


class _Scope:
    """What the names of a module, class or function stand for: a name of torch, `TENSOR`, or None."""

    def __init__(self, outer: _Scope | None = None, of_class: bool = False) -> None:
        self.outer, self.of_class = outer, of_class
        self.names: dict[str, str | None] = {}

    def meaning(self, name: str) -> str | None:
        scope: _Scope | None = self
        while scope is not None and (name not in scope.names or (scope.of_class and scope is not self)):
            scope = scope.outer
        return scope.names[name] if scope is not None else None


def uses(source: str | bytes, file: str = "<program>") -> list[Use]:
    """The uses in order of their lines. Raises SyntaxError."""
    reader = _Reader()
    reader.read(ast.parse(source, file))
    asked = reader.asked_for
    return sorted(
        {use._replace(guarded=use.guarded or use.name in asked) for use in reader.found}, key=lambda use: use[1::-1]
    )


def _is_torch(name: str | None) -> bool:
    return name is not None and name.partition(".")[0] in _ROOTS


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[Use] = []
        self.asked_for: set[str] = set()  # names that `hasattr` looks for
        self.scope = _Scope()
        self.guarded = False
        self.later: list[Callable[[], None]] = []  # bodies of functions, which see all that their module defines

    def read(self, tree: ast.Module) -> None:
        self.visit(tree)
        for body in self.later:  # grows meanwhile
            body()

    def note(self, name: str | None, node: ast.AST) -> None:
        if name is not None and "." in name and name != TENSOR and not name.startswith("torch.ops."):
            self.found.append(Use(name, getattr(node, "lineno", 0), self.guarded))

    # what expressions stand for

    def meaning(self, node: ast.AST | None) -> str | None:
        if isinstance(node, ast.Name):
            return self.scope.meaning(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.meaning(node.value)
            if owner == TENSOR:
                return TENSOR if node.attr in _OWN_TENSORS else None
            return f"{owner}.{node.attr}" if _is_torch(owner) else None
        return TENSOR if self.is_tensor(node) else None

    def is_tensor(self, node: ast.AST | None) -> bool:
        if isinstance(node, ast.BinOp):
            return TENSOR in (self.meaning(node.left), self.meaning(node.right))
        if isinstance(node, ast.UnaryOp):
            return not isinstance(node.op, ast.Not) and self.meaning(node.operand) == TENSOR
        if isinstance(node, ast.Subscript):
            return self.meaning(node.value) == TENSOR
        if isinstance(node, ast.Call):
            called = self.meaning(node.func)
            if called == "torch.nn.Parameter":
                return True
            if isinstance(node.func, ast.Attribute) and self.meaning(node.func.value) == TENSOR:
                return node.func.attr in names.tensor_makers()
            home, _, name = (called or "").rpartition(".")
            homes = ("torch", "torch.nn.functional", "torch.linalg", "torch.special", "torch.fft")
            return home in homes and name in names.tensor_makers()
        return False

    def of_annotation(self, node: ast.AST | None) -> str | None:
        return TENSOR if self.meaning(node) == "torch.Tensor" else None

    # what is used

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.note(self.scope.meaning(node.id), node)
        else:
            self.bind(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = self.meaning(node)
        if _is_torch(name) and name != TENSOR:
            self.note(name, node)  # the whole chain is one name
            return
        if self.meaning(node.value) == TENSOR:
            if node.attr in names.names()["torch.Tensor"]:
                self.note(f"torch.Tensor.{node.attr}", node)
        elif node.attr in names.telling_methods() and not _is_torch(self.meaning(node.value)):
            self.note(f"torch.Tensor.{node.attr}", node)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in ("hasattr", "getattr") and len(node.args) >= 2:
            owner, name = self.meaning(node.args[0]), node.args[1]
            if _is_torch(owner) and isinstance(name, ast.Constant) and isinstance(name.value, str):
                whole = f"torch.Tensor.{name.value}" if owner == TENSOR else f"{owner}.{name.value}"
                if node.func.id == "hasattr" or len(node.args) == 3:
                    self.asked_for.add(whole)
                if node.func.id == "getattr":
                    self.note(whole, node)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            bound = alias.name if alias.asname else root
            self.scope.names[alias.asname or root] = bound if _is_torch(bound) else None
            if _is_torch(alias.name):
                self.note(alias.name, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        home = node.module if not node.level and _is_torch(node.module) else None
        for alias in node.names:
            if home is None:
                self.scope.names[alias.asname or alias.name] = None
            elif alias.name == "*":
                self.note(home, node)
                everything = getattr(names.found(home), "__all__", ())
                self.scope.names.update({name: f"{home}.{name}" for name in everything})
            else:
                self.scope.names[alias.asname or alias.name] = f"{home}.{alias.name}"
                self.note(f"{home}.{alias.name}", alias if hasattr(alias, "lineno") else node)

    # what names are bound to

    def bind(self, target: ast.AST, value: str | None = None) -> None:
        """Gives a target's name a meaning; parts of several targets have none."""
        if isinstance(target, ast.Name):
            self.scope.names[target.id] = value
        else:
            self.visit(target)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        value = self.meaning(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name) and value is None and self.is_stand_in(target.id, node.value):
                continue
            self.bind(target, value)

    def is_stand_in(self, name: str, value: ast.expr) -> bool:
        """Whether it is ``torch = None``, of a program that can do without."""
        return isinstance(value, ast.Constant) and value.value is None and _is_torch(self.scope.names.get(name))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
        self.bind(node.target, self.of_annotation(node.annotation) or self.meaning(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if not isinstance(node.target, ast.Name):
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.bind(node.target, self.meaning(node.value))

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.scope.names[node.name] = None
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.scope.names[node.name] = None
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.bind(node.target, TENSOR if self.meaning(node.iter) == TENSOR else None)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    visit_AsyncFor = visit_For

    # scopes

    def visit_comprehension_of(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        self.scope = _Scope(self.scope)
        for part in node.generators:
            self.visit(part.iter)
            self.bind(part.target, TENSOR if self.meaning(part.iter) == TENSOR else None)
            for condition in part.ifs:
                self.visit(condition)
        for value in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(value)
        assert self.scope.outer is not None
        self.scope = self.scope.outer

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_of

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for outside in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(outside)
        self.scope.names[node.name] = None
        self.scope = _Scope(self.scope, of_class=True)
        for statement in node.body:
            self.visit(statement)
        assert self.scope.outer is not None
        self.scope = self.scope.outer

    def visit_function(self, node: _Function) -> None:
        arguments = node.args
        if not isinstance(node, ast.Lambda):
            for outside in [*node.decorator_list, *filter(None, [node.returns])]:
                self.visit(outside)
            self.scope.names[node.name] = None
        self.visit(arguments)  # annotations and defaults
        inside = _Scope(self.scope)
        for each in _parameters(arguments):
            inside.names[each.arg] = self.of_annotation(each.annotation)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body

        def read_body() -> None:
            self.scope, self.guarded = inside, False
            for statement in body:
                self.visit(statement)

        self.later.append(read_body)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_function

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self.scope.names[name] = self.scope.outer.meaning(name) if self.scope.outer else None

    visit_Nonlocal = visit_Global

    # guards

    def visit_Try(self, node: ast.Try) -> None:
        handlers = [kind for handler in node.handlers for kind in _caught(handler)]
        self.visit_guarded(node.body, any(kind in _MISSING_MODULE for kind in handlers))
        for part in [*node.handlers, *node.orelse, *node.finalbody]:
            self.visit(part)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self.visit_guarded(node.body, _asks_first(node.test))
        for statement in node.orelse:
            self.visit(statement)

    def visit_guarded(self, body: list[ast.stmt], guarded: bool) -> None:
        before, self.guarded = self.guarded, self.guarded or guarded
        for statement in body:
            self.visit(statement)
        self.guarded = before


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    yield from filter(None, [arguments.vararg, arguments.kwarg])


def _caught(handler: ast.ExceptHandler) -> list[str]:
    """The names of what a handler catches."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [getattr(kind, "id", "") if kind is not None else "BaseException" for kind in kinds]


def _asks_first(test: ast.expr) -> bool:
    """Whether a condition is false where a device is not there, or only true for tools that check types."""
    for node in ast.walk(test):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name == "TYPE_CHECKING" or (name.endswith("is_available") and not isinstance(test, ast.UnaryOp)):
            return True
    return False
