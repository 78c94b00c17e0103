"""Sparse alternatives to softmax, with their losses."""

import torch
from entmax import entmax15, entmax_bisect, sparsemax, sparsemax_loss

x = torch.tensor([[-2.0, 0.0, 0.5], [1.0, 1.2, -1.0]], requires_grad=True)
print(sparsemax(x, dim=-1).tolist())
print(entmax15(x, dim=-1).tolist())
print(entmax_bisect(x, alpha=torch.tensor(1.33), dim=-1).tolist())
sparsemax_loss(x, torch.tensor([2, 0])).sum().backward()
print(x.grad.tolist())
