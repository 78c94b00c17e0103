"""Reads ``data.pkl``: an unpickler that knows the few instructions such files need, and builds only types on a list."""

from __future__ import annotations

import pickle
import pickletools
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from functools import cache
from typing import IO, Any, ClassVar

from . import _globals
from ._errors import LoadError
from ._globals import CONSTRUCTORS, FUNCTIONS, KNOWN_GLOBALS, StorageType, StoredStorage
from ._names import number_size
from ._own import find_harmless, find_own, is_harmless

# pickle's own Python version, whose steps can be overridden one by one; its stubs do not describe it.
_PythonUnpickler: Any = pickle._Unpickler

# The instructions that describing data takes. Absent: anything that imports by number, instantiates old-style classes
# or reads out-of-band buffers.
_INSTRUCTION_NAMES = """
    MARK STOP POP POP_MARK DUP FLOAT BINFLOAT INT BININT BININT1 BININT2 LONG LONG1 LONG4 NONE NEWTRUE NEWFALSE
    STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 BINBYTES SHORT_BINBYTES
    BINBYTES8 BYTEARRAY8 EMPTY_LIST APPEND APPENDS LIST EMPTY_DICT DICT SETITEM SETITEMS EMPTY_TUPLE TUPLE
    TUPLE1 TUPLE2 TUPLE3 EMPTY_SET ADDITEMS FROZENSET GET BINGET LONG_BINGET PUT BINPUT LONG_BINPUT MEMOIZE
    GLOBAL STACK_GLOBAL REDUCE NEWOBJ BUILD BINPERSID PROTO FRAME
"""

_ATTRIBUTED = (OrderedDict, Counter, defaultdict)  # known types whose objects may come with attributes (`_metadata`)
_MOST_HASHED = 50_000  # items that the keys of one file may have in all, and 16 more for each of its bytes: 0.05 s
_DEEPEST_KEY = 100


def _step(instruction: bytes, targets: tuple[type, ...], *, marked: bool, keys: slice | None) -> Callable[[Any], None]:
    """An instruction that fills a container, with what it takes checked.

    Args:
        targets: the kinds of containers it may fill; empty where it makes one.
        marked: whether it takes all items since the last mark, below which the container lies.
        keys: which of these items will be hashed.
    """
    run = _PythonUnpickler.dispatch[instruction[0]]
    width = 1 if instruction == pickle.APPEND else 2

    def checked(self: Any) -> None:
        items = self.stack if marked else self.stack[-width:]
        if targets:
            target = self.metastack[-1][-1] if marked else self.stack[-width - 1]
            self.require(isinstance(target, targets), f"fill a {type(target).__name__}")
        if keys is not None:
            self.check_keys(items[keys])
        run(self)

    return checked


def as_text(described: Any) -> Any:
    """The items of a tuple or list of a file, as str where Python 2's strings are read as bytes."""
    if type(described) not in (tuple, list):
        return described
    return type(described)(x.decode("ascii", "replace") if isinstance(x, bytes) else x for x in described)


def stored(pid: Any, storage_of: Callable[[str, str, int], Any]) -> StoredStorage:
    """The storage that a file describes by five things."""
    if not (isinstance(pid, tuple) and len(pid) == 5):
        raise LoadError("load: a record is described otherwise than by five | the file is damaged")
    kind, storage_type, key, location, numel = as_text(pid)
    if kind != "storage" or not isinstance(storage_type, StorageType):
        raise LoadError("load: a record is of no known dtype | the file is damaged")
    if not (isinstance(key, str) and isinstance(location, str)):
        raise LoadError("load: a record has no name or no device | the file is damaged")
    storage = storage_of(key, location, number_size(storage_type.dtype))
    if type(numel) is not int or storage.nbytes() != numel * storage_type.dtype.itemsize:
        raise LoadError(
            f"load: record data/{key} has {storage.nbytes()} bytes, and not those of {numel} elements of "
            f"{storage_type.dtype} | the file is damaged"
        )
    return StoredStorage(wrap_storage=storage, dtype=storage_type.dtype)


def taken(file: IO[bytes], size: int) -> bytes | bytearray:
    """The next bytes, read in place where the file can do that."""
    if not hasattr(file, "readinto"):
        return file.read(size)
    content = bytearray(size)
    count = file.readinto(content)
    return content if count == size else content[:count]


Persistent = Callable[[Any], Any]  # what a description in a pickle stands for


def member(pickle_module: Any, name: str, function: str) -> Any:
    """The ``Pickler`` or ``Unpickler`` of a module like ``pickle``."""
    if not isinstance(found := getattr(pickle_module, name, None), type):
        raise AttributeError(f"{function}: pickle_module is a {type(pickle_module).__name__} | a module with a {name}")
    return found


@cache
def trusting(base: Any) -> Any:
    """An unpickler like ``pickle.Unpickler``, which runs what a file says: PyTorch's names mean ours."""

    class TrustingUnpickler(base):  # type: ignore[misc]
        def __init__(self, file: IO[bytes], size: int, persistent: Persistent, **decoding: str) -> None:
            super().__init__(file, **{"encoding": "utf-8", **decoding})
            self._persistent_load = persistent

        def find_class(self, module: str, name: str) -> Any:
            known = KNOWN_GLOBALS.get(f"{module}.{name}") if module.partition(".")[0] == "torch" else None
            known = find_own(module, name) if known is None else known
            return super().find_class(module, name) if known is None else known

        def persistent_load(self, pid: Any) -> Any:
            return self._persistent_load(pid)

    return TrustingUnpickler


class Unpickler(_PythonUnpickler):  # type: ignore[misc]
    """Calls only what is on the lists, and changes only containers and objects it has built."""

    dispatch: ClassVar = {
        code: _PythonUnpickler.dispatch[code] for code in (getattr(pickle, n)[0] for n in _INSTRUCTION_NAMES.split())
    }

    def __init__(self, file: IO[bytes], size: int, persistent: Persistent, **decoding: str) -> None:
        super().__init__(file, **{"encoding": "utf-8", **decoding})
        self._file = file
        self._size = size
        self._most_hashed = _MOST_HASHED + 16 * size
        self._persistent = persistent
        self._hashed = 0

    def load(self) -> Any:
        try:
            return super().load()
        except (LoadError, MemoryError):
            raise
        except Exception as error:  # a damaged file can make pickle fail in any way
            detail = f"{type(error).__name__}: {error}"
            raise LoadError(
                f"Weights only load failed. load: data.pkl cannot be read at byte {self._file.tell()} ({detail}) | the "
                "file is damaged"
            ) from error

    @staticmethod
    def allows(module: str, name: str) -> Any:
        """What a file may mean by that name; None where it may not name it."""
        full = f"{module}.{name}"
        for allowed in (_globals.user_globals, KNOWN_GLOBALS):
            if full in allowed:
                return allowed[full]
        return find_harmless(module, name)

    def find_class(self, module: str, name: str) -> Any:
        if (allowed := self.allows(module, name)) is not None:
            return allowed
        full = f"{module}.{name}"
        raise LoadError(
            f"Weights only load failed. load: the file names the global {full} | only types known to be safe are "
            "built, and nothing in a file is ever executed | if you trust it, import it and call "
            f"flambeau.serialization.add_safe_globals([{name}]) before loading, or load with weights_only=False"
        )

    def persistent_load(self, pid: Any) -> Any:
        return self._persistent(pid)

    @staticmethod
    def _is_users(value: Any) -> bool:
        return any(value is safe for safe in _globals.user_globals.values())

    def require(self, condition: bool, what: str) -> None:
        if not condition:
            raise LoadError(
                f"Weights only load failed. load: the file asks to {what} | refused, at byte {self._file.tell()} of "
                "data.pkl"
            )

    def check_keys(self, keys: Any) -> None:
        """Refuses keys whose hash takes long or goes deep: tuples of tuples, which a few bytes can make of any size."""
        waiting = [(key, 0) for key in keys if isinstance(key, tuple | list | dict)]
        while waiting:
            key, depth = waiting.pop()
            self._hashed += len(key)
            self.require(
                self._hashed <= self._most_hashed and depth <= _DEEPEST_KEY, "hash tuples of tuples without end"
            )
            waiting += [(item, depth + 1) for item in key if isinstance(item, tuple | list)]

    def load_reduce(self) -> None:
        arguments = self.stack.pop()
        function = self.stack[-1]
        self.require(isinstance(arguments, tuple), f"call something with a {type(arguments).__name__} of arguments")
        if isinstance(function, type) and function in CONSTRUCTORS:
            self.check_keys(arguments)
            self.stack[-1] = CONSTRUCTORS[function](*arguments)
            return
        known = any(function is f for f in FUNCTIONS) or self._is_users(function)
        self.require(known, f"call a {getattr(function, '__name__', type(function).__name__)}")
        self.stack[-1] = function(*arguments)

    def load_newobj(self) -> None:
        kind, arguments = self.stack[-2], self.stack[-1]
        if isinstance(kind, type) and kind in CONSTRUCTORS:
            return self.load_reduce()
        allowed = isinstance(kind, type) and (self._is_users(kind) or (is_harmless(kind) and arguments == ()))
        self.require(allowed, f"make an instance of {getattr(kind, '__name__', type(kind).__name__)}")
        self.stack[-2:] = [kind.__new__(kind, *arguments)]

    def load_build(self) -> None:
        kind, state = type(self.stack[-2]), self.stack[-1]
        if kind in _ATTRIBUTED:
            self.require(isinstance(state, dict), f"give a {kind.__name__} a state that is no dict")
            self.stack.pop()
            self.stack[-1].__dict__.update(state)
            return
        self.require(self._is_users(kind) or is_harmless(kind), f"set the state of a {kind.__name__}")
        super().load_build()

    def load_bytearray8(self) -> None:
        size = int.from_bytes(self.read(8), "little")
        self.require(size <= self._size, "make room for more bytes than the file has")
        self.append(bytearray(self.read(size)))

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.BUILD[0]] = load_build
    dispatch[pickle.BYTEARRAY8[0]] = load_bytearray8
    _every, _even = slice(None), slice(None, None, 2)
    dispatch |= {
        pickle.APPEND[0]: _step(pickle.APPEND, (list,), marked=False, keys=None),
        pickle.APPENDS[0]: _step(pickle.APPENDS, (list,), marked=True, keys=None),
        pickle.SETITEM[0]: _step(pickle.SETITEM, (dict,), marked=False, keys=slice(1)),
        pickle.SETITEMS[0]: _step(pickle.SETITEMS, (dict,), marked=True, keys=_even),
        pickle.ADDITEMS[0]: _step(pickle.ADDITEMS, (set,), marked=True, keys=_every),
        pickle.DICT[0]: _step(pickle.DICT, (), marked=True, keys=_even),
        pickle.FROZENSET[0]: _step(pickle.FROZENSET, (), marked=True, keys=_every),
    }
    del _every, _even


def globals_of(content: bytes | bytearray) -> set[str]:
    """What a pickle names, found without running it.

    Raises: LoadError for what is no pickle.
    """
    named: set[str] = set()
    strings = [""]  # those pushed so far
    memo: dict[int, str] = {}  # what the pickle refers back to
    argument: Any
    try:
        for code, argument, _ in pickletools.genops(bytes(content)):
            if code.name == "GLOBAL":
                named.add(".".join(argument.split(" ", 1)))
            elif code.name == "STACK_GLOBAL":
                named.add(".".join(strings[-2:]))
            elif code.name == "MEMOIZE":
                memo[len(memo)] = strings[-1]
            elif code.name in ("PUT", "BINPUT", "LONG_BINPUT"):
                memo[argument] = strings[-1]
            elif code.name in ("GET", "BINGET", "LONG_BINGET"):
                strings.append(memo.get(argument, ""))
            elif isinstance(argument, str):
                strings.append(argument)
    except Exception as error:  # a damaged file can make pickletools fail in any way
        raise LoadError(f"load: data.pkl cannot be read ({error}) | the file is damaged") from error
    return named


Reader = Callable[[IO[bytes], int, Persistent], Any]
