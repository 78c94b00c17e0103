"""Kinds of differences that PyTorch's own tests found."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")

SIZES_GIVEN_ONE_BY_ONE = [
    *("flip", "expand", "permute", "repeat", "view", "reshape", "new_empty", "new_zeros", "new_ones"),
]


@pytest.mark.parametrize("name", SIZES_GIVEN_ONE_BY_ONE)
def test_no_sizes_are_no_empty_shape(name: str) -> None:
    for library in (fl, torch):
        with pytest.raises(TypeError):
            getattr(library.ones(1), name)()
        getattr(library.tensor(1.0), name)(())


@pytest.mark.parametrize("name", ["zeros", "ones", "empty", "rand", "randn"])
def test_creation_wants_a_shape(name: str) -> None:
    for library in (fl, torch):
        with pytest.raises(TypeError):
            getattr(library, name)()
        assert getattr(library, name)(()).shape == ()


@pytest.mark.parametrize(
    ("shape", "size"),
    [((5,), (1, 1, 5)), ((3, 5), (1, 3, 5)), ((5,), (2, 1, 5)), ((5,), (1, 2, 5)), ((), (1, 1)), ((1, 5), (1, 4, 5))],
)
def test_strides_of_new_dimensions(shape: tuple[int, ...], size: tuple[int, ...]) -> None:
    assert fl.zeros(shape).expand(size).stride() == torch.zeros(shape).expand(size).stride()


OUT_OF_ANOTHER_DTYPE = {
    "all": ("int8", "all only supports bool tensor for result, got"),
    "isposinf": ("float32", "does not support non-boolean outputs"),
    "nonzero": ("float32", "scalar type Long"),
    "argsort": ("float32", "int64"),
}


@pytest.mark.parametrize("name", OUT_OF_ANOTHER_DTYPE)
def test_out_of_another_dtype_says_which_was_expected(name: str) -> None:
    dtype, words = OUT_OF_ANOTHER_DTYPE[name]
    with pytest.raises(RuntimeError, match=re.escape(words)):
        getattr(fl, name)(fl.ones(3), out=fl.empty(0, dtype=getattr(fl, dtype)))


@pytest.mark.parametrize("name", ["sum", "prod", "cumsum", "cumprod", "mean"])
def test_a_dtype_that_is_asked_for_is_that_of_out(name: str) -> None:
    for library in (fl, torch):
        function = getattr(library, name)
        with pytest.raises(RuntimeError, match="Expected out tensor to have dtype"):
            function(library.ones(3), dim=0, dtype=library.float64, out=library.empty(0))
        out = library.empty(0, dtype=library.float64)
        assert function(library.ones(3), dim=0, out=out).dtype is library.float64


def test_tensors_and_not_one_tensor() -> None:
    for name in ("hstack", "vstack", "dstack", "column_stack", "cat", "stack"):
        for library in (fl, torch):
            with pytest.raises(TypeError, match="must be tuple of Tensors, not Tensor"):
                getattr(library, name)(library.ones(3))


@pytest.mark.filterwarnings("ignore:.*deprecated on 0-D")
def test_adjoints_of_a_number() -> None:
    for ask in (lambda x: x.mH, lambda x: x.H, lambda x: x.adjoint()):
        assert ask(fl.tensor(1 + 2j)).item() == ask(torch.tensor(1 + 2j)).item() == 1 - 2j


def test_memory_that_must_not_be_written_is_copied_with_a_warning() -> None:
    before = fl.is_warn_always_enabled()
    fl.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="The given buffer is not writable"):
            x = fl.frombuffer(b"\x01\x02", dtype=fl.uint8)
    finally:
        fl.set_warn_always(before)
    assert x.tolist() == [1, 2]


REFUSED: dict[str, tuple[type[Exception], str, Any]] = {
    "bincount": (RuntimeError, "1-d", lambda t: t.bincount(t.ones(2, dtype=t.int64), t.ones(2, 2))),
    "quantile of nothing": (RuntimeError, "must be non-empty", lambda t: t.quantile(t.ones(0, 2), 0.5, 1)),
    "quantile's q": (RuntimeError, "q tensor must be same dtype", lambda t: t.quantile(t.ones(2), t.ones(1).double())),
    "tensor_split": (IndexError, "Dimension out of range", lambda t: t.tensor_split(t.ones(2), (1,), 1)),
    "tensor_split at": (
        RuntimeError,
        "dtype of long, but got Float",
        lambda t: t.tensor_split(t.ones(2), t.tensor(1.0)),
    ),
    "take_along_dim": (
        IndexError,
        "Dimension out of range",
        lambda t: t.take_along_dim(t.ones(2), t.zeros(2, dtype=t.int64), 7),
    ),
    "block_diag": (
        RuntimeError,
        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 1 has 3 dimensions",
        lambda t: t.block_diag(t.tensor(5), t.ones(1, 1, 1)),
    ),
    "diff of other dimensions": (
        RuntimeError,
        "diff expects prepend or append to be the same dimension as input",
        lambda t: t.diff(t.ones(2), prepend=t.ones(1, 1)),
    ),
    "diff of other sizes": (
        RuntimeError,
        r"input.size\(0\) = 2, but got tensor.size\(0\) = 3",
        lambda t: t.diff(t.ones(2, 2), append=t.ones(3, 1)),
    ),
    "full": (TypeError, "must be tuple of ints, not int", lambda t: t.full(2, 1)),
    "full by name": (TypeError, "must be tuple of ints, not int", lambda t: t.full(size=2, fill_value=1)),
    "new_full": (TypeError, "must be tuple of ints, not int", lambda t: t.ones(1).new_full(2, 1)),
    "empty_strided": (TypeError, "must be tuple of ints, not int", lambda t: t.empty_strided(2, 1)),
    "randint": (TypeError, "tuple of ints", lambda t: t.randint(0, 5, 2)),
    "normal": (TypeError, "tuple of ints", lambda t: t.normal(0.0, 1.0, 2)),
    "a float with a gradient": (
        TypeError,
        r"argument 'atol' \(position 4\) must be float, not Tensor",
        lambda t: t.isclose(t.ones(1), t.ones(1), t.tensor(1.5), t.tensor(1.0, requires_grad=True)),
    ),
    "a number with a gradient": (
        TypeError,
        "argument 'alpha' must be Number, not Tensor",
        lambda t: t.add(t.ones(1), t.ones(1), alpha=t.tensor(1.0, requires_grad=True)),
    ),
    "addr's beta": (
        RuntimeError,
        "Boolean beta only supported for Boolean results",
        lambda t: t.addr(t.ones(1, 1), t.ones(1), t.ones(1), beta=True),
    ),
    "addr of integers": (
        RuntimeError,
        "argument beta must not be a floating point number",
        lambda t: t.addr(t.ones(1, 1).int(), t.ones(1).int(), t.ones(1).int(), beta=2.0),
    ),
    "subclasses of a type": (
        TypeError,
        "type 'torch.FloatTensor' is not an acceptable base type",
        lambda t: type("Mine", (t.FloatTensor,), {}),
    ),
    "linspace": (
        RuntimeError,
        r"torch.linspace\(\): inferred dtype",
        lambda t: t.linspace(0, 1j, 5, dtype=t.float32),
    ),
    "logspace": (
        RuntimeError,
        r"torch.logspace\(\): inferred dtype",
        lambda t: t.logspace(0, 1j, 5, dtype=t.float32),
    ),
    "map_": (TypeError, "'str' object is not callable", lambda t: t.ones(1).map_(t.ones(1), "str")),
    "apply_": (TypeError, "must be real number, not str", lambda t: t.ones(1).apply_(lambda _: "str")),
    "polar": (
        RuntimeError,
        "Expected object of scalar type ComplexFloat but got scalar type Float for argument 'out'",
        lambda t: t.polar(t.ones(1), t.ones(1), out=t.ones(1)),
    ),
    "cummax": (
        RuntimeError,
        "expected scalar_type Float but found Short",
        lambda t: t.cummax(t.ones(1), 0, out=(t.empty(0, dtype=t.int16), t.empty(0, dtype=t.int64))),
    ),
    "view_as_complex": (RuntimeError, "must have one or more dimensions", lambda t: t.view_as_complex(t.tensor(1.0))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    kind, words, call = REFUSED[what]
    for library in (fl, torch):
        with pytest.raises(kind, match=words):
            call(library)


@pytest.mark.filterwarnings("ignore:torch.range is deprecated")
def test_range_takes_out() -> None:
    out = fl.empty(0, dtype=fl.int64)
    assert fl.range(0, 3, out=out) is out
    assert out.tolist() == torch.range(0, 3, out=torch.empty(0, dtype=torch.int64)).tolist()


def test_no_blocks() -> None:
    assert fl.block_diag().shape == torch.block_diag().shape == (1, 0)


def test_means_of_complex_numbers_scattered_to_one_place() -> None:
    results = []
    for library in (fl, torch):
        x = library.tensor([1 + 1j, 3.0, 5j])
        index = library.tensor([0, 0, 2])
        results.append(x.scatter_reduce(0, index, x[:3] * 2, "mean").tolist())
    np.testing.assert_allclose(*results, 1e-6)


@pytest.mark.parametrize("bins", [1, 2, 5, 6, 100])
def test_a_histogram_of_equal_values(bins: int) -> None:
    for value in (0.0, 5.1, -3.7, 1e4, 1e20):
        ours, theirs = (lib.histc(lib.full((3,), value), bins).tolist() for lib in (fl, torch))
        assert ours == theirs
        if value < 1e6:
            ours, theirs = (lib.histogram(lib.full((3,), value), bins).hist.tolist() for lib in (fl, torch))
            assert ours == theirs


DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64")


def test_which_dtypes_can_be_cast_and_have_a_sign() -> None:
    names = (*DTYPES, "complex64", "complex128")
    for name in names:
        ours, theirs = getattr(fl, name), getattr(torch, name)
        assert fl.is_signed(fl.zeros(1, dtype=ours)) == torch.is_signed(torch.zeros(1, dtype=theirs))
        for other in names:
            assert fl.can_cast(ours, getattr(fl, other)) == torch.can_cast(theirs, getattr(torch, other))


@pytest.mark.parametrize("wrap", [False, True])
@pytest.mark.parametrize("shape", [(3, 3), (7, 3), (2, 3), (2, 2, 2), (0, 3), (5, 1), (0, 0), (3, 0)])
def test_fill_diagonal(shape: tuple[int, ...], wrap: bool) -> None:
    ours, theirs = (lib.zeros(shape).fill_diagonal_(5, wrap).tolist() for lib in (fl, torch))
    assert ours == theirs


def test_fill_diagonal_is_recorded_and_refuses() -> None:
    x = fl.ones(2, 2, requires_grad=True)
    (x * 2).fill_diagonal_(0).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [[0, 2], [2, 0]]
    for shape, words in (((3,), "larger than 1"), ((2, 2, 3), "equal length")):
        for library in (fl, torch):
            with pytest.raises(RuntimeError, match=words):
                library.zeros(shape).fill_diagonal_(1)


@pytest.mark.parametrize(("dtype", "digits"), [("float32", 24), ("float16", 11), ("bfloat16", 8), ("float64", 53)])
@pytest.mark.parametrize("end", ["from", "to - 1"])
def test_integers_that_a_dtype_skips(dtype: str, digits: int, end: str) -> None:
    far = 2 ** (digits + 1)
    found = []
    for library in (torch, fl):
        library.manual_seed(0)
        x = library.zeros(4, dtype=getattr(library, dtype))
        with pytest.warns(UserWarning, match=rf"{end} is out of bounds \[-\(2\^{digits}\), 2\^{digits}\]"):
            x.random_(*((-far, 5) if end == "from" else (0, far)))
        found.append(x.tolist())
    assert found[0] == found[1]


@pytest.mark.filterwarnings("ignore:ComplexHalf support is experimental")
@pytest.mark.parametrize("draw", ["rand", "randn", "rand_like", "randn_like", "normal_", "uniform_"])
@pytest.mark.parametrize("count", [3, 8, 21])
def test_draws_of_complex32(draw: str, count: int) -> None:
    found = []
    for library in (torch, fl):
        library.manual_seed(0)
        if draw in ("rand", "randn"):
            x = getattr(library, draw)(count, dtype=library.complex32)
        else:
            like = library.zeros(count, dtype=library.complex32)
            x = getattr(like, draw)() if draw[-1] == "_" else getattr(library, draw)(like)
        found.append(x.tolist())
    np.testing.assert_allclose(found[1], found[0], 2e-3, 2e-3)  # as closely as numbers of 11 bits are drawn


def test_complex32_is_said_to_be_experimental_once() -> None:
    fl.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="ComplexHalf support is experimental"):
            fl.empty(3, dtype=fl.complex32)
    finally:
        fl.set_warn_always(False)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "bfloat16"])
def test_a_complex_value_without_dtype(dtype: str) -> None:
    kinds = []
    for library in (torch, fl):
        library.set_default_dtype(getattr(library, dtype))
        try:
            kinds.append(str(library.full((2,), 1 + 1j).dtype))
        finally:
            library.set_default_dtype(library.float32)
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("dtype", ["int8", "int32", "bool", "float16", "complex64"])
def test_dtypes_of_vander(dtype: str) -> None:
    ours, theirs = (lib.vander(lib.tensor([3, 2]).to(getattr(lib, dtype)), 6) for lib in (fl, torch))
    assert str(ours.dtype) == str(theirs.dtype)
    assert ours.tolist() == theirs.tolist()


def test_each_of_several_largest_differences_gets_the_gradient() -> None:
    rows = [[[1.0, 2.0, 0.0], [0.0, 1.0, 0.0], [3.0, 4.0, 1.0]], [[0.0, 1.0, 0.0], [1.0, 2.0, 0.0]]]
    found = []
    for library in (torch, fl):
        x, y = (library.tensor(r, requires_grad=True) for r in rows)
        distances = library.cdist(x, y, p=float("inf"))
        pairs = library.pdist(x, p=float("inf"))
        (distances.sum() + 3 * pairs.sum()).backward()
        found.append([t.tolist() for t in (distances, pairs, x.grad, y.grad)])
    assert found[0] == found[1]
    assert fl.cdist(fl.tensor([[float("inf")]]), fl.zeros(1, 1), p=float("inf")).tolist() == [[float("inf")]]


def test_levels_of_determinism() -> None:
    for library in (torch, fl):
        try:
            for mode, warn_only, level in ((True, True, 1), (True, False, 2), (False, True, 0), (False, False, 0)):
                library.use_deterministic_algorithms(mode, warn_only=warn_only)
                assert library.is_deterministic_algorithms_warn_only_enabled() is warn_only
                assert library.get_deterministic_debug_mode() == level
            for level, word in enumerate(("default", "warn", "error")):
                for given in (level, word):
                    library.set_deterministic_debug_mode(given)
                    assert library.get_deterministic_debug_mode() == level
            with pytest.raises(RuntimeError, match="invalid value of debug_mode"):
                library.set_deterministic_debug_mode("sometimes")
        finally:
            library.use_deterministic_algorithms(False)


@pytest.mark.parametrize("dim", [2, -3, (0, 5), 7])
def test_no_such_dimension_to_squeeze_within_vmap(dim: Any) -> None:
    for library in (torch, fl):
        with pytest.raises((IndexError, RuntimeError), match=r"Dimension (is )?out of range"):
            library.func.vmap(lambda x: x.squeeze(dim))(library.ones(4, 1, 3))
    assert fl.func.vmap(lambda x: x.squeeze(0))(fl.ones(4)).shape == (4,)


@pytest.mark.parametrize("name", ["addbmm", "addbmm_", "baddbmm", "addmm_", "addr"])
def test_numbers_before_tensors_name_the_form(name: str) -> None:
    shapes = {"addr": ((2,), (2,)), "addmm": ((2, 2), (2, 2))}.get(name.strip("_"), ((1, 2, 2), (1, 2, 2)))
    out = (1, 2, 2) if name == "baddbmm" else (2, 2)
    with pytest.warns(UserWarning, match=f"This overload of {name} is deprecated"):
        found = getattr(fl.ones(out), name)(2, *(fl.ones(s) for s in shapes))
    assert found.tolist() == getattr(fl.ones(out), name)(*(fl.ones(s) for s in shapes), beta=2).tolist()


def test_addr_scales_integers_added_to_floats() -> None:
    ours, theirs = (lib.addr(lib.ones(1, 1).int(), lib.ones(1), lib.ones(1), beta=2.5) for lib in (fl, torch))
    assert ours.tolist() == theirs.tolist() == [[3.5]]


@pytest.mark.parametrize(
    "dims", [[[0, 27], [27, 3]], [[30, 2], [2, 1]], [[26, 25], [25, 51]], [[30, 2], [2, 51]], [[5, 40], [40, 4]]]
)
def test_numbered_dimensions_remain_in_the_order_of_their_numbers(dims: list[list[int]]) -> None:
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    ours, theirs = (lib.einsum(lib.tensor(a), dims[0], lib.tensor(b), dims[1]).tolist() for lib in (fl, torch))
    assert ours == theirs
    batches = np.arange(30.0).reshape(5, 2, 3)
    for places in ([..., 30, 2], [30, ..., 2], [26, 0, ...]):
        ours, theirs = (lib.einsum(lib.tensor(batches), places).tolist() for lib in (fl, torch))
        assert ours == theirs
