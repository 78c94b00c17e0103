"""What is called when a backward pass has ended, as programs ask for it: ``Variable._execution_engine``."""

from __future__ import annotations

from beside import both


def queue(torch, callback):
    torch.autograd.Variable._execution_engine.queue_callback(callback)


def hooked(torch, hook):
    """A leaf, and a function of it whose gradient runs ``hook``."""
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.register_hook(hook)
    return x, (y * 3).sum()


@both
def test_sees_all_gradients_in_the_callers_mode(torch):
    def seen(create_graph):
        found = []
        x, y = hooked(torch, lambda g: queue(torch, lambda: found.append((torch.is_grad_enabled(), x.grad.tolist()))))
        y.backward(create_graph=create_graph)
        return found

    return seen(False), seen(True)


@both
def test_one_callback_asks_for_another(torch):
    order = []

    def first():
        order.append("first")
        queue(torch, lambda: order.append("second"))

    _, y = hooked(torch, lambda g: queue(torch, first))
    y.backward()
    return order


@both
def test_belongs_to_the_innermost_pass(torch):
    order = []

    def nested(g):
        queue(torch, lambda: order.append("outer"))
        with torch.enable_grad():
            _, y = hooked(torch, lambda g: queue(torch, lambda: order.append("inner")))
        y.backward()
        order.append("between")

    _, y = hooked(torch, nested)
    y.backward()
    return order


@both
def test_runs_after_grad_too(torch):
    order = []
    x, y = hooked(torch, lambda g: queue(torch, lambda: order.append("called")))
    return torch.autograd.grad(y, x)[0].tolist(), order


@both
def test_not_after_a_failure(torch):
    order = []

    def failing(g):
        queue(torch, lambda: order.append("called"))
        raise ValueError("the hook")

    _, y = hooked(torch, failing)
    try:
        y.backward()
    except ValueError as error:
        order.append(str(error))
    _, y = hooked(torch, lambda g: None)
    y.backward()
    return order


@both
def test_its_error_is_backwards(torch):
    def failing():
        raise KeyError("the callback")

    x, y = hooked(torch, lambda g: queue(torch, failing))
    try:
        y.backward()
    except KeyError as error:
        return str(error), x.grad.tolist()


@both
def test_refused_outside(torch):
    try:
        queue(torch, print)
    except RuntimeError as error:
        return str(error)


@both
def test_what_is_no_function(torch):
    _, y = hooked(torch, lambda g: queue(torch, 3))
    try:
        y.backward()
    except TypeError as error:
        return str(error)
