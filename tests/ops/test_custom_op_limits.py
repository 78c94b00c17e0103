"""Operations of one's own with many parameters: each count has room, or is refused when the operation is declared."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl


def declared(parameters: str, **options: Any) -> Any:
    """A host op with these parameters; its body returns the sum of all tensors that it is given."""
    space: dict[str, Any] = {"fl": fl}
    exec(f"def body({parameters}) -> 'Tensor':\n    given = list(locals().values())\n    return total(given)", space)

    def total(values: Any) -> fl.Tensor:
        tensors = [t for v in values for t in (v if isinstance(v, (tuple, list)) else [v]) if isinstance(t, fl.Tensor)]
        return sum(t.sum() for t in tensors) + 0 * tensors[0].sum()

    space["total"] = total
    return fl.ops.custom_op(**options)(space["body"])


def lists(n: int) -> str:
    return ", ".join(f"a{k}: 'list[Tensor]'" for k in range(n))


MOST_LISTS = 6


@pytest.mark.parametrize("n", range(1, MOST_LISTS + 4))
def test_several_lists(n: int) -> None:
    rule = {f"a{k}": eval(f"lambda g, a{k}_shape: [g.expand(s) for s in a{k}_shape]") for k in range(n)}
    if n > MOST_LISTS:
        with pytest.raises(ValueError, match=f"more than {MOST_LISTS} parameters that are lists"):
            declared(lists(n), name=f"sum_of_{n}_lists", vjp=rule, jvp="linear")
        return
    op = declared(lists(n), name=f"sum_of_{n}_lists", vjp=rule, jvp="linear")
    tensors = [[fl.ones(2, 3, requires_grad=True) for _ in range(k + 1)] for k in range(n)]
    result = op(*tensors)
    assert result.item() == 6 * sum(range(1, n + 1))
    result.backward()
    for group in tensors:
        assert all(t.grad.tolist() == [[1.0] * 3] * 2 for t in group)


@pytest.mark.parametrize("n", [1, 6, 7, 8, 9, 15])
def test_several_sizes(n: int) -> None:
    parameters = "x: 'Tensor', " + ", ".join(f"s{k}: 'Size'" for k in range(n))
    if n > 8:
        with pytest.raises(ValueError, match="more than 8 parameters of type Size"):
            declared(parameters, name=f"with_{n}_sizes")
        return
    op = declared(parameters, name=f"with_{n}_sizes")
    assert op(fl.ones(3), *[(1, 2)] * n).item() == 3


@pytest.mark.parametrize("n", [16, 17, 40])
def test_several_parameters(n: int) -> None:
    parameters = ", ".join(f"x{k}: 'Tensor'" for k in range(n))
    if n > 16:
        with pytest.raises(ValueError, match="more than 16 parameters"):
            declared(parameters, name=f"with_{n}_tensors")
        return
    assert declared(parameters, name=f"with_{n}_tensors")(*[fl.ones(2)] * n).item() == 2 * n


def test_several_results() -> None:
    names = tuple(f"r{k}" for k in range(5))
    with pytest.raises(ValueError, match="more than 4 outputs"):
        declared("x: 'Tensor'", name="many_results", returns=names)


def test_a_rule_that_asks_for_everything() -> None:
    parameters = ", ".join(f"x{k}: 'Tensor'" for k in range(8))
    needs = ", ".join(["g", *(f"x{k}" for k in range(8)), *(f"x{k}_shape" for k in range(8))])
    with pytest.raises(TypeError, match="more than 16 parameters"):
        declared(
            parameters, name="asks_much", vjp={f"x{k}": eval(f"lambda {needs}: g") for k in range(8)}, jvp="linear"
        )


def test_a_node_named_after_an_argument_that_is_not_there() -> None:
    with pytest.raises(TypeError, match="grad_name names 'y'"):
        declared("x: 'Tensor'", name="misnamed", vjp={"x": lambda g: g}, jvp="linear", grad_name={"y": "Other"})


def test_the_geometry_of_an_argument_that_is_absent() -> None:
    op = declared(
        "x: 'Tensor', y: 'Tensor | None' = None",
        name="absent_geometry",
        vjp={"x": lambda g, x_shape, y_geometry: g.expand(x_shape), "y": None},
        jvp="linear",
    )
    x = fl.ones(3, requires_grad=True)
    op(x).backward()
    assert x.grad.tolist() == [1, 1, 1]
