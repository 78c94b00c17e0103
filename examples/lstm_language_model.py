"""An LSTM learns which word follows in Alice in Wonderland, reading it from front to back.

python examples/lstm_language_model.py [epochs]

Truncated backpropagation through time: the text lies in parallel lanes, and the state that one piece ends with is what
the next one begins with, detached from the graph behind it (Zaremba et al. 2014). Draws lstm_language_model.png.
"""

import math
import re
import sys
from collections import Counter
from pathlib import Path

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
LANES, PIECE, WIDTH = 8, 20, 96

text = (Path(__file__).parent / "alice.txt").read_text().lower()
words = re.findall(r"[a-z]+(?:'[a-z]+)?|[.,;:!?]", text)
known = [word for word, count in Counter(words).most_common() if count > 1]
number = {word: k for k, word in enumerate(known, 1)}  # 0: any word that occurs once
data = torch.tensor([number.get(word, 0) for word in words])
split = int(0.9 * len(data))


def lanes(part):
    """A text as lanes side by side, (length, LANES)."""
    length = len(part) // LANES
    return part[: length * LANES].view(LANES, length).t()


class Model(nn.Module):
    """Scores of the next word, and the state to go on with."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(known) + 1, WIDTH)
        self.lstm = nn.LSTM(WIDTH, WIDTH)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(WIDTH, len(known) + 1)
        self.head.weight = self.embedding.weight  # tied: Press and Wolf 2017

    def forward(self, text, state=None):
        out, state = self.lstm(self.drop(self.embedding(text)), state)
        return self.head(self.drop(out)), state


def read(part, optimizer=None):
    """Reads a text in pieces, and learns from it if there is an optimizer; the perplexity of each piece."""
    state, seen = None, []
    for start in range(0, len(part) - 1, PIECE):
        piece = part[start : start + PIECE + 1]
        scores, state = model(piece[:-1], state)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), piece[1:].flatten())
        state = tuple(s.detach() for s in state)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        seen.append(math.exp(loss.item()))
    return seen


torch.manual_seed(0)
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
history, checked = [], []
bar = trange(EPOCHS)
for _ in bar:
    model.train()
    history += read(lanes(data[:split]), optimizer)
    model.eval()
    with torch.no_grad():
        perplexities = read(lanes(data[split:]))
    checked.append((len(history), sum(perplexities) / len(perplexities)))
    bar.set_postfix_str(f"perplexity {checked[-1][1]:.0f}")

print(f"{len(words):,} words, {len(known):,} known; perplexity on what it has not read: {checked[-1][1]:.0f}")
with torch.no_grad():
    scores, _ = model(torch.tensor([[number["the"]], [number["white"]]]))
print("the white ...", ", ".join(known[k - 1] if k else "?" for k in scores[-1, 0].topk(4).indices.tolist()))

figure = Figure(figsize=(7, 3.5), layout="constrained")
axes = figure.subplots()
axes.semilogy(history, color="#9db8d1", label="read")
axes.semilogy(*zip(*checked, strict=True), "o-", color="#d97742", label="not read")
axes.set(xlabel="step", ylabel="perplexity", title="An LSTM reads Alice in Wonderland")
axes.legend()
figure.savefig("lstm_language_model.png", dpi=110)
