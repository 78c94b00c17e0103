"""The layers hold: a Python module imports only from layers above it, a C++ folder includes only folders above it."""

from __future__ import annotations

import ast
import graphlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "flambeau"
CORE = ROOT / "core"

# Top to bottom; a module may import what stands in its own line or above. Names are first path components.
LAYERS = [
    {"_core", "_processors"},
    {"_types", "_absent_dtypes", "_pytree", "_pytree_paths", "_thread", "_deterministic", "_missing", "_listing"}
    | {"_warnings", "_lazy", "_homes", "_arguments", "_explanation"},
    {"_notebook"},
    {"ops", "_absent", "_aten", "_collector", "_removed"},
    {"_numeric", "_storage", "_shared", "__config__", "_elementwise_calls"},
    # `Tensor.backward` calls autograd, whose checks call functions
    {"autograd", "_tensor", "_tensor_facts", "_typed_storage", "_functions", "_printing", "_tensor_str"},
    {
        "linalg",
        "special",
        "fft",
        "signal",
        "functional",
        "_tensor_types",
        "_buffers",
        "_closed_range",
        "_lobpcg",
        "_questions",
        "_symbolic",
        "_foreach",
        "_utils",
        "futures",
    },
    {"distributed", "sparse"},
    {"nn"},
    {"overrides", "library", "_device_context", "_positional"},
    {"func"},
    {"distributions", "masked", "quasirandom"},
    {"optim"},
    {"utils"},
    {"serialization", "multiprocessing", "profiler", "testing", "_visualize", "_summary"},
    {"_array_api", "_protocols", "_sparse_methods", "_host"},
    {"fx"},
    {"hub"},
    {"vision", "_digits"},
    # What programs ask and pass through: names of devices and tools that are not here, or do nothing.
    {"cuda", "cpu", "mps", "xpu", "accelerator", "backends", "version", "types", "random", "amp", "_C"}
    | {"storage", "monitor", "package", "return_types", "_functorch", "_subclasses"},
    {"jit", "_jit_internal", "compiler", "_compile", "_dynamo", "onnx"},
    {"compat", "_identity", "_on_path", "demo", "_program", "_doctor", "cli", "__main__"},
]
LEVEL = {name: k for k, names in enumerate(LAYERS) for name in names}

# Imports inside functions that reach a lower layer: a name of PyTorch's that is that layer's front door.
LAZY = {
    ("autograd", "profiler"),
    ("distributed", "serialization"),
    ("distributed", "optim"),
    ("utils", "multiprocessing"),
    ("utils", "profiler"),
    ("utils", "serialization"),
    ("utils", "_visualize"),
    ("utils", "hub"),
}

# Top to bottom; folders inside one of these belong to it.
CPU, ONEDNN, BLAS = "backend/cpu", "backend/cpu/onednn", "backend/cpu/blas"
FOLDERS = ["profiler", "memory", "tensor", ONEDNN, BLAS, CPU, "autograd", "dispatch", "cpython"]
# How every folder fails, and what it may ask of the host: declarations that depend on nothing.
ANYWHERE = {"tensor/error.h", "tensor/host.h"}
# oneDNN and OpenBLAS stand side by side: neither includes the other.
APART = {(ONEDNN, BLAS), (BLAS, ONEDNN)}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def component(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def imported(path: Path, node: ast.AST) -> list[str]:
    """The components of this package that an import statement names."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return [name.split(".")[1] for name in names if name.startswith("flambeau.")]
    if not isinstance(node, ast.ImportFrom):
        return []
    if node.level == 0:
        if node.module == "flambeau":
            return [alias.name for alias in node.names if alias.name in LEVEL]
        return [node.module.split(".")[1]] if node.module and node.module.startswith("flambeau.") else []
    folder = path.parent
    for _ in range(node.level - 1):
        folder = folder.parent
    prefix = folder.relative_to(PACKAGE).parts
    full = [*prefix, *(node.module.split(".") if node.module else [])]
    return [full[0]] if full else [alias.name for alias in node.names if alias.name in LEVEL]


def imports_of(path: Path) -> list[tuple[str, int, bool]]:
    """Component, line and whether the import is inside a function."""
    tree = ast.parse(path.read_text())
    inside = {
        id(child)
        for outer in ast.walk(tree)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        for child in ast.walk(outer)
    }
    return [(name, node.lineno, id(node) in inside) for node in ast.walk(tree) for name in imported(path, node)]


def test_every_module_has_a_layer() -> None:
    unknown = {component(path) for path in modules()} - set(LEVEL) - {"__init__"}
    assert not unknown, "name their layer in LAYERS"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_python_imports(path: Path) -> None:
    own = component(path)
    if own == "__init__":  # the package itself gathers all layers
        return
    for name, line, lazy in imports_of(path):
        if lazy and (own, name) in LAZY:
            continue
        assert name in LEVEL, f"{path.name}:{line} imports flambeau.{name}, which has no layer"
        assert LEVEL[name] <= LEVEL[own], (
            f"{path.relative_to(ROOT)}:{line}: {own} imports {name}, which is a lower layer"
        )


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def checked_only(tree: ast.AST) -> set[int]:
    """The nodes under ``if TYPE_CHECKING:``, which run in no program."""
    blocks = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    return {id(child) for block in blocks for statement in block.body for child in ast.walk(statement)}


def dependencies(path: Path, known: set[str]) -> set[str]:
    """The modules of this package that a module imports, at its top or inside a function."""
    tree = ast.parse(path.read_text())
    skipped, found = checked_only(tree), set()
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            home = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{home}.{a.name}" if f"{home}.{a.name}" in known else home for a in node.names}
    return found & known - {module_name(path)}


def test_no_module_imports_what_imports_it() -> None:
    known = {module_name(path) for path in modules()} | {"flambeau._core"}
    graph = {module_name(path): dependencies(path, known) for path in modules()}
    assert "flambeau._core" in graph["flambeau._tensor"]
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"modules that import each other in a circle: {' <- '.join(error.args[1])}")


def test_the_library_never_imports_torch() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
            assert not any(name.split(".")[0] in ("torch", "torchvision") for name in names), (
                f"{path.relative_to(ROOT)}:{node.lineno}"
            )


def sources() -> list[Path]:
    return sorted(path for path in CORE.rglob("*") if path.suffix in (".h", ".cpp"))


def includes(path: Path) -> list[tuple[int, str]]:
    found = re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', path.read_text(), re.MULTILINE)
    return [(path.read_text()[: m.start()].count("\n") + 1, m[1]) for m in found]


def folder_of(name: str) -> str | None:
    """The folder of FOLDERS that a path below `core` lies in."""
    return max((f for f in FOLDERS if name.startswith(f + "/")), key=len, default=None)


@pytest.mark.parametrize("folder", FOLDERS)
def test_core_includes(folder: str) -> None:
    allowed = FOLDERS[: FOLDERS.index(folder) + 1]
    for path in sources():
        if folder_of(path.relative_to(CORE).as_posix()) != folder:
            continue
        for line, name in includes(path):
            where = f"{path.relative_to(ROOT)}:{line} includes {name}"
            other = folder_of(name)
            if other and name not in ANYWHERE:
                assert other in allowed, f"{where}: {folder} stands above {other}"
                assert (folder, other) not in APART, where
            if folder != "cpython":
                assert name not in ("Python.h", "numpy/arrayobject.h", "structmember.h", "frameobject.h"), where
            if folder != ONEDNN:
                assert "dnnl" not in name, where
            if folder != BLAS:
                assert "blas" not in name.split("/")[-1] or other == BLAS, where


def test_core_folders_are_these() -> None:
    assert [str(path) for path in sources() if folder_of(path.relative_to(CORE).as_posix()) is None] == []


def test_core_files_say_what_they_own() -> None:
    silent = [str(path.relative_to(ROOT)) for path in sources() if not path.read_text().startswith("// ")]
    assert silent == [], "a file opens with what it owns and who calls it"
