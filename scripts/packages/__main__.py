"""Installs packages that stand on torch, without torch, and runs a program of each on Flambeau.

    python scripts/packages [NAME ...] [--write] [--record PYTHON]

Each program of `programs` is an example from its package's documentation that prints numbers; the file beside it says
what PyTorch 2.13 printed, to the digits that rounding leaves (``--record`` writes these files, with an interpreter that
has PyTorch and the packages). ``--write`` puts what came of it into docs/packages.md. Needs the package index, some
minutes and a gigabyte of a temporary folder.

Of the tests that a package ships, those of `SUITES` are run, too, which compute with torch; ``NAME.tests`` says how
many of them pass on PyTorch.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shlex
import subprocess
import sys
import tempfile
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = HERE / "programs"
DISTRIBUTIONS = {"pyro": "pyro-ppl", "torch_optimizer": "torch-optimizer", "stable_baselines3": "stable-baselines3"}
BESIDE = {
    "skorch": ["scikit-learn"],
    "torchmetrics": ["scipy"],
    "tensordict": ["packaging"],
    "accelerate": ["parameterized"],
}  # what programs import too
# The tests of packages: of what is installed (pytest's --pyargs), or of the source archive. Where all of them take more
# than some minutes, these are the files that do not ask for a network, a graphics card or several processes.
SUITES = {
    "accelerate": "tests/test_accelerator.py tests/test_cpu.py tests/test_data_loader.py tests/test_dataclasses.py "
    "tests/test_hooks.py tests/test_imports.py tests/test_kwargs_handlers.py tests/test_logging.py "
    "tests/test_memory_utils.py tests/test_modeling_utils.py tests/test_offload.py tests/test_optimizer.py "
    "tests/test_scheduler.py tests/test_utils.py",
    "e3nn": "tests/math tests/util",
    "einops": "--pyargs einops",
    "entmax": "--pyargs entmax",
    "gpytorch": "test/kernels test/likelihoods test/means test/priors test/constraints",
    "linear_operator": "test/functions test/utils test/test_settings.py test/operators/test_dense_linear_operator.py "
    "test/operators/test_diag_linear_operator.py test/operators/test_toeplitz_linear_operator.py "
    "test/operators/test_interpolated_linear_operator.py",
    "opacus": "--pyargs opacus.tests.dp_layers opacus.tests.schedulers opacus.tests.validators "
    "opacus.tests.per_sample_gradients_utils_test opacus.tests.poisson_test opacus.tests.dpdataloader_test",
    "opt_einsum": "--pyargs opt_einsum -k torch",
    "pyro": "-W ignore tests/test_primitives.py tests/test_settings.py tests/test_util.py",
    "safetensors": "bindings/python/tests/test_pt_comparison.py bindings/python/tests/test_pt_model.py",
    "skorch": "--pyargs skorch.tests.test_classifier skorch.tests.test_dataset skorch.tests.test_regressor "
    "skorch.tests.test_scoring skorch.tests.test_setter skorch.tests.test_utils",
    "stable_baselines3": "tests/test_buffers.py tests/test_distributions.py tests/test_gae.py "
    "tests/test_n_step_replay.py tests/test_preprocessing.py tests/test_spaces.py tests/test_vec_check_nan.py "
    "tests/test_vec_extract_dict_obs.py tests/test_vec_stacked_obs.py",
    "tensorly": "--pyargs tensorly.tenalg tensorly.metrics tensorly.regression",
    "timm": "tests/test_input_conv.py tests/test_layers_drop.py tests/test_layers_pool.py "
    "tests/test_layers_pos_embed.py tests/test_scheduled_sampler.py tests/test_scheduler.py",
    "torch_optimizer": "tests",
}
MINUTES = 15  # that a suite may take
IMPORTABLE = ["--continue-on-collection-errors"]  # some files need what few have
ASKED = {"EINOPS_TEST_BACKENDS": "numpy,torch", "TENSORLY_BACKEND": "pytorch"}  # which library they test with
VERSION = "import importlib.metadata as m; print(m.version({!r}))"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|-?inf|nan")


class Outcome(NamedTuple):
    """What became of a package's program."""

    name: str
    version: str
    failure: str  # empty: it printed PyTorch's numbers
    tests: str = ""  # how many of its own tests pass, of how many on PyTorch


def stand_in(folder: Path, name: str, version: str) -> Path:
    """A wheel of nothing but metadata, for the installer to think that ``name`` is there."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def prepared(folder: Path, names: list[str]) -> Path:
    """The interpreter of a new environment with Flambeau and the packages."""
    venv.create(folder / "env", with_pip=True, upgrade_deps=True)  # a new pip goes on where a download was cut
    python = folder / "env" / "bin" / "python"

    def pip(*arguments: object) -> None:
        subprocess.run([python, "-m", "pip", *map(str, arguments), "--disable-pip-version-check", "-q"], check=True)

    pip("install", f"{ROOT}[vision]")  # with Pillow, which comes along with torchvision
    pip("install", stand_in(folder, "torch", "2.13.0"), stand_in(folder, "torchvision", "0.29.0"))
    for name in names:
        print(f"installing {name}", flush=True)
        pip("install", DISTRIBUTIONS.get(name, name), *BESIDE.get(name, []), *(["pytest"] if name in SUITES else []))
    pip("uninstall", "-y", "torch", "torchvision")
    return python


def run(command: list[str | Path], name: str, seconds: int = 600) -> subprocess.CompletedProcess[str]:
    """Runs a program in a folder of its own."""
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        # Under another name: a script called as the package it imports would be imported itself.
        program = Path(folder) / f"try_{name}.py"
        program.write_text((PROGRAMS / f"{name}.py").read_text())
        return subprocess.run(
            [*command, program], cwd=folder, env=quiet, capture_output=True, text=True, timeout=seconds
        )


def source(python: Path, name: str, version: str, folder: Path) -> Path:
    """The source archive of a package, unpacked."""
    wanted = f"{DISTRIBUTIONS.get(name, name)}=={version}"
    # pip unpacks an archive to build it, which need not succeed: some want a compiler that is not here.
    options = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--no-clean", "--disable-pip-version-check"]
    command = [python, "-m", "pip", "download", wanted, *options, "-d", folder]
    done = subprocess.run(command, env={**os.environ, "TMPDIR": str(folder)}, capture_output=True, text=True)
    unpacked = list(folder.glob("pip-download-*/*/"))
    if len(unpacked) != 1:
        raise RuntimeError(f"no source archive of {wanted}:\n{done.stderr}")
    return unpacked[0]


def passed(command: list[str | Path], name: str, version: str, seconds: int = 60 * MINUTES) -> int:
    """How many of a package's own tests pass; -1 if they did not end."""
    python = Path(command[0])
    environment = {**os.environ, **ASKED, "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1"}
    environment["PATH"] = f"{python.parent}{os.pathsep}{environment['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        shipped = SUITES[name].startswith("--pyargs")
        place = Path(folder) if shipped else source(python, name, version, Path(folder))
        words = [*command, "-m", "pytest", "-q", "-p", "no:cacheprovider", *IMPORTABLE, *shlex.split(SUITES[name])]
        try:
            done = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return -1
    count = re.search(r"(\d+) passed", (done.stdout.splitlines() or [""])[-1])
    return int(count[1]) if count else 0


def agrees(printed: str, expected: str) -> bool:
    """Whether both say the same, and the same numbers to a thousandth."""
    if NUMBER.sub("#", printed) != NUMBER.sub("#", expected):
        return False
    pairs = zip(NUMBER.findall(printed), NUMBER.findall(expected), strict=True)
    return all(a == b or math.isclose(float(a), float(b), rel_tol=1e-3, abs_tol=2e-4) for a, b in pairs)


def tried(python: Path, name: str) -> Outcome:
    """Runs the program of one package."""
    ask = VERSION.format(DISTRIBUTIONS.get(name, name))
    version = subprocess.run([python, "-c", ask], capture_output=True, text=True).stdout.strip()
    tests, command = "", [python, "-m", "flambeau", "run"]
    if name in SUITES:
        count = passed([*command, "--subprocesses"], name, version)
        tests = f"{count if count >= 0 else '?'} / {(PROGRAMS / f'{name}.tests').read_text().strip()}"
    try:
        done = run(command, name)
    except subprocess.TimeoutExpired:
        return Outcome(name, version, "did not end within 10 minutes", tests)
    if done.returncode:
        return Outcome(name, version, (done.stderr.strip().splitlines() or ["ended with an error"])[-1], tests)
    same = agrees(done.stdout, (PROGRAMS / f"{name}.txt").read_text())
    return Outcome(name, version, "" if same else "prints other numbers", tests)


# Of packages without a suite above: neither the wheel nor the source archive has tests, or it has only what tests share
# (transformers).
WITHOUT = {"packages.md": "ships none", "packages.zh-CN.md": "未附带"}
PAGES = {
    "packages.md": """# Packages that stand on torch

[中文](packages.zh-CN.md)

`python scripts/packages --write` installed these without torch and ran an example of each under `flambeau run`:
{good} of {all} printed what they print on PyTorch 2.13. The last column tells, of the tests that a package ships
and that compute with torch, how many pass here and how many on PyTorch; of large suites, those files that
`scripts/packages` names. A suite may take {minutes} minutes on one thread; one that took longer has a question mark.

| package | version | example | result | own tests |
|---|---|---|---|---|
""",
    "packages.zh-CN.md": """# 建立在 torch 之上的软件包

[English](packages.md)

`python scripts/packages --write` 在没有 torch 的环境中安装了下列软件包，并用 `flambeau run` 各运行一个示例：
{all} 个中有 {good} 个打印出与 PyTorch 2.13 相同的数字。
最后一列是软件包自带测试中用 torch 计算的那些：此处通过的个数 / 在 PyTorch 上通过的个数；
较大的测试集只取 `scripts/packages` 中列出的文件。每个测试集在单线程上最多运行 {minutes} 分钟；超时者记为问号。

| 软件包 | 版本 | 示例 | 结果 | 自带测试 |
|---|---|---|---|---|
""",
}


def code(text: str) -> str:
    """Text as a code span of a Markdown table, in which nothing is markup but the bar between cells."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")


def write_pages(outcomes: list[Outcome]) -> None:
    """The pages of the documentation."""
    good = sum(not outcome.failure for outcome in outcomes)
    for page, head in PAGES.items():
        rows = []
        for name, version, failure, tests in outcomes:
            what = (PROGRAMS / f"{name}.py").read_text().split('"""')[1]
            result = code(failure) if failure else "✓"
            rows.append(f"| {name} | {version} | {what} | {result} | {tests or WITHOUT[page]} |\n")
        (ROOT / "docs" / page).write_text(head.format(good=good, all=len(outcomes), minutes=MINUTES) + "".join(rows))


def main() -> int:
    """Installs, runs and tells."""
    known = sorted(path.stem for path in PROGRAMS.glob("*.py"))
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/packages.md")
    parser.add_argument("--jobs", type=int, default=1, help="how many packages are tried at a time")
    parser.add_argument("--record", metavar="PYTHON", help="write what the programs print there, on PyTorch")
    parser.add_argument("--python", metavar="PYTHON", help="an environment that has all, instead of a new one")
    options = parser.parse_args()
    names = options.names or known
    if unknown := set(names) - set(known):
        parser.error(f"no program for {', '.join(sorted(unknown))}")
    if options.record:
        for name in names:
            done = run([options.record], name)
            print(f"{name}: {(done.stderr.strip().splitlines() or ['?'])[-1] if done.returncode else 'recorded'}")
            if not done.returncode:
                (PROGRAMS / f"{name}.txt").write_text(done.stdout)
            if name in SUITES:
                ask = [options.record, "-c", VERSION.format(DISTRIBUTIONS.get(name, name))]
                version = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
                (PROGRAMS / f"{name}.tests").write_text(f"{passed([options.record], name, version)}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        python = Path(options.python) if options.python else prepared(Path(folder), names)
        outcomes = []
        with ThreadPoolExecutor(options.jobs) as pool:
            for outcome in pool.map(lambda name: tried(python, name), names):
                outcomes.append(outcome)
                told = outcome.failure or "PyTorch’s numbers"
                print(f"{outcome.name} {outcome.version}: {told} {outcome.tests}", flush=True)
    if options.write:
        write_pages(outcomes)
    return any(outcome.failure for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
