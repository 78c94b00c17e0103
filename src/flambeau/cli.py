"""The command line: ``flambeau demo``, ``flambeau run SCRIPT ARGS…``, ``flambeau run -m MODULE ARGS…``."""

from __future__ import annotations

import argparse
import importlib.machinery
import importlib.util
import io
import os
import sys
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType, TracebackType

__all__ = ["main"]

INTERRUPTED = 130  # the shell's exit status for a program stopped by Ctrl-C: 128 + SIGINT

RUN_HELP = """usage: flambeau run SCRIPT [ARGS …]
       flambeau run -m MODULE [ARGS …]

Runs a program with `import torch` giving flambeau; otherwise as `python SCRIPT` or `python -m MODULE` does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["run"]:
        return run(words[1:])
    parser = _parser()
    options = parser.parse_args(words)
    if options.command == "demo":
        return _demo(options)
    parser.print_help()
    return 2


def _parser() -> argparse.ArgumentParser:
    import flambeau

    parser = argparse.ArgumentParser(prog="flambeau", description="PyTorch's automatic differentiation, small and fast")
    parser.add_argument("--version", action="version", version=f"flambeau {flambeau.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help="train a small convolutional network on real handwritten digits")
    demo.add_argument("--epochs", type=_count, default=20, help="passes over the training digits (default: 20)")
    demo.add_argument("--out", default="flambeau-demo", help="folder for the pictures (default: flambeau-demo)")
    demo.add_argument("--seed", type=int, default=0, help="of weights, order and shifts (default: 0)")
    commands.add_parser("run", help="run a program written for torch: run SCRIPT ARGS… or run -m MODULE ARGS…")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} given, at least 1 needed")
    return value


def _demo(options: argparse.Namespace) -> int:
    from flambeau import demo

    try:
        demo.main(epochs=options.epochs, out=options.out, seed=options.seed)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    return 0


def run(words: list[str]) -> int:
    """Runs a script or module as ``__main__`` with torch's names resolving to flambeau; returns the exit status."""
    if not words or words[0] in ("-h", "--help"):
        print(RUN_HELP, file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    from flambeau import compat

    compat.install()
    if words[0] == "-m":
        if len(words) == 1:
            print(f"flambeau run -m: no module given\n{RUN_HELP}", file=sys.stderr)
            return 2
        return _run_module(words[1], words[2:])
    return _run_script(words[0], words[1:])


def _run_script(path: str, arguments: list[str]) -> int:
    if os.path.isdir(path):
        _look_first_in(path)
        return _run_module("__main__", arguments, argv0=path)
    _look_first_in(os.path.dirname(os.path.realpath(path)))
    sys.argv[:] = [path, *arguments]
    full_path = os.path.join(os.getcwd(), path)  # not normalised, as Python's own
    try:
        with io.open_code(full_path) as file:
            source = file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        print(f"flambeau: can't open file {full_path!r}: {reason}", file=sys.stderr)
        return 2
    main_module = ModuleType("__main__")
    main_module.__file__ = full_path
    main_module.__loader__ = importlib.machinery.SourceFileLoader("__main__", full_path)
    main_module.__dict__["__cached__"] = None
    return _execute(main_module, lambda: compile(source, full_path, "exec", dont_inherit=True))


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
    main_module.__spec__ = None if argv0 else spec
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
