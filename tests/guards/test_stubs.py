"""The committed type stubs are what scripts/make_stubs.py writes, and the package says that it is typed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import flambeau

ROOT = Path(__file__).parents[2]
PACKAGE = Path(flambeau.__file__).parent


def test_stubs_are_current() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "scripts/make_stubs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def test_every_export_is_in_the_stub() -> None:
    stub = ast.parse((PACKAGE / "_functions.pyi").read_text())
    defined = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
    for node in stub.body:
        if isinstance(node, ast.ImportFrom):
            defined |= {name.asname or name.name for name in node.names}
    from flambeau import _functions

    assert set(_functions.__all__) <= defined


def test_a_tensor_method_carries_its_signature_and_documentation() -> None:
    stub = ast.parse((PACKAGE / "_core.pyi").read_text())
    tensor = next(node for node in stub.body if isinstance(node, ast.ClassDef) and node.name == "Tensor")
    method = next(node for node in tensor.body if isinstance(node, ast.FunctionDef) and node.name == "softmax")
    assert [a.arg for a in method.args.args] == ["self", "dim", "dtype"]
    assert ast.get_docstring(method)
