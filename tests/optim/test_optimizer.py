"""What all optimisers share: groups, errors, saving, hooks, gradients, the paths of a step."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import flambeau
from flambeau import optim

ALL = [optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad, optim.Adadelta, optim.Adamax, optim.NAdam]
ALL += [optim.RAdam]


def leaf(*values: float) -> Any:
    return flambeau.tensor(values or (1.0, 2.0), requires_grad=True)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda p: optim.SGD([]), ValueError, "optimizer got an empty parameter list"),
        (lambda p: optim.SGD(p), TypeError, "params argument given to the optimizer should be an iterable of Tensors"),
        (lambda p: optim.SGD([3]), TypeError, "optimizer can only optimize Tensors, but one of the params is int"),
        (lambda p: optim.SGD([p * 2]), ValueError, "can't optimize a non-leaf Tensor"),
        (lambda p: optim.SGD([{"params": {p}}]), TypeError, "optimizer parameters need to be organized in ordered"),
        (lambda p: optim.SGD([{"params": [p]}, {"params": [p]}]), ValueError, "some parameters appear in more than"),
        (lambda p: optim.SGD([("a", p), p]), ValueError, "all optimizer params should be with/without names"),
        (lambda p: optim.SGD([p], lr=-1), ValueError, "Invalid learning rate: -1"),
        (lambda p: optim.SGD([p], lr=float("nan")), ValueError, "Invalid learning rate: nan"),
        (lambda p: optim.SGD([p], momentum=-1), ValueError, "Invalid momentum value: -1"),
        (lambda p: optim.SGD([p], weight_decay=-1), ValueError, "Invalid weight_decay value: -1"),
        (lambda p: optim.SGD([p], nesterov=True), ValueError, "Nesterov momentum requires a momentum and zero damp"),
        (lambda p: optim.Adam([p], eps=-1), ValueError, "Invalid epsilon value: -1"),
        (lambda p: optim.Adam([p], betas=(0.9, 1.0)), ValueError, "Invalid beta parameter at index 1: 1.0"),
        (lambda p: optim.Adadelta([p], rho=2), ValueError, "Invalid rho value: 2"),
    ],
)
def test_bad_arguments_are_refused(make: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        make(leaf())


@pytest.mark.parametrize("kind", ALL)
def test_descends_and_restores(kind: Any) -> None:
    """A parabola's value falls, and a run resumed from a saved state goes on exactly as the first."""

    def run(param: Any, optimizer: Any, steps: int) -> float:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = ((param - 3) ** 2).sum()
            loss.backward()
            optimizer.step()
        return loss.item()

    param = leaf()
    optimizer = kind([param], lr=0.01)
    first = run(param, optimizer, 1)
    run(param, optimizer, 4)
    saved, value = copy.deepcopy(optimizer.state_dict()), param.detach().clone()
    assert run(param, optimizer, 5) < first

    again = value.requires_grad_()
    resumed = kind([again], lr=0.5)
    resumed.load_state_dict(pickle.loads(pickle.dumps(saved)))
    run(again, resumed, 5)
    assert again.tolist() == param.tolist()


def test_state_is_fitted_to_the_parameter_but_the_step_is_not() -> None:
    param = leaf()
    optimizer = optim.Adam([param])
    param.grad = flambeau.ones(2)
    optimizer.step()
    wide = flambeau.zeros(2, dtype=flambeau.float64, requires_grad=True)
    other = optim.Adam([wide])
    other.load_state_dict(optimizer.state_dict())
    assert other.state[wide]["exp_avg"].dtype == flambeau.float64
    assert other.state[wide]["step"].dtype == flambeau.float32


def test_loading_another_shape_of_groups_is_refused() -> None:
    a, b = leaf(), leaf()
    saved = optim.SGD([a, b]).state_dict()
    with pytest.raises(ValueError, match="doesn't match the size of optimizer's group"):
        optim.SGD([leaf()]).load_state_dict(saved)
    with pytest.raises(ValueError, match="different number of parameter groups"):
        optim.SGD([{"params": [a]}, {"params": [b]}]).load_state_dict(saved)


def test_groups_have_their_own_options() -> None:
    a, b = leaf(), leaf()
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 1.0}], lr=0.5)
    a.grad, b.grad = flambeau.ones(2), flambeau.ones(2)
    optimizer.step()
    assert a.tolist() == [0.5, 1.5]
    assert b.tolist() == [0.0, 1.0]
    optimizer.add_param_group({"params": [leaf()]})
    assert optimizer.param_groups[2]["lr"] == 0.5
    assert "Parameter Group 2" in repr(optimizer)


def test_named_parameters() -> None:
    optimizer = optim.SGD([("weight", leaf()), ("bias", leaf())])
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]


def test_zero_grad() -> None:
    param = leaf()
    optimizer = optim.SGD([param])
    param.grad = flambeau.ones(2)
    optimizer.zero_grad(set_to_none=False)
    assert param.grad.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert param.grad is None
    optimizer.step()  # nothing to do


def test_closure_runs_with_gradients() -> None:
    param = leaf()
    optimizer = optim.SGD([param], lr=0.1)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (param * param).sum()
        loss.backward()
        return loss

    with flambeau.no_grad():
        loss = optimizer.step(closure)
    assert loss.item() == 5.0
    assert param.tolist() == pytest.approx([0.8, 1.6])


def test_step_hooks() -> None:
    param = leaf()
    optimizer = optim.SGD([param])
    seen: list[str] = []
    before = optimizer.register_step_pre_hook(lambda o, args, kwargs: seen.append("before"))
    optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append("after"))
    optimizer.step()
    before.remove()
    optimizer.step()
    assert seen == ["before", "after", "after"]


def test_a_subclass_outside_the_package() -> None:
    class Sign(optim.Optimizer):
        def __init__(self, params: Any, lr: float) -> None:
            super().__init__(params, {"lr": lr})

        def step(self, closure: Any = None) -> None:
            with flambeau.no_grad():
                for group in self.param_groups:
                    for param in group["params"]:
                        param -= group["lr"] * param.grad.sign()

    param = leaf()
    optimizer = Sign([param], lr=0.5)
    param.grad = flambeau.tensor([-3.0, 4.0])
    optimizer.step()
    assert param.tolist() == [1.5, 1.5]


def test_first_momentum_step_is_not_dampened_and_owns_its_buffer() -> None:
    param = leaf()
    optimizer = optim.SGD([param], lr=1.0, momentum=0.5, dampening=0.5)
    param.grad = flambeau.tensor([1.0, 1.0])
    optimizer.step()
    param.grad.fill_(100.0)
    assert optimizer.state[param]["momentum_buffer"].tolist() == [1.0, 1.0]
    assert param.tolist() == [0.0, 1.0]


def test_infinite_parameter_without_weight_decay_stays() -> None:
    param = leaf(float("inf"), 1.0)
    param.grad = flambeau.ones(2)
    optim.SGD([param], lr=0.5).step()
    assert param.tolist() == [float("inf"), 0.5]
