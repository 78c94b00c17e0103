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


def residual_network(torch: Any) -> Any:
    """ResNet-18's layers (He et al., 2015, table 1)."""
    nn = torch.nn

    def conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> Any:
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)
        )

    class Block(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, inputs: int, outputs: int, stride: int) -> None:
            super().__init__()
            self.first, self.second = conv(inputs, outputs, 3, stride), conv(outputs, outputs, 3)
            self.shortcut = conv(inputs, outputs, 1, stride) if stride > 1 else nn.Identity()

        def forward(self, x: Any) -> Any:
            return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))

    layers = [conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    for inputs, outputs in ((64, 64), (64, 128), (128, 256), (256, 512)):
        layers += [Block(inputs, outputs, outputs // inputs), Block(outputs, outputs, 1)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def depthwise_network(torch: Any) -> Any:
    """Five inverted residuals of MobileNetV2 (Sandler et al., 2018, table 1), without the sums."""
    nn = torch.nn
    layers: list[Any] = [nn.Conv2d(3, 24, 3, 4, 1)]
    for _ in range(5):
        layers += [nn.Conv2d(24, 144, 1, bias=False), nn.BatchNorm2d(144), nn.ReLU6()]
        layers += [nn.Conv2d(144, 144, 3, 1, 1, groups=144, bias=False), nn.BatchNorm2d(144), nn.ReLU6()]
        layers += [nn.Conv2d(144, 24, 1, bias=False), nn.BatchNorm2d(24)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 10))


def _inference(torch: Any, network: Any, memory_format: str = "contiguous_format") -> Job:
    kept = getattr(torch, memory_format)
    network, x = network(torch).eval().to(memory_format=kept), torch.rand(4, 3, 224, 224).to(memory_format=kept)

    def job() -> None:
        with torch.no_grad():
            network(x)

    return job


def _training(torch: Any, network: Any, memory_format: str = "contiguous_format") -> Job:
    kept = getattr(torch, memory_format)
    network, x = network(torch).to(memory_format=kept), torch.rand(4, 3, 224, 224).to(memory_format=kept)
    classes = torch.randint(0, 10, (4,))

    def job() -> None:
        network.zero_grad()
        torch.nn.functional.cross_entropy(network(x), classes).backward()

    return job


def _add_networks() -> None:
    for name, network in (("ResNet-18", residual_network), ("five MobileNetV2 blocks", depthwise_network)):
        for what, use in (("inference", _inference), ("training", _training)):
            rival = Rival(
                "PyTorch, c.-last",
                lambda torch, use=use, network=network: use(torch, network, "channels_last"),
                library="torch",
            )
            section.case(f"{name}, {what}, 4 images", limit=1.0, rivals=[rival], **OPTIONS)(
                lambda torch, use=use, network=network: use(torch, network)
            )


_add_networks()


@section.case("cross_entropy (512, 1000), with bw.", **OPTIONS)
def cross_entropy(torch: Any) -> Job:
    x, labels = torch.rand(512, 1000, requires_grad=True), torch.randint(0, 1000, (512,))

    def job() -> None:
        torch.nn.functional.cross_entropy(x, labels).backward()
        x.grad = None

    return job
