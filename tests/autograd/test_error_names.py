"""Errors of the graph say which tensor it was: its name in a module, its place among the inputs, the lines it met."""

from __future__ import annotations

import inspect
import re

import pytest

import flambeau as torch
from flambeau import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        self.register_buffer("mask", torch.ones(2))

    def forward(self, x):
        return self.body(x) * self.mask


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def test_a_parameter_that_the_optimiser_overwrote_is_named_with_the_steps_line():
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss = net(torch.ones(1, 2, requires_grad=True)).sum()
    for p in net.parameters():
        p.grad = torch.ones_like(p)
    at = line() + 1
    optimizer.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation") as caught:
        loss.backward()
    assert "which is parameter 'body.1.weight' of Net, is at version" in str(caught.value)
    assert re.search(rf"overwritten at .*:{at}\b", str(caught.value))
    assert "before the optimiser's step" in str(caught.value)


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (lambda net: net.body[0].weight.add_(1), r"add_ on parameter 'body.0.weight' of Net"),
        (lambda net: net.body[0].weight[0].add_(1), r"add_ on parameter 'body.0.weight' of Net"),
        (
            lambda net: torch.autograd.grad(net.body[0](torch.ones(1, 2)).sum(), net.body[1].bias),
            r"inputs\[0\], shape \[2\], parameter 'body.1.bias' of Net",
        ),
        (
            lambda net: torch.autograd.grad(net(torch.ones(1, 2)).sum(), net.mask),
            r"does not require grad: inputs\[0\], shape \[2\], buffer 'mask' of Net",
        ),
        (
            lambda net: torch.autograd.grad(net(torch.ones(1, 2)).sum(), net.body[0].bias * 2),
            rf"inputs\[0\], shape \[2\], MulBackward0 recorded at .*:{line() - 1}",
        ),
    ],
)
def test_errors_name_the_tensor(action, text):
    with pytest.raises(RuntimeError, match=text):
        action(Net())


def test_a_gradient_of_the_wrong_shape_names_its_parameter():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return torch.ones(7)

    net = Net()
    with pytest.raises(RuntimeError, match=r"invalid gradient(.|\n)*of parameter 'body.0.weight' of Net"):
        Wrong.apply(net.body[0].weight).sum().backward()


def test_shared_and_cyclic_modules_have_a_name_too():
    net = Net()
    net.body.parent = None
    net.body.add_module("up", net)  # a ring
    with pytest.raises(RuntimeError, match=r"parameter '.*weight' of"):
        net.body[0].weight.add_(1)


def test_an_output_without_a_graph_is_told_by_its_place():
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"element 1 of tensors does not require grad .*\(shape \[3\]\)"):
        torch.autograd.backward([x.sum(), torch.ones(3)])
    with pytest.raises(
        RuntimeError, match=r"only for scalar outputs: element 1 has shape \[2\], MulBackward0 recorded at"
    ):
        torch.autograd.backward([x.sum(), x * 2])
    with pytest.raises(RuntimeError, match=r"grad_output\[1\] has a shape of .*MulBackward0 recorded at"):
        torch.autograd.backward([x.sum(), x * 2], [None, torch.ones(3)])
    with pytest.raises(RuntimeError, match=r"requires_grad=False: inputs\[1\], shape \[3\]"):
        x.sum().backward(inputs=[x, torch.ones(3)])


@pytest.mark.parametrize(
    ("grad", "text"),
    [
        (lambda w: torch.ones(3), "attempting to assign a gradient of size"),
        (lambda w: w.double(), "attempting to assign a gradient with dtype"),
        (
            lambda w: torch.ones(2, 2, device="meta"),
            "attempting to assign a gradient with device type 'meta' to a tensor",
        ),
        (lambda w: w, "can't assign Variable as its own grad"),
        (lambda w: 3, "assigned grad expected to be a Tensor or None"),
    ],
)
def test_assigning_a_gradient_that_does_not_fit_names_the_parameter(grad, text):
    net = Net()
    weight = net.body[0].weight
    with pytest.raises((RuntimeError, TypeError), match=rf"{text}.*\(parameter 'body.0.weight' of Net\)"):
        weight.grad = grad(weight)


def test_lines_of_what_was_computed():
    x = torch.ones(2, requires_grad=True)
    at = line() + 1
    y, views = x * 2, (x * 2).unbind()
    with pytest.raises(RuntimeError, match=rf"leaf variables.*\n.*MulBackward0, recorded at .*:{at}\b"):
        y.requires_grad = False
    with pytest.raises(RuntimeError, match=rf"is a view and is being modified.*\n.*the view was made at .*:{at}\b"):
        views[0].add_(1)


class TooMany(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, answer):
        ctx.answer = answer
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return ctx.answer


@pytest.mark.parametrize(
    ("answer", "text"),
    [((None,) * 2 + (1,), "incorrect number of gradients"), ((1, None), "expected Variable or None")],
)
def test_a_wrong_answer_of_a_function_names_the_line_that_called_it(answer, text):
    x = torch.ones(2, requires_grad=True)
    at = line() + 1
    y = TooMany.apply(x, answer)
    with pytest.raises(RuntimeError, match=rf"{text}.*TooManyBackward|{text}") as caught:
        y.sum().backward()
    assert re.search(rf"recorded at .*:{at}\b", str(caught.value))
