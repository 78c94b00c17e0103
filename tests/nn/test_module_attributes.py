"""Where a module keeps what is assigned to it, and how its attributes are found, beside PyTorch's."""

from __future__ import annotations

from beside import both


@both
def test_what_is_registered_stands_in_its_registry_alone(torch):
    """As PyTorch has it: programs go through ``__dict__`` and ``vars``."""
    nn = torch.nn

    class Net(nn.Module):
        kind = "class"

        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(2))
            self.register_buffer("mean", torch.zeros(1))
            self.child = nn.Identity()
            self.plain = 3

    net = Net()
    seen = [sorted(vars(net).keys() & {"weight", "mean", "child", "plain"})]
    net.plain = nn.Parameter(torch.ones(1))
    net.child = nn.Linear(1, 1)
    seen.append(sorted(vars(net).keys() & {"weight", "mean", "child", "plain"}))
    net._parameters["weight"] = None  # no mirror to be kept
    net._modules["later"] = nn.Identity()
    seen += [net.weight is None, type(net.later).__name__, list(net._parameters), type(net._parameters).__name__]
    del net.mean
    seen += [hasattr(net, "mean"), list(net._buffers), sorted(net.__getstate__().keys() & {"weight", "mean", "child"})]
    net.__dict__["child"] = "instance"  # comes first
    net._parameters["kind"] = nn.Parameter(torch.ones(1))  # comes last
    return [*seen, net.child, net.kind]


@both
def test_getattr_of_a_subclass(torch):
    nn, asked = torch.nn, []

    class Wrapper(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def __getattr__(self, name):
            asked.append(name)
            try:
                return super().__getattr__(name)
            except AttributeError:
                return getattr(self.inner, name)

    class Late(nn.Linear):
        pass

    wrapper, late = Wrapper(nn.Linear(2, 3)), Late(1, 1)
    found = [wrapper.in_features, wrapper.weight.shape == (3, 2), asked]
    Late.__getattr__ = lambda self, name: f"made {name}"
    found.append(late.nothing)
    del Late.__getattr__
    return [*found, hasattr(late, "nothing"), late.weight.shape == (1, 1), hasattr(nn.Module, "__getattr__")]


@both
def test_errors_of_attributes(torch):
    class Net(torch.nn.Module):
        @property
        def broken(self):
            return self.missing

        @property
        def failing(self):
            raise ValueError("inside")

    def error(net, name):
        try:
            return getattr(net, name)
        except Exception as caught:
            return type(caught).__name__, str(caught)

    bare = Net.__new__(Net)
    return [
        error(net, name) for net in (Net(), bare) for name in ("missing", "broken", "failing", "_parameters", "a b")
    ]
