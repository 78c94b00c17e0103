"""Matrices with a structure that is kept: products, a solution and a determinant with gradients."""

import linear_operator
import torch
from linear_operator.operators import DiagLinearOperator, ToeplitzLinearOperator

torch.manual_seed(0)
column = torch.tensor([4.0, 1.0, 0.5, 0.25], requires_grad=True)
noise = torch.full((4,), 0.1, requires_grad=True)
covariance = ToeplitzLinearOperator(column) + DiagLinearOperator(noise)
y = torch.randn(4)
print("product", (covariance @ y).tolist())
print("dense", covariance.to_dense().tolist())
fit, logdet = linear_operator.inv_quad_logdet(covariance, y.unsqueeze(-1), logdet=True)
loss = fit + logdet
loss.backward()
print("loss", round(loss.item(), 4))
print("gradients", column.grad.tolist(), noise.grad.tolist())
print("solution", linear_operator.solve(covariance, y).tolist())
