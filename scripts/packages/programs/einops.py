"""Patches of an image, and a mean over windows."""

import torch
from einops import rearrange, reduce, repeat
from einops.layers.torch import Rearrange

x = torch.arange(2 * 3 * 4 * 4.0).reshape(2, 3, 4, 4).requires_grad_()
patches = rearrange(x, "b c (h p) (w q) -> b (h w) (p q c)", p=2, q=2)
print(patches.shape, patches[0, 1, :6].tolist())
mean = reduce(x, "b c (h 2) (w 2) -> b c h w", "mean")
print(mean[0, 0].tolist(), repeat(mean[0, 0], "h w -> (h 2) w").shape)
net = torch.nn.Sequential(Rearrange("b c h w -> b (c h w)"), torch.nn.Linear(48, 2, bias=False))
torch.nn.init.constant_(net[1].weight, 0.01)
net(x).pow(2).sum().backward()
print(x.grad[0, 0, 0].tolist())
