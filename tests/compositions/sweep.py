"""The sweep: which compositions there are, and what each gives. `python tests/compositions/sweep.py` runs them all."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "ops")]

from layers import all_layers, layer_subjects
from nestings import MODES, WORDS, Plan, by_loop, by_transforms
from samples import OPS
from shapes import has_tensors
from subjects import ENTRIES, Subject, op_subjects

import flambeau as fl
from flambeau.ops.define import update

# Both sides evaluate the same formulas in another order, up to third derivatives of ill-conditioned functions.
TOLERANCE = 2.0**-28


# What may be refused though a loop computes it: the words of the error, and why. No number may ever be wrong.
_ONE_DRAW = (
    "draws once for all examples",
    "with randomness='same' there is one draw, which probabilities that differ between examples do not allow",
)
EXCEPTIONS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(["bernoulli", "bernoulli_each", "poisson", "multinomial"], _ONE_DRAW),
    **dict.fromkeys(
        ["nn.functional.batch_norm", "native_batch_norm"],
        ("running_mean or running_var", "what examples share cannot take what differs by example"),
    ),
    "masked_select": (
        "results of different shapes",
        "masks of different examples select different numbers of elements",
    ),
}


@dataclass
class Finding:
    """A composition that is not what the loop says."""

    kind: str  # "wrong" or "refused"
    subject: str
    plan: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}\n    {self.plan}\n    {self.text}"


def composed(key: str) -> bool:
    """Whether an op is: not where there are no tensors, nor updates, which have no derivatives and write what examples
    would share (tests/optim/test_updates.py batches them).
    """
    return not OPS[key].shapes_only and has_tensors(key) and ENTRIES[key].kind != update


def names() -> list[str]:
    """Everything that is composed: ops by key, layers with their namespace."""
    ops = [key for key in ENTRIES if composed(key)]
    return [*ops, *(f"nn.{name}" for name in sorted(all_layers()))]


def subjects(name: str) -> list[Subject]:
    if name in ENTRIES:
        return list(op_subjects(name))
    return list(layer_subjects(name.removeprefix("nn.")))


def chosen(options: list[Any], *key: Any) -> Any:
    """One of the options, always the same for a key, evenly over keys."""
    return options[zlib.crc32(repr(key).encode()) % len(options)]


def patterns(subject: Subject) -> list[tuple[int, ...]]:
    """All inputs batched, those with derivatives, and each by itself; what is written to is always among them."""
    count = len(subject.examples[0])
    alone = [(i,) for i in range(count)]
    found = [tuple(range(count)), subject.derived, *alone]
    return [p for p in dict.fromkeys(found) if p and set(subject.fixed) <= set(p)]


def plans(subject: Subject, word: str) -> list[Plan]:
    """Every batching of the word; way, writing and mode vary over them."""
    if not subject.examples[0] or (not subject.derived and word.strip("V")):
        return []
    if len(word) - word.count("V") > subject.order:
        return []
    dims = (0,) if subject.front else (0, -1)
    layouts = [(p, d) for p in patterns(subject) for d in dims] if "V" in word else [((), 0)]
    found = []
    for batched, dim in layouts:
        key = subject.name, subject.description, word, batched, dim
        way = chosen(["func", "pull"], "way", *key)
        written = chosen([False, False, True], "written", *key)
        # Dual numbers in inference mode have no tangents, as in PyTorch.
        modes = [m for m in MODES if m != "inference" or way == "func" or "J" not in word]
        mode = chosen(modes, "mode", *key)
        found.append(Plan(word, subject.derived, batched, dim, way, written, mode))
    return found


def judge(subject: Subject, plan: Plan) -> tuple[str, str]:
    """ "right", "wrong" or "refused" with what happened; "none" where the loop does not compute either."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = by_loop(subject.function, subject.examples, plan)
        except Exception as error:
            return "none", f"{type(error).__name__}: {error}"
        if plan.word.strip("V") and not all(bool(y.isfinite().all()) for y in expected):
            return "none", "not finite"
        try:
            got = by_transforms(subject.function, subject.examples, plan)
        except Exception as error:
            return "refused", f"{type(error).__name__}: {error}"
    answer = compared(got, expected)
    if answer[0] == "wrong" and hangs_on_rounding(subject, plan, got, expected):
        return "none", "the loop's answer hangs on the last bits of the inputs"
    return answer


def hangs_on_rounding(subject: Subject, plan: Plan, got: list[Any], expected: list[Any]) -> bool:
    """Whether it is off by little, and the loop moves by as much when the inputs move by a few of their last bits.

    At a kink the loop moves by much, so that what is off by more than a millionth is wrong whatever the loop does.
    """
    if [(x.shape, x.dtype) for x in got] != [(x.shape, x.dtype) for x in expected]:
        return False
    if any(distance(x, y) > 1e-6 * distance(y, y * 0) for x, y in zip(got, expected, strict=True)):
        return False
    moved = [0.0] * len(expected)
    for bits in (1, -1, 2, -2, 3):
        shaken = [[shifted(x, bits) for x in example] for example in subject.examples]
        for k, y in enumerate(by_loop(subject.function, shaken, plan)):
            moved[k] = max(moved[k], distance(y, expected[k]))
    return all(distance(x, y) <= most for x, y, most in zip(got, expected, moved, strict=True))


def shifted(x: Any, bits: int) -> Any:
    return x * (1 + bits * 2.3e-16) if x.is_floating_point() or x.is_complex() else x


def distance(x: Any, y: Any) -> float:
    return float((x.detach() - y.detach()).abs().max()) if x.numel() and x.dtype != fl.bool else 0.0


def compared(got: list[Any], expected: list[Any]) -> tuple[str, str]:
    if len(got) != len(expected):
        return "wrong", f"{len(got)} results, the loop has {len(expected)}"
    for k, (a, b) in enumerate(zip(got, expected, strict=True)):
        if (a.shape, a.dtype) != (b.shape, b.dtype):
            return "wrong", f"result {k} is {tuple(a.shape)} {a.dtype}, the loop's {tuple(b.shape)} {b.dtype}"
        if not b.numel():
            continue
        largest = float(b.abs().nan_to_num(0.0, posinf=0.0).max()) if b.is_floating_point() or b.is_complex() else 1.0
        allowed = TOLERANCE * max(1.0, largest)
        if not fl.allclose(a.detach(), b, rtol=0.0, atol=allowed, equal_nan=True):
            return (
                "wrong",
                f"result {k} is off by {float((a.detach() - b).abs().max()):.3g}, the largest is {largest:.3g}",
            )
    return ("right", "") if expected else ("none", "no results")


def run(name: str, share: int | None = None) -> tuple[Counter[str], list[Finding]]:
    """All compositions of an op or a layer, or so many of them, chosen evenly over words."""
    counts: Counter[str] = Counter()
    findings = []
    for subject, plan in compositions(name, share):
        kind, text = judge(subject, plan)
        if kind == "refused" and name in EXCEPTIONS and EXCEPTIONS[name][0] in text:
            kind = "excepted"
        counts[kind] += 1
        if kind in ("wrong", "refused"):
            findings.append(Finding(kind, f"{subject.name} {subject.description}", str(plan), text))
        if kind == "none":
            counts[f"none: {text.splitlines()[0][:80]}"] += 1
    return counts, findings


def compositions(name: str, share: int | None = None) -> Iterator[tuple[Subject, Plan]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [(s, p) for s in subjects(name) for word in WORDS for p in plans(s, word)]
    if share is None or len(found) <= share:
        yield from found
        return
    by_word = defaultdict(list)
    for pair in found:
        by_word[pair[1].word].append(pair)
    words = sorted(by_word, key=lambda w: zlib.crc32(f"{name}/{w}".encode()))
    for k in range(share):
        word = words[k % len(words)]
        yield chosen(by_word[word], name, k)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="ops and layers; all, where none are named")
    parser.add_argument("-j", type=int, default=1, help="processes")
    parser.add_argument("--modes", nargs="*", help="only these grad modes")
    parser.add_argument("--share", type=int, help="compositions per op or layer; all by default")
    options = parser.parse_args()
    started, total = time.time(), Counter()
    wanted = options.names or names()
    for mode in set(MODES) - set(options.modes or MODES):
        MODES[mode] = MODES["none"]
    with ProcessPoolExecutor(options.j) as pool:
        for k, (counts, found) in enumerate(pool.map(run, wanted, [options.share] * len(wanted)), 1):
            total += counts
            for finding in found:
                print(finding, flush=True)
            ran = total["right"] + total["wrong"] + total["refused"]
            print(f"{k} of {len(wanted)} names, {ran} compositions, {time.time() - started:.0f} s", file=sys.stderr)
    ran = total["right"] + total["wrong"] + total["refused"]
    print(
        f"{ran} compositions run in {time.time() - started:.0f} s: {total['wrong']} wrong, {total['refused']} refused, "
        f"{total['excepted']} refused with a reason"
    )
    print(f"{total['none']} that the loop does not compute:")
    for text, count in total.most_common():
        if text.startswith("none: "):
            print(f"{count:8} {text.removeprefix('none: ')}")


if __name__ == "__main__":
    main()
