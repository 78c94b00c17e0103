"""Attention of the sizes of small language models: batch × heads × length × width."""

from __future__ import annotations

from typing import Any

from ..workload import ALL_THREADS, Job, Section

section = Section("Attention, f32; batch × heads × length × width")

SIZES = [(4, 8, 128, 32), (1, 8, 1024, 64)]


def _operands(torch: Any, size: tuple[int, ...], requires_grad: bool) -> list[Any]:
    return [torch.randn(*size).requires_grad_(requires_grad) for _ in range(3)]


def _forward(torch: Any, size: tuple[int, ...], causal: bool) -> Job:
    operands = _operands(torch, size, False)
    return lambda: torch.nn.functional.scaled_dot_product_attention(*operands, is_causal=causal)


def _backward(torch: Any, size: tuple[int, ...], causal: bool) -> Job:
    operands, g = _operands(torch, size, True), torch.randn(*size)

    def job() -> None:
        y = torch.nn.functional.scaled_dot_product_attention(*operands, is_causal=causal)
        torch.autograd.grad(y, operands, g)

    return job


def _add() -> None:
    for size in SIZES:
        batch, heads, length, width = size
        for causal in (False, True):
            products = 4 * batch * heads * length * length * width // (2 if causal else 1)
            for what, use, times in (("forward", _forward, 1.0), ("with backward", _backward, 3.5)):
                name = f"{' × '.join(map(str, size))}{', causal' if causal else ''}, {what}"
                section.case(name, flops=times * products, threads=ALL_THREADS)(
                    lambda torch, use=use, size=size, causal=causal: use(torch, size, causal)
                )


_add()
