"""Convolution, pooling and normalisation of image batches: the sizes of a residual network's first stage."""

from __future__ import annotations

from typing import Any

from ..workload import ALL_THREADS, Job, Rival, Section

section = Section("Networks, f32; batch 8, 64 channels, 56 × 56")

SHAPE = (8, 64, 56, 56)
OPTIONS = {"threads": ALL_THREADS}
CONV_FLOPS = 2 * 8 * 56 * 56 * 64 * 64 * 9


def channels_last(torch: Any) -> Job:
    x = torch.rand(*SHAPE).to(memory_format=torch.channels_last)
    w = (torch.rand(64, 64, 3, 3) - 0.5).to(memory_format=torch.channels_last)
    return lambda: torch.nn.functional.conv2d(x, w, padding=1)


@section.case(
    "conv2d 3 × 3, forward",
    flops=CONV_FLOPS,
    rivals=[Rival("PyTorch, c.-last", channels_last, library="torch")],
    **OPTIONS,
)
def conv_forward(torch: Any) -> Job:
    x, w = torch.rand(*SHAPE), torch.rand(64, 64, 3, 3) - 0.5
    return lambda: torch.nn.functional.conv2d(x, w, padding=1)


@section.case("conv2d 3 × 3, with backward", flops=3 * CONV_FLOPS, **OPTIONS)
def conv_backward(torch: Any) -> Job:
    x = torch.rand(*SHAPE, requires_grad=True)
    w = (torch.rand(64, 64, 3, 3) - 0.5).requires_grad_()
    g = torch.rand(*SHAPE)

    def job() -> None:
        torch.nn.functional.conv2d(x, w, padding=1).backward(g)
        x.grad = w.grad = None

    return job


@section.case("max_pool2d 2 × 2", **OPTIONS)
def max_pool(torch: Any) -> Job:
    x = torch.rand(*SHAPE)
    return lambda: torch.nn.functional.max_pool2d(x, 2)


@section.case("max_pool2d 2 × 2, with backward", **OPTIONS)
def max_pool_backward(torch: Any) -> Job:
    x, g = torch.rand(*SHAPE, requires_grad=True), torch.rand(8, 64, 28, 28)

    def job() -> None:
        torch.nn.functional.max_pool2d(x, 2).backward(g)
        x.grad = None

    return job


@section.case("batch_norm, training", **OPTIONS)
def batch_norm(torch: Any) -> Job:
    x, layer = torch.rand(*SHAPE), torch.nn.BatchNorm2d(64)
    return lambda: layer(x)


@section.case("cross_entropy (512, 1000), with bw.", **OPTIONS)
def cross_entropy(torch: Any) -> Job:
    x, labels = torch.rand(512, 1000, requires_grad=True), torch.randint(0, 1000, (512,))

    def job() -> None:
        torch.nn.functional.cross_entropy(x, labels).backward()
        x.grad = None

    return job
