"""`vmap`: a function of one example, run on a whole batch at once.

Inside, tensors stand for one example each; the core keeps the batch beside them, and every op has a rule that computes
it for all examples together (ops/batching.py).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from .. import _core
from .._arguments import explained, not_callable
from .._core import DataDependentError, Tensor
from .._pytree import TreeSpec, broadcast_prefix, tree_flatten, tree_unflatten
from ..ops import batching
from ..ops.join import cat, stack

_RANDOMNESS = ("error", "different", "same")


@explained
def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """`func` of one example as a function of a batch: the results are those of a loop, computed together.

    Args:
        func: takes and returns tensors, or nested tuples, lists and dicts of them.
        in_dims: the batch dimension of each argument, or None for one that all examples share; an int for all
            arguments, or a tree that matches them (or their upper part).
        out_dims: where the batch dimension goes in each result; None for a result that is the same for all examples.
        randomness: what random operations do: "error", draw "different" numbers for each example, or the "same".
        chunk_size: how many examples to compute at a time; all, where None.

    Where `func` asks for the value of a tensor (``.item()``, an ``if``), no batch can be computed at once: then `func`
    is run once per example, with a warning.

    Raises: ValueError for dimensions that do not fit the arguments or results, batches of different sizes, results that
        are not tensors, and a ``chunk_size`` that is not positive; RuntimeError for random operations with
        ``randomness="error"``, and for another ``randomness``.

    >>> import flambeau as torch
    >>> x, y = torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([10., 100.])
    >>> torch.vmap(torch.dot, in_dims=(0, None))(x, y)
    tensor([210., 430.])
    """
    if not callable(func):
        raise not_callable(func, "vmap")
    if randomness not in _RANDOMNESS:
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")
    if not (chunk_size is None or (isinstance(chunk_size, int) and chunk_size > 0)):
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        batch = _Batch(func, args, in_dims)
        if chunk_size is not None and chunk_size < batch.size:
            return _in_chunks(batch, out_dims, randomness, chunk_size, kwargs)
        return _run(batch, out_dims, randomness, kwargs)

    return functools.update_wrapper(wrapped, func)


class _Batch:
    """The arguments of one call, flat, each with its batch dimension; what is wrong with them is said here."""

    def __init__(self, func: Callable[..., Any], args: tuple[Any, ...], in_dims: Any) -> None:
        self.func = func
        self.name = getattr(func, "__name__", repr(func))
        self.in_dims = in_dims
        if not isinstance(in_dims, int | tuple):
            raise self._wrong(
                "expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got: "
                f"{type(in_dims)}."
            )
        if not args:
            raise ValueError(
                f"vmap({self.name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to "
                "vmap over a function with no inputs. The latter is unsupported."
            )
        self.leaves, self.spec = tree_flatten(args)
        dims = [in_dims] * len(self.leaves) if type(in_dims) is int else broadcast_prefix(in_dims, self.spec)
        if dims is None:
            raise self._wrong(
                f"in_dims is not compatible with the structure of `inputs`. in_dims has structure "
                f"{tree_flatten(in_dims)[1]} but inputs has structure {self.spec}."
            )
        self.dims: list[int | None] = []
        sizes = []
        for leaf, dim in zip(self.leaves, dims, strict=True):
            if dim is not None:
                if type(dim) is not int or not isinstance(leaf, Tensor) or not 0 <= dim < leaf.ndim:
                    dim = self._wrapped_dim(leaf, dim)
                sizes.append(leaf.shape[dim])
            self.dims.append(dim)
        if not sizes:
            raise self._wrong("Expected at least one Tensor to vmap over")
        if sizes.count(sizes[0]) != len(sizes):
            raise ValueError(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the "
                "mapped dimension"
            )
        self.size: int = sizes[0]

    def _wrong(self, what: str) -> ValueError:
        return ValueError(f"vmap({self.name}, in_dims={self.in_dims}, ...)(<inputs>): {what}")

    def _wrapped_dim(self, leaf: Any, dim: Any) -> int:
        """The dimension counted from the first; an error where there is none."""
        if not isinstance(dim, int):
            raise self._wrong(f"Got in_dim={dim} for an input but in_dim must be either an integer dimension or None.")
        if not isinstance(leaf, Tensor):
            raise self._wrong(
                f"Got in_dim={dim} for an input but the input is of type {type(leaf)}. We cannot vmap over non-Tensor "
                "arguments, please use None as the respective in_dim"
            )
        if not -leaf.dim() <= dim < leaf.dim():
            raise self._wrong(
                f"Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {leaf.dim()} so "
                f"expected in_dim to satisfy -{leaf.dim()} <= in_dim < {leaf.dim()}."
            )
        return dim % leaf.dim()

    def with_leaves(self, leaves: list[Any]) -> Any:
        """The arguments with other leaves."""
        return tree_unflatten(leaves, self.spec)

    def wrapped(self, level: int) -> Any:
        """The arguments of one example, which stand for all."""
        leaves = list(self.leaves)
        for i, d in enumerate(self.dims):
            if d is not None:
                leaves[i] = _core._wrap(leaves[i], d, level)
        return tree_unflatten(leaves, self.spec)

    def examples(self) -> Iterator[Any]:
        """The arguments of each example by itself."""
        for b in batching.parts(self.size):
            yield self.with_leaves(
                [leaf if d is None else leaf.select(d, b) for leaf, d in zip(self.leaves, self.dims, strict=True)]
            )

    def chunk(self, start: int, length: int) -> tuple[Any, ...]:
        """The arguments with `length` examples from `start` on."""
        chunk: tuple[Any, ...] = self.with_leaves(
            [
                leaf if d is None else leaf.narrow(d, start, length)
                for leaf, d in zip(self.leaves, self.dims, strict=True)
            ]
        )
        return chunk


def _run(batch: _Batch, out_dims: Any, randomness: str, kwargs: dict[str, Any]) -> Any:
    drawn_from = _core.default_generator.get_state() if randomness != "error" else None
    try:
        with batching.vmap_level(batch.size, randomness) as level:
            outputs = batch.func(*batch.wrapped(level), **kwargs)
            leaves, spec, dims = _outputs(batch, outputs, out_dims)
            for i, dim in enumerate(dims):
                leaves[i] = _unwrapped(batch, leaves[i], dim, level)
            return tree_unflatten(leaves, spec)
    except DataDependentError as error:
        reason = error
    warnings.warn(
        f"vmap: {batch.name} asks for the value of a tensor, which differs between examples, so it runs once per "
        f"example (there is a performance drop). torch.where() in place of `if` keeps the batch together. ({reason})",
        UserWarning,
        stacklevel=3,
    )
    if drawn_from is not None:
        _core.default_generator.set_state(drawn_from)
    return _by_loop(batch, out_dims, randomness, kwargs)


def _outputs(batch: _Batch, outputs: Any, out_dims: Any) -> tuple[list[Any], TreeSpec, list[Any]]:
    """The results, flat, each with where its batch dimension goes."""
    leaves, spec = tree_flatten(outputs)
    dims = [out_dims] * len(leaves) if type(out_dims) is int else broadcast_prefix(out_dims, spec)
    if dims is None and isinstance(out_dims, tuple) and len(out_dims) == 1:
        dims = broadcast_prefix(out_dims[0], spec)
    dims = [...] * len(leaves) if dims is None else dims
    for leaf, dim in zip(leaves, dims, strict=True):
        if not (isinstance(dim, int) or dim is None):
            raise ValueError(
                f"vmap({batch.name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the "
                f"structure of `outputs`. out_dims has structure {tree_flatten(out_dims)[1]} but outputs has structure "
                f"{spec}."
            )
        if not isinstance(leaf, Tensor) and dim is not None:
            raise ValueError(
                f"vmap({batch.name}, ...): `{batch.name}` must only return Tensors, got type {type(leaf)}. Did you "
                "mean to set out_dims= to None for output?"
            )
    return leaves, spec, dims


def _unwrapped(batch: _Batch, leaf: Any, out_dim: int | None, level: int) -> Any:
    if not isinstance(leaf, Tensor):
        return leaf
    value, dim = _core._unwrap(leaf, level)
    if out_dim is None:
        if dim is not None:
            raise ValueError(
                f"vmap({batch.name}, ...): `{batch.name}` can not return a BatchedTensor when out_dim is None"
            )
        return value
    if dim is None:
        value, dim = value.expand(batch.size, *value.shape), 0
    if not -value.dim() <= out_dim < value.dim():
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-value.dim()}, {value.dim() - 1}], but got "
            f"{out_dim}): out_dims of vmap({batch.name})"
        )
    return value if out_dim % value.dim() == dim else value.movedim(dim, out_dim)


def _by_loop(batch: _Batch, out_dims: Any, randomness: str, kwargs: dict[str, Any]) -> Any:
    generator = _core.default_generator
    start = generator.get_state()
    columns: list[list[Any]] = []
    for example in batch.examples():
        if randomness == "same":
            generator.set_state(start)
        leaves, spec, dims = _outputs(batch, batch.func(*example, **kwargs), out_dims)
        columns.append(leaves)
    if randomness == "error" and bool((generator.get_state() != start).any()):
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
            "'different' randomness flags on vmap or perform the randomness operation out of vmap"
        )
    if not columns:
        raise ValueError(f"vmap({batch.name}): the batch is empty, and {batch.name} can only run once per example")
    return tree_unflatten(
        [
            same[0] if dim is None else stack(same, dim)
            for same, dim in zip(map(list, zip(*columns, strict=True)), dims, strict=True)
        ],
        spec,
    )


def _in_chunks(batch: _Batch, out_dims: Any, randomness: str, chunk_size: int, kwargs: dict[str, Any]) -> Any:
    computed = []
    drawn_from = _core.default_generator.get_state() if randomness == "same" else None
    for start in batching.parts(batch.size, chunk_size):
        if drawn_from is not None:
            _core.default_generator.set_state(drawn_from)  # every chunk draws the same
        args = batch.chunk(start, min(chunk_size, batch.size - start))
        outputs = _run(_Batch(batch.func, args, batch.in_dims), out_dims, randomness, kwargs)
        computed.append(_outputs(batch, outputs, out_dims))
    leaves, spec, dims = zip(*computed, strict=True)
    joined = [
        same[0] if dim is None else cat(list(same), dim)
        for same, dim in zip(zip(*leaves, strict=True), dims[0], strict=True)
    ]
    return tree_unflatten(joined, spec[0])
