"""The graph as an indented tree, for terminals."""

from __future__ import annotations

from collections import Counter

from .graph import Graph, Leaf, Op

LINES = 200  # at most


def tree(graph: Graph) -> str:
    """From each result up to the leaves, every op after all that use it. Ops in a row stay at one indent; where an op
    has several op inputs, all but the last are indented. What was shown already is named by its number.
    """
    lines: list[str] = []
    numbers: dict[Op, int] = {}
    unseen = Counter(source for op in graph.ops for source in set(op.inputs))  # by how many ops not shown yet
    depth: dict[Op, int] = {}  # indent: the least among those that use it
    for result in graph.results:
        lines.append(f"{result.name}  {result.shape}")
        if isinstance(result.source, Leaf):
            lines.append(f"  {result.source.name}  {result.source.shape}")
            continue
        if result.source in numbers:
            lines.append(f"  ↑ #{numbers[result.source]}")
            continue
        depth[result.source] = 0
        stack = [result.source]
        while stack and len(lines) < LINES:
            op = stack.pop()
            if op in numbers or unseen[op]:
                continue  # shown already, or another use of it comes first
            numbers[op] = len(numbers) + 1
            lines.append("  " + "│ " * depth[op] + f"#{numbers[op]} " + _line(op))
            further = [source for source in dict.fromkeys(op.inputs) if isinstance(source, Op)]
            for k, source in enumerate(reversed(further)):
                unseen[source] -= 1
                indent = depth[op] + (k > 0)
                depth[source] = min(indent, depth.get(source, indent))
                stack.append(source)
    if len(lines) >= LINES:
        lines.append(f"  … {len(graph.ops) - len(numbers)} more")
    return "\n".join(lines)


def _line(op: Op) -> str:
    module = op.path[-1][0] if op.path else ""
    inside = f"{module}."
    leaves = [f"{x.name.removeprefix(inside)} {x.shape}" for x in dict.fromkeys(op.inputs) if isinstance(x, Leaf)]
    saves = f"saves {', '.join(op.saved)}" if op.saved else ""
    parts = [op.name, op.result, op.place, module, f"← {', '.join(leaves)}" if leaves else "", saves]
    return "  ".join(part for part in parts if part)
