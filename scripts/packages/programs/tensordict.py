"""Tensors under names that are handled as one."""

import torch
from tensordict import TensorDict
from tensordict.nn import TensorDictModule, TensorDictSequential

torch.manual_seed(0)
data = TensorDict({"x": torch.arange(6.0).reshape(3, 2), "more": {"y": torch.ones(3)}}, batch_size=[3])
print(data.batch_size, data[1]["x"].tolist(), data["more", "y"].sum().item())
both = torch.stack([data, data.clone()], 0)
print(both.shape, torch.cat([data, data], 0)["x"].shape, (data + 1)["x"].tolist())
net = TensorDictSequential(
    TensorDictModule(torch.nn.Linear(2, 4), in_keys=["x"], out_keys=["h"]),
    TensorDictModule(torch.nn.Linear(4, 1), in_keys=["h"], out_keys=["out"]),
)
net(data)["out"].sum().backward()
print(sorted(data.keys()), net[0].module.bias.grad.shape)
