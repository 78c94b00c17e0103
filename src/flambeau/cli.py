"""The command line: ``flambeau demo``; the other commands stand in `_program.py`, `_doctor` and `distributed`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ._program import INTERRUPTED, run

__all__ = ["main"]

OVERVIEW = """Flambeau: PyTorch's automatic differentiation, small and fast.

  flambeau demo                    train a small network on real handwritten digits and draw what it learnt
  flambeau run SCRIPT ARGS…        run a program written for PyTorch: `import torch` gives Flambeau
  flambeau run -m MODULE ARGS…     the same for a module; it takes what `python` takes
  flambeau launch -n 4 SCRIPT …    run it in several processes, which MPI connects; --hostfile: on several machines
  flambeau torchrun …              the same with torchrun's command line
  flambeau doctor PATH…            list the names of torch that programs use, and which of them are here
  flambeau COMMAND --help          what a command takes
  flambeau --version

  python -m flambeau.utils.collect_env    what is installed here, for a report of a defect

In a program of your own: import flambeau as torch"""

OVERVIEW_ZH = """Flambeau：与 PyTorch 接口相同的自动微分库，小而快。

  flambeau demo                    用真实的手写数字训练一个小网络，并画出结果
  flambeau run 脚本 参数…          运行为 PyTorch 写的程序：其中的 import torch 得到 Flambeau
  flambeau run -m 模块 参数…       同上，运行一个模块；python 的用法都可以用
  flambeau launch -n 4 脚本 …      用多个进程运行，由 MPI 连接；--hostfile：在多台机器上运行
  flambeau torchrun …              同上，用 torchrun 的命令行
  flambeau doctor 路径…            列出程序用到的 torch 名称，以及其中哪些已有
  flambeau 命令 --help             某个命令的用法
  flambeau --version               版本

  python -m flambeau.utils.collect_env    本机的环境，报告缺陷时请附上

在自己的程序里：import flambeau as torch"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["run"]:
        return run(words[1:])
    if words[:1] == ["launch"]:
        from .distributed.launch import launch

        return launch(words[1:])
    if words[:1] == ["torchrun"]:
        from .distributed.run import main as torchrun

        return torchrun(words[1:])
    if words[:1] == ["doctor"]:
        from ._doctor import doctor

        return doctor(words[1:], in_chinese=_in_chinese())
    options = _parser().parse_args(words)
    if options.command == "demo":
        return _demo(options)
    print(OVERVIEW_ZH if _in_chinese() else OVERVIEW)
    return 0


def _in_chinese() -> bool:
    """Whether messages are wanted in Chinese and can be written."""
    wanted = next(filter(None, map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
    try:
        OVERVIEW_ZH.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return wanted.startswith("zh")


def _parser() -> argparse.ArgumentParser:
    import flambeau

    parser = argparse.ArgumentParser(prog="flambeau", description="PyTorch's automatic differentiation, small and fast")
    parser.add_argument("--version", action="version", version=f"flambeau {flambeau.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help="train a small convolutional network on real handwritten digits")
    demo.add_argument("--epochs", type=_count, default=20, help="passes over the training digits (default: 20)")
    demo.add_argument("--out", default="flambeau-demo", help="folder for the pictures (default: flambeau-demo)")
    demo.add_argument("--seed", type=_whole, default=0, help="of weights, order and shifts (default: 0)")
    demo.add_argument("--threads", type=_count, help="processor cores to compute on (default: all)")
    commands.add_parser("run", help="run a program written for torch, as python would: run SCRIPT ARGS…")
    commands.add_parser("launch", help="run a program in several processes: launch -n 4 SCRIPT ARGS…")
    commands.add_parser("torchrun", help="the same with torchrun's command line")
    commands.add_parser("doctor", help="list the names of torch that programs use, and which are here: doctor PATH…")
    return parser


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} given, a whole number needed") from None


def _count(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} given, at least 1 needed")
    return value


def _demo(options: argparse.Namespace) -> int:
    import flambeau
    from flambeau import demo

    if options.threads is not None:
        flambeau.set_num_threads(options.threads)
    try:
        demo.main(epochs=options.epochs, out=options.out, seed=options.seed)
    except OSError as error:
        print(f"flambeau demo: no pictures can be written to {options.out!r}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    return 0
