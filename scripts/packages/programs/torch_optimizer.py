"""Optimisers of the package on a valley."""

import torch
import torch_optimizer

for name in ("AdaBound", "DiffGrad", "Lamb", "RAdam", "Yogi", "NovoGrad", "QHM", "SGDP", "Ranger"):
    x = torch.nn.Parameter(torch.tensor([1.5, -1.0]))
    optimizer = getattr(torch_optimizer, name)([x], lr=1e-2)
    for _ in range(5):
        optimizer.zero_grad()
        ((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2).backward()
        optimizer.step()
    print(name, [round(v, 5) for v in x.tolist()])
