"""Every distribution with parameters of several shapes; each case builds itself in either library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class T:
    """A tensor parameter, made in the library and dtype that are asked for."""

    data: Any


@dataclass
class Case:
    """A distribution: its name, positional arguments and keywords."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __str__(self) -> str:
        return "-".join([self.name, *self.kwargs, *map(label, (*self.args, *self.kwargs.values()))])

    def build(self, lib: Any, dtype: str = "float64", grad: bool = False) -> tuple[Any, list[Any]]:
        """The distribution, and its tensor parameters."""
        tensors: list[Any] = []

        def make(value: Any) -> Any:
            if isinstance(value, T):
                made = lib.tensor(value.data, dtype=getattr(lib, dtype)).requires_grad_(grad)
                tensors.append(made)
                return made
            return value.build(lib, dtype) if isinstance(value, Nested) else value

        args = [make(a) for a in self.args]
        kwargs = {key: make(a) for key, a in self.kwargs.items()}
        return getattr(lib.distributions, self.name)(*args, **kwargs), tensors


@dataclass
class Nested:
    """A distribution, or a transform, as a parameter of another one."""

    name: str
    args: tuple[Any, ...] = ()

    def build(self, lib: Any, dtype: str) -> Any:
        made = [
            lib.tensor(a.data, dtype=getattr(lib, dtype))
            if isinstance(a, T)
            else a.build(lib, dtype)
            if isinstance(a, Nested)
            else a
            for a in self.args
        ]
        return getattr(lib.distributions, self.name)(*made)


def label(value: Any) -> str:
    if isinstance(value, Nested):
        return value.name
    return "x".join(map(str, shape_of(value.data))) if isinstance(value, T) else str(value)


def shape_of(data: Any) -> list[int]:
    return [len(data), *shape_of(data[0])] if isinstance(data, list) else []


def case(name: str, *args: Any, **kwargs: Any) -> Case:
    return Case(name, args, kwargs)


REAL = T([[0.3, -1.2, 2.0], [0.0, 1.5, -0.7]])
SCALE = T([[0.5, 1.3, 2.0], [1.0, 0.2, 3.0]])
ROW = T([0.4, 1.7, 2.5])
COLUMN = T([[0.9], [3.2]])
POINT = T(1.7)
CHANCE = T([[0.1, 0.5, 0.9], [0.3, 0.75, 0.45]])
ODDS = T([[-2.0, 0.3, 1.0], [0.1, 4.0, -0.5]])
WEIGHTS = T([[1.0, 2.0, 3.0], [0.5, 0.2, 0.3]])
SPD = T([[2.0, 0.5, 0.1], [0.5, 1.5, 0.3], [0.1, 0.3, 1.0]])
LOWER = T([[[1.2, 0.0], [0.4, 0.7]], [[0.5, 0.0], [-1.0, 2.0]]])

LOC_SCALE = ("Normal", "Laplace", "Cauchy", "Gumbel", "LogNormal")
CASES = [
    *[case(name, REAL, SCALE) for name in LOC_SCALE],
    *[case(name, COLUMN, ROW) for name in LOC_SCALE],
    *[case(name, 0.5, POINT) for name in LOC_SCALE],
    *[case(name, SCALE) for name in ("HalfNormal", "HalfCauchy", "Exponential", "Chi2", "Poisson")],
    *[case(name, POINT) for name in ("HalfNormal", "HalfCauchy", "Exponential", "Chi2", "Poisson")],
    *[case(name, SCALE, ROW) for name in ("Gamma", "Beta", "Weibull", "Kumaraswamy", "Pareto", "InverseGamma")],
    *[case(name, 2.5, POINT) for name in ("Gamma", "Beta", "Weibull", "Kumaraswamy", "Pareto", "InverseGamma")],
    case("Uniform", T([[0.0, -1.0], [2.0, 0.5]]), T([3.0, 3.5])),
    case("Uniform", 0.0, POINT),
    case("StudentT", ROW, REAL, SCALE),
    case("StudentT", T([0.5, 1.5, 2.5, 9.0])),
    case("FisherSnedecor", T([1.0, 2.5, 5.0]), T([[3.0], [7.5]])),
    case("VonMises", REAL, SCALE),
    case("VonMises", 0.3, T([0.01, 0.5, 70.0])),
    case("GeneralizedPareto", REAL, SCALE, T([0.3, -0.4, 0.0])),
    *[case(name, CHANCE) for name in ("Bernoulli", "Geometric", "ContinuousBernoulli")],
    *[case(name, logits=ODDS) for name in ("Bernoulli", "Geometric", "ContinuousBernoulli")],
    case("Binomial", 4, CHANCE),
    case("Binomial", T([3.0, 40.0, 200.0]), logits=ODDS),
    case("NegativeBinomial", SCALE, CHANCE),
    case("NegativeBinomial", 3.0, logits=ODDS),
    *[case(name, WEIGHTS) for name in ("Categorical", "OneHotCategorical", "OneHotCategoricalStraightThrough")],
    *[case(name, logits=ODDS) for name in ("Categorical", "OneHotCategorical", "OneHotCategoricalStraightThrough")],
    case("Multinomial", 5, WEIGHTS),
    case("Multinomial", 2, logits=ROW),
    case("Dirichlet", WEIGHTS),
    case("Dirichlet", ROW),
    case("RelaxedBernoulli", T(0.7), CHANCE),
    case("RelaxedBernoulli", T(1.5), logits=ODDS),
    case("RelaxedOneHotCategorical", T(0.7), WEIGHTS),
    case("RelaxedOneHotCategorical", T(1.5), logits=ODDS),
    case("LogisticNormal", REAL, SCALE),
    case("MultivariateNormal", REAL, SPD),
    case("MultivariateNormal", ROW, precision_matrix=SPD),
    case("MultivariateNormal", T([0.5, -0.5]), scale_tril=LOWER),
    case("LowRankMultivariateNormal", REAL, T([[1.0, 0.2], [0.0, 0.5], [0.3, 0.3]]), ROW),
    case("LKJCholesky", 3, T([0.6, 2.0])),
    case("Wishart", T([4.0, 6.5]), SPD),
    case("Wishart", T(3.5), scale_tril=LOWER),
    case("Independent", Nested("Normal", (REAL, SCALE)), 1),
    case("MixtureSameFamily", Nested("Categorical", (CHANCE,)), Nested("Normal", (REAL, SCALE))),
    case(
        "MixtureSameFamily",
        Nested("Categorical", (T([0.3, 0.7]),)),
        Nested("MultivariateNormal", (T([[0.0, 1.0], [2.0, 0.5]]), T([[1.0, 0.2], [0.2, 2.0]]))),
    ),
    case("TransformedDistribution", Nested("Normal", (REAL, SCALE)), Nested("ExpTransform")),
    case("TransformedDistribution", Nested("Normal", (ROW, 1.0)), Nested("StickBreakingTransform")),
]
