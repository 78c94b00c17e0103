"""`Future`: a result that may come later, with what is to be done then."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ._arguments import explain_module
from ._listing import listing

__all__ = ["Future", "collect_all", "wait_all"]
__dir__ = listing(globals())
_T = TypeVar("_T")
_S = TypeVar("_S")


def _call(callback: Callable[[Any], Any], done: Any) -> None:
    """Calls what was to be called when a result is there; its error is told, and hides the result from nobody."""
    try:
        callback(done)
    except Exception:
        traceback.print_exc()


class Future(Generic[_T]):
    """A result that another thread may set, once; who waits for it gets it, or the exception set in its place.

    >>> import flambeau as torch
    >>> future = torch.futures.Future()
    >>> doubled = future.then(lambda done: 2 * done.value())
    >>> future.set_result(3)
    >>> doubled.wait()
    6
    """

    def __init__(self, *, devices: Any = None) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[Future[_T]], Any]] = []
        self._result: Any = None
        self._error: BaseException | None = None

    def done(self) -> bool:
        """Whether there is a result or an exception."""
        return self._set.is_set()

    def wait(self) -> _T:
        """The result, when it is there.

        Raises: the exception that was set in its place.
        """
        self._set.wait()
        if self._error is not None:
            raise self._error
        result: _T = self._result
        return result

    def value(self) -> _T:
        """The result, which is there.

        Raises: RuntimeError before it is; the exception that was set in its place.
        """
        if not self.done():
            raise RuntimeError("Future.value: there is no result yet | wait() waits for it")
        return self.wait()

    def set_result(self, result: _T) -> None:
        """Sets the result and calls what was to be called then.

        Raises: RuntimeError where there is one already.
        """
        self._complete(result, None)

    def set_exception(self, result: BaseException) -> None:
        """Sets an exception in place of the result.

        Raises: TypeError for what is no exception; RuntimeError where there is a result already.
        """
        if not isinstance(result, BaseException):
            raise TypeError(f"{result} is of type {type(result)}, not an Exception.")
        self._complete(None, result)

    def _complete(self, result: Any, error: BaseException | None) -> None:
        with self._lock:
            if self._set.is_set():
                raise RuntimeError("Future can only be marked completed once: it has a result already")
            self._result, self._error = result, error
            self._set.set()
        for callback in self._callbacks:
            _call(callback, self)

    def add_done_callback(self, callback: Callable[[Future[_T]], Any]) -> None:
        """Has ``callback(self)`` called when the result is there, at once if it is; an error of it is only printed."""
        with self._lock:
            if not self._set.is_set():
                self._callbacks.append(callback)
                return
        _call(callback, self)

    def then(self, callback: Callable[[Future[_T]], _S]) -> Future[_S]:
        """A future of ``callback(self)``, which is called when the result is there; of a RuntimeError if it raises."""
        after = self._following()

        def run(done: Future[_T]) -> None:
            try:
                result = callback(done)
            except Exception as error:
                said = f"Got the following error when running the callback: {type(error).__name__}: {error}"
                failure = RuntimeError(said)
                failure.__cause__ = error
                after.set_exception(failure)
            else:
                after.set_result(result)

        self.add_done_callback(run)
        return after

    def __reduce__(self) -> Any:
        raise RuntimeError("Can not pickle torch.futures.Future")

    def _following(self) -> Future[Any]:
        """What `then` gives, before it has a result."""
        return Future()


def collect_all(futures: list[Future[Any]]) -> Future[list[Future[Any]]]:
    """A future of the list itself, which is there when all of its futures are; of the first of their exceptions.

    >>> import flambeau as torch
    >>> first, second = torch.futures.Future(), torch.futures.Future()
    >>> both = torch.futures.collect_all([first, second])
    >>> first.set_result(1), both.done(), second.set_result(2), both.done()
    (None, False, None, True)
    """
    together: Future[list[Future[Any]]] = Future()
    lock, left = threading.Lock(), len(futures)

    def count(done: Future[Any]) -> None:
        nonlocal left
        with lock:
            left -= 1
            last = left == 0
        error = next((future._error for future in futures if future._error is not None), None) if last else None
        if error is not None:
            together.set_exception(error)
        elif last:
            together.set_result(futures)

    if not futures:
        together.set_result(futures)
    for future in futures:
        future.add_done_callback(count)
    return together


def wait_all(futures: list[Future[_T]]) -> list[_T]:
    """The results of all, in order, when all are there.

    Raises: the first of the exceptions that were set in their place.

    >>> import flambeau as torch
    >>> future = torch.futures.Future()
    >>> future.set_result(1)
    >>> torch.futures.wait_all([future])
    [1]
    """
    return [future.wait() for future in collect_all(futures).wait()]


explain_module(globals())
