"""A network learns the law of motion of a spiral: a neural ODE, whose gradient is another ODE (Chen et al. 2018).

python examples/neural_ode.py [steps]

The solver is one operation of our own. Forward it keeps no graph; backward it solves the adjoint equation
da/dt = -a df/dx from the end to the start, and so needs memory for the states alone, whatever stages the solver has.
Draws neural_ode.png.
"""

import sys

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn
from flambeau.autograd import Function

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 150


def runge_kutta(f, x, h):
    """One step of order four for dx/dt = f(x); x is a tuple of tensors."""

    def moved(by, k):
        return tuple(a + by * b for a, b in zip(x, k, strict=True))

    k1 = f(x)
    k2 = f(moved(h / 2, k1))
    k3 = f(moved(h / 2, k2))
    k4 = f(moved(h, k3))
    slopes = zip(k1, k2, k3, k4, strict=True)
    return moved(h / 6, tuple(a + 2 * b + 2 * c + d for a, b, c, d in slopes))


class Solve(Function):
    """The states at ``times`` of what starts at ``x`` and moves as ``law`` says; parameters are those of the law."""

    @staticmethod
    def forward(ctx, law, times, x, *parameters):
        states = [x]
        for h in times.diff():
            states.append(runge_kutta(lambda s: (law(s[0]),), (states[-1],), h)[0])
        ctx.law, ctx.times = law, times
        ctx.save_for_backward(torch.stack(states), *parameters)
        return torch.stack(states)

    @staticmethod
    def backward(ctx, g):
        states, *parameters = ctx.saved_tensors

        def adjoint(s):
            x, a, *_ = s
            with torch.enable_grad():
                x = x.detach().requires_grad_()
                y = ctx.law(x)
            slopes = torch.autograd.grad(y, (x, *parameters), a)
            return (y.detach(), *(-slope for slope in slopes))

        a, totals = g[-1], [torch.zeros_like(p) for p in parameters]
        for k in range(len(states) - 1, 0, -1):
            back = ctx.times[k - 1] - ctx.times[k]
            _, a, *totals = runge_kutta(adjoint, (states[k], a, *totals), back)
            a = a + g[k - 1]
        return (None, None, a, *totals)


torch.manual_seed(0)
times = torch.linspace(0, 5, 60)
spin = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
start = torch.tensor([[2.0, 0.0]])
with torch.no_grad():
    spiral = Solve.apply(lambda x: x**3 @ spin, times, start)


class Law(nn.Module):
    """What the velocity may be: a perceptron of the coordinates' cubes."""

    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(2, 48), nn.Tanh(), nn.Linear(48, 2))

    def forward(self, x):
        return self.mlp(x**3)


law = Law()
small = law.double(), torch.linspace(0, 0.3, 4, dtype=torch.float64), torch.ones(1, 2, dtype=torch.float64)
right = torch.autograd.gradcheck(
    lambda x: Solve.apply(law, small[1], x, *law.parameters()), small[2].requires_grad_(), rtol=1e-3
)
print("the adjoint's gradient is right:", right)

law.float()
optimizer = torch.optim.Adam(law.parameters(), lr=1e-2)
losses = []
bar = trange(STEPS)
for _ in bar:
    begin = torch.randint(len(times) - 10, (16,))  # short pieces of the path, from many points of it
    pieces = spiral[begin + torch.arange(11)[:, None], 0]
    found = Solve.apply(law, times[:11], pieces[0], *law.parameters())
    loss = (found - pieces).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    bar.set_postfix_str(f"off by {losses[-1]:.3f}")

with torch.no_grad():
    learnt = Solve.apply(law, times, start)
print(f"off by {losses[0]:.2f} at first, by {losses[-1]:.3f} now")

figure = Figure(figsize=(5, 4.5), layout="constrained")
axes = figure.subplots()
axes.plot(*spiral[:, 0].T, "o", ms=3, color="#9aa5b1", label="seen")
axes.plot(*learnt[:, 0].T, color="#d97742", label="learnt law, from the start")
axes.set_aspect("equal")
axes.legend()
figure.savefig("neural_ode.png", dpi=110)
