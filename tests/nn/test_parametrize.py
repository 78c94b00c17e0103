"""Parametrised tensors against PyTorch's: values, gradients, states, what is refused."""

from __future__ import annotations

import copy
import importlib
import pickle
from typing import Any

import pytest
from beside import agree, both, refuse_alike, torch

import flambeau


def tools(lib: Any) -> tuple[Any, Any]:
    name = f"{lib.__name__}.nn.utils"
    return importlib.import_module(f"{name}.parametrize"), importlib.import_module(f"{name}.parametrizations")


def computed(lib: Any, forward: Any, inverse: Any = None) -> Any:
    class Computed(lib.nn.Module):  # type: ignore[misc]
        def forward(self, *x: Any) -> Any:
            return forward(*x)

    module = Computed()
    if inverse is not None:
        module.right_inverse = inverse
    return module


def layer(lib: Any) -> Any:
    linear = lib.nn.Linear(2, 3)
    with lib.no_grad():
        for number, param in enumerate(linear.parameters()):
            param.copy_(lib.linspace(0.5, number + 1.5, param.numel()).reshape(param.shape))
    return linear


def parametrized(lib: Any, *modules: Any, name: str = "weight", unsafe: bool = False) -> Any:
    linear = layer(lib)
    for module in modules:
        tools(lib)[0].register_parametrization(linear, name, computed(lib, *module), unsafe=unsafe)
    return linear


@both
def test_life_of_a_parametrised_tensor(lib: Any) -> Any:
    parametrize, _ = tools(lib)
    linear = parametrized(lib, (lambda x: x * 2, lambda x: x / 2), (lambda x: x + 1, lambda x: x - 1))
    seen: list[Any] = [repr(linear), type(linear).__name__, linear.weight, list(linear.state_dict())]
    linear(lib.ones(2)).square().sum().backward()
    seen += [linear.parametrizations.weight.original.grad, parametrize.is_parametrized(linear, "bias")]
    linear.weight = lib.full((3, 2), 7.0)
    seen += [linear.weight, linear.parametrizations.weight.original]
    with parametrize.cached():
        first = linear.weight
        seen.append(linear.weight is first)
    seen += [linear.weight is first, parametrize.type_before_parametrizations(linear) is lib.nn.Linear]
    other = copy.deepcopy(linear)
    other.load_state_dict(linear.state_dict())
    parametrize.remove_parametrizations(linear, "weight")
    seen += [repr(linear), linear.weight, isinstance(linear.weight, lib.nn.Parameter), type(linear) is lib.nn.Linear]
    parametrize.transfer_parametrizations_and_params(other, linear)
    seen += [repr(linear), linear.weight]
    parametrize.remove_parametrizations(linear, "weight", leave_parametrized=False)
    return [*seen, linear.weight]


def test_copies_are_independent() -> None:
    """The property of a copy outlives that of its origin (in PyTorch both have one class)."""
    parametrize, _ = tools(flambeau)
    linear = parametrized(flambeau, (lambda x: x * 2,))
    other = copy.deepcopy(linear)
    parametrize.remove_parametrizations(linear, "weight")
    assert other.weight.tolist() == linear.weight.tolist()
    assert other.parametrizations.weight.original is not linear.weight


@both
def test_several_originals_and_buffers(lib: Any) -> Any:
    parametrize, _ = tools(lib)
    linear = parametrized(lib, (lambda x, y: x - y, lambda x: (x * 3, x * 2)))
    seen = [linear.weight, [name for name, _ in linear.named_parameters()]]
    linear.weight = lib.ones(3, 2)
    linear(lib.ones(2)).sum().backward()
    seen += [linear.parametrizations.weight.original1, linear.parametrizations.weight.original1.grad]
    parametrize.remove_parametrizations(linear, "weight")
    linear.register_buffer("scale", lib.ones(2))
    parametrize.register_parametrization(linear, "scale", computed(lib, lambda x: x + 1))
    return [*seen, linear.scale, list(linear.state_dict()), linear.double().scale]


@both
def test_optimisers_keep_what_they_hold(lib: Any) -> Any:
    linear = layer(lib)
    optimizer = lib.optim.SGD(linear.parameters(), lr=0.1)
    parametrize, _ = tools(lib)
    parametrize.register_parametrization(linear, "weight", computed(lib, lambda x: x.tril()))
    linear(lib.ones(2)).square().sum().backward()
    optimizer.step()
    return linear.weight


def two(lib: Any, forward: Any, inverse: Any = None) -> Any:
    return parametrized(lib, (lambda x: x,), (forward, inverse))


def assigned(lib: Any, value: Any, forward: Any = lambda x: x, inverse: Any = lambda x: x) -> Any:
    linear = parametrized(lib, (forward, inverse))
    linear.weight = value
    return linear


def assigned_parts(lib: Any, inverse: Any) -> Any:
    linear = parametrized(lib, (lambda x, y: x, lambda x: (x, x)))
    linear.parametrizations.weight[0].right_inverse = inverse
    linear.weight = lib.ones(3, 2)
    return linear


REFUSALS: dict[str, Any] = {
    "nothing": lambda lib: tools(lib)[0].ParametrizationList([], lib.ones(2)),
    "no tensor": lambda lib: parametrized(lib, (lambda x: 3,)),
    "dtype": lambda lib: parametrized(lib, (lambda x: x.double(),)),
    "shape": lambda lib: parametrized(lib, (lambda x: x[0],)),
    "inverse": lambda lib: parametrized(lib, (lambda x: x, lambda x: 3)),
    "inverse dtype": lambda lib: parametrized(lib, (lambda x: x, lambda x: x.double())),
    "inverse part": lambda lib: parametrized(lib, (lambda x, y: x, lambda x: (x, 3))),
    "name": lambda lib: parametrized(lib, (lambda x: x,), name="weigth"),
    "second no tensor": lambda lib: two(lib, lambda x: 3),
    "second dtype": lambda lib: two(lib, lambda x: x.double()),
    "second shape": lambda lib: two(lib, lambda x: x[0]),
    "second inverse": lambda lib: two(lib, lambda x: x, lambda x: 3),
    "second inverse dtype": lambda lib: two(lib, lambda x: x, lambda x: x.double()),
    "second inverse shape": lambda lib: two(lib, lambda x: x, lambda x: x[0]),
    "no inverse": lambda lib: assigned(lib, lib.ones(3, 2), inverse=None),
    "assigned dtype": lambda lib: assigned(lib, lib.ones(3, 2).double()),
    "assigned number": lambda lib: assigned(lib, 3),
    "assigned parameter": lambda lib: assigned(lib, lib.nn.Parameter(lib.ones(3, 2))),
    "assigned no parts": lambda lib: assigned_parts(lib, lambda x: 3),
    "assigned one part": lambda lib: assigned_parts(lib, lambda x: (x,)),
    "assigned other part": lambda lib: assigned_parts(lib, lambda x: (x, 3)),
    "assigned dtype of part": lambda lib: assigned_parts(lib, lambda x: (x, x.double())),
    "removed": lambda lib: tools(lib)[0].remove_parametrizations(layer(lib), "weight"),
    "left": lambda lib: tools(lib)[0].remove_parametrizations(
        assigned_parts(lib, lambda x: (x, x)), "weight", leave_parametrized=False
    ),
    "pickled": lambda lib: pickle.dumps(two(lib, lambda x: x)),
    "weight_norm name": lambda lib: tools(lib)[1].weight_norm(layer(lib), "other"),
    "spectral_norm name": lambda lib: tools(lib)[1].spectral_norm(layer(lib), "other"),
    "spectral_norm iterations": lambda lib: tools(lib)[1].spectral_norm(layer(lib), n_power_iterations=0),
    "spectral_norm dim": lambda lib: tools(lib)[1].spectral_norm(layer(lib), dim=3),
    "orthogonal name": lambda lib: tools(lib)[1].orthogonal(layer(lib), "other"),
    "orthogonal vector": lambda lib: tools(lib)[1].orthogonal(layer(lib), "bias"),
    "orthogonal map": lambda lib: tools(lib)[1].orthogonal(layer(lib), orthogonal_map="x"),
    "orthogonal complex": lambda lib: tools(lib)[1].orthogonal(
        layer(lib).to(lib.complex64), orthogonal_map="householder"
    ),
    "old weight_norm twice": lambda lib: lib.nn.utils.weight_norm(lib.nn.utils.weight_norm(layer(lib))),
    "old weight_norm removed": lambda lib: lib.nn.utils.remove_weight_norm(layer(lib)),
    "old spectral_norm twice": lambda lib: lib.nn.utils.spectral_norm(lib.nn.utils.spectral_norm(layer(lib))),
    "old spectral_norm removed": lambda lib: lib.nn.utils.remove_spectral_norm(layer(lib)),
    "old spectral_norm iterations": lambda lib: lib.nn.utils.spectral_norm(layer(lib), n_power_iterations=0),
    "old spectral_norm name": lambda lib: lib.nn.utils.spectral_norm(layer(lib), "other"),
}


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning", "ignore:Complex modules")
def test_refusals(case: str) -> None:
    refuse_alike(REFUSALS[case])


@pytest.mark.parametrize("dim", [0, 1, -1, None])
@pytest.mark.parametrize("old", [False, True])
def test_weight_norm(old: bool, dim: int | None) -> None:
    def program(lib: Any) -> Any:
        linear = layer(lib)
        (lib.nn.utils if old else tools(lib)[1]).weight_norm(linear, dim=dim)
        seen = [list(linear.state_dict()), repr(linear)]
        optimizer = lib.optim.SGD(linear.parameters(), lr=0.01)
        for _ in range(3):
            optimizer.zero_grad()
            linear(lib.tensor([1.0, -2.0])).square().sum().backward()
            optimizer.step()
        seen += [param.grad for param in linear.parameters()]
        if not old:  # states of the old form load
            again = tools(lib)[1].weight_norm(layer(lib), dim=dim)
            state = {key: value for key, value in linear.state_dict().items() if "parametrizations" not in key}
            originals = linear.parametrizations.weight
            again.load_state_dict({**state, "weight_g": originals.original0, "weight_v": originals.original1})
            return [*seen, again.weight.detach()]
        lib.nn.utils.remove_weight_norm(linear)
        return [*seen, linear.weight, list(linear.state_dict())]

    agree(program)


def close(ours: Any, theirs: Any, within: float = 1e-5) -> None:
    assert ours.reshape(-1).tolist() == pytest.approx(theirs.reshape(-1).tolist(), rel=within, abs=within)


KINDS: dict[str, Any] = {
    "linear": lambda lib: lib.nn.Linear(4, 5),
    "conv": lambda lib: lib.nn.Conv2d(2, 3, 2),
    "transposed": lambda lib: lib.nn.ConvTranspose1d(2, 3, 2),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("old", [False, True])
def test_spectral_norm(old: bool, kind: str) -> None:
    """The same random numbers, the same power iterations, the gradient through sigma; nothing moves in evaluation."""

    def run(lib: Any) -> list[Any]:
        lib.manual_seed(3)
        module = KINDS[kind](lib)
        (lib.nn.utils if old else tools(lib)[1]).spectral_norm(module, n_power_iterations=2)
        x = lib.linspace(-1, 1, 64).reshape({"linear": (16, 4), "conv": (2, 2, 4, 4), "transposed": (4, 2, 8)}[kind])
        results = [module(x), module(x)]
        results[1].square().sum().backward()
        module.eval()
        results += [module(x), module(x), *(param.grad for param in module.parameters())]
        return [*results, *module.state_dict().values()]

    for ours, theirs in zip(run(flambeau), run(torch), strict=True):
        close(ours, theirs, 1e-4)


def test_old_spectral_norm_reads_old_files() -> None:
    def run(lib: Any) -> Any:
        module = lib.nn.utils.spectral_norm(layer(lib))
        module(lib.ones(2))
        state = module.state_dict()
        weight = module.weight.detach().clone()
        del state["weight_v"]
        state["weight"] = weight
        if hasattr(state, "_metadata"):
            del state._metadata[""]["spectral_norm"]
        other = lib.nn.utils.spectral_norm(layer(lib))
        other.load_state_dict(state)
        other.eval()
        return other(lib.ones(2)), weight.sum(1) + other.bias

    close(*run(flambeau))
    assert flambeau.nn.utils.remove_spectral_norm(flambeau.nn.utils.spectral_norm(layer(flambeau))).weight.shape == (
        3,
        2,
    )


@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (3, 5), (2, 4, 3)], ids=str)
@pytest.mark.parametrize("orthogonal_map", ["matrix_exp", "cayley", "householder"])
@pytest.mark.parametrize("trivial", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_orthogonal(trivial: bool, orthogonal_map: str, shape: tuple[int, ...], dtype: str) -> None:
    if dtype == "complex128" and orthogonal_map == "householder":
        return  # refused, see above
    source = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=getattr(torch, dtype))
    start = torch.linalg.qr(source if shape[-2] >= shape[-1] else source.mT)[0]
    start = start if shape[-2] >= shape[-1] else start.mT

    def run(lib: Any) -> Any:
        module = lib.nn.Module()
        module.weight = lib.nn.Parameter(lib.tensor(source.tolist(), dtype=getattr(lib, dtype)))
        tools(lib)[1].orthogonal(module, orthogonal_map=orthogonal_map, use_trivialization=trivial)
        first = module.weight
        if trivial or orthogonal_map == "householder":
            module.weight = lib.tensor(start.tolist(), dtype=getattr(lib, dtype))
        held = module.weight
        (held * held.conj() * lib.arange(float(held.numel())).reshape(shape)).sum().real.backward()
        (original,) = module.parameters()
        return first, held, original.grad, list(module.state_dict())

    (our_first, ours, grad, keys), (first, theirs, expected, their_keys) = run(flambeau), run(torch)
    assert keys == their_keys
    gram = ours @ ours.mH if shape[-2] < shape[-1] else ours.mH @ ours
    close(
        flambeau.view_as_real(gram.to(flambeau.complex128)),
        flambeau.view_as_real(flambeau.eye(gram.shape[-1], dtype=flambeau.complex128).expand(gram.shape)),
        1e-12,
    )
    if shape[-2] == shape[-1] or not trivial:  # else the base is completed at random
        close(our_first, first, 1e-9)
        close(grad, expected, 1e-9)
    close(ours, theirs, 1e-9)
