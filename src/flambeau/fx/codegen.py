"""The code of a graph: a ``forward`` function of its nodes, and the global names that the function needs."""

from __future__ import annotations

import builtins
import importlib
import math
import operator
import re
from dataclasses import dataclass, field
from typing import Any

from .. import _core, _types
from .node import Node, qualified_name, type_text

__all__ = ["PythonCode"]

OWN = __package__.partition(".")[0]

# How calls of Python's operators are written.
_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "eq": "==", "ne": "!=", "lt": "<", "le": "<=",
    "gt": ">", "ge": ">=",
}  # fmt: skip
_UNARY = {"neg": "-", "pos": "+", "invert": "~"}
_FORMATS: dict[Any, str] = {
    **{getattr(operator, name): f"{{}} {symbol} {{}}" for name, symbol in _BINARY.items()},
    **{getattr(operator, name): f"{symbol}{{}}" for name, symbol in _UNARY.items()},
}


@dataclass
class PythonCode:
    """Generated code: the source text, and the global names that it speaks of."""

    src: str
    globals: dict[str, Any] = field(default_factory=dict)


def path_expression(root: str, target: str) -> str:
    """``self.layers``, or ``getattr(self.layers, "0")`` for names that are no identifiers."""
    text = root
    for part in target.split("."):
        text = f"{text}.{part}" if part.isidentifier() else f'getattr({text}, "{part}")'
    return text


class _Writer:
    """Collects the lines of a graph's function, and its globals."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.globals: dict[str, Any] = {
            "inf": math.inf,
            "nan": math.nan,
            "NoneType": type(None),
            "device": _types.device,
        }
        self.parameters: list[str] = []
        self.lines: list[str] = []

    def name_of(self, function: Any) -> str:
        """How the function is spoken of; it becomes a global unless it is one of ours, which hang on ``torch``."""
        title, own = qualified_name(function), getattr(function, "__name__", "")
        if title.startswith("torch.") and self._reaches(title, function):
            return title
        if title.startswith("builtins.") and getattr(builtins, own, None) is function:
            self.globals[own] = function
            return str(own)
        name = base = re.sub(r"\W", "_", title)
        count = 0
        while self.globals.setdefault(name, function) is not function:
            count += 1
            name = f"{base}_{count}"
        return name

    def _reaches(self, title: str, function: Any) -> bool:
        package = importlib.import_module(OWN)
        found: Any = package
        for part in title.split(".")[1:]:
            found = getattr(found, part, None)
        if found is function:
            self.globals["torch"] = package
        return found is function

    def value(self, value: Any) -> str:
        """An argument as code."""
        if isinstance(value, Node):
            return value.name
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return f"{self.name_of(type(value))}({', '.join(map(self.value, value))})"
        if isinstance(value, _types.Size):
            return f"{self.name_of(_types.Size)}([{', '.join(map(self.value, value))}])"
        if isinstance(value, tuple):
            return f"({', '.join(map(self.value, value))}{',' if len(value) == 1 else ''})"
        if isinstance(value, list):
            return f"[{', '.join(map(self.value, value))}]"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {self.value(item)}" for key, item in value.items()) + "}"
        if isinstance(value, slice):
            return f"slice({self.value(value.start)}, {self.value(value.stop)}, {self.value(value.step)})"
        if isinstance(value, type) or callable(value):
            return self.name_of(value)
        if isinstance(value, _core.dtype | _types.memory_format | _types.layout):
            self._reaches(str(value), value)
        return repr(value)

    def operand(self, value: Any) -> str:
        """An operand of an operator as code: ``-1`` in parentheses, as ``**`` binds closer than the sign."""
        text = self.value(value)
        return f"({text})" if text.startswith("-") else text

    def arguments(self, args: Any, kwargs: Any) -> str:
        """The arguments of a call as code."""
        return ", ".join([*map(self.value, args), *(f"{key} = {self.value(item)}" for key, item in kwargs.items())])

    def hint(self, hint: Any) -> str:
        """A type annotation as code, ``: torch.Tensor``; what it names becomes global."""
        text = type_text(hint)
        if isinstance(hint, type) and self._reaches(text, hint):
            return text
        if isinstance(hint, type) and text == hint.__name__:
            return text
        name = re.sub(r"\W", "_", text)
        self.globals[name] = hint
        return name

    def placeholder(self, node: Node) -> str | None:
        """Adds a parameter; the line that renames it, where its name is another than the node's."""
        hint = f" : {self.hint(node.type)}" if node.type is not None else ""
        default = f" = {self.value(node.args[0])}" if node.args else ""
        self.parameters.append(f"{node.target}{hint}{default}")
        plain = str(node.target).lstrip("*")
        return f"{node.name} = {plain}" if plain != node.name else None

    def call(self, node: Node) -> str:
        """What a node computes, as an expression."""
        if node.op == "get_attr":
            return path_expression(self.root, node.target)
        if node.op == "call_module":
            return f"{path_expression(self.root, node.target)}({self.arguments(node.args, node.kwargs)})"
        if node.op == "call_method":
            first = self.value(node.args[0])
            return f"{first}.{node.target}({self.arguments(node.args[1:], node.kwargs)})"
        target = node.target
        if target in _FORMATS and not node.kwargs:
            return _FORMATS[target].format(*map(self.operand, node.args))
        if target is operator.getitem and len(node.args) == 2:
            return f"{self.value(node.args[0])}[{self.value(node.args[1])}]"
        if target is getattr and not node.kwargs and len(node.args) == 2 and str(node.args[1]).isidentifier():
            return f"{self.value(node.args[0])}.{node.args[1]}"
        return f"{self.name_of(target)}({self.arguments(node.args, node.kwargs)})"

    def line(self, node: Node, unused: list[Node]) -> None:
        """Adds the line of a node; what nobody uses after it is let go."""
        if node.op == "placeholder":
            text = self.placeholder(node)
        elif node.op == "output":
            text = f"return {self.value(node.args[0])}"
        else:
            hint = f" : {self.hint(node.type)}" if node.type is not None else ""
            text = f"{node.name}{hint} = {self.call(node)}"
        if text is None:
            return
        freed = "".join(f"{other.name} = " for other in unused)
        self.lines.append(f"{text};  {freed}None" if freed and node.op != "output" else text)


def last_uses(nodes: list[Node]) -> dict[Node, list[Node]]:
    """The nodes whose last user is each node; a node without users is its own."""
    freed: dict[Node, list[Node]] = {}
    seen: set[Node] = set()
    for node in reversed(nodes):
        for used in [*node.all_input_nodes, *([] if node.users or node.op in ("placeholder", "output") else [node])]:
            if used not in seen:
                seen.add(used)
                freed.setdefault(node, []).append(used)
    return freed


def python_code(nodes: list[Node], root: str) -> PythonCode:
    """The function ``forward`` of the nodes; ``root`` is what it calls the module."""
    writer = _Writer(root)
    freed = last_uses(nodes)
    for node in nodes:
        writer.line(node, freed.get(node, []))
    output = nodes[-1] if nodes and nodes[-1].op == "output" else None
    returns = f" -> {writer.hint(output.type)}" if output is not None and output.type is not None else ""
    body = "\n    ".join(writer.lines) or "pass"
    head = ", ".join([root, *_ordered(writer.parameters)])
    return PythonCode(f"\n\n\ndef forward({head}){returns}:\n    {body}\n    ", writer.globals)


def _ordered(parameters: list[str]) -> list[str]:
    """``**kwargs`` last; parameters without a default behind one that has it follow a ``*``."""
    ordered: list[str] = []
    optional = starred = False
    for text in sorted(parameters, key=lambda text: text.startswith("**")):
        starred = starred or text.startswith("*")
        if optional and " = " not in text and not starred:
            ordered.append("*")
            starred = True
        optional = optional or " = " in text
        ordered.append(text)
    return ordered
