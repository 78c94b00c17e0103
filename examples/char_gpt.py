"""A small GPT reads the first chapters of Alice in Wonderland (Lewis Carroll, 1865) and writes on, letter by letter.

python examples/char_gpt.py [steps]

A decoder-only transformer (Vaswani et al. 2017; Radford et al. 2019) with causal attention. Eighty steps are enough
for words and quotation marks; five thousand, some ten minutes, for sentences. Draws char_gpt.png.
"""

import sys
from pathlib import Path

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 80
CONTEXT, WIDTH, HEADS, LAYERS, BATCH = 64, 96, 4, 2, 24

text = (Path(__file__).parent / "alice.txt").read_text()
alphabet = sorted(set(text))
number = {letter: k for k, letter in enumerate(alphabet)}
data = torch.tensor([number[letter] for letter in text])
train, held_out = data[: int(0.9 * len(data))], data[int(0.9 * len(data)) :]


class Block(nn.Module):
    """Attention to what came before, then a perceptron at each place; both add to what is there."""

    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        batch, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    """Scores of the next letter at each place of a text."""

    def __init__(self):
        super().__init__()
        self.letters, self.places = nn.Embedding(len(alphabet), WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, len(alphabet))

    def forward(self, text):
        x = self.letters(text) + self.places(torch.arange(text.shape[1]))
        return self.head(self.norm(self.blocks(x)))


def loss_on(part):
    """Nats per letter on random pieces of a text."""
    starts = torch.randint(len(part) - CONTEXT, (BATCH, 1))
    pieces = part[starts + torch.arange(CONTEXT + 1)]
    return nn.functional.cross_entropy(model(pieces[:, :-1]).flatten(0, 1), pieces[:, 1:].flatten())


@torch.no_grad()
def write(start, count):
    """Goes on from ``start``, each letter drawn by the model's probabilities, a little sharpened."""
    written = [number[letter] for letter in start]
    for _ in range(count):
        scores = model(torch.tensor([written[-CONTEXT:]]))[0, -1]
        written.append(torch.multinomial((scores / 0.8).softmax(0), 1).item())
    return "".join(alphabet[k] for k in written)


torch.manual_seed(0)
model = GPT()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
losses, checked = [], []
print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {len(text):,} letters, {len(alphabet)} different")
bar = trange(STEPS)
for step in bar:
    loss = loss_on(train)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if step % 20 == 19:
        with torch.no_grad():
            checked.append((step, loss_on(held_out).item()))
    bar.set_postfix_str(f"loss {losses[-1]:.2f}")

print(f"loss {losses[0]:.2f} at first, {losses[-1]:.2f} now; {checked[-1][1]:.2f} on what it has not read")
print(write("Alice ", 150))

figure = Figure(figsize=(7, 3.5), layout="constrained")
axes = figure.subplots()
axes.plot(losses, color="#9db8d1", label="read")
axes.plot(*zip(*checked, strict=True), "o-", color="#d97742", label="not read")
axes.set(xlabel="step", ylabel="nats per letter", title="A small GPT reads Alice in Wonderland")
axes.legend()
figure.savefig("char_gpt.png", dpi=110)
