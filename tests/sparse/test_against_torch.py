"""Sparse tensors beside PyTorch's: what calls give (values, layout, whether coalesced), printing, what is refused."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")

MAKERS: dict[str, Any] = {
    # s: coordinates, c: coalesced, d: one twice, h: with a dense dimension, e: without values, r: rows, k: columns
    "s": lambda t: t.sparse_coo_tensor([[0, 1, 1], [2, 0, 2]], [3.0, 4.0, 5.0], (2, 3)),
    "c": lambda t: t.tensor([[0.0, 2.0, 0.5], [0.25, 0.0, 3.0]]).to_sparse(),
    "d": lambda t: t.sparse_coo_tensor([[0, 1, 0], [2, 0, 2]], [3.0, 4.0, 5.0], (2, 3)),
    "h": lambda t: t.sparse_coo_tensor([[1, 0, 1]], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], (3, 2)),
    "e": lambda t: t.sparse_coo_tensor((2, 3)),
    "i": lambda t: t.sparse_coo_tensor([[0, 1]], t.tensor([3, 4], dtype=t.int16), (2,)),
    "n": lambda t: t.sparse_coo_tensor([[0, 1], [2, 0]], t.tensor([3, 4]), (2, 3)),
    "b": lambda t: t.sparse_coo_tensor([[0, 1, 1], [1, 0, 0], [0, 2, 1]], [1.0, 2.0, 3.0], (2, 2, 3)),
    "r": lambda t: t.sparse_csr_tensor([0, 1, 3], [2, 0, 2], [3.0, 4.0, 5.0], (2, 3)),
    "k": lambda t: t.sparse_csc_tensor([0, 1, 1, 3], [1, 0, 1], [4.0, 3.0, 5.0], (2, 3)),
    "x": lambda t: t.arange(6.0).reshape(2, 3) - 2,
    "y": lambda t: t.arange(6.0).reshape(3, 2) + 1,
    "v": lambda t: t.tensor([1.0, 2.0, 3.0]),
}

GIVE = """
i[1] | i.select(0, 0)
s.coalesce() | d.coalesce() | h.coalesce() | e.coalesce() | d._indices() | d._values() | c.indices() | c.values()
s._nnz() | r._nnz() | (h.sparse_dim(), h.dense_dim(), x.sparse_dim(), x.dense_dim()) | s.numel() | len(s) | s.shape
s.to_dense() | d.to_dense() | h.to_dense() | e.to_dense() | r.to_dense() | k.to_dense() | n.to_dense() | x.to_sparse()
x.to_sparse(1) | x.to_sparse_csr() | x.to_sparse_csc() | x.to_sparse(layout=t.sparse_csr) | t.zeros(2, 0).to_sparse()
d.to_sparse_csr() | r.to_sparse() | k.to_sparse().coalesce() | r.to_sparse_csc() | r.crow_indices() | r.col_indices()
k.ccol_indices() | k.row_indices() | x.sparse_mask(s) | x.sparse_mask(h.to_dense().t().contiguous().to_sparse())
x.sparse_mask(r) | s + s | s + c | s + d | h + h | e + s | n + s | x + s | x + d | x + r | r + r
t.add(s, c, alpha=2) | t.add(x, s, alpha=2) | s - c | x - s | -s | -r | abs(c) | s * 2 | 2 * s | n * 2 | n * 1.5
s / 2 | s * t.tensor(2.0) | r * 2 | s * x | x * s | s * v | r * x | c * s | d * d | h * 3 | c.sin() | c.sqrt()
c.tanh() | c.sign() | c.relu() | t.expm1(c) | t.isnan(c) | r.sin() | c ** 2 | c.pow(3) | c.neg() | s @ y | x @ s.t()
d @ y | s @ v | s @ s.t() | c @ d.t() | r @ y | r @ v | t.mm(s, y) | t.mv(s, v) | t.sparse.mm(s, y)
t.sparse.mm(x.t(), s) | t.sparse.mm(s, c.t()) | e @ y | t.bmm(b, t.ones(2, 3, 4))
t.addmm(t.ones(2, 2), s, y, beta=2, alpha=3) | t.sparse.addmm(t.ones(2, 2), s, y) | t.smm(s, y) | t.hspmm(s, y)
t.sparse.sampled_addmm(r, x @ y, t.ones(2, 3)) | k @ y | s.sum() | d.sum(0) | d.sum(1) | h.sum(0) | h.sum(1)
h.sum((0, 1)) | b.sum((0, 2)) | t.sparse.sum(d, 0) | t.sparse.sum(n) | t.sparse.sum(d, 0, dtype=t.float64) | r.sum()
r.sum(0, keepdim=True) | d.norm() | c.norm(p=1) | t.sparse.softmax(s, 0) | t.sparse.softmax(d, 1)
t.sparse.log_softmax(c, 1) | t.sparse.softmax(h, 1) | s.t() | s.transpose(0, 1) | b.permute(2, 0, 1) | r.t()
s.unsqueeze(0) | s.unsqueeze(2) | h.unsqueeze(-1) | s[0] | s[1, 2] | s[-1] | h[1] | b.select(1, 0)
s.index_select(0, t.tensor([1, 1])) | h.index_select(1, t.tensor([0])) | t.cat([s, c]) | t.cat([s, d], 1)
t.cat([h, h], 1) | t.stack([s, s]) | list(s) | s.clone() | s.detach() | s.double() | n.float() | s.to(t.float64)
s.int() | t.zeros_like(s) | t.empty_like(s) | s.type() | n.type() | s.is_sparse | r.is_sparse | r.is_sparse_csr
s.layout | r.layout | s.device | s.dtype | s.is_contiguous() | t.is_tensor(s) | s.stride() | s.any()
d.clone().zero_() | s.clone().mul_(2) | s.clone().add_(c) | x.clone().add_(s, alpha=2) | x.clone().mul_(s)
s.clone().copy_(c) | s.clone().neg_() | s.clone().t_() | x.clone().sub_(s) | s.clone().div_(2)
s.clone().sparse_resize_((3, 4), 2, 0) | s.clone().sparse_resize_and_clear_((3, 4), 1, 1)
t.sparse_coo_tensor([[0, 1], [0, 2]], [1.0, 2.0]) | t.sparse_coo_tensor(t.zeros(2, 0), t.zeros(0), (2, 3))
t.sparse_coo_tensor([[0]], [True]) | t.sparse_compressed_tensor([0, 1], [1], [2.0], layout=t.sparse_csr)
t.sparse.spdiags(t.arange(6.0).reshape(2, 3), t.tensor([-1, 1]), (3, 3))
t.sparse.check_sparse_tensor_invariants.is_enabled()
t.sparse_coo_tensor([[0]], [1.0], (2,), dtype=t.float64, requires_grad=True)
"""

REFUSE = """
s.indices() | s.values() | x.indices() | x.values() | x.coalesce() | x.is_coalesced() | x.crow_indices()
s.crow_indices() | r.indices() | r.coalesce() | s + x | s + 1 | s - x | s / s | s / x | s.exp() | s.cos() | s == s
s.numpy() | s.tolist() | s.data_ptr() | s.item() | bool(s) | s.view(6) | s.reshape(6) | s + h | s @ s
s @ t.ones(3, 2, dtype=t.float64) | s.transpose(0, 5) | t.sparse.sum(s, 7) | s[5] | s.sum((0, 0))
t.sparse_coo_tensor([[0, 1], [0, -1]], [1.0, 2.0]) | t.sparse_coo_tensor([[0, 1]], [1.0, 2.0, 3.0])
t.sparse_coo_tensor([0, 1], [1.0, 2.0]) | t.sparse_coo_tensor([[0]], [1.0], (2, 3))
t.sparse_coo_tensor([[0, 5]], [1.0, 2.0], (3,), check_invariants=True)
t.sparse_coo_tensor([[0]], [[1.0, 2.0]], (3, 3))
t.sparse_csr_tensor([0, 3, 2], [0, 1], [1.0, 2.0], (2, 2), check_invariants=True)
t.sparse_csr_tensor([0, 1, 2], [0, 5], [1.0, 2.0], (2, 2), check_invariants=True) | x.sparse_mask(s.t())
x.sparse_mask(x) | s.add_(x) | n.mul_(1.5) | s.clone().copy_(x) | x.clone().copy_(s) | s.requires_grad_().mul_(2)
n.requires_grad_() | t.cat([s, x]) | s.expand(2, 2, 3) | s.contiguous() | s.fill_(1) | s.mean() | s.max()
t.softmax(s, 0) | t.equal(s, s) | t.sparse.spdiags(x, t.tensor([0, 0]), (3, 3))
"""

PRINT = "s c d h e n b r k | s.double() | s.clone().requires_grad_() | r.double() | n * 0"


def split(text: str) -> list[str]:
    return [e.strip() for line in text.strip().splitlines() for e in line.split(" | ")]


def evaluate(library: Any, expression: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return eval(expression, {"t": library, **{name: make(library) for name, make in MAKERS.items()}})


def described(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [described(v) for v in value]
    if not isinstance(value, fl.Tensor | torch.Tensor):
        return str(value)
    layout = str(value.layout)
    flag = value.is_coalesced() if layout == "torch.sparse_coo" else None
    dense = value.detach() if layout == "torch.strided" else value.detach().to_dense()
    return layout, str(value.dtype), tuple(value.shape), flag, value.requires_grad, np.array(dense.tolist())


def same(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if not isinstance(a, tuple):
        return bool(a == b)
    return a[:5] == b[:5] and np.allclose(a[5], b[5], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("expression", split(GIVE))
def test_gives_what_torch_gives(expression: str) -> None:
    found, expected = described(evaluate(fl, expression)), described(evaluate(torch, expression))
    assert same(found, expected), f"{found} is not {expected}"


@pytest.mark.parametrize("expression", split(REFUSE))
def test_refuses_what_torch_refuses(expression: str) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever it is
        evaluate(torch, expression)
    with pytest.raises(theirs.type):
        evaluate(fl, expression)


@pytest.mark.parametrize("expression", [*PRINT.split(" | ")[0].split(), *PRINT.split(" | ")[1:]])
def test_prints_as_torch_does(expression: str) -> None:
    assert repr(evaluate(fl, expression)) == repr(evaluate(torch, expression))
