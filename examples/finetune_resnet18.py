"""Fine-tunes a ResNet-18: its layers are frozen, and a new head learns to tell ten handwritten digits apart.

python examples/finetune_resnet18.py [epochs]

The weights are those published for ImageNet; the first run downloads them (45 MB) into PyTorch's cache folder. Without
a network the frozen layers are random, which the head still learns from. Draws finetune_resnet18.png.
"""

import sys
from urllib.error import URLError

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn, optim
from flambeau.demo import digits
from flambeau.vision import models

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 4
TRAIN, TEST, BATCH = 128, 64, 16

torch.manual_seed(0)


def prepared(images):
    """Digits of 8 x 8 as what the network knows: three channels, and larger."""
    return nn.functional.interpolate(images, size=(64, 64), mode="bilinear").expand(-1, 3, -1, -1) * 2 - 1


data = digits()
images, labels = prepared(data.train_images[:TRAIN]), data.train_labels[:TRAIN]
unseen, truth = prepared(data.test_images[:TEST]), data.test_labels[:TEST]


def random_layers():
    """A network that has learnt nothing, but whose batch norms know the statistics of the images."""
    model = models.resnet18()
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = 1.0
    with torch.no_grad():
        model(images)
    return model


try:
    model = models.resnet18(weights=models.ResNet18_Weights.IMAGENET1K_V1)
except (URLError, TimeoutError):
    print("without a network: the frozen layers are random")
    model = random_layers()

for param in model.parameters():
    param.requires_grad = False
model.fc = nn.Linear(512, 10)
model.eval()  # the statistics of its batch norms are frozen too
optimizer = optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)


def accuracy():
    """How many of the unseen digits are told right."""
    with torch.no_grad():
        return (model(unseen).argmax(1) == truth).float().mean().item()


losses, accuracies = [], [accuracy()]
bar = trange(EPOCHS)
for _ in bar:
    for batch in torch.randperm(TRAIN).split(BATCH):
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    accuracies.append(accuracy())
    bar.set_postfix_str(f"loss {losses[-1]:.2f}, right {accuracies[-1]:.0%}")

learnt = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f"{learnt:,} of {sum(p.numel() for p in model.parameters()):,} parameters were learnt")
print(f"told right: {accuracies[0]:.0%} before, {accuracies[-1]:.0%} after")

figure = Figure(figsize=(7, 3), layout="constrained")
left, right = figure.subplots(1, 2)
left.plot(losses, color="#3f7cac")
left.set(xlabel="step", ylabel="loss")
right.plot(accuracies, "o-", color="#d97742")
right.set(xlabel="epoch", ylabel="told right", ylim=(0, 1))
figure.savefig("finetune_resnet18.png", dpi=110)
