"""What is composed: every op of the registry on its samples, as a function of its tensors, and its in-place form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from operands import KINK, Maker, Sample, fits, tensors_of
from samples import OPS, key_of

import flambeau as fl
from flambeau._pytree import tree_flatten, tree_unflatten
from flambeau.ops.define import registry

DRAWN = 8  # examples of a sample: three nested batches of two


@dataclass
class Subject:
    """A function of tensors with examples of its inputs."""

    name: str
    function: Callable[[Any], list[Any]]
    examples: list[list[Any]]
    derived: tuple[int, ...]  # inputs that it is differentiated by
    order: int = 3  # how often it may be differentiated
    fixed: tuple[int, ...] = ()  # inputs that every batch must include: what is written to
    front: bool = False  # the batch may only lie in front
    description: str = ""


def _op_subject(key: str, entry: Any, sample: Sample, dtype: str, number: int, form: str) -> Subject | None:
    drawn = [
        tree_flatten(Maker(fl, dtype, "contiguous", f"{key}/{number}/{k}").call_arguments(sample)) for k in range(DRAWN)
    ]
    spec, first = drawn[0][1], drawn[0][0]
    tensors = [i for i, leaf in enumerate(first) if isinstance(leaf, fl.Tensor)]
    maker = Maker(fl, dtype, "contiguous", f"{key}/{number}/0")
    leaves = tree_flatten(maker.call_arguments(sample, grad=True))[0]
    derived = tuple(n for n, i in enumerate(tensors) if leaves[i].requires_grad)
    # As the judges of single ops do: an op that reads one triangle is given the Hermitian part of what varies.
    judged = zip(maker.leaves, maker.operands, strict=True)
    hermitian = [id(leaf) for leaf, operand in judged if operand.hermitian]
    halves = [i for i in tensors if id(leaves[i]) in hermitian]
    if form and not (tensors and tensors[0] == 0):
        return None
    results = floating if OPS[key].judged else tensors_of
    written = form or (entry.inplace == "only" and "into a clone")

    def function(xs: Any) -> list[Any]:
        filled = list(first)
        for i, x in zip(tensors, xs, strict=True):
            filled[i] = 0.5 * (x + x.mH) if i in halves else x
        args, kwargs = tree_unflatten(filled, spec)
        fl.manual_seed(1)
        if not written:
            return results(entry.function(*args, **kwargs))
        target = args[0].clone()
        if written == "through a view":
            whole = fl.stack([target, target])
            entry.inplace_function(whole[0], *args[1:], **kwargs)
            return results(whole)
        entry.inplace_function(target, *args[1:], **kwargs)
        return results(target)

    name = f"{key}{'_' if form else ''}"
    return Subject(
        name,
        function,
        [[leaves[i] for i in tensors] for leaves, _ in drawn],
        derived,
        order=3 if sample.order >= 2 else max(sample.order, 0),
        fixed=(0,) if written else (),
        front=key in ("as_strided", "as_strided_copy", "as_strided_scatter"),
        description=f"sample {number} {dtype} {form} {sample.args} {sample.kwargs}",
    )


def floating(result: Any) -> list[Any]:
    """The outputs that have derivatives by their dtype."""
    return [t for t in tensors_of(result) if t.is_floating_point() or t.is_complex()]


def forms(entry: Any, key: str) -> tuple[str, ...]:
    """The ways to call an op: as a function and, where there is an in-place form, into a clone and through a view."""
    if entry.inplace_function is None or entry.inplace == "only" or not OPS[key].writes:
        return ("",)
    return ("", "into a clone", "through a view")


def op_subjects(key: str) -> Iterator[Subject]:
    """An op's samples in all its forms, in float64 and complex128; ops without derivatives in int64, too."""
    entry = ENTRIES[key]
    dtypes = ("float64", "complex128") if OPS[key].judged else ("float64", "int64")
    limited = [dtype for dtype in dtypes if dtype in (OPS[key].dtypes or dtypes)]
    # svd_factors is compared with PyTorch in float32 alone, and differentiated in float64 like any op that is judged.
    for dtype in limited or (dtypes if OPS[key].judged else ()):
        for number, sample in enumerate(OPS[key].samples):
            if not fits(sample, dtype) or sample.order < KINK:
                continue
            for form in forms(entry, key):
                subject = _op_subject(key, entry, sample, dtype, number, form)
                if subject is not None and taken(subject):
                    yield subject


# An op may refuse complex numbers; an in-place form results that do not fit into the first argument.
REFUSALS = ("omplex", "broadcast shape", "desired output type", "not implemented for", "Bad in-place call")


def taken(subject: Subject) -> bool:
    """Whether the op takes the sample, by what it says where it does not."""
    try:
        subject.function(subject.examples[0])
    except (RuntimeError, ValueError, TypeError) as error:
        if any(words in str(error) for words in REFUSALS):
            return False
        raise
    return True


ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}
