"""An operation of one's own, with its derivative, checked against finite differences.

python examples/custom_function.py
"""

import flambeau
from flambeau.autograd import Function, gradcheck, gradgradcheck


class Softsign(Function):
    """x / (1 + |x|), whose derivative is 1 / (1 + |x|)^2."""

    @staticmethod
    def forward(ctx, x):
        scale = 1 + x.abs()
        ctx.save_for_backward(x)
        return x / scale

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / (1 + x.abs()) ** 2


flambeau.manual_seed(0)
x = flambeau.randn(5, dtype=flambeau.float64, requires_grad=True)
y = Softsign.apply(x)
y.sum().backward()

print("gradient      ", x.grad)
print("first order   ", gradcheck(Softsign.apply, (x,)))
print("second order  ", gradgradcheck(Softsign.apply, (x,)))
