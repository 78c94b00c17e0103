"""One step of each optimiser, for a list of parameters: what `flambeau.optim` calls.

Beside the parameters and their gradients an update gets a list for each thing that is kept of a parameter, and writes
all but the gradients in place, as one kernel over all parameters. Nothing is recorded, whatever requires grad.

In the formulas ``p`` is a parameter and ``g`` its gradient, negated if ``maximize``. Everything is computed in the
dtype of the parameter, 16-bit floats in float32, complex numbers part by part; where dtypes differ, in the wider one.
``steps`` are the updates done so far, a tensor of one element for each parameter; they are counted up first, to ``t``.
"""

from __future__ import annotations

from .define import Tensor, op, update

__all__ = [
    "adadelta_step_",
    "adagrad_step_",
    "adam_step_",
    "adamax_step_",
    "nadam_step_",
    "radam_step_",
    "rmsprop_step_",
    "sgd_step_",
]


@op(kind=update, kernel="sgd_step", function=False, method=False, across_devices=True)
def sgd_step_(
    params: list[Tensor],
    grads: list[Tensor],
    momentum_buffers: list[Tensor],
    lr: float,
    momentum: float,
    dampening: float,
    weight_decay: float,
    nesterov: bool,
    maximize: bool,
    first: bool,
) -> None:
    """Stochastic gradient descent: ``g += weight_decay p``, ``b = momentum b + (1 - dampening) g``,
    ``p -= lr b``, or ``p -= lr (g + momentum b)`` if ``nesterov``.

    ``first`` says that the buffers ``b`` hold nothing yet: ``b = g``. Without momentum there may be none, and ``b`` is
    ``g``.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import sgd_step_
    >>> p, b = torch.tensor([1., 2.]), torch.zeros(2)
    >>> sgd_step_([p], [torch.ones(2)], [b], 0.5, 0.9, 0., 0., False, False, True)
    >>> p, b
    (tensor([0.5000, 1.5000]), tensor([1., 1.]))
    """


@op(kind=update, kernel="adam_step", function=False, method=False, across_devices=True)
def adam_step_(
    params: list[Tensor],
    grads: list[Tensor],
    exp_avgs: list[Tensor],
    exp_avg_sqs: list[Tensor],
    max_exp_avg_sqs: list[Tensor],
    steps: list[Tensor],
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    decoupled: bool,
    maximize: bool,
) -> None:
    """Adam: ``m += (1 - beta1) (g - m)``, ``v = beta2 v + (1 - beta2) g**2``,
    ``p -= lr / (1 - beta1**t) m / (sqrt(v / (1 - beta2**t)) + eps)``.

    Before, ``g += weight_decay p``, or ``p *= 1 - lr weight_decay`` if ``decoupled``. If there are
    ``max_exp_avg_sqs``, the largest ``v`` so far takes its place in the last formula.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import adam_step_
    >>> p, m, v, t = torch.tensor([1., 2.]), torch.zeros(2), torch.zeros(2), torch.tensor(0.)
    >>> adam_step_([p], [torch.ones(2)], [m], [v], [], [t], 0.5, 0.9, 0.999, 1e-8, 0., False, False)
    >>> p, t
    (tensor([0.5000, 1.5000]), tensor(1.))
    """


@op(kind=update, kernel="adadelta_step", function=False, method=False, across_devices=True)
def adadelta_step_(
    params: list[Tensor],
    grads: list[Tensor],
    square_avgs: list[Tensor],
    acc_deltas: list[Tensor],
    steps: list[Tensor],
    lr: float,
    rho: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> None:
    """Adadelta: ``v = rho v + (1 - rho) g**2``, ``d = sqrt(u + eps) / sqrt(v + eps) g``,
    ``u = rho u + (1 - rho) d**2``, ``p -= lr d``, after ``g += weight_decay p``.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import adadelta_step_
    >>> p, v, u, t = torch.tensor([1.]), torch.zeros(1), torch.zeros(1), torch.tensor(0.)
    >>> adadelta_step_([p], [torch.ones(1)], [v], [u], [t], 1.0, 0.75, 0.25, 0., False)
    >>> v
    tensor([0.2500])
    """


@op(kind=update, kernel="adagrad_step", function=False, method=False, across_devices=True)
def adagrad_step_(
    params: list[Tensor],
    grads: list[Tensor],
    sums: list[Tensor],
    steps: list[Tensor],
    lr: float,
    lr_decay: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> None:
    """Adagrad: ``s += g**2``, ``p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)``, after
    ``g += weight_decay p``.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import adagrad_step_
    >>> p, s, t = torch.tensor([1.]), torch.zeros(1), torch.tensor(0.)
    >>> adagrad_step_([p], [torch.tensor([2.])], [s], [t], 0.5, 0., 0., 0., False)
    >>> p, s
    (tensor([0.5000]), tensor([4.]))
    """


@op(kind=update, kernel="adamax_step", function=False, method=False, across_devices=True)
def adamax_step_(
    params: list[Tensor],
    grads: list[Tensor],
    exp_avgs: list[Tensor],
    exp_infs: list[Tensor],
    steps: list[Tensor],
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> None:
    """Adamax: ``m += (1 - beta1) (g - m)``, ``u = max(beta2 u, |g| + eps)``,
    ``p -= lr / (1 - beta1**t) m / u``, after ``g += weight_decay p``.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import adamax_step_
    >>> p, m, u, t = torch.tensor([1.]), torch.zeros(1), torch.zeros(1), torch.tensor(0.)
    >>> adamax_step_([p], [torch.tensor([2.])], [m], [u], [t], 0.5, 0.5, 0.9, 0., 0., False)
    >>> p, u
    (tensor([0.5000]), tensor([2.]))
    """


@op(kind=update, kernel="nadam_step", function=False, method=False, across_devices=True)
def nadam_step_(
    params: list[Tensor],
    grads: list[Tensor],
    exp_avgs: list[Tensor],
    exp_avg_sqs: list[Tensor],
    steps: list[Tensor],
    mu_products: list[Tensor],
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    momentum_decay: float,
    decoupled: bool,
    maximize: bool,
) -> None:
    """NAdam: the averages ``m`` and ``v`` of `adam_step_`, ``mu_t = beta1 (1 - 0.96**(t momentum_decay) / 2)``,
    ``n = mu_{t+1} m / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) g / (1 - mu_1 ... mu_t)``,
    ``p -= lr n / (sqrt(v / (1 - beta2**t)) + eps)``.

    ``mu_products`` hold ``mu_1 ... mu_t``, at first 1. Decay is that of `adam_step_`.

    Shape: all tensors of a parameter have its shape, except its number of steps and its product.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import nadam_step_
    >>> p, m, v, t, mu = torch.tensor([1.]), torch.zeros(1), torch.zeros(1), torch.tensor(0.), torch.tensor(1.)
    >>> nadam_step_([p], [torch.ones(1)], [m], [v], [t], [mu], 0.5, 0.5, 0.9, 0., 0., 0., False, False)
    >>> mu
    tensor(0.2500)
    """


@op(kind=update, kernel="radam_step", function=False, method=False, across_devices=True)
def radam_step_(
    params: list[Tensor],
    grads: list[Tensor],
    exp_avgs: list[Tensor],
    exp_avg_sqs: list[Tensor],
    steps: list[Tensor],
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    decoupled: bool,
    maximize: bool,
) -> None:
    """Rectified Adam: the averages ``m`` and ``v`` of `adam_step_`, ``rho_inf = 2 / (1 - beta2) - 1``,
    ``rho = rho_inf - 2 t beta2**t / (1 - beta2**t)``, ``p -= lr / (1 - beta1**t) m``, times
    ``r sqrt(1 - beta2**t) / (sqrt(v) + eps)`` if ``rho > 5``, with
    ``r**2 = (rho - 4) (rho - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho)``.

    Decay is that of `adam_step_`.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import radam_step_
    >>> p, m, v, t = torch.tensor([1.]), torch.zeros(1), torch.zeros(1), torch.tensor(0.)
    >>> radam_step_([p], [torch.ones(1)], [m], [v], [t], 0.5, 0.5, 0.999, 1e-8, 0., False, False)
    >>> p
    tensor([0.5000])
    """


@op(kind=update, kernel="rmsprop_step", function=False, method=False, across_devices=True)
def rmsprop_step_(
    params: list[Tensor],
    grads: list[Tensor],
    square_avgs: list[Tensor],
    grad_avgs: list[Tensor],
    momentum_buffers: list[Tensor],
    steps: list[Tensor],
    lr: float,
    alpha: float,
    eps: float,
    weight_decay: float,
    momentum: float,
    maximize: bool,
) -> None:
    """RMSprop: ``v = alpha v + (1 - alpha) g**2``, ``u = g / (sqrt(v) + eps)``, ``b = momentum b + u``,
    ``p -= lr b``, after ``g += weight_decay p``.

    If there are ``grad_avgs``, ``a += (1 - alpha) (g - a)``, the root is of ``v - a**2``. Without momentum there may be
    no buffers, and ``b`` is ``u``.

    >>> import flambeau as torch
    >>> from flambeau.ops.optim import rmsprop_step_
    >>> p, v, t = torch.tensor([1.]), torch.zeros(1), torch.tensor(0.)
    >>> rmsprop_step_([p], [torch.ones(1)], [v], [], [], [t], 0.25, 0.75, 0., 0., 0., False)
    >>> p, v
    (tensor([0.5000]), tensor([0.2500]))
    """
