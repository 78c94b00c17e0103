"""Constructors and products of sparse tensors under their old names, beside PyTorch's."""

from __future__ import annotations

import warnings

import pytest
from beside import both

import flambeau


def _facts(x):
    return str(x.layout), str(x.dtype), tuple(x.shape), x.to_dense().tolist(), x.requires_grad


@both
def test_constructors(torch):
    i, v = torch.tensor([[0, 1], [2, 0]]), torch.tensor([3.0, 4.0])
    make = torch.sparse.FloatTensor
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [
            make(i, v, torch.Size([2, 3])),
            make(i, v, [2, 3]),
            make(i, v),
            make(2, 3),
            make(torch.Size([2, 2])),
            make(),
            make(i, v.double(), (2, 3)),
            torch.sparse.LongTensor(i, v.long(), (2, 3)),
            make(i, v.requires_grad_(), (2, 3)),
        ]
        kinds = [isinstance(x, make) for x in (*made, v)] + [isinstance(x, torch.FloatTensor) for x in (*made, v)]
    return [_facts(x) for x in made], kinds, made[0].type(), repr(make)


def test_a_constructor_warns():
    with pytest.warns(UserWarning, match="deprecated. Please use torch.sparse_coo_tensor"):
        flambeau.sparse.FloatTensor(2, 3)


@both
def test_lists_are_refused(torch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.sparse.FloatTensor([[0], [1]], [1.0], (2, 2))
        except TypeError as error:
            return str(error)[:50]


@both
def test_products(torch):
    x = torch.tensor([[0.0, 2.0], [3.0, 0.0]])
    s, y = x.to_sparse(), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    return [
        torch.dsmm(s, y).tolist(),
        torch.dsmm(x, y).tolist(),
        torch.spmm(s, y).tolist(),
        torch.hsmm(s, y).to_dense().tolist(),
    ]


@both
def test_flipped(torch):
    x = torch.tensor([[0.0, 2.0, 1.0], [3.0, 0.0, 0.0]], requires_grad=True)
    s, many = x.to_sparse(), x.expand(2, 2, 3).to_sparse()
    (s.T.to_dense() * s.mT.to_dense()).sum().backward()
    return [y.to_dense().tolist() for y in (s.T, s.H, s.mT, s.mH, many.mT, many.mH)], x.grad.tolist()


@both
def test_a_size_alone_by_name(torch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's, once a process, of checks that are off
        made = [torch.sparse_coo_tensor(size=(2, 3)), torch.sparse_coo_tensor(size=(2,), dtype=torch.int64)]
    refused = []
    for arguments in ({}, {"values": torch.ones(1), "size": (2,)}, {"indices": torch.zeros(1, 1), "size": (2,)}):
        try:
            torch.sparse_coo_tensor(**arguments)
        except TypeError:
            refused.append(len(refused))
    return [_facts(x) for x in made], refused
