"""Vision models by name: inference, features, a step of training."""

import timm
import timm.optim
import torch

torch.manual_seed(0)
for name in ("resnet18", "mobilenetv3_small_050", "vit_tiny_patch16_224", "convnext_atto"):
    model = timm.create_model(name, num_classes=10).eval()
    with torch.no_grad():
        print(
            name, sum(p.numel() for p in model.parameters()), round(model(torch.ones(1, 3, 224, 224)).std().item(), 4)
        )
model = timm.create_model("resnet10t", num_classes=4, features_only=False)
optimizer = timm.optim.create_optimizer_v2(model, opt="adamw", lr=1e-3)
loss = torch.nn.functional.cross_entropy(model(torch.randn(2, 3, 64, 64)), torch.tensor([0, 3]))
loss.backward()
optimizer.step()
print(
    round(loss.item(), 4),
    [tuple(f.shape) for f in timm.create_model("resnet18", features_only=True)(torch.ones(1, 3, 64, 64))],
)
