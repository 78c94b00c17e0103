"""The command ``flambeau doctor``: reads programs, folders and modules, and prints what they use."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from os.path import commonpath
from pathlib import Path

from .names import names, state
from .reader import Use, uses

HELP = """usage: flambeau doctor PATH …           scripts, and folders with all their programs
       flambeau doctor -m MODULE …

Reads programs without running them and lists the names of torch and torchvision that they use: which are missing or
refuse, what to use instead and on which lines, and which are there.

The exit status is 0 if all are there, 1 if some are not, 2 if something cannot be read. Names that a program can do
without (in `try … except ImportError`, after `hasattr`, `if torch.cuda.is_available():`) do not count."""

HELP_ZH = """用法：flambeau doctor 路径 …              脚本，或文件夹（读取其中所有程序）
      flambeau doctor -m 模块 …

只读取程序而不运行，列出其中用到的 torch 和 torchvision 的名称：哪些没有或会拒绝、可用什么代替、在哪些行，
以及哪些已有。

退出状态：全部都有为 0，有缺少的为 1，有无法读取的为 2。程序没有也能继续的名称
（在 try … except ImportError 里、hasattr 之后、if torch.cuda.is_available(): 之内）不计入。"""

TEXTS = {
    "missing": ("Not here", "没有"),
    "guarded": ("Not here, which the program can do without", "没有，但程序没有它也能继续"),
    "present": ("Here", "已有"),
    "lacking": ("flambeau has none yet", "flambeau 尚未提供"),
    "unknown": ("neither PyTorch 2.13 nor flambeau has it", "PyTorch 2.13 和 flambeau 都没有"),
    "more": ("and {} more", "另有 {} 处"),
    "sum": (
        "{names} name{n} of torch in {files} program{s}: {there} here, {gone} not.",
        "{files} 个程序用到 torch 的 {names} 个名称：{there} 个已有，{gone} 个没有。",
    ),
}
PLACES = 4  # so many places of a name are shown
_Places = dict[str, list[tuple[str, Use]]]


def doctor(words: Sequence[str], in_chinese: bool = False) -> int:
    """Runs the command; returns the exit status."""
    if not words or words[0] in ("-h", "--help"):
        print(HELP_ZH if in_chinese else HELP, file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    found: _Places = {}
    failures = files = 0
    for path, failure in _programs(words):
        try:
            if failure:
                raise OSError(failure)
            for use in uses(path.read_bytes(), str(path)):
                found.setdefault(use.name, []).append((str(path), use))
            files += 1
        except SyntaxError as error:
            print(f"{path}:{error.lineno}: {error.msg}", file=sys.stderr)
            failures += 1
        except (OSError, ValueError) as error:
            print(f"{path}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
            failures += 1
    if files:
        gone = _print(_shortened(found), files, lambda key: TEXTS[key][in_chinese])
        return 2 if failures else 1 if gone else 0
    return 2


def _programs(words: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The files that are meant, each with a reason why it cannot be read, or none."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "-m":
            word = rest.pop(0) if rest else ""
            path = _home(word)
            if path is None:
                yield Path(word or "-m"), "no such module of Python code"
                continue
        else:
            path = Path(word)
        if path.is_dir():
            yield from ((each, "") for each in sorted(path.rglob("*.py")) if _is_of(path, each))
        else:
            yield path, ""


def _home(module: str) -> Path | None:
    """Where a module's code is: a file, or the folder of a package. No package is imported to find out."""
    places, here = [str(Path.cwd()), *sys.path], None
    for part in module.split("."):
        spec = importlib.machinery.PathFinder.find_spec(part, places)
        if spec is None:
            return None
        inner = spec.submodule_search_locations
        here = Path(next(iter(inner))) if inner else Path(spec.origin or "")
        places = list(inner or [])
    return here if here is not None and (here.is_dir() or here.suffix == ".py") else None


def _is_of(folder: Path, file: Path) -> bool:
    """Whether a file is the folder's own: not hidden, and not of an environment or of packages installed in it."""
    inside = file.relative_to(folder).parts[:-1]
    hidden = any(part.startswith(".") or part == "site-packages" for part in inside)
    return not hidden and file.is_file()


def _shortened(found: _Places) -> _Places:
    """The same with the files' paths from the folder on that all have in common."""
    files = {file for places in found.values() for file, _ in places}
    common = os.path.dirname(commonpath(list(files)))
    return {name: [(os.path.relpath(file, common or "."), use) for file, use in each] for name, each in found.items()}


def _print(found: _Places, files: int, say: Callable[[str], str]) -> bool:
    """Prints the lists and their sum; returns whether a name is not here that is needed."""
    groups: dict[str, list[tuple[str, str]]] = {"missing": [], "guarded": [], "present": []}
    for name, places in sorted(found.items()):
        kind, sentence = state(name)
        needed = kind == "present" or not all(use.guarded for _, use in places)
        group = "present" if kind == "present" else "missing" if needed else "guarded"
        groups[group].append((name, sentence or ("" if kind == "present" else say(_why(name)))))
    for group, members in groups.items():
        if not members:
            continue
        print(f"{say(group)} ({len(members)})")
        width = min(max(len(name) for name, _ in members), 40)
        for name, sentence in members:
            print(f"  {name:{width}}  {_places(found[name], files, say)}")
            if sentence:
                print(f"      {sentence}")
        print()
    gone = len(groups["missing"]) + len(groups["guarded"])
    facts = {"names": len(found), "files": files, "there": len(found) - gone, "gone": gone}
    print(say("sum").format(**facts, n="s" * (len(found) != 1), s="s" * (files != 1)))
    return bool(groups["missing"])


def _why(name: str) -> str:
    """Whether PyTorch has a name that is missing here, as far as the list of its names goes."""
    home, _, last = name.rpartition(".")
    return "unknown" if home in names() and last not in names()[home] and last[:1] != "_" else "lacking"


def _places(places: list[tuple[str, Use]], files: int, say: Callable[[str], str]) -> str:
    """Lines, under their files where there are several."""
    lines: dict[str, list[str]] = {}
    for file, use in places[:PLACES]:
        lines.setdefault(file, []).append(str(use.line))
    shown = [", ".join(each) if files == 1 else f"{file}:{','.join(each)}" for file, each in lines.items()]
    if len(places) > PLACES:
        shown.append(say("more").format(len(places) - PLACES))
    return "  ".join(shown) if files > 1 else ", ".join(shown)
