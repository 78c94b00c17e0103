"""What an error may say: it names the argument at fault, never the library's own variables, tables or functions."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import flambeau as fl

from . import objects, receivers
from .objects import HostileError, Unbounded

HOME = str(Path(fl.__file__).parent)
CALLS = str(Path(__file__).with_name("calls.py"))

# Classes that only a slip of the library's own raises; what a user did wrong has a class of its own.
INTERNAL_CLASSES = (
    AssertionError,
    ZeroDivisionError,
    UnboundLocalError,
    SystemError,
    NameError,
    StopIteration,
    LookupError,
    ArithmeticError,
    UnicodeError,
)

# What the interpreter says by itself, of values whose names in the caller's program it does not know.
INTERNAL_WORDS = re.compile(
    "|".join(
        [
            r"object has no attribute|has no attribute '_|object is not (?:callable|iterable|an iterator)",
            r"object is not (?:subscriptable|a mapping|reversible)|unsupported operand type|bad operand type",
            r"not supported between instances|object of type '.*' has no len|values to unpack|cannot unpack",
            r"(?:list|tuple|string) index out of range|zip\(\) argument|zip\(\) has|math (?:domain|range) error",
            r"cannot convert float|too large to convert|must be real number|cannot be interpreted as an integer",
            r"can't multiply sequence|can only concatenate|unhashable type|pop from|does not support item",
            r"indices must be integers|argument of type '.*' is not iterable|changed size during iteration",
            r"object does not support|_core\b|<lambda>|(?<!GraphModule\.__new__\.)<locals>",
            r"\b_[a-z]\w*\(\) |not all arguments converted",
            r"string argument|is not a type|isinstance\(\) arg|issubclass\(\) arg|'str' but",
            r"expected str instance|can't set attribute|cannot set '|argument after \*|int\(\) argument",
            r"(?<!would result in a )(?:division|modulo) by zero|float modulo|raised to a negative power",
            r"float\(\) argument|keywords must be strings|an integer is required|dictionary update sequence",
        ]
    )
)
# How CPython refuses arguments to an operator's method before the library sees them.
SLOT_WORDS = re.compile(
    r"^ ?expected \d+ arguments?, got|^descriptor '|takes no arguments|^slice indices must be|^cannot convert float"
)

# How Size, a tuple whose items are read everywhere, refuses what every tuple refuses.
TUPLE_WORDS = re.compile("^tuple indices must be|object is not iterable$|index out of range$")
TUPLE_SLOT_WORDS = re.compile("^tuple ind(?:ices must be|ex out of range)")  # …in the interpreter itself

USERS_WORDS = re.compile(r"takes_nothing\(\) takes 0")


def internal(error: BaseException, arguments: Iterable[Any] = ()) -> bool:
    """Whether the error names an internal, rather than what the caller gave in ``arguments``; or tells of a fault."""
    if isinstance(error, Unbounded):
        return True
    if isinstance(error, HostileError | KeyboardInterrupt | MemoryError):
        return False
    if isinstance(error, RecursionError) or SLOT_WORDS.search(words(error)) or users(error):
        return False
    if asked_for(error, arguments):
        return False
    if isinstance(error, AssertionError) and place(error).startswith("testing/"):
        return False
    if place(error).startswith("_types.py") and TUPLE_WORDS.search(words(error)):
        return False
    if place(error) == "native" and TUPLE_SLOT_WORDS.search(words(error)):
        return False
    if " | " in words(error):
        return False  # what was given | what is expected
    if isinstance(error, INTERNAL_CLASSES) and not sentence(error):
        return True
    return bool(INTERNAL_WORDS.search(words(error)))


def users(error: BaseException) -> bool:
    """Whether it was raised in a function that the caller gave, or says that this was called wrongly."""
    frames = traceback.extract_tb(error.__traceback__)
    if frames and frames[-1].name == "__getattr__":
        frames.pop()  # what asked for the attribute counts
    inner = frames[-1].filename if frames else ""
    return inner in (objects.__file__, receivers.__file__) or bool(USERS_WORDS.match(words(error)))


def same(key: Any, given: Any) -> bool:
    return key is given or (isinstance(given, str) and isinstance(key, str) and key == given)


def asked_for(error: BaseException, arguments: Iterable[Any]) -> bool:
    """Whether what was not there is what the caller named, as a dict or an object would say."""
    if not isinstance(error, KeyError | AttributeError):
        return False
    return any(same(named(error), a) or (isinstance(a, str) and words(error).endswith(f"'{a}'")) for a in arguments)


def named(error: KeyError | AttributeError) -> Any:
    """The key or attribute that was not there."""
    return error.name if isinstance(error, AttributeError) else error.args[0] if error.args else None


def words(error: BaseException) -> str:
    """The message; of an exception that cannot even be printed, that."""
    try:
        notes = [n for n in getattr(error, "__notes__", ()) if n.startswith("argument ")]
        return notes[0] if notes else str(error)
    except Exception as second:
        return f"unprintable: {type(second).__name__}"


def sentence(error: BaseException) -> bool:
    """Whether a lookup or arithmetic error was raised on purpose: it tells more than a key."""
    told = LookupError | ArithmeticError | UnicodeError | AssertionError
    return isinstance(error, told) and words(error).count(" ") >= 2


def place(error: BaseException) -> str:
    """Where in the library it was raised: file and line of the innermost frame; "native" where none is below the call,
    which a function of the library may have made.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == CALLS:
            break
        if frame.filename.startswith(HOME):
            return f"{Path(frame.filename).relative_to(HOME)}:{frame.lineno}"
    return "native"


def kind(error: BaseException) -> str:
    """The message with what differs from call to call left out, to count by."""
    return f"{type(error).__name__}: {re.sub(r'-?[0-9]+', 'N', words(error))[:160]}"
