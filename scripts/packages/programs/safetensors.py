"""A model's weights in a file and back."""

import os
import tempfile

import torch
from safetensors.torch import load_file, load_model, save_file, save_model

torch.manual_seed(0)
path = os.path.join(tempfile.mkdtemp(), "weights.safetensors")
save_file({"a": torch.arange(4.0), "b": torch.ones(2, 3, dtype=torch.bfloat16)}, path, metadata={"of": "nothing"})
print({name: (value.dtype, value.tolist()) for name, value in sorted(load_file(path).items())})
model, other = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
save_model(model, path)
print(load_model(other, path), torch.equal(model.weight, other.weight))
