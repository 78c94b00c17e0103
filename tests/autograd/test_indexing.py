"""Reading and assigning by index, in all forms: values, views, versions, gradients to both sides."""

import pytest
from beside import attempt, both, leaf, state


def ones_to(torch, *shape):
    n = 1
    for size in shape:
        n *= size
    return torch.arange(1.0, n + 1, dtype=torch.float64).reshape(shape).requires_grad_()


def assignments(torch):
    T = torch.tensor

    def val(*shape):
        return ones_to(torch, *shape)

    return {
        "int": (0, val(4)),
        "int0d": (0, val()),
        "slice": (slice(1, 3), val(2, 4)),
        "slice_b": (slice(None), val(4)),
        "step": (slice(None, None, 2), val(1, 4)),
        "none": (None, val(1, 3, 4)),
        "ell": (Ellipsis, val(3, 4)),
        "ell2": ((Ellipsis, 0), val(3)),
        "tuple": ((0, slice(1, 3)), val(2)),
        "tuple2": ((slice(1, 2), None, 0), val(1, 1)),
        "mask": (T([True, False, True]), val(2, 4)),
        "mask_b": (T([True, False, True]), val(4)),
        "mask0": (T([True, False, True]), val()),
        "mask2": (torch.ones(3, 4) > 0, val(12)),
        "mask2_0": (torch.arange(12).reshape(3, 4) % 2 == 0, val()),
        "idx": (T([0, 2]), val(2, 4)),
        "idx_dup": (T([0, 0]), val(2, 4)),
        "idx_b": (T([0, 2]), val(4)),
        "idx2": ((T([0, 1]), T([1, 2])), val(2)),
        "idx_sl": ((slice(None), T([0, 3])), val(3, 2)),
        "idx_int": ((1, T([0, 3])), val(2)),
        "idx_none": ((None, T([0, 1])), val(2, 4)),
        "idx_mat": ((T([[0], [1]]), T([0, 1])), val(2, 2)),
        "list": ([0, 2], val(2, 4)),
        "list2": (([0, 1], [1, 2]), val(2)),
        "split": ((T([0, 1]), slice(None)), val(2, 4)),
        "mask_mix": ((T([True, False, True]), slice(1, 3)), val(2, 2)),
        "mask_idx": ((T([True, False, True]), T([0, 1])), val(2)),
        "neg": (-1, val(4)),
        "negidx": (T([-1]), val(1, 4)),
        "true": (True, val(3, 4)),
        "false": (False, val()),
        "empty": (T([], dtype=torch.int64), val(0, 4)),
        "emptymask": (torch.zeros(3) > 0, val(0, 4)),
        "0dt": (T(1), val(4)),
        "number": ((0, 1), 5.0),
        "boolnum": (torch.ones(3, 4) > 0, 2.0),
        "lead1": (0, val(1, 4)),
        "lead11": (slice(0, 2), val(1, 1, 2, 4)),
        "bad": (0, val(3)),
        "bad2": (slice(None), val(2, 4)),
        "badidx": (T([0, 1]), val(3, 4)),
        "oob": (5, val(4)),
        "oobidx": (T([5]), val(1, 4)),
        "float": (T([0.5]), val(4)),
        "many": ((0, 0, 0), val()),
        "f32": (0, val(4).float()),
        "cplx": (0, val(4) + 0j),
        "uint8": (T([1, 0, 1], dtype=torch.uint8), val(2, 4)),
        "masktoo": (T([True, False]), val(4)),
        "bnd": ((slice(None), T([True, False, True, False])), val(3, 2)),
        "rng": (range(2), val(2, 4)),
    }


def readings(torch):
    T = torch.tensor
    return {
        "int": 0,
        "sl": slice(1, 3),
        "none": None,
        "ell": Ellipsis,
        "mask": T([True, False, True]),
        "idx": T([0, 2, 2]),
        "idx2": (T([0, 1]), T([1, 2])),
        "mix": (slice(None), T([0, 0])),
        "mat": T([[0, 1], [2, 0]]),
        "list": [0, 1],
        "true": True,
        "tuple": (None, 0, Ellipsis, slice(None, None, 2)),
        "sep": (T([0, 1]), None, T([1, 2])),
        "maskidx": (T([True, False, True]), T([0, 1])),
        "empty": (),
        "0dt": T(1),
        "mask2": torch.ones(3, 4) > 0,
    }


NAMES = sorted(assignments(__import__("torch")))


@pytest.mark.parametrize("name", NAMES)
@both
def test_assigning(torch, name):
    index, value = assignments(torch)[name]
    x = torch.zeros(3, 4, dtype=torch.float64, requires_grad=True)
    y = x * 1
    y[index] = value
    weights = ones_to(torch, 3, 4).detach()
    inputs = [x, value] if isinstance(value, torch.Tensor) else [x]
    return y, y._version, torch.autograd.grad((y * weights).sum(), inputs, allow_unused=True)


@pytest.mark.parametrize("name", NAMES)
@both
def test_assigning_to_what_has_no_history(torch, name):
    index, value = assignments(torch)[name]
    y = torch.zeros(3, 4, dtype=torch.float64)
    sibling = y[:]
    y[index] = value
    return state(y), state(sibling), y


@pytest.mark.parametrize("name", sorted(readings(__import__("torch"))))
@both
def test_reading(torch, name):
    x = ones_to(torch, 3, 4)
    y = x[readings(torch)[name]]
    return y, state(y), torch.autograd.grad((y * y).sum(), x)


@both
def test_index_put(torch):
    T = torch.tensor
    x = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    v = leaf(torch, 1.0, 2.0, 3.0)
    i = T([0, 0, 2])
    out = []
    for acc in (True, False):
        y = x.index_put((i,), v, accumulate=acc)
        out.append(
            (y if acc else None, torch.autograd.grad((y * T([1.0, 10.0, 100.0], dtype=torch.float64)).sum(), [x, v]))
        )
        y = x * 1
        y.index_put_((i,), v, accumulate=acc)
        out.append(torch.autograd.grad((y * y).sum() if acc else y.sum(), [x, v]))
    return out


@both
def test_an_index_written_to(torch):
    x = leaf(torch, 1.0, 2.0, 3.0)
    i = torch.tensor([0, 1])
    y = x[i]
    i.add_(1)
    a = attempt(lambda: y.sum().backward())
    i = torch.tensor([0, 1])
    z = x * 1
    z[i] = torch.ones(2, dtype=torch.float64)
    i.add_(1)
    return a, attempt(lambda: z.sum().backward())
