"""Errors name the argument at fault: its function, its name, what it was and what is expected."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl
from flambeau import func, nn, optim
from flambeau._arguments import explained
from flambeau.utils import data

WRONG: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "a function": (
        lambda: nn.functional.mse_loss(5, fl.ones(2)),
        TypeError,
        r"mse_loss\(\): argument 'input' \(position 1\) must be Tensor, not int 5",
    ),
    "a method": (
        lambda: fl.ones(2).view_as("x"),
        TypeError,
        r"view_as\(\): argument 'other' .*must be Tensor, not str 'x'",
    ),
    "by keyword": (
        lambda: nn.functional.mse_loss(fl.ones(2), target=[1]),
        TypeError,
        r"mse_loss\(\): argument 'target' must be Tensor, not list \[1\]",
    ),
    "a shape that does not go": (
        lambda: fl.tensordot(fl.ones(2), fl.ones(2), ((0, 1, 2),)),  # type: ignore[arg-type]
        ValueError,
        r"tensordot\(\): the arguments do not go together \| a is a torch.float32 tensor of shape \(2,\), b is",
    ),
    "a constructor": (
        lambda: nn.Conv2d("a", 2, 3),
        TypeError,
        r"Conv2d\(\): argument 'in_channels' \(position 1\) must be int, not str 'a'",
    ),
    "a layer's input": (
        lambda: nn.Flatten()(5),
        TypeError,
        r"Flatten.forward\(\): argument 'input' \(position 1\) must be Tensor, not int 5",
    ),
    "a transform": (
        lambda: func.grad(5),
        TypeError,
        r"grad\(\): argument 'func' \(position 1\) must be callable, not int 5",
    ),
    "an optimiser's closure": (
        lambda: optim.SGD([fl.ones(2, requires_grad=True)]).step(3),
        TypeError,
        r"SGD.step\(\): argument 'closure' \(position 1\) must be .*, not int 3",
    ),
    "a schedule's optimiser": (
        lambda: optim.lr_scheduler.LambdaLR(3, lambda k: 1),
        TypeError,
        r"LambdaLR\(\): argument 'optimizer' \(position 1\) must be Optimizer, not int 3",
    ),
    "what only Python's library refuses": (
        lambda: optim.lr_scheduler.MultiStepLR(optim.SGD([fl.ones(2, requires_grad=True)]), 5),
        TypeError,
        r"MultiStepLR\(\): argument 'milestones' \(position 2\)",
    ),
    "a data set": (lambda: data.StackDataset(1), TypeError, r"StackDataset\(\): "),
    "a builtin": (lambda: fl.manual_seed(), TypeError, r"^flambeau.manual_seed\(\) takes exactly one argument"),
}


@pytest.mark.parametrize("case", WRONG)
def test_errors_name_the_argument(case: str) -> None:
    call, kind, said = WRONG[case]
    with pytest.raises(kind, match=said):
        call()


SHOUT = '''
def shout(text: str, *more: int, times: int = 1) -> str:
    """An example."""
    return text.upper() * times + str(sum(more))
'''
space: dict[str, Any] = {}
exec(compile(SHOUT, fl.__file__, "exec"), space)  # as if it stood in the library
shout = space["shout"]
loud = explained(shout)


def test_a_call_that_works_is_left_alone() -> None:
    assert loud("a", 1, 2, times=2) == "AA3"
    assert loud.__name__ == "shout"
    assert loud.__doc__ == "An example."
    assert inspect.signature(loud) == inspect.signature(shout)


def test_arguments_of_every_kind_are_told() -> None:
    with pytest.raises(TypeError, match=r"^shout\(\): argument 'text' \(position 1\) must be str, not int 1$"):
        loud(1)
    with pytest.raises(TypeError, match=r"^shout\(\): argument 'more' must be int, not str 'b'$"):
        loud("a", 1, "b")
    with pytest.raises(TypeError, match=r"^shout\(\): argument 'times' must be int, not NoneType$"):
        loud("a", times=None)


def test_python_tells_of_missing_and_unknown_arguments() -> None:
    with pytest.raises(TypeError, match=r"^shout\(\) missing 1 required positional argument: 'text'$"):
        loud()
    with pytest.raises(TypeError, match=r"^shout\(\) got an unexpected keyword argument 'tones'"):
        loud("a", tones=1)


def test_errors_of_the_callers_own_functions_pass() -> None:
    """A slip in a function that the caller gave is the caller's to find."""
    x = fl.ones(2)
    with pytest.raises(AttributeError, match="has no attribute 'no_such_thing'"):
        func.vjp(lambda x: x.no_such_thing, x)
    with pytest.raises(KeyError, match="missing"):
        fl.utils.checkpoint.checkpoint(lambda x: {}["missing"], x, use_reentrant=False)
    with pytest.raises(AttributeError, match="'int' object has no attribute 'relu'"):
        Net()(5)


class Net(nn.Module):
    """A module of the user's own."""

    def forward(self, x: fl.Tensor) -> Any:
        return x.relu()


def test_the_slip_is_kept_as_context() -> None:
    with pytest.raises(TypeError) as caught:
        nn.Flatten()(5)
    assert caught.value.__suppress_context__
    assert isinstance(caught.value.__context__, AttributeError)


def test_interrupts_pass() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explained(stop)()


class Owner:
    """Has a method."""

    @explained
    def twice(self, x: int) -> int:
        return x + self.zero

    zero = 0


def test_methods_bind() -> None:
    assert Owner().twice(2) == 2
    assert Owner.twice(Owner(), 2) == 2
    with pytest.raises(TypeError, match="can only concatenate"):  # this file is not the library's
        Owner().twice("a")


def test_functions_are_pickled_by_name() -> None:
    assert pickle.loads(pickle.dumps(func.vjp)) is func.vjp
