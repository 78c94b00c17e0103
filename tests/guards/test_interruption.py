"""Long work can be stopped (Ctrl-C), and neither the end of the interpreter nor a small stack ends in a signal."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    head = "import faulthandler; faulthandler.enable()\nimport threading, time, signal, os\nimport flambeau as fl\n"
    return subprocess.run([sys.executable, "-c", head + program], capture_output=True, text=True, timeout=seconds)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    ("prepare", "work"),
    [
        ("x = fl.ones(10_000).expand(300_000, 10_000)", "x.sum()"),
        ("x = fl.ones(10_000).expand(300_000, 10_000)", "x.sum(1)"),
        ("x = fl.ones(10_000).expand(300_000, 10_000)", "fl.logsumexp(x, 1)"),
        ("x = fl.ones(3_000, 5_000)\ndef work():\n    while True: x.exp_()", "work()"),
        ("x = fl.ones(4_000_000, requires_grad=True)\ny = x.sin()", "[y.sum().backward(retain_graph=True) for _ in range(1000)]"),
    ],
)  # fmt: skip
def test_long_work_is_interrupted(prepare: str, work: str, threads: int) -> None:
    done = run(
        f"""
fl.set_num_threads({threads})
{prepare}
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
start = time.perf_counter()
try:
    {work}
    print("finished", time.perf_counter() - start)
except KeyboardInterrupt:
    print("stopped", time.perf_counter() - start)
assert (fl.ones(100_000) + 1).sum().item() == 200_000  # and goes on
assert fl.is_grad_enabled()
"""
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome, seconds = done.stdout.split()
    assert outcome == "stopped"
    assert float(seconds) < 10  # a fraction of a second, where nothing else runs


def test_a_signal_that_does_not_raise_changes_nothing() -> None:
    done = run(
        """
seen = []
signal.signal(signal.SIGALRM, lambda *_: seen.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
x = fl.ones(10_000).expand(100_000, 10_000)
assert x.sum(1).sum().item() == 1e9
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(seen))
"""
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 1


KERNELS = {
    "elementwise": "x = fl.ones(3_000_000)\ndef work(): x.exp().log().sum()",
    "product": "x = fl.ones(700, 700)\ndef work(): x @ x",
    "backward": "x = fl.ones(1_000_000, requires_grad=True)\ndef work(): (x.exp() * x).sum().backward()",
    "convolution": "x = fl.ones(4, 8, 64, 64, requires_grad=True); w = fl.ones(8, 8, 3, 3, requires_grad=True)\ndef work(): fl.conv2d(x, w).sum().backward()",
    "small": "x = fl.ones(3, requires_grad=True)\ndef work(): (x * 2).sum().backward()",
    "hook": "x = fl.ones(300_000, requires_grad=True)\nx.register_hook(lambda g: g * 1)\ndef work(): x.exp().sum().backward()",
}  # fmt: skip


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_daemon_thread_at_the_end_of_the_interpreter(kernel: str) -> None:
    done = run(
        f"""
fl.set_num_threads(2)
{KERNELS[kernel]}
def forever():
    while True: work()
for _ in range(3): threading.Thread(target=forever, daemon=True).start()
time.sleep(0.2)
"""
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_thread_with_a_small_stack(kernel: str) -> None:
    done = run(
        f"""
{KERNELS[kernel]}
threading.stack_size(65536)
done = []
t = threading.Thread(target=lambda: (work(), done.append(1)))
t.start(); t.join()
assert done
"""
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
