"""`lobpcg`: eigenpairs of a factorisation of the whole matrix, and their derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl


def symmetric(m: int, dtype: Any = fl.float64, batch: tuple[int, ...] = ()) -> Any:
    fl.manual_seed(0)
    M = fl.randn(*batch, m, m, dtype=dtype)
    return M @ M.mT


def check(A: Any, E: Any, X: Any, B: Any, largest: bool) -> None:
    """Pairs belong together, are orthonormal, and are the extreme ones."""
    eps = fl.finfo(A.dtype).eps
    BX = X if B is None else B @ X
    assert (A @ X - BX * E.unsqueeze(-2)).norm() < 20 * eps**0.5 * A.norm()
    identity = fl.eye(X.shape[-1], dtype=A.dtype)
    assert (X.mT @ BX - identity).abs().max() < 1000 * eps
    whole = np.linalg.eigvals((A if B is None else fl.linalg.solve(B, A)).double().numpy()).real
    whole.sort(-1)
    k = E.shape[-1]
    expected = whole[..., ::-1][..., :k] if largest else whole[..., :k]
    np.testing.assert_allclose(E.double().numpy(), expected, 100 * eps**0.5, 100 * eps**0.5 * whole.max())


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("k", [1, 3])
def test_extreme_pairs(k: int, largest: bool) -> None:
    for dtype in (fl.float64, fl.float32):
        A = symmetric(40, dtype)
        check(A, *fl.lobpcg(A, k, largest=largest), None, largest)


def test_a_second_matrix_and_batches() -> None:
    A, B = symmetric(30), symmetric(30).roll(3, 0).roll(3, 1) + 30 * fl.eye(30, dtype=fl.float64)
    check(A, *fl.lobpcg(A, 3, B=B), B, True)
    many = symmetric(12, batch=(2, 3))
    E, X = fl.lobpcg(many, 2)
    assert E.shape == (2, 3, 2)
    assert X.shape == (2, 3, 12, 2)
    check(many, E, X, None, True)


def test_more_vectors_a_start_and_a_preconditioner() -> None:
    A = fl.diag(fl.arange(1, 101, dtype=fl.float64))
    steps: list[int] = []
    inverse = fl.diag(1 / fl.arange(1, 101, dtype=fl.float64))
    found = {}
    for name, iK in (("plain", None), ("preconditioned", inverse)):
        steps.clear()
        E, X = fl.lobpcg(A, 2, n=4, iK=iK, largest=False, tracker=lambda state: steps.append(state.ivars["istep"]))
        np.testing.assert_allclose(E.numpy(), [1, 2], 1e-6)
        found[name] = len(steps)
        assert steps == list(range(1, len(steps) + 1))
    assert found["preconditioned"] < found["plain"]
    start = fl.eye(100, dtype=fl.float64)[:, -3:]
    E, X = fl.lobpcg(A, X=start, niter=0)
    np.testing.assert_allclose(E.numpy(), [100, 99, 98])
    assert X.shape == (100, 3)


@pytest.mark.parametrize("matrix", ["zeros", "eye"])
def test_equal_eigenvalues(matrix: str) -> None:
    A = fl.zeros(9, 9) if matrix == "zeros" else fl.eye(9)
    E, X = fl.lobpcg(A, 3)
    assert E.tolist() == pytest.approx([float(matrix == "eye")] * 3, rel=1e-5)  # 9 sums of float32
    assert (X.mT @ X - fl.eye(3)).abs().max() < 1e-5


def test_derivatives() -> None:
    A = symmetric(9)

    def values_and_projections(M: Any) -> Any:
        E, X = fl.lobpcg((M + M.mT) / 2, 2)
        return E, X @ X.mT

    assert fl.autograd.gradcheck(values_and_projections, (A.requires_grad_(),))
    B = (symmetric(9).roll(2, 0).roll(2, 1) + 9 * fl.eye(9, dtype=fl.float64)).detach().requires_grad_()
    assert fl.autograd.gradcheck(lambda A, B: fl.lobpcg((A + A.mT) / 2, 2, B=(B + B.mT) / 2)[0], (A, B))
    assert fl.autograd.gradgradcheck(lambda A: fl.lobpcg((A + A.mT) / 2, 2)[0], (A,))


def test_what_is_refused() -> None:
    A = fl.eye(10)
    for arguments, words in (
        ({"A": A, "k": 4}, "smaller than 3 x the number of requested eigenpairs"),
        ({"A": A[:5]}, "must be square"),
        ({"A": A[0]}, "must be square"),
        ({"A": A.int()}, "dtype float32 or float64"),
        ({"A": A, "k": 0}, "k is 0"),
        ({"A": A, "X": fl.ones(9, 1)}, "X must have 10 rows"),
        ({"A": A, "B": A[:2]}, "same shape"),
        ({"A": A * float("nan")}, "non-finite"),
    ):
        with pytest.raises((ValueError, RuntimeError), match=words):
            fl.lobpcg(**arguments)


def test_the_eigenvalues_are_pytorch_s() -> None:
    torch = pytest.importorskip("torch")
    A = symmetric(60)
    theirs = torch.lobpcg(torch.from_numpy(A.numpy()), 3)[0]
    np.testing.assert_allclose(fl.lobpcg(A, 3)[0].numpy(), theirs.numpy(), 1e-9)
