"""Lists of tensors that rules save (indices): each is packed, guarded and shown like any saved tensor."""

from __future__ import annotations

from typing import Any

import pytest
from beside import both

import flambeau as fl

Use = Any

USES: dict[str, Use] = {
    "one": lambda x, i, j, v: x[i],
    "two": lambda x, i, j, v: x[i, j],
    "behind": lambda x, i, j, v: x[:, j],
    "mask": lambda x, i, j, v: x[x.detach() > 2],
    "put": lambda x, i, j, v: x.index_put([i, j], v),
    "put in place": lambda x, i, j, v: (x * 1).index_put_((i, j), v),
    "accumulate": lambda x, i, j, v: (x * 1).index_put_((i, j), v, accumulate=True),
}


def parts(torch: Any) -> tuple[Any, ...]:
    x = torch.arange(6.0, dtype=torch.float64).reshape(2, 3).requires_grad_()
    v = torch.ones(2, dtype=torch.float64, requires_grad=True)
    return x, torch.tensor([0, 1]), torch.tensor([2, 0]), v


@pytest.mark.parametrize("name", USES)
@both
def test_hooks_see_every_index(torch: Any, name: str) -> Any:
    x, i, j, v = parts(torch)
    seen: list[Any] = []

    def pack(t: Any) -> Any:
        seen.append(("pack", t.tolist()))
        return t.clone()

    def unpack(t: Any) -> Any:
        seen.append(("unpack", t.tolist()))
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = USES[name](x, i, j, v)
    i.zero_()  # what was packed is what is used
    y.sum().backward()
    return y, x.grad, v.grad, seen


@both
def test_raw_saved_indices(torch: Any) -> Any:
    x, i, j, _ = parts(torch)
    y, behind = x[i, j], x[:, j]
    raw = y.grad_fn._raw_saved_indices
    raw[0].register_hooks(lambda t: t.tolist(), lambda numbers: torch.tensor(numbers))
    kept = raw[0].data, y.grad_fn._saved_indices, behind.grad_fn._saved_indices
    y.sum().backward()
    return type(raw).__name__, len(raw), kept, x.grad


@both
def test_indices_after_release(torch: Any) -> Any:
    x, i, j, _ = parts(torch)
    y = x[i, j]
    y.sum().backward()
    return y.grad_fn._saved_indices


@pytest.mark.parametrize("which", [0, 1])
@both
def test_a_write_to_an_index_is_an_error(torch: Any, which: int) -> Any:
    x, i, j, v = parts(torch)
    y = x.index_put([i, j], v)
    (i, j)[which].add_(0)
    y.sum().backward()


@both
def test_a_write_to_an_index_within_allow_mutation(torch: Any) -> Any:
    x, i, *_ = parts(torch)
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        y = x[i]
        i.zero_()
        y.sum().backward()
    return x.grad


@both
def test_an_inference_tensor_cannot_be_a_saved_index(torch: Any) -> Any:
    x = parts(torch)[0]
    with torch.inference_mode():
        i = torch.tensor([0, 1])
    return x[i]


@pytest.mark.parametrize("op", [fl.mean, fl.amax, fl.logsumexp])
def test_a_list_of_dims_is_read_once(op: Any) -> None:
    """What the caller does with the list afterwards, or what its objects answer then, is not what was computed."""

    class Zero:
        def __index__(self) -> int:
            return 0

    x = fl.arange(6.0).reshape(2, 3).requires_grad_()
    right = fl.autograd.grad(op(x, (0,)).sum(), x)[0]
    dims = [0]
    y = op(x, dims)
    dims.append(1)
    assert fl.autograd.grad(y.sum(), x)[0].tolist() == right.tolist()
    assert fl.autograd.grad(op(x, [Zero()]).sum(), x)[0].tolist() == right.tolist()
