"""Whether a kernel computes it or a Python body, an op is the same object with the same abilities."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from operands import Maker, tensors_of
from samples import OPS, key_of

import flambeau as fl
from flambeau._core import Op, OpMethod
from flambeau.ops.define import composite, op, registry

ENTRIES = {key_of(entry): entry for entry in registry}
PUBLIC = [key for key, entry in ENTRIES.items() if entry.namespaces or entry.method]


def spaces(entry: Any) -> list[Any]:
    return [importlib.import_module(f"flambeau.{space}" if space else "flambeau") for space in entry.namespaces]


def test_functions_and_methods_are_the_op() -> None:
    for entry in registry:
        assert isinstance(entry.function, Op), entry.name
        for space in spaces(entry):
            for name in entry.exported:
                assert getattr(space, name) is entry.function, name
            for name in entry.exported_in_place:
                assert getattr(space, name) is entry.inplace_function, name
        for name in (*entry.methods, *entry.in_place_methods):
            if not entry.prop:
                assert isinstance(getattr(fl.Tensor, name), OpMethod), name


@pytest.mark.parametrize("key", PUBLIC)
def test_wrong_types_are_named(key: str) -> None:
    """An argument of the wrong type is an error that names the op, the argument, its place and what it was."""
    entry = ENTRIES[key]
    if not entry.parameters or entry.parameters[0][1] == "object":
        pytest.skip("takes anything")
    first, kind, _, starred = entry.parameters[0][:4]
    words = rf"^{entry.name}\(\): argument '{first}' \(position 1\) must be .*, not (str 'x'|int 5)"
    if starred:
        words = rf"element .* of {entry.name}\(\), but got str|^{entry.name}\(\): argument '{first}' .* of type str"
    with pytest.raises(TypeError, match=words):
        (entry.function if entry.inplace != "only" else entry.inplace_function)(5 if kind == "str" else "x")
    args, kwargs = Maker(fl, (OPS[key].dtypes or ("float32",))[0]).call_arguments(OPS[key].samples[0])
    with pytest.raises(TypeError, match=rf"^{entry.name}\(\) got an unexpected keyword argument 'no_such'"):
        entry.function(*args, **kwargs, no_such=1)


def with_dim() -> list[str]:
    """Ops with a sample that gives ``dim``, by position or by name."""
    found = []
    for key in PUBLIC:
        names = [p[0] for p in ENTRIES[key].parameters]
        if "dim" in names and ENTRIES[key].inplace != "only":
            at = names.index("dim")
            found += [key] if any(len(s.args) > at or "dim" in s.kwargs for s in OPS[key].samples) else []
    return found


@pytest.mark.parametrize("key", with_dim())
def test_the_names_of_numpy(key: str) -> None:
    """``axis`` for ``dim`` and ``input`` for ``self``, everywhere."""
    entry = ENTRIES[key]
    names = [p[0] for p in entry.parameters]
    at = names.index("dim")
    sample = next(s for s in OPS[key].samples if len(s.args) > at or "dim" in s.kwargs)
    dtype = (sample.dtypes or OPS[key].dtypes or ("float32",))[0]
    args, kwargs = Maker(fl, dtype, seed="axis").call_arguments(sample)
    fl.manual_seed(0)
    expected = tensors_of(entry.function(*args, **kwargs))
    named = dict(zip(names, args, strict=False)) | kwargs
    renamed = {{"dim": "axis", "self": "input"}.get(name, name): value for name, value in named.items()}
    fl.manual_seed(0)
    for ours, theirs in zip(tensors_of(entry.function(**renamed)), expected, strict=True):
        assert fl.equal(
            ours.isnan() if ours.isnan().any() else ours, theirs.isnan() if theirs.isnan().any() else theirs
        )


ALIASES = [(key, alias) for key in PUBLIC for alias in ENTRIES[key].aliases]


@pytest.mark.parametrize(("key", "alias"), ALIASES)
def test_aliases_are_pytorchs(key: str, alias: str) -> None:
    """Another name is the same op, in every form that PyTorch has under that name."""
    torch = pytest.importorskip("torch")
    entry = ENTRIES[key]
    assert hasattr(torch, alias)
    assert getattr(fl, alias) is getattr(fl, entry.name)
    for name in (alias, f"{alias}_"):
        assert hasattr(fl.Tensor, name) >= hasattr(torch.Tensor, name), name


def test_in_place_forms_write() -> None:
    """The in-place form of a composite writes its result into the first argument, with the history of both."""
    x = fl.tensor([30.0, 60.0], dtype=fl.float64, requires_grad=True)
    y = x * 2
    assert y.deg2rad_() is y
    y.sum().backward()
    assert x.grad is not None
    assert fl.allclose(x.grad, fl.full((2,), 3.141592653589793 / 90, dtype=fl.float64))
    whole = fl.tensor([1, 2])
    with pytest.raises(RuntimeError, match="result type Float can't be cast to"):
        whole.deg2rad_()
    assert whole.tolist() == [1, 2]


def test_out_may_be_what_is_read() -> None:
    x = fl.arange(6.0).reshape(2, 3)
    assert fl.fliplr(x, out=x) is x
    assert x.tolist() == [[2, 1, 0], [5, 4, 3]]
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        fl.fliplr(x.requires_grad_(), out=fl.empty(0))


def test_what_merely_converts_reaches_a_body_converted() -> None:
    numpy = pytest.importorskip("numpy")
    x = fl.arange(6.0).reshape(2, 3)
    assert x.flatten(numpy.int64(0), fl.tensor(1)).shape == (6,)
    assert x.tile(numpy.int64(2), 1).shape == (4, 3)
    assert x.chunk(chunks=numpy.int32(2))[0].shape == (1, 3)
    assert fl.logspace(0, fl.tensor(2), 3, dtype=float).tolist() == [1, 10, 100]
    assert fl.nn.functional.dropout(x, fl.tensor(0.0), numpy.bool_(True)) is x


def test_starred_arguments_come_as_one_list_or_by_name_too() -> None:
    a, b = fl.ones(2), fl.ones(3, 1)
    for pieces in (fl.broadcast_tensors(a, b), fl.broadcast_tensors([a, b])):
        assert [p.shape for p in pieces] == [(3, 2)] * 2
    assert fl.tile(a, dims=(2,)).shape == fl.tile(a, (2,)).shape == (4,)
    with pytest.raises(TypeError, match=r"expected Tensor as element 1 in argument 0 of broadcast_tensors\(\)"):
        fl.broadcast_tensors(a, 5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": composite, "symbol": "plus"}, "no operator 'plus'"),
        ({"kind": "composit"}, "no kind 'composit'"),
    ],
)
def test_unknown_options_are_errors_at_import(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        op(**options)
    with pytest.raises(TypeError, match="unexpected keyword"):
        op(kind=composite, no_such_option=1)


def test_a_body_may_take_what_the_core_does_not_know() -> None:
    @fl.ops.custom_op(kind="composite")
    def apply(x: fl.Tensor, functions: dict[str, Any], *, name="double"):  # type: ignore[no-untyped-def]
        return functions[name](x)

    assert apply(fl.ones(2), {"double": lambda x: x * 2}).tolist() == [2, 2]
    with pytest.raises(TypeError, match=r"apply\(\): argument 'x' \(position 1\) must be Tensor, not int 5"):
        apply(5, {})
    with pytest.raises(TypeError, match=r"an op has no \*\*options"):

        @fl.ops.custom_op(kind="composite")
        def with_rest(x: fl.Tensor, **options: Any) -> fl.Tensor:
            return x


def test_unary_plus() -> None:
    x = fl.ones(2)
    assert +x is x
    with pytest.raises(RuntimeError, match=r"The `\+` operator, on a bool tensor is not supported"):
        +fl.tensor([True])
