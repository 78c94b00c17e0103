"""Python's own tools explain every operation: `inspect`, `help`, `pydoc`, and what an editor or IPython asks."""

from __future__ import annotations

import inspect
import pydoc
import sys
from functools import wraps
from typing import Any

import pytest

import flambeau as fl
from flambeau.ops.define import Entry, registry
from flambeau.ops.rule import Rule

PUBLIC = [entry for entry in registry if entry.exported and entry.namespaces]


def _called_by(signature: inspect.Signature) -> list[str]:
    return [str(p.replace(annotation=p.empty)) for p in signature.parameters.values()]


def _flat(text: str) -> str:
    """Without spaces and line breaks: newer Pythons put the parameters of a long signature on lines of their own."""
    return "".join(text.split()).replace(",)", ")")


def test_signatures_of_functions_are_those_that_calls_obey() -> None:
    assert _called_by(inspect.signature(fl.mul)) == ["input", "other", "out=None"]
    assert str(inspect.signature(fl.softmax)) == (
        "(input: flambeau.Tensor, dim: int, dtype: flambeau.dtype | None = None, *,"
        " out: flambeau.Tensor | None = None) -> flambeau.Tensor"
    )
    assert _called_by(inspect.signature(fl.Tensor.softmax)) == ["self", "dim", "dtype=None"]
    assert _called_by(inspect.signature(fl.ones(2).softmax)) == ["dim", "dtype=None"]
    assert _called_by(inspect.signature(fl.zeros))[0] == "*size"


@pytest.mark.parametrize("entry", PUBLIC, ids=lambda e: e.qualified)
def test_every_op_has_signature_source_and_help(entry: Entry) -> None:
    function = entry.function
    signature = inspect.signature(function)
    assert ("out" in signature.parameters) == bool(entry.takes_out)
    assert not any(isinstance(p.annotation, str) for p in signature.parameters.values()), "a type, not its name"
    source = inspect.getsource(function)
    assert source.startswith("@op(")
    assert f"def {entry.signature.__name__}(" in source
    shown = pydoc.render_doc(function, renderer=pydoc.plaintext)
    assert _flat(f"{entry.name}{signature}") in _flat(shown)
    assert all(rule.text in shown for rule in entry.vjp.values() if isinstance(rule, Rule))
    assert entry.function.__doc__.split("\n")[0] in shown
    for name in (*entry.methods, *entry.in_place_methods) if not entry.prop else ():
        method = getattr(fl.Tensor, name)
        own = inspect.signature(method).parameters
        assert "out" not in own
        assert len(own) == len(signature.parameters) - ("out" in signature.parameters)
        assert method.__doc__ == function.__doc__


def test_rules_print_what_they_compute() -> None:
    assert repr(fl.mul.vjp) == "{'self': lambda g, other: g * conj(other), 'other': lambda g, self: g * conj(self)}"
    assert str(fl.softmax.jvp) == ("lambda result, d_self, dim: softmax_backward(d_self.to(result.dtype), result, dim)")
    written = [rule for entry in registry for rule in (*entry.vjp.values(), entry.jvp) if isinstance(rule, Rule)]
    assert len(written) > 500
    for rule in written:
        compile(rule.text, "rule", "eval")
        assert "<lambda>" not in repr(rule)
        assert "[" not in rule.text.split("(")[0]


def test_a_rule_without_source_is_named() -> None:
    """What is typed at Python's own prompt is in no file."""
    space: dict[str, Any] = {"fl": fl}
    exec("@fl.ops.custom_op(vjp=dict(x=lambda g: g), jvp='linear')\ndef same(x: 'Tensor') -> 'Tensor': return x", space)
    assert repr(space["same"].vjp) == "{'x': lambda g: same.vjp[x]}"
    assert _called_by(inspect.signature(space["same"])) == ["x", "out=None"]


def test_properties_have_the_documentation_of_their_op() -> None:
    for name in ("T", "mT", "H", "mH", "real", "imag"):
        found = inspect.getattr_static(fl.Tensor, name)
        assert isinstance(found, property)
        assert found.__doc__ == found.fget.__doc__
        assert f"``x.{name}``" in found.__doc__


def test_in_place_forms_have_their_name() -> None:
    assert (fl.Tensor.mul_.__name__, fl.Tensor.mul.__name__, fl.exp_.__name__) == ("mul_", "mul", "exp_")
    assert _flat(pydoc.render_doc(fl.Tensor.mul_, renderer=pydoc.plaintext)).count("mul_(self:") == 1


def test_ops_are_listed_as_functions() -> None:
    assert inspect.isroutine(fl.mul)
    assert "mul(input:" in _flat(pydoc.render_doc(fl, renderer=pydoc.plaintext))


def test_an_op_as_a_class_attribute_binds_nothing() -> None:
    """As PyTorch's native functions do not."""

    class Layer:
        activation = fl.relu

    assert Layer().activation is fl.relu
    assert Layer.activation is fl.relu
    assert Layer().activation(fl.tensor([-1.0, 2.0])).tolist() == [0, 2]


def test_a_wrapper_has_a_signature_too() -> None:
    @wraps(fl.mul)
    def loud(*args: Any, **kwargs: Any) -> Any:
        return fl.mul(*args, **kwargs)

    assert inspect.signature(loud) == inspect.signature(fl.mul)


def test_nothing_is_made_before_somebody_asks() -> None:
    """Texts of rules, signatures and documentation cost nothing at import."""
    program = (
        "import flambeau as fl, flambeau.ops.rule as rule, flambeau.ops.documentation as documentation;"
        "assert not rule._lambdas.cache_info().currsize;"
        "assert all(callable(vars(e.function)['__doc__']) for e in fl.ops.registry)"
    )
    import subprocess

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
