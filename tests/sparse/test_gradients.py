"""Gradients of sparse tensors, sparse gradients of strided ones, and what optimisers do with them, beside PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore:Sparse")  # PyTorch's, once in a process


def leaf(t: Any) -> Any:
    return t.sparse_coo_tensor([[0, 1, 1], [2, 0, 2]], [3.0, 4.0, 5.0], (2, 3)).requires_grad_()


def dense(x: Any) -> Any:
    return np.array((x if "strided" in str(x.layout) else x.to_dense()).detach().tolist())


def sparse_leaf(t: Any, of: Callable[[Any, Any], Any]) -> list[Any]:
    s = leaf(t)
    of(t, s).pow(2).sum().backward()
    return [str(s.grad.layout), dense(s.grad), s.grad._nnz()]


FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "to_dense": lambda t, s: s.to_dense(),
    "sparse.mm": lambda t, s: t.sparse.mm(s, t.arange(6.0).reshape(3, 2)),
    "product from the left": lambda t, s: t.sparse.mm(s.t(), t.arange(4.0).reshape(2, 2)),
    "times a number": lambda t, s: (s * 3).to_dense(),
    "negative": lambda t, s: (-s).to_dense(),
    "transposed": lambda t, s: s.t().to_dense(),
    "sum over a dimension": lambda t, s: t.sparse.sum(s, 0).to_dense(),
    "sparse.softmax": lambda t, s: t.sparse.softmax(s, 0).to_dense(),
    "sparse.log_softmax": lambda t, s: t.sparse.log_softmax(s, 1).to_dense(),
    "coalesce": lambda t, s: s.coalesce().values(),
    "sparse.addmm": lambda t, s: t.sparse.addmm(t.ones(2, 2), s, t.arange(6.0).reshape(3, 2), beta=2, alpha=3),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_gradient_of_a_sparse_tensor_is_sparse_and_torchs(name: str) -> None:
    found, expected = (sparse_leaf(t, FUNCTIONS[name]) for t in (fl, torch))
    assert found[0] == expected[0]
    assert found[2] == expected[2]
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-5, atol=1e-7)


def test_values_that_were_given_get_the_gradient() -> None:
    for t in (fl, torch):
        v = t.tensor([1.0, 2.0, 3.0], requires_grad=True)
        x = t.sparse_coo_tensor([[0, 1, 0], [2, 0, 2]], v, (2, 3))
        (x.to_dense() * t.arange(6.0).reshape(2, 3)).sum().backward()
        assert v.grad.tolist() == [2.0, 3.0, 2.0]
        assert not x.is_leaf


def test_a_strided_tensor_that_was_made_sparse_gets_a_gradient() -> None:
    for t in (fl, torch):
        x = t.tensor([[0.0, 2.0], [3.0, 0.0]], requires_grad=True)
        x.to_sparse().to_dense().pow(2).sum().backward()
        assert x.grad.to_dense().tolist() == [[0.0, 4.0], [6.0, 0.0]]


def test_grad_gives_sparse_gradients_of_sparse_inputs() -> None:
    for t in (fl, torch):
        s, d = leaf(t), t.ones(3, 2, requires_grad=True)
        of_s, of_d = t.autograd.grad(t.sparse.mm(s, d).sum(), [s, d])
        assert of_s.is_sparse
        assert of_s.to_dense().tolist() == [[0.0, 0.0, 2.0], [2.0, 0.0, 2.0]]
        assert of_d.tolist() == [[4.0, 4.0], [0.0, 0.0], [8.0, 8.0]]


def test_backward_from_a_sparse_tensor_takes_its_gradient() -> None:
    for t in (fl, torch):
        s = leaf(t)
        (s * 2).backward(s.detach())
        assert s.grad.to_dense().tolist() == [[0.0, 0.0, 6.0], [8.0, 0.0, 10.0]]


def looked_up(t: Any, kind: str) -> list[Any]:
    weight = t.arange(12.0).reshape(4, 3).requires_grad_()
    index, found = t.tensor([1, 3, 1, 0]), []

    def note() -> None:
        found.extend([bool(weight.grad.is_sparse), dense(weight.grad)])

    def look(**options: Any) -> Any:
        return t.nn.functional.embedding(index, weight, sparse=True, **options)

    if kind == "twice":
        look().pow(2).sum().backward()
        look(padding_idx=3).sum().backward()
    elif kind == "dense after sparse":
        look().pow(2).sum().backward()
        weight.pow(2).sum().backward()
    elif kind == "sparse after dense":
        weight.pow(2).sum().backward()
        look().pow(2).sum().backward()
    elif kind == "both in one pass":
        (look().sum() + weight.pow(2).sum()).backward()
    elif kind == "tied":
        (look().sum() * look().pow(2).sum()).backward()
    else:
        bags = t.nn.functional.embedding_bag(t.tensor([[0, 1], [2, 1]]), weight, mode=kind, sparse=True)
        bags.pow(2).sum().backward()
    note()
    return found


@pytest.mark.parametrize(
    "kind", ["twice", "dense after sparse", "sparse after dense", "both in one pass", "tied", "sum", "mean"]
)
def test_gradients_of_tables_are_sparse_where_torchs_are(kind: str) -> None:
    found, expected = looked_up(fl, kind), looked_up(torch, kind)
    assert found[0] == expected[0]
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-6)


OPTIMISERS: dict[str, Callable[[Any, Any], Any]] = {
    "SGD": lambda t, p: t.optim.SGD(p, lr=0.1),
    "momentum": lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "dampening": lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3, maximize=True),
    "Adagrad": lambda t, p: t.optim.Adagrad(p, lr=0.1, lr_decay=0.1),
    "SparseAdam": lambda t, p: t.optim.SparseAdam(p, lr=0.1),
    "SparseAdam maximize": lambda t, p: t.optim.SparseAdam(p, lr=0.1, betas=(0.8, 0.9), eps=1e-3, maximize=True),
}


def trained(t: Any, make: Callable[[Any, Any], Any]) -> Any:
    table = t.nn.Embedding(5, 3, sparse=True)
    table.weight.data = t.arange(15.0).reshape(5, 3) / 10
    other = t.nn.Linear(3, 1)  # whose gradients are strided, beside it
    other.weight.data, other.bias.data = t.ones(1, 3), t.zeros(1)
    sparse_only = "Sparse" in type(make(t, [table.weight])).__name__
    optimizer = make(t, [table.weight] if sparse_only else [*other.parameters(), table.weight])
    for k in range(4):
        optimizer.zero_grad()
        other(table(t.tensor([1, 3, 1, k]))).pow(2).sum().backward()
        optimizer.step()
    return np.array([*table.weight.detach().reshape(-1).tolist(), *other.weight.detach().reshape(-1).tolist()])


@pytest.mark.parametrize("name", OPTIMISERS)
def test_optimisers_take_sparse_gradients_as_torchs_do(name: str) -> None:
    np.testing.assert_allclose(trained(fl, OPTIMISERS[name]), trained(torch, OPTIMISERS[name]), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", ["Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Adadelta", "ASGD", "Rprop"])
def test_other_optimisers_refuse_sparse_gradients(name: str) -> None:
    with pytest.raises(RuntimeError, match="does not support sparse gradients"):
        trained(fl, lambda t, p: getattr(t.optim, name)(p))


def test_sparse_adam_refuses_strided_gradients_and_sparse_parameters() -> None:
    w = fl.ones(2, requires_grad=True)
    w.sum().backward()
    with pytest.raises(RuntimeError, match="SparseAdam does not support dense gradients"):
        fl.optim.SparseAdam([w]).step()
    with pytest.raises(ValueError, match="requires dense parameter tensors"):
        fl.optim.SparseAdam([leaf(fl)])


def test_hooks_of_a_sparse_tensor_get_sparse_gradients() -> None:
    s, seen = leaf(fl), []
    s.register_hook(lambda g: seen.append(g.is_sparse) or g * 2)
    s.to_dense().sum().backward()
    assert seen == [True]
    assert s.grad.to_dense().tolist() == [[0.0, 0.0, 2.0], [2.0, 0.0, 2.0]]
