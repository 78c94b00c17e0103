"""A tour of Jacobians, Hessians and what is made of them without ever forming them.

python examples/hessians_and_jacobians.py

Draws hessians_and_jacobians.png: Newton's method, which uses the Hessian, beside gradient descent.
"""

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

torch.manual_seed(0)

# A Jacobian, by columns (forward mode) or by rows (reverse mode).
weight = torch.randn(3, 5)


def layer(x):
    return torch.tanh(weight @ x)


x = torch.randn(5)
by_hand = (1 - layer(x) ** 2)[:, None] * weight
print("Jacobians      ", [torch.allclose(j(layer)(x), by_hand, atol=1e-6) for j in (jacfwd, jacrev)])

# Products with it cost one evaluation each, whatever its size.
v, u = torch.randn(5), torch.randn(3)
_, pushed = jvp(layer, (x,), (v,))
_, pull = vjp(layer, x)
print(
    "J v, and u J   ",
    torch.allclose(pushed, by_hand @ v, atol=1e-6),
    torch.allclose(pull(u)[0], u @ by_hand, atol=1e-6),
)


# A Hessian, and its products with vectors: a derivative of a gradient.
def rosenbrock(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


p = torch.tensor([-1.0, 1.0])
print("Hessian        ", hessian(rosenbrock)(p).tolist())
direction = torch.tensor([1.0, 2.0])
_, product = jvp(grad(rosenbrock), (p,), (direction,))
print("H v            ", product.tolist())

# One gradient and one Hessian for each example of a batch.
points = torch.randn(1000, 2)
print("a batch of them", tuple(vmap(hessian(rosenbrock))(points).shape))

# Divergence and Laplacian are traces: a sum over coordinates, all at once.
laplacian = torch.trace(hessian(lambda q: (q**4).sum())(points[0]))
print("Laplacian      ", torch.allclose(laplacian, 12 * (points[0] ** 2).sum()))


# Newton's method takes the step that the Hessian suggests; gradient descent feels its way along the valley.
def descend(step, count):
    path = [torch.tensor([-1.5, 2.0])]
    for _ in trange(count):
        path.append(path[-1] - step(path[-1]))
    return torch.stack(path)


newton = descend(lambda p: torch.linalg.solve(hessian(rosenbrock)(p), grad(rosenbrock)(p)), 8)
plain = descend(lambda p: 1e-3 * grad(rosenbrock)(p), 400)
print(
    f"after {len(newton) - 1} steps of Newton's method {rosenbrock(newton[-1]).item():.1e}, "
    f"after {len(plain) - 1} of gradient descent {rosenbrock(plain[-1]).item():.1e}"
)

figure = Figure(figsize=(6, 4.5), layout="constrained")
axes = figure.subplots()
xs, ys = torch.meshgrid(torch.linspace(-2, 2, 100), torch.linspace(-1, 3, 100), indexing="xy")
heights = rosenbrock(torch.stack([xs, ys]))
axes.contour(xs, ys, heights.log1p(), levels=20, cmap="Blues")
axes.plot(*plain.T, color="#9aa5b1", label="gradient descent, 400 steps")
axes.plot(*newton.T, "o-", color="#d97742", label="Newton's method, 8 steps")
axes.legend()
figure.savefig("hessians_and_jacobians.png", dpi=110)
