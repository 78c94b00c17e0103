"""The random stream: number for number PyTorch's CPU generator.

The comparisons are exact: values are compared by ``repr`` (which tells -0.0 from 0.0), then the generators' states byte
by byte, so a kernel that draws one number too many fails as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import flambeau

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

needs_torch = pytest.mark.skipif(torch is None, reason="compares with torch")

FLOATING = ["float16", "bfloat16", "float32", "float64"]
INTEGRAL = ["uint8", "int8", "int16", "int32", "int64"]
# Around the block of 16 normals and the 624 words of generator state.
SIZES = [0, 1, 2, 7, 15, 16, 17, 33, 623, 624, 625, 1040, 2049]
SEEDS = [0, 42, 2**40 + 11]
INT64_MIN = -(2**63)


def state_of(lib: Any, generator: Any) -> bytes:
    """The generator's state; the default generator's for None."""
    state = lib.get_rng_state() if generator is None else generator.get_state()
    return bytes(state.tolist())


def assert_same_stream(run: Callable[[Any, Any], Any], seed: int, *, default: bool = False) -> None:
    """Runs ``run(lib, generator)`` on both libraries; results and states must be the same."""
    outcomes = []
    for lib in (flambeau, torch):
        generator = None if default else lib.Generator()
        (lib if generator is None else generator).manual_seed(seed)
        result = run(lib, generator)
        outcomes.append((repr(result.tolist()), tuple(result.shape), state_of(lib, generator)))
    ours, theirs = outcomes
    assert ours[:2] == theirs[:2]
    assert ours[2] == theirs[2], "the generators stand at different places"


def filled(name: str, *args: Any, dtype: str, size: Any) -> Callable[[Any, Any], Any]:
    """``empty(size, dtype).name_(*args)`` for either library."""

    def run(lib: Any, generator: Any) -> Any:
        return getattr(lib.zeros(size, dtype=getattr(lib, dtype)), name)(*args, generator=generator)

    return run


# ---- Known numbers, without torch ----


def test_known_numbers() -> None:
    cases: list[tuple[Callable[[], Any], list[float]]] = [
        (lambda: flambeau.rand(3), [0.49625658988952637, 0.7682217955589294, 0.08847743272781372]),
        (lambda: flambeau.rand(2, dtype=flambeau.float64), [0.9700530018065531, 0.707819864399788]),
        (lambda: flambeau.randn(3), [1.5409960746765137, -0.293428897857666, -2.1787893772125244]),
        (lambda: flambeau.randn(17)[:2], [-1.1258398294448853, -1.6959311962127686]),
        (lambda: flambeau.randn(17)[16:], [0.9318265914916992]),
        (lambda: flambeau.randint(0, 10, (10,)), [4, 9, 3, 0, 3, 9, 7, 3, 7, 3]),
        (lambda: flambeau.randperm(10), [4, 1, 7, 5, 3, 9, 0, 8, 6, 2]),
        (lambda: flambeau.bernoulli(flambeau.full((10,), 0.5)), [1, 0, 1, 1, 1, 0, 1, 0, 1, 0]),
        (lambda: flambeau.zeros(3).exponential_(), [3.508326292037964, 1.2303847074508667, 0.615044116973877]),
    ]
    for draw, expected in cases:
        flambeau.manual_seed(0)
        assert draw().tolist() == expected


# ---- Continuous distributions ----


@needs_torch
@pytest.mark.parametrize("dtype", [*FLOATING, "complex64", "complex128"])
@pytest.mark.parametrize("size", SIZES)
def test_uniform_and_normal(dtype: str, size: int) -> None:
    for seed in SEEDS:
        for bounds in [(0.0, 1.0), (-2.5, 3.3), (0.1, 0.1), (-1.0, 0.0)]:
            assert_same_stream(filled("uniform_", *bounds, dtype=dtype, size=size), seed)
        for mean_std in [(0.0, 1.0), (-2.5, 3.3), (5.0, 0.0), (0.1, 1e-8)]:
            assert_same_stream(filled("normal_", *mean_std, dtype=dtype, size=size), seed)


@needs_torch
@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("log_normal_", (0.0, 1.0)),
        ("log_normal_", (-2.5, 3.3)),
        ("exponential_", (1.0,)),
        ("exponential_", (0.37,)),
        ("cauchy_", (0.0, 1.0)),
        ("cauchy_", (-2.5, 3.3)),
    ],
)
def test_other_continuous(dtype: str, name: str, args: tuple[float, ...]) -> None:
    for seed in SEEDS:
        for size in SIZES:
            assert_same_stream(filled(name, *args, dtype=dtype, size=size), seed)


@needs_torch
def test_long_normal() -> None:
    assert_same_stream(filled("normal_", dtype="float32", size=10**6 + 5), 0)


@needs_torch
@pytest.mark.parametrize("seed", SEEDS)
def test_default_generator(seed: int) -> None:
    def run(lib: Any, _: Any) -> Any:
        parts = [lib.rand(5), lib.randn(3), lib.randn(2, 20), lib.rand(3, dtype=lib.float64).float(), lib.randn(5)]
        return lib.cat([part.flatten() for part in parts])

    assert_same_stream(run, seed, default=True)


@needs_torch
def test_normal_with_tensor_parameters() -> None:
    def run(lib: Any, generator: Any) -> Any:
        mean, std = lib.arange(20.0), lib.linspace(0.1, 2.0, 20)
        parts = [
            lib.normal(mean, std, generator=generator),
            lib.normal(mean, 0.5, generator=generator),
            lib.normal(1.0, std, generator=generator),
            lib.normal(0.5, 2.0, (7,), generator=generator),
        ]
        return lib.cat(parts)

    assert_same_stream(run, 1)


# ---- Discrete distributions ----


@needs_torch
@pytest.mark.parametrize("dtype", ["bool", *INTEGRAL, *FLOATING])
def test_bernoulli(dtype: str) -> None:
    for size in SIZES:
        for p in [0.5, 0.0, 1.0, 0.1, 1 / 3]:
            assert_same_stream(filled("bernoulli_", p, dtype=dtype, size=size), 3)


@needs_torch
@pytest.mark.parametrize("dtype", FLOATING)
def test_bernoulli_of_tensor(dtype: str) -> None:
    def run(lib: Any, generator: Any) -> Any:
        p = lib.linspace(0.0, 1.0, 1000).to(getattr(lib, dtype))
        return lib.bernoulli(p, generator=generator)

    assert_same_stream(run, 3)


@needs_torch
@pytest.mark.parametrize("dtype", [*INTEGRAL, *FLOATING])
def test_geometric(dtype: str) -> None:
    for p in [0.5, 0.01, 0.999]:
        assert_same_stream(filled("geometric_", p, dtype=dtype, size=1000), 3)


@needs_torch
@pytest.mark.parametrize("dtype", FLOATING)
def test_poisson(dtype: str) -> None:
    def run(lib: Any, generator: Any) -> Any:
        rates = lib.tensor([0.0, 0.1, 5.0, 9.9, 10.0, 12.0, 100.0, 3e4] * 50).to(getattr(lib, dtype))
        return lib.poisson(rates, generator=generator)

    assert_same_stream(run, 3)


@needs_torch
@pytest.mark.parametrize("dtype", ["bool", *INTEGRAL, *FLOATING])
def test_random(dtype: str) -> None:
    for size in SIZES:
        assert_same_stream(filled("random_", dtype=dtype, size=size), 3)


@needs_torch
@pytest.mark.parametrize(
    ("dtype", "bounds"),
    [
        ("bool", (0, 2)),
        ("uint8", (3, 256)),
        ("int8", (-128, 127)),
        ("int16", (-5, 7)),
        ("int32", (-(2**31), 2**31 - 1)),
        ("int64", (0, 10)),
        ("int64", (0, 2**28 - 1)),  # the last range that takes 32-bit draws
        ("int64", (0, 2**28)),
        ("int64", (-7, 2**40)),
        ("int64", (INT64_MIN, 2**63 - 1)),
        ("int64", (INT64_MIN, None)),
        ("int64", (3, None)),
        ("float16", (0, 2049)),
        ("float16", (-3000, 65504)),  # both ends move inwards to representable numbers
        ("bfloat16", (1000, 2049)),
        ("float32", (-(2**24) - 5, 2**24 + 5)),
        ("float64", (-(2**53) - 3, 2**53 + 3)),
    ],
)
@pytest.mark.filterwarnings("ignore:.*is out of bounds")
def test_integer_ranges(dtype: str, bounds: tuple[int, int | None]) -> None:
    for size in [0, 1, 1000]:
        assert_same_stream(filled("random_", *bounds, dtype=dtype, size=size), 5)


@needs_torch
def test_randint() -> None:
    assert_same_stream(lambda lib, g: lib.randint(10, (3, 4), generator=g), 0)
    assert_same_stream(lambda lib, g: lib.randint(-5, 2**35, (50,), generator=g), 0)
    assert_same_stream(lambda lib, g: lib.randint(0, 2, (50,), generator=g, dtype=lib.float32), 0)


@needs_torch
@pytest.mark.parametrize("dtype", [*INTEGRAL, *FLOATING])
def test_randperm(dtype: str) -> None:
    for n in [0, 1, 2, 7, 100, 127, 128]:

        def run(lib: Any, generator: Any, n: int = n) -> Any:
            return lib.randperm(n, generator=generator, dtype=getattr(lib, dtype))

        assert_same_stream(run, n)
    if dtype == "int64":
        assert_same_stream(lambda lib, g: lib.randperm(60000, generator=g), 1)


@needs_torch
@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("layout", ["vector", "rows", "transposed", "ties"])
def test_multinomial(dtype: str, replacement: bool, layout: str) -> None:
    def run_for(samples: int) -> Callable[[Any, Any], Any]:
        def run(lib: Any, generator: Any) -> Any:
            weights = lib.arange(300.0).reshape(3, 100) % 7
            if layout == "vector":
                weights = weights[1]
            elif layout == "transposed":
                weights = weights.t().contiguous().t()
            elif layout == "ties":
                weights = (weights > 4).to(lib.float32)
            weights = weights.to(getattr(lib, dtype))
            return lib.multinomial(weights, samples, replacement, generator=generator)

        return run

    for samples in [1, 2, 10, 90]:
        assert_same_stream(run_for(samples), samples)


@needs_torch
@pytest.mark.parametrize("dtype", FLOATING)
def test_dropout(dtype: str) -> None:
    for p in [0.0, 0.1, 0.5, 1 / 3, 1.0]:

        def run(lib: Any, _: Any, p: float = p) -> Any:
            return lib.nn.functional.dropout(lib.ones(1000, dtype=getattr(lib, dtype)), p, True)

        assert_same_stream(run, 3, default=True)


# ---- Order of filling ----


@needs_torch
@pytest.mark.parametrize("name", ["uniform_", "normal_", "random_", "bernoulli_"])
@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.permute(2, 0, 1),
        lambda x: x.transpose(0, 1),
        lambda x: x[:, ::2, 1:],
        lambda x: x[1],
        lambda x: x.permute(1, 2, 0)[::2],
    ],
)
def test_strided_tensors_fill_in_memory_order(name: str, view: Callable[[Any], Any]) -> None:
    def run(lib: Any, generator: Any) -> Any:
        whole = lib.zeros(4, 6, 5)
        getattr(view(whole), name)(generator=generator)
        return whole

    assert_same_stream(run, 9)


@needs_torch
@pytest.mark.parametrize(
    ("name", "rank"),
    [("dropout1d", 2), ("dropout1d", 3)]
    + [(name, rank) for name in ("dropout", "dropout2d", "dropout3d", "alpha_dropout") for rank in range(2, 7)],
)
@pytest.mark.filterwarnings("ignore:dropout.d. Received")
def test_dropout_of_any_rank(name: str, rank: int) -> None:
    """What is a batch and what a channel depends on the number of dimensions."""
    for inplace in (False, True):

        def run(lib: Any, _: Any, inplace: bool = inplace) -> Any:
            return getattr(lib.nn.functional, name)(lib.ones(5, 4, 3, 2, 2, 2)[(0,) * (6 - rank)], 0.5, True, inplace)

        assert_same_stream(run, 3, default=True)


@needs_torch
def test_dropout_of_permuted_input() -> None:
    assert_same_stream(
        lambda lib, _: lib.nn.functional.dropout(lib.ones(3, 4, 5).permute(2, 0, 1), 0.3, True), 3, default=True
    )


# ---- The generator ----


def test_seed_and_state() -> None:
    generator = flambeau.Generator()
    assert generator.initial_seed() == 67280421310721
    assert generator.manual_seed(7) is generator
    assert generator.initial_seed() == 7
    flambeau.rand(1000, generator=generator)
    flambeau.randn(3, generator=generator)  # leaves a cached normal
    state = generator.get_state()
    assert tuple(state.shape) == (5056,)
    first = flambeau.randn(5, generator=generator).tolist()
    generator.set_state(state)
    assert flambeau.randn(5, generator=generator).tolist() == first
    drawn = generator.seed()
    assert 0 <= drawn < 2**64
    assert generator.initial_seed() == drawn


def test_default_state_round_trip() -> None:
    flambeau.manual_seed(3)
    assert flambeau.initial_seed() == 3
    state = flambeau.get_rng_state()
    first = flambeau.rand(700).tolist()
    flambeau.set_rng_state(state)
    assert flambeau.rand(700).tolist() == first


def test_invalid_states_are_refused() -> None:
    with pytest.raises(RuntimeError, match="Expected a CPUGeneratorImplState of size 5056"):
        flambeau.set_rng_state(flambeau.zeros(5, dtype=flambeau.uint8))
    with pytest.raises(RuntimeError, match="Invalid mt19937 state"):
        flambeau.set_rng_state(flambeau.zeros(5056, dtype=flambeau.uint8))


@needs_torch
@pytest.mark.parametrize("draws", [0, 1, 5, 623, 624, 625])
def test_states_can_be_exchanged(draws: int) -> None:
    torch.manual_seed(draws)
    torch.rand(draws)
    torch.randn(3)  # leaves a cached normal
    flambeau.set_rng_state(flambeau.tensor(torch.get_rng_state().tolist(), dtype=flambeau.uint8))
    assert flambeau.initial_seed() == draws
    assert repr(flambeau.randn(4).tolist()) == repr(torch.randn(4).tolist())
    torch.set_rng_state(torch.tensor(flambeau.get_rng_state().tolist(), dtype=torch.uint8))
    assert repr(flambeau.rand(700).tolist()) == repr(torch.rand(700).tolist())


# ---- Errors ----


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: x.uniform_(2, 1), r"uniform_ expects to return a \[from, to\) range, but found from=2 > to=1"),
        (lambda x: x.uniform_(0, float("inf")), "to is out of bounds for"),
        (lambda x: x.normal_(0, -1), "normal expects std >= 0.0, but found std -1"),
        (lambda x: x.log_normal_(0, 0), r"log_normal_ expects std > 0.0, but found std=0"),
        (lambda x: x.exponential_(-1), "exponential_ expects lambda > 0.0, but found lambda=-1"),
        (lambda x: x.cauchy_(0, 0), "cauchy_ expects sigma > 0.0, but found sigma=0"),
        (lambda x: x.geometric_(1), r"geometric_ expects p to be in \(0, 1\), but got p=1"),
        (lambda x: x.bernoulli_(1.5), r"bernoulli_ expects p to be in \[0, 1\], but got p=1.5"),
        (lambda x: flambeau.bernoulli(x + 2), "Expected p_in >= 0 && p_in <= 1 to be true"),
        (lambda x: flambeau.poisson(x - 1), "invalid Poisson rate, expected rate to be non-negative"),
        (lambda x: x.random_(5, 5), "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
        (lambda x: x.to(flambeau.uint8).random_(0, 257), "to - 1 is out of bounds for"),
        (lambda x: flambeau.randperm(3000, dtype=flambeau.float16), "n cannot be greater than 2049 for"),
        (lambda x: flambeau.multinomial(x, 1), r"invalid multinomial distribution \(sum of probabilities <= 0\)"),
        (lambda x: flambeau.multinomial(x - 1, 2), "probability tensor contains either `inf`, `nan` or element < 0"),
        (lambda x: flambeau.multinomial(x - 1, 2, True), "encountering probability entry < 0"),
        (lambda x: flambeau.multinomial(x + 1, 4), "cannot sample n_sample > prob_dist.size"),
        (lambda x: flambeau.multinomial(x + 1, 0), "cannot sample n_sample <= 0 samples"),
    ],
)
def test_errors(call: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        call(flambeau.zeros(3))
