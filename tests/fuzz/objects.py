"""Hostile values that are no tensors: numbers, texts, lists that contain themselves, objects that act while read."""

from __future__ import annotations

import functools
import io
import random
from collections.abc import Callable, Iterator
from typing import Any

import flambeau as fl

HUGE = 2**62
NAN, INF = float("nan"), float("inf")

SMALL = [0, 1, 2, 3, 4, -1]
NUMBERS = [
    *[0, 1, -1, 2, 3, -5, 7, 31, HUGE, -HUGE, 2**63 - 1, -(2**63), 2**63, 2**64, 2**70, 2**31, 10**400],
    *[0.5, -1.5, 1e300, 1e-300, NAN, INF, -INF, -0.0, 1j, complex(NAN, INF), True, False],
]


class HostileError(Exception):
    """What the hostile objects raise: the one error that a call may pass on as it is."""


class Acts:
    """Answers every protocol by doing something to the list that it sits in."""

    def __init__(self, inside: list[Any], act: Callable[[list[Any]], None], answer: Any) -> None:
        self.inside, self.act, self.answer = inside, act, answer

    def _do(self) -> Any:
        self.act(self.inside)
        return self.answer

    def __index__(self) -> int:
        return self._do()

    __int__ = __index__

    def __float__(self) -> float:
        return float(self._do())

    def __bool__(self) -> bool:
        return bool(self._do())

    def __len__(self) -> int:
        return self._do()

    def __repr__(self) -> str:
        return f"Acts({getattr(self.act, '__name__', '?')})"


def refuse(_: list[Any]) -> None:
    raise HostileError("refused")


def interrupt(_: list[Any]) -> None:
    raise KeyboardInterrupt


def clear(inside: list[Any]) -> None:
    inside.clear()


def grow(inside: list[Any]) -> None:
    inside.extend([1] * 5)


def exchange(inside: list[Any]) -> None:
    inside[:] = ["x"] * len(inside)


def nothing(_: list[Any]) -> None:
    pass


def acting_list(rng: random.Random) -> list[Any]:
    """A list of numbers, one of which changes the list when it is read."""
    inside: list[Any] = [1, 2, 3][: rng.randint(0, 3)]
    act = rng.choice([clear, grow, exchange, refuse, interrupt, nothing])
    inside.insert(rng.randint(0, len(inside)), Acts(inside, act, rng.choice([1, 0, HUGE, -1])))
    return inside


def acting(rng: random.Random) -> Any:
    """One such object by itself."""
    return Acts([], rng.choice([refuse, interrupt, nothing]), rng.choice([1, 0, HUGE, -1, "x", None, 1.5]))


class ItemIsItself:
    """`item()` answers with the object, for ever."""

    def item(self) -> ItemIsItself:
        return self

    def tolist(self) -> ItemIsItself:
        return self


class Unbounded(BaseException):
    """What `Endless` raises when somebody tries to read it to its end: a fault of the reader."""


class Endless:
    """Numbers without end, where a few are meant."""

    def __iter__(self) -> Iterator[int]:
        yield from [1] * 10_000
        raise Unbounded("an endless iterator is read without bound")


class WrongLength:
    """Says one length and has another."""

    def __init__(self, said: int, has: int) -> None:
        self.said, self.has = said, has

    def __len__(self) -> int:
        return self.said

    def __getitem__(self, k: int) -> int:
        if not isinstance(k, int) or k >= self.has:
            raise IndexError(k)
        return k

    def __repr__(self) -> str:
        return f"WrongLength({self.said}, {self.has})"


class ArrayThatRaises:
    """NumPy's protocols, each of which raises."""

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise HostileError("__array__")

    @property
    def __array_interface__(self) -> Any:
        raise HostileError("__array_interface__")

    strides = (8,)


class ArrayThatLies:
    """An array interface of the wrong type."""

    __array_interface__ = "none"
    strides = None

    def __array__(self, *_: Any, **__: Any) -> Any:
        return "no array"


class HasEverything:
    """Has every attribute, each of them itself, and can be called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __repr__(self) -> str:
        return "HasEverything()"


class Incomparable:
    """Neither equal to anything nor hashable."""

    def __eq__(self, other: object) -> bool:
        raise HostileError("__eq__")

    __hash__ = None  # type: ignore[assignment]


class Unprintable:
    """Whoever names it in an error fails over it."""

    def __repr__(self) -> str:
        raise HostileError("__repr__")

    __str__ = __repr__


class IteratorThatRaises:
    """Gives one number and then raises."""

    def __iter__(self) -> Iterator[int]:
        yield 1
        raise HostileError("__iter__")


class IntThatLies(int):
    """An int that says that it is another."""

    def __index__(self) -> int:
        return HUGE

    __int__ = __index__


class Text(str):
    """A subclass of str."""


class DictThatLies(dict):  # type: ignore[type-arg]
    """A dict whose items are not pairs."""

    def items(self) -> Any:
        return [1, 2]

    def keys(self) -> Any:
        raise HostileError("keys")


def in_itself() -> list[Any]:
    """A list that contains itself."""
    inside: list[Any] = [1]
    inside.append(inside)
    return inside


def dict_in_itself() -> dict[str, Any]:
    inside: dict[str, Any] = {"a": 1}
    inside["b"] = inside
    return inside


@functools.cache
def deep(depth: int = 200_000) -> list[Any]:
    """A list within a list within a list… It takes a while to make and to free, so there is one."""
    inside: list[Any] = []
    for _ in range(depth):
        inside = [inside]
    return inside


def saved_file(rng: random.Random) -> io.BytesIO:
    """A file as `save` writes it, sometimes cut short or with bytes exchanged."""
    file = io.BytesIO()
    fl.save({"a": fl.ones(2, 3), "b": [1, "x"]}, file)
    content = bytearray(file.getvalue())
    for _ in range(rng.choice([0, 0, 1, 3, 20])):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return io.BytesIO(content[: rng.choice([len(content), rng.randrange(len(content))])])


def raises(*_: Any, **__: Any) -> Any:
    raise HostileError("called")


def interrupts(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def returns_none(*_: Any, **__: Any) -> None:
    pass


def returns_input(x: Any = None, *_: Any, **__: Any) -> Any:
    return x


def takes_nothing() -> int:
    return 1


def returns_all(*given: Any) -> Any:
    return given


def squares(x: Any = None, *_: Any, **__: Any) -> Any:
    return x * x


def total(x: Any, *_: Any, **__: Any) -> Any:
    return (x * x).sum()


def pair(x: Any, *more: Any) -> Any:
    return x.sin().sum(), (x, *more)


def writes(x: Any, *_: Any) -> Any:
    return x.mul_(2).sum()


def asks(x: Any, *_: Any) -> Any:
    return x if x.sum().item() > 0 else -x


def draws(x: Any, *_: Any) -> Any:
    return (x + fl.rand(())).sum()


FUNCTIONS: list[Any] = [
    *[raises, interrupts, returns_none, returns_input, squares, total, total, pair, writes, asks, draws],
    *[fl.sin, fl.Tensor.sum, fl.cat, takes_nothing, returns_all, fl.nn.functional.layer_norm],
]

# Made anew for each call, as calls change them.
ODD: list[Callable[[], Any]] = [
    *[lambda v=v: v for v in (None, "", "mean", "none", "floor", "a,b->c", "ij,jk", "\x00", "é\ud800", "x" * 1000)],
    *[lambda v=v: v for v in ("cpu", "meta", "cuda", "float32", "cpu:-1", "cpu:99999999999999999999", "{0}%s%n")],
    *[lambda v=v: v for v in (b"x", (), (0, 0), (-1,), (3, 4), (1.5,), (HUGE, 0), (HUGE, HUGE, HUGE, HUGE))],
    *[
        lambda: [],
        lambda: [1],
        lambda: [1, 2],
        lambda: [HUGE, HUGE],
        lambda: [2, -1],
        lambda: [None],
        lambda: [0] * 100,
    ],
    *[dict, set, object, lambda: {"a": 1}, lambda: {1: fl.ones(2)}, lambda: {None: None}, lambda: iter([1, 2])],
    *[lambda: slice(None), lambda: slice(HUGE, -HUGE, -1), lambda: slice("a", 1.5, None), lambda: Ellipsis],
    *[
        lambda: fl.float32,
        lambda: fl.int64,
        lambda: fl.complex128,
        lambda: fl.device("cpu"),
        lambda: fl.preserve_format,
    ],
    *[lambda: fl.channels_last, lambda: fl.Tensor, lambda: fl.nn.Linear, lambda: int, lambda: type, lambda: fl],
    *[lambda: len, lambda: raises, lambda: fl.Size((2, 3)), lambda: fl.default_generator, lambda: range(3)],
    *[lambda: bytearray(8), lambda: memoryview(bytearray(12)).cast("B", (3, 4)), lambda: [[1, 2], [3]], lambda: [[]]],
    *[in_itself, dict_in_itself, deep, ItemIsItself, ArrayThatRaises, ArrayThatLies, HasEverything, Incomparable],
    *[Unprintable, IteratorThatRaises, lambda: IntThatLies(3), lambda: Text("mean"), lambda: DictThatLies(a=1)],
    *[lambda: WrongLength(HUGE, 2), lambda: WrongLength(5, 2), lambda: WrongLength(0, 2), lambda: WrongLength(-1, 2)],
    *[
        lambda: fl.nn.Linear(2, 2),
        lambda: fl.nn.Parameter(fl.ones(2)),
        lambda: [fl.ones(2), 1, None],
        lambda: [fl.ones(2)] * 3,
    ],
]
