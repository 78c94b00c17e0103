"""Factors of matrices: what they are by their definition, in every type that LAPACK computes in and every shape of
matrix; when there are none; and derivatives of functions that do not notice what factors leave open.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau import Tensor, linalg

DTYPES = (fl.float32, fl.float64, fl.complex64, fl.complex128)
SQUARE = ((3, 3), (2, 1, 3, 3), (1, 1), (0, 0), (2, 0, 0), (0, 3, 3), (40, 2, 2), (70, 70))
OBLONG = (*SQUARE, (4, 2), (2, 4), (3, 0), (0, 3), (5, 3, 4), (2, 4, 3))


def drawn(shape: tuple[int, ...], dtype: Any, seed: int = 0) -> Tensor:
    return fl.randn(shape, dtype=dtype, generator=fl.Generator().manual_seed(seed))


def hermitian(shape: tuple[int, ...], dtype: Any) -> Tensor:
    a = drawn(shape, dtype)
    return a + a.mH


def positive(shape: tuple[int, ...], dtype: Any) -> Tensor:
    a = drawn(shape, dtype)
    return a @ a.mH + fl.eye(shape[-1], dtype=dtype)


def close(a: Tensor, b: Tensor) -> None:
    """Within a hundred roundings per row of the larger matrix, relative to the largest element."""
    assert a.shape == b.shape
    if a.numel():
        eps = fl.finfo(a.dtype).eps
        allowed = 100 * eps * max(a.shape[-2:]) * (1 + float(b.abs().max()))
        assert float((a - b).abs().max()) <= allowed


def orthonormal(q: Tensor) -> None:
    close(q.mH @ q, fl.eye(q.shape[-1], dtype=q.dtype).expand(*q.shape[:-2], -1, -1))


def laid(a: Tensor) -> list[Tensor]:
    """The same matrices by rows, by columns, and with gaps."""
    gapped = fl.stack([a, a], -1).flatten(-2)[..., ::2]
    return [a, a.mT.contiguous().mT, gapped]


def check_cholesky(a: Tensor) -> None:
    a = positive(a.shape, a.dtype)
    for x in laid(a):
        close((lower := linalg.cholesky(x)) @ lower.mH, a)
        assert bool((lower == lower.tril()).all())
        close((upper := linalg.cholesky(x.triu(), upper=True)).mH @ upper, a)  # the other triangle is not read
        close(fl.cholesky_inverse(lower) @ a, fl.eye(a.shape[-1], dtype=a.dtype).expand(a.shape))


def check_lu(a: Tensor) -> None:
    for x in laid(a):
        P, L, U = linalg.lu(x)
        close(P @ L @ U, a)
        assert bool((L.tril() == L).all() & (U.triu() == U).all() & (L.diagonal(0, -2, -1) == 1).all())


def check_qr(a: Tensor) -> None:
    for mode in ("reduced", "complete"):
        for x in laid(a):
            Q, R = linalg.qr(x, mode)
            close(Q @ R, a)
            orthonormal(Q)
            assert bool((R.triu() == R).all())
    assert fl.equal(linalg.qr(a, "r").R, linalg.qr(a).R)
    close(linalg.householder_product(*fl.geqrf(a)) if a.shape[-2] >= a.shape[-1] else Q, linalg.qr(a).Q)


def check_svd(a: Tensor) -> None:
    for full in (False, True):
        for x in laid(a):
            U, S, Vh = linalg.svd(x, full)
            k = S.shape[-1]
            close((U[..., :k] * S.unsqueeze(-2)) @ Vh[..., :k, :], a)
            orthonormal(U)
            orthonormal(Vh.mH)
    values = linalg.svdvals(a)
    close(values.unsqueeze(-1), S.unsqueeze(-1))
    assert bool((values.diff() <= 0).all())


def check_eigh(a: Tensor) -> None:
    a = hermitian(a.shape, a.dtype)
    for UPLO in "LU":
        for x in laid(a.tril() if UPLO == "L" else a.triu()):
            values, vectors = linalg.eigh(x, UPLO)
            close(vectors * values.unsqueeze(-2) @ vectors.mH, a)
            orthonormal(vectors)
            close(linalg.eigvalsh(x, UPLO).unsqueeze(-1), values.unsqueeze(-1))


def check_eig(a: Tensor) -> None:
    for x in laid(a):
        values, vectors = linalg.eig(x)
        close(x.to(vectors.dtype) @ vectors, vectors * values.unsqueeze(-2))
        close(
            vectors.norm(dim=-2, keepdim=True), fl.ones(*values.shape[:-1], 1, values.shape[-1]).to(values.real.dtype)
        )
        close(linalg.eigvals(x).sum(-1, True).unsqueeze(-1), values.sum(-1, True).unsqueeze(-1))


def check_ldl(a: Tensor) -> None:
    for h in (True, False):
        symmetric = (
            a
            + (a.mH if h else a.mT)
            + 4 * a.shape[-1] ** 0.5 * fl.tensor([(-1.0) ** i for i in range(a.shape[-1])]).diag()
        )
        right = drawn((*a.shape[:-1], 2), a.dtype, 1)
        close(symmetric @ linalg.ldl_solve(*linalg.ldl_factor(symmetric, hermitian=h), right, hermitian=h), right)


def check_solve(a: Tensor) -> None:
    a = a + 3 * a.shape[-1] ** 0.5 * fl.eye(a.shape[-1], dtype=a.dtype)
    right = drawn((*a.shape[:-1], 2), a.dtype, 1)
    lu = linalg.lu_factor(a)
    for x in laid(a):
        close(x @ linalg.solve(x, right), right)
        close(linalg.solve(x, right.mT, left=False) @ x, right.mT)
        close(x @ linalg.inv(x), fl.eye(a.shape[-1], dtype=a.dtype).expand(a.shape))
        for upper, kept in ((True, a.triu()), (False, a.tril())):
            close(kept @ linalg.solve_triangular(x, right, upper=upper), right)
            close(linalg.solve_triangular(x, right.mT, upper=upper, left=False) @ kept, right.mT)
    for side in laid(right):
        close(a @ linalg.lu_solve(*lu, side), right)
        close(a.mH @ linalg.lu_solve(*lu, side, adjoint=True), right)
        close(linalg.lu_solve(*lu, side.mT, left=False) @ a, right.mT)
        close(linalg.lu_solve(*lu, side.mT, left=False, adjoint=True) @ a.mH, right.mT)


def check_pinv(a: Tensor) -> None:
    a = a + 3 * fl.eye(*a.shape[-2:], dtype=a.dtype)
    p = linalg.pinv(a)
    close(a @ p @ a, a)
    close(p @ a @ p, p)
    close((a @ p).mH, a @ p)
    close((p @ a).mH, p @ a)


SQUARE_ONLY = (check_cholesky, check_eigh, check_eig, check_ldl, check_solve)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("check", [*SQUARE_ONLY, check_lu, check_qr, check_svd, check_pinv])
def test_factors_are_what_they_are_called(check: Callable[[Tensor], None], dtype: Any) -> None:
    for shape in SQUARE if check in SQUARE_ONLY else OBLONG:
        check(drawn(shape, dtype))


def test_determinants() -> None:
    for dtype in DTYPES:
        for shape in SQUARE[:-1]:
            a = drawn(shape, dtype)
            expected = fl.tensor(np.linalg.det(a.numpy()), dtype=dtype)
            close(linalg.det(a).reshape(-1, 1), expected.reshape(-1, 1))
            sign, logarithm = linalg.slogdet(a)
            close((sign * logarithm.exp()).reshape(-1, 1), expected.reshape(-1, 1))
    assert linalg.slogdet(fl.zeros(2, 2)) == (0, -math.inf)


@pytest.mark.parametrize("driver", ["gels", "gelsy", "gelsd", "gelss"])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_least_squares(driver: str, dtype: Any) -> None:
    for m, n in ((5, 3), (3, 5), (3, 3)):
        a, b = drawn((2, m, n), dtype), drawn((2, m, 2), dtype, 1)
        found = linalg.lstsq(a, b, driver=driver)
        close(found.solution, linalg.pinv(a) @ b)
        vector = linalg.lstsq(a[0], b[0, :, 0], driver=driver)
        close(vector.solution.unsqueeze(-1), found.solution[0, :, :1])
        assert vector.rank.tolist() == ([] if driver == "gels" else 3)
        if m > n and driver != "gelsy":
            close(found.residuals, (a @ found.solution - b).abs().square().sum(-2))
    if driver != "gels":
        assert linalg.lstsq(fl.ones(3, 2), fl.ones(3), driver=driver).rank == 1


def test_the_exponential() -> None:
    """Diagonal matrices, a rotation, and norms that take many halvings."""
    for dtype in DTYPES:
        a = fl.tensor([[-30.0, 0.0], [0.0, 20.0]], dtype=dtype)
        close(linalg.matrix_exp(a) / math.exp(20), a.diagonal().exp().diag() / math.exp(20))
        turn = fl.tensor([[0.0, -2.0], [2.0, 0.0]], dtype=dtype)
        expected = fl.tensor([[math.cos(2), -math.sin(2)], [math.sin(2), math.cos(2)]], dtype=dtype)
        close(linalg.matrix_exp(fl.stack([turn, 100 * turn, 0 * turn]))[0], expected)
    assert linalg.matrix_exp(fl.full((2, 2), math.nan)).isnan().all()
    assert linalg.matrix_exp(fl.empty(0, 3, 3)).shape == (0, 3, 3)


# ---- failures ------------------------------------------------------------------------------------------------------

INDEFINITE, SINGULAR = fl.tensor([[1.0, 2.0], [2.0, 1.0]]), fl.tensor([[1.0, 2.0], [2.0, 4.0]])
NAN = fl.full((2, 2), math.nan)
ONE, PAIR = fl.eye(2), fl.ones(2, 1)
NOT_POSITIVE = (
    "The factorization could not be completed because the input is not positive-definite (the leading minor of order "
)
NO_INVERSE = (
    "The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular."
)
UNSOLVED = "The solver failed because the input matrix is singular."
NOT_FINITE = "The algorithm failed to converge because the input matrix contained non-finite values."
U_IS_ZERO = "U[2,2] is zero and using it on lu_solve would result in a division by zero."


@pytest.mark.parametrize(
    ("function", "bad", "words"),
    [
        ("linalg.cholesky", INDEFINITE, NOT_POSITIVE + "2"),
        ("linalg.cholesky", NAN, NOT_POSITIVE + "1"),
        ("linalg.cholesky_ex", INDEFINITE, NOT_POSITIVE + "2"),
        ("linalg.inv", SINGULAR, NO_INVERSE),
        ("linalg.inv_ex", SINGULAR, NO_INVERSE),
        ("linalg.solve", SINGULAR, UNSOLVED),
        ("linalg.solve_ex", SINGULAR, UNSOLVED),
        ("linalg.lu_factor", SINGULAR, U_IS_ZERO),
        ("linalg.lu_factor_ex", SINGULAR, U_IS_ZERO),
        ("linalg.eigh", NAN, NOT_FINITE),
        ("linalg.eigvalsh", NAN, NOT_FINITE),
        ("linalg.eig", NAN, "input tensor should not contain infs or NaNs."),
        ("linalg.eigvals", NAN, "input tensor should not contain infs or NaNs."),
        ("linalg.svd", NAN, NOT_FINITE),
        ("linalg.svdvals", NAN, NOT_FINITE),
        ("linalg.svd", fl.tensor([[math.inf, 0.0], [0.0, 1.0]]), NOT_FINITE),
        ("linalg.pinv", NAN, NOT_FINITE),
        ("linalg.lstsq", NAN, "could not be computed because the input contained non-finite values"),
    ],
)
def test_a_failure_names_the_matrix_of_the_batch(function: str, bad: Tensor, words: str) -> None:
    f = linalg if "." in function else fl
    call = getattr(f, function.removeprefix("linalg."))
    options = {"check_errors": True} if function.endswith("_ex") else {}
    more = (PAIR,) if "solve" in function or "lstsq" in function else ()
    kind = RuntimeError if "lu_" in function else linalg.LinAlgError
    with pytest.raises(kind) as alone:
        call(bad, *more, **options)
    assert words in str(alone.value)
    assert "Batch" not in str(alone.value)
    with pytest.raises(kind) as among:
        call(fl.stack([ONE, bad, bad]), *(x.expand(3, 2, 1) for x in more), **options)
    assert "(Batch element 1): " + words in str(among.value) or "(Batch element 1): The least squares" in str(
        among.value
    )


def test_info_tells_without_an_error() -> None:
    assert linalg.cholesky_ex(fl.stack([ONE, INDEFINITE])).info.tolist() == [0, 2]
    assert linalg.inv_ex(fl.stack([ONE, SINGULAR])).info.tolist() == [0, 2]
    assert linalg.solve_ex(fl.stack([ONE, SINGULAR]), PAIR).info.tolist() == [0, 2]
    assert linalg.lu_factor_ex(fl.stack([ONE, SINGULAR])).info.tolist() == [0, 2]
    assert linalg.ldl_factor_ex(fl.stack([ONE, 0 * ONE])).info.tolist() == [0, 1]
    assert issubclass(linalg.LinAlgError, RuntimeError)


def test_what_is_not_unpacked_is_empty() -> None:
    LU, pivots = linalg.lu_factor(SINGULAR + ONE)
    P, L, U = fl.lu_unpack(LU, pivots)
    assert [x.shape[0] for x in fl.lu_unpack(LU, pivots, unpack_data=False)] == [2, 0, 0]
    assert [x.shape[0] for x in fl.lu_unpack(LU, pivots, unpack_pivots=False)] == [0, 2, 2]
    close(P @ L @ U, SINGULAR + ONE)


def test_pivots_from_elsewhere_are_checked() -> None:
    for pivots in ([1, 3], [0, 1], [-1, 2], [1, 2**31 - 1]):
        rows = fl.tensor(pivots, dtype=fl.int32)
        with pytest.raises(RuntimeError, match="pivots"):
            linalg.lu_solve(ONE, rows, PAIR)
        with pytest.raises(RuntimeError, match="pivots"):
            fl.lu_unpack(ONE, rows)
        if pivots != [1, 2]:
            with pytest.raises(RuntimeError, match="pivots"):
                linalg.ldl_solve(ONE, rows, PAIR)


def test_shapes_without_elements_and_on_the_meta_device() -> None:
    calls: list[Callable[..., Any]] = [
        linalg.cholesky_ex, linalg.lu_factor, linalg.lu, linalg.qr, linalg.eigh, linalg.eig, linalg.svd, linalg.svdvals,
        linalg.inv_ex, linalg.ldl_factor_ex, fl.geqrf,
    ]  # fmt: skip
    for call in calls:
        expected, found = call(fl.eye(3).expand(2, 3, 3)), call(fl.empty(2, 3, 3, device="meta"))
        for x, y in zip(
            expected if isinstance(expected, tuple) else [expected], found if isinstance(found, tuple) else [found],
            strict=True,
        ):  # fmt: skip
            assert (x.shape, x.dtype, x.stride()) == (y.shape, y.dtype, y.stride()), call
            assert y.device.type == "meta"
        empty = call(fl.empty(0, 3, 3))
        assert (empty if isinstance(empty, fl.Tensor) else empty[0]).shape[0] == 0


# ---- derivatives that do not depend on phases ----------------------------------------------------------------------


def first_projection(a: Tensor) -> Tensor:
    v = linalg.eigh(a + a.mH)[1][..., :1]
    return v @ v.mH


def first_product(a: Tensor) -> Tensor:
    U, _, Vh = linalg.svd(a, False)
    return U[..., :1] @ Vh[..., :1, :]


def root_of_values(a: Tensor) -> Tensor:
    U, S, Vh = linalg.svd(a, False)
    return U * S.sqrt().unsqueeze(-2) @ Vh


INVARIANT: dict[str, tuple[Callable[[Tensor], Any], bool]] = {  # whether they want square matrices
    "projections of eigh": (first_projection, True),
    "moduli of eigh": (lambda a: linalg.eigh(a + a.mH)[1].abs(), True),
    "moduli of eig": (lambda a: linalg.eig(a)[1].abs(), True),
    "values of eig": (lambda a: linalg.eig(a)[0].abs(), True),
    "moduli of svd": (lambda a: linalg.svd(a, False)[0].abs(), False),
    "moduli of svd, Vh": (lambda a: linalg.svd(a, False)[2].abs(), False),
    "products of svd": (first_product, False),
    "roots of svd": (root_of_values, False),
    "nuclear norm": (lambda a: linalg.matrix_norm(a, "nuc"), False),
    "spectral norm": (lambda a: linalg.matrix_norm(a, 2), False),
    "inverses by factors": (lambda a: fl.cholesky_inverse(linalg.cholesky(a @ a.mH + 9 * fl.eye(a.shape[0]))), False),
    "Q of qr": (lambda a: linalg.qr(a)[0], False),
    "R of qr": (lambda a: linalg.qr(a)[1], False),
}


@pytest.mark.parametrize("name", INVARIANT)
@pytest.mark.parametrize("dtype", [fl.float64, fl.complex128], ids=str)
def test_derivatives_that_do_not_notice_phases(name: str, dtype: Any) -> None:
    function, square = INVARIANT[name]
    for shape in ((3, 3),) if square else ((3, 3), (3, 2), (2, 3)):
        a = drawn(shape, dtype, 5).requires_grad_()
        assert fl.autograd.gradcheck(function, a, check_forward_ad=True)
        assert fl.autograd.gradgradcheck(function, a)


@pytest.mark.parametrize(
    "function",
    [
        lambda a: linalg.eigh(a + a.mH)[1].sum().abs(),
        lambda a: linalg.eig(a)[1].sum().abs(),
        lambda a: linalg.svd(a)[0].sum().abs(),
        lambda a: linalg.svd(a)[2].sum().abs(),
    ],
)
def test_a_function_that_notices_phases_is_refused(function: Callable[[Tensor], Tensor]) -> None:
    a = drawn((3, 3), fl.complex128).requires_grad_()
    with pytest.raises(RuntimeError, match="in the complex case are specified up to multiplication by e"):
        function(a).backward()
    batch = drawn((2, 3, 3), fl.complex128)
    with pytest.raises(RuntimeError, match="in the complex case are specified up to multiplication by e"):
        fl.func.vmap(fl.func.grad(function))(batch)


def test_derivatives_that_are_refused() -> None:
    a = drawn((4, 2), fl.float64).requires_grad_()
    with pytest.raises(RuntimeError, match="depends on Q, which is not computed when mode='r'"):
        linalg.qr(a, "r").R.sum().backward()
    with pytest.raises(RuntimeError, match="not differentiable when mode='complete' and nrows > ncols"):
        linalg.qr(a, "complete").R.sum().backward()
    with pytest.raises(RuntimeError, match="not implemented"):
        fl.geqrf(a).a.sum().backward()


def test_solving_again_by_the_factors_has_derivatives_of_its_own() -> None:
    """The backward pass of `solve` uses the factors of the forward pass; what it computes depends on the matrix."""
    a, b = drawn((2, 3, 3), fl.complex128).requires_grad_(), drawn((3, 2), fl.complex128, 1).requires_grad_()
    assert fl.autograd.gradgradcheck(linalg.solve, (a, b))
    assert fl.autograd.gradgradcheck(lambda a, b: linalg.solve(a, b.mT.expand(2, 2, 3), left=False), (a, b))


def test_few_large_matrices_are_worked_on_by_several_threads() -> None:
    a = drawn((470, 470), fl.float64)
    before = fl.get_num_threads()
    try:
        answers = []
        for threads in (1, 2):
            fl.set_num_threads(threads)
            answers.append([linalg.inv(a), linalg.qr(a).R, linalg.eigvalsh(a).unsqueeze(-1)])
    finally:
        fl.set_num_threads(before)
    for one, two in zip(*answers, strict=True):
        assert float((one - two).abs().max() / one.abs().max()) < 1e-10


def test_results_into_given_tensors() -> None:
    a = positive((3, 3), fl.float64)
    out = fl.empty(3, 3, dtype=fl.float64)
    assert linalg.cholesky(a, out=out) is out
    close(out @ out.mH, a)
    Q, R = fl.empty(3, 3, dtype=fl.float64), fl.empty(3, 3, dtype=fl.float64)
    found = linalg.qr(a, out=(Q, R))
    assert found[0] is Q
    assert found[1] is R
    close(Q @ R, a)
    assert linalg.inv(a, out=a) is a


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("shape", [(2, 2), (4, 4), (7, 5), (5, 7), (8, 8), (9, 8)])
def test_reflections_of_numbers_whose_squares_are_out_of_range(dtype: str, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    a = rng.standard_normal((3, *shape)) + (1j * rng.standard_normal((3, *shape)) if "complex" in dtype else 0)
    limits = np.finfo(dtype)
    for scale in (limits.tiny * 2.0**10, limits.max / 2.0**10):
        scaled = (a * scale).astype(dtype)
        q, r = (x.numpy() for x in fl.linalg.qr(fl.from_numpy(scaled)))
        assert np.abs(q @ (r / scale) - scaled / scale).max() <= 100 * limits.eps
        assert np.abs(q.conj().swapaxes(1, 2) @ q - np.eye(q.shape[2])).max() <= 50 * limits.eps
