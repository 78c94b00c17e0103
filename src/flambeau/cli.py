"""The command line: ``flambeau demo``, and ``flambeau run``, which stands in `_program.py`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ._program import INTERRUPTED, run

__all__ = ["main"]


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
    commands.add_parser("run", help="run a program written for torch, as python would: run SCRIPT ARGS…")
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
