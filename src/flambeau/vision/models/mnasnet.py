"""MNASNet: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile" (2018), arXiv:1807.11626."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._utils import _make_divisible
from ._weights import published

__all__ = [
    "MNASNet",
    "MNASNet0_5_Weights",
    "MNASNet0_75_Weights",
    "MNASNet1_0_Weights",
    "MNASNet1_3_Weights",
    "mnasnet0_5",
    "mnasnet0_75",
    "mnasnet1_0",
    "mnasnet1_3",
]
__dir__ = listing(globals())

MOMENTUM = 1 - 0.9997  # what the paper's TensorFlow calls a decay of 0.9997


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, momentum=MOMENTUM)


class _InvertedResidual(nn.Module):
    """Widened by a convolution of 1 × 1, filtered channel by channel, narrowed again."""

    def __init__(self, in_ch: int, out_ch: int, kernel_size: int, stride: int, expansion_factor: int) -> None:
        super().__init__()
        if stride not in (1, 2) or kernel_size not in (3, 5):
            raise ValueError(f"stride {stride} and kernel_size {kernel_size} | 1 or 2, and 3 or 5")
        wide = in_ch * expansion_factor
        self.apply_residual = in_ch == out_ch and stride == 1
        self.layers = nn.Sequential(
            nn.Conv2d(in_ch, wide, 1, bias=False),
            _norm(wide),
            nn.ReLU(inplace=True),
            nn.Conv2d(wide, wide, kernel_size, padding=kernel_size // 2, stride=stride, groups=wide, bias=False),
            _norm(wide),
            nn.ReLU(inplace=True),
            nn.Conv2d(wide, out_ch, 1, bias=False),
            _norm(out_ch),
        )

    def forward(self, input: Tensor) -> Tensor:
        """(N, in_ch, H, W) to (N, out_ch, …), passed on beside where shapes agree."""
        return self.layers(input) + input if self.apply_residual else self.layers(input)


def _stack(in_ch: int, out_ch: int, kernel_size: int, stride: int, factor: int, repeats: int) -> nn.Sequential:
    first = _InvertedResidual(in_ch, out_ch, kernel_size, stride, factor)
    return nn.Sequential(
        first, *(_InvertedResidual(out_ch, out_ch, kernel_size, 1, factor) for _ in range(repeats - 1))
    )


class MNASNet(nn.Module):
    """The network B1 of the paper, its channels times ``alpha``. (N, 3, H, W) to (N, num_classes).

    Raises: ValueError for an ``alpha`` that is not positive.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import MNASNet
    >>> model = MNASNet(0.5, num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(self, alpha: float, num_classes: int = 1000, dropout: float = 0.2) -> None:
        super().__init__()
        if alpha <= 0:
            raise ValueError(f"alpha should be greater than 0.0 instead of {alpha}")
        self.alpha, self.num_classes = alpha, num_classes
        d = [_make_divisible(depth * alpha, 8) for depth in (32, 16, 24, 40, 80, 96, 192, 320)]
        self.layers = nn.Sequential(
            nn.Conv2d(3, d[0], 3, padding=1, stride=2, bias=False),
            _norm(d[0]),
            nn.ReLU(inplace=True),
            nn.Conv2d(d[0], d[0], 3, padding=1, stride=1, groups=d[0], bias=False),
            _norm(d[0]),
            nn.ReLU(inplace=True),
            nn.Conv2d(d[0], d[1], 1, padding=0, stride=1, bias=False),
            _norm(d[1]),
            _stack(d[1], d[2], 3, 2, 3, 3),
            _stack(d[2], d[3], 5, 2, 3, 3),
            _stack(d[3], d[4], 5, 2, 6, 3),
            _stack(d[4], d[5], 3, 1, 6, 2),
            _stack(d[5], d[6], 5, 2, 6, 4),
            _stack(d[6], d[7], 3, 1, 6, 1),
            nn.Conv2d(d[7], 1280, 1, padding=0, stride=1, bias=False),
            _norm(1280),
            nn.ReLU(inplace=True),
        )
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(1280, num_classes))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                nn.init.kaiming_uniform_(m.weight, mode="fan_out", nonlinearity="sigmoid")
                nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(self.layers(x).mean([2, 3]))


MNASNet0_5_Weights = published("MNASNet0_5_Weights", __name__)


@builder(MNASNet0_5_Weights)
def mnasnet0_5(**options: Any) -> MNASNet:
    """MNASNet, half as wide: 2.2 million parameters."""
    return MNASNet(0.5, **options)


MNASNet0_75_Weights = published("MNASNet0_75_Weights", __name__)


@builder(MNASNet0_75_Weights)
def mnasnet0_75(**options: Any) -> MNASNet:
    """MNASNet, 0.75 as wide: 3.2 million parameters."""
    return MNASNet(0.75, **options)


MNASNet1_0_Weights = published("MNASNet1_0_Weights", __name__)


@builder(MNASNet1_0_Weights)
def mnasnet1_0(**options: Any) -> MNASNet:
    """MNASNet: 4.4 million parameters."""
    return MNASNet(1.0, **options)


MNASNet1_3_Weights = published("MNASNet1_3_Weights", __name__)


@builder(MNASNet1_3_Weights)
def mnasnet1_3(**options: Any) -> MNASNet:
    """MNASNet, 1.3 times as wide: 6.3 million parameters."""
    return MNASNet(1.3, **options)


explain_module(globals())
