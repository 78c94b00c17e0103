"""Runs the code cells of tutorial documents as a notebook would, with flambeau in the place of torch."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import warnings

import pytest

import flambeau

NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d*(?:e[+-]\d+)?|-?\b(?:nan|inf)\b")
ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


def without_addresses(text: str) -> str:
    return ADDRESS.sub("0x...", text).strip("\n")


def form(text: str) -> str:
    """`text` with every number and address masked, and the spaces and line breaks that depend on them evened out."""
    return re.sub(r"\s+", " ", NUMBER.sub("#", without_addresses(text))).replace("[ ", "[").strip()


class Notebook:
    """Cells that share their names, as in one running document."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__name__": "__main__"}

    def run(self, cell: str) -> str:
        """Run a cell verbatim but for its ``import torch``; returns what it prints, its last value included."""
        tree = ast.parse(re.sub(r"^import torch$", "import flambeau as torch", cell, flags=re.MULTILINE))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, "<cell>", "exec"), self.names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), self.names)
                if value is not None:
                    print(repr(value))
        return printed.getvalue()

    def prints(self, cell: str, document: str) -> None:
        """The cell prints what the document shows, addresses aside."""
        assert without_addresses(self.run(cell)) == without_addresses(document)

    def prints_in_form(self, cell: str, document: str) -> None:
        """The cell prints what the document shows, but for the numbers, which come from unseeded random ones."""
        assert form(self.run(cell)) == form(document)


@pytest.fixture
def notebook():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield Notebook()
    flambeau.set_grad_enabled(True)
