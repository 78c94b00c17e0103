"""Names and idioms from PyTorch's past, and what programs ask of the library: each expression has its value beside it,
which PyTorch gives too where it is installed."""

from __future__ import annotations

import contextlib
import pickle
import threading
import warnings
from typing import Any

import numpy as np
import pytest

import flambeau as fl

# What an expression shows; of an error its class. `t` is the library.
VALUES = {
    # constructors by type
    "t.LongTensor()": "tensor([], dtype=torch.int64)",
    "t.LongTensor(2, 3).shape, t.LongTensor(t.Size([2, 3])).shape": "(torch.Size([2, 3]), torch.Size([2, 3]))",
    "t.LongTensor((2, 3)), t.LongTensor(range(3))": "(tensor([2, 3]), tensor([0, 1, 2]))",
    "t.LongTensor([1.7, 2]), t.LongTensor(np.array([1.0, 2]))": "(tensor([1, 2]), tensor([1, 2]))",
    "t.LongTensor([t.tensor(1), t.tensor(2)])": "tensor([1, 2])",
    "t.LongTensor(np.int64(3)).shape, t.LongTensor(t.tensor(3))": "(torch.Size([3]), tensor(3))",
    "t.FloatTensor([[1, 2], [3, 4]])": "tensor([[1., 2.],\n        [3., 4.]])",
    "t.BoolTensor([1, 0, True]), t.ByteTensor([3])": "(tensor([ True, False,  True]), tensor([3], dtype=torch.uint8))",
    "t.LongTensor(2, device='cpu').shape, t.LongTensor(size=(2,)).shape": "(torch.Size([2]), torch.Size([2]))",
    "t.LongTensor(data=[1])": "tensor([1])",
    "[getattr(t, n + 'Tensor')([1]).dtype for n in ('Double', 'Half', 'BFloat16', 'Char', 'Short', 'Int')]": (
        "[torch.float64, torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32]"
    ),
    "t.LongTensor(t.tensor([1.0]))": "TypeError",
    "t.LongTensor(3.0)": "TypeError",
    "t.LongTensor(True)": "TypeError",
    "t.LongTensor(None)": "TypeError",
    "t.LongTensor('a')": "TypeError",
    "t.LongTensor([1], [2])": "TypeError",
    "t.LongTensor([1], dtype=t.float32)": "TypeError",
    "t.LongTensor([[1, 2], [3]])": "ValueError",
    "t.LongTensor(-1)": "RuntimeError",
    "t.LongTensor(2, device='cuda')": "RuntimeError",
    "t.ByteTensor([300])": "RuntimeError",
    # the types as types
    "t.LongTensor": "<class 'torch.LongTensor'>",
    "t.LongTensor.dtype, t.LongTensor.layout, t.LongTensor.is_cuda": "(torch.int64, torch.strided, False)",
    "isinstance(t.tensor(1), t.LongTensor), isinstance(t.tensor(1.0), t.LongTensor)": "(True, False)",
    "isinstance(t.nn.Parameter(t.zeros(1)), t.FloatTensor), isinstance(1.0, t.FloatTensor)": "(True, False)",
    "isinstance(t.zeros(1, device='meta'), t.FloatTensor), issubclass(t.LongTensor, t.Tensor)": "(False, False)",
    "t.zeros(1).type(), t.zeros(1).type(t.LongTensor)": "('torch.FloatTensor', tensor([0]))",
    "t.zeros(1).type('torch.IntTensor'), t.ones(1).type(t.bool)": "(tensor([0], dtype=torch.int32), tensor([True]))",
    "t.zeros(1, dtype=t.int64).type(t.Tensor)": "tensor([0.])",
    "t.zeros(1).type('LongTensor')": "ValueError",
    "t.zeros(1).type(int)": "ValueError",
    "t.zeros(1).type(3)": "TypeError",
    # Tensor itself
    "t.Tensor(2, 3).shape, t.Tensor(size=(2,)).shape, t.Tensor(np.int64(2)).shape": (
        "(torch.Size([2, 3]), torch.Size([2]), torch.Size([2]))"
    ),
    "t.Tensor([1, 2]), t.Tensor(data=[2.0]), t.Tensor(range(2)), t.Tensor(2, device='cpu').shape": (
        "(tensor([1., 2.]), tensor([2.]), tensor([0., 1.]), torch.Size([2]))"
    ),
    "t.Tensor(device='cpu'), t.Tensor(t.tensor(True)), t.Tensor(np.array([1]))": (
        "(tensor([]), tensor(True), tensor([1.]))"
    ),
    "t.Tensor(3.0)": "TypeError",
    "t.Tensor(True)": "TypeError",
    "t.Tensor(None)": "TypeError",
    "t.Tensor(data=3)": "TypeError",
    "t.Tensor(2.0, 3)": "TypeError",
    "t.Tensor([1], dtype=t.float32)": "TypeError",
    "t.Tensor([1], data=[1])": "TypeError",
    "t.Tensor([1], device='meta')": "RuntimeError",
    # Tensor.new
    "t.ones(2).new(), t.ones(2).new(3, 4).shape": "(tensor([]), torch.Size([3, 4]))",
    "t.tensor([1]).new([1.5, 2]), t.tensor([1]).new((2, 3))": "(tensor([1, 2]), tensor([2, 3]))",
    "t.ones(2).new(t.ones(1))": "tensor([1.])",
    "t.ones(2).new(t.tensor([1]))": "TypeError",
    "t.ones(2).new(1.5)": "TypeError",
    # storages
    "t.arange(4.0)[1:].storage().tolist(), len(t.ones(3).storage())": "([0.0, 1.0, 2.0, 3.0], 3)",
    "t.FloatStorage([1, 2])": " 1.0\n 2.0\n[torch.storage.TypedStorage(dtype=torch.float32, device=cpu) of size 2]",
    "t.ones(2).storage_type(), t.ones(2, dtype=t.int32).storage_type()": (
        "(<class 'torch.FloatStorage'>, <class 'torch.IntStorage'>)"
    ),
    "isinstance(t.ones(2).storage(), t.FloatStorage), t.is_storage(t.ones(2).storage())": "(True, True)",
    "t.FloatTensor(t.FloatStorage([1, 2]))": "tensor([1., 2.])",
    "t.LongTensor(t.FloatStorage([1, 2]))": "RuntimeError",
    # Python's types as dtypes
    "t.zeros(1).to(int), t.zeros(1).to(bool)": "(tensor([0]), tensor([False]))",
    "t.zeros(1).to(float), t.zeros(1).to(dtype=int)": "(tensor([0.], dtype=torch.float64), tensor([0]))",
    "t.zeros(1, dtype=int), t.as_tensor([1], dtype=float)": "(tensor([0]), tensor([1.], dtype=torch.float64))",
    "t.nn.Linear(1, 1).to(float).weight.dtype, t.nn.Linear(1, 1).to(dtype=float).bias.dtype": (
        "(torch.float64, torch.float64)"
    ),
    "t.nn.Linear(1, 1).to(int)": "TypeError",
    "t.zeros(1).to(str)": "TypeError",
    # data of several sorts
    "t.tensor([np.array([1, 2]), [3.0, 4]])": "tensor([[1., 2.],\n        [3., 4.]])",
    "t.as_tensor([np.array([1, 2]), t.tensor([3, 4])])": "tensor([[1, 2],\n        [3, 4]])",
    "t.tensor(range(3)), t.as_tensor([t.tensor(1), 2.5])": "(tensor([0, 1, 2]), tensor([1.0000, 2.5000]))",
    # several tensors at once
    "t.atleast_1d(t.tensor(1), t.tensor([2]))": "(tensor([1]), tensor([2]))",
    "t.atleast_2d([t.tensor(1), t.tensor([2])])": "(tensor([[1]]), tensor([[2]]))",
    "t.atleast_3d((t.tensor(1),)), t.atleast_1d()": "((tensor([[[1]]]),), ())",
    "t.atleast_1d(t.tensor(1))": "tensor([1])",
    "t.atleast_1d(1)": "TypeError",
    # memory that others hold
    "t.frombuffer(bytearray(b'abcd'), dtype=t.int16)": "tensor([25185, 25699], dtype=torch.int16)",
    "t.frombuffer(bytearray(b'abcdef'), dtype=t.int32, count=1)": "tensor([1684234849], dtype=torch.int32)",
    "t.frombuffer(bytearray(b'abcdefgh'), dtype=t.int32, offset=3, count=1)": "tensor([1734763876], dtype=torch.int32)",
    "t.frombuffer(b'ab', dtype=t.uint8)": "tensor([97, 98], dtype=torch.uint8)",
    "t.frombuffer(bytearray(b'abcdef'), dtype=t.int32)": "ValueError",
    "t.frombuffer(bytearray(b'abcd'), dtype=t.int32, count=2)": "ValueError",
    "t.frombuffer(bytearray(b'abcd'), dtype=t.int32, count=0)": "ValueError",
    "t.frombuffer(bytearray(b'abcd'), dtype=t.int32, offset=4)": "ValueError",
    "t.frombuffer(bytearray(b'abcd'), dtype=t.int32, offset=-1)": "ValueError",
    "t.frombuffer(bytearray(), dtype=t.int32)": "ValueError",
    "t.frombuffer([1], dtype=t.uint8)": "ValueError",
    "t.frombuffer(np.arange(4)[::2], dtype=t.int64)": "RuntimeError",
    "t.frombuffer(bytearray(b'a'), dtype=t.uint8, requires_grad=True)": "RuntimeError",
    "t.asarray([1, 2]), t.asarray(1.5), t.asarray(range(2))": "(tensor([1, 2]), tensor(1.5000), tensor([0, 1]))",
    "t.asarray([1], dtype=t.float32, requires_grad=True)": "tensor([1.], requires_grad=True)",
    "t.asarray(bytearray(b'abcd'), dtype=t.int32)": "tensor([1684234849], dtype=torch.int32)",
    "t.asarray(t.ones(1, requires_grad=True), requires_grad=False)": "tensor([1.])",
    "t.asarray([1], copy=False)": "ValueError",
    "t.asarray(np.array([1]), copy=False, dtype=t.float32)": "ValueError",
    "t.asarray(None)": "RuntimeError",
    # range, which includes its end
    "t.range(0, 3), t.range(1, 2, 0.5)": "(tensor([0., 1., 2., 3.]), tensor([1.0000, 1.5000, 2.0000]))",
    "t.range(3, 1, -1), t.range(0.5, 3, dtype=t.int64)": "(tensor([3., 2., 1.]), tensor([0, 1, 2, 3]))",
    "t.range(0, 1, 0.1).shape, t.range(0, 2.5).shape": "(torch.Size([11]), torch.Size([3]))",
    "t.range(3, 1)": "RuntimeError",
    "t.range(0, 1, 0)": "RuntimeError",
    "t.range(0, float('inf'))": "RuntimeError",
    "t.range(0, 1, dtype=t.bool)": "NotImplementedError",
    # questions
    "t.is_inference(t.ones(1)), t.is_conj(t.tensor([1j])), t.is_neg(t.ones(1))": "(False, False, False)",
    "t.resolve_conj(t.ones(1)), t.resolve_neg(t.ones(1))": "(tensor([1.]), tensor([1.]))",
    "t.get_default_device(), t.is_warn_always_enabled()": "(device(type='cpu'), False)",
    "t.ones(1).is_mkldnn, t.ones(1).is_xpu, t.ones(1).to_dense()": "(False, False, tensor([1.]))",
    "t.zeros(2, 3).t().dim_order()": "(1, 0)",
    "t.ones(1).coalesce()": "RuntimeError",
    "t.ones(1).xpu()": "AssertionError",
    "t.set_default_tensor_type(t.LongTensor)": "TypeError",
    "t.set_num_interop_threads(0)": "RuntimeError",
    "t.randint_like(t.ones(2), high=1)": "tensor([0., 0.])",
    "t.device('cuda', -1)": "RuntimeError",
    "t.tensor(1.0).mT": "tensor(1.)",
    "t._assert(False, 'x')": "AssertionError",
    "t.typename(3), t.typename(t.ones(1))": "('int', 'torch.FloatTensor')",
}


def shown(library: Any, expression: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(expression, {"t": library, "np": np}))
        except Exception as error:
            return type(error).__name__


@pytest.mark.parametrize("expression", VALUES)
def test_values(expression: str) -> None:
    assert shown(fl, expression) == VALUES[expression]


def test_pytorch_gives_the_same() -> None:
    torch = pytest.importorskip("torch")
    assert {e: shown(torch, e) for e in VALUES} == VALUES


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("t.range(0, 1)", "torch.range is deprecated"),
        ("t.ones(1).storage()", "TypedStorage is deprecated"),
        ("t.autograd.Variable(t.ones(1), volatile=True)", "volatile was removed"),
        ("t.ones(3)[t.ByteTensor([1, 0, 1])]", "indexing with dtype torch.uint8"),
        ("t.tensor(1.).mT", "deprecated on 0-D tensors"),
        ("t.asarray(t.ones(1, requires_grad=True))", "unspecified requires_grad"),
    ],
)
def test_warnings(expression: str, words: str) -> None:
    fl.set_warn_always(True)  # also those that a program gets once
    try:
        with pytest.warns(UserWarning, match=words):
            eval(expression, {"t": fl})
    finally:
        fl.set_warn_always(False)


def test_memory_is_shared() -> None:
    data = bytearray(4)
    fl.frombuffer(data, dtype=fl.int32)[0] = 1
    assert data == b"\x01\0\0\0"
    array = np.zeros(2)
    fl.asarray(array)[0] = 1
    assert array.tolist() == [1, 0]
    fl.asarray(array, copy=True)[0] = 5
    assert array.tolist() == [1, 0]
    x = fl.zeros(2)
    assert fl.asarray(x) is x
    fl.FloatTensor(x)[1] = 3
    with pytest.warns(UserWarning, match="TypedStorage"):
        x.storage()[0] = 2
    assert x.tolist() == [2, 3]


def default_devices(t: Any) -> list[str]:
    """Where tensors are made, with a default and blocks in and around each other."""
    seen: list[str] = []

    def look(**given: Any) -> None:
        made = (t.ones(2, **given), t.tensor([1.0], **given), t.nn.Linear(1, 1, **given).weight, t.arange(3, **given))
        seen.append(" ".join([*(x.device.type for x in made), str(t.get_default_device())]))

    try:
        t.set_default_device("meta")
        look()
        look(device="cpu")
        with t.device("cpu"):
            look()
            with t.device("meta"):
                look()
        look()
        thread = threading.Thread(target=look)  # has a default of its own
        thread.start()
        thread.join()
        t.set_default_device(None)
        look()
        with t.device("meta"):
            look()
        t.set_default_device("cuda")
        for wrong in (lambda: t.ones(2), lambda: t.set_default_device("nowhere")):
            with pytest.raises((RuntimeError, AssertionError)):
                wrong()
    finally:
        t.set_default_device(None)
    seen.append(str(t.ones(1).device))
    return seen


def test_default_devices() -> None:
    seen = default_devices(fl)
    meta, cpu = "meta meta meta meta meta", "cpu cpu cpu cpu cpu"
    assert seen[:2] == [meta, "cpu cpu cpu cpu meta"]
    assert seen[2:] == [cpu, meta, meta, cpu, cpu, meta, "cpu"]


def test_a_default_is_not_set_within_a_block() -> None:
    with fl.device("cpu"), pytest.raises(RuntimeError, match="set the default outside of it"):
        fl.set_default_device("meta")
    assert fl.ones(1).device == fl.get_default_device() == fl.device("cpu")


def test_default_devices_are_pytorchs() -> None:
    assert default_devices(fl) == default_devices(pytest.importorskip("torch"))


@pytest.mark.parametrize("name", ["eig", "lstsq", "solve", "symeig", "matrix_rank"])
def test_removed_functions_name_their_successor(name: str) -> None:
    with pytest.raises(RuntimeError, match=r"now removed\. \| use torch\.linalg\."):
        getattr(fl, name)(fl.eye(2))


def test_variable_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"use torch\.tensor\(\.\.\.\) instead"):
        fl.autograd.variable([1.0])


@pytest.mark.filterwarnings("ignore:torch.set_default_tensor_type:UserWarning")
def test_the_default_type_is_set_by_an_old_name() -> None:
    try:
        fl.set_default_tensor_type("torch.DoubleTensor")
        assert fl.tensor(1.5).dtype is fl.float64
    finally:
        fl.set_default_tensor_type(fl.FloatTensor)
    assert fl.tensor(1.5).dtype is fl.float32


def test_types_are_found_again_by_name() -> None:
    assert pickle.loads(pickle.dumps(fl.LongTensor)) is fl.LongTensor
    assert pickle.loads(pickle.dumps(fl.FloatStorage)) is fl.FloatStorage


@pytest.mark.parametrize("dtype", ["bool", "int64", "float16", "complex64"])
def test_storages_without_memory_are_asked_anything(dtype: str) -> None:
    x = fl.empty(3, 4, dtype=getattr(fl, dtype), device="meta")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        storage = x.storage()
    assert len(storage) == 12
    for kept in (storage, x.untyped_storage()):
        for name in (*(n for n in dir(kept) if not n.startswith("__")), "__getitem__", "__setitem__", "__iter__"):
            for arguments in ((), (0,), (0, 1)):
                with contextlib.suppress(Exception):
                    getattr(kept, name)(*arguments)
