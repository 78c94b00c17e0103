"""What programs ask before they pick a device: there is no CUDA device yet, and this says so."""

from __future__ import annotations


def is_available() -> bool:
    """False: Flambeau computes on the CPU.

    >>> import flambeau as torch
    >>> torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device(type='cpu')
    """
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no device to seed."""


manual_seed_all = manual_seed


def empty_cache() -> None:
    """Nothing: there is no device memory."""


def synchronize(device: object = None) -> None:
    """Nothing: there is no device to wait for."""
