"""A variational autoencoder learns to draw handwritten digits (Kingma and Welling 2014).

python examples/vae.py [epochs]

An encoder says where in the plane an image may lie, as a normal distribution; a decoder draws an image for a point. The
point is drawn so that gradients pass through the draw (`rsample`). Draws vae.png: what lies where in the plane.
"""

import sys

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn
from flambeau.demo import digits
from flambeau.distributions import Bernoulli, Normal, kl_divergence

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 25
PIXELS, HIDDEN, PLANE, BATCH = 64, 128, 2, 64


class VAE(nn.Module):
    """Images of 8 x 8 pixels to points in a plane, and back."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 2 * PLANE))
        self.decoder = nn.Sequential(nn.Linear(PLANE, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, PIXELS))

    def where(self, images):
        mean, log_scale = self.encoder(images).chunk(2, -1)
        return Normal(mean, log_scale.exp())

    def drawn(self, points):
        return Bernoulli(logits=self.decoder(points), validate_args=False)

    def loss(self, images):
        """The negative evidence lower bound, in nats per image."""
        places = self.where(images)
        likelihood = self.drawn(places.rsample()).log_prob(images).sum(-1)
        distance = kl_divergence(places, Normal(0.0, 1.0)).sum(-1)
        return (distance - likelihood).mean()


torch.manual_seed(0)
data = digits()
images = data.train_images.flatten(1)
model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
losses = []
bar = trange(EPOCHS)
for _ in bar:
    for batch in images[torch.randperm(len(images))].split(BATCH):
        loss = model.loss(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    bar.set_postfix_str(f"{losses[-1]:.1f} nats per image")

with torch.no_grad():
    unseen = data.test_images.flatten(1)
    print(f"{losses[0]:.1f} nats per image at first; {model.loss(unseen).item():.1f} on images that it has not seen")
    places = model.where(unseen).mean
    steps = torch.linspace(-2, 2, 12)
    grid = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), -1)
    drawings = model.drawn(grid).probs.view(12, 12, 8, 8)

figure = Figure(figsize=(8, 4), layout="constrained")
left, right = figure.subplots(1, 2)
left.scatter(*places.T, c=data.test_labels, cmap="tab10", s=8)
left.set(title="where digits lie", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
right.imshow(drawings.flip(0).permute(0, 2, 1, 3).reshape(96, 96), cmap="gray_r")
right.set_title("what is drawn there")
right.axis("off")
figure.savefig("vae.png", dpi=110)
