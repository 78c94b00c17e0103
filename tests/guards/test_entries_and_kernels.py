"""An entry that does not fit its kernel, or states what nobody knows, does not get past import; and facts about an op
stand on its entry, not in tests of its name elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau.ops import define
from flambeau.ops.rule import Rule

ROOT = Path(__file__).parents[2]


def declare(signature: str, **options: Any) -> Any:
    """An entry of that signature, outside the registry."""
    space: dict[str, Any] = {}
    exec(f"from __future__ import annotations\ndef entry{signature} -> Tensor: ...", space)
    return define.op(listed=False, function=False, method=False, **options)(space["entry"])


SCATTER_ADD = "(self: Tensor, dim: int, index: Tensor, src: Tensor)"


@pytest.mark.parametrize(
    "signature",
    [
        "(self: Tensor, index: Tensor, dim: int, src: Tensor)",  # in another order
        "(self: Tensor, dim: int, index: Tensor)",  # one is missing
        "(self: Tensor, dim: int, index: Tensor, src: Tensor, include: bool)",  # one too many
        "(self: Tensor, dim: int | None, index: Tensor, src: Tensor)",  # the kernel does not know None
        "(self: Tensor, dim: int, index: Tensor, src: Tensor | Number)",  # nor numbers
        "(self: Tensor, dim: int, src: Tensor, index: Tensor)",  # of the same types
    ],
)
def test_an_entry_that_its_kernel_would_misread_is_refused(signature: str) -> None:
    declare(SCATTER_ADD, kind=define.indexing, kernel="scatter_add")
    words = (
        "op entry: kernel scatter_add reads (self: Tensor, dim: int, index: Tensor, src: Tensor) | the entry declares"
    )
    with pytest.raises(TypeError, match=re.escape(words)):
        declare(signature, kind=define.indexing, kernel="scatter_add")


@pytest.mark.parametrize(
    "signature",
    ["(self: Tensor)", "(self: Tensor, other: Tensor, third: Tensor)", "(self: Tensor, other: Tensor, dim: int)"],
)
def test_an_elementwise_entry_has_the_operands_of_its_kernel(signature: str) -> None:
    declare("(self: Tensor, other: Tensor | Number)", kind=define.elementwise_float, kernel="hypot")
    with pytest.raises(TypeError, match="op entry: kernel hypot reads 2 operands"):
        declare(signature, kind=define.elementwise_float, kernel="hypot")


def test_unknown_traits_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no trait unitialised"):
        declare("(self: Tensor)", kind=define.elementwise, kernel="exp", traits=("unitialised",))


def test_no_name_of_an_op_is_tested_outside_its_entry() -> None:
    """What depends on an op's name is a fact that belongs on its entry, as a trait."""
    pattern = re.compile(
        r"\bop\.name\s*[!=]=|\bop\.name\.starts_with|(?<!node\.)\bop [!=]= \"|entry\.name (not )?(==|in) |kernel == \""
    )
    files = [*(ROOT / "core").rglob("*.cpp"), *(ROOT / "core").rglob("*.h"), *(ROOT / "src/flambeau").rglob("*.py")]
    files = [path for path in files if "fx" not in path.parts]  # the `op` of its nodes is their kind, as is node.op
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_traits_do_what_they_say() -> None:
    rows = fl.zeros(1, 3).expand(2, 3)
    assert rows.fill_(2).tolist() == [[2, 2, 2]] * 2
    with pytest.warns(UserWarning, match="masked_fill_ on expanded tensors is deprecated"):
        rows.masked_fill_(fl.tensor([True, False, False]), 1)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        rows.exp_()
    nothing, everything = fl.func.vmap(lambda x: fl.any(x, ()))(rows), fl.func.vmap(lambda x: fl.amax(x, ()))(rows)
    assert nothing.shape == (2, 3)
    assert everything.shape == (2,)


def test_a_rule_is_read_once() -> None:
    rule = Rule(lambda g_values, from_, g_rest=None: g_values).named("op.vjp[self]")
    assert rule.names == ("g_values", "from", "g_rest")
    assert rule.asked() == ("g_values", "from", "g_rest?")
    assert rule.function.__qualname__ == "op.vjp[self]"
    for entry in define.registry:
        assert all(isinstance(r, Rule) for r in entry.vjp.values() if r), entry.name
        assert entry.jvp is None or isinstance(entry.jvp, Rule | str), entry.name
