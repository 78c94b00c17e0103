"""`__torch_function__`: types and modes answer calls, and every operation keeps subclasses of Tensor."""

from __future__ import annotations

import copy
import operator
import pickle
import threading
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn, overrides
from flambeau.ops.define import registry
from flambeau.overrides import TorchFunctionMode, resolve_name


class Kept(fl.Tensor):
    """A subclass that leaves everything to Tensor."""


class Logged(fl.Tensor):
    """A subclass that notes what it is asked."""

    calls: list[Any] = []  # noqa: RUF012

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        Logged.calls.append(func)
        return super().__torch_function__(func, types, args, kwargs or {})


class Answer:
    """No tensor, but of a type that answers calls: with what it is told."""

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return cls.__name__, func.__name__, [t.__name__ for t in types], kwargs


class Better(Answer):
    """Asked before `Answer`, which it derives from."""


class Silent:
    """Answers nothing."""

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return NotImplemented


def kept(*values: float) -> Any:
    return fl.tensor(values or (1.0, 2.0)).as_subclass(Kept)


def asked(program: Any) -> list[str]:
    """The names of what `Logged` is asked while the program runs on an instance."""
    x = fl.tensor([1.0, 2.0]).as_subclass(Logged)
    Logged.calls.clear()
    program(x)
    return [str(resolve_name(f)).removeprefix("torch.") for f in Logged.calls]


# ---- subclasses ----

OPERATIONS: dict[str, Any] = {
    "operator": lambda x: x * 2,
    "reflected": lambda x: 1 - x,
    "beside a tensor": lambda x: fl.ones(2) + x,
    "comparison": lambda x: x > 1,
    "unary": lambda x: -x,
    "in place": lambda x: operator.iadd(x, 1),
    "in-place method": lambda x: x.mul_(2),
    "function": lambda x: fl.exp(x),
    "method": lambda x: x.exp(),
    "composite": lambda x: fl.nn.functional.softmin(x, 0),
    "composite method": lambda x: x.square(),
    "index": lambda x: x[0],
    "index by itself": lambda x: fl.arange(3)[x.long()],
    "property": lambda x: x.real,
    "data": lambda x: x.data,
    "list": lambda x: fl.stack([fl.ones(2), x]),
    "several": lambda x: x.unbind()[1],
    "named": lambda x: x.max(0).values,
    "new": lambda x: x.new_zeros(3),
    "like": lambda x: fl.zeros_like(x),
    "detach": lambda x: x.detach(),
    "to": lambda x: x.to(fl.float64),
    "out": lambda x: fl.add(fl.ones(2), 1, out=x),
    "reversed": lambda x: reversed(x),
    "iteration": lambda x: next(iter(x)),
    "constructor": lambda x: type(x)(x),
    "deepcopy": lambda x: copy.deepcopy(x),
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "broadcast": lambda x: fl.broadcast_tensors(x, fl.ones(2, 2))[1],
    "linalg": lambda x: fl.linalg.norm(x),
    "custom": lambda x: _double(x),
}


@fl.ops.custom_op(vjp={"x": lambda g: 2 * g}, jvp="linear")
def _double(x: fl.Tensor) -> fl.Tensor:
    return 2 * x


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_keep_the_subclass(name: str) -> None:
    assert type(OPERATIONS[name](kept())) is Kept


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "pickle"])
def test_the_values_are_those_of_plain_tensors(name: str) -> None:
    plain = OPERATIONS[name](fl.tensor([1.0, 2.0]))
    assert fl.equal(OPERATIONS[name](kept()).as_subclass(fl.Tensor), plain)


def test_every_op_of_a_tensor_asks_its_type() -> None:
    """All entries, native and composite, functions, methods and in-place forms, by one mechanism."""
    missed = []
    for entry in registry:
        forms = [entry.function] if entry.namespaces or entry.method else []
        forms += [entry.inplace_function] if entry.inplace_function is not None and forms else []
        for form in forms:
            try:
                answer = form(*[Answer()] * max(1, sum(1 for p in entry.parameters if not p[5] and not p[4])))
            except Exception as error:
                answer = error
            if not (isinstance(answer, tuple) and answer[0] == "Answer"):
                missed.append((entry.name, answer))
    assert missed == []


def test_gradients_pass_through_subclasses() -> None:
    x = fl.tensor([1.0, 2.0]).as_subclass(Kept).requires_grad_()
    loss = (x.exp() * fl.ones(2)).sum()
    assert type(loss) is Kept
    loss.backward()
    assert fl.allclose(x.grad.as_subclass(fl.Tensor), fl.tensor([1.0, 2.0]).exp())
    plain = fl.ones(2, requires_grad=True)
    plain.as_subclass(Kept).sum().backward()
    assert plain.grad is not None
    assert plain.grad.tolist() == [1, 1]
    (g,) = fl.autograd.grad((x * x).sum(), x, create_graph=True)
    assert g.detach().tolist() == [2, 4]


def test_subclasses_with_slots_and_attributes_are_collected() -> None:
    class Slotted(fl.Tensor):
        __slots__ = ("note",)

    x = fl.ones(2).as_subclass(Slotted)
    x.note = "kept"
    y = x + 1
    assert type(y) is Slotted
    assert y.tolist() == [2, 2]
    assert not hasattr(y, "note")
    for _ in range(1000):
        y = y * 1.0
    assert y.sum().item() == 4


def test_views_stay_views() -> None:
    x = kept()
    x[0] = 5
    assert x.tolist() == [5, 2]
    assert x[:1]._base is not None
    base = fl.zeros(2)
    base.as_subclass(Kept).add_(1)
    assert base.tolist() == [1, 1]


def test_classes_that_answer_nothing_give_plain_tensors() -> None:
    class Plain(fl.Tensor):
        __torch_function__ = fl._C._disabled_torch_function_impl

    for x in (fl.ones(2).as_subclass(Plain), nn.Parameter(fl.ones(2)), nn.Buffer(fl.ones(2))):
        assert type(x + 1) is fl.Tensor
        assert not overrides.has_torch_function((x,))
    with fl._C.DisableTorchFunctionSubclass():
        assert type(kept() + 1) is fl.Tensor


def test_subclasses_of_subclasses_and_strangers() -> None:
    class Deeper(Kept):
        pass

    class Other(fl.Tensor):
        pass

    deeper, other = fl.ones(2).as_subclass(Deeper), fl.ones(2).as_subclass(Other)
    assert type(kept() + deeper) is type(deeper + kept()) is Deeper
    with pytest.raises(TypeError, match="unsupported operand"):
        kept() + other
    with pytest.raises(TypeError, match=r"Multiple dispatch failed for 'torch.add'"):
        fl.add(kept(), other)


def test_parameters_of_a_subclass() -> None:
    weight = nn.Parameter(kept())
    assert type(weight) is Kept
    assert isinstance(weight, nn.Parameter)
    assert weight.requires_grad
    layer = nn.Module()
    layer.weight = weight
    assert next(layer.parameters()) is weight
    (layer.weight * 2).sum().backward()
    fl.optim.SGD(layer.parameters(), 1.0).step()
    assert weight.detach().tolist() == [-1, 0]


# ---- what is told ----


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (lambda x: x + 1, ["Tensor.add"]),
        (lambda x: 1 - x, ["Tensor.__rsub__"]),
        (lambda x: x / 2, ["Tensor.div"]),
        (lambda x: x // 2, ["Tensor.__floordiv__"]),
        (lambda x: x**2, ["Tensor.__pow__"]),
        (lambda x: x @ x, ["Tensor.matmul"]),
        (lambda x: x == 1, ["Tensor.__eq__"]),
        (lambda x: operator.isub(x, 1), ["Tensor.sub_"]),
        (lambda x: x.shape, ["Tensor.shape.__get__"]),
        (lambda x: x.real, ["Tensor.real.__get__"]),
        (lambda x: setattr(x, "requires_grad", True), ["None"]),
        (lambda x: x.size(0), ["Tensor.size"]),
        (lambda x: len(x), ["Tensor.__len__"]),
        (lambda x: bool(x[0]), ["Tensor.__getitem__", "Tensor.__bool__"]),
        (lambda x: float(x.sum()), ["Tensor.sum", "Tensor.__float__"]),
        (lambda x: x.__setitem__(0, 1), ["Tensor.__setitem__"]),
        (lambda x: repr(x), ["Tensor.__repr__"]),
        (lambda x: 1.0 in x, ["Tensor.__contains__"]),
        (lambda x: x.numpy(), ["Tensor.numpy"]),
        (lambda x: fl.add(x, 1, alpha=2), ["add"]),
        (lambda x: fl.cat((x, x)), ["cat"]),
        (lambda x: fl.numel(x), ["numel"]),
        (lambda x: fl.nn.functional.softmax(x, 0), ["nn.functional.softmax"]),
        (lambda x: fl.einsum("i,i", x, x), ["einsum"]),
        (lambda x: fl.einsum("i,i", [x, fl.ones(2)]), ["einsum"]),
        (lambda x: fl.einsum(x, [0], x, [0]), ["einsum"]),
        (lambda x: fl.tensor([1.0]).copy_(x[:1]), ["Tensor.__getitem__", "Tensor.copy_"]),
        (lambda x: hash(x), []),
        (lambda x: x.as_subclass(fl.Tensor), []),
    ],
)  # fmt: skip
def test_types_are_told_the_public_function(program: Any, names: list[str]) -> None:
    assert asked(program) == names


def test_arguments_are_handed_on_as_given() -> None:
    t = fl.ones(2)
    assert fl.add(t, Answer(), alpha=2) == ("Answer", "add", ["Answer"], {"alpha": 2})
    assert fl.stack([t, Answer()])[1] == "stack"
    assert fl.zeros(2, Answer())[1] == "zeros"
    assert t.view(Answer(), 1)[1] == "view"
    assert fl.add(t, 1, out=Answer())[1] == "add"


def test_operands_of_a_list_are_handed_on_one_by_one() -> None:
    class Told(Answer):
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func, [type(a).__name__ for a in args]

    for operands in ([Told(), fl.ones(2)], (Told(), Told())):
        function, kinds = fl.einsum("i,i", operands)
        assert (function is fl.einsum, kinds) == (True, ["str", *(type(each).__name__ for each in operands)])


def test_methods_are_handed_on_as_given() -> None:
    t = fl.ones(2)
    assert t[Answer()][1] == "__getitem__"
    assert t.size(Answer())[1] == "size"
    assert (t + Answer())[1] == (Answer() + t)[1] == "add"


def test_subclasses_are_asked_first_and_the_next_when_one_answers_nothing() -> None:
    assert fl.add(Answer(), Better())[2] == fl.add(Better(), Answer())[2] == ["Better", "Answer"]
    assert fl.add(Answer(), Better())[0] == "Better"
    assert fl.add(Silent(), Answer()) == ("Answer", "add", ["Silent", "Answer"], {})
    with pytest.raises(TypeError, match=r"no implementation found for 'torch.add'"):
        fl.add(Silent(), 1)
    with pytest.raises(TypeError, match="unsupported operand"):
        fl.ones(2) + Silent()


def test_what_an_answer_raises_is_raised() -> None:
    class Raises:
        @classmethod
        def __torch_function__(cls, *args: Any) -> Any:
            raise LookupError("its own")

    for call in (lambda: fl.add(Raises(), 1), lambda: fl.ones(1) + Raises(), lambda: fl.relu(Raises())):
        with pytest.raises(LookupError, match="its own"):
            call()


def test_plain_methods_warn() -> None:
    class Old:
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> str:
            return "old"

    with pytest.warns(DeprecationWarning, match="as a plain method is deprecated"):
        assert fl.relu(Old()) == "old"


def test_rules_do_not_ask() -> None:
    x = fl.tensor([1.0, 2.0]).as_subclass(Logged).requires_grad_()
    loss = (x.sin() * x).sum()
    Logged.calls.clear()
    loss.backward()
    assert [resolve_name(f) for f in Logged.calls] == ["torch.Tensor.backward"]


# ---- modes ----


class Names(TorchFunctionMode):
    """Notes the names of all calls."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.append(str(resolve_name(func)).removeprefix("torch."))
        return func(*args, **(kwargs or {}))


def test_modes_answer_all_calls_of_the_block() -> None:
    with Names() as mode:
        x = fl.zeros(2) + 1
        fl.nn.functional.linear(x, fl.ones(3, 2))
        x.shape  # noqa: B018
    fl.ones(1) + 1
    expected = ["zeros", "Tensor.add", "ones", "nn.functional.linear", "Tensor.shape.__get__"]
    assert mode.names == expected
    assert fl._core._function_modes() == ()


def test_modes_nest_and_subclasses_come_after_them() -> None:
    with Names() as outer, Names() as inner:
        assert type(kept() * 2) is Kept
    assert inner.names == outer.names
    assert inner.names[-1] == "Tensor.mul"


def test_a_mode_that_fails_leaves_nothing_behind() -> None:
    class Fails(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            raise LookupError

    with pytest.raises(LookupError), Fails():
        fl.zeros(1)
    assert fl.zeros(1).item() == 0
    with pytest.raises(NotImplementedError, match="has no __torch_function__"), TorchFunctionMode():
        fl.zeros(1)


def test_modes_belong_to_a_thread() -> None:
    found = []
    with Names() as mode:
        thread = threading.Thread(target=lambda: found.append(fl.ones(2).sum().item()))
        thread.start()
        thread.join()
    assert found == [2.0]
    assert mode.names == []


def test_a_mode_and_no_argument() -> None:
    class Meta(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            named = dict(kwargs or {})
            return func(*args, **({**named, "device": "meta"} if func is fl.empty else named))

    with Meta():
        assert nn.Linear(2, 2).weight.is_meta


def test_devices_as_contexts() -> None:
    with fl.device("meta"):
        assert nn.Linear(2, 2).weight.is_meta
        assert fl.zeros(2, device="cpu").is_cpu
        assert fl.tensor([1.0]).is_meta
        with fl.device("cpu"):
            assert fl.arange(3).is_cpu
        assert fl.randn(2).is_meta
        assert fl.ones_like(fl.zeros(1, device="cpu")).is_cpu
    assert fl.zeros(2).is_cpu


# ---- the module ----


def test_functions_of_ones_own() -> None:
    def double(x: Any, scale: float = 2) -> Any:
        if overrides.has_torch_function_unary(x):
            return overrides.handle_torch_function(double, (x,), x, scale=scale)
        return x * scale

    assert double(Answer()) == ("Answer", "double", ["Answer"], {"scale": 2})
    assert type(double(kept())) is Kept
    wrapped = overrides.wrap_torch_function(lambda x, y: (x, y))(lambda x, y: x + y)
    assert wrapped(1, 2) == 3
    assert wrapped(1, Answer())[0] == "Answer"
    assert overrides.is_tensor_like(Answer())
    assert not overrides.is_tensor_like(1)


def test_listings_agree_with_each_other() -> None:
    stand_ins = overrides.get_testing_overrides()
    listed = {f for functions in overrides.get_overridable_functions().values() for f in functions}
    assert listed == set(stand_ins)
    assert not listed & overrides.get_ignored_functions()
    assert stand_ins[fl.add](1, 2, alpha=3) == -1
    for function in listed:
        assert resolve_name(function).startswith("torch.")
    for name in ("add", "Tensor.add", "Tensor.add_", "nn.functional.linear", "linalg.norm", "Tensor.T.__get__"):
        found: Any = fl
        for part in name.split("."):
            found = getattr(found, part)
        assert resolve_name(found) == f"torch.{name}"


def test_dispatch_modes_refuse_in_a_sentence() -> None:
    from flambeau.utils._python_dispatch import TorchDispatchMode

    with pytest.raises(NotImplementedError, match="there is no dispatch below autograd"), TorchDispatchMode():
        pass


@pytest.mark.parametrize("name", ["flambeau", "torch"])
def test_distributions_broadcast_what_overrides(name: str) -> None:
    library = pytest.importorskip(name)
    asked: list[Any] = []

    class Answers:
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            asked.append((func.__name__, len(args)))
            return args

    one = Answers()
    found = library.distributions.utils.broadcast_all(one, 2.0, library.ones(3))
    assert asked == [("broadcast_tensors", 3)]
    assert found[0] is one
    assert found[1].item() == 2
