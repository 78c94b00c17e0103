"""Fits a line to noisy points by gradient descent: the whole of automatic differentiation in twenty lines.

python examples/linear_regression.py
"""

import flambeau

flambeau.manual_seed(0)
x = flambeau.linspace(-1, 1, 200)
y = 3 * x - 2 + 0.1 * flambeau.randn(200)

slope = flambeau.zeros((), requires_grad=True)
intercept = flambeau.zeros((), requires_grad=True)

for step in range(101):
    loss = ((slope * x + intercept - y) ** 2).mean()
    loss.backward()
    with flambeau.no_grad():
        for parameter in (slope, intercept):
            parameter -= 0.3 * parameter.grad
            parameter.grad = None
    if step % 20 == 0:
        print(f"step {step:3d}  loss {loss.item():.4f}")

print(f"y = {slope.item():.2f} x {intercept.item():+.2f}")
