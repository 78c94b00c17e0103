"""A convolutional network learns to read handwritten digits.

python examples/mnist_cnn.py [epochs]

The digits are the 1,797 of 8 x 8 pixels that come with Flambeau, so nothing is downloaded; the loop is the one for
MNIST. Draws mnist_cnn.png: the loss, and digits that it read wrong.
"""

import sys

from matplotlib.figure import Figure
from tqdm import tqdm

import flambeau as torch
from flambeau import nn
from flambeau.demo import digits
from flambeau.utils.data import DataLoader, TensorDataset

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 4

torch.manual_seed(0)
data = digits()
train = DataLoader(TensorDataset(data.train_images, data.train_labels), batch_size=64, shuffle=True)
test = DataLoader(TensorDataset(data.test_images, data.test_labels), batch_size=256)

model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(32 * 4 * 4, 10),
)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=EPOCHS * len(train))
losses = []

for epoch in range(EPOCHS):
    model.train()
    bar = tqdm(train, desc=f"epoch {epoch + 1}")
    for images, labels in bar:
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
        bar.set_postfix_str(f"loss {losses[-1]:.3f}")

model.eval()
with torch.no_grad():
    guesses = torch.cat([model(images).argmax(1) for images, _ in test])
right = guesses == data.test_labels
print(f"read right: {right.float().mean().item():.1%} of {len(right)} digits that it had not seen")

figure = Figure(figsize=(8, 3), layout="constrained")
curve, *squares = figure.subplot_mosaic("AAAABC;AAAADE").values()
curve.plot(losses, color="#3f7cac")
curve.set(xlabel="step", ylabel="loss", yscale="log")
for square, k in zip(squares, torch.nonzero(~right).flatten().tolist(), strict=False):
    square.imshow(data.test_images[k, 0], cmap="gray_r")
    square.set_title(f"{guesses[k].item()}, not {data.test_labels[k].item()}", fontsize=8)
for square in squares:
    square.axis("off")
figure.savefig("mnist_cnn.png", dpi=110)
