"""Where the time and the memory of a training loop go: a slow line is found, mended, and the two runs compared.

python examples/profile_training.py [folder]

Writes report.html (opens in a browser), trace.json (ui.perfetto.dev), and, with matplotlib, lines.png and memory.png
into the folder, by default profile-of-training/.
"""

import sys
from pathlib import Path

import flambeau as torch
from flambeau import nn
from flambeau.demo import digits
from flambeau.profiler import profile, record_function


class UnitRows(nn.Module):
    """Rows of length one, one after another: right, and slow."""

    def forward(self, x):
        return torch.stack([row / row.norm() for row in x])


class FasterUnitRows(nn.Module):
    """The same for all rows at once."""

    def forward(self, x):
        return x / x.norm(dim=1, keepdim=True)


def make_model(unit_rows):
    """Digits in, ten scores out."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        unit_rows,
        nn.Linear(1024, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def train(model, images, labels, steps=5, batch=64):
    """A few steps of SGD."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for step in range(steps):
        part = slice(step * batch, (step + 1) * batch)
        with record_function("forward"):
            loss = nn.functional.cross_entropy(model(images[part]), labels[part])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def profiled(unit_rows, data):
    """Trains once to warm up, then under the profiler."""
    model = make_model(unit_rows)
    train(model, data.train_images, data.train_labels, steps=1)
    with profile(profile_memory=True, with_flops=True) as prof:
        loss = train(model, data.train_images, data.train_labels)
    return prof, loss


def draw(prof, folder):
    """The costliest lines, and the memory of tensors over time."""
    from matplotlib.figure import Figure

    rows = [row for row in prof.by_line().rows() if row["source"]][:6][::-1]
    figure = Figure(figsize=(8, 3), layout="constrained")
    axes = figure.subplots()
    left = [0.0] * len(rows)
    names = [f"{row['source'][:44]}  :{row['line']}" for row in rows]
    for column, color in (("forward", "#d97742"), ("backward", "#3f7cac"), ("python", "#9aa5b1")):
        widths = [row[column] / 1e3 for row in rows]
        axes.barh(names, widths, left=left, color=color, label=column)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set_xlabel("milliseconds")
    axes.tick_params(axis="y", labelfontfamily="monospace", labelsize=8)
    axes.legend()
    figure.savefig(folder / "lines.png", dpi=110)

    timeline = prof.memory_timeline()
    figure = Figure(figsize=(8, 2.4), layout="constrained")
    axes = figure.subplots()
    axes.step([t / 1e3 for t, _ in timeline.points], [used / 2**20 for _, used in timeline.points], where="post")
    axes.axvline(timeline.peak_time / 1e3, color="#d97742", linestyle=":")
    axes.set_xlabel("milliseconds")
    axes.set_ylabel("MiB of tensors")
    figure.savefig(folder / "memory.png", dpi=110)


torch.set_num_threads(1)  # so that what is measured is the program, whatever else the machine does
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "profile-of-training")
folder.mkdir(parents=True, exist_ok=True)
data = digits()
before, slow_loss = profiled(UnitRows(), data)
after, fast_loss = profiled(FasterUnitRows(), data)

print(before.key_averages().table(sort_by="self_cpu_time_total", row_limit=8))
print(before.by_line())
print(before.by_module())
print(before.forward_backward())
print(before.memory_timeline())
print(before.efficiency())
print("After mending the line:")
print("\n".join(str(profile.diff(before, after)).splitlines()[:8]))
print(f"the same loss: {abs(slow_loss - fast_loss) < 1e-4}")
print(f"time {before.wall_time / 1e3:.1f} ms before, {after.wall_time / 1e3:.1f} ms after")

before.export_html(str(folder / "report.html"), title="Training, before")
before.export_chrome_trace(str(folder / "trace.json"))
try:
    draw(before, folder)
except ImportError:
    print("matplotlib draws the pictures: pip install matplotlib")
