"""ResNets over frames: Tran et al. 2017, A Closer Look at Spatiotemporal Convolutions, arXiv:1711.11248."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flambeau import Tensor, nn

from ...._arguments import explain_module
from ...._listing import listing
from .._api import builder
from .._weights import published

__all__ = ["MC3_18_Weights", "R2Plus1D_18_Weights", "R3D_18_Weights", "VideoResNet", "mc3_18", "r2plus1d_18", "r3d_18"]
__dir__ = listing(globals())


class Conv3DSimple(nn.Conv3d):
    """A convolution over time and space."""

    def __init__(
        self, in_planes: int, out_planes: int, midplanes: int | None = None, stride: int = 1, padding: int = 1
    ) -> None:
        super().__init__(in_planes, out_planes, kernel_size=(3, 3, 3), stride=stride, padding=padding, bias=False)

    @staticmethod
    def get_downsample_stride(stride: int) -> tuple[int, int, int]:
        """What the branch beside it leaves out."""
        return stride, stride, stride


class Conv2Plus1D(nn.Sequential):
    """A convolution over space, then one over time."""

    def __init__(self, in_planes: int, out_planes: int, midplanes: int, stride: int = 1, padding: int = 1) -> None:
        steps, border = (1, stride, stride), (0, padding, padding)
        super().__init__(
            nn.Conv3d(in_planes, midplanes, (1, 3, 3), stride=steps, padding=border, bias=False),
            nn.BatchNorm3d(midplanes),
            nn.ReLU(inplace=True),
            nn.Conv3d(midplanes, out_planes, (3, 1, 1), stride=(stride, 1, 1), padding=(padding, 0, 0), bias=False),
        )

    @staticmethod
    def get_downsample_stride(stride: int) -> tuple[int, int, int]:
        """What the branch beside it leaves out."""
        return stride, stride, stride


class Conv3DNoTemporal(nn.Conv3d):
    """A convolution over space alone."""

    def __init__(
        self, in_planes: int, out_planes: int, midplanes: int | None = None, stride: int = 1, padding: int = 1
    ) -> None:
        steps, border = (1, stride, stride), (0, padding, padding)
        super().__init__(in_planes, out_planes, (1, 3, 3), stride=steps, padding=border, bias=False)

    @staticmethod
    def get_downsample_stride(stride: int) -> tuple[int, int, int]:
        """What the branch beside it leaves out."""
        return 1, stride, stride


class BasicBlock(nn.Module):
    """Two convolutions, and what they were given, added."""

    expansion = 1

    def __init__(
        self,
        inplanes: int,
        planes: int,
        conv_builder: Callable[..., nn.Module],
        stride: int = 1,
        downsample: nn.Module | None = None,
    ) -> None:
        super().__init__()
        middle = (inplanes * planes * 27) // (inplanes * 9 + 3 * planes)  # as many parameters as one over both has
        self.conv1 = nn.Sequential(
            conv_builder(inplanes, planes, middle, stride), nn.BatchNorm3d(planes), nn.ReLU(inplace=True)
        )
        self.conv2 = nn.Sequential(conv_builder(planes, planes, middle), nn.BatchNorm3d(planes))
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """(N, inplanes, T, H, W) to (N, planes, T', H', W')."""
        out = self.conv2(self.conv1(x))
        beside = x if self.downsample is None else self.downsample(x)
        return self.relu(out + beside)


class Bottleneck(nn.Module):
    """Convolutions of one pixel around one over time and space, and what they were given, added."""

    expansion = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        conv_builder: Callable[..., nn.Module],
        stride: int = 1,
        downsample: nn.Module | None = None,
    ) -> None:
        super().__init__()
        middle = (inplanes * planes * 27) // (inplanes * 9 + 3 * planes)
        out = planes * self.expansion
        self.conv1 = nn.Sequential(
            nn.Conv3d(inplanes, planes, kernel_size=1, bias=False), nn.BatchNorm3d(planes), nn.ReLU(inplace=True)
        )
        self.conv2 = nn.Sequential(
            conv_builder(planes, planes, middle, stride), nn.BatchNorm3d(planes), nn.ReLU(inplace=True)
        )
        self.conv3 = nn.Sequential(nn.Conv3d(planes, out, kernel_size=1, bias=False), nn.BatchNorm3d(out))
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """(N, inplanes, T, H, W) to (N, 4 planes, T', H', W')."""
        out = self.conv3(self.conv2(self.conv1(x)))
        beside = x if self.downsample is None else self.downsample(x)
        return self.relu(out + beside)


class BasicStem(nn.Sequential):
    """The first layer: a convolution over time and space."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv3d(3, 64, (3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False),
            nn.BatchNorm3d(64),
            nn.ReLU(inplace=True),
        )


class R2Plus1dStem(nn.Sequential):
    """The first layers: a convolution over space, then one over time."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv3d(3, 45, (1, 7, 7), stride=(1, 2, 2), padding=(0, 3, 3), bias=False),
            nn.BatchNorm3d(45),
            nn.ReLU(inplace=True),
            nn.Conv3d(45, 64, (3, 1, 1), stride=(1, 1, 1), padding=(1, 0, 0), bias=False),
            nn.BatchNorm3d(64),
            nn.ReLU(inplace=True),
        )


class VideoResNet(nn.Module):
    """A ResNet over frames. (N, 3, T, H, W) to (N, num_classes).

    Args:
        block: the class of blocks.
        conv_makers: of each of the four stages, the class of its convolutions.
        layers: blocks of each stage.
        stem: makes the first layers.
        num_classes: the number of logits.
        zero_init_residual: begin with each :class:`Bottleneck` as the identity, by zero scales in its last
            normalisation; blocks of two convolutions have nothing that it changes.

    Raises: RuntimeError, when called, for videos with another number of channels.
    Source: Tran et al. 2017, A Closer Look at Spatiotemporal Convolutions, arXiv:1711.11248.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.video import mc3_18
    >>> mc3_18(num_classes=3).eval()(torch.rand(1, 3, 4, 16, 16)).shape
    torch.Size([1, 3])
    """

    def __init__(
        self,
        block: Callable[..., nn.Module],
        conv_makers: Sequence[Callable[..., nn.Module]],
        layers: Sequence[int],
        stem: Callable[..., nn.Module],
        num_classes: int = 400,
        zero_init_residual: bool = False,
    ) -> None:
        super().__init__()
        self.inplanes = 64
        self.stem = stem()
        self.layer1 = self._stage(block, conv_makers[0], 64, layers[0], 1)
        self.layer2 = self._stage(block, conv_makers[1], 128, layers[1], 2)
        self.layer3 = self._stage(block, conv_makers[2], 256, layers[2], 2)
        self.layer4 = self._stage(block, conv_makers[3], 512, layers[3], 2)
        self.avgpool = nn.AdaptiveAvgPool3d((1, 1, 1))
        self.fc = nn.Linear(self.inplanes, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv3d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.BatchNorm3d):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, 0, 0.01)
                nn.init.zeros_(m.bias)
        if zero_init_residual:
            for m in self.modules():
                if isinstance(m, Bottleneck):
                    nn.init.zeros_(m.conv3[1].weight)

    def _stage(self, block: Any, conv: Any, planes: int, blocks: int, stride: int) -> nn.Sequential:
        beside = None
        width = planes * block.expansion
        if stride != 1 or self.inplanes != width:
            steps = conv.get_downsample_stride(stride)
            beside = nn.Sequential(
                nn.Conv3d(self.inplanes, width, kernel_size=1, stride=steps, bias=False), nn.BatchNorm3d(width)
            )
        first = block(self.inplanes, planes, conv, stride, beside)
        self.inplanes = width
        return nn.Sequential(first, *(block(width, planes, conv) for _ in range(1, blocks)))

    def forward(self, x: Tensor) -> Tensor:
        """Videos, normalised, to logits."""
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))
        return self.fc(self.avgpool(x).flatten(1))


R3D_18_Weights = published("R3D_18_Weights", __name__)


@builder(R3D_18_Weights, "KINETICS400_V1")
def r3d_18(**options: Any) -> VideoResNet:
    """ResNet-18 with convolutions over time and space: 33.4 million parameters."""
    return VideoResNet(BasicBlock, [Conv3DSimple] * 4, [2, 2, 2, 2], BasicStem, **options)


MC3_18_Weights = published("MC3_18_Weights", __name__)


@builder(MC3_18_Weights, "KINETICS400_V1")
def mc3_18(**options: Any) -> VideoResNet:
    """ResNet-18 with convolutions over time in its first stage alone: 11.7 million parameters."""
    makers: list[Callable[..., nn.Module]] = [Conv3DSimple, Conv3DNoTemporal, Conv3DNoTemporal, Conv3DNoTemporal]
    return VideoResNet(BasicBlock, makers, [2, 2, 2, 2], BasicStem, **options)


R2Plus1D_18_Weights = published("R2Plus1D_18_Weights", __name__)


@builder(R2Plus1D_18_Weights, "KINETICS400_V1")
def r2plus1d_18(**options: Any) -> VideoResNet:
    """ResNet-18 with convolutions over space, then over time: 31.5 million parameters."""
    return VideoResNet(BasicBlock, [Conv2Plus1D] * 4, [2, 2, 2, 2], R2Plus1dStem, **options)


explain_module(globals())
