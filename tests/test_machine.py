"""What depends on the machine: instruction sets, libraries, threads, forked processes."""

import os
import subprocess
import sys

import pytest

import flambeau as torch

numpy = pytest.importorskip("numpy")

PROGRAM = """
import flambeau as torch
torch.manual_seed(0)
x = torch.randn(3, 4, 9, 9)
conv = torch.nn.Conv2d(4, 6, 3, padding=1)
y = (conv(x).tanh() @ torch.randn(9, 5)).softmax(-1).log()
y.square().mean().backward()
print(y.sum().item(), conv.weight.grad.abs().sum().item(), x.exp().var().item(), x.double().sin().sum().item())
"""


def run(**environment: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [float(x) for x in done.stdout.split()]


@pytest.mark.parametrize("environment", [{"FLAMBEAU_ISA": "v2"}, {"FLAMBEAU_ONEDNN": "0"}, {"OMP_NUM_THREADS": "1"}])
def test_every_path_gives_the_same_numbers(environment):
    assert run(**environment) == pytest.approx(run(), rel=1e-4)


def test_an_unknown_instruction_set_is_refused():
    done = subprocess.run(
        [sys.executable, "-c", "import flambeau"],
        env={**os.environ, "FLAMBEAU_ISA": "v9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "FLAMBEAU_ISA" in done.stderr


def test_a_forked_child_computes():
    a = torch.rand(300, 300)
    (a @ a).sin().sum()
    (a.double() @ a.double()).sum()
    torch.nn.functional.conv2d(torch.rand(2, 3, 32, 32), torch.rand(8, 3, 3, 3))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            total = (a @ a).sin().sum() + torch.nn.functional.conv2d(
                torch.rand(2, 3, 32, 32), torch.rand(8, 3, 3, 3)
            ).sum()
            (a.double() @ a.double()).sum()
            status = 0 if total.isfinite().item() else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_reductions_are_bitwise_the_same_for_any_number_of_threads():
    before = torch.get_num_threads()
    x = torch.rand(700, 900)
    results = []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            results.append(
                [t.tolist() for t in (x.sum(), x.sum(0), x.mean(1), x.var(), x.logsumexp(0), x.cumsum(0)[-1])]
            )
    finally:
        torch.set_num_threads(before)
    assert results[0] == results[1] == results[2]


def test_threads_are_a_positive_number():
    with pytest.raises(RuntimeError, match="positive"):
        torch.set_num_threads(0)


def test_the_configuration_can_be_shown():
    text = torch.__config__.show()
    assert "kernels for" in text
    assert "threads" in text
