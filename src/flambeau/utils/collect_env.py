"""What a report of a defect should tell of the machine: ``python -m flambeau.utils.collect_env``."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import NamedTuple

import flambeau as fl

from .. import _core
from .._arguments import explain_module
from .._listing import listing
from ._roofline import processor

__all__ = ["SystemEnv", "get_env_info", "get_pretty_env_info", "main", "pretty_str"]

_PACKAGES = ("numpy", "matplotlib", "tqdm", "safetensors", "Pillow", "torch", "torchvision")
_VARIABLES = ("FLAMBEAU_", "OMP_", "GOMP_", "KMP_", "OPENBLAS_", "DNNL_", "ONEDNN_", "MALLOC_", "PYTHON")
CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")  # of the control group: microseconds in so many


class SystemEnv(NamedTuple):
    """What `get_env_info` finds; None where the system does not tell.

    Attributes:
        flambeau_version: of this package. folder: where it lies.
        instruction_set: the level that kernels were chosen for; products: the library behind products of matrices.
        threads: that kernels use; cores: of the machine; usable_cores: those that this process may run on.
        processor: its name; memory: of the machine, in bytes.
        os, libc_version, python_version, python_platform: what it runs on.
        devices: those that compute.
        packages: versions of the packages that Flambeau can work with, where they are installed.
        variables: of the environment, those that Flambeau or the libraries below it read.

    >>> from flambeau.utils.collect_env import get_env_info
    >>> get_env_info().devices
    ('cpu',)
    """

    flambeau_version: str
    folder: str
    instruction_set: str
    products: str
    threads: int
    cores: int | None
    usable_cores: float | None
    processor: str
    memory: int | None
    os: str
    libc_version: str
    python_version: str
    python_platform: str
    devices: tuple[str, ...]
    packages: dict[str, str]
    variables: dict[str, str]


def get_env_info() -> SystemEnv:
    """Looks at this process and the machine it runs on.

    >>> import flambeau
    >>> flambeau.utils.collect_env.get_env_info().flambeau_version == flambeau.__version__
    True
    """
    return SystemEnv(
        flambeau_version=fl.__version__,
        folder=os.path.dirname(fl.__file__),
        instruction_set=_core.isa_level(),
        products=_core.products(),
        threads=_core.get_num_threads(),
        cores=os.cpu_count(),
        usable_cores=_usable_cores(),
        processor=processor(),
        memory=_memory(),
        os=_os(),
        libc_version="-".join(filter(None, platform.libc_ver())),
        python_version=sys.version.replace("\n", ""),
        python_platform=platform.platform(),
        devices=("cpu",),
        packages=_packages(),
        variables={name: value for name, value in sorted(os.environ.items()) if name.startswith(_VARIABLES)},
    )


def pretty_str(envinfo: SystemEnv) -> str:
    """The report as text.

    >>> from flambeau.utils.collect_env import get_env_info, pretty_str
    >>> print(pretty_str(get_env_info()).splitlines()[0])
    Flambeau version: 0.1.0
    """
    e = envinfo
    lines = [
        ("Flambeau version", e.flambeau_version),
        ("Installed in", e.folder),
        ("Kernels for", e.instruction_set),
        ("Products by", e.products),
        ("Threads", str(e.threads)),
        ("Devices that compute", ", ".join(e.devices)),
        ("", ""),
        ("Processor", e.processor),
        ("Cores", _known(e.cores) + (f", of which this process may use {e.usable_cores:g}" if e.usable_cores else "")),
        ("Memory", f"{e.memory / 2**30:.1f} GiB" if e.memory else "unknown"),
        ("OS", e.os),
        ("Libc version", _known(e.libc_version)),
        ("Python version", e.python_version),
        ("Python platform", e.python_platform),
        ("", ""),
        *((f"{name} version", e.packages.get(name, "not installed")) for name in _PACKAGES),
        ("", ""),
        *(e.variables.items() or [("Variables of the environment that matter", "none")]),
    ]
    return "\n".join(f"{name}: {value}" if name else "" for name, value in lines)


def get_pretty_env_info() -> str:
    """The same as ``pretty_str(get_env_info())``.

    >>> from flambeau.utils.collect_env import get_pretty_env_info
    >>> "Kernels for: " in get_pretty_env_info()
    True
    """
    return pretty_str(get_env_info())


def main() -> None:
    """Prints the report.

    >>> from flambeau.utils import collect_env
    >>> collect_env.main()
    Flambeau version: 0.1.0
    ...
    """
    print(get_pretty_env_info())


def _known(value: object) -> str:
    return str(value) if value else "unknown"


def _packages() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _usable_cores() -> float | None:
    """The cores that this process may be put on, or what its control group may use of them where that is less."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = float(len(os.sched_getaffinity(0)))
    try:
        quota, period = CPU_LIMIT.read_text().split()
        return min(allowed, int(quota) / int(period))
    except (OSError, ValueError):  # no limit is written "max"
        return allowed


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _os() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except (AttributeError, OSError):
        name = platform.system()
    return f"{name} ({platform.machine()})"


explain_module(globals())
__dir__ = listing(globals())

if __name__ == "__main__":
    main()
