"""``flambeau run``: a program as Python itself would run it, with torch's names resolving to flambeau."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import linecache
import os
import pkgutil
import re
import sys
from collections.abc import Callable
from types import CodeType, ModuleType, TracebackType
from typing import NamedTuple

__all__ = ["INTERRUPTED", "run"]

INTERRUPTED = 130  # the shell's exit status for a program stopped by Ctrl-C: 128 + SIGINT

HELP = """usage: flambeau run [OPTIONS] SCRIPT [ARGS …]
       flambeau run [OPTIONS] -m MODULE [ARGS …]
       flambeau run [OPTIONS] -c CODE [ARGS …]
       flambeau run [OPTIONS] - [ARGS …]           the program comes from standard input

Runs a program with `import torch` giving flambeau, also in the processes that `multiprocessing` starts; otherwise as
python runs it.

options:
  --subprocesses  the same in every other Python program that it starts
  -u, -W error …  python's own"""

OF_SUBPROCESSES = "--subprocesses"
# A word of Python's command line: letters that are options, then perhaps one that takes a value, here or as next word.
SHORT_OPTIONS = re.compile(r"-(?P<flags>[^-cmWX][^cmWX]*)?(?:(?P<letter>[cmWX])(?P<value>.*))?", re.DOTALL)
LONG_OPTION_WITH_VALUE = "--check-hash-based-pycs"


class _Command(NamedTuple):
    """A command line: Python's options, whether ours was given, and which program is run with which arguments."""

    options: list[str]
    subprocesses: bool
    how: str  # "-m", "-c", or "" for a path
    what: str | None
    arguments: list[str]


def _command(words: list[str]) -> _Command:
    rest, options, subprocesses = list(words), [], False
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        short = SHORT_OPTIONS.fullmatch(word)
        if word == OF_SUBPROCESSES:
            subprocesses = True
        elif short is None:
            options += [word, *rest[: word == LONG_OPTION_WITH_VALUE]]
            del rest[: word == LONG_OPTION_WITH_VALUE]
        else:
            flags, letter, value = short.group("flags", "letter", "value")
            options += [f"-{flags}"] if flags else []
            if letter and not value:
                value = rest.pop(0) if rest else None
            if letter in ("c", "m"):
                return _Command(options, subprocesses, f"-{letter}", value, rest)
            if letter:
                options += [f"-{letter}", *([value] if value is not None else [])]
    return _Command(options, subprocesses, "", rest[0] if rest else None, rest[1:])


def run(words: list[str]) -> int:
    """Runs a program as ``__main__`` with torch's names resolving to flambeau; returns the exit status."""
    if words[:1] in (["-h"], ["--help"]):
        print(HELP)
        return 0
    command = _command(words)
    if command.what is None:
        missing = {"": "", "-m": "flambeau run -m: no module given\n", "-c": "flambeau run -c: no code given\n"}
        print(missing[command.how] + HELP, file=sys.stderr)
        return 2
    if command.options:
        _start_again(command)
    from flambeau import compat

    compat.install()
    for name, value in _of_launcher().items():
        os.environ.setdefault(name, value)
    if command.subprocesses:
        compat.install_in_subprocesses()
    ways: dict[str, Callable[[str, list[str]], int]] = {"": _run_path, "-m": _run_module, "-c": _run_code}
    return ways[command.how](command.what, command.arguments)


def _of_launcher() -> dict[str, str]:
    """Rank and size as torchrun would tell them, of a process that MPI's launcher has started."""
    if not any(name.startswith(("PMI_", "OMPI_")) for name in os.environ):
        return {}
    from flambeau.distributed.mpi import launched

    told = launched()
    return {"MASTER_ADDR": "localhost", "MASTER_PORT": "29500", **told} if told else {}


def _start_again(command: _Command) -> None:
    """Replaces this process by an interpreter that starts with Python's options: most of them act only then."""
    had = _command(sys.orig_argv[1:]).options
    ours = [OF_SUBPROCESSES] if command.subprocesses else []
    program = [*([command.how] if command.how else []), command.what or "", *command.arguments]
    words = [sys.executable, *had, *command.options, "-m", "flambeau", "run", *ours, *program]
    os.execve(sys.executable, words, _environment_at_start())


def _environment_at_start() -> dict[str, str]:
    """The environment with LC_CTYPE as given: in the C locale Python sets it (PEP 538), which hides that locale."""
    environment = dict(os.environ)
    environment.pop("LC_CTYPE", None)
    with open("/proc/self/environ", "rb") as file:
        given = dict(entry.split(b"=", 1) for entry in file.read().split(b"\0") if b"=" in entry)
    if b"LC_CTYPE" in given:
        environment["LC_CTYPE"] = os.fsdecode(given[b"LC_CTYPE"])
    return environment


def _run_path(path: str, arguments: list[str]) -> int:
    if path == "-":
        return _run_source(sys.stdin.buffer.read(), "<stdin>", ["-", *arguments], file="<stdin>")
    if pkgutil.get_importer(path) is not None:  # a folder or an archive with a `__main__`
        _look_first_in(os.path.abspath(path))
        return _run_module("__main__", arguments, argv0=path)
    full_path = os.path.join(os.getcwd(), path)  # not normalised, as Python's own
    try:
        with io.open_code(full_path) as file:
            source = file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        print(f"flambeau: can't open file {full_path!r}: {reason}", file=sys.stderr)
        return 2
    _look_first_in(os.path.dirname(os.path.realpath(path)))
    sys.argv[:] = [path, *arguments]
    main_module = ModuleType("__main__")
    main_module.__file__ = full_path
    main_module.__loader__ = importlib.machinery.SourceFileLoader("__main__", full_path)
    main_module.__dict__["__cached__"] = None
    return _execute(main_module, lambda: compile(source, full_path, "exec", dont_inherit=True))


def _run_code(code: str, arguments: list[str]) -> int:
    if sys.version_info >= (3, 13):  # from there on Python shows these lines in tracebacks
        linecache.cache["<string>"] = (len(code), None, code.splitlines(keepends=True), "<string>")
    return _run_source(code, "<string>", ["-c", *arguments])


def _run_source(source: str | bytes, name: str, argv: list[str], file: str | None = None) -> int:
    """Runs a program that no file holds; tracebacks call it by ``name``."""
    _look_first_in("")
    sys.argv[:] = argv
    main_module = ModuleType("__main__")
    main_module.__loader__ = importlib.machinery.BuiltinImporter
    if file is not None:
        main_module.__file__ = file
        main_module.__dict__["__cached__"] = None
    return _execute(main_module, lambda: compile(source, name, "exec", dont_inherit=True))


def _look_first_in(folder: str) -> None:
    if not sys.flags.safe_path:  # with `python -P` the first entry is not the program's folder, and stays
        sys.path[0] = folder


def _run_module(name: str, arguments: list[str], argv0: str | None = None) -> int:
    if argv0 is None:
        _look_first_in(os.getcwd())
    sys.argv[:] = ["-m", *arguments]
    try:
        spec = _main_spec(name)
        code = spec.loader.get_code(spec.name) if spec.loader is not None else None  # type: ignore[attr-defined]
    except ImportError as error:
        print(f"flambeau: {error}", file=sys.stderr)
        return 1
    if code is None:
        print(f"flambeau: No code object available for {name}", file=sys.stderr)
        return 1
    sys.argv[0] = argv0 or spec.origin or "-m"
    main_module = ModuleType("__main__")
    main_module.__file__ = spec.origin
    main_module.__loader__ = spec.loader
    main_module.__package__ = spec.parent
    main_module.__spec__ = spec
    main_module.__dict__["__cached__"] = spec.cached
    return _execute(main_module, lambda: code)


def _main_spec(name: str) -> importlib.machinery.ModuleSpec:
    """The spec of the module to run: that of ``name.__main__`` if ``name`` is a package."""
    if name == "__main__":
        spec = importlib.machinery.PathFinder.find_spec(name, sys.path[:1])
    else:
        spec = importlib.util.find_spec(name)
    if spec is None:
        raise ImportError(f"No module named {name}")
    if spec.submodule_search_locations is None:
        return spec
    inner = importlib.util.find_spec(f"{name}.__main__")
    if inner is None:
        raise ImportError(f"No module named {name}.__main__; {name!r} is a package and cannot be directly executed")
    return inner


def _execute(main_module: ModuleType, make_code: Callable[[], CodeType]) -> int:
    """Runs code as the program: ``__main__`` stays in place afterwards, for exit handlers and pickles."""
    namespace = main_module.__dict__
    namespace["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = main_module
    try:
        exec(make_code(), namespace)
    except SystemExit:
        raise
    except BaseException as error:
        error.__traceback__ = _trimmed(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _trimmed(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without this file's frames, as the program's own run would show it."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    return traceback
