"""A quasi-Newton method that keeps the curvature of the last steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import cat, view_as_real
from ..autograd.grad_mode import no_grad
from ._line_search import MOST_TRIALS, strong_wolfe
from .optimizer import Closure, Optimizer, ParamsT, check_option, check_single, number

__all__ = ["LBFGS"]


class LBFGS(Optimizer):
    """Limited-memory BFGS, ``p = p - t * H g``, with an estimate ``H`` of the inverse Hessian from the last
    ``history_size`` steps and gradient differences.

    One ``step`` makes up to ``max_iter`` iterations and ``max_eval`` (``1.25 max_iter`` unless given) evaluations of
    its closure, which is required. ``t`` is ``lr``, at the very first iteration ``lr * min(1, 1 / sum(abs(g)))``, or
    what ``line_search_fn="strong_wolfe"`` finds from there. It ends when the largest absolute gradient is at most
    ``tolerance_grad``, or when loss or parameters change by less than ``tolerance_change``.

    The history takes ``2 * history_size`` times the memory of the parameters.

    Raises: ValueError for ``lr`` below 0, several groups, no parameters, and tensors that are not leaves; TypeError for
        parameters that are not tensors; RuntimeError for another line search.
    Source: Nocedal and Wright 2006, Numerical Optimization, algorithms 7.4, 7.5, 3.5 and 3.6.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.LBFGS([w], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((w - 3) ** 4).sum()
    ...     loss.backward()
    ...     return loss
    >>> _ = optimizer.step(closure)
    >>> [round(value, 1) for value in w.tolist()]
    [3.0, 3.0]
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_single(lr)
        check_option(lr >= 0, f"Invalid learning rate: {lr} | it must be >= 0")
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._params = self.param_groups[0]["params"]

    def step(self, closure: Closure) -> Any:  # type: ignore[override]
        """Makes up to ``max_iter`` iterations and returns the loss that ``closure`` gave first."""
        with no_grad():
            return self._step(lambda: self._evaluate(closure))

    def _step(self, evaluate: Callable[[], Any]) -> Any:
        group = self.param_groups[0]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first_loss = evaluate()
        loss, grad = _number(first_loss), self._gathered_grad()
        evaluations = 1
        state["func_evals"] += 1
        if _largest(grad) <= group["tolerance_grad"]:
            return first_loss
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = self._direction(grad, state, group)
            state["d"], state["prev_flat_grad"], state["prev_loss"] = direction, grad, loss
            t = number(group["lr"])
            if state["n_iter"] == 1:
                t = t / max(1.0, grad.abs().sum().item())
            state["t"] = t
            slope = grad.dot(direction).item()
            if slope > -group["tolerance_change"]:
                break
            before = loss
            if group["line_search_fn"] is not None:
                left = min(MOST_TRIALS, group["max_eval"] - evaluations)
                t, (loss, grad), calls = self._search(evaluate, t, direction, (loss, grad, slope), left)
            else:
                self._add(direction, t)
                if iteration == group["max_iter"]:  # nobody asks for the gradient there
                    break
                loss, grad, calls = _number(evaluate()), self._gathered_grad(), 1
            state["t"] = t
            evaluations += calls
            state["func_evals"] += calls
            if (
                evaluations >= group["max_eval"]
                or _largest(grad) <= group["tolerance_grad"]
                or _largest(direction) * abs(t) <= group["tolerance_change"]
                or abs(loss - before) < group["tolerance_change"]
            ):
                break
        return first_loss

    def _direction(self, grad: Tensor, state: dict[str, Any], group: dict[str, Any]) -> Tensor:
        """``-H g`` by the two loops over the history, which the last step enters first if the loss curves upwards."""
        if state["n_iter"] == 1:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return -grad
        changes, steps, inverses = state["old_dirs"], state["old_stps"], state["ro"]
        change, step = grad - state["prev_flat_grad"], state["d"] * state["t"]
        curvature = change.dot(step)
        if curvature.item() > 1e-10:
            for kept, new in ((changes, change), (steps, step), (inverses, 1.0 / curvature)):
                if len(kept) == group["history_size"]:
                    kept.pop(0)
                kept.append(new)
            state["H_diag"] = curvature / change.dot(change)
        direction: Tensor = -grad
        weights = []
        for change, step, inverse in zip(reversed(changes), reversed(steps), reversed(inverses), strict=True):
            weights.append(step.dot(direction) * inverse)
            direction = direction - change * weights[-1]
        direction = direction * state["H_diag"]
        for change, step, inverse, weight in zip(changes, steps, inverses, reversed(weights), strict=True):
            direction = direction + step * (weight - change.dot(direction) * inverse)
        return direction

    def _search(
        self, evaluate: Callable[[], Any], t: Any, direction: Tensor, here: tuple[float, Tensor, float], trials: int
    ) -> tuple[float, tuple[float, Tensor], int]:
        """Goes along ``direction``, as far as the line search says: how far, loss and gradient there, evaluations."""
        name = self.param_groups[0]["line_search_fn"]
        if name != "strong_wolfe":
            raise RuntimeError(f"only 'strong_wolfe' is supported | line_search_fn is {name!r}")
        start = [param.clone() for param in self._params]

        def at(t: float) -> tuple[float, Tensor, float]:
            self._add(direction, t)
            loss, grad = _number(evaluate()), self._gathered_grad()
            for param, value in zip(self._params, start, strict=True):
                param.copy_(value)
            return loss, grad, grad.dot(direction).item()

        t, there, calls = strong_wolfe(at, t, here, _largest(direction), trials)
        self._add(direction, t)
        return t, there, calls

    # --- all parameters as one vector, complex ones by their real and imaginary parts

    def _gathered_grad(self) -> Tensor:
        parts = []
        for param in self._params:
            grad = param.new_zeros(param.shape) if param.grad is None else param.grad
            parts.append((view_as_real(grad) if grad.is_complex() else grad).reshape(-1))
        return cat(parts)

    def _add(self, direction: Tensor, t: Any) -> None:
        offset = 0
        for param in self._params:
            view = view_as_real(param) if param.is_complex() else param
            view.add_(direction[offset : offset + view.numel()].view(view.shape), alpha=t)
            offset += view.numel()


def _number(loss: Any) -> float:
    return float(loss.detach() if isinstance(loss, Tensor) else loss)


def _largest(x: Tensor) -> float:
    """The largest absolute value."""
    return float(x.abs().max().item()) if x.numel() else 0.0


explain_module(globals())
