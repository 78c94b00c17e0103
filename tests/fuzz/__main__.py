"""The fuzz as a program: ``PYTHONPATH=tests python -m fuzz --calls 1000000 --seconds 600``."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from . import state, verdict
from .calls import Calls
from .report import faults, text
from .runner import Runner
from .worker import prepare


def show(value: object) -> str:
    """An argument in a line; what cannot be printed by its type."""
    try:
        import flambeau as fl

        if isinstance(value, fl.Tensor):
            return (
                f"<{value.dtype} {tuple(value.shape)} {value.device}{' requires_grad' if value.requires_grad else ''}>"
            )
        if isinstance(value, list | tuple) and 0 < len(value) < 20 and not any(v is value for v in value):
            return f"{type(value).__name__}({', '.join(map(show, value))})"
        return repr(value)[:200]
    except BaseException as error:
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def replay(seed: int, number: int, only: Callable[[str], bool] | None) -> None:
    """Makes one call again and tells everything about it."""
    prepare(Path(tempfile.mkdtemp(prefix="fuzz.")))
    call = Calls(seed, only).call(number)
    print(f"{call.target.name} within {call.around.__name__.removeprefix('_')}", flush=True)
    bind = call.target.bind

    def told(draw: object) -> object:
        function, args, kwargs = bind(draw)  # type: ignore[arg-type]
        named = [f"{k}={show(v)}" for k, v in kwargs.items()]
        print(f"{function!r:.200}(\n  {(chr(10) + '  ').join([*map(show, args), *named])}\n)", flush=True)
        return function, args, kwargs

    call.target.bind = told  # type: ignore[assignment]
    before = state.state()
    try:
        print("answered", show(call.make()))
    except BaseException as error:
        traceback.print_exc(limit=-6)
        print("names an internal" if verdict.internal(error, call.given()) else "fine")
    for change in state.differences(before, state.state()):
        print("changed:", change)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="a regular expression for names of targets")
    parser.add_argument("--most", type=int, default=100, help="kinds of findings to show")
    parser.add_argument("--replay", metavar="SEED:NUMBER", help="make this call alone and show it")
    options = parser.parse_args()
    only = (lambda name: bool(re.search(options.only, name))) if options.only else None
    if options.replay:
        seed, number = map(int, options.replay.split(":"))
        replay(seed, number, only)
        return 0
    start = time.monotonic()
    runner = Runner(options.seed, options.calls, options.seconds, options.workers, options.first, only)
    findings = runner.run()
    print(text(findings, options.seed, options.most))
    print(
        f"{runner.answered + runner.raised} calls in {time.monotonic() - start:.0f} s, {runner.answered} answered, "
        f"{runner.raised} raised; logs in {runner.folder}"
    )
    return 1 if faults(findings) else 0


sys.exit(main())
