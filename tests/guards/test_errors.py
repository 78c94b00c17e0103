"""Bad calls: the exception class and the leading words of PyTorch's message, which users search for, checked against
PyTorch where it is installed.
"""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl

try:
    import torch
except ImportError:  # the table then stands for it
    torch = None

# name: the call, the exception class, the leading phrase. `t` is the library, `F` its nn.functional.
BAD_CALLS: dict[str, tuple[Any, type[Exception], str]] = {
    "broadcast": (
        lambda t, F: t.ones(2, 3) + t.ones(4),
        RuntimeError,
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
    ),
    "bool minus": (
        lambda t, F: t.tensor([True]) - t.tensor([True]),
        RuntimeError,
        "Subtraction, the `-` operator, with two bool tensors is not supported",
    ),
    "neg bool": (
        lambda t, F: -t.tensor([True]),
        RuntimeError,
        "Negation, the `-` operator, on a bool tensor is not supported",
    ),
    "in-place result type": (
        lambda t, F: t.ones(2, dtype=t.int64).add_(1.5),
        RuntimeError,
        "result type Float can't be cast to the desired output type Long",
    ),
    "in-place shape": (
        lambda t, F: t.ones(1).add_(t.ones(3)),
        RuntimeError,
        "output with shape [1] doesn't match the broadcast shape [3]",
    ),
    "divide ints by zero": (lambda t, F: t.tensor([1]) // t.tensor([0]), RuntimeError, "ZeroDivisionError"),
    "dim out of range": (
        lambda t, F: t.ones(2, 3).sum(2),
        IndexError,
        "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
    ),
    "dim twice": (
        lambda t, F: t.ones(2, 3).sum((0, 0)),
        RuntimeError,
        "dim 0 appears multiple times in the list of dims",
    ),
    "max of nothing": (
        lambda t, F: t.ones(0).max(),
        RuntimeError,
        "max(): Expected reduction dim to be specified for input.numel() == 0",
    ),
    "argmax of nothing": (
        lambda t, F: t.ones(0).argmax(),
        IndexError,
        "argmax(): Expected reduction dim to be specified for input.numel() == 0",
    ),
    "mean of ints": (
        lambda t, F: t.ones(2, dtype=t.int64).mean(),
        RuntimeError,
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long",
    ),
    "view": (lambda t, F: t.ones(2, 3).view(4), RuntimeError, "shape '[4]' is invalid for input of size 6"),
    "view of a transpose": (
        lambda t, F: t.ones(2, 3).t().view(6),
        RuntimeError,
        "view size is not compatible with input tensor's size and stride",
    ),
    "two unknown sizes": (
        lambda t, F: t.ones(2, 3).reshape(-1, -1),
        RuntimeError,
        "only one dimension can be inferred",
    ),
    "unsplittable": (
        lambda t, F: t.ones(5).split([2, 2]),
        RuntimeError,
        "split_with_sizes expects split_sizes to sum exactly to 5",
    ),
    "cat of nothing": (lambda t, F: t.cat([]), ValueError, "torch.cat(): expected a non-empty list of Tensors"),
    "cat sizes": (
        lambda t, F: t.cat([t.ones(2, 3), t.ones(2, 4)]),
        RuntimeError,
        "Sizes of tensors must match except in dimension 0",
    ),
    "stack sizes": (
        lambda t, F: t.stack([t.ones(2), t.ones(3)]),
        RuntimeError,
        "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1",
    ),
    "expand": (
        lambda t, F: t.ones(2).expand(3),
        RuntimeError,
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0",
    ),
    "permute": (
        lambda t, F: t.ones(2, 3).permute(0),
        RuntimeError,
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
        "ordering of dimensions",
    ),
    "item of many": (
        lambda t, F: t.ones(2).item(),
        RuntimeError,
        "a Tensor with 2 elements cannot be converted to Scalar",
    ),
    "truth of many": (
        lambda t, F: bool(t.ones(2)),
        RuntimeError,
        "Boolean value of Tensor with more than one value is ambiguous",
    ),
    "index out of range": (
        lambda t, F: t.ones(3)[5],
        IndexError,
        "index 5 is out of bounds for dimension 0 with size 3",
    ),
    "index tensor out of range": (
        lambda t, F: t.ones(3)[t.tensor([5])],
        IndexError,
        "index 5 is out of bounds for dimension 0 with size 3",
    ),
    "too many indices": (lambda t, F: t.ones(3)[0, 0], IndexError, "too many indices for tensor of dimension 1"),
    "0-d index": (
        lambda t, F: t.tensor(1.0)[0],
        IndexError,
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python",
    ),
    "gather out of range": (
        lambda t, F: t.ones(3).gather(0, t.tensor([7])),
        RuntimeError,
        "index 7 is out of bounds for dimension 0 with size 3",
    ),
    "gather dtype": (
        lambda t, F: t.ones(3).gather(0, t.tensor([1.0])),
        RuntimeError,
        "gather(): Expected dtype int32/int64 for index",
    ),
    "mask shape": (
        lambda t, F: t.ones(3)[t.tensor([True, False])],
        IndexError,
        "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3] at index 0",
    ),
    "matmul": (
        lambda t, F: t.ones(2, 3) @ t.ones(4, 3),
        RuntimeError,
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x3)",
    ),
    "matmul dtype": (
        lambda t, F: t.ones(2, 2) @ t.ones(2, 2, dtype=t.float64),
        RuntimeError,
        "expected m1 and m2 to have the same dtype, but got: float != double",
    ),
    "dot sizes": (
        lambda t, F: t.ones(2).dot(t.ones(3)),
        RuntimeError,
        "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements",
    ),
    "bmm rank": (lambda t, F: t.bmm(t.ones(2, 2), t.ones(2, 2)), RuntimeError, "batch1 must be a 3D tensor"),
    "negative size": (lambda t, F: t.empty(-1), RuntimeError, "Trying to create tensor with negative dimension -1"),
    "arange sign": (
        lambda t, F: t.arange(0, 5, -1),
        RuntimeError,
        "upper bound and lower bound inconsistent with step sign",
    ),
    "arange step": (lambda t, F: t.arange(0, 5, 0), RuntimeError, "step must be nonzero"),
    "ragged": (lambda t, F: t.tensor([[1, 2], [3]]), ValueError, "expected sequence of length 2 at dim 1 (got 1)"),
    "not data": (lambda t, F: t.tensor(object()), RuntimeError, "Could not infer dtype of object"),
    "no grad": (
        lambda t, F: t.ones(2).sum().backward(),
        RuntimeError,
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    "vector backward": (
        lambda t, F: (t.ones(2, requires_grad=True) * 2).backward(),
        RuntimeError,
        "grad can be implicitly created only for scalar outputs",
    ),
    "int requires grad": (
        lambda t, F: t.ones(2, dtype=t.int64, requires_grad=True),
        RuntimeError,
        "Only Tensors of floating point and complex dtype can require gradients",
    ),
    "leaf in place": (
        lambda t, F: t.ones(2, requires_grad=True).add_(1),
        RuntimeError,
        "a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    "numpy of grad": (
        lambda t, F: t.ones(2, requires_grad=True).numpy(),
        RuntimeError,
        "Can't call numpy() on Tensor that requires grad.",
    ),
    "embedding range": (
        lambda t, F: F.embedding(t.tensor([5]), t.ones(3, 2)),
        IndexError,
        "index out of range in self",
    ),
    "target range": (
        lambda t, F: F.cross_entropy(t.ones(1, 3), t.tensor([3])),
        IndexError,
        "Target 3 is out of bounds.",
    ),
    "dropout p": (
        lambda t, F: F.dropout(t.ones(2), 1.5),
        ValueError,
        "dropout probability has to be between 0 and 1, but got 1.5",
    ),
    "linear shapes": (
        lambda t, F: F.linear(t.ones(2, 3), t.ones(4, 2)),
        RuntimeError,
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x4)",
    ),
    "conv rank": (
        lambda t, F: F.conv2d(t.ones(3), t.ones(1, 1, 2, 2)),
        RuntimeError,
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3]",
    ),
    "unknown keyword": (lambda t, F: t.ones(2).sum(nonsense=1), TypeError, "sum() "),
    "topk range": (lambda t, F: t.ones(3).topk(4), RuntimeError, "selected index k out of range"),
    "one_hot negative": (lambda t, F: F.one_hot(t.tensor([-1])), RuntimeError, "Class values must be non-negative."),
    "multinomial": (
        lambda t, F: t.multinomial(t.tensor([0.5, 0.5]), 3),
        RuntimeError,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
    ),
    "unbind 0-d": (
        lambda t, F: t.tensor(1.0).unbind(),
        IndexError,
        "Dimension specified as 0 but tensor has no dimensions",
    ),
    "iterate 0-d": (lambda t, F: iter(t.tensor(1.0)), TypeError, "iteration over a 0-d tensor"),
    "len 0-d": (lambda t, F: len(t.tensor(1.0)), TypeError, "len() of a 0-d tensor"),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_bad_call(name: str) -> None:
    """Ours raises the class and leads with the phrase; so does PyTorch, or the table is wrong."""
    function, expected, phrase = BAD_CALLS[name]
    with pytest.raises(expected) as caught:
        function(fl, fl.nn.functional)
    assert str(caught.value).startswith(phrase)
    if torch is not None:
        with pytest.raises(expected) as theirs:
            function(torch, torch.nn.functional)
        assert str(theirs.value).startswith(phrase)


def test_errors_say_what_was_given_and_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"2x3 and 4x3.*\| matmul: .*\(3 != 4\) \| did you mean"):
        fl.ones(2, 3) @ fl.ones(4, 3)
