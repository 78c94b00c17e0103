"""Small programs in the forms of old code, of packages and of users in a hurry give and refuse what PyTorch does.

One table; each line is a program of its own that is given either library.
"""

from __future__ import annotations

import array
import collections
import copy
import io
import math
import pickle
from typing import Any

import numpy as np
import pytest
from beside import Program, outcome, torch

import flambeau as fl


class HasArray:
    """Holds its values as NumPy's protocol asks for them."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.arange(4.0).reshape(2, 2)


class HasIndex:
    def __index__(self) -> int:
        return 3


class HasFloat:
    def __float__(self) -> float:
        return 2.5


def saved(t: Any, value: Any, **options: Any) -> Any:
    """What `torch.load` gives of what `torch.save` wrote."""
    file = io.BytesIO()
    t.save(value, file)
    file.seek(0)
    return t.load(file, **options)


def listed(t: Any) -> Any:
    return t.nn.ParameterList([t.nn.Parameter(t.arange(3.0)), t.ones(2)])


def keyed(t: Any) -> Any:
    return t.nn.ParameterDict({"b": t.nn.Parameter(t.arange(3.0)), "a": t.ones(2)})


def parameters(container: Any) -> Any:
    return [(name, p.requires_grad, p) for name, p in container.named_parameters()]


def module_with_old_hooks(t: Any) -> Any:
    """A module whose class, as old ones do, renames its entries while a state is saved and loaded."""

    class Old(t.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = t.nn.Parameter(t.arange(2.0))
            self._register_state_dict_hook(lambda module, state, prefix, meta: state.__setitem__(prefix + "extra", 1))
            self._register_load_state_dict_pre_hook(lambda state, prefix, *rest: state.pop(prefix + "extra", None))

        def _load_from_state_dict(self, state: Any, prefix: str, *rest: Any) -> None:
            if prefix + "old" in state:
                state[prefix + "weight"] = state.pop(prefix + "old")
            super()._load_from_state_dict(state, prefix, *rest)

    return Old()


def old_state(t: Any) -> Any:
    module = t.nn.Sequential(module_with_old_hooks(t))
    state = module.state_dict()
    loaded = module.load_state_dict({"0.old": t.ones(2), "0.extra": 1})
    return list(state), str(loaded), module[0].weight


def optimiser_without_init(t: Any) -> Any:
    """An optimiser that fills what `Optimizer.__init__` would."""

    class Lazy(t.optim.Optimizer):
        def __init__(self, params: Any) -> None:
            self.defaults = {"lr": 0.5}
            self.state = collections.defaultdict(dict)
            self.param_groups = [{"params": list(params), "lr": 0.5}]

        def step(self) -> None:
            with t.no_grad():
                for group in self.param_groups:
                    for p in group["params"]:
                        p.add_(p.grad, alpha=-group["lr"])

    p = t.nn.Parameter(t.ones(2))
    optimiser = Lazy([p])
    (p * t.tensor([1.0, 2.0])).sum().backward()
    optimiser.step()
    optimiser.zero_grad()
    return p, p.grad


def module_dict(t: Any) -> Any:
    module = t.nn.Module()
    module.w = t.nn.Parameter(t.ones(1))
    module.n = 3
    return "w" in module.__dict__, "n" in module.__dict__, sorted(module._parameters)


def names_taken(t: Any) -> Any:
    class Taken(t.nn.Module):
        name = 3

    return Taken().register_buffer("name", t.ones(1))


def written(t: Any, call: Any) -> Any:
    x = t.arange(6.0).view(2, 3)
    result = call(x)
    return x, result


PROGRAMS: dict[str, Program] = {
    # Files of whole modules and containers
    "load of a module": lambda t: saved(t, t.nn.Sequential(t.nn.Linear(2, 1)), weights_only=False).state_dict().keys(),
    "load of a state": lambda t: saved(t, collections.OrderedDict(a=t.ones(2), b=3)),
    "deepcopy of a list": lambda t: parameters(copy.deepcopy(listed(t))),
    "deepcopy of a dict": lambda t: parameters(copy.deepcopy(keyed(t))),
    "pickle of a list": lambda t: parameters(pickle.loads(pickle.dumps(listed(t)))),
    "pickle of a dict": lambda t: parameters(pickle.loads(pickle.dumps(keyed(t)))),
    "list of parameters": lambda t: (len(listed(t)), repr(listed(t)), listed(t)[-1], [p.shape for p in listed(t)[:1]]),
    "extended list": lambda t: len(listed(t).append(t.ones(1)).extend([t.ones(2)])),
    "dict of parameters": lambda t: (list(keyed(t)), "a" in keyed(t), len(keyed(t)), repr(keyed(t))),
    "popped parameter": lambda t: keyed(t).pop("a"),
    "merged dicts": lambda t: list(keyed(t) | {"c": t.ones(1)}),
    "old state hooks": old_state,
    # Positional numbers and bools
    "add of True": lambda t: t.add(True, t.ones(2)),
    "add of a number": lambda t: t.add(2, t.ones(2)),
    "mul of numbers": lambda t: t.mul(t.ones(2), 3),
    "sub with True": lambda t: t.sub(t.ones(2), True),
    "minus a bool": lambda t: t.tensor([True]) - t.tensor([False]),
    "minus of a bool": lambda t: -t.tensor([True]),
    "true division of ints": lambda t: t.true_divide(t.tensor([3]), 2),
    "power of a number": lambda t: t.pow(2, t.arange(3)),
    "power of ints to a negative": lambda t: t.arange(3) ** -1,
    "rsub": lambda t: t.rsub(t.ones(2), 3, alpha=2),
    "number from the left": lambda t: (2 - t.ones(2), 2 / t.full((2,), 4.0), 7 // t.tensor([2]), 2 ** t.arange(3)),
    "mod from the left": lambda t: 7 % t.tensor([4, 5]),
    "NumPy's number from the left": lambda t: np.float32(2) * t.ones(2),
    "shift": lambda t: (1 << t.arange(3), t.arange(8, 10) >> 1),
    # Several tensors at once
    "atleast": lambda t: t.atleast_1d(t.tensor(1.0), t.ones(2), t.ones(1, 1)),
    "atleast of a list": lambda t: t.atleast_2d([t.tensor(1.0), t.ones(2)]),
    "atleast of three dims": lambda t: t.atleast_3d(t.tensor(1.0), t.ones(2)),
    "broadcast": lambda t: t.broadcast_tensors(t.ones(2, 1), t.ones(3)),
    "mixed meshgrid": lambda t: t.meshgrid(t.ones(2), t.arange(2), indexing="ij"),
    "meshgrid of two dims": lambda t: t.meshgrid(t.ones(2, 2), t.ones(2), indexing="ij"),
    "meshgrid of lists": lambda t: t.meshgrid([t.ones(2), t.ones(3)], indexing="xy"),
    "cartesian product": lambda t: t.cartesian_prod(t.arange(2), t.arange(2)),
    "stack of nothing": lambda t: t.stack([]),
    "cat of nothing": lambda t: t.cat([]),
    "cat of mixed dtypes": lambda t: t.cat([t.ones(1), t.ones(1, dtype=t.int64)]),
    "cat of a scalar": lambda t: t.cat([t.tensor(1.0), t.ones(1)]),
    "einsum of a list": lambda t: t.einsum("ij,jk", [t.ones(2, 2), t.ones(2, 2)]),
    "block diagonal": lambda t: t.block_diag(t.ones(2), 3 * t.ones(1, 1)),
    # Positional dims, None among them
    "roll of None": lambda t: t.roll(t.arange(4).view(2, 2), 1, None),
    "roll of dims": lambda t: t.arange(4).view(2, 2).roll((1, 1), (0, 1)),
    "sum of None": lambda t: t.ones(2, 2).sum(None),
    "sum with axis": lambda t: t.ones(2, 3).sum(axis=1, keepdims=True),
    "mean of ints": lambda t: t.arange(3).mean(),
    "max with axis": lambda t: t.arange(4.0).view(2, 2).max(axis=0).indices,
    "squeeze of dims": lambda t: t.ones(1, 2, 1).squeeze((0, 2)).shape,
    "unsqueeze with axis": lambda t: t.ones(2).unsqueeze(axis=0).shape,
    "permute": lambda t: (t.ones(1, 2, 3).permute(2, 0, 1).shape, t.ones(1, 2).permute([1, 0]).shape),
    "view of a size": lambda t: t.ones(6).view(t.Size([2, 3])).shape,
    "view of two unknowns": lambda t: t.ones(6).view(-1, -1),
    "reshape of a tensor's numbers": lambda t: t.ones(6).reshape(t.tensor(2), t.tensor(3)).shape,
    "matrix transpose of a number": lambda t: t.tensor(1.0).mT,
    "matrix transpose": lambda t: t.ones(2, 3, 4).mT.shape,
    "transpose of three dims": lambda t: t.ones(1, 2, 3).T.shape,
    "transpose of a number": lambda t: t.tensor(2.0).t(),
    "transpose of three": lambda t: t.ones(1, 2, 3).t(),
    # Orders of arguments that PyTorch has given up
    "add of a factor": lambda t: t.add(t.ones(2), 2, t.ones(2)),
    "add in place of a factor": lambda t: written(t, lambda x: x.add_(0.5, t.ones(2, 3))),
    "addcmul of a factor": lambda t: t.addcmul(t.ones(2), 2, t.ones(2), t.ones(2)),
    "addcdiv of a factor": lambda t: t.addcdiv(t.ones(2), 2, t.ones(2), t.ones(2)),
    "addcmul in place": lambda t: written(t, lambda x: x.addcmul_(2, x.clone(), x.clone())),
    "addmm of factors": lambda t: t.addmm(2, t.ones(2, 2), 3, t.ones(2, 2), t.ones(2, 2)),
    "addmm of one factor": lambda t: t.addmm(2, t.ones(2, 2), t.ones(2, 2), t.ones(2, 2)),
    "addmv of factors": lambda t: t.addmv(2, t.ones(2), 3, t.ones(2, 2), t.ones(2)),
    "baddbmm of factors": lambda t: t.baddbmm(2, t.ones(1, 2, 2), 3, t.ones(1, 2, 2), t.ones(1, 2, 2)),
    "addmm method of factors": lambda t: t.ones(2, 2).addmm(2, 3, t.ones(2, 2), t.ones(2, 2)),
    # Positions
    "index_copy of a scalar": lambda t: t.zeros(3).index_copy(0, t.tensor(1), t.tensor(5.0)),
    "index_fill of a tensor": lambda t: t.zeros(3).index_fill(0, t.tensor([1]), t.tensor(5.0)),
    "index_add of a scalar": lambda t: t.zeros(3).index_add(0, t.tensor(1), t.tensor(5.0)),
    "index_select of a scalar": lambda t: t.arange(3).index_select(0, t.tensor(1)),
    "index of bytes": lambda t: t.arange(3)[t.tensor([1, 0, 1], dtype=t.uint8)],
    "mask of bytes": lambda t: t.arange(3.0).masked_fill(t.tensor([1, 0, 1], dtype=t.uint8), 9),
    "masked_select of bytes": lambda t: t.arange(3.0).masked_select(t.tensor([1, 0, 1], dtype=t.uint8)),
    "where of bytes": lambda t: t.where(t.tensor([1, 0], dtype=t.uint8), t.ones(2), t.zeros(2)),
    "gather of a scalar": lambda t: t.tensor(3.0).gather(0, t.tensor(0)),
    "scatter of a number": lambda t: t.zeros(3).scatter(0, t.tensor([1]), 2.5),
    "scatter that adds": lambda t: t.zeros(3).scatter(0, t.tensor([1]), 2.5, reduce="add"),
    "take": lambda t: t.arange(6).view(2, 3).take(t.tensor([0, 5])),
    "item of several": lambda t: t.ones(2).item(),
    "truth of several": lambda t: bool(t.ones(2)),
    "truth of none": lambda t: bool(t.ones(0)),
    "index by a float": lambda t: t.ones(2)[0.5],
    "index by a string": lambda t: t.ones(2)["a"],
    "too many indices": lambda t: t.ones(2)[0, 0],
    "out of range": lambda t: t.ones(2)[2],
    "index by an object": lambda t: t.arange(5)[HasIndex()],
    "slice by tensors": lambda t: t.arange(5)[t.tensor(1) : t.tensor(3)],
    "negative step": lambda t: t.arange(5)[::-1],
    "index by None and ...": lambda t: t.arange(4).view(2, 2)[None, ..., 0].shape,
    "written slice": lambda t: written(t, lambda x: x[:, 1].fill_(7)),
    # Sizes and devices
    "size of floats": lambda t: t.Size([1.5]),
    "size of a string": lambda t: t.Size("12"),
    "sizes joined": lambda t: (t.Size([1]) + t.Size([2]), type(t.Size([1]).__add__((2,))).__name__, t.Size([1, 2])[1:]),
    "size times": lambda t: (t.Size([2]) * 2, type(2 * t.Size([2])).__name__, t.Size([2, 3]).numel()),
    "negative device": lambda t: t.device("cuda", -1),
    "negative device by name": lambda t: t.device("cuda:-1"),
    "device with two numbers": lambda t: t.device("cuda:0", 1),
    "devices": lambda t: (str(t.device("cuda", 1)), t.device("cpu") == t.device("cpu", 0), repr(t.device("meta"))),
    # Tensors of anything
    "tensor of a range": lambda t: t.tensor(range(4)),
    "tensor of an array": lambda t: t.tensor(array.array("d", [1, 2])),
    "tensor of an object with __array__": lambda t: t.tensor(HasArray()),
    "as_tensor of an object with __array__": lambda t: t.as_tensor(HasArray()),
    "tensor of a list of arrays": lambda t: t.tensor([np.ones(2), np.zeros(2)]),
    "as_tensor of mixed arrays": lambda t: t.as_tensor([np.ones(2, np.float32), np.zeros(2, np.int64)]),
    "tensor of a list of tensors": lambda t: t.tensor([t.tensor(1), t.tensor(2.5)]),
    "tensor of mixed numbers": lambda t: t.tensor([1, 2.5, True]),
    "tensor of complex": lambda t: t.tensor([1, 2j]),
    "tensor of nothing": lambda t: t.tensor([]),
    "tensor of a string": lambda t: t.tensor("a"),
    "tensor of None": lambda t: t.tensor(None),
    "tensor of a dict": lambda t: t.tensor({}),
    "tensor of a set": lambda t: t.tensor({1, 2}),
    "ragged tensor": lambda t: t.tensor([[1, 2], [3]]),
    "tensor of NumPy's number": lambda t: (t.tensor(np.float16(1)), t.tensor(np.int8(1)), t.tensor(np.bool_(True))),
    "tensor of NumPy's numbers": lambda t: t.tensor([np.float32(1), np.float32(2)]),
    "tensor of objects with __float__": lambda t: t.tensor([HasFloat()]),
    "tensor of a deque": lambda t: t.tensor(collections.deque([1, 2])),
    "tensor of a named tuple": lambda t: t.tensor(collections.namedtuple("Point", "x y")(1, 2)),
    "tensor of bytes": lambda t: t.tensor(bytearray(b"ab")),
    "tensor of a memoryview": lambda t: t.tensor(memoryview(b"ab")),
    "tensor of a Python type": lambda t: (t.tensor([1.5], dtype=int), t.zeros(1, dtype=float), t.ones(1, dtype=bool)),
    "tensor of infinity as int": lambda t: t.tensor(math.inf, dtype=t.int64),
    "from_numpy of objects": lambda t: t.from_numpy(np.array([None])),
    "from_numpy backwards": lambda t: t.from_numpy(np.arange(3)[::-1]),
    "from_numpy of other bytes": lambda t: t.from_numpy(np.arange(3, dtype=">i4")),
    "as_tensor is the array": lambda t: t.as_tensor(np.arange(3)).add_(1),
    # Old types
    "LongTensor": lambda t: (
        t.LongTensor([1, 2]),
        t.LongTensor(2, 3).shape,
        t.FloatTensor([1, 2]),
        t.BoolTensor([1, 0]),
    ),
    "FloatTensor of a float": lambda t: t.FloatTensor(1.5),
    "Tensor of sizes": lambda t: (t.Tensor(2, 3).shape, t.Tensor([2, 3]), t.Tensor().shape),
    "type by name": lambda t: t.ones(2).type("torch.LongTensor").dtype,
    "type's name": lambda t: (t.ones(1).type(), t.ones(1).long().type(), t.tensor([True]).type()),
    "type by type": lambda t: t.ones(2).type(t.IntTensor).dtype,
    "type of nothing": lambda t: t.ones(2).type("torch.NoTensor"),
    "type as": lambda t: t.ones(2).type_as(t.ones(1, dtype=t.float64)).dtype,
    "to a Python type": lambda t: (t.ones(1).to(int).dtype, t.ones(1).to(bool).dtype, t.ones(1).to(float).dtype),
    "new": lambda t: (
        t.ones(1).new([1, 2]),
        t.ones(1).new(2, 3).shape,
        t.ones(1).new_tensor([1]),
        t.ones(1).new_full((2,), 3),
    ),
    "is_tensor": lambda t: (t.is_tensor(t.ones(1)), t.is_tensor(1), isinstance(t.ones(1), t.FloatTensor)),
    "Variable": lambda t: (t.autograd.Variable(t.ones(2), requires_grad=True), t.autograd.Variable(t.ones(1)).data),
    "volatile": lambda t: t.autograd.Variable(t.ones(1), volatile=True),
    "data of a leaf": lambda t: written(t, lambda x: setattr(x, "data", t.ones(1))),
    "range": lambda t: t.range(0, 2),
    "randint_like": lambda t: t.randint_like(t.ones(2), high=1),
    "full_like in order": lambda t: t.full_like(t.ones(2, 2).t(), 3, memory_format=t.contiguous_format).stride(),
    "ones of a shape": lambda t: (
        t.ones((2,)).shape,
        t.ones([2, 1]).shape,
        t.ones(t.Size([1])).shape,
        t.ones(size=(2,)).shape,
    ),
    "ones of a negative": lambda t: t.ones(-1),
    "arange by keywords": lambda t: (t.arange(end=3), t.arange(start=1, end=3), t.arange(0, 1, step=0.5)),
    "eye": lambda t: (t.eye(2, 3), t.eye(n=2)),
    # Modules and optimisers
    "module's dict": module_dict,
    "name that is taken": names_taken,
    "optimiser without init": optimiser_without_init,
    "empty optimiser": lambda t: t.optim.SGD([], lr=1),
    "optimiser of a tensor": lambda t: t.optim.SGD(t.ones(1, requires_grad=True), lr=1),
    "optimiser of a result": lambda t: t.optim.SGD([t.ones(1, requires_grad=True) * 2], lr=1),
    "optimiser of a number": lambda t: t.optim.SGD([3], lr=1),
    "optimiser twice": lambda t: (lambda p: t.optim.SGD([{"params": [p]}, {"params": [p]}], lr=1))(
        t.nn.Parameter(t.ones(1))
    ),
    "missing attribute": lambda t: t.nn.Linear(1, 1).nothing,
    "module called wrongly": lambda t: t.nn.Linear(2, 2)(),
    "wrong sizes": lambda t: t.nn.Linear(2, 2)(t.ones(3)),
    "wrong dtype": lambda t: t.nn.Linear(2, 2)(t.ones(2, dtype=t.float64)),
    "strict state": lambda t: t.nn.Linear(1, 1).load_state_dict({"weight": t.ones(1, 1)}),
    "module to a dtype": lambda t: t.nn.Linear(1, 1).to(t.float64).weight.dtype,
    "module to ints": lambda t: t.nn.Linear(1, 1).to(t.int64),
    "half": lambda t: t.nn.Linear(1, 1).half().bias.dtype,
    "backward of several": lambda t: t.ones(2, requires_grad=True).backward(),
    "backward of nothing": lambda t: t.ones(1).backward(),
    "backward twice": lambda t: (lambda y: (y.backward(), y.backward()))(t.ones(1, requires_grad=True).exp().sum()),
    "numpy of a leaf": lambda t: t.ones(1, requires_grad=True).numpy(),
    "array of a leaf": lambda t: np.asarray(t.ones(1, requires_grad=True)),
    "leaf in place": lambda t: t.ones(1, requires_grad=True).add_(1),
    "requires_grad of ints": lambda t: t.ones(1, dtype=t.int64, requires_grad=True),
    "clip of nothing": lambda t: t.nn.utils.clip_grad_norm_([], 1.0),
    "deprecated sigmoid": lambda t: (t.nn.functional.sigmoid(t.zeros(1)), t.nn.functional.tanh(t.zeros(1))),
    "deprecated reduction": lambda t: t.nn.functional.mse_loss(t.ones(2), t.zeros(2), size_average=False),
    "softmax without a dim": lambda t: t.nn.functional.softmax(t.zeros(2)),
    "broadcast loss": lambda t: t.nn.functional.mse_loss(t.ones(2, 1), t.ones(2)),
    "upsample": lambda t: t.nn.functional.upsample(t.ones(1, 1, 2), scale_factor=2).shape,
}


def tells_more(ours: Any, expected: Any) -> bool:
    """Whether both are refusals of one class, and ours begins with all that PyTorch's says."""
    if not all(isinstance(x, tuple) and len(x) == 2 and str(x[0]).endswith("Error") for x in (ours, expected)):
        return False
    return ours[0] == expected[0] and bool(expected[1]) and ours[1].startswith(expected[1].rstrip("."))


@pytest.mark.parametrize("name", PROGRAMS)
def test_small_programs(name: str) -> None:
    expected, their_warnings = outcome(PROGRAMS[name], torch)
    ours, our_warnings = outcome(PROGRAMS[name], fl)
    assert ours == expected or tells_more(ours, expected), f"\n  PyTorch:  {expected}\n  Flambeau: {ours}"
    # PyTorch says of a list of arrays what it has to say twice.
    assert our_warnings == list(dict.fromkeys(their_warnings))
