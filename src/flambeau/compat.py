"""``import torch`` for unmodified programs: :func:`install` makes torch's names resolve to flambeau's modules.

``torch`` *is* ``flambeau`` then, ``torch.nn`` is ``flambeau.nn`` and so on: the same objects under both names.
``torchvision`` is ``flambeau.vision``, and ``functorch`` gives what is left of that package. While the hook is in place
they call themselves so too, since packages ask who torch is before they use it: `_identity` has what they are told.

The processes that :mod:`multiprocessing` starts begin with their parent's ``sys.path``. A folder on it holds modules
``torch``, ``torchvision`` and ``functorch``, which call :func:`install` when such a process first imports one of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, MutableSequence, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

import flambeau

from . import _identity
from ._identity import foreign_name
from ._listing import listing

__all__ = ["install", "install_in_subprocesses", "uninstall"]
__dir__ = listing(globals())

OWN = "flambeau"
ON_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_on_path")
# A foreign package and where its modules are found here.
ALIASES = {"torch": OWN, "torchvision": f"{OWN}.vision", "functorch": f"{OWN}._functorch.package"}


def _own_name(foreign: str) -> str | None:
    """``torch.nn`` -> ``flambeau.nn``; None for a module of neither package."""
    root, dot, rest = foreign.partition(".")
    return ALIASES[root] + dot + rest if root in ALIASES else None


class _TorchModule(ModuleType):
    """The class of our modules while the hook is in place: they, and attributes they lack, are named as programs know
    them."""

    @property
    def __name__(self) -> str:  # type: ignore[override]
        return foreign_name(str(vars(self)["__name__"]))

    # A plain module too looks like a package: `from torch.x import missing` then asks the finder, which says why not.
    __path__: MutableSequence[str] = []  # noqa: RUF012 - the type that ModuleType declares

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if self.__name__ == name == "torch":
            return self  # torch.torch, for PyTorch imports itself
        raise AttributeError(f"flambeau has no {self.__name__}.{name} yet{_instead(self, name)}")


def _instead(module: ModuleType | None, name: str) -> str:
    """What a module itself says after the bar of a name that it lacks: what to use in its place."""
    answer = vars(module).get("__getattr__") if module is not None else None
    try:
        if answer is not None:
            answer(name)
    except AttributeError as error:
        _, bar, hint = str(error).partition(" | ")
        return f" | {hint}" if bar else ""
    return ""


class _Alias(Loader):
    """Loads a foreign module by handing out our own, untouched."""

    def __init__(self, own: str) -> None:
        self.own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self.own)
        self.own_spec = module.__spec__  # the import system is about to write the alias's spec over it
        for loaded in _own_modules():
            _rename_errors(loaded)
        _identity.rename_classes()
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.own_spec

    def get_code(self, fullname: str) -> Any:
        """The module's code, for ``-m torch.distributed.run``."""
        spec = importlib.util.find_spec(self.own)
        return spec.loader.get_code(self.own) if spec is not None and spec.loader is not None else None  # type: ignore[attr-defined]


class _Finder(MetaPathFinder):
    """Finds torch's and torchvision's modules, and says of what is missing that flambeau has none yet."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        own = _own_name(fullname)
        if own is not None:
            if _exists(own):
                return ModuleSpec(fullname, _Alias(own), origin=getattr(sys.modules.get(own), "__file__", None))
            _refuse(fullname)
            return None
        if fullname.startswith(OWN + ".") and _other_spec(fullname, path) is None:
            _refuse(foreign_name(fullname))
        return None

    def find_distributions(self, context: Any = None) -> Iterator[Any]:
        """What `importlib.metadata` is told of torch and torchvision; of anything else others tell."""
        return _identity.distributions(getattr(context, "name", None))


def _other_spec(fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
    """What the import system would find without our finder."""
    for finder in sys.meta_path:
        if isinstance(finder, _Finder) or not hasattr(finder, "find_spec"):
            continue
        if (spec := finder.find_spec(fullname, path)) is not None:
            return spec
    return None


def _exists(own: str) -> bool:
    if own in sys.modules:
        return sys.modules[own] is not None
    parent = own.rpartition(".")[0]
    if not _exists(parent):
        return False
    module = importlib.import_module(parent)
    path = getattr(module, "__path__", None)
    return path is not None and _other_spec(own, path) is not None


def _refuse(foreign: str) -> None:
    """Refuses an import; a mere question (``importlib.util.find_spec``) is answered by None."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "_find_and_load_unlocked":
        if frame.f_code is importlib.util.find_spec.__code__:
            return
        frame = frame.f_back
    parent, _, name = foreign.rpartition(".")
    sentence = f"flambeau has no {foreign} yet{_instead(sys.modules.get(parent), name)}"
    # `from torch import x` would swallow an error about that very module, and say less.
    raise ModuleNotFoundError(sentence, name=_own_name(foreign) if _is_from_list(frame) else foreign)


def _is_from_list(frame: FrameType | None) -> bool:
    """Whether the import that runs in the frame looks for the ``x`` of ``from torch import x``."""
    for _ in range(3):
        frame = frame.f_back if frame is not None else None
        if frame is not None and frame.f_code.co_name == "_handle_fromlist":
            return True
    return False


def _rename_errors(module: ModuleType) -> None:
    if type(module) is ModuleType:
        module.__class__ = _TorchModule


def _own_modules() -> list[ModuleType]:
    return [
        module
        for name, module in list(sys.modules.items())
        if isinstance(module, ModuleType) and (name == OWN or name.startswith(OWN + "."))
    ]


def install() -> None:
    """Makes ``import torch``, its submodules and ``torchvision`` give flambeau's; a second call changes nothing.

    It holds for this process and for those that `multiprocessing` starts, in any of its ways.

    >>> import flambeau.compat
    >>> flambeau.compat.install()
    >>> import torch
    >>> torch is flambeau
    True
    >>> flambeau.compat.uninstall()

    Raises:
        RuntimeError: PyTorch itself is already imported in this process.
    """
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    loaded = sys.modules.get("torch")
    if loaded is not None and loaded is not flambeau:
        raise RuntimeError(
            f"flambeau.compat.install: torch is already imported from {getattr(loaded, '__file__', 'elsewhere')} "
            "| install the hook before anything imports torch"
        )
    sys.meta_path.insert(0, _Finder())
    sys.modules["torch"] = flambeau
    if ON_PATH not in sys.path:
        sys.path.insert(0 if sys.flags.safe_path else 1, ON_PATH)  # the program's folder stays the first
    for module in _own_modules():
        _rename_errors(module)
    _identity.assume()


def install_in_subprocesses() -> None:
    """Makes ``import torch`` give flambeau in all Python programs that this one starts from now on, and in theirs.

    They must be run by an interpreter that has flambeau, as `sys.executable` has. It is done through ``PYTHONPATH`` in
    `os.environ`, so a program started with ``python -E`` or with an environment of its own knows nothing of it.

    >>> import subprocess, sys
    >>> import flambeau.compat
    >>> flambeau.compat.install_in_subprocesses()
    >>> program = "import torch; print(torch.__name__)"
    >>> subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    'torch\\n'
    >>> flambeau.compat.uninstall()
    """
    _set_inherited_path([ON_PATH, *_inherited_path()])


def _inherited_path() -> list[str]:
    """The entries of ``PYTHONPATH``, without ours."""
    value = os.environ.get("PYTHONPATH")
    return [entry for entry in value.split(os.pathsep) if entry != ON_PATH] if value else []


def _set_inherited_path(entries: list[str]) -> None:
    if entries:
        os.environ["PYTHONPATH"] = os.pathsep.join(entries)
    else:
        os.environ.pop("PYTHONPATH", None)


def take_over(name: str) -> None:
    """Called by a module ``name`` of the folder on the path while it is imported: the import gives flambeau's."""
    del sys.modules[name]
    install()
    importlib.import_module(name)


def uninstall() -> None:
    """Takes the hook and all of torch's names out of the import system again, for processes to come as well."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    sys.path[:] = [entry for entry in sys.path if entry != ON_PATH]
    _set_inherited_path(_inherited_path())
    for name, module in list(sys.modules.items()):
        own = _own_name(name)
        if own is not None and sys.modules.get(own) is module:
            del sys.modules[name]
    for module in _own_modules():
        if isinstance(module, _TorchModule):
            module.__class__ = ModuleType  # type: ignore[assignment]
    _identity.drop()
