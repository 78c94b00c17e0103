"""uint16, uint32, uint64 and complex32: types for storage. What makes, moves, casts, compares, prints and saves tensors
takes them as PyTorch does; everything else refuses, and nothing reads their bytes as another type's.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import pytest
from beside import agree, refuse_alike

import flambeau as fl
from flambeau.ops.define import registry

torch = pytest.importorskip("torch")

UNSIGNED = ("uint16", "uint32", "uint64")
STORED = (*UNSIGNED, "complex32")
OTHERS = (
    *("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"),
    *("complex64", "complex128"),
)

PROGRAMS = {
    "tensor": lambda lib, t: lib.tensor([[1, 2], [3, 4]], dtype=t),
    "zeros": lambda lib, t: (lib.zeros(3, dtype=t), lib.ones(2, dtype=t), lib.full((2,), 7, dtype=t)),
    "like": lambda lib, t: (lib.zeros_like(lib.ones(2, dtype=t)), lib.ones(2).new_full((2,), 3, dtype=t)),
    "empty": lambda lib, t: (lib.empty(0, dtype=t), lib.empty(2, 3, dtype=t).shape),
    "facts": lambda lib, t: (
        t.itemsize,
        t.is_floating_point,
        t.is_complex,
        t.is_signed,
        str(t),
        lib.ones(1, dtype=t).type(),
    ),
    "printing": lambda lib, t: (
        repr(lib.tensor([1, 20, 3], dtype=t)),
        repr(lib.tensor(5, dtype=t)),
        repr(lib.ones(0, dtype=t)),
    ),
    "lists": lambda lib, t: (lib.tensor([1, 2], dtype=t).tolist(), lib.tensor(3, dtype=t).item()),
    "views": lambda lib, t: (
        lambda x: (x[1], x[:, 1:], x.T, x.reshape(-1), x.unsqueeze(0), x.diagonal(), x.expand(2, 2, 3))
    )(lib.tensor([[1, 2, 3], [4, 5, 6]], dtype=t)),
    "index": lambda lib, t: (lambda x: (x[lib.tensor([2, 0])], x[x == 2], x[[True, False, True]]))(
        lib.tensor([1, 2, 3], dtype=t)
    ),
    "joins": lambda lib, t: (lambda x: (lib.cat([x, x]), lib.stack([x, x], 1), x.repeat(2), x.roll(1), x.clone()))(
        lib.tensor([1, 2, 3], dtype=t)
    ),
    "comparison": lambda lib, t: (lambda x, y: (x == y, x != y))(
        lib.tensor([1, 2, 3], dtype=t), lib.tensor([1, 5, 3], dtype=t)
    ),
    "numbers": lambda lib, t: (lib.tensor([1, 2], dtype=t) == 2, lib.tensor([1, 2], dtype=t) * 3),
    "products": lambda lib, t: lib.tensor([1, 2, 3], dtype=t) * lib.tensor([4, 5, 6], dtype=t),
    "where": lambda lib, t: lib.where(
        lib.tensor([True, False]), lib.tensor([1, 2], dtype=t), lib.tensor([3, 4], dtype=t)
    ),
    "pad": lambda lib, t: lib.nn.functional.pad(lib.tensor([1, 2], dtype=t), (1, 1)),
    "strided": lambda lib, t: lib.tensor([1, 2, 3, 4], dtype=t)[::2].contiguous(),
}


@pytest.mark.parametrize("dtype", STORED)
def test_what_pytorch_refuses_and_needs_no_arithmetic(dtype: str) -> None:
    x = fl.tensor([1, 2, 3], dtype=getattr(fl, dtype))
    assert x.flip(0).tolist() == [3, 2, 1]
    assert x.gather(0, fl.tensor([1, 1])).tolist() == [2, 2]
    assert fl.equal(x, x.clone())
    assert not fl.equal(x, x.flip(0))


def written(lib: Any, t: Any) -> Any:
    x = lib.zeros(2, 3, dtype=t)
    x[0] = 5
    x[1, 1:] = lib.tensor([1, 2], dtype=t)
    x[:, 0].fill_(9)
    y = x.clone()
    y.zero_()
    return x, y.copy_(lib.tensor([1, 2, 3])), x.t().copy_(x.t() * 2)


PROGRAMS["written"] = written


@pytest.mark.parametrize("dtype", STORED)
@pytest.mark.parametrize("name", PROGRAMS)
def test_they_do_as_pytorchs(name: str, dtype: str) -> None:
    if name == "index" and dtype == "complex32":  # PyTorch's masks are for the others
        pytest.skip("one program of the table compares with a real number")
    agree(lambda lib: PROGRAMS[name](lib, getattr(lib, dtype)))


@pytest.mark.filterwarnings("ignore:Casting complex values to real")
@pytest.mark.parametrize("dtype", STORED)
@pytest.mark.parametrize("other", [*OTHERS, *STORED])
def test_casts(dtype: str, other: str) -> None:
    values = [0, 1, 2.5, 3, 100, 64000]

    def there_and_back(lib: Any) -> Any:
        given = [bool(v) for v in values] if other == "bool" else values
        x = lib.tensor([min(v, 100) if "8" in other else v for v in given]).to(getattr(lib, other))
        y = x.to(getattr(lib, dtype))
        wide = lib.complex128 if y.is_complex() else lib.float64
        return y.to(wide), y.dtype, y[::2].to(x.dtype), y.to(x.dtype).to(wide)

    agree(there_and_back)


@pytest.mark.parametrize("source", ["float32", "float64", "int64"])
def test_the_largest_numbers_survive(source: str) -> None:
    for dtype, value in (
        ("uint16", 2**16 - 1),
        ("uint32", 2**32 - 1),
        ("uint64", 2**63 + 2**40),
        ("uint64", 2**64 - 1),
    ):
        ours, theirs = (lib.tensor([value, 0], dtype=getattr(lib, dtype)) for lib in (fl, torch))
        assert ours.tolist() == theirs.tolist() == [value, 0]
        assert ours.to(getattr(fl, source)).tolist() == theirs.to(getattr(torch, source)).tolist()
        assert repr(ours) == repr(theirs)
    x = [1.5, 1e10, 2.0**63, 1.5 * 2.0**63]
    if source != "int64":
        ours, theirs = (lib.tensor(x, dtype=getattr(lib, source)).to(lib.uint64) for lib in (fl, torch))
        assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("dtype", UNSIGNED)
def test_numpy_both_ways(dtype: str) -> None:
    array = np.array([[1, 2], [3, 65535]], dtype=dtype)
    x = fl.from_numpy(array)
    assert x.dtype is getattr(fl, dtype)
    assert x.numpy() is not array
    assert np.shares_memory(x.numpy(), array)
    assert (fl.tensor(array).numpy() == array).all()
    assert fl.from_dlpack(x).tolist() == array.tolist()
    assert np.from_dlpack(x).dtype == array.dtype


def test_complex32_has_no_numpy_type() -> None:
    refuse_alike(lambda lib: lib.ones(2, dtype=lib.complex32).numpy())


@pytest.mark.parametrize("dtype", STORED)
def test_files(dtype: str) -> None:
    """Ours read PyTorch's and PyTorch's read ours."""
    for writer, reader in ((fl, torch), (torch, fl), (fl, fl)):
        file = io.BytesIO()
        x = writer.tensor([[1, 2, 3], [4, 5, 6]], dtype=getattr(writer, dtype))
        writer.save({"x": x, "part": x[:, 1:], "dtype": getattr(writer, dtype)}, file)
        file.seek(0)
        read = reader.load(file)
        assert read["x"].dtype is getattr(reader, dtype) is read["dtype"]
        assert read["x"].tolist() == x.tolist()
        assert read["part"].tolist() == x[:, 1:].tolist()
        assert read["part"].untyped_storage().data_ptr() == read["x"].untyped_storage().data_ptr()
    again = pickle.loads(pickle.dumps(fl.tensor([1, 2], dtype=getattr(fl, dtype))))
    assert again.dtype is getattr(fl, dtype)
    assert again.tolist() == [1, 2]


@pytest.mark.parametrize("dtype", STORED)
def test_bytes_seen_as_another_type(dtype: str) -> None:
    def seen(lib: Any) -> Any:
        kind = getattr(lib, dtype)
        twin = {2: lib.int16, 4: lib.int32, 8: lib.int64}[kind.itemsize]
        return lib.tensor([-1, 2], dtype=twin).view(kind).view(twin), lib.tensor([[1, 2]], dtype=kind).view(lib.uint8)

    agree(seen)


@pytest.mark.parametrize("dtype", STORED)
def test_promotion(dtype: str) -> None:
    for other in (*OTHERS, *STORED):
        found = []
        for lib in (fl, torch):
            try:
                found.append(str(lib.promote_types(getattr(lib, dtype), getattr(lib, other))))
            except RuntimeError as error:
                found.append(str(error).partition(",")[0])
        assert found[0] == found[1], other


@pytest.mark.parametrize("dtype", UNSIGNED)
def test_arithmetic_is_refused(dtype: str) -> None:
    for call in (
        lambda lib, x: x + x,
        lambda lib, x: x - 1,
        lambda lib, x: x < x,
        lambda lib, x: x.abs(),
        lambda lib, x: x @ x,
        lambda lib, x: lib.arange(3, dtype=x.dtype),
        lambda lib, x: x.clamp(1, 2),
    ):
        for lib in (fl, torch):
            with pytest.raises(NotImplementedError, match=r"not implemented for 'UInt"):
                call(lib, lib.ones(2, dtype=getattr(lib, dtype)))


def test_numbers_that_do_not_fit() -> None:
    refuse_alike(lambda lib: lib.tensor([-1], dtype=lib.uint64))
    refuse_alike(lambda lib: lib.tensor([70000], dtype=lib.uint16))
    refuse_alike(lambda lib: lib.tensor([1, 2], dtype=lib.uint16) + lib.tensor([1, 2]))
    agree(lambda lib: lib.tensor([-1, 65535], dtype=lib.uint16))


def test_complex_numbers_of_halves() -> None:
    agree(lambda lib: lib.complex(lib.tensor([1.0, 2.0]).half(), lib.tensor([3.0, 4.0]).half()))
    agree(lambda lib: lib.view_as_complex(lib.tensor([[1.0, 2.0]]).half()))
    agree(lambda lib: lib.view_as_real(lib.tensor([1 + 2j], dtype=lib.complex32)))
    agree(
        lambda lib: (lambda x: (x.real, x.imag, x.conj().resolve_conj(), x + x, x - 1, x * 2j, -x, x.abs()))(
            lib.tensor([1 + 2j, 3], dtype=lib.complex32)
        )
    )
    agree(lambda lib: lib.ones(2, dtype=lib.half) * 1j)


def test_a_gradient_of_halves() -> None:
    def backward(lib: Any) -> Any:
        x = lib.tensor([1 + 2j, 3], dtype=lib.complex64, requires_grad=True)
        y = x.chalf()
        y.backward(lib.tensor([1 + 1j, 2], dtype=lib.complex32))
        return y.detach(), x.grad

    agree(backward)


@pytest.mark.parametrize("dtype", STORED)
def test_every_op_takes_them_or_refuses(dtype: str) -> None:
    """No op reads their bytes as another type's: it gives what it gives for a twin, or an error."""
    kind = getattr(fl, dtype)
    x = fl.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype=kind)
    twin = x.to(fl.complex64) if kind.is_complex else x.to(fl.int64)
    takes = 0
    for entry in registry:
        if (
            entry.name in ("bitwise_not", "normal")  # whose bits and whose draws are others in another width
            or entry.kind in ("random", "update")
            or "uninitialised" in entry.traits
            or not entry.namespaces
        ):
            continue
        for more in ((), (1,), (x,), (0, 1)):
            twins = tuple(twin if m is x else m for m in more)
            try:
                found = entry.function(x, *more)
                wanted = entry.function(twin, *twins)
            except Exception:  # a refusal of any sort is an answer
                continue
            if isinstance(found, fl.Tensor) and isinstance(wanted, fl.Tensor):
                takes += 1
                assert found.shape == wanted.shape, entry.name
                wide = fl.complex128 if found.is_complex() else fl.float64
                np.testing.assert_allclose(
                    found.to(wide).numpy(), wanted.to(wide).numpy(), 1e-2, 1e-6, err_msg=entry.name
                )
    assert takes > 40
