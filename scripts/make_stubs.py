#!/usr/bin/env python3
"""Writes the package's type stubs, and the table of derivatives, from the op registry and the core's own attributes.

    python scripts/make_stubs.py          writes them
    python scripts/make_stubs.py --check  writes nothing; exits 1, naming the files, when one is out of date

The registry supplies every op: function, method, in-place form, property, documentation. What the core adds beside the
ops is described by its own docstrings, whose first line says what a function takes and returns, or what type a property
has; an attribute whose docstring does not is an error.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import make_derivative_table

import flambeau
from flambeau import _core, _functions, _lazy
from flambeau.ops.define import Entry, network, registry, view

PACKAGE = Path(flambeau.__file__).parent
NOTICE = "# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.\n"

# Names that a class body or module here redefines (float, int, dtype…) are spelled with an underscore in annotations.
ALIASES = """\
import builtins
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, TypeAlias, TypeVar

from ._storage import UntypedStorage
from ._types import Size
from ._types import device as _device
from ._types import layout as _layout
from .autograd.hooks import RemovableHandle

_bool: TypeAlias = builtins.bool
_bytes: TypeAlias = builtins.bytes
_complex: TypeAlias = builtins.complex
_float: TypeAlias = builtins.float
_int: TypeAlias = builtins.int
_str: TypeAlias = builtins.str
_Number: TypeAlias = _int | _float | _bool | _complex
_Size: TypeAlias = _int | Sequence[_int]
_Device: TypeAlias = _device | _str | _int
_Subclass = TypeVar("_Subclass", bound="Tensor")
"""

# What an annotation of an entry becomes. Parameters are wide (what is accepted), results narrow (what is returned).
PARAMETER_TYPES = {
    "Number": "_Number",
    "Size": "_Size",
    "Dtype": "_dtype",
    "Device": "_Device",
    "Layout": "_layout",
    "Generator": "_Generator",
    "object": "Any",
    "list": "Sequence",
    "int": "_int",
    "float": "_float",
    "bool": "_bool",
    "str": "_str",
    "complex": "_complex",
    "dtype": "_dtype",
    "bytes": "_bytes",
}
RESULT_TYPES = {**PARAMETER_TYPES, "Size": "Size", "Device": "_device", "object": "Any"}

# What the docstrings of the core call the types that stubs spell otherwise.
CORE_TYPES = {
    name: f"_{name}"
    for name in (
        *("bool", "bytes", "complex", "float", "int", "str"),
        *("device", "dtype", "layout", "Device", "Number", "Subclass"),
    )
}

# Slots, whose docstrings are the interpreter's, and what Python gives the core's types: property type, or the signature
# of a method.
TENSOR = {"layout": "_layout", "__array_priority__": "_int"}
NODE = {"__call__": "(self, *grads: Tensor | None) -> Any", "_input_metadata": "list[Any]"}
GENERATOR = {"__init__": "(self, device: _Device = ...) -> None"}
OP = {
    "__call__": "(self, *args: Any, **kwargs: Any) -> Any",
    "__get__": "(self, instance: Any, owner: type | None = None) -> Any",
}
OP_METHOD = {
    "__call__": "(self, *args: Any, **kwargs: Any) -> Any",
    "__get__": "(self, instance: Any, owner: type | None = None) -> Any",
}
EXPLAINED = {"Explained": "(function: Callable[..., Any]) -> Any"}
_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
_BITWISE = ("and", "or", "xor", "lshift", "rshift")
OPERATORS = {
    **{
        f"__{p}{n}__": "(self, other: Tensor | _Number) -> Tensor" for n in (*_ARITHMETIC, *_BITWISE) for p in ("", "r")
    },
    **{f"__i{n}__": "(self, other: Tensor | _Number) -> Tensor" for n in (*_ARITHMETIC, *_BITWISE)},
    **{f"__{p}matmul__": "(self, other: Tensor) -> Tensor" for p in ("", "r")},
    **{f"__{n}__": "(self) -> Tensor" for n in ("neg", "pos", "abs", "invert")},
    **{f"__{n}__": "(self, other: Tensor | _Number) -> Tensor" for n in ("lt", "le", "gt", "ge")},
    **{f"__{n}__": "(self, other: object) -> Tensor:  # type: ignore[override]" for n in ("eq", "ne")},
    **{f"__{n}__": f"(self) -> _{n}" for n in ("bool", "int", "float")},
    "__index__": "(self) -> _int",
    "__len__": "(self) -> _int",
    "__hash__": "(self) -> _int",
    "__getitem__": "(self, index: Any) -> Tensor",
    "__setitem__": "(self, index: Any, value: Tensor | _Number) -> None",
    "__delitem__": "(self, index: Any) -> None",
    "__init__": "(self, *args: Any, **kwargs: Any) -> None",
}


def _translate(annotation: str, types: dict[str, str]) -> str:
    return re.sub(r"[A-Za-z_][\w.]*", lambda word: types.get(word[0], word[0]), annotation)


def _default(value: object) -> str:
    plain = value is None or (isinstance(value, bool | int | float | str) and repr(value) not in ("inf", "-inf", "nan"))
    return repr(value) if plain or value == () else "..."


def _parameters(function: Callable[..., Any], first: str | None) -> list[str]:
    """The parameters as written in a stub; the first one is renamed, and loses its type where it is ``self``."""
    out: list[str] = []
    starred = False
    for index, p in enumerate(inspect.signature(function).parameters.values()):
        name, kind = (
            p.name.rstrip("_") if p.name not in ("from_",) else p.name,
            _translate(str(p.annotation), PARAMETER_TYPES),
        )
        if index == 0 and first:
            name = first
        if p.kind is p.VAR_POSITIONAL:
            starred = True
            wide = re.sub(r"^(_int|Tensor)\b", r"\1 | Sequence[\1]", kind)
            out.append(f"*{name}: {wide}")
            continue
        if p.kind is p.VAR_KEYWORD:
            out.append(f"**{name}: {kind}")
            continue
        if p.kind is p.KEYWORD_ONLY and not starred:
            starred = True
            out.append("*")
        text = name if name == "self" and index == 0 else f"{name}: {kind}"
        out.append(text if p.default is p.empty else f"{text} = {_default(p.default)}")
    return out


def _document(text: str | None, indent: str, full: bool) -> str:
    """A docstring for a stub: whole, or its first paragraph."""
    lines = inspect.cleandoc(text or "").split("\n\n" if not full else "\0")[0].strip()
    if not lines:
        return f"{indent}...\n"
    raw = "r" if "\\" in lines else ""
    body = lines.replace("\n", "\n" + indent).replace(f"\n{indent}\n", "\n\n")
    end = f"\n{indent}" if "\n" in lines or lines.endswith('"') else ""
    return f'{indent}{raw}"""{body}{end}"""\n'


def _function(
    name: str, parameters: list[str], result: str, doc: str | None, indent: str = "", full: bool = True
) -> str:
    head = f"{indent}def {name}({', '.join(parameters)}) -> {result}:"
    return head + "\n" + _document(doc, indent + "    ", full)


def _result(entry: Entry) -> str:
    annotation = str(entry.signature.__annotations__.get("return", "Tensor"))
    if len(entry.returns) > 1:
        return f"_return_{_results_of(entry)}"
    if annotation.startswith("list["):
        return "tuple[Tensor, ...]"
    if annotation == "Tensor | Number":  # numbers pass through: of a number, a number
        return "Tensor"
    return _translate(annotation, {**RESULT_TYPES, "list": "list"})


def _out_parameter(entry: Entry, parameters: list[str]) -> list[str]:
    """``out=`` where it makes sense: not for views, and not for the layers of a network."""
    annotation = str(entry.signature.__annotations__.get("return", "Tensor"))
    if entry.kind in (view, network) or not entry.takes_out:
        return parameters
    kind = "Tensor" if annotation == "Tensor" else _translate(annotation, RESULT_TYPES)
    star = [] if any(p.startswith("*") for p in parameters) else ["*"]
    return [*parameters, *star, f"out: {kind} | None = None"]


def _op_function(entry: Entry, name: str) -> str:
    names = list(inspect.signature(entry.signature).parameters)
    first = "input" if names and names[0] == "self" else None
    return _function(
        name, _out_parameter(entry, _parameters(entry.signature, first)), _result(entry), entry.function.__doc__
    )


def _op_methods(entry: Entry) -> Iterable[tuple[str, str]]:
    """The op as attributes of Tensor: name and stub."""
    doc = entry.signature.__doc__
    if entry.prop:
        title = entry.prop if isinstance(entry.prop, str) else entry.name
        yield title, "    @property\n" + _function(title, ["self"], _result(entry), doc, "    ", full=False)
        if title in ("real", "imag"):
            yield title, f"    @{title}.setter\n    def {title}(self, value: Any) -> None: ...\n"
        if entry.prop is True or entry.prop == title:
            return
    for name in entry.methods:
        yield name, _function(name, _parameters(entry.signature, "self"), _result(entry), doc, "    ", full=False)
    for name in entry.in_place_methods:
        title = f"In-place form of `{entry.name}`." if entry.inplace != "only" else doc
        yield name, _function(name, _parameters(entry.signature, "self"), "Tensor", title, "    ", full=False)


SETTABLE = " (can be set)"  # after the type of a property, in the core's docstrings
_SIGNATURE = re.compile(r"^(\w+)(\(.*\) -> .+|: .+)$")


def _stated(name: str, owner: type | None, doc: str | None) -> tuple[str, str] | None:
    """The stub that the first line of a docstring of the core states, and the rest of the docstring."""
    first, _, rest = (doc or "").partition("\n")
    match = _SIGNATURE.match(first)
    if match is None or match[1] != name:
        return None
    stub = re.sub(r"\b[A-Za-z_][\w.]*\b(?!\s*:)", lambda word: CORE_TYPES.get(word[0], word[0]), match[2])
    if stub.startswith(": "):
        return stub.removeprefix(": "), rest.strip()
    is_method = owner is not None and not isinstance(inspect.getattr_static(owner, name), staticmethod)
    if is_method:
        stub = "(self, " + stub[1:] if stub[1] != ")" else "(self" + stub[1:]
    return stub, rest.strip()


def _table(owner: type, extra: dict[str, str]) -> dict[str, tuple[str, str | None]]:
    """The attributes of a type of the core: what each is, and its documentation."""
    out: dict[str, tuple[str, str | None]] = {}
    for name in vars(owner):
        found = inspect.getattr_static(owner, name)
        doc = getattr(found.__func__ if isinstance(found, staticmethod) else found, "__doc__", None)
        if stated := _stated(name, owner, doc):
            out[name] = stated
    for name, stub in extra.items():
        found = inspect.getattr_static(owner, name, None)
        if found is None:
            raise SystemExit(
                f"make_stubs: {owner.__name__}.{name} is in the table and not in the core | remove its line"
            )
        out[name] = stub, None if name == "__array_priority__" else getattr(found, "__doc__", None)
    return out


def _attribute(name: str, stub: str, doc: str | None, static: bool = False) -> str:
    """A stub of a property or a method."""
    if not stub.startswith("("):
        settable = stub.endswith(SETTABLE)
        kind = stub.removesuffix(SETTABLE)
        text = "    @property\n" + _function(name, ["self"], kind, doc, "    ")
        return text + (f"    @{name}.setter\n    def {name}(self, value: {kind}) -> None: ...\n" if settable else "")
    head, colon, comment = stub.partition(":  #")
    ignore = f"  #{comment}" if colon else ""
    decorator = "    @staticmethod\n" if static else ""
    if name.startswith("__"):
        return f"{decorator}    def {name}{head}: ...{ignore}\n"
    return f"{decorator}    def {name}{head}:{ignore}\n" + _document(doc, "        ", True)


def _class(name: str, base: str, owner: type, table: dict[str, str] | None = None, extra: str = "") -> str:
    body = [
        _attribute(attribute, stub, doc, isinstance(inspect.getattr_static(owner, attribute), staticmethod))
        for attribute, (stub, doc) in sorted(_table(owner, table or {}).items())
    ]
    return (
        f"class {name}{base}:\n"
        + (_document(owner.__doc__, "    ", True) if isinstance(owner.__doc__, str) else "")
        + extra
        + "".join(body or ["    ...\n"])
    )


def _python_methods(owner: type, known: set[str]) -> dict[str, str]:
    """Methods that Python modules attached to a type of the core: their signatures are at hand."""
    out = {}
    for name in sorted(set(vars(owner)) - known - set(dir(object)) | {"__format__", "__dir__"} & set(vars(owner))):
        function = inspect.unwrap(vars(owner)[name])
        if inspect.isfunction(function):
            result = _translate(str(function.__annotations__.get("return", "Any")), RESULT_TYPES)
            out[name] = _function(name, _parameters(function, "self"), result, function.__doc__, "    ")
    return out


def _check_complete(title: str, owner: object, stated: set[str], ignored: set[str]) -> None:
    missing = {n for n in vars(owner) if n not in stated and n not in ignored}
    if missing:
        raise SystemExit(
            f"make_stubs: {title} does not say what {', '.join(sorted(missing))} take and return "
            "| begin the docstring with it: name(x: int) -> Tensor, or name: Tensor"
        )


_SLOTTED = {
    "__signature__",
    "__module__",
    "__doc__",
    "__dict__",
    "__weakref__",
    "__vectorcalloffset__",
    "__new__",
    "__repr__",
    "__getattribute__",
    "__setattr__",
    "__delattr__",
    "__reduce__",
    "__reduce_ex__",
    "__sizeof__",
    "__buffer__",  # the interpreter's, from 3.12 on
    "__release_buffer__",
    "__getattr__",
    "__hash__",
    "__str__",
}


def tensor_class() -> str:
    """Tensor: the core's attributes, the operators, the methods that Python attached, and every op's forms."""
    owner = flambeau.Tensor
    ops: dict[str, str] = {}
    for entry in registry:
        for name, text in _op_methods(entry):
            ops[name] = ops.get(name, "") + text if text.startswith(f"    @{name}.setter") else text
    own = _table(owner, {**TENSOR, **{n: s for n, s in OPERATORS.items() if n not in ops}})
    attached = _python_methods(owner, set(own) | set(ops))
    _check_complete("Tensor", owner, set(own) | set(ops) | set(attached), _SLOTTED)
    members = {**attached, **ops}
    for name, (stub, doc) in own.items():
        members[name] = _attribute(name, stub, doc, isinstance(inspect.getattr_static(owner, name), staticmethod))
    members["__array_priority__"] = "    __array_priority__: ClassVar[_int]\n"
    return "class Tensor:\n" + _document(owner.__doc__, "    ", True) + "".join(members[n] for n in sorted(members))


def _results_of(entry: Entry) -> str:
    """The name of an entry's named tuple; apart from that of the op whose results PyTorch calls the same."""
    return entry.results_name if entry.results_name.startswith("linalg_") else entry.name


def _return_classes() -> str:
    out = []
    for entry in registry:
        if len(entry.returns) > 1:
            annotation = str(entry.signature.__annotations__["return"])
            fields = "".join(f"    @property\n    def {f}(self) -> Tensor: ...\n" for f in entry.returns)
            out.append(f"class _return_{_results_of(entry)}({_translate(annotation, RESULT_TYPES)}):\n{fields}")
    return "\n".join(out)


def core_stub() -> str:
    """src/flambeau/_core.pyi."""
    dtypes = [n for n in vars(_core) if isinstance(getattr(_core, n), _core.dtype)]
    node = _python_methods(_core.Node, set(_table(_core.Node, NODE)))
    _check_complete("Node", _core.Node, set(_table(_core.Node, NODE)) | set(node), _SLOTTED)
    for owner, extra in ((_core.FunctionNode, {}), (_core.dtype, {}), (_core.Generator, GENERATOR), (_core.Op, OP)):
        _check_complete(owner.__name__, owner, set(_table(owner, extra)), _SLOTTED)
    _check_complete("Scope", _core.Scope, set(_table(_core.Scope, {})), _SLOTTED)
    types = {
        "Tensor",
        "Node",
        "FunctionNode",
        "AccumulateGrad",
        "dtype",
        "Generator",
        "Op",
        "OpMethod",
        "Scope",
        "SizeBase",
        "DataDependentError",
        "LinAlgError",
        "default_generator",
    }
    public = {n for n in vars(_core) if not (n.startswith("__") and n.endswith("__"))}
    stated = {n: _stated(n, None, getattr(_core, n).__doc__) for n in public - types - set(dtypes) - set(EXPLAINED)}
    stated |= {n: (stub, _core.Explained.__doc__ or "") for n, stub in EXPLAINED.items()}
    if unstated := sorted(n for n, found in stated.items() if found is None):
        raise SystemExit(
            f"make_stubs: _core does not say what {', '.join(unstated)} take and return in their docstrings"
        )
    functions = "\n".join(
        f"def {n}{found[0]}:\n" + _document(found[1], "    ", True) for n, found in sorted(stated.items()) if found
    )
    forms = "    entry: Any\n    __name__: _str\n    __qualname__: _str\n"
    return "\n".join(
        [
            NOTICE + '"""Flambeau\'s native core: tensors, the graph and its engine, generators, ops."""\n',
            ALIASES,
            _class("dtype", "", _core.dtype),
            "_dtype: TypeAlias = dtype\n",
            "\n".join(f"{n}: dtype" for n in sorted(dtypes)) + "\n",
            tensor_class(),
            _class("Node", "", _core.Node, NODE) + "".join(node.values()),
            _class(
                "FunctionNode",
                "(Node)",
                _core.FunctionNode,
                extra="    def __getattr__(self, name: _str) -> Any: ...\n",
            ),
            _class("AccumulateGrad", "(Node)", _core.AccumulateGrad),
            _class("Generator", "", _core.Generator, GENERATOR),
            "_Generator: TypeAlias = Generator\ndefault_generator: Generator\n",
            _class("Scope", "", _core.Scope),
            _class("SizeBase", "(tuple[_int, ...])", _core.SizeBase),
            _class("Op", "", _core.Op, OP, forms),
            _class("OpMethod", "", _core.OpMethod, OP_METHOD),
            *(
                f'class {error.__name__}(RuntimeError):\n    """{error.__doc__}"""\n'
                for error in (_core.DataDependentError, _core.LinAlgError)
            ),
            _return_classes(),
            functions,
        ]
    )


def namespace_stub(namespace: str, doc: str, module: Any, dots: str) -> str:
    """The functions of one namespace: those of the registry, and those its module defines in Python."""
    parts: dict[str, str] = {}
    imported: dict[str, str] = {}
    for entry in registry:
        if namespace not in entry.namespaces:
            continue
        for name in entry.exported:
            parts[name] = _op_function(entry, name)
        for name in entry.exported_in_place:
            names = list(inspect.signature(entry.signature).parameters)
            first = "input" if names and names[0] == "self" else None
            title = f"In-place form of `{entry.name}`."
            parts[name] = _function(name, _parameters(entry.signature, first), "Tensor", title)
    for name in module.__all__:
        function = getattr(module, name)
        if name in parts:
            continue
        if isinstance(function, type):
            imported[name] = "_core"
        elif function.__module__ == module.__name__:
            result = _translate(str(function.__annotations__["return"]), RESULT_TYPES)
            parts[name] = _function(name, _parameters(function, None), result, function.__doc__)
        else:
            imported[name] = function.__module__.removeprefix("flambeau.")
    unexported = set(parts) - set(module.__all__)
    if unexported:
        raise SystemExit(f"make_stubs: {module.__name__} does not export {', '.join(sorted(unexported))}")
    body = "\n".join(parts[n] for n in sorted(parts))
    needed = [
        n
        for n in (
            "_bool",
            "_complex",
            "_Device",
            "_dtype",
            "_float",
            "_Generator",
            "_int",
            "_Number",
            "_Size",
            "_str",
        )
        if re.search(rf"\b{n}\b", body)
    ]
    returns = sorted(set(re.findall(r"\b_return_\w+", body)))
    extra = [
        n for n in ("Size", "_device", "_layout") if re.search(rf"\b{n}\b", re.sub(r'""".*?"""', "", body, flags=re.S))
    ]
    lines = [NOTICE + f'"""{doc}"""\n']
    if "Sequence[" in body:
        lines.append("from collections.abc import Sequence")
    if re.search(r"\bAny\b", body):
        lines.append("from typing import Any")
    lines.append(f"\nfrom {dots}_core import " + ", ".join(["Tensor", *needed, *returns]))
    if extra:
        lines += [f"from {dots}_types import " + (n if n == "Size" else f"{n[1:]} as {n}") for n in extra]
    lines += [f"from {dots}{home} import {name} as {name}" for name, home in sorted(imported.items())]
    lines.append("\n__all__ = [\n" + "".join(f'    "{n}",\n' for n in sorted(module.__all__)) + "]\n")
    return "\n".join(lines) + "\n" + body


def package_stub() -> str:
    """src/flambeau/__init__.pyi: where each exported name comes from."""
    homes = [
        importlib.import_module(f"flambeau.{name}")
        for name in (
            "_core",
            "_types",
            "_deterministic",
            "_numeric",
            "_storage",
            "autograd",
            "func",
            "serialization",
            "_printing",
            "_summary",
            "_visualize",
        )
    ]
    imports, constants, functions = [], [], []
    for name in sorted(set(flambeau.__all__) - set(_functions.__all__)):
        value = getattr(flambeau, name)
        if inspect.ismodule(value):
            imports.append(f"from . import {name} as {name}")
        elif name in _lazy.HOMES:
            imports.append(f"from .{_lazy.HOMES[name]} import {name} as {name}")
        elif isinstance(value, float) or value is None:
            constants.append(f"{name}: {'float' if value is not None else 'None'}")
        elif inspect.isfunction(inspect.unwrap(value)) and value.__module__ == "flambeau":
            result = _translate(str(value.__annotations__["return"]), RESULT_TYPES)
            functions.append(_function(name, _parameters(value, None), result, value.__doc__))
        else:
            home, source = next(
                (h, n)
                for h in homes
                for n in (name, getattr(value, "name", name), getattr(value, "__name__", name))
                if getattr(h, n, None) is value
            )
            imports.append(f"from .{home.__name__.removeprefix('flambeau.')} import {source} as {name}")
    constants = [re.sub(r"\bfloat$", "_float", line) for line in constants]
    return "\n".join(
        [
            NOTICE + f'"""{(flambeau.__doc__ or "").strip()}"""\n',
            "from typing import Any\n",
            "from ._core import _dtype, _float, _str",
            *sorted(imports),
            "from ._functions import *\n",
            "__version__: _str",
            *constants,
            "",
            *functions,
            "__all__ = [\n" + "".join(f'    "{n}",\n' for n in sorted(set(flambeau.__all__))) + "]\n",
        ]
    )


def stubs() -> dict[Path, str]:
    """Every stub's path and text."""
    from flambeau import fft, linalg, special
    from flambeau.nn import functional
    from flambeau.signal import windows

    def doc(module: Any) -> str:
        return (module.__doc__ or "").strip()

    made = {
        PACKAGE / "__init__.pyi": package_stub(),
        PACKAGE / "_core.pyi": core_stub(),
        PACKAGE / "_functions.pyi": namespace_stub("", doc(_functions), _functions, "."),
        PACKAGE / "fft.pyi": namespace_stub("fft", doc(fft), fft, "."),
        PACKAGE / "linalg.pyi": namespace_stub("linalg", doc(linalg), linalg, "."),
        PACKAGE / "signal" / "windows.pyi": namespace_stub("signal.windows", doc(windows), windows, ".."),
        PACKAGE / "special.pyi": namespace_stub("special", doc(special), special, "."),
        PACKAGE / "nn" / "functional.pyi": namespace_stub("nn.functional", doc(functional), functional, ".."),
    }
    for path, text in made.items():
        try:
            ast.parse(text)
        except SyntaxError as error:
            raise SystemExit(f"make_stubs: {path.name}:{error.lineno} is not Python: {error.text}") from error
    made[make_derivative_table.TABLE] = make_derivative_table.table()
    return made


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a stub is out of date")
    check = parser.parse_args().check
    stale = [path for path, text in stubs().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        print(f"{path.name}: " + ("out of date | run scripts/make_stubs.py" if check else "written"))
        if not check:
            path.write_text(stubs()[path])
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
