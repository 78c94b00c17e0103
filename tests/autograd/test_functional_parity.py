"""autograd.functional beside PyTorch's, over functions, options, kinds of input and of vector: same structure, shapes,
dtypes, connection to the graph and numbers; the same exception with the same first words.

Where PyTorch's forward-mode Jacobian answers lists, ours answers the tuples that its documentation promises.
"""

from __future__ import annotations

import warnings

import pytest

import flambeau

torch = pytest.importorskip("torch")

FIRST = ("vjp", "jvp", "jacobian")
SECOND = ("vhp", "hvp", "hessian")
# For each function: the library it is written in, then the inputs.
FUNCTIONS = {
    "elementwise": lambda L, x, y: x * y.sin(),
    "several": lambda L, x, y: (x * y, x.sum() * y),
    "unused": lambda L, x, y: x.exp(),
    "partly": lambda L, x, y: (x.exp().sum(), y.exp().sum()),
    "constant": lambda L, x: x.detach() * 2,
    "new": lambda L, x: L.ones(2, dtype=L.float64),
    "linear": lambda L, x: x * 2,
    "identity": lambda L, x: x,
    "tuple of one": lambda L, x: (x.exp().sum(),),
    "list": lambda L, x: [x.exp()],
    "number": lambda L, x: 3,
    "number inside": lambda L, x: (x, 3),
    "none": lambda L, x: None,
    "sum": lambda L, x: x.sum(),
    "cubic": lambda L, x: (x**3).sum(),
    "mixed": lambda L, x, y: (x**3 * y**3).sum(),
    "one of two": lambda L, x, y: (x**3).sum(),
    "one element": lambda L, x: (x**3).sum().reshape(1, 1),
    "in place": lambda L, x: x.clone().mul_(x * x),
    "half detached": lambda L, x: (x.detach() * x).sum(),
    "integers": lambda L, x: x.argmax(),
    "its own error": lambda L, x: 1 / 0,
}
TWO = {"elementwise", "several", "unused", "partly", "mixed", "one of two"}
OPTIONS = [
    {"create_graph": False},
    {"create_graph": True},
    {"strict": True},
    {"create_graph": True, "strict": True},
]
JACOBIAN = [
    {"vectorize": True},
    {"vectorize": True, "strict": True},
    {"strategy": "forward-mode"},
    {"strategy": "sideways"},
    {"vectorize": True, "strategy": "forward-mode"},
    {"vectorize": True, "strategy": "forward-mode", "strict": True},
    {"vectorize": True, "strategy": "forward-mode", "create_graph": True},
]
INPUTS = ("plain", "grad", "tuple", "scalar", "matrix", "single", "list", "integer", "number")
VECTORS = ("none", "given", "grad", "tuple", "shape", "too many", "text")


def _inputs(library, count, kind):
    dtype = library.float32 if kind == "single" else library.float64
    values = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]][:count]
    made = [library.tensor(v, dtype=dtype) for v in values]
    if kind == "scalar":
        made = [x[0].clone() for x in made]
    if kind == "matrix":
        made = [x.reshape(1, 3) for x in made]
    if kind == "grad":
        made = [x.requires_grad_() for x in made]
    if kind == "list":
        return made
    if kind in ("integer", "number"):
        return library.tensor([1, 2]) if kind == "integer" else 3.0
    return tuple(made) if count > 1 or kind == "tuple" else made[0]


def _vector(library, like, kind):
    made = tuple(library.full_like(x, 2.0).detach() for x in (like if isinstance(like, tuple) else (like,)))
    if kind == "grad":
        made = tuple(x.requires_grad_() for x in made)
    if kind == "too many":
        return made * 2
    if kind in ("shape", "text"):
        return library.ones(7, dtype=library.float64) if kind == "shape" else "v"
    return made if isinstance(like, tuple) or kind == "tuple" else made[0]


def _shown(value):
    if isinstance(value, tuple | list):
        return [_shown(item) for item in value]
    numbers = [round(float(x), 9) + 0.0 for x in value.detach().reshape(-1)]
    return (tuple(value.shape), str(value.dtype), value.requires_grad, numbers)


def _outcome(library, name, case, options, inputs, vector):
    count = 2 if case in TWO else 1
    given = _inputs(library, count, inputs)
    if name == "hessian":
        options = {{"strategy": "outer_jacobian_strategy"}.get(key, key): value for key, value in options.items()}

    def function(*points):
        return FUNCTIONS[case](library, *points)

    try:
        arguments = [given]
        if vector != "none":
            like = function(*(given if isinstance(given, tuple) else (given,))) if name == "vjp" else given
            arguments.append(_vector(library, like, vector))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's forward mode uses what PyTorch deprecates
            return _shown(getattr(library.autograd.functional, name)(function, *arguments, **options))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:40].lower()


def _connected(outcome):
    """The outcome without what it says about the graph."""
    if isinstance(outcome, list):
        return [_connected(item) for item in outcome]
    return outcome if isinstance(outcome, str) else (*outcome[:2], *outcome[3:])


@pytest.mark.parametrize("case", FUNCTIONS)
@pytest.mark.parametrize("name", [*FIRST, *SECOND])
def test_same_as_pytorch(name, case):
    whole = name in ("jacobian", "hessian")
    for options in OPTIONS + (JACOBIAN if whole else []):
        for inputs in INPUTS if options == OPTIONS[0] else INPUTS[:3]:
            for vector in VECTORS[:1] if whole else VECTORS:
                forward = options.get("strategy") == "forward-mode"
                if forward and (case in ("list", "number", "number inside", "none") or inputs == "integer"):
                    continue  # PyTorch's message names "None" as the caller
                ours = _outcome(flambeau, name, case, options, inputs, vector)
                theirs = _outcome(torch, name, case, options, inputs, vector)
                if options.get("vectorize"):  # a batched pass connects even zeros
                    ours, theirs = _connected(ours), _connected(theirs)
                assert ours == theirs, (options, inputs, vector)


def test_results_without_elements():
    """PyTorch fails to stack nothing."""
    functional = flambeau.autograd.functional
    for vectorize in (False, True):
        assert functional.jacobian(lambda x: x[:0], flambeau.ones(3), vectorize=vectorize).shape == (0, 3)
        assert functional.hessian(lambda x: x.sum(), flambeau.ones(0), vectorize=vectorize).shape == (0, 0)


def test_inputs_are_left_as_they_are():
    x = flambeau.ones(2)
    for strategy in ("reverse-mode", "forward-mode"):
        flambeau.autograd.functional.hessian(
            lambda x: (x**3).sum(), x, vectorize=True, outer_jacobian_strategy=strategy
        )
        assert not x.requires_grad
    flambeau.autograd.functional.jacobian(lambda x: x.mul_(2), x, vectorize=True, strategy="forward-mode")
    assert x.tolist() == [1.0, 1.0]
