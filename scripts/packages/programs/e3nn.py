"""A tensor product that turns with its inputs."""

import torch
from e3nn import o3

torch.manual_seed(0)
irreps = o3.Irreps("1x0e + 1x1o")
product = o3.FullyConnectedTensorProduct(irreps, irreps, irreps)
x, y = torch.randn(3, irreps.dim), torch.randn(3, irreps.dim, requires_grad=True)
angles = torch.tensor(0.3), torch.tensor(0.5), torch.tensor(-0.2)
turn = irreps.D_from_angles(*angles)
print((product(x @ turn.T, y @ turn.T) - product(x, y) @ turn.T).abs().max().item() < 1e-5)
print(o3.spherical_harmonics("1o + 2e", torch.tensor([0.1, 0.2, 0.3]), normalize=True).tolist())
product(x, y).pow(2).sum().backward()
print(y.grad[0].tolist())
