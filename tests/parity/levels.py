"""The levels at which an operator is compared with PyTorch's. Each says nothing where all is the same, raises
`Different` (or whatever our call raised) where it is not, and `NotApplicable` where PyTorch itself has no such thing.
"""

from __future__ import annotations

import functools
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np
import torch

import flambeau

from . import matching
from .crossing import Different, copies, crossed, is_inexact, same, same_strides, tensors
from .database import OPERATORS, Absent, key_of, ours

SAMPLES = 5  # of one dtype, taken evenly from the database's

COMPARED = (torch.float64, torch.float32, torch.int64, torch.bool, torch.complex128, torch.bfloat16)
REFUSED = (
    *(torch.bool, torch.uint8, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64),
    *(torch.complex64, torch.complex128),
)
# Their elements are what was in memory.
UNINITIALISED = {
    *("empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided", "empty_permuted"),
    *("resize_", "resize_as_"),
}

# Of equal elements, any may be named by its index.
TIES = {"sort", "argsort", "topk", "kthvalue", "mode", "median", "nanmedian", "msort"}

# An eigenvector may be multiplied by a number of magnitude one; only the values are compared.
FREE_PHASE = {"linalg.eig", "linalg.eigh"}

# Computed in float32, where PyTorch has no 16-bit loop.
SIXTEEN_BITS = (
    *("cdist", "nn.functional.avg_pool3d", "nn.functional.rrelu", "nn.functional.pdist", "nn.functional.ctc_loss"),
    *("nn.functional.multi_margin_loss", "nn.functional.multilabel_margin_loss", "linalg.vander"),
    *(f"special.{name}" for name in ("zeta", "ndtri", "log_ndtr", "erfcx", "airy_ai", "spherical_bessel_j0")),
    *(f"special.bessel_{kind}" for kind in ("j0", "j1", "y0", "y1")),
    *(f"special.{scale}modified_bessel_{kind}" for scale in ("", "scaled_") for kind in ("k0", "k1")),
    *(f"special.modified_bessel_{kind}" for kind in ("i0", "i1")),
    *(f"special.{shift}chebyshev_polynomial_{kind}" for shift in ("", "shifted_") for kind in "tuvw"),
    *(f"special.{name}" for name in ("hermite_polynomial_h", "hermite_polynomial_he")),
    *(f"special.{name}" for name in ("laguerre_polynomial_l", "legendre_polynomial_p")),
)
OUT_DTYPE = "one sentence says of every op that out= has another dtype, where PyTorch has a sentence for each"
OVERLOADED = ("linspace", "linspace (tensor_overload)", "logspace", "logspace (tensor_overload)")

# Where ours is otherwise on purpose. What stands here counts neither as right nor as wrong.
DEPARTURES = {
    ("as_strided_scatter", "gradient"): "PyTorch hands `self` the gradient of what `src` overwrote",
    ("as_strided_scatter", "second"): "the same",
    ("as_strided_scatter", "tangent"): "the same",
    ("normal", "gradient"): "PyTorch records a node that passes zeros on; here a draw has no graph",
    ("normal", "second"): "the same",
    ("normal (number_mean)", "gradient"): "the same",
    ("normal (number_mean)", "second"): "the same",
    **{
        (f"index_reduce ({how})", "refused"): "bools are taken, as PyTorch takes them in two dimensions"
        for how in ("prod", "mean", "amax", "amin")
    },
    **dict.fromkeys(((name, "refused") for name in SIXTEEN_BITS), "16-bit floats are taken"),
    **dict.fromkeys((("amax", "errors"), ("amin", "errors"), ("multinomial", "errors")), OUT_DTYPE),
    **dict.fromkeys(
        ((name, "errors") for name in OVERLOADED), "the argument at fault is named, where PyTorch lists calls"
    ),
    **dict.fromkeys(((name, "out=") for name in ("cumsum", "cumprod", "bernoulli")), "floats are not cut to integers"),
    ("inner", "out="): "a wrong dtype is refused of 0-d tensors too",
    **dict.fromkeys(((name, "out=") for name in ("cholesky_inverse", "geqrf", "ormqr")), "resized as after other ops"),
    ("lu", "out="): "floats are not cut to integers",
    ("nn.functional.adaptive_max_pool2d", "errors"): "PyTorch calls it an internal error",
    ("nn.functional.adaptive_max_pool3d", "errors"): "the same",
    ("narrow_copy", "errors"): "a dimension out of range is an IndexError, where PyTorch fails an assertion",
    ("addbmm", "in-place"): "PyTorch gives what is written into another shape",
    ("round", "aliases"): "PyTorch's special.round refuses the integers that its round takes",
    ("round (decimals_0)", "refused"): "integers are rounded without decimals= and with decimals=0 alike",
    ("nn.functional.conv3d", "refused"): "PyTorch refuses integers only where the kernel is dilated",
    ("nn.functional.linear_cross_entropy (chunked)", "refused"): "a dtype is refused as without options",
    ("nn.functional.linear_cross_entropy (chunked_none)", "refused"): "the same",
    ("__rdiv__", "errors"): "two numbers are divided, where PyTorch asks a number for its reciprocal()",
    ("native_batch_norm", "out="): "out= of another shape is resized, where PyTorch fails inside",
    ("nn.functional.linear", "out="): "PyTorch warns of a resize where nothing is resized",
    ("normal (number_mean)", "out="): "an empty out= is resized, as everywhere else",
    ("nn.functional.interpolate (bicubic)", "dtypes"): "PyTorch rounds bytes through weights of 8 to 14 bits",
}

# torch.manual_seed formats the call stack three times, for GPUs that may come later.
QUICK_SEED = torch.default_generator.manual_seed


class NotApplicable(Exception):
    """PyTorch has nothing to compare with."""


def seed() -> None:
    random.seed(0)
    np.random.seed(0)
    QUICK_SEED(0)
    flambeau.manual_seed(0)


def some(found: list[Any], count: int) -> list[Any]:
    return found[:: max(1, -(-len(found) // count))]


def samples_of(info: Any, dtype: torch.dtype, requires_grad: bool = False, count: int = 0) -> list[Any]:
    return some(all_samples(key_of(info), dtype, requires_grad), count or SAMPLES)


@functools.lru_cache(maxsize=20)
def all_samples(key: str, dtype: torch.dtype, requires_grad: bool) -> list[Any]:
    info = OPERATORS[key]
    seed()
    with mock.patch.object(torch, "manual_seed", QUICK_SEED):
        return list(info.sample_inputs("cpu", dtype, requires_grad=requires_grad))


def supported(info: Any) -> set[torch.dtype]:
    return set(info.supported_dtypes("cpu"))


def arguments_of(sample: Any) -> tuple[list[Any], dict[str, Any]]:
    return [sample.input, *sample.args], dict(sample.kwargs)


def own_op(info: Any) -> Callable[..., Any]:
    return ours(info.op, info.name)


def both(info: Any, args: Any, kwargs: Any) -> tuple[Any, Any]:
    """Results here and there, of copies of the same arguments and with the same seed."""
    seed()
    theirs = info.op(*copies(args), **copies(kwargs))
    known: dict[int, Any] = {}
    seed()
    own = own_op(info)(*crossed(args, known), **crossed(kwargs, known))
    return own, theirs


def compare(info: Any, own: Any, theirs: Any, what: str) -> None:
    """Both results, as far as PyTorch defines them."""
    same(own, theirs, what, values=info.name not in UNINITIALISED | TIES | FREE_PHASE)
    if info.name in TIES | FREE_PHASE and isinstance(theirs, tuple):
        same(own[0], theirs[0], what)


def exists(info: Any) -> None:
    own_op(info)


def forward(info: Any) -> None:
    for dtype in COMPARED:
        if dtype in supported(info):
            for k, sample in enumerate(samples_of(info, dtype)):
                own, theirs = both(info, *arguments_of(sample))
                compare(info, own, theirs, f"{dtype} sample {k}")


def dtypes(info: Any) -> None:
    """Every dtype that PyTorch takes, and the dtype of its result."""
    for dtype in sorted(supported(info) - set(COMPARED) - {torch.chalf}, key=str):
        for k, sample in enumerate(samples_of(info, dtype, count=2)):
            own, theirs = both(info, *arguments_of(sample))
            compare(info, own, theirs, f"{dtype} sample {k}")


def refused_dtypes(info: Any) -> None:
    """What PyTorch refuses because of its dtype is refused."""
    base = next((dtype for dtype in COMPARED if dtype in supported(info)), None)
    if base is None:
        raise NotApplicable
    compared = 0
    for dtype in REFUSED:
        if dtype in supported(info):
            continue
        for sample in samples_of(info, base, count=2):
            sample = sample.transform(lambda x, dtype=dtype: cast(x, base, dtype))
            args, kwargs = arguments_of(sample)
            compared += agree_to_refuse(info.op, own_op(info), args, kwargs, f"{dtype}")
    if not compared:
        raise NotApplicable


def cast(x: Any, base: torch.dtype, dtype: torch.dtype) -> Any:
    if x is base:
        return dtype
    return x.to(dtype) if isinstance(x, torch.Tensor) and x.dtype is base else x


def agree_to_refuse(their_op: Any, own: Any, args: Any, kwargs: Any, what: str) -> int:
    """Where PyTorch raises, so do we, with an error that a handler of PyTorch's would catch."""
    error = raised(their_op, copies(args), copies(kwargs))
    if error is None:
        return 0
    known: dict[int, Any] = {}
    mine = raised(own, crossed(args, known), crossed(kwargs, known))
    if mine is None:
        raise Different(f"{what}: accepted, PyTorch: {type(error).__name__}: {error}"[:300])
    if not isinstance(mine, matching.classes(type(error))):
        raise Different(f"{what}: {type(mine).__name__} for {type(error).__name__}: {mine}"[:300])
    return 1


def raised(function: Any, args: Any, kwargs: Any) -> Exception | None:
    try:
        function(*args, **kwargs)
    except Exception as error:
        return error
    return None


def gradient_dtypes(info: Any) -> list[torch.dtype]:
    able = set(info.supported_backward_dtypes("cpu"))
    return [dtype for dtype in (torch.float64, torch.complex128) if dtype in able]


def recorded(info: Any, sample: Any) -> tuple[Any, Any, list[Any], list[Any]] | None:
    """Results and leaves that want gradients, ours and PyTorch's."""
    args, kwargs = arguments_of(sample)
    args, kwargs = copies(args), copies(kwargs)
    known: dict[int, Any] = {}
    own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
    seed()
    theirs = [x for x in tensors(sample.output_process_fn_grad(info.op(*args, **kwargs))) if x.requires_grad]
    seed()
    after = ours(sample.output_process_fn_grad)
    own = [x for x in tensors(after(own_op(info)(*own_args, **own_kwargs))) if x.requires_grad]
    leaves = [x for x in tensors([args, kwargs]) if x.requires_grad and x.is_leaf]
    unique = list({id(x): x for x in leaves}.values())
    if not theirs or not unique:
        return None
    if len(own) != len(theirs):
        raise Different(f"{len(own)} results with gradients, PyTorch's {len(theirs)}")
    return own, theirs, [known[id(x)] for x in unique], unique


def draw(x: torch.Tensor) -> torch.Tensor:
    return torch.randn(x.shape, dtype=x.dtype, generator=torch.Generator().manual_seed(7))


def differentiated(info: Any, orders: int) -> None:
    compared = 0
    if not info.supports_autograd or (orders > 1 and not info.supports_gradgrad):
        raise NotApplicable
    for dtype in gradient_dtypes(info):
        for k, sample in enumerate(samples_of(info, dtype, requires_grad=True)):
            found = recorded(info, sample)
            if found is None:
                continue
            own, theirs, own_leaves, leaves = found
            cotangents = [draw(x).requires_grad_(orders > 1) for x in theirs]
            own_cotangents = crossed(cotangents)
            options = {"create_graph": orders > 1, "allow_unused": True}
            first = torch.autograd.grad(theirs, leaves, cotangents, **options)
            own_first = flambeau.autograd.grad(own, own_leaves, own_cotangents, **options)
            if orders == 1:
                compared += compare_gradients(own_first, first, f"{dtype} sample {k}")
                continue
            pairs = [(a, b) for a, b in zip(own_first, first, strict=True) if b is not None and b.requires_grad]
            if not pairs:
                continue
            outer = [draw(b) for _, b in pairs]
            inputs, own_inputs = [*leaves, *cotangents], [*own_leaves, *own_cotangents]
            second = torch.autograd.grad([b for _, b in pairs], inputs, outer, allow_unused=True)
            wanted = [a for a, _ in pairs]
            if any(a is None or not a.requires_grad for a in wanted):
                raise Different(f"{dtype} sample {k}: a first gradient has no history")
            own_second = flambeau.autograd.grad(wanted, own_inputs, crossed(outer), allow_unused=True)
            compared += compare_gradients(own_second, second, f"{dtype} sample {k}")
    if not compared:
        raise NotApplicable


def compare_gradients(own: Any, theirs: Any, what: str) -> int:
    """A gradient of zeros and none at all are the same here."""
    for i, (a, b) in enumerate(zip(own, theirs, strict=True)):
        if a is None or b is None:
            other = b if a is None else a
            if other is not None and bool((other != 0).any()):
                raise Different(f"{what}: input {i}: only one has a gradient")
        else:
            same(a, b, f"{what}: input {i}")
    return 1


def gradient(info: Any) -> None:
    differentiated(info, 1)


def second_gradient(info: Any) -> None:
    differentiated(info, 2)


def tangent(info: Any) -> None:
    if not info.supports_forward_ad:
        raise NotApplicable
    compared = 0
    for dtype in gradient_dtypes(info):
        for k, sample in enumerate(samples_of(info, dtype, requires_grad=True)):
            args, kwargs = arguments_of(sample)
            directions = {id(x): draw(x) for x in tensors([args, kwargs]) if x.requires_grad and is_inexact(x)}
            theirs = pushed(torch, info.op, args, kwargs, directions, sample.output_process_fn_grad)
            if not any(x is not None for x in theirs):
                continue
            known: dict[int, Any] = {}
            own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
            own_directions = {id(known[key]): crossed(x) for key, x in directions.items()}
            after = ours(sample.output_process_fn_grad)
            own = pushed(flambeau, own_op(info), own_args, own_kwargs, own_directions, after)
            compared += compare_gradients(own, theirs, f"{dtype} sample {k}")
    if not compared:
        raise NotApplicable


def pushed(library: Any, op: Any, args: Any, kwargs: Any, directions: dict[int, Any], after: Any) -> list[Any]:
    """The tangents of the results."""
    forward_ad = library.autograd.forward_ad
    seed()
    with forward_ad.dual_level():

        def dual(x: Any) -> Any:
            if isinstance(x, library.Tensor):
                return forward_ad.make_dual(x.detach(), directions[id(x)]) if id(x) in directions else x
            if isinstance(x, list | tuple):
                return type(x)(dual(item) for item in x)
            return {key: dual(value) for key, value in x.items()} if isinstance(x, dict) else x

        results = tensors(after(op(*dual(args), **dual(kwargs))))
        return [forward_ad.unpack_dual(x).tangent for x in results if is_inexact(x)]


def batching(info: Any) -> None:
    """One call of vmap over two examples: the sample's, and the same with its first dimension reversed."""
    compared = 0
    dtype = torch.float64 if torch.float64 in supported(info) else torch.int64
    if dtype not in supported(info):
        raise NotApplicable
    for k, sample in enumerate(samples_of(info, dtype)):
        args, kwargs = arguments_of(sample)
        for second in (lambda x: x.flip(0) if x.ndim else x, lambda x: x):
            found = list(tensors([args, kwargs]))
            stacked = [torch.stack([x, second(x)]) for x in found if x.layout == torch.strided]
            if not stacked or len(stacked) != len(found):
                break
            try:
                seed()
                theirs = torch.vmap(called(torch, info.op, args, kwargs))(*stacked)
            except Exception:
                continue
            own = flambeau.vmap(called(flambeau, own_op(info), crossed(args), crossed(kwargs)))(*crossed(stacked))
            compare(info, own, theirs, f"sample {k}")
            compared += 1
            break
    if not compared:
        raise NotApplicable


def called(library: Any, op: Any, args: Any, kwargs: Any) -> Any:
    """The op as a function of the tensors among its arguments."""

    def call(*values: Any) -> Any:
        left = iter(values)

        def filled(x: Any) -> Any:
            if isinstance(x, library.Tensor):
                return next(left)
            if isinstance(x, list | tuple):
                return type(x)([filled(item) for item in x])
            return {key: filled(value) for key, value in x.items()} if isinstance(x, dict) else x

        return op(*filled(args), **filled(kwargs))

    return call


def method_of(variant: Any, name: str) -> Any:
    """Our method; the database wraps some of PyTorch's."""
    name = getattr(variant, "__name__", name)
    name = name if hasattr(torch.Tensor, name) else ""
    if not name:
        return ours(variant)
    if getattr(flambeau.Tensor, name, None) is None:
        raise Absent(f"Tensor.{name}")
    return getattr(flambeau.Tensor, name)


def in_place(info: Any) -> None:
    variant = info.inplace_variant
    if variant is None or info.name.endswith("_"):
        raise NotApplicable
    own = method_of(variant, f"{info.name}_")
    compare_variant(info, variant, own, written=True)
    operator = info.inplace_operator_variant
    if operator is not None:
        compare_variant(info, operator, operator, written=True)


def compare_variant(info: Any, variant: Any, own: Any, written: bool = False) -> None:
    compared = 0
    for dtype in (torch.float64, torch.int64, torch.bool, torch.complex64):
        for k, sample in enumerate(samples_of(info, dtype, count=4) if dtype in supported(info) else []):
            args, kwargs = arguments_of(sample)
            theirs_args, theirs_kwargs = copies(args), copies(kwargs)
            known: dict[int, Any] = {}
            own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
            seed()
            error = None
            try:
                result = variant(*theirs_args, **theirs_kwargs)
            except Exception as caught:
                error = caught
            seed()
            if error is not None:
                mine = raised(own, own_args, own_kwargs)
                if mine is None:
                    raise Different(f"{dtype} sample {k}: accepted, PyTorch: {type(error).__name__}: {error}"[:300])
                compared += 1
                continue
            own_result = own(*own_args, **own_kwargs)
            compare(info, own_result, result, f"{dtype} sample {k}")
            if written:
                same(own_args[0], theirs_args[0], f"{dtype} sample {k}: what was written")
            compared += 1
    if not compared:
        raise NotApplicable


def method(info: Any) -> None:
    if info.method_variant is None:
        raise NotApplicable
    compare_variant(info, info.method_variant, method_of(info.method_variant, info.name))
    if info.operator_variant is not None:
        compare_variant(info, info.operator_variant, info.operator_variant)


def aliases(info: Any) -> None:
    if not info.aliases:
        raise NotApplicable
    for alias in info.aliases:
        if alias.op is not None:
            compare_variant(info, alias.op, ours(alias.op, alias.name))
        if alias.method_variant is not None:
            compare_variant(info, alias.method_variant, method_of(alias.method_variant, alias.name))
        if alias.inplace_variant is not None:
            compare_variant(
                info, alias.inplace_variant, method_of(alias.inplace_variant, f"{alias.name}_"), written=True
            )


def out(info: Any) -> None:
    """``out=`` of the right shape, of another and of none; of another dtype; with gradients wanted."""
    if not info.supports_out:
        raise NotApplicable
    compared = 0
    for dtype in (torch.float64, torch.float32, torch.int64, torch.complex64):
        if dtype not in supported(info):
            continue
        for k, sample in enumerate(samples_of(info, dtype, count=3)):
            args, kwargs = arguments_of(sample)
            if "out" in kwargs:
                continue
            seed()
            plain = info.op(*copies(args), **copies(kwargs))
            if not all(isinstance(x, torch.Tensor) for x in (plain if isinstance(plain, list | tuple) else [plain])):
                continue
            for name, made in GIVEN.items():
                given = made(plain)
                if given is not None:
                    compared += compare_out(info, args, kwargs, given, plain, f"{dtype} sample {k}, {name}")
    if not compared:
        raise NotApplicable


def each(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[Any], Any]:
    def made(plain: Any) -> Any:
        return tuple(change(x) for x in plain) if isinstance(plain, list | tuple) else change(plain)

    return made


def strided(x: torch.Tensor) -> torch.Tensor:
    return torch.zeros((*x.shape, 2), dtype=x.dtype)[..., 0]


def other_dtype(x: torch.Tensor) -> torch.Tensor:
    kind = torch.int16 if is_inexact(x) else torch.float64
    return torch.zeros(x.shape, dtype=kind)


GIVEN: dict[str, Callable[[Any], Any]] = {
    "the right shape": each(lambda x: torch.zeros(x.shape, dtype=x.dtype)),
    "strided": each(strided),
    "empty": each(lambda x: torch.zeros((0,), dtype=x.dtype)),
    "another shape": each(lambda x: torch.zeros((*x.shape, 2), dtype=x.dtype)),
    "another dtype": each(other_dtype),
}


def compare_out(info: Any, args: Any, kwargs: Any, given: Any, plain: Any, what: str) -> int:
    own_given = crossed(given)
    known: dict[int, Any] = {}
    own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
    theirs, error, warned = outcome(info.op, copies(args), copies(kwargs), given)
    own, own_error, own_warned = outcome(own_op(info), own_args, own_kwargs, own_given)
    if error is not None:
        if own_error is None:
            raise Different(f"{what}: accepted, PyTorch: {type(error).__name__}: {error}"[:300])
        if not isinstance(own_error, matching.classes(type(error))):
            raise Different(f"{what}: {type(own_error).__name__} for {type(error).__name__}: {own_error}"[:300])
        return 1
    if is_wrong(given, plain):
        return 0
    if own_error is not None:
        raise own_error
    compare(info, own_given, given, what)
    same_strides(own_given, given, what)
    if isinstance(given, torch.Tensor) and theirs is given and own is not own_given:
        raise Different(f"{what}: the result is not out")
    if warned and not own_warned:
        raise Different(f"{what}: no warning of a resize")
    return 1


def is_wrong(given: Any, plain: Any) -> bool:
    """Whether PyTorch itself has not written what it returns without out=; it forgets strides here and there."""
    pairs = zip(tensors(given), tensors(plain), strict=True)
    return any(x.dtype == y.dtype and not torch.equal(x.nan_to_num(), y.nan_to_num()) for x, y in pairs)


def outcome(op: Any, args: Any, kwargs: Any, given: Any) -> tuple[Any, Exception | None, bool]:
    seed()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result, error = op(*args, **kwargs, out=given), None
        except Exception as problem:
            result, error = None, problem
    return result, error, any("resized" in str(w.message) for w in caught)


def error_inputs(info: Any) -> None:
    """The database's own bad inputs: PyTorch's class, and what it expects of the words."""
    if info.error_inputs_func is None:
        raise NotApplicable
    seed()
    compared = 0
    wrong = []
    for k, bad in enumerate(info.error_inputs("cpu")):
        args, kwargs = arguments_of(bad.sample_input)
        error = raised(info.op, copies(args), copies(kwargs))
        if not isinstance(error, bad.error_type):
            continue
        compared += 1
        try:
            known: dict[int, Any] = {}
            own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
        except (NotImplementedError, RuntimeError):  # there is no such tensor here
            continue
        mine = raised(own_op(info), own_args, own_kwargs)
        if mine is None:
            wrong.append(f"input {k}: accepted, PyTorch: {type(error).__name__}: {error}"[:200])
        elif not isinstance(mine, matching.classes(bad.error_type)):
            wrong.append(f"input {k}: {type(mine).__name__}: {mine} for {type(error).__name__}: {error}"[:300])
        elif not matching.words(str(mine), str(error), bad.error_regex):
            wrong.append(f"input {k}: {mine} for {error}"[:400])
    if wrong:
        raise Different(" // ".join(wrong))
    if not compared:
        raise NotApplicable


def views(info: Any) -> None:
    """The result shares an input's memory exactly where PyTorch's does, and lies there with the same strides."""
    compared = 0
    dtype = next((d for d in (torch.float64, torch.complex64, torch.int64) if d in supported(info)), None)
    for k, sample in enumerate(samples_of(info, dtype) if dtype else []):
        args, kwargs = arguments_of(sample)
        args, kwargs = copies(args), copies(kwargs)
        known: dict[int, Any] = {}
        own_args, own_kwargs = crossed(args, known), crossed(kwargs, known)
        seed()
        theirs = info.op(*args, **kwargs)
        seed()
        own = own_op(info)(*own_args, **own_kwargs)
        given = {x.data_ptr() for x in tensors([args, kwargs]) if x.numel()}
        if not given & set(starts(theirs)):
            continue
        shared = [any(shares(x, y) for y in tensors([args, kwargs])) for x in tensors(theirs)]
        own_shared = [any(shares(x, y) for y in tensors([own_args, own_kwargs])) for x in tensors(own)]
        if shared != own_shared:
            raise Different(f"sample {k}: shares memory: {own_shared}, PyTorch's: {shared}")
        same_strides(own, theirs, f"sample {k}")
        compared += 1
    if not compared:
        raise NotApplicable


def starts(x: Any) -> Iterator[int]:
    return (part.untyped_storage().data_ptr() for part in tensors(x) if part.numel() and part.device.type == "cpu")


def shares(x: Any, y: Any) -> bool:
    return x.numel() > 0 and x.untyped_storage().data_ptr() == y.untyped_storage().data_ptr()


def layouts(info: Any) -> None:
    """Results lie in memory as PyTorch's do, also those of inputs with gaps."""
    dtype = torch.float64 if torch.float64 in supported(info) else torch.int64
    if dtype not in supported(info) or info.name in UNINITIALISED:
        raise NotApplicable
    for k, sample in enumerate(samples_of(info, dtype)):
        for changed in (sample, sample.transform(transposed)):
            args, kwargs = arguments_of(changed)
            try:
                seed()
                theirs = info.op(*copies(args), **copies(kwargs))
            except Exception:
                continue
            known: dict[int, Any] = {}
            seed()
            own = own_op(info)(*crossed(copies(args), known), **crossed(kwargs, known))
            same_strides(own, theirs, f"sample {k}")


def transposed(x: Any) -> Any:
    """The same values, in memory the other way round."""
    return x.mT.contiguous().mT if isinstance(x, torch.Tensor) and x.ndim > 1 else x


LEVELS: dict[str, Callable[[Any], None]] = {
    "exists": exists,
    "forward": forward,
    "dtypes": dtypes,
    "refused": refused_dtypes,
    "gradient": gradient,
    "second": second_gradient,
    "tangent": tangent,
    "vmap": batching,
    "in-place": in_place,
    "out=": out,
    "errors": error_inputs,
    "method": method,
    "aliases": aliases,
    "views": views,
    "layout": layouts,
}
