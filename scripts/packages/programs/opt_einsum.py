"""A contraction of three tensors along the cheapest path, with gradients."""

import opt_einsum
import torch

torch.manual_seed(0)
a, b, c = (torch.rand(4, 5, requires_grad=True), torch.rand(5, 6), torch.rand(6, 3))
result = opt_einsum.contract("ij,jk,kl->il", a, b, c, backend="torch")
result.sum().backward()
print([round(v, 4) for v in (*result[0].tolist(), *a.grad[0].tolist())])
expression = opt_einsum.contract_expression("ij,jk->ik", (4, 5), (5, 6))
print(round(expression(a.detach(), b, backend="torch").sum().item(), 3))
